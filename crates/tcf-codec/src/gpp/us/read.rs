//! Decodes US sections.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::super::header::{count, expect_number};
use super::super::ranges::Limits;
use super::fields::{GPC, SECTION_ID, SENSITIVE_DATA_PROCESSING, SUBSECTION_TYPE};
use super::format::{
    COVERED_BIT_OF_VERSION_2, Subsection, US_NAT_V1_BITS, US_NAT_V2_BITS, UsFormat, VALUE_BITS,
    VERSION_BITS,
};
use super::value::{
    MAX_UNDEFINED, Optional, SENSITIVE_DATA, U2, UsSection, is_section_with_header,
};
use super::write::SECTION_HEADER_VERSION;
use crate::bits::{Source, bit_offset, sextet};
use crate::cursor::{Cursor, Fault, Observer};
use crate::error::{Error, ErrorKind};
use crate::field::{FieldPath, Part};
use crate::framing::{end_of_segment, read_segment};
use crate::tcf::fields::{NUM_ENTRIES, VERSION};
use crate::value::{SectionId, U6, Wire};

/// The names of sub-sections in traces and errors.
const SECTION_HEADER: &str = "header";
const CORE: &str = "core";
const UNDEFINED: &str = "undefined";

/// The sub-sections that a section header lists.
const SUBSECTIONS: Part = Part::new(&"SubSections");

/// Reads a US section.
pub(in crate::gpp) fn read<O: Observer>(
    text: &str,
    section: SectionId,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<UsSection, Error> {
    let mut reader = Subsections { text, next: Some(0), last: 0..0, scratch, observer };
    let formats = UsFormat::of(section);
    if is_gpc(reader.peek()) {
        let path = FieldPath::from(SUBSECTION_TYPE);
        return Err(Error::at_offset(ErrorKind::CoreMissing, 0)
            .in_segment(Subsection::Gpc.name())
            .in_field(path, 0));
    }
    let may_have_header = formats.first().is_some_and(UsFormat::has_section_header);
    let has_section_header = may_have_header && starts_with_section_header(reader.peek());
    if has_section_header {
        reader.section_header(section)?;
    }
    let mut core = None;
    reader.read(CORE, |cursor| {
        core = Some(read_core(cursor, formats)?);
        Ok(())
    })?;
    #[expect(clippy::expect_used, reason = "reading the core succeeded")]
    let mut core = core.expect("a core");

    let mut optional = None;
    let mut undefined = Vec::new();
    while let Some(start) = reader.next {
        let next = reader.peek();
        let is_first = start == reader.last.end + 1 && optional.is_none() && undefined.is_empty();
        let wanted = core.format().optional().filter(|wanted| wanted.is_like(next));
        match wanted {
            Some(subsection) if is_first => optional = Some(reader.optional(subsection)?),
            Some(subsection) if optional.is_some() && subsection.is_whole(next) => {
                // A second one says nothing new, and must not contradict the first.
                if Some(reader.optional(subsection)?) != optional {
                    return Err(Error::at_offset(ErrorKind::ConflictingSubsection, start)
                        .in_segment(subsection.name()));
                }
            }
            _ => {
                reader.read(UNDEFINED, |_| Ok(()))?;
                undefined.push(String::from(next));
            }
        }
        if undefined.len() > MAX_UNDEFINED {
            return Err(Error::at_offset(ErrorKind::TooManySubsections, start));
        }
    }
    core.set_read(has_section_header, optional, undefined);
    Ok(core)
}

/// Whether the core is missing, or the sub-section is a GPC one in spite of its place: one or two
/// characters that start with type 1.
pub(super) fn is_gpc(subsection: &str) -> bool {
    subsection.len() <= GPC_LEN && subsection_type(subsection) == Some(GPC_TYPE)
}

/// Whether a sub-section is Global Privacy Control of either value, with padding of zeros.
fn is_exactly_gpc(subsection: &str) -> bool {
    matches!(subsection, "Q" | "Y" | "QA" | "YA")
}

/// Whether the first sub-section is a section header.
pub(super) fn starts_with_section_header(subsection: &str) -> bool {
    first_sextet(subsection).is_some_and(is_section_with_header)
}

fn first_sextet(subsection: &str) -> Option<u8> {
    subsection.as_bytes().first().and_then(|&first| sextet(first))
}

/// The first two bits of a sub-section.
fn subsection_type(subsection: &str) -> Option<u8> {
    first_sextet(subsection).map(|first| first >> 4)
}

/// The type of a GPC sub-section.
pub(super) const GPC_TYPE: u8 = 1;

/// Number of characters of a GPC sub-section, with padding.
pub(super) const GPC_LEN: usize = 2;

/// Number of characters of the sub-section of sensitive data.
const SENSITIVE_DATA_LEN: usize = 3;

impl Subsection {
    /// Whether a sub-section is of this kind, and not one that the section does not define.
    fn is_like(self, subsection: &str) -> bool {
        match self {
            // An invalid character is a fault of the sub-section.
            Self::Gpc => subsection_type(subsection).is_none_or(|found| found == GPC_TYPE),
            // Any other short one is truncated.
            Self::SensitiveData => !is_exactly_gpc(subsection),
        }
    }

    /// Whether a sub-section is long enough to be of this kind.
    const fn is_whole(self, subsection: &str) -> bool {
        matches!(self, Self::Gpc) || subsection.len() >= SENSITIVE_DATA_LEN
    }
}

/// Reads the core in the format that its version and its length determine.
fn read_core<O: Observer>(
    cursor: &mut Cursor<'_, O>,
    formats: &'static [UsFormat],
) -> Result<UsSection, Fault> {
    let whole = cursor.source;
    let field = formats.first().map_or(VERSION, UsFormat::version_field);
    let version: U6 = cursor.take(field)?;
    let covered = || {
        let mut ahead = whole;
        ahead.advance(COVERED_BIT_OF_VERSION_2);
        ahead.peek(VALUE_BITS).unwrap_or_default()
    };
    let Some(format) = choose_format(formats, version.low(), whole.remaining(), covered) else {
        let latest = formats.iter().fold(1, |latest, format| format.version().max(latest));
        let kind = ErrorKind::SectionVersion { found: version.low(), latest };
        return Err(Fault::new(kind, cursor.path(field, None), 0));
    };
    let width = format.bits() - VERSION_BITS;
    if cursor.remaining() < width {
        take_fields(cursor, format)?;
    }
    let values = values_of_core(format, cursor.source.wide_window().0);
    let mut bit = cursor.position();
    for field in format.fields() {
        for index in 0..field.count() {
            let index = field.list_len().and(u16::try_from(index).ok());
            cursor.observer.field(cursor.path(field.field(), index), bit, VALUE_BITS);
            bit += VALUE_BITS;
        }
    }
    cursor.source.advance(width);
    Ok(UsSection::from_wire(format, version, values, None))
}

/// The format of a core of `bits` bits. `covered` is MspaCoveredTransaction in the place of version
/// 2 of the US national section, if the core is long enough for it.
pub(super) fn choose_format(
    formats: &'static [UsFormat],
    version: u8,
    bits: usize,
    covered: impl FnOnce() -> u64,
) -> Option<&'static UsFormat> {
    match formats {
        [format] if format.has_section_header() => Some(format),
        [format] => Some(format).filter(|format| format.version() == version),
        several => {
            let has_v2_fields = has_fields_of_version_2(version, bits, covered);
            several.iter().find(|format| {
                format.version() == version && (format.bits() == US_NAT_V2_BITS) == has_v2_fields
            })
        }
    }
}

/// Whether a core of the US national section has the fields of version 2.
///
/// Neither the version nor the length alone determines them: some encoders wrote version 1 with the
/// fields of version 2, and the contrary.
fn has_fields_of_version_2(version: u8, bits: usize, covered: impl FnOnce() -> u64) -> bool {
    if version == 2 {
        // The field that is truncated is that of the version.
        !(US_NAT_V1_BITS..US_NAT_V2_BITS).contains(&bits)
    } else {
        bits >= US_NAT_V2_BITS && covered() != 0
    }
}

/// The values at the start of a word, if the core has the given format.
pub(super) const fn values_of_core(format: &UsFormat, word: u64) -> u64 {
    // At most 64 bits.
    word & !(u64::MAX >> 1 >> (format.bits() - VERSION_BITS - 1))
}

/// Takes the fields one by one, to find the truncated one.
#[cold]
fn take_fields<O: Observer>(
    cursor: &mut Cursor<'_, O>,
    format: &'static UsFormat,
) -> Result<(), Fault> {
    for field in format.fields() {
        for index in 0..field.count() {
            let index = field.list_len().and(u16::try_from(index).ok());
            cursor.take_in::<U2>(field.field(), index)?;
        }
    }
    Ok(())
}

/// The sub-sections of a section.
struct Subsections<'a, O> {
    text: &'a str,
    /// The start of the next sub-section.
    next: Option<usize>,
    /// The last sub-section that was read.
    last: Range<usize>,
    scratch: &'a mut Vec<u8>,
    observer: &'a mut O,
}

impl<'a, O: Observer> Subsections<'a, O> {
    /// The text of the next sub-section.
    #[expect(clippy::string_slice, reason = "a dot is before and after the sub-section")]
    fn peek(&self) -> &'a str {
        let start = self.next.unwrap_or(self.text.len());
        &self.text[start..end_of_segment(self.text.as_bytes(), start)]
    }

    /// Reads the next sub-section. There must be one.
    fn read(
        &mut self,
        name: &'static str,
        fields: impl FnMut(&mut Cursor<'_, O>) -> Result<(), Fault>,
    ) -> Result<(), Error> {
        let start = self.next.unwrap_or(self.text.len());
        let end = end_of_segment(self.text.as_bytes(), start);
        if start == end {
            return Err(Error::at_offset(ErrorKind::EmptySegment, start));
        }
        read_segment(self.text, name, start..end, self.scratch, self.observer, fields)?;
        self.last = start..end;
        self.next = (end < self.text.len()).then_some(end + 1);
        Ok(())
    }

    /// Reads the section header. It must list the sub-sections that follow: none but the core, or
    /// number 1.
    fn section_header(&mut self, section: SectionId) -> Result<(), Error> {
        let mut listed = Some(0);
        self.read(SECTION_HEADER, |cursor| {
            expect_number(cursor, SECTION_ID, section.get(), |found| ErrorKind::SectionHeaderId {
                found,
            })?;
            let latest = SECTION_HEADER_VERSION;
            expect_number(cursor, VERSION, latest.into(), |found| ErrorKind::SectionVersion {
                found,
                latest,
            })?;
            cursor.part = Some(SUBSECTIONS);
            let read = cursor.take_fibonacci_ranges(Limits::NONE, |entry| {
                let is_next = listed == Some(0) && entry.range.start() == 1;
                listed = Some(entry.range.end()).filter(|_| is_next);
            });
            if let Err(Fault { kind: ErrorKind::IdTooLarge { .. }, .. }) = read {
                listed = None;
                return Ok(());
            }
            read
        })?;
        let rest = self.text.as_bytes().get(self.last.end..).unwrap_or_default();
        // A dot before the core, and one before each of the others.
        let found = count(memchr::memchr_iter(b'.', rest).count());
        let listed = listed.filter(|&listed| listed <= 1).map(|listed| u32::from(listed) + 1);
        if listed != Some(found) {
            let path = FieldPath::from(NUM_ENTRIES).in_part(Some(SUBSECTIONS));
            let bit = 2 * U6::WIDTH;
            return Err(Error::at_offset(ErrorKind::SubsectionList { listed, found }, bit / 6)
                .in_segment(SECTION_HEADER)
                .in_field(path, bit_offset(bit)));
        }
        Ok(())
    }

    /// Reads an optional sub-section.
    fn optional(&mut self, subsection: Subsection) -> Result<Optional, Error> {
        let mut optional = Optional::Gpc(false);
        self.read(subsection.name(), |cursor| {
            optional = match subsection {
                Subsection::Gpc => {
                    cursor.take::<U2>(SUBSECTION_TYPE)?;
                    Optional::Gpc(cursor.take(GPC)?)
                }
                Subsection::SensitiveData => {
                    let mut values = [U2::default(); SENSITIVE_DATA];
                    for (index, value) in values.iter_mut().enumerate() {
                        let index = u16::try_from(index).ok();
                        *value = cursor.take_in(SENSITIVE_DATA_PROCESSING, index)?;
                    }
                    Optional::SensitiveData(values.into())
                }
            };
            Ok(())
        })?;
        Ok(optional)
    }
}
