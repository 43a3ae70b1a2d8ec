//! `lib_tcstring`: decodes version 2.

use lib_tcstring::{PublisherRestrictionType, TcModelV2, TcsError};
use serde_json::{Value, json};
use tcf_reference::facts::ids;

pub(crate) fn read(text: &str) -> Result<Value, TcsError> {
    let tc = TcModelV2::try_from(text)?;
    let small = |list: Vec<u8>| ids(list.into_iter().map(u32::from));
    let large = |list: Vec<u16>| ids(list.into_iter().map(u32::from));
    let restriction_type = |kind: &PublisherRestrictionType| match kind {
        PublisherRestrictionType::NotAllowed => "notAllowed",
        PublisherRestrictionType::RequireConsent => "requireConsent",
        PublisherRestrictionType::RequireLegitimateInterest => "requireLegitimateInterest",
        PublisherRestrictionType::Undefined => "undefined",
    };
    let records = tc.publisher_restrictions.into_iter().map(|record| {
        json!({
            "purposeId": record.purpose_id,
            "restrictionType": restriction_type(&record.restriction_type),
            "vendors": large(record.vendor_list),
        })
    });
    Ok(json!({
        "version": 2,
        "created": tc.created_at / 100,
        "lastUpdated": tc.updated_at / 100,
        "cmpId": tc.cmp_id,
        "cmpVersion": tc.cmp_version,
        "consentScreen": tc.consent_screen,
        "consentLanguage": tc.consent_language,
        "vendorListVersion": tc.vendor_list_version,
        "tcfPolicyVersion": tc.tcf_policy_version,
        "isServiceSpecific": tc.is_service_specific,
        "useNonStandardTexts": tc.use_non_standard_stacks,
        "specialFeatureOptIns": small(tc.special_feature_opt_ins),
        "purposesConsent": small(tc.purposes_consent),
        "purposesLITransparency": small(tc.purposes_li_transparency),
        "purposeOneTreatment": tc.purpose_one_treatment,
        "publisherCC": tc.publisher_country_code,
        "vendorConsents": large(tc.vendors_consent),
        "vendorLegitimateInterests": large(tc.vendors_li_consent),
        "publisherRestrictions": records.collect::<Value>(),
        "disclosedVendors": large(tc.disclosed_vendors),
        "allowedVendors": large(tc.allowed_vendors),
        "publisherTC.purposesConsent": small(tc.publisher_purposes_consent),
        "publisherTC.purposesLITransparency": small(tc.publisher_purposes_li_transparency),
        "publisherTC.customPurposesConsent": small(tc.custom_purposes_consent),
        "publisherTC.customPurposesLITransparency": small(tc.custom_purposes_li_transparency),
    }))
}
