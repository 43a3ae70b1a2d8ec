//! Findings in reports.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use tcf_carrier::{Place, Timestamp};
use tcf_codec::VendorId;
use tcf_policy::rules::Severity;

use super::message::message;
use super::{ReportContext, severity, time};
use crate::audit::State;
use crate::check::{Defect, Finding, Sample, string_id};
use crate::hosts::MappedBy;

/// A finding: a defect, however often it occurs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct FindingRecord {
    /// The code of the check.
    pub code: String,
    /// The name of the check.
    pub slug: String,
    /// The severity.
    #[serde(with = "severity")]
    #[cfg_attr(feature = "schema", schemars(with = "SeverityName"))]
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// What to do.
    pub help: String,
    /// How often it occurs.
    pub count: u64,
    /// The first occurrence of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub first: Option<Timestamp>,
    /// The last occurrence of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last: Option<Timestamp>,
    /// The host that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The vendor; absent if it is unknown or one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorName>,
    /// The purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<u8>,
    /// The string in force at the first sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<InForceRecord>,
    /// Samples: the first occurrences by time, file and position.
    pub evidence: Vec<Evidence>,
    /// 16 hexadecimal digits that identify the defect in every report.
    pub fingerprint: String,
    /// Whether the baseline has the fingerprint.
    pub known: bool,
}

impl Default for FindingRecord {
    fn default() -> Self {
        Self {
            code: String::new(),
            slug: String::new(),
            severity: Severity::Info,
            message: String::new(),
            help: String::new(),
            count: 0,
            first: None,
            last: None,
            host: None,
            vendor: None,
            purpose: None,
            in_force: None,
            evidence: Vec::new(),
            fingerprint: String::new(),
            known: false,
        }
    }
}

impl FindingRecord {
    /// Whether it is an error, in the baseline or not.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// What the message says besides the summary of the check: purpose, name, what was compared.
    /// Empty if it says nothing else.
    pub fn detail(&self) -> &str {
        let check = crate::check::find(&self.code);
        let summary = check.map_or("", |check| check.summary.trim_end_matches('.'));
        let rest = self.message.strip_prefix(summary).unwrap_or(&self.message);
        rest.strip_prefix(": ").unwrap_or(rest)
    }
}

/// The names of severities.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the schema")]
enum SeverityName {
    Error,
    Warning,
    Info,
}

/// A vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct VendorName {
    /// The id.
    pub id: u16,
    /// The name in the newest vendor list that has the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the host is mapped to the vendor: `config`, `disclosure` or `inferred`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapped_by: Option<String>,
}

/// The string in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InForceRecord {
    /// The id of the string.
    pub string: String,
    /// How it is known: `choice`, `mark` or `inferred`.
    pub source: String,
}

/// A sample of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// The file; `-` for stdin.
    pub file: String,
    /// The entry of a HAR file, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The line, from 1; of an entry the one in which it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// When it happened.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// Where the signal lies, such as `query`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The name of the field or of the cookie, or the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The value of the signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The id of the string in force, if it is not that of the first sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<String>,
}

/// The findings, worst first: by severity, then by count, then by code, host and vendor.
pub(super) fn findings(state: &State, context: &ReportContext<'_>) -> Vec<FindingRecord> {
    let with_entries = context.files_with_entries();
    let reported = state.findings().iter().filter_map(|(defect, finding)| {
        let severity = (context.severity)(defect)?;
        Some(record(defect, finding, severity, &with_entries, context))
    });
    let mut findings: Vec<_> = reported.collect();
    sort(&mut findings);
    findings
}

/// Sorts findings by severity, then by count. Those that are equal in both keep their order: by
/// code, host and vendor.
pub(super) fn sort(findings: &mut [FindingRecord]) {
    findings.sort_by_key(|found| (Reverse(found.severity), Reverse(found.count)));
}

/// The record of a finding. `with_entries` are the HAR files of its samples.
pub(super) fn record(
    defect: &Defect,
    finding: &Finding,
    severity: Severity,
    with_entries: &HashSet<&str>,
    context: &ReportContext<'_>,
) -> FindingRecord {
    let check = defect.code.check();
    let (first, last) = finding.span.map_or((None, None), |(one, two)| (Some(one), Some(two)));
    let in_force = finding.samples.first().and_then(|sample| sample.in_force.as_ref());
    let in_force = in_force.map(|(string, source)| InForceRecord {
        string: string_id(string),
        source: source.name().to_owned(),
    });
    let evidence = finding.samples.iter().take(context.samples);
    let evidence = evidence.map(|sample| {
        let is_entry = with_entries.contains(&*sample.file);
        evidence_of(defect, sample, in_force.as_ref(), is_entry, context)
    });
    let fingerprint = defect.fingerprint();
    FindingRecord {
        code: defect.code.as_str().to_owned(),
        slug: check.slug.to_owned(),
        severity,
        message: message(defect, finding),
        help: check.help.to_owned(),
        count: finding.count,
        first,
        last,
        host: defect.host.as_deref().map(str::to_owned),
        vendor: defect.vendor.map(|id| vendor_name(id, defect.host.as_deref(), context)),
        purpose: defect.purpose.map(tcf_codec::PurposeId::get),
        evidence: evidence.collect(),
        in_force,
        known: (context.known)(&fingerprint),
        fingerprint,
    }
}

fn evidence_of(
    defect: &Defect,
    sample: &Sample,
    in_force: Option<&InForceRecord>,
    is_entry: bool,
    context: &ReportContext<'_>,
) -> Evidence {
    let own = sample.in_force.as_ref().map(|(string, _)| string_id(string));
    Evidence {
        file: (*sample.file).to_owned(),
        entry: is_entry.then_some(sample.position),
        line: if is_entry {
            (context.line_of)(&sample.file, sample.position)
        } else {
            Some(sample.position)
        },
        at: sample.at(),
        place: defect.place.map(|place| Place::name(place).to_owned()),
        name: defect.name.as_deref().map(str::to_owned),
        value: sample.value.as_deref().map(str::to_owned),
        in_force: own.filter(|own| in_force.is_some_and(|first| first.string != *own)),
    }
}

/// A vendor with its name, and how a host is mapped to it.
pub(super) fn vendor_name(
    id: VendorId,
    host: Option<&str>,
    context: &ReportContext<'_>,
) -> VendorName {
    let mapping = host.and_then(|host| context.settings.hosts.find(host).mapping());
    let mapping = mapping.filter(|mapping| mapping.row.vendors.contains(&id));
    VendorName {
        id: id.get(),
        name: name_of(id, context),
        mapped_by: mapping.map(|mapping| MappedBy::name(mapping.mapped_by).to_owned()),
    }
}

/// The name of a vendor in the newest vendor list that has it.
pub(super) fn name_of(id: VendorId, context: &ReportContext<'_>) -> Option<String> {
    context.settings.gvls.latest_vendor(id).map(|vendor| vendor.name.clone())
}
