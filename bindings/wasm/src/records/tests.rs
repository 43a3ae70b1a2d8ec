//! The functions answer as the library does.

use serde_json::{Value, json};

use super::*;

const TEXT: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn unknown_options_are_refused() {
    let error = decode(TEXT, r#"{"lenent": true}"#).unwrap_err();
    assert!(error.starts_with("options\u{1f}unknown field `lenent`"), "{error}");
    let error = validate(TEXT, "{}", &ListSet::default()).unwrap_err();
    assert!(error.contains("missing field `asOf`"), "{error}");
}

#[test]
fn each_string_of_a_text_has_a_record() {
    let text = format!("https://ads.example/?gdpr_consent={TEXT}&us_privacy=1YNN");
    let found = value(&unpack(&text, "{}").unwrap());
    assert_eq!(found[0]["text"], TEXT);
    assert_eq!(found[0]["characters"], json!([34, 34 + TEXT.len()]));
    assert_eq!((&found[0]["main"], &found[1]["kind"]), (&json!(true), &json!("usp")));
    let decoded = value(&decode(&text, "{}").unwrap());
    assert_eq!(decoded[0]["value"]["cmpId"], 300);
    assert_eq!(decoded[1]["value"]["kind"], "usp");
}

#[test]
fn a_failure_is_a_record() {
    let decoded = value(&decode("CQg2bYAQg2", "{}").unwrap());
    assert_eq!(decoded[0]["error"]["code"], "S011");
    let options = r#"{"asOf": "2026-06-01", "vendors": "5"}"#;
    let records = decide("CQg2b", options, &ListSet::default()).unwrap();
    assert_eq!(value(&records)[0]["error"]["code"], "S011");
}

#[test]
fn the_matrix_has_the_verdicts_of_the_decisions() {
    let mut lists = ListSet::default();
    let added = lists.add(
        br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
        "vendors": {"5": {"id": 5, "name": "Five", "purposes": [1, 4], "legIntPurposes": [7],
        "specialPurposes": [1]}}}"#,
    );
    assert_eq!(value(&added.unwrap())["version"], 140);
    let options = r#"{"asOf": "2026-06-01", "vendors": "5"}"#;
    let row = &value(&matrix(TEXT, options, &lists).unwrap())["vendors"][0];
    assert_eq!(row["purposes"], json!([[1, 4, 7], "Cxx"]));
    let decided = &value(&decide(TEXT, options, &lists).unwrap())[0];
    let verdicts: Vec<_> = decided["decisions"].as_array().unwrap().iter().collect();
    let of = |kind: &str| verdicts.iter().filter(|decision| decision["kind"] == kind).count();
    assert_eq!((of("purpose"), of("specialPurpose")), (3, 1));
    assert_eq!(row["specialPurposes"][1].as_str().unwrap().len(), 1);
    assert_eq!(row["transmit"], decided["transmit"]);
    assert!(lists.remove(3, 140) && !lists.remove(3, 140));
    let row = &value(&matrix(TEXT, options, &lists).unwrap());
    assert_eq!((&row["gvl"], &row["named"]["version"]), (&Value::Null, &json!(140)));
}

#[test]
fn a_payload_becomes_its_string() {
    let lists = ListSet::default();
    let record = value(&decode(TEXT, r#"{"layout": true}"#).unwrap())[0]["value"].to_string();
    assert_eq!(encode(&record, r#"{"asOf": "2026-06-01"}"#, &lists).unwrap(), TEXT);
    let error = encode(r#"{"cmpId": 5000}"#, r#"{"asOf": "2026-06-01"}"#, &lists).unwrap_err();
    assert!(error.starts_with("payload\u{1f}") && error.contains("$.cmpId"), "{error}");
}

#[test]
fn what_is_compared_is_named() {
    let other = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
    let lists = ListSet::default();
    let compared = value(&diff(TEXT, other, r#"{"asOf": "2026-06-01"}"#, &lists).unwrap());
    assert_eq!(compared["changes"][0]["field"], "purposesConsent");
    let error = diff(TEXT, "1YNN", r#"{"asOf": "2026-06-01"}"#, &lists).unwrap_err();
    assert!(error.starts_with("notComparable\u{1f}"), "{error}");
}

#[test]
fn generated_strings_have_the_findings_that_are_expected() {
    let lists = ListSet::default();
    let options = r#"{"asOf": "2026-06-01", "violate": "P011", "count": 3}"#;
    let generated = value(&generate(options, &lists).unwrap());
    assert_eq!(generated.as_array().unwrap().len(), 3);
    for record in generated.as_array().unwrap() {
        let text = record["string"].as_str().unwrap();
        let checked = value(&validate(text, r#"{"asOf": "2026-06-01"}"#, &lists).unwrap());
        let findings = checked[0]["findings"].as_array().unwrap();
        assert!(findings.iter().any(|finding| finding["code"] == "P011"), "{findings:?}");
    }
}

#[test]
fn every_code_is_explained_and_every_purpose_has_a_name() {
    assert_eq!(value(&explain("P011").unwrap())["code"], "P011");
    assert!(explain("P999").is_err());
    let names = value(&names(5).unwrap());
    assert_eq!(names["purposes"].as_array().unwrap().len(), 11);
    assert_eq!(names["specialFeatures"].as_array().unwrap().len(), 2);
}

#[test]
fn a_recording_is_audited() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/audit/reject.har");
    let bytes = std::fs::read(path).unwrap();
    let report = audit("reject.har", &bytes, "{}", &ListSet::default()).unwrap();
    let report = value(&report);
    assert_eq!(report["inputs"][0]["from"], "har");
    assert!(!report["findings"].as_array().unwrap().is_empty());
    assert!(audit("x.har", b"{", "{}", &ListSet::default()).is_err());
}
