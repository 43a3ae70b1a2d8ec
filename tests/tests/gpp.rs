//! Laws 1 to 5, 7 and 8 of GPP strings.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use allocation_counter::measure;
use proptest::prelude::*;
use tcf_codec::gpp::canada::CanadaWire;
use tcf_codec::gpp::{Container, GppView};
use tcf_codec::{AcString, GppString, SectionId};
use tcf_tests::fuzz::mutated;
use tcf_tests::generate::{SeededRng, arbitrary_texts};
use tcf_tests::gpp::{
    canada_value, gpp_text, law_1_of_gpp, law_2_of_gpp, law_3_of_gpp, law_4_of_gpp, law_5_of_gpp,
    law_7_of_gpp, law_8_of_gpp, us_value,
};
use tcf_tests::property::check;

fn valid_texts() -> impl Strategy<Value = String> {
    any::<u64>().prop_map(|seed| gpp_text(&mut SeededRng::new(seed)))
}

/// Texts with a few changes.
fn changed_texts() -> impl Strategy<Value = String> {
    any::<u64>().prop_map(|seed| {
        let mut rng = SeededRng::new(seed);
        let (text, other) = (gpp_text(&mut rng), gpp_text(&mut rng));
        let changed = mutated(text.as_bytes(), other.as_bytes(), &mut rng);
        String::from_utf8_lossy(&changed).into_owned()
    })
}

#[test]
fn law_1_decode_of_encode_is_the_gpp_value() {
    check(2000, any::<u64>(), |seed| {
        let mut rng = SeededRng::new(seed);
        let mut gpp = GppString::decode(&gpp_text(&mut rng)).unwrap_or_default();
        for _ in 0..rng.below(4) {
            gpp.insert(us_value(&mut rng)).unwrap();
        }
        if rng.one_in(2) {
            gpp.insert(canada_value(rng.pick(&CanadaWire::ALL), &mut rng)).unwrap();
        }
        law_1_of_gpp(&gpp).map(|()| true)
    });
}

#[test]
fn law_2_every_accepted_gpp_text_is_reproduced() {
    let texts = prop_oneof![valid_texts(), changed_texts()];
    let accepted = check(3000, texts, |text| law_2_of_gpp(&text));
    assert!(accepted > 800, "only {accepted} texts were accepted");
}

#[test]
fn law_3_no_text_of_a_gpp_value_has_a_shorter_header_or_us_section() {
    let texts = prop_oneof![valid_texts(), changed_texts()];
    let accepted = check(3000, texts, |text| law_3_of_gpp(&text));
    assert!(accepted > 800, "only {accepted} texts were accepted");
}

#[test]
fn law_4_every_bit_of_a_gpp_text_belongs_to_one_field_or_a_tail() {
    let accepted = check(2000, valid_texts(), |text| law_4_of_gpp(&text));
    assert!(accepted > 800, "only {accepted} texts were accepted");
}

#[test]
fn law_5_fast_and_reference_reader_agree_on_gpp_texts() {
    let texts = prop_oneof![valid_texts(), changed_texts(), changed_texts(), arbitrary_texts()];
    let split = check(8000, texts, |text| law_5_of_gpp(&text));
    assert!(split > 2500, "only {split} headers were accepted");
}

#[test]
fn law_7_no_gpp_text_panics() {
    check(3000, prop_oneof![changed_texts(), arbitrary_texts()], |text| {
        law_7_of_gpp(&text);
        Ok(true)
    });
}

/// Headers that list more ids than there are sections, and texts of separators only: the work does
/// not depend on the numbers in the text.
#[test]
fn law_7_gpp_ids_are_not_expanded_before_they_are_counted() {
    let tildes = |count| format!("DBAA{}", "~".repeat(count));
    for (text, code) in [
        ("DBAB5QFCkpJg~x".into(), "X020"),
        ("DBAB6AlBY~x".into(), "X020"),
        ("~".repeat(65_536), "X003"),
        (tildes(65_532), "X004"),
        (format!("DBP_{}~x", "_".repeat(60_000)), "X020"),
    ] {
        let memory = measure(|| {
            assert_eq!(GppString::decode(&text).unwrap_err().code(), code);
        });
        assert!(memory.bytes_max < 100_000, "{code}: {} bytes", memory.bytes_max);
    }
    let text = format!("DBABL~BVQqAAAAAg{}", ".".repeat(60_000));
    assert_eq!(GppString::decode(&text).unwrap_err().code(), "X033");
    // Thousands of ranges over all vendors in section 2.
    let entries = "AAAf__".repeat(5000);
    let text = format!("DBABM~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgAf__-P__{entries}");
    let memory = measure(|| drop(GppString::decode(&text)));
    assert!(memory.bytes_max < 200_000, "{} bytes", memory.bytes_max);
    let memory = measure(|| {
        let ids = "1.".repeat(30_000);
        let ac = AcString::decode(&format!("2~{ids}1~dv.")).unwrap();
        assert_eq!(ac.granted(), [1]);
    });
    assert!(memory.bytes_max < 1_000_000, "{} bytes", memory.bytes_max);
}

#[test]
fn law_8_a_gpp_view_and_the_value_give_the_same_answers() {
    let texts = prop_oneof![valid_texts(), changed_texts()];
    let accepted = check(2000, texts, |text| law_8_of_gpp(&text));
    assert!(accepted > 500, "only {accepted} texts were accepted");
}

#[test]
fn a_gpp_view_of_a_us_section_does_not_allocate() {
    let view = GppView::new("DBABzw~1YNN~BVQqAAAAAg.Y").unwrap();
    let memory = measure(|| {
        assert_eq!(view.us(SectionId::US_NAT).unwrap().unwrap().gpc(), Some(true));
    });
    assert_eq!(memory.count_total, 0);
}

/// A fault in a section does not affect the others.
#[test]
fn sections_are_decoded_one_by_one() {
    let container = Container::new("DBABzw~1XNN~BVQqAAAAAg").unwrap();
    let codes: Vec<_> = container
        .sections()
        .map(|section| section.decode().map_err(|error| error.code()).err())
        .collect();
    assert_eq!(codes, [Some("U003"), None]);
}
