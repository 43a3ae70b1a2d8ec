//! GPP strings split into sections, undecoded.

use alloc::vec::Vec;
use core::ops::Range;

use super::fast::ShortHeader;
use super::header::{self, Header};
use super::section::{self, Section};
use super::section_ids::SectionIds;
use super::separators::end_of_section;
use crate::cursor::Observer;
use crate::error::{Error, ErrorKind, Format};
use crate::tcf::DecodeOptions;
use crate::trace::Trace;
use crate::value::SectionId;

/// The sections of a GPP string, undecoded. A fault in one section does not affect the others.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::Container;
/// let container = Container::new("DBABrw~xxx~BVqqqqpY.YA")?;
/// assert!(container.section(SectionId::US_NAT).unwrap().decode().is_err());
/// let california = container.section(SectionId::US_CA).unwrap();
/// assert_eq!((california.start(), california.text()), (11, "BVqqqqpY.YA"));
/// assert!(california.decode().is_ok());
/// # Ok::<(), tcf_codec::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Container<'a> {
    text: &'a str,
    ids: SectionIds,
    /// The end of the header.
    header_end: usize,
}

/// The text of a section.
#[derive(Clone, Copy, Debug)]
pub struct SectionText<'a> {
    id: SectionId,
    /// The whole GPP string.
    gpp: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Container<'a> {
    /// Splits a GPP string of at most [`DecodeOptions::DEFAULT_MAX_LEN`] bytes.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the header, or an error if the number of its ids is not the
    /// number of sections, or if a section is empty.
    pub fn new(text: &'a str) -> Result<Self, Error> {
        Self::with_max_len(text, DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// Splits a GPP string of at most `max_len` bytes.
    ///
    /// # Errors
    ///
    /// Same as [`Self::new`].
    pub fn with_max_len(text: &'a str, max_len: usize) -> Result<Self, Error> {
        if let Some(header) = ShortHeader::read(text, max_len)
            && header.fits(text)
        {
            return Ok(Self { text, ids: header.ids().into(), header_end: header.end() });
        }
        Self::with_any_faults(text, max_len)
    }

    /// Splits an irregular string, or finds its first fault.
    #[cold]
    fn with_any_faults(text: &'a str, max_len: usize) -> Result<Self, Error> {
        let container = Self::split(text, max_len, &mut ())?;
        let empty = container.sections().find(SectionText::is_empty);
        match empty {
            Some(empty) => {
                Err(Error::at_offset(ErrorKind::EmptySection, empty.start).in_format(Format::Gpp))
            }
            None => Ok(container),
        }
    }

    /// Splits a string whose sections may be empty.
    pub(super) fn split<O: Observer>(
        text: &'a str,
        max_len: usize,
        observer: &mut O,
    ) -> Result<Self, Error> {
        let mut ids = SectionIds::default();
        let (sections, header_end) =
            header::visit(text, max_len, observer, |range| ids.push(range))?;
        // Ids are expanded only if they are as many as the sections.
        let count = header::count(ids.len());
        if count != sections {
            let kind = ErrorKind::SectionCount { ids: count, sections };
            return Err(Error::at_offset(kind, header_end).in_format(Format::Gpp));
        }
        Ok(Self { text, ids, header_end })
    }

    /// The GPP string.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Decodes the header.
    #[expect(clippy::expect_used, reason = "the ids of the header have been read")]
    pub fn header(&self) -> Header {
        Header::decode(self.header_text()).expect("a valid header")
    }

    /// The text of the header.
    #[expect(clippy::string_slice, reason = "`~` follows the header")]
    pub fn header_text(&self) -> &'a str {
        &self.text[..self.header_end]
    }

    /// The ids of the sections, in ascending order.
    pub fn ids(&self) -> impl Iterator<Item = SectionId> + Clone + '_ {
        self.ids.iter()
    }

    /// The sections, in ascending order of their ids.
    pub fn sections(&self) -> impl Iterator<Item = SectionText<'a>> + Clone + '_ {
        let Self { text, ids, header_end } = self;
        let mut start = header_end + 1;
        ids.iter().map(move |id| {
            let end = end_of_section(text.as_bytes(), start).unwrap_or(text.len());
            let section = SectionText { id, gpp: text, start, end };
            start = end + 1;
            section
        })
    }

    /// The section with the given id.
    pub fn section(&self, id: SectionId) -> Option<SectionText<'a>> {
        self.sections().find(|section| section.id == id)
    }
}

impl<'a> SectionText<'a> {
    /// The id of the section.
    pub const fn id(&self) -> SectionId {
        self.id
    }

    /// The text of the section.
    #[expect(clippy::string_slice, reason = "`~` is before and after the section")]
    pub fn text(&self) -> &'a str {
        &self.gpp[self.start..self.end]
    }

    /// The byte offset of the section in the GPP string.
    pub const fn start(&self) -> usize {
        self.start
    }

    /// The byte range of the section in the GPP string.
    pub const fn characters(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Decodes the section.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the section. Its offset is the one in the GPP string.
    pub fn decode(&self) -> Result<Section, Error> {
        self.observed(&mut Vec::new(), &mut ())
    }

    /// Decodes the section and records the bits of every field, up to the first fault. A US Privacy
    /// section has no bits.
    pub fn trace(&self) -> (Trace, Result<Section, Error>) {
        let mut trace = Trace::default();
        let section = self.observed(&mut Vec::new(), &mut trace);
        (trace, section)
    }

    pub(super) fn observed<O: Observer>(
        &self,
        scratch: &mut Vec<u8>,
        observer: &mut O,
    ) -> Result<Section, Error> {
        section::read(self.gpp, self.id, self.characters(), scratch, observer)
    }
}
