//! Findings.

use super::message::Message;
use super::place::Place;
use super::rule::{Rule, Severity};

/// A violation of a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity.
    pub severity: Severity,
    /// What was found and what was expected.
    pub message: Message,
    /// The place, if the violation has one.
    pub place: Option<Place>,
    /// The code of the fault in a TCF section, if the rule is X008.
    pub cause: Option<&'static str>,
}

impl Finding {
    /// A finding without cause.
    pub fn new(
        rule: &'static Rule,
        severity: Severity,
        message: impl Into<Message>,
        place: impl Into<Option<Place>>,
    ) -> Self {
        Self { rule, severity, message: message.into(), place: place.into(), cause: None }
    }
}

/// The number of findings of one rule that are kept; the others are counted. A few kilobytes of
/// text can contain thousands of restrictions.
const KEPT: usize = 16;

/// Collects the findings of a rule.
pub(super) struct Report {
    pub(super) rule: &'static Rule,
    findings: Vec<Finding>,
    /// The index of the first finding of the rule.
    first: usize,
    /// The number of findings that are not kept, and their highest severity.
    rest: usize,
    heaviest: Severity,
}

impl Report {
    /// Appends to findings.
    pub(super) const fn new(rule: &'static Rule, findings: Vec<Finding>) -> Self {
        let first = findings.len();
        Self { rule, findings, first, rest: 0, heaviest: Severity::Info }
    }

    /// Adds a finding of the default severity.
    pub(super) fn add(&mut self, message: impl Into<Message>, place: impl Into<Option<Place>>) {
        self.add_as(self.rule.severity, message, place);
    }

    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        message: impl Into<Message>,
        place: impl Into<Option<Place>>,
    ) {
        if self.findings.len() - self.first <= KEPT {
            self.findings.push(Finding::new(self.rule, severity, message, place));
        } else {
            self.skip(severity);
        }
    }

    /// Adds a finding of the rule.
    fn push(&mut self, finding: Finding) {
        if self.findings.len() - self.first <= KEPT {
            self.findings.push(finding);
        } else {
            self.skip(finding.severity);
        }
    }

    /// Counts a finding that is not kept.
    fn skip(&mut self, severity: Severity) {
        self.rest += 1;
        self.heaviest = self.heaviest.max(severity);
    }

    /// The findings; those that were not kept become one finding with their number.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        if self.rest > 0
            && let Some(last) = self.findings.last_mut()
        {
            let severity = self.heaviest.max(last.severity);
            let message = format_args!("{} more like these", self.rest + 1);
            *last = Finding::new(self.rule, severity, message, None);
        }
        self.findings
    }
}

/// Sorts findings by rule, and keeps only some of each rule.
pub(super) fn by_rule(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.rule.code);
    let mut report: Option<Report> = None;
    for finding in findings {
        let mut of_rule = match report.take() {
            Some(report) if report.rule.code == finding.rule.code => report,
            before => Report::new(finding.rule, before.map_or_else(Vec::new, Report::finish)),
        };
        of_rule.push(finding);
        report = Some(of_rule);
    }
    report.map_or_else(Vec::new, Report::finish)
}
