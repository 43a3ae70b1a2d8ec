//! `tcf audit`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::{run, tcf, text};

/// The recordings of the project.
fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/audit")
}

/// Runs `tcf audit` in the directory of the recordings, with their settings.
fn audit(args: &[&str], stdin: &[u8]) -> Output {
    let mut command = tcf(["audit", "--quiet"]);
    command.args(args).current_dir(dir());
    run(command, stdin)
}

/// The report of `--format json`.
fn parsed(output: &Output) -> Value {
    let report = serde_json::from_slice(&output.stdout);
    report.unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

/// The report, and the exit status.
fn report(args: &[&str]) -> (Value, Option<i32>) {
    let output = audit(&[args, &["--format", "json"]].concat(), b"");
    (parsed(&output), output.status.code())
}

/// `code position severity` of every sample.
fn findings(report: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for finding in report["findings"].as_array().unwrap() {
        for sample in finding["evidence"].as_array().unwrap() {
            let entry = sample.get("entry");
            let position = entry.unwrap_or(&sample["line"]).as_u64().unwrap();
            let (code, severity) = (&finding["code"], &finding["severity"]);
            found.insert(format!(
                "{} {position} {}",
                code.as_str().unwrap(),
                severity.as_str().unwrap()
            ));
        }
    }
    found
}

#[test]
fn recordings_have_the_findings_that_were_worked_out_by_hand() {
    let table = fs::read_to_string(dir().join("expected.tsv")).unwrap();
    for file in ["accept.har", "objection.har", "reject.har"] {
        let rows = table.lines().map(|row| row.split('\t').collect::<Vec<_>>());
        let rows = rows.filter(|row| row[0] == file);
        let expected: BTreeSet<_> =
            rows.map(|row| format!("{} {} {}", row[2], row[1], row[3])).collect();
        let (report, status) = report(&["--open-samples", "5", file]);
        assert_eq!(findings(&report), expected, "{file}");
        assert_eq!(status, Some(1), "{file}");
        let events = report["events"].as_object().unwrap();
        let parts = events.iter().filter(|(key, _)| *key != "read");
        let sum: u64 = parts.map(|(_, count)| count.as_u64().unwrap()).sum();
        assert_eq!(events["read"], sum, "{file}");
        let input = &report["inputs"][0];
        assert_eq!((&input["from"], &input["visits"]), (&"har".into(), &1.into()), "{file}");
    }
}

#[test]
fn nothing_but_values_of_consent_fields_is_printed() {
    for format in ["text", "json", "ndjson", "csv", "github", "sarif", "junit", "html"] {
        let args = ["-v", "--format", format, "accept.har", "objection.har", "reject.har"];
        let output = audit(&args, b"");
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(!out.is_empty(), "{format}: {err}");
        for secret in ["1001", "sid=", "u=1", "1234567", "52.52", "192.0.2.7"] {
            assert!(!out.contains(secret) && !err.contains(secret), "{format}: {secret}");
        }
    }
}

#[test]
fn events_of_a_visit_are_joined_and_choices_are_in_force() {
    let (joined, status) = report(&["--choices", "choices.ndjson", "events.ndjson"]);
    let expected = ["B004 4 error", "J001 4 error", "T001 5 error"];
    let errors: Vec<_> =
        findings(&joined).into_iter().filter(|finding| finding.ends_with("error")).collect();
    assert_eq!(errors, expected);
    assert_eq!(status, Some(1));
    assert_eq!(joined["inputs"][0]["visits"], 3);
    assert_eq!(
        (&joined["events"]["read"], &joined["events"]["outOfScope"]),
        (&6.into(), &1.into())
    );
    // Without the log of choices, the newest string that was sent is in force.
    let (inferred, _) = report(&["events.ndjson"]);
    assert!(!findings(&inferred).contains("J001 4 error"));
    let source = &inferred["findings"][0]["inForce"]["source"];
    assert_eq!(source, "inferred");
    // The key of the visit is not printed.
    assert!(!joined.to_string().contains("v1"));
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let files = ["accept.har", "events.ndjson", "objection.har", "reject.har"];
    let with_jobs = |jobs: &str| {
        let options = ["--choices", "choices.ndjson", "--jobs", jobs];
        let (mut report, _) = report(&[&options[..], &files[..]].concat());
        // The time of the report.
        report.as_object_mut().unwrap().remove("at");
        report
    };
    let alone = with_jobs("1");
    for jobs in ["2", "5"] {
        assert_eq!(with_jobs(jobs), alone, "{jobs}");
    }
}

#[test]
fn columns_and_fields_have_other_names() {
    let events = fs::read_to_string(dir().join("events.ndjson")).unwrap();
    let mut csv = "ts,session,who,flag,c,why\n".to_owned();
    let mut lines = String::new();
    for line in events.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        let purpose = &event["purposes"][0];
        let (at, visit, vendor, flag) =
            (text("at"), text("visit"), &event["vendor"], &event["gdpr"]);
        let tc = text("tcString");
        writeln!(csv, "{at},{visit},{vendor},{flag},{tc},{purpose}").unwrap();
        let nested = serde_json::json!({
            "ts": at, "session": visit, "who": vendor, "why": [purpose], "regs": {"gdpr": flag},
            "user": {"consent": event["tcString"]},
        });
        writeln!(lines, "{nested}").unwrap();
    }
    let names = "at=ts,vendor=who,purposes=why";
    let errors = |args: &[&str], stdin: &str| {
        let options = ["--choices", "choices.ndjson", "--format", "json", "--visit-key", "session"];
        let output = audit(&[&options[..], args].concat(), stdin.as_bytes());
        let report = parsed(&output);
        let findings = findings(&report);
        findings.into_iter().filter(|found| found.ends_with("error")).collect::<Vec<_>>()
    };
    let expected = ["B004 4 error", "J001 4 error", "T001 5 error"];
    let columns = format!("{names},consent=c,gdpr=flag");
    let csv_errors = errors(&["--from", "csv", "--field", &columns], &csv);
    assert_eq!(csv_errors.len(), expected.len(), "{csv_errors:?}");
    let fields = format!("{names},consent=/user/consent,gdpr=/regs/gdpr");
    assert_eq!(errors(&["--from", "events", "--field", &fields], &lines), expected);
    // The signals are found without being named, too.
    assert_eq!(errors(&["--from", "events", "--field", names], &lines), expected);
}

#[test]
fn an_access_log_of_one_vendor_is_judged() {
    let tc = "CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAAAAAAA.IAGGCQ";
    let line = |second: u32, query: &str| {
        format!(
            "192.0.2.1 - - [10/Mar/2026:12:00:{second:02} +0000] \"GET /s?{query} HTTP/1.1\" 204 0\n"
        )
    };
    let log = line(0, &format!("gdpr=1&gdpr_consent={tc}&sid=1001")) + &line(1, "gdpr=1") + "x\n";
    let args = ["--vendor", "2", "--from", "log", "--format", "json"];
    let output = audit(&args, log.as_bytes());
    let report = parsed(&output);
    assert!(findings(&report).contains("B002 1 error"), "{:?}", findings(&report));
    assert!(findings(&report).contains("T001 2 error"));
    assert_eq!((&report["events"]["failed"], &report["events"]["read"]), (&1.into(), &3.into()));
}

#[test]
fn marks_date_the_choice() {
    let (report, _) = report(&["--mark", "objection=10:00:19Z", "objection.har"]);
    let stale = report["findings"].as_array().unwrap();
    let stale = stale.iter().find(|finding| finding["code"] == "J001").unwrap();
    assert_eq!(stale["inForce"]["source"], "mark");
    for (mark, message) in [
        ("objection=page_9", "no recording was made at that time or has that page"),
        ("objection=10:00:19", "expected a time of day with a zone"),
        ("click=page_1", "expected accept, reject or objection"),
    ] {
        let output = audit(&["--mark", mark, "objection.har"], b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn limits_and_evidence_are_required() {
    let (report, _) = report(&["--limit", "propagation=1s", "objection.har"]);
    assert!(findings(&report).iter().any(|finding| finding.starts_with("J002")));
    let output = audit(&["--require", "cookies,choices", "events.ndjson"], b"");
    assert_eq!(output.status.code(), Some(2));
    let errors = text(&output.stderr);
    assert!(errors.contains("--require cookies") && errors.contains("--require choices"));
}

#[test]
fn unmapped_hosts_are_rows_for_the_map() {
    let output = audit(&["--unmapped", "accept.har"], b"");
    assert_eq!(text(&output.stdout), "# 1 call\ncollect.tracker.example,\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_baseline_accepts_what_is_known() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit-baseline.txt");
    let _ = fs::remove_file(&path);
    let path = path.to_str().unwrap();
    let output = audit(&["--write-baseline", path, "accept.har"], b"");
    assert_eq!(output.status.code(), Some(1));
    let (report, status) = report(&["--baseline", path, "accept.har"]);
    assert_eq!(status, Some(0));
    let findings = report["findings"].as_array().unwrap();
    let errors = findings.iter().filter(|finding| finding["severity"] == "error");
    assert!(errors.clone().count() > 0 && errors.clone().all(|finding| finding["known"] == true));
    // Errors of other files are new.
    let output = audit(&["--baseline", path, "reject.har"], b"");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn broken_and_empty_input_is_an_error() {
    let har = fs::read(dir().join("accept.har")).unwrap();
    for (input, from, message) in [
        (&har[..har.len() - 10], "har", "stdin"),
        (b"", "events", "found no event"),
        (b"{}\n", "events", "found no event"),
    ] {
        let output = audit(&["--from", from], input);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
    let output = audit(&["no-such.har", "accept.har"], b"");
    assert_eq!(output.status.code(), Some(2));
    // The other file is judged.
    assert!(text(&output.stdout).contains("B001"));
}

#[test]
fn the_purpose_map_is_checked_without_input() {
    let config = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit-map.toml");
    let list = dir().join("../gvl/v3/archives/vendor-list-v140.json");
    let map = format!(
        "gvl = '{}'\n[[map]]\nvendor = 3\npurposes = {{ 7 = 'legitimateInterest' }}\n\
         assessment = 'LIA-1'\n[[map]]\nvendor = 2\npurposes = {{ 7 = 'legitimateInterest' }}\n",
        list.display()
    );
    fs::write(&config, map).unwrap();
    let (report, status) = report(&["--check-map", "--config", config.to_str().unwrap()]);
    let findings = report["findings"].as_array().unwrap();
    let codes: Vec<_> = findings
        .iter()
        .map(|found| (found["code"].as_str().unwrap(), &found["vendor"]["id"]))
        .collect();
    // Vendor 2 declares purpose 7 on consent only, and has no assessment.
    assert_eq!(codes, [("M004", &2.into()), ("M005", &2.into())]);
    assert_eq!(status, Some(1));
    let evidence = &report["findings"][0]["evidence"][0];
    assert_eq!((&evidence["file"], &evidence["line"]), (&config.to_str().into(), &8.into()));
}

#[test]
fn the_purpose_map_is_checked_as_of_a_date() {
    let config = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit-map-review.toml");
    fs::write(
        &config,
        "[[map]]\nvendor = 'newsletter'\npurposes = { 7 = 'legitimateInterest' }\n\
         assessment = { reference = 'LIA-1', review = 2026-03-31 }\n",
    )
    .unwrap();
    let check = |as_of: &str| {
        let mut command = tcf(["audit", "--check-map", "--format", "github", "--as-of", as_of]);
        // No list is found there.
        command.args(["--config", config.to_str().unwrap()]).env("TCF_CACHE", "no-cache");
        run(command, b"")
    };
    let before = check("2026-03-30");
    assert_eq!(before.status.code(), Some(0), "{}", text(&before.stdout));
    assert!(text(&before.stderr).contains("not compared with a vendor list"));
    let after = check("2026-04-01");
    let found = text(&after.stdout);
    assert!(found.contains("audit-map-review.toml,line=4"), "{found}");
    assert!(found.contains("M005") && found.contains("newsletter"), "{found}");
    // M005 is a warning.
    assert_eq!(after.status.code(), Some(0));
}

#[test]
fn the_purpose_map_is_printed_as_a_record_of_processing() {
    let config = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit-map-record.toml");
    let record = |map: &str, args: &[&str]| {
        fs::write(&config, map).unwrap();
        let mut command = tcf(["audit", "--check-map", "--format", "markdown", "--quiet"]);
        command.args(["--as-of", "2026-06-01", "--config", config.to_str().unwrap()]);
        command.args(args).env("TCF_CACHE", "no-cache");
        run(command, b"")
    };
    let map = "[[map]]\nvendor = '<b>x</b>'\npurposes = { 7 = 'consent' }\n";
    let output = record(map, &[]);
    let page = text(&output.stdout);
    assert!(page.contains("\n## \\<b\\>x\\</b\\>\n"), "{page}");
    assert!(page.ends_with("## Findings\n\nNone.\n"), "{page}");
    assert_eq!(output.status.code(), Some(0));
    // Legitimate interest is not possible for purpose 1, whoever claims it.
    let map = "[[map]]\nvendor = 'x'\npurposes = { 1 = 'legitimateInterest' }\n";
    let output = record(map, &[]);
    assert!(text(&output.stdout).contains("* M004 (line 3) x, purpose 1: "));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(record(map, &["--allow", "M004"]).status.code(), Some(0));
    // Comments do not change the hash of the settings.
    let hash = |map: &str| {
        let output = record(map, &[]);
        let page = text(&output.stdout);
        page.lines().find(|line| line.contains("SHA-256")).unwrap().to_owned()
    };
    assert_eq!(hash(map), hash(&format!("# A comment.\n\n{map}")));
    assert_ne!(hash(map), hash(&map.replace("'x'", "'y'")));
    for args in [&["accept.har"][..], &["--summary"]] {
        assert_eq!(record(map, args).status.code(), Some(2), "{args:?}");
    }
    let output = audit(&["--format", "markdown", "accept.har"], b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn html_has_the_numbers_of_the_report_and_no_hosts_on_request() {
    let files = ["accept.har", "objection.har", "reject.har"];
    let (report, _) = report(&files);
    let output = audit(&[&["--format", "html"], &files[..]].concat(), b"");
    assert_eq!(output.status.code(), Some(1));
    let page = text(&output.stdout);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let metrics = report["metrics"].as_array().unwrap().iter();
    let coverage = metrics.clone().find(|metric| metric["name"] == "coverage").unwrap();
    let (part, whole) = (&coverage["numerator"], &coverage["denominator"]);
    assert!(page.contains(&format!("{part} of {whole} calls after the choice")));
    let hosts = report["hosts"]["seen"].as_array().unwrap();
    assert!(!hosts.is_empty());
    let output = audit(&[&["--format", "html", "--redact", "hosts"], &files[..]].concat(), b"");
    let redacted = text(&output.stdout);
    for host in hosts.iter().map(|host| host["host"].as_str().unwrap()) {
        assert!(page.contains(host), "{host}");
        assert!(!redacted.contains(host), "{host}");
    }
    // Other formats have hosts, so they cannot be redacted by mistake.
    let output = audit(&["--redact", "hosts", "accept.har"], b"");
    assert_eq!((output.status.code(), &*output.stdout), (Some(2), &b""[..]));
    for file in files {
        assert!(page.contains(file) && !redacted.contains(file), "{file}");
    }
}

#[test]
fn an_older_report_shows_what_has_changed() {
    let (report, status) = report(&["--compare", "older.json", "accept.har"]);
    assert_eq!(status, Some(1));
    let drift = &report["drift"];
    assert_eq!(
        (&drift["reports"], &drift["since"]),
        (&1.into(), &"2026-02-10T09:00:00.000Z".into())
    );
    let ids = |key: &str| drift[key].as_array().unwrap().iter().map(|it| &it["id"]).cloned();
    assert!(ids("newVendors").eq([3]) && ids("goneVendors").eq([12]));
    let hosts = ["collect.tracker.example", "metrics.three.example"];
    assert_eq!(drift["newHosts"], serde_json::json!(hosts));
    assert_eq!(drift["bases"][0]["from"], "legitimateInterest");
    let count = |code: &str| {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().filter(|finding| finding["code"] == code).count()
    };
    assert_eq!((count("J009"), count("J010")), (3, 1));
    // The report can be compared with itself: nothing has changed.
    let same = std::env::temp_dir().join(format!("tcf-audit-{}.json", std::process::id()));
    fs::write(&same, report.to_string()).unwrap();
    let output = audit(&["--compare", same.to_str().unwrap(), "accept.har"], b"");
    fs::remove_file(&same).unwrap();
    assert!(text(&output.stdout).contains("\n  metrics       no change\n"), "{output:?}");
    for format in ["ndjson", "html", "github", "sarif", "junit", "csv"] {
        let output = audit(&["--compare", "older.json", "--format", format, "accept.har"], b"");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

#[test]
fn other_files_and_reports_are_not_compared() {
    let older = fs::read_to_string(dir().join("older.json")).unwrap();
    let newer = older.replace("\"version\": \"", "\"version\": \"9");
    let other = older.replace("\"specification\": 3", "\"specification\": 2");
    let file = std::env::temp_dir().join(format!("tcf-older-{}.json", std::process::id()));
    let path = file.to_str().unwrap();
    for (content, message) in [
        ("{}", "expected a report of tcf audit --format json: not a report of an audit"),
        ("visit", "expected a report of tcf audit --format json: expected value at line 1"),
        (&newer, "the report is of version 9"),
        (&other, "the report uses a vendor list of specification 2, this audit one of"),
    ] {
        fs::write(&file, content).unwrap();
        let output = audit(&["--compare", path, "accept.har"], b"");
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), &*output.stdout), (Some(2), &b""[..]), "{error}");
        assert!(error.contains(&format!("--compare {path}: {message}")), "{error}");
    }
    fs::remove_file(&file).unwrap();
    let output = audit(&["--compare", path, "accept.har"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read"));
}
