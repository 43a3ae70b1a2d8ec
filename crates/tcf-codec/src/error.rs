//! What can be wrong with a text, and where.

use core::fmt;

use crate::field::FieldPath;

/// Why a text is no consent string, and the place where reading stopped.
///
/// Faults are reported in the order of the wire: the first field that could not be taken.
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

    pub(crate) const fn moved_to(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// What is wrong.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The stable code of the kind; see [`ErrorKind::code`].
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The name of the segment in which reading stopped, where that is known.
    pub const fn segment(&self) -> Option<&'static str> {
        self.segment
    }

    /// The first field that could not be taken, where the fault lies in a field.
    pub const fn field(&self) -> Option<FieldPath> {
        self.field
    }

    /// The first bit of that field, counted from the beginning of its segment.
    pub const fn bit(&self) -> Option<u32> {
        self.bit
    }

    /// Byte offset into the input: where the fault shows, or the length of the input if it ends too
    /// early.
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

/// What a reader refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing but white space.
    Empty,
    /// A character outside of `A-Za-z0-9-_` and the dot between segments.
    BadCharacter {
        /// The character.
        found: char,
    },
    /// `=` at the end of a segment: the format has no padding.
    Padding,
    /// Nothing before, between or after dots.
    EmptySegment,
    /// The first six bits are neither 1 nor 2.
    UnknownVersion {
        /// Their value.
        found: u8,
    },
    /// A string of the other version than the one asked for.
    OtherVersion {
        /// The version of the text, 1 or 2.
        found: u8,
        /// The version asked for.
        wanted: u8,
    },
    /// A version 1 string has one segment only.
    SegmentsInVersion1,
    /// The first segment is not the core.
    CoreNotFirst {
        /// What it is.
        found: &'static str,
    },
    /// Another core after the first.
    DuplicateCore,
    /// A segment of a type that the specification does not define.
    UnknownSegmentType {
        /// The type, 4 to 7.
        found: u8,
    },
    /// The same segment twice.
    DuplicateSegment,
    /// The bits end inside of a field.
    Truncated {
        /// Width of the field, in bits.
        needed: u32,
        /// Bits that are left.
        available: u32,
    },
    /// The text is longer than the cap.
    TooLong {
        /// Its length, in bytes.
        length: usize,
        /// The cap, in bytes.
        limit: usize,
    },
    /// A URL macro that nobody filled in, such as `${GDPR_CONSENT_755}`.
    UnexpandedMacro,
    /// A range that ends before it starts.
    RangeInverted {
        /// StartOrOnlyVendorId.
        start: u16,
        /// EndVendorId.
        end: u16,
    },
    /// Vendor id 0: ids start at 1.
    VendorIdZero,
    /// An id above the MaxVendorId of its section.
    VendorIdAboveMax {
        /// The id.
        id: u16,
        /// MaxVendorId.
        max: u16,
    },
    /// A letter outside of A to Z.
    BadLetter {
        /// Its six bits, 26 to 63.
        value: u8,
    },
}

impl ErrorKind {
    /// The stable code: `S` for framing and syntax, `F` for format. Codes never change their
    /// meaning.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "S001",
            Self::BadCharacter { .. } => "S002",
            Self::Padding => "S003",
            Self::EmptySegment => "S004",
            Self::UnknownVersion { .. } | Self::OtherVersion { .. } => "S005",
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
            Self::BadLetter { .. } => "F005",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the text is empty"),
            Self::BadCharacter { found } => {
                write!(f, "{found:?} is not in the alphabet A-Z a-z 0-9 - _")
            }
            Self::Padding => f.write_str("'=' at the end of a segment: the format has no padding"),
            Self::EmptySegment => f.write_str("an empty segment"),
            Self::UnknownVersion { found } => {
                write!(
                    f,
                    "the first character says version {found}, wanted B (version 1) or C (version 2)"
                )
            }
            Self::OtherVersion { found, wanted } => {
                write!(f, "a version {found} string, wanted version {wanted}")
            }
            Self::SegmentsInVersion1 => {
                f.write_str("a '.' in a version 1 string, which has one segment only")
            }
            Self::CoreNotFirst { found } => {
                write!(f, "the first segment is {found}, wanted the core")
            }
            Self::DuplicateCore => f.write_str("a second core segment"),
            Self::UnknownSegmentType { found } => {
                write!(f, "segment type {found}, wanted 1, 2 or 3")
            }
            Self::DuplicateSegment => f.write_str("the same segment a second time"),
            Self::Truncated { needed, available } => {
                write!(f, "the segment ends here: {needed} bits wanted, {available} left")
            }
            Self::TooLong { length, limit } => {
                write!(f, "{length} bytes of text, the limit is {limit}")
            }
            Self::UnexpandedMacro => f.write_str("a URL macro that was not filled in"),
            Self::RangeInverted { start, end } => {
                write!(f, "a range from {start} to {end} ends before it starts")
            }
            Self::VendorIdZero => f.write_str("vendor id 0: ids start at 1"),
            Self::VendorIdAboveMax { id, max } => {
                write!(f, "vendor id {id} is above MaxVendorId {max}")
            }
            Self::BadLetter { value } => write!(f, "letter value {value}, wanted 0 (A) to 25 (Z)"),
        }
    }
}
