//! Writing: bits gather in a word and leave it as bytes.

use alloc::vec::Vec;

/// Writes bits, first bit first.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    /// Bits that do not fill a word yet, first bit on top; below `used` it is zero.
    word: u64,
    /// How many they are, 0 to 63.
    used: usize,
}

impl Writer {
    /// A writer with room for so many bits.
    pub(crate) fn with_capacity(bits: usize) -> Self {
        // Whole words leave it.
        Self { bytes: Vec::with_capacity(bits.div_ceil(64) * 8), ..Self::default() }
    }

    /// Number of bits written.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.used
    }

    /// Writes the low `width` bits of `value`, 1 to 64; what is above them must be zero.
    #[inline]
    pub(crate) fn put(&mut self, value: u64, width: usize) {
        debug_assert!((1..=64).contains(&width) && (width == 64 || value >> width == 0));
        let free = 64 - self.used;
        if width < free {
            self.word |= value << (free - width);
            self.used += width;
        } else {
            let rest = width - free;
            self.bytes.extend_from_slice(&(self.word | (value >> rest)).to_be_bytes());
            // Two shifts, because a shift by 64 is none.
            self.word = if rest == 0 { 0 } else { (value << 1) << (63 - rest) };
            self.used = rest;
        }
    }

    /// Writes a single bit.
    #[inline]
    pub(crate) fn put_bit(&mut self, bit: bool) {
        self.put(u64::from(bit), 1);
    }

    /// Writes the first `width` bits of `words`, zeros where there are no more words.
    pub(crate) fn put_words(&mut self, words: &[u64], width: usize) {
        let whole = width / 64;
        let mut words = words.iter().copied().chain(core::iter::repeat(0));
        for word in words.by_ref().take(whole) {
            self.put(word, 64);
        }
        if let (rest @ 1.., Some(word)) = (width % 64, words.next()) {
            self.put(word >> (64 - rest), rest);
        }
    }

    /// Writes zeros.
    pub(crate) fn put_zeros(&mut self, width: usize) {
        self.put_words(&[], width);
    }

    /// Hands over the bytes, the last one filled up with zeros, and begins anew.
    pub(crate) fn take<T>(&mut self, look: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let rest = self.used.div_ceil(8);
        self.bytes.extend_from_slice(self.word.to_be_bytes().split_at(rest).0);
        let seen = look(&mut self.bytes);
        self.bytes.clear();
        (self.word, self.used) = (0, 0);
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_out_in_the_order_they_went_in() {
        for first in 1..=64_usize {
            for second in 1..=64_usize {
                let ones = |width: usize| u64::MAX >> (64 - width);
                let mut writer = Writer::default();
                writer.put(ones(first), first);
                writer.put(0, second);
                writer.put(ones(first), first);
                assert_eq!(writer.len(), 2 * first + second);
                let bytes = writer.take(|bytes| bytes.clone());
                assert_eq!(bytes.len(), (2 * first + second).div_ceil(8));
                for (index, byte) in bytes.iter().enumerate() {
                    for bit in 0..8 {
                        let at = index * 8 + bit;
                        let want = at < first || (at >= first + second && at < 2 * first + second);
                        assert_eq!((byte >> (7 - bit)) & 1 == 1, want, "{first} {second} {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_run_out_into_zeros() {
        let mut writer = Writer::default();
        writer.put_bit(true);
        writer.put_words(&[u64::MAX], 130);
        assert_eq!(writer.len(), 131);
        let bytes = writer.take(|bytes| bytes.clone());
        assert_eq!(&bytes[..8], &[0xff; 8]);
        assert_eq!(&bytes[8..], &[0x80, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
}
