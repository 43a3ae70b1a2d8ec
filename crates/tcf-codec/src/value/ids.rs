//! Small sets of ids, such as purposes and special features.

use core::fmt;

use super::wire::{InvalidBits, Kind, Wire};
use super::{Id, InvalidId, Runs};

/// A set of ids from 1 to `N`, where `N` is at most 63: purposes (24), special features (12) or
/// custom purposes (63).
///
/// ```
/// use tcf_codec::{IdSet, PurposeId};
/// let purposes = IdSet::<24>::from_ids([1, 3, 7])?;
/// assert!(purposes.contains(PurposeId::try_from(3)?));
/// assert_eq!(purposes.iter().map(PurposeId::get).collect::<Vec<_>>(), [1, 3, 7]);
/// assert!(IdSet::<24>::from_ids([25]).is_err());
/// # Ok::<(), tcf_codec::InvalidId>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct IdSet<const N: usize>(
    /// Id 1 is the most significant bit.
    u64,
);

impl<const N: usize> IdSet<N> {
    /// The empty set.
    pub const EMPTY: Self = Self(0);
    /// The set of all ids.
    pub const ALL: Self = Self(!(u64::MAX >> N));

    /// Creates a set from numbers.
    ///
    /// # Errors
    ///
    /// Returns an error for the first number that is not a valid id.
    pub fn from_ids(ids: impl IntoIterator<Item = u8>) -> Result<Self, InvalidId> {
        ids.into_iter().map(Id::try_from).collect()
    }

    /// Adds an id.
    pub const fn insert(&mut self, id: Id<N>) {
        self.0 |= id.bit();
    }

    /// Removes an id.
    pub const fn remove(&mut self, id: Id<N>) {
        self.0 &= !id.bit();
    }

    /// Returns `true` if the set contains the id.
    #[inline]
    pub const fn contains(self, id: Id<N>) -> bool {
        self.0 & id.bit() != 0
    }

    /// Returns `true` if the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of ids.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The highest id, or 0 if the set is empty.
    pub const fn max(self) -> u32 {
        64 - self.0.trailing_zeros()
    }

    /// The ids in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The ids in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The ids in this set but not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The ids in ascending order.
    pub fn iter(self) -> impl Iterator<Item = Id<N>> + Clone {
        Id::all().filter(move |&id| self.contains(id))
    }

    /// The maximal ranges of consecutive ids, in ascending order.
    pub const fn runs(&self) -> Runs<'_> {
        Runs::of_word(&self.0)
    }

    /// Creates a set from the `count` (at most `N`) most significant bits of a word.
    pub(crate) const fn from_top_bits(bits: u64, count: usize) -> Self {
        Self(bits & !(u64::MAX >> count))
    }

    /// The set as a word whose most significant bit is id 1.
    pub(crate) const fn to_top_bits(self) -> u64 {
        self.0
    }
}

impl<const N: usize> FromIterator<Id<N>> for IdSet<N> {
    fn from_iter<I: IntoIterator<Item = Id<N>>>(ids: I) -> Self {
        let mut set = Self::EMPTY;
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

impl<const N: usize> fmt::Debug for IdSet<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<const N: usize> Wire for IdSet<N> {
    const WIDTH: usize = N;
    const KIND: Kind = Kind::Ids;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(Self(bits << (64 - N)))
    }

    fn to_bits(&self) -> u64 {
        self.0 >> (64 - N)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_map_to_distinct_bits() {
        for id in 1..=24 {
            let set = IdSet::<24>::from_ids([id]).unwrap();
            assert_eq!(set.to_bits(), 1 << (24 - id));
            assert_eq!(u32::from(id), set.max());
            assert_eq!(IdSet::<24>::from_bits(set.to_bits()).unwrap(), set);
        }
        assert_eq!(IdSet::<24>::ALL.len(), 24);
        assert_eq!(IdSet::<24>::ALL.to_bits(), 0xff_ffff);
        assert_eq!(IdSet::<63>::ALL.max(), 63);
        assert_eq!(IdSet::<24>::EMPTY.max(), 0);
        assert_eq!(IdSet::<24>::ALL.iter().collect::<IdSet<24>>(), IdSet::ALL);
    }
}
