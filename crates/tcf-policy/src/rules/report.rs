//! Findings.

use super::message::Message;
use super::place::Place;
use super::rule::{Rule, Severity};

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs here.
    pub severity: Severity,
    /// What was found.
    pub message: Message,
    /// Where; `None` if it has no place.
    pub place: Option<Place>,
}

/// Findings of one rule that are kept one by one: thousands of restrictions are a few kilobytes of
/// text.
const KEPT: usize = 16;

/// Collects what a rule finds.
pub(super) struct Report {
    pub(super) rule: &'static Rule,
    findings: Vec<Finding>,
    /// Where those of the rule begin.
    first: usize,
    /// How many there are that are not kept, and the most that one of them weighs.
    rest: usize,
    heaviest: Severity,
}

impl Report {
    /// Adds to findings.
    pub(super) const fn new(rule: &'static Rule, findings: Vec<Finding>) -> Self {
        let first = findings.len();
        Self { rule, findings, first, rest: 0, heaviest: Severity::Info }
    }

    /// A finding of the severity that the rule has by default.
    pub(super) fn add(&mut self, message: impl Into<Message>, place: Option<Place>) {
        self.add_as(self.rule.severity, message, place);
    }

    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        message: impl Into<Message>,
        place: Option<Place>,
    ) {
        if self.findings.len() - self.first <= KEPT {
            self.findings.push(Finding {
                rule: self.rule,
                severity,
                message: message.into(),
                place,
            });
        } else {
            self.rest += 1;
            self.heaviest = self.heaviest.max(severity);
        }
    }

    /// The findings, those that are too many as a count.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        // A single one more is as short as its count.
        if self.rest > 0
            && let Some(last) = self.findings.last_mut()
        {
            *last = Finding {
                rule: self.rule,
                severity: self.heaviest.max(last.severity),
                message: format!("{} more like these", self.rest + 1).into(),
                place: None,
            };
        }
        self.findings
    }
}
