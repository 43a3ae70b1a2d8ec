//! The rule registry: codes, texts and examples.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tcf::{Input, Inputs, SignalKind, Validator, undecodable};
use tcf_codec::{AnyTcString, DecodeOptions, decode};
use tcf_policy::ProviderList;
use tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey};
use tcf_policy::rules::{
    AcSubject, Example, Expectations, Finding, GppSubject, Group, Need, Rule, RuleCode, Severity,
    Subject, UspSubject, all, check, check_ac, check_expectations, check_gpp, check_usp, find,
};
use tcf_tests::conformance::named;

/// The lists of the fixtures.
fn lists() -> (Gvls, CmpList) {
    let read = |name: &str| {
        std::fs::read(format!("{}/../fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let gvl = |name: &str| Gvl::from_json(&read(&format!("gvl/{name}.json"))).unwrap();
    let names = [
        "v2/archives/vendor-list-v60",
        "v3/archives/vendor-list-v139",
        "v3/archives/vendor-list-v140",
        "v3/archives/vendor-list-v141",
    ];
    (names.into_iter().map(gvl).collect(), CmpList::from_json(&read("cmp-list.json")).unwrap())
}

/// Rules without an invalid example, and why.
const WITHOUT_EXAMPLE: &[(RuleCode, &str)] = &[
    (RuleCode::S013, "a string of 64 KiB is too long for a page"),
    (RuleCode::X025, "a string of 64 KiB is too long for a page"),
    (RuleCode::G010, "in October 2026 the lists of the fixtures are so old that G003 warns"),
    (RuleCode::G018, "no vendor of the fixtures is flexible for a purpose that requires consent"),
    (RuleCode::G022, "a fault of the list, not of the string: the lists of the fixtures have none"),
];

/// The findings in an example of a rule.
fn findings(rule: &Rule, example: &Example) -> Vec<Finding> {
    let input = Input::new(example.text);
    let text = &*input.text;
    if rule.needs.contains(Need::Companions) {
        return findings_between_signals(example);
    }
    let checked = match rule.group() {
        Group::Gpp => {
            let at = example.as_of.parse().unwrap();
            let gpp = GppSubject::new(text, DecodeOptions::DEFAULT_MAX_LEN, at);
            gpp.map(|gpp| check_gpp(&gpp).findings)
        }
        Group::UsPrivacy => {
            UspSubject::new(text, example.as_of.parse().unwrap()).map(|usp| check_usp(&usp))
        }
        Group::AdditionalConsent => {
            AcSubject::new(text, DecodeOptions::DEFAULT_MAX_LEN).map(|ac| check_ac(&ac))
        }
        _ => return findings_in_tc_string(example),
    };
    checked.unwrap_or_else(|error| vec![Finding::of_error(&error).unwrap()])
}

/// The findings between the signals of a query.
fn findings_between_signals(example: &Example) -> Vec<Finding> {
    let lists = example.with_lists.then(lists);
    let gvl = lists.as_ref().and_then(|(lists, _)| lists.newest(3));
    let csv = include_bytes!("../../fixtures/providers.csv");
    let providers = example.with_lists.then(|| ProviderList::from_csv(csv).unwrap());
    let validator = Validator {
        newest: gvl.map(|gvl| &**gvl),
        cmps: lists.as_ref().map(|(_, cmps)| cmps),
        providers: providers.as_ref(),
        ..Validator::new(example.as_of.parse().unwrap())
    };
    let found = validator.check_companions(&Inputs::new(example.text)).expect("several signals");
    found.findings.into_iter().map(|(_, finding)| finding).collect()
}

fn findings_in_tc_string(example: &Example) -> Vec<Finding> {
    let Ok(decoded) = decode(example.text, DecodeOptions::new().with_layout()) else {
        let failure = Input::new(example.text);
        return undecodable(&failure.decode().unwrap_err()).into_iter().collect();
    };
    let lists = example.with_lists.then(lists);
    let named = match &decoded.value {
        AnyTcString::V2(tc) => ListKey::named_by(tc).unwrap(),
        AnyTcString::V1(_) => None,
    };
    let newest = lists.as_ref().and_then(|(lists, _)| lists.latest());
    // Without the list that the string names, the newest one: G001.
    let gvl = lists.as_ref().and_then(|(lists, _)| lists.get(named?)).or(newest);
    let subject = Subject::new(example.text, &decoded, example.as_of.parse().unwrap())
        .unwrap()
        .with_gvl(gvl.map(|gvl| &**gvl), newest.map(|gvl| &**gvl), false)
        .with_cmps(lists.as_ref().map(|(_, cmps)| cmps));
    let mut findings = check(&subject).findings;
    if !example.expect.is_empty() {
        let expected: Expectations = toml::from_str(example.expect).unwrap();
        findings.extend(check_expectations(&subject, &expected));
    }
    findings
}

#[test]
fn law_9_each_rule_reports_its_invalid_examples_only() {
    for rule in all() {
        for example in rule.invalid_examples {
            let found = findings(rule, example);
            assert!(
                found.iter().any(|finding| finding.rule.code == rule.code),
                "{} spares {}",
                rule.code,
                example.text
            );
            for finding in &found {
                let code = finding.rule.code;
                let expected = code == rule.code || rule.implies.contains(&code);
                assert!(
                    expected || finding.severity == Severity::Info,
                    "the example of {} violates {code} too: {}: {}",
                    rule.code,
                    finding.message,
                    example.text
                );
            }
        }
        for example in rule.valid_examples {
            assert!(
                findings(rule, example).iter().all(|finding| finding.rule.code != rule.code),
                "{} is found in {}",
                rule.code,
                example.text
            );
        }
    }
}

/// The command reads the examples as strings of their group, some by the name of a parameter.
/// Others are about a text of another kind.
#[test]
fn examples_are_read_as_their_kind() {
    let mut others = BTreeSet::new();
    for rule in all().filter(|rule| !rule.needs.contains(Need::Companions)) {
        let kind = match rule.group() {
            Group::Gpp => SignalKind::Gpp,
            Group::UsPrivacy => SignalKind::UsPrivacy,
            Group::AdditionalConsent => SignalKind::AdditionalConsent,
            _ => SignalKind::Tc,
        };
        for example in rule.invalid_examples.iter().chain(rule.valid_examples) {
            if Input::new(example.text).kind() != kind {
                others.insert(rule.code);
            }
        }
    }
    assert_eq!(others, [RuleCode::S005, RuleCode::U010].into());
}

#[test]
fn codes_and_slugs_are_unique_and_every_rule_is_documented() {
    let mut names = BTreeSet::new();
    for rule in all() {
        assert!(names.insert(rule.code.as_str()) && names.insert(rule.slug), "{} twice", rule.code);
        assert_eq!(rule.code.as_str().len(), 4);
        for text in [rule.summary, rule.why, rule.help] {
            assert!(text.len() > 10, "{} lacks a text", rule.code);
        }
        assert!(!rule.valid_examples.is_empty(), "{} lacks an example", rule.code);
        let has_none = WITHOUT_EXAMPLE.iter().any(|(code, _)| *code == rule.code);
        assert_eq!(
            rule.invalid_examples.is_empty(),
            has_none,
            "{}: no string that violates it",
            rule.code
        );
        assert_eq!(find(rule.slug).unwrap().code, rule.code);
    }
    assert_eq!(Group::ALL.map(|group| group.rules().count()), [15, 20, 28, 23, 11, 10, 58, 10, 18]);
}

/// A string can violate both rules for the same vendors, so their advice must be the same.
#[test]
fn rules_about_the_same_signals_give_the_same_help() {
    for (one, other) in [("G007", "G020"), ("P021", "G018")] {
        assert_eq!(find(one).unwrap().help, find(other).unwrap().help, "{one} and {other}");
    }
}

/// Codes are permanent: removing one or changing its meaning shows up in this list.
#[test]
fn codes_never_change_silently() {
    let mut listed = String::new();
    for rule in all() {
        writeln!(listed, "{} {} {}", rule.code, rule.slug, rule.severity).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules.txt");
    if std::env::var_os("TCF_ACCEPT").is_some() {
        std::fs::write(path, &listed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), listed);
}

/// The characters of a finding are within its string, and its bits within its characters.
#[test]
fn locations_are_within_the_string() {
    for rule in all() {
        for example in rule.invalid_examples.iter().filter(|example| example.text.len() > 20) {
            for place in findings(rule, example).into_iter().filter_map(|finding| finding.place) {
                assert!(place.characters.end <= example.text.len() + 1, "{}", rule.code);
                if let (Some(bits), 1..) = (place.bits, place.characters.len()) {
                    let width = usize::try_from(bits.end - bits.start).unwrap();
                    assert!(width <= place.characters.len() * 6, "{}: {bits:?}", rule.code);
                }
            }
        }
    }
}

/// A few kilobytes of restrictions do not become megabytes of findings; the rest is counted.
#[test]
fn thousands_of_findings_are_counted() {
    let case = named("restriction-4095-records");
    let text = case.text();
    let decoded = decode(text, DecodeOptions::new().with_layout()).unwrap();
    let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
    let findings = check(&subject).findings;
    assert!(findings.len() < 200, "{}", findings.len());
    let duplicates: Vec<_> =
        findings.iter().filter(|finding| finding.rule.code == RuleCode::F011).collect();
    assert_eq!(duplicates.len(), 17);
    assert!(duplicates.last().unwrap().message.to_string().ends_with(" more like these"));
}
