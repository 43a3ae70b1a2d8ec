//! The head of a table: its dialect and its header.

use std::io::{self, Read};

use anyhow::{Context as _, Result, bail};
use tcf_carrier::{
    CarrierFormat, Delimiter, Row, RowRewriter, SetCell, TableError, TableOptions, TableReader,
    is_signal_name,
};

use crate::input::table_message;
use crate::number::{index_of, u64_of};

/// The member, or the column, of marks.
pub(super) const MARK: &str = "tcf";

/// What all rows of a table have in common.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) delimiter: Delimiter,
    /// The names of the columns, if the table has a header.
    pub(super) names: Option<Vec<String>>,
    /// The number of columns of the header, or else of the first row.
    pub(super) width: usize,
    /// What comes before the first row, as it is written.
    head: Vec<u8>,
}

/// A table of which the beginning was read.
pub(super) struct OpenTable {
    pub(super) table: Table,
    /// What was read of the rows.
    pub(super) read: Vec<u8>,
    /// The number of the first line after the header, from 1.
    pub(super) first: u64,
}

/// The cell of the verdict in each row.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarkCell {
    /// Its column; `None` for the end of each row.
    pub(super) column: Option<usize>,
    /// Whether the table has no column for it.
    pub(super) is_added: bool,
}

/// Copies what is read.
struct Tee<'t, R> {
    source: &'t mut R,
    read: Vec<u8>,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.read.extend_from_slice(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Table {
    /// Reads the head of a table. `None` if the source is empty.
    pub(super) fn open(source: &mut impl Read, options: TableOptions) -> Result<Option<OpenTable>> {
        let mut tee = Tee { source, read: Vec::new() };
        let table = TableReader::new(&mut tee, options);
        if matches!(table, Err(TableError::AmbiguousHeader)) {
            drop(table);
            if has_one_row(&tee.read) {
                // An empty table: no row is an event. The source is at its end.
                return Self::open(&mut &tee.read[..], options.with_header(true));
            }
            bail!(table_message(&TableError::AmbiguousHeader));
        }
        let mut table = table.map_err(|error| anyhow::anyhow!(table_message(&error)))?;
        let delimiter = table.delimiter();
        let names = table.header().map(<[String]>::to_vec);
        let mut end = index_of(table.header_span().end);
        let (width, row_end) = match &names {
            Some(names) => (names.len(), end),
            // A row that cannot be read is reported with the others.
            None => match table.next_row() {
                Ok(Some(row)) => (row.len(), index_of(row.span().end)),
                _ => (usize::MAX, 0),
            },
        };
        drop(table);
        if let Some([b'\r', next, ..]) = tee.read.get(row_end..)
            && *next != b'\n'
        {
            bail!(
                "the lines end with CR only, as on old Macs: convert them, for example with \
                 tr '\\r' '\\n'"
            );
        }
        if names.is_some() {
            // The second byte of a line end.
            if tee.read.get(end..) == Some(b"\r") {
                while let Err(error) = tee.read(&mut [0]) {
                    if error.kind() != io::ErrorKind::Interrupted {
                        return Err(error.into());
                    }
                }
            }
            let rest = tee.read.get(end..).unwrap_or_default();
            end += match rest {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n', ..] => 1,
                _ => 0,
            };
        } else if tee.read.starts_with(BYTE_ORDER_MARK) {
            end = BYTE_ORDER_MARK.len();
        }
        let mut head = tee.read;
        let read = head.split_off(end);
        if names.is_none() && read.is_empty() {
            return Ok(None);
        }
        let first = 1 + u64_of(memchr::memchr_iter(b'\n', &head).count());
        Ok(Some(OpenTable { table: Self { delimiter, names, width, head }, read, first }))
    }

    /// A reader of the header, without rows.
    pub(super) fn reader(&self) -> Result<TableReader<&[u8]>> {
        let options = TableOptions::new().with_delimiter(self.delimiter);
        Ok(TableReader::new(&self.head[..], options.with_header(self.names.is_some()))?)
    }

    /// Whether the first row is certainly the header, or there is none: one of its cells is the
    /// name of a field or of a signal. Otherwise the data of a row would pass undecided.
    pub(super) fn has_fields(&self, known: &[&str]) -> bool {
        let Some(names) = &self.names else { return true };
        names.iter().any(|name| {
            let name = name.trim();
            is_signal_name(name) || known.iter().any(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// Whether rows of both tables can be in one table.
    pub(super) fn fits(&self, other: &Self) -> bool {
        (self.delimiter, &self.names) == (other.delimiter, &other.names)
    }

    /// What is wrong with a row: its cells cannot be told apart if it has more than the header, or
    /// because of its quotes.
    pub(super) fn check(&self, row: &Row<'_>) -> Result<(), String> {
        row.check().map_err(|fault| fault.to_string())?;
        let Some(names) = &self.names else { return Ok(()) };
        let (count, expected) = (row.len(), names.len());
        if (expected..count).all(|column| row.cell_bytes(column).is_none()) {
            return Ok(());
        }
        Err(format!("the row has {count} cells, expected at most {expected} as in the header"))
    }

    /// The cell of the verdict. An error if several columns are called `tcf`.
    pub(super) fn mark_cell(&self) -> Result<MarkCell> {
        let Some(names) = &self.names else { return Ok(MarkCell { column: None, is_added: true }) };
        let is_mark = |name: &String| name.trim_ascii() == MARK;
        let column = names.iter().position(is_mark);
        if names.iter().filter(|name| is_mark(name)).count() > 1 {
            bail!("several columns are called {MARK}, where the verdict is written");
        }
        Ok(MarkCell { column: column.or(Some(names.len())), is_added: column.is_none() })
    }

    /// What is written before the first row.
    pub(super) fn written_head(&self, mark: Option<MarkCell>) -> Result<Vec<u8>> {
        let Some(column) = mark.filter(|mark| mark.is_added).and_then(|mark| mark.column) else {
            return Ok(self.head.clone());
        };
        let head = self.head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.head);
        let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let blank = head.iter().take_while(|byte| is_line_end(byte)).count();
        let end = head.iter().rev().take_while(|byte| is_line_end(byte)).count();
        let start = self.head.len() - head.len() + blank;
        let (before, row) = self.head.split_at(start);
        let (row, end) = row.split_at(row.len().saturating_sub(end));
        let mut written = before.to_vec();
        let set = SetCell { column: Some(column), text: MARK };
        let rewriter = RowRewriter::new(self.delimiter, [])?;
        rewriter.rewrite(row, &[set], &mut written).context("the header")?;
        written.extend_from_slice(end);
        Ok(written)
    }
}

/// Whether a table has only one row, whose end was read to detect its dialect.
fn has_one_row(read: &[u8]) -> bool {
    let rows = read.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|row| !row.is_empty());
    read.len() < CarrierFormat::HEAD && rows.count() == 1
}

/// What a table may start with.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
