//! The ids of the sections that a header lists.

use alloc::vec::Vec;
use core::num::NonZeroU64;

use crate::value::{SectionId, VendorRange};

/// Ids from 1 to 63, as the bits of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LowIds(u64);

/// At least one id from 1 to 63. An option of it fits into a register.
#[derive(Clone, Copy, Debug)]
pub(super) struct SomeLowIds(NonZeroU64);

impl From<SomeLowIds> for LowIds {
    fn from(ids: SomeLowIds) -> Self {
        Self(ids.0.get())
    }
}

impl LowIds {
    /// Adds the ids from `start` to `end`. Returns `None` if `end` is too high.
    #[inline]
    pub(super) fn insert_range(&mut self, start: u32, end: u32) -> Option<()> {
        let (end, start) = (1_u64.checked_shl(end)?, 1_u64.wrapping_shl(start));
        self.0 |= end | end.wrapping_sub(start);
        Some(())
    }

    pub(super) const fn non_empty(self) -> Option<SomeLowIds> {
        match NonZeroU64::new(self.0) {
            Some(ids) => Some(SomeLowIds(ids)),
            None => None,
        }
    }

    /// The ids, in ascending order.
    #[inline]
    pub(super) fn iter(self) -> impl Iterator<Item = SectionId> + Clone {
        let mut rest = self;
        core::iter::from_fn(move || {
            let first = rest.first()?;
            rest = rest.without_first();
            Some(first)
        })
    }

    /// The id, if there is only one.
    #[inline]
    pub(super) fn only(self) -> Option<SectionId> {
        if self.without_first().0 == 0 { self.first() } else { None }
    }

    #[inline]
    fn first(self) -> Option<SectionId> {
        // All bits are zero if there is none.
        let first = self.0.trailing_zeros();
        if first < u64::BITS { SectionId::new(u16::try_from(first).ok()?) } else { None }
    }

    const fn without_first(self) -> Self {
        Self(self.0 & self.0.wrapping_sub(1))
    }

    /// Number of ids.
    #[expect(clippy::expect_used, reason = "at most 63")]
    pub(super) fn len(self) -> usize {
        usize::try_from(self.0.count_ones()).expect("a number of bits")
    }

    /// The numbers of ids below and above an id, or `None` if the id is missing.
    pub(super) fn around(self, id: SectionId) -> Option<(u32, u32)> {
        let bit = 1_u64.checked_shl(id.get().into())?;
        let below = bit - 1;
        let above = !(bit | below);
        (self.0 & bit != 0)
            .then_some(((self.0 & below).count_ones(), (self.0 & above).count_ones()))
    }
}

/// Any ids.
#[derive(Clone, Debug, Default)]
pub(super) struct SectionIds {
    low: LowIds,
    /// Higher ids, in ascending order.
    high: Vec<VendorRange>,
}

impl SectionIds {
    /// Adds ids above those so far.
    pub(super) fn push(&mut self, range: VendorRange) {
        if self.low.insert_range(range.start().into(), range.end().into()).is_none() {
            self.high.push(range);
        }
    }

    /// Number of ids.
    pub(super) fn len(&self) -> usize {
        self.low.len() + self.high.iter().map(|range| range.len()).sum::<usize>()
    }

    /// The ids, in ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = SectionId> + Clone + '_ {
        let high = self.high.iter().flat_map(|range| range.start()..=range.end());
        self.low.iter().chain(high.filter_map(SectionId::new))
    }
}

impl From<LowIds> for SectionIds {
    fn from(low: LowIds) -> Self {
        Self { low, high: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ranges: &[(u16, u16)]) -> SectionIds {
        let mut ids = SectionIds::default();
        for &(start, end) in ranges {
            ids.push(VendorRange::new(start, end).unwrap());
        }
        ids
    }

    #[test]
    fn ids_are_those_of_the_ranges() {
        for ranges in [
            &[][..],
            &[(1, 1)],
            &[(1, 63)],
            &[(1, 64)],
            &[(63, 63), (64, 64)],
            &[(2, 2), (6, 7), (60, 70), (65535, 65535)],
        ] {
            let ids = ids(ranges);
            let expected: Vec<u16> = ranges.iter().flat_map(|&(start, end)| start..=end).collect();
            assert_eq!(ids.iter().map(SectionId::get).collect::<Vec<_>>(), expected);
            assert_eq!(ids.len(), expected.len());
            let low: Vec<u16> = ids.low.iter().map(SectionId::get).collect();
            let only = ids.low.only().map(SectionId::get);
            assert_eq!(only, if let [id] = low[..] { Some(id) } else { None });
            assert_eq!(ids.low.non_empty().map(LowIds::from).unwrap_or_default(), ids.low);
        }
    }

    #[test]
    fn around_counts_the_other_ids() {
        let ids = ids(&[(2, 2), (6, 8), (63, 63)]).low;
        for (id, expected) in [
            (1, None),
            (2, Some((0, 4))),
            (6, Some((1, 3))),
            (8, Some((3, 1))),
            (9, None),
            (63, Some((4, 0))),
            (64, None),
            (65535, None),
        ] {
            assert_eq!(ids.around(SectionId::new(id).unwrap()), expected, "{id}");
        }
    }
}
