//! A US Privacy string to check, and the places in it.

use tcf_codec::{Deciseconds, Error, SectionId, UspString};

use super::place::Place;

/// A US Privacy string to check.
pub struct UspSubject<'a> {
    pub(super) text: &'a str,
    pub(super) value: UspString,
    /// The evaluation date.
    pub(super) at: Deciseconds,
    /// The byte offset of the string in a GPP string.
    pub(super) start: Option<usize>,
}

impl<'a> UspSubject<'a> {
    /// Decodes a string.
    ///
    /// # Errors
    ///
    /// Returns the fault at which decoding stopped.
    pub fn new(text: &'a str, at: Deciseconds) -> Result<Self, Error> {
        Ok(Self { text, value: UspString::decode(text)?, at, start: None })
    }

    /// The string in section 6 of a GPP string, at a byte offset.
    pub(super) const fn in_gpp(
        text: &'a str,
        value: UspString,
        at: Deciseconds,
        start: usize,
    ) -> Self {
        Self { text, value, at, start: Some(start) }
    }

    /// The place of characters.
    pub(super) fn characters(&self, first: usize, end: usize) -> Place {
        let start = self.start.unwrap_or(0);
        Place {
            section: self.start.map(|_| SectionId::USP_V1),
            segment: None,
            field: None,
            bits: None,
            characters: start + first..start + end,
        }
    }

    pub(super) fn whole(&self) -> Place {
        self.characters(0, self.text.len())
    }
}
