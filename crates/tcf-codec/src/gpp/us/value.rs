//! The value of a US section.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::{array, fmt};

use super::fields::{MSPA_COVERED_TRANSACTION, SENSITIVE_DATA_PROCESSING};
use super::format::{NOT_COVERED, Subsection, UsFormat};
use crate::bits::low_u16;
use crate::field::Field;
use crate::value::{SectionId, U6, Uint};

/// A value of 2 bits.
pub type U2 = Uint<2>;

/// Number of values in the sub-section of sensitive data.
pub(super) const SENSITIVE_DATA: usize = 8;

/// A section of a GPP string for the US or a US state (sections 7 to 27).
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::GppString;
/// use tcf_codec::gpp::us::fields;
/// let gpp = GppString::decode("DBABBg~BVqqqqpY.YA")?;
/// let california = gpp.us(SectionId::US_CA).unwrap();
/// assert_eq!(california.get(fields::SALE_OPT_OUT), Some(2));
/// assert_eq!(california.get(fields::PROCESSING_NOTICE), None); // Not a field of the section.
/// assert_eq!(california.list(fields::SENSITIVE_DATA_PROCESSING).unwrap().count(), 9);
/// assert_eq!(california.gpc(), Some(true));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// A value knows its format: the versions of the US national section, their unofficial mixtures,
/// and whether sections 24 to 27 start with their section header. So encoding never changes a
/// version and never drops a value.
#[derive(Clone, PartialEq, Eq)]
pub struct UsSection {
    format: &'static UsFormat,
    mspa_version: U6,
    /// Two bits per value of the core. The first value is at the most significant bits.
    values: u64,
    optional: Option<Optional>,
    /// Boxed to keep the value small.
    undefined: Box<[String]>,
    has_section_header: bool,
}

/// The value of the optional sub-section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Optional {
    Gpc(bool),
    SensitiveData(SensitiveData),
}

/// The values of the sub-section of sensitive data. The first is at the most significant bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct SensitiveData(u16);

impl SensitiveData {
    /// The values at the start of a word.
    fn word(self) -> u64 {
        u64::from(self.0) << (64 - 2 * SENSITIVE_DATA)
    }

    pub(super) fn values(self) -> [U2; SENSITIVE_DATA] {
        array::from_fn(|at| U2::truncate(self.0 >> (2 * (SENSITIVE_DATA - 1 - at))))
    }
}

impl From<[U2; SENSITIVE_DATA]> for SensitiveData {
    fn from(values: [U2; SENSITIVE_DATA]) -> Self {
        Self(values.iter().fold(0, |bits, value| bits << 2 | value.get()))
    }
}

impl fmt::Debug for SensitiveData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values().fmt(f)
    }
}

/// Why a US section cannot have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsError {
    /// The section does not have the field.
    NoSuchField {
        /// The field.
        field: Field,
    },
    /// The list does not have so many values.
    WrongLength {
        /// The field.
        field: Field,
        /// Number of values of the field.
        expected: usize,
    },
    /// The section does not have the optional sub-section.
    NoSuchSubsection {
        /// The sub-section.
        subsection: Subsection,
    },
    /// MspaCoveredTransaction 0 in version 1 of the US national section with the fields of version
    /// 2, which would then be read as version 1.
    CoveredIsZero,
    /// An MspaVersion from 24 to 27 without section header, which would be read as one.
    MspaVersionIsSectionId,
    /// Only sections 24 to 27 can have or lack a section header.
    SectionHeader,
    /// Undefined sub-sections that would be read as something else, or are not base64url text. Or
    /// one in addition to the optional sub-section of a section with a section header.
    UndefinedSubsection,
}

impl fmt::Display for UsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchField { field } => write!(f, "the section has no field {field}"),
            Self::WrongLength { field, expected } => write!(f, "{field} has {expected} values"),
            Self::NoSuchSubsection { subsection } => {
                write!(f, "the section has no sub-section {}", subsection.name())
            }
            Self::CoveredIsZero => write!(
                f,
                "{MSPA_COVERED_TRANSACTION} must not be 0 in version 1 with the fields of version 2"
            ),
            Self::MspaVersionIsSectionId => {
                f.write_str("MspaVersion must not be 24 to 27 without section header")
            }
            Self::SectionHeader => f.write_str("only sections 24 to 27 have a section header"),
            Self::UndefinedSubsection => f.write_str(
                "undefined sub-sections must be base64url text that is not read as something else",
            ),
        }
    }
}

impl core::error::Error for UsError {}

impl UsSection {
    /// Creates a section whose values are all 0, in its newest published format. `None` if it is
    /// not a US section.
    pub fn new(section: SectionId) -> Option<Self> {
        UsFormat::of(section).first().map(Self::with_format)
    }

    /// Creates a section whose values are all 0. In version 1 of the US national section with the
    /// fields of version 2, MspaCoveredTransaction is 2 (not covered), because it cannot be 0.
    pub fn with_format(format: &'static UsFormat) -> Self {
        let mut this = Self::from_wire(format, U6::truncate(u16::from(format.version())), 0, None);
        if format.needs_covered() {
            let (field, value) = NOT_COVERED;
            this.put(field, [U2::truncate(value)].into_iter());
        }
        this
    }

    #[inline]
    pub(super) fn from_wire(
        format: &'static UsFormat,
        mspa_version: U6,
        values: u64,
        optional: Option<Optional>,
    ) -> Self {
        let has_section_header = format.has_section_header();
        let undefined = Box::default();
        Self { format, mspa_version, values, optional, undefined, has_section_header }
    }

    /// The id of the section.
    pub const fn section(&self) -> SectionId {
        self.format.section()
    }

    /// The format of the section.
    pub const fn format(&self) -> &'static UsFormat {
        self.format
    }

    /// The version of the section, or MspaVersion if its format has a section header.
    pub const fn version(&self) -> u8 {
        self.mspa_version.low()
    }

    /// The value of a field, or the first of a list. `None` if the core does not have the field.
    pub fn get(&self, field: Field) -> Option<u8> {
        match self.format.find(field) {
            Some((start, _)) => values_of(self.values << (2 * start), 1).next(),
            None => self.list(field)?.next(),
        }
    }

    /// The values of a field. `None` if the section does not have the field, or lacks the optional
    /// sub-section with the field.
    pub fn list(&self, field: Field) -> Option<impl ExactSizeIterator<Item = u8> + use<>> {
        let (bits, count) = match (self.format.find(field), self.optional) {
            (Some((start, found)), _) => (self.values << (2 * start), found.count()),
            (None, Some(Optional::SensitiveData(values))) if field == SENSITIVE_DATA_PROCESSING => {
                (values.word(), SENSITIVE_DATA)
            }
            _ => return None,
        };
        Some(values_of(bits, count))
    }

    /// Sets a field that has a single value.
    ///
    /// # Errors
    ///
    /// Returns an error if the section does not have the field or it is a list, or for
    /// [`UsError::CoveredIsZero`].
    pub fn set(&mut self, field: Field, value: U2) -> Result<(), UsError> {
        self.set_list(field, &[value])
    }

    /// Sets the values of a field of the core.
    ///
    /// # Errors
    ///
    /// Same as [`Self::set`].
    pub fn set_list(&mut self, field: Field, values: &[U2]) -> Result<(), UsError> {
        let Some((_, found)) = self.format.find(field) else {
            return Err(UsError::NoSuchField { field });
        };
        if found.count() != values.len() {
            return Err(UsError::WrongLength { field, expected: found.count() });
        }
        let covered = field == MSPA_COVERED_TRANSACTION && self.format.needs_covered();
        if covered && values.iter().all(|value| value.get() == 0) {
            return Err(UsError::CoveredIsZero);
        }
        self.put(field, values.iter().copied());
        Ok(())
    }

    /// Sets the values of a field of the core, if it has the field.
    fn put(&mut self, field: Field, values: impl Iterator<Item = U2>) {
        let Some((start, _)) = self.format.find(field) else { return };
        for (at, value) in (start..).zip(values) {
            let shift = 62 - 2 * at;
            self.values = self.values & !(3 << shift) | u64::from(value.get()) << shift;
        }
    }

    /// Sets MspaVersion of a section with a section header.
    ///
    /// # Errors
    ///
    /// Returns an error if the section has no such field, or for
    /// [`UsError::MspaVersionIsSectionId`].
    pub fn set_mspa_version(&mut self, version: U6) -> Result<(), UsError> {
        let field = self.format.version_field();
        if !self.format.has_section_header() {
            return Err(UsError::NoSuchField { field });
        }
        if !self.has_section_header && is_section_with_header(version.low()) {
            return Err(UsError::MspaVersionIsSectionId);
        }
        self.mspa_version = version;
        Ok(())
    }

    /// Whether the section starts with its section header. `false` for sections 7 to 23, which have
    /// none, and for the unpublished form of sections 24 to 27 that some encoders write.
    pub const fn has_section_header(&self) -> bool {
        self.has_section_header
    }

    /// Global Privacy Control. `None` without the sub-section: the section does not say.
    pub const fn gpc(&self) -> Option<bool> {
        match self.optional {
            Some(Optional::Gpc(gpc)) => Some(gpc),
            _ => None,
        }
    }

    /// The sub-section of sensitive data.
    pub fn sensitive_data(&self) -> Option<[U2; SENSITIVE_DATA]> {
        match self.optional {
            Some(Optional::SensitiveData(values)) => Some(values.values()),
            _ => None,
        }
    }

    pub(super) const fn optional(&self) -> Option<Optional> {
        self.optional
    }

    /// Sub-sections that the specification does not define, as text. They follow the optional
    /// sub-section. One of them may stand in its place, such as a sub-section of an unknown type.
    pub fn undefined_subsections(&self) -> &[String] {
        &self.undefined
    }

    pub(super) const fn values(&self) -> u64 {
        self.values
    }

    pub(super) const fn mspa_version(&self) -> U6 {
        self.mspa_version
    }

    /// Sets the sub-sections that were read.
    pub(super) fn set_read(
        &mut self,
        has_section_header: bool,
        optional: Option<Optional>,
        undefined: Vec<String>,
    ) {
        (self.has_section_header, self.optional) = (has_section_header, optional);
        self.undefined = undefined.into_boxed_slice();
    }
}

/// The maximum number of undefined sub-sections.
pub(super) const MAX_UNDEFINED: usize = 4095;

/// Whether six bits are the id of a section with a section header.
pub(super) const fn is_section_with_header(bits: u8) -> bool {
    matches!(bits, 24..=27)
}

/// The first values of a word.
fn values_of(word: u64, count: usize) -> impl ExactSizeIterator<Item = u8> + use<> {
    (0..count).map(move |at| U2::truncate(low_u16(word << (2 * at) >> 62)).low())
}

impl fmt::Debug for UsSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        map.entry(&"format", &format_args!("{}", self.format));
        map.entry(&self.format.version_field().name(), &self.version());
        for field in self.format.fields() {
            let values = self.list(field.field()).map(Iterator::collect::<Vec<_>>);
            map.entry(&field.field().name(), &values);
        }
        map.entry(&"optional", &self.optional);
        map.entry(&"undefined", &self.undefined);
        map.entry(&"sectionHeader", &self.has_section_header).finish()
    }
}
