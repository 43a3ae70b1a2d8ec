//! Changes the sub-sections of US sections.

use alloc::string::String;
use alloc::vec::Vec;

use super::format::Subsection;
use super::read::read;
use super::value::{Optional, SENSITIVE_DATA, U2, UsError, UsSection, is_section_with_header};

impl UsSection {
    /// Adds or removes the section header of sections 24 to 27.
    ///
    /// # Errors
    ///
    /// Returns an error for other sections, or for [`UsError::MspaVersionIsSectionId`].
    pub fn set_section_header(&mut self, has_section_header: bool) -> Result<(), UsError> {
        if !self.format().has_section_header() {
            return Err(UsError::SectionHeader);
        }
        if !has_section_header && is_section_with_header(self.version()) {
            return Err(UsError::MspaVersionIsSectionId);
        }
        let (optional, undefined) = (self.optional(), self.undefined_subsections().to_vec());
        self.replace(has_section_header, optional, undefined)
    }

    /// Sets or removes the GPC sub-section.
    ///
    /// # Errors
    ///
    /// Returns an error if the section has none, or for [`UsError::UndefinedSubsection`].
    pub fn set_gpc(&mut self, gpc: Option<bool>) -> Result<(), UsError> {
        self.set_optional(Subsection::Gpc, gpc.map(Optional::Gpc))
    }

    /// Sets or removes the sub-section of sensitive data.
    ///
    /// # Errors
    ///
    /// Returns an error if the section has none, or for [`UsError::UndefinedSubsection`].
    pub fn set_sensitive_data(
        &mut self,
        values: Option<[U2; SENSITIVE_DATA]>,
    ) -> Result<(), UsError> {
        let optional = values.map(|values| Optional::SensitiveData(values.into()));
        self.set_optional(Subsection::SensitiveData, optional)
    }

    fn set_optional(
        &mut self,
        subsection: Subsection,
        optional: Option<Optional>,
    ) -> Result<(), UsError> {
        if self.format().optional() == Some(subsection) {
            self.replace(self.has_section_header(), optional, self.undefined_subsections().to_vec())
        } else if optional.is_some() {
            Err(UsError::NoSuchSubsection { subsection })
        } else {
            Ok(())
        }
    }

    /// Replaces the undefined sub-sections.
    ///
    /// # Errors
    ///
    /// Returns [`UsError::UndefinedSubsection`].
    pub fn set_undefined_subsections(&mut self, texts: Vec<String>) -> Result<(), UsError> {
        self.replace(self.has_section_header(), self.optional(), texts)
    }

    /// Replaces the sub-sections, if the section is what its text is read as.
    fn replace(
        &mut self,
        has_section_header: bool,
        optional: Option<Optional>,
        undefined: Vec<String>,
    ) -> Result<(), UsError> {
        let mut replaced = self.clone();
        replaced.set_read(has_section_header, optional, undefined);
        if !replaced.undefined_subsections().is_empty() {
            let read = read(&replaced.encode(), self.section(), &mut Vec::new(), &mut ());
            if read.as_ref() != Ok(&replaced) {
                return Err(UsError::UndefinedSubsection);
            }
        }
        *self = replaced;
        Ok(())
    }
}
