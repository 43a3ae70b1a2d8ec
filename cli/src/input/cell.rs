//! What a table, JSON lines or another carrier tells about a string.

use std::borrow::Cow;

use tcf::{Columns, Labeled, Origin};

use super::carriers::CarrierPlace;

/// What is known about an item besides its text.
#[derive(Default)]
pub(crate) struct Cell {
    /// The row, from 1.
    pub(crate) row: Option<u64>,
    pub(crate) label: Option<Box<str>>,
    /// The columns that are copied into records.
    pub(crate) columns: Option<Columns>,
    pub(crate) content: Content,
    /// Where in its file the string lies.
    pub(crate) carrier: Option<CarrierPlace>,
}

/// What is in a cell.
#[derive(Default)]
pub(crate) enum Content {
    /// A string.
    #[default]
    String,
    /// Nothing: the cell is null, or the line is blank.
    Null,
    /// A line that cannot be read, and why.
    Unreadable(String),
}

impl Cell {
    /// A blank line.
    pub(super) fn blank() -> Self {
        Self { content: Content::Null, ..Self::default() }
    }

    /// The text with the label.
    pub(super) fn labeled<'a>(&'a self, bytes: &'a [u8]) -> Labeled<'a> {
        let label = self.label.as_deref().map(Cow::Borrowed);
        Labeled { label, ..Labeled::without_label(bytes) }
    }

    /// Adds the row and the columns to an origin.
    pub(super) fn origin<'a>(&'a self, origin: Origin<'a>) -> Origin<'a> {
        Origin { row: self.row, columns: self.columns.as_ref(), ..origin }
    }
}
