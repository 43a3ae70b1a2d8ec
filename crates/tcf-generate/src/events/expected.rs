//! What an audit of a log must report.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_codec::{PurposeId, VendorId};
use tcf_policy::rules::Severity;

/// What distinguishes findings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedDefect {
    /// The code of the check.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The host that was called, if the events name it.
    pub host: Option<Arc<str>>,
    /// The vendor that was called; `None` if it is not known or one of several.
    pub vendor: Option<VendorId>,
    /// The name of the member, or the rule that the string violates.
    pub name: Option<&'static str>,
    /// The purpose.
    pub purpose: Option<PurposeId>,
}

/// How often a defect occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrences {
    /// The number of events.
    pub count: u64,
    /// The first event.
    pub first: Timestamp,
    /// The last event.
    pub last: Timestamp,
}

/// How an audit must count events. All but `read` add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpectedCounts {
    /// Events.
    pub read: u64,
    /// Calls that are judged.
    pub judged: u64,
    /// Events that are not calls to a vendor.
    pub other: u64,
    /// Calls to which the GDPR does not apply.
    pub out_of_scope: u64,
    /// Calls of which it is unknown whether the GDPR applies.
    pub unknown: u64,
    /// Calls to hosts that are not mapped.
    pub unmapped: u64,
}

/// A rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpectedRate {
    /// The numerator.
    pub numerator: u64,
    /// The denominator.
    pub denominator: u64,
}

impl ExpectedRate {
    pub(super) fn count(&mut self, counts: bool) {
        self.numerator += u64::from(counts);
        self.denominator += 1;
    }
}

/// What an audit of a log must report: worked out from how the log was built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations {
    pub(super) findings: BTreeMap<ExpectedDefect, Occurrences>,
    /// The number of events by how they are judged.
    pub counts: ExpectedCounts,
    /// Of the judged calls after the first choice, those with a string that their receiver can use.
    pub coverage: ExpectedRate,
    /// Of these, the calls whose string is the one in force.
    pub correctness: ExpectedRate,
    /// Of the judged calls, those with B001 to B004 as an error.
    pub unauthorised: ExpectedRate,
}

impl Expectations {
    /// The findings about events, by code.
    pub fn findings(&self) -> impl Iterator<Item = (&ExpectedDefect, Occurrences)> {
        self.findings.iter().map(|(defect, &occurrences)| (defect, occurrences))
    }

    pub(super) fn add(&mut self, defect: ExpectedDefect, at: Timestamp) {
        let known = self.findings.entry(defect);
        let known = known.or_insert(Occurrences { count: 0, first: at, last: at });
        known.count += 1;
        known.first = known.first.min(at);
        known.last = known.last.max(at);
    }
}
