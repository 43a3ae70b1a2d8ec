//! SARIF and JUnit reports: names, fingerprints, and the requirements of other tools.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{TC, run, tcf, text};

/// Legitimate interest for purpose 3 (P011).
const PROFILING: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";

/// The report for lines in the file `a b.tsv`.
fn report(test: &str, format: &str, lines: &str) -> String {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports").join(test);
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("a b.tsv"), lines).unwrap();
    let mut command = tcf(["validate", "--as-of", "2026-06-01", "-f", format, "-i", "a b.tsv"]);
    command.current_dir(dir);
    text(&run(command, b"").stdout).to_owned()
}

/// The values of an attribute of all elements with a name.
fn attributes<'a>(xml: &'a str, element: &str, attribute: &str) -> Vec<&'a str> {
    let (element, attribute) = (format!("<{element}"), format!(" {attribute}=\""));
    let elements = xml.split(element.as_str()).skip(1).filter(|rest| rest.starts_with(' '));
    let elements = elements.map(|rest| rest.split_once('>').unwrap().0);
    elements
        .map(|tag| tag.split_once(attribute.as_str()).unwrap().1.split_once('"').unwrap().0)
        .collect()
}

fn sarif(test: &str, lines: &str) -> Value {
    serde_json::from_str(&report(test, "sarif", lines)).unwrap()
}

/// Codes and fingerprints of the results.
fn fingerprints(document: &Value) -> Vec<(String, Option<String>)> {
    let results = document["runs"][0]["results"].as_array().unwrap();
    let of = |result: &Value| {
        result["partialFingerprints"]["primaryLocationLineHash"].as_str().map(str::to_owned)
    };
    results
        .iter()
        .map(|result| (result["ruleId"].as_str().unwrap().to_owned(), of(result)))
        .collect()
}

#[test]
fn junit_case_names_are_unique() {
    let lines = format!(
        "acme\t{TC}\nacme\t{TC}\n{TC}\nline 3\t{TC}\nacme (line 6)\t{TC}\nacme\t{TC}\n\t{TC}\n"
    );
    let xml = report("names", "junit", &lines);
    let names = attributes(&xml, "testcase", "name");
    let want = [
        "acme",
        "acme (line 2)",
        "line 3",
        "line 3 (line 4)",
        "acme (line 6)",
        "acme (line 6) (line 6)",
        "line 7",
    ];
    assert_eq!(names, want);
    assert_eq!(attributes(&xml, "testcase", "line"), ["1", "2", "3", "4", "5", "6", "7"]);
    assert!(attributes(&xml, "testcase", "file").iter().all(|file| *file == "a b.tsv"));
}

#[test]
fn each_file_is_a_junit_suite() {
    let output =
        run(tcf(["validate", "-f", "junit", "-i", "partners.tsv", "-i", "-"]), TC.as_bytes());
    let xml = text(&output.stdout);
    assert_eq!(attributes(xml, "testsuite", "name"), ["partners.tsv", "-"]);
    assert_eq!(xml.matches("</testsuite>").count(), 2);
    let arguments = run(tcf(["validate", "-f", "junit", TC, TC]), b"");
    let xml = text(&arguments.stdout);
    assert_eq!(attributes(xml, "testcase", "name"), [TC, &format!("{TC} (argument 2)")]);
}

#[test]
fn xml_escapes_labels() {
    let xml = report("xml", "junit", "a&b<c>\"d\"\u{1}\u{ffff}\tCQg2\n");
    assert_eq!(
        attributes(&xml, "testcase", "name"),
        ["a&amp;b&lt;c&gt;&quot;d&quot;\u{fffd}\u{fffd}"]
    );
    assert!(xml.contains("tcf explain S011"), "{xml}");
}

#[test]
fn fingerprints_do_not_depend_on_text_and_line() {
    let before = fingerprints(&sarif("before", &format!("acme\t{PROFILING}\nbuzz\t{PROFILING}\n")));
    let later = PROFILING.replace("CQg2bYAQg2bYA", "CQhQLgAQhQLgA");
    let after = fingerprints(&sarif("after", &format!("# moved\nbuzz\t{later}\nacme\t{later}\n")));
    let sorted = |of: &[(String, Option<String>)]| of.iter().cloned().collect::<BTreeSet<_>>();
    let p011 = |of: &[(String, Option<String>)]| {
        sorted(of).into_iter().filter(|(code, _)| code == "P011").collect::<Vec<_>>()
    };
    assert_eq!(p011(&before).len(), 2, "{before:?}");
    assert_eq!(p011(&before), p011(&after));
    assert_eq!(sorted(&before).len(), before.len(), "no two of them are the same: {before:?}");
    // A different label, or the second occurrence of a label, is a different string.
    let twice = fingerprints(&sarif("twice", &format!("acme\t{PROFILING}\nacme\t{PROFILING}\n")));
    assert_eq!(sorted(&twice).len(), twice.len(), "{twice:?}");
    assert_eq!(p011(&twice).iter().filter(|one| p011(&before).contains(one)).count(), 1);
    // Without a label there is no fingerprint.
    let unlabelled = fingerprints(&sarif("unlabelled", &format!("{PROFILING}\n")));
    assert!(
        !unlabelled.is_empty() && unlabelled.iter().all(|(_, fingerprint)| fingerprint.is_none())
    );
}

#[test]
fn sarif_meets_the_requirements_of_code_scanning() {
    let document = sarif(
        "scanning",
        &format!("acme\t{PROFILING}\nbuzz\tCQg2\nlong\t{}\n", "C".repeat(70_000)),
    );
    assert_eq!(document["version"], "2.1.0");
    assert!(document["$schema"].is_string());
    let run = &document["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "tcf");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(
                rule[key]["text"].as_str().is_some_and(|text| (1..=1024).contains(&text.len())),
                "{rule}"
            );
        }
        assert!(rule["help"]["text"].as_str().unwrap().contains("tcf explain "), "{rule}");
    }
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len());
    for result in run["results"].as_array().unwrap() {
        assert!(ids.contains(result["ruleId"].as_str().unwrap()), "{result}");
        assert!(matches!(result["level"].as_str(), Some("error" | "warning" | "note")), "{result}");
        assert!(
            result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()),
            "{result}"
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.tsv");
        let number = |key: &str| place["region"][key].as_u64();
        assert!(number("startLine") >= Some(1), "{result}");
        assert_eq!(number("endLine"), number("startLine"), "{result}");
        // After a label of four characters and a tab.
        let start = number("startColumn").unwrap();
        assert!(start > 5 && number("endColumn") > Some(start), "{result}");
        // Without a baseline there are no suppressions.
        assert!(result.get("suppressions").is_none(), "{result}");
    }
}

#[test]
fn sarif_is_successful_unless_the_exit_status_is_2() {
    for (args, stdin, status) in [
        (&[TC][..], "", 0),
        (&["CQ"], "", 1),
        (&[], "", 2),
        (&["--require", "gvl", TC], "", 2),
        (&["--files", "missing.tsv", "partners.tsv"], "", 2),
    ] {
        let fixed = ["validate", "--as-of", "2026-03-11", "-f", "sarif"];
        let output = run(tcf([&fixed, args].concat()), stdin.as_bytes());
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", text(&output.stderr));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let invocation = &document["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], status != 2, "{args:?}");
    }
}
