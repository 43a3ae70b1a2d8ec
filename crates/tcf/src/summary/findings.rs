//! Findings, counted.

use std::collections::BTreeMap;

use tcf_codec::Deciseconds;
use tcf_policy::rules::{Finding, NotRun, RuleCode, Severity, Skipped};

use crate::baseline::{Accepted, is_valid};

/// Counts the findings in many strings, by code.
///
/// ```
/// use tcf::{FindingCounter, Input, undecodable};
/// use tcf_policy::rules::{NotRun, RuleCode};
///
/// let mut counter = FindingCounter::new("2026-06-01".parse()?, true);
/// let input = Input::new("CQ");
/// let failure = input.decode().unwrap_err();
/// let findings: Vec<_> = undecodable(&failure).into_iter().collect();
/// counter.add(Some("acme"), &findings, None, NotRun::default());
/// let summary = counter.summary();
/// let group = &summary.summary[0];
/// assert_eq!((group.strings, group.valid), (1, 0));
/// assert_eq!((group.codes[0].code, group.codes[0].findings), (RuleCode::S011, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FindingCounter {
    as_of: Deciseconds,
    by_label: bool,
    groups: BTreeMap<Option<String>, Counts>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    strings: u64,
    valid: u64,
    /// By code, severity, and whether they are accepted.
    codes: BTreeMap<(RuleCode, Severity, bool), Count>,
    not_run: BTreeMap<Skipped, u64>,
}

#[derive(Clone, Debug, Default)]
struct Count {
    strings: u64,
    findings: u64,
}

impl FindingCounter {
    /// Counts nothing so far. The date is that of the check; groups are labels, or there is one.
    pub const fn new(as_of: Deciseconds, by_label: bool) -> Self {
        Self { as_of, by_label, groups: BTreeMap::new() }
    }

    /// Whether groups are labels.
    pub const fn by_label(&self) -> bool {
        self.by_label
    }

    /// Adds the findings of a string, and what did not run because a list is missing.
    pub fn add(
        &mut self,
        label: Option<&str>,
        findings: &[Finding],
        accepted: Option<&Accepted>,
        not_run: NotRun,
    ) {
        let label = label.filter(|_| self.by_label);
        let counts = self.groups.entry(label.map(str::to_owned)).or_default();
        counts.strings += 1;
        counts.valid += u64::from(is_valid(findings, accepted));
        let mut previous = None;
        for finding in findings {
            let is_accepted = accepted.is_some_and(|accepted| accepted.contains(finding));
            let key = (finding.rule.code, finding.severity, is_accepted);
            let count = counts.codes.entry(key).or_default();
            count.findings += 1;
            // The findings of a rule follow each other.
            count.strings += u64::from(previous != Some(key));
            previous = Some(key);
        }
        for skipped in not_run.iter() {
            *counts.not_run.entry(skipped).or_default() += 1;
        }
    }

    /// The counts, as a record.
    pub fn summary(&self) -> FindingSummary<'_> {
        let record =
            |(&(code, severity, baseline), count): (&(RuleCode, _, _), &Count)| CodeCount {
                code,
                slug: code.rule().slug,
                severity,
                strings: count.strings,
                findings: count.findings,
                baseline,
            };
        let groups = self.groups.iter().map(|(label, counts)| FindingGroup {
            label: label.as_deref(),
            strings: counts.strings,
            valid: counts.valid,
            codes: counts.codes.iter().map(record).collect(),
            not_run: &counts.not_run,
        });
        FindingSummary { as_of: self.as_of, summary: groups.collect() }
    }
}

/// The record of findings, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingSummary<'a> {
    /// The date of the check.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Time"))]
    pub as_of: Deciseconds,
    /// The counts of each group.
    pub summary: Vec<FindingGroup<'a>>,
}

/// Findings of a group, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingGroup<'a> {
    /// The label of the group; absent for strings without one, and if groups are not labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// Number of strings.
    pub strings: u64,
    /// Number of valid strings.
    pub valid: u64,
    /// The counts of codes.
    pub codes: Vec<CodeCount>,
    /// Groups and rules that did not run because a list is missing, and the number of strings.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::not_run_counts"))]
    pub not_run: &'a BTreeMap<Skipped, u64>,
}

/// A code of findings, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeCount {
    /// The code.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code"))]
    pub code: RuleCode,
    /// The name of the rule.
    pub slug: &'static str,
    /// The severity.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
    /// Number of strings.
    pub strings: u64,
    /// Number of findings.
    pub findings: u64,
    /// The baseline accepts them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub baseline: bool,
}
