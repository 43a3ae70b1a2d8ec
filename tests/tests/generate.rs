//! Generated strings are valid or violate exactly the requested rule.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generated;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tcf_codec::{AnyTcString, Deciseconds, TcString};
use tcf_generate::{GenerateError, Generated, Generator, Kind, SignalValue};
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{self, Group, Need, RuleCode, Severity};

use generated::findings;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn gvl(name: &str) -> Gvl {
    Gvl::from_json(&fixture(&format!("gvl/{name}.json"))).unwrap()
}

fn day(text: &str) -> Deciseconds {
    text.parse().unwrap()
}

fn tc(made: &Generated) -> &TcString {
    let Some(SignalValue::Tc(AnyTcString::V2(tc))) = &made.value else { panic!("{}", made.text) };
    tc
}

/// Dates before and after each date on which rules change.
const DATES: [&str; 12] = [
    "2019-10-01",
    "2020-10-15",
    "2021-06-15",
    "2022-02-01",
    "2023-10-20",
    "2024-03-01",
    "2024-11-01",
    "2025-08-01",
    "2026-02-28",
    "2026-03-01",
    "2026-11-24T09:30:00Z",
    "2031-01-01",
];

/// Strings of every kind are valid on every date, with and without lists, and have the properties
/// of their kind.
#[test]
fn every_kind_is_valid() {
    let (v2, v140, v141) = (
        gvl("v2/archives/vendor-list-v60"),
        gvl("v3/archives/vendor-list-v140"),
        gvl("v3/archives/vendor-list-v141"),
    );
    let cmps = CmpList::from_json(&fixture("cmp-list.json")).unwrap();
    let mut made = 0;
    for seed in 0..3 {
        let plain = DATES.map(|date| (Generator::new(seed, day(date)), None, None, None));
        let listed = [
            ("2020-11-15", &v2, None),
            ("2026-03-10", &v140, None),
            ("2026-03-20", &v140, Some(&v141)),
            ("2026-11-24", &v141, Some(&v141)),
        ]
        .map(|(date, gvl, newest)| {
            let generator = Generator::new(seed, day(date)).with_gvl(gvl, newest).with_cmps(&cmps);
            (generator, Some(gvl), newest, Some(&cmps))
        });
        for (generator, gvl, newest, cmps) in plain.into_iter().chain(listed) {
            for (kind, number) in
                Kind::TC.into_iter().flat_map(|kind| (0..4).map(move |n| (kind, n)))
            {
                let string = match generator.string(kind, number) {
                    Ok(string) => string,
                    Err(
                        GenerateError::TooEarly { .. }
                        | GenerateError::TooLate { .. }
                        | GenerateError::ListTooYoung { .. },
                    ) if matches!(kind, Kind::Tcf22 | Kind::Tcf23) => continue,
                    Err(error) => panic!("{}: {error}", kind.name()),
                };
                made += 1;
                for finding in findings(&string, gvl, newest, cmps) {
                    assert!(
                        finding.severity == Severity::Info,
                        "{} seed {seed} {number}: {} {}: {}",
                        kind.name(),
                        finding.rule.code,
                        finding.message,
                        string.text
                    );
                }
                keeps_its_promise(&string);
            }
        }
    }
    assert!(made > 1500, "{made}");
}

#[test]
fn an_impossible_request_is_an_error() {
    let v140 = gvl("v3/archives/vendor-list-v140");
    let published = day("2026-03-05");
    let error = |generator: &Generator<'_>, kind| generator.string(kind, 0).unwrap_err();
    let by_v140 = |date| Generator::new(1, day(date)).with_gvl(&v140, None);
    let none =
        CmpList::from_json(br#"{"cmps": {"5": {"deletedDate": "2020-01-01T00:00:00Z"}}}"#).unwrap();
    let empty_list: &[u8] =
        br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 5, "vendors": {}}"#;
    let empty_list = Gvl::from_json(empty_list).unwrap();
    let unknown_policies = list_at_a_limit(5, 64, "[1]");
    for (generator, kind, expected) in [
        (
            Generator::new(1, day("2019-08-20")),
            Kind::Mixed,
            GenerateError::TooEarly { kind: None, first: day("2019-08-21") },
        ),
        (
            Generator::new(1, day("2025-07-02")),
            Kind::Tcf23,
            GenerateError::TooEarly { kind: Some(Kind::Tcf23), first: day("2025-07-03") },
        ),
        (
            Generator::new(1, day("2027-06-01")),
            Kind::Tcf22,
            GenerateError::TooLate { kind: Kind::Tcf22, last: day("2026-02-27") },
        ),
        (
            by_v140("2026-03-04"),
            Kind::Mixed,
            GenerateError::ListTooYoung { published, last: day("2026-03-04") },
        ),
        (by_v140("2028-01-01"), Kind::Mixed, GenerateError::ListTooOld { published }),
        (
            Generator::new(1, day("2026-03-04")).with_gvl(&empty_list, None),
            Kind::Objected,
            GenerateError::NoVendor { kind: Kind::Objected },
        ),
        (
            Generator::new(1, day("2026-03-04")).with_gvl(&unknown_policies, None),
            Kind::Mixed,
            GenerateError::PolicyVersionTooLarge { policy_version: 64 },
        ),
        (by_v140("2026-03-10").with_cmps(&none), Kind::Mixed, GenerateError::NoCmp),
    ] {
        assert_eq!(error(&generator, kind), expected);
        assert!(expected.to_string().len() > 20);
    }
}

/// A list with one vendor, which has the highest id.
fn list_at_a_limit(version: u16, policy_version: u16, purposes: &str) -> Gvl {
    let list = format!(
        "{{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": {version}, \
         \"tcfPolicyVersion\": {policy_version}, \
         \"vendors\": {{\"65535\": {{\"id\": 65535, \"name\": \"last\", \"purposes\": {purposes}}}}}}}"
    );
    Gvl::from_json(list.as_bytes()).unwrap()
}

#[test]
fn limits_of_dates_and_lists_give_a_string_or_an_error() {
    let lists = [
        list_at_a_limit(1, 2, "[]"),
        list_at_a_limit(4095, 63, "[1, 2, 24]"),
        list_at_a_limit(4095, u16::MAX, "[1]"),
        Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {}}"#)
            .unwrap(),
    ];
    let cmps =
        CmpList::from_json(br#"{"cmps": {"4095": {"deletedDate": "1970-01-01T00:00:00Z"}}}"#)
            .unwrap();
    for date in [Deciseconds::default(), day("2026-03-05"), Deciseconds::MAX] {
        let plain = || Generator::new(1, date);
        let with_lists = lists.iter().map(|gvl| plain().with_gvl(gvl, Some(gvl)));
        for generator in [plain(), plain().with_cmps(&cmps)].into_iter().chain(with_lists) {
            for kind in Kind::all() {
                let _ = generator.string(kind, 0);
            }
            for rule in rules::all() {
                let _ = generator.violating(rule, 0);
            }
        }
    }
}

/// A list with vendors of every kind that was published on a day.
fn list_published(at: Deciseconds, policy_version: u16) -> Gvl {
    let vendors = [
        r#""purposes": [1, 3, 4], "specialFeatures": [1]"#,
        r#""purposes": [1], "legIntPurposes": [2, 7, 9], "flexiblePurposes": [2, 7]"#,
        r#""legIntPurposes": [7, 8, 10], "specialPurposes": [1, 2], "features": [1]"#,
        r#""purposes": [], "specialPurposes": [1]"#,
        r#""purposes": [2, 5, 6], "flexiblePurposes": [2]"#,
    ];
    let vendors: Vec<_> = (1..)
        .zip(vendors)
        .map(|(id, declared)| format!(r#""{id}": {{"id": {id}, "name": "v{id}", {declared}}}"#))
        .collect();
    let specification = if policy_version < 4 { 2 } else { 3 };
    let list = format!(
        r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": 17,
        "tcfPolicyVersion": {policy_version}, "lastUpdated": "{at}", "vendors": {{{}}}}}"#,
        vendors.join(", ")
    );
    Gvl::from_json(list.as_bytes()).unwrap()
}

/// Lists of every week, used by strings of every age.
#[test]
fn strings_of_every_list_are_valid_or_an_error() {
    const WEEK: u64 = 7 * Deciseconds::PER_DAY;
    let (mut made, mut too_early) = (0, BTreeSet::new());
    for week in (0..400).step_by(3) {
        let published = Deciseconds::new(day("2019-06-05").get() + week * WEEK).unwrap();
        for policy_version in [2, 4, 5] {
            let list = list_published(published, policy_version);
            for age in [0, 1, 9, 40, 56, 58] {
                let as_of = Deciseconds::new(published.get() + age * WEEK).unwrap();
                let generator = Generator::new(week + age, as_of).with_gvl(&list, None);
                for kind in Kind::all() {
                    let string = match generator.string(kind, 0) {
                        Ok(string) => string,
                        Err(error @ GenerateError::ListTooEarly { .. }) => {
                            assert!(error.to_string().contains(" and replaced before 20"));
                            too_early.insert(kind.name());
                            continue;
                        }
                        Err(_) => continue,
                    };
                    made += 1;
                    for finding in findings(&string, Some(&list), None, None) {
                        assert!(
                            finding.severity == Severity::Info,
                            "{} as of {as_of}, list of {published}, policy {policy_version}: {} \
                             {}: {}",
                            kind.name(),
                            finding.rule.code,
                            finding.message,
                            string.text
                        );
                    }
                }
            }
        }
    }
    assert!(made > 10_000, "{made}");
    for kind in [Kind::Mixed, Kind::Tcf22, Kind::Tcf23] {
        assert!(too_early.contains(kind.name()), "{too_early:?}");
    }
}

fn keeps_its_promise(made: &Generated) {
    let tc = tc(made);
    assert_eq!(made.text, tc.encode());
    let restricted = !tc.publisher_restrictions.is_empty();
    match made.kind {
        Kind::AcceptAll => {
            assert!(!tc.purposes_consent.is_empty() || tc.vendor_consents.is_empty());
        }
        Kind::RejectAll => {
            assert!(tc.purposes_consent.is_empty() && tc.purposes_li_transparency.is_empty());
            assert!(tc.vendor_consents.is_empty() && tc.special_feature_opt_ins.is_empty());
        }
        Kind::Objected | Kind::ConsentOnly => assert!(tc.purposes_li_transparency.is_empty()),
        Kind::Restrictive => assert!(restricted),
        Kind::SpecialPurposesOnly => {
            assert!(tc.purposes_consent.is_empty() && tc.vendor_consents.is_empty());
        }
        Kind::Tcf22 => assert!(tc.disclosed_vendors.is_none() && tc.created < day("2026-02-28")),
        Kind::Tcf23 => assert!(tc.disclosed_vendors.is_some() && tc.publisher_tc.is_some()),
        _ => {}
    }
}

/// List 141 as of October 2026, optionally with a vendor that is flexible for a purpose that
/// requires consent.
fn list_of_october(with_fault: bool) -> Gvl {
    let mut json: serde_json::Value =
        serde_json::from_slice(&fixture("gvl/v3/archives/vendor-list-v141.json")).unwrap();
    json["lastUpdated"] = "2026-10-22T16:00:00Z".into();
    if with_fault {
        json["vendors"]["1"]["purposes"] = vec![1, 3].into();
        json["vendors"]["1"]["flexiblePurposes"] = vec![3].into();
    }
    Gvl::from_json(&serde_json::to_vec(&json).unwrap()).unwrap()
}

/// Whether no string violates a rule, with the reason.
fn is_not_generated(code: RuleCode, error: GenerateError) -> bool {
    match error {
        GenerateError::NotOfAString => code == RuleCode::G022,
        GenerateError::NeedsOtherInput => code.rule().needs.contains(Need::Companions),
        _ => false,
    }
}

#[test]
fn every_rule_is_violated_alone() {
    let cmps = CmpList::from_json(&fixture("cmp-list.json")).unwrap();
    let (v140, v141) = (gvl("v3/archives/vendor-list-v140"), gvl("v3/archives/vendor-list-v141"));
    let [october, faulty] = [false, true].map(list_of_october);
    let mut broken = BTreeSet::new();
    let cases = [
        ("2026-03-20", &v140, &v141),
        ("2026-11-24", &october, &october),
        ("2026-11-24", &faulty, &faulty),
    ];
    for (seed, (date, list, newest)) in (0..).zip(cases.repeat(2)) {
        let generator =
            Generator::new(seed, day(date)).with_gvl(list, Some(newest)).with_cmps(&cmps);
        for rule in rules::all() {
            if let Ok(made) = generator.violating(rule, seed) {
                broken.insert(rule.code);
                violates_only(rule, &made, Some(list), Some(newest), Some(&cmps));
            }
        }
    }
    let codes = rules::all().map(|rule| rule.code);
    let is_of_one_string = |code: &RuleCode| !code.rule().needs.contains(Need::Companions);
    let spared: Vec<_> =
        codes.filter(is_of_one_string).filter(|code| !broken.contains(code)).collect();
    assert_eq!(spared, [RuleCode::G022]);
}

/// Without lists, every rule that needs none can be violated on every date.
#[test]
fn rules_are_violated_on_every_date() {
    let mut spared = Vec::new();
    for date in DATES {
        let generator = Generator::new(3, day(date));
        for rule in rules::all() {
            match generator.violating(rule, 0) {
                Ok(made) => violates_only(rule, &made, None, None, None),
                Err(GenerateError::NeedsGvl) => {
                    let needs = [Need::AnyVendorList, Need::VendorList];
                    assert!(needs.into_iter().any(|need| rule.needs.contains(need)));
                }
                Err(GenerateError::NeedsCmpList) => {
                    assert!(rule.needs.contains(Need::CmpList));
                }
                Err(error) if is_not_generated(rule.code, error) => {}
                Err(error) => spared.push(format!("{} on {date}: {error}", rule.code)),
            }
        }
    }
    assert!(spared.is_empty(), "{spared:#?}");
}

fn violates_only(
    rule: &rules::Rule,
    made: &Generated,
    gvl: Option<&Gvl>,
    newest: Option<&Gvl>,
    cmps: Option<&CmpList>,
) {
    assert_eq!(made.expected.first().unwrap().rule.code, rule.code);
    let mut found = findings(made, gvl, newest, cmps);
    // Ignore faults of the vendor list.
    let is_asked = |code| code != RuleCode::G022 || rule.implies.contains(&code);
    found.retain(|finding| finding.severity > Severity::Info || finding.rule.code == rule.code);
    found.retain(|finding| is_asked(finding.rule.code));
    for finding in &found {
        let code = finding.rule.code;
        assert!(code == rule.code || rule.implies.contains(&code), "{} brings {code}", rule.code);
        assert!(made.expected.iter().any(|expected| expected.rule.code == code), "{code}");
    }
    for expected in &made.expected {
        let worst =
            found.iter().filter(|f| f.rule.code == expected.rule.code).map(|f| f.severity).max();
        assert_eq!(worst, Some(expected.severity), "{}: {}", rule.code, made.text);
    }
    // Canonical, unless the rule is about encoding.
    let any_form = matches!(rule.group(), Group::Canonical | Group::Syntax | Group::Format)
        || rule.code == RuleCode::G021;
    if let (Some(SignalValue::Tc(AnyTcString::V2(tc))), false) = (&made.value, any_form) {
        assert_eq!(made.text, tc.encode(), "{}", rule.code);
    }
}

/// The output for a seed is part of the API, on every machine and in every version.
#[test]
fn generated_strings_never_change() {
    let cmps = CmpList::from_json(&fixture("cmp-list.json")).unwrap();
    let v140 = gvl("v3/archives/vendor-list-v140");
    let mut listed = String::new();
    for generator in [
        Generator::new(1, day("2026-06-01")),
        Generator::new(1, day("2026-03-20")).with_gvl(&v140, None).with_cmps(&cmps),
    ] {
        for kind in Kind::all() {
            let texts: Vec<_> = (0..20)
                .filter_map(|n| generator.string(kind, n).ok())
                .map(|made| made.text)
                .collect();
            writeln!(listed, "{} {} {:016x}", kind.name(), texts.len(), fingerprint(&texts))
                .unwrap();
        }
        for rule in rules::all() {
            let texts: Vec<_> = (0..3)
                .filter_map(|n| generator.violating(rule, n).ok())
                .map(|made| made.text)
                .collect();
            writeln!(listed, "{} {} {:016x}", rule.code, texts.len(), fingerprint(&texts)).unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/generated.txt");
    if std::env::var_os("TCF_ACCEPT").is_some() {
        std::fs::write(path, &listed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), listed);
}

/// FNV-1a.
fn fingerprint(texts: &[String]) -> u64 {
    texts.join("\n").bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
