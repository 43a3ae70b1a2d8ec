//! Reading: a position in bytes, looked at through 64-bit windows.

use alloc::vec::Vec;

use super::clear_with_capacity;

/// Zero bytes that follow the data, so that a window never has to look for the end.
pub(crate) const SLACK: usize = 16;

/// The bits end before the ones that are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Truncated {
    /// How many bits are needed.
    pub(crate) needed: usize,
    /// How many are left.
    pub(crate) available: usize,
    /// The position where they are needed.
    pub(crate) at: usize,
}

/// Where fields are taken from, one after the other.
pub(crate) trait Source {
    /// The next bit, counted from the beginning of the segment.
    fn position(&self) -> usize;

    /// Number of bits before the end, as far as that was looked at.
    fn remaining(&self) -> usize;

    /// Passes over `width` bits, which the caller has seen to be there.
    fn advance(&mut self, width: usize);

    /// The next `width` bits, 1 to 57, of which [`Self::remaining`] says that they are there.
    /// `None` if one of them is in a character outside of the alphabet.
    fn peek(&mut self, width: usize) -> Option<u64>;

    /// The error that `width` bits are not there.
    #[inline]
    fn truncated(&self, width: usize) -> Truncated {
        Truncated { needed: width, available: self.remaining(), at: self.position() }
    }
}

/// A source that can give many bits at once.
pub(crate) trait AtHand: Source {
    /// A reader of the bits ahead, as many as are at hand: at least 33, unless there are no more.
    fn at_hand(&mut self) -> Reader<'_>;
}

/// Reads bits from the front. `bytes` ends with [`SLACK`] zero bytes that are not data.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    /// A reader of the first `end` bits, from `position` on.
    pub(crate) const fn new(bytes: &'a [u8], position: usize, end: usize) -> Self {
        Self { bytes, position, end }
    }

    /// The bits ahead, first bit on top. At least the upper 57 are good; past the data they are
    /// zero.
    #[inline]
    pub(crate) fn window(&self) -> u64 {
        word_at(self.bytes, self.position / 8) << (self.position % 8)
    }

    /// As [`Self::window`], with a second word that goes on where the first ends. At least 121 bits
    /// are good.
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
        // Two shifts, because a shift by 64 is none.
        (high << shift | low >> 1 >> (63 - shift), low << shift)
    }

    /// Takes `width` bits as whole words, first bit on top of the first word, the rest of the last
    /// word zero.
    #[inline]
    pub(crate) fn take_words(&mut self, width: usize, words: &mut Vec<u64>) {
        let shift = self.position % 8;
        let from = self.bytes.split_at(self.position / 8).1;
        let count = width.div_ceil(64);
        let mut chunks = from.as_chunks::<8>().0.iter().map(|chunk| u64::from_be_bytes(*chunk));
        // Past the data there are zeros.
        let mut current = chunks.next().unwrap_or(0);
        clear_with_capacity(words, count);
        words.extend((0..count).map(|_| {
            let next = chunks.next().unwrap_or(0);
            // Two shifts, because a shift by 64 is none.
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

impl AtHand for Reader<'_> {
    #[inline]
    fn at_hand(&mut self) -> Reader<'_> {
        *self
    }
}

/// Eight bytes from `at` on, big end first; zero where there are no eight.
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
    fn a_window_begins_at_the_position() {
        let bytes = slacked(&[0b1010_0101, 0xff, 0x00]);
        let mut reader = Reader::new(&bytes, 0, 24);
        assert_eq!(reader.window() >> 60, 0b1010);
        reader.advance(3);
        assert_eq!(reader.window() >> 56, 0b0010_1111);
        assert_eq!(reader.remaining(), 21);
    }

    #[test]
    fn words_are_taken_at_every_shift() {
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
