//! Checks the rules of groups U and A on the conformance corpus, whose findings an independent
//! implementation computes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use tcf_codec::DecodeOptions;
use tcf_policy::rules::{AcSubject, Finding, Severity, UspSubject, check_ac, check_usp};
use tcf_tests::conformance::{Case, cases_of_other_kinds};

/// The findings in a case.
fn findings(case: &Case) -> Vec<Finding> {
    let text = case.text();
    let checked = match case.kind().unwrap() {
        "usp" => UspSubject::new(text, case.as_of().parse().unwrap()).map(|usp| check_usp(&usp)),
        "ac" => AcSubject::new(text, DecodeOptions::DEFAULT_MAX_LEN).map(|ac| check_ac(&ac)),
        kind => panic!("{kind}"),
    };
    checked.unwrap_or_else(|error| vec![Finding::of_error(&error).expect("a rule")])
}

#[test]
fn findings_are_exactly_the_listed_ones() {
    let mut faults = Vec::new();
    for case in cases_of_other_kinds().iter().filter(|case| case.kind() != Some("gpp")) {
        let mut found = BTreeMap::new();
        for finding in findings(case) {
            let code = finding.rule.code.as_str();
            let place = finding.place.expect("a place");
            let is_within = place.characters.end <= case.text().len() + 1;
            assert!(is_within, "{}: {code}: {place:?}", case.name());
            let severity = found.entry(code).or_insert(finding.severity);
            *severity = finding.severity.max(*severity);
        }
        let found: BTreeMap<_, _> =
            found.into_iter().map(|(code, severity)| (code, Severity::name(severity))).collect();
        let expected = case.findings();
        if found != expected {
            faults.push(format!("{}: found {found:?}, expected {expected:?}", case.name()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
