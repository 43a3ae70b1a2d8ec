//! Strings that come again have the record of the first time, with their own place.

use crate::{TC, run, tcf, text};

/// Strings of every kind, among them broken ones, labels, and a line with two signals.
fn lines() -> Vec<String> {
    let generated = ["generate", "--kind", "all", "--count", "60", "--as-of", "2026-03-01"];
    let generated = run(tcf(generated), b"");
    let mut lines: Vec<_> = text(&generated.stdout).lines().map(str::to_owned).collect();
    lines.extend(
        ["CQg2bYAQg2", "${GDPR_CONSENT_755}", "acme\t1YNN", "DBABL~x", "2~1.35.41.101~dv.9", "-"]
            .map(str::to_owned),
    );
    lines.push(format!("acme\t{TC}"));
    lines.push(format!("other\t{TC}"));
    lines.push(format!("https://a.example/?gdpr=1&gdpr_consent={TC}&us_privacy=1YNN"));
    lines
}

/// The records of the lines, without the number of their line.
fn records(args: &[&str], lines: &[&str]) -> Vec<String> {
    let output = run(tcf(args), (lines.join("\n") + "\n").as_bytes());
    let stdout = text(&output.stdout);
    stdout.lines().map(without_number).collect()
}

fn without_number(record: &str) -> String {
    for start in ["{\"file\":\"-\",\"line\":", "-:"] {
        if let Some(rest) = record.strip_prefix(start) {
            let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
            assert!(rest.starts_with([',', ':']), "{record}");
            return format!("{start}{rest}");
        }
    }
    record.to_owned()
}

/// Checks that every copy of a line has the records of its first one.
fn check(args: &[&str]) {
    let lines = lines();
    let each: Vec<_> = lines.iter().map(|line| (line, records(args, &[line]))).collect();
    let copies = (0..10 * each.len()).map(|n| &each[n * 7 % each.len()]);
    let (given, expected): (Vec<&str>, Vec<_>) =
        copies.map(|(line, records)| (line.as_str(), records)).unzip();
    for jobs in ["1", "3"] {
        let found = records(&[args, &["--jobs", jobs]].concat(), &given);
        let expected: Vec<_> = expected.iter().copied().flatten().collect();
        assert_eq!(found.len(), expected.len(), "{args:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected, "{args:?}");
        }
    }
}

#[test]
fn decoded() {
    check(&["decode", "--format", "ndjson"]);
    check(&["decode", "--format", "ndjson", "--ids", "ranges", "--envelope"]);
    check(&["decode", "--format", "ndjson", "--lossless"]);
}

#[test]
fn validated() {
    let list = "gvl/v3/archives/vendor-list-v140.json";
    check(&["validate", "--format", "ndjson", "--any-gvl", "--gvl", list, "--as-of", "2026-03-10"]);
}

#[test]
fn decided() {
    let list = "gvl/v3/archives/vendor-list-v140.json";
    let args = ["decide", "--vendor", "2", "--purpose", "2", "--as-of", "2026-03-10"];
    let args = [&args[..], &["--any-gvl", "--gvl", list, "--brief"]].concat();
    check(&args);
    check(&[&args[..], &["--format", "ndjson"]].concat());
    check(&["decide", "--activity", "sale", "--format", "ndjson", "--as-of", "2026-03-10"]);
}

/// What a label is expected to have is checked for each label.
#[test]
fn expectations_of_a_label_hold_for_repeated_strings() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("tcf.toml");
    std::fs::write(&settings, "[[expect]]\nlabel = \"acme\"\ncmps = [1]\n").unwrap();
    let settings = settings.to_str().unwrap();
    let args = ["validate", "--format", "ndjson", "--config", settings, "--as-of", "2026-03-10"];
    let (acme, other) = (format!("acme\t{TC}"), format!("other\t{TC}"));
    let lines: Vec<_> = [other.as_str(), &acme].into_iter().cycle().take(12).collect();
    let found = records(&args, &lines);
    assert_eq!(found.len(), 12);
    for (number, record) in found.iter().enumerate() {
        assert_eq!(record.contains("\"H001\""), number % 2 == 1, "{record}");
    }
}
