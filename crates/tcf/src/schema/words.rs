//! Schemas of single values: one of several words, a number between bounds.

use schemars::{Schema, SchemaGenerator, json_schema};
use tcf_codec::Segment;
use tcf_policy::rules::{self, Group};

/// One of these words.
fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    let words: Vec<_> = words.into_iter().collect();
    json_schema!({ "enum": words })
}

pub(crate) fn always_true(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": true })
}

pub(crate) fn internal_code(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": crate::INTERNAL })
}

pub(crate) fn segment(_: &mut SchemaGenerator) -> Schema {
    words(Segment::ALL.map(Segment::name))
}

/// The codes of what keeps a string from being decoded.
pub(crate) fn error_code(_: &mut SchemaGenerator) -> Schema {
    let groups = [Group::Syntax, Group::Format];
    words(rules::all().filter(|rule| groups.contains(&rule.group())).map(|rule| rule.code))
}

pub(crate) fn bits(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[01]*$" })
}
