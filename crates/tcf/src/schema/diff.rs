//! Schemas of differences, which are serialized by the policy crate.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use tcf_codec::json::{Key, keys_v1, keys_v2, publisher_tc_keys};
use tcf_codec::{PurposeId, RestrictionType, Segment};
use tcf_policy::decide::Verdict;
use tcf_policy::diff::Actor;
use tcf_policy::vocabulary::{Item, LegalBasis, SpecialPurposeId};

fn list(of: &Value) -> Schema {
    json_schema!({ "type": "array", "items": of })
}

fn segment() -> Value {
    json!({ "enum": Segment::ALL.map(Segment::name) })
}

/// A number, a time, a code or a flag.
fn value() -> Value {
    json!({ "anyOf": [
        { "type": "integer", "minimum": 0 }, { "type": "boolean" }, { "type": "string" },
    ] })
}

/// An object with these keys. All but `optional` are required.
fn object(properties: &Value, optional: &[&str]) -> Value {
    let keys = properties.as_object().into_iter().flat_map(serde_json::Map::keys);
    let required: Vec<_> = keys.filter(|key| !optional.contains(&key.as_str())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The changes in meaning.
pub(crate) fn changes(_: &mut SchemaGenerator) -> Schema {
    let publisher = publisher_tc_keys().into_iter().map(|key| format!("publisherTC.{}", key.name));
    let own = keys_v2().into_iter().chain(keys_v1()).map(|Key { name, .. }| name.to_owned());
    let mut fields: Vec<_> =
        own.chain(publisher).chain(["version".to_owned(), "segments".to_owned()]).collect();
    fields.sort();
    fields.dedup();
    let field = json!({ "enum": fields });
    let by =
        json!({ "description": "Who controls the field.", "enum": Actor::ALL.map(Actor::name) });
    let ranges = json!({
        "type": "array",
        "items": { "type": "string", "pattern": "^[1-9][0-9]*(-[1-9][0-9]*)?$" },
    });
    let segments = list(&segment());
    let changes = [
        json!({ "field": field, "by": by, "from": value(), "to": value() }),
        json!({ "field": field, "by": by, "added": ranges, "removed": ranges }),
        json!({ "field": field, "by": by, "added": segments, "removed": segments }),
        json!({
            "field": field, "by": by,
            "purposeId": { "type": "integer", "minimum": 0, "maximum": 63 },
            "restrictionType": { "enum": RestrictionType::ALL.map(RestrictionType::name) },
            "added": ranges, "removed": ranges,
        }),
    ];
    list(&json!({ "anyOf": changes.map(|change| object(&change, &[])) }))
}

/// The differences in encoding.
pub(crate) fn form_changes(_: &mut SchemaGenerator) -> Schema {
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
    ];
    let side = json!({ "anyOf": [value(), list(&segment())] });
    let change = json!({
        "segment": segment(), "field": { "type": "string" }, "what": { "enum": what },
        "from": side, "to": side,
    });
    list(&object(&change, &["segment", "from", "to"]))
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
