//! What a table, JSON lines or another carrier tells about a string.

use std::borrow::Cow;

use tcf::{Carrier, Columns, Labeled, Origin};
use tcf_carrier::{Carried, RecordId};

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
    /// A line that cannot be read: the code of its error, and why.
    Unreadable(&'static str, String),
}

impl Cell {
    /// A blank line.
    pub(super) fn blank() -> Self {
        Self { content: Content::Null, ..Self::default() }
    }

    /// A line that is not JSON.
    pub(super) fn invalid_json(message: String) -> Self {
        let content = Content::Unreadable(tcf::INVALID_JSON, message);
        Self { content, ..Self::default() }
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

/// Where in its file a string lies.
pub(crate) struct CarrierPlace {
    kind: &'static str,
    entry: Option<u64>,
    place: &'static str,
    name: Box<str>,
    depth: u8,
    host: Option<Box<str>>,
}

impl CarrierPlace {
    pub(super) fn of(carried: &Carried<'_>) -> Self {
        Self {
            kind: carried.carrier.name(),
            entry: match carried.record {
                RecordId::Entry { index, .. } | RecordId::Document { index, .. } => Some(index),
                _ => None,
            },
            place: carried.place.name(),
            name: carried.name.into(),
            depth: carried.depth,
            host: carried.host.map(Into::into),
        }
    }

    /// The carrier in records.
    pub(super) fn carrier(&self) -> Carrier<'_> {
        let Self { kind, entry, place, name, depth, host } = self;
        Carrier {
            kind: Some(kind),
            entry: *entry,
            place,
            name,
            depth: *depth,
            host: host.as_deref(),
        }
    }
}
