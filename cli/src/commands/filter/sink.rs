//! What becomes of the results of batches, which arrive in the order of the input.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Chain, Cursor, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use tcf_audit::records::{Comparison, Verifier};

use super::records::RecordFile;
use super::table::BYTE_ORDER_MARK;
use super::worker::Output;
use crate::{output, ui::Ui};

/// Decision records, of which the first was read.
type Records = Chain<Cursor<Vec<u8>>, BufReader<File>>;

/// The most bytes of the first record that are examined.
const MAX_FIRST: u64 = 1 << 20;

/// Whether a line is a JSON object that lacks what every decision record has.
fn is_other_object(line: &[u8]) -> bool {
    let object = serde_json::from_slice::<serde_json::Map<_, serde_json::Value>>(line);
    object.is_ok_and(|object| !object.contains_key("tool") && !object.contains_key("action"))
}

/// Takes the results of batches.
pub(super) enum Sink {
    Events(EventSink),
    Verify(Box<Verifier<Records>>),
    Compare(Comparison),
}

impl Sink {
    /// Compares with the records of a file.
    pub(super) fn verify(path: &Path) -> Result<Self> {
        let file = File::open(path);
        let shown = path.display();
        let file = file.with_context(|| format!("--verify: cannot read {shown}"))?;
        let mut records = BufReader::new(file);
        let mut first = Vec::new();
        records.by_ref().take(MAX_FIRST).read_until(b'\n', &mut first)?;
        if is_other_object(&first) {
            bail!("--verify: {shown}, line 1: not a decision record");
        }
        Ok(Self::Verify(Box::new(Verifier::new(Cursor::new(first).chain(records)))))
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
