//! What threads decide: whole lines of a file, or whole rows of a table.

use std::sync::Arc;

use anyhow::Result;
use tcf_carrier::{Delimiter, Row, RowSplitter, TableError, TableReader};

use super::table::Table;
use crate::number::{index_of, u64_of};

/// The longest line or row, in bytes.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// Lines or rows of a file.
pub(super) struct Batch {
    pub(super) file: Arc<str>,
    /// The number of the first line, from 1.
    pub(super) first: u64,
    /// Whole lines or rows with their line ends, of which the last one of a file may have none.
    pub(super) bytes: Vec<u8>,
    /// The table that the rows belong to.
    pub(super) table: Option<Arc<Table>>,
    /// What is wrong, if the batch stands for one line or row that cannot be read.
    pub(super) failure: Option<String>,
}

/// A line, or a row of a table.
#[derive(Clone, Copy, Default)]
pub(super) struct Item<'b> {
    /// The number of the line, or of the first line of the row, from 1.
    pub(super) number: u64,
    /// The text without the line end.
    pub(super) bytes: &'b [u8],
    /// The line end; empty if there is none.
    pub(super) end: &'b [u8],
    /// The row, of a table.
    pub(super) row: Option<Row<'b>>,
    /// What is wrong, if it could not be read.
    pub(super) failure: Option<&'b str>,
}

impl Batch {
    /// Passes on each line or row.
    pub(super) fn each(&self, mut pass: impl FnMut(&Item<'_>) -> Result<()>) -> Result<()> {
        if let Some(failure) = &self.failure {
            let (number, failure) = (self.first, Some(&**failure));
            return pass(&Item { number, failure, ..Item::default() });
        }
        if let Some(table) = &self.table {
            return self.each_row(table.delimiter, pass);
        }
        for (index, line) in self.bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let bytes = line.strip_suffix(b"\n").unwrap_or(line);
            let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            let end = line.get(bytes.len()..).unwrap_or_default();
            pass(&Item { number: self.first + u64_of(index), bytes, end, ..Item::default() })?;
        }
        Ok(())
    }

    fn each_row(
        &self,
        delimiter: Delimiter,
        mut pass: impl FnMut(&Item<'_>) -> Result<()>,
    ) -> Result<()> {
        let (mut part, mut first) = (&self.bytes[..], self.first);
        loop {
            let mut rows = TableReader::part(part, delimiter);
            let mut read = 0;
            let error = loop {
                let row = match rows.next_row() {
                    Ok(Some(row)) => row,
                    Ok(None) => return Ok(()),
                    Err(error) => break error,
                };
                let span = index_of(row.span().start)..index_of(row.span().end);
                let bytes = part.get(span.clone()).unwrap_or_default();
                let end = match part.get(span.end..) {
                    Some([b'\r', b'\n', ..]) => &b"\r\n"[..],
                    Some([b'\n', ..]) => b"\n",
                    Some([b'\r', ..]) => b"\r",
                    _ => b"",
                };
                read = span.end;
                let number = first + row.line() - 1;
                pass(&Item { number, bytes, end, row: Some(row), failure: None })?;
            };
            // The row ends where the splitter of the batch found its end.
            let rest = part.get(read..).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let (before, rest) = part.split_at(read + blank);
            first += line_ends(before);
            let failure = unread_row(&error);
            pass(&Item { number: first, failure: Some(&failure), ..Item::default() })?;
            let (row, rest) = rest.split_at(row_end(rest, delimiter));
            first += line_ends(row);
            part = rest;
        }
    }
}

/// The number of lines that end in a text.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    u64_of(memchr::memchr_iter(b'\n', bytes).count())
}

/// The offset after the first row.
fn row_end(bytes: &[u8], delimiter: Delimiter) -> usize {
    RowSplitter::new(delimiter).first_end(bytes).unwrap_or(bytes.len())
}

/// What is wrong with a row that the reader rejects.
fn unread_row(error: &TableError) -> String {
    match error {
        TableError::TooManyCells { max, .. } => format!("the row has more than {max} cells"),
        TableError::RowTooLong { .. } => too_long(true),
        error => error.to_string(),
    }
}

/// What is wrong with a line or a row that is too long.
pub(super) fn too_long(is_row: bool) -> String {
    let what = if is_row { "row" } else { "line" };
    format!("the {what} is longer than {MAX_LINE} bytes")
}
