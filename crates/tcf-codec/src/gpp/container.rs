//! GPP strings split into sections, undecoded.

use alloc::vec::Vec;
use core::ops::Range;

use super::header::{self, Header, ReadHeader};
use super::section::{self, Section};
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
    header: Header,
    /// The end of the header.
    header_end: usize,
    sections: Vec<SectionText<'a>>,
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
        Self::observed(text, max_len, &mut ())
    }

    pub(super) fn observed<O: Observer>(
        text: &'a str,
        max_len: usize,
        observer: &mut O,
    ) -> Result<Self, Error> {
        let container = Self::split(text, max_len, observer)?;
        match container.sections.iter().find(|section| section.is_empty()) {
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
        let ReadHeader { header, sections: count, end: header_end } =
            header::read(text, max_len, observer)?;
        // Ids are expanded only here, where they are as many as the sections.
        let ids = header::count(header.len());
        if ids != count {
            let kind = ErrorKind::SectionCount { ids, sections: count };
            return Err(Error::at_offset(kind, header_end).in_format(Format::Gpp));
        }
        let mut sections = Vec::with_capacity(header.len());
        let mut start = header_end + 1;
        for id in header.ids() {
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let end = start + memchr::memchr(b'~', rest).unwrap_or(rest.len());
            sections.push(SectionText { id, gpp: text, start, end });
            start = end + 1;
        }
        Ok(Self { text, header, header_end, sections })
    }

    /// The GPP string.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The text of the header.
    #[expect(clippy::string_slice, reason = "`~` follows the header")]
    pub fn header_text(&self) -> &'a str {
        &self.text[..self.header_end]
    }

    /// The sections, in ascending order of their ids.
    pub fn sections(&self) -> &[SectionText<'a>] {
        &self.sections
    }

    /// The section with the given id.
    pub fn section(&self, id: SectionId) -> Option<SectionText<'a>> {
        self.sections.iter().copied().find(|section| section.id == id)
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
