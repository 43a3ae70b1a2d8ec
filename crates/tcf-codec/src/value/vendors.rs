//! Sets of vendor ids.

use alloc::vec::Vec;
use core::fmt;

use super::{InvalidId, VendorId, VendorRange};

/// A set of vendor ids, 1 to 65535, stored as a bit set of at most 8 KiB.
///
/// ```
/// use tcf_codec::{VendorId, VendorSet};
/// let vendors = VendorSet::from_ids([1, 2, 3, 755])?;
/// assert!(vendors.contains(VendorId::try_from(755)?));
/// assert!(!vendors.contains(VendorId::try_from(4)?));
/// assert_eq!(vendors.runs().map(|run| run.to_string()).collect::<Vec<_>>(), ["1-3", "755"]);
/// # Ok::<(), tcf_codec::InvalidId>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct VendorSet {
    /// Vendor 1 is the most significant bit of the first word, as in a bit field. The last word is
    /// never zero.
    words: Vec<u64>,
}

impl VendorSet {
    /// Creates an empty set.
    pub const fn new() -> Self {
        Self { words: Vec::new() }
    }

    /// Creates a set from numbers.
    ///
    /// # Errors
    ///
    /// Returns an error if a number is 0.
    pub fn from_ids(ids: impl IntoIterator<Item = u16>) -> Result<Self, InvalidId> {
        ids.into_iter().map(VendorId::try_from).collect()
    }

    /// Adds a vendor, or a range of vendors.
    pub fn insert(&mut self, vendors: impl Into<VendorRange>) {
        let range = vendors.into();
        let words = usize::from(range.end()).div_ceil(64);
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
        fill(&mut self.words, range);
    }

    /// Removes a vendor.
    pub fn remove(&mut self, id: VendorId) {
        let index = id.index();
        if let Some(word) = self.words.get_mut(index / 64) {
            *word &= !(TOP >> (index % 64));
            self.trim();
        }
    }

    /// Returns `true` if the set contains the vendor.
    #[inline]
    pub fn contains(&self, id: VendorId) -> bool {
        let index = id.index();
        self.words.get(index / 64).is_some_and(|word| word & (TOP >> (index % 64)) != 0)
    }

    /// Returns `true` if the set is empty.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Number of vendors.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| usize_of(word.count_ones())).sum()
    }

    /// The highest id, or 0 if the set is empty.
    pub fn max(&self) -> u16 {
        let zeros = self.words.last().map_or(0, |last| usize_of(last.trailing_zeros()));
        vendor_number(self.words.len() * 64 - zeros)
    }

    /// The vendors in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        union.union_with(other);
        union
    }

    /// The vendors in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::from_words(self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect())
    }

    /// The vendors in this set but not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference.difference_with(other);
        difference
    }

    /// Returns `true` if the sets have no vendor in common.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & b == 0)
    }

    /// Adds all vendors of another set.
    pub fn union_with(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(word, more)| *word |= more);
    }

    /// Adds the intersection of two other sets.
    pub fn union_with_intersection(&mut self, one: &Self, other: &Self) {
        let length = one.words.len().min(other.words.len());
        if self.words.len() < length {
            self.words.resize(length, 0);
        }
        let shared = one.words.iter().zip(&other.words).map(|(a, b)| a & b);
        self.words.iter_mut().zip(shared).for_each(|(word, more)| *word |= more);
        self.trim();
    }

    /// Removes all vendors of another set.
    pub fn difference_with(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, out)| *word &= !out);
        self.trim();
    }

    /// Keeps only the vendors that are also in another set.
    pub fn intersect_with(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        self.words.iter_mut().zip(&other.words).for_each(|(word, kept)| *word &= kept);
        self.trim();
    }

    /// The vendors of this set that one of the ranges contains.
    #[must_use]
    pub fn restricted_to(&self, ranges: &[VendorRange]) -> Self {
        let mut words = alloc::vec![0; self.words.len()];
        // The last word of the largest set has one bit more than there are ids.
        let max = u16::try_from(self.words.len() * 64).unwrap_or(u16::MAX);
        for range in ranges {
            if let Some(range) = VendorRange::bounded(range.start(), range.end().min(max), max) {
                fill(&mut words, range);
            }
        }
        words.iter_mut().zip(&self.words).for_each(|(word, mask)| *word &= mask);
        Self::from_words(words)
    }

    /// The ids in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = VendorId> + Clone + '_ {
        self.runs().flat_map(VendorRange::ids)
    }

    /// The maximal ranges of consecutive ids, in ascending order.
    pub const fn runs(&self) -> Runs<'_> {
        Runs { words: self.words.as_slice(), at: 0 }
    }

    /// The number of [runs](Self::runs) and, among them, runs of a single vendor. Faster than
    /// iterating.
    pub fn count_runs(&self) -> (usize, usize) {
        let (mut runs, mut singles) = (0, 0);
        let mut before = 0;
        let mut following = self.words.iter().skip(1).copied();
        for &word in &self.words {
            let after = following.next().unwrap_or(0);
            let starts = word & !(word >> 1 | before << 63);
            let ends = word & !(word << 1 | after >> 63);
            runs += usize_of(starts.count_ones());
            singles += usize_of((starts & ends).count_ones());
            before = word;
        }
        (runs, singles)
    }

    /// The bit field in words, to combine sets without allocating. Vendor 1 is the most significant
    /// bit of the first word, and the last word is not zero.
    ///
    /// ```
    /// use tcf_codec::VendorSet;
    /// let vendors = VendorSet::from_ids([1, 2, 66])?;
    /// assert_eq!(vendors.words(), [0b11 << 62, 1 << 62]);
    /// # Ok::<(), tcf_codec::InvalidId>(())
    /// ```
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Gives write access to the words, in any number and with any bits.
    pub(crate) const fn refill(&mut self) -> Refill<'_> {
        Refill(self)
    }

    /// Creates a set from words of a bit field.
    pub(crate) fn from_words(words: Vec<u64>) -> Self {
        let mut set = Self { words };
        set.trim();
        set
    }

    /// The vendors from 1 to `max` that are not in this set, which must not have ids above `max`.
    pub(crate) fn complement(&self, max: u16) -> Self {
        let mut words = self.words.clone();
        words.resize(usize::from(max).div_ceil(64), 0);
        for word in &mut words {
            *word = !*word;
        }
        if let (Some(last), rest @ 1..) = (words.last_mut(), max % 64) {
            *last &= !(u64::MAX >> rest);
        }
        Self::from_words(words)
    }

    fn trim(&mut self) {
        let length = self.words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
        self.words.truncate(length);
    }
}

/// Write access to the words of a set. Dropping it restores the invariants of the set.
pub(crate) struct Refill<'a>(&'a mut VendorSet);

impl Refill<'_> {
    pub(crate) const fn words(&mut self) -> &mut Vec<u64> {
        &mut self.0.words
    }
}

impl Drop for Refill<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.trim();
    }
}

const TOP: u64 = 1 << 63;

#[expect(clippy::expect_used, reason = "a `usize` has 32 bits or more on every supported target")]
fn usize_of(count: u32) -> usize {
    usize::try_from(count).expect("a number of bits")
}

#[expect(clippy::expect_used, reason = "sets hold ids up to 65,535")]
fn vendor_number(id: usize) -> u16 {
    u16::try_from(id).expect("a vendor id")
}

/// Sets the bits of a range. `words` must cover the end of the range.
#[inline]
#[expect(clippy::expect_used, reason = "required of the caller")]
pub(crate) fn fill(words: &mut [u64], range: VendorRange) {
    let (first, last) = (usize::from(range.start() - 1), usize::from(range.end() - 1));
    let (head, tail) = (u64::MAX >> (first % 64), !((u64::MAX >> 1) >> (last % 64)));
    match words.get_mut(first / 64..=last / 64).expect("the words cover the range") {
        [] => {}
        [only] => *only |= head & tail,
        [front, middle @ .., back] => {
            *front |= head;
            middle.fill(u64::MAX);
            *back |= tail;
        }
    }
}

/// Sets the bits of a range of at most 64 vendors without branches. `words` must have one more word
/// than the range needs.
#[inline]
pub(crate) fn fill_narrow(words: &mut [u64], range: VendorRange) {
    let (first, last) = (usize::from(range.start() - 1), usize::from(range.end() - 1));
    let shift = first % 64;
    let mask = !((u64::MAX >> 1) >> ((last - first) % 64));
    if let Some([front, back]) =
        words.get_mut(first / 64..).and_then(|words| words.first_chunk_mut())
    {
        *front |= mask >> shift;
        // Two shifts, because shifting by 64 is an overflow.
        *back |= mask << 1 << (63 - shift);
    } else {
        // Measured: a `panic!` here makes decoding ranges 4 % slower.
        debug_assert!(false, "the words extend past the range");
    }
}

impl fmt::Debug for VendorSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.runs().map(|run| fmt::from_fn(move |f| write!(f, "{run}"))))
            .finish()
    }
}

/// Accepts vendors or ranges of vendors.
impl<R: Into<VendorRange>> Extend<R> for VendorSet {
    fn extend<I: IntoIterator<Item = R>>(&mut self, vendors: I) {
        vendors.into_iter().for_each(|vendors| self.insert(vendors));
    }
}

/// Accepts vendors or ranges of vendors.
impl<R: Into<VendorRange>> FromIterator<R> for VendorSet {
    fn from_iter<I: IntoIterator<Item = R>>(vendors: I) -> Self {
        let mut set = Self::new();
        set.extend(vendors);
        set
    }
}

/// Iterates over the runs of a [`VendorSet`] or an [`IdSet`](super::IdSet): its maximal ranges of
/// consecutive ids.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    words: &'a [u64],
    /// Index of the next bit.
    at: usize,
}

impl<'a> Runs<'a> {
    /// The runs of a word whose most significant bit is id 1.
    pub(crate) const fn of_word(word: &'a u64) -> Self {
        Self { words: core::slice::from_ref(word), at: 0 }
    }
}

impl Runs<'_> {
    /// Index of the next bit at or after `self.at` that is 1 after XOR with `flip`.
    #[inline]
    fn next_bit(&self, flip: u64) -> Option<usize> {
        let mut mask = u64::MAX >> (self.at % 64);
        for (index, word) in self.words.iter().enumerate().skip(self.at / 64) {
            let found = (word ^ flip) & mask;
            if found != 0 {
                return Some(index * 64 + usize_of(found.leading_zeros()));
            }
            mask = u64::MAX;
        }
        None
    }
}

impl Iterator for Runs<'_> {
    type Item = VendorRange;

    #[expect(clippy::expect_used, reason = "a run has at least one bit")]
    #[inline]
    fn next(&mut self) -> Option<VendorRange> {
        let start = self.next_bit(0)?;
        self.at = start;
        let end = self.next_bit(u64::MAX).unwrap_or(self.words.len() * 64);
        self.at = end;
        // Indexes count from 0, ids from 1.
        Some(
            VendorRange::new(vendor_number(start + 1), vendor_number(end))
                .expect("a run is a valid range"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    fn set(ids: &BTreeSet<u16>) -> VendorSet {
        VendorSet::from_ids(ids.iter().copied()).unwrap()
    }

    fn samples() -> impl Iterator<Item = BTreeSet<u16>> {
        let steps = [1_u16, 2, 3, 5, 31, 63, 64, 65, 127, 128, 1000];
        steps.into_iter().flat_map(move |step| {
            steps.into_iter().map(move |run| {
                (0..40)
                    .flat_map(|n: u16| {
                        (0..run.min(70)).map(move |k| n.saturating_mul(step).saturating_add(k + 1))
                    })
                    .collect()
            })
        })
    }

    #[test]
    fn contains_exactly_the_inserted_ids() {
        for ids in samples() {
            let vendors = set(&ids);
            assert_eq!(vendors.iter().map(VendorId::get).collect::<BTreeSet<_>>(), ids);
            assert_eq!(vendors.len(), ids.len());
            assert_eq!(Some(vendors.max()), ids.last().copied());
            assert_eq!(vendors.count_runs().0, vendors.runs().count());
            assert_eq!(vendors.count_runs().1, vendors.runs().filter(|run| run.len() == 1).count());
            assert_eq!(vendors.runs().collect::<VendorSet>(), vendors);
        }
    }

    #[test]
    fn supports_the_lowest_and_highest_id() {
        let vendors = VendorSet::from_ids([1, 65535]).unwrap();
        assert!(vendors.contains(VendorId::MIN) && vendors.contains(VendorId::MAX));
        assert!(!vendors.contains(VendorId::new(2).unwrap()));
        assert_eq!(vendors.max(), 65535);
        assert!(VendorSet::from_ids([0]).is_err());
        let all: VendorSet = [VendorRange::ALL].into_iter().collect();
        assert_eq!(all.len(), 65535);
        assert_eq!(all.runs().collect::<Vec<_>>(), [VendorRange::ALL]);
        assert!(all.complement(u16::MAX).is_empty());
        assert_eq!(VendorSet::new().complement(u16::MAX), all);
    }

    #[test]
    fn set_operations_agree_with_btree_set() {
        let all: Vec<_> = samples().collect();
        for (a, b) in all.iter().zip(all.iter().rev()) {
            let (left, right) = (set(a), set(b));
            assert_eq!(left.union(&right), set(&(a | b)));
            assert_eq!(left.intersection(&right), set(&(a & b)));
            assert_eq!(left.difference(&right), set(&(a - b)));
            assert_eq!(left.restricted_to(&right.runs().collect::<Vec<_>>()), set(&(a & b)));
            assert_eq!(left.is_disjoint(&right), a.is_disjoint(b));
            let mut sum = left.clone();
            sum.union_with(&right);
            assert_eq!(sum, set(&(a | b)));
            let mut rest = left.clone();
            rest.difference_with(&right);
            assert_eq!(rest, set(&(a - b)));
            let mut kept = left.clone();
            kept.intersect_with(&right);
            assert_eq!(kept, set(&(a & b)));
            let mut shared = VendorSet::from_ids([7]).unwrap();
            shared.union_with_intersection(&left, &right);
            assert_eq!(shared, set(&(&(a & b) | &[7].into())));
        }
    }

    #[test]
    fn removal_keeps_sets_normalized() {
        let mut vendors = VendorSet::from_ids([3, 700]).unwrap();
        let id = |id| VendorId::new(id).unwrap();
        vendors.remove(id(700));
        vendors.remove(id(900));
        assert_eq!(vendors, VendorSet::from_ids([3]).unwrap());
        vendors.remove(id(3));
        assert!(vendors.is_empty());
        assert_eq!(vendors.max(), 0);
    }
}
