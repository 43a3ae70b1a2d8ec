//! Bits straight from the text.

use crate::armor;
use crate::bits::{Source, Windows, word_at};

/// Takes the characters that hold a field, and no others: for single fields at places that are known.
#[derive(Clone, Copy)]
pub(super) struct Characters<'a> {
    text: &'a [u8],
    position: usize,
}

impl<'a> Characters<'a> {
    /// The bits of a segment, from `position` on.
    pub(super) const fn new(segment: &'a [u8], position: usize) -> Self {
        Self { text: segment, position }
    }

    /// The same bits, for many fields one after the other.
    pub(super) const fn in_chunks(self) -> Chunks<'a> {
        Chunks {
            text: self.text,
            position: self.position,
            end: self.text.len() * 6,
            chunk: [0; armor::CHUNK_BYTES],
            chunk_start: 0,
            chunk_end: 0,
        }
    }
}

impl Source for Characters<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn remaining(&self) -> usize {
        (self.text.len() * 6).saturating_sub(self.position)
    }

    #[inline]
    fn advance(&mut self, width: usize) {
        self.position += width;
    }

    #[inline]
    fn peek(&mut self, width: usize) -> Option<u64> {
        let end = self.position + width;
        let characters = self.text.get(self.position / 6..end.div_ceil(6))?;
        let after = characters.len() * 6 - self.position % 6 - width;
        // Eleven characters at most: what goes over 64 bits lies before the position.
        Some(armor::sextets(characters)? >> after & (u64::MAX >> (64 - width)))
    }
}

/// Takes bits from a part of the text that is decoded at once, and moves on with it. The segment ends at the first
/// character outside of the alphabet, once that was met.
pub(super) struct Chunks<'a> {
    text: &'a [u8],
    position: usize,
    end: usize,
    chunk: [u8; armor::CHUNK_BYTES],
    /// First bit of the chunk; a whole byte.
    chunk_start: usize,
    /// The bit behind it.
    chunk_end: usize,
}

impl Chunks<'_> {
    /// Decodes from the position on.
    fn refill(&mut self) {
        // Four characters are three bytes.
        let first = self.position / 24 * 4;
        let ahead = self.text.get(first..self.end / 6).unwrap_or_default();
        let good = armor::decode_chunk(ahead, &mut self.chunk);
        self.chunk_start = first * 6;
        self.chunk_end = (first + good) * 6;
        if good < ahead.len().min(armor::CHUNK) {
            self.end = self.chunk_end;
        }
    }
}

impl Source for Chunks<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn remaining(&self) -> usize {
        self.end.saturating_sub(self.position)
    }

    #[inline]
    fn advance(&mut self, width: usize) {
        self.position += width;
    }

    #[inline]
    fn peek(&mut self, width: usize) -> Option<u64> {
        let window = self.window();
        (width <= self.remaining()).then_some(window >> (64 - width))
    }
}

impl Windows for Chunks<'_> {
    #[inline]
    fn window(&mut self) -> u64 {
        if self.position + 64 > self.chunk_end && self.chunk_end < self.end {
            self.refill();
        }
        // Before the chunk there is nothing: positions go up, and the first one fills it.
        let within = self.position.saturating_sub(self.chunk_start);
        word_at(&self.chunk, within / 8) << (within % 8)
    }
}
