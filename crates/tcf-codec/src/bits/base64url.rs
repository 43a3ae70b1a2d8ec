//! Decodes and encodes base64url text of any length, six bits per character.

use alloc::string::String;
use alloc::vec::Vec;

use super::SLACK;

const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Marks a byte outside the alphabet. Unlike a sextet, it has bits above the low six.
const NO_SEXTET: u8 = 0xff;

/// The sextet of every byte, or [`NO_SEXTET`].
const SEXTETS: [u8; 256] = {
    let mut table = [NO_SEXTET; 256];
    let mut sextet = 0;
    while sextet < ALPHABET.len() {
        #[expect(clippy::as_conversions, reason = "widening and below 64, in a constant")]
        #[expect(clippy::cast_possible_truncation, reason = "below 64")]
        #[expect(
            clippy::indexing_slicing,
            reason = "a constant: going past the end would not compile"
        )]
        {
            table[ALPHABET[sextet] as usize] = sextet as u8;
        }
        sextet += 1;
    }
    table
};

#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has an entry for every byte")]
fn entry(byte: u8) -> u8 {
    SEXTETS[usize::from(byte)]
}

/// The six bits of a character, or `None` if it is outside the alphabet.
#[inline]
pub(crate) fn sextet(byte: u8) -> Option<u8> {
    Some(entry(byte)).filter(|&sextet| sextet != NO_SEXTET)
}

/// The 24 bits of four characters, or `None` if a character is outside the alphabet.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the tables have an entry for every byte")]
fn quad([a, b, c, d]: [u8; 4]) -> Option<u32> {
    let [first, second, third, fourth] = &QUADS;
    let bits = first[usize::from(a)]
        | second[usize::from(b)]
        | third[usize::from(c)]
        | fourth[usize::from(d)];
    (bits >> 24 == 0).then_some(bits)
}

/// The sextet of every byte at each position of a quad. A byte outside the alphabet has bits above
/// the low 24.
static QUADS: [[u32; 256]; 4] = {
    let mut tables = [[u32::MAX; 256]; 4];
    let mut sextet = 0;
    while sextet < ALPHABET.len() {
        let mut position = 0;
        while position < tables.len() {
            #[expect(clippy::as_conversions, reason = "widening and below 64, in a constant")]
            #[expect(clippy::cast_possible_truncation, reason = "below 64")]
            #[expect(
                clippy::indexing_slicing,
                reason = "a constant: going past the end would not compile"
            )]
            {
                tables[position][ALPHABET[sextet] as usize] =
                    (sextet as u32) << (18 - 6 * position);
            }
            position += 1;
        }
        sextet += 1;
    }
    tables
};

/// The bits of all characters as one number, or `None` if a character is outside the alphabet. Of
/// more than 64 bits, the last 64.
#[inline]
pub(crate) fn sextets(text: &[u8]) -> Option<u64> {
    let mut bits = 0;
    let mut all = 0;
    for &byte in text {
        let sextet = entry(byte);
        bits = bits << 6 | u64::from(sextet & 63);
        all |= sextet;
    }
    (all < 64).then_some(bits)
}

/// The characters at the start of a text, up to the first one outside the alphabet.
#[derive(Clone, Copy)]
pub(crate) struct Leading {
    /// The first bit is the most significant one. The bits after the characters are zero.
    bits: u128,
    /// Number of characters, at most [`Self::MAX`].
    pub(crate) len: usize,
}

impl Leading {
    /// The maximum number of characters that are read.
    const MAX: usize = 16;

    #[inline]
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut words = [0; Self::MAX / 4];
        let (mut unused, mut len) = (words.iter_mut(), 0);
        // Four at a time, while all of them are in the alphabet.
        let (quads, _) = text.as_chunks::<4>();
        for &characters in quads.iter().take(Self::MAX / 4) {
            let Some(bits) = quad(characters) else { break };
            if let Some(word) = unused.next() {
                *word = bits;
            }
            len += 4;
        }
        if let Some(last) = unused.next() {
            for (&byte, shift) in text.split_at(len).1.iter().zip([18, 12, 6]) {
                let Some(sextet) = sextet(byte) else { break };
                *last |= u32::from(sextet) << shift;
                len += 1;
            }
        }
        let [first, second, third, fourth] = words.map(u128::from);
        Self { bits: first << 104 | second << 80 | third << 56 | fourth << 32, len }
    }

    /// Number of bits of the characters.
    pub(crate) const fn width(&self) -> usize {
        6 * self.len
    }

    /// The 64 bits that start at a bit below 128. Those after the characters are zero.
    #[expect(clippy::as_conversions, reason = "truncation is intended")]
    pub(crate) const fn window(&self, bit: u32) -> u64 {
        (self.bits << bit >> 64) as u64
    }
}

/// The index of the first character outside the alphabet.
pub(crate) fn first_invalid(text: &[u8]) -> Option<usize> {
    text.iter().position(|&byte| sextet(byte).is_none())
}

/// The index of the first invalid character in text that failed to decode.
#[cold]
#[expect(clippy::expect_used, reason = "decoding fails only on an invalid character")]
fn invalid_among(text: &[u8]) -> usize {
    first_invalid(text).expect("a character outside the alphabet")
}

/// Decodes all characters into `bytes`, followed by [`SLACK`] zero bytes. On error, returns the
/// index of the first invalid character and leaves the contents of `bytes` unspecified.
#[inline]
pub(crate) fn decode(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), usize> {
    bytes.clear();
    bytes.reserve(text.len() / 4 * 3 + 3 + SLACK);
    let bad = || invalid_among(text);
    let (quads, rest) = split(text);
    decode_quads(quads, bytes).map_err(|()| bad())?;
    let rest = decode_rest(rest).ok_or_else(bad)?;
    bytes.extend_from_slice(rest.as_slice());
    bytes.extend_from_slice(&[0; SLACK]);
    Ok(())
}

/// Decodes up to [`CHUNK`] characters into `bytes`, which must be zeroed. Returns the number of
/// characters decoded: all of them, or those before the first invalid one. The remaining bytes stay
/// zero.
#[expect(clippy::expect_used, reason = "decoding fails only on an invalid character")]
pub(crate) fn decode_chunk(text: &[u8], bytes: &mut [u8; CHUNK_BYTES]) -> usize {
    // `get` fails for a shorter text, which is decoded completely.
    let text = text.get(..CHUNK).unwrap_or(text);
    if decode_whole_chunk(text, bytes).is_some() {
        return text.len();
    }
    let good = invalid_among(text);
    *bytes = [0; CHUNK_BYTES];
    decode_whole_chunk(text.split_at(good).0, bytes).expect("all characters are valid");
    good
}

fn decode_whole_chunk(text: &[u8], bytes: &mut [u8; CHUNK_BYTES]) -> Option<()> {
    let (quads, rest) = split(text);
    let (start, end) = bytes.split_at_mut_checked(quads.len() / 4 * 3)?;
    decode_quads_to(quads, start)?;
    let rest = decode_rest(rest)?;
    end.get_mut(..rest.as_slice().len())?.copy_from_slice(rest.as_slice());
    Some(())
}

/// The number of characters in a chunk, a multiple of both whole bytes and SIMD vectors.
pub(crate) const CHUNK: usize = 256;

/// The number of bytes in a decoded chunk, including its slack.
pub(crate) const CHUNK_BYTES: usize = CHUNK / 4 * 3 + SLACK;

/// Splits off the last `len % 4` characters, which a base64 decoder may reject: their count and
/// their trailing bits are unrestricted here.
fn split(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.len() / 4 * 4)
}

/// The bytes of the last zero to three characters.
struct Rest {
    bytes: [u8; 4],
    length: usize,
}

impl Rest {
    fn as_slice(&self) -> &[u8] {
        self.bytes.split_at(self.length).0
    }
}

fn decode_rest(rest: &[u8]) -> Option<Rest> {
    let mut group = 0_u32;
    for (index, &byte) in rest.iter().enumerate() {
        group |= u32::from(sextet(byte)?) << (26 - 6 * index);
    }
    Some(Rest { bytes: group.to_be_bytes(), length: rest.len() })
}

#[cfg(feature = "simd")]
fn decode_quads(quads: &[u8], bytes: &mut Vec<u8>) -> Result<(), ()> {
    base64_simd::URL_SAFE_NO_PAD.decode_append(quads, bytes).map_err(drop)
}

#[cfg(feature = "simd")]
fn decode_quads_to(quads: &[u8], bytes: &mut [u8]) -> Option<()> {
    use base64_simd::AsOut as _;
    base64_simd::URL_SAFE_NO_PAD.decode(quads, bytes.as_out()).ok().map(drop)
}

#[cfg(feature = "simd")]
fn encode_bytes(bytes: &[u8], text: &mut String) {
    base64_simd::URL_SAFE_NO_PAD.encode_append(bytes, text);
}

#[cfg(not(feature = "simd"))]
fn decode_quads(quads: &[u8], bytes: &mut Vec<u8>) -> Result<(), ()> {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.decode_vec(quads, bytes).map_err(drop)
}

#[cfg(not(feature = "simd"))]
fn decode_quads_to(quads: &[u8], bytes: &mut [u8]) -> Option<()> {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.decode_slice(quads, bytes).ok().map(drop)
}

#[cfg(not(feature = "simd"))]
fn encode_bytes(bytes: &[u8], text: &mut String) {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Appends the first `characters` characters of the encoding of `bytes`, zero-extending `bytes` if
/// needed.
pub(crate) fn encode(bytes: &mut Vec<u8>, characters: usize, text: &mut String) {
    bytes.resize((characters * 6).div_ceil(8), 0);
    let start = text.len();
    encode_bytes(bytes, text);
    text.truncate(start + characters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_every_length() {
        for length in 1..200 {
            let text: Vec<u8> = (0..length).map(|n| ALPHABET[(n * 37 + length) % 64]).collect();
            let mut bytes = Vec::new();
            decode(&text, &mut bytes).unwrap();
            assert_eq!(bytes.split_off(bytes.len() - SLACK), [0; SLACK]);
            for (index, &byte) in text.iter().enumerate() {
                let bit = index * 6;
                let word = crate::bits::word_at(&[&bytes[..], &[0; 8]].concat(), bit / 8);
                assert_eq!((word << (bit % 8)) >> 58, u64::from(sextet(byte).unwrap()));
            }
            let mut back = String::new();
            encode(&mut bytes, length, &mut back);
            assert_eq!(back.as_bytes(), text);
        }
    }

    #[test]
    fn reports_the_first_invalid_character_at_every_index() {
        for length in 1..70 {
            for at in 0..length {
                for bad in [b'=', b'+', b'/', b' ', b'.', 0, 0xff] {
                    let mut text = alloc::vec![b'Q'; length];
                    text[at] = bad;
                    text[length - 1] = if at == length - 1 { bad } else { b'~' };
                    assert_eq!(decode(&text, &mut Vec::new()), Err(at));
                }
            }
        }
    }

    #[test]
    fn leading_characters_are_those_before_the_first_invalid_one() {
        for length in 0..24 {
            for end in ["", "~", ".A", "+AAA", "=", "\u{e9}"] {
                let mut text: Vec<u8> =
                    (0..length).map(|n| ALPHABET[(n * 29 + length) % 64]).collect();
                text.extend_from_slice(end.as_bytes());
                let leading = Leading::of(&text);
                assert_eq!((leading.len, leading.width()), (length.min(16), 6 * length.min(16)));
                for (at, bit) in (0..21).zip((0..).step_by(6)) {
                    let found =
                        text[..leading.len].get(at).map_or(0, |&byte| sextet(byte).unwrap());
                    assert_eq!(leading.window(bit) >> 58, u64::from(found), "{text:?} {at}");
                }
            }
        }
    }

    #[test]
    fn decode_chunk_agrees_with_decode() {
        for length in 0..=CHUNK + 3 {
            for bad in [None, Some(0), Some(length / 2), Some(length.saturating_sub(1))] {
                let mut text: Vec<u8> =
                    (0..length).map(|n| ALPHABET[(n * 41 + length) % 64]).collect();
                if let Some(byte) = bad.and_then(|bad| text.get_mut(bad)) {
                    *byte = b'=';
                }
                let good = first_invalid(&text).unwrap_or(length).min(CHUNK);
                let mut chunk = [0; CHUNK_BYTES];
                assert_eq!(decode_chunk(&text, &mut chunk), good);
                let mut whole = Vec::new();
                decode(&text[..good], &mut whole).unwrap();
                whole.resize(CHUNK_BYTES, 0);
                assert_eq!(chunk[..], whole);
            }
        }
    }
}
