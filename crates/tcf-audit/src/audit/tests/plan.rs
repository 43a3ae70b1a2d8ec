//! The purpose map and the local policy.

use tcf_codec::PurposeId;
use tcf_policy::rules::Expectations;
use tcf_policy::vocabulary::LegalBasis::{self, Consent, LegitimateInterest};

use super::visits::objecting_visit;
use super::*;
use crate::purpose_map::{PurposeMap, PurposeRow};

fn map(rows: &[(u16, &[(u8, LegalBasis)])]) -> PurposeMap {
    let mut map = PurposeMap::new();
    for &(vendor, purposes) in rows {
        let mut row = PurposeRow::new(VendorId::new(vendor).unwrap());
        let purpose = |id| PurposeId::new(id).unwrap();
        row.purposes = purposes.iter().map(|&(id, basis)| (purpose(id), basis)).collect();
        map.add(row);
    }
    map
}

/// A call after the user accepted, with stated purposes.
fn visit(host: &'static str, purposes: &'static [u8]) -> Vec<Spec> {
    let last = Spec { purposes, ..call(1, 100, host).sends(&accept()) };
    vec![call(0, 0, "cmp.example").tc(&accept()), last]
}

fn ids(ids: &[u16]) -> Vec<VendorId> {
    ids.iter().map(|&id| VendorId::new(id).unwrap()).collect()
}

/// The findings, and the mismatch of pairs and of calls.
fn planned(map: &PurposeMap, visit: Vec<Spec>) -> (String, String) {
    let world = World::new();
    let settings = Settings { purpose_map: Some(map), ..world.settings() };
    let state = audit_with(settings, &[visit], &[]);
    let rate = |of| {
        let (_, numerator, denominator) = metric(&state, "mismatch", of);
        format!("{numerator}/{denominator}")
    };
    (found(&state).join(","), format!("{} {}", rate("pairs"), rate("calls")))
}

#[test]
fn calls_are_compared_with_the_purpose_map() {
    let index = map(&[(10, &[(1, Consent), (2, Consent), (10, LegitimateInterest)])]);
    let outcome = |purposes| planned(&index, visit("a.index.example", purposes));
    // Vendor 10 declares 1, 2 and 7 on consent, and 10 on legitimate interest.
    assert_eq!(outcome(&[]), (String::new(), "0/3 0/1".to_owned()));
    assert_eq!(outcome(&[2]), (String::new(), "0/3 0/1".to_owned()));
    // Permitted, but not in the map.
    assert_eq!(outcome(&[2, 7]), ("M004 1 e".to_owned(), "1/4 1/1".to_owned()));
    let wrong = map(&[(10, &[(2, LegitimateInterest), (7, Consent)])]);
    let outcome = |purposes| planned(&wrong, visit("a.index.example", purposes));
    assert_eq!(outcome(&[2]), ("M004 1 e".to_owned(), "1/2 1/1".to_owned()));
    assert_eq!(outcome(&[7]), (String::new(), "0/2 0/1".to_owned()));
    // Without stated purposes, every row is compared.
    assert_eq!(outcome(&[]), ("M004 1 e".to_owned(), "1/2 1/1".to_owned()));
    let unplanned = planned(&wrong, visit("a.ruby.example", &[2]));
    assert_eq!(unplanned, ("M003 1 e".to_owned(), "1/3 1/1".to_owned()));
}

#[test]
fn rows_hold_in_the_context_of_the_audit() {
    let world = World::new();
    let mut map = PurposeMap::new();
    let mut row = PurposeRow::new(VendorId::new(10).unwrap());
    row.context.insert("region".to_owned(), "FR".to_owned());
    map.add(row);
    for (context, expected) in [(&[][..], "M003 1 e"), (&[("region", "FR")], "")] {
        let context = context.into();
        let settings = Settings { purpose_map: Some(&map), context, ..world.settings() };
        let state = audit_with(settings, &[visit("a.index.example", &[])], &[]);
        assert_eq!(found(&state).join(","), expected);
    }
}

#[test]
fn vendors_of_the_map_that_are_not_called_are_known() {
    let world = World::new();
    let map = map(&[(10, &[]), (131, &[]), (10, &[])]);
    let state = world.audit(&[objecting_visit()]);
    assert_eq!(state.unseen_vendors(&map), [VendorId::new(131).unwrap()]);
}

#[test]
fn a_local_policy_forbids_vendors_and_purposes() {
    let world = World::new();
    let audit = |expectations: &Expectations, purposes| {
        let expectations = std::slice::from_ref(expectations);
        let settings = Settings { expectations, ..world.settings() };
        let state = audit_with(settings, &[visit("a.index.example", purposes)], &[]);
        let (_, unauthorised, _) = metric(&state, "unauthorised", "calls");
        (found(&state).join(","), unauthorised)
    };
    let vendor = Expectations { forbid_vendors: ids(&[10]), ..Expectations::default() };
    assert_eq!(audit(&vendor, &[]), ("B013 1 e".to_owned(), 1));
    let purpose = Expectations {
        forbid_legitimate_interest_purposes: [2, 10].map(|id| PurposeId::new(id).unwrap()).into(),
        ..Expectations::default()
    };
    assert_eq!(audit(&purpose, &[10]), ("B013 1 e".to_owned(), 1));
    // Purpose 2 is on consent.
    assert_eq!(audit(&purpose, &[2]), (String::new(), 0));
    assert_eq!(audit(&Expectations::default(), &[2, 10]), (String::new(), 0));
}

#[test]
fn expectations_forbid_where_their_conditions_hold() {
    let world = World::new();
    let audit = |expectations: &Expectations, context: &[(&'static str, &'static str)]| {
        let expectations = std::slice::from_ref(expectations);
        let settings = Settings { expectations, context: context.into(), ..world.settings() };
        let state = audit_with(settings, &[visit("a.index.example", &[])], &[]);
        assert!(state.not_run().iter().all(|not_run| not_run.code != CheckCode::B013));
        found(&state).join(",")
    };
    let forbidding = Expectations { forbid_vendors: ids(&[10]), ..Expectations::default() };
    let mut minors = forbidding.clone();
    minors.context.insert("child".to_owned(), "true".to_owned());
    for (context, expected) in [
        (&[][..], ""),
        (&[("child", "false")], ""),
        (&[("child", "true")], "B013 1 e"),
        (&[("child", "true"), ("child", "false")], ""),
    ] {
        assert_eq!(audit(&minors, context), expected, "{context:?}");
    }
    // The strings of the visits are of a publisher in no known country.
    for (country, expected) in [("AA", "B013 1 e"), ("DE", "")] {
        let mut of_country = forbidding.clone();
        of_country.publisher_country.push(country.parse().unwrap());
        assert_eq!(audit(&of_country, &[]), expected, "{country}");
    }
    let labelled = Expectations { label: Some("*".to_owned()), ..forbidding };
    assert_eq!(audit(&labelled, &[]), "");
}
