//! Laws 1, 5 and 7 of US Privacy and Additional Consent strings.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use tcf_codec::{AcString, UspString};
use tcf_tests::fuzz::mutated;
use tcf_tests::generate::{SeededRng, arbitrary_texts};
use tcf_tests::property::check;
use tcf_tests::usp_ac::{
    ac_text, ac_value, law_1_of_ac, law_1_of_usp, law_5_of_ac, law_5_of_usp, usp_values,
};

#[test]
fn law_1_decode_of_encode_is_the_us_privacy_value() {
    let values: Vec<_> = usp_values().collect();
    assert_eq!(values.len(), 27);
    for value in values {
        law_1_of_usp(value).unwrap();
    }
}

#[test]
fn law_1_decode_of_encode_is_the_additional_consent_value() {
    check(3000, any::<u64>(), |seed| {
        law_1_of_ac(&ac_value(&mut SeededRng::new(seed))).map(|()| true)
    });
}

#[test]
fn law_5_fast_and_reference_reader_agree_on_us_privacy_texts() {
    let texts = prop_oneof!["[12][YNyn-]{3}", "[0-2][A-Za-z-]{3}", "1\\PC{0,4}", arbitrary_texts()];
    let accepted = check(4000, texts, |text| law_5_of_usp(&text));
    assert!(accepted > 400, "only {accepted} texts were accepted");
}

#[test]
fn law_5_fast_and_reference_reader_agree_on_additional_consent_texts() {
    let valid = any::<u64>().prop_map(|seed| ac_text(&mut SeededRng::new(seed)));
    let changed = any::<u64>().prop_map(|seed| {
        let mut rng = SeededRng::new(seed);
        let (text, other) = (ac_text(&mut rng), ac_text(&mut rng));
        let changed = mutated(text.as_bytes(), other.as_bytes(), &mut rng);
        String::from_utf8_lossy(&changed).into_owned()
    });
    let texts = prop_oneof![valid, changed, arbitrary_texts()];
    let accepted = check(8000, texts, |text| law_5_of_ac(&text));
    assert!(accepted > 800, "only {accepted} texts were accepted");
}

#[test]
fn law_7_no_us_privacy_or_additional_consent_text_panics() {
    check(3000, arbitrary_texts(), |text| {
        let errors = [UspString::decode(&text).err(), AcString::decode(&text).err()];
        for error in errors.into_iter().flatten() {
            prop_assert!(error.offset() <= text.len() && !error.to_string().is_empty());
        }
        Ok(true)
    });
}
