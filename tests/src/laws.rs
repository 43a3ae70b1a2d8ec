//! The laws of the codec, as functions of their input. Property tests call them with generated
//! values and texts, fuzz targets with arbitrary bytes. They return `false` if the law does not
//! apply to the input.

use std::ops::Range;

use proptest::prelude::*;
use tcf_codec::{
    AnyTcString, DecodeOptions, EncodeOptions, FieldValue, Layout, RestrictionType,
    SectionEncoding, TailAlignment, TcString, Traced, TracedField, TracedSegment, VendorEncoding,
    VendorSet, decode, trace, v1,
};

use crate::generate::{SeededRng, contradict, layout_of};
use crate::property::ANY_LENGTH;
use crate::reference_reader::Rejection;
use crate::{reference_reader, sizes};

const FORMS: [VendorEncoding; 3] =
    [VendorEncoding::Auto, VendorEncoding::BitField, VendorEncoding::Range];

/// Law 1: decoding the encoded value returns the value.
pub fn law_1(value: &AnyTcString) -> Result<(), TestCaseError> {
    let text = value.encode();
    let parsed = decode(&text, ANY_LENGTH).map(|decoded| decoded.value);
    prop_assert!(parsed.as_ref() == Ok(value), "{text}: {parsed:?}");
    if text.len() <= DecodeOptions::DEFAULT_MAX_LEN {
        prop_assert!(AnyTcString::decode(&text).as_ref() == Ok(value));
        match value {
            AnyTcString::V1(v1) => {
                prop_assert!(v1::ConsentString::decode(&text).as_ref() == Ok(v1));
            }
            AnyTcString::V2(tc) => prop_assert!(TcString::decode(&text).as_ref() == Ok(tc)),
        }
    }
    Ok(())
}

/// Law 1 with encode options, if they are possible for the value.
pub fn law_1_with_options(
    value: &AnyTcString,
    options: EncodeOptions,
) -> Result<bool, TestCaseError> {
    let Ok(text) = value.encode_as(options) else { return Ok(false) };
    let parsed = decode(&text, ANY_LENGTH).map(|decoded| decoded.value);
    prop_assert!(parsed.as_ref() == Ok(value), "{text}: {parsed:?}");
    let quads = text.split('.').all(|segment| segment.len().is_multiple_of(4));
    prop_assert!(quads || options.tail != TailAlignment::Quad);
    Ok(true)
}

/// A layout without bit offsets, which encoding ignores.
pub fn without_offsets(mut layout: Layout) -> Layout {
    for segment in &mut layout.segments {
        segment.sections.iter_mut().for_each(|section| section.bit = 0);
        segment.restrictions.iter_mut().for_each(|restriction| restriction.bit = 0);
    }
    layout
}

/// Law 2: decoding text with a random layout returns that layout.
pub fn law_2(value: &AnyTcString, rng: &mut SeededRng) -> Result<(), TestCaseError> {
    let layout = layout_of(value, rng);
    let text = value.encode_with(&layout);
    prop_assert!(text.is_ok(), "{text:?}");
    let text = text.unwrap();
    let decoded = decode(&text, ANY_LENGTH.with_layout()).unwrap();
    prop_assert!(decoded.value == *value);
    let found = decoded.layout.unwrap();
    prop_assert_eq!(value.encode_with(&found), Ok(text));
    prop_assert_eq!(without_offsets(found), layout);
    Ok(())
}

/// Law 2: the layout of an accepted text reproduces the text.
pub fn law_2_of_text(text: &str) -> Result<bool, TestCaseError> {
    let Ok(decoded) = decode(text, ANY_LENGTH.with_layout()) else { return Ok(false) };
    let written = decoded.value.encode_with(&decoded.layout.unwrap());
    prop_assert_eq!(written.as_deref(), Ok(text));
    Ok(true)
}

/// Law 2: encoding with a layout either fails, which returns `false`, or produces that value with
/// that layout.
pub fn law_2_of_layout(value: &AnyTcString, layout: Layout) -> Result<bool, TestCaseError> {
    let Ok(text) = value.encode_with(&layout) else { return Ok(false) };
    let decoded = decode(&text, ANY_LENGTH.with_layout()).unwrap();
    prop_assert!(decoded.value == *value, "{text}");
    prop_assert_eq!(without_offsets(decoded.layout.unwrap()), layout);
    Ok(true)
}

/// Law 2 with a modified layout.
pub fn law_2_changed(value: &AnyTcString, rng: &mut SeededRng) -> Result<bool, TestCaseError> {
    let mut layout = layout_of(value, rng);
    contradict(&mut layout, rng);
    law_2_of_layout(value, layout)
}

/// The number of bits of a section body, and whether it has ranges.
fn body(encoding: &SectionEncoding, max_vendor_id: u16) -> (usize, bool) {
    match encoding {
        SectionEncoding::BitField => (usize::from(max_vendor_id), false),
        SectionEncoding::Ranges { entries, .. } => (
            12 + entries.iter().map(|entry| if entry.is_range { 33 } else { 17 }).sum::<usize>(),
            true,
        ),
    }
}

/// Law 3: each section has the smaller encoding.
pub fn law_3(tc: &TcString) -> Result<(), TestCaseError> {
    let text = tc.encode();
    let layout = decode(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
    let written: Vec<_> = layout.segments.iter().flat_map(|segment| &segment.sections).collect();
    let sets = [Some(&tc.vendor_consents), Some(&tc.vendor_legitimate_interests)]
        .into_iter()
        .chain([tc.disclosed_vendors.as_ref(), tc.allowed_vendors.as_ref()])
        .flatten();
    for (set, section) in sets.zip(written) {
        prop_assert_eq!(section.max_vendor_id, set.max());
        prop_assert_eq!(
            body(&section.encoding, section.max_vendor_id),
            sizes::smallest(set),
            "{:?}",
            set
        );
    }
    // Each segment has as many characters as its bits need, padded to a byte.
    let lengths: Vec<_> = text.split('.').map(str::len).collect();
    let expected: Vec<_> = sizes::shortest(tc).into_iter().map(sizes::characters).collect();
    prop_assert_eq!(lengths, expected);
    for vendor_encoding in FORMS {
        let tail = TailAlignment::Byte;
        let Ok(other) = tc.encode_as(EncodeOptions { vendor_encoding, tail }) else { continue };
        prop_assert!(text.len() <= other.len());
    }
    Ok(())
}

/// Law 3 of version 1: the smallest of three encodings. Returns which one: 0 for the bit field, 1
/// and 2 for ranges with default 0 and 1.
pub fn law_3_of_v1(value: &v1::ConsentString) -> Result<usize, TestCaseError> {
    let text = value.encode();
    let layout = decode(&text, ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
    let max = value.vendors.max_vendor_id();
    // In the order of precedence on ties.
    let listed =
        [value.vendors.consents().clone(), sizes::complement(value.vendors.consents(), max)];
    let mut bodies = vec![(usize::from(max), None)];
    for (default_consent, listed) in [false, true].into_iter().zip(&listed) {
        let runs = sizes::runs(listed);
        if runs.len() <= 4095 {
            bodies.push((1 + sizes::range_bits(&runs), Some(default_consent)));
        }
    }
    let smallest = *bodies.iter().min_by_key(|(bits, _)| bits).unwrap();
    let section = &layout.segments[0].sections[0];
    let written = match section.encoding {
        SectionEncoding::BitField => None,
        SectionEncoding::Ranges { default_consent, .. } => Some(default_consent),
    };
    let (bits, is_range) = body(&section.encoding, section.max_vendor_id);
    prop_assert_eq!((bits + usize::from(is_range), written), smallest);
    prop_assert_eq!(text.len(), sizes::characters(173 + smallest.0));
    for vendor_encoding in FORMS {
        let tail = TailAlignment::Byte;
        let Ok(other) = value.encode_as(EncodeOptions { vendor_encoding, tail }) else { continue };
        prop_assert!(text.len() <= other.len());
    }
    Ok(written.map_or(0, |default_consent| 1 + usize::from(default_consent)))
}

/// Six bits per letter.
fn bits_of(letters: &str) -> String {
    let sextets: Vec<_> = letters.bytes().map(|letter| format!("{:06b}", letter - b'A')).collect();
    sextets.concat()
}

/// Whether the value equals the bits.
fn matches_bits(value: &FieldValue, bits: &str) -> bool {
    let number = || u64::from_str_radix(bits, 2).unwrap();
    match value {
        FieldValue::Number(found) => *found == number(),
        FieldValue::Flag(found) => bits == if *found { "1" } else { "0" },
        FieldValue::Time(found) => bits.len() == 36 && found.get() == number(),
        FieldValue::Language(found) => bits == bits_of(found.as_str()),
        FieldValue::Country(found) => bits == bits_of(found.as_str()),
        FieldValue::Ids(found) => {
            let ids =
                bits.bytes().zip(1..=u16::MAX).filter(|(bit, _)| *bit == b'1').map(|(_, id)| id);
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

/// Law 4: every bit of an accepted text belongs to exactly one field or to the tail.
pub fn law_4(text: &str) -> Result<bool, TestCaseError> {
    let Ok(decoded) = decode(text, ANY_LENGTH.with_trace().with_layout()) else { return Ok(false) };
    let (trace, layout) = (decoded.trace.unwrap(), decoded.layout.unwrap());
    prop_assert_eq!(trace.segments().len(), layout.segments.len());
    let mut start = 0;
    for ((traced, laid_out), characters) in
        trace.segments().iter().zip(&layout.segments).zip(text.split('.'))
    {
        prop_assert_eq!(traced.segment(), laid_out.segment.name());
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
                matches_bits(&traced.value(field), &raw),
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
        let sextets =
            characters.chars().map(|character| reference_reader::ALPHABET.find(character).unwrap());
        let of_text = sextets.fold(String::new(), |bits, sextet| bits + &format!("{sextet:06b}"));
        prop_assert_eq!(bits, of_text);

        // The layout has the same offsets as the trace.
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
}

/// Law 5: every way to decode a text agrees with the reference reader.
pub fn law_5(text: &str, max_length: usize) -> Result<bool, TestCaseError> {
    let options = DecodeOptions::new().with_max_len(max_length);
    let expected = reference_reader::read(text, max_length);
    for options in [options, options.with_layout(), options.with_trace().with_layout()] {
        let found = decode(text, options).map(|decoded| decoded.value).map_err(Rejection::from);
        prop_assert!(
            found == expected,
            "{text:?}: {found:?}, the reference reader returns {expected:?}"
        );
    }
    let traced = trace(text, options).value.map_err(Rejection::from);
    prop_assert!(
        traced == expected,
        "{text:?}: trace: {traced:?}, the reference reader returns {expected:?}"
    );

    // Decoders of a single version report the other version as an error.
    if text.len() <= max_length.min(DecodeOptions::DEFAULT_MAX_LEN) {
        let other = || Rejection {
            code: "S005",
            segment: None,
            field: Some("Version".into()),
            bit: Some(0),
            character: 0,
        };
        let one = v1::ConsentString::decode(text).map(AnyTcString::V1).map_err(Rejection::from);
        let two = TcString::decode(text).map(AnyTcString::V2).map_err(Rejection::from);
        let (wanted_of_one, wanted_of_two) = match text.as_bytes().first() {
            Some(b'B') => (expected.clone(), Err(other())),
            Some(b'C') => (Err(other()), expected.clone()),
            _ => (expected.clone(), expected.clone()),
        };
        prop_assert!(one == wanted_of_one, "{text:?}: v1: {one:?}, expected {wanted_of_one:?}");
        prop_assert!(two == wanted_of_two, "{text:?}: v2: {two:?}, expected {wanted_of_two:?}");
    }
    Ok(expected.is_ok())
}

/// Law 7: decodes a text in every way and uses all results.
pub fn law_7(text: &str) {
    for options in
        [ANY_LENGTH, ANY_LENGTH.lenient(), DecodeOptions::new().lenient().with_max_len(40)]
    {
        for options in [
            options,
            options.with_layout(),
            options.with_trace(),
            options.with_trace().with_layout(),
        ] {
            match decode(text, options) {
                Ok(decoded) => {
                    let written =
                        decoded.layout.as_ref().map(|layout| decoded.value.encode_with(layout));
                    assert!(written.is_none_or(
                        |written| written.as_deref() == Ok(decoded.repaired().unwrap_or(text))
                    ));
                    let _ = (decoded.value.encode(), format!("{:?}", decoded.repairs()));
                }
                Err(error) => {
                    assert!(error.offset() <= text.len(), "{error}");
                    assert!(!error.to_string().is_empty());
                }
            }
        }
        let traced = trace(text, options);
        for segment in traced.trace.segments() {
            for field in segment.fields() {
                let _ = (segment.value(field), segment.raw(field.bits()).to_string());
                let characters = segment.characters_of(field.bits());
                assert!(characters.end <= segment.characters().end);
                assert!(traced.source_map().offset(characters.start) <= text.len());
            }
            if let Some(stopped) = stopped_in(&traced, &segment.characters()) {
                assert_eq!(segment.tail().is_none(), stopped);
            }
        }
    }
    let _ = (TcString::decode(text), v1::ConsentString::decode(text));
}

/// Whether decoding stopped in the segment with these characters, rather than between segments.
/// `None` for the last segment of a text without a core, whose error is the missing core.
fn stopped_in(traced: &Traced, characters: &Range<usize>) -> Option<bool> {
    let Err(error) = &traced.value else { return Some(false) };
    let last = traced.trace.segments().last().map(TracedSegment::characters);
    if last.as_ref() != Some(characters) {
        return Some(false);
    }
    match error.code() {
        "S007" => None,
        code => Some(error.segment().is_some() && !["S008", "S010"].contains(&code)),
    }
}
