//! GPP strings. All of their sections are decoded.

use std::error::Error;

use iab_gpp::sections::tcfcav1::TcfCaV1;
use iab_gpp::sections::uspv1::{Flag, UspV1};
use iab_gpp::sections::{IdSet, Section};
use iab_gpp::v1::GPPString;
use serde_json::{Map, Value, json};
use tcf_reference::gpp::facts::{SECTIONS, list};

use super::{of_v1, of_v2, set};

pub(crate) fn read(text: &str) -> Result<Value, Box<dyn Error>> {
    let gpp = GPPString::parse_str(text)?;
    let mut all = Map::new();
    all.insert(SECTIONS.to_owned(), json!(list(gpp.section_ids().map(|&id| id as u8))));
    for &id in gpp.section_ids() {
        let (name, fields) = of_section(&gpp.decode_section(id)?);
        let fields = fields.as_object().expect("the fields are an object");
        all.extend(fields.iter().map(|(field, value)| (format!("{name}.{field}"), value.clone())));
    }
    Ok(Value::Object(all))
}

/// The name of a section and its fields.
fn of_section(section: &Section) -> (String, Value) {
    let fields = match section {
        Section::TcfEuV1(v1) => of_v1(v1),
        Section::TcfEuV2(v2) => of_v2(v2),
        Section::TcfCaV1(canada) => of_canada(canada),
        Section::UspV1(usp) => of_usp(usp),
        us => of_us(us),
    };
    (section.id().to_string().to_lowercase(), fields)
}

fn of_usp(usp: &UspV1) -> Value {
    let flag = |flag: &Flag| match flag {
        Flag::Yes => "Y",
        Flag::No => "N",
        Flag::NotApplicable => "-",
    };
    json!({
        "version": 1,
        "notice": flag(&usp.opt_out_notice),
        "optOutSale": flag(&usp.opt_out_sale),
        "lspaCovered": flag(&usp.lspa_covered_transaction),
    })
}

fn of_canada(canada: &TcfCaV1) -> Value {
    let core = &canada.core;
    let records = core.pub_restrictions.iter().map(|record| {
        json!({
            "purposeId": record.purpose_id,
            "restrictionType": lowered(&format!("{:?}", record.restriction_type)),
            "vendors": set(&record.restricted_vendor_ids),
        })
    });
    let own = canada.publisher_purposes.as_ref();
    let of_own = |ids: Option<&IdSet>| ids.map(set);
    json!({
        "version": 1,
        "created": core.created * 10,
        "lastUpdated": core.last_updated * 10,
        "cmpId": core.cmp_id,
        "cmpVersion": core.cmp_version,
        "consentScreen": core.consent_screen,
        "consentLanguage": core.consent_language,
        "vendorListVersion": core.vendor_list_version,
        "tcfPolicyVersion": core.policy_version,
        "useNonStandardStacks": core.use_non_standard_stacks,
        "specialFeatureExpressConsent": set(&core.special_feature_express_consents),
        "purposesExpressConsent": set(&core.purpose_express_consents),
        "purposesImpliedConsent": set(&core.purpose_implied_consents),
        "vendorExpressConsent": set(&core.vendor_express_consents),
        "vendorImpliedConsent": set(&core.vendor_implied_consents),
        "publisherRestrictions": records.collect::<Value>(),
        "disclosedVendors": of_own(canada.disclosed_vendors.as_ref()),
        "publisherPurposes.purposesExpressConsent":
            of_own(own.map(|own| &own.purpose_express_consents)),
        "publisherPurposes.purposesImpliedConsent":
            of_own(own.map(|own| &own.purpose_implied_consents)),
        "publisherPurposes.customPurposesExpressConsent":
            of_own(own.map(|own| &own.custom_purpose_express_consents)),
        "publisherPurposes.customPurposesImpliedConsent":
            of_own(own.map(|own| &own.custom_purpose_implied_consents)),
    })
}

/// The fields of a US section. Its types differ, so this uses their serialized form, in which
/// fields are in wire order.
fn of_us(section: &Section) -> Value {
    let section = serde_json::to_value(section).expect("a section can be serialized");
    let section = only(&section).1;
    let (version, core) = match &section["core"] {
        // The core of a section with several versions is `{"V1": {...}}`.
        Value::Object(core) if core.len() == 1 => match only(&section["core"]) {
            ("V1", core) => (1, core),
            (_, core) => (2, core),
        },
        core => (1, core),
    };
    let mut fields = Map::new();
    fields.insert("version".to_owned(), json!(version));
    for (name, value) in core.as_object().expect("a core is an object") {
        let name = match name.as_str() {
            "personal_data_consent" => "personalDataConsents".to_owned(),
            "sensitive_data_optout_notice" => "sensitiveDataOptOutNotice".to_owned(),
            name => camel_case(name),
        };
        let value = match value {
            Value::Object(values) => json!(list(values.values().map(number))),
            value => json!(number(value)),
        };
        fields.insert(name, value);
    }
    if let Some(gpc @ Value::Bool(_)) = section.get("gpc") {
        fields.insert("gpc".to_owned(), gpc.clone());
    }
    Value::Object(fields)
}

/// The only entry of an object.
fn only(value: &Value) -> (&str, &Value) {
    let (name, value) = value.as_object().and_then(|map| map.iter().next()).expect("an entry");
    (name, value)
}

/// The number of a named value.
fn number(value: &Value) -> u8 {
    match value.as_str() {
        Some("NotApplicable") => 0,
        Some("Provided" | "OptedOut" | "NoConsent" | "Yes") => 1,
        Some("NotProvided" | "DidNotOptOut" | "Consent" | "No") => 2,
        // MspaCoveredTransaction.
        _ if *value == Value::Bool(true) => 1,
        _ if *value == Value::Bool(false) => 2,
        _ => panic!("unknown value {value}"),
    }
}

/// `saleOptOut` of `sale_opt_out`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().expect("a word").to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

fn lowered(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}
