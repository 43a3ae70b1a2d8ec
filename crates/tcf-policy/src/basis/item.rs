//! What a decision is about, and the legal bases.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a vendor may want to do: each kind has ids of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A purpose, which needs consent or legitimate interest.
    Purpose(u8),
    /// A special purpose: legitimate interest without a right to object.
    SpecialPurpose(u8),
    /// A feature: a means to purposes, which the user is told of.
    Feature(u8),
    /// A special feature: a means to purposes, which the user opts in to.
    SpecialFeature(u8),
}

impl Item {
    /// The id within its kind.
    pub const fn id(self) -> u8 {
        match self {
            Self::Purpose(id) | Self::SpecialPurpose(id) | Self::Feature(id) | Self::SpecialFeature(id) => id,
        }
    }

    /// The name of the kind in JSON.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Purpose(_) => "purpose",
            Self::SpecialPurpose(_) => "specialPurpose",
            Self::Feature(_) => "feature",
            Self::SpecialFeature(_) => "specialFeature",
        }
    }
}

/// `purpose 2`
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Purpose(_) => "purpose",
            Self::SpecialPurpose(_) => "special purpose",
            Self::Feature(_) => "feature",
            Self::SpecialFeature(_) => "special feature",
        };
        write!(f, "{kind} {}", self.id())
    }
}

/// A legal basis of processing under the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegalBasis {
    /// Consent.
    Consent,
    /// Legitimate interest, to which the user may object.
    LegitimateInterest,
    /// Legitimate interest of a special purpose, to which there is no right to object.
    SpecialPurpose,
}

impl LegalBasis {
    /// Every basis.
    pub const ALL: [Self; 3] = [Self::Consent, Self::LegitimateInterest, Self::SpecialPurpose];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::LegitimateInterest => "legitimateInterest",
            Self::SpecialPurpose => "specialPurpose",
        }
    }
}

/// `legitimate interest`
impl fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Consent => "consent",
            Self::LegitimateInterest => "legitimate interest",
            Self::SpecialPurpose => "special purpose",
        })
    }
}

impl Serialize for LegalBasis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
