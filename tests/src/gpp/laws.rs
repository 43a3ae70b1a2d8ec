//! The laws of the codec on GPP strings, as functions of their input. They return `false` if the
//! law does not apply to the input.

use proptest::prelude::*;
use tcf_codec::gpp::{Container, GppView, Layout, Section, decode, trace};
use tcf_codec::{DecodeOptions, GppString, PurposeId, SectionId, Trace, VendorId};

use super::reference::{GppRejection, PlainUs, read_header, read_us};
use crate::property::ANY_LENGTH;
use crate::reference_reader::ALPHABET;
use crate::view::answers;

/// Law 1: decoding the encoded value returns the value, also through JSON.
pub fn law_1_of_gpp(value: &GppString) -> Result<(), TestCaseError> {
    let text = value.encode();
    let decoded = decode(&text, ANY_LENGTH).map(|decoded| decoded.value);
    prop_assert!(decoded.as_ref() == Ok(value), "{text}: {decoded:?}");
    let json = serde_json::to_string(value).unwrap();
    let read: Result<GppString, _> = serde_json::from_str(&json);
    prop_assert!(read.as_ref().ok() == Some(value), "{json}: {read:?}");
    Ok(())
}

/// Law 2: the layout of an accepted text reproduces it, and contradicts every other value.
pub fn law_2_of_gpp(text: &str) -> Result<bool, TestCaseError> {
    let Ok(decoded) = decode(text, ANY_LENGTH.with_layout()) else { return Ok(false) };
    let (value, layout) = (decoded.value, decoded.layout.unwrap());
    let written = value.encode_with(&layout);
    prop_assert_eq!(written.as_deref(), Ok(text));
    prop_assert_eq!(value.encode_keeping(&layout), text);
    let json = serde_json::to_string(&layout).unwrap();
    prop_assert_eq!(serde_json::from_str::<Layout>(&json).unwrap(), layout.clone());
    for id in value.ids() {
        let mut other = value.clone();
        let removed = other.remove(id);
        prop_assert!(other.encode_with(&layout).is_err());
        prop_assert_eq!(removed.as_ref(), value.section(id));
        let mut changed = layout.clone();
        for (section, text) in &mut changed.sections {
            if *section == id {
                text.push('~');
            }
        }
        prop_assert!(value.encode_with(&changed).is_err());
    }
    Ok(true)
}

/// Law 3: the header and the US sections of the canonical text are not longer than those of any
/// other text of the value.
pub fn law_3_of_gpp(text: &str) -> Result<bool, TestCaseError> {
    let Ok(decoded) = decode(text, ANY_LENGTH) else { return Ok(false) };
    let canonical = decoded.value.encode();
    let parts = text.split('~').zip(canonical.split('~'));
    // The header is not a section.
    let is_us = decoded.value.ids().map(|id| (7..=27).contains(&id.get()));
    for ((given, written), is_measured) in parts.zip([true].into_iter().chain(is_us)) {
        prop_assert!(!is_measured || written.len() <= given.len(), "{}: {}", text, canonical);
    }
    Ok(true)
}

/// The bits of base64url text.
fn bits_of(text: &str) -> String {
    let text = text.replace('+', "-").replace('/', "_");
    let sextets = text.chars().map(|character| ALPHABET.find(character).unwrap());
    sextets.fold(String::new(), |bits, sextet| bits + &format!("{sextet:06b}"))
}

/// Checks that the fields and tails of a trace are the bits of consecutive sub-sections.
fn check_trace(trace: &Trace, text: &str, start: usize) -> Result<(), TestCaseError> {
    let mut start = start;
    let mut subsections = text.split('.');
    for segment in trace.segments() {
        let subsection = subsections.next().unwrap();
        prop_assert_eq!(segment.characters(), start..start + subsection.len());
        start += subsection.len() + 1;
        let (mut at, mut bits) = (0, String::new());
        for field in segment.fields() {
            prop_assert_eq!(field.bit(), at, "{}", field.path());
            at += field.width();
            bits += &segment.raw(field.bits()).to_string();
            let _ = segment.value(field).to_string();
        }
        let tail = segment.tail().unwrap();
        prop_assert_eq!(tail.start, at);
        bits += &segment.raw(tail).to_string();
        prop_assert_eq!(bits, bits_of(subsection));
    }
    prop_assert!(subsections.next().is_none(), "{} has untraced sub-sections", text);
    Ok(())
}

/// Law 4: every bit of an accepted text belongs to exactly one field or to a tail.
pub fn law_4_of_gpp(text: &str) -> Result<bool, TestCaseError> {
    let Ok(decoded) = decode(text, ANY_LENGTH.with_trace()) else { return Ok(false) };
    let traced = decoded.trace.unwrap();
    let container = Container::with_max_len(text, usize::MAX).unwrap();
    check_trace(&traced.header, container.header_text(), 0)?;
    for (section, traced) in container.sections().zip(&traced.sections) {
        prop_assert_eq!(section.id(), traced.id);
        if section.id() == SectionId::USP_V1 {
            prop_assert!(traced.trace.segments().is_empty());
            let characters = traced.text.iter().map(|field| &text[field.characters.clone()]);
            prop_assert_eq!(characters.collect::<String>(), section.text());
        } else {
            check_trace(&traced.trace, section.text(), section.start())?;
        }
    }
    Ok(true)
}

/// The values of a US section.
fn plain(us: &tcf_codec::gpp::us::UsSection) -> PlainUs {
    let mut values = Vec::new();
    for field in us.format().fields() {
        for (index, value) in us.list(field.field()).unwrap().enumerate() {
            let name = match field.list_len() {
                None => field.field().name().into(),
                Some(_) => format!("{}[{index}]", field.field().name()),
            };
            values.push((name, u64::from(value)));
        }
    }
    PlainUs {
        version: u64::from(us.version()),
        values,
        gpc: us.gpc(),
        sensitive_data: us
            .sensitive_data()
            .map(|values| values.iter().map(|value| u64::from(value.get())).collect()),
        undefined: us.undefined_subsections().to_vec(),
        has_section_header: us.has_section_header(),
    }
}

/// Law 5: the codec agrees with the plain reader about the header and about each US section, and
/// gives the same result whether or not it reports the fields.
pub fn law_5_of_gpp(text: &str) -> Result<bool, TestCaseError> {
    fast_and_observed_agree(text)?;
    let expected = read_header(text);
    let container = Container::new(text);
    let found = container.as_ref().map_err(|&error| GppRejection::from(error)).map(|container| {
        let sections = container.sections();
        sections.map(|section| (section.id().get(), section.characters())).collect::<Vec<_>>()
    });
    prop_assert!(found == expected, "{text:?}: {found:?}, expected {expected:?}");
    let Ok(container) = container else { return Ok(false) };
    for section in container.sections() {
        if !(7..=27).contains(&section.id().get()) {
            continue;
        }
        let expected = read_us(section.id().get(), section.text(), section.start());
        let found = match section.decode() {
            Ok(Section::Us(us)) => Ok(plain(&us)),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(GppRejection::from(error)),
        };
        prop_assert!(found == expected, "{text:?}: {found:?}, expected {expected:?}");
    }
    Ok(true)
}

/// Regular texts are decoded without an observer in another way, and looked up in another way.
fn fast_and_observed_agree(text: &str) -> Result<(), TestCaseError> {
    let traced = trace(text, DecodeOptions::new());
    let observed = decode(text, DecodeOptions::new().with_trace()).map(|decoded| decoded.value);
    prop_assert_eq!(&GppString::decode(text), &observed, "{:?}", text);
    let plain = decode(text, DecodeOptions::new()).map(|decoded| decoded.value);
    prop_assert_eq!(plain, observed, "{:?}", text);
    match GppView::new(text) {
        Err(error) => prop_assert_eq!(traced.split, Err(error), "{:?}", text),
        Ok(view) => {
            for section in &traced.trace.sections {
                prop_assert_eq!(view.section(section.id), text.get(section.characters.clone()));
                // An empty section is an error of the string, not of the section.
                let Some(us) = view.us(section.id) else { continue };
                if section.characters.is_empty() {
                    continue;
                }
                prop_assert_eq!(us.map(Section::Us), section.section.clone(), "{:?}", text);
            }
        }
    }
    Ok(())
}

/// Law 7: reads a text in every way and uses all results.
pub fn law_7_of_gpp(text: &str) {
    let traced = trace(text, ANY_LENGTH);
    if let Err(error) = traced.split {
        assert!(error.offset() <= text.len() && !error.to_string().is_empty(), "{text:?}");
    }
    for section in &traced.trace.sections {
        if let Err(error) = &section.section {
            assert!(error.offset() <= text.len() && error.section() == Some(section.id));
            assert!(!error.to_string().is_empty());
        }
        for segment in section.trace.segments() {
            for field in segment.fields() {
                let _ = (segment.value(field), segment.raw(field.bits()).to_string());
            }
        }
    }
    for options in [ANY_LENGTH.with_layout(), ANY_LENGTH.with_layout().lenient()] {
        match decode(text, options) {
            Ok(decoded) => {
                let _ = (decoded.value.encode(), format!("{:?}", decoded.value));
                let written = decoded.value.encode_with(decoded.layout.as_ref().unwrap());
                assert_eq!(written.as_deref(), Ok(decoded.repaired().unwrap_or(text)));
            }
            Err(error) => assert!(error.offset() <= text.len(), "{text:?}: {error}"),
        }
    }
}

/// Law 8: a view gives the same answers as the value of an accepted text, and never panics.
pub fn law_8_of_gpp(text: &str) -> Result<bool, TestCaseError> {
    let view = GppView::new(text);
    if let Ok(view) = view {
        for id in 1..=30 {
            let _ = view.us(SectionId::new(id).unwrap());
        }
        let _ = (view.tc(), view.usp());
    }
    let Ok(value) = GppString::decode(text) else { return Ok(false) };
    let view = view.unwrap();
    let container = Container::new(text).unwrap();
    for id in (1..=30).chain([300, 65535]) {
        let id = SectionId::new(id).unwrap();
        prop_assert_eq!(view.section(id), container.section(id).map(|section| section.text()));
        prop_assert_eq!(view.us(id), value.us(id).cloned().map(Ok));
    }
    prop_assert_eq!(view.usp(), value.usp().copied().map(Ok));
    prop_assert_eq!(view.tc().is_some(), value.tc().is_some());
    if let (Some(view), Some(tc)) = (view.tc(), value.tc()) {
        let view = view.unwrap();
        for (vendor, purpose) in [(1, 1), (2, 7), (5, 2), (65535, 24)] {
            let (vendor, purpose) =
                (VendorId::new(vendor).unwrap(), PurposeId::new(purpose).unwrap());
            let expected = answers(tc, vendor, purpose).into_iter();
            let expected: Vec<_> =
                expected.map(|(question, found)| (question, found.ok())).collect();
            let found = answers(&view, vendor, purpose).into_iter();
            let found: Vec<_> = found.map(|(question, found)| (question, found.ok())).collect();
            prop_assert_eq!(found, expected);
        }
    }
    Ok(true)
}
