//! Properties of the comparison of strings.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use tcf_codec::gpp::Container;
use tcf_codec::{
    AcString, AnyTcString, GppString, Layout, PublisherRestrictions, TcString, VendorSet,
};
use tcf_policy::diff::{
    ChangeKind, Encoded, EncodedAc, EncodedGpp, diff, diff_ac, diff_gpp, form, form_ac, form_gpp,
};
use tcf_tests::conformance::cases_of_other_kinds;
use tcf_tests::generate::{SeededRng, consent_strings, layout_of_v1, layout_of_v2, tc_strings};
use tcf_tests::gpp::gpp_text;
use tcf_tests::property::{ANY_LENGTH, check};

/// Swaps what was before and after.
fn swapped(diff: &Value) -> Value {
    let mut diff = diff.clone();
    for change in diff.as_array_mut().unwrap() {
        for (one, other) in [("from", "to"), ("added", "removed")] {
            let one = (one, change.get(one).cloned());
            let other = (other, change.get(other).cloned());
            if let (Some(first), Some(second)) = (one.1, other.1) {
                change[one.0] = second;
                change[other.0] = first;
            }
        }
    }
    diff
}

/// A GPP string with one section changed to that of another one, or written differently.
fn changed_gpp(text: &str, rng: &mut SeededRng) -> String {
    let mut gpp = GppString::decode(text).unwrap();
    let other = GppString::decode(&gpp_text(rng)).unwrap_or_default();
    match rng.below(4) {
        0 => gpp.encode(),
        1 => text.to_owned(),
        _ => {
            for section in other.sections().iter().take(2) {
                gpp.insert(section.clone()).unwrap();
            }
            gpp.encode_keeping(&tcf_codec::gpp::Layout::of(&Container::new(text).unwrap()))
        }
    }
}

#[test]
fn gpp_strings_of_equal_meaning_and_form_are_the_same_text() {
    let (same, same_meaning) = (Cell::new(0), Cell::new(0));
    let compared = check(3000, any::<u64>(), |seed| {
        let mut rng = SeededRng::new(seed);
        let a = gpp_text(&mut rng);
        if GppString::decode(&a).is_err() {
            return Ok(false);
        }
        let b = changed_gpp(&a, &mut rng);
        let (value_a, value_b) = (GppString::decode(&a).unwrap(), GppString::decode(&b).unwrap());
        let split = |text| Container::new(text).unwrap();
        let (container_a, container_b) = (split(&a), split(&b));
        let encoded_a = EncodedGpp { value: &value_a, container: &container_a };
        let encoded_b = EncodedGpp { value: &value_b, container: &container_b };
        prop_assert!(diff_gpp(&value_a, &value_a).is_empty());
        prop_assert!(form_gpp(encoded_a, encoded_a).is_empty());
        let (diff, form) = (diff_gpp(&value_a, &value_b), form_gpp(encoded_a, encoded_b));
        same_meaning.set(same_meaning.get() + i32::from(diff.is_empty()));
        same.set(same.get() + i32::from(a == b));
        prop_assert_eq!(diff.is_empty() && form.is_empty(), a == b, "{} {}", a, b);
        if value_a == value_b {
            prop_assert!(diff.is_empty(), "{} {}", a, b);
        }
        let json = |diff| serde_json::to_value(diff).unwrap();
        let back = json(diff_gpp(&value_b, &value_a));
        prop_assert_eq!(swapped(&json(diff)), back);
        Ok(true)
    });
    assert!(compared > 1000, "only {compared}");
    let (same, same_meaning) = (same.get(), same_meaning.get());
    assert!(same > 100 && same_meaning > same + 100, "{same}, {same_meaning}");
}

/// The same for texts of the corpus and their canonical encoding.
#[test]
fn texts_of_the_corpus_mean_the_same_as_their_canonical_encoding() {
    let mut compared = 0;
    for case in cases_of_other_kinds() {
        let text = case.text();
        match case.kind().unwrap() {
            "gpp" => {
                let Ok(value) = GppString::decode(text) else { continue };
                let canonical = value.encode();
                let (a, b) = (Container::new(text).unwrap(), Container::new(&canonical).unwrap());
                let form = form_gpp(
                    EncodedGpp { value: &value, container: &a },
                    EncodedGpp { value: &value, container: &b },
                );
                assert_eq!(form.is_empty(), text == canonical, "{text} {canonical} {form:?}");
            }
            "ac" => {
                let Ok(value) = AcString::decode(text) else { continue };
                let canonical = value.encode();
                let encoded = |text| EncodedAc { value: &value, text };
                let form = form_ac(encoded(text), encoded(&canonical));
                assert!(diff_ac(&value, &value).is_empty());
                assert_eq!(form.is_empty(), text == canonical, "{text} {canonical} {form:?}");
            }
            _ => continue,
        }
        compared += 1;
    }
    assert!(compared > 500, "only {compared}");
}

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
            other => panic!("{other:?} of a TC string"),
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
    let same = Cell::new(0);
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
