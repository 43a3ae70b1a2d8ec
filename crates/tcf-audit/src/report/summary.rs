//! Counts of findings instead of findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use tcf_policy::rules::Severity;

use super::{EventsRecord, FindingRecord, Report};

/// What findings are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SummaryKey {
    /// The check.
    #[default]
    Code,
    /// The vendor.
    Vendor,
    /// The host.
    Host,
}

impl SummaryKey {
    /// Every key.
    pub const ALL: [Self; 3] = [Self::Code, Self::Vendor, Self::Host];

    /// The key with a [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Vendor => "vendor",
            Self::Host => "host",
        }
    }
}

/// Counts of findings.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditSummary {
    /// What findings are grouped by: `code`, `vendor` or `host`.
    pub by: &'static str,
    /// The groups, worst first.
    pub groups: Vec<SummaryGroup>,
    /// How many events were read and judged.
    pub events: EventsRecord,
    /// The codes of the checks that did not run.
    pub not_run: Vec<String>,
}

/// Counts of the findings of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SummaryGroup {
    /// The code, the id of the vendor or the host; absent for findings that have none, and for
    /// small groups that were put together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The name of the check or of the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number of small groups that were put together; 0 otherwise.
    pub merged: u64,
    /// Errors that are not in the baseline.
    pub errors: u64,
    /// Warnings that are not in the baseline.
    pub warnings: u64,
    /// Information that is not in the baseline.
    pub infos: u64,
    /// Findings in the baseline.
    pub known: u64,
    /// How often the findings occur, those in the baseline included.
    pub occurrences: u64,
    /// The code with the most occurrences among the most severe findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<String>,
}

impl SummaryGroup {
    fn add(&mut self, finding: &FindingRecord) {
        *match (finding.known, finding.severity) {
            (true, _) => &mut self.known,
            (false, Severity::Error) => &mut self.errors,
            (false, Severity::Warning) => &mut self.warnings,
            (false, Severity::Info) => &mut self.infos,
        } += 1;
        self.occurrences += finding.count;
    }

    fn merge(&mut self, other: &Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.known += other.known;
        self.occurrences += other.occurrences;
    }
}

impl Report {
    /// The counts of findings by a key, worst first. Vendors and hosts whose findings occur fewer
    /// than `small` times are put together, so that individuals cannot be identified.
    ///
    /// ```
    /// # use tcf_audit::report::{FindingRecord, Report, SummaryKey};
    /// let finding = |code: &str, count| FindingRecord {
    ///     code: code.to_owned(),
    ///     host: Some("a.example".to_owned()),
    ///     count,
    ///     ..FindingRecord::default()
    /// };
    /// let report = Report {
    ///     findings: vec![finding("B005", 7), finding("M001", 2)],
    ///     ..Report::default()
    /// };
    /// assert_eq!(report.summary(SummaryKey::Code, 0).groups.len(), 2);
    /// let hosts = report.summary(SummaryKey::Host, 0).groups;
    /// assert_eq!((hosts[0].infos, hosts[0].occurrences), (2, 9));
    /// ```
    pub fn summary(&self, by: SummaryKey, small: u64) -> AuditSummary {
        let mut groups: BTreeMap<Option<String>, SummaryGroup> = BTreeMap::new();
        // Findings are sorted, worst first.
        for finding in &self.findings {
            let (key, name) = match (by, &finding.vendor) {
                (SummaryKey::Code, _) => (Some(finding.code.clone()), Some(finding.slug.clone())),
                (SummaryKey::Vendor, Some(vendor)) => {
                    (Some(vendor.id.to_string()), vendor.name.clone())
                }
                (SummaryKey::Vendor, None) => (None, None),
                (SummaryKey::Host, _) => (finding.host.clone(), None),
            };
            let worst = Some(finding.code.clone());
            let group = groups.entry(key.clone()).or_insert_with(|| SummaryGroup {
                key,
                name,
                worst,
                ..SummaryGroup::default()
            });
            group.add(finding);
        }
        let is_small = |group: &SummaryGroup| {
            by != SummaryKey::Code && group.key.is_some() && group.occurrences < small
        };
        let (merged, mut groups): (Vec<_>, Vec<_>) = groups.into_values().partition(is_small);
        let severity = |group: &SummaryGroup| {
            (Reverse(group.errors), Reverse(group.warnings), Reverse(group.occurrences))
        };
        groups.sort_by_key(severity);
        if !merged.is_empty() {
            let mut rest = SummaryGroup::default();
            for group in &merged {
                rest.merge(group);
                rest.merged += 1;
            }
            groups.push(rest);
        }
        let not_run = self.not_run.iter().map(|not_run| not_run.code.clone()).collect();
        AuditSummary { by: by.name(), groups, events: self.events, not_run }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::VendorName;

    fn finding(severity: Severity, vendor: u16, count: u64) -> FindingRecord {
        let name = Some(format!("Vendor {vendor}"));
        let vendor = Some(VendorName { id: vendor, name, ..VendorName::default() });
        FindingRecord { code: "B002".to_owned(), severity, vendor, count, ..Default::default() }
    }

    #[test]
    fn small_groups_are_put_together_and_the_worst_come_first() {
        let none = FindingRecord { count: 1, ..FindingRecord::default() };
        let known = FindingRecord { known: true, ..finding(Severity::Error, 3, 4) };
        let report = Report {
            findings: vec![
                finding(Severity::Error, 1, 5),
                finding(Severity::Error, 2, 4),
                known,
                finding(Severity::Warning, 4, 100),
                none,
            ],
            ..Report::default()
        };
        let keys = |small| {
            let groups = report.summary(SummaryKey::Vendor, small).groups;
            let parts = groups.iter().map(|group| {
                (group.key.clone().unwrap_or_default(), group.merged, group.occurrences)
            });
            parts.collect::<Vec<_>>()
        };
        let key = |key: &str, merged, occurrences| (key.to_owned(), merged, occurrences);
        let all = [key("1", 0, 5), key("2", 0, 4), key("4", 0, 100), key("3", 0, 4), key("", 0, 1)];
        assert_eq!(keys(0), all);
        // What has no vendor is not a small group.
        assert_eq!(keys(5), [key("1", 0, 5), key("4", 0, 100), key("", 0, 1), key("", 2, 8)]);
        let group = &report.summary(SummaryKey::Vendor, 5).groups[3];
        assert_eq!((group.errors, group.known, group.worst.as_deref()), (1, 1, None));
        // Codes are not people.
        assert_eq!(report.summary(SummaryKey::Code, 1_000).groups[0].occurrences, 113);
    }
}
