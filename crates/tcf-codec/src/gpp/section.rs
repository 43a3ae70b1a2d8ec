//! The sections of a GPP string.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::canada::{self, CanadaSection};
use super::header::url_safe;
use super::us::{self, UsFormat, UsSection};
use crate::bits::{MAX_TEXT_LEN, sextet};
use crate::cursor::Observer;
use crate::error::{Error, ErrorKind};
use crate::field::FieldPath;
use crate::framing::read_segment;
use crate::tcf::cursor::TcfObserver;
use crate::tcf::fields::VERSION;
use crate::tcf::segments::{Scratch, decode_v1, decode_v2};
use crate::tcf::{Segment, TcString, v1};
use crate::usp::UspString;
use crate::value::SectionId;

/// A section of a GPP string. The larger ones are boxed, so that a list of sections stays small.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// 1: a TCF version 1.1 string.
    TcfEuV1(Box<v1::ConsentString>),
    /// 2: a TCF version 2 string.
    TcfEuV2(Box<TcString>),
    /// 5: a Canadian section.
    TcfCaV1(Box<CanadaSection>),
    /// 6: a US Privacy string.
    UspV1(UspString),
    /// 7 to 27: a US section.
    Us(UsSection),
    /// Any other section.
    Unknown(UnknownSection),
}

/// A section without published encoding, as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownSection {
    id: SectionId,
    text: String,
}

/// The names of the sub-sections of a section whose encoding is unknown.
const UNKNOWN: &str = "unknown";

impl UnknownSection {
    /// Creates a section. `None` if the encoding of the section is known, or if the text is empty
    /// or has characters other than those of base64 and dots.
    pub fn new(id: SectionId, text: &str) -> Option<Self> {
        if id.name().is_some() {
            return None;
        }
        if text.is_empty() || check_unknown(text).is_err() {
            return None;
        }
        Some(Self { id, text: String::from(text) })
    }

    /// The id of the section.
    pub const fn id(&self) -> SectionId {
        self.id
    }

    /// The text of the section.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Section {
    /// The id of the section.
    pub const fn id(&self) -> SectionId {
        match self {
            Self::TcfEuV1(_) => SectionId::TCF_EU_V1,
            Self::TcfEuV2(_) => SectionId::TCF_EU_V2,
            Self::TcfCaV1(_) => SectionId::TCF_CA_V1,
            Self::UspV1(_) => SectionId::USP_V1,
            Self::Us(us) => us.section(),
            Self::Unknown(unknown) => unknown.id(),
        }
    }

    /// Encodes the section.
    pub fn encode(&self) -> String {
        match self {
            Self::TcfEuV1(v1) => v1.encode(),
            Self::TcfEuV2(tc) => tc.encode(),
            Self::TcfCaV1(canada) => canada.encode(),
            Self::UspV1(usp) => usp.encode(),
            Self::Us(us) => us.encode(),
            Self::Unknown(unknown) => unknown.text.clone(),
        }
    }

    /// Decodes the text of a section outside of a GPP string.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the section.
    pub fn decode(id: SectionId, text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::at_offset(ErrorKind::EmptySection, 0).in_section(id, 0));
        }
        read(text, id, 0..text.len(), &mut Vec::new(), &mut ())
    }
}

macro_rules! section_of {
    ($($type:ty => $variant:ident;)*) => {$(
        impl From<$type> for Section {
            fn from(section: $type) -> Self {
                Self::$variant(section.into())
            }
        }
    )*};
}

section_of! {
    v1::ConsentString => TcfEuV1;
    TcString => TcfEuV2;
    CanadaSection => TcfCaV1;
    UspString => UspV1;
    UsSection => Us;
    UnknownSection => Unknown;
}

/// Decodes a section of the text.
#[expect(clippy::string_slice, reason = "the section is within the text, between ASCII characters")]
pub(super) fn read<O: Observer>(
    text: &str,
    id: SectionId,
    characters: Range<usize>,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<Section, Error> {
    let start = characters.start;
    read_body(&text[characters], id, scratch, &mut Shifted { observer, start })
        .map_err(|error| error.in_section(id, start))
}

/// Decodes the text of a section.
fn read_body<O: TcfObserver>(
    text: &str,
    id: SectionId,
    scratch: &mut Vec<u8>,
    observer: &mut O,
) -> Result<Section, Error> {
    match id {
        SectionId::TCF_EU_V1 => {
            check_version_1(text)?;
            let mut value = Box::<v1::ConsentString>::default();
            decode_v1(text, MAX_TEXT_LEN, &mut value, scratch, observer)?;
            Ok(Section::TcfEuV1(value))
        }
        SectionId::TCF_EU_V2 => {
            let mut value = Box::<TcString>::default();
            decode_v2(text, MAX_TEXT_LEN, &mut value, &mut Scratch::default(), observer)
                .map_err(|error| in_wrong_section(text, error))?;
            Ok(Section::TcfEuV2(value))
        }
        SectionId::TCF_CA_V1 => canada::read(&url_safe(text), scratch, observer).map(Section::from),
        SectionId::USP_V1 => match text.find('.') {
            Some(dot) => Err(Error::at_offset(ErrorKind::UnexpectedSubsection, dot)),
            None => UspString::decode(text).map(Section::UspV1),
        },
        _ if !UsFormat::of(id).is_empty() => {
            us::read::read(&url_safe(text), id, scratch, observer).map(Section::Us)
        }
        _ => {
            check_unknown(text)?;
            observe_unknown(text, scratch, observer);
            Ok(Section::Unknown(UnknownSection { id, text: String::from(text) }))
        }
    }
}

/// The error for a text in section 2 that is not a TCF version 2 string.
#[cold]
fn in_wrong_section(text: &str, error: Error) -> Error {
    let version = text.as_bytes().first();
    let fits = match version {
        Some(b'B' | b'C') if canada::fits(&url_safe(text)) => SectionId::TCF_CA_V1,
        Some(b'B') => SectionId::TCF_EU_V1,
        _ => return error,
    };
    Error::at_offset(ErrorKind::WrongSection { fits }, 0)
}

/// Checks the version of a TCF version 1.1 string.
fn check_version_1(text: &str) -> Result<(), Error> {
    match text.as_bytes().first().and_then(|&first| sextet(first)) {
        Some(found) if found != 1 => {
            Err(Error::at_offset(ErrorKind::SectionVersion { found, latest: 1 }, 0)
                .in_segment(Segment::Core.name())
                .in_field(VERSION.into(), 0))
        }
        _ => Ok(()),
    }
}

/// Checks that a section consists of characters of either base64 alphabet, and dots.
fn check_unknown(text: &str) -> Result<(), Error> {
    let is_known = |found: char| found.is_ascii_alphanumeric() || "-_+/.".contains(found);
    match text.char_indices().find(|&(_, found)| !is_known(found)) {
        Some((at, found)) => Err(Error::at_offset(ErrorKind::InvalidCharacter { found }, at)),
        None => Ok(()),
    }
}

/// Reports the sub-sections of a section whose encoding is unknown: all of their bits are tails.
fn observe_unknown<O: Observer>(text: &str, scratch: &mut Vec<u8>, observer: &mut O) {
    let text = &url_safe(text);
    let mut start = 0;
    for part in text.split('.') {
        let end = start + part.len();
        let read = read_segment(text, UNKNOWN, start..end, scratch, observer, |_| Ok(()));
        debug_assert!(read.is_ok(), "all characters are valid");
        start = end + 1;
    }
}

/// Reports segments at their offset in the GPP string.
struct Shifted<'a, O> {
    observer: &'a mut O,
    start: usize,
}

impl<O: Observer> Observer for Shifted<'_, O> {
    fn segment(&mut self, name: &'static str, text: Range<usize>, bytes: &[u8]) {
        self.observer.segment(name, text.start + self.start..text.end + self.start, bytes);
    }

    fn field(&mut self, path: FieldPath, bit: usize, width: usize) {
        self.observer.field(path, bit, width);
    }

    fn tail(&mut self, bits: Range<usize>, bytes: &[u8]) {
        self.observer.tail(bits, bytes);
    }
}

impl<O: Observer> TcfObserver for Shifted<'_, O> {}
