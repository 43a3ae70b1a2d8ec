use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::{run, shows, tcf, text};

const LISTS: [&str; 6] = [
    "--gvl",
    "../../../fixtures/gvl/v3/archives/vendor-list-v140.json",
    "--gvl",
    "../../../fixtures/gvl/v3/archives/vendor-list-v141.json",
    "--cmp-list",
    "../../../fixtures/cmp-list.json",
];

fn records(args: &[&str]) -> Vec<Value> {
    let output = run(tcf(["generate", "--format", "ndjson"].iter().chain(args)), b"");
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_kind_in_turn() {
    shows!([
        "generate",
        "--kind",
        "all",
        "--count",
        "20",
        "--seed",
        "1",
        "--as-of",
        "2026-06-01",
        "--labels"
    ]);
}

#[test]
fn record_of_a_gpp_string() {
    shows!([
        "generate",
        "--kind",
        "gpp-multi",
        "--seed",
        "4",
        "--as-of",
        "2026-06-01",
        "--format",
        "json",
        "--as",
        "cookie"
    ]);
}

#[test]
fn other_kinds_in_every_carrier() {
    let mut printed = String::new();
    for form in ["string", "url", "cookie", "openrtb"] {
        let kinds = ["--kind", "gpp-multi,gpp-us-state,usp,ac", "--count", "4"];
        for what in [&kinds[..], &["--violate", "X003,X024"]] {
            let args = ["generate", "--seed", "8", "--as-of", "2026-06-01", "--as", form];
            printed += text(&run(tcf(args.into_iter().chain(what.iter().copied())), b"").stdout);
        }
    }
    insta::assert_snapshot!(printed);
}

/// The payload of a string encodes to the string.
#[test]
fn payloads_of_other_kinds_encode_to_the_string() {
    let of = |form| {
        let args = ["generate", "--kind", "gpp,usp,ac", "--count", "110", "--seed", "3", "--quiet"];
        run(tcf(args.into_iter().chain(["--as-of", "2026-06-01", "--as", form])), b"").stdout
    };
    let (strings, payloads) = (of("string"), of("payload"));
    assert_eq!(text(&run(tcf(["decode", "--format", "ndjson"]), &strings).stdout), text(&payloads));
    assert_eq!(text(&run(tcf(["encode"]), &payloads).stdout), text(&strings));
}

#[test]
fn record_of_a_violation() {
    shows!([
        "generate",
        "--violate",
        "P011",
        "--seed",
        "1",
        "--as-of",
        "2026-06-01",
        "--format",
        "json"
    ]);
}

#[test]
fn record_of_a_string_that_cannot_be_decoded() {
    shows!([
        "generate",
        "--violate",
        "S014",
        "--seed",
        "1",
        "--as-of",
        "2026-06-01",
        "--format",
        "json",
        "--as",
        "url"
    ]);
}

#[test]
fn strings_in_every_carrier() {
    for form in ["url", "cookie", "openrtb", "payload"] {
        insta::allow_duplicates! {
            let args = ["generate", "--kind", "reject-all", "--seed", "5", "--as-of", "2026-06-01"];
            let args = args.into_iter().chain(["--as", form]);
            insta::assert_snapshot!(form, text(&run(tcf(args), b"").stdout));
        }
    }
}

#[test]
fn no_such_string_on_this_date() {
    shows!(["generate", "--kind", "tcf-2.3", "--as-of", "2025-01-01", "--seed", "1"]);
}

#[test]
fn a_rule_that_no_string_violates() {
    shows!(["generate", "--violate", "G022", "--as-of", "2026-06-01", "--seed", "1"]);
}

#[test]
fn a_rule_that_needs_a_list() {
    shows!(["generate", "--violate", "vendor-unknown", "--as-of", "2026-06-01", "--seed", "1"]);
}

#[test]
fn a_rule_that_does_not_exist() {
    shows!(["generate", "--violate", "P999"]);
}

#[test]
fn all_skips_rules_that_need_a_list() {
    let output =
        run(tcf(["generate", "--violate", "all", "--as-of", "2026-06-01", "--seed", "1"]), b"");
    assert!(output.status.success());
    insta::assert_snapshot!(text(&output.stderr));
}

#[test]
fn a_group_of_rules() {
    let made = records(&["--violate", "h,P011", "--seed", "1", "--as-of", "2026-06-01"]);
    let codes: Vec<_> = made.iter().map(|record| record["violates"].as_str().unwrap()).collect();
    let mut expected: Vec<_> = (1..=10).map(|number| format!("H{number:03}")).collect();
    expected.push("P011".to_owned());
    assert_eq!(codes, expected);
}

/// The command on stderr contains the random seed.
#[test]
fn the_printed_command_reproduces_the_output() {
    for args in [
        &["generate", "--kind", "mixed,objected", "--count", "7"][..],
        &[
            "generate",
            "--violate",
            "C003,P001",
            "--count",
            "3",
            "--as",
            "cookie",
            "--as-of",
            "2026-05-01T10:00:00Z",
        ],
        &["generate", "--gvl", "../../../fixtures/gvl", "--as-of", "2026-03-20", "--count", "3"],
    ] {
        let first = run(tcf(args), b"");
        let again = text(&first.stderr)
            .trim()
            .strip_prefix("note: reproduce with: tcf ")
            .unwrap()
            .to_owned();
        let second = run(tcf(again.split(' ')), b"");
        assert!(first.status.success() && !first.stdout.is_empty());
        assert_eq!(text(&first.stdout), text(&second.stdout), "{again}");
        assert_eq!(text(&first.stderr), text(&second.stderr));
    }
}

/// The string in each carrier decodes to the payload.
#[test]
fn every_carrier_decodes_to_the_payload() {
    let base = [
        "generate",
        "--kind",
        "tc",
        "--count",
        "27",
        "--seed",
        "3",
        "--as-of",
        "2026-06-01",
        "--quiet",
    ];
    let of = |form: &'static str| run(tcf(base.into_iter().chain(["--as", form])), b"").stdout;
    let read = |input: &[u8]| run(tcf(["decode", "--format", "ndjson"]), input).stdout;
    let payloads = of("payload");
    for form in ["string", "url", "cookie"] {
        assert_eq!(text(&read(&of(form))), text(&payloads), "{form}");
    }
    assert_eq!(text(&run(tcf(["encode"]), &payloads).stdout), text(&of("string")));
    let mut consents = String::new();
    for line in text(&of("openrtb")).lines() {
        let request: Value = serde_json::from_str(line).unwrap();
        assert_eq!(request["regs"]["gdpr"], 1);
        consents.push_str(request["user"]["consent"].as_str().unwrap());
        consents.push('\n');
    }
    assert_eq!(consents, text(&of("string")));
}

/// `tcf validate` finds nothing above info in valid strings.
#[test]
fn generated_strings_are_valid() {
    for (at, lists) in [("2026-06-01", &[][..]), ("2026-03-11", &LISTS[..])] {
        let made = [
            "generate", "--kind", "all", "--count", "100", "--seed", "11", "--as-of", at, "--quiet",
        ];
        let strings = run(tcf(made.iter().chain(lists)), b"").stdout;
        assert_eq!(text(&strings).lines().count(), 100);
        let output =
            run(tcf(["validate", "--deny-warnings", "--as-of", at].iter().chain(lists)), &strings);
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

/// Rules about texts that are not consent strings: JSON. Without the name of the parameter, `tcf
/// validate` reports them like those in place of a TC string.
const NO_STRINGS: [&str; 1] = ["U010"];

/// `tcf validate` reports the expected findings of each violation, and nothing else above info.
#[test]
fn expected_findings_are_found() {
    for (at, lists) in [("2026-06-01", &[][..]), ("2026-03-11", &LISTS[..])] {
        let made =
            records(&[&["--violate", "all", "--seed", "2", "--as-of", at][..], lists].concat());
        assert!(made.len() > 150, "{}", made.len());
        for record in made {
            let (string, code) =
                (record["string"].as_str().unwrap(), record["violates"].as_str().unwrap());
            if NO_STRINGS.contains(&code) {
                continue;
            }
            let mut args =
                vec!["validate", "--format", "json", "--as-of", record["asOf"].as_str().unwrap()];
            // No list, even if the environment has one.
            if !record["gvl"].is_null() {
                args.extend(&LISTS[..4]);
            }
            if record["cmpList"] == true {
                args.extend(&LISTS[4..]);
            }
            let config = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate-expectations.toml");
            if let Some(expect) = record["expect"].as_str() {
                std::fs::write(&config, format!("[[expect]]\n{expect}\n")).unwrap();
                args.extend(["--config", config.to_str().unwrap()]);
            }
            args.extend(["--", string]);
            let output = run(tcf(&args), b"");
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let mut found: Vec<(String, String)> = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|finding| (&finding["code"], &finding["severity"]))
                .filter(|(found, severity)| *severity != "info" || *found == code)
                .map(|(code, severity)| {
                    (code.as_str().unwrap().into(), severity.as_str().unwrap().into())
                })
                .collect();
            let mut expected: Vec<(String, String)> = record["expected"]
                .as_array()
                .unwrap()
                .iter()
                .map(|finding| {
                    (
                        finding["code"].as_str().unwrap().into(),
                        finding["severity"].as_str().unwrap().into(),
                    )
                })
                .collect();
            assert_eq!(expected[0].0, code);
            found.sort();
            found.dedup();
            expected.sort();
            assert_eq!(found, expected, "{code}: {string}");
        }
    }
}

/// The output is streamed until the pipe is closed.
#[test]
fn a_closed_pipe_ends_generation() {
    let args = ["generate", "--count", "100000000", "--seed", "1", "--as-of", "2026-06-01"];
    for more in [&[][..], &["--events"]] {
        let mut child = tcf(args.iter().chain(more))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert!(child.wait().unwrap().success());
    }
}

const EVENTS: [&str; 6] = ["generate", "--events", "--seed", "7", "--as-of", "2026-06-01"];

#[test]
fn an_event_log() {
    shows!(EVENTS.iter().chain(&["--count", "5"]));
}

#[test]
fn an_event_of_json_is_indented() {
    shows!(EVENTS.iter().chain(&["--count", "1", "--format", "json", "--faults", "0"]));
}

#[test]
fn a_fault_that_does_not_exist() {
    shows!(EVENTS.iter().chain(&["--violate", "b002,P011"]));
}

#[test]
fn events_exclude_strings() {
    shows!(EVENTS.iter().chain(&["--as", "url"]));
}

/// The files of a directory are the log that stdout has, and what goes with it.
#[test]
fn an_event_log_in_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("new").join("log");
    let to_dir = ["--count", "300", "--dir", log.to_str().unwrap()];
    let output = run(tcf(EVENTS.iter().chain(&to_dir)), b"");
    assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(log.join(name)).unwrap();
    let stdout = run(tcf(EVENTS.iter().chain(&to_dir[..2])), b"").stdout;
    assert_eq!(read("events.ndjson"), text(&stdout));
    assert_eq!(read("events.ndjson").lines().count(), 300);
    assert!(read("hosts.csv").starts_with("host,vendor,purposes,storage,kind,note\n*.v"));
    assert!(read("choices.ndjson").lines().all(|line| line.starts_with(r#"{"visit":""#)));
    let checked = tcf(["gvl", "check", log.join("vendor-list.json").to_str().unwrap()]);
    assert!(run(checked, b"").status.success());
    let summary = read("expected.ndjson").lines().last().unwrap().to_owned();
    assert!(summary.starts_with(r#"{"type":"summary","events":{"read":300,"#), "{summary}");
    // The command on stderr reproduces the files.
    let note = text(&output.stderr).lines().last().unwrap().to_owned();
    let command = note.strip_prefix("note: reproduce with: tcf ").unwrap();
    std::fs::remove_dir_all(&log).unwrap();
    assert!(run(tcf(command.split(' ')), b"").status.success());
    assert_eq!(read("events.ndjson"), text(&stdout));
}

/// With a vendor list of one's own, none is written.
#[test]
fn an_event_log_with_a_vendor_list() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    let gvl = ["--gvl", "../../../fixtures/gvl", "--dir", path, "--count", "50"];
    let args = ["generate", "--events", "--seed", "7", "--as-of", "2026-03-12"];
    let output = run(tcf(args.iter().chain(&gvl)), b"");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(!dir.path().join("vendor-list.json").exists());
    let events = std::fs::read_to_string(dir.path().join("events.ndjson")).unwrap();
    assert_eq!(events.lines().count(), 50);
}

/// Prints every case of the corpus once.
#[test]
fn prints_the_conformance_corpus() {
    let output = run(tcf(["generate", "--corpus", "conformance"]), b"");
    assert!(output.status.success());
    let printed: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/conformance");
    let mut kept = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().unwrap().to_str().unwrap().strip_suffix(".json") else {
            continue;
        };
        if name != "schema" {
            let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let of_group: Vec<_> = printed.iter().filter(|case| case["group"] == name).collect();
            assert_eq!(of_group, cases.iter().collect::<Vec<_>>(), "{name}");
            kept += cases.len();
        }
    }
    assert_eq!(printed.len(), kept);
    let note = format!("note: {kept} cases;");
    assert!(text(&output.stderr).starts_with(&note), "{}", text(&output.stderr));
}
