//! GPP, US Privacy and Additional Consent columns have the values of the command.

use arrow_array::StringArray;
use serde_json::{Value, json};
use tcf::{IdFormat, Input, SignalKind};
use tcf_arrow::Options;
use tcf_tests::conformance;

use crate::rows::{rows, snake_case};

/// The texts of a kind, with the payload or the error that the command prints.
fn cases(kind: SignalKind) -> Vec<(String, Result<Value, Value>)> {
    let texts = conformance::cases_of_other_kinds().into_iter().map(|case| case.text().to_owned());
    let cases = texts.filter(|text| Input::new(text).kind() == kind).map(|text| {
        let input = Input::new(&text);
        let result = match input.decode_signal() {
            Ok(signal) => Ok(json!(signal.payload(IdFormat::List))),
            Err(failure) => Err(json!(failure)["error"].clone()),
        };
        (text, result)
    });
    cases.collect()
}

/// Compares the error of a row.
fn assert_error(row: &Value, error: &Value, text: &str) {
    for (name, key) in [("code", "code"), ("message", "message"), ("at_char", "character")] {
        assert_eq!(row["error"][name], error[key], "{name} of {text}");
    }
}

fn column(cases: &[(String, Result<Value, Value>)]) -> StringArray {
    cases.iter().map(|(text, _)| Some(text)).collect()
}

#[test]
fn law_13_strings_of_other_kinds_have_the_values_of_the_command() {
    let usp = cases(SignalKind::UsPrivacy);
    let found = rows(&tcf_arrow::usp_decode(&column(&usp), Options::new()).unwrap());
    assert_payloads(&usp, &found, 20);
    let ac = cases(SignalKind::AdditionalConsent);
    let found = rows(&tcf_arrow::ac_decode(&column(&ac), Options::new()).unwrap());
    assert_payloads(&ac, &found, 20);

    let gpp = cases(SignalKind::Gpp);
    let found = rows(&tcf_arrow::gpp_decode(&column(&gpp), Options::new()).unwrap());
    let mut sections = 0;
    for ((text, expected), row) in gpp.iter().zip(&found) {
        match expected {
            Err(error) => assert_error(row, error, text),
            Ok(payload) => {
                assert_eq!(row["error"], Value::Null);
                assert_eq!(row["section_ids"], payload["sectionIds"], "{text}");
                for us in row["us"].as_array().unwrap() {
                    let ids = row["section_ids"].as_array().unwrap();
                    let place = ids.iter().position(|id| *id == us["section_id"]).unwrap();
                    let name = row["section_names"][place].as_str().unwrap();
                    let section = &payload["sections"][name];
                    sections += 1;
                    assert_eq!(us["gpc"], section.get("gpc").cloned().unwrap_or(Value::Null));
                    for field in us["fields"].as_array().unwrap() {
                        let expected = &section[field["name"].as_str().unwrap()];
                        let expected = match expected {
                            Value::Array(_) => expected.clone(),
                            one => json!([one]),
                        };
                        assert_eq!(field["values"], expected, "{text}");
                    }
                }
                assert_text(row, "tc_string", payload["sections"].get("tcfeuv2"));
                assert_text(row, "us_privacy", payload["sections"].get("uspv1"));
            }
        }
    }
    assert!(sections > 100, "{sections} US sections");
}

/// The text of a section is null without the section, and has its value.
fn assert_text(row: &Value, name: &str, section: Option<&Value>) {
    let Some(text) = row[name].as_str() else {
        assert_eq!(section, None);
        return;
    };
    let payload = json!(Input::new(text).decode_signal().unwrap().payload(IdFormat::List));
    let (payload, section) = (payload.as_object().unwrap(), section.unwrap());
    for (key, value) in payload.iter().filter(|(key, _)| *key != "kind") {
        assert_eq!(section[key], *value, "{text}");
    }
}

fn assert_payloads(cases: &[(String, Result<Value, Value>)], rows: &[Value], least: usize) {
    assert!(cases.len() > least, "only {} cases", cases.len());
    for ((text, expected), row) in cases.iter().zip(rows) {
        match expected {
            Err(error) => assert_error(row, error, text),
            Ok(payload) => {
                let members = payload.as_object().unwrap().iter().filter(|(key, _)| *key != "kind");
                for (key, value) in members {
                    assert_eq!(row[snake_case(key)], *value, "{key} of {text}");
                }
                assert_eq!(row["error"], Value::Null, "{text}");
            }
        }
    }
}
