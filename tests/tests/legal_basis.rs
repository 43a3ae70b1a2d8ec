//! Law 10: compares the legal-basis tables with the rows of the specification.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use tcf_codec::{
    CustomPurposes, IdSet, PublisherTc, PurposeId, RestrictionType, TcString, U6, U12,
};
use tcf_policy::decide::tables::{self, SpecialFacts, SpecialOutcome};
use tcf_policy::decide::{
    CustomPurposeId, DisclosureStatus, PublisherDecision, PublisherItem, PurposeOne, Query, Reason,
    Verdict, decide_publisher,
};
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

/// What a decision on the publisher depends on.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the bits of the segment")]
struct PublisherCase {
    policy_version: u16,
    item: PublisherItem,
    has_segment: bool,
    consent: bool,
    legitimate_interest: bool,
    purpose_one_treatment: bool,
    requested: Option<LegalBasis>,
}

/// The segment of a case has two custom purposes.
const CUSTOM_PURPOSES: u8 = 2;

impl PublisherCase {
    fn decide(self) -> PublisherDecision {
        let one = PurposeId::new(self.item.id()).into_iter().collect();
        let custom = CustomPurposeId::new(self.item.id());
        let custom = custom.filter(|id| id.get() <= CUSTOM_PURPOSES).into_iter().collect();
        let mut segment = PublisherTc::default();
        let mut custom_bits = [IdSet::EMPTY, IdSet::EMPTY];
        let fixed_bits = [&mut segment.purposes_consent, &mut segment.purposes_li_transparency];
        let set = [self.consent, self.legitimate_interest];
        for ((fixed, custom_set), set) in fixed_bits.into_iter().zip(&mut custom_bits).zip(set) {
            match self.item {
                PublisherItem::Purpose(_) if set => *fixed = one,
                PublisherItem::CustomPurpose(_) if set => *custom_set = custom,
                _ => {}
            }
        }
        let [consent, interest] = custom_bits;
        let count = U6::new(CUSTOM_PURPOSES.into()).unwrap();
        segment.custom_purposes = CustomPurposes::new(count, consent, interest).unwrap();
        // The bits of the core are those of vendors, whatever they are.
        let tc = TcString {
            created: "2021-01-01".parse().unwrap(),
            last_updated: "2021-01-01".parse().unwrap(),
            is_service_specific: true,
            tcf_policy_version: U6::new(self.policy_version).unwrap(),
            vendor_list_version: U12::new(10).unwrap(),
            purpose_one_treatment: self.purpose_one_treatment,
            purposes_consent: IdSet::ALL,
            purposes_li_transparency: IdSet::ALL,
            publisher_tc: self.has_segment.then_some(segment),
            ..TcString::default()
        };
        let query = Query {
            basis: self.requested,
            purpose_one: PurposeOne::Deny,
            ..Query::new("2021-06-01".parse().unwrap())
        };
        let Ok(decision) = decide_publisher(&tc, tc.publisher_tc.as_ref(), self.item, &query);
        decision
    }

    /// Verdict, basis and reasons, as one formula per reason.
    fn expected(self) -> (Option<LegalBasis>, Vec<Reason>) {
        let (consent, interest) = (LegalBasis::Consent, LegalBasis::LegitimateInterest);
        let (is_custom, id) =
            (matches!(self.item, PublisherItem::CustomPurpose(_)), self.item.id());
        let newest = if self.policy_version < 4 { 10 } else { 11 };
        let exists = self.has_segment && (!is_custom || id <= CUSTOM_PURPOSES);
        let lawful = is_custom || id != 1 && (self.policy_version < 4 || !(3..=6).contains(&id));
        let has_consent = exists && self.consent;
        let has_interest = exists && self.legitimate_interest && lawful;
        let asks = |basis| self.requested.is_none_or(|requested| requested == basis);
        let not_asked = !is_custom && id == 1 && self.purpose_one_treatment && !has_consent;
        let basis = if not_asked {
            None
        } else if has_consent && asks(consent) {
            Some(consent)
        } else {
            (has_interest && asks(interest)).then_some(interest)
        };
        let undefined = !is_custom && id > newest;
        let by_bits = !undefined && !not_asked && exists;
        let denied_by_bits = by_bits && basis.is_none();
        let on_other = self.requested.is_some() && (has_consent || has_interest);
        let reasons = [
            (Reason::PurposeUnknown, undefined),
            (Reason::P1Denied, not_asked),
            (Reason::PubSegmentMissing, !undefined && !not_asked && !self.has_segment),
            (Reason::CustomPurposeUnknown, self.has_segment && !exists),
            (Reason::Ok, by_bits && basis.is_some()),
            (Reason::PubNoConsent, denied_by_bits && asks(consent)),
            (Reason::PubLiAbsent, denied_by_bits && asks(interest) && lawful),
            (
                Reason::LiNotAllowed,
                denied_by_bits
                    && !lawful
                    && asks(interest)
                    && (self.requested.is_some() || self.legitimate_interest),
            ),
            (Reason::OtherBasis, denied_by_bits && on_other),
        ];
        let holds = reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason);
        (basis.filter(|_| !undefined), holds.collect())
    }
}

#[test]
fn law_10_every_bit_of_the_publisher_has_the_outcome_of_its_formula() {
    let standard = PurposeId::all().map(PublisherItem::Purpose);
    let custom = [1, 2, 3].into_iter().filter_map(CustomPurposeId::new);
    let items: Vec<_> = standard.chain(custom.map(PublisherItem::CustomPurpose)).collect();
    let mut cases = 0;
    for policy_version in [2, 3, 4, 5] {
        for &item in &items {
            for bits in 0_u8..16 {
                for requested in
                    [None, Some(LegalBasis::Consent), Some(LegalBasis::LegitimateInterest)]
                {
                    let case = PublisherCase {
                        policy_version,
                        item,
                        has_segment: bits & 1 != 0,
                        consent: bits & 2 != 0,
                        legitimate_interest: bits & 4 != 0,
                        purpose_one_treatment: bits & 8 != 0,
                        requested,
                    };
                    let decision = case.decide();
                    let (basis, reasons) = case.expected();
                    assert_eq!(decision.basis, basis, "{case:?}");
                    assert_eq!(decision.reasons.as_slice(), reasons, "{case:?}");
                    let permits = decision.verdict == Verdict::Permit;
                    assert_eq!(permits, basis.is_some(), "{case:?}");
                    assert!(permits || decision.verdict == Verdict::Deny, "{case:?}");
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 4 * 27 * 16 * 3);
}
