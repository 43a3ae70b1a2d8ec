//! Checks the rules of groups X, U and A on the conformance corpus, whose findings an independent
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
use tcf_policy::rules::{
    AcSubject, Finding, GppSubject, Severity, UspSubject, check_ac, check_gpp, check_usp,
};
use tcf_tests::conformance::{Case, cases_of_other_kinds};

/// The findings in a case.
fn findings(case: &Case) -> Vec<Finding> {
    let (text, max_len) = (case.text(), DecodeOptions::DEFAULT_MAX_LEN);
    let checked = match case.kind().unwrap() {
        "usp" => UspSubject::new(text, case.as_of().parse().unwrap()).map(|usp| check_usp(&usp)),
        "gpp" => GppSubject::new(text, max_len, case.as_of().parse().unwrap())
            .map(|gpp| check_gpp(&gpp).findings),
        "ac" => AcSubject::new(text, max_len).map(|ac| check_ac(&ac)),
        kind => panic!("{kind}"),
    };
    checked.unwrap_or_else(|error| vec![Finding::of_error(&error).expect("a rule")])
}

#[test]
fn findings_are_exactly_the_listed_ones() {
    let mut faults = Vec::new();
    for case in cases_of_other_kinds() {
        let case = &case;
        let mut found = BTreeMap::new();
        for finding in findings(case) {
            let code = finding.rule.code.as_str();
            // G024 reports that a list is missing.
            if let Some(place) = &finding.place {
                let is_within = place.characters.end <= case.text().len() + 1;
                assert!(is_within, "{}: {code}: {place:?}", case.name());
            }
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
