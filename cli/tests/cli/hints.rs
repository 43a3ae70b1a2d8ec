//! Errors of arguments and input that are not what a command expects name what fits.

use crate::{TC, run, tcf, text};

#[test]
fn a_string_in_place_of_a_file_is_named() {
    for args in [
        &["decode", "--input", TC][..],
        &["extract", TC],
        &["audit", TC],
        &["filter", TC],
        &["gvl", "check", TC],
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let hint = "a file is expected here, and this is a consent string";
        assert!(text(&output.stderr).contains(hint), "{args:?}: {}", text(&output.stderr));
    }
    let output = run(tcf(["extract", "no-such-file"]), b"");
    assert!(!text(&output.stderr).contains("consent string"), "{}", text(&output.stderr));
}

#[test]
fn numbers_out_of_range_have_their_range() {
    for (args, range) in [
        (&["decode", "--jobs", "x", TC][..], "0 to 1024"),
        (&["decode", "--max-length", "99999999999999999999", TC], "0 to 1073741824"),
        (&["audit", "--open-samples", "6"], "0 to 5"),
        (&["extract", "--depth", "9"], "0 to 3"),
        (&["generate", "--count", "-x"], "unexpected argument"),
        (&["generate", "--seed", "x"], "0 to 18446744073709551615"),
        (&["generate", "--events", "--faults", "101"], "0 to 100"),
        (&["gvl", "show", "--version", "4096"], "1 to 4095"),
        (&["gvl", "show", "--spec", "1"], "2 to 3"),
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(range), "{args:?}: {}", text(&output.stderr));
    }
}

/// The output on stderr of a command that exits with `code`.
#[track_caller]
fn stderr(args: &[&str], stdin: &str, code: i32) -> String {
    let output = run(tcf(args), stdin.as_bytes());
    let stderr = text(&output.stderr).to_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
    stderr
}

#[test]
fn a_stream_in_another_format_is_one_error() {
    let csv = format!("id,tcString,host\n{}", format!("1,{TC},a.example\n").repeat(20));
    let har = "{\"log\": {\n\"version\": \"1.2\",\n\"entries\": []\n}}\n";
    let indented = "{\n  \"id\": 1,\n  \"imp\": []\n}\n";
    for (args, input, advice) in [
        (&["filter"][..], csv.as_str(), "it looks like CSV; use --from csv\n"),
        (&["filter"], har, "it looks like a HAR file, which filter does not read; use tcf audit\n"),
        (&["filter", "--from", "openrtb"], indented, "indented JSON; `jq -c .` writes a line per"),
    ] {
        let stderr = stderr(args, input, 1);
        assert!(stderr.starts_with("error: no line is an event: stdin: it looks like"), "{stderr}");
        assert!(stderr.contains(advice), "{stderr}");
        assert!(!stderr.contains("notAnEvent"), "{stderr}");
        assert!(stderr.contains("lines are not events and were not passed"), "{stderr}");
    }
}

#[test]
fn lines_that_are_not_events_are_errors_if_others_are() {
    let event = format!("{{\"vendor\": 1, \"tcString\": \"{TC}\"}}\n");
    let stderr = stderr(&["filter"], &format!("id,tcString,host\n1,2,3\n{event}"), 1);
    assert_eq!(stderr.matches("notAnEvent").count(), 2, "{stderr}");
    assert!(!stderr.contains("it looks like"), "{stderr}");
}

#[test]
fn a_har_file_is_named_even_if_some_lines_carry_strings() {
    let har = format!(
        "{{\"log\": {{\n\"version\": \"1.2\",\n\"entries\": [\n{{\"request\": {{\n\
         \"url\": \"https://a.example/?gdpr_consent={TC}\"\n}}}}]}}}}\n"
    );
    for command in ["decode", "validate"] {
        let output = run(tcf([command, "--input", "-"]), har.as_bytes());
        let stderr = text(&output.stderr);
        assert!(stderr.contains("note: this looks like a HAR file; use --from har"), "{stderr}");
    }
}

#[test]
fn recipients_of_a_stream_do_not_depend_on_strings() {
    let stderr = stderr(&["filter", "--vendor", "1,disclosed"], "", 2);
    assert!(stderr.contains("--vendor: `disclosed` depends on the string"), "{stderr}");
}

#[test]
fn directories_are_not_files() {
    for (args, expected) in [
        (&["gvl", "show", "."][..], ". is a directory, expected a vendor list"),
        (&["gvl", "check", "."], ". is a directory, expected a vendor list"),
        (&["decode", "--input", "."], ". is a directory, expected a file"),
        (&["filter", "."], ". is a directory, expected a file"),
        (&["filter", "--hosts", "."], ". is a directory, expected a"),
        (&["decode", "--config", ".", TC], ". is a directory, expected a settings file"),
    ] {
        let stderr = stderr(args, "", 2);
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
        assert!(!stderr.contains("os error"), "{args:?}: {stderr}");
    }
    let empty = tempfile::tempdir().unwrap();
    let dir = empty.path().to_str().unwrap();
    let stderr = stderr(&["decide", "--vendor", "1", "--gvl", dir, TC], "", 1);
    assert!(stderr.contains(&format!("{dir} has no vendor list")), "{stderr}");
}

#[test]
fn the_variable_of_a_missing_list_is_named() {
    let mut command = tcf(["decide", "--vendor", "1", TC]);
    command.env("TCF_GVL", "nowhere");
    let output = run(command, b"");
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("error: TCF_GVL: cannot read nowhere: "), "{stderr}");
}

#[test]
fn options_that_cannot_be_combined_say_why() {
    let missing = stderr(&["decide", TC], "", 2);
    assert_eq!(missing, "error: decide needs --vendor WHO, --publisher or --activity ACTIVITY\n");
    let activity = stderr(&["decide", "--activity", "sale", "--gvl", ".", "1YNN"], "", 2);
    assert!(activity.contains("tip: --activity reads US sections"), "{activity}");
    let publisher = stderr(&["decide", "--publisher", "--any-gvl", TC], "", 2);
    assert!(publisher.contains("tip: --publisher decides without a vendor list"), "{publisher}");
    let key = stderr(&["filter", "--visit-key", "session"], "", 2);
    assert!(key.contains("--choices <FILE>"), "{key}");
}

#[test]
fn host_maps_show_what_was_found() {
    for (map, message) in [
        ("host;vendor\na.example;7\n", "line 1, column 5: expected a comma, found ;"),
        ("a.example,Google\n", "expected a vendor id from 1 to 65535, or -, found \"Google\""),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hosts.csv");
        std::fs::write(&path, map).unwrap();
        let stderr = stderr(&["filter", "--hosts", path.to_str().unwrap()], "", 2);
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn events_are_not_decision_records() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("events.ndjson");
    std::fs::write(&path, format!("{{\"vendor\": 1, \"tcString\": \"{TC}\"}}\n")).unwrap();
    let stderr = stderr(&["filter", "--verify", path.to_str().unwrap()], "", 2);
    assert!(stderr.contains("events.ndjson, line 1: not a decision record"), "{stderr}");
}

#[test]
fn a_string_that_is_too_long_names_the_option() {
    let stderr = stderr(&["decode", "--max-length", "10", TC], "", 1);
    assert!(stderr.contains("hint: --max-length raises the limit"), "{stderr}");
}

#[test]
fn an_empty_string_has_no_caret() {
    let stderr = stderr(&["decode", ""], "", 1);
    assert!(stderr.starts_with("error[S001]: "), "{stderr}");
    assert!(!stderr.contains('^') && !stderr.contains("character"), "{stderr}");
}

#[test]
fn faults_that_events_cannot_have_are_named() {
    let stderr = stderr(&["generate", "--events", "--violate", "P011"], "", 2);
    assert!(stderr.starts_with("error: --events cannot violate P011; it can violate "), "{stderr}");
}

#[test]
fn servers_are_urls() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().to_str().unwrap();
    let args = ["gvl", "fetch", "--base-url", "nope", "--dir", dir];
    let message =
        "error: --base-url nope: expected a URL such as https://vendor-list.consensu.org\n";
    assert_eq!(stderr(&args, "", 2), message);
    let missing = stderr(&["gvl", "fetch", "--for", "no-such-file", "--dir", dir], "", 2);
    assert!(!missing.contains("found 0 lists"), "{missing}");
}
