//! The kinds of decoding errors.

use core::fmt;

use crate::value::SectionId;

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
    DuplicateSegment {
        /// The name of the segment.
        found: &'static str,
    },
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
    /// A publisher restriction of more than 4,095 ranges of vendors.
    TooManyRanges {
        /// Number of ranges.
        found: u16,
    },
    /// GPP: the first six bits are not 3. A GPP string starts with `D`.
    GppType {
        /// The value of the six bits.
        found: u8,
    },
    /// GPP: the version of the header is not 1. A GPP string starts with `DB`.
    GppVersion {
        /// The version of the header.
        found: u8,
    },
    /// An id above 65535 in a Fibonacci range.
    IdTooLarge {
        /// The id. Greater ones are cut to the highest value of the type.
        found: u32,
    },
    /// GPP: the ranges of the header contain more ids than there are sections.
    TooManyIds {
        /// The number of sections after the header.
        sections: u32,
    },
    /// GPP: the header lists another number of ids than there are sections.
    SectionCount {
        /// The number of ids in the header.
        ids: u32,
        /// The number of sections after the header.
        sections: u32,
    },
    /// GPP: an empty section.
    EmptySection,
    /// GPP: a section whose version is not defined.
    SectionVersion {
        /// The version of the section.
        found: u8,
        /// The latest version that is defined. The first one is 1.
        latest: u8,
    },
    /// GPP: a section that contains the signals of another section.
    WrongSection {
        /// The section that the text fits.
        fits: SectionId,
    },
    /// US section: the first sub-section is not the core.
    CoreMissing,
    /// A second sub-section of the same type with another value.
    ConflictingSubsection,
    /// Canadian section: the text has two meanings, because encoders disagree about the format.
    AmbiguousWire,
    /// GPP: a sub-section in a section that has none.
    UnexpectedSubsection,
    /// US section: more than 4,095 sub-sections that the specification does not define.
    TooManySubsections,
    /// US section with a section header: the listed sub-sections do not match those present.
    SubsectionList {
        /// The number of sub-sections that the header lists, including the core. `None` if it lists
        /// one that is not defined.
        listed: Option<u32>,
        /// The number of sub-sections that follow, including the core.
        found: u32,
    },
    /// US section with a section header: the header has the id of another section.
    SectionHeaderId {
        /// The id in the header.
        found: u8,
    },
    /// US Privacy: JSON or a consent string of another format.
    UspOtherText,
    /// US Privacy: the text is not four characters long.
    UspLength {
        /// The length in bytes.
        length: usize,
    },
    /// US Privacy: the first character is not `1`.
    UspVersion {
        /// The first character.
        found: char,
    },
    /// US Privacy: a character other than `Y`, `N` and `-`.
    UspCharacter {
        /// The character.
        found: char,
    },
    /// Additional Consent: the text starts with neither `1~` nor `2~`.
    AcVersion,
    /// Additional Consent: an id that is not a decimal number from 1 to 4294967295.
    AcId,
    /// Additional Consent: more parts than the version has.
    AcExtraPart {
        /// The version, 1 or 2.
        version: u8,
    },
    /// Additional Consent: the third part does not start with `dv`.
    AcDisclosedPrefix,
}

impl ErrorKind {
    /// The stable code of the kind: `S` for framing and syntax, `F` for format, `X` for GPP, `U`
    /// for US Privacy, `A` for Additional Consent. The meaning of a code never changes.
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
            Self::DuplicateSegment { .. } => "S010",
            Self::Truncated { .. } => "S011",
            Self::TooLong { .. } => "S013",
            Self::UnexpandedMacro => "S014",
            Self::RangeInverted { .. } => "F001",
            Self::VendorIdZero => "F003",
            Self::VendorIdAboveMax { .. } => "F004",
            Self::InvalidLetter { .. } => "F005",
            Self::GppType { .. } => "X001",
            Self::GppVersion { .. } => "X002",
            Self::SectionCount { .. } => "X004",
            Self::EmptySection => "X005",
            Self::IdTooLarge { .. } => "X007",
            Self::TooManyRanges { .. } => "X008",
            Self::SectionVersion { .. } => "X015",
            Self::TooManyIds { .. } => "X020",
            Self::CoreMissing => "X030",
            Self::ConflictingSubsection => "X031",
            Self::UnexpectedSubsection | Self::TooManySubsections => "X032",
            Self::AmbiguousWire => "X034",
            Self::WrongSection { .. } => "X036",
            Self::SubsectionList { .. } => "X037",
            Self::SectionHeaderId { .. } => "X038",
            Self::UspLength { .. } => "U001",
            Self::UspVersion { .. } => "U002",
            Self::UspCharacter { .. } => "U003",
            Self::UspOtherText => "U010",
            Self::AcVersion => "A001",
            Self::AcId => "A002",
            Self::AcExtraPart { version: 1 } => "A003",
            Self::AcExtraPart { .. } => "A012",
            Self::AcDisclosedPrefix => "A013",
        }
    }
}

impl fmt::Display for ErrorKind {
    #[expect(clippy::too_many_lines, reason = "one message per kind")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("text is empty"),
            Self::InvalidCharacter { found } => {
                write!(f, "invalid character {found:?}, expected A-Z, a-z, 0-9, '-' or '_'")
            }
            Self::Padding => f.write_str("unexpected padding '=' at the end of a segment"),
            Self::EmptySegment => f.write_str("empty segment, expected at least one character"),
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
            Self::DuplicateCore => f.write_str("second core segment, expected only the first"),
            Self::UnknownSegmentType { found } => {
                write!(f, "unknown segment type {found}, expected 1, 2 or 3")
            }
            Self::DuplicateSegment { found } => {
                write!(f, "second {found} segment, expected at most one")
            }
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
            Self::TooManyRanges { found } => {
                write!(f, "publisher restriction of {found} ranges, expected at most 4095")
            }
            Self::GppType { found } => {
                write!(f, "not a GPP string: type {found}, expected 3 ('D' as the first character)")
            }
            Self::GppVersion { found } => {
                write!(
                    f,
                    "unknown version {found} of the GPP header, expected 1 ('B' as the second \
                     character)"
                )
            }
            Self::IdTooLarge { found: u32::MAX } => {
                f.write_str("id above 4294967294, expected at most 65535")
            }
            Self::IdTooLarge { found } => write!(f, "id {found}, expected at most 65535"),
            Self::TooManyIds { sections: 1 } => {
                f.write_str("header lists more ids than there are sections: 1 section")
            }
            Self::TooManyIds { sections } => {
                write!(f, "header lists more ids than there are sections: {sections} sections")
            }
            Self::SectionCount { ids, sections } => {
                let (id, section) =
                    (if *ids == 1 { "id" } else { "ids" }, if *sections == 1 { "" } else { "s" });
                write!(f, "header lists {ids} {id}, found {sections} section{section}")
            }
            Self::EmptySection => f.write_str("empty section"),
            Self::SectionVersion { found, latest } => {
                write!(f, "unknown version {found} of the section, expected 1")?;
                match latest {
                    1 => Ok(()),
                    2 => f.write_str(" or 2"),
                    latest => write!(f, " to {latest}"),
                }
            }
            Self::WrongSection { fits } => {
                write!(f, "text of another section: it fits {fits} (id {})", fits.get())
            }
            Self::CoreMissing => f.write_str("first sub-section is gpc, expected core"),
            Self::ConflictingSubsection => {
                f.write_str("second sub-section of the same type with another value than the first")
            }
            Self::AmbiguousWire => {
                f.write_str("text has two meanings: it fits the current and the former encoding")
            }
            Self::UnexpectedSubsection => f.write_str("unexpected '.': no sub-sections"),
            Self::TooManySubsections => f.write_str("more than 4095 undefined sub-sections"),
            Self::SubsectionList { listed: None, .. } => f.write_str(
                "section header lists a sub-section that is not defined, expected 1 or none",
            ),
            Self::SubsectionList { listed: Some(listed), found } => {
                let section = if *listed == 1 { "sub-section" } else { "sub-sections" };
                write!(f, "section header lists {listed} {section} with the core, found {found}")
            }
            Self::SectionHeaderId { found } => {
                write!(f, "section header has the id {found} of another section")
            }
            Self::UspLength { length } => {
                write!(f, "text of {length} bytes, expected four characters such as '1YNN'")
            }
            Self::UspOtherText => {
                f.write_str("not a US Privacy string, expected one such as '1YNN'")
            }
            Self::UspVersion { found } => write!(f, "unknown version {found:?}, expected '1'"),
            Self::UspCharacter { found } => {
                write!(f, "invalid character {found:?}, expected 'Y', 'N' or '-'")
            }
            Self::AcVersion => f.write_str("unknown version, expected '1~' or '2~' at the start"),
            Self::AcId => f.write_str("invalid provider id, expected a decimal number above 0"),
            Self::AcExtraPart { version } => {
                write!(f, "unexpected '~': version {version} has {} parts", version + 1)
            }
            Self::AcDisclosedPrefix => {
                f.write_str("expected 'dv.' at the start of the disclosed providers")
            }
        }
    }
}
