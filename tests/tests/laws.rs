//! Laws 1 to 4. Law 5 is in `agreement.rs`, law 7 in `hostile.rs`, law 8 in `view.rs`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::cell::Cell;

use proptest::prelude::*;
use tcf_codec::{EncodeOptions, Segment, TailAlignment, TcString, VendorEncoding, decode};
use tcf_tests::generate::{
    SeededRng, any_texts, consent_strings, faulty_texts, good_texts, layout_of, mutated_texts,
    tc_strings, tie, v1_strings,
};
use tcf_tests::laws::{
    law_1, law_1_with_options, law_2, law_2_changed, law_2_of_layout, law_2_of_text, law_3,
    law_3_of_v1, law_4,
};
use tcf_tests::property::{ANY_LENGTH, check};
use tcf_tests::sizes;

#[test]
fn law_1_decode_of_encode_is_the_value() {
    check(1500, consent_strings(), |value| law_1(&value).map(|()| true));
}

#[test]
fn law_1_holds_for_every_encode_option() {
    let forms = prop_oneof![
        Just(VendorEncoding::Auto),
        Just(VendorEncoding::BitField),
        Just(VendorEncoding::Range)
    ];
    let tails = prop_oneof![
        Just(TailAlignment::Byte),
        Just(TailAlignment::Quad),
        Just(TailAlignment::Sextet)
    ];
    let options =
        (forms, tails).prop_map(|(vendor_encoding, tail)| EncodeOptions { vendor_encoding, tail });
    check(1000, (consent_strings(), options), |(value, options)| {
        law_1_with_options(&value, options)
    });
}

#[test]
fn law_2_a_layout_reproduces_its_text() {
    check(1200, (consent_strings(), any::<u64>()), |(value, seed)| {
        law_2(&value, &mut SeededRng::new(seed)).map(|()| true)
    });
}

#[test]
fn law_2_every_accepted_text_is_reproduced() {
    let texts = prop_oneof![mutated_texts(), faulty_texts()];
    let accepted = check(6000, texts, |text| law_2_of_text(&text));
    assert!(accepted > 600, "only {accepted} texts were accepted");
}

/// Encoding with a contradicting layout fails instead of changing the value.
#[test]
fn law_2_a_contradicting_layout_is_an_error() {
    let written = check(1500, (consent_strings(), any::<u64>()), |(value, seed)| {
        law_2_changed(&value, &mut SeededRng::new(seed))
    });
    assert!(written < 1200, "only {} layouts were rejected", 1500 - written);
}

/// The layout of a different value is an error, unless it fits both.
#[test]
fn law_2_the_layout_of_another_value_is_an_error() {
    check(600, (consent_strings(), consent_strings(), any::<u64>()), |(value, other, seed)| {
        let layout = layout_of(&other, &mut SeededRng::new(seed));
        law_2_of_layout(&value, layout)
    });
}

#[test]
fn law_3_encode_picks_the_smaller_encoding() {
    check(1000, tc_strings(), |tc| law_3(&tc).map(|()| true));
}

#[test]
fn law_3_a_tie_goes_to_the_bit_field() {
    let mut rng = SeededRng::new(3);
    for singles in 0..8 {
        for longer in usize::from(singles == 0)..6 {
            for off in -2..3 {
                let (set, max) = tie(12, singles, longer, off, &mut rng);
                let tc = TcString { disclosed_vendors: Some(set.clone()), ..TcString::default() };
                law_3(&tc).unwrap();
                // Check the generator.
                let ranges = sizes::range_bits(&sizes::runs(&set));
                assert_eq!(
                    usize::from(set.max()).checked_signed_diff(ranges),
                    Some(off),
                    "{set:?}"
                );
                assert_eq!(set.max(), max);
                assert_eq!(sizes::smallest(&set).1, off > 0);
            }
        }
    }
}

#[test]
fn law_3_version_1_picks_the_smallest_of_three_encodings() {
    let forms = [const { Cell::new(0) }; 3];
    check(1500, v1_strings(), |value| {
        forms[law_3_of_v1(&value)?].update(|count| count + 1);
        Ok(true)
    });
    assert!(forms.iter().all(|count| count.get() > 20), "{forms:?}");
}

#[test]
fn law_4_every_bit_belongs_to_one_field_or_the_tail() {
    let accepted = check(1500, any_texts(), |text| law_4(&text));
    assert!(accepted > 250, "only {accepted} texts were accepted");
}

#[test]
fn every_segment_is_reached() {
    let seen = [const { Cell::new(0) }; 4];
    check(100, good_texts(), |text| {
        for segment in &decode(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap().segments {
            seen[Segment::ALL.iter().position(|&known| known == segment.segment).unwrap()]
                .update(|count| count + 1);
        }
        Ok(true)
    });
    assert!(seen.iter().all(|count| count.get() > 10), "{seen:?}");
}
