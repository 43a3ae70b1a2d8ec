//! Baselines: known findings are printed and do not fail, new ones do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{run, tcf, text};

/// Legitimate interest for purpose 3 (P011).
const PROFILING: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";
/// The same, later, and with more vendors.
const PROFILING_LATER: &str = "CQhQLgAQhQLgAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";
/// Evaluation date.
const AS_OF: &str = "2026-06-01";

/// A directory for a test, with a file of strings.
fn dir(test: &str, strings: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("baseline").join(test);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("week.tsv"), strings).unwrap();
    dir
}

fn validate(dir: &Path, args: &[&str]) -> Output {
    let mut command: Command =
        tcf(["validate", "--as-of", AS_OF, "-i", "week.tsv"].iter().chain(args));
    command.current_dir(dir);
    run(command, b"")
}

fn read(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).unwrap()
}

/// The entries of a baseline.
fn entries(dir: &Path, name: &str) -> Vec<String> {
    read(dir, name).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn records(output: &Output) -> Vec<serde_json::Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn accepts_known_findings_of_changed_and_moved_strings() {
    let dir = dir("known", &format!("buzz\tCQg2\nacme\t{PROFILING}\n"));
    let written = validate(&dir, &["--write-baseline", "known.txt"]);
    assert_eq!(written.status.code(), Some(1), "writing does not change the verdict");
    assert_eq!(text(&written.stderr), "note: baseline written: 2 accepted findings\n");
    assert!(read(&dir, "known.txt").starts_with("# tcf baseline 1\n"));
    assert_eq!(entries(&dir, "known.txt"), ["S011\tbuzz", "P011\tacme"]);

    std::fs::write(
        dir.join("week.tsv"),
        format!("\n# moved\nacme\t{PROFILING_LATER}\nbuzz\tCQg2bYAQ\n"),
    )
    .unwrap();
    let output = validate(&dir, &["--baseline", "known.txt", "-f", "ndjson"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "");
    for record in records(&output) {
        assert_eq!(record["valid"], true);
        let accepted: Vec<_> = record["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["baseline"] == true)
            .collect();
        assert_eq!(accepted.len(), 1, "{record}");
        assert_eq!(accepted[0]["severity"], "error");
    }
}

#[test]
fn new_findings_fail() {
    let dir = dir("new", &format!("acme\t{PROFILING}\n"));
    validate(&dir, &["--write-baseline", "known.txt"]);
    // Another partner with the same finding, and the same partner with another one.
    for strings in [format!("acme\t{PROFILING}\nbuzz\t{PROFILING}\n"), "acme\tCQg2\n".to_owned()] {
        std::fs::write(dir.join("week.tsv"), strings).unwrap();
        assert_eq!(validate(&dir, &["--baseline", "known.txt"]).status.code(), Some(1));
    }
    // A warning that is denied later is not in the baseline.
    std::fs::write(dir.join("week.tsv"), format!("acme\t{PROFILING}\n")).unwrap();
    let strict = ["--deny", "G024", "--baseline", "known.txt"];
    assert_eq!(validate(&dir, &strict).status.code(), Some(1));
}

#[test]
fn unused_entries_are_reported_and_dropped_on_renewal() {
    let dir = dir("stale", &format!("acme\t{PROFILING}\nbuzz\tCQg2\nold\tCQg2\n"));
    validate(&dir, &["--write-baseline", "known.txt"]);
    std::fs::write(dir.join("week.tsv"), format!("acme\t{PROFILING}\nnew\tCQg2\n")).unwrap();
    let output = validate(&dir, &["--baseline", "known.txt", "--exit-zero"]);
    let message = "known.txt: 2 unused entries: S011 of buzz (line 4), S011 of old (line 5)\n";
    assert_eq!(text(&output.stderr), format!("note: {message}"));
    assert_eq!(text(&validate(&dir, &["--baseline", "known.txt", "--quiet"]).stderr), "");

    let renew = ["--baseline", "known.txt", "--write-baseline", "known.txt"];
    assert_eq!(validate(&dir, &renew).status.code(), Some(1), "one finding is new");
    assert_eq!(entries(&dir, "known.txt"), ["S011\tnew", "P011\tacme"]);
    assert_eq!(validate(&dir, &["--baseline", "known.txt", "--deny-stale"]).status.code(), Some(0));

    std::fs::write(dir.join("week.tsv"), format!("acme\t{PROFILING}\n")).unwrap();
    let output = validate(&dir, &["--baseline", "known.txt", "--deny-stale"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: known.txt: 1 unused entry: S011 of new (line 4)\n");
}

#[test]
fn an_entry_that_matches_a_warning_is_kept() {
    let dir = dir("warning", &format!("acme\t{PROFILING}\n"));
    validate(&dir, &["--write-baseline", "known.txt"]);
    let renew = ["--warn", "P011", "--baseline", "known.txt", "--write-baseline", "known.txt"];
    assert_eq!(validate(&dir, &renew).status.code(), Some(0));
    assert_eq!(entries(&dir, "known.txt"), ["P011\tacme"]);
}

#[test]
fn strings_without_a_label_match_by_file() {
    let dir = dir("file", &format!("{PROFILING}\n\t{PROFILING}\n"));
    validate(&dir, &["--write-baseline", "known.txt"]);
    assert_eq!(entries(&dir, "known.txt"), ["P011\t\tweek.tsv"]);
    assert_eq!(validate(&dir, &["--baseline", "known.txt"]).status.code(), Some(0));
    std::fs::rename(dir.join("week.tsv"), dir.join("other.tsv")).unwrap();
    let mut command =
        tcf(["validate", "--as-of", AS_OF, "--baseline", "known.txt", "--files", "./other.tsv"]);
    command.current_dir(&dir);
    assert_eq!(run(command, b"").status.code(), Some(1));
}

#[test]
fn an_invalid_baseline_is_an_error_with_its_line() {
    let dir = dir("wrong", &format!("acme\t{PROFILING}\n"));
    std::fs::write(dir.join("known.txt"), "# tcf baseline 1\nP011\tacme\nP999\tacme\n").unwrap();
    let output = validate(&dir, &["--baseline", "known.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).starts_with("error: known.txt:3: \"P999\" is not the code of a rule"),
        "{}",
        text(&output.stderr)
    );
    let output = validate(&dir, &["--baseline", "not-there.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(validate(&dir, &["--deny-stale"]).status.code(), Some(2));
}

#[test]
fn no_baseline_is_written_if_some_input_was_not_read() {
    let dir = dir("trouble", &format!("acme\t{PROFILING}\n"));
    let output = validate(&dir, &["-i", "not-there.tsv", "--write-baseline", "known.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).ends_with("note: the baseline was not written\n"),
        "{}",
        text(&output.stderr)
    );
    assert!(!dir.join("known.txt").exists());
}

#[test]
fn the_settings_can_name_the_baseline() {
    let dir = dir("settings", &format!("acme\t{PROFILING}\n"));
    std::fs::create_dir(dir.join("conf")).unwrap();
    std::fs::write(dir.join("conf/tcf.toml"), "baseline = \"known.txt\"\n").unwrap();
    assert_eq!(validate(&dir, &["--write-baseline", "conf/known.txt"]).status.code(), Some(1));
    assert_eq!(validate(&dir, &["--config", "conf/tcf.toml"]).status.code(), Some(0));
}

#[test]
fn every_format_prints_accepted_findings_without_failing() {
    let dir = dir("formats", &format!("acme\t{PROFILING}\nbuzz\tCQg2\n"));
    std::fs::write(dir.join("known.txt"), "# tcf baseline 1\nP011\tacme\n").unwrap();
    let of = |args: &[&str]| {
        let output = validate(&dir, &[&["--baseline", "known.txt"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        text(&output.stdout).to_owned()
    };
    insta::assert_snapshot!("accepted_findings_as_text", of(&[]));
    let verbose = of(&["-v"]);
    assert!(verbose.contains("error[P011], in the baseline li-purposes-3-6: "), "{verbose}");
    let github = of(&["-f", "github", "-v"]);
    assert!(github.contains(",title=P011 li-purposes-3-6 (in the baseline)::acme: "), "{github}");
    assert_eq!(github.matches("::error ").count(), 1, "{github}");
    let accepted_in_gitlab = |args: &[&str]| {
        let document: serde_json::Value = serde_json::from_str(&of(args)).unwrap();
        let issues = document.as_array().unwrap().iter().cloned();
        issues.filter(|issue| issue["check_name"] == "P011").collect::<Vec<_>>()
    };
    assert!(accepted_in_gitlab(&["-f", "gitlab"]).is_empty());
    let [issue] = &accepted_in_gitlab(&["-f", "gitlab", "-v"])[..] else { panic!("one issue") };
    assert_eq!(issue["severity"], "info");
    let description = issue["description"].as_str().unwrap();
    assert!(description.starts_with("acme: in the baseline: "), "{description}");
    let junit = of(&["-f", "junit"]);
    assert_eq!(junit.matches("<failure ").count(), 1, "{junit}");
    assert!(
        junit.contains("<system-out>error[P011], in the baseline li-purposes-3-6: "),
        "{junit}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&of(&["-f", "sarif"])).unwrap();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let suppressions =
            result["suppressions"].as_array().expect("every result has suppressions");
        assert_eq!(suppressions.len(), usize::from(result["ruleId"] == "P011"), "{result}");
        assert!(suppressions.iter().all(|suppression| suppression["kind"] == "external"));
    }
    let summary: serde_json::Value =
        serde_json::from_str(&of(&["--summary", "-f", "json"])).unwrap();
    assert_eq!(summary["summary"][0]["valid"], 1);
    let codes = summary["summary"][0]["codes"].as_array().unwrap();
    let accepted: Vec<_> = codes.iter().filter(|count| count["baseline"] == true).collect();
    assert_eq!(accepted.len(), 1);
    assert_eq!((&accepted[0]["code"], &accepted[0]["strings"]), (&"P011".into(), &1.into()));
}

#[test]
fn output_does_not_depend_on_threads() {
    let dir = dir("threads", &format!("acme\t{PROFILING}\nbuzz\tCQg2\n\tCQg2\n").repeat(2000));
    let of = |jobs: &str, name: &str| {
        let args = ["--jobs", jobs, "-f", "ndjson", "--write-baseline", name];
        assert_eq!(validate(&dir, &args).status.code(), Some(1));
        read(&dir, name)
    };
    let single = of("1", "1.txt");
    assert_eq!(single, of("4", "4.txt"));
    let with_baseline =
        |jobs: &str| validate(&dir, &["--jobs", jobs, "-f", "ndjson", "--baseline", "1.txt"]);
    assert_eq!(with_baseline("1").status.code(), Some(0));
    assert!(with_baseline("1").stdout == with_baseline("4").stdout);
}

#[test]
fn only_a_baseline_is_replaced() {
    let dir = dir("other-file", &format!("acme\t{PROFILING}\n"));
    let before = read(&dir, "week.tsv");
    let output = validate(&dir, &["--write-baseline", "week.tsv"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("week.tsv exists and is not a baseline"), "{error}");
    assert_eq!(read(&dir, "week.tsv"), before);
    for _ in 0..2 {
        let output = validate(&dir, &["--write-baseline", "known.txt"]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    }
}

#[test]
fn a_baseline_of_the_settings_can_be_created() {
    let dir = dir("created", &format!("acme\t{PROFILING}\n"));
    std::fs::write(dir.join("tcf.toml"), "baseline = 'known.txt'\n").unwrap();
    let output = validate(&dir, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let output = validate(&dir, &["--write-baseline", "known.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert_eq!(entries(&dir, "known.txt"), ["P011\tacme"]);
    assert_eq!(validate(&dir, &[]).status.code(), Some(0));
}
