//! The user's host map.

use std::path::Path;

use anyhow::{Context as _, Result};
use tcf_audit::hosts::HostTable;

use super::read as read_bytes;
use crate::config::{Config, Hosts};
use crate::number::u64_of;
use crate::term::counted;
use crate::ui::Ui;

/// Loads the map. Rows without a vendor are reported.
pub(crate) fn read(path: &Path, ui: &Ui) -> Result<HostTable> {
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
    let table = HostTable::from_csv(text).with_context(|| path.display().to_string())?;
    if table.undecided > 0 {
        let hosts = counted(u64_of(table.undecided), "host");
        let are = if table.undecided == 1 { "is" } else { "are" };
        ui.note(&format_args!("{}: {hosts} without a vendor {are} ignored", path.display()));
    }
    Ok(table)
}
