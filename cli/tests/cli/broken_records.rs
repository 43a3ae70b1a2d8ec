//! Rows, lines and documents that are broken, or have no string: none is lost without a word.

use std::process::Output;

use serde_json::{Value, json};

use crate::{TC, run, tcf, text};

const AS_OF: [&str; 2] = ["--as-of", "2026-06-01"];

fn output(args: &[&str], stdin: &str) -> Output {
    run(tcf(args), stdin.as_bytes())
}

/// The records on stdout.
fn records(output: &Output) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).expect(line);
    text(&output.stdout).lines().map(parse).collect()
}

/// Line or row, and the code of the error or `ok`, of each record.
fn outcomes(output: &Output) -> String {
    let outcome = |record: Value| {
        let number = record.get("line").or(record.get("row")).cloned().unwrap_or_default();
        let code = record.get("error").and_then(|error| error["code"].as_str()).unwrap_or("ok");
        format!("{number} {code}")
    };
    records(output).into_iter().map(outcome).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_table_without_strings_is_no_input() {
    let table = "id,consent\n1,\n2,\n";
    let lines = "{\"s\": null}\n{\"s\": null}\n";
    for format in ["text", "ndjson"] {
        for command in ["decode", "validate", "decide", "inspect"] {
            let place = [["--column", "consent"], ["--json-field", "/s"]];
            for (place, stdin) in place.into_iter().zip([table, lines]) {
                let vendor = if command == "decide" { &["--vendor", "1"][..] } else { &[] };
                let args = [&[command, "--format", format], &place[..], vendor].concat();
                let output = output(&args, stdin);
                let error = text(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
                assert!(
                    error.contains("no input: found no consent string in 2 records"),
                    "{error}"
                );
            }
        }
    }
    let one = format!("id,consent\n1,\n2,{TC}\n");
    let args = [&["validate", "--column", "consent"], &AS_OF[..]].concat();
    let output = output(&args, &one);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_broken_event_is_an_error_in_its_place() {
    let events = format!("{{\"tcString\":\"{TC}\"}}\nbroken line\n{{\"tcString\":\"{TC}\"}}\n");
    for args in [
        &["decode", "--envelope", "--from", "events"][..],
        &["decide", "--vendor", "1", "--from", "events"],
        &["extract", "--from", "events"],
    ] {
        let args = [args, &["--format", "ndjson"]].concat();
        let found = output(&args, &events);
        assert_eq!(outcomes(&found), "1 ok, 2 invalidJson, 3 ok", "{args:?}");
        assert_eq!(found.status.code(), Some(1), "{args:?}");
    }
    for command in ["decode", "extract"] {
        let found = output(&[command, "--from", "events"], &events);
        assert_eq!(found.status.code(), Some(1));
        let error = text(&found.stderr);
        assert!(
            error.contains("error: stdin, line 2: not JSON: expected a value, found 'b'"),
            "{error}"
        );
    }
}

#[test]
fn a_broken_bid_request_does_not_hide_others() {
    let request = format!("{{\"imp\":[],\"user\":{{\"consent\":\"{TC}\"}}}}\n");
    let requests = format!("{request}{{\"imp\":\n{request}broken\n{request}");
    for args in
        [&["decode", "--envelope", "--from", "openrtb"][..], &["extract", "--from", "openrtb"]]
    {
        let args = [args, &["--format", "ndjson"]].concat();
        let found = output(&args, &requests);
        let expected = "1 ok, 2 invalidJson, 3 ok, 4 invalidJson, 5 ok";
        assert_eq!(outcomes(&found), expected, "{args:?}");
        assert_eq!(found.status.code(), Some(1), "{args:?}");
    }
}

#[test]
fn broken_strings_in_a_column_called_consent_are_errors() {
    for name in ["consent", "gdpr_consent", "tcString"] {
        let table = format!(
            "id,{name}\n1,{TC}\n2,CQg2bYAQg2\n3,undefined\n4,${{GDPR_CONSENT_5}}\n5,{TC}\n"
        );
        let args = ["decode", "--envelope", "--from", "csv", "--format", "ndjson"];
        let found = output(&args, &table);
        assert_eq!(outcomes(&found), "1 ok, 2 S011, 3 S015, 4 S014, 5 ok", "{name}");
        let found = output(&["extract", "--from", "csv", "--format", "ndjson"], &table);
        let kinds: Vec<_> = records(&found).iter().map(|record| record["kind"].clone()).collect();
        assert_eq!(kinds, ["tc", "tc", "placeholder", "macro", "tc"], "{name}");
        let events: Vec<_> = [TC, "CQg2bYAQg2", "undefined"]
            .iter()
            .map(|value| json!({ name: value }).to_string() + "\n")
            .collect();
        let args = ["decode", "--envelope", "--from", "events", "--format", "ndjson"];
        let found = output(&args, &events.concat());
        assert_eq!(outcomes(&found), "1 ok, 2 S011, 3 S015", "{name}");
    }
}

#[test]
fn a_record_without_a_tc_string_is_an_error_of_decide() {
    let request = format!("{{\"user\":{{\"consent\":\"{TC}\"}}}}\n");
    let requests = format!("{{\"regs\":{{\"us_privacy\":\"1YNN\"}}}}\n{request}");
    let url = "https://a.example/?us_privacy=1YNN\n";
    for (from, stdin, expected) in
        [("openrtb", &*requests, "1 missingSection, 2 ok"), ("url", url, "1 missingSection")]
    {
        let args = ["decide", "--vendor", "1", "--from", from, "--format", "ndjson"];
        let found = output(&args, stdin);
        assert_eq!((&*outcomes(&found), found.status.code()), (expected, Some(1)), "{from}");
    }
}

#[test]
fn the_argument_of_stdin_may_be_read_by_column_member_and_format() {
    let table = format!("id,consent\n1,{TC}\n");
    let line = format!("{{\"tcString\":\"{TC}\"}}\n");
    for (args, stdin) in [
        (["--column", "consent"], &table),
        (["--json-field", "/tcString"], &line),
        (["--from", "events"], &line),
    ] {
        let found = output(&[&["decode", "-"], &args[..]].concat(), stdin);
        assert_eq!(found.status.code(), Some(0), "{}", text(&found.stderr));
        let found = output(&[&["decode", TC], &args[..]].concat(), stdin);
        assert_eq!(found.status.code(), Some(2), "{}", text(&found.stderr));
    }
}

#[test]
fn what_programs_write_for_a_missing_string_is_decoded() {
    for text_of_program in ["undefined", "null", "true", "tcunavailable", "None"] {
        let found = output(&[text_of_program], "");
        assert!(text(&found.stderr).starts_with("error[S015]"), "{}", text(&found.stderr));
        assert_eq!(found.status.code(), Some(1));
    }
    let found = output(&["validat"], "");
    assert!(text(&found.stderr).contains("'validate'"));
}

#[test]
fn a_missing_list_is_reported_once() {
    let lines = format!("{TC}\n").repeat(3);
    let empty = tempfile::tempdir().unwrap();
    for command in [&["validate"][..], &["decide", "--vendor", "1"]] {
        let dir = ["--gvl", empty.path().to_str().unwrap()];
        let args = [command, &["--require", "gvl"], &dir, &AS_OF].concat();
        let found = output(&args, &lines);
        let error = text(&found.stderr);
        assert_eq!(error.matches("--require gvl").count(), 1, "{error}");
        assert!(error.contains("for 3 strings"), "{error}");
        assert_eq!(found.status.code(), Some(2));
    }
}
