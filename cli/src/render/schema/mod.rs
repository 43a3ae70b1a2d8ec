//! JSON Schema of payloads and records. Keys and their bounds come from the lists by which they are read, words from the types
//! that have them; what is printed is held against it in tests, key by key.

mod judgements;
mod node;
mod payload;
mod records;

use serde::Serialize;

use node::{Schema, defined};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Makes a schema.
type Make = fn() -> Schema;

/// What schemas refer to by name.
const DEFINITIONS: [(&str, Make); 15] = [
    ("payload", payload::payload),
    ("version2", payload::version_2),
    ("version1", payload::version_1),
    ("restriction", payload::restriction),
    ("publisherTC", payload::publisher_tc),
    ("layout", payload::layout),
    ("time", payload::time),
    ("vendorIds", || payload::ids(65535).about("Vendor ids: numbers, and ranges such as \"5-9\".")),
    ("purposeIds", || payload::ids(24).about("Purpose ids: numbers, and ranges such as \"1-4\".")),
    ("specialFeatureIds", || {
        payload::ids(12).about("Special feature ids: numbers, and ranges such as \"1-2\".")
    }),
    ("customPurposeIds", || payload::ids(63).about("Numbers of custom purposes, and ranges of them.")),
    ("error", records::error),
    ("decision", judgements::decision),
    ("reasons", judgements::reasons),
    ("finding", judgements::finding),
];

/// What a schema is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaName {
    Payload,
    Layout,
    Error,
    Decode,
    Encode,
    Inspect,
    Finding,
    Validate,
    ValidateSummary,
    Decision,
    Permit,
    PermitBrief,
    PermitSummary,
    Diff,
    Generate,
    Conformance,
}

/// The schema of a name, with all that it refers to; `None` where it is not made here.
pub(crate) fn document(name: SchemaName) -> Option<impl Serialize> {
    let (title, schema): (_, Schema) = match name {
        SchemaName::Payload => ("What a string says", defined("payload")),
        SchemaName::Layout => ("How a string was written", defined("layout")),
        SchemaName::Error => ("A string that could not be read", defined("error")),
        SchemaName::Decode => ("A record of tcf decode --envelope", records::envelope()),
        SchemaName::Encode => ("A record of tcf encode --envelope", records::encoded()),
        SchemaName::Inspect => ("A record of tcf inspect", records::field()),
        SchemaName::Finding => ("What a rule found in a string", defined("finding")),
        SchemaName::Validate => ("A record of tcf validate", judgements::validate()),
        SchemaName::ValidateSummary => {
            ("The record of tcf validate --summary", judgements::validate_summary())
        }
        SchemaName::Decision => ("A decision on a vendor and a purpose or feature", defined("decision")),
        SchemaName::Permit => ("A record of tcf permit", judgements::permit()),
        SchemaName::PermitBrief => ("A record of tcf permit --brief", judgements::permit_brief()),
        SchemaName::PermitSummary => ("The record of tcf permit --summary", judgements::permit_summary()),
        SchemaName::Diff => ("The record of tcf diff", judgements::diff()),
        SchemaName::Generate => ("A record of tcf generate", judgements::generated()),
        SchemaName::Conformance => return None,
    };
    let mut wanted = Vec::new();
    schema.references(&mut wanted);
    let mut definitions = Schema::default();
    let mut at = 0;
    while let Some(name) = wanted.get(at).cloned() {
        let found = DEFINITIONS.iter().find(|(defined, _)| *defined == name);
        if let Some((name, make)) =
            found.filter(|(name, _)| !definitions.0.iter().any(|(key, _)| key == name))
        {
            let definition = make();
            definition.references(&mut wanted);
            definitions = definitions.with(*name, definition);
        }
        at += 1;
    }
    let mut document = Schema::default().with("$schema", DIALECT).with("title", title);
    document.0.extend(schema.0);
    Some(if definitions.0.is_empty() { document } else { document.with("$defs", definitions) })
}
