//! The user's host map.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use tcf_audit::hosts::{HostTable, HostTableError, HostTableErrorKind};

use super::{check_file, read as read_bytes};
use crate::config::{Config, Hosts};
use crate::number::u64_of;
use crate::term::{counted, plain, shorten};
use crate::ui::Ui;

/// Loads the map. Rows without a vendor are reported.
pub(crate) fn read(path: &Path, ui: &Ui) -> Result<HostTable> {
    check_file(path, "a host map")?;
    parse(&read_bytes(path)?, path, ui)
}

/// The file of the map: that of an argument, or else that of the settings.
pub(crate) fn path<'a>(given: Option<&'a Path>, config: &'a Config) -> Option<&'a Path> {
    given.or(match &config.hosts {
        Hosts::File(path) => Some(path),
        Hosts::Rows(_) => None,
    })
}

/// Parses the map of a file. Rows without a vendor are reported.
pub(crate) fn parse(bytes: &[u8], path: &Path, ui: &Ui) -> Result<HostTable> {
    let text = str::from_utf8(bytes).with_context(|| format!("cannot read {}", path.display()))?;
    let table = HostTable::from_csv(text)
        .map_err(|error| anyhow!("{}: {}", path.display(), message(text, &error)))?;
    if table.undecided > 0 {
        let hosts = counted(u64_of(table.undecided), "host");
        let are = if table.undecided == 1 { "is" } else { "are" };
        ui.note(&format_args!("{}: {hosts} without a vendor {are} ignored", path.display()));
    }
    Ok(table)
}

/// What is wrong in a map, with what was found there.
fn message(text: &str, error: &HostTableError) -> String {
    /// The most columns of what was found.
    const WIDTH: usize = 40;
    let line = text.lines().nth(error.line.saturating_sub(1)).unwrap_or_default();
    if !line.contains(',')
        && let Some(found) = line.find([';', '\t', '|'])
    {
        let column = line.get(..found).unwrap_or_default().chars().count() + 1;
        let found = if line.contains(';') { ";" } else { "another delimiter" };
        return format!("line {}, column {column}: expected a comma, found {found}", error.line);
    }
    if error.kind != HostTableErrorKind::Vendor {
        return error.to_string();
    }
    let rest: String = line.chars().skip(error.column.saturating_sub(1)).collect();
    let cell = plain(rest.split(',').next().unwrap_or_default().trim());
    format!("{error}, found {:?}", shorten(&cell, WIDTH))
}
