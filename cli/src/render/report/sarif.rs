//! SARIF 2.1.0: one run, with results written as a stream, then the tool and its rules.

use std::io::{self, Write};

use tcf_carrier::percent_encode;
use tcf_policy::rules::{self, Severity};

use super::{Report, columns_of_string_in_line, fingerprint, label_prefix, prefix};
use tcf::{Input, Origin};

mod model;

pub(crate) use model::{
    ACCEPTED, Fingerprints, Location, Message, ReportingDescriptor, SarifResult, level,
};
use model::{Driver, Invocation, Notification, Tool};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The state of the document.
pub(crate) struct Document {
    /// Whether there is a baseline. If so, every result has `suppressions`.
    has_baseline: bool,
    has_results: bool,
    fingerprints: fingerprint::Fingerprints,
}

impl Document {
    pub(crate) fn new(has_baseline: bool) -> Self {
        Self {
            has_baseline,
            has_results: false,
            fingerprints: fingerprint::Fingerprints::default(),
        }
    }

    /// Writes the separator before a result.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_results, true) {
            return out.write_all(b",");
        }
        write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
    }

    /// Writes the results of a string.
    pub(crate) fn write(&mut self, out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
        let input = report.input;
        let string = self.fingerprints.by_label(input);
        let (artifact, name) = (artifact(input), name(input));
        let (mut last, mut count) = (None, 0_u64);
        for finding in report.findings {
            // Findings of a rule are adjacent; number them.
            let code = finding.rule.code;
            count = if last.replace(code) == Some(code) { count + 1 } else { 1 };
            // Without a location, mark the whole string.
            let columns =
                || report.columns_of_line(finding).or_else(|| columns_of_string_in_line(input));
            let suppressions = if report.is_accepted(finding) { &ACCEPTED[..] } else { &[] };
            let prefix = prefix(input, finding);
            let result = SarifResult {
                level: level(finding.severity),
                locations: [Location::new(name, artifact.as_ref(), columns)],
                message: Message { text: format_args!("{prefix}{}", finding.message) },
                occurrence_count: None,
                // GitHub uses this key.
                partial_fingerprints: string.map(|string| Fingerprints {
                    primary_location_line_hash: fingerprint::of_finding(
                        string,
                        code.as_str(),
                        count,
                    ),
                }),
                rule_id: code.as_str(),
                suppressions: self.has_baseline.then_some(suppressions),
            };
            self.write_result(out, &result)?;
        }
        Ok(())
    }

    /// Writes the result of a string on which a check panicked.
    pub(crate) fn write_internal_error(
        &mut self,
        out: &mut dyn Write,
        input: &Input<'_>,
        message: &str,
    ) -> io::Result<()> {
        let (label, artifact, name) = (label_prefix(input), artifact(input), name(input));
        let result = SarifResult {
            level: level(Severity::Error),
            locations: [Location::new(name, artifact.as_ref(), || {
                columns_of_string_in_line(input)
            })],
            message: Message { text: format_args!("{label}{message}") },
            occurrence_count: None,
            partial_fingerprints: None,
            rule_id: "internal",
            suppressions: self.has_baseline.then_some(&[]),
        };
        self.write_result(out, &result)
    }

    /// Writes a result.
    pub(crate) fn write_result(
        &mut self,
        out: &mut dyn Write,
        result: &SarifResult<'_>,
    ) -> io::Result<()> {
        self.begin(out)?;
        out.write_all(b"\n")?;
        Ok(serde_json::to_writer(out, result)?)
    }

    /// Ends the document. `is_successful`: whether all input was found and read.
    pub(crate) fn finish(
        &mut self,
        out: &mut dyn Write,
        end: &str,
        is_successful: bool,
    ) -> io::Result<()> {
        let rules = rules::all().map(ReportingDescriptor::of).collect();
        self.finish_with(out, rules, end, is_successful)
    }

    /// Ends the document of other rules.
    pub(crate) fn finish_with(
        &mut self,
        out: &mut dyn Write,
        rules: Vec<ReportingDescriptor>,
        end: &str,
        is_successful: bool,
    ) -> io::Result<()> {
        if !self.has_results {
            self.begin(out)?;
        }
        out.write_all(b"],\n\"tool\":")?;
        let driver = Driver { name: "tcf", rules, version: env!("CARGO_PKG_VERSION") };
        serde_json::to_writer(&mut *out, &Tool { driver })?;
        out.write_all(b",\n\"invocations\":")?;
        let note = Notification { level: "note", message: Message { text: end } };
        let invocation = Invocation {
            execution_successful: is_successful,
            tool_execution_notifications: [note],
        };
        serde_json::to_writer(&mut *out, &[invocation])?;
        out.write_all(b",\"columnKind\":\"unicodeCodePoints\"}]}\n")
    }
}

/// A file and a line.
pub(crate) struct Artifact {
    pub(crate) uri: String,
    pub(crate) line: u64,
}

/// The location of a line, if it is in a file.
fn artifact(input: &Input<'_>) -> Option<Artifact> {
    match (input.origin.file, input.origin.line) {
        (Some(file), Some(number)) if file != "-" => {
            Some(Artifact { uri: uri(file), line: number })
        }
        _ => None,
    }
}

/// The name of a string: its label, or its first characters.
fn name<'a>(input: &'a Input<'_>) -> &'a str {
    tcf::truncate(input.origin.label.unwrap_or(input.given))
}

/// A path as a URI reference. Relative paths stay relative.
pub(crate) fn uri(file: &str) -> String {
    let origin = Origin { file: Some(file), ..Origin::default() };
    let file = origin.portable_file().unwrap_or_default();
    let scheme = if file.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", percent_encode(&file, b"/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_uri_references() {
        assert_eq!(uri("a b/ü#1?.tsv"), "a%20b/%C3%BC%231%3F.tsv");
        assert_eq!(uri("./c:d.tsv"), "c%3Ad.tsv");
        assert_eq!(uri("/srv/x.tsv"), "file:///srv/x.tsv");
    }
}
