//! Schemas of differences, which are serialized by the policy crate.

use std::collections::BTreeSet;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use tcf_codec::gpp::canada::restriction_type_name;
use tcf_codec::gpp::us::{UsField, UsFormat, fields as us_fields};
use tcf_codec::json::{
    Key, canada_keys, canada_publisher_keys, keys_v1, keys_v2, publisher_tc_keys,
};
use tcf_codec::{PurposeId, RestrictionType, SectionId};
use tcf_policy::decide::Verdict;
use tcf_policy::diff::Actor;
use tcf_policy::vocabulary::{Item, LegalBasis, SpecialPurposeId};

use super::words::{section, segment};

fn list(of: &Value) -> Schema {
    json_schema!({ "type": "array", "items": of })
}

/// A number, a time, a code, a text, a flag, or null for a field that the string lacks.
fn value() -> Value {
    json!({ "anyOf": [
        { "type": "integer", "minimum": 0 }, { "type": "boolean" }, { "type": "string" },
        { "type": "null" },
    ] })
}

/// The keys of the payloads of all kinds of strings.
fn keys() -> Vec<String> {
    let prefixed = |prefix: &str, keys: Vec<Key>| -> Vec<String> {
        keys.into_iter().map(|key| format!("{prefix}{}", key.name)).collect()
    };
    let us = SectionId::ALL.iter().flat_map(|id| UsFormat::of(*id)).flat_map(UsFormat::fields);
    let us = us.map(UsField::field).chain([us_fields::GPC, us_fields::MSPA_VERSION]);
    let others = [
        "version",
        "segments",
        "sections",
        "publisherRestrictions",
        "undefinedSubSections",
        "raw",
        "notice",
        "optOutSale",
        "lspaCovered",
        "granted",
        "refused",
        "disclosedList",
    ];
    let mut fields: Vec<String> = [
        prefixed("", keys_v2()),
        prefixed("", keys_v1()),
        prefixed("publisherTC.", publisher_tc_keys()),
        prefixed("", canada_keys()),
        prefixed("publisherPurposes.", canada_publisher_keys()),
        us.map(|field| field.json_key().to_owned()).collect(),
        others.map(str::to_owned).to_vec(),
    ]
    .concat();
    fields.sort();
    fields.dedup();
    fields
}

/// An object with these keys. All but `optional` are required.
fn object(properties: &Value, optional: &[&str]) -> Value {
    let keys = properties.as_object().into_iter().flat_map(serde_json::Map::keys);
    let required: Vec<_> = keys.filter(|key| !optional.contains(&key.as_str())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The changes in meaning.
pub(crate) fn changes(generator: &mut SchemaGenerator) -> Schema {
    let section = section(generator).to_value();
    let field = json!({ "enum": keys() });
    let by =
        json!({ "description": "Who controls the field.", "enum": Actor::ALL.map(Actor::name) });
    let ranges = json!({
        "type": "array",
        "items": { "type": "string", "pattern": "^[1-9][0-9]*(-[1-9][0-9]*)?$" },
    });
    let segments = list(&segment(generator).to_value());
    let sections = list(&section);
    let types = RestrictionType::ALL
        .into_iter()
        .flat_map(|of| [of.name(), restriction_type_name(of)])
        .collect::<BTreeSet<_>>();
    let changes = [
        json!({ "from": value(), "to": value() }),
        json!({
            "id": { "type": "integer", "minimum": 1, "maximum": 16 },
            "from": value(), "to": value(),
        }),
        json!({ "added": ranges, "removed": ranges }),
        json!({ "added": segments, "removed": segments }),
        json!({ "added": sections, "removed": sections }),
        json!({
            "purposeId": { "type": "integer", "minimum": 0, "maximum": 63 },
            "restrictionType": { "enum": types },
            "added": ranges, "removed": ranges,
        }),
    ];
    let changes = changes.map(|mut change| {
        if let Some(change) = change.as_object_mut() {
            let keys = [("section", &section), ("field", &field), ("by", &by)];
            change.extend(keys.map(|(key, schema)| (key.to_owned(), schema.clone())));
        }
        object(&change, &["section"])
    });
    list(&json!({ "anyOf": changes }))
}

/// The differences in encoding.
pub(crate) fn form_changes(generator: &mut SchemaGenerator) -> Schema {
    let what = [
        "order",
        "encoding",
        "maxVendorId",
        "defaultConsent",
        "entries",
        "repeatedRecords",
        "vendorsOfRecords",
        "bits",
        "setBits",
        "widths",
        "sectionHeader",
        "wire",
        "presence",
        "repeatedIds",
        "text",
    ];
    let segment = segment(generator).to_value();
    let side = json!({ "anyOf": [value(), list(&segment)] });
    let change = json!({
        "section": section(generator).to_value(), "segment": segment,
        "field": { "type": "string" }, "what": { "enum": what },
        "from": side, "to": side,
    });
    list(&object(&change, &["section", "segment", "from", "to"]))
}

/// The changes of permissions.
pub(crate) fn permission_changes(_: &mut SchemaGenerator) -> Schema {
    let bases: Vec<_> =
        LegalBasis::ALL.iter().map(|basis| json!(basis.name())).chain([Value::Null]).collect();
    let side = object(
        &json!({
            "verdict": { "enum": Verdict::ALL.map(Verdict::name) },
            "basis": { "enum": bases },
        }),
        &[],
    );
    let kinds = [Item::Purpose(PurposeId::MIN), Item::SpecialPurpose(SpecialPurposeId::MIN)];
    let change = json!({
        "vendor": { "type": "integer", "minimum": 1, "maximum": 65535 },
        "kind": { "enum": kinds.map(Item::kind) },
        "id": { "type": "integer", "minimum": 1, "maximum": 24 },
        "from": side, "to": side,
    });
    list(&object(&change, &[]))
}
