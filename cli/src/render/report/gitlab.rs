//! GitLab Code Quality: an array with an object for each finding.

use std::io::{self, Write};

use serde::Serialize;
use tcf::{Input, Position};
use tcf_policy::rules::Severity;

use super::fingerprint::{self, Fingerprints};
use super::{Report, label_prefix, prefix};

/// The state of the document.
#[derive(Default)]
pub(crate) struct Document {
    has_findings: bool,
    fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

impl Document {
    /// Writes the findings of a string. Those in the baseline are known: they are left out, or with
    /// `verbose` written as info.
    pub(crate) fn write(
        &mut self,
        out: &mut dyn Write,
        report: &Report<'_>,
        verbose: bool,
    ) -> io::Result<()> {
        let string = self.fingerprints.by_label_or_text(report.input);
        let (mut last, mut count) = (None, 0_u64);
        for finding in report.findings {
            // Findings of a rule are adjacent; number them.
            let code = finding.rule.code;
            count = if last.replace(code) == Some(code) { count + 1 } else { 1 };
            let is_accepted = report.is_accepted(finding);
            if !verbose && (is_accepted || finding.severity == Severity::Info) {
                continue;
            }
            let severity = match finding.severity {
                _ if is_accepted => "info",
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            };
            let baseline = if is_accepted { "in the baseline: " } else { "" };
            let (message, help) = (&finding.message, finding.rule.help);
            let prefix = prefix(report.input, finding);
            let description = format!("{prefix}{baseline}{message} ({help}; tcf explain {code})");
            let fingerprint = fingerprint::of_finding(string, code.as_str(), count);
            self.issue(
                out,
                report.input,
                report.index,
                severity,
                code.as_str(),
                &description,
                &fingerprint,
            )?;
        }
        Ok(())
    }

    /// Writes the finding of a string on which a check panicked.
    pub(crate) fn write_internal_error(
        &mut self,
        out: &mut dyn Write,
        input: &Input<'_>,
        index: u64,
        message: &str,
    ) -> io::Result<()> {
        let string = self.fingerprints.by_label_or_text(input);
        let fingerprint = fingerprint::of_finding(string, "internal", 1);
        let description = format!("{}{message}", label_prefix(input));
        self.issue(out, input, index, "major", "internal", &description, &fingerprint)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of an object")]
    fn issue(
        &mut self,
        out: &mut dyn Write,
        input: &Input<'_>,
        index: u64,
        severity: &'static str,
        check_name: &str,
        description: &str,
        fingerprint: &str,
    ) -> io::Result<()> {
        let separator = if std::mem::replace(&mut self.has_findings, true) { ",\n" } else { "[\n" };
        out.write_all(separator.as_bytes())?;
        let path = input.origin.portable_file();
        // GitLab requires a path and a line.
        let path = path.as_deref().unwrap_or("arguments");
        let position = input.origin.position();
        let begin = position.map_or(index + 1, Position::number);
        let location = Location { path, lines: Lines { begin } };
        let issue = Issue { description, check_name, fingerprint, severity, location };
        Ok(serde_json::to_writer(out, &issue)?)
    }

    /// Ends the document.
    pub(crate) fn finish(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.has_findings { b"\n]\n" } else { b"[]\n" })
    }
}
