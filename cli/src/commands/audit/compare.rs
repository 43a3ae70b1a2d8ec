//! The older reports of `--compare`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use tcf_audit::report::Report;

use crate::input::without_mark;

/// Reads older reports. `specification` is that of the vendor list of this audit.
pub(super) fn read(paths: &[PathBuf], specification: Option<u8>) -> Result<Vec<Report>> {
    let read = |path: &PathBuf| {
        let file = path.display();
        let json = fs::read(path).with_context(|| format!("cannot read {file}"))?;
        let json = without_mark(&json).with_context(|| format!("cannot read {file}"))?;
        let report = Report::from_json(json).with_context(|| {
            format!("--compare {file}: expected a report of tcf audit --format json")
        })?;
        report
            .check_comparable(env!("CARGO_PKG_VERSION"), specification)
            .with_context(|| format!("--compare {file}"))?;
        Ok(report)
    };
    paths.iter().map(read).collect()
}
