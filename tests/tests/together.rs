//! Checks the rules about signals that came together on the conformance corpus, whose findings an
//! independent implementation computes.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tcf::{Inputs, Validator};
use tcf_policy::ProviderList;
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{Companions, Finding, NotRun, Severity, check_companions};
use tcf_tests::conformance::{Case, fixtures, together};

/// The lists of a case.
struct Lists {
    gvl: Option<Gvl>,
    cmps: Option<CmpList>,
    providers: Option<ProviderList>,
}

impl Lists {
    fn of(case: &Case) -> Self {
        let read = |key| case.list(key).map(|path| fs::read(path).unwrap());
        Self {
            gvl: read("vendorList").map(|json| Gvl::from_json(&json).unwrap()),
            cmps: read("cmpList").map(|json| CmpList::from_json(&json).unwrap()),
            providers: read("providerList").map(|csv| ProviderList::from_csv(&csv).unwrap()),
        }
    }
}

/// Compares findings, by code with the highest severity, and the rules that did not run.
fn compare<'a>(case: &Case, findings: impl Iterator<Item = &'a Finding>, not_run: NotRun) {
    let mut found = BTreeMap::new();
    for finding in findings {
        let severity = found.entry(finding.rule.code.as_str()).or_insert(finding.severity);
        *severity = finding.severity.max(*severity);
    }
    let found: BTreeMap<_, _> =
        found.into_iter().map(|(code, severity)| (code, Severity::name(severity))).collect();
    assert_eq!(found, case.findings(), "{}", case.name());
    let has_ac = case.signal("addtl_consent").is_some_and(|text| !text.is_empty());
    let not_run: Vec<_> = not_run.iter().map(|skipped| skipped.to_string()).collect();
    if has_ac && case.list("providerList").is_none() {
        assert_eq!(not_run, ["A008", "A010", "A016"], "{}", case.name());
    } else {
        assert!(not_run.is_empty(), "{}: {not_run:?}", case.name());
    }
}

/// The signals as values.
#[test]
fn findings_between_signals_are_exactly_the_listed_ones() {
    for case in together() {
        let lists = Lists::of(&case);
        let signal = |name| case.signal(name).filter(|value| !value.is_empty());
        let outcome = check_companions(&Companions {
            tc: signal("gdpr_consent"),
            gpp: signal("gpp"),
            us_privacy: signal("us_privacy"),
            ac: signal("addtl_consent"),
            gdpr: signal("gdpr").map(|flag| flag == "1"),
            gpp_sid: case.signal("gpp_sid"),
            gvl: lists.gvl.as_ref(),
            cmps: lists.cmps.as_ref(),
            providers: lists.providers.as_ref(),
            ..Companions::new(case.as_of().parse().unwrap())
        });
        compare(&case, outcome.findings.iter().map(|(_, finding)| finding), outcome.not_run);
    }
}

/// Whether a string is among the signals. Flags alone are not unpacked from a text.
fn has_string(case: &Case) -> bool {
    let strings = ["gdpr_consent", "gpp", "us_privacy", "addtl_consent"];
    strings.iter().any(|name| case.signal(name).is_some())
}

/// The signals in a query, each finding with its place in it.
#[test]
fn findings_between_signals_of_a_query_are_the_same() {
    for case in together().into_iter().filter(has_string) {
        let lists = Lists::of(&case);
        let validator = Validator {
            gvl: lists.gvl.as_ref(),
            cmps: lists.cmps.as_ref(),
            providers: lists.providers.as_ref(),
            ..Validator::new(case.as_of().parse().unwrap())
        };
        let query = case.query();
        let inputs = Inputs::new(&query);
        let checked = validator.check_companions(&inputs).unwrap();
        for (position, finding) in &checked.findings {
            assert!(*position < inputs.count(), "{}", case.name());
            let place = finding.place.as_ref().unwrap();
            let characters = query.get(place.characters.clone()).unwrap();
            assert!(!characters.contains('&'), "{}: {characters}", case.name());
        }
        compare(&case, checked.findings.iter().map(|(_, finding)| finding), checked.not_run);
    }
}

/// Each rule between signals that the corpus covers is reported by one case and not by another that
/// has the same signals.
#[test]
fn every_rule_between_signals_has_cases_on_both_sides() {
    let cases = together();
    let names = |case: &Case| -> BTreeSet<String> {
        case.0["signals"].as_object().unwrap().keys().cloned().collect()
    };
    let codes: BTreeSet<_> = cases.iter().flat_map(|case| case.findings().into_keys()).collect();
    assert_eq!(codes.len(), 16);
    for code in codes {
        let (with, without): (Vec<_>, Vec<_>) =
            cases.iter().partition(|case| case.findings().contains_key(code));
        let is_spared = |signals| without.iter().any(|case| names(case) == signals);
        assert!(with.iter().any(|case| is_spared(names(case))), "{code}");
    }
}

#[test]
fn the_schema_of_cases_with_several_signals_is_strict() {
    let schema = fs::read(fixtures().join("conformance/schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let cases = together();
    let case = cases.iter().find(|case| !case.findings().is_empty()).unwrap();
    let is_valid = |case: &serde_json::Value| validator.is_valid(&[case.clone()].as_slice().into());
    assert!(is_valid(&case.0));
    for key in case.0.as_object().unwrap().keys() {
        let mut without = case.0.clone();
        without.as_object_mut().unwrap().remove(key);
        assert!(!is_valid(&without), "without {key}");
    }
    for (pointer, value) in [
        ("/kind", "gpp"),
        ("/signals/gdpr", "2"),
        ("/signals/consent", "1YNN"),
        ("/findings/0/code", "X012"),
        ("/text", "?gpp_sid=7"),
        ("/strict", "accept"),
    ] {
        let mut changed = case.0.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[key] = value.into();
        assert!(!is_valid(&changed), "{pointer}");
    }
}
