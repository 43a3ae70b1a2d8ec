//! Splits a text into segments and decodes them.

use alloc::vec::Vec;
use core::mem;
use core::ops::Range;
use core::str::FromStr;

use super::core::TcString;
use super::cursor::TcfObserver;
use super::fields;
use super::options::DecodeOptions;
use super::publisher::PublisherTc;
use super::segment::Segment;
use super::{restrictions, section, v1};
use crate::bits::{self, CHUNK, CHUNK_BYTES, MAX_TEXT_LEN, Reader, sextet};
use crate::cursor::{Cursor, Fault};
use crate::error::{Error, ErrorKind};
use crate::value::{U6, Uint, VendorSet};

impl TcString {
    /// Decodes a version 2 string in strict mode, with the default limit on its length. See
    /// [`decode`](crate::decode()) for more options.
    ///
    /// # Errors
    ///
    /// Returns the first fault in wire order. A version 1 string is an error.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let mut tc = Self::default();
        decode_v2(text, DecodeOptions::DEFAULT_MAX_LEN, &mut tc, &mut Scratch::default(), &mut ())?;
        Ok(tc)
    }
}

impl FromStr for TcString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

impl TryFrom<&str> for TcString {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

impl v1::ConsentString {
    /// Decodes a version 1 string in strict mode, with the default limit on its length.
    ///
    /// # Errors
    ///
    /// Returns the first fault in wire order. A version 2 string is an error.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let mut this = Self::default();
        decode_v1(text, DecodeOptions::DEFAULT_MAX_LEN, &mut this, &mut Vec::new(), &mut ())?;
        Ok(this)
    }
}

impl FromStr for v1::ConsentString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

/// Checks the length of the text and its first character.
#[inline]
pub(crate) fn check_frame(text: &str, max_len: usize, version: u8) -> Result<(), Error> {
    // The first six bits of a core are its version.
    if text.len() <= max_len.min(MAX_TEXT_LEN)
        && text.as_bytes().first().and_then(|&first| sextet(first)) == Some(version)
    {
        return Ok(());
    }
    check_frame_slow(text, max_len, version)
}

/// Returns `true` if the text starts with `${`. Either character may be percent-encoded, because
/// some encoders leave the dollar sign as it is.
fn is_macro(text: &str) -> bool {
    let rest = text.strip_prefix('$').or_else(|| text.strip_prefix("%24"));
    rest.is_some_and(|rest| {
        rest.starts_with('{')
            || rest.get(..3).is_some_and(|brace| brace.eq_ignore_ascii_case("%7B"))
    })
}

#[cold]
fn check_frame_slow(text: &str, max_len: usize, version: u8) -> Result<(), Error> {
    let error = |kind| Err(Error::at_offset(kind, 0));
    let limit = max_len.min(MAX_TEXT_LEN);
    if text.len() > limit {
        return error(ErrorKind::TooLong { length: text.len(), limit });
    }
    let Some(&first) = text.as_bytes().first() else { return error(ErrorKind::Empty) };
    let Some(sextet) = sextet(first) else {
        return match first {
            b'.' => error(ErrorKind::EmptySegment),
            _ if text.trim_ascii().is_empty() => error(ErrorKind::Empty),
            _ if is_macro(text) => error(ErrorKind::UnexpandedMacro),
            _ => {
                let end = text.find('.').unwrap_or(text.len());
                Err(invalid_character(text, 0..end, 0).in_field(fields::VERSION.into(), 0))
            }
        };
    };
    // A core starts with six bits of version, any other segment with three bits of segment type.
    match (sextet, Segment::from_segment_type(sextet >> 3)) {
        (found, _) if found == version => Ok(()),
        (found, Some(Segment::Core)) => {
            let kind = match found {
                1 | 2 => ErrorKind::VersionMismatch { found, expected: version },
                _ => ErrorKind::UnknownVersion { found },
            };
            Err(Error::at_offset(kind, 0).in_field(fields::VERSION.into(), 0))
        }
        (_, Some(found)) => error(ErrorKind::CoreNotFirst { found: found.name() }),
        (found, None) => Err(Error::at_offset(ErrorKind::UnknownVersion { found }, 0)
            .in_field(fields::VERSION.into(), 0)),
    }
}

/// The error for the invalid character at offset `at` in a segment.
#[cold]
fn invalid_character(text: &str, segment: Range<usize>, at: usize) -> Error {
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

/// The kinds of segments seen so far.
pub(crate) type Seen = [bool; Segment::ALL.len()];

/// Reusable buffers for decoding.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// The decoded bytes of a segment.
    bytes: Vec<u8>,
    /// Allocations of optional segments while the value does not have them.
    disclosed_vendors: VendorSet,
    allowed_vendors: VendorSet,
}

/// Decodes a version 2 string into `tc` and reuses its allocations.
pub(super) fn decode_v2<O: TcfObserver>(
    text: &str,
    max_len: usize,
    tc: &mut TcString,
    scratch: &mut Scratch,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_len, 2)?;
    tc.publisher_restrictions.clear();
    tc.publisher_tc = None;
    let Scratch { bytes, disclosed_vendors, allowed_vendors } = scratch;
    for (segment, spare) in [
        (&mut tc.disclosed_vendors, &mut *disclosed_vendors),
        (&mut tc.allowed_vendors, &mut *allowed_vendors),
    ] {
        if let Some(set) = segment.take() {
            *spare = set;
        }
    }
    let mut start = 0;
    let mut seen = Seen::default();
    loop {
        let end = end_of_segment(text.as_bytes(), start);
        let segment =
            if start == 0 { Segment::Core } else { next_segment(text, start..end, &mut seen)? };
        let characters = start..end;
        read_segment(text, segment, characters, bytes, observer, |cursor| match segment {
            Segment::Core => read_core(cursor, tc),
            Segment::DisclosedVendors | Segment::AllowedVendors => {
                cursor.take::<Uint<3>>(fields::SEGMENT_TYPE)?;
                let (vendors, spare) = match segment {
                    Segment::DisclosedVendors => {
                        (&mut tc.disclosed_vendors, &mut *disclosed_vendors)
                    }
                    _ => (&mut tc.allowed_vendors, &mut *allowed_vendors),
                };
                section::read(cursor, vendors.insert(mem::take(spare)))
            }
            Segment::PublisherTc => {
                cursor.take::<Uint<3>>(fields::SEGMENT_TYPE)?;
                tc.publisher_tc = Some(PublisherTc::read(cursor)?);
                Ok(())
            }
        })?;
        if end == text.len() {
            return Ok(());
        }
        start = end + 1;
    }
}

fn read_core<O: TcfObserver>(cursor: &mut Cursor<'_, O>, tc: &mut TcString) -> Result<(), Fault> {
    cursor.take::<U6>(fields::VERSION)?;
    tc.read_fixed(cursor)?;
    cursor.part = Some(fields::VENDOR_CONSENT);
    section::read(cursor, &mut tc.vendor_consents)?;
    cursor.part = Some(fields::VENDOR_LEGITIMATE_INTEREST);
    section::read(cursor, &mut tc.vendor_legitimate_interests)?;
    cursor.part = None;
    restrictions::read(cursor, &mut tc.publisher_restrictions)
}

/// Checks the first character of a segment after the core and returns the type of the segment.
pub(crate) fn next_segment(
    text: &str,
    characters: Range<usize>,
    seen: &mut Seen,
) -> Result<Segment, Error> {
    let start = characters.start;
    let error = |kind| Err(Error::at_offset(kind, start));
    let Some(&first) = text.as_bytes().get(start).filter(|_| !characters.is_empty()) else {
        return error(ErrorKind::EmptySegment);
    };
    let Some(sextet) = sextet(first) else {
        let error = invalid_character(text, characters, start);
        return Err(error.in_field(fields::SEGMENT_TYPE.into(), 0));
    };
    let type_error =
        |kind| Err(Error::at_offset(kind, start).in_field(fields::SEGMENT_TYPE.into(), 0));
    let found = sextet >> 3;
    match Segment::from_segment_type(found) {
        None => type_error(ErrorKind::UnknownSegmentType { found }),
        Some(Segment::Core) => type_error(ErrorKind::DuplicateCore)
            .map_err(|error| error.in_segment(Segment::Core.name())),
        Some(segment) => match seen.get_mut(usize::from(found)) {
            Some(seen @ false) => {
                *seen = true;
                Ok(segment)
            }
            _ => type_error(ErrorKind::DuplicateSegment)
                .map_err(|error| error.in_segment(segment.name())),
        },
    }
}

/// Decodes a version 1 string into `value`.
pub(super) fn decode_v1<O: TcfObserver>(
    text: &str,
    max_len: usize,
    value: &mut v1::ConsentString,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_len, 1)?;
    let end = end_of_segment(text.as_bytes(), 0);
    read_segment(text, Segment::Core, 0..end, scratch, observer, |cursor| {
        cursor.take::<U6>(fields::VERSION)?;
        value.read(cursor)
    })?;
    if end < text.len() {
        return Err(Error::at_offset(ErrorKind::SegmentsInVersion1, end));
    }
    Ok(())
}

/// Reads one segment. An invalid character ends the bits of the segment rather than failing at
/// once, because a field before it may be invalid too.
#[inline]
#[expect(clippy::expect_used, reason = "decoding fails only on an invalid character")]
#[expect(clippy::indexing_slicing, reason = "the range of the segment is within the text")]
fn read_segment<O: TcfObserver>(
    text: &str,
    segment: Segment,
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
    observer.segment(segment.name(), start..start + good, data);
    observer.tcf_segment(segment);
    let mut cursor = Cursor::new(Reader::new(bytes, 0, good * 6), observer);
    if let Err(fault) = fields(&mut cursor) {
        return Err(segment_error(text, segment, characters, fault, bad));
    }
    if let Some(bad) = bad {
        return Err(invalid_character(text, characters, start + bad).in_segment(segment.name()));
    }
    cursor.finish(data);
    Ok(())
}

/// The error for a fault in a segment. `bad` is the index of the first invalid character in the
/// segment, which is the actual cause if a field is truncated.
#[cold]
pub(crate) fn segment_error(
    text: &str,
    segment: Segment,
    characters: Range<usize>,
    fault: Fault,
    bad: Option<usize>,
) -> Error {
    let start = characters.start;
    match bad {
        Some(bad) if matches!(fault.kind, ErrorKind::Truncated { .. }) => {
            let error = invalid_character(text, characters, start + bad);
            fault
                .with_kind(error.kind())
                .in_segment(segment.name(), start)
                .with_offset(error.offset())
        }
        _ => fault.in_segment(segment.name(), start),
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
