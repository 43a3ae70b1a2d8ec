//! Checks and their findings.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use tcf_codec::{Deciseconds, Decoded, Error, Repair, SectionId, SourceMap};
use tcf_policy::ProviderList;
use tcf_policy::age::MaxAge;
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{
    self, AcSubject, Expectations, FieldName, Finding, GppSubject, LocalExpectations, NotRun,
    Outcome, Place, Rule, RuleCode, Severity, Subject, UspSubject,
};

use crate::baseline::{Accepted, is_valid};
use crate::checkable::{Checkable, Kind};
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
    /// The newest vendor list of any specification.
    pub newest: Option<&'a Gvl>,
    /// Use `gvl` even if the string names another list of its specification.
    pub any_gvl: bool,
    /// The CMP list.
    pub cmps: Option<&'a CmpList>,
    /// Google's list of ad technology providers.
    pub providers: Option<&'a ProviderList>,
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
            providers: None,
            max_age: MaxAge::DEFAULT,
            expectations: &[],
            context: None,
        }
    }

    /// Checks a string of any kind that was decoded from the input. Lists and expectations apply to
    /// TC strings, also to the one in section 2 of a GPP string. Locations of findings are
    /// character offsets in the input; findings of a rule follow each other.
    ///
    /// ```
    /// use tcf::{Input, Validator};
    /// use tcf_policy::rules::RuleCode;
    ///
    /// // Legitimate interest for purpose 3, which the policies do not allow.
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo");
    /// let string = input.decode_for_check().unwrap();
    /// let outcome = Validator::new("2026-06-01".parse()?).check(&input, &string);
    /// assert!(outcome.findings.iter().any(|finding| finding.rule.code == RuleCode::P011));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, input: &Input<'_>, string: &Checkable) -> Outcome {
        match &string.0 {
            Kind::Tc(decoded) => {
                // Its places are those in the text before repairs.
                let outcome = self.check_tc(input, decoded);
                with_places(outcome, input, None, decoded.repairs())
            }
            Kind::Gpp { repairs, .. } => {
                let outcome = self.check_gpp(input, repairs.text(&input.text));
                with_places(outcome, input, Some(repairs.source_map()), repairs.list())
            }
            Kind::UsPrivacy => {
                let subject = UspSubject::new(&input.text, self.as_of);
                let findings = subject.map(|subject| rules::check_usp(&subject));
                with_places(outcome_of(findings), input, None, &[])
            }
            Kind::AdditionalConsent => {
                let subject = AcSubject::new(&input.text, input.options.max_len);
                let findings = subject.map(|subject| rules::check_ac(&subject));
                with_places(outcome_of(findings), input, None, &[])
            }
        }
    }

    fn check_tc(&self, input: &Input<'_>, decoded: &Decoded) -> Outcome {
        #[expect(clippy::expect_used, reason = "`decode_for_check` decodes the layout")]
        let subject =
            Subject::new(&input.text, decoded, self.as_of).expect("decoded with its layout");
        let subject = subject.with_gvl(self.gvl, self.newest, self.any_gvl).with_cmps(self.cmps);
        let subject = subject.expired_after(self.max_age);
        let mut outcome = rules::check(&subject);
        outcome.findings.extend(self.local(input).check(&subject));
        outcome
    }

    fn check_gpp(&self, input: &Input<'_>, text: &str) -> Outcome {
        let subject = GppSubject::new(text, input.options.max_len, self.as_of);
        let check = |subject: GppSubject<'_>| {
            let subject = subject
                .with_gvl(self.gvl, self.newest, self.any_gvl)
                .with_cmps(self.cmps)
                .expired_after(self.max_age)
                .with_expectations(self.local(input));
            rules::check_gpp(&subject)
        };
        subject.map_or_else(|error| outcome_of(Err(error)), check)
    }

    fn local<'a>(&'a self, input: &Input<'a>) -> LocalExpectations<'a> {
        LocalExpectations {
            expectations: self.expectations,
            label: input.origin.label,
            context: self.context,
        }
    }
}

/// The findings of a check without lists, or that of an error.
fn outcome_of(findings: Result<Vec<Finding>, Error>) -> Outcome {
    let of_error = |error: Error| Finding::of_error(&error).into_iter().collect();
    Outcome { findings: findings.unwrap_or_else(of_error), not_run: NotRun::default() }
}

/// Converts the byte offsets of findings in the decoded text to character offsets in the input, and
/// adds the findings for repairs. `map` maps the decoded text to the text before repairs.
fn with_places(
    mut outcome: Outcome,
    input: &Input<'_>,
    map: Option<&SourceMap>,
    repairs: &[Repair],
) -> Outcome {
    for place in outcome.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
        let characters = place.characters.clone();
        let Range { start, end } = map.map_or(characters.clone(), |map| map.range(characters));
        place.characters = input.character(start)..input.character(end);
    }
    let repairs = input.repairs(repairs);
    if !repairs.is_empty() {
        outcome.findings.extend(repairs.into_iter().filter_map(repaired));
        outcome.findings.sort_by_key(|finding| finding.rule.code);
    }
    outcome
}

/// The finding for a fault that was repaired.
fn repaired(RepairRecord { code, message, character }: RepairRecord) -> Option<Finding> {
    let characters = character..character + 1;
    let place = Place { section: None, segment: None, field: None, bits: None, characters };
    Some(Finding::new(rules::find(code)?, Severity::Warning, message, place))
}

/// The finding for a string that cannot be decoded; `None` for an internal error.
pub fn undecodable(failure: &Failure<'_>) -> Option<Finding> {
    let ErrorBody::Decode(body) = &failure.error else { return None };
    let place = Place {
        section: body.section,
        segment: body.segment,
        field: body.field.map(FieldName::Path),
        bits: body.bit.map(|bit| bit..bit + 1),
        characters: body.character..body.character + 1,
    };
    let rule = rules::find(body.code)?;
    let message = match body.cause {
        Some(cause) => format!("{cause}: {}", body.message),
        None => body.message.clone().into_owned(),
    };
    let finding = Finding::new(rule, Severity::Error, message, place);
    Some(Finding { cause: body.cause, ..finding })
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

impl<'a> ReportRecord<'a> {
    /// The record of the findings of a string. `accepted`: those that the baseline accepts.
    ///
    /// ```
    /// use tcf::{Input, ReportRecord, Validator};
    ///
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo");
    /// let as_of = "2026-06-01".parse()?;
    /// let string = input.decode_for_check().unwrap();
    /// let outcome = Validator::new(as_of).check(&input, &string);
    /// let record = ReportRecord::new(&input, as_of, &outcome.findings, None, outcome.not_run);
    /// assert!(!record.valid);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        input: &'a Input<'_>,
        as_of: Deciseconds,
        findings: &'a [Finding],
        accepted: Option<&Accepted>,
        not_run: NotRun,
    ) -> Self {
        let record = |finding| {
            let is_accepted = accepted.is_some_and(|accepted| accepted.contains(finding));
            FindingRecord::new(finding, is_accepted)
        };
        Self {
            head: input.head(),
            as_of,
            valid: is_valid(findings, accepted),
            findings: findings.iter().map(record).collect(),
            not_run,
        }
    }
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
    /// The code of the fault in a TC string or Canadian section of a GPP string, if `code` is
    /// X008.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::cause"))]
    pub cause: Option<&'static str>,
    /// The section of a GPP string.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "crate::text_of_some")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: Option<SectionId>,
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
        let Finding { rule, severity, message, place, cause } = finding;
        let Rule { code, slug, help, .. } = rule;
        let place = place.as_ref();
        Self {
            code: *code,
            slug,
            severity: *severity,
            message,
            help,
            cause: *cause,
            section: place.and_then(|place| place.section),
            segment: place.and_then(|place| place.segment),
            field: place.and_then(|place| place.field.as_ref()),
            bits: place.and_then(|place| place.bits.as_ref()).map(|bits| [bits.start, bits.end]),
            characters: place.map(|place| [place.characters.start, place.characters.end]),
            baseline,
        }
    }
}
