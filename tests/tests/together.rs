//! Checks the rules about signals that came together on cases whose findings an independent
//! implementation computes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;

use tcf::{Inputs, Validator};
use tcf_policy::ProviderList;
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::Severity;
use tcf_tests::conformance::together;

#[test]
fn findings_between_signals_are_exactly_the_listed_ones() {
    for case in together() {
        let read = |key| case.list(key).map(|path| fs::read(path).unwrap());
        let gvl = read("vendorList").map(|json| Gvl::from_json(&json).unwrap());
        let cmps = read("cmpList").map(|json| CmpList::from_json(&json).unwrap());
        let providers = read("providerList").map(|csv| ProviderList::from_csv(&csv).unwrap());
        let validator = Validator {
            gvl: gvl.as_ref(),
            cmps: cmps.as_ref(),
            providers: providers.as_ref(),
            ..Validator::new(case.as_of().parse().unwrap())
        };
        let inputs = Inputs::new(case.text());
        let checked = validator.check_companions(&inputs).unwrap();
        let mut found = BTreeMap::new();
        for (position, finding) in &checked.findings {
            assert!(*position < inputs.count(), "{}", case.name());
            let place = finding.place.as_ref().unwrap();
            let characters = case.text().get(place.characters.clone()).unwrap();
            assert!(!characters.contains('&'), "{}: {characters}", case.name());
            let severity = found.entry(finding.rule.code.as_str()).or_insert(finding.severity);
            *severity = finding.severity.max(*severity);
        }
        let found: BTreeMap<_, _> =
            found.into_iter().map(|(code, severity)| (code, Severity::name(severity))).collect();
        assert_eq!(found, case.findings(), "{}", case.name());
        let has_ac = case.text().contains("addtl_consent");
        let not_run: Vec<_> = checked.not_run.iter().map(|skipped| skipped.to_string()).collect();
        if has_ac && providers.is_none() {
            assert_eq!(not_run, ["A008", "A010", "A016"], "{}", case.name());
        } else {
            assert!(not_run.is_empty(), "{}: {not_run:?}", case.name());
        }
    }
}
