//! What was not read.

use std::ops::AddAssign;

use crate::RowFault;

/// What was not read of files or records, so that signals may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Losses {
    /// Records that were not read whole, because they or a text in them were too long or nested too
    /// deeply.
    pub truncated: u64,
    /// Signals that were left out, because their record had more than 1,000.
    pub left_out: u64,
    /// Bodies of requests and responses that were not read: they are binary data, such as gzip,
    /// protobuf or base64 of these, or in another file.
    pub unread_bodies: u64,
    /// Lines of an access log that were skipped, because they are not requests.
    pub skipped_lines: u64,
    /// JSON documents that were not read, because they are not JSON.
    pub invalid_documents: u64,
    /// Rows of a table that were not read, because their cells cannot be told apart.
    pub unread_rows: u64,
    /// The line of the first of these rows, from 1 on, and what is wrong with it.
    pub first_unread_row: Option<(u64, RowFault)>,
}

impl Losses {
    /// Nothing was lost.
    pub const NONE: Self = Self {
        truncated: 0,
        left_out: 0,
        unread_bodies: 0,
        skipped_lines: 0,
        invalid_documents: 0,
        unread_rows: 0,
        first_unread_row: None,
    };

    /// What one of two scans of the same text did not read, without counting it twice.
    ///
    /// ```
    /// use tcf_carrier::Losses;
    /// let mut losses = Losses::NONE;
    /// losses.left_out = 2;
    /// assert_eq!(losses.or(losses), losses);
    /// assert_eq!(Losses::NONE.or(losses), losses);
    /// ```
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let Self { truncated, left_out, unread_bodies, skipped_lines, .. } = other;
        Self {
            truncated: self.truncated.max(truncated),
            left_out: self.left_out.max(left_out),
            unread_bodies: self.unread_bodies.max(unread_bodies),
            skipped_lines: self.skipped_lines.max(skipped_lines),
            invalid_documents: self.invalid_documents.max(other.invalid_documents),
            unread_rows: self.unread_rows.max(other.unread_rows),
            first_unread_row: self.first_unread_row.or(other.first_unread_row),
        }
    }

    /// Returns `true` if everything was read.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }
}

/// The losses of several files or records.
impl AddAssign for Losses {
    fn add_assign(&mut self, other: Self) {
        let Self { truncated, left_out, unread_bodies, skipped_lines, .. } = other;
        self.truncated += truncated;
        self.left_out += left_out;
        self.unread_bodies += unread_bodies;
        self.skipped_lines += skipped_lines;
        self.invalid_documents += other.invalid_documents;
        self.unread_rows += other.unread_rows;
        self.first_unread_row = self.first_unread_row.or(other.first_unread_row);
    }
}
