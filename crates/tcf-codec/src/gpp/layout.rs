//! The text of a GPP string that its value does not determine.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::container::Container;
use super::header::Header;
use super::section::Section;
use super::value::GppString;
use crate::value::SectionId;

/// The layout of a GPP string: its header and its sections as written. Together with the value, it
/// reproduces the text byte for byte; see [`GppString::encode_with`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The text of the header.
    pub header: String,
    /// The text of each section, in ascending order of their ids.
    pub sections: Vec<(SectionId, String)>,
}

impl Layout {
    /// The layout of a GPP string.
    pub fn of(container: &Container<'_>) -> Self {
        let sections = container.sections();
        let sections = sections.map(|section| (section.id(), String::from(section.text())));
        Self { header: String::from(container.header_text()), sections: sections.collect() }
    }

    /// The text of a section.
    pub fn section(&self, id: SectionId) -> Option<&str> {
        self.sections.iter().find(|(section, _)| *section == id).map(|(_, text)| text.as_str())
    }

    /// The text of a section, if it is read as the given one.
    fn text_of(&self, section: &Section) -> Option<&str> {
        let text = self.section(section.id())?;
        Section::decode(section.id(), text).is_ok_and(|read| read == *section).then_some(text)
    }

    /// The text of the header, if it lists the sections of a value.
    fn header_of(&self, value: &GppString) -> Option<&str> {
        let header = Some(self.header.as_str()).filter(|header| !header.contains('~'))?;
        Header::decode(header).is_ok_and(|read| read.ids().eq(value.ids())).then_some(header)
    }
}

impl GppString {
    /// Encodes the value with the given layout.
    ///
    /// # Errors
    ///
    /// Returns an error if the layout contradicts the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        let header = layout.header_of(self).ok_or(LayoutError::HeaderDiffers)?;
        if let Some((id, _)) = layout.sections.iter().find(|(id, _)| self.section(*id).is_none()) {
            return Err(LayoutError::ExtraSection { id: *id });
        }
        if layout.sections.len() > self.sections().len() {
            return Err(LayoutError::DuplicateSection);
        }
        let mut text = String::from(header);
        for section in self.sections() {
            let id = section.id();
            if layout.section(id).is_none() {
                return Err(LayoutError::MissingSection { id });
            }
            let kept = layout.text_of(section).ok_or(LayoutError::SectionDiffers { id })?;
            text.push('~');
            text.push_str(kept);
        }
        Ok(text)
    }

    /// Encodes the value like [`Self::encode`], but keeps the text of the header and of all
    /// sections, unless it contradicts the value. So changing one section changes no other.
    ///
    /// ```
    /// use tcf_codec::gpp::{Container, Layout};
    /// use tcf_codec::{GppString, UspString};
    /// let text = "DBABzwA~1nnn~BVVqAAEABCAA.QA";
    /// let layout = Layout::of(&Container::new(text)?);
    /// let mut gpp = GppString::decode(text)?;
    /// gpp.insert(UspString::decode("1YNN")?)?;
    /// assert_eq!(gpp.encode_keeping(&layout), "DBABzwA~1YNN~BVVqAAEABCAA.QA");
    /// assert_eq!(gpp.encode(), "DBABzw~1YNN~BVVqAAEABC.Q");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn encode_keeping(&self, layout: &Layout) -> String {
        self.encode_sections(layout.header_of(self), |section| layout.text_of(section))
    }
}

/// A layout that contradicts its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutError {
    /// The header of the layout lists other sections than the value has.
    HeaderDiffers,
    /// The value has the section, the layout does not.
    MissingSection {
        /// The id of the section.
        id: SectionId,
    },
    /// The layout has the section, the value does not.
    ExtraSection {
        /// The id of the section.
        id: SectionId,
    },
    /// The layout has a section twice.
    DuplicateSection,
    /// The text of the section is read as another value.
    SectionDiffers {
        /// The id of the section.
        id: SectionId,
    },
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("layout contradicts the value: ")?;
        match self {
            Self::HeaderDiffers => f.write_str("the header lists other sections"),
            Self::MissingSection { id } => write!(f, "section {id} is missing in the layout"),
            Self::ExtraSection { id } => write!(f, "section {id} is missing in the value"),
            Self::DuplicateSection => f.write_str("a section occurs twice in the layout"),
            Self::SectionDiffers { id } => write!(f, "the text of section {id} has another value"),
        }
    }
}

impl core::error::Error for LayoutError {}
