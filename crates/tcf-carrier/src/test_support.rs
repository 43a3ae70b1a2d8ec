//! Helpers of tests: random numbers, and sources that return few bytes at a time.

use std::io::{self, Read};

/// A linear congruential generator.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A source whose reads return a random number of bytes, and are sometimes interrupted.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
    max: usize,
    rng: Rng,
}

impl<'a> Pieces<'a> {
    /// Reads return up to `max` bytes.
    pub(crate) const fn new(bytes: &'a [u8], max: usize, seed: u64) -> Self {
        Self { rest: bytes, max, rng: Rng::new(seed) }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rng.below(8) == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = (1 + self.rng.below(self.max)).min(buffer.len());
        let (piece, rest) = self.rest.split_at(count.min(self.rest.len()));
        buffer[..piece.len()].copy_from_slice(piece);
        self.rest = rest;
        Ok(piece.len())
    }
}
