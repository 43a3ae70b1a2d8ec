//! The characters of a string that stand for themselves.

/// The number of bytes at the start of a text that are ASCII and neither quotes nor backslashes.
/// Eight bytes are tested at once: most strings are too short for a vectorized search to pay off.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return index * 8 + usize::try_from(special.trailing_zeros() / 8).unwrap_or_default();
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| is_plain(**byte)).count()
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'"' | b'\\')
}

/// The high bit of the first byte that is not plain, and possibly of bytes after it; 0 if there is
/// none. The first byte is the lowest.
const fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
    const BACKSLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);
    // Subtracting 1 sets the high bit of a zero byte. It also sets that of bytes above 0x80, which
    // are not plain, and that of some bytes after a zero byte.
    let (quotes, backslashes) = (word ^ QUOTES, word ^ BACKSLASHES);
    (quotes.wrapping_sub(ONES) | backslashes.wrapping_sub(ONES) | word) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Rng;

    #[test]
    fn plain_length_is_that_of_a_search_byte_by_byte() {
        let mut rng = Rng::new(7);
        for special in (0..=u8::MAX).filter(|byte| !is_plain(*byte)) {
            for length in 0..40 {
                let mut text: Vec<u8> = (0..length)
                    .map(|_| *rng.pick(&[0, b' ', b'!', b'#', b'[', b']', b'a', 0x7f]))
                    .collect();
                assert_eq!(plain_length(&text), length);
                let at = rng.below(length + 1);
                text.insert(at, special);
                text.extend([b'"', b'a']);
                assert_eq!(plain_length(&text), at, "{text:?}");
            }
        }
    }
}
