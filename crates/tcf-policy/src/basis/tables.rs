//! The decision tables, as data. The code walks them; a test walks every combination (law 10).

use std::sync::LazyLock;

use tcf_codec::{PurposeId, RestrictionType, RestrictionTypes};

use super::reason::Reason;
use crate::vocabulary::LegalBasis::{self, Consent, LegitimateInterest};

/// A cell of a table: a value that must be met, or any.
#[derive(Clone, Copy, Debug)]
pub enum Cell<T> {
    /// This value.
    Is(T),
    /// Whatever it is.
    Any,
}

impl<T: PartialEq + Copy> Cell<T> {
    fn fits(self, value: T) -> bool {
        match self {
            Self::Is(wanted) => wanted == value,
            Self::Any => true,
        }
    }
}

use Cell::{Any, Is};

/// A row of table A: from what is declared, and the restriction in force, to the effective basis.
#[derive(Clone, Copy, Debug)]
pub struct EffectiveRow {
    /// Number of the row.
    pub number: u8,
    /// Declared basis.
    pub declared: Option<LegalBasis>,
    /// May a publisher switch it?
    pub flexible: bool,
    /// The restriction in force.
    pub restriction: Cell<Option<RestrictionType>>,
    /// The effective basis; `None` denies.
    pub effective: Option<LegalBasis>,
    /// Why.
    pub reason: Reason,
}

const fn a(
    number: u8,
    declared: Option<LegalBasis>,
    flexible: bool,
    restriction: Cell<Option<RestrictionType>>,
    effective: Option<LegalBasis>,
    reason: Reason,
) -> EffectiveRow {
    EffectiveRow { number, declared, flexible, restriction, effective, reason }
}

const C: Option<LegalBasis> = Some(Consent);
const LI: Option<LegalBasis> = Some(LegitimateInterest);
const FORBID: Cell<Option<RestrictionType>> = Is(Some(RestrictionType::NotAllowed));
const NEED_C: Cell<Option<RestrictionType>> = Is(Some(RestrictionType::RequireConsent));
const NEED_LI: Cell<Option<RestrictionType>> = Is(Some(RestrictionType::RequireLegitimateInterest));
const NO: Cell<Option<RestrictionType>> = Is(None);

/// Table A. Restrictions of the undefined type count as none.
pub const EFFECTIVE_BASIS: [EffectiveRow; 21] = [
    a(1, C, false, NO, C, Reason::DefaultBasis),
    a(2, C, false, FORBID, None, Reason::PubForbids),
    a(3, C, false, NEED_C, C, Reason::RestrictionNoop),
    a(4, C, false, NEED_LI, None, Reason::RestrictionNotFlexible),
    a(5, C, true, NO, C, Reason::DefaultBasis),
    a(6, C, true, FORBID, None, Reason::PubForbids),
    a(7, C, true, NEED_C, C, Reason::RestrictionNoop),
    a(8, C, true, NEED_LI, LI, Reason::RestrictionSwitch),
    a(9, LI, false, NO, LI, Reason::DefaultBasis),
    a(10, LI, false, FORBID, None, Reason::PubForbids),
    a(11, LI, false, NEED_C, None, Reason::RestrictionNotFlexible),
    a(12, LI, false, NEED_LI, LI, Reason::RestrictionNoop),
    a(13, LI, true, NO, LI, Reason::DefaultBasis),
    a(14, LI, true, FORBID, None, Reason::PubForbids),
    a(15, LI, true, NEED_C, C, Reason::RestrictionSwitch),
    a(16, LI, true, NEED_LI, LI, Reason::RestrictionNoop),
    a(17, None, false, NO, None, Reason::NotDeclared),
    a(18, None, false, FORBID, None, Reason::NotDeclared),
    a(19, None, false, NEED_C, None, Reason::NotDeclared),
    a(20, None, false, NEED_LI, None, Reason::NotDeclared),
    a(21, None, true, Any, None, Reason::GvlInvalid),
];

/// The row of table A for a combination.
pub fn effective_row(
    declared: Option<LegalBasis>,
    flexible: bool,
    restriction: Option<RestrictionType>,
) -> Option<&'static EffectiveRow> {
    /// The row of every combination, which are looked for once.
    static ROWS: LazyLock<[Option<&'static EffectiveRow>; DECLARED.len() * 2 * RESTRICTIONS.len()]> =
        LazyLock::new(|| {
            std::array::from_fn(|at| {
                let (rest, restriction) =
                    (at / RESTRICTIONS.len(), RESTRICTIONS.get(at % RESTRICTIONS.len())?);
                let (declared, flexible) = (DECLARED.get(rest / 2)?, rest % 2 == 1);
                EFFECTIVE_BASIS.iter().find(|row| row.fits(*declared, flexible, *restriction))
            })
        });
    let place = |found: bool, at: usize| found.then_some(at);
    let declared = (0..).zip(DECLARED).find_map(|(at, each)| place(each == declared, at))?;
    let restriction = (0..).zip(RESTRICTIONS).find_map(|(at, each)| place(each == restriction, at))?;
    *ROWS.get((declared * 2 + usize::from(flexible)) * RESTRICTIONS.len() + restriction)?
}

/// The bases that a vendor may declare a purpose on.
const DECLARED: [Option<LegalBasis>; 4] =
    [None, Some(Consent), Some(LegitimateInterest), Some(LegalBasis::SpecialPurpose)];

/// The restrictions that may be in force.
const RESTRICTIONS: [Option<RestrictionType>; 5] = [
    None,
    Some(RestrictionType::NotAllowed),
    Some(RestrictionType::RequireConsent),
    Some(RestrictionType::RequireLegitimateInterest),
    Some(RestrictionType::Undefined),
];

impl EffectiveRow {
    /// Does the row speak of this combination?
    pub fn fits(
        &self,
        declared: Option<LegalBasis>,
        flexible: bool,
        restriction: Option<RestrictionType>,
    ) -> bool {
        self.declared == declared && self.flexible == flexible && self.restriction.fits(restriction)
    }
}

/// The restrictions that have a meaning, in the order in which they go before one another: not allowed, consent required,
/// legitimate interest required.
pub fn defined(types: RestrictionTypes) -> impl Iterator<Item = RestrictionType> {
    types.iter().filter(|&restriction| restriction != RestrictionType::Undefined)
}

/// The restriction in force: the first that has a meaning.
pub fn in_force(types: RestrictionTypes) -> Option<RestrictionType> {
    defined(types).next()
}

/// May the purpose be based on consent alone? Purpose 1 in every version, purposes 3 to 6 since policy version 4.
pub const fn needs_consent(purpose: PurposeId, policy_version: u16) -> bool {
    purpose.get() == 1 || matches!(purpose.get(), 3..=6) && policy_version >= 4
}

/// Whether the vendor was disclosed to the user, as far as it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disclosure {
    /// The segment lists the vendor.
    Disclosed,
    /// The segment does not list it.
    NotDisclosed,
    /// A string from before TCF 2.3, whose segment is not there or does not count.
    Exempt,
    /// The segment is required, and is not there or empty.
    Missing,
}

impl Disclosure {
    /// Every state.
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

/// A row of table B: from the signals for the effective basis to the verdict.
#[derive(Clone, Copy, Debug)]
pub struct SignalsRow {
    /// Number of the first of the rows of the specification that it stands for.
    pub number: u8,
    /// Was the vendor disclosed?
    pub disclosure: &'static [Disclosure],
    /// The purpose bit of the effective basis.
    pub purpose: Cell<bool>,
    /// The vendor bit of the effective basis.
    pub vendor: Cell<bool>,
    /// Why, if the effective basis is consent; permits if it is [`Reason::Ok`].
    pub consent: &'static [Reason],
    /// Why, if the effective basis is legitimate interest.
    pub legitimate_interest: &'static [Reason],
}

const SHOWN: &[Disclosure] = &[Disclosure::Disclosed, Disclosure::Exempt];

/// Table B.
pub const SIGNALS: [SignalsRow; 6] = [
    SignalsRow {
        number: 1,
        disclosure: SHOWN,
        purpose: Is(true),
        vendor: Is(true),
        consent: &[Reason::Ok],
        legitimate_interest: &[Reason::Ok],
    },
    SignalsRow {
        number: 2,
        disclosure: SHOWN,
        purpose: Is(true),
        vendor: Is(false),
        consent: &[Reason::NoVendorConsent],
        legitimate_interest: &[Reason::VendorLiAbsent],
    },
    SignalsRow {
        number: 3,
        disclosure: SHOWN,
        purpose: Is(false),
        vendor: Is(true),
        consent: &[Reason::NoPurposeConsent],
        legitimate_interest: &[Reason::PurposeLiAbsent],
    },
    SignalsRow {
        number: 4,
        disclosure: SHOWN,
        purpose: Is(false),
        vendor: Is(false),
        consent: &[Reason::NoPurposeConsent, Reason::NoVendorConsent],
        legitimate_interest: &[Reason::PurposeLiAbsent, Reason::VendorLiAbsent],
    },
    SignalsRow {
        number: 5,
        disclosure: &[Disclosure::NotDisclosed],
        purpose: Any,
        vendor: Any,
        consent: &[Reason::NotDisclosed],
        legitimate_interest: &[Reason::NotDisclosed],
    },
    SignalsRow {
        number: 9,
        disclosure: &[Disclosure::Missing],
        purpose: Any,
        vendor: Any,
        consent: &[Reason::StringInvalid],
        legitimate_interest: &[Reason::StringInvalid],
    },
];

impl SignalsRow {
    /// Does the row speak of this combination?
    pub fn fits(&self, disclosure: Disclosure, purpose: bool, vendor: bool) -> bool {
        self.disclosure.contains(&disclosure) && self.purpose.fits(purpose) && self.vendor.fits(vendor)
    }

    /// The reasons for a basis.
    pub const fn reasons(&self, basis: LegalBasis) -> &'static [Reason] {
        match basis {
            Consent => self.consent,
            LegitimateInterest | LegalBasis::SpecialPurpose => self.legitimate_interest,
        }
    }
}

/// The row of table B for a combination.
pub fn signals_row(disclosure: Disclosure, purpose: bool, vendor: bool) -> Option<&'static SignalsRow> {
    SIGNALS.iter().find(|row| row.fits(disclosure, purpose, vendor))
}

/// What a row of the table of special purposes says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialOutcome {
    /// Permitted.
    Permit,
    /// Permitted, with a note.
    PermitNoting(Reason),
    /// Denied.
    Deny(Reason),
    /// Nobody can tell.
    Unknown(Reason),
}

/// A row of the table of special purposes.
#[derive(Clone, Copy, Debug)]
pub struct SpecialRow {
    /// Does the vendor declare the special purpose?
    pub declared: Cell<bool>,
    /// Was the vendor disclosed?
    pub disclosure: Cell<Disclosure>,
    /// Its legitimate interest bit.
    pub legitimate_interest: Cell<bool>,
    /// Its consent bit.
    pub consent: Cell<bool>,
    /// Does it declare special purposes alone?
    pub special_only: Cell<bool>,
    /// What follows.
    pub outcome: SpecialOutcome,
}

const fn s(
    declared: Cell<bool>,
    disclosure: Cell<Disclosure>,
    legitimate_interest: Cell<bool>,
    consent: Cell<bool>,
    special_only: Cell<bool>,
    outcome: SpecialOutcome,
) -> SpecialRow {
    SpecialRow { declared, disclosure, legitimate_interest, consent, special_only, outcome }
}

const YES: Cell<bool> = Is(true);
const NOT: Cell<bool> = Is(false);
const EXEMPT: Cell<Disclosure> = Is(Disclosure::Exempt);

/// The table of special purposes.
pub const SPECIAL_PURPOSES: [SpecialRow; 8] = [
    s(NOT, Any, Any, Any, Any, SpecialOutcome::Deny(Reason::NotDeclared)),
    s(YES, Is(Disclosure::Disclosed), Any, Any, Any, SpecialOutcome::Permit),
    s(YES, Is(Disclosure::NotDisclosed), Any, Any, Any, SpecialOutcome::Deny(Reason::NotDisclosed)),
    s(YES, Is(Disclosure::Missing), Any, Any, Any, SpecialOutcome::Deny(Reason::StringInvalid)),
    s(YES, EXEMPT, YES, Any, Any, SpecialOutcome::Permit),
    s(YES, EXEMPT, NOT, YES, Any, SpecialOutcome::PermitNoting(Reason::NoteEvidentlyShown)),
    s(YES, EXEMPT, NOT, NOT, YES, SpecialOutcome::Deny(Reason::VendorLiAbsent)),
    s(YES, EXEMPT, NOT, NOT, NOT, SpecialOutcome::Unknown(Reason::SpAmbiguous)),
];

/// What the table of special purposes asks for.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of the table")]
pub struct SpecialFacts {
    /// Does the vendor declare the special purpose?
    pub declared: bool,
    /// Was the vendor disclosed?
    pub disclosure: Disclosure,
    /// Its legitimate interest bit.
    pub legitimate_interest: bool,
    /// Its consent bit.
    pub consent: bool,
    /// Does it declare special purposes alone?
    pub special_only: bool,
}

impl SpecialRow {
    /// Does the row speak of this combination?
    pub fn fits(&self, facts: SpecialFacts) -> bool {
        self.declared.fits(facts.declared)
            && self.disclosure.fits(facts.disclosure)
            && self.legitimate_interest.fits(facts.legitimate_interest)
            && self.consent.fits(facts.consent)
            && self.special_only.fits(facts.special_only)
    }
}

/// The row of the table of special purposes for a combination.
pub fn special_row(facts: SpecialFacts) -> Option<&'static SpecialRow> {
    SPECIAL_PURPOSES.iter().find(|row| row.fits(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: [bool; 2] = [false, true];

    #[test]
    fn law_10_table_a_is_total() {
        let restrictions = [
            None,
            Some(RestrictionType::NotAllowed),
            Some(RestrictionType::RequireConsent),
            Some(RestrictionType::RequireLegitimateInterest),
        ];
        let mut used = [0; EFFECTIVE_BASIS.len()];
        for declared in [None, C, LI] {
            for flexible in FLAGS {
                for restriction in restrictions {
                    let rows: Vec<_> = EFFECTIVE_BASIS
                        .iter()
                        .filter(|row| row.fits(declared, flexible, restriction))
                        .collect();
                    assert_eq!(rows.len(), 1, "{declared:?} {flexible} {restriction:?}");
                    let row = rows[0];
                    used[usize::from(row.number) - 1] += 1;
                    // What the tables must never say: a basis nobody declares, or a switch without flexibility.
                    if declared.is_none() || restriction == Some(RestrictionType::NotAllowed) {
                        assert_eq!(row.effective, None);
                    }
                    if row.effective.is_some() && row.effective != declared {
                        assert!(flexible && row.reason == Reason::RestrictionSwitch);
                    }
                }
            }
        }
        assert!(used.iter().all(|&times| times > 0), "every row is needed: {used:?}");
    }

    #[test]
    fn law_10_table_b_is_total() {
        for disclosure in Disclosure::ALL {
            for purpose in FLAGS {
                for vendor in FLAGS {
                    let rows: Vec<_> =
                        SIGNALS.iter().filter(|row| row.fits(disclosure, purpose, vendor)).collect();
                    assert_eq!(rows.len(), 1, "{disclosure:?} {purpose} {vendor}");
                    for basis in [Consent, LegitimateInterest] {
                        let permits = rows[0].reasons(basis) == [Reason::Ok];
                        assert_eq!(permits, SHOWN.contains(&disclosure) && purpose && vendor);
                    }
                }
            }
        }
    }

    #[test]
    fn law_10_the_table_of_special_purposes_is_total() {
        for declared in FLAGS {
            for disclosure in Disclosure::ALL {
                for bits in 0..8_u8 {
                    let facts = SpecialFacts {
                        declared,
                        disclosure,
                        legitimate_interest: bits & 1 != 0,
                        consent: bits & 2 != 0,
                        special_only: bits & 4 != 0,
                    };
                    let rows = SPECIAL_PURPOSES.iter().filter(|row| row.fits(facts));
                    assert_eq!(rows.count(), 1, "{facts:?}");
                }
            }
        }
    }
}
