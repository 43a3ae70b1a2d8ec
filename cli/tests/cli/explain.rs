use crate::{run, shows, tcf, text};

#[test]
fn a_rule_as_text() {
    shows!(["explain", "F017"]);
}

#[test]
fn checks() {
    shows!(["explain", "B002", "host-unmapped"]);
}

#[test]
fn a_check_as_json() {
    shows!(["explain", "b004", "--format", "json"]);
}

#[test]
fn rules_of_every_source() {
    shows!(["explain", "S001", "c001", "S012", "P001"]);
}

#[test]
fn a_rule_by_its_slug_in_color() {
    shows!(["explain", "--color", "always", "empty-input"]);
}

#[test]
fn reasons_and_notes() {
    shows!(["explain", "r-pub-forbids", "R-NOTE-PRE-2-3", "R-HINT-FLEXIBLE"]);
}

#[test]
fn a_rule_as_json() {
    shows!(["explain", "P002", "R-PUB-FORBIDS", "--format", "json"]);
}

#[test]
fn a_rule_as_ndjson() {
    shows!(["explain", "S001", "R-OK", "--format", "ndjson"]);
}

#[test]
fn an_error_of_the_report_of_google() {
    shows!(["explain", "google-1.1"]);
}

#[test]
fn all_errors_of_the_report_of_google() {
    shows!(["explain", "google"]);
}

#[test]
fn an_error_of_the_report_of_google_as_json() {
    shows!(["explain", "Google-7.3", "google-3.2", "--format", "ndjson"]);
}

#[test]
fn unknown_codes() {
    shows!(["explain", "P999", "R-PUB", "emty-input", "R-OK", "P\u{1b}[1m"]);
}

#[test]
fn no_codes_is_a_usage_error() {
    shows!(["explain"]);
}

#[test]
fn a_reason_of_enforcement_as_text_and_json() {
    let output = run(tcf(["explain", "r-macro"]), b"");
    let shown = text(&output.stdout);
    assert!(output.status.success() && output.stderr.is_empty());
    assert!(shown.starts_with("R-MACRO: reason of enforcement\n"), "{shown}");
    assert!(shown.contains("\nWhat to do\n"), "{shown}");
    let output = run(tcf(["explain", "--format", "ndjson", "R-OBJECTED"]), b"");
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<_> = record.as_object().unwrap().keys().collect();
    // There is nothing to do about an objection.
    assert_eq!(keys, ["code", "text", "why"]);
}

#[test]
fn all_as_text() {
    let output = run(tcf(["explain", "--all"]), b"");
    let shown = text(&output.stdout);
    assert!(output.status.success() && output.stderr.is_empty());
    let all = tcf(["explain", "--all", "--format", "ndjson"]);
    let records = run(all, b"");
    let mut count = 0;
    for record in text(&records.stdout).lines() {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        let code = record["code"].as_str().unwrap();
        let line = match record["slug"].as_str() {
            Some(slug) => {
                format!("\n  {code}  {:<7}  {slug}\n", record["severity"].as_str().unwrap())
            }
            None => format!("\n  {code}\n"),
        };
        assert!(shown.contains(&line), "{line}");
        count += 1;
    }
    assert!(count > 100, "{count}");
    // The groups of rules and of checks, the reasons of decisions and of enforcement, the errors of
    // Google's report, and the codes of records.
    let headings = shown.lines().filter(|line| !line.is_empty() && !line.starts_with(' '));
    let groups = tcf_policy::rules::Group::ALL.len() + tcf_audit::check::CheckGroup::ALL.len();
    assert_eq!(headings.count(), groups + 4);
    assert!(shown.lines().all(|line| line.chars().count() <= 80));
}

/// The example of a reason is a command that prints a decision with this reason.
#[test]
fn examples_of_reasons_have_the_reason() {
    let records = run(tcf(["explain", "--all", "--format", "ndjson"]), b"");
    for record in text(&records.stdout).lines() {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        let (code, Some(example)) = (record["code"].as_str().unwrap(), record["example"].as_str())
        else {
            continue;
        };
        if !code.starts_with("R-") {
            continue;
        }
        let args = example.strip_prefix("tcf ").unwrap().split(' ');
        let mut command = tcf(args.chain(["--format", "json"]));
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        command.current_dir(root);
        let output = run(command, b"");
        let decision: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let key = if record["note"] == true { "notes" } else { "reasons" };
        let decisions = match &decision["sections"] {
            serde_json::Value::Null => [decision["decisions"][0].clone()].to_vec(),
            sections => sections.as_array().unwrap().clone(),
        };
        let reasons = decisions.iter().flat_map(|decision| decision[key].as_array().unwrap());
        assert!(reasons.into_iter().any(|reason| reason["code"] == code), "{example}: {decision}");
    }
}

#[test]
fn pages_fit_a_terminal() {
    let records = run(tcf(["explain", "--all", "--format", "ndjson"]), b"");
    let codes = text(&records.stdout).lines().map(|line| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["code"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let output = run(tcf(["explain".to_owned()].into_iter().chain(codes)), b"");
    for line in text(&output.stdout).lines() {
        // Strings are not wrapped.
        assert!(line.chars().count() <= 80 || !line.trim().contains(' '), "{line}");
    }
}

#[test]
fn words_groups_and_empty_codes_are_answered() {
    for word in ["missingSection", "stringsDiffer", "notAnEvent", "invalidJson", "tcConflict"] {
        let output = run(tcf(["explain", word]), b"");
        assert!(text(&output.stdout).starts_with(&format!("{word}: code of ")), "{word}");
    }
    shows!(["explain", "missingSection", "--format", "json"]);
    for group in ["P", "b"] {
        let output = run(tcf(["explain", group]), b"");
        assert!(text(&output.stdout).starts_with(&group.to_uppercase()), "{group}");
    }
    let output = run(tcf(["explain", ""]), b"");
    let message = "error: the code is empty; tcf explain --all lists all codes\n";
    assert_eq!(text(&output.stderr), message);
}
