//! Local expectations: the files of `fixtures/partners/`.

use crate::{TC, run, shows, tcf, text};

const DIR: &str = "../../../fixtures/partners";

/// Codes of group H that a string violates under one of the files.
fn codes(file: &str, more: &[&str], input: &str) -> Vec<String> {
    let config = format!("{DIR}/{file}.toml");
    let args =
        [&["validate", "--as-of", "2026-06-01", "-f", "ndjson", "--config", &config][..], more]
            .concat();
    let output = run(tcf(args), input.as_bytes());
    let mut codes = Vec::new();
    for line in text(&output.stdout).lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        for finding in record["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            if code.starts_with('H') {
                codes.push(code.to_owned());
            }
        }
    }
    codes
}

#[test]
fn each_expectation_has_its_code() {
    for (file, want) in [
        ("cmp", &["H001"][..]),
        ("country", &["H002"]),
        ("purposes", &["H003", "H004"]),
        ("vendors", &["H005", "H006"]),
        ("vendor-list", &["H007"]),
        ("age", &["H008"]),
        ("length", &["H009"]),
    ] {
        assert_eq!(codes(file, &[], TC), want, "{file}");
    }
}

#[test]
fn expectations_apply_to_section_2() {
    let gpp = format!("DBACNY~{TC}~1YNN");
    for file in ["cmp", "country", "purposes", "vendors", "vendor-list", "age", "length"] {
        assert_eq!(codes(file, &[], &gpp), codes(file, &[], TC), "{file}");
    }
    assert_eq!(codes("tcf", &["--context", "region=DE,child=true"], &gpp), ["H004"]);
    assert!(codes("purposes", &[], "DBABT~1YNN\n1YNN\n2~1.2~dv.3").is_empty());
}

#[test]
fn conditions_select_expectations() {
    let labelled = |label: &str| format!("{label}\t{TC}");
    assert!(codes("tcf", &[], TC).is_empty());
    assert!(codes("tcf", &[], &labelled("other")).is_empty());
    // Consent for purposes 1 to 3, legitimate interest for 7; vendor 1 is set.
    assert!(codes("tcf", &[], &labelled("acme-web")).is_empty());
    assert_eq!(codes("tcf", &["--context", "region=DE,child=true"], TC), ["H004"]);
    assert!(codes("tcf", &["--context", "child=false"], TC).is_empty());
}

#[test]
fn expectations_as_text() {
    shows!(["validate", "--config", &format!("{DIR}/purposes.toml"), "--as-of", "2026-06-01", TC]);
}

#[test]
fn decisions_apply_local_policy() {
    let config = format!("{DIR}/vendors.toml");
    let lists = "../../../fixtures/gvl";
    let args =
        ["decide", "--as-of", "2026-06-01", "--gvl", lists, "--vendor", "2", "--purpose", "1", TC];
    assert_eq!(run(tcf(args), b"").status.code(), Some(0));
    shows!([&args[..], &["--config", &config]].concat());
}

#[test]
fn an_unknown_key_is_an_error() {
    let dir = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = dir.join("wrong.toml");
    std::fs::write(&path, "[[expect]]\ncmp = [3]\n").unwrap();
    let output = run(tcf(["validate", "--config", path.to_str().unwrap(), TC]), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("wrong.toml:2:1: unknown key cmp; did you mean cmps?"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn expiry_is_configurable() {
    let dir = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = dir.join("months.toml");
    std::fs::write(&path, "[rules]\nexpired-after-months = 2\ndeny = [\"P005\"]\n").unwrap();
    let args = ["validate", "--as-of", "2026-06-01", TC];
    assert_eq!(run(tcf(args), b"").status.code(), Some(0));
    let config = ["--config", path.to_str().unwrap()];
    assert_eq!(run(tcf([&args[..], &config].concat()), b"").status.code(), Some(1));
}
