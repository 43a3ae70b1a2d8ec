//! Decoding errors and their location.

use core::fmt;

use crate::field::FieldPath;

/// Why a text is not a valid consent string, and where decoding stopped.
///
/// Decoding reports the first fault in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    segment: Option<&'static str>,
    field: Option<FieldPath>,
    bit: Option<u32>,
    offset: usize,
}

impl Error {
    pub(crate) const fn at_offset(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, segment: None, field: None, bit: None, offset }
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

    /// The stable code of the kind. See [`ErrorKind::code`].
    pub const fn code(&self) -> &'static str {
        self.kind.code()
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

/// The kind of a decoding error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is empty or all white space.
    Empty,
    /// A character other than `A-Za-z0-9-_` and the dot between segments.
    InvalidCharacter {
        /// The character.
        found: char,
    },
    /// `=` at the end of a segment. The format does not allow padding.
    Padding,
    /// A dot at the start or the end, or two consecutive dots.
    EmptySegment,
    /// The version is neither 1 nor 2.
    UnknownVersion {
        /// The version of the text.
        found: u8,
    },
    /// The text has the other version.
    VersionMismatch {
        /// The version of the text, 1 or 2.
        found: u8,
        /// The version that the caller requested.
        expected: u8,
    },
    /// A version 1 string has more than one segment.
    SegmentsInVersion1,
    /// The first segment is not the core.
    CoreNotFirst {
        /// The name of the first segment.
        found: &'static str,
    },
    /// A second core segment.
    DuplicateCore,
    /// A segment type that the specification does not define.
    UnknownSegmentType {
        /// The type, 4 to 7.
        found: u8,
    },
    /// A second segment of the same type.
    DuplicateSegment,
    /// The segment ends within a field.
    Truncated {
        /// The number of bits that the field needs.
        needed: u32,
        /// The number of bits left.
        available: u32,
    },
    /// The text exceeds the maximum length.
    TooLong {
        /// The length of the text in bytes.
        length: usize,
        /// The maximum length in bytes.
        limit: usize,
    },
    /// An unexpanded URL macro, such as `${GDPR_CONSENT_755}`.
    UnexpandedMacro,
    /// A range that ends before it starts.
    RangeInverted {
        /// StartOrOnlyVendorId.
        start: u16,
        /// EndVendorId.
        end: u16,
    },
    /// The vendor id 0. Ids start at 1.
    VendorIdZero,
    /// A vendor id above the MaxVendorId of its section.
    VendorIdAboveMax {
        /// The id.
        id: u16,
        /// MaxVendorId.
        max: u16,
    },
    /// A letter that is not A to Z.
    InvalidLetter {
        /// The value of its six bits, 26 to 63.
        value: u8,
    },
}

impl ErrorKind {
    /// The stable code of the kind: `S` for framing and syntax, `F` for format. The meaning of a
    /// code never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "S001",
            Self::InvalidCharacter { .. } => "S002",
            Self::Padding => "S003",
            Self::EmptySegment => "S004",
            Self::UnknownVersion { .. } | Self::VersionMismatch { .. } => "S005",
            Self::SegmentsInVersion1 => "S006",
            Self::CoreNotFirst { .. } => "S007",
            Self::DuplicateCore => "S008",
            Self::UnknownSegmentType { .. } => "S009",
            Self::DuplicateSegment => "S010",
            Self::Truncated { .. } => "S011",
            Self::TooLong { .. } => "S013",
            Self::UnexpandedMacro => "S014",
            Self::RangeInverted { .. } => "F001",
            Self::VendorIdZero => "F003",
            Self::VendorIdAboveMax { .. } => "F004",
            Self::InvalidLetter { .. } => "F005",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("text is empty"),
            Self::InvalidCharacter { found } => {
                write!(f, "invalid character {found:?}, expected A-Z, a-z, 0-9, '-' or '_'")
            }
            Self::Padding => f.write_str("unexpected padding '=' at the end of a segment"),
            Self::EmptySegment => f.write_str("empty segment"),
            Self::UnknownVersion { found } => {
                write!(
                    f,
                    "unknown version {found}, expected 'B' (version 1) or 'C' (version 2) as the \
                     first character"
                )
            }
            Self::VersionMismatch { found, expected } => {
                write!(f, "expected a version {expected} string, found version {found}")
            }
            Self::SegmentsInVersion1 => {
                f.write_str("unexpected '.': a version 1 string has a single segment")
            }
            Self::CoreNotFirst { found } => {
                write!(f, "first segment is {found}, expected core")
            }
            Self::DuplicateCore => f.write_str("second core segment"),
            Self::UnknownSegmentType { found } => {
                write!(f, "unknown segment type {found}, expected 1, 2 or 3")
            }
            Self::DuplicateSegment => f.write_str("duplicate segment"),
            Self::Truncated { needed, available } => {
                write!(
                    f,
                    "segment ends within the field: expected {needed} bits, found {available}"
                )
            }
            Self::TooLong { length, limit } => {
                write!(f, "text of {length} bytes exceeds the limit of {limit}")
            }
            Self::UnexpandedMacro => {
                f.write_str("unexpanded URL macro instead of a consent string")
            }
            Self::RangeInverted { start, end } => {
                write!(f, "range {start}-{end} ends before it starts")
            }
            Self::VendorIdZero => f.write_str("vendor id 0, but ids start at 1"),
            Self::VendorIdAboveMax { id, max } => {
                write!(f, "vendor id {id} exceeds MaxVendorId {max}")
            }
            Self::InvalidLetter { value } => {
                write!(f, "invalid letter {value}, expected 0 (A) to 25 (Z)")
            }
        }
    }
}
