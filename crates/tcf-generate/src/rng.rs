//! A seeded random number generator.

/// A random number generator whose output depends only on the seed and never changes
/// (`SplitMix64`).
///
/// ```
/// use tcf_generate::SeededRng;
/// let numbers = |seed| {
///     let mut rng = SeededRng::new(seed);
///     [rng.below(6), rng.below(6), rng.below(6)]
/// };
/// assert_eq!(numbers(7), numbers(7));
/// assert_ne!(numbers(7), numbers(8));
/// ```
#[derive(Clone, Debug)]
pub struct SeededRng(u64);

impl SeededRng {
    /// Creates a generator from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Creates a generator from a seed, a name and a number.
    #[must_use]
    pub fn of(seed: u64, name: &str, number: u64) -> Self {
        let letters = name.bytes().map(u64::from);
        Self(letters.chain([number]).fold(seed, |state, next| Self(state ^ next).bits()))
    }

    /// Returns 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, or 0 if `end` is 0.
    #[expect(
        clippy::expect_used,
        reason = "a `usize` has at most 64 bits, and the remainder is less than `end`"
    )]
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a usize fits in a u64").max(1);
        usize::try_from(self.bits() % end).expect("the remainder is less than a usize")
    }

    /// Returns an id from `first` to `last`, or `first` if `last` is lower.
    #[expect(clippy::expect_used, reason = "the number is at most `last - first`")]
    pub fn id(&mut self, first: u16, last: u16) -> u16 {
        let more = self.below(usize::from(last.saturating_sub(first)) + 1);
        first + u16::try_from(more).expect("the offset is less than the number of ids")
    }

    /// Returns `true` with a probability of 1 in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Returns `true` with a probability of `percent` in 100.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.bits() % 100 < percent
    }

    /// Returns a random element, or `None` if there are none.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// Returns a random element.
    ///
    /// # Panics
    ///
    /// Panics if there are no elements.
    #[expect(
        clippy::indexing_slicing,
        reason = "the index is less than the length, and the panic on an empty list is documented"
    )]
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Shuffles the elements.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
