//! Decisions.

use std::borrow::Cow;
use std::fmt;

use tcf_codec::{CountryCode, Deciseconds, RestrictionType, VendorId};

use super::describe::StringFacts;
use super::reason::{Reason, Reasons};
use super::tables::DisclosureStatus;
use crate::gvl::{Gvl, ListKey};
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis};

/// The result of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Data may be processed.
    Permit,
    /// Data must not be processed.
    Deny,
    /// The law of the publisher's country decides.
    Conditional,
    /// The inputs do not suffice for a verdict.
    Unknown,
    /// The law does not apply.
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

/// The bits of a string that concern a vendor and an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    /// The bit in PurposesConsent; `None` unless the item is a purpose.
    pub purpose_consent: Option<bool>,
    /// The bit of the vendor in the vendor consent section.
    pub vendor_consent: bool,
    /// The bit in PurposesLITransparency; `None` unless the item is a purpose.
    pub purpose_legitimate_interest: Option<bool>,
    /// The bit of the vendor in the vendor legitimate interest section.
    pub vendor_legitimate_interest: bool,
    /// The bit in SpecialFeatureOptIns; `None` unless the item is a special feature.
    pub opt_in: Option<bool>,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The vendor.
    pub vendor: VendorId,
    /// The purpose, special purpose, feature or special feature.
    pub item: Item,
    /// The policy version of the string, which defines the items; `None` in version 1.
    pub policy_version: Option<u16>,
    /// The declared basis; `None` for features and for undeclared items.
    pub declared: Option<LegalBasis>,
    /// Whether a publisher may switch the basis.
    pub flexible: bool,
    /// The publisher restriction in force.
    pub restriction: Option<RestrictionType>,
    /// The basis after restrictions.
    pub effective: Option<LegalBasis>,
    /// The bits of the string.
    pub bits: Bits,
    /// Whether the vendor was disclosed to the user.
    pub disclosure: DisclosureStatus,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons, in the order of the procedure.
    pub reasons: Reasons,
    /// Notes, which do not affect the verdict.
    pub notes: Reasons,
    /// The rule that makes the string invalid, if any.
    pub invalid: Option<RuleCode>,
    /// The deletion date of the vendor, if it was deleted.
    pub deleted: Option<Deciseconds>,
    /// The last update of the string.
    pub last_updated: Deciseconds,
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The publisher's country.
    pub publisher_cc: CountryCode,
}

impl Decision {
    /// The legal basis of a permit; `None` for other verdicts. Features have no basis of their own.
    /// Neither has purpose 1 if it was not disclosed and an option allowed it.
    pub fn basis(&self) -> Option<LegalBasis> {
        let without = [Reason::P1Allowed, Reason::PrebidPurposeOne];
        match self.verdict {
            Verdict::Permit if without.iter().any(|&reason| self.reasons.contains(reason)) => None,
            Verdict::Permit => self.effective,
            _ => None,
        }
    }

    /// Whether the verdict is [`Verdict::Permit`].
    pub const fn is_permit(&self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }

    /// The name of the item: from the vendor list if it has the specification that the string uses,
    /// otherwise the standard name under the policy version of the string. `None` if they do not
    /// define the item.
    pub fn item_name<'a>(&self, gvl: Option<&'a Gvl>) -> Option<&'a str> {
        let policy_version = self.policy_version?;
        let specification = ListKey::specification_of(policy_version);
        gvl.filter(|gvl| gvl.key().specification == specification)
            .and_then(|gvl| gvl.item_name(self.item))
            .or_else(|| self.item.name(policy_version))
    }

    /// The text of a reason, with the facts of this decision.
    pub fn describe(&self, reason: Reason) -> Cow<'static, str> {
        let Self { verdict, invalid, last_updated, as_of, publisher_cc, .. } = *self;
        let facts = StringFacts { verdict, invalid, last_updated, as_of, publisher_cc };
        let text = facts.describe(reason);
        match (reason, self.deleted, self.disclosure) {
            (Reason::VendorDeleted, Some(deleted), _) => {
                format!("{text} (deleted {deleted})").into()
            }
            (Reason::VendorLiAbsent | Reason::PurposeLiAbsent, _, DisclosureStatus::Disclosed) => {
                format!("{text} (the vendor was disclosed)").into()
            }
            _ => text,
        }
    }
}
