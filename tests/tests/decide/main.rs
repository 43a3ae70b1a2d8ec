//! Decisions compared with examples worked by hand, and properties of every decision.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod profiles;

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tcf_codec::{Deciseconds, IdSet, PurposeId, TcString, VendorId, VendorRange, VendorSet, View};
use tcf_policy::decide::{
    Decision, DisclosedMode, LocalPolicy, Profile, PurposeOne, Query, Reason, Verdict, decide,
    items, permitted, transmit,
};
use tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey, Vendor};
use tcf_policy::vocabulary::{Item, LegalBasis, PURPOSE_ONE};
use tcf_tests::generate::tc_strings;
use tcf_tests::property::{cases, check};

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

/// A list with one vendor.
fn list(vendor: u16, declares: &str) -> Gvl {
    let json = format!(
        r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "tcfPolicyVersion": 5,
            "vendors": {{"{vendor}": {{"id": {vendor}, "name": "V", {declares}}}}}}}"#
    );
    Gvl::from_json(json.as_bytes()).unwrap()
}

fn worked(vendor: u16, declares: &str, purpose: u8) -> Decision {
    let tc = TcString::decode(WORKED).unwrap();
    let Ok(decision) = decide(
        &tc,
        Some(&list(vendor, declares)),
        id(vendor),
        purpose_of(purpose),
        &Query::new(at()),
    );
    decision
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
    assert_eq!(
        (hidden.verdict, hidden.reasons.as_slice()),
        (Verdict::Deny, &[Reason::NotDisclosed][..])
    );
    let absent = worked(1, r#""legIntPurposes": [7]"#, 7);
    assert_eq!(absent.verdict, Verdict::Deny);
    assert!(absent.reasons.contains(Reason::PurposeLiAbsent));
}

/// A list entry that is invalid in this way is also a violation of the list.
#[test]
fn a_purpose_on_both_bases_is_decided_on_consent_with_a_note() {
    const BOTH: &str = r#""purposes": [2], "legIntPurposes": [2, 7]"#;
    let both = worked(1, BOTH, 2);
    assert_eq!(both.declared, Some(LegalBasis::Consent));
    assert!(both.notes.contains(Reason::NoteBothBases));
    let other = worked(1, BOTH, 7);
    assert_eq!(other.declared, Some(LegalBasis::LegitimateInterest));
    assert!(!other.notes.contains(Reason::NoteBothBases));
    let gvl = list(1, BOTH);
    let violations = gvl.violations().iter().filter(|found| found.path.ends_with("legIntPurposes"));
    assert_eq!(
        violations.map(|found| &*found.message).collect::<Vec<_>>(),
        ["2: also declared on consent"]
    );
}

/// A vendor deleted before the string was created is denied, whatever the evaluation date.
#[test]
fn a_deleted_vendor_is_denied_on_every_date() {
    let gvl = list(1, r#""purposes": [1], "deletedDate": "2026-02-01T00:00:00Z""#);
    let tc = TcString::decode(WORKED).unwrap();
    for (as_of, noted) in [("2026-01-15", false), ("2026-06-01", false)] {
        let query = Query::new(as_of.parse().unwrap());
        let decision = decide(&tc, Some(&gvl), id(1), purpose_of(1), &query).unwrap();
        assert_eq!(decision.reasons.as_slice(), [Reason::VendorDeleted], "{as_of}");
        assert_eq!(decision.notes.contains(Reason::NoteDeletedLater), noted);
    }
    // Deleted after the string was created: denied from then on.
    let later = list(1, r#""purposes": [1], "deletedDate": "2026-05-01T00:00:00Z""#);
    let verdict = |as_of: &str| {
        let query = Query::new(as_of.parse().unwrap());
        decide(&tc, Some(&later), id(1), purpose_of(1), &query).unwrap().verdict
    };
    assert_eq!((verdict("2026-04-30"), verdict("2026-05-01")), (Verdict::Permit, Verdict::Deny));
}

/// Ids are never reused, so a list of a newer specification shows which vendors of an older one
/// were deleted since.
#[test]
fn a_list_of_another_specification_shows_deletions() {
    let parse = |specification: u8, version: u8, deleted: &str| {
        let json = format!(
            r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": {version},
            "vendors": {{"1": {{"id": 1, "name": "One", "purposes": [1]{deleted}}}}}}}"#
        );
        Gvl::from_json(json.as_bytes()).unwrap()
    };
    let gvls = Gvls::from_iter([
        parse(2, 10, ""),
        parse(3, 5, r#", "deletedDate": "2024-02-13T00:00:00Z""#),
    ]);
    let mut tc = TcString::decode(WORKED).unwrap();
    let updated: Deciseconds = "2023-06-01".parse().unwrap();
    (tc.created, tc.last_updated) = (updated, updated);
    (tc.tcf_policy_version, tc.vendor_list_version) =
        (2_u16.try_into().unwrap(), 10_u16.try_into().unwrap());
    let named = ListKey::named_by(&tc).unwrap().unwrap();
    let gvl = gvls.get(named).map(AsRef::as_ref);
    for profile in [Profile::Specification, Profile::PrebidJava] {
        let query = Query { newest: gvls.latest().map(AsRef::as_ref), profile, ..Query::new(at()) };
        let Ok(decision) = decide(&tc, gvl, id(1), purpose_of(1), &query);
        assert_eq!(decision.reasons.as_slice(), [Reason::VendorDeleted], "{profile:?}");
        assert!(decision.notes.contains(Reason::NoteDeletedLater));
    }
}

#[test]
fn purpose_1_that_was_not_disclosed_has_no_basis() {
    let gvl = list(1, r#""purposes": [1]"#);
    let mut tc = TcString::decode(WORKED).unwrap();
    tc.purposes_consent.remove(PURPOSE_ONE);
    tc.purpose_one_treatment = true;
    let query = Query::new(at());
    let (germany, france) = (["DE".parse().unwrap()], ["FR".parse().unwrap()]);
    let decided = |purpose_one, basis| {
        let query = Query { purpose_one, basis, ..query };
        decide(&tc, Some(&gvl), id(1), purpose_of(1), &query).unwrap()
    };
    let conditional = decided(PurposeOne::Conditional, None);
    assert_eq!((conditional.verdict, conditional.basis()), (Verdict::Conditional, None));
    let allowed = decided(PurposeOne::AllowIn(&germany), None);
    assert_eq!((allowed.verdict, allowed.basis()), (Verdict::Permit, None));
    assert_eq!(decided(PurposeOne::AllowIn(&france), None).verdict, Verdict::Conditional);
    assert_eq!(decided(PurposeOne::Allow, Some(LegalBasis::Consent)).verdict, Verdict::Deny);
    assert_eq!(decided(PurposeOne::Deny, None).verdict, Verdict::Deny);
}

/// The hint only suggests bases that the policies allow.
#[test]
fn no_hint_names_an_unlawful_basis() {
    let mut tc = TcString::decode(WORKED).unwrap();
    tc.purposes_consent = IdSet::EMPTY;
    tc.purposes_li_transparency = IdSet::ALL;
    let mut without = tc.clone();
    without.vendor_consents = VendorSet::new();
    for (purpose, hinted) in [(1, false), (3, false), (7, true)] {
        let gvl = list(1, &format!(r#""purposes": [{purpose}], "flexiblePurposes": [{purpose}]"#));
        let decision =
            decide(&without, Some(&gvl), id(1), purpose_of(purpose), &Query::new(at())).unwrap();
        assert_eq!(decision.verdict, Verdict::Deny);
        assert_eq!(decision.notes.contains(Reason::HintFlexible), hinted, "purpose {purpose}");
    }
}

fn fixture() -> Gvl {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/gvl/v3/archives/vendor-list-v140.json");
    Gvl::from_json(&std::fs::read(path).unwrap()).unwrap()
}

/// Current strings for the list of the fixtures, with many bits set.
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

/// Strings from days around date-dependent rules, for the list of the fixtures.
fn dated_strings() -> impl Strategy<Value = TcString> {
    const DAYS: &[&str] = &["2020-10-01", "2023-10-02", "2026-02-27", "2026-03-10"];
    (strings(), select(DAYS), any::<[bool; 4]>()).prop_map(
        |(mut tc, day, [disclosed, old, one, scope])| {
            tc.created = day.parse().unwrap();
            tc.last_updated = tc.created;
            if !disclosed {
                tc.disclosed_vendors = None;
            }
            tc.tcf_policy_version = if old { 2_u16 } else { 5 }.try_into().unwrap();
            tc.purpose_one_treatment = one;
            tc.is_service_specific = scope;
            tc
        },
    )
}

/// The owned options of a query.
#[derive(Clone, Debug)]
struct Options {
    as_of: Deciseconds,
    profile: Profile,
    gdpr: Option<bool>,
    flags: [bool; 4],
    purpose_one: usize,
    basis: Option<LegalBasis>,
    forbidden: (IdSet<24>, IdSet<24>, VendorSet),
}

fn options() -> impl Strategy<Value = Options> {
    let purposes = || vec(1..=11_u8, 0..3).prop_map(|ids| IdSet::from_ids(ids).unwrap());
    let vendors = vec(1..60_u16, 0..4).prop_map(|ids| VendorSet::from_ids(ids).unwrap());
    (
        select(&["2020-06-01", "2023-12-01", "2026-06-01"][..])
            .prop_map(|day| day.parse().unwrap()),
        select(&Profile::ALL[..]),
        select(&[None, Some(true), Some(false)][..]),
        any::<[bool; 4]>(),
        0..4_usize,
        select(&[None, Some(LegalBasis::Consent), Some(LegalBasis::LegitimateInterest)][..]),
        (purposes(), purposes(), vendors),
    )
        .prop_map(|(as_of, profile, gdpr, flags, purpose_one, basis, forbidden)| Options {
            as_of,
            profile,
            gdpr,
            flags,
            purpose_one,
            basis,
            forbidden,
        })
}

fn cmps() -> CmpList {
    let json = br#"{"lastUpdated": "2026-03-05T17:00:00Z", "cmps": {"300": {"id": 300, "name": "Gone", "deletedDate": "2026-01-01T00:00:00Z"}}}"#;
    CmpList::from_json(json).unwrap()
}

/// `permitted` and `transmit` agree with `decide` for every vendor and option, for values and
/// views.
#[test]
fn permitted_agrees_with_decide_for_every_vendor() {
    let (gvl, cmps) = (fixture(), cmps());
    let country = ["DE".parse().unwrap(), "FR".parse().unwrap()];
    let counts = Cell::new([0_usize; 2]);
    let purposes = vec(1..=12_u8, 0..3);
    check(96, (dated_strings(), options(), purposes), |(mut tc, options, purposes)| {
        let [ignore_policy, dated, with_cmps, with_policy] = options.flags;
        if with_cmps {
            tc.cmp_id = 300_u16.try_into().unwrap();
        }
        let (consent_purposes, legitimate_interest_purposes, vendors) = options.forbidden;
        let policy = LocalPolicy { consent_purposes, legitimate_interest_purposes, vendors };
        let query = Query {
            profile: options.profile,
            gdpr: options.gdpr,
            cmps: with_cmps.then_some(&cmps),
            newest: Some(&gvl),
            ignore_policy,
            disclosed: if dated { DisclosedMode::Dated } else { DisclosedMode::Strict },
            purpose_one: [
                PurposeOne::Conditional,
                PurposeOne::Deny,
                PurposeOne::Allow,
                PurposeOne::AllowIn(&country),
            ][options.purpose_one],
            basis: options.basis,
            local_policy: with_policy.then_some(&policy),
            ..Query::new(options.as_of)
        };
        let purposes: Vec<_> = purposes.into_iter().filter_map(PurposeId::new).collect();
        let is_permitted = |vendor: &Vendor| {
            let permits = |item, query: &Query<'_>| {
                let Ok(decision) = decide(&tc, Some(&gvl), vendor.id, item, query);
                decision.is_permit()
            };
            if purposes.is_empty() {
                // The requested basis does not affect whether data may be transmitted.
                let query = Query { basis: None, ..query };
                items(vendor)
                    .filter(|item| matches!(item, Item::Purpose(_) | Item::SpecialPurpose(_)))
                    .any(|item| permits(item, &query))
            } else {
                purposes.iter().all(|&purpose| permits(Item::Purpose(purpose), &query))
            }
        };
        let expected: VendorSet = gvl
            .vendors()
            .iter()
            .filter(|vendor| is_permitted(vendor))
            .map(|vendor| vendor.id)
            .collect();
        let Ok(found) = permitted(&tc, &gvl, &purposes, &query);
        prop_assert_eq!(&found, &expected);
        let text = tc.encode();
        let view = View::with_max_len(&text, usize::MAX).unwrap();
        prop_assert_eq!(&permitted(&view, &gvl, &purposes, &query).unwrap(), &expected);
        if purposes.is_empty() {
            for vendor in gvl.vendors() {
                let Ok(transmits) = transmit(&tc, &gvl, vendor.id, &query);
                prop_assert_eq!(transmits, expected.contains(vendor.id));
            }
        }
        let [some, none] = counts.get();
        counts.set([
            some + usize::from(!expected.is_empty()),
            none + usize::from(expected.is_empty()),
        ]);
        Ok(true)
    });
    // Both outcomes occur.
    assert!(counts.get().iter().all(|&count| count > 10), "{counts:?}");
}

/// A denial without a vendor list is a denial with every list.
#[test]
fn a_denial_without_a_list_holds_with_every_list() {
    let cmps = cmps();
    let country = ["DE".parse().unwrap()];
    let counts = Cell::new([0_usize; 2]);
    let lists: Vec<_> = [r#""purposes": [1,2,3,7,11]"#, r#""legIntPurposes": [1,2,3,7,11]"#]
        .iter()
        .flat_map(|declares| [(*declares, ""), (*declares, r#", "flexiblePurposes": [1,2,3,7,11]"#)])
        .map(|(purposes, flexible)| {
            list(1, &format!(
                r#"{purposes}{flexible}, "specialPurposes": [1], "features": [1], "specialFeatures": [1]"#
            ))
        })
        .collect();
    let all = [1, 2, 3, 7, 11].map(purpose_of).into_iter().chain([
        Item::SpecialPurpose(1.try_into().unwrap()),
        Item::Feature(1.try_into().unwrap()),
        Item::SpecialFeature(1.try_into().unwrap()),
    ]);
    let all: Vec<_> = all.collect();
    check(512, (dated_strings(), options(), any::<[bool; 6]>()), |(mut tc, options, bits)| {
        let [vendor_consent, vendor_interest, consent, interest, disclosed, opt_in] = bits;
        set(&mut tc.vendor_consents, vendor_consent);
        set(&mut tc.vendor_legitimate_interests, vendor_interest);
        tc.purposes_consent = if consent { IdSet::ALL } else { IdSet::EMPTY };
        tc.purposes_li_transparency = if interest { IdSet::ALL } else { IdSet::EMPTY };
        tc.special_feature_opt_ins = if opt_in { IdSet::ALL } else { IdSet::EMPTY };
        if let Some(segment) = &mut tc.disclosed_vendors {
            set(segment, disclosed);
        }
        let [ignore_policy, dated, with_cmps, _] = options.flags;
        let query = Query {
            profile: options.profile,
            gdpr: options.gdpr,
            cmps: with_cmps.then_some(&cmps),
            ignore_policy,
            disclosed: if dated { DisclosedMode::Dated } else { DisclosedMode::Strict },
            purpose_one: [
                PurposeOne::Conditional,
                PurposeOne::Deny,
                PurposeOne::Allow,
                PurposeOne::AllowIn(&country),
            ][options.purpose_one],
            basis: options.basis,
            ..Query::new(options.as_of)
        };
        for &item in &all {
            let Ok(without) = decide(&tc, None, id(1), item, &query);
            let with = lists.iter().map(|gvl| {
                let Ok(decision) = decide(&tc, Some(gvl), id(1), item, &query);
                decision.verdict
            });
            let with: Vec<_> = with.collect();
            if without.verdict == Verdict::Deny {
                prop_assert!(with.iter().all(|&verdict| verdict == Verdict::Deny), "{without:?}");
            }
            // Where the basis is free, the converse holds for purposes.
            let is_open = without.verdict == Verdict::Unknown
                && matches!(item, Item::Purpose(_))
                && query.basis.is_none()
                && query.purpose_one != PurposeOne::Deny;
            if is_open {
                prop_assert!(with.iter().any(|&verdict| verdict != Verdict::Deny), "{without:?}");
            }
            let noted = without.notes.contains(Reason::NoteGvlNotNeeded);
            prop_assert!(!noted || without.verdict == Verdict::Deny);
            let [denied, unknown] = counts.get();
            counts.set([
                denied + usize::from(noted),
                unknown + usize::from(without.verdict == Verdict::Unknown),
            ]);
        }
        Ok(true)
    });
    assert!(counts.get().iter().all(|&count| count > 200), "{counts:?}");
}

/// A feature needs a purpose, so it is denied if no list could permit one.
#[test]
fn features_without_a_purpose_are_denied_without_a_list() {
    let verdict = |change: &dyn Fn(&mut TcString), item, query: &Query<'_>| {
        let mut tc = TcString::decode(WORKED).unwrap();
        let updated: Deciseconds = "2023-06-01".parse().unwrap();
        (tc.created, tc.last_updated) = (updated, updated);
        (tc.tcf_policy_version, tc.purposes_consent) = (2_u16.try_into().unwrap(), IdSet::EMPTY);
        (tc.special_feature_opt_ins, tc.disclosed_vendors) = (IdSet::ALL, None);
        change(&mut tc);
        let Ok(decision) = decide(&tc, None, id(1), item, query);
        decision.verdict
    };
    let feature = Item::Feature(1.try_into().unwrap());
    let special_feature = Item::SpecialFeature(1.try_into().unwrap());
    let spec = Query::new(at());
    // Vendor 1 has both bits, purpose 11 only legitimate interest: the policy does not define it.
    let eleven = |tc: &mut TcString| {
        tc.purposes_li_transparency = IdSet::from_ids([11]).unwrap();
    };
    assert_eq!(verdict(&eleven, special_feature, &spec), Verdict::Deny);
    // A special purpose may be shown by a bit of the vendor.
    assert_eq!(verdict(&eleven, feature, &spec), Verdict::Unknown);
    let unseen = |tc: &mut TcString| {
        eleven(tc);
        (tc.vendor_consents, tc.vendor_legitimate_interests) = (VendorSet::new(), VendorSet::new());
    };
    assert_eq!(verdict(&unseen, feature, &spec), Verdict::Deny);
    let ten = |tc: &mut TcString| tc.purposes_li_transparency = IdSet::from_ids([10]).unwrap();
    assert_eq!(verdict(&ten, special_feature, &spec), Verdict::Unknown);
    // Purpose 1 that was not disclosed counts only if an option allows it.
    let treatment = |tc: &mut TcString| {
        eleven(tc);
        tc.purpose_one_treatment = true;
    };
    assert_eq!(verdict(&treatment, special_feature, &spec), Verdict::Deny);
    let allowed = Query { purpose_one: PurposeOne::Allow, ..spec };
    assert_eq!(verdict(&treatment, special_feature, &allowed), Verdict::Unknown);
    let prebid = Query { profile: Profile::Prebid, ..spec };
    assert_eq!(verdict(&eleven, special_feature, &prebid), Verdict::Unknown);
}

/// Sets or clears the bit of vendor 1.
fn set(vendors: &mut VendorSet, bit: bool) {
    let one = VendorSet::from_ids([1]).unwrap();
    *vendors = if bit { vendors.union(&one) } else { vendors.difference(&one) };
}

/// Purpose 11 exists since policy version 4, and names are those of the string's policy version.
#[test]
fn items_are_those_of_the_policy_version_of_the_string() {
    let mut tc = TcString::decode(WORKED).unwrap();
    tc.created = "2021-06-01".parse().unwrap();
    tc.last_updated = tc.created;
    tc.tcf_policy_version = 2_u16.try_into().unwrap();
    let query = Query::new("2021-10-01".parse().unwrap());
    let spec_3 = list(1, r#""purposes": [2, 11]"#);
    for gvl in [None, Some(&spec_3)] {
        let decided = |purpose| decide(&tc, gvl, id(1), purpose_of(purpose), &query).unwrap();
        assert_eq!(decided(2).item_name(gvl), Some("Select basic ads"));
        assert_eq!(decided(11).item_name(gvl), None);
        assert_eq!(decided(11).reasons.as_slice(), [Reason::PurposeUnknown]);
    }
    let current = TcString::decode(WORKED).unwrap();
    let decision = decide(&current, None, id(1), purpose_of(11), &query).unwrap();
    assert_eq!(decision.item_name(None), Some("Use limited data to select content"));
}

proptest! {
    #![proptest_config(cases(64))]

    /// A permit needs both bits of one basis; bits of different bases do not combine.
    #[test]
    fn a_permit_has_both_bits_of_its_own_basis(tc in strings()) {
        let gvl = fixture();
        for vendor in gvl.vendors().iter().take(60) {
            for item in items(vendor) {
                let decision = decide(&tc, Some(&gvl), vendor.id, item, &Query::new(at())).unwrap();
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

    /// Removing a signal never permits more.
    #[test]
    fn an_objection_never_permits_more(tc in strings(), number in 1_u8..=11) {
        let gvl = fixture();
        let mut less = tc.clone();
        let purpose = PurposeId::new(number).unwrap();
        less.purposes_consent.remove(purpose);
        less.purposes_li_transparency.remove(purpose);
        for vendor in gvl.vendors().iter().take(60) {
            for item in items(vendor) {
                let query = Query::new(at());
                let before = decide(&tc, Some(&gvl), vendor.id, item, &query).unwrap();
                let after = decide(&less, Some(&gvl), vendor.id, item, &query).unwrap();
                prop_assert!(before.is_permit() || !after.is_permit(), "{item} of vendor {}", vendor.id);
                if item == Item::Purpose(purpose) {
                    prop_assert!(!after.is_permit());
                }
            }
        }
    }
}
