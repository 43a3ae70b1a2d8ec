//! Local expectations about the permissions of vendors.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use tcf_codec::{DecodeOptions, IdSet, PurposeId, TcString, VendorSet, decode};
use tcf_policy::gvl::Gvl;
use tcf_policy::rules::{Expectations, Subject, check_expectations};
use tcf_tests::conformance::fixtures;

fn file(name: &str) -> Vec<Expectations> {
    let path = fixtures().join(format!("expectations/{name}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut tables: BTreeMap<String, Vec<Expectations>> = toml::from_str(&text).unwrap();
    tables.remove("expect").unwrap()
}

/// A list with the vendors of the examples. Google is flexible for what it bases on legitimate
/// interest.
fn gvl() -> Gvl {
    Gvl::from_json(
        br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "tcfPolicyVersion": 5,
        "vendors": {
            "32": {"id": 32, "name": "Xandr", "purposes": [1, 3, 4], "legIntPurposes": [2, 7, 10]},
            "755": {"id": 755, "name": "Google", "purposes": [1, 3, 4],
                "legIntPurposes": [2, 7, 9, 10], "flexiblePurposes": [2, 7, 9, 10]},
            "793": {"id": 793, "name": "Amazon", "purposes": [1, 2, 3, 4, 7, 9, 10]}}}"#,
    )
    .unwrap()
}

fn purposes<const N: usize>(ids: [u8; N]) -> IdSet<24> {
    ids.into_iter().map(|id| PurposeId::new(id).unwrap()).collect()
}

fn vendors(ids: impl IntoIterator<Item = u16>) -> VendorSet {
    VendorSet::from_ids(ids).unwrap()
}

/// A string with all signals that the vendors of the list need.
fn complete() -> TcString {
    let valid = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    let mut tc = TcString::decode(valid).unwrap();
    tc.purposes_consent = purposes([1, 2, 3, 4, 7, 9, 10]);
    tc.purposes_li_transparency = purposes([2, 7, 9, 10]);
    tc.vendor_consents = vendors([32, 755, 793]);
    tc.vendor_legitimate_interests = vendors([32, 755]);
    tc.disclosed_vendors = Some(vendors([32, 755, 793]));
    tc
}

fn messages(tc: &TcString, gvl: Option<&Gvl>, expected: &[Expectations]) -> Vec<String> {
    let text = tc.encode();
    let decoded = decode(&text, DecodeOptions::new().with_layout()).unwrap();
    let subject = Subject::new(&text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
    let subject = subject.with_gvl(gvl, None, false);
    let findings = expected.iter().flat_map(|expected| check_expectations(&subject, expected));
    findings.map(|finding| format!("{}: {}", finding.rule.code, finding.message)).collect()
}

#[test]
fn published_requirements_are_met_by_a_complete_string() {
    for name in ["google", "amazon", "xandr"] {
        assert_eq!(messages(&complete(), Some(&gvl()), &file(name)), [""; 0], "{name}");
        assert_eq!(messages(&complete(), None, &file(name)), [""; 0], "{name}");
    }
}

#[test]
fn an_unmet_expectation_states_the_cause_per_vendor() {
    let mut tc = complete();
    tc.purposes_consent = purposes([1, 3]);
    tc.purposes_li_transparency = purposes([2, 7, 10]);
    assert_eq!(
        messages(&tc, Some(&gvl()), &file("google")),
        [
            "H010: vendor 755 must be permitted for purpose 4 on consent; found: denied, no consent \
             for the purpose",
            "H010: vendor 755 must be permitted for purpose 9; found: denied, legitimate interest \
             for the purpose was not established, or the user objected (the vendor was disclosed)",
        ]
    );
    tc = complete();
    tc.disclosed_vendors = Some(vendors([1]));
    assert_eq!(
        messages(&tc, None, &file("xandr")),
        ["H010: vendor 32 must be permitted for purpose 1 on consent; found: denied, the vendor \
             was not disclosed to the user",]
    );
}

#[test]
fn a_permission_on_the_other_basis_is_not_enough() {
    let expected: Expectations = toml::from_str(
        "require-permits = [{ vendors = [755], purposes = [2], basis = 'consent' },
            { vendors = [755], purposes = [2], basis = 'legitimate-interest' }]",
    )
    .unwrap();
    assert_eq!(
        messages(&complete(), Some(&gvl()), &[expected]),
        ["H010: vendor 755 must be permitted for purpose 2 on consent; found: permitted on \
             legitimate interest",]
    );
}

#[test]
fn purpose_one_treatment_excuses_purpose_one_in_the_named_countries() {
    let mut tc = complete();
    tc.purpose_one_treatment = true;
    tc.purposes_consent = purposes([2, 3, 4, 7, 9, 10]);
    tc.publisher_cc = "CH".parse().unwrap();
    assert_eq!(messages(&tc, Some(&gvl()), &file("google")), [""; 0]);
    tc.publisher_cc = "FR".parse().unwrap();
    let found = messages(&tc, Some(&gvl()), &file("google"));
    assert_eq!(found.len(), 1, "{found:?}");
    let start = "H010: vendor 755 must be permitted for purpose 1 on consent; found: conditional";
    assert!(found.iter().all(|found| found.starts_with(start)), "{found:?}");
    assert!(found.iter().all(|found| found.ends_with("(publisher country FR)")), "{found:?}");
}

#[test]
fn without_the_list_only_certain_denials_are_reported() {
    let mut tc = complete();
    tc.purposes_consent = purposes([1, 3]);
    // Purpose 4 needs consent under every list. Purposes 2, 7, 9 and 10 depend on the list.
    let found = messages(&tc, None, &file("google"));
    assert_eq!(
        found,
        ["H010: vendor 755 must be permitted for purpose 4 on consent; found: denied, no consent \
             for the purpose",]
    );
}

#[test]
fn wrong_values_are_errors() {
    for wrong in [
        "require-permits = [{ vendors = [755] }]",
        "require-permits = [{ vendors = [0], purposes = [1] }]",
        "require-permits = [{ vendors = [755], purposes = [25] }]",
        "require-permits = [{ vendors = [755], purposes = [1], basis = 'li' }]",
        "require-permits = [{ vendors = [755], purposes = [1], purpose-one-treatment = ['C1'] }]",
        "require-permits = [{ vendors = [755], purpose = [1], purposes = [1] }]",
    ] {
        assert!(toml::from_str::<Expectations>(wrong).is_err(), "{wrong}");
    }
}
