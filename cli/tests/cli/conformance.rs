//! The conformance corpus (`fixtures/conformance`) through the command: one line per case, with its
//! name as label.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::{run, tcf, text};

const FIXTURES: &str = "../../../fixtures";

/// All cases of TC strings.
pub(crate) fn corpus() -> Vec<Value> {
    let cases: Vec<_> = all_cases().into_iter().filter(|case| case.get("kind").is_none()).collect();
    assert!(cases.len() > 400, "only {} cases were found", cases.len());
    cases
}

/// The cases of GPP, US Privacy and Additional Consent strings whose text fits on a line, and whose
/// kind the text shows. A decoder for one kind is also given texts of other kinds, macros and JSON.
pub(crate) fn other_kinds() -> Vec<Value> {
    let mut cases = all_cases();
    let is_one_line = |case: &Value| !str_of(case, "text").contains(['\n', '\t']);
    cases.retain(|case| case.get("kind").is_some() && !is_together(case) && is_one_line(case));
    let count = cases.len();
    cases.retain(|case| {
        let is_shown = kind_of(str_of(case, "text")) == case["kind"];
        assert!(is_shown || case["strict"] == "reject", "{}", case["name"]);
        is_shown
    });
    assert!(cases.len() > 1300 && count - cases.len() < 50, "{} of {count}", cases.len());
    cases
}

/// Cases of signals that came together.
fn is_together(case: &Value) -> bool {
    case["kind"] == "together"
}

/// The kind of a text in the corpus.
fn kind_of(text: &str) -> &'static str {
    match ::tcf::SignalKind::detect(text) {
        // The input options skip empty lines.
        _ if text.trim().is_empty() => "none",
        kind => kind.name(),
    }
}

fn all_cases() -> Vec<Value> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/conformance");
    let mut files: Vec<_> =
        std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.retain(|path| !path.ends_with("schema.json"));
    files.sort();
    files
        .iter()
        .flat_map(|path| {
            serde_json::from_slice::<Vec<Value>>(&std::fs::read(path).unwrap()).unwrap()
        })
        .collect()
}

pub(crate) fn str_of<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap()
}

/// The record of each case.
fn records(args: &[&str], cases: &[&Value]) -> Vec<Value> {
    let lines: Vec<_> = cases
        .iter()
        .map(|case| format!("{}\t{}", str_of(case, "name"), str_of(case, "text")))
        .collect();
    let output = run(tcf(args), lines.join("\n").as_bytes());
    let status = output.status.code();
    assert!(matches!(status, Some(0 | 1)), "{status:?}: {}", text(&output.stderr));
    let records: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), cases.len(), "{args:?}");
    for (record, case) in records.iter().zip(cases) {
        assert_eq!(record["label"], case["name"]);
    }
    records
}

/// The cases without a line end in their text.
fn lines_of(cases: &[Value]) -> Vec<&Value> {
    let lines: Vec<_> = cases.iter().filter(|case| !str_of(case, "text").contains('\n')).collect();
    assert_eq!(lines.len(), cases.len() - 2);
    lines
}

/// A value with all ids as ranges.
fn with_ranges(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), with_ranges(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().map(with_ranges).collect()
        }
        // Sub-sections as text.
        Value::Array(items) if items.iter().any(Value::is_string) => value.clone(),
        Value::Array(ids) => {
            let mut ranges: Vec<(u64, u64)> = Vec::new();
            for id in ids {
                let number = |value: &Value| value.as_u64().unwrap();
                let (start, end) = match id.as_array() {
                    Some(range) => (number(&range[0]), number(&range[1])),
                    None => (number(id), number(id)),
                };
                match ranges.last_mut().filter(|last| last.1 + 1 == start) {
                    Some(last) => last.1 = end,
                    None => ranges.push((start, end)),
                }
            }
            ranges.into_iter().map(|(start, end)| format!("{start}-{end}")).collect()
        }
        other => other.clone(),
    }
}

/// An error without its texts.
fn for_machines(error: &Value) -> Value {
    let keys = ["code", "cause", "section", "segment", "field", "bit", "character"];
    let parts = keys.into_iter().filter_map(|key| Some((key.to_owned(), error.get(key)?.clone())));
    parts.collect::<Map<_, _>>().into()
}

/// Compares a record of `decode` with the expected value or error.
fn compare(record: &Value, want: &Value, name: &Value) {
    match want.get("value") {
        Some(value) => assert_eq!(with_ranges(&record["value"]), with_ranges(value), "{name}"),
        None => assert_eq!(for_machines(&record["error"]), want["error"], "{name}"),
    }
}

/// Cases that are not TC strings, but of other kinds.
fn is_of_other_kind(case: &Value) -> bool {
    kind_of(str_of(case, "text")) != "tc" && !str_of(case, "text").trim().is_empty()
}

#[test]
fn decode_matches_the_corpus() {
    let cases = corpus();
    let mut lines = lines_of(&cases);
    let count = lines.len();
    lines.retain(|case| !is_of_other_kind(case));
    assert_eq!(count - lines.len(), 3);
    for ids in ["list", "ranges"] {
        let records =
            records(&["decode", "--format", "ndjson", "--envelope", "--ids", ids], &lines);
        for (record, case) in records.iter().zip(&lines) {
            compare(record, case, &case["name"]);
        }
    }
}

/// The strings that `encode` makes of records of `decode`.
fn encoded(args: &[&str], records: &[Value]) -> Vec<String> {
    let lines: Vec<_> = records.iter().map(Value::to_string).collect();
    let output = run(tcf(args), lines.join("\n").as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let strings: Vec<_> = text(&output.stdout).lines().map(str::to_owned).collect();
    assert_eq!(strings.len(), records.len());
    strings
}

#[test]
fn other_kinds_match_the_corpus() {
    let cases = other_kinds();
    let all: Vec<_> = cases.iter().collect();
    let records = |args: &[&'static str]| {
        records(&[&["decode", "--format", "ndjson", "--envelope"][..], args].concat(), &all)
    };
    for (record, case) in records(&[]).iter().zip(&all) {
        compare(record, case, &case["name"]);
    }
    let lossless = records(&["--lossless"]);
    let accepted = lossless.iter().zip(&all).filter(|(_, case)| case["strict"] == "accept");
    let values: Vec<_> = accepted.clone().map(|(record, _)| record.clone()).collect();
    let canonical = encoded(&["encode", "--drop-layout"], &values);
    let exact = encoded(&["encode"], &values);
    for ((canonical, exact), (_, case)) in canonical.iter().zip(exact).zip(accepted) {
        let want = case.get("canonical").unwrap_or(&case["text"]);
        assert_eq!(canonical, want, "{}", case["name"]);
        // US Privacy and Additional Consent strings have no layout.
        let want = if case["kind"] == "gpp" { &case["text"] } else { want };
        assert_eq!(exact, *want, "{}", case["name"]);
    }
}

#[test]
fn lenient_decode_matches_the_corpus() {
    let cases = corpus();
    let mut lines = lines_of(&cases);
    lines.retain(|case| !is_of_other_kind(case));
    let records =
        records(&["decode", "--format", "ndjson", "--envelope", "--lenient", "--quiet"], &lines);
    for (record, case) in records.iter().zip(&lines) {
        let want = case.get("lenient").unwrap_or(case);
        compare(record, want, &case["name"]);
        let repaired: Vec<_> = record
            .get("repairs")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(for_machines)
            .collect();
        let repairs = want.get("repairs").and_then(Value::as_array).cloned().unwrap_or_default();
        assert_eq!(repaired, repairs, "{}", case["name"]);
    }
}

/// Codes with their highest severity.
fn found(findings: &Value) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    for finding in findings.as_array().unwrap() {
        let severity = found.entry(str_of(finding, "code")).or_insert("info");
        let weight = |severity| {
            ["info", "warning", "error"].iter().position(|known| *known == severity).unwrap()
        };
        if weight(str_of(finding, "severity")) > weight(severity) {
            *severity = str_of(finding, "severity");
        }
    }
    found
}

fn compare_findings(record: &Value, want: &Value, name: &Value) {
    let findings = match want.get("findings") {
        Some(findings) => found(findings),
        // A decoding error is one finding.
        None => BTreeMap::from([(str_of(&want["error"], "code"), "error")]),
    };
    assert_eq!(found(&record["findings"]), findings, "{name}");
    assert_eq!(record["valid"], !findings.values().any(|severity| *severity == "error"), "{name}");
}

#[test]
fn validate_matches_the_corpus() {
    let cases = corpus();
    let mut by_terms: BTreeMap<Vec<String>, Vec<&Value>> = BTreeMap::new();
    for case in lines_of(&cases).into_iter().filter(|case| !is_of_other_kind(case)) {
        let as_of = case.get("asOf").map_or("2026-06-01", |as_of| as_of.as_str().unwrap());
        let mut terms = vec!["--as-of".to_owned(), as_of.to_owned()];
        for (key, option) in
            [("vendorList", "--gvl"), ("newestVendorList", "--gvl"), ("cmpList", "--cmp-list")]
        {
            if let Some(path) = case.get("lists").and_then(|lists| lists.get(key)) {
                terms.extend([option.to_owned(), format!("{FIXTURES}/{}", path.as_str().unwrap())]);
            }
        }
        by_terms.entry(terms).or_default().push(case);
    }
    assert!(by_terms.len() > 20, "{} dates and sets of lists", by_terms.len());
    for (terms, cases) in by_terms {
        let mut args = vec!["validate", "--format", "ndjson"];
        args.extend(terms.iter().map(String::as_str));
        for (record, case) in records(&args, &cases).iter().zip(&cases) {
            compare_findings(record, case, &case["name"]);
        }
    }
}

/// The place of a finding, as in the error of a case.
fn place_of(finding: &Value) -> Value {
    let first = |key: &str| finding.get(key).map(|pair| pair[0].clone());
    let keys = ["code", "cause", "section", "segment", "field"];
    let parts =
        keys.into_iter().filter_map(|key| Some((key.to_owned(), finding.get(key)?.clone())));
    let numbers = [("bit", first("bits")), ("character", first("characters"))];
    let numbers = numbers.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    parts.chain(numbers).collect::<Map<_, _>>().into()
}

/// The ids of the sections in a case, in text order.
fn section_ids(case: &Value) -> Vec<u16> {
    let number = |value: &Value| u16::try_from(value.as_u64().unwrap()).unwrap();
    let ids = case["value"]["sectionIds"].as_array().unwrap().iter();
    ids.flat_map(|id| match id.as_array() {
        Some(range) => number(&range[0])..=number(&range[1]),
        None => number(id)..=number(id),
    })
    .collect()
}

/// Checks that the bits of a finding are under its characters, in its section.
fn check_place(finding: &Value, case: &Value) {
    let range = |key: &str| {
        let number = |index: usize| usize::try_from(finding[key][index].as_u64().unwrap()).unwrap();
        number(0)..number(1)
    };
    // Findings without a place: a list is missing, or there are more like these.
    if finding.get("characters").is_none() {
        assert!(finding.get("section").is_none(), "{finding}");
        return;
    }
    let (text, name) = (str_of(case, "text"), &case["name"]);
    let characters = range("characters");
    let before = text.get(..characters.start).unwrap();
    let id = before.matches('~').count().checked_sub(1).map(|index| section_ids(case)[index]);
    let section = id.map(|id| ::tcf::tcf_codec::SectionId::new(id).unwrap().to_string());
    assert_eq!(finding.get("section").and_then(Value::as_str), section.as_deref(), "{name}");
    if finding.get("bits").is_some() {
        let bits = range("bits");
        let start = before.rfind(['~', '.']).map_or(0, |separator| separator + 1);
        let want = start + bits.start / 6..start + bits.end.div_ceil(6);
        assert_eq!(characters, want, "{name}: {finding}");
    }
}

#[test]
fn validate_of_other_kinds_matches_the_corpus() {
    let cases = other_kinds();
    let mut by_date: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for case in &cases {
        by_date.entry(str_of(case, "asOf")).or_default().push(case);
    }
    let (mut errors, mut places) = (0, 0);
    for (as_of, cases) in by_date {
        let args = ["validate", "--format", "ndjson", "--as-of", as_of];
        for (record, case) in records(&args, &cases).iter().zip(&cases) {
            compare_findings(record, case, &case["name"]);
            let findings = record["findings"].as_array().unwrap();
            if let Some(error) = case.get("error") {
                let is_found = findings.iter().any(|finding| place_of(finding) == *error);
                assert!(is_found, "{}: {error} in {findings:?}", case["name"]);
                errors += 1;
            } else if case["kind"] == "gpp" {
                for finding in findings {
                    check_place(finding, case);
                }
                places += findings.len();
            }
        }
    }
    assert!(errors > 300 && places > 1000, "{errors} errors, {places} places");
}

/// The codes of findings between signals, as the schema of the corpus lists them.
fn codes_between() -> Vec<Value> {
    let output = run(tcf(["schema", "conformance"]), b"");
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = "/$defs/findingsBetween/items/properties/code/enum";
    schema.pointer(codes).unwrap().as_array().unwrap().clone()
}

/// Signals that came together, in the query of a URL. Each string has a record, which has its own
/// findings, too.
#[test]
fn validate_of_signals_that_came_together_matches_the_corpus() {
    let mut cases = all_cases();
    let strings = ["gdpr_consent", "gpp", "us_privacy", "addtl_consent"];
    let has_string = |case: &Value| strings.iter().any(|name| case["signals"].get(name).is_some());
    cases.retain(|case| is_together(case) && has_string(case));
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let codes = codes_between();
    let (with_lists, without): (Vec<_>, Vec<_>) =
        cases.iter().partition(|case| case.get("lists").is_some());
    for (cases, has_lists) in [(with_lists, true), (without, false)] {
        let mut args = vec!["validate".to_owned(), "--format".to_owned(), "ndjson".to_owned()];
        args.extend(["--as-of".to_owned(), str_of(cases[0], "asOf").to_owned()]);
        let lists = [
            ("vendorList", "--gvl"),
            ("cmpList", "--cmp-list"),
            ("providerList", "--provider-list"),
        ];
        for (key, option) in lists.iter().filter(|_| has_lists) {
            let path = str_of(&cases[0]["lists"], key);
            args.extend([(*option).to_owned(), format!("{FIXTURES}/{path}")]);
        }
        let line = |case: &&Value| {
            let signals = case["signals"].as_object().unwrap().iter();
            let pairs: Vec<_> = signals
                .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
                .collect();
            format!("{}\t?{}\n", str_of(case, "name"), pairs.join("&"))
        };
        let output = run(tcf(args), cases.iter().map(line).collect::<String>().as_bytes());
        let mut by_case: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for record in text(&output.stdout).lines() {
            let record: Value = serde_json::from_str(record).unwrap();
            let findings = record["findings"].as_array().unwrap().iter();
            let between = findings.filter(|finding| codes.contains(&finding["code"])).cloned();
            by_case.entry(str_of(&record, "label").to_owned()).or_default().extend(between);
        }
        assert_eq!(by_case.len(), cases.len(), "{}", text(&output.stderr));
        for case in cases {
            let findings = by_case[str_of(case, "name")].clone().into();
            assert_eq!(found(&findings), found(&case["findings"]), "{}", case["name"]);
        }
    }
}

/// A TC string in section 2 has the findings that it has on its own, with the section, and at its
/// place in the GPP string.
#[test]
fn findings_of_section_2_are_those_of_the_tc_string() {
    let cases = corpus();
    let cases: Vec<_> = lines_of(&cases)
        .into_iter()
        .filter(|case| case["value"]["version"] == 2 && case.get("lists").is_none())
        .collect();
    assert!(cases.len() > 300, "{}", cases.len());
    let (header, section) = ("DBABM~", "tcfeuv2");
    let shift = u64::try_from(header.len()).unwrap();
    let in_gpp: Vec<_> = cases
        .iter()
        .map(|&case| {
            let mut case = case.clone();
            case["text"] = format!("{header}{}", str_of(&case, "text")).into();
            case
        })
        .collect();
    let lists = format!("{FIXTURES}/gvl");
    for more in [&[][..], &["--gvl", lists.as_str()]] {
        let args = [&["validate", "--format", "ndjson", "--as-of", "2026-06-01"], more].concat();
        let alone = records(&args, &cases);
        let within = records(&args, &in_gpp.iter().collect::<Vec<_>>());
        for (mut alone, within) in alone.into_iter().zip(within) {
            for finding in alone["findings"].as_array_mut().unwrap() {
                if let Some(characters) = finding.get_mut("characters") {
                    for at in characters.as_array_mut().unwrap() {
                        *at = (at.as_u64().unwrap() + shift).into();
                    }
                    finding["section"] = section.into();
                }
            }
            for key in ["valid", "findings", "notRun"] {
                assert_eq!(alone[key], within[key], "{}", alone["label"]);
            }
        }
    }
}

#[test]
fn validate_reports_repairs_as_findings() {
    let cases = corpus();
    let repaired: Vec<_> = lines_of(&cases)
        .into_iter()
        .filter(|case| case["lenient"]["outcome"] == "accept")
        .collect();
    assert!(repaired.len() > 10);
    let args = ["validate", "--format", "ndjson", "--lenient", "--as-of", "2026-06-01"];
    for (record, case) in records(&args, &repaired).iter().zip(&repaired) {
        assert_eq!(case["lenient"]["asOf"], "2026-06-01");
        compare_findings(record, &case["lenient"], &case["name"]);
    }
}

/// The reasons of a section.
fn reasons(section: &Value) -> (String, Value) {
    let reasons = section["reasons"].as_array().unwrap().iter();
    (str_of(section, "section").to_owned(), reasons.map(|reason| reason["code"].clone()).collect())
}

/// A case and one of its decisions.
type Asked<'a> = (&'a Value, &'a Value);

#[test]
fn decide_matches_the_corpus() {
    let cases = other_kinds();
    // By activity and sections that apply.
    let mut by_question: BTreeMap<(String, Option<String>), Vec<Asked<'_>>> = BTreeMap::new();
    for case in &cases {
        for decision in case.get("decisions").and_then(Value::as_array).into_iter().flatten() {
            let ids = decision.get("gppSid").and_then(Value::as_array);
            let ids = ids.map(|ids| ids.iter().map(Value::to_string).collect::<Vec<_>>().join(","));
            let question = (str_of(decision, "activity").to_owned(), ids);
            by_question.entry(question).or_default().push((case, decision));
        }
    }
    assert!(by_question.len() > 15, "{} questions", by_question.len());
    for ((activity, ids), asked) in by_question {
        let mut args = vec!["decide", "--activity", &activity, "--format", "ndjson"];
        args.extend(ids.iter().flat_map(|ids| ["--gpp-sid", ids.as_str()]));
        let cases: Vec<_> = asked.iter().map(|(case, _)| *case).collect();
        for (record, (case, decision)) in records(&args, &cases).iter().zip(&asked) {
            let name = &case["name"];
            if decision.get("missing").is_some() {
                assert_eq!(record["error"]["code"], "missingSection", "{name}");
                continue;
            }
            assert_eq!(record["verdict"], decision["verdict"], "{name}");
            let sections: Map<_, _> =
                record["sections"].as_array().unwrap().iter().map(reasons).collect();
            assert_eq!(Value::Object(sections), decision["sections"], "{name}");
        }
    }
}
