//! Splits texts into segments and reads their bits.

use alloc::vec::Vec;
use core::ops::Range;

use crate::bits::{self, CHUNK, CHUNK_BYTES, Reader};
use crate::cursor::{Cursor, Fault, Observer};
use crate::error::{Error, ErrorKind};

/// Returns `true` if the text starts with `${`. Either character may be percent-encoded, because
/// some encoders leave the dollar sign as it is.
pub(crate) fn is_macro(text: &str) -> bool {
    let rest = text.strip_prefix('$').or_else(|| text.strip_prefix("%24"));
    rest.is_some_and(|rest| {
        rest.starts_with('{')
            || rest.get(..3).is_some_and(|brace| brace.eq_ignore_ascii_case("%7B"))
    })
}

/// The error for the invalid character at offset `at` in a segment.
#[cold]
pub(crate) fn invalid_character(text: &str, segment: Range<usize>, at: usize) -> Error {
    // A View may start in the middle of a multi-byte character, which is then unknown.
    let rest = text.get(at..segment.end).unwrap_or_default();
    let found =
        text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER);
    let kind = if found == '=' && rest.bytes().all(|byte| byte == b'=') {
        ErrorKind::Padding
    } else {
        ErrorKind::InvalidCharacter { found }
    };
    Error::at_offset(kind, at)
}

/// The index of the first dot at or after `start`, or the end of the text.
#[inline]
pub(crate) fn end_of_segment(text: &[u8], start: usize) -> usize {
    let rest = text.split_at(start).1;
    start + memchr::memchr(b'.', rest).unwrap_or(rest.len())
}

/// Reads one segment. An invalid character ends the bits of the segment rather than failing at
/// once, because a field before it may be invalid too.
#[inline]
#[expect(clippy::expect_used, reason = "decoding fails only on an invalid character")]
#[expect(clippy::indexing_slicing, reason = "the range of the segment is within the text")]
pub(crate) fn read_segment<O: Observer>(
    text: &str,
    segment: &'static str,
    characters: Range<usize>,
    scratch: &mut Vec<u8>,
    observer: &mut O,
    mut fields: impl FnMut(&mut Cursor<'_, O>) -> Result<(), Fault>,
) -> Result<(), Error> {
    let start = characters.start;
    let sextets = &text.as_bytes()[characters.clone()];
    // Decode a short segment on the stack if there is no allocation to reuse.
    let mut chunk;
    let (good, bytes) = if sextets.len() <= CHUNK && scratch.capacity() == 0 {
        chunk = [0; CHUNK_BYTES];
        (bits::decode_chunk(sextets, &mut chunk), chunk.as_slice())
    } else {
        let good = match bits::decode(sextets, scratch) {
            Ok(()) => sextets.len(),
            Err(bad) => {
                // All characters before it are valid.
                bits::decode(sextets.split_at(bad).0, scratch)
                    .expect("the characters before the first invalid one are valid");
                bad
            }
        };
        (good, scratch.as_slice())
    };
    let data = bytes.split_at((good * 6).div_ceil(8)).0;
    let bad = (good < sextets.len()).then_some(good);
    observer.segment(segment, start..start + good, data);
    let mut cursor = Cursor::new(Reader::new(bytes, 0, good * 6), observer);
    if let Err(fault) = fields(&mut cursor) {
        return Err(segment_error(text, segment, characters, fault, bad));
    }
    if let Some(bad) = bad {
        return Err(invalid_character(text, characters, start + bad).in_segment(segment));
    }
    cursor.finish(data);
    Ok(())
}

/// The error for a fault in a segment. `bad` is the index of the first invalid character in the
/// segment, which is the actual cause if a field is truncated.
#[cold]
pub(crate) fn segment_error(
    text: &str,
    segment: &'static str,
    characters: Range<usize>,
    fault: Fault,
    bad: Option<usize>,
) -> Error {
    let start = characters.start;
    match bad {
        Some(bad) if matches!(fault.kind, ErrorKind::Truncated { .. }) => {
            let error = invalid_character(text, characters, start + bad);
            fault.with_kind(error.kind()).in_segment(segment, start).with_offset(error.offset())
        }
        _ => fault.in_segment(segment, start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_of_segment_finds_the_first_dot() {
        for length in 0..300 {
            for filling in [b'A', b'-', b'/', 0xff, 0] {
                let mut text = alloc::vec![filling; length];
                assert_eq!(end_of_segment(&text, 0), length);
                for at in (0..length).rev() {
                    text[at] = b'.';
                    assert_eq!(end_of_segment(&text, 0), at);
                    assert_eq!(end_of_segment(&text, at), at);
                    assert_eq!(
                        end_of_segment(&text, at + 1),
                        if at + 1 < length { at + 1 } else { length }
                    );
                }
            }
        }
    }
}
