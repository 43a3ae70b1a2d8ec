//! Reports of audits as text, records, annotations, and documents for other tools.

mod drift;
mod enforcement;
mod github;
mod junit;
mod metric;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Write};

use tcf_audit::report::{AuditSummary, EventsRecord, Evidence, FindingRecord, Report};
use tcf_policy::rules::Severity;
use tcf_report::HtmlOptions;

use super::json;
use crate::input::shown;
use crate::term::{Page, Terminal, counted, plain};

/// The format of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditFormat {
    /// Findings, metrics and skipped checks for people.
    Text,
    /// The report, indented.
    Json,
    /// A record per line, with its `type`.
    Ndjson,
    /// The metrics as CSV.
    Csv,
    /// GitHub Actions annotations.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// One HTML file.
    Html {
        /// Whether it has numbers instead of hosts and files.
        redact_hosts: bool,
    },
}

/// How a report is shown.
#[derive(Clone, Copy)]
pub(crate) struct AuditView {
    /// Show all findings, metrics and vendors.
    pub(crate) verbose: bool,
    /// The number of samples per finding in text.
    pub(crate) samples: usize,
    /// Whether there is a baseline. If so, every SARIF result has `suppressions`.
    pub(crate) has_baseline: bool,
    /// Whether all input was found and read.
    pub(crate) is_complete: bool,
}

/// Writes a report.
pub(crate) fn write(
    out: &mut dyn Write,
    term: Terminal,
    report: &Report,
    format: AuditFormat,
    view: AuditView,
) -> io::Result<()> {
    match format {
        AuditFormat::Text => text::write(&mut Page::new(out, term), report, view),
        AuditFormat::Json => json::write(out, report, true),
        AuditFormat::Ndjson => report.lines().try_for_each(|line| json::write(out, &line, false)),
        AuditFormat::Csv => out.write_all(written(|text| report.write_csv(text)).as_bytes()),
        AuditFormat::Github => github::write(out, report, view),
        AuditFormat::Sarif => sarif::write(out, report, view),
        AuditFormat::Junit => junit::write(out, report),
        AuditFormat::Html { redact_hosts } => {
            let options = HtmlOptions::new().redact_hosts(redact_hosts);
            out.write_all(written(|text| tcf_report::html(report, &options, text)).as_bytes())
        }
    }
}

/// Writes the metrics of a report in the text format of Prometheus.
pub(crate) fn write_prometheus(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    out.write_all(written(|text| report.write_prometheus(text)).as_bytes())
}

/// Writes counts of findings as text, as CSV or as a record. Formats without counts are written as
/// text.
pub(crate) fn write_summary(
    out: &mut dyn Write,
    term: Terminal,
    summary: &AuditSummary,
    format: AuditFormat,
) -> io::Result<()> {
    match format {
        AuditFormat::Json => json::write(out, summary, true),
        AuditFormat::Ndjson => json::write(out, summary, false),
        AuditFormat::Csv => out.write_all(written(|text| summary.write_csv(text)).as_bytes()),
        _ => summary::write(&mut Page::new(out, term), summary),
    }
}

/// What is written to a String, which cannot fail.
fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    let _ = write(&mut text);
    text
}

/// What a finding is about: `Pubside (76), bid.pubside.example`.
fn subject(finding: &FindingRecord) -> String {
    let vendor = finding.vendor.as_ref();
    let vendor = vendor.map(|vendor| vendor_name(vendor.id, vendor.name.as_deref()));
    let host = finding.host.as_deref().map(plain);
    vendor.into_iter().chain(host).collect::<Vec<_>>().join(", ")
}

/// `Pubside (76)`, or `vendor 76` if the name is unknown.
fn vendor_name(id: u16, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{} ({id})", plain(name)),
        None => format!("vendor {id}"),
    }
}

/// A location that editors and terminals recognize, if the line is known: `events.ndjson:12`,
/// `visit.har:420 (entry 7)`.
fn spot(evidence: &Evidence) -> String {
    let file = plain(shown(&evidence.file));
    let line = evidence.line.map_or_else(String::new, |line| format!(":{line}"));
    let entry = evidence.entry.map_or_else(String::new, |entry| format!(" (entry {entry})"));
    format!("{file}{line}{entry}")
}

/// `1 time`, `40 times`
fn times(count: u64) -> String {
    counted(count, "time")
}

/// Whether a finding is shown to people: with `verbose` all, otherwise those above info that are
/// not in the baseline.
fn is_shown(finding: &FindingRecord, verbose: bool) -> bool {
    verbose || (finding.severity > Severity::Info && !finding.known)
}

/// The total on one line: `15 events: 11 judged, 3 other; 5 errors, 3 warnings`.
fn total(report: &Report) -> String {
    format!("{}; {}", events(report.events, parts), found(report))
}

/// The total and the skipped checks on one line.
fn footer(report: &Report) -> String {
    let skipped = skipped(report).into_iter().map(|skipped| format!("skipped: {skipped}"));
    [total(report)].into_iter().chain(skipped).collect::<Vec<_>>().join("; ")
}

/// What was read, and what became of the events: `7 events: 4 judged, 3 other`, `6 decision
/// records`.
fn events(read: EventsRecord, parts: impl FnOnce(EventsRecord) -> String) -> String {
    let mut all = Vec::new();
    if read.decisions > 0 {
        all.push(counted(read.decisions, "decision record"));
    }
    if !read.are_decisions_only() {
        all.push(format!("{}: {}", counted(read.read, "event"), parts(read)));
    }
    all.join(", ")
}

/// What became of the events.
fn parts(events: EventsRecord) -> String {
    let parts: Vec<_> = [
        (events.judged, "judged"),
        (events.out_of_scope, "out of scope"),
        (events.unknown, "unknown"),
        (events.unmapped, "unmapped"),
        (events.other, "other"),
        (events.failed, "failed"),
    ]
    .into_iter()
    // Judged calls are named even if there are none.
    .filter(|&(count, name)| count > 0 || name == "judged")
    .map(|(count, name)| format!("{count} {name}"))
    .collect();
    parts.join(", ")
}

/// The numbers of findings.
fn found(report: &Report) -> String {
    let counts = report.finding_counts();
    let known = match counts.known {
        0 => String::new(),
        known => format!(", {known} in the baseline"),
    };
    let (errors, warnings) = (counted(counts.errors, "error"), counted(counts.warnings, "warning"));
    format!("{errors}, {warnings}{known}")
}

/// The greatest number of codes of checks that were skipped for a reason. More are counted.
const MAX_CODES: usize = 20;

/// The skipped checks by reason: `B006, B009 (no input has cookies)`.
fn skipped(report: &Report) -> Vec<String> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for not_run in &report.not_run {
        match by_reason.iter_mut().find(|(reason, _)| *reason == not_run.reason) {
            Some((_, codes)) => codes.push(&not_run.code),
            None => by_reason.push((&not_run.reason, vec![&not_run.code])),
        }
    }
    let reasons = by_reason.into_iter();
    let text = |(reason, codes): (&str, Vec<&str>)| match codes.len() {
        ..=MAX_CODES => format!("{} ({reason})", codes.join(", ")),
        count => format!("{} ({reason})", counted(count, "check")),
    };
    reasons.map(text).collect()
}
