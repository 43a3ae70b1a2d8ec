//! The explained length of a string is the length of the string.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;
use tcf::{Part, Size, UsedGvl, size};
use tcf_codec::{AnyTcString, Layout, Segment, decode};
use tcf_policy::compact;
use tcf_policy::gvl::Gvl;
use tcf_tests::conformance;
use tcf_tests::generate::{SeededRng, consent_strings, layout_of};
use tcf_tests::property::{ANY_LENGTH, check};

fn list() -> Gvl {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/gvl/v3/archives/vendor-list-v140.json");
    Gvl::from_json(&std::fs::read(path).unwrap()).unwrap()
}

/// Checks every number against the text, its layout and what is encoded. Returns whether the text
/// can be shorter.
fn explains(text: &str, gvl: &Gvl) -> Result<bool, TestCaseError> {
    let decoded = decode(text, ANY_LENGTH.with_layout()).unwrap();
    let (value, layout) = (&decoded.value, decoded.layout.as_ref().unwrap());
    let size = size(value, layout, Some(UsedGvl { gvl, exact: true }));
    prop_assert_eq!(size.characters, text.len());
    for (segment, part) in size.segments.iter().zip(text.split('.')) {
        prop_assert_eq!(segment.characters, part.len());
        prop_assert_eq!(segment.bits, 6 * part.len());
        prop_assert_eq!(segment.parts.iter().map(|part| part.bits).sum::<usize>(), segment.bits);
    }
    parts_are_where_the_layout_says(&size, layout, value)?;
    prop_assert_eq!(size.canonical_characters, value.encode().len());
    let compacted = match value {
        AnyTcString::V1(_) => None,
        AnyTcString::V2(tc) => Some(compact(tc, gvl).encode().len()),
    };
    prop_assert_eq!(size.compact_characters, compacted);
    Ok(size.canonical_characters < size.characters)
}

/// Compares the bits of each part with the offsets that the decoder recorded.
fn parts_are_where_the_layout_says(
    size: &Size,
    layout: &Layout,
    value: &AnyTcString,
) -> Result<(), TestCaseError> {
    for (segment, layout) in size.segments.iter().zip(&layout.segments) {
        let is_core_of_2 = layout.segment == Segment::Core && value.version() == 2;
        let mut starts: Vec<usize> = Vec::new();
        let mut at = 0;
        for part in &segment.parts {
            // NumPubRestrictions is after the sections.
            let count = if is_core_of_2 { 12 } else { 0 };
            match part.part {
                Part::Fields => at += part.bits - count,
                Part::Restriction => {
                    starts.push(at + count);
                    at += part.bits;
                }
                Part::Tail => at += part.bits + count,
                _ => {
                    starts.push(at);
                    at += part.bits;
                }
            }
        }
        prop_assert_eq!(at, segment.bits);
        let sections = layout.sections.iter().map(|section| section.bit);
        let recorded = sections.chain(layout.restrictions.iter().map(|record| record.bit));
        let recorded: Vec<usize> = recorded.map(|bit| bit.try_into().unwrap()).collect();
        prop_assert_eq!(starts, recorded);
    }
    Ok(())
}

#[test]
fn the_parts_of_the_corpus_add_up() {
    let gvl = list();
    let mut shorter = 0;
    let mut texts = conformance::texts();
    texts.retain(|text| decode(text, ANY_LENGTH).is_ok());
    for text in &texts {
        shorter += usize::from(explains(text, &gvl).unwrap());
    }
    assert!(texts.len() > 100 && shorter > 20, "{} {shorter}", texts.len());
}

#[test]
fn the_parts_of_every_layout_add_up() {
    let gvl = list();
    let shorter = check(1000, (consent_strings(), any::<u64>()), |(value, seed)| {
        let mut rng = SeededRng::new(seed);
        let layout = layout_of(&value, &mut rng);
        explains(&value.encode_with(&layout).unwrap(), &gvl)
    });
    assert!(shorter > 500, "{shorter}");
}
