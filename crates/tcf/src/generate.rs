//! The record of a generated string.

use serde::Serialize;
use tcf_carrier::SignalKind;
use tcf_codec::json::{GppPayload, IdFormat, Payload};
use tcf_codec::{Deciseconds, SectionId};
use tcf_generate::{Expected, Generated, SignalValue};
use tcf_policy::gvl::ListKey;
use tcf_policy::rules::{RuleCode, Severity};

use crate::decode::SignalPayload;

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
    /// A cookie pair that contains it; with a GPP string, a second one with its sections.
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
    pub payload: Option<SignalPayload<'a>>,
    /// The expected findings: the violated rule first, then those it implies.
    pub expected: Vec<ExpectedRecord>,
}

/// Parts of an OpenRTB request.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenRtb<'a> {
    /// The regulations.
    pub regs: Regs<'a>,
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User<'a>>,
}

/// The regulations that apply.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Regs<'a> {
    /// Whether the GDPR applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gdpr: Option<u8>,
    /// A GPP string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpp: Option<&'a str>,
    /// The ids of the sections of the GPP string that apply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gpp_sid: Vec<u16>,
    /// A US Privacy string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub us_privacy: Option<&'a str>,
}

/// The user.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User<'a> {
    /// A TC string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<&'a str>,
    /// Extensions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext: Option<UserExt<'a>>,
}

/// Extensions of the user.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserExt<'a> {
    /// Google's ad technology providers.
    #[serde(rename = "ConsentedProvidersSettings")]
    pub consented_providers_settings: ConsentedProviders<'a>,
}

/// Google's ad technology providers.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentedProviders<'a> {
    /// An Additional Consent string.
    pub consented_providers: &'a str,
}

impl<'a> OpenRtb<'a> {
    /// An OpenRTB 2.6 request with a generated string. With a TC or Additional Consent string, the
    /// GDPR applies.
    pub fn new(generated: &'a Generated) -> Self {
        let text = generated.text.as_str();
        let in_scope = Regs { gdpr: Some(1), ..Regs::default() };
        match generated.kind.signal() {
            SignalKind::Gpp => {
                let gpp_sid = generated.gpp_sid().into_iter().map(SectionId::get).collect();
                Self { regs: Regs { gpp: Some(text), gpp_sid, ..Regs::default() }, user: None }
            }
            SignalKind::UsPrivacy => {
                Self { regs: Regs { us_privacy: Some(text), ..Regs::default() }, user: None }
            }
            SignalKind::AdditionalConsent => {
                let consented_providers_settings = ConsentedProviders { consented_providers: text };
                let ext = Some(UserExt { consented_providers_settings });
                Self { regs: in_scope, user: Some(User { ext, ..User::default() }) }
            }
            _ => {
                let consent = Some(text);
                Self { regs: in_scope, user: Some(User { consent, ..User::default() }) }
            }
        }
    }
}

impl<'a> SignalPayload<'a> {
    /// The payload of a generated value, with sets of ids in the given format.
    pub const fn of_value(value: &'a SignalValue, ids: IdFormat) -> Self {
        match value {
            SignalValue::Tc(value) => Self::Tc(Payload { value, layout: None, ids }),
            SignalValue::Gpp(value) => Self::Gpp(GppPayload { value, layout: None, ids }),
            SignalValue::UsPrivacy(usp) => Self::UsPrivacy(usp),
            SignalValue::AdditionalConsent(ac) => Self::AdditionalConsent(ac),
        }
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
            payload: generated.value.as_ref().map(|value| SignalPayload::of_value(value, ids)),
            expected: generated.expected.iter().map(expected).collect(),
        }
    }
}
