//! Options that would have no effect are refused: whoever gives one expects something.

use crate::{TC, run, tcf, text};

/// Checks that arguments exit with 2 and a message, before anything is read.
fn refused(args: &[&str], message: &str) {
    let output = run(tcf(args), b"");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{args:?}");
    assert!(text(&output.stderr).contains(message), "{args:?}: {}", text(&output.stderr));
}

#[test]
fn representations_of_ids_need_records() {
    for args in [&["decode", TC][..], &["inspect", TC], &["generate"]] {
        let ranges = [args, &["--ids", "ranges"]].concat();
        refused(&ranges, "--ids needs --format json or ndjson");
        let records = [&ranges[..], &["--format", "json"]].concat();
        assert!(run(tcf(records), b"").status.success(), "{args:?}");
    }
}

#[test]
fn labels_of_generated_strings_need_text() {
    refused(&["generate", "--labels", "--format", "json"], "--labels needs --format text");
}

#[test]
fn options_of_filter_need_what_they_are_about() {
    for (args, message) in [
        (&["--strip", "ids"][..], "--strip removes nothing without --on-deny strip"),
        (&["--on-deny", "drop", "--strip", "ids"], "--strip removes nothing without"),
        (&["--keep-strings"], "--decisions <FILE>|--verify <RECORDS>"),
        (&["--format", "json"], "--verify <RECORDS>|--against <FILE>"),
    ] {
        refused(&[&["filter"], args].concat(), message);
    }
}

#[test]
fn unmapped_hosts_have_neither_findings_nor_metrics() {
    for option in ["--baseline", "--write-baseline", "--prometheus", "--sampled=5%"] {
        let option = if option.contains('=') { vec![option] } else { vec![option, "file"] };
        let args = [&["audit", "--unmapped"], &option[..]].concat();
        refused(&args, "'--unmapped' cannot be used with");
    }
}

#[test]
fn a_record_of_processing_has_neither_findings_nor_metrics() {
    let record = ["audit", "--check-map", "--format", "markdown"];
    for option in ["--prometheus", "--write-baseline", "--baseline"] {
        let args = [&record[..], &[option, "file"]].concat();
        refused(&args, &format!("{option}: --format markdown has neither findings nor metrics"));
    }
}
