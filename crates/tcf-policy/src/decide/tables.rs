//! The decision tables. Each is one exhaustive `match`, so every combination has exactly one
//! outcome.

use tcf_codec::{RestrictionType, RestrictionTypes};

use super::reason::Reason;
use crate::gvl::Declaration;
use crate::vocabulary::LegalBasis::{self, Consent, LegitimateInterest, SpecialPurpose};

/// Table A: the effective basis of a purpose, given its declaration and the restriction in force.
/// `None` means deny.
pub const fn effective_basis(
    declaration: Declaration,
    restriction: Option<RestrictionType>,
) -> (Option<LegalBasis>, Reason) {
    use RestrictionType::{NotAllowed, RequireConsent, RequireLegitimateInterest, Undefined};
    let Declaration { basis, flexible } = declaration;
    let declared = match (basis, flexible) {
        (Some(declared @ (Consent | LegitimateInterest)), _) => declared,
        // A purpose cannot have the basis of a special purpose.
        (Some(SpecialPurpose) | None, false) => return (None, Reason::NotDeclared),
        (Some(SpecialPurpose) | None, true) => return (None, Reason::GvlInvalid),
    };
    match (declared, restriction) {
        (_, None | Some(Undefined)) => (Some(declared), Reason::DefaultBasis),
        (_, Some(NotAllowed)) => (None, Reason::PubForbids),
        (Consent, Some(RequireConsent)) => (Some(Consent), Reason::RestrictionNoop),
        (LegitimateInterest | SpecialPurpose, Some(RequireLegitimateInterest)) => {
            (Some(LegitimateInterest), Reason::RestrictionNoop)
        }
        (Consent, Some(RequireLegitimateInterest)) if flexible => {
            (Some(LegitimateInterest), Reason::RestrictionSwitch)
        }
        (LegitimateInterest | SpecialPurpose, Some(RequireConsent)) if flexible => {
            (Some(Consent), Reason::RestrictionSwitch)
        }
        (_, Some(RequireConsent | RequireLegitimateInterest)) => {
            (None, Reason::RestrictionNotFlexible)
        }
    }
}

/// The restrictions of a defined type, in order of precedence: not allowed, require consent,
/// require legitimate interest.
pub fn defined(types: RestrictionTypes) -> impl Iterator<Item = RestrictionType> {
    types.iter().filter(|&restriction| restriction != RestrictionType::Undefined)
}

/// The restriction in force: the defined one with the highest precedence.
pub fn in_force(types: RestrictionTypes) -> Option<RestrictionType> {
    defined(types).next()
}

/// Whether the vendor was disclosed to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisclosureStatus {
    /// The segment lists the vendor.
    Disclosed,
    /// The segment does not list it.
    NotDisclosed,
    /// The string is from before TCF 2.3, and its segment is missing, empty or ignored.
    Exempt,
    /// The segment is required, but missing or empty.
    Missing,
}

impl DisclosureStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Disclosed, Self::NotDisclosed, Self::Exempt, Self::Missing];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disclosed => "disclosed",
            Self::NotDisclosed => "notDisclosed",
            Self::Exempt => "exempt",
            Self::Missing => "missing",
        }
    }
}

/// Table B: the reasons for the verdict, given the effective basis with its purpose bit and vendor
/// bit. The verdict is a permit if the only reason is [`Reason::Ok`].
pub const fn signals(
    disclosure: DisclosureStatus,
    basis: LegalBasis,
    purpose: bool,
    vendor: bool,
) -> &'static [Reason] {
    match (disclosure, basis, purpose, vendor) {
        (DisclosureStatus::NotDisclosed, ..) => &[Reason::NotDisclosed],
        (DisclosureStatus::Missing, ..) => &[Reason::StringInvalid],
        (_, _, true, true) => &[Reason::Ok],
        (_, Consent, true, false) => &[Reason::NoVendorConsent],
        (_, Consent, false, true) => &[Reason::NoPurposeConsent],
        (_, Consent, false, false) => &[Reason::NoPurposeConsent, Reason::NoVendorConsent],
        (_, LegitimateInterest | SpecialPurpose, true, false) => &[Reason::VendorLiAbsent],
        (_, LegitimateInterest | SpecialPurpose, false, true) => &[Reason::PurposeLiAbsent],
        (_, LegitimateInterest | SpecialPurpose, false, false) => {
            &[Reason::PurposeLiAbsent, Reason::VendorLiAbsent]
        }
    }
}

/// The table of the publisher's own purposes: the basis of a permit and the reasons, given the
/// requested basis, whether the purpose may be based on consent only, and the bits. Both bases may
/// be established; consent is preferred. `None` means deny.
pub const fn publisher(
    requested: Option<LegalBasis>,
    consent_only: bool,
    consent: bool,
    legitimate_interest: bool,
) -> (Option<LegalBasis>, &'static [Reason]) {
    use Reason::{LiNotAllowed, Ok, OtherBasis, PubLiAbsent, PubNoConsent};
    match (requested, consent_only, consent, legitimate_interest) {
        (None | Some(Consent), _, true, _) => (Some(Consent), &[Ok]),
        (None, false, false, true)
        | (Some(LegitimateInterest | SpecialPurpose), false, _, true) => {
            (Some(LegitimateInterest), &[Ok])
        }
        (None, false, false, false) => (None, &[PubNoConsent, PubLiAbsent]),
        (None, true, false, true) => (None, &[PubNoConsent, LiNotAllowed]),
        (None, true, false, false)
        | (Some(Consent), false, false, false)
        | (Some(Consent), true, false, _) => (None, &[PubNoConsent]),
        (Some(Consent), false, false, true) => (None, &[PubNoConsent, OtherBasis]),
        (Some(LegitimateInterest | SpecialPurpose), false, true, false) => {
            (None, &[PubLiAbsent, OtherBasis])
        }
        (Some(LegitimateInterest | SpecialPurpose), false, false, false) => (None, &[PubLiAbsent]),
        (Some(LegitimateInterest | SpecialPurpose), true, true, _) => {
            (None, &[LiNotAllowed, OtherBasis])
        }
        (Some(LegitimateInterest | SpecialPurpose), true, false, _) => (None, &[LiNotAllowed]),
    }
}

/// The inputs of the table of special purposes.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of the table")]
pub struct SpecialFacts {
    /// Whether the vendor declares the special purpose.
    pub declared: bool,
    /// Whether the vendor was disclosed.
    pub disclosure: DisclosureStatus,
    /// The legitimate interest bit of the vendor.
    pub legitimate_interest: bool,
    /// The consent bit of the vendor.
    pub consent: bool,
    /// Whether the vendor declares special purposes and no purposes.
    pub special_only: bool,
}

/// An outcome of the table of special purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialOutcome {
    /// Permitted.
    Permit,
    /// Permitted, with a note.
    PermitNoting(Reason),
    /// Denied.
    Deny(Reason),
    /// Unknown.
    Unknown(Reason),
}

/// The table of special purposes.
pub const fn special_purpose(facts: SpecialFacts) -> SpecialOutcome {
    let SpecialFacts { declared, disclosure, legitimate_interest, consent, special_only } = facts;
    match (declared, disclosure) {
        (false, _) => SpecialOutcome::Deny(Reason::NotDeclared),
        (true, DisclosureStatus::Disclosed) => SpecialOutcome::Permit,
        (true, DisclosureStatus::NotDisclosed) => SpecialOutcome::Deny(Reason::NotDisclosed),
        (true, DisclosureStatus::Missing) => SpecialOutcome::Deny(Reason::StringInvalid),
        (true, DisclosureStatus::Exempt) => match (legitimate_interest, consent, special_only) {
            (true, _, _) => SpecialOutcome::Permit,
            (false, true, _) => SpecialOutcome::PermitNoting(Reason::NoteEvidentlyShown),
            (false, false, true) => SpecialOutcome::Deny(Reason::VendorLiAbsent),
            (false, false, false) => SpecialOutcome::Unknown(Reason::SpAmbiguous),
        },
    }
}
