//! Schemas of payloads and layouts, built from the lists of keys in the codec.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use tcf_codec::json::{Key, Shape, keys_v1, keys_v2, publisher_tc_keys, restriction_keys};
use tcf_codec::{RestrictionType, Segment};

use crate::inspect::IdsRecord;
use crate::summary::Vendors;

/// Maximum number of restrictions.
const MAX_RESTRICTIONS: u64 = 4095;
/// The highest vendor id.
const MAX_VENDOR: u64 = 65535;

/// Implements the schema of a type by a function, with a name for references.
macro_rules! schemas {
    ($( $(#[$about:meta])* $visibility:vis $type:ident = $name:literal, $make:expr; )*) => { $(
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        $visibility struct $type;

        schemas! { @impl $type = $name, $make }
    )* };
    (@impl $type:ident = $name:literal, $make:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let make: fn(&mut SchemaGenerator) -> Schema = $make;
                make(generator)
            }
        }
    };
}
pub(super) use schemas;

schemas! {
    pub(super) Version2 = "version2", version_2;
    pub(super) Version1 = "version1", version_1;
    RestrictionSchema = "restriction",
        |generator| object(generator, restriction_keys(), Map::new());
    PublisherTcSchema = "publisherTC",
        |generator| object(generator, publisher_tc_keys(), Map::new());
    /// How a string was encoded: `layout` of a payload.
    pub LayoutSchema = "layout", |_| layout();
    pub(crate) Time = "time", |_| time();
    pub(super) VendorIds = "vendorIds",
        |_| ids(MAX_VENDOR, "Vendor ids: numbers, and ranges such as [5, 9].");
    pub(super) PurposeIds = "purposeIds",
        |_| ids(24, "Purpose ids: numbers, and ranges such as [1, 4].");
    SpecialFeatureIds = "specialFeatureIds", |_| {
        ids(12, "Special feature ids: numbers, and ranges such as [1, 2].")
    };
    CustomPurposeIds = "customPurposeIds",
        |_| ids(63, "Numbers of custom purposes, and ranges of them.");
}

schemas! { @impl IdsRecord = "vendorIds", VendorIds::json_schema }

impl JsonSchema for Vendors<'_> {
    fn schema_name() -> Cow<'static, str> {
        VendorIds::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        VendorIds::json_schema(generator)
    }
}

/// The schema of a payload that cannot have a layout.
pub(super) fn without_layout<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = T::json_schema(generator);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.remove("layout");
    }
    schema
}

/// An object with these keys and `more`.
pub(super) fn object(
    generator: &mut SchemaGenerator,
    keys: Vec<Key>,
    more: Map<String, Value>,
) -> Schema {
    let required: Vec<_> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    let properties =
        keys.into_iter().map(|key| (key.name.to_owned(), of(generator, key).to_value()));
    let properties: Map<_, _> = properties.chain(more).collect();
    let mut schema = json_schema!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

fn version_2(generator: &mut SchemaGenerator) -> Schema {
    let version = json!({ "const": 2, "description": "The version of the encoding; 2 if absent." });
    let more = [("version".to_owned(), version), layout_key(generator)];
    object(generator, keys_v2(), more.into_iter().collect())
}

fn version_1(generator: &mut SchemaGenerator) -> Schema {
    let version = json!({ "const": 1, "description": "The version of the encoding." });
    let more = [("version".to_owned(), version), layout_key(generator)];
    let mut schema = object(generator, keys_v1(), more.into_iter().collect());
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let required: Vec<_> = [json!("version")].into_iter().chain(required).collect();
    schema.insert("required".to_owned(), required.into());
    schema
}

fn layout_key(generator: &mut SchemaGenerator) -> (String, Value) {
    let layout = generator.subschema_for::<LayoutSchema>();
    // A single alternative next to null.
    let schema = json!({
        "description": "How the string was encoded.",
        "oneOf": [layout, { "type": "null" }],
    });
    ("layout".to_owned(), schema)
}

fn of(generator: &mut SchemaGenerator, key: Key) -> Schema {
    let mut schema = match key.shape {
        Shape::Flag => json_schema!({ "type": "boolean" }),
        Shape::Number { max } => json_schema!({ "type": "integer", "minimum": 0, "maximum": max }),
        Shape::Time => generator.subschema_for::<Time>(),
        Shape::Language | Shape::Country => {
            json_schema!({ "type": "string", "pattern": "^[A-Za-z]{2}$" })
        }
        Shape::Ids { max: 12 } => generator.subschema_for::<SpecialFeatureIds>(),
        Shape::Ids { max: 24 } => generator.subschema_for::<PurposeIds>(),
        Shape::Ids { max: 63 } => generator.subschema_for::<CustomPurposeIds>(),
        Shape::RestrictionType => {
            json_schema!({ "enum": RestrictionType::ALL.map(RestrictionType::name) })
        }
        Shape::Restrictions => json_schema!({
            "type": "array",
            "items": generator.subschema_for::<RestrictionSchema>(),
            "maxItems": MAX_RESTRICTIONS,
        }),
        Shape::PublisherTc => generator.subschema_for::<PublisherTcSchema>(),
        // Vendors, and shapes added later.
        _ => generator.subschema_for::<VendorIds>(),
    };
    schema.insert("description".to_owned(), key.description.into());
    schema
}

/// A date, or a time with tenths of a second.
fn time() -> Schema {
    let year = "(19[7-9][0-9]|20[0-9]{2}|21[0-7][0-9]|218[0-7])";
    let day = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    let (clock, minutes) = ("([01][0-9]|2[0-3]):[0-5][0-9]", ":[0-5][0-9]");
    json_schema!({
        "description":
            "A date, or a time of RFC 3339 with at most a tenth of a second; printed in UTC.",
        "type": "string",
        "pattern": format!("^{year}-{day}([Tt ]{clock}{minutes}(\\.[0-9]0*)?([Zz]|[+-]{clock}))?$"),
    })
}

/// A set of ids: numbers, or ranges as pairs, written ascending. Mixed lists and ranges as text are
/// accepted, in any order.
fn ids(max: u64, description: &'static str) -> Schema {
    let (id, number) = (id(max), numbers_up_to(max));
    json_schema!({
        "description": description,
        "type": "array",
        "items": { "anyOf": [
            id,
            { "type": "array", "items": id, "minItems": 2, "maxItems": 2 },
            { "type": "string", "pattern": format!("^0*{number}(-0*{number})?$") },
        ] },
    })
}

fn id(max: u64) -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": max })
}

/// A pattern of the numbers from 1 to `max`, without leading zeros.
fn numbers_up_to(max: u64) -> String {
    let digits = max.to_string();
    let mut patterns = Vec::new();
    if digits.len() > 1 {
        patterns.push(format!("[1-9][0-9]{{0,{}}}", digits.len() - 2));
    }
    let mut before = String::new();
    for (at, digit) in digits.chars().enumerate() {
        // Numbers that first differ at this digit.
        let lowest = if at == 0 { '1' } else { '0' };
        if let Some(highest) = (lowest..digit).next_back() {
            patterns
                .push(format!("{before}[{lowest}-{highest}][0-9]{{{}}}", digits.len() - 1 - at));
        }
        before.push(digit);
    }
    patterns.push(digits);
    format!("({})", patterns.join("|"))
}

/// How a string was encoded.
fn layout() -> Schema {
    let entries = json!({
        "description": "The entries in wire order: [7] is a single id, [7, 7] a range of one.",
        "type": "array",
        "items": { "type": "array", "items": id(MAX_VENDOR), "minItems": 1, "maxItems": 2 },
    });
    let max_vendor_id = json!({
        "description": "As encoded: it may be above the highest id.",
        "type": "integer", "minimum": 0, "maximum": MAX_VENDOR,
    });
    let bit_field = json!({
        "type": "object",
        "properties": { "encoding": { "const": "bitField" }, "maxVendorId": max_vendor_id },
        "required": ["encoding", "maxVendorId"],
    });
    let range = json!({
        "type": "object",
        "properties": {
            "encoding": { "const": "range" },
            "maxVendorId": max_vendor_id,
            "defaultConsent": {
                "description": "In version 1: entries list the vendors without consent.",
                "type": "boolean",
            },
            "entries": entries,
        },
        "required": ["encoding", "maxVendorId", "entries"],
    });
    let count = json!({ "type": "integer", "minimum": 0 });
    let tail = json!({
        "description": "The bits after the last field.",
        "type": "object",
        "properties": {
            "bits": {
                "description": "Number of bits after the last field.",
                // The bits of the longest text that is decoded by default.
                "type": "integer", "minimum": 0, "maximum": 6 * 64 * 1024,
            },
            "set": {
                "description": "Which of them are set, as ranges, counted from 0.",
                "type": "array",
                "items": { "type": "array", "items": count, "minItems": 2, "maxItems": 2 },
            },
        },
        "required": ["bits"],
    });
    let segment = json!({
        "type": "object",
        "properties": {
            "segment": { "enum": Segment::ALL.map(Segment::name) },
            "sections": {
                "description": "The vendor sections, in wire order.",
                "type": "array",
                "items": { "anyOf": [bit_field, range] },
            },
            "restrictions": {
                "description": "The entries of each publisher restriction.",
                "type": "array",
                "items": entries,
            },
            "tail": tail,
        },
        "required": ["segment"],
    });
    json_schema!({
        "type": "object",
        "properties": {
            "segments": {
                "description": "The segments, in the order of the text.",
                "type": "array",
                "items": segment,
            },
        },
        "required": ["segments"],
    })
}

#[cfg(test)]
mod tests {
    use super::numbers_up_to;

    #[test]
    fn patterns_match_the_numbers_up_to_a_bound() {
        assert_eq!(numbers_up_to(7), "([1-6][0-9]{0}|7)");
        assert_eq!(numbers_up_to(24), "([1-9][0-9]{0,0}|[1-1][0-9]{1}|2[0-3][0-9]{0}|24)");
        assert_eq!(
            numbers_up_to(65535),
            "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]{1}|\
             6553[0-4][0-9]{0}|65535)"
        );
    }
}
