//! Laws 1 to 4 of the codec; law 5 is in `agreement.rs`, law 7 in `hostile.rs`. The others are about other crates.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::cell::Cell;

use proptest::prelude::*;
use tcf_codec::{
    ConsentString, EncodeOptions, FieldValue, Form, Layout, ReadOptions, RestrictionType, Segment,
    TailAlignment, TcString, TracedField, VendorEncoding, VendorSet, read, v1,
};
use tcf_tests::generate::{
    Dice, any_texts, consent_strings, faulty_texts, good_texts, layout_of_v1, layout_of_v2, mutated_texts,
    say_something_else, tc_strings, tie, v1_strings,
};
use tcf_tests::property::{ANY_LENGTH, check};
use tcf_tests::{sizes, twin};

fn layout_of(value: &ConsentString, dice: &mut Dice) -> Layout {
    match value {
        ConsentString::V1(v1) => layout_of_v1(v1, dice),
        ConsentString::V2(tc) => layout_of_v2(tc, dice),
    }
}

/// A layout without the places of its parts, which writing does not look at.
fn without_places(mut layout: Layout) -> Layout {
    for segment in &mut layout.segments {
        segment.sections.iter_mut().for_each(|section| section.bit = 0);
        segment.restrictions.iter_mut().for_each(|restriction| restriction.bit = 0);
    }
    layout
}

#[test]
fn law_1_parse_of_encode_is_the_value() {
    check(1500, consent_strings(), |value| {
        let text = value.encode();
        let parsed = read(&text, ANY_LENGTH).map(|reading| reading.value);
        prop_assert!(parsed.as_ref() == Ok(&value), "{text}: {parsed:?}");
        if text.len() <= ReadOptions::DEFAULT_MAX_LENGTH {
            prop_assert!(ConsentString::parse(&text).as_ref() == Ok(&value));
            match &value {
                ConsentString::V1(v1) => prop_assert!(v1::ConsentString::parse(&text).as_ref() == Ok(v1)),
                ConsentString::V2(tc) => prop_assert!(TcString::parse(&text).as_ref() == Ok(tc)),
            }
        }
        Ok(true)
    });
}

#[test]
fn law_1_holds_for_every_other_form() {
    let forms =
        prop_oneof![Just(VendorEncoding::Auto), Just(VendorEncoding::BitField), Just(VendorEncoding::Range)];
    let tails =
        prop_oneof![Just(TailAlignment::Byte), Just(TailAlignment::Quad), Just(TailAlignment::Sextet)];
    let options = (forms, tails).prop_map(|(vendor_encoding, tail)| EncodeOptions { vendor_encoding, tail });
    check(1000, (consent_strings(), options), |(value, options)| {
        let text = match &value {
            ConsentString::V1(v1) => v1.encode_as(options),
            ConsentString::V2(tc) => tc.encode_as(options),
        };
        let Ok(text) = text else { return Ok(false) };
        let parsed = read(&text, ANY_LENGTH).map(|reading| reading.value);
        prop_assert!(parsed.as_ref() == Ok(&value), "{text}: {parsed:?}");
        let quads = text.split('.').all(|segment| segment.len().is_multiple_of(4));
        prop_assert!(quads || options.tail != TailAlignment::Quad);
        Ok(true)
    });
}

#[test]
fn law_2_a_layout_comes_back_with_its_text() {
    check(1200, (consent_strings(), any::<u64>()), |(value, seed)| {
        let layout = layout_of(&value, &mut Dice::new(seed));
        let text = value.encode_with(&layout);
        prop_assert!(text.is_ok(), "{text:?}");
        let text = text.unwrap();
        let reading = read(&text, ANY_LENGTH.with_layout()).unwrap();
        prop_assert!(reading.value == value);
        let found = reading.layout.unwrap();
        prop_assert_eq!(value.encode_with(&found), Ok(text));
        prop_assert_eq!(without_places(found), layout);
        Ok(true)
    });
}

#[test]
fn law_2_every_accepted_text_comes_back() {
    let texts = prop_oneof![mutated_texts(), faulty_texts()];
    let accepted = check(6000, texts, |text| {
        let Ok(reading) = read(&text, ANY_LENGTH.with_layout()) else { return Ok(false) };
        prop_assert_eq!(reading.value.encode_with(&reading.layout.unwrap()), Ok(text));
        Ok(true)
    });
    assert!(accepted > 600, "only {accepted} texts were accepted");
}

/// What is written says the value in the way the layout says, or is not written at all.
#[test]
fn law_2_a_layout_that_says_something_else_is_refused() {
    let refused = Cell::new(0);
    check(1500, (consent_strings(), any::<u64>()), |(value, seed)| {
        let mut dice = Dice::new(seed);
        let mut layout = layout_of(&value, &mut dice);
        say_something_else(&mut layout, &mut dice);
        let Ok(text) = value.encode_with(&layout) else {
            refused.set(refused.get() + 1);
            return Ok(true);
        };
        let reading = read(&text, ANY_LENGTH.with_layout()).unwrap();
        prop_assert!(reading.value == value, "{text}");
        prop_assert_eq!(without_places(reading.layout.unwrap()), layout);
        Ok(true)
    });
    assert!(refused.get() > 300, "only {} layouts were refused", refused.get());
}

/// And so is the layout of another value, unless both can be written in that way.
#[test]
fn law_2_the_layout_of_another_value_is_refused() {
    check(600, (consent_strings(), consent_strings(), any::<u64>()), |(value, other, seed)| {
        let layout = layout_of(&other, &mut Dice::new(seed));
        let Ok(text) = value.encode_with(&layout) else { return Ok(true) };
        let reading = read(&text, ANY_LENGTH.with_layout()).unwrap();
        prop_assert!(reading.value == value, "{text}");
        prop_assert_eq!(without_places(reading.layout.unwrap()), layout);
        Ok(true)
    });
}

/// The body of a section as it was written: its bits, and whether it is one of ranges.
fn body(form: &Form, max_vendor_id: u16) -> (usize, bool) {
    match form {
        Form::BitField => (usize::from(max_vendor_id), false),
        Form::Ranges { entries, .. } => {
            (12 + entries.iter().map(|entry| if entry.is_range { 33 } else { 17 }).sum::<usize>(), true)
        }
    }
}

fn law_3(tc: &TcString) -> Result<(), TestCaseError> {
    let text = tc.encode();
    let layout = read(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
    let written: Vec<_> = layout.segments.iter().flat_map(|segment| &segment.sections).collect();
    let sets = [Some(&tc.vendor_consents), Some(&tc.vendor_legitimate_interests)]
        .into_iter()
        .chain([tc.disclosed_vendors.as_ref(), tc.allowed_vendors.as_ref()])
        .flatten();
    for (set, section) in sets.zip(written) {
        prop_assert_eq!(section.max_vendor_id, set.max());
        prop_assert_eq!(body(&section.form, section.max_vendor_id), sizes::smallest(set), "{:?}", set);
    }
    // What the layout says is there: each segment is as long as its bits, filled up to a byte.
    let lengths: Vec<_> = text.split('.').map(str::len).collect();
    let wanted: Vec<_> = sizes::shortest(tc).into_iter().map(sizes::characters).collect();
    prop_assert_eq!(lengths, wanted);
    for vendor_encoding in [VendorEncoding::Auto, VendorEncoding::BitField, VendorEncoding::Range] {
        let tail = TailAlignment::Byte;
        let Ok(other) = tc.encode_as(EncodeOptions { vendor_encoding, tail }) else { continue };
        prop_assert!(text.len() <= other.len());
    }
    Ok(())
}

#[test]
fn law_3_encode_takes_the_smaller_form() {
    check(1000, tc_strings(), |tc| law_3(&tc).map(|()| true));
}

#[test]
fn law_3_a_tie_goes_to_the_bit_field() {
    let mut dice = Dice::new(3);
    for singles in 0..8 {
        for longer in usize::from(singles == 0)..6 {
            for off in -2..3 {
                let (set, max) = tie(12, singles, longer, off, &mut dice);
                let tc = TcString { disclosed_vendors: Some(set.clone()), ..TcString::default() };
                law_3(&tc).unwrap();
                // The generator makes what it promises.
                let ranges = sizes::range_bits(&sizes::runs(&set));
                assert_eq!(usize::from(set.max()).checked_signed_diff(ranges), Some(off), "{set:?}");
                assert_eq!(set.max(), max);
                assert_eq!(sizes::smallest(&set).1, off > 0);
            }
        }
    }
}

#[test]
fn law_3_version_1_takes_the_smallest_of_three_forms() {
    let forms = [const { Cell::new(0) }; 3];
    check(1500, v1_strings(), |value| {
        let text = value.encode();
        let layout = read(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
        let max = value.vendors.max_vendor_id();
        // In the order in which a tie is decided.
        let listed = [value.vendors.consents().clone(), sizes::complement(value.vendors.consents(), max)];
        let mut bodies = vec![(usize::from(max), None)];
        for (default_consent, listed) in [false, true].into_iter().zip(&listed) {
            let runs = sizes::runs(listed);
            if runs.len() <= 4095 {
                bodies.push((1 + sizes::range_bits(&runs), Some(default_consent)));
            }
        }
        let smallest = *bodies.iter().min_by_key(|(bits, _)| bits).unwrap();
        let section = &layout.segments[0].sections[0];
        let written = match section.form {
            Form::BitField => None,
            Form::Ranges { default_consent, .. } => Some(default_consent),
        };
        let (bits, is_range) = body(&section.form, section.max_vendor_id);
        prop_assert_eq!((bits + usize::from(is_range), written), smallest);
        prop_assert_eq!(text.len(), sizes::characters(173 + smallest.0));
        forms[written.map_or(0, |default_consent| 1 + usize::from(default_consent))]
            .update(|count| count + 1);
        for vendor_encoding in [VendorEncoding::Auto, VendorEncoding::BitField, VendorEncoding::Range] {
            let tail = TailAlignment::Byte;
            let Ok(other) = value.encode_as(EncodeOptions { vendor_encoding, tail }) else { continue };
            prop_assert!(text.len() <= other.len());
        }
        Ok(true)
    });
    assert!(forms.iter().all(|count| count.get() > 20), "{forms:?}");
}

/// Is this what these bits say?
fn shows(value: &FieldValue, bits: &str) -> bool {
    let number = || u64::from_str_radix(bits, 2).unwrap();
    match value {
        FieldValue::Number(found) => *found == number(),
        FieldValue::Flag(found) => bits == if *found { "1" } else { "0" },
        FieldValue::Time(found) => bits.len() == 36 && found.get() == number(),
        FieldValue::Letters(found) => {
            let letters = found.as_str().bytes().map(|letter| format!("{:06b}", letter - b'A'));
            bits == letters.collect::<String>()
        }
        FieldValue::Ids(found) => {
            let ids = bits.bytes().zip(1..=u16::MAX).filter(|(bit, _)| *bit == b'1').map(|(_, id)| id);
            *found == VendorSet::from_ids(ids).unwrap()
        }
        FieldValue::Restriction(found) => {
            bits.len() == 2
                && RestrictionType::ALL.iter().position(|kind| kind == found)
                    == usize::try_from(number()).ok()
        }
        _ => false,
    }
}

#[test]
fn law_4_every_bit_lies_in_one_field_or_in_the_tail() {
    let accepted = check(1500, any_texts(), |text| {
        let Ok(reading) = read(&text, ANY_LENGTH.with_trace().with_layout()) else { return Ok(false) };
        let (trace, layout) = (reading.trace.unwrap(), reading.layout.unwrap());
        prop_assert_eq!(trace.segments().len(), layout.segments.len());
        let mut start = 0;
        for ((traced, laid_out), characters) in
            trace.segments().iter().zip(&layout.segments).zip(text.split('.'))
        {
            prop_assert_eq!(traced.segment(), laid_out.segment);
            prop_assert_eq!(traced.characters(), start..start + characters.len());
            start += characters.len() + 1;

            let mut at = 0;
            let mut bits = String::new();
            for field in traced.fields() {
                prop_assert_eq!(field.bit(), at, "{}", field.path());
                prop_assert_eq!(field.bits(), at..at + field.width());
                at += field.width();
                let raw = traced.raw(field.bits()).to_string();
                prop_assert!(
                    shows(&traced.value(field), &raw),
                    "{}: {raw}: {:?}",
                    field.path(),
                    traced.value(field)
                );
                bits += &raw;
            }
            let tail = traced.tail().unwrap();
            prop_assert_eq!(tail.start, at);
            prop_assert_eq!(usize::try_from(tail.end).unwrap(), 6 * characters.len());
            bits += &traced.raw(tail.clone()).to_string();
            let sextets = characters.chars().map(|character| twin::ALPHABET.find(character).unwrap());
            let of_text = sextets.fold(String::new(), |bits, sextet| bits + &format!("{sextet:06b}"));
            prop_assert_eq!(bits, of_text);

            // The layout's places are those of the trace.
            prop_assert_eq!(laid_out.tail.len(), tail.len());
            let places = |name: &str| -> Vec<u32> {
                let fields = traced.fields().iter();
                fields.filter(|field| field.path().field.name() == name).map(TracedField::bit).collect()
            };
            let sections: Vec<_> = laid_out.sections.iter().map(|section| section.bit).collect();
            let restrictions: Vec<_> = laid_out.restrictions.iter().map(|record| record.bit).collect();
            prop_assert_eq!(places("MaxVendorId"), sections);
            prop_assert_eq!(places("PurposeId"), restrictions);
        }
        prop_assert_eq!(start, text.len() + 1);
        Ok(true)
    });
    assert!(accepted > 250, "only {accepted} texts were accepted");
}

#[test]
fn every_segment_is_reached() {
    let seen = [const { Cell::new(0) }; 4];
    check(100, good_texts(), |text| {
        for segment in &read(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap().segments {
            seen[Segment::ALL.iter().position(|&known| known == segment.segment).unwrap()]
                .update(|count| count + 1);
        }
        Ok(true)
    });
    assert!(seen.iter().all(|count| count.get() > 10), "{seen:?}");
}
