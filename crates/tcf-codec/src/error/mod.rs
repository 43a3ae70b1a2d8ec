//! Decoding errors and their location.

mod format;
mod kind;

use core::fmt;

use crate::field::FieldPath;
use crate::value::SectionId;

pub(crate) use format::Format;
pub use kind::ErrorKind;

/// Why a text is not a valid consent string, and where decoding stopped.
///
/// Decoding reports the first fault in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    format: Format,
    section: Option<SectionId>,
    segment: Option<&'static str>,
    field: Option<FieldPath>,
    bit: Option<u32>,
    offset: usize,
}

impl Error {
    /// Every [code](Self::code) that an error can have, by format.
    pub const CODES: &'static [&'static str] = &[
        "S001", "S002", "S003", "S004", "S005", "S006", "S007", "S008", "S009", "S010", "S011",
        "S013", "S014", "F001", "F003", "F004", "F005", "X001", "X002", "X003", "X004", "X005",
        "X007", "X008", "X015", "X020", "X021", "X024", "X025", "X030", "X031", "X032", "X033",
        "X034", "X036", "X037", "X038", "U001", "U002", "U003", "U009", "U010", "A001", "A002",
        "A003", "A012", "A013", "A014",
    ];

    pub(crate) const fn at_offset(kind: ErrorKind, offset: usize) -> Self {
        Self {
            kind,
            format: Format::Tc,
            section: None,
            segment: None,
            field: None,
            bit: None,
            offset,
        }
    }

    pub(crate) const fn in_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// The error of a section of a GPP string that starts at offset `start`.
    pub(crate) const fn in_section(self, section: SectionId, start: usize) -> Self {
        let offset = self.offset + start;
        Self { format: Format::Gpp, section: Some(section), offset, ..self }
    }

    /// The same error without segment, for a text whose only segment has no name.
    pub(crate) const fn without_segment(self) -> Self {
        Self { segment: None, ..self }
    }

    pub(crate) const fn in_segment(self, segment: &'static str) -> Self {
        Self { segment: Some(segment), ..self }
    }

    pub(crate) const fn in_field(self, field: FieldPath, bit: u32) -> Self {
        Self { field: Some(field), bit: Some(bit), ..self }
    }

    pub(crate) const fn with_offset(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// The kind of fault.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The stable code of the error. It is the code of the [kind](ErrorKind::code), except in a
    /// GPP, US Privacy or Additional Consent string, where a kind of the TCF has a code of that
    /// format: `X008` for a section that cannot be decoded.
    pub const fn code(&self) -> &'static str {
        self.format.code(self.kind, self.section)
    }

    /// The code of the TCF for the fault, if [`Self::code`] is `X008` because a TCF section of a
    /// GPP string cannot be decoded.
    pub const fn cause(&self) -> Option<&'static str> {
        self.format.cause(self.kind, self.section)
    }

    /// The section of a GPP string, if the fault is in a section.
    pub const fn section(&self) -> Option<SectionId> {
        self.section
    }

    /// The name of the segment with the fault, if known.
    pub const fn segment(&self) -> Option<&'static str> {
        self.segment
    }

    /// The field with the fault, if it is in a field.
    pub const fn field(&self) -> Option<FieldPath> {
        self.field
    }

    /// The offset of the first bit of that field within its segment.
    pub const fn bit(&self) -> Option<u32> {
        self.bit
    }

    /// The byte offset of the fault in the input, or the length of the input if it ends too early.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(section) = self.section {
            write!(f, "section {section}")?;
            f.write_str(if self.segment.is_some() || self.field.is_some() { " " } else { ": " })?;
        }
        if let Some(segment) = self.segment {
            write!(f, "{segment}")?;
            if let Some(field) = self.field {
                write!(f, " {field}")?;
            }
            f.write_str(": ")?;
        } else if let Some(field) = self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{} (", self.kind)?;
        if let Some(bit) = self.bit {
            write!(f, "bit {bit}, ")?;
        }
        write!(f, "offset {})", self.offset)
    }
}

impl core::error::Error for Error {}
