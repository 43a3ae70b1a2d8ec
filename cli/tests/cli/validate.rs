use std::collections::BTreeSet;

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
fn one_line_per_finding() {
    shows!(validate(&["-f", "concise", "-i", "partners.tsv"]));
    shows!(validate(&["-f", "concise", "-v", PROFILING]));
    shows!(validate(&["-f", "csv", "--gvl", LISTS, "--cmp-list", CMPS]), PARTNERS);
}

#[test]
fn gitlab_fingerprints_are_unique_and_do_not_depend_on_lines() {
    let fingerprints = |input: &str| {
        let output = run(tcf(validate(&["-f", "gitlab"])), input.as_bytes());
        let issues: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        for issue in &issues {
            assert_eq!(issue["severity"], "major", "{issue}");
            assert_eq!(issue["location"]["path"], "-", "{issue}");
            assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1), "{issue}");
            assert!(!issue["description"].as_str().unwrap().is_empty(), "{issue}");
        }
        let of = |issue: &serde_json::Value| issue["fingerprint"].as_str().unwrap().to_owned();
        issues.iter().map(of).collect::<BTreeSet<_>>()
    };
    let lines =
        [format!("a\t{PROFILING}\n"), format!("a\t{PROFILING}\n"), format!("{PROFILING}\n")];
    let before = fingerprints(&lines.concat());
    assert_eq!(before.len(), 3);
    let moved = format!("\n{}{}{}", lines[2], lines[0], lines[1]);
    assert_eq!(fingerprints(&moved), before);
    assert_eq!(fingerprints(&format!("{PROFILING}\n{PROFILING}\n")).len(), 2);
    shows!(validate(&["-f", "gitlab", "-i", "partners.tsv"]));
}

/// A thousand valid strings print no findings, and one total.
#[test]
fn valid_strings_print_only_the_total() {
    let lines = format!("{TC}\n").repeat(1000);
    for (format, lines_of_total) in [("text", 4), ("concise", 4), ("github", 1)] {
        let output = run(tcf(validate(&["-f", format])), lines.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        let printed = text(&output.stdout);
        assert!(printed.lines().count() <= lines_of_total, "{format}: {printed}");
        let total = "1000 strings: 0 invalid, 1000 valid; 1 vendor list missing: tcf gvl fetch";
        assert!(printed.contains(total), "{printed}");
        assert!(printed.contains("group G and P009 (vendor list not"), "{printed}");
    }
}

/// Errors come before warnings and those before info, each from left to right.
#[test]
fn findings_are_sorted_by_severity_and_location() {
    let output = run(tcf(validate(&["-f", "concise", "-v", "--gvl", LISTS, CONFUSED])), b"");
    let order: Vec<(usize, usize)> = text(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("argument:1:"))
        .map(|line| {
            let (column, rest) = line.split_once(": ").unwrap();
            let severities = ["error[", "warning[", "info["];
            let severity = severities.iter().position(|name| rest.starts_with(name)).unwrap();
            (severity, column.parse().unwrap())
        })
        .collect();
    assert!(order.len() > 3 && order.is_sorted(), "{order:?}");
}

/// Strings that name lists 100, 101 and 0.
const MISSING: &str = "CQg2bYAQg2bYAEsAAAENBkFgAAAAAAAAAAAAAAAAAAAA
CQg2bYAQg2bYAEsAAAENBlFgAAAAAAAAAAAAAAAAAAAA
CQg2bYAQg2bYAEsAAAENAAFgAAAAAAAAAAAAAAAAAAAA
";

#[test]
fn missing_lists_are_reported_once() {
    let output = run(tcf(validate(&["-f", "github"])), MISSING.as_bytes());
    let total = "2 vendor lists missing: tcf gvl fetch --for FILE";
    assert_eq!(text(&output.stdout).matches("gvl fetch").count(), 1);
    assert!(text(&output.stdout).contains(total));
    // A verdict that depends on the list.
    let decide = [
        "decide",
        "--as-of",
        "2026-06-01",
        "--vendor",
        "1",
        "--special-purpose",
        "1",
        "--ignore-policy",
        "--summary",
    ];
    let output = run(tcf(decide), MISSING.as_bytes());
    assert_eq!(text(&output.stderr), format!("note: {total}\n"));
    let last = MISSING.lines().last().unwrap();
    let output = run(tcf(decide.iter().copied().chain([last])), b"");
    let message = "note: list 0 (specification 3) does not exist: versions start at 1\n";
    assert_eq!(text(&output.stderr), message);
}

#[test]
fn colors_of_severities() {
    let output = run(
        tcf(validate(&["--color", "always", "-v", "-f", "concise", "--gvl", LISTS, CONFUSED])),
        b"",
    );
    let printed = text(&output.stdout);
    for (color, severity) in [("31", "error["), ("33", "warning["), ("94", "info[")] {
        for line in printed.lines().filter(|line| line.contains(severity)) {
            assert!(line.contains(&format!("\u{1b}[{color}m{severity}")), "{line:?}");
        }
    }
    assert!(printed.contains("error[") && printed.contains("warning["), "{printed}");
}

#[test]
fn documents_without_findings_are_complete() {
    let output = run(tcf(validate(&["-f", "gitlab", TC])), b"");
    assert_eq!(text(&output.stdout), "[]\n");
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
    shows!(validate(&["--summary", "--by", "label", "-i", "partners.tsv"]));
    shows!(validate(&["--summary", "--by", "label", "-v"]), PARTNERS);
}

/// In text, labels beyond the first 50 need `-v`. The invalid one comes first.
#[test]
fn a_summary_by_label_shows_the_worst_labels() {
    let mut lines: Vec<_> = (0..60).map(|n| format!("partner-{n:02}\t{TC}\n")).collect();
    lines.push("broken\txyz\n".to_owned());
    let lines = lines.concat();
    let rows = |more: &[&str]| {
        let args = [&["--summary", "--by", "label"], more].concat();
        let output = run(tcf(validate(&args)), lines.as_bytes());
        let text = text(&output.stdout).to_owned();
        let labels = text.lines().filter(|line| line.contains("partner-")).count();
        (labels, text)
    };
    let (labels, shown) = rows(&[]);
    assert_eq!(labels, 49, "{shown}");
    assert!(shown.lines().nth(1).unwrap().contains("broken"), "{shown}");
    assert!(shown.contains("11 labels not shown (-v)"), "{shown}");
    let (labels, shown) = rows(&["-f", "csv"]);
    assert_eq!(labels, 60, "{shown}");
    assert!(!rows(&["-v"]).1.contains("not shown (-v)\n\n"));
}

#[test]
fn a_summary_tells_missing_strings_from_damaged_ones() {
    let lines = b"undefined\nnull\n[object Object]\n{{gdpr_consent}}\nxyz\n";
    let output = run(tcf(validate(&["--summary", "-f", "csv"])), lines);
    let counts: Vec<_> = text(&output.stdout).lines().skip(1).collect();
    let count = |code: &str| counts.iter().find(|line| line.starts_with(code)).unwrap();
    assert!(count("S015").starts_with("S015,placeholder,error,3,"), "{counts:?}");
    assert!(count("S014").starts_with("S014,unexpanded-macro,error,1,"), "{counts:?}");
    assert!(count("S005").starts_with("S005,unknown-version,error,1,"), "{counts:?}");
    for (more, titles) in [
        (&[][..], "code,slug,severity,strings,findings,baseline\n"),
        (
            &["--by", "label"],
            "label,strings,invalid,share,topError,topErrorStrings\nacme,1,1,100.0,P011,1\n",
        ),
        (
            &["--by", "label", "-v"],
            "label,code,slug,severity,strings,findings,baseline\nacme,P011,",
        ),
    ] {
        let args = [&["--summary", "-f", "csv"], more].concat();
        let output = run(tcf(validate(&args)), PARTNERS.as_bytes());
        assert!(text(&output.stdout).starts_with(titles), "{}", text(&output.stdout));
    }
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
        // Checks of audits are not rules.
        (&["--deny", "B002", TC], 2),
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
