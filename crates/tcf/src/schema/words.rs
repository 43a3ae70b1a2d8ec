//! Schemas of single values: enums and bounded numbers.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};
use tcf_audit::hosts::MappedBy;
use tcf_carrier::TextKind;
use tcf_codec::{Error, PurposeId, RestrictionType, SectionId, Segment, SpecialFeatureId};
use tcf_generate::Kind;
use tcf_policy::decide::us::{Choice, Notice};
use tcf_policy::decide::{CustomPurposeId, DisclosureStatus, PublisherItem, Reason, Verdict};
use tcf_policy::gvl::DefinitionKind;
use tcf_policy::rules::{self, Group, RuleCode, Severity};
use tcf_policy::vocabulary::{FeatureId, Item, LegalBasis, SpecialPurposeId};

use super::payload::PurposeIds;
use crate::decide::WithoutBasis;
use crate::size::Part;

/// One of these words.
fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    let words: Vec<_> = words.into_iter().collect();
    json_schema!({ "enum": words })
}

/// One of these words, or null.
fn or_null<'a>(of: impl IntoIterator<Item = &'a str>) -> Schema {
    let words: Vec<_> = of.into_iter().map(Value::from).chain([Value::Null]).collect();
    json_schema!({ "enum": words })
}

pub(crate) fn always_true(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": true })
}

pub(crate) fn internal_code(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": crate::INTERNAL })
}

pub(crate) fn section_error_code(_: &mut SchemaGenerator) -> Schema {
    words([crate::MISSING_SECTION, crate::STRINGS_DIFFER, crate::SIGNALS_LEFT_OUT])
}

pub(crate) fn line_error_code(_: &mut SchemaGenerator) -> Schema {
    words([crate::INVALID_JSON, crate::INVALID_ROW, crate::NOT_A_STRING, crate::NOT_AN_EVENT])
}

/// A segment of a TC string, or a sub-section of a GPP string.
pub(crate) fn segment(_: &mut SchemaGenerator) -> Schema {
    let of_gpp = ["header", "gpc", "sensitiveData", "publisherPurposes", "undefined", "unknown"];
    words(Segment::ALL.map(Segment::name).into_iter().chain(of_gpp))
}

/// Columns under the names that the user chose, with values of any type.
pub(crate) fn columns(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": true })
}

/// The places of records in files and of the texts in them.
pub(crate) fn carrier_place(_: &mut SchemaGenerator) -> Schema {
    words(tcf_carrier::Place::ALL.map(tcf_carrier::Place::name))
}

pub(crate) fn carrier_format(_: &mut SchemaGenerator) -> Schema {
    words(tcf_carrier::CarrierFormat::ALL.map(tcf_carrier::CarrierFormat::name))
}

pub(crate) fn carried_kind(_: &mut SchemaGenerator) -> Schema {
    words(tcf_carrier::CarriedKind::ALL.map(tcf_carrier::CarriedKind::name))
}

pub(crate) fn found_by(_: &mut SchemaGenerator) -> Schema {
    words(tcf_carrier::FoundBy::ALL.map(tcf_carrier::FoundBy::name))
}

pub(crate) fn steps(_: &mut SchemaGenerator) -> Schema {
    let steps = words(tcf_carrier::Step::ALL.map(tcf_carrier::Step::name));
    json_schema!({ "type": "array", "items": steps })
}

/// The maps from hosts to vendors.
pub(crate) fn mapped_by(_: &mut SchemaGenerator) -> Schema {
    words(MappedBy::ALL.iter().map(|one| one.name()))
}

/// A section of a GPP string: its name, or its id if it has none.
pub(crate) fn section(_: &mut SchemaGenerator) -> Schema {
    let names = words(SectionId::ALL.iter().filter_map(|id| id.name()));
    json_schema!({ "anyOf": [names, { "type": "string", "pattern": "^[1-9][0-9]{0,4}$" }] })
}

pub(crate) fn part(_: &mut SchemaGenerator) -> Schema {
    words(Part::ALL.map(Part::name))
}

pub(crate) fn encoding(_: &mut SchemaGenerator) -> Schema {
    words(["bitField", "ranges"])
}

pub(crate) fn restriction_type(_: &mut SchemaGenerator) -> Schema {
    words(RestrictionType::ALL.map(RestrictionType::name))
}

/// The codes of decoding errors.
fn error_codes() -> impl Iterator<Item = &'static str> {
    // Placeholders have no error of the decoder.
    Error::CODES.iter().copied().chain(TextKind::Placeholder.error_code())
}

/// The codes of decoding errors.
pub(crate) fn error_code(_: &mut SchemaGenerator) -> Schema {
    words(error_codes())
}

/// The codes of repairs.
pub(crate) fn repair_code(_: &mut SchemaGenerator) -> Schema {
    // The alphabet of a GPP string is only a warning.
    words(error_codes().chain([RuleCode::X014.as_str()]))
}

/// The codes of errors of decoding TC strings.
pub(crate) fn cause(_: &mut SchemaGenerator) -> Schema {
    words(Error::CODES.iter().copied().filter(|code| code.starts_with(['S', 'F'])))
}

pub(crate) fn bits(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[01]*$" })
}

pub(crate) fn vendor(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": 65535 })
}

pub(crate) fn vendors(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": vendor(generator) })
}

pub(crate) fn item_kind(_: &mut SchemaGenerator) -> Schema {
    let items = [
        Item::Purpose(PurposeId::MIN),
        Item::SpecialPurpose(SpecialPurposeId::MIN),
        Item::Feature(FeatureId::MIN),
        Item::SpecialFeature(SpecialFeatureId::MIN),
    ];
    words(items.map(Item::kind))
}

pub(crate) fn publisher_item_kind(_: &mut SchemaGenerator) -> Schema {
    let items = [
        PublisherItem::Purpose(PurposeId::MIN),
        PublisherItem::CustomPurpose(CustomPurposeId::MIN),
    ];
    words(items.map(PublisherItem::kind))
}

pub(crate) fn input_note_code(_: &mut SchemaGenerator) -> Schema {
    words(crate::InputNote::CODES)
}

pub(crate) fn verdict(_: &mut SchemaGenerator) -> Schema {
    words(Verdict::ALL.map(Verdict::name))
}

pub(crate) fn choice_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(Choice::ALL.map(Choice::name))
}

pub(crate) fn notice_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(Notice::ALL.map(Notice::name))
}

pub(crate) fn basis_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(LegalBasis::ALL.map(LegalBasis::name))
}

pub(crate) fn restriction_type_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(RestrictionType::ALL.map(RestrictionType::name))
}

pub(crate) fn disclosure(_: &mut SchemaGenerator) -> Schema {
    words(DisclosureStatus::ALL.map(DisclosureStatus::name))
}

pub(crate) fn reason_code(_: &mut SchemaGenerator) -> Schema {
    words(Reason::ALL.iter().map(|reason| reason.code()))
}

/// What is permitted, by legal basis, and without one.
pub(crate) fn permitted(generator: &mut SchemaGenerator) -> Schema {
    let ids = generator.subschema_for::<PurposeIds>();
    let names = LegalBasis::ALL.map(LegalBasis::name).into_iter();
    let properties: Map<_, _> = names
        .chain(WithoutBasis::ALL.map(WithoutBasis::name))
        .map(|name| (name.to_owned(), ids.clone().to_value()))
        .collect();
    json_schema!({
        "type": "object",
        "properties": properties,
        "required": LegalBasis::ALL.map(LegalBasis::name),
    })
}

/// The codes of all rules.
fn codes() -> impl Iterator<Item = &'static str> {
    RuleCode::ALL.iter().map(|code| code.as_str())
}

pub(crate) fn rule_codes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": words(codes()) })
}

pub(crate) fn rule_code(_: &mut SchemaGenerator) -> Schema {
    words(codes())
}

pub(crate) fn rule_slug(_: &mut SchemaGenerator) -> Schema {
    words(rules::all().map(|rule| rule.slug))
}

pub(crate) fn severity(_: &mut SchemaGenerator) -> Schema {
    words([Severity::Error, Severity::Warning, Severity::Info].map(Severity::name))
}

/// The letters of groups, and codes of rules.
fn groups_and_codes() -> Schema {
    words(Group::ALL.map(Group::letter).into_iter().chain(codes()))
}

pub(crate) fn not_run(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": groups_and_codes() })
}

/// How many strings lack a list, by group or rule.
pub(crate) fn not_run_counts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": groups_and_codes(),
        "additionalProperties": { "type": "integer", "minimum": 0 },
    })
}

pub(crate) fn rule_code_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(codes())
}

pub(crate) fn generated_kind(_: &mut SchemaGenerator) -> Schema {
    words(Kind::all().map(Kind::name))
}

/// The specification and version of a vendor list.
pub(super) fn list_key() -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "specification": { "type": "integer", "minimum": 2, "maximum": 3 },
            "version": { "type": "integer", "minimum": 1, "maximum": 4095 },
        },
        "required": ["specification", "version"],
    })
}

pub(crate) fn list_key_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [list_key(), { "type": "null" }] })
}

/// The keys of a vendor that are sets of ids without a legal basis.
pub(crate) fn id_fields(_: &mut SchemaGenerator) -> Schema {
    let kinds = [
        DefinitionKind::SpecialPurposes,
        DefinitionKind::Features,
        DefinitionKind::SpecialFeatures,
    ];
    words(kinds.map(DefinitionKind::key))
}

/// A text or null, where the key may be absent too.
pub(crate) fn text_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "oneOf": [{ "type": "string" }, { "type": "null" }] })
}
