//! A report as records of one line each.

use serde::Serialize;
use tcf_carrier::Timestamp;

use super::{
    ConfigRecord, DriftRecord, EventsRecord, FindingRecord, GvlRecord, HostsRecord, InputRecord,
    MetricRecord, NotRunRecord, Report, StringRecord, VendorRecord, time,
};

/// A part of a report, with its `type`.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ReportLine<'a> {
    /// A finding.
    Finding(&'a FindingRecord),
    /// A metric.
    Metric(&'a MetricRecord),
    /// A vendor.
    Vendor(&'a VendorRecord),
    /// A string.
    String(&'a StringRecord),
    /// What has changed since older reports.
    Drift(&'a DriftRecord),
    /// A check that did not run.
    NotRun(&'a NotRunRecord),
    /// What the audit read, and the number of findings.
    Summary(SummaryLine<'a>),
}

/// What an audit read, and the number of findings.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SummaryLine<'a> {
    /// The tool: `tcf`.
    pub tool: &'a str,
    /// The version of the tool.
    pub version: &'a str,
    /// The time of the report.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// What was read.
    pub inputs: &'a [InputRecord],
    /// The settings; absent without a settings file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<&'a ConfigRecord>,
    /// The newest vendor list in use; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gvl: Option<&'a GvlRecord>,
    /// The host map, and the hosts that were called.
    pub hosts: &'a HostsRecord,
    /// How many events were read and judged.
    pub events: EventsRecord,
    /// The share of all visits that the events are a random sample of; absent if they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<f64>,
    /// Errors that are not in the baseline.
    pub errors: u64,
    /// Warnings that are not in the baseline.
    pub warnings: u64,
    /// Findings in the baseline.
    pub known: u64,
    /// What the inputs cannot show, and what was left out.
    pub notes: &'a [String],
}

impl Report {
    /// The parts of the report, each a record of one line: findings, metrics, vendors, strings, the
    /// drift, the checks that did not run, and last the summary. The visits, the matrix and the
    /// curves are in the whole report only.
    ///
    /// ```
    /// # use tcf_audit::report::Report;
    /// let report = Report::default();
    /// let lines: Vec<_> = report.lines().map(|line| serde_json::to_value(&line)).collect();
    /// assert_eq!(lines.last().unwrap().as_ref().unwrap()["type"], "summary");
    /// ```
    pub fn lines(&self) -> impl Iterator<Item = ReportLine<'_>> {
        let counts = self.finding_counts();
        let summary = SummaryLine {
            tool: &self.tool,
            version: &self.version,
            at: self.at,
            inputs: &self.inputs,
            config: self.config.as_ref(),
            gvl: self.gvl.as_ref(),
            hosts: &self.hosts,
            events: self.events,
            sampled: self.sampled,
            errors: counts.errors,
            warnings: counts.warnings,
            known: counts.known,
            notes: &self.notes,
        };
        let findings = self.findings.iter().map(ReportLine::Finding);
        findings
            .chain(self.metrics.iter().map(ReportLine::Metric))
            .chain(self.vendors.iter().map(ReportLine::Vendor))
            .chain(self.strings.iter().map(ReportLine::String))
            .chain(self.drift.iter().map(ReportLine::Drift))
            .chain(self.not_run.iter().map(ReportLine::NotRun))
            .chain([ReportLine::Summary(summary)])
    }
}
