//! Changes in meaning.

use std::fmt;

use serde::Serialize;
use tcf_codec::{
    CountryCode, Deciseconds, LanguageCode, RestrictionType, Segment, U6, Uint, VendorRange,
};

/// What changed in meaning, in the order of the JSON form of strings. Nothing, if both say the
/// same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Do both strings say the same?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key of the JSON form; those of the publisher TC segment begin with `publisherTC.`, and
    /// `segments` is for segments that came or went.
    pub field: &'static str,
    /// Whose the field is.
    pub by: By,
    /// What changed.
    pub what: What,
}

/// Whose choice a field records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// The user's: purposes, vendors, special features.
    User,
    /// The publisher's: restrictions, the publisher TC segment, country, purpose one treatment,
    /// scope, texts.
    Publisher,
    /// The consent management platform's: everything else.
    Cmp,
}

impl By {
    /// All of them.
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
impl fmt::Display for By {
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
pub enum What {
    /// One value gave way to another.
    Value {
        /// The value before.
        from: Value,
        /// The value after.
        to: Value,
    },
    /// Ids came and went, as the fewest ranges.
    Ids {
        /// Ids that are new.
        added: Vec<VendorRange>,
        /// Ids that are gone.
        removed: Vec<VendorRange>,
    },
    /// Vendors came under a restriction and out of it, over all records for the purpose and the
    /// type.
    Restriction {
        /// The purpose, as written.
        purpose: U6,
        /// What is demanded.
        restriction_type: RestrictionType,
        /// Vendors that are new.
        added: Vec<VendorRange>,
        /// Vendors that are gone.
        removed: Vec<VendorRange>,
    },
    /// Segments came and went.
    Segments {
        /// Segments that are new.
        added: Vec<Segment>,
        /// Segments that are gone.
        removed: Vec<Segment>,
    },
}

/// The value of a field that is no set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(u16),
    /// True or false.
    Flag(bool),
    /// A time.
    Time(Deciseconds),
    /// A language.
    Language(LanguageCode),
    /// A country.
    Country(CountryCode),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Language(language) => language.fmt(f),
            Self::Country(country) => country.fmt(f),
        }
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
