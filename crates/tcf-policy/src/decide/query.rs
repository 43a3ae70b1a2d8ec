//! Inputs and options of decisions.

use tcf_codec::{CountryCode, Deciseconds, IdSet, PurposeId, SectionId, VendorId, VendorSet};

use crate::age::MaxAge;
use crate::gpp_sid::GppSid;
use crate::gvl::{CmpList, Gvl};
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis, PURPOSE_ONE, needs_consent};

/// The inputs and options that all decisions on a string share.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The rules to follow.
    pub profile: Profile,
    /// The gdpr flag passed with the string. `None` (unknown) is treated as `true`.
    pub gdpr: Option<bool>,
    /// The GPP sections that apply to the request. The GDPR applies if section 2 does.
    pub gpp_sid: Option<&'a GppSid>,
    /// The CMP list. Strings of deleted CMPs are denied.
    pub cmps: Option<&'a CmpList>,
    /// The newest vendor list of any specification. It shows which vendors were deleted after the
    /// list that the string names.
    pub newest: Option<&'a Gvl>,
    /// Decide on strings that are invalid under the policies, too.
    pub ignore_policy: bool,
    /// How to use the disclosed vendors segment of strings older than TCF 2.3.
    pub disclosed: DisclosedMode,
    /// How to decide on purpose 1 if it was not disclosed.
    pub purpose_one: PurposeOne<'a>,
    /// Permit on this legal basis only.
    pub basis: Option<LegalBasis>,
    /// The maximum age of a string. Decisions on older strings have a note.
    pub max_age: MaxAge,
    /// Deny strings that are older.
    pub deny_expired: bool,
    /// The local policy.
    pub local_policy: Option<&'a LocalPolicy>,
}

impl Query<'_> {
    /// A query that follows the specification, with default options.
    pub const fn new(as_of: Deciseconds) -> Self {
        Self {
            as_of,
            profile: Profile::Specification,
            gdpr: None,
            gpp_sid: None,
            cmps: None,
            newest: None,
            ignore_policy: false,
            disclosed: DisclosedMode::Strict,
            purpose_one: PurposeOne::Conditional,
            basis: None,
            max_age: MaxAge::DEFAULT,
            deny_expired: false,
            local_policy: None,
        }
    }

    /// Whether the GDPR applies according to `gpp_sid`.
    fn gdpr_of_gpp_sid(&self) -> Option<bool> {
        self.gpp_sid?.applies(SectionId::TCF_EU_V2)
    }

    /// Whether the GDPR does not apply: `gdpr` or `gpp_sid` says so, and neither says otherwise. A
    /// profile may follow one of them.
    pub(super) fn is_out_of_scope(&self) -> bool {
        let (flag, of_gpp_sid) = (self.gdpr, self.gdpr_of_gpp_sid());
        match self.profile {
            Profile::Specification => {
                !self.has_gdpr_conflict() && flag.or(of_gpp_sid) == Some(false)
            }
            Profile::Prebid => of_gpp_sid.or(flag) == Some(false),
            Profile::PrebidJava => flag.or(of_gpp_sid) == Some(false),
        }
    }

    /// Whether `gdpr` and `gpp_sid` contradict each other.
    pub(super) fn has_gdpr_conflict(&self) -> bool {
        let flags = [self.gdpr, self.gdpr_of_gpp_sid()];
        flags.contains(&Some(false)) && flags.contains(&Some(true))
    }
}

/// The rules to follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The specification.
    #[default]
    Specification,
    /// prebid-server in Go, to explain why a partner decides differently: without a restriction, a
    /// flexible vendor may use either basis; purpose 1 is allowed if it was not disclosed, before
    /// anything else is checked; disclosed vendors, deletion dates and the rules about invalid
    /// strings are ignored; special features need no purpose; `gpp_sid` takes precedence over the
    /// GDPR flag.
    Prebid,
    /// prebid-server in Java: as in Go, but vendors must be disclosed by strings from TCF 2.3 on
    /// and must not be deleted; purposes 3 to 6 need consent under every policy version, and
    /// purpose 1 does not; whether purpose 1 was disclosed is ignored; of several restrictions, the
    /// first record applies, also one of an undefined type; special features need only an opt-in
    /// and disclosure; the GDPR flag takes precedence over `gpp_sid`.
    PrebidJava,
}

/// What the profiles do differently.
impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Specification, Self::Prebid, Self::PrebidJava];

    /// Without a restriction, a flexible vendor may use either basis for the purpose.
    pub(super) fn lets_flexible_vendors_choose(self, purpose: PurposeId) -> bool {
        match self {
            Self::Specification => false,
            Self::Prebid => purpose != PURPOSE_ONE,
            Self::PrebidJava => true,
        }
    }

    /// A special feature needs a permitted purpose.
    pub(super) const fn requires_purpose_of_special_feature(self) -> bool {
        matches!(self, Self::Specification)
    }

    /// A special feature needs to be declared by the vendor.
    pub(super) const fn requires_declared_special_feature(self) -> bool {
        !matches!(self, Self::PrebidJava)
    }

    /// Vendors must be disclosed.
    pub(super) const fn checks_disclosure(self) -> bool {
        !matches!(self, Self::Prebid)
    }

    /// Vendors must not be deleted.
    pub(super) const fn checks_deletion(self) -> bool {
        !matches!(self, Self::Prebid)
    }

    /// Of several restrictions, the first record applies, not the lowest type.
    pub(super) const fn takes_first_restriction(self) -> bool {
        matches!(self, Self::PrebidJava)
    }

    /// How the disclosed vendors segment applies to strings from before TCF 2.3.
    pub(super) const fn disclosed_mode(self, requested: DisclosedMode) -> DisclosedMode {
        match self {
            Self::PrebidJava => DisclosedMode::Dated,
            Self::Specification | Self::Prebid => requested,
        }
    }

    /// Which rule makes a string invalid, of those that the profile checks.
    pub(super) fn invalidating(
        self,
        rule: Option<RuleCode>,
        undisclosed: Option<RuleCode>,
    ) -> Option<RuleCode> {
        match self {
            Self::Specification => rule,
            Self::Prebid => None,
            Self::PrebidJava => rule.filter(|&rule| rule == RuleCode::P001).or(undisclosed),
        }
    }

    /// Whether a purpose may be based on consent only.
    pub(super) const fn needs_consent(self, purpose: PurposeId, policy_version: u16) -> bool {
        match self {
            Self::Specification => needs_consent(purpose, policy_version),
            Self::Prebid => purpose.get() == PURPOSE_ONE.get(),
            Self::PrebidJava => {
                purpose.get() != PURPOSE_ONE.get() && needs_consent(purpose, u16::MAX)
            }
        }
    }

    /// What applies to purpose 1 if it was not disclosed.
    pub(super) const fn undisclosed_purpose_one(self) -> UndisclosedPurposeOne {
        match self {
            Self::Specification => UndisclosedPurposeOne::Options,
            Self::Prebid => UndisclosedPurposeOne::Permitted,
            Self::PrebidJava => UndisclosedPurposeOne::NeedsConsent,
        }
    }
}

/// What applies to purpose 1 if it was not disclosed (PurposeOneTreatment).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UndisclosedPurposeOne {
    /// [`Query::purpose_one`], without consent.
    Options,
    /// It is permitted, whatever else the string and the vendor list have.
    Permitted,
    /// It is denied like any purpose without consent.
    NeedsConsent,
}

/// How the disclosed vendors segment applies to strings from before TCF 2.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DisclosedMode {
    /// A vendor that the segment does not list is not disclosed, regardless of the date.
    #[default]
    Strict,
    /// The segment is ignored in strings from before TCF 2.3.
    Dated,
}

/// How to decide on purpose 1 if it was not disclosed to the user (PurposeOneTreatment).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PurposeOne<'a> {
    /// Conditional: the law of the publisher's country decides.
    #[default]
    Conditional,
    /// Deny.
    Deny,
    /// Allow.
    Allow,
    /// Allow for publishers in these countries; conditional for all others.
    AllowIn(&'a [CountryCode]),
}

/// What the operator forbids even if a string permits it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalPolicy {
    /// Purposes forbidden on consent.
    pub consent_purposes: IdSet<24>,
    /// Purposes forbidden on legitimate interest.
    pub legitimate_interest_purposes: IdSet<24>,
    /// Forbidden vendors.
    pub vendors: VendorSet,
}

impl LocalPolicy {
    /// Whether the policy forbids the vendor, or the item on this legal basis.
    pub fn forbids(&self, vendor: VendorId, item: Item, basis: Option<LegalBasis>) -> bool {
        self.vendors.contains(vendor)
            || matches!(item, Item::Purpose(id) if self.forbids_purpose(id, basis))
    }

    /// Whether the policy forbids the purpose on this legal basis.
    pub fn forbids_purpose(&self, purpose: PurposeId, basis: Option<LegalBasis>) -> bool {
        let purposes = match basis {
            Some(LegalBasis::Consent) => self.consent_purposes,
            Some(LegalBasis::LegitimateInterest) => self.legitimate_interest_purposes,
            Some(LegalBasis::SpecialPurpose) | None => IdSet::EMPTY,
        };
        purposes.contains(purpose)
    }

    /// The combination of both policies: forbids what either forbids.
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
