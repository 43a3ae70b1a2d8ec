//! Random samples.

use tcf_generate::SeededRng;

/// Extends the generator with random samples.
pub(crate) trait Sample {
    /// Chooses `count` elements uniformly and keeps their order.
    fn sample<T>(&mut self, count: u16, from: impl ExactSizeIterator<Item = T>) -> Vec<T>;
}

impl Sample for SeededRng {
    fn sample<T>(&mut self, count: u16, from: impl ExactSizeIterator<Item = T>) -> Vec<T> {
        let mut missing = u64::from(count);
        let mut rest = u64::try_from(from.len()).expect("64 bits");
        from.filter(|_| {
            let taken = self.bits() % rest < missing;
            missing -= u64::from(taken);
            rest -= 1;
            taken
        })
        .collect()
    }
}
