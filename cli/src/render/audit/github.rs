//! GitHub Actions annotations, one per finding.

use std::io::{self, Write};

use tcf_audit::report::Report;
use tcf_policy::rules::Severity;

use super::{AuditView, footer, is_shown, subject, times};
use crate::render::report::github::{data, property};

/// Writes an annotation for each finding, at its first sample, and the total.
pub(super) fn write(out: &mut dyn Write, report: &Report, view: AuditView) -> io::Result<()> {
    for finding in report.findings.iter().filter(|finding| is_shown(finding, view.verbose)) {
        let level = match finding.severity {
            _ if finding.known => "notice",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        write!(out, "::{level} ")?;
        if let Some(evidence) = finding.evidence.first().filter(|evidence| evidence.file != "-") {
            write!(out, "file={},", property(&evidence.file))?;
            if let Some(line) = evidence.line {
                write!(out, "line={line},")?;
            }
        }
        let baseline = if finding.known { " (in the baseline)" } else { "" };
        let title = format!("{} {}{baseline}", finding.code, finding.slug);
        let subject = match subject(finding) {
            subject if subject.is_empty() => subject,
            subject => format!("{subject}: "),
        };
        let text = format!(
            "{subject}{}; {} ({} tcf explain {})",
            finding.message,
            times(finding.count),
            finding.help,
            finding.code
        );
        writeln!(out, "title={}::{}", property(&title), data(&text))?;
    }
    writeln!(out, "::notice title=tcf audit::{}", data(&footer(report)))
}
