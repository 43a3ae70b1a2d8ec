//! `tcf audit` on generated logs: the command reports what was planted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{run, tcf, text};

/// The findings of records: code, severity, host and vendor, with their counts.
fn findings(lines: &str) -> BTreeMap<[String; 4], u64> {
    let mut found = BTreeMap::new();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        // Findings without an event are about the audit as a whole.
        let code = record["code"].as_str().unwrap_or_default();
        if record["type"] != "finding" || ["M005", "M007", "M008", "M010"].contains(&code) {
            continue;
        }
        let vendor =
            if record["vendor"].is_object() { &record["vendor"]["id"] } else { &record["vendor"] };
        let key = [&record["code"], &record["severity"], &record["host"], vendor];
        *found.entry(key.map(Value::to_string)).or_default() += record["count"].as_u64().unwrap();
    }
    found
}

fn audit(log: &Path, args: &[&str]) -> (Option<i32>, String) {
    let path = |name: &str| log.join(name).to_str().unwrap().to_owned();
    let output = run(
        tcf(["audit", "--format", "ndjson", "--quiet", &path("events.ndjson")]
            .iter()
            .copied()
            .chain(["--hosts", &path("hosts.csv"), "--gvl", &path("vendor-list.json")])
            .chain(args.iter().copied())),
        b"",
    );
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    (output.status.code(), text(&output.stdout).to_owned())
}

#[test]
fn an_audit_of_a_generated_log_reports_what_was_planted() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path();
    for seed in ["1", "2", "3"] {
        let args = ["generate", "--events", "--count", "1500", "--faults", "20", "--seed", seed];
        let to = ["--as-of", "2026-06-01", "--dir", log.to_str().unwrap()];
        assert!(run(tcf(args.iter().chain(&to)), b"").status.success());
        let expected = findings(&fs::read_to_string(log.join("expected.ndjson")).unwrap());
        assert!(expected.len() > 50, "{}", expected.len());
        let choices = log.join("choices.ndjson");
        for more in [&[][..], &["--choices", choices.to_str().unwrap()], &["--jobs", "2"]] {
            let (status, reported) = audit(log, more);
            assert_eq!(status, Some(1), "{more:?}");
            assert_eq!(findings(&reported), expected, "seed {seed}, {more:?}");
        }
    }
}

/// A host that only a disclosure maps.
#[test]
fn an_audit_reads_the_disclosures_beside_the_vendor_list() {
    let dir = tempfile::tempdir().unwrap();
    let lists = dir.path().join("lists");
    fs::create_dir_all(lists.join("disclosures")).unwrap();
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {}}"#;
    fs::write(lists.join("vendor-list-v140.json"), list).unwrap();
    let disclosure = r#"{"disclosures": [], "domains": [{"domain": "*.partner.example"}]}"#;
    fs::write(lists.join("disclosures/disclosure-7.json"), disclosure).unwrap();
    let events = dir.path().join("events.ndjson");
    let event = r#"{"host": "ib.partner.example", "gdpr": 1, "at": "2026-06-01T10:00:00Z",
        "visit": "v", "tcString": "${GDPR_CONSENT_755}"}"#;
    fs::write(&events, event.replace("\n        ", " ") + "\n").unwrap();
    let args = ["audit", "--from", "events", "--format", "ndjson", "--quiet"];
    let files = [events.to_str().unwrap(), "--gvl", lists.to_str().unwrap()];
    let output = run(tcf(args.iter().chain(&files)), b"");
    let records = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap());
    let records: Vec<Value> = records.collect();
    let finding = records.iter().find(|record| record["code"] == "T002").expect("T002");
    assert_eq!(finding["vendor"]["id"], 7, "{finding}");
    assert_eq!(finding["vendor"]["mappedBy"], "disclosure");
}
