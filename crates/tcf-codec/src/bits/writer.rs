//! Writes bits, collecting them in a 64-bit word.

use alloc::vec::Vec;

/// Appends bits, most significant bit first.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    /// Bits not yet flushed, starting at the most significant bit. Unused bits are zero.
    word: u64,
    /// Number of bits in `word`, 0 to 63.
    used: usize,
}

impl Writer {
    /// A writer with capacity for `bits` bits.
    pub(crate) fn with_capacity(bits: usize) -> Self {
        // Flushing appends whole words.
        Self { bytes: Vec::with_capacity(bits.div_ceil(64) * 8), ..Self::default() }
    }

    /// Number of bits written so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.used
    }

    /// Writes the low `width` bits of `value`. `width` is 1 to 64, and the bits above must be zero.
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
            // Two shifts, because shifting by 64 is an overflow.
            self.word = if rest == 0 { 0 } else { (value << 1) << (63 - rest) };
            self.used = rest;
        }
    }

    /// Writes a single bit.
    #[inline]
    pub(crate) fn put_bit(&mut self, bit: bool) {
        self.put(u64::from(bit), 1);
    }

    /// Writes the first `width` bits of `words`, and zeros after the last word.
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

    /// Writes `width` zeros.
    pub(crate) fn put_zeros(&mut self, width: usize) {
        self.put_words(&[], width);
    }

    /// Passes the bytes, zero-padded to a whole byte, to `look`, and resets the writer.
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
    fn writes_bits_in_order() {
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
    fn pads_short_words_with_zeros() {
        let mut writer = Writer::default();
        writer.put_bit(true);
        writer.put_words(&[u64::MAX], 130);
        assert_eq!(writer.len(), 131);
        let bytes = writer.take(|bytes| bytes.clone());
        assert_eq!(&bytes[..8], &[0xff; 8]);
        assert_eq!(&bytes[8..], &[0x80, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
}
