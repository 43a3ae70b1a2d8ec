//! What a US section consists of, as data.

use core::fmt;

use super::fields::{
    GPC, MSPA_COVERED_TRANSACTION, MSPA_VERSION, SENSITIVE_DATA_PROCESSING, SUBSECTION_TYPE,
};
use crate::field::Field;
use crate::tcf::fields::VERSION;
use crate::value::SectionId;

/// The format of a US section: its version and its fields.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::us::UsFormat;
/// let format = &UsFormat::of(SectionId::US_CA)[0];
/// let names: Vec<_> = format.fields().iter().map(|field| field.field().name()).collect();
/// assert_eq!(names[0], "SaleOptOutNotice");
/// assert!(UsFormat::of(SectionId::TCF_EU_V2).is_empty());
/// ```
#[derive(Debug)]
pub struct UsFormat {
    section: SectionId,
    /// Version, or the default of MspaVersion.
    version: u8,
    /// Number of bits of the core.
    bits: usize,
    fields: &'static [UsField],
    optional: Option<Subsection>,
    has_section_header: bool,
}

/// A field of the core of a US section. Each value has 2 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsField {
    field: Field,
    /// Number of values.
    count: u8,
    is_list: bool,
}

/// The optional sub-section of a US section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subsection {
    /// Global Privacy Control.
    Gpc,
    /// Consents to the processing of sensitive data.
    SensitiveData,
}

impl Subsection {
    /// The name in traces and errors.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gpc => "gpc",
            Self::SensitiveData => "sensitiveData",
        }
    }

    /// The fields, in wire order.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Gpc => &[SUBSECTION_TYPE, GPC],
            Self::SensitiveData => &[SENSITIVE_DATA_PROCESSING],
        }
    }
}

/// A field with a single value.
pub(super) const fn one(field: Field) -> UsField {
    UsField { field, count: 1, is_list: false }
}

/// A field with a list of values.
pub(super) const fn list(field: Field, count: u8) -> UsField {
    UsField { field, count, is_list: true }
}

impl UsField {
    /// The field.
    pub const fn field(&self) -> Field {
        self.field
    }

    /// Number of values of a list, or `None` for a single value.
    pub const fn list_len(&self) -> Option<u8> {
        if self.is_list { Some(self.count) } else { None }
    }

    /// Number of values.
    pub(super) fn count(&self) -> usize {
        usize::from(self.count)
    }
}

/// Number of bits of Version, MspaVersion and a value.
pub(super) const VERSION_BITS: usize = 6;
pub(super) const VALUE_BITS: usize = 2;

impl UsFormat {
    pub(super) const fn new(
        section: SectionId,
        version: u8,
        bits: usize,
        fields: &'static [UsField],
        optional: Option<Subsection>,
    ) -> Self {
        let format = Self { section, version, bits, fields, optional, has_section_header: false };
        assert!(format.sum_of_bits() == bits, "the number of bits in the specification");
        format
    }

    /// The format of a section that starts with a section header.
    pub(super) const fn with_section_header(
        section: SectionId,
        bits: usize,
        fields: &'static [UsField],
        optional: Option<Subsection>,
    ) -> Self {
        Self { has_section_header: true, ..Self::new(section, 1, bits, fields, optional) }
    }

    #[expect(clippy::as_conversions, reason = "widening, in a constant")]
    const fn sum_of_bits(&self) -> usize {
        let mut bits = VERSION_BITS;
        let mut rest = self.fields;
        while let [first, others @ ..] = rest {
            bits += first.count as usize * VALUE_BITS;
            rest = others;
        }
        bits
    }

    /// The section.
    pub const fn section(&self) -> SectionId {
        self.section
    }

    /// The version of the section. If it [has a section header](Self::has_section_header), the
    /// default MspaVersion of its core.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Number of bits of the core.
    pub const fn bits(&self) -> usize {
        self.bits
    }

    /// The fields of the core after its version, in wire order.
    pub const fn fields(&self) -> &'static [UsField] {
        self.fields
    }

    /// The first field of the core: Version, or MspaVersion if there is a section header.
    pub const fn version_field(&self) -> Field {
        if self.has_section_header { MSPA_VERSION } else { VERSION }
    }

    /// The optional sub-section.
    pub const fn optional(&self) -> Option<Subsection> {
        self.optional
    }

    /// Whether the published format starts with a section header (sections 24 to 27).
    pub const fn has_section_header(&self) -> bool {
        self.has_section_header
    }

    /// The version whose fields the section has. It differs from [`Self::version`] in the two
    /// unofficial formats of the US national section that mix both.
    pub fn version_of_fields(&self) -> u8 {
        // There are the versions 1 and 2.
        if self.is_hybrid() { 3 - self.version } else { self.version }
    }

    /// Whether the section has the version of one format of the US national section and the fields
    /// of the other.
    pub fn is_hybrid(&self) -> bool {
        // Formats of the US national section only.
        self.section == SectionId::US_NAT && (self.version == 2) != (self.bits == US_NAT_V2_BITS)
    }

    /// Whether MspaCoveredTransaction tells the format from another one, so that it cannot be 0.
    pub(super) fn needs_covered(&self) -> bool {
        self.is_hybrid() && self.version == 1
    }

    /// The index of the first value of a field, and the field.
    pub(super) fn find(&self, field: Field) -> Option<(usize, &'static UsField)> {
        let mut start = 0;
        for candidate in self.fields {
            if candidate.field == field {
                return Some((start, candidate));
            }
            start += candidate.count();
        }
        None
    }

    /// Number of values of all fields.
    pub(super) const fn values(&self) -> usize {
        (self.bits - VERSION_BITS) / VALUE_BITS
    }
}

/// Number of bits of the core of version 1 of the US national section.
pub(super) const US_NAT_V1_BITS: usize = 60;
/// Number of bits of the core of version 2 of the US national section.
pub(super) const US_NAT_V2_BITS: usize = 70;
/// The first bit of MspaCoveredTransaction in version 2 of the US national section.
pub(super) const COVERED_BIT_OF_VERSION_2: usize = 64;

/// Formats are equal if their sections, versions and fields are.
impl PartialEq for UsFormat {
    fn eq(&self, other: &Self) -> bool {
        (self.section, self.version, self.bits) == (other.section, other.version, other.bits)
    }
}

impl Eq for UsFormat {}

/// The name of the section, with the version if there are several.
impl fmt::Display for UsFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.section)?;
        if self.section == SectionId::US_NAT {
            write!(f, " version {}", self.version)?;
        }
        if self.is_hybrid() {
            write!(f, " with the fields of version {}", self.version_of_fields())?;
        }
        Ok(())
    }
}

/// MspaCoveredTransaction of a new value of a format in which it cannot be 0: not covered.
pub(super) const NOT_COVERED: (Field, u16) = (MSPA_COVERED_TRANSACTION, 2);
