//! A bit source over undecoded text.

use crate::bits::{self, BufferedSource, CHUNK, CHUNK_BYTES, Reader, Source};

/// Reads single fields directly from their characters, and consecutive fields from a chunk of the
/// text that is decoded at once. If a chunk contains an invalid character, the segment ends there.
pub(super) struct Text<'a> {
    characters: &'a [u8],
    position: usize,
    end: usize,
    chunk: Option<Chunk>,
}

/// A decoded part of the text.
struct Chunk {
    bytes: [u8; CHUNK_BYTES],
    /// Offset of its first bit within the segment, a multiple of 8.
    start: usize,
    /// Offset of the bit after its last.
    end: usize,
}

impl<'a> Text<'a> {
    /// A source of the bits of a segment from `position` on.
    #[inline]
    pub(super) const fn new(characters: &'a [u8], position: usize) -> Self {
        Self { characters, position, end: characters.len() * 6, chunk: None }
    }

    /// Moves to another bit.
    pub(super) const fn seek(&mut self, position: usize) {
        self.position = position;
    }

    /// A reader over the chunk, if it contains the next `width` bits.
    #[inline]
    fn chunk(&self, width: usize) -> Option<Reader<'_>> {
        let chunk = self.chunk.as_ref()?;
        (chunk.start <= self.position && self.position + width <= chunk.end).then(|| {
            Reader::new(&chunk.bytes, self.position - chunk.start, chunk.end - chunk.start)
        })
    }

    /// Decodes a chunk at the current position.
    fn decode(&mut self) {
        // Start at a group of four characters, which is three bytes.
        let first = self.position / 24 * 4;
        // Empty past the end.
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
        // At most eleven characters. Bits that overflow the word precede the position.
        Some(bits::sextets(characters)? >> after & (u64::MAX >> (64 - width)))
    }
}

impl BufferedSource for Text<'_> {
    #[inline]
    fn buffered(&mut self) -> Reader<'_> {
        if self.chunk(64).is_none() && self.chunk.as_ref().is_none_or(|chunk| chunk.end < self.end)
        {
            self.decode();
        }
        // An invalid character may precede the position, unnoticed so far: then there are no more
        // bits.
        self.chunk(0).unwrap_or(Reader::new(&[], 0, 0))
    }
}
