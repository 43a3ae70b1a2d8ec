//! Changes of meaning.

use std::fmt;

use serde::Serialize;
use tcf_codec::ac::ProviderRange;
use tcf_codec::{
    CountryCode, Deciseconds, LanguageCode, RestrictionType, SectionId, U6, Uint, UspSignal,
    VendorRange,
};

/// The changes of meaning between two strings, in the order of the JSON payload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Whether both strings have the same meaning.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// A changed field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The section of a GPP string; `None` for its list of sections, and in other strings.
    pub section: Option<SectionId>,
    /// The key in the JSON payload. Keys of the publisher TC segment start with `publisherTC.`,
    /// those of the publisher purposes of a Canadian section with `publisherPurposes.`; `segments`
    /// and `sections` stand for segments and sections that were added or removed, `disclosedList`
    /// for the list of disclosed providers of an Additional Consent string.
    pub field: &'static str,
    /// Who controls the field.
    pub by: Actor,
    /// The kind of change.
    pub kind: ChangeKind,
}

/// Who controls a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// The user: purposes, vendors, providers, special features; opt-outs and consents of US
    /// sections, Global Privacy Control.
    User,
    /// The publisher: restrictions, the publisher TC segment, PublisherCC, PurposeOneTreatment,
    /// IsServiceSpecific, UseNonStandardTexts; notices and MSPA fields of US sections.
    Publisher,
    /// The consent management platform: all other fields.
    Cmp,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Self; 3] = [Self::User, Self::Publisher, Self::Cmp];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Publisher => "publisher",
            Self::Cmp => "cmp",
        }
    }
}

/// `the user`
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::User => "the user",
            Self::Publisher => "the publisher",
            Self::Cmp => "the CMP",
        })
    }
}

/// How a field changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A value was replaced.
    Value {
        /// The value before.
        from: Value,
        /// The value after.
        to: Value,
    },
    /// An element of a list of values was replaced.
    Element {
        /// Its number in the list, from 1, as in the specification.
        id: u8,
        /// The value before.
        from: Value,
        /// The value after.
        to: Value,
    },
    /// Ids were added or removed. The ranges are minimal.
    Ids {
        /// Added ids.
        added: Vec<VendorRange>,
        /// Removed ids.
        removed: Vec<VendorRange>,
    },
    /// The vendors of a restriction changed. All records with the same purpose and type count as
    /// one restriction.
    Restriction {
        /// The purpose id, which may be invalid.
        purpose: U6,
        /// The restriction type.
        restriction_type: RestrictionType,
        /// Added vendors.
        added: Vec<VendorRange>,
        /// Removed vendors.
        removed: Vec<VendorRange>,
    },
    /// Providers of an Additional Consent string were added or removed.
    Providers {
        /// Added providers.
        added: Vec<ProviderRange>,
        /// Removed providers.
        removed: Vec<ProviderRange>,
    },
    /// Segments or sub-sections were added or removed.
    Segments {
        /// The names of added segments.
        added: Vec<&'static str>,
        /// The names of removed segments.
        removed: Vec<&'static str>,
    },
    /// Sections of a GPP string were added or removed.
    Sections {
        /// Added sections.
        added: Vec<SectionId>,
        /// Removed sections.
        removed: Vec<SectionId>,
    },
    /// A text whose encoding is not published was replaced.
    Text {
        /// The text before.
        from: String,
        /// The text after.
        to: String,
    },
}

/// The value of a field that is not a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(u16),
    /// A flag.
    Flag(bool),
    /// A time.
    Time(Deciseconds),
    /// A language.
    Language(LanguageCode),
    /// A country.
    Country(CountryCode),
    /// A signal of a US Privacy string.
    Signal(UspSignal),
    /// The string does not have the field.
    Absent,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Language(language) => language.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Signal(signal) => signal.fmt(f),
            Self::Absent => f.pad("absent"),
        }
    }
}

impl From<u8> for Value {
    fn from(number: u8) -> Self {
        Self::Number(number.into())
    }
}

impl From<UspSignal> for Value {
    fn from(signal: UspSignal) -> Self {
        Self::Signal(signal)
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number)
    }
}

impl<const BITS: usize> From<Uint<BITS>> for Value {
    fn from(number: Uint<BITS>) -> Self {
        Self::Number(number.get())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Deciseconds> for Value {
    fn from(time: Deciseconds) -> Self {
        Self::Time(time)
    }
}

impl From<LanguageCode> for Value {
    fn from(language: LanguageCode) -> Self {
        Self::Language(language)
    }
}

impl From<CountryCode> for Value {
    fn from(country: CountryCode) -> Self {
        Self::Country(country)
    }
}
