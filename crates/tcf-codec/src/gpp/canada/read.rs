//! Decodes Canadian sections.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::super::header::is_zero;
use super::section::CanadaSection;
use super::value::{
    CORE, CanadaCustomPurposes, CanadaPublisher, CanadaWire, DISCLOSED_TYPE, DISCLOSED_VENDORS,
    PUBLISHER_PURPOSES, PUBLISHER_TYPE, TcfCanada, UNDEFINED, VENDOR_EXPRESS_CONSENT,
    VENDOR_IMPLIED_CONSENT,
};
use super::vendors;
use crate::bits::sextet;
use crate::cursor::{Cursor, Fault};
use crate::error::{Error, ErrorKind};
use crate::framing::{end_of_segment, read_segment};
use crate::tcf::cursor::TcfObserver;
use crate::tcf::fields::{SEGMENT_TYPE, VERSION};
use crate::tcf::{DecodeOptions, decode};
use crate::value::{SectionId, U6, Uint, VendorSet};

/// A tail of so many bits is not padding.
const TOO_LONG_TAIL: usize = 24;

/// The value of a text in one of the encodings.
struct Reading {
    value: TcfCanada,
    /// Whether the text is plausible in the encoding: the tails are padding, and restrictions have
    /// defined purposes and types.
    fits: bool,
}

/// Reads a Canadian section, in the encoding that fits the text.
pub(in crate::gpp) fn read<O: TcfObserver>(
    text: &str,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<CanadaSection, Error> {
    check_frame(text)?;
    let wire = wire_of(text, scratch)?;
    // Once more, for the observer.
    let Reading { value, .. } = read_wire(text, wire, scratch, observer)?;
    Ok(CanadaSection::of_read(value))
}

/// Whether a text fits one of the encodings.
pub(in crate::gpp) fn fits(text: &str) -> bool {
    let scratch = &mut Vec::new();
    check_frame(text).is_ok()
        && CanadaWire::ALL
            .iter()
            .any(|&wire| read_wire(text, wire, scratch, &mut ()).is_ok_and(|reading| reading.fits))
}

/// Checks the characters, the sub-sections and the version.
fn check_frame(text: &str) -> Result<(), Error> {
    let is_bad = |found: char| {
        found != '.' && u8::try_from(found).ok().is_none_or(|found| sextet(found).is_none())
    };
    if let Some((at, found)) = text.char_indices().find(|&(_, found)| is_bad(found)) {
        return Err(Error::at_offset(ErrorKind::InvalidCharacter { found }, at));
    }
    let mut start = 0;
    for subsection in text.split('.') {
        if subsection.is_empty() {
            return Err(Error::at_offset(ErrorKind::EmptySegment, start));
        }
        start += subsection.len() + 1;
    }
    match text.as_bytes().first().and_then(|&first| sextet(first)) {
        Some(found) if !matches!(found, 1 | 2) => {
            Err(Error::at_offset(ErrorKind::SectionVersion { found, latest: 1 }, 0)
                .in_segment(CORE)
                .in_field(VERSION.into(), 0))
        }
        _ => Ok(()),
    }
}

/// The encoding of a text. If it fits none, the legacy one.
fn wire_of(text: &str, scratch: &mut Vec<u8>) -> Result<CanadaWire, Error> {
    let mut read = |wire| {
        let reading = read_wire(text, wire, scratch, &mut ()).ok();
        reading.filter(|reading| reading.fits).map(|reading| reading.value)
    };
    let current = read(CanadaWire::Current);
    let legacy =
        read(CanadaWire::Legacy).map(|value| TcfCanada { wire: CanadaWire::Current, ..value });
    match (current, legacy) {
        (Some(current), Some(legacy)) if current != legacy => {
            Err(Error::at_offset(ErrorKind::AmbiguousWire, 0).in_segment(CORE))
        }
        (Some(_), _) => Ok(CanadaWire::Current),
        (None, None) if read(CanadaWire::Specification).is_some() => Ok(CanadaWire::Specification),
        (None, None) if is_european(text) => {
            let fits = SectionId::TCF_EU_V2;
            Err(Error::at_offset(ErrorKind::WrongSection { fits }, 0))
        }
        // It fits, or nothing does.
        (None, _) => Ok(CanadaWire::Legacy),
    }
}

/// Whether a text is a European TCF string.
fn is_european(text: &str) -> bool {
    let options = DecodeOptions::new().with_max_len(text.len()).with_layout();
    text.starts_with('C')
        && decode(text, options).is_ok_and(|decoded| {
            decoded.layout.is_some_and(|layout| {
                layout
                    .segments
                    .iter()
                    .all(|segment| segment.tail.is_zero() && segment.tail.len() < TOO_LONG_TAIL)
            })
        })
}

/// Reads a text in one of the encodings.
fn read_wire<O: TcfObserver>(
    text: &str,
    wire: CanadaWire,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<Reading, Error> {
    let mut value = TcfCanada { wire, ..TcfCanada::default() };
    let mut fits = true;
    let mut start = 0;
    loop {
        let end = end_of_segment(text.as_bytes(), start);
        let characters = start..end;
        if start == 0 {
            read_segment(text, CORE, characters, scratch, observer, |cursor| {
                read_core(cursor, &mut value)?;
                fits &= is_padding(cursor);
                Ok(())
            })?;
        } else {
            fits &= read_subsection(text, characters, &mut value, scratch, observer)?;
        }
        if end == text.len() {
            break;
        }
        start = end + 1;
    }
    fits &= value.publisher_restrictions.as_ref().is_none_or(vendors::are_defined);
    Ok(Reading { value, fits })
}

/// Whether the bits left are padding.
fn is_padding<O: TcfObserver>(cursor: &Cursor<'_, O>) -> bool {
    cursor.remaining() < TOO_LONG_TAIL && is_zero(cursor.source)
}

fn read_core<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    value: &mut TcfCanada,
) -> Result<(), Fault> {
    value.version = cursor.take::<U6>(VERSION)?;
    value.read_fixed(cursor)?;
    cursor.part = Some(VENDOR_EXPRESS_CONSENT);
    vendors::read(cursor, value.wire, &mut value.vendor_express_consent)?;
    cursor.part = Some(VENDOR_IMPLIED_CONSENT);
    vendors::read(cursor, value.wire, &mut value.vendor_implied_consent)?;
    cursor.part = None;
    value.publisher_restrictions = vendors::read_restrictions(cursor, value.wire)?;
    Ok(())
}

/// Reads a sub-section after the core. Returns whether it fits the encoding.
#[expect(clippy::string_slice, reason = "the sub-section is within the text, between dots")]
fn read_subsection<O: TcfObserver>(
    text: &str,
    characters: Range<usize>,
    value: &mut TcfCanada,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<bool, Error> {
    let subsection = &text[characters.clone()];
    let start = characters.start;
    let subsection_type =
        subsection.as_bytes().first().and_then(|&first| sextet(first)).map(|first| first >> 3);
    let (mut fits, wire) = (true, value.wire);
    let (name, agrees) = match subsection_type {
        Some(DISCLOSED_TYPE) => {
            let mut set = VendorSet::new();
            read_segment(text, DISCLOSED_VENDORS, characters, scratch, observer, |cursor| {
                cursor.take::<Uint<3>>(SEGMENT_TYPE)?;
                vendors::read(cursor, wire, &mut set)?;
                fits = is_padding(cursor);
                Ok(())
            })?;
            (DISCLOSED_VENDORS, keep(&mut value.disclosed_vendors, set))
        }
        Some(PUBLISHER_TYPE) => {
            let mut publisher = CanadaPublisher::default();
            read_segment(text, PUBLISHER_PURPOSES, characters, scratch, observer, |cursor| {
                cursor.take::<Uint<3>>(SEGMENT_TYPE)?;
                publisher = read_publisher(cursor)?;
                Ok(())
            })?;
            (PUBLISHER_PURPOSES, keep(&mut value.publisher_purposes, publisher))
        }
        _ => {
            read_segment(text, UNDEFINED, characters, scratch, observer, |_| Ok(()))?;
            value.undefined_subsections.push(String::from(subsection));
            (UNDEFINED, true)
        }
    };
    if agrees {
        Ok(fits)
    } else {
        Err(Error::at_offset(ErrorKind::ConflictingSubsection, start).in_segment(name))
    }
}

/// Keeps the value of a sub-section, if it is the first of its type. Returns whether it has the
/// same value as the first.
fn keep<T: PartialEq>(slot: &mut Option<T>, read: T) -> bool {
    if let Some(first) = slot {
        return *first == read;
    }
    *slot = Some(read);
    true
}

fn read_publisher<O: TcfObserver>(cursor: &mut Cursor<'_, O>) -> Result<CanadaPublisher, Fault> {
    let mut publisher = CanadaPublisher::default();
    publisher.read_fixed(cursor)?;
    let count: U6 = cursor.take(CanadaPublisher::NUM_CUSTOM_PURPOSES)?;
    let width = usize::from(count.get());
    let express = cursor.take_ids(CanadaPublisher::CUSTOM_PURPOSES_EXPRESS_CONSENT, width)?;
    let implied = cursor.take_ids(CanadaPublisher::CUSTOM_PURPOSES_IMPLIED_CONSENT, width)?;
    #[expect(clippy::expect_used, reason = "the bit fields have a bit for each purpose")]
    let custom_purposes =
        CanadaCustomPurposes::new(count, express, implied).expect("ids do not exceed the count");
    publisher.custom_purposes = custom_purposes;
    Ok(publisher)
}
