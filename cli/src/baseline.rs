//! Baseline files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Result, anyhow, bail};
use tcf::{Baseline, BaselineBuilder, Origin};
use tcf_policy::rules::Finding;

use crate::input;
use crate::output;
use crate::sync::lock;
use crate::term::counted_as;

/// A baseline and the file that it was read from.
pub(crate) struct BaselineFile {
    path: PathBuf,
    pub(crate) baseline: Baseline,
}

impl BaselineFile {
    /// Reads a baseline; `None` if the file does not exist and is the one that is written.
    pub(crate) fn load_or_new(path: &Path, new: Option<&Path>) -> Result<Option<Self>> {
        let is_new = new.is_some_and(|new| output::is_new(path, new));
        (!is_new).then(|| Self::load(path)).transpose()
    }

    fn load(path: &Path) -> Result<Self> {
        let file = path.display();
        let text = input::read_text(path)?;
        let baseline =
            Baseline::parse(&text).map_err(|error| anyhow!("{file}:{}: {error}", error.line))?;
        Ok(Self { path: path.to_owned(), baseline })
    }

    /// A message about unused entries; `None` if all are used.
    pub(crate) fn unused(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let unused = self.baseline.unused();
        let mut shown: Vec<_> = unused
            .iter()
            .take(SHOWN)
            .map(|entry| format!("{} of {} (line {})", entry.code, entry.name, entry.line))
            .collect();
        match unused.len() {
            0 => return None,
            count if count > SHOWN => shown.push(format!("and {} more", count - SHOWN)),
            _ => {}
        }
        let entries = counted_as(unused.len(), "unused entry", "unused entries");
        Some(format!("{}: {entries}: {}", self.path.display(), shown.join(", ")))
    }
}

/// The option that names the baseline to write.
pub(crate) const WRITE_BASELINE: &str = "--write-baseline";

/// Fails if a file exists that is not a baseline with this first line: it would be lost.
pub(crate) fn check_replaced(path: &Path, format: &str) -> Result<()> {
    if !path.is_file() || fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Ok(());
    }
    let text = input::read_text(path).unwrap_or_default();
    if text.lines().next() != Some(format) {
        bail!(
            "{WRITE_BASELINE}: {} exists and is not a baseline (no first line \"{format}\"); name \
             another file, or remove it",
            path.display()
        );
    }
    Ok(())
}

/// The baseline to write, and its file.
pub(crate) struct NewBaseline {
    path: PathBuf,
    builder: Mutex<BaselineBuilder>,
}

impl NewBaseline {
    /// Fails if the file cannot be written, is that of `--output`, or is something else.
    pub(crate) fn new(path: &Path, output: Option<&Path>) -> Result<Self> {
        output::check_all(&[(WRITE_BASELINE, Some(path))], output)?;
        check_replaced(path, Baseline::FORMAT)?;
        Ok(Self { path: path.to_owned(), builder: Mutex::default() })
    }

    /// Adds the errors of a string.
    pub(crate) fn add(&self, origin: Origin<'_>, findings: &[Finding]) {
        lock(&self.builder).add(origin, findings);
    }

    /// Writes the file, with the entries of the old baseline that are still used. Returns the
    /// number of entries.
    pub(crate) fn write(&self, old: Option<&BaselineFile>) -> Result<usize> {
        let mut builder = lock(&self.builder);
        if let Some(old) = old {
            builder.add_used(&old.baseline);
        }
        output::write(WRITE_BASELINE, &self.path, builder.to_string().as_bytes())?;
        Ok(builder.len())
    }
}
