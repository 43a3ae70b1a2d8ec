//! A throw that only these strings need.

use tcf_generate::SeededRng;

/// More ways to throw dice.
pub(crate) trait Throws {
    /// `count` of these, in their order, each as likely as any other.
    fn sample<T>(&mut self, count: u16, from: impl ExactSizeIterator<Item = T>) -> Vec<T>;
}

impl Throws for SeededRng {
    fn sample<T>(&mut self, count: u16, from: impl ExactSizeIterator<Item = T>) -> Vec<T> {
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
