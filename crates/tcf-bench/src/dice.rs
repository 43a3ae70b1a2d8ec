//! Choices that come from one seed.

/// Throws that depend on nothing but the seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `first` to `last`.
    pub fn between(&mut self, first: u16, last: u16) -> u16 {
        let offset = self.bits() % (u64::from(last - first) + 1);
        first + u16::try_from(offset).expect("less than a number of 16 bits")
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.bits() % 100 < percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let last = u16::try_from(from.len() - 1).expect("a short list");
        *from.get(usize::from(self.between(0, last))).expect("an index within")
    }

    /// `count` of these, in their order, each as likely as any other.
    pub fn sample<T>(&mut self, count: u16, from: impl ExactSizeIterator<Item = T>) -> Vec<T> {
        let mut wanted = u64::from(count);
        let mut left = u64::try_from(from.len()).expect("64 bits");
        from.filter(|_| {
            let taken = self.bits() % left < wanted;
            wanted -= u64::from(taken);
            left -= 1;
            taken
        })
        .collect()
    }
}
