//! The fields of a GPP string. A name is that of the section, a dot and the name of the field, such
//! as `usnat.saleOptOut`. The field `sections` contains the ids of all sections.
//!
//! Lists of values are text such as `1 2 0`, so that they differ from sets of ids.

use serde_json::{Map, Value, json};
use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::TcfCanada;
use tcf_codec::gpp::us::UsSection;
use tcf_codec::gpp::us::fields::{
    KNOWN_CHILD_SENSITIVE_DATA_CONSENT, KNOWN_CHILD_SENSITIVE_DATA_CONSENTS,
};
use tcf_codec::{AnyTcString, GppString, IdSet, RestrictionType, SectionId, UspString};

use crate::facts::{self, Facts, ids, runs};

/// The field with the ids of all sections.
pub const SECTIONS: &str = "sections";

/// The fields of a value.
pub fn of(gpp: &GppString) -> Facts {
    let mut all = Facts::new();
    for (section, fields) in to_json(gpp) {
        for (field, text) in facts::of_json(&fields) {
            all.insert(format!("{section}.{field}"), text);
        }
    }
    all.insert(SECTIONS.to_owned(), list(gpp.ids().map(SectionId::get)));
    all
}

/// A list of numbers.
pub fn list<T: ToString>(numbers: impl Iterator<Item = T>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}

/// The fields of the sections with a published encoding, by the name of the section.
pub fn to_json(gpp: &GppString) -> Map<String, Value> {
    let sections = gpp.sections().iter().filter_map(|section| {
        let fields = match section {
            Section::TcfEuV1(v1) => facts::to_json(&AnyTcString::V1(*v1.clone())),
            Section::TcfEuV2(tc) => facts::to_json(&AnyTcString::V2(*tc.clone())),
            Section::TcfCaV1(canada) => canada_json(canada),
            Section::UspV1(usp) => usp_json(*usp),
            Section::Us(us) => us_json(us),
            _ => return None,
        };
        Some((section.id().name()?.to_owned(), fields))
    });
    sections.collect()
}

fn usp_json(usp: UspString) -> Value {
    let [version, notice, opt_out_sale, lspa_covered] = usp.encode().into_bytes()[..] else {
        unreachable!("four characters")
    };
    let text = |byte: u8| char::from(byte).to_string();
    json!({
        "version": text(version),
        "notice": text(notice),
        "optOutSale": text(opt_out_sale),
        "lspaCovered": text(lspa_covered),
    })
}

fn us_json(us: &UsSection) -> Value {
    let format = us.format();
    let mut fields = Map::new();
    fields.insert(format.version_field().json_key().to_owned(), json!(us.version()));
    for field in format.fields() {
        let values = us.list(field.field()).expect("a field of the section");
        let values = match field.list_len() {
            Some(_) => json!(list(values)),
            None => values.map(Value::from).next().expect("a value"),
        };
        // References use one name in all sections.
        let name = if field.field() == KNOWN_CHILD_SENSITIVE_DATA_CONSENT {
            KNOWN_CHILD_SENSITIVE_DATA_CONSENTS
        } else {
            field.field()
        };
        fields.insert(name.json_key().to_owned(), values);
    }
    if let Some(gpc) = us.gpc() {
        fields.insert("gpc".to_owned(), json!(gpc));
    }
    if let Some(values) = us.sensitive_data() {
        let values = json!(list(values.iter().map(|value| value.get())));
        fields.insert("sensitiveDataProcessing".to_owned(), values);
    }
    if format.has_section_header() {
        fields.insert("sectionHeader".to_owned(), json!(us.has_section_header()));
    }
    if format.is_hybrid() {
        fields.insert("widths".to_owned(), json!(format.version_of_fields()));
    }
    if !us.undefined_subsections().is_empty() {
        let texts = json!(us.undefined_subsections().join(" "));
        fields.insert("undefinedSubSections".to_owned(), texts);
    }
    Value::Object(fields)
}

fn canada_json(canada: &TcfCanada) -> Value {
    fn set<const N: usize>(set: IdSet<N>) -> Value {
        ids(set.iter().map(|id| u32::from(id.get())))
    }
    let records = canada.publisher_restrictions.as_ref().map(|restrictions| {
        let records = restrictions.iter().map(|record| {
            json!({
                "purposeId": record.purpose.get(),
                "restrictionType": restriction_type(record.restriction_type),
                "vendors": runs(record.vendors.iter().copied()),
            })
        });
        records.collect::<Value>()
    });
    let own = canada.publisher_purposes.as_ref();
    let custom = own.map(|own| own.custom_purposes);
    let mut fields = json!({
        "version": canada.version.get(),
        "created": canada.created.get(),
        "lastUpdated": canada.last_updated.get(),
        "cmpId": canada.cmp_id.get(),
        "cmpVersion": canada.cmp_version.get(),
        "consentScreen": canada.consent_screen.get(),
        "consentLanguage": canada.consent_language.as_str(),
        "vendorListVersion": canada.vendor_list_version.get(),
        "tcfPolicyVersion": canada.tcf_policy_version.get(),
        "useNonStandardStacks": canada.use_non_standard_stacks,
        "specialFeatureExpressConsent": set(canada.special_feature_express_consent),
        "purposesExpressConsent": set(canada.purposes_express_consent),
        "purposesImpliedConsent": set(canada.purposes_implied_consent),
        "vendorExpressConsent": runs(canada.vendor_express_consent.runs()),
        "vendorImpliedConsent": runs(canada.vendor_implied_consent.runs()),
        "publisherRestrictions": records,
        "disclosedVendors": canada.disclosed_vendors.as_ref().map(|set| runs(set.runs())),
        "publisherPurposes.purposesExpressConsent":
            own.map(|own| set(own.purposes_express_consent)),
        "publisherPurposes.purposesImpliedConsent":
            own.map(|own| set(own.purposes_implied_consent)),
        "publisherPurposes.numCustomPurposes": custom.map(|own| own.count().get()),
        "publisherPurposes.customPurposesExpressConsent":
            custom.map(|own| set(own.express_consent())),
        "publisherPurposes.customPurposesImpliedConsent":
            custom.map(|own| set(own.implied_consent())),
        "wire": canada.wire.name(),
    });
    if !canada.undefined_subsections.is_empty() {
        fields["undefinedSubSections"] = json!(canada.undefined_subsections.join(" "));
    }
    fields
}

/// The name of a Canadian restriction type.
fn restriction_type(found: RestrictionType) -> &'static str {
    match found {
        RestrictionType::NotAllowed => "notAllowed",
        RestrictionType::RequireConsent => "requireExpressConsent",
        RestrictionType::RequireLegitimateInterest => "requireImpliedConsent",
        RestrictionType::Undefined => "undefined",
    }
}
