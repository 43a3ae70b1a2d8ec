//! Schemas of the payloads of GPP, US Privacy and Additional Consent strings, built from the tables
//! of the codec.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use tcf_codec::SectionId;
use tcf_codec::gpp::us::{Subsection, UsField, UsFormat, fields};
use tcf_codec::json::{canada_keys, canada_publisher_keys};

use super::payload::{VendorIds, Version1, Version2, object, without_layout};

/// The payload of a GPP string.
pub(super) fn gpp(generator: &mut SchemaGenerator) -> Schema {
    let named = SectionId::ALL.iter().filter_map(|id| {
        let section = section(generator, *id).to_value();
        Some((id.name()?.to_owned(), section))
    });
    let named: Map<String, Value> = named.collect();
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    json_schema!({
        "description": "The payload of a GPP string.",
        "type": "object",
        "properties": {
            "kind": { "const": "gpp" },
            "sectionIds": {
                "description": "The ids of the sections, ascending; optional in encode.",
                "type": "array",
                "items": { "type": "integer", "minimum": 1, "maximum": 65535 },
            },
            "sections": {
                "description": "The sections by name, or by id without published encoding.",
                "type": "object",
                "properties": named,
                "patternProperties": { "^[1-9][0-9]{0,4}$": {
                    "type": "object",
                    "properties": { "raw": { "type": "string" } },
                    "required": ["raw"],
                    "additionalProperties": false,
                } },
            },
            "layout": {
                "description": "The texts of the header and of the sections.",
                "type": "object",
                "properties": { "header": { "type": "string" }, "sections": texts },
                "required": ["header", "sections"],
            },
        },
        "required": ["kind", "sections"],
    })
}

/// The payload of a US Privacy string.
pub(super) fn us_privacy(_: &mut SchemaGenerator) -> Schema {
    let mut schema = us_privacy_signals();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("kind".to_owned(), json!({ "const": "usp" }));
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push("kind".into());
    }
    schema
}

fn us_privacy_signals() -> Schema {
    let signal = json!({ "enum": ["Y", "N", "-"] });
    json_schema!({
        "type": "object",
        "properties": {
            "version": { "const": 1 },
            "notice": signal,
            "optOutSale": signal,
            "lspaCovered": signal,
        },
        "required": ["notice", "optOutSale", "lspaCovered"],
    })
}

/// The payload of an Additional Consent string.
pub(super) fn additional_consent(_: &mut SchemaGenerator) -> Schema {
    let ids = json!({
        "type": "array",
        "items": { "type": "integer", "minimum": 1, "maximum": u32::MAX },
    });
    json_schema!({
        "description": "The payload of an Additional Consent string.",
        "type": "object",
        "properties": {
            "kind": { "const": "ac" },
            "version": { "enum": [1, 2] },
            "granted": ids,
            "refused": ids,
        },
        "required": ["kind", "version", "granted"],
    })
}

/// A section of a GPP string.
fn section(generator: &mut SchemaGenerator, id: SectionId) -> Schema {
    match id {
        SectionId::TCF_EU_V1 => without_layout::<Version1>(generator),
        SectionId::TCF_EU_V2 => without_layout::<Version2>(generator),
        SectionId::TCF_CA_V1 => canada(generator),
        SectionId::USP_V1 => us_privacy_signals(),
        _ => us(id),
    }
}

/// Texts of sub-sections that the specification does not define.
fn undefined() -> (String, Value) {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    ("undefinedSubSections".to_owned(), texts)
}

/// A value of 2 bits.
fn value() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": 3 })
}

fn values(lengths: &[u8]) -> Value {
    let (min, max) = (lengths.iter().min(), lengths.iter().max());
    json!({ "type": "array", "items": value(), "minItems": min, "maxItems": max })
}

fn us(id: SectionId) -> Schema {
    let formats = UsFormat::of(id);
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 63 });
    let mut properties = Map::from_iter([undefined(), ("version".to_owned(), number.clone())]);
    for format in formats {
        for field in format.fields() {
            let key = field.field();
            let lengths: Vec<_> = formats
                .iter()
                .flat_map(UsFormat::fields)
                .filter(|other| other.field() == key)
                .filter_map(UsField::list_len)
                .collect();
            let schema = if lengths.is_empty() { value() } else { values(&lengths) };
            properties.insert(key.json_key().to_owned(), schema);
        }
        if format.is_hybrid() {
            properties.insert("widths".to_owned(), json!({ "enum": [1, 2] }));
        }
        match format.optional() {
            Some(Subsection::Gpc) => {
                properties.insert(fields::GPC.json_key().to_owned(), json!({ "type": "boolean" }));
            }
            Some(Subsection::SensitiveData) => {
                let key = fields::SENSITIVE_DATA_PROCESSING.json_key();
                properties.insert(key.to_owned(), values(&[8]));
            }
            None => {}
        }
        if format.has_section_header() {
            properties.insert(fields::MSPA_VERSION.json_key().to_owned(), number.clone());
            properties.insert("sectionHeader".to_owned(), json!({ "type": "boolean" }));
        }
    }
    json_schema!({ "type": "object", "properties": properties })
}

fn canada(generator: &mut SchemaGenerator) -> Schema {
    let vendors = generator.subschema_for::<VendorIds>();
    let restriction = json!({
        "type": "object",
        "properties": {
            "purposeId": { "type": "integer", "minimum": 0, "maximum": 63 },
            "restrictionType": {
                "enum": ["notAllowed", "requireExpressConsent", "requireImpliedConsent", "undefined"],
            },
            "vendors": vendors,
        },
        "required": ["purposeId", "restrictionType"],
    });
    let publisher = object(generator, canada_publisher_keys(), Map::new());
    let more = [
        ("wire".to_owned(), json!({ "enum": ["a", "b", "c"] })),
        ("publisherRestrictions".to_owned(), json!({ "type": "array", "items": restriction })),
        ("publisherPurposes".to_owned(), publisher.to_value()),
        undefined(),
    ];
    object(generator, canada_keys(), Map::from_iter(more))
}
