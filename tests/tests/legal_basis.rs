//! Law 10: compares the legal-basis tables with the rows of the specification.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use tcf_codec::RestrictionType;
use tcf_policy::decide::tables::{self, SpecialFacts, SpecialOutcome};
use tcf_policy::decide::{DisclosureStatus, Reason};
use tcf_policy::gvl::Declaration;
use tcf_policy::vocabulary::LegalBasis;

/// Declared basis, flexible, effective restriction, effective basis, reason. `any` matches every
/// value.
const EFFECTIVE_BASIS: &str = "
consent no  -   consent R-DEFAULT-BASIS
consent no  0   -       R-PUB-FORBIDS
consent no  1   consent R-RESTRICTION-NOOP
consent no  2   -       R-RESTRICTION-NOT-FLEXIBLE
consent yes -   consent R-DEFAULT-BASIS
consent yes 0   -       R-PUB-FORBIDS
consent yes 1   consent R-RESTRICTION-NOOP
consent yes 2   LI      R-RESTRICTION-SWITCH
LI      no  -   LI      R-DEFAULT-BASIS
LI      no  0   -       R-PUB-FORBIDS
LI      no  1   -       R-RESTRICTION-NOT-FLEXIBLE
LI      no  2   LI      R-RESTRICTION-NOOP
LI      yes -   LI      R-DEFAULT-BASIS
LI      yes 0   -       R-PUB-FORBIDS
LI      yes 1   consent R-RESTRICTION-SWITCH
LI      yes 2   LI      R-RESTRICTION-NOOP
-       no  -   -       R-NOT-DECLARED
-       no  0   -       R-NOT-DECLARED
-       no  1   -       R-NOT-DECLARED
-       no  2   -       R-NOT-DECLARED
-       yes any -       R-GVL-INVALID
";

/// Disclosure, purpose bit, vendor bit, reasons on consent, reasons on legitimate interest.
const SIGNALS: &str = "
disclosed    1   1   R-OK                                  R-OK
disclosed    1   0   R-NO-VENDOR-CONSENT                   R-VENDOR-LI-ABSENT
disclosed    0   1   R-NO-PURPOSE-CONSENT                  R-PURPOSE-LI-ABSENT
disclosed    0   0   R-NO-PURPOSE-CONSENT,R-NO-VENDOR-CONSENT R-PURPOSE-LI-ABSENT,R-VENDOR-LI-ABSENT
exempt       1   1   R-OK                                  R-OK
exempt       1   0   R-NO-VENDOR-CONSENT                   R-VENDOR-LI-ABSENT
exempt       0   1   R-NO-PURPOSE-CONSENT                  R-PURPOSE-LI-ABSENT
exempt       0   0   R-NO-PURPOSE-CONSENT,R-NO-VENDOR-CONSENT R-PURPOSE-LI-ABSENT,R-VENDOR-LI-ABSENT
notDisclosed any any R-NOT-DISCLOSED                       R-NOT-DISCLOSED
missing      any any R-STRING-INVALID                      R-STRING-INVALID
";

/// Declared, disclosure, legitimate interest bit, consent bit, declares only special purposes,
/// outcome.
const SPECIAL_PURPOSES: &str = "
no  any          any any any deny R-NOT-DECLARED
yes disclosed    any any any permit R-OK
yes notDisclosed any any any deny R-NOT-DISCLOSED
yes missing      any any any deny R-STRING-INVALID
yes exempt       1   any any permit R-OK
yes exempt       0   1   any permit R-NOTE-EVIDENTLY-SHOWN
yes exempt       0   0   yes deny R-VENDOR-LI-ABSENT
yes exempt       0   0   no  unknown R-SP-AMBIGUOUS
";

/// The remaining columns of the only row that matches the cells.
fn row<'a>(table: &'a str, cells: &[&str]) -> Vec<&'a str> {
    let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let covers = |row: &Vec<&str>| {
        row.iter().zip(cells).all(|(&cell, expected)| cell == "any" || cell == *expected)
    };
    let found: Vec<_> = rows.filter(|row| !row.is_empty()).filter(covers).collect();
    let [row] = found.as_slice() else { panic!("{} rows for {cells:?}", found.len()) };
    row.iter().skip(cells.len()).copied().collect()
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn bit(flag: bool) -> &'static str {
    if flag { "1" } else { "0" }
}

fn basis_name(basis: Option<LegalBasis>) -> &'static str {
    match basis {
        Some(LegalBasis::Consent) => "consent",
        Some(LegalBasis::LegitimateInterest) => "LI",
        Some(LegalBasis::SpecialPurpose) => "special",
        None => "-",
    }
}

const FLAGS: [bool; 2] = [false, true];

#[test]
fn law_10_every_declaration_and_restriction_has_the_effective_basis_of_its_row() {
    let restrictions = [
        (None, "-"),
        (Some(RestrictionType::NotAllowed), "0"),
        (Some(RestrictionType::RequireConsent), "1"),
        (Some(RestrictionType::RequireLegitimateInterest), "2"),
        // The undefined type is ignored.
        (Some(RestrictionType::Undefined), "-"),
    ];
    for basis in [None, Some(LegalBasis::Consent), Some(LegalBasis::LegitimateInterest)] {
        for flexible in FLAGS {
            for (restriction, number) in restrictions {
                let expected = row(EFFECTIVE_BASIS, &[basis_name(basis), yes(flexible), number]);
                let (effective, reason) =
                    tables::effective_basis(Declaration { basis, flexible }, restriction);
                assert_eq!(
                    [basis_name(effective), reason.code()],
                    *expected,
                    "{basis:?} {flexible} {number}"
                );
            }
        }
    }
}

#[test]
fn law_10_all_signals_have_the_reasons_of_their_row() {
    for disclosure in DisclosureStatus::ALL {
        for purpose in FLAGS {
            for vendor in FLAGS {
                let expected = row(SIGNALS, &[disclosure.name(), bit(purpose), bit(vendor)]);
                let reasons = [LegalBasis::Consent, LegalBasis::LegitimateInterest].map(|basis| {
                    let reasons = tables::signals(disclosure, basis, purpose, vendor);
                    reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(",")
                });
                assert_eq!(reasons, *expected, "{disclosure:?} {purpose} {vendor}");
            }
        }
    }
}

#[test]
fn law_10_all_facts_of_special_purposes_have_the_outcome_of_their_row() {
    for declared in FLAGS {
        for disclosure in DisclosureStatus::ALL {
            for (legitimate_interest, consent) in
                FLAGS.into_iter().flat_map(|a| FLAGS.map(|b| (a, b)))
            {
                for special_only in FLAGS {
                    let (interest, consents) = (bit(legitimate_interest), bit(consent));
                    let cells =
                        [yes(declared), disclosure.name(), interest, consents, yes(special_only)];
                    let facts = SpecialFacts {
                        declared,
                        disclosure,
                        legitimate_interest,
                        consent,
                        special_only,
                    };
                    let outcome = match tables::special_purpose(facts) {
                        SpecialOutcome::Permit => ["permit", Reason::Ok.code()],
                        SpecialOutcome::PermitNoting(note) => ["permit", note.code()],
                        SpecialOutcome::Deny(reason) => ["deny", reason.code()],
                        SpecialOutcome::Unknown(reason) => ["unknown", reason.code()],
                    };
                    assert_eq!(outcome, *row(SPECIAL_PURPOSES, &cells), "{facts:?}");
                }
            }
        }
    }
}
