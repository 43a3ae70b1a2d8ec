//! The date, the lists and the options of decisions.

use tcf_codec::{CountryCode, Deciseconds, IdSet, VendorId, VendorSet};

use crate::gvl::{CmpList, Gvl};
use crate::vocabulary::{Item, LegalBasis};

/// What all decisions on a string have in common: the date, lists and options.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The "as of" date.
    pub as_of: Deciseconds,
    /// Whose reading of the policies.
    pub profile: Profile,
    /// Does GDPR apply, by the flag that comes with a string? `None` is unknown, and taken for yes.
    pub gdpr: Option<bool>,
    /// The CMP list, to refuse strings of deleted platforms.
    pub cmps: Option<&'a CmpList>,
    /// The newest vendor list, which tells of vendors that were deleted after the string was made.
    pub newest: Option<&'a Gvl>,
    /// Go on with strings that are invalid under the policies.
    pub ignore_policy: bool,
    /// How disclosed vendors count in strings from before TCF 2.3.
    pub disclosed: DisclosedMode,
    /// What to do where purpose 1 was not disclosed.
    pub purpose_one: PurposeOne<'a>,
    /// Permit on this basis only.
    pub basis: Option<LegalBasis>,
    /// What the local policy forbids.
    pub local_policy: Option<&'a LocalPolicy>,
}

impl Query<'_> {
    /// Under the specification, with the default of every option.
    pub const fn new(as_of: Deciseconds) -> Self {
        Self {
            as_of,
            profile: Profile::Specification,
            gdpr: None,
            cmps: None,
            newest: None,
            ignore_policy: false,
            disclosed: DisclosedMode::Strict,
            purpose_one: PurposeOne::Conditional,
            basis: None,
            local_policy: None,
        }
    }
}

/// Whose reading of the policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The specification's.
    #[default]
    Specification,
    /// That of prebid-server, to see why a partner decided otherwise: without a restriction a
    /// flexible vendor may use either basis, purpose 1 that was not disclosed is allowed, disclosed
    /// vendors and deletion dates are not looked at, special features need an opt-in and no
    /// purpose, and the rules on invalid strings are not applied.
    Prebid,
}

/// How disclosed vendors count in strings from before TCF 2.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DisclosedMode {
    /// A vendor that the segment does not list is not disclosed, whatever the date.
    #[default]
    Strict,
    /// The segment counts in strings of TCF 2.3 only.
    Dated,
}

/// What to do where purpose 1 was not disclosed to the user (PurposeOneTreatment).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PurposeOne<'a> {
    /// The verdict is conditional: it depends on the law of the publisher's country.
    #[default]
    Conditional,
    /// Deny.
    Deny,
    /// Allow.
    Allow,
    /// Allow for publishers of these countries; conditional for all others.
    AllowIn(&'a [CountryCode]),
}

/// What the local policy forbids, whatever a string permits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalPolicy {
    /// Purposes that are forbidden on consent.
    pub consent_purposes: IdSet<24>,
    /// Purposes that are forbidden on legitimate interest.
    pub legitimate_interest_purposes: IdSet<24>,
    /// Vendors that are forbidden.
    pub vendors: VendorSet,
}

impl LocalPolicy {
    /// Does it forbid this vendor, or this item on this basis?
    pub fn forbids(&self, vendor: VendorId, item: Item, basis: Option<LegalBasis>) -> bool {
        let purposes = match basis {
            Some(LegalBasis::Consent) => self.consent_purposes,
            Some(LegalBasis::LegitimateInterest) => self.legitimate_interest_purposes,
            Some(LegalBasis::SpecialPurpose) | None => IdSet::EMPTY,
        };
        self.vendors.contains(vendor) || matches!(item, Item::Purpose(id) if purposes.contains(id))
    }

    /// What either policy forbids.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            consent_purposes: self.consent_purposes.union(other.consent_purposes),
            legitimate_interest_purposes: self
                .legitimate_interest_purposes
                .union(other.legitimate_interest_purposes),
            vendors: self.vendors.union(&other.vendors),
        }
    }
}
