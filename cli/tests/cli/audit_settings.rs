//! `tcf audit` with settings: what channels need, and the context of conditions.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{run, tcf, text};

/// A string of May 2026 that permits vendor 3 everything that vendor list 140 declares.
const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAPIAAEJgAAYgAEkCABggEAA.IAGGCQ";

/// The report with settings.
fn report(settings: &str, args: &[&str], stdin: &str) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let gvl = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/gvl/v3/archives/vendor-list-v140.json");
    let settings = format!("gvl = '{}'\n{settings}", gvl.display());
    fs::write(dir.path().join("tcf.toml"), settings).unwrap();
    let mut command = tcf(["audit", "--quiet", "--format", "json"]);
    command.args(args).current_dir(dir.path());
    let output = run(command, stdin.as_bytes());
    let report = serde_json::from_slice(&output.stdout);
    report.unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

/// How often a check reported something.
fn count(report: &Value, code: &str) -> u64 {
    let findings = report["findings"].as_array().unwrap().iter();
    let found = findings.filter(|finding| finding["code"] == code);
    found.map(|finding| finding["count"].as_u64().unwrap()).sum()
}

#[test]
fn channels_need_fields() {
    let record = |channel: &str, action: &str, stripped: &str| {
        format!(r#"{{"channel": "{channel}", "action": "{action}", "stripped": [{stripped}]}}"#)
    };
    let records = [
        record("ias", "pass", ""),
        record("ias", "strip", r#""user.eids""#),
        record("ias", "strip", r#""user""#),
        record("ias", "drop", ""),
        record("web", "strip", r#""user.eids""#),
    ];
    let settings = "[[filter.channel]]\nname = \"ias\"\nneeds = [\"user.id\", \"page\"]\n\
        [[filter.channel]]\nname = \"web\"\n";
    let report = report(settings, &["--from", "decisions"], &records.join("\n"));
    let metrics = report["metrics"].as_array().unwrap().iter();
    let matched: Vec<_> = metrics
        .filter(|metric| metric["name"] == "eventMatch" && metric["denominator"] != 0)
        .map(|metric| (metric["group"].to_string(), &metric["numerator"], &metric["denominator"]))
        .collect();
    let (two, three) = (2.into(), 3.into());
    let of_channel = (r#"{"channel":"ias"}"#.to_owned(), &two, &three);
    assert_eq!(matched, [("null".to_owned(), &two, &three), of_channel]);
}

#[test]
fn conditions_hold_in_the_context() {
    let event = format!(r#"{{"vendor": 3, "gdpr": 1, "tcString": "{TC}"}}"#);
    let settings = "[[expect]]\ncontext = { child = \"true\" }\nforbid-vendors = [3]\n\
        [[map]]\nvendor = 3\ncontext = { region = \"FR\" }\npurposes = { 2 = \"consent\" }\n";
    // What is forbidden, and what is not planned.
    for (context, expected) in [
        ("", [0, 1]),
        ("child=false", [0, 1]),
        ("child=true", [1, 1]),
        ("child=true,region=FR", [1, 0]),
        ("region=FR", [0, 0]),
    ] {
        let context = format!("--context={context}");
        let args = if context == "--context=" { vec![] } else { vec![&*context] };
        let report = report(settings, &[&["--from", "events"][..], &args].concat(), &event);
        let found = ["B013", "M003"].map(|code| count(&report, code));
        assert_eq!(found, expected, "{context}: {report}");
    }
}

#[test]
fn the_country_of_a_region_is_that_of_the_user() {
    let event = format!(r#"{{"vendor": 3, "gdpr": 1, "tcString": "{TC}"}}"#);
    for (context, judged, out_of_scope) in [
        ("region=FR-IDF", 1, 0),
        ("region=us-ca", 0, 1),
        ("region=EU", 1, 0),
        ("region=US,country=DE", 1, 0),
    ] {
        let report = report("", &["--from", "events", "--context", context], &event);
        let events = &report["events"];
        assert_eq!(events["judged"], judged, "{context}");
        assert_eq!(events["outOfScope"], out_of_scope, "{context}");
    }
}

/// Decision records are not evidence of what was sent.
#[test]
fn decision_records_alone_are_counted_and_not_judged() {
    let record = r#"{"id": "1", "vendor": 3, "action": "drop", "reasons": ["R-MACRO"]}"#;
    let dir = tempfile::tempdir().unwrap();
    let audit = |args: &[&str]| {
        let mut command = tcf(["audit", "--quiet", "--from", "decisions"]);
        command.args(args).current_dir(dir.path());
        let output = run(command, format!("{record}\n{record}\n").as_bytes());
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let (status, shown, _) = audit(&[]);
    assert_eq!(status, Some(0));
    assert!(shown.contains("\n2 decision records\n0 errors"), "{shown}");
    assert!(shown.contains("only decision records were read, and no events"), "{shown}");
    assert!(!shown.contains("no host is mapped") && !shown.contains("0 events"), "{shown}");
    let (_, summary, _) = audit(&["--summary"]);
    assert!(summary.ends_with("2 decision records\n"), "{summary}");
    for evidence in ["hosts", "cookies", "times", "gvl", "map", "choices"] {
        let (status, _, errors) = audit(&["--require", evidence]);
        assert_eq!(status, Some(2), "{evidence}");
        assert!(errors.contains(&format!("--require {evidence}")), "{errors}");
    }
}
