//! Choices that come from one seed.

/// Random numbers that depend on nothing but the seed (`SplitMix64`).
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
    /// The numbers of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The numbers of a seed, a name and a number.
    #[must_use]
    pub fn of(seed: u64, name: &str, number: u64) -> Self {
        let letters = name.bytes().map(u64::from);
        Self(letters.chain([number]).fold(seed, |state, next| Self(state ^ next).bits()))
    }

    /// Any 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if that is 0.
    #[expect(
        clippy::expect_used,
        reason = "a `usize` has at most 64 bits, and a remainder is below it"
    )]
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a usize fits into a u64").max(1);
        usize::try_from(self.bits() % end).expect("it is below a usize")
    }

    /// An id from `first` to `last`; `first` if `last` is below it.
    #[expect(clippy::expect_used, reason = "the number is at most `last - first`")]
    pub fn id(&mut self, first: u16, last: u16) -> u16 {
        let more = self.below(usize::from(last.saturating_sub(first)) + 1);
        first + u16::try_from(more).expect("it is below the number of ids")
    }

    /// True once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// True with a chance of `percent` in a hundred.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.bits() % 100 < percent
    }

    /// One of these, if there is any.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of these.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[expect(
        clippy::indexing_slicing,
        reason = "the place is below the length, and an empty list is documented"
    )]
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Puts these in any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
