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
use crate::bits::{MAX_TEXT_LEN, sextet};
use crate::cursor::{Cursor, Fault};
use crate::error::{Error, ErrorKind};
use crate::framing::{end_of_segment, invalid_character, is_macro, read_segment};
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

/// The kinds of segments seen so far.
pub(crate) type Seen = [bool; Segment::ALL.len()];

/// Reusable buffers for decoding.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    /// The decoded bytes of a segment.
    bytes: Vec<u8>,
    /// Allocations of optional segments while the value does not have them.
    disclosed_vendors: VendorSet,
    allowed_vendors: VendorSet,
}

/// Decodes a version 2 string into `tc` and reuses its allocations.
pub(crate) fn decode_v2<O: TcfObserver>(
    text: &str,
    max_len: usize,
    tc: &mut TcString,
    scratch: &mut Scratch,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_len, 2)?;
    tc.publisher_restrictions.clear();
    tc.publisher_tc = None;
    for (segment, spare) in [
        (&mut tc.disclosed_vendors, &mut scratch.disclosed_vendors),
        (&mut tc.allowed_vendors, &mut scratch.allowed_vendors),
    ] {
        if let Some(set) = segment.take() {
            *spare = set;
        }
    }
    read_segments::<true, O>(text, tc, scratch, observer)
}

/// Reports the segments of a version 2 text whose first segment is not a core to the observer.
/// Decoding such a text is an error.
pub(crate) fn observe_without_core<O: TcfObserver>(
    text: &str,
    observer: &mut O,
) -> Result<(), Error> {
    let (mut tc, mut scratch) = (TcString::default(), Scratch::default());
    read_segments::<false, O>(text, &mut tc, &mut scratch, observer)
}

/// Reads all segments. `CORE` is whether the first one is the core.
#[inline]
fn read_segments<const CORE: bool, O: TcfObserver>(
    text: &str,
    tc: &mut TcString,
    scratch: &mut Scratch,
    observer: &mut O,
) -> Result<(), Error> {
    let Scratch { bytes, disclosed_vendors, allowed_vendors } = scratch;
    let mut start = 0;
    let mut seen = Seen::default();
    loop {
        let end = end_of_segment(text.as_bytes(), start);
        let segment = if CORE && start == 0 {
            Segment::Core
        } else {
            next_segment(text, start..end, &mut seen)?
        };
        let characters = start..end;
        read_tcf_segment(text, segment, characters, bytes, observer, |cursor| match segment {
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
            _ => type_error(ErrorKind::DuplicateSegment { found: segment.name() })
                .map_err(|error| error.in_segment(segment.name())),
        },
    }
}

/// Decodes a version 1 string into `value`.
pub(crate) fn decode_v1<O: TcfObserver>(
    text: &str,
    max_len: usize,
    value: &mut v1::ConsentString,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_len, 1)?;
    let end = end_of_segment(text.as_bytes(), 0);
    read_tcf_segment(text, Segment::Core, 0..end, scratch, observer, |cursor| {
        cursor.take::<U6>(fields::VERSION)?;
        value.read(cursor)
    })?;
    if end < text.len() {
        return Err(Error::at_offset(ErrorKind::SegmentsInVersion1, end));
    }
    Ok(())
}

/// Reads one segment and reports it to the observer of the encoding.
#[inline]
fn read_tcf_segment<O: TcfObserver>(
    text: &str,
    segment: Segment,
    characters: Range<usize>,
    scratch: &mut Vec<u8>,
    observer: &mut O,
    mut fields: impl FnMut(&mut Cursor<'_, O>) -> Result<(), Fault>,
) -> Result<(), Error> {
    read_segment(text, segment.name(), characters, scratch, observer, |cursor| {
        cursor.observer.tcf_segment(segment);
        fields(cursor)
    })
}
