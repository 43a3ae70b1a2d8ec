//! Range entries.

use super::VendorRange;

/// A range entry as encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeEntry {
    /// The vendors.
    pub range: VendorRange,
    /// IsARange. It may be `true` for a single vendor.
    pub is_range: bool,
}

impl RangeEntry {
    /// The shortest entry for a range of vendors.
    pub fn shortest(range: VendorRange) -> Self {
        Self { range, is_range: range.len() > 1 }
    }
}
