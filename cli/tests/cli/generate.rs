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
        "9",
        "--seed",
        "1",
        "--as-of",
        "2026-06-01",
        "--labels"
    ]);
}

#[test]
fn a_record_of_a_broken_string() {
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
fn a_record_of_what_cannot_be_read() {
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
fn what_partners_get() {
    for form in ["url", "cookie", "openrtb", "payload"] {
        insta::allow_duplicates! {
            let args = ["generate", "--kind", "reject-all", "--seed", "5", "--as-of", "2026-06-01", "--as", form];
            insta::assert_snapshot!(form, text(&run(tcf(args), b"").stdout));
        }
    }
}

#[test]
fn what_cannot_be_made() {
    shows!(["generate", "--kind", "tcf-2.3", "--as-of", "2025-01-01", "--seed", "1"]);
}

#[test]
fn a_rule_that_no_string_breaks() {
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
fn what_all_leaves_out() {
    let output =
        run(tcf(["generate", "--violate", "all", "--as-of", "2026-06-01", "--seed", "1"]), b"");
    assert!(output.status.success());
    insta::assert_snapshot!(text(&output.stderr));
}

#[test]
fn a_group_of_rules() {
    let made = records(&["--violate", "h,P011", "--seed", "1", "--as-of", "2026-06-01"]);
    let codes: Vec<_> = made.iter().map(|record| record["violates"].as_str().unwrap()).collect();
    let mut expected: Vec<_> = (1..=9).map(|number| format!("H00{number}")).collect();
    expected.push("P011".to_owned());
    assert_eq!(codes, expected);
}

/// The command on stderr names the seed that was drawn.
#[test]
fn the_command_makes_the_same_again() {
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
        let again =
            text(&first.stderr).trim().strip_prefix("note: made by tcf ").unwrap().to_owned();
        let second = run(tcf(again.split(' ')), b"");
        assert!(first.status.success() && !first.stdout.is_empty());
        assert_eq!(text(&first.stdout), text(&second.stdout), "{again}");
        assert_eq!(text(&first.stderr), text(&second.stderr));
    }
}

/// What partners get is read as they read it, and says what the payload says.
#[test]
fn every_form_is_read_back() {
    let base = [
        "generate",
        "--kind",
        "all",
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

/// `tcf validate` finds nothing above info in what is made to be valid.
#[test]
fn what_is_made_is_valid() {
    for (at, lists) in [("2026-06-01", &[][..]), ("2026-03-11", &LISTS[..])] {
        let made = [
            "generate", "--kind", "all", "--count", "45", "--seed", "11", "--as-of", at, "--quiet",
        ];
        let strings = run(tcf(made.iter().chain(lists)), b"").stdout;
        assert_eq!(text(&strings).lines().count(), 45);
        let output =
            run(tcf(["validate", "--deny-warnings", "--as-of", at].iter().chain(lists)), &strings);
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

/// `tcf validate` finds in each broken string what is expected, and nothing else above info.
#[test]
fn what_is_expected_is_found() {
    for (at, lists) in [("2026-06-01", &[][..]), ("2026-03-11", &LISTS[..])] {
        let made =
            records(&[&["--violate", "all", "--seed", "2", "--as-of", at][..], lists].concat());
        assert!(made.len() > 75, "{}", made.len());
        for record in made {
            let (string, code) =
                (record["string"].as_str().unwrap(), record["violates"].as_str().unwrap());
            let mut args =
                vec!["validate", "--format", "json", "--as-of", record["asOf"].as_str().unwrap()];
            // No list, also where the environment has one.
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

/// Millions are a stream: whoever has read enough closes it.
#[test]
fn a_closed_pipe_ends_it() {
    let mut child =
        tcf(["generate", "--count", "100000000", "--seed", "1", "--as-of", "2026-06-01"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

/// The command prints the corpus that the repository holds, each case once.
#[test]
fn the_conformance_corpus() {
    let output = run(tcf(["generate", "--corpus", "conformance"]), b"");
    assert!(output.status.success());
    let printed: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/conformance");
    let mut kept = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
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
