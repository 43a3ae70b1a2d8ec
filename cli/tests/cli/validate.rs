use crate::{TC, V1, run, shows, tcf, text};

const LISTS: &str = "../../../fixtures/gvl";
const CMPS: &str = "../../../fixtures/cmp-list.json";
/// Legitimate interest for purpose 3.
const PROFILING: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";
/// Created after it was updated, not at midnight, with a long tail.
const CONFUSED: &str = "CQhQLgAQg2bYBEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAAA.IACugA";
/// Two lines with labels, one of them invalid.
const PARTNERS: &str = "acme\tCQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo\nb<u>zz\tCQg2\n";

/// `tcf validate` as of June 2026.
fn validate<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["validate", "--as-of", "2026-06-01"], args].concat()
}

#[test]
fn findings_as_text() {
    shows!(validate(&[PROFILING]));
    shows!(validate(&["--gvl", LISTS, "--cmp-list", CMPS, TC]));
    shows!(validate(&["--verbose", TC]));
}

#[test]
fn implied_findings_are_folded() {
    shows!(validate(&[CONFUSED]));
}

#[test]
fn invalid_strings_are_one_finding() {
    shows!(validate(&["CQg2", "", "2~1.2~dv.3"]));
}

#[test]
fn version_1() {
    shows!(validate(&[V1]));
}

#[test]
fn repaired_strings_have_warnings() {
    shows!(validate(&["--lenient", &format!("{TC}==")]));
}

#[test]
fn records_with_findings() {
    shows!(validate(&["-f", "json", PROFILING]));
    shows!(validate(&["-f", "ndjson", "--gvl", LISTS, "--cmp-list", CMPS]), PARTNERS);
}

#[test]
fn sarif_and_junit() {
    shows!(validate(&["-f", "github", "-i", "partners.tsv"]));
    shows!(validate(&["-f", "junit"]), PARTNERS);
    let output = run(tcf(validate(&["-f", "sarif", "-i", "partners.tsv"])), b"");
    assert_eq!(output.status.code(), Some(1));
    let sarif: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
        assert!(
            result["locations"][0]["physicalLocation"]["region"]["startLine"].is_u64(),
            "{result}"
        );
    }
}

#[test]
fn documents_without_findings_are_complete() {
    for format in ["sarif", "junit"] {
        let output = run(tcf(validate(&["-f", format, "--allow", "S,F,P,G,C", TC])), b"");
        assert_eq!(output.status.code(), Some(0));
        if format == "sarif" {
            let sarif: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(sarif["runs"][0]["results"].as_array().unwrap().is_empty());
        } else {
            assert!(text(&output.stdout).ends_with("</testsuites>\n"));
        }
    }
}

#[test]
fn summary_by_code_and_label() {
    shows!(validate(&["--summary"]), PARTNERS);
    shows!(validate(&["--summary", "--by", "label", "-f", "json"]), PARTNERS);
}

#[test]
fn another_list_is_used_only_with_any_gvl() {
    let other = "../../../fixtures/gvl/v3/archives/vendor-list-v139.json";
    shows!(validate(&["-f", "ndjson", "--gvl", other, TC]));
    shows!(validate(&["-f", "ndjson", "--gvl", other, "--any-gvl", TC]));
}

#[test]
fn severity_can_be_changed() {
    for (args, code) in [
        (&[PROFILING][..], 1),
        (&["--allow", "P011", PROFILING], 0),
        (&["--allow", "li-purposes-3-6", PROFILING], 0),
        (&["--warn", "P", PROFILING], 0),
        (&["--warn", "P", "--deny", "P011", PROFILING], 1),
        (&["--warn", "P011", "--deny-warnings", PROFILING], 1),
        (&["--deny", "G024", TC], 1),
        (&["--allow", "P999", TC], 2),
        (&["--require", "gvl", TC], 2),
        (&["--require", "cmp-list", TC], 2),
        (&["--require", "gvl,cmp-list", "--gvl", LISTS, "--cmp-list", CMPS, TC], 0),
        (&["--summary", "-f", "github", TC], 2),
    ] {
        assert_eq!(run(tcf(validate(args)), b"").status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn threads_keep_the_order() {
    let lines = format!("label\t{PROFILING}\n{TC}\nCQg2\n").repeat(1000);
    let of =
        |jobs: &str| run(tcf(validate(&["-f", "ndjson", "--jobs", jobs])), lines.as_bytes()).stdout;
    let single = of("1");
    assert_eq!(text(&single).lines().count(), 3000);
    assert!(single == of("4"), "the same, whatever the number of threads");
}
