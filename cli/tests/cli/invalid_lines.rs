//! Invalid lines, closed pipes, full disks.

use std::io::BufRead as _;
use std::process::Stdio;

use crate::watched::watch;
use crate::{TC, run, tcf, text};

const LISTS: &str = "../../../fixtures/gvl";
const LIST: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";

/// A line and the code of its error; `None` if it is valid.
type Kind<'a> = (&'a [u8], Option<&'a str>);

/// Commands that print one record per string.
const COMMANDS: [&[&str]; 3] = [
    &["decode", "--envelope", "--ids", "ranges"],
    &["validate", "--as-of", "2026-06-01"],
    &["decide", "--as-of", "2026-06-01", "--gvl", LISTS, "--vendor", "1"],
];

fn with<'a>(command: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, more].concat()
}

/// The code of the error in a record.
fn fault(record: &serde_json::Value) -> Option<&str> {
    if let Some(error) = record.get("error") {
        return error["code"].as_str();
    }
    // Findings of these groups are decoding errors; valid strings have none here.
    let findings = record.get("findings")?.as_array()?;
    findings
        .iter()
        .find_map(|finding| finding["code"].as_str().filter(|code| code.starts_with('S')))
}

#[test]
fn prints_one_record_per_line_in_order() {
    let long = "C".repeat(70_000);
    let (crlf, labelled) = (format!("{TC}\r"), format!("a label\t{TC}"));
    let kinds: [Kind<'_>; 15] = [
        (TC.as_bytes(), None),
        (b"CQg2bYAQg2", Some("S011")),
        (crlf.as_bytes(), None),
        (b"", Some("skipped")),
        (b"CQg2\0bYAQg2", Some("S002")),
        (labelled.as_bytes(), None),
        (b"\xff\xfe\xfd", Some("S002")),
        (b"# a comment", Some("skipped")),
        (b"CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.\xffIACugA", Some("S002")),
        (b"label\t", Some("S001")),
        (b" \t \r", Some("skipped")),
        (b"\0", Some("S002")),
        (long.as_bytes(), Some("S013")),
        (b"label\t${GDPR_CONSENT_755}", Some("S014")),
        (b"CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACug*", Some("S002")),
    ];
    let kind = |line: usize| kinds[line * 7 % kinds.len()];
    let count = 1500;
    let input: Vec<_> = (0..count).map(|line| kind(line).0).collect();
    // The last line has no line end.
    let input = input.join(&b"\n"[..]);
    for command in COMMANDS {
        let args = with(command, &["--format", "ndjson", "--jobs"]);
        let output = run(tcf(with(&args, &["1"])), &input);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), ""), "{command:?}");
        let records: Vec<serde_json::Value> = text(&output.stdout)
            .lines()
            .map(|record| serde_json::from_str(record).unwrap())
            .collect();
        let found = records.iter().map(|record| (record["line"].as_u64().unwrap(), fault(record)));
        let expected = (0..count).map(|line| (u64::try_from(line).unwrap() + 1, kind(line).1));
        let expected = expected.filter(|(_, code)| *code != Some("skipped"));
        for (found, expected) in found.clone().zip(expected.clone()) {
            assert_eq!(found, expected, "{command:?}");
        }
        assert_eq!(found.count(), expected.count(), "{command:?}");
        for (record, labelled) in records.iter().map(|record| (record, record.get("label"))) {
            let line = usize::try_from(record["line"].as_u64().unwrap()).unwrap() - 1;
            assert_eq!(labelled.is_some(), kind(line).0.contains(&b'\t'), "{record}");
        }
        let parallel = run(tcf(with(&args, &["3"])), &input);
        assert!(
            parallel.stdout == output.stdout && parallel.status == output.status,
            "{command:?}"
        );
        let as_zero = run(tcf(with(&args, &["3", "--exit-zero"])), &input);
        assert_eq!(as_zero.status.code(), Some(0), "{command:?}");
    }
    // In text, errors are on stderr and everything else on stdout.
    let expected = |valid: bool| {
        (0..count)
            .filter(|&line| kind(line).1.is_none() == valid && kind(line).1 != Some("skipped"))
            .count()
    };
    for jobs in ["1", "3"] {
        let output = run(tcf(["decode", "--quiet", "--jobs", jobs]), &input);
        let count_in = |bytes: &[u8]| {
            ["TC string, version 2", "error["].map(|part| text(bytes).matches(part).count())
        };
        assert_eq!(count_in(&output.stdout), [expected(true), 0]);
        assert_eq!(count_in(&output.stderr), [0, expected(false)]);
    }
}

#[test]
fn prints_one_string_per_payload_in_order() {
    let valid = concat!(
        r#"{"cmpId": 300, "vendorListVersion": 140, "created": "2026-03-10", "#,
        r#""lastUpdated": "2026-03-10"}"#
    );
    let invalid = [
        r#"{"cmpId": 300}"#,
        r#"{"cmpId": 300, "vendorListVersion": 5000}"#,
        r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": [0]}"#,
        r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": ["5-1"]}"#,
        r#"{"cmpId": 300, "vendorListVersion": 140, "created": "2026-03-10T00:00:00.05Z"}"#,
        r#"{"cmpId": 300, "vendorListVersion": 140, "oops": 1}"#,
        "17",
        "null",
        r#""CQg2""#,
    ];
    let not_json =
        ["{\"cmpId\": 300,", "{\"cmpId\": }", "oops", "{\"cmpId\": \"\u{fffd}", "\0", "}"];
    let lines = |invalid: &[&str]| -> Vec<String> {
        let invalid = invalid.iter().cycle().take(1500);
        invalid.flat_map(|&invalid| [valid.to_owned(), invalid.to_owned()]).collect()
    };
    for (lines, status) in [(lines(&invalid), 1), (lines(&not_json), 2)] {
        let input = lines.join("\r\n");
        let args = ["encode", "--envelope", "--format", "ndjson", "--jobs"];
        let output = run(tcf(args.into_iter().chain(["1"])), input.as_bytes());
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(status), ""));
        let records: Vec<serde_json::Value> = text(&output.stdout)
            .lines()
            .map(|record| serde_json::from_str(record).unwrap())
            .collect();
        for (index, (record, line)) in records.iter().zip(&lines).enumerate() {
            assert_eq!(record["line"], index + 1, "{line}");
            assert_eq!(record.get("value").is_some(), line == valid, "{record}");
        }
        assert_eq!(records.len(), lines.len());
        let parallel = run(tcf(args.into_iter().chain(["3"])), input.as_bytes());
        assert!(parallel.stdout == output.stdout && parallel.status == output.status);
        // With plain strings, failures are on stderr, one line each.
        let plain = run(tcf(["encode"]), input.as_bytes());
        assert_eq!(plain.status.code(), Some(status));
        let lengths = [&plain.stdout, &plain.stderr].map(|bytes| text(bytes).lines().count());
        assert_eq!(lengths, [1500, 1500]);
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let payload = r#"{"cmpId": 300, "vendorListVersion": 140}"#;
    for format in ["text", "json", "ndjson"] {
        let inspect: &[&str] = &["inspect"];
        let encode: &[&str] = &["encode"];
        let decode: &[&str] = &["decode"];
        for command in COMMANDS.into_iter().skip(1).chain([decode, inspect, encode]) {
            let line = if command == encode { payload } else { TC };
            let mut first = String::new();
            let watched = watch(
                &tcf(with(command, &["--format", format])),
                |stdin| stdin.write_all(format!("{line}\nCQg2\n").repeat(20_000).as_bytes()),
                |stdout| {
                    let _ = stdout.read_line(&mut first).unwrap();
                },
            );
            assert!(first.len() > 1, "{command:?} {format}");
            // In text, failures are on stderr.
            assert!(
                format == "text" || watched.stderr.is_empty(),
                "{command:?} {format}: {}",
                watched.stderr
            );
            assert_eq!(watched.status, Some(0), "{command:?} {format}");
        }
    }
    for format in ["concise", "csv", "github", "gitlab", "sarif", "junit"] {
        let mut first = String::new();
        let watched = watch(
            &tcf(["validate", "--as-of", "2026-06-01", "--format", format]),
            |stdin| stdin.write_all(format!("{TC}\nCQg2\n").repeat(20_000).as_bytes()),
            |stdout| {
                let _ = stdout.read_line(&mut first).unwrap();
            },
        );
        assert_eq!((watched.status, watched.stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_for_every_command() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let payload = r#"{"cmpId": 300, "vendorListVersion": 140}"#;
    let mut commands: Vec<Vec<&str>> = Vec::new();
    for format in ["text", "json", "ndjson"] {
        commands.push(vec!["decode", "-f", format, TC]);
        commands.push(vec!["inspect", "-f", format, TC]);
        commands.push(vec!["encode", "-f", format, payload]);
        commands.push(vec!["diff", "-f", format, TC, TC]);
        commands.push(vec!["decide", "-f", format, "--vendor", "1", "--gvl", LISTS, TC]);
    }
    for format in ["text", "concise", "json", "ndjson", "csv", "github", "gitlab", "sarif", "junit"]
    {
        commands.push(vec!["validate", "-f", format, "-v", "CQg2"]);
    }
    commands.push(vec!["validate", "--summary", TC]);
    commands.push(vec!["decide", "--summary", "--vendor", "1", "--gvl", LISTS, TC]);
    commands.push(vec!["explain", "P011"]);
    commands.push(vec!["explain", "--all"]);
    commands.push(vec!["gvl", "show", LIST]);
    for command in &commands {
        for more in [&[][..], &["--exit-zero"]] {
            let output =
                tcf(with(command, more)).stdout(full()).stderr(Stdio::piped()).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{command:?}: {}", text(&output.stderr));
            assert!(
                text(&output.stderr).contains("error: No space left"),
                "{command:?}: {}",
                text(&output.stderr)
            );
        }
    }
}

/// If stderr cannot be written, results and exit status are the same.
#[cfg(target_os = "linux")]
#[test]
fn unwritable_stderr_does_not_affect_results() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (args, status) in [
        (
            &[
                "decode",
                "-f",
                "ndjson",
                "--lenient",
                "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA=",
            ][..],
            0,
        ),
        (&["decode", "-f", "ndjson", "--files", "missing.tsv", "partners.tsv"], 2),
        (&["encode", "{\"cmpId\": 5000}", "{\"cmpId\": 300, \"vendorListVersion\": 140}"], 1),
        (&["diff", "-f", "ndjson", TC, TC], 0),
    ] {
        let usual = run(tcf(args), b"");
        let output = tcf(args).stdout(Stdio::piped()).stderr(full()).output().unwrap();
        assert_eq!(
            (usual.status.code(), output.status.code()),
            (Some(status), Some(status)),
            "{args:?}"
        );
        assert!(!usual.stderr.is_empty() && usual.stdout == output.stdout, "{args:?}");
    }
}
