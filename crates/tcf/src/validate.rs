//! Checks and their findings.

use std::collections::BTreeMap;

use serde::Serialize;
use tcf_codec::{Deciseconds, Decoded};
use tcf_policy::age::MaxAge;
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{
    self, Expectations, FieldName, Finding, NotRun, Outcome, Place, Rule, RuleCode, Severity,
    Subject,
};

use crate::decode::RepairRecord;
use crate::failure::{ErrorBody, Failure};
use crate::input::{Head, Input};

/// The inputs of a check.
#[derive(Clone, Copy, Debug)]
pub struct Validator<'a> {
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The vendor list that the string names, or one to use instead.
    pub gvl: Option<&'a Gvl>,
    /// The newest vendor list of its specification.
    pub newest: Option<&'a Gvl>,
    /// Use `gvl` even if the string names another list.
    pub any_gvl: bool,
    /// The CMP list.
    pub cmps: Option<&'a CmpList>,
    /// The age after which a string is expired (P005).
    pub max_age: MaxAge,
    /// Local expectations.
    pub expectations: &'a [Expectations],
    /// The context in which expectations apply.
    pub context: Option<&'a BTreeMap<String, String>>,
}

impl Validator<'_> {
    /// Checks the format and the policies only.
    pub const fn new(as_of: Deciseconds) -> Self {
        Self {
            as_of,
            gvl: None,
            newest: None,
            any_gvl: false,
            cmps: None,
            max_age: MaxAge::DEFAULT,
            expectations: &[],
            context: None,
        }
    }

    /// Checks a decoded string with its layout. Locations of findings are character offsets in the
    /// input.
    ///
    /// ```
    /// use tcf::{Input, DecodeOptions, Validator};
    /// use tcf_policy::rules::RuleCode;
    ///
    /// // Legitimate interest for purpose 3, which the policies do not allow.
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo")
    ///     .with_options(DecodeOptions::new().with_layout());
    /// let decoded = input.decode().unwrap();
    /// let outcome = Validator::new("2026-06-01".parse()?).check(&input, &decoded);
    /// assert!(outcome.findings.iter().any(|finding| finding.rule.code == RuleCode::P011));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the string was decoded without its layout.
    pub fn check(&self, input: &Input<'_>, decoded: &Decoded) -> Outcome {
        #[expect(clippy::expect_used, reason = "documented: the caller chose the options")]
        let subject =
            Subject::new(&input.text, decoded, self.as_of).expect("decoded with its layout");
        let subject = subject.with_gvl(self.gvl, self.newest, self.any_gvl).with_cmps(self.cmps);
        let subject = subject.expired_after(self.max_age);
        let mut outcome = rules::check(&subject);
        let nothing = BTreeMap::new();
        let context = self.context.unwrap_or(&nothing);
        let applies = |expected: &&Expectations| {
            expected.apply_to(&decoded.value, input.origin.label, context)
        };
        for expected in self.expectations.iter().filter(applies) {
            outcome.findings.extend(rules::check_expectations(&subject, expected));
        }
        for place in outcome.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
            let characters = &place.characters;
            place.characters = input.character(characters.start)..input.character(characters.end);
        }
        let repairs = input.repairs(decoded.repairs());
        outcome.findings.splice(0..0, repairs.into_iter().filter_map(repaired));
        outcome
    }
}

/// The finding for a fault that was repaired.
fn repaired(RepairRecord { code, message, character }: RepairRecord) -> Option<Finding> {
    let characters = character..character + 1;
    let place = Place { section: None, segment: None, field: None, bits: None, characters };
    let rule = rules::find(code)?;
    Some(Finding { rule, severity: Severity::Warning, message: message.into(), place: Some(place) })
}

/// The finding for a string that cannot be decoded; `None` for an internal error.
pub fn undecodable(failure: &Failure<'_>) -> Option<Finding> {
    let ErrorBody::Decode(body) = &failure.error else { return None };
    let place = Place {
        section: None,
        segment: body.segment,
        field: body.field.map(FieldName::Path),
        bits: body.bit.map(|bit| bit..bit + 1),
        characters: body.character..body.character + 1,
    };
    let rule = rules::find(body.code)?;
    let message = body.message.clone().into_owned().into();
    Some(Finding { rule, severity: Severity::Error, message, place: Some(place) })
}

/// The record of the findings of a string.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The evaluation date.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Time"))]
    pub as_of: Deciseconds,
    /// Whether there are no errors, except accepted ones.
    pub valid: bool,
    /// The findings.
    pub findings: Vec<FindingRecord<'a>>,
    /// Groups and rules that were skipped because a list is missing.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::not_run"))]
    pub not_run: NotRun,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "finding"))]
pub struct FindingRecord<'a> {
    /// The code of the rule.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code"))]
    pub code: RuleCode,
    /// The name of the rule.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_slug"))]
    pub slug: &'static str,
    /// The severity of the finding.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
    /// The message.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub message: &'a rules::Message,
    /// How to resolve it.
    pub help: &'static str,
    /// The segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::segment"))]
    pub segment: Option<&'static str>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub field: Option<&'a FieldName>,
    /// The bits of the segment, without the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<[u32; 2]>,
    /// The characters of the input, without the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<[usize; 2]>,
    /// Whether the baseline accepts it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub baseline: bool,
}

impl<'a> FindingRecord<'a> {
    /// The record of a finding. `baseline`: whether the baseline accepts it.
    pub fn new(finding: &'a Finding, baseline: bool) -> Self {
        let Finding { rule: Rule { code, slug, help, .. }, severity, message, place } = finding;
        let place = place.as_ref();
        Self {
            code: *code,
            slug,
            severity: *severity,
            message,
            help,
            segment: place.and_then(|place| place.segment),
            field: place.and_then(|place| place.field.as_ref()),
            bits: place.and_then(|place| place.bits.as_ref()).map(|bits| [bits.start, bits.end]),
            characters: place.map(|place| [place.characters.start, place.characters.end]),
            baseline,
        }
    }
}
