//! The fields of a string, in a form that results of all implementations can be converted to.
//!
//! Names are JSON keys; those of the publisher TC segment contain a dot. Values are text, so that
//! any result can be shown and compared: ids are `1-3,5`, restrictions `2 requireConsent 1-8`,
//! joined by `; `, and times are tenths of seconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use tcf_codec::{AnyTcString, TcString, VendorRange, v1};

/// Fields and their values.
pub type Facts = BTreeMap<String, String>;

/// The value of a field whose segment is missing.
pub const ABSENT: &str = "absent";

/// The fields of a value.
pub fn of(value: &AnyTcString) -> Facts {
    of_json(&to_json(value))
}

/// Replaces missing segments with empty ones, for references that do not distinguish them.
pub fn without_absence(mut facts: Facts) -> Facts {
    for (field, text) in &mut facts {
        if text == ABSENT {
            let nothing = if field.ends_with(".numCustomPurposes") { "0" } else { "" };
            nothing.clone_into(text);
        }
    }
    facts
}

/// A value as sent to references in Node. Sets of ids are lists of `[first, last]`.
pub fn to_json(value: &AnyTcString) -> Value {
    match value {
        AnyTcString::V1(v1) => v1_json(v1),
        AnyTcString::V2(tc) => tc_json(tc),
    }
}

fn v1_json(v1: &v1::ConsentString) -> Value {
    json!({
        "version": 1,
        "created": v1.created.get(),
        "lastUpdated": v1.last_updated.get(),
        "cmpId": v1.cmp_id.get(),
        "cmpVersion": v1.cmp_version.get(),
        "consentScreen": v1.consent_screen.get(),
        "consentLanguage": v1.consent_language.as_str(),
        "vendorListVersion": v1.vendor_list_version.get(),
        "purposesAllowed": ids(v1.purposes_allowed.iter().map(|id| u32::from(id.get()))),
        "vendorConsents": runs(v1.vendors.consents().runs()),
    })
}

fn tc_json(tc: &TcString) -> Value {
    let records = tc.publisher_restrictions.iter().map(|record| {
        json!({
            "purposeId": record.purpose.get(),
            "restrictionType": record.restriction_type.name(),
            "vendors": runs(record.vendors.iter().copied()),
        })
    });
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("version", json!(2));
    put("created", json!(tc.created.get()));
    put("lastUpdated", json!(tc.last_updated.get()));
    put("cmpId", json!(tc.cmp_id.get()));
    put("cmpVersion", json!(tc.cmp_version.get()));
    put("consentScreen", json!(tc.consent_screen.get()));
    put("consentLanguage", json!(tc.consent_language.as_str()));
    put("vendorListVersion", json!(tc.vendor_list_version.get()));
    put("tcfPolicyVersion", json!(tc.tcf_policy_version.get()));
    put("isServiceSpecific", json!(tc.is_service_specific));
    put("useNonStandardTexts", json!(tc.use_non_standard_texts));
    put(
        "specialFeatureOptIns",
        ids(tc.special_feature_opt_ins.iter().map(|id| u32::from(id.get()))),
    );
    put("purposesConsent", ids(tc.purposes_consent.iter().map(|id| u32::from(id.get()))));
    put(
        "purposesLITransparency",
        ids(tc.purposes_li_transparency.iter().map(|id| u32::from(id.get()))),
    );
    put("purposeOneTreatment", json!(tc.purpose_one_treatment));
    put("publisherCC", json!(tc.publisher_cc.as_str()));
    put("vendorConsents", runs(tc.vendor_consents.runs()));
    put("vendorLegitimateInterests", runs(tc.vendor_legitimate_interests.runs()));
    put("publisherRestrictions", records.collect());
    put(
        "disclosedVendors",
        tc.disclosed_vendors.as_ref().map_or(Value::Null, |set| runs(set.runs())),
    );
    put("allowedVendors", tc.allowed_vendors.as_ref().map_or(Value::Null, |set| runs(set.runs())));
    let own = tc.publisher_tc.as_ref();
    let mut put =
        |name: &str, value: Option<Value>| put(&format!("publisherTC.{name}"), value.into());
    put(
        "purposesConsent",
        own.map(|own| ids(own.purposes_consent.iter().map(|id| u32::from(id.get())))),
    );
    put(
        "purposesLITransparency",
        own.map(|own| ids(own.purposes_li_transparency.iter().map(|id| u32::from(id.get())))),
    );
    let own = own.map(|own| own.custom_purposes);
    put("numCustomPurposes", own.map(|own| json!(own.count().get())));
    put(
        "customPurposesConsent",
        own.map(|own| ids(own.consent().iter().map(|id| u32::from(id.get())))),
    );
    put(
        "customPurposesLITransparency",
        own.map(|own| ids(own.li_transparency().iter().map(|id| u32::from(id.get())))),
    );
    Value::Object(fields)
}

/// The runs of a set.
pub fn runs(ranges: impl Iterator<Item = VendorRange>) -> Value {
    ranges.map(|range| json!([range.start(), range.end()])).collect()
}

/// Sorts and merges ids to runs.
pub fn ids(ids: impl IntoIterator<Item = u32>) -> Value {
    let mut ids: Vec<u32> = ids.into_iter().collect();
    ids.sort_unstable();
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some([_, last]) if id <= *last + 1 => *last = id,
            _ => runs.push([id, id]),
        }
    }
    json!(runs)
}

/// The fields of a response in that form.
pub fn of_json(value: &Value) -> Facts {
    let fields = value.as_object().expect("a response is an object");
    fields.iter().map(|(field, value)| (field.clone(), text(value))).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => ABSENT.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_array) => runs_text(items),
        Value::Array(records) => records.iter().map(record_text).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn record_text(record: &Value) -> String {
    let vendors = runs_text(record["vendors"].as_array().expect("a list"));
    format!("{} {} {vendors}", text(&record["purposeId"]), text(&record["restrictionType"]))
}

fn runs_text(runs: &[Value]) -> String {
    let mut text = String::new();
    for run in runs {
        let comma = if text.is_empty() { "" } else { "," };
        let (first, last) = (&run[0], &run[1]);
        write!(text, "{comma}{first}").unwrap();
        if first != last {
            write!(text, "-{last}").unwrap();
        }
    }
    text
}
