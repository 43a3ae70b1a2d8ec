//! Properties of the comparison of strings.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use tcf_codec::{AnyTcString, Layout, PublisherRestrictions, TcString, VendorSet};
use tcf_policy::diff::{ChangeKind, Encoded, diff, form};
use tcf_tests::generate::{SeededRng, consent_strings, layout_of_v1, layout_of_v2, tc_strings};
use tcf_tests::property::{ANY_LENGTH, check};

fn layout_of(value: &AnyTcString, rng: &mut SeededRng) -> Layout {
    match value {
        AnyTcString::V1(v1) => layout_of_v1(v1, rng),
        AnyTcString::V2(tc) => layout_of_v2(tc, rng),
    }
}

/// The restricted vendors per purpose and type.
fn restricted(restrictions: &PublisherRestrictions) -> BTreeMap<(u16, &'static str), VendorSet> {
    let mut effect = BTreeMap::new();
    for record in restrictions.iter().filter(|record| !record.vendors.is_empty()) {
        let set: &mut VendorSet =
            effect.entry((record.purpose.get(), record.restriction_type.name())).or_default();
        set.extend(record.vendors.iter().copied());
    }
    effect
}

/// Equality of meaning, implemented independently of `diff`.
fn mean_the_same(a: &AnyTcString, b: &AnyTcString) -> bool {
    let (AnyTcString::V2(a), AnyTcString::V2(b)) = (a, b) else { return a == b };
    let bare = |tc: &TcString| TcString {
        publisher_restrictions: PublisherRestrictions::default(),
        ..tc.clone()
    };
    bare(a) == bare(b)
        && restricted(&a.publisher_restrictions) == restricted(&b.publisher_restrictions)
}

/// `a` with one field changed, in most cases to that of `b`.
fn crossed(a: &TcString, b: &TcString, rng: &mut SeededRng) -> TcString {
    let mut tc = a.clone();
    match rng.below(14) {
        0 => tc.created = b.created,
        1 => tc.cmp_version = b.cmp_version,
        2 => tc.consent_language = b.consent_language,
        3 => tc.is_service_specific = !a.is_service_specific,
        4 => tc.special_feature_opt_ins = b.special_feature_opt_ins,
        5 => tc.purposes_li_transparency = b.purposes_li_transparency,
        6 => tc.vendor_consents = b.vendor_consents.clone(),
        7 => tc.publisher_restrictions = b.publisher_restrictions.clone(),
        8 => tc.disclosed_vendors.clone_from(&b.disclosed_vendors),
        9 => tc.allowed_vendors = None,
        10 => tc.publisher_tc = b.publisher_tc,
        11 => tc.publisher_restrictions = shuffled(&a.publisher_restrictions, rng),
        12 => tc.tcf_policy_version = b.tcf_policy_version,
        _ => {}
    }
    tc
}

/// The records in random order, some of them repeated.
fn shuffled(restrictions: &PublisherRestrictions, rng: &mut SeededRng) -> PublisherRestrictions {
    let mut records: Vec<_> = restrictions.iter().collect();
    let repeated: Vec<_> = records.iter().copied().filter(|_| rng.one_in(3)).collect();
    records.extend(repeated);
    rng.shuffle(&mut records);
    let mut shuffled = PublisherRestrictions::default();
    for record in records {
        let vendors = tcf_codec::VendorRanges::new(record.vendors.iter().copied()).unwrap();
        // A full set rejects further records.
        let _ = shuffled.push(record.purpose, record.restriction_type, &vendors);
    }
    shuffled
}

#[test]
fn a_value_equals_itself() {
    check(500, consent_strings(), |value| {
        prop_assert!(diff(&value, &value).is_empty());
        Ok(true)
    });
}

#[test]
fn a_diff_is_empty_exactly_when_the_meaning_is_equal() {
    let pairs = (tc_strings(), tc_strings(), any::<u64>());
    check(1500, pairs, |(a, b, seed)| {
        let b = crossed(&a, &b, &mut SeededRng::new(seed));
        let (a, b) = (AnyTcString::V2(a), AnyTcString::V2(b));
        let equal = mean_the_same(&a, &b);
        prop_assert_eq!(diff(&a, &b).is_empty(), equal);
        Ok(equal)
    });
    check(500, (consent_strings(), consent_strings()), |(a, b)| {
        prop_assert_eq!(diff(&a, &b).is_empty(), mean_the_same(&a, &b));
        Ok(true)
    });
}

#[test]
fn the_reverse_diff_swaps_added_and_removed() {
    check(500, (consent_strings(), consent_strings()), |(a, b)| {
        let swapped = |kind| match kind {
            ChangeKind::Value { from, to } => ChangeKind::Value { from: to, to: from },
            ChangeKind::Ids { added, removed } => {
                ChangeKind::Ids { added: removed, removed: added }
            }
            ChangeKind::Restriction { purpose, restriction_type, added, removed } => {
                ChangeKind::Restriction {
                    purpose,
                    restriction_type,
                    added: removed,
                    removed: added,
                }
            }
            ChangeKind::Segments { added, removed } => {
                ChangeKind::Segments { added: removed, removed: added }
            }
        };
        let mut back = diff(&b, &a);
        for change in &mut back.changes {
            change.kind = swapped(change.kind.clone());
        }
        prop_assert_eq!(diff(&a, &b), back);
        Ok(true)
    });
}

#[test]
fn equal_meaning_and_encoding_is_the_same_text() {
    let same = std::cell::Cell::new(0);
    check(
        1500,
        (tc_strings(), tc_strings(), consent_strings(), any::<u64>()),
        |(a, b, v, seed)| {
            let mut rng = SeededRng::new(seed);
            let pair = if rng.one_in(4) {
                (v.clone(), v)
            } else {
                let b = crossed(&a, &b, &mut rng);
                (AnyTcString::V2(a), AnyTcString::V2(b))
            };
            let (a, b) = (&pair.0, &pair.1);
            let layout_a = layout_of(a, &mut rng);
            // For equal values, half of the pairs have equal layouts.
            let layout_b =
                if rng.one_in(2) && a == b { layout_a.clone() } else { layout_of(b, &mut rng) };
            let (text_a, text_b) =
                (a.encode_with(&layout_a).unwrap(), b.encode_with(&layout_b).unwrap());
            let decode = |text: &str| tcf_codec::decode(text, ANY_LENGTH.with_layout()).unwrap();
            let (decoded_a, decoded_b) = (decode(&text_a), decode(&text_b));
            let (layout_a, layout_b) = (decoded_a.layout.unwrap(), decoded_b.layout.unwrap());
            let encoded_a = Encoded { value: &decoded_a.value, layout: &layout_a };
            let encoded_b = Encoded { value: &decoded_b.value, layout: &layout_b };
            let found = form(encoded_a, encoded_b);
            let equal = diff(a, b).is_empty() && found.is_empty();
            prop_assert!(equal == (text_a == text_b), "{text_a}\n{text_b}\n{found:?}");
            same.set(same.get() + u32::from(equal));
            Ok(equal)
        },
    );
    assert!(same.get() > 20, "only {} pairs are equal", same.get());
}
