//! The record of a generated string.

use serde::Serialize;
use tcf_codec::Deciseconds;
use tcf_codec::json::{IdFormat, Payload};
use tcf_generate::{Expected, Generated};
use tcf_policy::gvl::ListKey;
use tcf_policy::rules::{RuleCode, Severity};

/// A generated string with its properties.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GeneratedRecord<'a> {
    /// The string.
    pub string: &'a str,
    /// A request URL that contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A cookie pair that contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// Parts of an OpenRTB request that contain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrtb: Option<OpenRtb<'a>>,
    /// The kind of the string; for a violation, the kind that it was derived from.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::generated_kind"))]
    pub kind: &'static str,
    /// The rule that it violates.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code_or_null"))]
    pub violates: Option<RuleCode>,
    /// The evaluation date.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Time"))]
    pub as_of: Deciseconds,
    /// The vendor list to check it against; null for none.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::list_key_or_null"))]
    pub gvl: Option<ListKey>,
    /// Whether to check it against the CMP list.
    pub cmp_list: bool,
    /// The expectation that it does not meet, in the syntax of an `[[expect]]` table of `tcf.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<&'a str>,
    /// The value of the string; null if it cannot be decoded.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::PayloadSchema>"))]
    pub payload: Option<Payload<'a>>,
    /// The expected findings: the violated rule first, then those it implies.
    pub expected: Vec<ExpectedRecord>,
}

/// Parts of an OpenRTB request.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenRtb<'a> {
    /// The regulations.
    pub regs: Regs,
    /// The user.
    pub user: User<'a>,
}

/// The regulations that apply.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Regs {
    /// Whether GDPR applies.
    pub gdpr: u8,
}

/// The user.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User<'a> {
    /// The string.
    pub consent: &'a str,
}

impl<'a> OpenRtb<'a> {
    /// A request in which GDPR applies.
    pub const fn new(consent: &'a str) -> Self {
        Self { regs: Regs { gdpr: 1 }, user: User { consent } }
    }
}

/// An expected finding.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectedRecord {
    /// The code of the rule.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code"))]
    pub code: RuleCode,
    /// The severity.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
}

impl<'a> GeneratedRecord<'a> {
    /// The record of a generated string.
    pub fn new(generated: &'a Generated, ids: IdFormat) -> Self {
        let expected =
            |&Expected { rule, severity }: &_| ExpectedRecord { code: rule.code, severity };
        Self {
            string: &generated.text,
            url: None,
            cookie: None,
            openrtb: None,
            kind: generated.kind.name(),
            violates: generated.violates.map(|rule| rule.code),
            as_of: generated.as_of,
            gvl: generated.gvl,
            cmp_list: generated.with_cmps,
            expect: generated.expect.as_deref(),
            payload: generated.value.as_ref().map(|value| Payload { value, layout: None, ids }),
            expected: generated.expected.iter().map(expected).collect(),
        }
    }
}
