//! Findings, counted.

use std::collections::BTreeMap;
use std::io;

use tcf::{CodeCount, FindingGroup, FindingSummary};
use tcf_codec::Deciseconds;
use tcf_policy::rules::{RuleCode, Severity, Skipped};

use super::Report;
use crate::term::{Cell, Column, Page, Role, Table, plain};

/// Counts of findings by code.
pub(crate) struct Summary {
    as_of: Deciseconds,
    by_label: bool,
    groups: BTreeMap<Option<String>, Counts>,
}

#[derive(Default)]
struct Counts {
    strings: u64,
    valid: u64,
    /// By code, severity, and whether they are accepted.
    codes: BTreeMap<(RuleCode, Severity, bool), Count>,
    not_run: BTreeMap<Skipped, u64>,
}

#[derive(Default)]
struct Count {
    strings: u64,
    findings: u64,
}

impl Summary {
    pub(crate) const fn new(as_of: Deciseconds, by_label: bool) -> Self {
        Self { as_of, by_label, groups: BTreeMap::new() }
    }

    pub(crate) fn count(&mut self, report: &Report<'_>) {
        let label = report.input.origin.label.filter(|_| self.by_label);
        let counts = self.groups.entry(label.map(str::to_owned)).or_default();
        counts.strings += 1;
        counts.valid += u64::from(report.is_valid());
        let mut before = None;
        for finding in report.findings {
            let key = (finding.rule.code, finding.severity, report.is_accepted(finding));
            let count = counts.codes.entry(key).or_default();
            count.findings += 1;
            // Findings of a rule stand together.
            count.strings += u64::from(before != Some(key));
            before = Some(key);
        }
        for skipped in report.not_run.iter() {
            *counts.not_run.entry(skipped).or_default() += 1;
        }
    }

    /// The record.
    pub(crate) fn record(&self) -> FindingSummary<'_> {
        let codes = |codes: &BTreeMap<_, Count>| {
            let count =
                |(&(code, severity, baseline), count): (&(RuleCode, _, _), &Count)| CodeCount {
                    code,
                    slug: code.rule().slug,
                    severity,
                    strings: count.strings,
                    findings: count.findings,
                    baseline,
                };
            codes.iter().map(count).collect()
        };
        let groups = self.groups.iter();
        let groups = groups.map(|(label, counts)| FindingGroup {
            label: label.as_deref(),
            strings: counts.strings,
            valid: counts.valid,
            codes: codes(&counts.codes),
            not_run: &counts.not_run,
        });
        FindingSummary { as_of: self.as_of, summary: groups.collect() }
    }

    pub(crate) fn write_text(&self, page: &mut Page<'_>) -> io::Result<()> {
        for (index, (label, counts)) in self.groups.iter().enumerate() {
            if index > 0 {
                page.blank()?;
            }
            if self.by_label {
                let label = label.as_deref().map_or_else(|| "(no label)".to_owned(), plain);
                page.line(page.paint(Role::Name, label))?;
            }
            let Counts { strings, valid, codes, not_run } = counts;
            let invalid = strings - valid;
            let as_of = self.as_of;
            page.heading(format_args!(
                "{strings} strings, {valid} valid, {invalid} invalid (as of {as_of})"
            ))?;
            if !codes.is_empty() {
                page.blank()?;
                CODES.titles(page, ["code", "severity", "strings", "findings", ""])?;
            }
            for (&(code, severity, is_accepted), count) in codes {
                let slug = code.rule().slug;
                let Count { strings, findings } = *count;
                let baseline = if is_accepted { ", in the baseline" } else { "" };
                let is_bad = severity == Severity::Error && !is_accepted;
                let role = if is_bad { Role::Bad } else { Role::Heading };
                let severity = Cell::painted(role, severity.name());
                let name = format!("{slug}{baseline}");
                CODES.row(
                    page,
                    &[
                        code.as_str().into(),
                        severity,
                        Cell::of(strings),
                        Cell::of(findings),
                        name.into(),
                    ],
                )?;
            }
            if !not_run.is_empty() {
                let parts: Vec<_> =
                    not_run.iter().map(|(code, count)| format!("{code} ({count})")).collect();
                page.blank()?;
                page.paragraph(
                    format_args!("not looked at, with the number of strings: {}", parts.join(", ")),
                    2,
                )?;
            }
        }
        Ok(())
    }
}

/// How many strings have findings of a code, and how many findings.
const CODES: Table<5> = Table::new([
    Column::left(2, 4),
    Column::left(2, 9),
    Column::right(0, 9),
    Column::right(0, 10),
    Column::wrapped(2),
]);
