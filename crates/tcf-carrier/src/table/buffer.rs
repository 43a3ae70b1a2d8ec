//! Rows of tables that are read elsewhere.

use super::{Record, Row};

/// The cells of a row that no [`TableReader`](super::TableReader) reads, such as one of a Parquet
/// file.
///
/// ```
/// use tcf_carrier::RowBuffer;
///
/// let mut cells = RowBuffer::new();
/// cells.push(b"xandr");
/// cells.push(b"");
/// let row = cells.row(7);
/// assert_eq!((row.number(), row.len()), (7, 2));
/// assert_eq!(row.cell(0).unwrap(), "xandr");
/// assert_eq!(row.cell(1), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct RowBuffer {
    record: Record,
}

impl RowBuffer {
    /// Starts without cells.
    pub fn new() -> Self {
        Self::default()
    }

    /// Removes all cells, and keeps the memory.
    pub fn clear(&mut self) {
        let Record { bytes, used, ends, count } = &mut self.record;
        bytes.clear();
        ends.clear();
        (*used, *count) = (0, 0);
    }

    /// Adds a cell; an empty one is null.
    pub fn push(&mut self, cell: &[u8]) {
        let Record { bytes, used, ends, count } = &mut self.record;
        bytes.extend_from_slice(cell);
        *used = bytes.len();
        ends.push(*used);
        *count += 1;
    }

    /// The row, with its number from 1 on. It has no place in a text: its line is its number, and
    /// its span is empty.
    pub const fn row(&self, number: u64) -> Row<'_> {
        Row { record: &self.record, number, line: number, start: 0, end: 0, fault: None }
    }
}
