//! Lookups that decode only the section they need.

use alloc::vec::Vec;

use super::fast::ShortHeader;
use super::header;
use super::section::{self, Section};
use super::us::{self, UsFormat, UsSection};
use crate::error::Error;
use crate::tcf::DecodeOptions;
use crate::usp::UspString;
use crate::value::SectionId;
use crate::view::View;

/// An undecoded GPP string. Each lookup decodes the header and one section, and does not allocate
/// for a US section as it should be.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::GppView;
/// use tcf_codec::gpp::us::fields::SALE_OPT_OUT;
/// let view = GppView::new("DBABzw~1YNN~BVQqAAAAAg")?;
/// assert_eq!(view.section(SectionId::USP_V1), Some("1YNN"));
/// let national = view.us(SectionId::US_NAT).unwrap()?;
/// assert_eq!(national.get(SALE_OPT_OUT), Some(2));
/// assert!(view.us(SectionId::US_CA).is_none());
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Unchecked faults
///
/// If [`GppString::decode`](super::GppString::decode) accepts a string, a view returns the same
/// values. But it does not detect faults in sections that it does not decode, nor a number of
/// sections that differs from the header. So do not permit anything because of a view alone: decode
/// the whole text first.
#[derive(Clone, Copy, Debug)]
pub struct GppView<'a> {
    text: &'a str,
    /// The header, if it is short.
    short: Option<ShortHeader>,
}

impl<'a> GppView<'a> {
    /// Creates a view after checking the length and the header.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the header.
    pub fn new(text: &'a str) -> Result<Self, Error> {
        let max_len = DecodeOptions::DEFAULT_MAX_LEN;
        let short = ShortHeader::read(text, max_len);
        if short.is_none() {
            header::visit(text, max_len, &mut (), |_| {})?;
        }
        Ok(Self { text, short })
    }

    /// The text.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The text of a section.
    pub fn section(&self, id: SectionId) -> Option<&'a str> {
        self.section_text(id).map(|(_, text)| text)
    }

    /// The offset and the text of a section.
    fn section_text(&self, id: SectionId) -> Option<(usize, &'a str)> {
        let (start, rest) = self.text_from(id)?;
        Some((start, rest.split_once('~').map_or(rest, |(section, _)| section)))
    }

    /// The offset of a section and the text that starts there.
    fn text_from(&self, id: SectionId) -> Option<(usize, &'a str)> {
        if let Some(short) = self.short {
            return short.text_from(self.text, id);
        }
        // The number of sections before it.
        let (mut before, mut position) = (0, None);
        // A view is created only from a text with a valid header.
        let _ = header::visit(self.text, self.text.len(), &mut (), |range| {
            if (range.start()..=range.end()).contains(&id.get()) {
                position = Some(before + usize::from(id.get() - range.start()));
            }
            before += range.len();
        });
        let start = memchr::memchr_iter(b'~', self.text.as_bytes()).nth(position?)? + 1;
        Some((start, self.text.get(start..)?))
    }

    /// A view of the TCF version 2 string in section 2. `None` without the section.
    ///
    /// # Errors
    ///
    /// Returns an error if the section does not start like a TCF string.
    pub fn tc(&self) -> Option<Result<View<'a>, Error>> {
        let id = SectionId::TCF_EU_V2;
        let (start, text) = self.section_text(id)?;
        Some(View::with_max_len(text, text.len()).map_err(|error| error.in_section(id, start)))
    }

    /// The US Privacy string in section 6. `None` without the section.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the section.
    pub fn usp(&self) -> Option<Result<UspString, Error>> {
        let id = SectionId::USP_V1;
        let (start, text) = self.section_text(id)?;
        Some(UspString::decode(text).map_err(|error| error.in_section(id, start)))
    }

    /// A US section. `None` without the section, or if the id is not that of a US section.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the section.
    pub fn us(&self, id: SectionId) -> Option<Result<UsSection, Error>> {
        let (start, rest) = self.text_from(id)?;
        if let Some((us, _)) = us::fast::read(rest.as_bytes(), id) {
            return Some(Ok(us));
        }
        let length = rest.find('~').unwrap_or(rest.len());
        let characters = start..start + length;
        match section::read(self.text, id, characters, &mut Vec::new(), &mut ()) {
            Ok(Section::Us(us)) => Some(Ok(us)),
            Ok(_) => None,
            Err(error) => (!UsFormat::of(id).is_empty()).then_some(Err(error)),
        }
    }
}
