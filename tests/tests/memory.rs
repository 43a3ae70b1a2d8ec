//! Allocations of decoder, view and decisions.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use allocation_counter::measure;
use proptest::collection::vec;
use proptest::prelude::*;
use tcf_codec::{
    DecodeOptions, Decoder, PurposeId, Signals, SpecialFeatureId, TcString, VendorId, View,
};
use tcf_policy::decide::{Query, decide, decide_declared};
use tcf_policy::gvl::Gvl;
use tcf_tests::conformance::{fixtures, texts};
use tcf_tests::generate::{any_texts, mutated_texts};
use tcf_tests::property::check;

/// Decoding does not depend on the previous string.
#[test]
fn a_decoder_keeps_nothing_of_the_previous_string() {
    let accepted = std::cell::Cell::new(0);
    check(600, vec(prop_oneof![any_texts(), mutated_texts()], 2..8), |texts| {
        let mut decoder = Decoder::new();
        for text in &texts {
            let expected = TcString::decode(text);
            prop_assert_eq!(
                decoder.decode(text),
                expected.as_ref().map_err(|&error| error),
                "{:?}",
                texts
            );
            accepted.set(accepted.get() + u32::from(expected.is_ok()));
        }
        Ok(true)
    });
    assert!(accepted.get() > 250, "{accepted:?} texts were accepted");
}

#[test]
fn a_warm_decoder_allocates_nothing() {
    let texts = texts();
    let mut decoder = Decoder::new();
    let mut decode_all = || texts.iter().filter(|text| decoder.decode(text).is_ok()).count();
    let warm_up = measure(|| assert!(decode_all() > 150));
    assert!(warm_up.count_total > 0, "the allocator is not instrumented");
    let warm = measure(|| assert!(decode_all() > 150));
    assert_eq!(warm.count_total, 0);
}

#[test]
fn a_view_allocates_nothing() {
    for text in texts() {
        let counted = measure(|| {
            let Ok(view) = View::with_max_len(&text, usize::MAX) else { return };
            for id in PurposeId::all() {
                let _ = (view.purpose_consent(id), view.purpose_legitimate_interest(id));
            }
            let _ = (view.special_feature_opt_in(SpecialFeatureId::MIN), view.disclosed_segment());
            for vendor in [VendorId::MIN, VendorId::new(755).unwrap(), VendorId::MAX] {
                let _ = (view.vendor_consent(vendor), view.vendor_legitimate_interest(vendor));
                let _ = (view.vendor_restrictions(vendor), view.disclosed(vendor));
            }
            let _ = (view.created(), view.last_updated(), view.cmp_id(), view.publisher_cc());
        });
        assert_eq!(counted.count_total, 0, "{text}");
    }
}

/// Decisions from a view equal those from the value, as in a server that does not decode strings.
#[test]
fn decisions_from_a_view_are_those_from_the_value_and_allocate_nothing() {
    let gvl = fixtures().join("gvl/v3/archives/vendor-list-v140.json");
    let gvl = Gvl::from_json(&fs::read(gvl).unwrap()).unwrap();
    let mut decisions = 0;
    for text in texts() {
        let (Ok(view), Ok(tc)) = (View::new(&text), TcString::decode(&text)) else { continue };
        for vendor in
            gvl.vendors().iter().map(|vendor| vendor.id).step_by(23).chain([VendorId::MAX])
        {
            let query = Query::new("2026-06-01".parse().unwrap());
            let counted = measure(|| {
                let count =
                    decide_declared(&view, Some(&gvl), vendor, &query).unwrap().flatten().count();
                decisions += count;
            });
            assert_eq!(counted.count_total, 0, "vendor {vendor} of {text}");
            for decision in decide_declared(&view, Some(&gvl), vendor, &query).unwrap() {
                let decision = decision.unwrap();
                let expected = decide(&tc, Some(&gvl), vendor, decision.item, &query).unwrap();
                assert_eq!(format!("{decision:?}"), format!("{expected:?}"), "{text}");
            }
        }
    }
    assert!(decisions > 10_000, "{decisions} decisions");
}

/// The limit applies to every way of decoding.
#[test]
fn decoder_and_view_enforce_the_maximum_length() {
    let text = format!("C{}", "A".repeat(DecodeOptions::DEFAULT_MAX_LEN));
    let expected = TcString::decode(&text).unwrap_err();
    assert_eq!(expected.code(), "S013");
    assert_eq!(Decoder::new().decode(&text), Err(expected));
    assert_eq!(View::new(&text).map(|view| view.text().len()), Err(expected));
    assert!(Decoder::with_max_len(text.len()).decode(&text).is_ok());
    assert!(View::with_max_len(&text, text.len()).is_ok());
}
