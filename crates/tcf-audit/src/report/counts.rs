//! How many findings a report has.

use tcf_policy::rules::Severity;

use super::Report;

/// Numbers of findings, each counted once however often it occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindingCounts {
    /// Errors that are not in the baseline.
    pub errors: u64,
    /// Warnings that are not in the baseline.
    pub warnings: u64,
    /// Information that is not in the baseline.
    pub infos: u64,
    /// Findings in the baseline.
    pub known: u64,
}

impl Report {
    /// The numbers of findings.
    pub fn finding_counts(&self) -> FindingCounts {
        let mut counts = FindingCounts::default();
        for finding in &self.findings {
            *match (finding.known, finding.severity) {
                (true, _) => &mut counts.known,
                (false, Severity::Error) => &mut counts.errors,
                (false, Severity::Warning) => &mut counts.warnings,
                (false, Severity::Info) => &mut counts.infos,
            } += 1;
        }
        counts
    }
}
