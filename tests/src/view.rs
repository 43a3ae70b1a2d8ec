//! Law 8: a view and a value return the same signals.

use std::collections::BTreeSet;
use std::fmt::Debug;

use proptest::prelude::*;
use tcf_codec::{
    AnyTcString, DecodeOptions, DisclosedSignal, Error, Field, FieldValue, PurposeId, Signals,
    SpecialFeatureId, TcString, TracedField, TracedSegment, VendorId, VendorRange, VendorSet, View,
    decode, fields, trace, v1,
};

/// The result of a lookup, as text.
pub type Answer<E> = Result<String, E>;

fn answer<T: Debug, E>(answer: Result<T, E>) -> Answer<E> {
    answer.map(|answer| format!("{answer:?}"))
}

/// A special feature derived from a purpose.
fn special_feature(purpose: PurposeId) -> SpecialFeatureId {
    SpecialFeatureId::new(purpose.get().div_ceil(2)).unwrap()
}

/// The results of every lookup.
pub fn answers<S: Signals>(
    signals: &S,
    vendor: VendorId,
    purpose: PurposeId,
) -> Vec<(&'static str, Answer<S::Error>)> {
    vec![
        ("version", Ok(signals.version().to_string())),
        ("created", answer(signals.created())),
        ("last updated", answer(signals.last_updated())),
        ("CMP", answer(signals.cmp_id())),
        ("vendor list", answer(signals.vendor_list_version())),
        ("policy", answer(signals.tcf_policy_version())),
        ("service-specific", answer(signals.is_service_specific())),
        ("special feature", answer(signals.special_feature_opt_in(special_feature(purpose)))),
        ("purpose consent", answer(signals.purpose_consent(purpose))),
        ("purpose legitimate interest", answer(signals.purpose_legitimate_interest(purpose))),
        ("purpose one treatment", answer(signals.purpose_one_treatment())),
        ("country", answer(signals.publisher_cc())),
        ("vendor consent", answer(signals.vendor_consent(vendor))),
        ("vendor legitimate interest", answer(signals.vendor_legitimate_interest(vendor))),
        ("both bits of the vendor", answer(signals.vendor(vendor))),
        ("restrictions", answer(signals.restrictions(purpose, vendor))),
        ("restrictions of the vendor", answer(signals.vendor_restrictions(vendor))),
        ("disclosed", answer(signals.disclosed(vendor))),
        ("disclosed segment", answer(signals.disclosed_segment())),
        (
            "disclosed, as a segment",
            answer(signals.disclosed(vendor).map(DisclosedSignal::segment)),
        ),
    ]
}

/// The results of a value, which cannot fail.
fn answers_of(
    value: &AnyTcString,
    vendor: VendorId,
    purpose: PurposeId,
) -> Vec<(&'static str, Answer<Error>)> {
    answers(value, vendor, purpose)
        .into_iter()
        .map(|(question, answer)| {
            let Ok(answer) = answer;
            (question, Ok(answer))
        })
        .collect()
}

/// Vendors at the edges of the sections of a string, and a given one.
fn vendors(text: &str, any: u16) -> Vec<VendorId> {
    let mut vendors = vec![1, 755, 65535, any];
    for segment in trace(text, DecodeOptions::new().with_max_len(usize::MAX)).trace.segments() {
        let numbers = segment.fields().iter().filter_map(|field| match segment.value(field) {
            FieldValue::Number(number) if field.width() == 16 => u16::try_from(number).ok(),
            _ => None,
        });
        let edges = numbers.flat_map(|id| [id.saturating_sub(1), id, id.saturating_add(1)]);
        vendors.extend(edges.take(8));
    }
    vendors.sort_unstable();
    vendors.dedup();
    vendors.into_iter().filter_map(VendorId::new).collect()
}

/// The value of a text of at most `max_length` bytes.
fn value_of(text: &str, max_length: usize) -> Result<AnyTcString, Error> {
    decode(text, DecodeOptions::new().with_max_len(max_length)).map(|decoded| decoded.value)
}

/// For a valid text, the view agrees with the value.
pub fn law_8(text: &str, any: u16, purpose: PurposeId) -> Result<(), TestCaseError> {
    let value = value_of(text, usize::MAX).unwrap();
    let view = View::with_max_len(text, usize::MAX).unwrap();
    for vendor in vendors(text, any) {
        let expected = answers_of(&value, vendor, purpose);
        let segments = expected.iter().rev().take(2).map(|(_, answer)| answer.clone().unwrap());
        prop_assert_eq!(segments.collect::<BTreeSet<_>>().len(), 1, "{}", text);
        prop_assert_eq!(answers(&view, vendor, purpose), expected, "vendor {} of {}", vendor, text);
    }
    Ok(())
}

/// The number of checked results.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answers {
    /// From valid texts.
    pub valid: usize,
    /// Errors of the view, from invalid texts.
    pub errors: usize,
    /// Results from invalid texts that are known from the part before the fault.
    pub before_fault: usize,
}

/// For any text: an error of the view implies an error of the decoder at the same or an earlier
/// offset, and other results agree with the part before the fault.
pub fn law_8_of_any(text: &str, any: u16, purpose: PurposeId) -> Result<Answers, TestCaseError> {
    let mut counts = Answers::default();
    let value = value_of(text, DecodeOptions::DEFAULT_MAX_LEN);
    let view = match View::new(text) {
        Ok(view) => view,
        Err(error) => {
            prop_assert_eq!(value.err(), Some(error), "{}", text);
            return Ok(counts);
        }
    };
    let traced = trace(text, DecodeOptions::new());
    for vendor in vendors(text, any) {
        let whole = value.as_ref().map(|value| answers_of(value, vendor, purpose));
        let core = traced.trace.segments().first();
        let before = core.map_or_else(Vec::new, |core| known(core, vendor, purpose));
        for (at, (question, answer)) in answers(&view, vendor, purpose).into_iter().enumerate() {
            match (&whole, answer) {
                (Ok(expected), answer) => {
                    counts.valid += 1;
                    prop_assert_eq!(
                        &answer,
                        &expected[at].1,
                        "{} of {} in {}",
                        question,
                        vendor,
                        text
                    );
                }
                (Err(fault), Err(error)) => {
                    counts.errors += 1;
                    let same_field =
                        (error.segment(), error.bit()) == (fault.segment(), fault.bit());
                    prop_assert!(
                        error == **fault || !same_field && fault.offset() <= error.offset(),
                        "{question} in {text}: {error:?}, the whole: {fault:?}"
                    );
                }
                (Err(_), Ok(found)) => {
                    if let Some((_, expected)) = before.iter().find(|(name, _)| *name == question) {
                        counts.before_fault += 1;
                        prop_assert_eq!(&found, expected, "{} of {} in {}", question, vendor, text);
                    }
                }
            }
        }
    }
    Ok(counts)
}

/// The results known from the traced part of the core.
fn known(
    core: &TracedSegment,
    vendor: VendorId,
    purpose: PurposeId,
) -> Vec<(&'static str, String)> {
    let field =
        |expected: Field| core.fields().iter().find(|field| field.path() == expected.into());
    let value = |expected: Field| field(expected).map(|field| core.value(field));
    let ids = |expected: Field| match value(expected) {
        Some(FieldValue::Ids(ids)) => {
            let is_special_feature = expected == TcString::SPECIAL_FEATURE_OPT_INS;
            let id =
                if is_special_feature { special_feature(purpose).get() } else { purpose.get() };
            Some(ids.contains(u16::from(id).try_into().unwrap()).to_string())
        }
        _ => None,
    };
    let mut known = Vec::new();
    for (question, expected) in
        [("created", TcString::CREATED), ("last updated", TcString::LAST_UPDATED)]
    {
        if let Some(FieldValue::Time(time)) = value(expected) {
            known.push((question, format!("{time:?}")));
        }
    }
    for (question, expected) in
        [("CMP", TcString::CMP_ID), ("vendor list", TcString::VENDOR_LIST_VERSION)]
    {
        if let Some(FieldValue::Number(number)) = value(expected) {
            known.push((question, number.to_string()));
        }
    }
    let purposes = [
        ("special feature", TcString::SPECIAL_FEATURE_OPT_INS),
        ("purpose consent", TcString::PURPOSES_CONSENT),
        ("purpose consent", v1::ConsentString::PURPOSES_ALLOWED),
        ("purpose legitimate interest", TcString::PURPOSES_LI_TRANSPARENCY),
    ];
    known.extend(
        purposes.into_iter().filter_map(|(question, expected)| Some((question, ids(expected)?))),
    );
    // A section is complete once something follows it.
    let sections = [
        ("vendor consent", fields::VENDOR_CONSENT),
        ("vendor legitimate interest", fields::VENDOR_LEGITIMATE_INTEREST),
    ];
    for (question, part) in sections {
        let fields: Vec<_> =
            core.fields().iter().filter(|field| field.path().part == Some(part)).collect();
        let follows = core.fields().last().is_some_and(|last| last.path().part != Some(part));
        if !fields.is_empty() && follows {
            known.push((question, vendors_among(core, &fields).contains(vendor).to_string()));
        }
    }
    known
}

/// The vendors of a section, from its traced fields.
fn vendors_among(core: &TracedSegment, fields: &[&TracedField]) -> VendorSet {
    let mut vendors = VendorSet::new();
    let mut start = 0;
    for field in fields {
        match (field.path().field, core.value(field)) {
            (field, FieldValue::Ids(ids)) if field == fields::BIT_FIELD => return ids,
            (field, FieldValue::Number(id)) if field == fields::START_OR_ONLY_VENDOR_ID => {
                start = u16::try_from(id).unwrap();
                vendors.insert(VendorId::new(start).unwrap());
            }
            (field, FieldValue::Number(end)) if field == fields::END_VENDOR_ID => {
                vendors.insert(VendorRange::new(start, u16::try_from(end).unwrap()).unwrap());
            }
            _ => {}
        }
    }
    vendors
}
