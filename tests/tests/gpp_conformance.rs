//! GPP, US Privacy and Additional Consent strings of the conformance corpus.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json, to_value};
use tcf_codec::{AcString, Error, GppString, UspString};
use tcf_tests::conformance::files;
use tcf_tests::gpp::law_5_of_gpp;

/// The cases of a kind.
fn cases(kind: &str) -> Vec<Value> {
    let cases = files().into_values().flat_map(|cases| cases.as_array().unwrap().clone());
    let cases: Vec<_> = cases.filter(|case| case["kind"] == kind).collect();
    assert!(cases.len() > 40, "only {} cases of {kind}", cases.len());
    cases
}

/// Expands ranges in sets of ids.
fn expanded(value: &Value) -> Value {
    let is_range = |value: &Value| value.as_array().is_some_and(|pair| pair.len() == 2);
    let is_ids = |ids: &[Value]| ids.iter().all(|id| id.is_u64() || is_range(id));
    match value {
        Value::Array(ids) if is_ids(ids) => {
            let ends = |id: &Value| match id.as_array() {
                Some(pair) => pair[0].as_u64().unwrap()..=pair[1].as_u64().unwrap(),
                None => id.as_u64().unwrap()..=id.as_u64().unwrap(),
            };
            ids.iter().flat_map(ends).collect()
        }
        Value::Array(items) => items.iter().map(expanded).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), expanded(value))).collect()
        }
        other => other.clone(),
    }
}

fn error_of(error: &Error) -> Value {
    let all = json!({
        "code": error.code(),
        "cause": error.cause(),
        "section": error.section().map(|section| section.to_string()),
        "segment": error.segment(),
        "field": error.field().map(|path| path.to_string()),
        "bit": error.bit(),
        "character": error.offset(),
    });
    let known = all.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    known.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Compares the result of decoding, a value and its canonical text, with each case of a kind.
fn check(kind: &str, decode: impl Fn(&str) -> Result<(Value, String), Error>) {
    let mut different = Vec::new();
    for case in cases(kind) {
        let text = case["text"].as_str().unwrap();
        let expected = match case["strict"].as_str().unwrap() {
            "accept" => {
                let canonical = case.get("canonical").unwrap_or(&case["text"]);
                Ok((expanded(&case["value"]), canonical.as_str().unwrap().to_owned()))
            }
            _ => Err(case["error"].clone()),
        };
        let found = match decode(text) {
            Ok((value, canonical)) => Ok((expanded(&value), canonical)),
            Err(error) => Err(error_of(&error)),
        };
        if found != expected {
            different.push(format!("{}: {found:?}, expected {expected:?}", case["name"]));
        }
    }
    assert!(different.is_empty(), "{} cases:\n{}", different.len(), different.join("\n"));
}

#[test]
fn gpp_strings_decode_to_their_values_and_errors() {
    check("gpp", |text| GppString::decode(text).map(|gpp| (to_value(&gpp).unwrap(), gpp.encode())));
}

#[test]
fn every_listed_error_code_has_a_case() {
    let cases = files().into_values().flat_map(|cases| cases.as_array().unwrap().clone());
    let errors = cases.filter(|case| case["strict"] == "reject");
    let found: BTreeSet<_> =
        errors.map(|case| case["error"]["code"].as_str().unwrap().to_owned()).collect();
    let listed: BTreeSet<_> = Error::CODES.iter().map(|&code| code.to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn gpp_strings_are_decoded_alike_with_and_without_fields() {
    for case in cases("gpp") {
        law_5_of_gpp(case["text"].as_str().unwrap()).unwrap();
    }
}

#[test]
fn us_privacy_strings_decode_to_their_values_and_errors() {
    check("usp", |text| UspString::decode(text).map(|usp| (to_value(usp).unwrap(), usp.encode())));
}

#[test]
fn additional_consent_strings_decode_to_their_values_and_errors() {
    check("ac", |text| AcString::decode(text).map(|ac| (to_value(&ac).unwrap(), ac.encode())));
}
