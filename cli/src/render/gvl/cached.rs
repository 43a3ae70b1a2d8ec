//! The text output of `tcf gvl list`.

use std::io;
use std::path::Path;

use tcf::{CachedFile, CachedGvlRecord};
use tcf_policy::gvl::ListKey;

use crate::lists::cached::Cached;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

const LISTS: Table<6> = Table::new([
    Column::right(1, 4),
    Column::right(1, 7),
    Column::left(2, 10),
    Column::right(1, 7),
    Column::left(2, 10),
    Column::wrapped(2),
]);

/// Writes the lists in a directory.
pub(crate) fn write(page: &mut Page<'_>, dir: &Path, cached: &Cached) -> io::Result<()> {
    if cached.gvls.is_empty() && cached.cmps.is_none() && cached.providers.is_none() {
        return Ok(());
    }
    page.heading(plain(&dir.display().to_string()))?;
    if !cached.gvls.is_empty() {
        LISTS.titles(page, ["spec", "version", "updated", "size", "expires", "path"])?;
    }
    for CachedGvlRecord { key, last_updated, file, .. } in &cached.gvls {
        let ListKey { specification, version } = key;
        row(
            page,
            dir,
            [specification.to_string(), version.to_string()],
            last_updated.as_ref(),
            file,
        )?;
    }
    if let Some(cmps) = &cached.cmps {
        let count = counted(cmps.cmps, "CMP");
        page.section(format_args!("CMP list, {count}"))?;
        row(page, dir, [String::new(), String::new()], cmps.last_updated.as_ref(), &cmps.file)?;
    }
    if let Some(providers) = &cached.providers {
        let count = counted(providers.providers, "provider");
        let fetched =
            providers.fetched.as_deref().map(|time| format!(", downloaded {}", day(time)));
        let fetched = fetched.unwrap_or_default();
        page.section(format_args!("Google's list of providers, {count}{fetched}"))?;
        row(page, dir, [String::new(), String::new()], None, &providers.file)?;
    }
    Ok(())
}

fn row(
    page: &mut Page<'_>,
    dir: &Path,
    [specification, version]: [String; 2],
    last_updated: Option<&String>,
    file: &CachedFile,
) -> io::Result<()> {
    let path = Path::new(&file.path);
    let path = path.strip_prefix(dir).unwrap_or(path).display().to_string();
    let expires = file.expires.as_deref().map(day).unwrap_or_default();
    let cells = [
        specification.into(),
        version.into(),
        last_updated.map_or("unknown", |time| day(time)).into(),
        size(file.bytes).into(),
        Cell::painted(Role::Faint, expires),
        plain(&path).into(),
    ];
    LISTS.row(page, &cells)
}

/// The day of a time.
fn day(time: &str) -> &str {
    time.split_once('T').map_or(time, |(day, _)| day)
}

/// `612 KB`, `12 MB`, rounded up.
fn size(bytes: u64) -> String {
    match bytes.div_ceil(1000) {
        kilobytes @ 0..10_000 => format!("{kilobytes} KB"),
        kilobytes => format!("{} MB", kilobytes.div_ceil(1000)),
    }
}
