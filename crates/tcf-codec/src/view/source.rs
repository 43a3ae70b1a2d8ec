//! Bits straight from the text.

use crate::bits::{self, AtHand, CHUNK, CHUNK_BYTES, Reader, Source};

/// Takes single fields from the few characters that hold them, and many fields in a row from a part
/// of the text that is decoded at once. The segment ends at the first character outside of the
/// alphabet, once that was met in such a part.
pub(super) struct Text<'a> {
    characters: &'a [u8],
    position: usize,
    end: usize,
    chunk: Option<Chunk>,
}

/// A part of the text, decoded.
struct Chunk {
    bytes: [u8; CHUNK_BYTES],
    /// Its first bit in the segment; a whole byte.
    start: usize,
    /// The bit behind it.
    end: usize,
}

impl<'a> Text<'a> {
    /// The bits of a segment, from `position` on.
    #[inline]
    pub(super) const fn new(characters: &'a [u8], position: usize) -> Self {
        Self { characters, position, end: characters.len() * 6, chunk: None }
    }

    /// Goes to another bit.
    pub(super) const fn seek(&mut self, position: usize) {
        self.position = position;
    }

    /// The chunk, if it shows `width` bits from the position on.
    #[inline]
    fn chunk(&self, width: usize) -> Option<Reader<'_>> {
        let chunk = self.chunk.as_ref()?;
        (chunk.start <= self.position && self.position + width <= chunk.end).then(|| {
            Reader::new(&chunk.bytes, self.position - chunk.start, chunk.end - chunk.start)
        })
    }

    /// Decodes from the position on.
    fn decode(&mut self) {
        // Four characters are three bytes.
        let first = self.position / 24 * 4;
        // Past the end there is nothing.
        let ahead = self.characters.get(first..self.end / 6).unwrap_or_default();
        let start = first * 6;
        let chunk = self.chunk.insert(Chunk { bytes: [0; CHUNK_BYTES], start, end: start });
        let good = bits::decode_chunk(ahead, &mut chunk.bytes);
        chunk.end = (first + good) * 6;
        if good < ahead.len().min(CHUNK) {
            self.end = chunk.end;
        }
    }
}

impl Source for Text<'_> {
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
        if let Some(chunk) = self.chunk(width) {
            return Some(chunk.window() >> (64 - width));
        }
        let characters =
            self.characters.get(self.position / 6..(self.position + width).div_ceil(6))?;
        let after = characters.len() * 6 - self.position % 6 - width;
        // Eleven characters at most: what goes over 64 bits lies before the position.
        Some(bits::sextets(characters)? >> after & (u64::MAX >> (64 - width)))
    }
}

impl AtHand for Text<'_> {
    #[inline]
    fn at_hand(&mut self) -> Reader<'_> {
        if self.chunk(64).is_none() && self.chunk.as_ref().is_none_or(|chunk| chunk.end < self.end)
        {
            self.decode();
        }
        // A character at fault may lie before the position, where nobody looked: then nothing is at
        // hand.
        self.chunk(0).unwrap_or(Reader::new(&[], 0, 0))
    }
}
