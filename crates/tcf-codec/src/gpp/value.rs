//! The value of a GPP string.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::canada::CanadaSection;
use super::container::Container;
use super::fast;
use super::header;
use super::section::Section;
use super::section_list::SectionList;
use super::us::UsSection;
use crate::error::Error;
use crate::tcf::{DecodeOptions, TcString};
use crate::usp::UspString;
use crate::value::SectionId;

/// The value of a GPP string: its sections, at most one for each id.
///
/// ```
/// use tcf_codec::{GppString, SectionId, UspString};
/// let mut gpp = GppString::decode("DBABL~BVQqAAAAAg")?;
/// assert_eq!(gpp.ids().collect::<Vec<_>>(), [SectionId::US_NAT]);
/// gpp.insert(UspString::decode("1YNN")?)?;
/// assert_eq!(gpp.encode(), "DBABzw~1YNN~BVQqAAAAAg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GppString {
    sections: SectionList,
}

impl GppString {
    /// The maximum number of sections, because their number in the header has 12 bits.
    pub const MAX_LEN: usize = 4095;

    /// Creates a string without sections.
    pub const fn new() -> Self {
        Self { sections: SectionList::EMPTY }
    }

    /// Decodes a GPP string of at most [`DEFAULT_MAX_LEN`] bytes. See [`decode`](super::decode())
    /// for more options, and [`Container`] to decode single sections.
    ///
    /// [`DEFAULT_MAX_LEN`]: crate::DecodeOptions::DEFAULT_MAX_LEN
    ///
    /// # Errors
    ///
    /// Returns the first fault in the text.
    pub fn decode(text: &str) -> Result<Self, Error> {
        Self::with_max_len(text, DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// Decodes a GPP string of at most `max_len` bytes.
    #[inline]
    pub(super) fn with_max_len(text: &str, max_len: usize) -> Result<Self, Error> {
        match fast::sections(text, max_len) {
            Some(sections) => Ok(Self { sections }),
            None => Self::with_any_faults(text, max_len),
        }
    }

    /// Decodes an irregular string, or finds its first fault.
    #[cold]
    fn with_any_faults(text: &str, max_len: usize) -> Result<Self, Error> {
        Self::of(&Container::with_max_len(text, max_len)?)
    }

    /// Decodes all sections.
    pub(super) fn of(container: &Container<'_>) -> Result<Self, Error> {
        let mut scratch = Vec::new();
        let sections = container.sections();
        let sections = sections.map(|section| section.observed(&mut scratch, &mut ()));
        Ok(Self { sections: sections.collect::<Result<Vec<_>, _>>()?.into() })
    }

    /// The sections, in ascending order of their ids.
    pub fn sections(&self) -> &[Section] {
        self.sections.as_slice()
    }

    /// The ids of the sections, in ascending order.
    pub fn ids(&self) -> impl Iterator<Item = SectionId> + Clone + '_ {
        self.sections().iter().map(Section::id)
    }

    /// The section with the given id.
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        let at = self.position(id).ok()?;
        self.sections().get(at)
    }

    /// The TCF version 2 string in section 2.
    pub fn tc(&self) -> Option<&TcString> {
        match self.section(SectionId::TCF_EU_V2)? {
            Section::TcfEuV2(tc) => Some(tc),
            _ => None,
        }
    }

    /// The Canadian section, section 5.
    pub fn canada(&self) -> Option<&CanadaSection> {
        match self.section(SectionId::TCF_CA_V1)? {
            Section::TcfCaV1(canada) => Some(canada),
            _ => None,
        }
    }

    /// The US Privacy string in section 6.
    pub fn usp(&self) -> Option<&UspString> {
        match self.section(SectionId::USP_V1)? {
            Section::UspV1(usp) => Some(usp),
            _ => None,
        }
    }

    /// The US section with the given id.
    pub fn us(&self, id: SectionId) -> Option<&UsSection> {
        match self.section(id)? {
            Section::Us(us) => Some(us),
            _ => None,
        }
    }

    /// Adds a section, or replaces the one with the same id, which is returned.
    ///
    /// # Errors
    ///
    /// Returns an error if there are already [`Self::MAX_LEN`] other sections.
    pub fn insert(
        &mut self,
        section: impl Into<Section>,
    ) -> Result<Option<Section>, TooManySections> {
        let section = section.into();
        match self.position(section.id()) {
            Ok(at) => Ok(self.sections.get_mut(at).map(|old| core::mem::replace(old, section))),
            Err(_) if self.sections().len() >= Self::MAX_LEN => Err(TooManySections),
            Err(at) => {
                self.sections.insert(at, section);
                Ok(None)
            }
        }
    }

    /// Removes and returns a section.
    pub fn remove(&mut self, id: SectionId) -> Option<Section> {
        self.position(id).ok().and_then(|at| self.sections.remove(at))
    }

    fn position(&self, id: SectionId) -> Result<usize, usize> {
        self.sections().binary_search_by_key(&id, Section::id)
    }

    /// Encodes the value as the canonical text: the shortest header, and sections that end at a
    /// whole character, or in section 2 at a whole byte.
    pub fn encode(&self) -> String {
        self.encode_sections(None, |_| None)
    }

    /// Encodes the value. The header and the sections for which `kept` returns a text are not
    /// encoded again.
    pub(super) fn encode_sections<'a>(
        &self,
        header: Option<&str>,
        kept: impl Fn(&Section) -> Option<&'a str>,
    ) -> String {
        let mut text = header.map_or_else(String::new, String::from);
        if header.is_none() {
            header::write(self.ids(), &mut text);
        }
        for section in self.sections() {
            text.push('~');
            match kept(section) {
                Some(kept) => text.push_str(kept),
                None => text.push_str(&section.encode()),
            }
        }
        text
    }
}

impl FromStr for GppString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

impl TryFrom<&str> for GppString {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

/// The error for more sections than a GPP string can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManySections;

impl fmt::Display for TooManySections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} sections", GppString::MAX_LEN)
    }
}

impl core::error::Error for TooManySections {}
