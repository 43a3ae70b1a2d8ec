//! `tcf audit`: samples of visits, baselines with unused entries, and the hash of the vendor list.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tcf_audit::digest;
use tempfile::TempDir;

use crate::{run, tcf, text};

/// A string of May 2026 that permits vendor 3 everything that vendor list 140 declares.
const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAPIAAEJgAAYgAEkCABggEAA.IAGGCQ";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn vendor_list() -> PathBuf {
    fixtures().join("gvl/v3/archives/vendor-list-v140.json")
}

/// The report of a run.
fn report(output: &Output) -> Value {
    let report = serde_json::from_slice(&output.stdout);
    report.unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

/// Visits of four calls each, of which some carry the string in force. All begin with a choice.
fn visits(carrying: &[usize]) -> TempDir {
    let (mut events, mut choices) = (String::new(), String::new());
    for (visit, &carrying) in carrying.iter().enumerate() {
        let choice = format!(r#"{{"visit": "v{visit}", "at": "2026-06-01T10:00:00Z""#);
        writeln!(choices, r#"{choice}, "tcString": "{TC}"}}"#).unwrap();
        for call in 0..4 {
            let tc = if call < carrying { TC } else { "" };
            let start = format!(r#"{{"visit": "v{visit}", "at": "2026-06-01T10:00:1{call}Z""#);
            writeln!(events, r#"{start}, "vendor": 3, "gdpr": 1, "tcString": "{tc}"}}"#).unwrap();
        }
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("events.ndjson"), events).unwrap();
    fs::write(dir.path().join("choices.ndjson"), choices).unwrap();
    dir
}

/// Names of columns may have white space around them, and rows with wrong quotes are failures.
#[test]
fn tables_are_read_as_filter_reads_them() {
    let at = "2026-06-01T10:00:00Z";
    let row = format!("{at},2,2,{TC}\n");
    let quoted = format!("\"{at}\"x,2,2,{TC}\n\"{at},2,2,{TC}\n");
    let table = format!("at, vendor, purposes, tcString\n{row}{row}{quoted}{row}");
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("t.csv"), table).unwrap();
    let mut command = tcf(["audit", "--from", "csv", "t.csv", "--format", "json"]);
    command.arg("--gvl").arg(vendor_list()).current_dir(dir.path());
    let output = run(command, b"");
    let report = report(&output);
    let events = &report["events"];
    assert_eq!((&events["read"], &events["failed"]), (&4.into(), &2.into()), "{events}");
    assert_eq!(report["strings"][0]["string"], TC);
    let note = "t.csv: 2 rows are not events (first: row 3: cell 1 has text after";
    assert!(text(&output.stderr).contains(note), "{}", text(&output.stderr));
}

/// The end of a line that is too long is not an event of its own.
#[test]
fn a_long_line_is_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let event = r#"{"vendor": 76, "gdpr": 0}"#;
    let long = "x".repeat(5 * 1024 * 1024);
    fs::write(dir.path().join("events.ndjson"), format!("{long}{event}\n{event}\n")).unwrap();
    for jobs in ["1", "2"] {
        let mut command = tcf(["audit", "--from", "events", "events.ndjson", "--format", "json"]);
        command.args(["--jobs", jobs, "--quiet"]).current_dir(dir.path());
        let report = report(&run(command, b""));
        let events = &report["events"];
        assert_eq!((&events["read"], &events["failed"]), (&2.into(), &1.into()), "{report}");
        assert_eq!(report["inputs"][0]["truncated"], 1, "{report}");
    }
}

fn audit_visits(visits: &TempDir, args: &[&str]) -> Output {
    let list = vendor_list();
    let mut command = tcf(["audit", "--quiet", "--from", "events", "events.ndjson"]);
    command.args(["--choices", "choices.ndjson", "--gvl", list.to_str().unwrap()]);
    command.args(args).current_dir(visits.path());
    run(command, b"")
}

/// The coverage of calls.
fn coverage(visits: &TempDir, args: &[&str]) -> Value {
    let report = report(&audit_visits(visits, &[args, &["--format", "json"]].concat()));
    let metrics = report["metrics"].as_array().unwrap().iter();
    let is_coverage = |metric: &&Value| metric["name"] == "coverage" && metric["of"] == "calls";
    metrics.clone().find(is_coverage).unwrap().clone()
}

/// Worked by hand: 40 calls in visits with 4, 4, 3, 3, 2, 2, 1, 1, 0, 0 of 4 are worth 19
/// independent ones (see `tcf_audit::stats::Clusters`). Wilson's interval of half of 19 is
/// 50 % ± z / (2 √(19 + z²)) = 50 % ± 20.505 % for z = 1.959964.
#[test]
fn a_sample_of_visits_has_intervals() {
    let ten = visits(&[4, 4, 3, 3, 2, 2, 1, 1, 0, 0]);
    let metric = coverage(&ten, &["--sampled", "10%"]);
    assert_eq!((&metric["numerator"], &metric["denominator"]), (&20.into(), &40.into()));
    assert_eq!(metric["method"], "Wilson, clustered by visit");
    for (end, expected) in [(0, 29.495), (1, 70.505)] {
        let end = metric["interval"][end].as_f64().unwrap();
        assert!((end - expected).abs() < 0.001, "{end}");
    }
    let output = audit_visits(&ten, &["--sampled", "10%"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("a random sample of 10 % of the"), "{shown}");
    assert!(shown.contains("29.5") && shown.contains("70.5"), "{shown}");
    // All visits of a day have no interval, and nine visits are too few for one.
    assert_eq!(coverage(&ten, &[])["interval"], Value::Null);
    let nine = visits(&[4, 4, 3, 3, 2, 2, 1, 1, 0]);
    assert_eq!(coverage(&nine, &["--sampled", "10%"])["interval"], Value::Null);
}

#[test]
fn a_sample_is_a_part_of_the_visits() {
    let visits = visits(&[4]);
    let all = report(&audit_visits(&visits, &["--format", "json"]));
    assert_eq!(all.get("sampled"), None);
    let sample = report(&audit_visits(&visits, &["--sampled", "2.5%", "--format", "json"]));
    assert_eq!(sample["sampled"], 0.025);
    for share in ["0", "0%", "101%", "-1%", "ten"] {
        let output = audit_visits(&visits, &[&format!("--sampled={share}")]);
        assert_eq!(output.status.code(), Some(2), "{share}");
        assert!(text(&output.stderr).contains("--sampled"), "{}", text(&output.stderr));
    }
}

#[test]
fn unused_entries_of_a_baseline_fail_on_request() {
    let dir = tempfile::tempdir().unwrap();
    let baseline = dir.path().join("baseline.txt");
    let baseline = baseline.to_str().unwrap();
    let audit = |args: &[&str]| {
        let mut command = tcf(["audit"]);
        command.args(args).current_dir(fixtures().join("audit"));
        run(command, b"")
    };
    audit(&["--write-baseline", baseline, "accept.har", "objection.har"]);
    let known = ["--baseline", baseline, "accept.har", "objection.har"];
    for args in [&known[..], &[&known[..], &["--deny-stale"]].concat()] {
        let output = audit(args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        assert!(!text(&output.stderr).contains("unused"), "{}", text(&output.stderr));
    }
    // The findings of the other recording match nothing.
    let fewer = ["--baseline", baseline, "accept.har"];
    let output = audit(&fewer);
    let note = format!("note: {baseline}: 1 unused entry");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains(&note), "{}", text(&output.stderr));
    let output = audit(&[&fewer[..], &["--deny-stale"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let error = format!("error: {baseline}: 1 unused entry");
    assert!(text(&output.stderr).contains(&error), "{}", text(&output.stderr));
    // A file that was not read may have what seems to be unused.
    let output = audit(&["--baseline", baseline, "--deny-stale", "accept.har", "missing.har"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(&note), "{}", text(&output.stderr));
    let output = audit(&["--deny-stale", "accept.har"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--baseline"), "{}", text(&output.stderr));
}

#[test]
fn a_report_has_the_hash_of_the_newest_vendor_list() {
    let bytes = fs::read(vendor_list()).unwrap();
    let hash = digest::sha256(&bytes);
    let visits = visits(&[4]);
    let of_file = audit_visits(&visits, &["--format", "json"]);
    let mut command = tcf(["audit", "--quiet", "--from", "events", "events.ndjson"]);
    command.args(["--gvl", "-", "--format", "json"]).current_dir(visits.path());
    for output in [of_file, run(command, &bytes)] {
        let gvl = &report(&output)["gvl"];
        assert_eq!((&gvl["version"], &gvl["sha256"]), (&140.into(), &Value::from(&*hash)));
    }
}

#[test]
fn counts_have_no_documents() {
    for format in ["html", "sarif", "junit", "github"] {
        let mut command = tcf(["audit", "--summary", "--format", format, "accept.har"]);
        command.current_dir(fixtures().join("audit"));
        let output = run(command, b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{format}");
        let message = "error: --summary needs --format text, json, ndjson or csv\n";
        assert_eq!(text(&output.stderr), message, "{format}");
    }
}

#[test]
fn an_input_of_which_nothing_is_an_event_is_an_error() {
    let audit = |args: &[&str], input: &[u8]| {
        let mut command = tcf(["audit"]);
        command.args(args);
        run(command, input)
    };
    let noise: Vec<u8> =
        (0..20_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    for (args, input) in [
        (&["-"][..], &b"some text\nand more\n"[..]),
        (&["--from", "line", "-"], &noise),
        (&["--from", "events", "-"], b"{\n{\n"),
        (&["--from", "log", "-"], b"a\nb\n"),
    ] {
        let output = audit(args, input);
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{args:?}");
        assert!(stderr.contains(" (first: line 1: "), "{args:?}: {stderr}");
        assert!(stderr.ends_with("error: no input: found no event\n"), "{args:?}: {stderr}");
    }
    // The rest is judged, and the counts have what failed.
    let event = r#"{"vendor": 3, "gdpr": 1, "at": "2026-06-01T10:00:00Z", "tcString": "x"}"#;
    let output =
        audit(&["--from", "events", "--summary", "-"], format!("{{\n{event}\n").as_bytes());
    assert!(text(&output.stdout).contains("0 judged, 1 failed"), "{}", text(&output.stdout));
    let message = "stdin: 1 line is not an event (first: line 1: EOF while parsing an object at \
                   column 1)\n";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

/// What was not read must not pass in CI, as in every other command.
#[test]
fn lines_that_are_not_events_are_a_failure() {
    let event = r#"{"at": "2026-06-01T10:00:00Z", "vendor": 3, "gdpr": 0}"#;
    let broken = format!("{event}\n{}", "{\n".repeat(499));
    let audit = |args: &[&str], input: &str| {
        run(tcf([&["audit", "--from", "events", "--quiet"], args].concat()), input.as_bytes())
    };
    let message = "error: stdin: 499 lines are not events (first: line 2: ";
    for args in [&[][..], &["--format", "json"], &["--summary"], &["--unmapped"]] {
        let output = audit(args, event);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{args:?}");
        let output = audit(args, &broken);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(text(&output.stderr).starts_with(message), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr).lines().count(), 1);
        let output = audit(&[args, &["--exit-zero"]].concat(), &broken);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

/// A rate without what it does not count would look better than it is.
#[test]
fn what_is_left_out_is_printed() {
    let host = r#""host": "unknown.example", "gdpr": 1"#;
    let at = r#""at": "2026-06-01T10:00:0"#;
    let call = format!(r#"{{{at}1Z", "vendor": 3, "gdpr": 1, "tcString": "{TC}"}}"#);
    let left_out = format!("{{{at}2Z\", {host}}}\n{{{at}3Z\", {host}}}\n");
    let list = vendor_list();
    let audit = |args: &[&str], events: &str| {
        let mut command = tcf(["audit", "--from", "events", "--gvl", list.to_str().unwrap()]);
        command.args(args).arg("-");
        text(&run(command, events.as_bytes()).stdout).to_owned()
    };
    let all = format!("{call}\n{left_out}");
    let line = |shown: &str| {
        let mut lines = shown.lines().filter(|line| line.contains("coverage, calls"));
        lines.next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line(&audit(&[], &call)), "coverage, calls 100.0 % 1 of 1");
    assert_eq!(line(&audit(&[], &all)), "coverage, calls 100.0 % 1 of 1; 2 left out");
    assert_eq!(line(&audit(&[], &left_out)), "coverage, calls - 0 of 0; 2 left out");
    assert!(audit(&["--format", "html"], &all).contains("2 calls left out."));
    assert!(!audit(&["--format", "html"], &call).contains("calls left out."));
}

/// A report without findings says little if it is of no call.
#[test]
fn an_audit_that_judged_nothing_says_so() {
    let event = |vendor: &str| {
        let start = r#"{"at": "2026-06-01T10:00:00Z", "host": "a.example", "gdpr": 1"#;
        format!(r#"{start}, {vendor}"tcString": "{TC}"}}"#)
    };
    for (vendor, is_noted) in [("", true), (r#""vendor": 3, "#, false)] {
        let mut command = tcf(["audit", "--from", "events", "--gvl"]);
        command.arg(vendor_list());
        let output = run(command, event(vendor).as_bytes());
        let stderr = text(&output.stderr);
        assert_eq!(stderr.contains("note: no event was judged"), is_noted, "{vendor}: {stderr}");
    }
}
