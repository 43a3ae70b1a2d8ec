//! Reads bits through 64-bit windows.

use alloc::vec::Vec;

use super::clear_with_capacity;

/// Number of zero bytes after the data. They let a window extend past the end of the data without a
/// bounds check.
pub(crate) const SLACK: usize = 16;

/// The data ends before the requested bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Truncated {
    /// Number of bits requested.
    pub(crate) needed: usize,
    /// Number of bits left.
    pub(crate) available: usize,
    /// Bit offset of the request.
    pub(crate) at: usize,
}

/// A source of consecutive bits.
pub(crate) trait Source {
    /// Offset of the next bit within the segment.
    fn position(&self) -> usize;

    /// Number of bits left. The last of them may still turn out to be in invalid characters.
    fn remaining(&self) -> usize;

    /// Skips `width` bits, which must not exceed [`Self::remaining`].
    fn advance(&mut self, width: usize);

    /// Returns the next `width` bits (1 to 57, at most [`Self::remaining`]), or `None` if one of
    /// them is in an invalid character.
    fn peek(&mut self, width: usize) -> Option<u64>;

    /// The error for `width` bits that are not available.
    #[inline]
    fn truncated(&self, width: usize) -> Truncated {
        Truncated { needed: width, available: self.remaining(), at: self.position() }
    }
}

/// A source that can decode many bits ahead.
pub(crate) trait BufferedSource: Source {
    /// A reader over the decoded bits ahead: at least 33, unless the source ends before.
    fn buffered(&mut self) -> Reader<'_>;
}

/// Reads bits from bytes that end with [`SLACK`] zero bytes of padding.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    /// A reader of the bits from `position` to `end`.
    pub(crate) const fn new(bytes: &'a [u8], position: usize, end: usize) -> Self {
        Self { bytes, position, end }
    }

    /// The bits ahead, starting at the most significant bit. At least the upper 57 are valid; bits
    /// past the end of the data are zero.
    #[inline]
    pub(crate) fn window(&self) -> u64 {
        word_at(self.bytes, self.position / 8) << (self.position % 8)
    }

    /// Like [`Self::window`], but 128 bits wide. At least the upper 121 bits are valid.
    #[inline]
    pub(crate) fn wide_window(&self) -> (u64, u64) {
        let Some([high, low]) = self
            .bytes
            .get(self.position / 8..)
            .and_then(|bytes| bytes.as_chunks::<8>().0.first_chunk())
        else {
            return (0, 0);
        };
        let (high, low) = (u64::from_be_bytes(*high), u64::from_be_bytes(*low));
        let shift = self.position % 8;
        // Two shifts, because shifting by 64 is an overflow.
        (high << shift | low >> 1 >> (63 - shift), low << shift)
    }

    /// Takes `width` bits as words, starting at the most significant bit of the first. Unused bits
    /// of the last word are zero.
    #[inline]
    pub(crate) fn take_words(&mut self, width: usize, words: &mut Vec<u64>) {
        let shift = self.position % 8;
        let from = self.bytes.split_at(self.position / 8).1;
        let count = width.div_ceil(64);
        let mut chunks = from.as_chunks::<8>().0.iter().map(|chunk| u64::from_be_bytes(*chunk));
        // Bits past the end of the data are zero.
        let mut current = chunks.next().unwrap_or(0);
        clear_with_capacity(words, count);
        words.extend((0..count).map(|_| {
            let next = chunks.next().unwrap_or(0);
            // Two shifts, because shifting by 64 is an overflow.
            let word = (current << shift) | ((next >> 1) >> (63 - shift));
            current = next;
            word
        }));
        if let (Some(last), 1..) = (words.last_mut(), width % 64) {
            *last &= !(u64::MAX >> (width % 64));
        }
        self.advance(width);
    }
}

impl Source for Reader<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn remaining(&self) -> usize {
        self.end - self.position
    }

    #[inline]
    fn advance(&mut self, width: usize) {
        debug_assert!(width <= self.remaining());
        self.position += width;
    }

    #[inline]
    fn peek(&mut self, width: usize) -> Option<u64> {
        Some(self.window() >> (64 - width))
    }
}

impl BufferedSource for Reader<'_> {
    #[inline]
    fn buffered(&mut self) -> Reader<'_> {
        *self
    }
}

/// The big-endian word at byte offset `at`, or zero if fewer than eight bytes are left.
#[inline]
pub(crate) fn word_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u64::from_be_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn slacked(data: &[u8]) -> Vec<u8> {
        let mut bytes = data.to_vec();
        bytes.extend([0; SLACK]);
        bytes
    }

    #[test]
    fn window_starts_at_the_position() {
        let bytes = slacked(&[0b1010_0101, 0xff, 0x00]);
        let mut reader = Reader::new(&bytes, 0, 24);
        assert_eq!(reader.window() >> 60, 0b1010);
        reader.advance(3);
        assert_eq!(reader.window() >> 56, 0b0010_1111);
        assert_eq!(reader.remaining(), 21);
    }

    #[test]
    fn takes_words_at_every_shift() {
        let data: Vec<u8> = (0..40_u8).map(|n| n.wrapping_mul(73) ^ 0x5a).collect();
        let bytes = slacked(&data);
        let bit = |n: usize| (data[n / 8] >> (7 - n % 8)) & 1;
        for start in 0..16 {
            for width in [0, 1, 7, 63, 64, 65, 128, 200, 300] {
                let mut reader = Reader::new(&bytes, 0, 320);
                reader.advance(start);
                let mut words = vec![99];
                reader.take_words(width, &mut words);
                let got: Vec<u8> = (0..words.len() * 64)
                    .map(|n| crate::bits::low_u8(words[n / 64] >> (63 - n % 64)) & 1)
                    .collect();
                let want: Vec<u8> = (0..words.len() * 64)
                    .map(|n| if n < width { bit(start + n) } else { 0 })
                    .collect();
                assert_eq!(got, want, "start {start}, width {width}");
                assert_eq!(reader.position(), start + width);
            }
        }
    }
}
