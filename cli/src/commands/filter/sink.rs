//! What becomes of the results of batches, which arrive in the order of the input.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use tcf_audit::records::{Comparison, Verifier};

use super::records::RecordFile;
use super::table::BYTE_ORDER_MARK;
use super::worker::Output;
use crate::{output, ui::Ui};

/// Takes the results of batches.
pub(super) enum Sink {
    Events(EventSink),
    Verify(Box<Verifier<BufReader<File>>>),
    Compare(Comparison),
}

impl Sink {
    /// Compares with the records of a file.
    pub(super) fn verify(path: &Path) -> Result<Self> {
        let file = File::open(path);
        let file = file.with_context(|| format!("--verify: cannot read {}", path.display()))?;
        Ok(Self::Verify(Box::new(Verifier::new(BufReader::new(file)))))
    }

    /// Takes what comes before the first row of a table.
    pub(super) fn head(&mut self, head: &[u8]) -> Result<()> {
        match self {
            Self::Events(events) => {
                events.write_bytes(head)?;
                events.is_open &= head != BYTE_ORDER_MARK;
                Ok(())
            }
            Self::Verify(_) | Self::Compare(_) => Ok(()),
        }
    }

    /// Takes the result of the next batch.
    pub(super) fn take(&mut self, output: &mut Output) -> Result<()> {
        match self {
            Self::Events(events) => events.write(output),
            Self::Verify(verifier) => {
                let mut records = output.records.split_inclusive(|&byte| byte == b'\n');
                records
                    .try_for_each(|record| verifier.recomputed(record))
                    .context("--verify: cannot read the records")
            }
            Self::Compare(comparison) => {
                comparison.merge(std::mem::take(&mut output.comparison));
                Ok(())
            }
        }
    }
}

/// Writes events, each after its record.
pub(super) struct EventSink {
    stdout: output::Output,
    records: Option<RecordFile>,
    /// Whether the last line has no end, because its file ended.
    is_open: bool,
}

impl EventSink {
    pub(super) fn new(records: Option<RecordFile>, ui: &Ui) -> Self {
        Self { stdout: ui.stdout_unbuffered(), records, is_open: false }
    }

    fn write(&mut self, output: &Output) -> Result<()> {
        if let Some(records) = &mut self.records {
            records.write(&output.records)?;
        }
        self.write_bytes(&output.bytes)
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.is_open {
            self.stdout.write_all(b"\n")?;
        }
        self.stdout.write_all(bytes)?;
        self.stdout.flush()?;
        self.is_open = bytes.last() != Some(&b'\n');
        Ok(())
    }
}
