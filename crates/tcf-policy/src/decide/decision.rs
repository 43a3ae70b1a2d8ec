//! What was decided, with everything it was decided from.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use tcf_codec::{CountryCode, Deciseconds, RestrictionType, VendorId};

use super::reason::{Reason, Reasons};
use super::tables::DisclosureStatus;
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis};

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Yes.
    Permit,
    /// No.
    Deny,
    /// It depends on what the string cannot tell.
    Conditional,
    /// Nobody can tell.
    Unknown,
    /// The framework does not apply.
    OutOfScope,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 5] =
        [Self::Permit, Self::Deny, Self::Conditional, Self::Unknown, Self::OutOfScope];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Deny => "deny",
            Self::Conditional => "conditional",
            Self::Unknown => "unknown",
            Self::OutOfScope => "outOfScope",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OutOfScope => "out of scope",
            other => other.name(),
        })
    }
}

/// The bits of a string that speak of a vendor and an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    /// PurposesConsent; `None` where the item has no such bit.
    pub purpose_consent: Option<bool>,
    /// The vendor consent section.
    pub vendor_consent: bool,
    /// PurposesLITransparency; `None` where the item has no such bit.
    pub purpose_legitimate_interest: Option<bool>,
    /// The vendor legitimate interest section.
    pub vendor_legitimate_interest: bool,
    /// SpecialFeatureOptIns; `None` where the item is no special feature.
    pub opt_in: Option<bool>,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The vendor.
    pub vendor: VendorId,
    /// What it wants to do.
    pub item: Item,
    /// The basis that the vendor declares; `None` for features, or if it does not declare the item.
    pub declared: Option<LegalBasis>,
    /// May a publisher switch that basis?
    pub flexible: bool,
    /// The publisher restriction in force.
    pub restriction: Option<RestrictionType>,
    /// The basis after restrictions.
    pub effective: Option<LegalBasis>,
    /// The bits of the string.
    pub bits: Bits,
    /// Was the vendor disclosed to the user?
    pub disclosure: DisclosureStatus,
    /// The answer.
    pub verdict: Verdict,
    /// Why, in the order of the procedure.
    pub reasons: Reasons,
    /// What else is worth knowing; it decides nothing.
    pub notes: Reasons,
    /// The rule that makes the string invalid, if one does.
    pub invalid: Option<RuleCode>,
    /// When the vendor was deleted, if it was.
    pub deleted: Option<Deciseconds>,
    /// The country of the publisher.
    pub publisher_cc: CountryCode,
}

impl Decision {
    /// The basis on which it is permitted; `None` unless it is. Features have none of their own,
    /// nor has purpose 1 where an option allowed it although it was not disclosed.
    pub fn basis(&self) -> Option<LegalBasis> {
        let without = [Reason::P1Allowed, Reason::PrebidPurposeOne];
        match self.verdict {
            Verdict::Permit if without.iter().any(|&reason| self.reasons.contains(reason)) => None,
            Verdict::Permit => self.effective,
            _ => None,
        }
    }

    /// Is it permitted?
    pub const fn is_permit(&self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }

    /// A reason in words, with what it was decided from.
    pub fn describe(&self, reason: Reason) -> Cow<'static, str> {
        let text = reason.text();
        match (reason, self.invalid, self.deleted) {
            (Reason::StringInvalid, Some(code), _) => format!("{text} ({code})").into(),
            (Reason::VendorDeleted, _, Some(deleted)) => {
                format!("{text} (deleted {deleted})").into()
            }
            (Reason::P1NotDisclosed, ..) if self.publisher_cc == CountryCode::AA => {
                format!("{text}, which it does not name").into()
            }
            (Reason::P1NotDisclosed | Reason::P1Denied | Reason::P1Allowed, ..) => {
                format!("{text} (publisher country {})", self.publisher_cc).into()
            }
            (Reason::VendorLiAbsent | Reason::PurposeLiAbsent, ..) => match self.disclosure {
                DisclosureStatus::Disclosed => {
                    format!("{text} (the vendor was disclosed: objected to, or not offered)").into()
                }
                _ => text.into(),
            },
            _ => text.into(),
        }
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.item.kind())?;
        map.serialize_entry("id", &self.item.id())?;
        map.serialize_entry("declared", &self.declared)?;
        map.serialize_entry("flexible", &self.flexible)?;
        map.serialize_entry("restriction", &self.restriction.map(RestrictionType::name))?;
        map.serialize_entry("effective", &self.effective)?;
        map.serialize_entry("bits", &self.bits)?;
        map.serialize_entry("disclosed", self.disclosure.name())?;
        map.serialize_entry("verdict", self.verdict.name())?;
        map.serialize_entry("basis", &self.basis())?;
        map.serialize_entry("reasons", &Described(self, &self.reasons))?;
        map.serialize_entry("notes", &Described(self, &self.notes))?;
        map.end()
    }
}

struct Described<'a>(&'a Decision, &'a Reasons);

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reasons = self.1.as_slice();
        let mut seq = serializer.serialize_seq(Some(reasons.len()))?;
        for &reason in reasons {
            seq.serialize_element(&Coded { code: reason.code(), text: &self.0.describe(reason) })?;
        }
        seq.end()
    }
}

#[derive(serde::Serialize)]
struct Coded<'a> {
    code: &'static str,
    text: &'a str,
}

impl Serialize for Bits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Pair {
            purpose: Option<bool>,
            vendor: bool,
        }
        let mut map = serializer.serialize_map(None)?;
        let consent = Pair { purpose: self.purpose_consent, vendor: self.vendor_consent };
        map.serialize_entry("consent", &consent)?;
        let interest = Pair {
            purpose: self.purpose_legitimate_interest,
            vendor: self.vendor_legitimate_interest,
        };
        map.serialize_entry("legitimateInterest", &interest)?;
        if let Some(opt_in) = self.opt_in {
            map.serialize_entry("optIn", &opt_in)?;
        }
        map.end()
    }
}
