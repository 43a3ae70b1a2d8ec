//! The report of an audit: one record with everything that its renderers show.
//!
//! A report is built from a [`State`] and does not depend on how the audit was split. It serializes
//! to one JSON object; an older report is read back with [`Report::from_json`] for comparison. It
//! has no values but those of consent fields, no queries, and no keys of visits.
//!
//! ```
//! use tcf_audit::audit::{Auditor, Settings};
//! use tcf_audit::event::{EventRecord, VisitHasher};
//! use tcf_audit::hosts::HostMap;
//! use tcf_audit::report::{Report, ReportContext};
//! use tcf_policy::gvl::Gvls;
//!
//! let (hosts, gvls) = (HostMap::new(), Gvls::new());
//! let settings = Settings::new(&hosts, &gvls);
//! let mut auditor = Auditor::new(settings.clone());
//! let record = EventRecord::from_json(r#"{"vendor": 76, "gdpr": 1, "tcString": ""}"#)?;
//! let event = record.event(auditor.texts(), "events.ndjson", 1, &VisitHasher::new(1, 2));
//! auditor.single(event);
//!
//! let report = Report::new(&auditor.finish(), &ReportContext::new(&settings));
//! let finding = &report.findings[0];
//! assert_eq!((finding.code.as_str(), finding.count), ("T001", 1));
//! let json = serde_json::to_string(&report)?;
//! assert_eq!(Report::from_json(json.as_bytes())?, report);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod baseline;
mod counts;
mod csv;
mod curve;
mod data_loss;
mod drift;
mod finding;
mod host;
mod line;
mod message;
mod metric;
mod overview;
mod prometheus;
mod settings_loss;
mod severity;
mod string;
mod summary;
mod time;
mod unmapped;
mod vendor;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;
use tcf_policy::rules::Severity;

pub use baseline::{Baseline, BaselineEntry, BaselineError, BaselineErrorKind};
pub use counts::FindingCounts;
pub use curve::{CurveRecord, StepRecord};
pub use data_loss::ChannelRecord;
pub use drift::{BasisChange, CompareError, DriftRecord, MetricChange, ReviewRecord};
pub use finding::{Evidence, FindingRecord, InForceRecord, VendorName};
pub use host::{HostRecord, HostsRecord};
pub use line::{ReportLine, SummaryLine};
pub use message::in_words;
pub use metric::MetricRecord;
pub use overview::{CallRecord, CellRecord, StatementRecord, VisitRecord};
pub use settings_loss::{ListUse, SettingsRecord};
pub use string::StringRecord;
pub use summary::{AuditSummary, SummaryGroup, SummaryKey};
pub use unmapped::{UnmappedHost, unmapped, write_unmapped};
pub use vendor::{PropagationRecord, PurposeBasis, VendorRecord};

use crate::audit::{EventCounts, Sampling, Settings, State, grouped, metrics};
use crate::check::Defect;

/// The tool that writes reports.
const TOOL: &str = "tcf";

/// The report of an audit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Report {
    /// The tool: `tcf`.
    pub tool: String,
    /// The version of the tool.
    pub version: String,
    /// The time of the report.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// What was read.
    pub inputs: Vec<InputRecord>,
    /// The settings; absent without a settings file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<ConfigRecord>,
    /// The newest vendor list in use; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gvl: Option<GvlRecord>,
    /// The host map, and the hosts that were called.
    pub hosts: HostsRecord,
    /// How many events were read and judged.
    pub events: EventsRecord,
    /// The share of all visits that the events are a random sample of; absent if they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<f64>,
    /// The strings that were seen, by id.
    pub strings: Vec<StringRecord>,
    /// The findings, worst first.
    pub findings: Vec<FindingRecord>,
    /// The metrics.
    pub metrics: Vec<MetricRecord>,
    /// The vendors that were called, most calls first.
    pub vendors: Vec<VendorRecord>,
    /// A few visits with their calls.
    pub timeline: Vec<VisitRecord>,
    /// What the strings in force permit each vendor, by vendor and purpose.
    pub matrix: Vec<CellRecord>,
    /// How fast changes arrived: first at all vendors, then by vendor.
    pub curves: Vec<CurveRecord>,
    /// What enforcement leaves of each channel, by channel. Empty without decision records.
    pub data_loss: Vec<ChannelRecord>,
    /// What enforcement leaves, by the settings that decided; from decision records only.
    pub settings_loss: Vec<SettingsRecord>,
    /// What has changed since older reports; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<DriftRecord>,
    /// The checks that did not run.
    pub not_run: Vec<NotRunRecord>,
    /// What the inputs cannot show, and what was left out because there was too much of it.
    pub notes: Vec<String>,
}

/// An input of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InputRecord {
    /// The file; `-` for stdin.
    pub file: String,
    /// The SHA-256 of its bytes in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The format, such as `har`.
    pub from: String,
    /// The program that wrote it, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// The entries, lines or rows.
    pub entries: u64,
    /// The visits; 0 for lines that no key joins.
    pub visits: u64,
    /// Records of which only the beginning was read, because they or a text in them were too long;
    /// absent if 0, like the counts that follow.
    #[serde(skip_serializing_if = "is_zero")]
    pub truncated: u64,
    /// Signals that were left out, because their record had more than 1,000.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: u64,
    /// Bodies of requests and responses that were not read: they are binary data, such as gzip,
    /// protobuf or base64 of these, or in another file.
    #[serde(skip_serializing_if = "is_zero")]
    pub unread_bodies: u64,
    /// Lines of an access log that were skipped, because they are not requests.
    #[serde(skip_serializing_if = "is_zero")]
    pub skipped_lines: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The settings of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ConfigRecord {
    /// The SHA-256 of the settings in hexadecimal digits.
    pub sha256: String,
}

/// A vendor list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct GvlRecord {
    /// The version of its specification.
    pub specification: u8,
    /// Its version.
    pub version: u16,
    /// The SHA-256 of its bytes in hexadecimal digits; absent if the bytes are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// How many events were read, and how many were judged. The other numbers of events and `judged`
/// add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct EventsRecord {
    /// Events that were read.
    pub read: u64,
    /// Calls that were judged.
    pub judged: u64,
    /// Calls to which the GDPR does not apply.
    pub out_of_scope: u64,
    /// Calls for which it is unknown whether the GDPR applies, or which string is in force.
    pub unknown: u64,
    /// Calls to hosts that are not mapped.
    pub unmapped: u64,
    /// Events that are not calls to a vendor: calls to the publisher and the CMP, requests that
    /// were not sent, statements of the signal, storage, and calls to hosts that belong to no
    /// vendor.
    pub other: u64,
    /// Lines and entries that are not events.
    pub failed: u64,
    /// Decision records that were read, which are not among the events; absent if 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub decisions: u64,
}

impl EventsRecord {
    /// Whether decision records were read, and no events.
    pub const fn are_decisions_only(&self) -> bool {
        self.read == 0 && self.decisions > 0
    }
}

impl From<EventCounts> for EventsRecord {
    fn from(counts: EventCounts) -> Self {
        let EventCounts { read, judged, other, out_of_scope, unknown, .. } = counts;
        let EventCounts { unmapped, failed, decisions, .. } = counts;
        Self { read, judged, out_of_scope, unknown, unmapped, other, failed, decisions }
    }
}

/// A check that did not run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct NotRunRecord {
    /// The code.
    pub code: String,
    /// The name.
    pub slug: String,
    /// What it lacked, such as `cookies`.
    pub missing: Vec<String>,
    /// Why it was lacking.
    pub reason: String,
}

/// What a report needs besides the state of an audit.
///
/// Functions are called with `&dyn Fn`, because they look things up in files and settings of the
/// caller.
#[derive(Clone)]
pub struct ReportContext<'a> {
    /// The settings of the audit.
    pub settings: &'a Settings<'a>,
    /// The version of the tool.
    pub version: &'a str,
    /// The time of the report.
    pub at: Option<Timestamp>,
    /// What was read.
    pub inputs: Vec<InputRecord>,
    /// The SHA-256 of the settings in hexadecimal digits.
    pub config: Option<String>,
    /// The newest vendor list in use.
    pub gvl: Option<GvlRecord>,
    /// The share of all visits that the events are a random sample of, above 0 and at most 1;
    /// `None` if they are all visits, or chosen otherwise. Only rates of a sample have intervals.
    pub sampled: Option<f64>,
    /// Metrics of a host, page, country, label or channel with fewer calls are left out.
    pub small: u64,
    /// The greatest number of samples of a finding, at most 5.
    pub samples: usize,
    /// The severity with which a finding is reported; `None` to leave it out.
    pub severity: &'a dyn Fn(&Defect) -> Option<Severity>,
    /// Whether a baseline has a fingerprint.
    pub known: &'a dyn Fn(&str) -> bool,
    /// The line, from 1, in which an entry of a HAR file begins.
    pub line_of: &'a dyn Fn(&str, u64) -> Option<u64>,
}

impl<'a> ReportContext<'a> {
    /// The greatest number of samples of a finding.
    pub const MAX_SAMPLES: usize = 5;

    /// The defaults: nothing is known about the inputs, findings have their own severity, and there
    /// is no baseline.
    pub fn new(settings: &'a Settings<'a>) -> Self {
        Self {
            settings,
            version: env!("CARGO_PKG_VERSION"),
            at: None,
            inputs: Vec::new(),
            config: None,
            gvl: None,
            sampled: None,
            small: 5,
            samples: Self::MAX_SAMPLES,
            severity: &|defect| Some(defect.severity),
            known: &|_| false,
            line_of: &|_, _| None,
        }
    }

    const fn sampling(&self) -> Sampling {
        match self.sampled {
            Some(_) => Sampling::Sample,
            None => Sampling::Whole,
        }
    }

    /// The HAR files: positions in them are entries, not lines.
    fn files_with_entries(&self) -> HashSet<&str> {
        let inputs = self.inputs.iter().filter(|input| input.from.starts_with("har"));
        inputs.map(|input| &*input.file).collect()
    }
}

impl Report {
    /// The report of an audit.
    pub fn new(state: &State, context: &ReportContext<'_>) -> Self {
        let findings = finding::findings(state, context);
        let sampling = context.sampling();
        let metrics = metrics(state, sampling).into_iter();
        let groups = grouped(state, sampling, context.small);
        let missing = |not_run: crate::audit::NotRun| {
            let reasons: Vec<_> = not_run.missing.iter().map(|need| need.reason()).collect();
            NotRunRecord {
                code: not_run.code.as_str().to_owned(),
                slug: not_run.code.check().slug.to_owned(),
                missing: not_run.missing.iter().map(|need| need.name().to_owned()).collect(),
                reason: reasons.join("; "),
            }
        };
        Self {
            tool: TOOL.to_owned(),
            version: context.version.to_owned(),
            at: context.at,
            inputs: context.inputs.clone(),
            config: context.config.clone().map(|sha256| ConfigRecord { sha256 }),
            gvl: context.gvl.clone(),
            hosts: host::hosts(state, context),
            events: state.counts().into(),
            sampled: context.sampled,
            strings: string::strings(state),
            findings,
            metrics: metrics.chain(groups).map(MetricRecord::from).collect(),
            vendors: vendor::vendors(state, context),
            timeline: overview::timeline(state, context),
            matrix: overview::matrix(state, context),
            curves: curve::curves(state),
            data_loss: data_loss::data_loss(state),
            settings_loss: settings_loss::settings(state, sampling),
            drift: None,
            not_run: state.not_run().into_iter().map(missing).collect(),
            notes: notes(state, context),
        }
    }

    /// Reads a report back. Unknown keys are ignored, and missing ones are empty: reports of other
    /// versions can be compared. JSON whose `tool` is not `tcf` is an error.
    pub fn from_json(json: &[u8]) -> serde_json::Result<Self> {
        let report: Self = serde_json::from_slice(json)?;
        if report.tool == TOOL {
            Ok(report)
        } else {
            Err(serde::de::Error::custom("not a report of an audit"))
        }
    }

    /// The findings of a severity that are not in the baseline.
    pub fn new_findings(&self, severity: Severity) -> impl Iterator<Item = &FindingRecord> {
        self.findings.iter().filter(move |found| found.severity == severity && !found.known)
    }

    /// Whether no error is reported beyond the baseline.
    pub fn is_success(&self) -> bool {
        self.new_findings(Severity::Error).next().is_none()
    }

    /// The name of a vendor that was called or that a finding is about.
    pub fn vendor_name(&self, id: u16) -> Option<&str> {
        let called = self.vendors.iter().map(|vendor| (vendor.id, vendor.name.as_deref()));
        let found = self.findings.iter().filter_map(|finding| finding.vendor.as_ref());
        let found = found.map(|vendor| (vendor.id, vendor.name.as_deref()));
        called.chain(found).find_map(|(known, name)| name.filter(|_| known == id))
    }
}

/// What the inputs cannot show, and what was left out.
fn notes(state: &State, context: &ReportContext<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |text: &str| notes.push(text.to_owned());
    if context.inputs.iter().any(|input| input.from.starts_with("har")) {
        note(
            "A recording shows neither local storage, cookies that scripts write, messages between \
             frames nor what servers send each other, and nothing from before it began.",
        );
        if context.sampled.is_none() && context.inputs.len() == 1 {
            note(
                "One recording is one visit: other visits have other vendors. Rates have no \
                 interval.",
            );
        }
    }
    if let Some(share) = context.sampled {
        let percent = (share * 100_000.0).round() / 1_000.0;
        notes.push(format!(
            "The events are of a random sample of {percent} % of the visits: rates have intervals, \
             and what was not found may be in the others."
        ));
    }
    let mut left_out = |count: u64, what: &str, why: &str| {
        if count > 0 {
            notes.push(format!("Left out: {} {what}. {why}", grouped_digits(count)));
        }
    };
    let (_, strings) = state.strings();
    left_out(strings, "signals with other strings", "A report has at most 1,000 strings.");
    let (_, calls) = state.hosts();
    left_out(calls, "calls to other hosts", "An audit keeps at most 10,000 hosts.");
    let (_, visits) = state.visits();
    left_out(visits, "other visits of the timeline", "A report shows at most 10 visits.");
    let overflow = state.overflow();
    left_out(
        overflow,
        "findings, unmapped hosts, and names in decision records",
        "There are too many different ones.",
    );
    notes
}

/// A count with separators: `12,345`.
fn grouped_digits(count: u64) -> String {
    match count / 1_000 {
        0 => count.to_string(),
        thousands => format!("{},{:03}", grouped_digits(thousands), count % 1_000),
    }
}
