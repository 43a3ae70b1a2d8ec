//! `iab_gpp`: decodes the sections `TcfEuV2` and `TcfEuV1`, and GPP strings.

pub(crate) mod gpp;

use iab_gpp::sections::tcfeuv1::TcfEuV1;
use iab_gpp::sections::tcfeuv2::{RestrictionType, TcfEuV2};
use iab_gpp::sections::{IdSet, SectionDecodeError};
use serde_json::{Value, json};
use tcf_reference::facts::ids;

pub(crate) fn read(text: &str) -> Result<Value, SectionDecodeError> {
    if text.starts_with('B') { Ok(of_v1(&text.parse()?)) } else { Ok(of_v2(&text.parse()?)) }
}

fn set(set: &IdSet) -> Value {
    ids(set.iter().copied().map(u32::from))
}

fn of_v1(v1: &TcfEuV1) -> Value {
    json!({
        "version": 1,
        "created": v1.created * 10,
        "lastUpdated": v1.last_updated * 10,
        "cmpId": v1.cmp_id,
        "cmpVersion": v1.cmp_version,
        "consentScreen": v1.consent_screen,
        "consentLanguage": v1.consent_language,
        "vendorListVersion": v1.vendor_list_version,
        "purposesAllowed": set(&v1.purposes_allowed),
        "vendorConsents": set(&v1.vendor_consents),
    })
}

fn of_v2(section: &TcfEuV2) -> Value {
    let TcfEuV2 { core: tc, disclosed_vendors, allowed_vendors, publisher_purposes, .. } = section;
    let restriction_type = |kind: &RestrictionType| match kind {
        RestrictionType::NotAllowed => "notAllowed",
        RestrictionType::RequireConsent => "requireConsent",
        RestrictionType::RequireLegitimateInterest => "requireLegitimateInterest",
        RestrictionType::Undefined => "undefined",
    };
    let records = tc.publisher_restrictions.iter().map(|record| {
        json!({
            "purposeId": record.purpose_id,
            "restrictionType": restriction_type(&record.restriction_type),
            "vendors": set(&record.restricted_vendor_ids),
        })
    });
    let own = publisher_purposes.as_ref();
    json!({
        "version": 2,
        "created": tc.created * 10,
        "lastUpdated": tc.last_updated * 10,
        "cmpId": tc.cmp_id,
        "cmpVersion": tc.cmp_version,
        "consentScreen": tc.consent_screen,
        "consentLanguage": tc.consent_language,
        "vendorListVersion": tc.vendor_list_version,
        "tcfPolicyVersion": tc.policy_version,
        "isServiceSpecific": tc.is_service_specific,
        "useNonStandardTexts": tc.use_non_standard_stacks,
        "specialFeatureOptIns": set(&tc.special_feature_optins),
        "purposesConsent": set(&tc.purpose_consents),
        "purposesLITransparency": set(&tc.purpose_legitimate_interests),
        "purposeOneTreatment": tc.purpose_one_treatment,
        "publisherCC": tc.publisher_country_code,
        "vendorConsents": set(&tc.vendor_consents),
        "vendorLegitimateInterests": set(&tc.vendor_legitimate_interests),
        "publisherRestrictions": records.collect::<Value>(),
        "disclosedVendors": disclosed_vendors.as_ref().map(set),
        "allowedVendors": allowed_vendors.as_ref().map(set),
        "publisherTC.purposesConsent": own.map(|own| set(&own.consents)),
        "publisherTC.purposesLITransparency": own.map(|own| set(&own.legitimate_interests)),
        "publisherTC.customPurposesConsent": own.map(|own| set(&own.custom_consents)),
        "publisherTC.customPurposesLITransparency": own.map(|own| set(&own.custom_legitimate_interests)),
    })
}
