//! Tables: CSV and TSV.

mod buffer;
mod cell;
mod column;
mod dialect;
mod fault;
mod raw;

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use csv_core::ReadRecordResult;

pub use buffer::RowBuffer;
pub use cell::CsvCell;
pub use column::find_column;
pub use dialect::{Delimiter, TableOptions};
pub use fault::RowFault;
pub use raw::RowSplitter;
pub(crate) use raw::{cell_ranges, cell_text};

use crate::json_reader::to_u64;
use fault::FaultFinder;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The input could not be read.
    #[error("cannot read: {0}")]
    Read(#[from] io::Error),
    /// The delimiter cannot be detected.
    #[error("the delimiter is ambiguous: {}", dialect::list(candidates))]
    AmbiguousDelimiter {
        /// The delimiters that fit, at least two.
        candidates: Vec<Delimiter>,
    },
    /// Whether the first row is a header cannot be detected.
    #[error("the first row may be a header or not")]
    AmbiguousHeader,
    /// The cells of the header cannot be told apart.
    #[error("the header: {0}")]
    InvalidHeader(RowFault),
    /// A row is too long, for example because a quote is not closed.
    #[error("row {row} is longer than {max} bytes; is a quote not closed?")]
    RowTooLong {
        /// The number of the row, from 1 on, without the header.
        row: u64,
        /// The limit.
        max: usize,
    },
    /// A row has too many cells.
    #[error("row {row} has more than {max} cells")]
    TooManyCells {
        /// The number of the row, from 1 on, without the header.
        row: u64,
        /// The limit.
        max: usize,
    },
    /// Several columns have the name.
    #[error("several columns are called {column:?}: columns {}", dialect::numbers(numbers))]
    AmbiguousColumn {
        /// The name.
        column: String,
        /// Their numbers, from 1 on.
        numbers: Vec<usize>,
    },
    /// There is no such column.
    #[error("no column {column:?}{}", dialect::available(header))]
    MissingColumn {
        /// The name or number.
        column: String,
        /// The names of the columns; empty without a header.
        header: Vec<String>,
    },
}

/// Reads a table with delimiters, row by row and in bounded memory. Cells may be in double quotes.
///
/// ```
/// use tcf_carrier::{TableOptions, TableReader};
///
/// let text = "ts,partner,gdpr\n2024-04-02T10:15:00Z,xandr,1\n2024-04-02T10:15:01Z,\"ias, Inc.\",\n";
/// let mut table = TableReader::new(text.as_bytes(), TableOptions::new()).unwrap();
/// let partner = table.column("partner").unwrap();
/// let gdpr = table.column("3").unwrap();
///
/// assert_eq!(table.next_row().unwrap().unwrap().cell(partner).unwrap(), "xandr");
/// let row = table.next_row().unwrap().unwrap();
/// assert_eq!((row.number(), &*row.cell(partner).unwrap()), (2, "ias, Inc."));
/// assert_eq!(row.cell(gdpr), None);
/// assert!(table.next_row().unwrap().is_none());
/// ```
#[derive(Debug)]
pub struct TableReader<R> {
    source: R,
    core: csv_core::Reader,
    buffer: Vec<u8>,
    /// The part of the buffer that is not consumed.
    start: usize,
    is_ended: bool,
    delimiter: Delimiter,
    header: Option<Vec<String>>,
    record: Record,
    /// The number of rows without the header.
    rows: u64,
    /// The number of line ends before `start`.
    line_ends: u64,
    /// The bytes of the source before the buffer.
    before: u64,
    /// The last record in the source, without its line end.
    span: Range<u64>,
    /// What is wrong with the last record.
    fault: Option<RowFault>,
}

/// The cells of a record, one after another.
#[derive(Clone, Debug, Default)]
struct Record {
    bytes: Vec<u8>,
    used: usize,
    /// The end of each cell in `bytes`.
    ends: Vec<usize>,
    count: usize,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    record: &'r Record,
    number: u64,
    line: u64,
    start: u64,
    end: u64,
    fault: Option<RowFault>,
}

impl<'r> Row<'r> {
    /// The number of the row, from 1 on. The header is not counted.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The line on which the row starts, from 1 on.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The bytes of the row in the source, without its line end.
    ///
    /// ```
    /// use tcf_carrier::{TableOptions, TableReader};
    ///
    /// let text = "id,note\r\n1,\"a, b\"\r\n";
    /// let mut table = TableReader::new(text.as_bytes(), TableOptions::new()).unwrap();
    /// assert_eq!(table.next_row().unwrap().unwrap().span(), 9..17);
    /// ```
    pub const fn span(&self) -> Range<u64> {
        self.start..self.end
    }

    /// Checks that the cells can be told apart. Cells of other rows are as csv readers read them,
    /// which may be what several rows contain.
    ///
    /// ```
    /// use tcf_carrier::{RowFault, TableOptions, TableReader};
    ///
    /// let text = "id,note\n1,\"a \"\"b\"\"\"\n2,\"a\"b\n3,\"a\n4,b\n";
    /// let mut table = TableReader::new(text.as_bytes(), TableOptions::new())?;
    /// assert_eq!(table.next_row()?.unwrap().check(), Ok(()));
    /// let fault = RowFault::TextAfterQuote { column: 1 };
    /// assert_eq!(table.next_row()?.unwrap().check(), Err(fault));
    /// let row = table.next_row()?.unwrap();
    /// assert_eq!((row.line(), row.check()), (4, Err(RowFault::UnclosedQuote)));
    /// assert!(table.next_row()?.is_none());
    /// # Ok::<(), tcf_carrier::TableError>(())
    /// ```
    pub const fn check(&self) -> Result<(), RowFault> {
        match self.fault {
            None => Ok(()),
            Some(fault) => Err(fault),
        }
    }

    /// The number of cells.
    pub const fn len(&self) -> usize {
        self.record.count
    }

    /// Whether the row has no cells.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A cell, from 0 on. `None` if it is null: empty, `\N`, or missing because the row is short.
    /// Bytes that are not UTF-8 are replaced by U+FFFD.
    pub fn cell(&self, column: usize) -> Option<Cow<'r, str>> {
        self.cell_bytes(column).map(String::from_utf8_lossy)
    }

    /// The bytes of a cell, from 0 on. `None` if it is null, as [`Row::cell`] describes.
    pub fn cell_bytes(&self, column: usize) -> Option<&'r [u8]> {
        let bytes = self.record.cell(column)?;
        (!bytes.is_empty() && bytes != br"\N").then_some(bytes)
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = Option<Cow<'r, str>>> + use<'r> {
        let row = *self;
        (0..row.len()).map(move |column| row.cell(column))
    }
}

impl Record {
    fn cell(&self, column: usize) -> Option<&[u8]> {
        let ends = self.ends.get(..self.count)?;
        let end = *ends.get(column)?;
        let start = column.checked_sub(1).and_then(|before| ends.get(before)).copied();
        self.bytes.get(start.unwrap_or(0)..end)
    }

    /// The cells without white space around them.
    fn to_names(&self) -> Vec<String> {
        let cells = (0..self.count).filter_map(|column| self.cell(column));
        cells.map(|cell| String::from_utf8_lossy(cell.trim_ascii()).into_owned()).collect()
    }
}

impl<R: Read> TableReader<R> {
    /// The longest row, in bytes.
    pub const MAX_ROW: usize = 1024 * 1024;

    /// The most cells of a row.
    pub const MAX_CELLS: usize = 10_000;

    /// How much of the table is examined to detect its dialect, in bytes.
    const HEAD: usize = 4096;

    /// The size of the buffer, in bytes.
    const BUFFER: usize = 64 * 1024;

    /// A byte order mark, which is not part of the first cell.
    const MARK: &str = "\u{feff}";

    /// Opens a table. What the options leave open is detected in the first 4 KiB, and an error if
    /// it is ambiguous. If they leave nothing open, the first row is read as soon as it is there.
    pub fn new(source: R, options: TableOptions) -> Result<Self, TableError> {
        let mut table = Self::part(source, Delimiter::COMMA);
        let is_known = options.delimiter.is_some() && options.has_header.is_some();
        let needed = if is_known { Self::MARK.len() } else { Self::HEAD };
        while table.buffer.len() < needed && !table.is_ended {
            table.fill()?;
        }
        if table.buffer.starts_with(Self::MARK.as_bytes()) {
            table.start = Self::MARK.len();
        }
        let head = table.buffer.get(table.start..).unwrap_or_default();
        table.delimiter = match options.delimiter {
            Some(delimiter) => delimiter,
            None => dialect::detect_delimiter(head, table.is_ended)?,
        };
        let has_header = match options.has_header {
            Some(has_header) => has_header,
            None => match dialect::detect_header(head, table.delimiter) {
                Err(TableError::AmbiguousHeader) if options.has_header_by_default => true,
                detected => detected?,
            },
        };
        table.core = core(table.delimiter);
        if has_header {
            table.read_header()?;
        }
        Ok(table)
    }

    /// Opens a part of a table that starts with a row, for example one that [`RowSplitter`] found.
    /// It has no header, and rows and lines are counted from its start.
    ///
    /// ```
    /// use tcf_carrier::{Delimiter, TableReader};
    ///
    /// let mut part = TableReader::part("7,a\n8,b\n".as_bytes(), Delimiter::COMMA);
    /// assert_eq!(part.next_row().unwrap().unwrap().cell(0).unwrap(), "7");
    /// ```
    pub fn part(source: R, delimiter: Delimiter) -> Self {
        Self {
            source,
            core: core(delimiter),
            buffer: Vec::new(),
            start: 0,
            is_ended: false,
            delimiter,
            header: None,
            record: Record::default(),
            rows: 0,
            line_ends: 0,
            before: 0,
            span: 0..0,
            fault: None,
        }
    }

    fn read_header(&mut self) -> Result<(), TableError> {
        if self.read_record()? {
            if let Some(fault) = self.fault {
                return Err(TableError::InvalidHeader(fault));
            }
            self.header = Some(self.record.to_names());
        }
        Ok(())
    }

    /// Takes the first row as the header if it contains this name, although it does not look like
    /// one: for example because another name is an expression. Does nothing if there is a header,
    /// and after the first row was read.
    ///
    /// ```
    /// use tcf_carrier::{TableOptions, TableReader};
    ///
    /// let text = "consent,max(id)\nCQg2bYA,2\n";
    /// let mut table = TableReader::new(text.as_bytes(), TableOptions::new()).unwrap();
    /// assert!(table.header().is_none());
    /// table.take_header_with("consent").unwrap();
    /// assert_eq!(table.header().unwrap(), ["consent", "max(id)"]);
    /// ```
    pub fn take_header_with(&mut self, name: &str) -> Result<(), TableError> {
        if self.header.is_some() || self.rows > 0 {
            return Ok(());
        }
        let head = self.buffer.get(self.start..).unwrap_or_default();
        let name = name.trim_ascii();
        let is_header =
            |row: &Vec<String>| row.iter().any(|cell| cell.trim_ascii().eq_ignore_ascii_case(name));
        if dialect::rows(head, self.delimiter).first().is_some_and(is_header) {
            self.read_header()?;
        }
        Ok(())
    }

    /// The delimiter, given or detected.
    pub const fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The names of the columns, without white space around them, if the table has a header.
    pub fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }

    /// The bytes of the header in the source, without its line end; empty without a header, and
    /// after the first row was read.
    pub fn header_span(&self) -> Range<u64> {
        if self.rows == 0 { self.span.clone() } else { 0..0 }
    }

    /// The index of a column: by its name, by its name in another case if only one fits, or by its
    /// number from 1 on. It is an error if several columns have the name.
    pub fn column(&self, column: &str) -> Result<usize, TableError> {
        find_column(self.header.as_deref().unwrap_or_default(), column)
    }

    /// The next row; `None` at the end. Empty lines are skipped.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, TableError> {
        self.skip_line_ends()?;
        let line = self.line_ends + 1;
        if !self.read_record()? {
            return Ok(None);
        }
        self.rows += 1;
        let Self { record, rows, span: Range { start, end }, fault, .. } = self;
        Ok(Some(Row { record, number: *rows, line, start: *start, end: *end, fault: *fault }))
    }

    /// Skips the line ends before a row: that of the last row, and those of empty lines.
    fn skip_line_ends(&mut self) -> Result<(), TableError> {
        loop {
            if self.start == self.buffer.len() && !self.is_ended {
                self.fill()?;
            }
            match self.buffer.get(self.start) {
                Some(b'\r') => self.start += 1,
                Some(b'\n') => {
                    self.start += 1;
                    self.line_ends += 1;
                }
                _ => return Ok(()),
            }
        }
    }

    fn read_record(&mut self) -> Result<bool, TableError> {
        (self.record.used, self.record.count) = (0, 0);
        self.span = self.position()..self.position();
        let mut finder = FaultFinder::default();
        loop {
            if self.start == self.buffer.len() && !self.is_ended {
                self.fill()?;
            }
            let record = &mut self.record;
            let input = self.buffer.get(self.start..).unwrap_or_default();
            let output = record.bytes.get_mut(record.used..).unwrap_or_default();
            let ends = record.ends.get_mut(record.count..).unwrap_or_default();
            let (result, read, written, ended) = self.core.read_record(input, output, ends);
            let consumed = input.get(..read).unwrap_or_default();
            self.line_ends += to_u64(memchr::memchr_iter(b'\n', consumed).count());
            self.start += read;
            record.used += written;
            record.count += ended;
            let is_last = matches!(result, ReadRecordResult::Record);
            finder.read(consumed, is_last, self.delimiter);
            let has_line_end = matches!(consumed.last(), Some(b'\r' | b'\n'));
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => {
                    self.span.end = self.position() - u64::from(has_line_end);
                    self.fault = finder.fault();
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::OutputFull => {
                    if record.bytes.len() >= Self::MAX_ROW {
                        let row = self.rows + 1;
                        return Err(TableError::RowTooLong { row, max: Self::MAX_ROW });
                    }
                    let len = (record.bytes.len() * 2).clamp(1024, Self::MAX_ROW);
                    record.bytes.resize(len, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if record.ends.len() >= Self::MAX_CELLS {
                        let row = self.rows + 1;
                        return Err(TableError::TooManyCells { row, max: Self::MAX_CELLS });
                    }
                    let len = (record.ends.len() * 2).clamp(16, Self::MAX_CELLS);
                    record.ends.resize(len, 0);
                }
            }
        }
    }

    /// How many bytes of the source were consumed.
    fn position(&self) -> u64 {
        self.before + to_u64(self.start)
    }

    /// Reads more after what is buffered, or instead of what was consumed.
    fn fill(&mut self) -> Result<(), TableError> {
        if self.start == self.buffer.len() {
            self.before = self.position();
            self.buffer.clear();
            self.start = 0;
        }
        let before = self.buffer.len();
        self.buffer.resize(before + Self::BUFFER, 0);
        let room = self.buffer.get_mut(before..).unwrap_or_default();
        let result = loop {
            match self.source.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.buffer.truncate(before + *result.as_ref().unwrap_or(&0));
        self.is_ended = result? == 0;
        Ok(())
    }
}

fn core(delimiter: Delimiter) -> csv_core::Reader {
    csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build()
}

#[cfg(test)]
mod tests;
