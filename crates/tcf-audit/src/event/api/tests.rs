//! Tests of API values against strings.

use tcf_carrier::Preferences;
use tcf_codec::{
    CustomPurposes, IdSet, PublisherTc, RestrictionType, TcString, U6, VendorRange, VendorRanges,
};

use super::*;

/// Consent to purposes 1, 3 and vendors 10, 755; legitimate interest for purpose 7 of vendor 32;
/// vendors 10 to 12 need consent for purpose 2.
fn string() -> TcString {
    let mut tc = TcString {
        purposes_consent: IdSet::from_ids([1, 3]).unwrap(),
        purposes_li_transparency: IdSet::from_ids([7]).unwrap(),
        vendor_consents: [10, 755]
            .map(|id| tcf_codec::VendorId::new(id).unwrap())
            .into_iter()
            .collect(),
        vendor_legitimate_interests: std::iter::once(tcf_codec::VendorId::new(32).unwrap())
            .collect(),
        ..TcString::default()
    };
    tc.cmp_id = 6u16.try_into().unwrap();
    tc.tcf_policy_version = 4u16.try_into().unwrap();
    let own = IdSet::from_ids([2]).unwrap();
    tc.publisher_tc = Some(PublisherTc {
        custom_purposes: CustomPurposes::new(U6::new(2).unwrap(), own, IdSet::EMPTY).unwrap(),
        ..PublisherTc::default()
    });
    let vendors = VendorRanges::new([VendorRange::new(10, 12).unwrap()]).unwrap();
    let purpose = U6::new(2).unwrap();
    tc.publisher_restrictions.push(purpose, RestrictionType::RequireConsent, &vendors).unwrap();
    tc
}

/// The differences of `TCData` with these members.
fn of_json(members: &str) -> Vec<&'static str> {
    let json = format!(r#"{{"tcString": "{}", {members}}}"#, string().encode());
    ApiStatement::from_json(&json).check.unwrap().differences()
}

const COMPLETE: &str = r#""cmpId": 6, "tcfPolicyVersion": 4, "publisherCC": "AA",
    "purposeOneTreatment": false, "useNonStandardTexts": false,
    "purpose": {"consents": {"1": true, "2": false, "3": true}, "legitimateInterests": {"7": true}},
    "vendor": {"consents": {"10": true, "755": true}, "legitimateInterests": {"32": true}},
    "specialFeatureOptins": {},
    "publisher": {"consents": {}, "legitimateInterests": {},
        "customPurpose": {"consents": {"2": true}, "legitimateInterests": {}},
        "restrictions": {"2": {"10": 1, "11": 1}}}"#;

#[test]
fn equal_values_do_not_differ() {
    assert_eq!(of_json(COMPLETE), [""; 0]);
    assert_eq!(of_json(r#""eventStatus": "tcloaded""#), [""; 0]);
}

#[test]
fn each_member_is_compared() {
    for (from, to, member) in [
        (r#""2": false"#, r#""2": true"#, "purpose.consents"),
        (r#""7": true"#, r#""7": false"#, "purpose.legitimateInterests"),
        (r#""755": true"#, r#""756": true"#, "vendor.consents"),
        (r#""32": true"#, r#""32": false"#, "vendor.legitimateInterests"),
        (r#"Optins": {}"#, r#"Optins": {"1": true}"#, "specialFeatureOptins"),
        (r#"r": {"consents": {}"#, r#"r": {"consents": {"1": true}"#, "publisher.consents"),
        (r#"{"2": true}"#, "{}", "publisher.customPurpose.consents"),
        (r#""11": 1"#, r#""13": 1"#, "publisher.restrictions"),
        (r#""11": 1"#, r#""11": 2"#, "publisher.restrictions"),
        (r#""cmpId": 6"#, r#""cmpId": 7"#, "cmpId"),
        (r#"Version": 4"#, r#"Version": 2"#, "tcfPolicyVersion"),
        (r#""AA""#, r#""DE""#, "publisherCC"),
        ("Treatment\": false", "Treatment\": true", "purposeOneTreatment"),
        ("Texts\": false", "Stacks\": true", "useNonStandardTexts"),
    ] {
        assert!(COMPLETE.contains(from), "{from}");
        assert_eq!(of_json(&COMPLETE.replacen(from, to, 1)), [member], "{from}");
    }
    // Type 0 is not compared.
    assert_eq!(of_json(&COMPLETE.replace(r#""11": 1"#, r#""99": 0"#)), [""; 0]);
}

#[test]
fn a_part_of_the_values_shows_only_what_is_set() {
    let part = r#""purpose": {"consents": {"1": true, "3": false}}"#;
    assert_eq!(of_json(part), [""; 0]);
    assert_eq!(of_json(r#""purpose": {"consents": {"4": true}}"#), ["purpose.consents"]);
    // The string has no disclosed vendors, so nothing can differ from them.
    assert_eq!(of_json(r#""vendor": {"disclosedVendors": {"1": true}}"#), [""; 0]);
}

#[test]
fn values_are_found_in_every_wrapper() {
    let wrapped = format!(
        r#"[{{"__tcfapiReturn": {{"returnValue": {{"tcString": "{0}", "cmpId": 7, "eventStatus":
        "cmpuishown"}}}}}}, {{"tcString": "{0}", "publisherCC": "DE", "eventStatus": "unknown"}}]"#,
        string().encode()
    );
    let statement = ApiStatement::from_json(&wrapped);
    assert_eq!(statement.status, Some(CmpStatus::Shown));
    assert_eq!(statement.check.unwrap().differences(), ["cmpId", "publisherCC"]);
    for text in ["", "{", "{}", r#"{"tcString": "C"}"#, r#"{"gdprApplies": false, "cmpId": 7}"#] {
        assert_eq!(ApiStatement::from_json(text).check, None, "{text}");
    }
}

/// Preferences of Android with these lines.
fn of_app(lines: &str) -> ApiCheck {
    let xml = format!(
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n\
         <string name=\"IABTCF_TCString\">{}</string>\n{lines}</map>\n",
        string().encode()
    );
    let preferences = Preferences::read(xml.as_bytes()).unwrap();
    ApiStatement::from_preferences(&preferences).check.unwrap()
}

#[test]
fn keys_of_apps_are_compared() {
    let text = |key: &str, value: &str| format!("<string name=\"IABTCF_{key}\">{value}</string>\n");
    for (key, value, differs) in [
        ("PurposeConsents", "101", false),
        // Zeros at the end are free.
        ("PurposeConsents", "1010000000000000000000000000000000000", false),
        ("PurposeConsents", "100", true),
        ("PurposeConsents", "", true),
        ("VendorLegitimateInterests", "00000000000000000000000000000001", false),
        ("PublisherCustomPurposesConsents", "01", false),
        ("PublisherCustomPurposesConsents", "11", true),
        ("PublisherRestrictions2", "_________111", false),
        ("PublisherRestrictions2", "0000000001110000", false),
        ("PublisherRestrictions2", "_________2", true),
        ("PublisherRestrictions3", "_________1", true),
        ("PublisherCC", "DE", true),
        ("CmpSdkVersion", "12", false),
    ] {
        let check = of_app(&text(key, value));
        let expected = if differs { vec![key.trim_end_matches(['2', '3'])] } else { vec![] };
        let found = check.differences();
        let found: Vec<_> = found.iter().map(|key| key.trim_start_matches("IABTCF_")).collect();
        assert_eq!(found, expected, "{key} {value}");
        assert!(check.is_of_app());
    }
}

#[test]
fn numbers_of_apps_have_the_type_of_numbers() {
    let check = of_app(
        "<string name=\"IABTCF_CmpSdkID\">6</string>\n<int name=\"IABTCF_PolicyVersion\" \
         value=\"4\" />\n<boolean name=\"IABTCF_gdprApplies\" value=\"true\" />\n\
         <long name=\"IABTCF_PurposeOneTreatment\" value=\"0\" />\n",
    );
    assert_eq!(check.differences(), [""; 0]);
    assert_eq!(
        check.wrong_types().collect::<Vec<_>>(),
        ["IABTCF_CmpSdkID", "IABTCF_PurposeOneTreatment", "IABTCF_gdprApplies"]
    );
    // A dump of local storage has text only.
    let json = format!(r#"{{"IABTCF_TCString": "{}", "IABTCF_CmpSdkID": "6"}}"#, string().encode());
    let preferences = Preferences::read(json.as_bytes()).unwrap();
    let check = ApiStatement::from_preferences(&preferences).check.unwrap();
    assert_eq!(check.wrong_types().count(), 0);
    assert_eq!(ApiStatement::from_json(&json).check, Some(check));
}
