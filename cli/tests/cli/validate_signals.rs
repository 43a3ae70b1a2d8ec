//! `tcf validate` with GPP, US Privacy and Additional Consent strings.

use std::collections::BTreeSet;

use ::tcf::tcf_codec::gpp::UnknownSection;
use ::tcf::tcf_codec::{GppString, SectionId};
use serde_json::Value;

use crate::{TC, run, shows, tcf, text};

/// `tcf validate` as of June 2026.
fn validate<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["validate", "--as-of", "2026-06-01"], args].concat()
}

fn records(args: &[&str], input: &str) -> Vec<Value> {
    let output = run(tcf(validate(&[&["-f", "ndjson"], args].concat())), input.as_bytes());
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Code and characters of each finding.
fn places(record: &Value) -> Vec<(&str, Option<u64>)> {
    let findings = record["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| (finding["code"].as_str().unwrap(), finding["characters"][0].as_u64()))
        .collect()
}

/// A TC, a GPP, a US Privacy and an Additional Consent string, and strings with errors.
#[test]
fn a_file_of_every_kind_as_text() {
    shows!(validate(&["-i", "mixed.tsv"]));
    shows!(validate(&["-i", "mixed.tsv", "-f", "concise", "-v"]));
    shows!(validate(&["-i", "mixed.tsv", "--summary"]));
    shows!(validate(&["-i", "mixed.tsv", "--summary", "--by", "label"]));
}

#[test]
fn a_file_of_every_kind_as_records() {
    shows!(validate(&["-i", "mixed.tsv", "-f", "ndjson"]));
    shows!(validate(&["-i", "mixed.tsv", "-f", "csv"]));
    let indented = run(tcf(validate(&["-i", "mixed.tsv", "-f", "json"])), b"");
    let mut indented =
        serde_json::Deserializer::from_slice(&indented.stdout).into_iter().map(Result::unwrap);
    for record in records(&["-i", "mixed.tsv"], "") {
        assert_eq!(indented.next(), Some(record));
    }
    assert_eq!(indented.next(), None);
}

#[test]
fn a_file_of_every_kind_as_documents() {
    for format in ["github", "gitlab", "junit"] {
        shows!(validate(&["-i", "mixed.tsv", "-f", format]));
    }
    let sarif = run(tcf(validate(&["-i", "mixed.tsv", "-f", "sarif"])), b"");
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = results.iter().map(|result| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        format!(
            "{}:{} {} {}\n",
            region["startLine"],
            region["startColumn"],
            result["ruleId"].as_str().unwrap(),
            result["message"]["text"].as_str().unwrap(),
        )
    });
    insta::assert_snapshot!(found.collect::<String>());
    let fingerprints: BTreeSet<_> =
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
    assert_eq!(fingerprints.len(), results.len(), "no two of them are the same");
}

#[test]
fn threads_keep_the_order_of_kinds() {
    let lines = std::fs::read_to_string(crate::fixtures().join("mixed.tsv")).unwrap().repeat(500);
    let of = |jobs: &str| records(&["--jobs", jobs], &lines);
    let single = of("1");
    assert_eq!(single.len(), 4000);
    assert!(single == of("4"));
}

/// A broken section hides neither the findings of the others nor itself.
#[test]
fn every_broken_section_is_a_finding() {
    shows!(validate(&["DBACPe~CQg2bYAQg2bYAEsABA~1XNN~CVVKAAAAAABY", "DBABrw~CVVqAA~BV!qqqpY.YA"]));
    let record = &records(&["DBACPe~CQg2bYAQg2bYAEsABA~1XNN~CVVKAAAAAABY"], "")[0];
    assert_eq!(places(record), [("X008", Some(25)), ("X040", Some(34)), ("U003", Some(27))]);
    let x008 = &record["findings"][0];
    assert_eq!((&x008["cause"], &x008["section"]), (&"S011".into(), &"tcfeuv2".into()));
    assert_eq!(record["notRun"], Value::Array(Vec::new()));
}

#[test]
fn lists_are_only_missing_for_tc_strings() {
    let section_2 = format!("DBABM~{TC}");
    for (string, not_run) in [
        (section_2.as_str(), &["G", "P024", "P025", "P026"][..]),
        ("DBABL~CVVqAAAAAABY", &[]),
        ("1YNN", &[]),
        ("2~1.2~dv.3", &[]),
    ] {
        let record = &records(&[string], "")[0];
        assert_eq!(record["notRun"], serde_json::json!(not_run), "{string}");
        let code = run(tcf(validate(&["--require", "gvl", string])), b"").status.code();
        assert_eq!(code, Some(if not_run.is_empty() { 0 } else { 2 }), "{string}");
    }
    let lists = "../../../fixtures/gvl";
    let record = &records(&["--gvl", lists, &section_2], "")[0];
    assert_eq!(record["notRun"], serde_json::json!(["P024", "P025", "P026"]));
    let output = run(tcf(validate(&[&section_2])), b"");
    let total = "1 vendor list missing: tcf gvl fetch --spec 3 --version 140";
    assert!(text(&output.stdout).contains(total), "{}", text(&output.stdout));
}

#[test]
fn severities_of_other_kinds_can_be_changed() {
    // Opted out without notice (X016).
    let opted_out = "DBABL~CRQqAAAAAABY";
    for (args, code) in [
        (&[opted_out][..], 0),
        (&["--deny", "X016", opted_out], 1),
        (&["--deny", "X", opted_out], 1),
        (&["--deny", "notice-optout-inconsistent", opted_out], 1),
        (&["--deny-warnings", opted_out], 1),
        (&["--deny-warnings", "--allow", "X016", opted_out], 0),
        (&["--deny-warnings", "--allow", "X", opted_out], 0),
        (&["--deny", "X", "--allow", "X016", opted_out], 0),
        (&["--deny", "U", "1YNN"], 1),
        (&["--warn", "A", "2~1.2~dvX3"], 0),
    ] {
        assert_eq!(run(tcf(validate(args)), b"").status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn a_baseline_accepts_findings_of_other_kinds() {
    let known = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("signals-known.txt");
    let known = known.to_str().unwrap();
    let status = |args: &[&str]| run(tcf(validate(args)), b"").status.code();
    assert_eq!(status(&["-i", "mixed.tsv", "--write-baseline", known, "--quiet"]), Some(1));
    let written = std::fs::read_to_string(known).unwrap();
    let codes: Vec<_> = written.lines().filter(|line| line.ends_with("\tbroken")).collect();
    assert_eq!(codes, ["X008\tbroken", "X021\tbroken", "U003\tbroken"]);
    assert_eq!(status(&["-i", "mixed.tsv", "--baseline", known, "--deny-stale"]), Some(0));
}

#[test]
fn lenient_repairs_of_gpp_strings_are_warnings() {
    let given = " DBABzw%7E1YNN~CVVKAAAAAABY==";
    shows!(validate(&["--lenient"]), given);
    let record = &records(&["--lenient"], given)[0];
    assert_eq!(record["valid"], true);
    let found = places(record);
    let want = [("X012", 10), ("X021", 0), ("X021", 7), ("X021", 27), ("X040", 18)];
    assert_eq!(found, want.map(|(code, at)| (code, Some(at))));
    assert_eq!(places(&records(&[], given)[0]), [("X021", Some(0))]);
}

#[test]
fn places_are_those_in_the_given_text() {
    // Quotes, a label, and a character of several bytes before the finding.
    let string = "\"DBABL~CVVKAAAAAABY\"";
    assert_eq!(places(&records(&[], string)[0]), [("X040", Some(10))]);
    let output = run(tcf(validate(&["-f", "concise"])), format!("\u{fc}\t{string}\n").as_bytes());
    assert!(text(&output.stdout).starts_with("stdin:1:13: warning[X040]"));
}

/// A string can have thousands of sections.
#[test]
fn errors_of_many_sections_are_counted() {
    let mut gpp = GppString::new();
    for id in 28..68 {
        let section = UnknownSection::new(SectionId::new(id).unwrap(), "BAAA").unwrap();
        gpp.insert(section).unwrap();
    }
    let broken = gpp.encode().replace("~BAAA", "~B!AA");
    let record = &records(&[&broken], "")[0];
    let findings = record["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 17);
    assert!(findings.iter().all(|finding| finding["code"] == "X021"), "{findings:?}");
    assert_eq!(findings[16]["message"], "24 more like these");
}
