//! What a decision is about, and the legal bases.

use std::fmt;

use serde::{Serialize, Serializer};
use tcf_codec::{Id, PurposeId, SpecialFeatureId};

/// Purpose 1: store and/or access information on a device.
pub const PURPOSE_ONE: PurposeId = PurposeId::MIN;

/// The id of a special purpose.
pub type SpecialPurposeId = Id<24>;
/// The id of a feature.
pub type FeatureId = Id<63>;

/// What a vendor may want to do: each kind has ids of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A purpose, which needs consent or legitimate interest.
    Purpose(PurposeId),
    /// A special purpose: legitimate interest without a right to object.
    SpecialPurpose(SpecialPurposeId),
    /// A feature: a means to purposes, which the user is told of.
    Feature(FeatureId),
    /// A special feature: a means to purposes, which the user opts in to.
    SpecialFeature(SpecialFeatureId),
}

impl Item {
    /// The id within its kind.
    pub const fn id(self) -> u8 {
        match self {
            Self::Purpose(id) | Self::SpecialPurpose(id) => id.get(),
            Self::Feature(id) => id.get(),
            Self::SpecialFeature(id) => id.get(),
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
