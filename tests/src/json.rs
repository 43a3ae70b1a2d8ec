//! Parses the JSON values of `fixtures/` without the serde implementations of the codec.

use std::fmt::Debug;
use std::str::FromStr;

use serde_json::Value;
use tcf_codec::{
    AnyTcString, CustomPurposes, Deciseconds, IdSet, PublisherRestrictions, PublisherTc,
    RestrictionType, TcString, Uint, VendorRange, VendorRanges, v1,
};

/// The value in a fixture.
pub fn consent_string(value: &Value) -> AnyTcString {
    match value["version"].as_u64() {
        Some(1) => AnyTcString::V1(v1_string(value)),
        Some(2) => AnyTcString::V2(tc_string(value)),
        other => panic!("version {other:?}"),
    }
}

fn uint<const BITS: usize>(value: &Value) -> Uint<BITS> {
    Uint::new(u16::try_from(value.as_u64().unwrap()).unwrap()).unwrap()
}

fn flag(value: &Value) -> bool {
    value.as_bool().unwrap()
}

fn time(value: &Value) -> Deciseconds {
    value.as_str().unwrap().parse().unwrap()
}

fn code<T: FromStr<Err: Debug>>(value: &Value) -> T {
    value.as_str().unwrap().parse().unwrap()
}

/// Ids as numbers, or as ranges `[a, b]`.
fn ranges(value: &Value) -> impl Iterator<Item = VendorRange> {
    value.as_array().unwrap().iter().map(|entry| {
        let id = |value: &Value| u16::try_from(value.as_u64().unwrap()).unwrap();
        match entry.as_array() {
            Some(range) => VendorRange::new(id(&range[0]), id(&range[1])).unwrap(),
            None => VendorRange::single(id(entry).try_into().unwrap()),
        }
    })
}

fn ids<const N: usize>(value: &Value) -> IdSet<N> {
    IdSet::from_ids(
        ranges(value).flat_map(VendorRange::ids).map(|id| u8::try_from(id.get()).unwrap()),
    )
    .unwrap()
}

fn tc_string(value: &Value) -> TcString {
    let segment = |key: &str| value.get(key);
    TcString {
        created: time(&value["created"]),
        last_updated: time(&value["lastUpdated"]),
        cmp_id: uint(&value["cmpId"]),
        cmp_version: uint(&value["cmpVersion"]),
        consent_screen: uint(&value["consentScreen"]),
        consent_language: code(&value["consentLanguage"]),
        vendor_list_version: uint(&value["vendorListVersion"]),
        tcf_policy_version: uint(&value["tcfPolicyVersion"]),
        is_service_specific: flag(&value["isServiceSpecific"]),
        use_non_standard_texts: flag(&value["useNonStandardTexts"]),
        special_feature_opt_ins: ids(&value["specialFeatureOptIns"]),
        purposes_consent: ids(&value["purposesConsent"]),
        purposes_li_transparency: ids(&value["purposesLITransparency"]),
        purpose_one_treatment: flag(&value["purposeOneTreatment"]),
        publisher_cc: code(&value["publisherCC"]),
        vendor_consents: ranges(&value["vendorConsents"]).collect(),
        vendor_legitimate_interests: ranges(&value["vendorLegitimateInterests"]).collect(),
        publisher_restrictions: restrictions(&value["publisherRestrictions"]),
        disclosed_vendors: segment("disclosedVendors").map(|ids| ranges(ids).collect()),
        allowed_vendors: segment("allowedVendors").map(|ids| ranges(ids).collect()),
        publisher_tc: segment("publisherTC").map(publisher_tc),
    }
}

fn restrictions(value: &Value) -> PublisherRestrictions {
    let mut restrictions = PublisherRestrictions::default();
    for record in value.as_array().unwrap() {
        let restriction_type = match record["restrictionType"].as_str().unwrap() {
            "notAllowed" => RestrictionType::NotAllowed,
            "requireConsent" => RestrictionType::RequireConsent,
            "requireLegitimateInterest" => RestrictionType::RequireLegitimateInterest,
            "undefined" => RestrictionType::Undefined,
            other => panic!("restriction type {other}"),
        };
        let vendors = VendorRanges::new(ranges(&record["vendors"])).unwrap();
        restrictions.push(uint(&record["purposeId"]), restriction_type, &vendors).unwrap();
    }
    restrictions
}

fn publisher_tc(value: &Value) -> PublisherTc {
    let own = CustomPurposes::new(
        uint(&value["numCustomPurposes"]),
        ids(&value["customPurposesConsent"]),
        ids(&value["customPurposesLITransparency"]),
    );
    PublisherTc {
        purposes_consent: ids(&value["purposesConsent"]),
        purposes_li_transparency: ids(&value["purposesLITransparency"]),
        custom_purposes: own.unwrap(),
    }
}

fn v1_string(value: &Value) -> v1::ConsentString {
    let max = u16::try_from(value["maxVendorId"].as_u64().unwrap()).unwrap();
    v1::ConsentString {
        created: time(&value["created"]),
        last_updated: time(&value["lastUpdated"]),
        cmp_id: uint(&value["cmpId"]),
        cmp_version: uint(&value["cmpVersion"]),
        consent_screen: uint(&value["consentScreen"]),
        consent_language: code(&value["consentLanguage"]),
        vendor_list_version: uint(&value["vendorListVersion"]),
        purposes_allowed: ids(&value["purposesAllowed"]),
        vendors: v1::Vendors::new(max, ranges(&value["vendorConsents"]).collect()).unwrap(),
    }
}
