//! Law 8: a view and a value give the same answer to the same question.

use std::fmt::Debug;

use proptest::prelude::*;
use tcf_codec::{
    AnyTcString, Error, Field, FieldValue, ReadOptions, Signals, TcString, TracedField, TracedSegment,
    VendorRange, VendorSet, View, fields, read, trace, v1,
};

/// An answer as text.
pub type Answer = Result<String, Error>;

fn answer<T: Debug>(answer: Result<T, Error>) -> Answer {
    answer.map(|answer| format!("{answer:?}"))
}

/// The answers to every question, with the numbers it needs.
pub fn answers(signals: &dyn Signals, vendor: u16, purpose: u8) -> Vec<(&'static str, Answer)> {
    vec![
        ("version", Ok(signals.version().to_string())),
        ("created", answer(signals.created())),
        ("last updated", answer(signals.last_updated())),
        ("CMP", answer(signals.cmp_id())),
        ("vendor list", answer(signals.vendor_list_version())),
        ("policy", answer(signals.tcf_policy_version())),
        ("service specific", answer(signals.is_service_specific())),
        ("special feature", answer(signals.special_feature_opt_in(purpose))),
        ("purpose consent", answer(signals.purpose_consent(purpose))),
        ("purpose legitimate interest", answer(signals.purpose_legitimate_interest(purpose))),
        ("purpose one treatment", answer(signals.purpose_one_treatment())),
        ("country", answer(signals.publisher_cc())),
        ("vendor consent", answer(signals.vendor_consent(vendor))),
        ("vendor legitimate interest", answer(signals.vendor_legitimate_interest(vendor))),
        ("both bits of the vendor", answer(signals.vendor(vendor))),
        ("restrictions", answer(signals.restrictions(purpose, vendor))),
        ("restrictions of the vendor", answer(signals.restrictions_of(vendor))),
        ("disclosed", answer(signals.disclosed(vendor))),
    ]
}

/// Vendors at the edges of what a string speaks of, and one anywhere.
fn vendors(text: &str, any: u16) -> Vec<u16> {
    let mut vendors = vec![0, 1, 755, 65535, any];
    for segment in trace(text, ReadOptions::new().max_length(usize::MAX)).trace.segments() {
        let numbers = segment.fields().iter().filter_map(|field| match segment.value(field) {
            FieldValue::Number(number) if field.width() == 16 => u16::try_from(number).ok(),
            _ => None,
        });
        let edges = numbers.flat_map(|id| [id.saturating_sub(1), id, id.saturating_add(1)]);
        vendors.extend(edges.take(8));
    }
    vendors.sort_unstable();
    vendors.dedup();
    vendors
}

/// What a text says, if it is no longer than that.
fn value_of(text: &str, max_length: usize) -> Result<AnyTcString, Error> {
    read(text, ReadOptions::new().max_length(max_length)).map(|reading| reading.value)
}

fn signals_of(value: &AnyTcString) -> &dyn Signals {
    match value {
        AnyTcString::V1(v1) => v1,
        AnyTcString::V2(tc) => tc,
    }
}

/// A good text: the view answers as the value does.
pub fn law_8(text: &str, any: u16, purpose: u8) -> Result<(), TestCaseError> {
    let value = value_of(text, usize::MAX).unwrap();
    let view = View::up_to(text, usize::MAX).unwrap();
    for vendor in vendors(text, any) {
        let wanted = answers(signals_of(&value), vendor, purpose);
        prop_assert_eq!(answers(&view, vendor, purpose), wanted, "vendor {} of {}", vendor, text);
    }
    Ok(())
}

/// How many answers were put to the test.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answers {
    /// Of texts that are accepted as a whole.
    pub of_good_texts: usize,
    /// Refused, as the whole text is.
    pub refused: usize,
    /// Given although the whole text is refused, and known from the part before its fault.
    pub before_the_fault: usize,
}

/// Any text: what a view refuses is refused as a whole, at the same place or an earlier one; what it answers although the
/// whole is refused is what the part before the fault says.
pub fn law_8_of_any(text: &str, any: u16, purpose: u8) -> Result<Answers, TestCaseError> {
    let mut counts = Answers::default();
    let value = value_of(text, ReadOptions::DEFAULT_MAX_LENGTH);
    let view = match View::new(text) {
        Ok(view) => view,
        Err(error) => {
            prop_assert_eq!(value.err(), Some(error), "{}", text);
            return Ok(counts);
        }
    };
    let traced = trace(text, ReadOptions::new());
    for vendor in vendors(text, any) {
        let whole = value.as_ref().map(|value| answers(signals_of(value), vendor, purpose));
        let core = traced.trace.segments().first();
        let before = core.map_or_else(Vec::new, |core| known(core, vendor, purpose));
        for (at, (question, answer)) in answers(&view, vendor, purpose).into_iter().enumerate() {
            match (&whole, answer) {
                (Ok(wanted), answer) => {
                    counts.of_good_texts += 1;
                    prop_assert_eq!(&answer, &wanted[at].1, "{} of {} in {}", question, vendor, text);
                }
                (Err(fault), Err(error)) => {
                    counts.refused += 1;
                    let same_field = (error.segment(), error.bit()) == (fault.segment(), fault.bit());
                    prop_assert!(
                        error == **fault || !same_field && fault.offset() <= error.offset(),
                        "{question} in {text}: {error:?}, the whole: {fault:?}"
                    );
                }
                (Err(_), Ok(found)) => {
                    if let Some((_, wanted)) = before.iter().find(|(name, _)| *name == question) {
                        counts.before_the_fault += 1;
                        prop_assert_eq!(&found, wanted, "{} of {} in {}", question, vendor, text);
                    }
                }
            }
        }
    }
    Ok(counts)
}

/// What the core says as far as it was traced.
fn known(core: &TracedSegment, vendor: u16, purpose: u8) -> Vec<(&'static str, String)> {
    let field = |wanted: Field| core.fields().iter().find(|field| field.path() == wanted.into());
    let value = |wanted: Field| field(wanted).map(|field| core.value(field));
    let ids = |wanted: Field| match value(wanted) {
        Some(FieldValue::Ids(ids)) => Some(ids.contains(purpose.into()).to_string()),
        _ => None,
    };
    let mut known = Vec::new();
    for (question, wanted) in [("created", TcString::CREATED), ("last updated", TcString::LAST_UPDATED)] {
        if let Some(FieldValue::Time(time)) = value(wanted) {
            known.push((question, format!("{time:?}")));
        }
    }
    for (question, wanted) in [("CMP", TcString::CMP_ID), ("vendor list", TcString::VENDOR_LIST_VERSION)] {
        if let Some(FieldValue::Number(number)) = value(wanted) {
            known.push((question, number.to_string()));
        }
    }
    let purposes = [
        ("special feature", TcString::SPECIAL_FEATURE_OPT_INS),
        ("purpose consent", TcString::PURPOSES_CONSENT),
        ("purpose consent", v1::ConsentString::PURPOSES_ALLOWED),
        ("purpose legitimate interest", TcString::PURPOSES_LI_TRANSPARENCY),
    ];
    known.extend(purposes.into_iter().filter_map(|(question, wanted)| Some((question, ids(wanted)?))));
    // A section is whole once something follows it.
    let sections = [
        ("vendor consent", fields::VENDOR_CONSENT),
        ("vendor legitimate interest", fields::VENDOR_LEGITIMATE_INTEREST),
    ];
    for (question, part) in sections {
        let fields: Vec<_> = core.fields().iter().filter(|field| field.path().part == Some(part)).collect();
        let follows = core.fields().last().is_some_and(|last| last.path().part != Some(part));
        if !fields.is_empty() && follows {
            known.push((question, vendors_among(core, &fields).contains(vendor).to_string()));
        }
    }
    known
}

/// The vendors of a section, from its fields.
fn vendors_among(core: &TracedSegment, fields: &[&TracedField]) -> VendorSet {
    let mut vendors = VendorSet::new();
    let mut start = 0;
    for field in fields {
        match (field.path().field, core.value(field)) {
            (field, FieldValue::Ids(ids)) if field == fields::BIT_FIELD => return ids,
            (field, FieldValue::Number(id)) if field == fields::START_OR_ONLY_VENDOR_ID => {
                start = u16::try_from(id).unwrap();
                vendors.extend([VendorRange::single(start).unwrap()]);
            }
            (field, FieldValue::Number(end)) if field == fields::END_VENDOR_ID => {
                vendors.extend([VendorRange::new(start, u16::try_from(end).unwrap()).unwrap()]);
            }
            _ => {}
        }
    }
    vendors
}
