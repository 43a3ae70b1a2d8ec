//! The schemas of the lines that audits read and write.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use tcf_audit::report::{
    DriftRecord, FindingRecord, MetricRecord, NotRunRecord, StringRecord, SummaryLine, VendorRecord,
};

use super::payload::schemas;

schemas! {
    /// A line of the format `events`.
    pub(super) EventSchema = "event", |_| event();
    /// A line of the format `choices`.
    pub(super) ChoiceSchema = "choice", |_| choice();
    /// A part of a report: a record with its `type`.
    pub(super) AuditLineSchema = "auditLine", |generator| json_schema!({
        "oneOf": [
            line::<FindingRecord>("finding", generator),
            line::<MetricRecord>("metric", generator),
            line::<VendorRecord>("vendor", generator),
            line::<StringRecord>("string", generator),
            line::<DriftRecord>("drift", generator),
            line::<NotRunRecord>("notRun", generator),
            line::<SummaryLine<'static>>("summary", generator),
        ],
    });
}

/// The schema of a record with its type.
fn line<T: JsonSchema>(name: &str, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = T::json_schema(generator);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("type".to_owned(), json!({ "const": name }));
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push("type".into());
    }
    schema
}

/// A text, or a number that is read as one.
fn text(about: &str) -> Value {
    json!({ "type": ["string", "integer", "null"], "description": about })
}

fn time(types: &[&str], about: &str) -> Value {
    let forms = "RFC 3339 with a zone, or seconds or milliseconds since 1970";
    json!({ "type": types, "description": format!("{about}: {forms}."), "minimum": 1_000_000_000 })
}

fn vendor() -> Value {
    json!({
        "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 65_535 },
            { "type": "string", "pattern": "^[0-9]+$" },
        ]
    })
}

/// A list of purposes, also as a text, or a single purpose.
fn purposes(types: &[&str], about: &str) -> Value {
    let types: Vec<_> = types.iter().chain(&["array", "string", "integer"]).collect();
    json!({
        "type": types,
        "description": about,
        "items": { "type": "integer", "minimum": 1, "maximum": 24 },
        "minimum": 1,
        "maximum": 24,
        "pattern": "^[^0-9]*(([1-9]|1[0-9]|2[0-4])([^0-9]+|$))*$",
    })
}

/// An event has a host or a vendor, unless it is not a call.
fn event() -> Schema {
    json_schema!({
        "type": "object",
        "description": "An event. Other members are ignored; null is the same as a missing member.",
        "properties": {
            "id": text("The id of the event."),
            "kind": {
                "enum": ["call", "request", "store", "signal", "choice", null],
                "description": "What happened; a call if absent.",
            },
            "at": time(&["string", "integer", "null"], "When it happened"),
            "visit": text("The key of the visit."),
            "host": text("The host that was called."),
            "vendor": {
                "anyOf": [vendor(), { "type": "null" }],
                "description": "The id of the vendor that was called.",
            },
            "purposes": purposes(&["null"], "What the call is for."),
            "gdpr": {
                "enum": [0, 1, true, false, "0", "1", "true", "false", null],
                "description": "Whether the GDPR applies, as the call says.",
            },
            "tcString": text("The TC string that the call carries."),
            "gpp": text("The GPP string that the call carries."),
            "country": {
                "type": ["string", "null"],
                "pattern": "^[A-Za-z]{2,3}$",
                "description": "The country of the user, in two or three letters (ISO 3166-1).",
            },
            "channel": text("The channel."),
            "label": detail(&["string", "integer"], "The label, for groups of events."),
            "page": detail(&["string"], "The URL of the page."),
            "url": detail(&["string"], "The URL that was called."),
            "cause": detail(
                &["string"],
                "The host, or the URL, whose redirect or script caused the call.",
            ),
            "bytes": detail(&["integer", "string"], "The bytes of the request and of its answer."),
            "server": detail(
                &["boolean", "integer", "string"],
                "Whether the line comes from the log of a server.",
            ),
            "storage": storage(),
        },
        "additionalProperties": true,
    })
}

/// A member that is ignored if it is of another type.
fn detail(types: &[&str], about: &str) -> Value {
    let types = types.join(" or ");
    json!({ "description": format!("{about} Ignored if it is not of type {types}.") })
}

fn storage() -> Value {
    json!({
        "description": "What was stored and sent along. Ignored if it is not an array.",
        "items": {
            "type": "object",
            "properties": {
                "name": { "type": ["string", "integer"], "description": "The name." },
                "action": {
                    "enum": ["set", "removed", "sent"],
                    "description": "What happened to it.",
                },
                "maxAgeSeconds": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "description": "The age that was set; until the end of the session if absent.",
                },
            },
            "required": ["name", "action"],
            "additionalProperties": true,
        },
    })
}

fn choice() -> Schema {
    json_schema!({
        "type": "object",
        "description": "A choice of the user: a string, or what the user objected to.",
        "properties": {
            "visit": {
                "type": ["string", "integer"],
                "description": "The key of the visit, as in the events.",
            },
            "at": time(&["string", "integer"], "When the user chose"),
            "tcString": text("The TC string from then on."),
            "objected": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {
                            "purposes": purposes(&[], "The purposes."),
                            "vendors": {
                                "type": "array",
                                "description": "The ids of the vendors.",
                                "items": vendor(),
                            },
                        },
                        "additionalProperties": false,
                    },
                    { "type": "null" },
                ],
                "description": "What the user objected to; the string, or the one before, is in force \
                    without these bits of legitimate interest from then on.",
            },
        },
        "required": ["visit", "at"],
        "additionalProperties": true,
    })
}
