//! Reading: framing, the order of segments, and the ways to ask for more than the value.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::core::TcString;
use super::encode::EncodeOptions;
use super::publisher::PublisherTc;
use super::{restrictions, section, v1};
use crate::armor::{self, sextet};
use crate::bits::SLACK;
use crate::error::{Error, ErrorKind};
use crate::field::{Field, Part, Segment};
use crate::layout::{Layout, LayoutError};
use crate::lenient::{Mended, Repair, mend};
use crate::observe::{Cursor, Fault, Observer};
use crate::trace::Trace;
use crate::value::{TooManyRanges, U6, VendorSet};

/// What a reader accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// The format, and nothing else.
    #[default]
    Strict,
    /// Faults of framing are mended before reading, and reported: padding, white space, the standard alphabet of base64,
    /// percent escapes, a dot at the end, segments of unknown type.
    Lenient,
}

/// How to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// What to accept.
    pub strictness: Strictness,
    /// The longest text to accept, in bytes. Time and memory are bounded by a small multiple of it.
    pub max_length: usize,
    /// Whether to keep the layout.
    pub layout: bool,
    /// Whether to keep the trace.
    pub trace: bool,
}

impl ReadOptions {
    /// The longest text that is accepted unless said otherwise: 64 KiB. Strings of real life are a tenth of it.
    pub const DEFAULT_MAX_LENGTH: usize = 64 * 1024;

    /// Strict, up to 64 KiB, the value alone.
    pub const fn new() -> Self {
        Self {
            strictness: Strictness::Strict,
            max_length: Self::DEFAULT_MAX_LENGTH,
            layout: false,
            trace: false,
        }
    }

    /// Mends faults of framing.
    #[must_use]
    pub const fn lenient(self) -> Self {
        Self { strictness: Strictness::Lenient, ..self }
    }

    /// Accepts texts of another length.
    #[must_use]
    pub const fn max_length(self, max_length: usize) -> Self {
        Self { max_length, ..self }
    }

    /// Keeps the layout.
    #[must_use]
    pub const fn with_layout(self) -> Self {
        Self { layout: true, ..self }
    }

    /// Keeps the trace.
    #[must_use]
    pub const fn with_trace(self) -> Self {
        Self { trace: true, ..self }
    }
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// A consent string of either version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsentString {
    /// Version 1.1.
    V1(v1::ConsentString),
    /// Version 2.
    V2(TcString),
}

impl ConsentString {
    /// Reads a string of either version, strictly, with the default cap on its length.
    ///
    /// # Errors
    ///
    /// The first fault in the order of the wire.
    pub fn parse(text: &str) -> Result<Self, Error> {
        read_either(text, ReadOptions::DEFAULT_MAX_LENGTH, &mut ())
    }

    /// Writes the shortest text.
    pub fn encode(&self) -> String {
        match self {
            Self::V1(v1) => v1.encode(),
            Self::V2(v2) => v2.encode(),
        }
    }

    /// Writes the value as a layout says.
    ///
    /// # Errors
    ///
    /// If the layout says anything else than the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        match self {
            Self::V1(v1) => v1.encode_with(layout),
            Self::V2(v2) => v2.encode_with(layout),
        }
    }

    /// Writes the value with all vendor sections in one form, or with another tail.
    ///
    /// # Errors
    ///
    /// If ranges are asked for, and a set has more than 4,095.
    pub fn encode_as(&self, options: EncodeOptions) -> Result<String, TooManyRanges> {
        match self {
            Self::V1(v1) => v1.encode_as(options),
            Self::V2(v2) => v2.encode_as(options),
        }
    }

    /// Version of the encoding, 1 or 2.
    pub const fn version(&self) -> u8 {
        match self {
            Self::V1(_) => 1,
            Self::V2(_) => 2,
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the string says.
    pub value: ConsentString,
    /// How it was written, if that was asked for.
    pub layout: Option<Layout>,
    /// Which bits gave which field, if that was asked for.
    pub trace: Option<Trace>,
    mended: Option<Mended>,
}

impl Reading {
    /// What a lenient reader has mended, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.mended.as_ref().map_or(&[], |mended| &mended.repairs)
    }

    /// The text after the repairs, if there were any.
    pub fn repaired(&self) -> Option<&str> {
        self.mended.as_ref().filter(|mended| !mended.repairs.is_empty()).map(|mended| mended.text.as_str())
    }
}

/// Reads a string of either version, with what `options` ask for.
///
/// ```
/// use tcf_codec::{ReadOptions, read};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
/// let reading = read(text, ReadOptions::new().with_layout())?;
/// assert_ne!(reading.value.encode(), text); // There is a shorter one.
/// assert_eq!(reading.value.encode_with(&reading.layout.unwrap()).as_deref(), Ok(text));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// The first fault in the order of the wire. Its character is that of the text as it was given.
pub fn read(text: &str, options: ReadOptions) -> Result<Reading, Error> {
    let mut notes = Notes::new(options);
    let (result, mended) = read_noted(text, options, &mut notes);
    let value = result?;
    Ok(Reading { value, layout: notes.layout, trace: notes.trace, mended })
}

/// A text, bit by bit, as far as it could be read.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The fields with their bits.
    pub trace: Trace,
    /// What the string says, or why and where reading stopped.
    pub value: Result<ConsentString, Error>,
    mended: Option<Mended>,
}

impl Traced {
    /// What a lenient reader has mended, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.mended.as_ref().map_or(&[], |mended| &mended.repairs)
    }

    /// The place in the text as it was given, for a character of the text that was read.
    pub fn place(&self, character: usize) -> usize {
        place(self.mended.as_ref(), character)
    }
}

/// Reads a string bit by bit. Unlike [`read`], it keeps what could be read of a broken one.
pub fn trace(text: &str, options: ReadOptions) -> Traced {
    let mut notes = Notes::new(options.with_trace());
    let (value, mended) = read_noted(text, options, &mut notes);
    Traced { trace: notes.trace.unwrap_or_default(), value, mended }
}

fn place(mended: Option<&Mended>, character: usize) -> usize {
    let place = mended.and_then(|mended| mended.places.get(character)).copied();
    place.and_then(|place| usize::try_from(place).ok()).unwrap_or(character)
}

fn read_noted(
    text: &str,
    options: ReadOptions,
    notes: &mut Notes,
) -> (Result<ConsentString, Error>, Option<Mended>) {
    let lenient = options.strictness == Strictness::Lenient && text.len() <= options.max_length;
    let mended = lenient.then(|| mend(text));
    let read_text = mended.as_ref().map_or(text, |mended| &mended.text);
    let result = if options.layout || options.trace || notes.trace.is_some() {
        read_either(read_text, options.max_length, notes)
    } else {
        read_either(read_text, options.max_length, &mut ())
    };
    let result = result.map_err(|error| error.moved_to(place(mended.as_ref(), error.character())));
    (result, mended)
}

/// The observer that keeps what was asked for.
struct Notes {
    layout: Option<Layout>,
    trace: Option<Trace>,
}

impl Notes {
    fn new(options: ReadOptions) -> Self {
        Self { layout: options.layout.then(Layout::default), trace: options.trace.then(Trace::default) }
    }
}

/// Passes on to both observers what one is told.
macro_rules! pass_on {
    ($( fn $name:ident($($argument:ident: $type:ty),*); )*) => {
        impl Observer for Notes {
            $( fn $name(&mut self, $($argument: $type),*) {
                if let Some(layout) = &mut self.layout {
                    layout.$name($($argument.clone()),*);
                }
                if let Some(trace) = &mut self.trace {
                    trace.$name($($argument),*);
                }
            } )*
        }
    };
}

pass_on! {
    fn segment(segment: Segment, characters: Range<usize>, bytes: &[u8]);
    fn field(path: crate::field::FieldPath, bit: usize, width: usize, kind: crate::bits::Kind);
    fn section(bit: usize, max_vendor_id: u16, form: crate::observe::SectionForm);
    fn restriction(bit: usize);
    fn entry(path: crate::field::FieldPath, bit: usize, entry: crate::layout::Entry);
    fn tail(bits: Range<usize>, bytes: &[u8]);
}

/// Reads a string of either version.
fn read_either<O: Observer>(text: &str, max_length: usize, observer: &mut O) -> Result<ConsentString, Error> {
    let mut scratch = Vec::new();
    if text.as_bytes().first() == Some(&b'B') {
        let mut value = v1::ConsentString::default();
        read_v1(text, max_length, &mut value, &mut scratch, observer)?;
        Ok(ConsentString::V1(value))
    } else {
        let mut value = TcString::default();
        read_v2(text, max_length, &mut value, &mut scratch, observer).map_err(any_version)?;
        Ok(ConsentString::V2(value))
    }
}

/// Where both versions are welcome, none is the other one.
fn any_version(error: Error) -> Error {
    match error.kind() {
        ErrorKind::OtherVersion { found, .. } => error.because(ErrorKind::UnknownVersion { found }),
        _ => error,
    }
}

/// Looks at the text as a whole: its length, whether it is there at all, its first character.
fn check_frame(text: &str, max_length: usize, version: u8) -> Result<(), Error> {
    let error = |kind| Err(Error::at_character(kind, 0));
    if text.len() > max_length {
        return error(ErrorKind::TooLong { length: text.len(), limit: max_length });
    }
    let Some(&first) = text.as_bytes().first() else { return error(ErrorKind::Empty) };
    let Some(sextet) = sextet(first) else {
        return match first {
            b'.' => error(ErrorKind::EmptySegment),
            _ if text.trim_ascii().is_empty() => error(ErrorKind::Empty),
            _ if text.starts_with("${")
                || text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("%24%7B")) =>
            {
                error(ErrorKind::UnexpandedMacro)
            }
            _ => Err(bad_character(text, 0..text.len(), 0).in_field(Field::Version.into(), 0)),
        };
    };
    // The first six bits of a core are its version; those of another segment begin with its type.
    match (sextet, Segment::from_segment_type(sextet >> 3)) {
        (found, _) if found == version => Ok(()),
        (found, Some(Segment::Core)) => {
            let kind = match found {
                1 | 2 => ErrorKind::OtherVersion { found, wanted: version },
                _ => ErrorKind::UnknownVersion { found },
            };
            Err(Error::at_character(kind, 0).in_field(Field::Version.into(), 0))
        }
        (_, Some(found)) => error(ErrorKind::CoreNotFirst { found }),
        (found, None) => {
            Err(Error::at_character(ErrorKind::UnknownVersion { found }, 0)
                .in_field(Field::Version.into(), 0))
        }
    }
}

/// The error for the character at `at`, in a segment.
#[cold]
fn bad_character(text: &str, segment: Range<usize>, at: usize) -> Error {
    let rest = text.get(at..segment.end).unwrap_or_default();
    let found = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER);
    let kind = if found == '=' && rest.bytes().all(|byte| byte == b'=') {
        ErrorKind::Padding
    } else {
        ErrorKind::BadCharacter { found }
    };
    Error::at_character(kind, at)
}

/// Reads a version 2 string into `tc`, which is empty.
pub(super) fn read_v2<O: Observer>(
    text: &str,
    max_length: usize,
    tc: &mut TcString,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_length, 2)?;
    let mut start = 0;
    let mut seen = [false; Segment::ALL.len()];
    for (index, part) in text.split('.').enumerate() {
        let segment = if index == 0 { Segment::Core } else { next_segment(text, start, part, &mut seen)? };
        let characters = start..start + part.len();
        read_segment(text, segment, characters, scratch, observer, |cursor| match segment {
            Segment::Core => read_core(cursor, tc),
            Segment::DisclosedVendors | Segment::AllowedVendors => {
                cursor.take::<crate::value::Uint<3>>(Field::SegmentType)?;
                let mut set = VendorSet::new();
                section::read(cursor, &mut set)?;
                match segment {
                    Segment::DisclosedVendors => tc.disclosed_vendors = Some(set),
                    _ => tc.allowed_vendors = Some(set),
                }
                Ok(())
            }
            Segment::PublisherTc => {
                cursor.take::<crate::value::Uint<3>>(Field::SegmentType)?;
                tc.publisher_tc = Some(PublisherTc::read(cursor)?);
                Ok(())
            }
        })?;
        start += part.len() + 1;
    }
    Ok(())
}

fn read_core<O: Observer>(cursor: &mut Cursor<'_, O>, tc: &mut TcString) -> Result<(), Fault> {
    cursor.take::<U6>(Field::Version)?;
    tc.read_fixed(cursor)?;
    cursor.part = Part::VendorConsent;
    section::read(cursor, &mut tc.vendor_consents)?;
    cursor.part = Part::VendorLegitimateInterest;
    section::read(cursor, &mut tc.vendor_legitimate_interests)?;
    cursor.part = Part::Plain;
    restrictions::read(cursor, &mut tc.publisher_restrictions)
}

/// Looks at the first character of a segment after the core.
fn next_segment(text: &str, start: usize, part: &str, seen: &mut [bool; 4]) -> Result<Segment, Error> {
    let error = |kind| Err(Error::at_character(kind, start));
    let Some(&first) = part.as_bytes().first() else { return error(ErrorKind::EmptySegment) };
    let Some(sextet) = sextet(first) else {
        let error = bad_character(text, start..start + part.len(), start);
        return Err(error.in_field(Field::SegmentType.into(), 0));
    };
    let type_error = |kind| Err(Error::at_character(kind, start).in_field(Field::SegmentType.into(), 0));
    let found = sextet >> 3;
    match Segment::from_segment_type(found) {
        None => type_error(ErrorKind::UnknownSegmentType { found }),
        Some(Segment::Core) => {
            type_error(ErrorKind::DuplicateCore).map_err(|error| error.in_segment(Segment::Core))
        }
        Some(segment) => match seen.get_mut(usize::from(found)) {
            Some(seen @ false) => {
                *seen = true;
                Ok(segment)
            }
            _ => type_error(ErrorKind::DuplicateSegment).map_err(|error| error.in_segment(segment)),
        },
    }
}

/// Reads a version 1 string.
pub(super) fn read_v1<O: Observer>(
    text: &str,
    max_length: usize,
    value: &mut v1::ConsentString,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<(), Error> {
    check_frame(text, max_length, 1)?;
    let end = text.find('.').unwrap_or(text.len());
    read_segment(text, Segment::Core, 0..end, scratch, observer, |cursor| {
        cursor.take::<U6>(Field::Version)?;
        value.read(cursor)
    })?;
    if end < text.len() {
        return Err(Error::at_character(ErrorKind::SegmentsInVersion1, end));
    }
    Ok(())
}

/// Reads one segment. A character outside of the alphabet ends its bits: what comes before it may be at fault first.
#[inline]
fn read_segment<O: Observer>(
    text: &str,
    segment: Segment,
    characters: Range<usize>,
    scratch: &mut Vec<u8>,
    observer: &mut O,
    mut fields: impl FnMut(&mut Cursor<'_, O>) -> Result<(), Fault>,
) -> Result<(), Error> {
    let Range { start, end } = characters.clone();
    let bytes = text.as_bytes().get(characters.clone()).unwrap_or_default();
    let bad = armor::decode(bytes, scratch).err();
    let good = match bad {
        None => bytes.len(),
        Some(bad) => {
            // Every character before it is in the alphabet.
            let decoded = armor::decode(bytes.get(..bad).unwrap_or_default(), scratch);
            debug_assert_eq!(decoded, Ok(()));
            bad
        }
    };
    let data = scratch.get(..scratch.len() - SLACK).unwrap_or_default();
    observer.segment(segment, start..start + good, data);
    let mut cursor = Cursor::new(scratch, good * 6, observer);
    match (fields(&mut cursor), bad) {
        (Ok(()), None) => {
            cursor.finish(data);
            Ok(())
        }
        (Ok(()), Some(bad)) => Err(bad_character(text, start..end, start + bad).in_segment(segment)),
        (Err(fault), Some(bad)) if matches!(fault.kind, ErrorKind::Truncated { .. }) => {
            let error = bad_character(text, start..end, start + bad);
            let character = error.character();
            Err(fault.because(error.kind()).in_segment(segment, start).moved_to(character))
        }
        (Err(fault), _) => Err(fault.in_segment(segment, start)),
    }
}
