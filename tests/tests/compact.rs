//! Properties of strings without the vendors that a list lacks.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tcf_codec::{
    Deciseconds, DecodeOptions, PublisherRestrictions, PurposeId, RestrictionType, SectionBits,
    TcString, U6, VendorId, VendorRange, VendorRanges, VendorSet, decode,
};
use tcf_policy::compact;
use tcf_policy::decide::{DisclosedMode, Profile, PurposeOne, Query, decide, items};
use tcf_policy::gvl::Gvl;
use tcf_policy::rules::{Message, RuleCode, Subject, check as check_rules};
use tcf_policy::vocabulary::Item;
use tcf_tests::generate::{SeededRng, tc_strings};
use tcf_tests::property::{ANY_LENGTH, check};

/// A list of vendors with declarations that depend on the id. Every seventh is deleted.
fn list(ids: impl IntoIterator<Item = u16>) -> Gvl {
    let vendors: Map<String, Value> = ids
        .into_iter()
        .map(|id| {
            let purposes: Vec<_> = (1..=11).filter(|p| (id / p) % 3 == 0).collect();
            let interests: Vec<_> =
                (7..=11).filter(|p| !purposes.contains(p) && (id ^ p) % 2 == 0).collect();
            let mut vendor = json!({
                "id": id, "name": format!("Vendor {id}"),
                "purposes": purposes, "legIntPurposes": interests,
                "flexiblePurposes": [2, 7, 8, 9, 10], "specialPurposes": [1, 2],
                "features": [1], "specialFeatures": [1, 2],
            });
            if id % 7 == 0 {
                vendor["deletedDate"] = json!("2026-02-01T00:00:00Z");
            }
            (id.to_string(), vendor)
        })
        .collect();
    let json = json!({
        "gvlSpecificationVersion": 3, "vendorListVersion": 140, "tcfPolicyVersion": 5,
        "lastUpdated": "2026-03-05T16:00:00Z", "vendors": vendors,
    });
    Gvl::from_json(json.to_string().as_bytes()).unwrap()
}

/// Every vendor that a string names.
fn named(tc: &TcString) -> VendorSet {
    let mut all = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
    all.extend(tc.disclosed_vendors.iter().flat_map(VendorSet::runs));
    all.extend(tc.publisher_restrictions.iter().flat_map(|record| record.vendors).copied());
    all
}

/// Some of the vendors of a string and some others, at most a few hundred.
fn some_vendors(tc: &TcString, rng: &mut SeededRng) -> Vec<u16> {
    let named = named(tc);
    let one_in = usize::from(rng.id(1, 5));
    let step = named.len() / 200 + 1;
    let mut ids: Vec<u16> = named.iter().step_by(step).map(VendorId::get).collect();
    ids.retain(|_| rng.one_in(one_in));
    // The ends of runs, where ranges are cut.
    ids.extend(
        named.runs().take(50).map(|run| if rng.one_in(2) { run.start() } else { run.end() }),
    );
    ids.extend((0..20).map(|_| rng.id(1, 1500)));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Strings with plausible dates, with two lists: one to compact with and another one.
fn strings_and_lists() -> impl Strategy<Value = (TcString, Vec<u16>, Vec<u16>)> {
    const DAYS: &[&str] = &["2023-12-01", "2026-02-27", "2026-03-10"];
    (tc_strings(), select(DAYS), any::<u64>()).prop_map(|(mut tc, day, seed)| {
        let mut rng = SeededRng::new(seed);
        tc.created = day.parse().unwrap();
        tc.last_updated = tc.created;
        tc.tcf_policy_version = 5_u16.try_into().unwrap();
        tc.vendor_list_version = 140_u16.try_into().unwrap();
        tc.is_service_specific = !rng.one_in(8);
        // Most strings disclose the vendors of their signals.
        if !rng.one_in(4) {
            let mut disclosed = named(&tc);
            disclosed.extend(tc.disclosed_vendors.iter().flat_map(VendorSet::runs));
            tc.disclosed_vendors = Some(disclosed);
        }
        let one = some_vendors(&tc, &mut rng);
        let other = some_vendors(&tc, &mut rng);
        let one = if rng.one_in(20) { Vec::new() } else { one };
        (tc, one, other)
    })
}

/// The vendors under each type of restriction of each purpose.
fn restricted(tc: &TcString) -> BTreeMap<(U6, RestrictionType), VendorSet> {
    let mut found: BTreeMap<_, VendorSet> = BTreeMap::new();
    for record in tc.publisher_restrictions.iter() {
        found
            .entry((record.purpose, record.restriction_type))
            .or_default()
            .extend(record.vendors.iter().copied());
    }
    found
}

fn is_subset(one: &VendorSet, other: &VendorSet) -> bool {
    one.difference(other).is_empty()
}

/// Over all ids: signals are only removed, only from vendors that the list lacks, and restrictions
/// only get stricter, only for them.
#[test]
fn only_signals_of_unknown_vendors_are_removed() {
    let shorter = check(1500, strings_and_lists(), |(tc, ids, _)| {
        let listed = VendorSet::from_ids(ids.iter().copied()).unwrap();
        let compacted = compact(&tc, &list(ids));
        let empty = VendorSet::new();
        let segment = |tc: &TcString| tc.disclosed_vendors.clone().unwrap_or_default();
        let (disclosed, disclosed_before) = (segment(&compacted), segment(&tc));
        for (after, before) in [
            (&compacted.vendor_consents, &tc.vendor_consents),
            (&compacted.vendor_legitimate_interests, &tc.vendor_legitimate_interests),
            (&disclosed, &disclosed_before),
        ] {
            prop_assert!(is_subset(after, before));
            prop_assert_eq!(after.intersection(&listed), before.intersection(&listed));
            prop_assert!(SectionBits::of(after).shortest() <= SectionBits::of(before).shortest());
        }
        prop_assert_eq!(disclosed.is_empty(), disclosed_before.is_empty());
        // Unknown vendors stay only in ranges.
        let bits = SectionBits::of(&compacted.vendor_legitimate_interests);
        if bits.ranges.is_none_or(|ranges| bits.bit_field <= ranges) {
            prop_assert!(is_subset(&compacted.vendor_legitimate_interests, &listed));
        }
        let (after, before) = (restricted(&compacted), restricted(&tc));
        prop_assert!(after.keys().eq(before.keys()));
        for (key, after) in &after {
            let before = before.get(key).unwrap_or(&empty);
            let added = after.difference(before);
            prop_assert!(is_subset(before, after) && added.is_disjoint(&listed));
            prop_assert!(added.is_empty() || key.1 == RestrictionType::NotAllowed);
        }
        let unchanged = TcString {
            vendor_consents: tc.vendor_consents.clone(),
            vendor_legitimate_interests: tc.vendor_legitimate_interests.clone(),
            publisher_restrictions: tc.publisher_restrictions.clone(),
            disclosed_vendors: tc.disclosed_vendors.clone(),
            ..compacted.clone()
        };
        prop_assert_eq!(unchanged, tc.clone());
        let (length, before) = (compacted.encode().len(), tc.encode().len());
        prop_assert!(length <= before, "{} -> {}", before, length);
        Ok(length < before)
    });
    assert!(shorter > 500, "{shorter}");
}

#[test]
fn compacting_twice_changes_nothing_more() {
    check(1000, strings_and_lists(), |(tc, ids, _)| {
        let gvl = list(ids);
        let once = compact(&tc, &gvl);
        prop_assert_eq!(compact(&once, &gvl), once);
        Ok(true)
    });
}

/// Vendors of the list keep their decisions with all reasons; with another list no vendor is
/// permitted more.
#[test]
fn no_decision_on_a_listed_vendor_changes_and_no_permission_is_added() {
    let lost = check(250, strings_and_lists(), |(tc, ids, others)| {
        let (gvl, other) = (list(ids), list(others));
        let compacted = compact(&tc, &gvl);
        let mut lost = false;
        for query in queries() {
            for vendor in gvl.vendors().iter().take(40) {
                for item in items(vendor) {
                    let before = decide(&tc, Some(&gvl), vendor.id, item, &query).unwrap();
                    let after = decide(&compacted, Some(&gvl), vendor.id, item, &query).unwrap();
                    prop_assert_eq!(after, before);
                }
            }
            for vendor in other.vendors().iter().take(40) {
                for item in items(vendor) {
                    let before = decide(&tc, Some(&other), vendor.id, item, &query).unwrap();
                    let after = decide(&compacted, Some(&other), vendor.id, item, &query).unwrap();
                    prop_assert!(before.is_permit() || !after.is_permit(), "{:?}", after);
                    lost |= before.is_permit() && !after.is_permit();
                }
            }
        }
        Ok(lost)
    });
    assert!(lost > 20, "{lost}");
}

fn queries() -> [Query<'static>; 5] {
    let query = Query::new("2026-06-01".parse().unwrap());
    [
        query,
        Query { profile: Profile::Prebid, ..query },
        Query { profile: Profile::PrebidJava, ..query },
        Query { disclosed: DisclosedMode::Dated, ..query },
        Query { ignore_policy: true, purpose_one: PurposeOne::Allow, ..query },
    ]
}

/// The number of findings of each rule, and the vendors that they name.
fn findings(tc: &TcString, gvl: &Gvl, at: Deciseconds) -> BTreeMap<RuleCode, (usize, VendorSet)> {
    let text = tc.encode();
    let decoded = decode(&text, ANY_LENGTH.with_layout()).unwrap();
    let subject = Subject::new(&text, &decoded, at).unwrap().with_gvl(Some(gvl), Some(gvl), false);
    let mut found = BTreeMap::new();
    for finding in check_rules(&subject).findings {
        let (count, all): &mut (usize, VendorSet) = found.entry(finding.rule.code).or_default();
        *count += 1;
        if let Message::Vendors { vendors, .. } = &finding.message {
            all.union_with(vendors);
        }
    }
    found
}

#[test]
fn no_rule_finds_more() {
    let fewer = check(600, strings_and_lists(), |(tc, ids, _)| {
        let (gvl, at) = (list(ids), "2026-06-01".parse().unwrap());
        let (before, after) = (findings(&tc, &gvl, at), findings(&compact(&tc, &gvl), &gvl, at));
        for (code, (count, vendors)) in &after {
            let Some((count_before, vendors_before)) = before.get(code) else {
                return Err(TestCaseError::fail(format!("{code} is new")));
            };
            prop_assert!(count <= count_before, "{}: {} -> {}", code, count_before, count);
            prop_assert!(is_subset(vendors, vendors_before), "{}: {:?}", code, vendors);
        }
        Ok(after.get(&RuleCode::G004) != before.get(&RuleCode::G004))
    });
    assert!(fewer > 200, "{fewer}");
}

/// No subset with the listed vendors takes fewer bits, whichever encoding it is in.
#[test]
fn no_smaller_set_has_the_listed_vendors() {
    for first in [1, 25, 55, 500] {
        let of = |mask: u16| (0..7).filter(move |bit| mask >> bit & 1 == 1).map(move |n| first + n);
        let set = |mask| VendorSet::from_ids(of(mask)).unwrap();
        for listed in (0..128).step_by(3) {
            let gvl = list(of(listed));
            for mask in 0..128_u16 {
                let tc = TcString { vendor_consents: set(mask), ..TcString::default() };
                let found = SectionBits::of(&compact(&tc, &gvl).vendor_consents).shortest();
                let subsets =
                    (0..128).filter(|part| part & !mask == 0 && mask & listed & !part == 0);
                let best = subsets.map(|part| SectionBits::of(&set(part)).shortest()).min();
                assert_eq!(Some(found), best, "{mask:b} {listed:b} from {first}");
            }
        }
    }
}

fn ranges(runs: &[(u16, u16)]) -> VendorRanges {
    VendorRanges::new(runs.iter().map(|&(start, end)| VendorRange::new(start, end).unwrap()))
        .unwrap()
}

/// The ranges of each restriction after compacting with a list.
fn merged(records: &[(RestrictionType, &[(u16, u16)])], ids: &[u16]) -> Vec<Vec<String>> {
    let mut restrictions = PublisherRestrictions::default();
    for (kind, vendors) in records {
        restrictions.push(U6::new(2).unwrap(), *kind, &ranges(vendors)).unwrap();
    }
    let tc = TcString { publisher_restrictions: restrictions, ..TcString::default() };
    let tc = compact(&tc, &list(ids.iter().copied()));
    tc.publisher_restrictions
        .iter()
        .map(|record| record.vendors.iter().map(ToString::to_string).collect())
        .collect()
}

#[test]
fn ranges_of_not_allowed_are_merged_over_unknown_vendors() {
    use RestrictionType::{NotAllowed, RequireConsent};
    let ranges: &[_] = &[(12, 12), (15, 15), (18, 18), (24, 65535)];
    assert_eq!(merged(&[(NotAllowed, ranges)], &[12, 15, 18, 24]), [["12-65535"]]);
    assert_eq!(merged(&[(NotAllowed, ranges)], &[16]), [["12-15", "18-65535"]]);
    let as_before = ["12", "15", "18", "24-65535"];
    assert_eq!(merged(&[(NotAllowed, ranges)], &[13, 17, 23]), [as_before]);
    assert_eq!(merged(&[(RequireConsent, ranges)], &[]), [as_before]);
    // A vendor under two types would be a conflict.
    let both = merged(&[(NotAllowed, ranges), (RequireConsent, &[(16, 20)])], &[]);
    assert_eq!(both, [vec!["12-15", "18", "24-65535"], vec!["16-20"]]);
}

#[test]
fn a_set_does_not_become_empty_if_that_has_a_meaning() {
    let ids = |ids: &[u16]| VendorSet::from_ids(ids.iter().copied()).unwrap();
    let mut tc = TcString {
        vendor_consents: ids(&[900, 901]),
        vendor_legitimate_interests: ids(&[900]),
        disclosed_vendors: Some(ids(&[850, 900, 901])),
        ..TcString::default()
    };
    let gvl = list([1, 2]);
    let compacted = compact(&tc, &gvl);
    assert_eq!(compacted.disclosed_vendors, Some(ids(&[850])));
    assert!(compacted.vendor_consents.is_empty());
    assert!(compacted.vendor_legitimate_interests.is_empty());
    tc.purposes_consent.insert(PurposeId::new(1).unwrap());
    let compacted = compact(&tc, &gvl);
    assert_eq!(compacted.vendor_consents, ids(&[900]));
    // A vendor with consent stays disclosed.
    assert_eq!(compacted.disclosed_vendors, Some(ids(&[900])));
    tc.disclosed_vendors = Some(VendorSet::new());
    assert_eq!(compact(&tc, &gvl).disclosed_vendors, Some(VendorSet::new()));
    tc.disclosed_vendors = None;
    assert_eq!(compact(&tc, &gvl).disclosed_vendors, None);
}

#[test]
fn a_deleted_vendor_is_still_on_the_list() {
    let (gvl, seven) = (list([7]), VendorId::new(7).unwrap());
    assert!(gvl.vendor(seven).unwrap().deleted.is_some());
    let tc = TcString { vendor_consents: [seven].into_iter().collect(), ..TcString::default() };
    assert_eq!(compact(&tc, &gvl), tc);
    let query = Query::new("2026-06-01".parse().unwrap());
    let item = Item::Purpose(PurposeId::new(1).unwrap());
    assert_eq!(
        decide(&compact(&tc, &gvl), Some(&gvl), seven, item, &query).unwrap(),
        decide(&tc, Some(&gvl), seven, item, &query).unwrap()
    );
}

#[test]
fn thousands_of_restrictions_take_linear_time() {
    let mut restrictions = PublisherRestrictions::default();
    let everyone = ranges(&[(1, 30000), (30002, 65535)]);
    for n in 0..4095_u16 {
        let kind = RestrictionType::ALL[usize::from(n % 2)];
        restrictions.push(U6::new(n % 64).unwrap(), kind, &everyone).unwrap();
    }
    let tc = TcString { publisher_restrictions: restrictions, ..TcString::default() };
    let compacted = compact(&tc, &list([1, 2, 3]));
    assert_eq!(compacted.publisher_restrictions.len(), 4095);
    assert!(compacted.encode().len() < tc.encode().len());
    assert!(decode(&compacted.encode(), DecodeOptions::new()).is_ok());
}
