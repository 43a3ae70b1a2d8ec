//! Range entries.

use super::VendorRange;

/// A range entry, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its vendors.
    pub range: VendorRange,
    /// IsARange; a range may hold a single id.
    pub is_range: bool,
}

impl Entry {
    /// The shortest entry for these vendors.
    pub fn shortest(range: VendorRange) -> Self {
        Self { range, is_range: range.len() > 1 }
    }
}
