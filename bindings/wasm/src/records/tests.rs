//! The functions answer as the library does.

use serde_json::{Value, json};
use tcf::tcf_codec::{RestrictionType, TcString, U6, VendorRange, VendorRanges};
use tcf_wasm_decode::Records;

use super::*;

const TEXT: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn decoded(text: &str, options: &str) -> Value {
    Records::parse(&decode(text, options).unwrap()).unwrap()
}

#[test]
fn unknown_options_are_refused() {
    let error = decode(TEXT, r#"{"lenent": true}"#).unwrap_err();
    assert!(error.starts_with("options\u{1f}unknown key lenent; did you mean lenient?"), "{error}");
    let error = validate(TEXT, "{}", &ListSet::default()).unwrap_err();
    assert!(error.contains("asOf is missing"), "{error}");
}

#[test]
fn each_string_of_a_text_has_a_record() {
    let text = format!("https://ads.example/?gdpr_consent={TEXT}&us_privacy=1YNN");
    let found = value(&unpack(&text, "{}").unwrap());
    assert_eq!(found[0]["text"], TEXT);
    assert_eq!(found[0]["characters"], json!([34, 34 + TEXT.len()]));
    assert_eq!((&found[0]["main"], &found[1]["kind"]), (&json!(true), &json!("usp")));
    let decoded = decoded(&text, "{}");
    assert_eq!(decoded[0]["value"]["cmpId"], 300);
    assert_eq!(decoded[1]["value"]["kind"], "usp");
}

#[test]
fn the_first_fields_of_each_segment_are_a_prefix_of_all() {
    let all = value(&inspect(TEXT, "{}").unwrap());
    let first = value(&inspect_first(TEXT, 4, "{}").unwrap());
    let (all, records) = (all.as_array().unwrap(), first["records"].as_array().unwrap());
    assert_eq!(first["omitted"], json!(all.len() - records.len()));
    let of = |segment: &str, field: &str| {
        records.iter().any(|record| record["segment"] == segment && record["field"] == field)
    };
    assert!(of("core", "Version") && of("core", "CmpId") && !of("core", "CmpVersion"));
    assert!(of("disclosedVendors", "SegmentType") && of("core", "tail"));
    assert!(records.iter().all(|record| all.contains(record)));
    let whole = value(&inspect_first(TEXT, 1_000, "{}").unwrap());
    assert_eq!((&whole["records"], &whole["omitted"]), (&json!(all), &json!(0)));
}

#[test]
fn lengths_are_those_of_the_record_of_sizes() {
    let ranges = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
    let gpp = "DBABLA~BVQqAAAAAgA.YA";
    for text in [TEXT, ranges, "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", gpp, "1YNN", "2~1.2~dv."] {
        let found = value(&lengths(text, "{}").unwrap());
        let size = value(&size(text, "{}", &ListSet::default()).unwrap());
        for key in ["characters", "canonicalCharacters"] {
            assert!(found[key].is_u64(), "{text}");
            assert_eq!(found[key], size[key], "{text}");
        }
    }
    assert_eq!(lengths("CQg2bYAQg2", "{}").unwrap(), "null");
}

/// 4,095 restrictions on all vendors, in 36 KB.
fn hostile() -> String {
    let mut tc = TcString::decode(TEXT).unwrap();
    let all = VendorRanges::new([VendorRange::new(1, u16::MAX).unwrap()]).unwrap();
    for at in 0..4_095 {
        let purpose = U6::new(at % 24 + 1).unwrap();
        tc.publisher_restrictions.push(purpose, RestrictionType::RequireConsent, &all).unwrap();
    }
    tc.encode()
}

#[test]
fn what_a_page_asks_about_a_hostile_string_is_short() {
    let (text, lists) = (hostile(), ListSet::default());
    let as_of = r#"{"asOf": "2026-06-01", "pasted": true}"#;
    let of_all = r#"{"asOf": "2026-06-01", "pasted": true, "vendors": "all"}"#;
    let first = inspect_first(&text, 1_000, "{}").unwrap();
    let answers = [
        unpack(&text, "{}").unwrap(),
        describe_us(&text, "{}").unwrap(),
        validate(&text, as_of, &lists).unwrap(),
        matrix(&text, of_all, &lists).unwrap(),
        lengths(&text, "{}").unwrap(),
        first.clone(),
    ];
    let bytes: usize = answers.iter().map(String::len).sum();
    let bytes = bytes + decode(&text, "{}").unwrap().len();
    assert!(bytes < 20 * text.len(), "{bytes} bytes");
    let first = value(&first);
    assert!(first["omitted"].as_u64().unwrap() > 11_000);
    // Segments after the one with thousands of fields are there.
    let records = first["records"].as_array().unwrap();
    assert!(records.iter().any(|record| record["segment"] == "disclosedVendors"));
}

#[test]
fn a_failure_is_a_record() {
    let decoded = decoded("CQg2bYAQg2", "{}");
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
    let record = decoded(TEXT, r#"{"layout": true}"#)[0]["value"].to_string();
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
    let input = &report["inputs"][0];
    assert_eq!((&input["file"], &input["from"]), (&"reject.har".into(), &"har".into()));
    assert_eq!(input["visits"], 1);
    assert!(input["maker"].is_string() && input["entries"].as_u64() > Some(1));
    // The line on which the entry begins.
    assert!(report["findings"][0]["evidence"][0]["line"].as_u64() > Some(1));
    assert!(!report["findings"].as_array().unwrap().is_empty());
    assert!(audit("x.har", b"{", "{}", &ListSet::default()).is_err());
}
