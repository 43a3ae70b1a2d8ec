//! SARIF 2.1.0: one result per finding.

use std::io::{self, Write};

use tcf_audit::check;
use tcf_audit::report::{FindingRecord, Report};

use super::{AuditView, footer, subject};
use crate::render::report::sarif::{
    ACCEPTED, Artifact, Document, Fingerprints, Location, Message, ReportingDescriptor,
    SarifResult, level, uri,
};

/// Writes the results, at their first sample, then the tool and its checks.
pub(super) fn write(out: &mut dyn Write, report: &Report, view: AuditView) -> io::Result<()> {
    let mut document = Document::new(view.has_baseline);
    for finding in &report.findings {
        write_finding(&mut document, out, finding, view.has_baseline)?;
    }
    let checks = check::all().map(ReportingDescriptor::of_check).collect();
    document.finish_with(out, checks, &footer(report), view.is_complete)
}

fn write_finding(
    document: &mut Document,
    out: &mut dyn Write,
    finding: &FindingRecord,
    has_baseline: bool,
) -> io::Result<()> {
    let evidence = finding.evidence.first().filter(|evidence| evidence.file != "-");
    let artifact = evidence
        .map(|evidence| Artifact { uri: uri(&evidence.file), line: evidence.line.unwrap_or(1) });
    let subject = subject(finding);
    let prefix = if subject.is_empty() { String::new() } else { format!("{subject}: ") };
    let suppressions = if finding.known { &ACCEPTED[..] } else { &[] };
    let name = if subject.is_empty() { finding.slug.as_str() } else { &subject };
    let result = SarifResult {
        level: level(finding.severity),
        locations: [Location::new(name, artifact.as_ref(), || None)],
        message: Message { text: format_args!("{prefix}{}", finding.message) },
        occurrence_count: Some(finding.count),
        // GitHub uses this key.
        partial_fingerprints: Some(Fingerprints {
            primary_location_line_hash: format!("{}:1", finding.fingerprint),
        }),
        rule_id: &finding.code,
        suppressions: has_baseline.then_some(suppressions),
    };
    document.write_result(out, &result)
}
