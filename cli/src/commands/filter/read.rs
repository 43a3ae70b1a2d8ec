//! Reads files and passes them on in batches.

use std::io::{Cursor, ErrorKind, Read};
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Result, bail, ensure};
use tcf_carrier::{CarrierFormat, RowSplitter, TableError};

use super::batch::{Batch, MAX_LINE, line_ends, too_long};
use super::forms::FormWriter;
use super::setup::Setups;
use super::table::{BYTE_ORDER_MARK, OpenTable, Table};
use super::worker::{Output, open_rows};
use crate::args::filter::FilterFrom;
use crate::input::{other_format, shown, table_message};
use crate::number::u64_of;

/// The bytes that are read at once.
const CHUNK: usize = 256 * 1024;

/// A batch, and where its result goes.
pub(super) type Task = (Batch, SyncSender<Result<Output>>);

/// What the writer waits for.
pub(super) enum Part {
    /// What is written before the first row of a table.
    Head(Vec<u8>),
    /// The first lines of a file follow. If it seems to have another format, what reads it.
    Lines(Option<String>),
    Batch(Receiver<Result<Output>>),
    /// A file that could not be read to its end.
    Unreadable(anyhow::Error),
}

/// Reads one file after the other.
pub(super) struct Reader {
    setups: Arc<Setups>,
    to_workers: SyncSender<Task>,
    to_writer: SyncSender<Part>,
    /// The first table, and the name of its file.
    first_table: Option<(Arc<str>, Arc<Table>)>,
}

/// The lines of a file that are read.
struct Lines<'r> {
    file: &'r Arc<str>,
    table: Option<Arc<Table>>,
    /// The number of the next line, from 1.
    next: u64,
}

impl Reader {
    pub(super) const fn new(
        setups: Arc<Setups>,
        to_workers: SyncSender<Task>,
        to_writer: SyncSender<Part>,
    ) -> Self {
        Self { setups, to_workers, to_writer, first_table: None }
    }

    /// Reads a file and sends it in batches of whole lines.
    pub(super) fn read(&mut self, mut stream: impl Read, file: &Arc<str>) -> Result<()> {
        let setup = &self.setups.setup;
        if setup.from != FilterFrom::Csv {
            // A byte order mark is of the file, and not of its first line.
            let mut start = Vec::new();
            stream.by_ref().take(u64_of(BYTE_ORDER_MARK.len())).read_to_end(&mut start)?;
            start = if start == BYTE_ORDER_MARK { Vec::new() } else { start };
            let stream = Cursor::new(start).chain(stream);
            return self.lines(stream, Lines { file, table: None, next: 1 });
        }
        let opened = Table::open(&mut stream, setup.table)?;
        let Some(OpenTable { table, read, first }) = opened else { return Ok(()) };
        if !setup.has_header_option && !table.has_fields(&setup.known_names()) {
            bail!(table_message(&TableError::AmbiguousHeader));
        }
        let table = Arc::new(table);
        self.check(&table)?;
        match &self.first_table {
            None => {
                let mark = self.setups.setup.forms.mark_cell(&table)?;
                let head = table.written_head(mark)?;
                ensure!(self.to_writer.send(Part::Head(head)).is_ok(), "the output is closed");
            }
            Some((other, first)) if !table.fits(first) => {
                let other = shown(other);
                bail!("its columns are not those of {other}: filter it on its own");
            }
            Some(_) => {}
        }
        self.first_table.get_or_insert_with(|| (Arc::clone(file), Arc::clone(&table)));
        self.lines(Cursor::new(read).chain(stream), Lines { file, table: Some(table), next: first })
    }

    /// Checks that a table has the columns that are needed, before any of it is written.
    fn check(&self, table: &Arc<Table>) -> Result<()> {
        let setup = &self.setups.setup;
        let options = setup.options();
        open_rows(setup, &options, table)?;
        FormWriter::of_table(Arc::clone(&setup.forms), table)?;
        Ok(())
    }

    fn lines(&self, mut stream: impl Read, mut lines: Lines<'_>) -> Result<()> {
        let mut rows = lines.table.as_ref().map(|table| RowSplitter::new(table.delimiter));
        let mut bytes = Vec::new();
        let mut is_first = true;
        // Whether the end of a line that is too long is skipped.
        let mut is_skipping = false;
        loop {
            let before = bytes.len();
            let is_end = !read_more(&mut stream, &mut bytes)?;
            if is_skipping {
                let end = match &mut rows {
                    None => memchr::memchr(b'\n', &bytes).map(|end| end + 1),
                    Some(rows) => rows.first_end(&bytes),
                };
                lines.next +=
                    line_ends(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default());
                let Some(end) = end else {
                    bytes.clear();
                    if is_end {
                        return Ok(());
                    }
                    continue;
                };
                bytes.drain(..end);
                is_skipping = false;
            }
            let end = match &mut rows {
                _ if is_end => bytes.len(),
                None => memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1),
                Some(rows) => {
                    let end = rows.last_end(bytes.get(before..).unwrap_or_default());
                    end.map_or(0, |end| before + end)
                }
            };
            let rest = bytes.split_off(end);
            let whole = mem::replace(&mut bytes, rest);
            let count = line_ends(&whole);
            if !whole.is_empty() {
                if mem::take(&mut is_first) && rows.is_none() {
                    self.examine(&whole, lines.file)?;
                }
                self.send(&lines, whole, None)?;
            }
            lines.next += count;
            if is_end {
                return Ok(());
            }
            if bytes.len() > MAX_LINE {
                if rows.as_ref().is_some_and(RowSplitter::is_in_quotes) {
                    let line = lines.next;
                    bail!(
                        "line {line}: the row has more than {MAX_LINE} bytes; is a quote not closed?"
                    );
                }
                self.send(&lines, Vec::new(), Some(too_long(rows.is_some())))?;
                lines.next += line_ends(&bytes);
                bytes.clear();
                is_skipping = true;
            }
        }
    }

    /// Sends what the first lines of a file look like, if that is another format.
    fn examine(&self, first: &[u8], file: &str) -> Result<()> {
        let expected = match self.setups.setup.from {
            FilterFrom::Events => CarrierFormat::Events,
            FilterFrom::Openrtb => CarrierFormat::OpenRtb,
            FilterFrom::Csv => CarrierFormat::Csv,
            FilterFrom::Log => CarrierFormat::Log,
        };
        let advice = other_format(first, expected);
        let advice = advice.map(|advice| format!("{}: {advice}", shown(file)));
        ensure!(self.to_writer.send(Part::Lines(advice)).is_ok(), "the output is closed");
        Ok(())
    }

    /// Sends lines, or what is wrong with the next line.
    fn send(&self, lines: &Lines<'_>, bytes: Vec<u8>, failure: Option<String>) -> Result<()> {
        let (file, table) = (Arc::clone(lines.file), lines.table.clone());
        let batch = Batch { file, first: lines.next, bytes, table, failure };
        let (to_result, result) = sync_channel(1);
        // They fail only if the writer has stopped.
        let is_sent = self.to_writer.send(Part::Batch(result)).is_ok();
        ensure!(
            is_sent && self.to_workers.send((batch, to_result)).is_ok(),
            "the output is closed"
        );
        Ok(())
    }
}

/// Appends what is read next. Returns false at the end of the stream.
fn read_more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> Result<bool> {
    let before = bytes.len();
    bytes.resize(before + CHUNK, 0);
    let count = loop {
        match stream.read(bytes.get_mut(before..).unwrap_or_default()) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            count => break count?,
        }
    };
    bytes.truncate(before + count);
    Ok(count > 0)
}
