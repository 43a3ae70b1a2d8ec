//! Scans a directory for vendor lists. Only the beginning of a file is read to find its version.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tcf_codec::Deciseconds;
use tcf_policy::gvl::{Gvl, ListKey};

use crate::cache;
use crate::input::without_mark;

/// Maximum depth of nested directories.
const DEPTH: usize = 4;
/// Bytes of a file in which the version is searched first.
const HEAD: u64 = 2048;
/// Prefixes of published files that are not vendor lists.
const NOT_LISTS: [&str; 4] =
    ["purposes-", "additional-vendor-information", "cmp-list.", cache::DISCLOSURE_PREFIX];

/// The lists in a directory, in an order that does not depend on the file system. Other files are
/// ignored.
pub(super) fn lists(dir: &Path) -> Result<Vec<(ListKey, PathBuf)>> {
    let mut paths = Vec::new();
    collect(dir, DEPTH, &mut paths)?;
    // Archives come before the current list, which may be replaced.
    paths.sort_by_cached_key(|path| {
        (path.file_name() == Some(OsStr::new("vendor-list.json")), path.clone())
    });
    let mut lists = Vec::with_capacity(paths.len());
    for path in paths {
        let key = key(&path).with_context(|| format!("cannot read {}", path.display()))?;
        lists.extend(key.map(|key| (key, path)));
    }
    Ok(lists)
}

/// Collects the paths of possible lists. Hidden files are ignored.
fn collect(dir: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<()> {
    let context = || format!("cannot read {}", dir.display());
    for entry in fs::read_dir(dir).with_context(context)? {
        let path = entry.with_context(context)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A dangling link.
        let Ok(metadata) = path.metadata() else { continue };
        if name.starts_with('.') {
            continue;
        }
        if metadata.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, paths)?;
            }
        } else if metadata.is_file()
            && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
            && !NOT_LISTS.iter().any(|prefix| name.starts_with(prefix))
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// When a list was last updated, if the beginning of the file contains it.
pub(super) fn last_updated(path: &Path) -> Result<Option<Deciseconds>> {
    let context = || format!("cannot read {}", path.display());
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD).read_to_end(&mut head))
        .with_context(context)?;
    let text = value(&head, "\"lastUpdated\"").and_then(|rest| rest.strip_prefix(b"\""));
    let text = text.and_then(|rest| rest.split(|&byte| byte == b'"').next());
    Ok(text.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok()))
}

/// The key of a list; `None` if the file is not a list.
pub(super) fn key(path: &Path) -> std::io::Result<Option<ListKey>> {
    let mut head = Vec::new();
    let mut file = File::open(path)?;
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let (specification, version) =
        (number(&head, "\"gvlSpecificationVersion\""), number(&head, "\"vendorListVersion\""));
    if let (Some(specification), Some(version)) = (specification, version) {
        return Ok(list_key(specification, version));
    }
    file.read_to_end(&mut head)?;
    let Ok(json) = without_mark(&head) else { return Ok(None) };
    Ok(Gvl::from_json(json).ok().map(|gvl| gvl.key()))
}

/// The key, if a string can name it.
fn list_key(specification: u32, version: u32) -> Option<ListKey> {
    let specification =
        u8::try_from(specification).ok().filter(|specification| matches!(specification, 2 | 3))?;
    let version = u16::try_from(version).ok().filter(|version| (1..=4095).contains(version))?;
    Some(ListKey { specification, version })
}

/// The bytes from the value of a key on.
fn value<'a>(head: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let at = head.windows(key.len()).position(|window| window == key.as_bytes())?;
    let rest = head.get(at + key.len()..)?.trim_ascii_start().strip_prefix(b":")?;
    Some(rest.trim_ascii_start())
}

/// The number after a key, if `head` contains all of it.
fn number(head: &[u8], key: &str) -> Option<u32> {
    let rest = value(head, key)?;
    let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    // Fractions and exponents are left to the JSON parser.
    if matches!(rest.get(end)?, b'.' | b'e' | b'E') {
        return None;
    }
    std::str::from_utf8(rest.get(..end)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn truncated_numbers_are_ignored() {
        for (head, want) in [
            ("{\"v\": 140,", Some(140)),
            ("{\"v\"\n:\t7}", Some(7)),
            ("{\"v\": 14", None),
            ("{\"v\": 14.0,", None),
            ("{\"v\": \"14\",", None),
            ("{\"v\"", None),
            ("{\"vv\": 1,", None),
            ("{\"v\": 99999999999,", None),
        ] {
            assert_eq!(number(head.as_bytes(), "\"v\""), want, "{head}");
        }
    }
}
