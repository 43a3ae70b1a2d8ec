//! Base64url text to bytes and back. Six bits for each character, any number of characters.

use alloc::string::String;
use alloc::vec::Vec;

use crate::bits::SLACK;

/// The bits of a character; `None` outside of the alphabet.
pub(crate) const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}

/// Decodes all characters into `bytes`, followed by [`SLACK`] zero bytes. An error is the index of the first character
/// outside of the alphabet; `bytes` then holds nothing of use.
#[inline]
pub(crate) fn decode(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), usize> {
    bytes.clear();
    bytes.reserve(text.len() / 4 * 3 + 3 + SLACK);
    let bad = || text.iter().position(|&byte| sextet(byte).is_none()).unwrap_or_default();
    // Four characters are three bytes; what comes after the last four is no matter for a base64 decoder.
    let (quads, rest) = text.split_at(text.len() / 4 * 4);
    decode_quads(quads, bytes).map_err(|()| bad())?;
    if !rest.is_empty() {
        let mut group = 0_u32;
        for (index, &byte) in rest.iter().enumerate() {
            group |= u32::from(sextet(byte).ok_or_else(bad)?) << (26 - 6 * index);
        }
        bytes.extend_from_slice(&group.to_be_bytes());
        bytes.truncate(quads.len() / 4 * 3 + rest.len());
    }
    bytes.extend_from_slice(&[0; SLACK]);
    Ok(())
}

#[cfg(feature = "simd")]
fn decode_quads(quads: &[u8], bytes: &mut Vec<u8>) -> Result<(), ()> {
    base64_simd::URL_SAFE_NO_PAD.decode_append(quads, bytes).map_err(drop)
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
fn encode_bytes(bytes: &[u8], text: &mut String) {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Appends the first `characters` characters of `bytes`, which end in zero bits where a character goes past them.
pub(crate) fn encode(mut bytes: Vec<u8>, characters: usize, text: &mut String) {
    bytes.resize((characters * 6).div_ceil(8), 0);
    let start = text.len();
    encode_bytes(&bytes, text);
    text.truncate(start + characters);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    #[test]
    fn every_length_comes_back() {
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
            encode(bytes, length, &mut back);
            assert_eq!(back.as_bytes(), text);
        }
    }

    #[test]
    fn the_first_bad_character_is_found_at_every_place() {
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
}
