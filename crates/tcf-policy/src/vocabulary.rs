//! Purposes, features and legal bases, with their standard names by policy version.
//!
//! A string holds only ids. Vendor lists define their names, which changed with policy version 4
//! (TCF 2.2).
//!
//! ```
//! use tcf_policy::vocabulary;
//! assert_eq!(vocabulary::PURPOSES.name(7, 5), Some("Measure advertising performance"));
//! assert_eq!(vocabulary::PURPOSES.name(7, 2), Some("Measure ad performance"));
//! assert_eq!(vocabulary::PURPOSES.name(11, 2), None);
//! ```

use std::fmt;

use serde::{Serialize, Serializer};
use tcf_codec::{CountryCode, Id, PurposeId, SpecialFeatureId};

use crate::rules::iso;

/// Purpose 1: store and/or access information on a device.
pub const PURPOSE_ONE: PurposeId = PurposeId::MIN;

/// The policy version of TCF 2.2, which changed names, purposes and legal bases.
pub const TCF_2_2: u16 = 4;

/// The latest policy version that this crate knows.
pub const LATEST_POLICY_VERSION: u16 = 5;

/// Whether a purpose needs consent under a policy version: purpose 1 always, purposes 3 to 6 since
/// policy version 4.
///
/// ```
/// use tcf_codec::PurposeId;
/// use tcf_policy::vocabulary::needs_consent;
/// let purpose = PurposeId::new(3).unwrap();
/// assert!(needs_consent(purpose, 4) && !needs_consent(purpose, 3));
/// ```
pub const fn needs_consent(purpose: PurposeId, policy_version: u16) -> bool {
    purpose.get() == PURPOSE_ONE.get()
        || matches!(purpose.get(), 3..=6) && policy_version >= TCF_2_2
}

/// Whether ISO 3166-1 assigns the code to a country.
///
/// ```
/// use tcf_codec::CountryCode;
/// use tcf_policy::vocabulary::is_country;
/// assert!(is_country("GB".parse().unwrap()) && !is_country("UK".parse().unwrap()));
/// assert!(!is_country(CountryCode::AA));
/// ```
pub fn is_country(code: CountryCode) -> bool {
    iso::is_country(code.as_str())
}

/// The id of a special purpose.
pub type SpecialPurposeId = Id<24>;
/// The id of a feature.
pub type FeatureId = Id<63>;

/// A purpose, special purpose, feature or special feature. Each kind has its own ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A purpose, which requires consent or legitimate interest.
    Purpose(PurposeId),
    /// A special purpose: legitimate interest without a right to object.
    SpecialPurpose(SpecialPurposeId),
    /// A feature, which supports purposes and is disclosed to the user.
    Feature(FeatureId),
    /// A special feature, which supports purposes and requires an opt-in of the user.
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

    /// The standard name under a policy version; `None` if the version does not define the id.
    pub fn name(self, policy_version: u16) -> Option<&'static str> {
        let names = match self {
            Self::Purpose(_) => PURPOSES,
            Self::SpecialPurpose(_) => SPECIAL_PURPOSES,
            Self::Feature(_) => FEATURES,
            Self::SpecialFeature(_) => SPECIAL_FEATURES,
        };
        names.name(self.id(), policy_version)
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
    /// Legitimate interest. The user may object.
    LegitimateInterest,
    /// Legitimate interest of a special purpose. The user has no right to object.
    SpecialPurpose,
}

impl LegalBasis {
    /// Every legal basis.
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

/// The standard names of one kind of id.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The name of each id, starting at 1, and the policy version that introduced the id.
    current: &'static [(&'static str, u16)],
    /// The names under policy versions below 4, if they differ.
    before_4: &'static [&'static str],
}

impl Names {
    /// The name of an id under a policy version; `None` if the version does not define the id.
    /// Unknown later versions have the names of the latest known version.
    pub fn name(&self, id: u8, policy_version: u16) -> Option<&'static str> {
        let index = usize::from(id).checked_sub(1)?;
        let &(name, since) = self.current.get(index)?;
        match self.before_4.get(index) {
            Some(&before) if policy_version < TCF_2_2 => Some(before),
            _ => (policy_version >= since).then_some(name),
        }
    }

    /// The highest id that has a name.
    #[expect(clippy::expect_used, reason = "the tables below are the only ones")]
    pub fn max(&self) -> u8 {
        u8::try_from(self.current.len()).expect("a table has a few names")
    }
}

/// The names of purposes.
pub const PURPOSES: Names = Names {
    current: &[
        ("Store and/or access information on a device", 0),
        ("Use limited data to select advertising", 0),
        ("Create profiles for personalised advertising", 0),
        ("Use profiles to select personalised advertising", 0),
        ("Create profiles to personalise content", 0),
        ("Use profiles to select personalised content", 0),
        ("Measure advertising performance", 0),
        ("Measure content performance", 0),
        (
            "Understand audiences through statistics or combinations of data from different sources",
            0,
        ),
        ("Develop and improve services", 0),
        ("Use limited data to select content", 4),
    ],
    before_4: &[
        "Store and/or access information on a device",
        "Select basic ads",
        "Create a personalised ads profile",
        "Select personalised ads",
        "Create a personalised content profile",
        "Select personalised content",
        "Measure ad performance",
        "Measure content performance",
        "Apply market research to generate audience insights",
        "Develop and improve products",
    ],
};

/// The names of special purposes. Strings have no bits for them.
pub const SPECIAL_PURPOSES: Names = Names {
    current: &[
        ("Ensure security, prevent and detect fraud, and fix errors", 0),
        ("Deliver and present advertising and content", 0),
        ("Save and communicate privacy choices", 5),
    ],
    before_4: &["Ensure security, prevent fraud, and debug", "Technically deliver ads or content"],
};

/// The names of features. Strings have no bits for them.
pub const FEATURES: Names = Names {
    current: &[
        ("Match and combine data from other data sources", 0),
        ("Link different devices", 0),
        ("Identify devices based on information transmitted automatically", 0),
    ],
    before_4: &[
        "Match and combine offline data sources",
        "Link different devices",
        "Receive and use automatically-sent device characteristics for identification",
    ],
};

/// The names of special features.
pub const SPECIAL_FEATURES: Names = Names {
    current: &[
        ("Use precise geolocation data", 0),
        ("Actively scan device characteristics for identification", 0),
    ],
    before_4: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_names_since_their_policy_version() {
        for (names, counts) in [
            (PURPOSES, [(2, 10), (3, 10), (4, 11), (5, 11), (63, 11)]),
            (SPECIAL_PURPOSES, [(2, 2), (3, 2), (4, 2), (5, 3), (63, 3)]),
            (FEATURES, [(2, 3), (3, 3), (4, 3), (5, 3), (63, 3)]),
            (SPECIAL_FEATURES, [(2, 2), (3, 2), (4, 2), (5, 2), (63, 2)]),
        ] {
            for (policy, count) in counts {
                let named = (0..=u8::MAX).filter(|&id| names.name(id, policy).is_some()).count();
                assert_eq!(named, count, "policy {policy}");
            }
            assert!(names.name(names.max(), 5).is_some());
        }
    }
}
