//! Decisions against the rows that were worked by hand, and what must hold of every decision.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;
use tcf_codec::{Deciseconds, IdSet, PurposeId, TcString, VendorId, VendorRange, VendorSet};
use tcf_policy::basis::{Decision, PurposeOne, Query, Reason, Verdict, decide, items};
use tcf_policy::gvl::Gvl;
use tcf_policy::vocabulary::{Item, LegalBasis, PURPOSE_ONE};
use tcf_tests::generate::tc_strings;
use tcf_tests::property::cases;

const WORKED: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";

fn at() -> Deciseconds {
    "2026-06-01".parse().unwrap()
}

fn id(vendor: u16) -> VendorId {
    VendorId::new(vendor).unwrap()
}

fn purpose_of(id: u8) -> Item {
    Item::Purpose(PurposeId::new(id).unwrap())
}

/// A list of one vendor.
fn list(vendor: u16, declares: &str) -> Gvl {
    let json = format!(
        r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "tcfPolicyVersion": 5,
            "vendors": {{"{vendor}": {{"id": {vendor}, "name": "V", {declares}}}}}}}"#
    );
    Gvl::from_json(json.as_bytes()).unwrap()
}

fn worked(vendor: u16, declares: &str, purpose: u8) -> Decision {
    let tc = TcString::parse(WORKED).unwrap();
    decide(&tc, Some(&list(vendor, declares)), &Query::new(id(vendor), purpose_of(purpose), at())).unwrap()
}

#[test]
fn the_worked_examples_have_their_outcomes() {
    let flexible = r#""legIntPurposes": [2], "flexiblePurposes": [2]"#;
    let switched = worked(1, flexible, 2);
    assert_eq!((switched.verdict, switched.basis()), (Verdict::Permit, Some(LegalBasis::Consent)));
    assert_eq!(switched.reasons.as_slice(), [Reason::RestrictionSwitch, Reason::Ok]);
    let firm = worked(1, r#""legIntPurposes": [2]"#, 2);
    assert_eq!(firm.verdict, Verdict::Deny);
    assert_eq!(firm.reasons.as_slice(), [Reason::RestrictionNotFlexible]);
    let consent = worked(1, r#""purposes": [2]"#, 2);
    assert_eq!((consent.verdict, consent.basis()), (Verdict::Permit, Some(LegalBasis::Consent)));
    assert_eq!(consent.reasons.as_slice(), [Reason::RestrictionNoop, Reason::Ok]);
    let no_bits = worked(2, r#""purposes": [2]"#, 2);
    assert_eq!(no_bits.verdict, Verdict::Deny);
    assert!(no_bits.reasons.contains(Reason::NoVendorConsent));
    let hidden = worked(4, r#""purposes": [2]"#, 2);
    assert_eq!((hidden.verdict, hidden.reasons.as_slice()), (Verdict::Deny, &[Reason::NotDisclosed][..]));
    let absent = worked(1, r#""legIntPurposes": [7]"#, 7);
    assert_eq!(absent.verdict, Verdict::Deny);
    assert!(absent.reasons.contains(Reason::PurposeLiAbsent));
}

/// A vendor that was gone when the string was made is denied, whatever the date judged by.
#[test]
fn a_deleted_vendor_is_denied_on_every_date() {
    let gvl = list(1, r#""purposes": [1], "deletedDate": "2026-02-01T00:00:00Z""#);
    let tc = TcString::parse(WORKED).unwrap();
    for (as_of, noted) in [("2026-01-15", false), ("2026-06-01", false)] {
        let query = Query::new(id(1), purpose_of(1), as_of.parse().unwrap());
        let decision = decide(&tc, Some(&gvl), &query).unwrap();
        assert_eq!(decision.reasons.as_slice(), [Reason::VendorDeleted], "{as_of}");
        assert_eq!(decision.notes.contains(Reason::NoteDeletedLater), noted);
    }
    // Deleted after it was made: denied from then on.
    let later = list(1, r#""purposes": [1], "deletedDate": "2026-05-01T00:00:00Z""#);
    let verdict = |as_of: &str| {
        let query = Query::new(id(1), purpose_of(1), as_of.parse().unwrap());
        decide(&tc, Some(&later), &query).unwrap().verdict
    };
    assert_eq!((verdict("2026-04-30"), verdict("2026-05-01")), (Verdict::Permit, Verdict::Deny));
}

#[test]
fn purpose_1_that_was_not_disclosed_has_no_basis() {
    let gvl = list(1, r#""purposes": [1]"#);
    let mut tc = TcString::parse(WORKED).unwrap();
    tc.purposes_consent.remove(PURPOSE_ONE);
    tc.purpose_one_treatment = true;
    let query = Query::new(id(1), purpose_of(1), at());
    let (germany, france) = (["DE".parse().unwrap()], ["FR".parse().unwrap()]);
    let decided =
        |purpose_one, basis| decide(&tc, Some(&gvl), &Query { purpose_one, basis, ..query }).unwrap();
    let conditional = decided(PurposeOne::Conditional, None);
    assert_eq!((conditional.verdict, conditional.basis()), (Verdict::Conditional, None));
    let allowed = decided(PurposeOne::AllowIn(&germany), None);
    assert_eq!((allowed.verdict, allowed.basis()), (Verdict::Permit, None));
    assert_eq!(decided(PurposeOne::AllowIn(&france), None).verdict, Verdict::Conditional);
    assert_eq!(decided(PurposeOne::Allow, Some(LegalBasis::Consent)).verdict, Verdict::Deny);
    assert_eq!(decided(PurposeOne::Deny, None).verdict, Verdict::Deny);
}

/// The hint speaks of what a restriction could permit, not of what the policies forbid.
#[test]
fn no_hint_names_an_unlawful_basis() {
    let mut tc = TcString::parse(WORKED).unwrap();
    tc.purposes_consent = IdSet::EMPTY;
    tc.purposes_li_transparency = IdSet::ALL;
    let mut without = tc.clone();
    without.vendor_consents = VendorSet::new();
    for (purpose, hinted) in [(1, false), (3, false), (7, true)] {
        let gvl = list(1, &format!(r#""purposes": [{purpose}], "flexiblePurposes": [{purpose}]"#));
        let query = Query::new(id(1), purpose_of(purpose), at());
        let decision = decide(&without, Some(&gvl), &query).unwrap();
        assert_eq!(decision.verdict, Verdict::Deny);
        assert_eq!(decision.notes.contains(Reason::HintFlexible), hinted, "purpose {purpose}");
    }
}

fn fixture() -> Gvl {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/gvl/v3/archives/vendor-list-v140.json");
    Gvl::from_json(&std::fs::read(path).unwrap()).unwrap()
}

/// Strings of today over the list of the fixtures, with many bits set.
fn strings() -> impl Strategy<Value = TcString> {
    tc_strings().prop_map(|mut tc| {
        tc.created = "2026-03-10".parse().unwrap();
        tc.last_updated = tc.created;
        tc.tcf_policy_version = 5_u16.try_into().unwrap();
        tc.vendor_list_version = 140_u16.try_into().unwrap();
        tc.is_service_specific = true;
        tc.disclosed_vendors = Some([VendorRange::new(1, 50).unwrap()].into_iter().collect());
        tc
    })
}

proptest! {
    #![proptest_config(cases(64))]

    /// Consent and legitimate interest are never added together; an objection always wins.
    #[test]
    fn a_permit_has_both_bits_of_its_own_basis(tc in strings()) {
        let gvl = fixture();
        for vendor in gvl.vendors().iter().take(60) {
            for item in items(vendor) {
                let decision = decide(&tc, Some(&gvl), &Query::new(vendor.id, item, at())).unwrap();
                let bits = decision.bits;
                match (decision.is_permit(), item, decision.effective) {
                    (true, Item::Purpose(_), Some(LegalBasis::Consent)) => {
                        prop_assert!(bits.purpose_consent == Some(true) && bits.vendor_consent);
                    }
                    (true, Item::Purpose(_), Some(LegalBasis::LegitimateInterest)) => {
                        prop_assert!(bits.purpose_legitimate_interest == Some(true));
                        prop_assert!(bits.vendor_legitimate_interest);
                    }
                    (true, Item::Purpose(_), other) => prop_assert!(false, "a permit on {other:?}"),
                    _ => {}
                }
                prop_assert!(!decision.reasons.as_slice().is_empty(), "every verdict has a reason");
            }
        }
    }

    /// Taking a signal away never permits more: an objection always suppresses.
    #[test]
    fn an_objection_never_permits_more(tc in strings(), number in 1_u8..=11) {
        let gvl = fixture();
        let mut less = tc.clone();
        let purpose = PurposeId::new(number).unwrap();
        less.purposes_consent.remove(purpose);
        less.purposes_li_transparency.remove(purpose);
        for vendor in gvl.vendors().iter().take(60) {
            for item in items(vendor) {
                let query = Query::new(vendor.id, item, at());
                let before = decide(&tc, Some(&gvl), &query).unwrap();
                let after = decide(&less, Some(&gvl), &query).unwrap();
                prop_assert!(before.is_permit() || !after.is_permit(), "{item} of vendor {}", vendor.id);
                if item == Item::Purpose(purpose) {
                    prop_assert!(!after.is_permit());
                }
            }
        }
    }
}
