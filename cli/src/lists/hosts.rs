//! The user's map from hosts to vendors.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use tcf_audit::hosts::HostTable;

use crate::number::u64_of;
use crate::term::counted;
use crate::ui::Ui;

/// Loads the map. Rows without a vendor are reported.
pub(crate) fn read(path: &Path, ui: &Ui) -> Result<HostTable> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let table = HostTable::from_csv(&text).with_context(|| path.display().to_string())?;
    if table.undecided > 0 {
        let hosts = counted(u64_of(table.undecided), "host");
        let are = if table.undecided == 1 { "is" } else { "are" };
        ui.note(&format_args!("{}: {hosts} without a vendor {are} ignored", path.display()));
    }
    Ok(table)
}
