//! Ranges of vendor ids.

use alloc::vec::Vec;
use core::fmt;

use super::{Ascii, VendorId};

/// A non-empty range of vendor ids from `start` to `end`, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VendorRange {
    start: u16,
    end: u16,
}

impl VendorRange {
    /// All vendor ids.
    pub const ALL: Self = Self { start: 1, end: u16::MAX };

    /// Creates the range from `start` to `end`.
    ///
    /// # Errors
    ///
    /// Returns an error if `start` is 0 or above `end`.
    pub const fn new(start: u16, end: u16) -> Result<Self, InvalidVendorRange> {
        if 0 < start && start <= end {
            Ok(Self { start, end })
        } else {
            Err(InvalidVendorRange { start, end })
        }
    }

    /// Creates the range from `start` to `end`, or `None` if it is invalid or exceeds `max`.
    #[inline]
    pub(crate) const fn bounded(start: u16, end: u16, max: u16) -> Option<Self> {
        // A start of 0 wraps to the highest number.
        if start.wrapping_sub(1) < end && end <= max { Some(Self { start, end }) } else { None }
    }

    /// Creates the range of a single id.
    pub const fn single(id: VendorId) -> Self {
        Self { start: id.get(), end: id.get() }
    }

    /// The first id.
    pub const fn start(self) -> u16 {
        self.start
    }

    /// The last id.
    pub const fn end(self) -> u16 {
        self.end
    }

    /// Number of ids, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "a range is never empty")]
    pub fn len(self) -> usize {
        usize::from(self.end - self.start) + 1
    }

    /// Returns `true` if the range contains the id.
    #[inline]
    pub const fn contains(self, id: VendorId) -> bool {
        self.start <= id.get() && id.get() <= self.end
    }

    /// Writes the range to a buffer of the caller. Returning the buffer would copy it right after
    /// it was written byte by byte, which stalls the processor.
    #[inline]
    pub(crate) fn write(self, text: &mut Ascii<11>) {
        text.push_number(self.start, 1);
        if self.start < self.end {
            text.push(b'-');
            text.push_number(self.end, 1);
        }
    }

    /// The ids in ascending order.
    pub fn ids(self) -> impl Iterator<Item = VendorId> + Clone {
        // A range does not contain 0, so nothing is filtered out.
        (self.start..=self.end).filter_map(VendorId::new)
    }
}

/// The range of a single id.
impl From<VendorId> for VendorRange {
    fn from(id: VendorId) -> Self {
        Self::single(id)
    }
}

/// `7` or `7-9`.
impl fmt::Display for VendorRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Ascii::new();
        self.write(&mut text);
        f.write_str(text.as_str())
    }
}

/// Sorts the ranges from index `from` on and merges overlapping and adjacent ones. Ranges already
/// in order take one pass.
#[expect(clippy::indexing_slicing, reason = "`kept` is below `at`, which is an index")]
pub(crate) fn merge_from(ranges: &mut Vec<VendorRange>, from: usize) {
    let fresh = ranges.split_at_mut(from).1;
    fresh.sort_unstable();
    let mut kept = 0;
    for at in 1..fresh.len() {
        let next = fresh[at];
        let last = &mut fresh[kept];
        if next.start <= last.end.saturating_add(1) {
            last.end = last.end.max(next.end);
        } else {
            kept += 1;
            fresh[kept] = next;
        }
    }
    let length = fresh.len().min(kept + 1);
    ranges.truncate(from + length);
}

/// Whether `ranges`, in any order, contain the same vendors as `runs`, which are sorted and neither
/// overlap nor adjoin.
///
/// Allocates only if the ranges are unsorted.
pub(crate) fn same_vendors(
    ranges: impl Iterator<Item = VendorRange> + Clone,
    runs: impl Iterator<Item = VendorRange> + Clone,
) -> bool {
    match same_vendors_in_order(ranges.clone(), runs.clone()) {
        Some(same) => same,
        None => merge_ranges(ranges).into_iter().eq(runs),
    }
}

/// Like [`same_vendors`], but returns `None` if the ranges are unsorted.
#[inline]
fn same_vendors_in_order(
    mut ranges: impl Iterator<Item = VendorRange>,
    mut runs: impl Iterator<Item = VendorRange>,
) -> Option<bool> {
    let mut same = true;
    let Some(mut current) = ranges.next() else { return Some(runs.next().is_none()) };
    for next in ranges {
        if next.start < current.start {
            return None;
        }
        if next.start <= current.end.saturating_add(1) {
            current.end = current.end.max(next.end);
        } else {
            same &= runs.next() == Some(current);
            current = next;
        }
    }
    Some(same && runs.next() == Some(current) && runs.next().is_none())
}

/// Sorts ranges and merges overlapping and adjacent ones, giving the fewest ranges of the same
/// vendors.
///
/// ```
/// use tcf_codec::{VendorRange, merge_ranges};
/// let ranges = [VendorRange::new(4, 9)?, VendorRange::new(1, 5)?];
/// assert_eq!(merge_ranges(ranges), [VendorRange::new(1, 9)?]);
/// # Ok::<(), tcf_codec::InvalidVendorRange>(())
/// ```
pub fn merge_ranges(ranges: impl IntoIterator<Item = VendorRange>) -> Vec<VendorRange> {
    let mut ranges = ranges.into_iter().collect();
    merge_from(&mut ranges, 0);
    ranges
}

/// The vendors of a publisher restriction: at most 4,095 sorted ranges that neither overlap nor
/// adjoin.
///
/// ```
/// use tcf_codec::{VendorRange, VendorRanges};
/// let vendors = VendorRanges::new([VendorRange::new(4, 9)?, VendorRange::new(1, 3)?]).unwrap();
/// assert_eq!(vendors.as_slice(), [VendorRange::new(1, 9)?]);
/// # Ok::<(), tcf_codec::InvalidVendorRange>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct VendorRanges(Vec<VendorRange>);

impl VendorRanges {
    /// The maximum number of ranges, because NumEntries has 12 bits.
    pub const MAX_LEN: usize = 4095;

    /// Creates the union of ranges or single vendors.
    ///
    /// # Errors
    ///
    /// Returns an error if the union has more than [`Self::MAX_LEN`] ranges.
    pub fn new<R: Into<VendorRange>>(
        ranges: impl IntoIterator<Item = R>,
    ) -> Result<Self, TooManyRanges> {
        let mut ranges: Vec<_> = ranges.into_iter().map(Into::into).collect();
        merge_from(&mut ranges, 0);
        if ranges.len() > Self::MAX_LEN {
            Err(TooManyRanges { found: ranges.len() })
        } else {
            Ok(Self(ranges))
        }
    }

    /// The ranges in ascending order.
    pub fn as_slice(&self) -> &[VendorRange] {
        &self.0
    }
}

/// A range that contains 0 or ends before it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidVendorRange {
    /// First id, as given.
    pub start: u16,
    /// Last id, as given.
    pub end: u16,
}

impl fmt::Display for InvalidVendorRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == 0 {
            f.write_str("0 is not a vendor id (1 to 65535)")
        } else {
            write!(f, "range {}-{} ends before it starts", self.start, self.end)
        }
    }
}

impl core::error::Error for InvalidVendorRange {}

/// More ranges than a record or section can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRanges {
    /// Number of ranges.
    pub found: usize,
}

impl fmt::Display for TooManyRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ranges of vendors exceed the maximum of {}",
            self.found,
            VendorRanges::MAX_LEN
        )
    }
}

impl core::error::Error for TooManyRanges {}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge_ranges(ranges: &[(u16, u16)]) -> Vec<(u16, u16)> {
        let ranges = ranges.iter().map(|&(start, end)| VendorRange::new(start, end).unwrap());
        VendorRanges::new(ranges)
            .unwrap()
            .as_slice()
            .iter()
            .map(|range| (range.start, range.end))
            .collect()
    }

    #[test]
    fn same_vendors_compares_ranges_in_any_order() {
        let range = |(start, end)| VendorRange::new(start, end).unwrap();
        let ends = || (1..=5).flat_map(|start| (start..=5).map(move |end| (start, end)));
        let lists: Vec<Vec<_>> = core::iter::once(Vec::new())
            .chain(ends().map(|a| [a].map(range).to_vec()))
            .chain(ends().flat_map(|a| ends().map(move |b| [a, b].map(range).to_vec())))
            .chain(ends().flat_map(|a| {
                ends().flat_map(move |b| ends().map(move |c| [a, b, c].map(range).to_vec()))
            }))
            .collect();
        // Every set of the vendors 1 to 5.
        for bits in 0..32_u8 {
            let held = |id: u16| bits >> (id - 1) & 1 == 1;
            let runs =
                super::merge_ranges((1..=5).filter(|&id| held(id)).map(|id| range((id, id))));
            for list in &lists {
                let lists_id = |id| list.iter().any(|range| range.start <= id && id <= range.end);
                assert_eq!(
                    same_vendors(list.iter().copied(), runs.iter().copied()),
                    (1..=5).all(|id| lists_id(id) == held(id)),
                    "{list:?} {runs:?}"
                );
            }
        }
        let last = [range((65535, 65535))];
        assert!(same_vendors([last[0]; 2].into_iter(), last.into_iter()));
    }

    #[test]
    fn merges_and_sorts_ranges() {
        assert_eq!(merge_ranges(&[]), []);
        assert_eq!(merge_ranges(&[(5, 5), (1, 3)]), [(1, 3), (5, 5)]);
        assert_eq!(merge_ranges(&[(5, 5), (1, 4)]), [(1, 5)]);
        assert_eq!(
            merge_ranges(&[(1, 9), (2, 3), (9, 12), (65535, 65535), (65000, 65535)]),
            [(1, 12), (65000, 65535)]
        );
    }

    #[test]
    fn rejects_more_than_4095_ranges() {
        let odd = |count: u16| (0..count).map(|n| VendorRange::new(2 * n + 1, 2 * n + 1).unwrap());
        assert!(VendorRanges::new(odd(4095)).is_ok());
        assert_eq!(VendorRanges::new(odd(4096)), Err(TooManyRanges { found: 4096 }));
    }
}
