//! SARIF 2.1.0: one run, its results written as they come, then the tool with its rules.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use tcf_policy::rules::{self, Finding, Severity};

use super::Report;
use crate::render::cut;
use crate::uri::{percent_encoded, portable};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The document so far.
pub(crate) struct Document {
    /// Whether there is a baseline: results are then suppressed or not, all of them, and without one nobody knows.
    has_baseline: bool,
    has_results: bool,
    /// How often each label of a file was there, by a hash of both: some bytes for each.
    labels: HashMap<u64, u64>,
}

impl Document {
    pub(crate) fn new(has_baseline: bool) -> Self {
        Self { has_baseline, has_results: false, labels: HashMap::new() }
    }

    /// Writes what comes before a result.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_results, true) {
            return out.write_all(b",");
        }
        write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
    }

    /// Writes the results of a string.
    pub(crate) fn write(&mut self, out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
        let string = self.fingerprint(report);
        let mut before = None;
        for finding in report.findings {
            self.begin(out)?;
            out.write_all(b"\n")?;
            // Findings of a rule stand together; they are counted.
            let code = finding.rule.code;
            let count = before.filter(|&(of, _)| of == code).map_or(1, |(_, count): (&str, u64)| count + 1);
            before = Some((code, count));
            let fingerprint = string.map(|string| format!("{:016x}:{count}", hash(string, code)));
            serde_json::to_writer(&mut *out, &self.result(report, finding, fingerprint))?;
        }
        Ok(())
    }

    /// What a string is known by while its text changes: its file, its label, and the how manieth it is of that label. One
    /// without a label has nothing that stays; services then look at the line.
    fn fingerprint(&mut self, report: &Report<'_>) -> Option<u64> {
        let line = report.head.line;
        let label = line.label.as_deref().filter(|label| !label.is_empty())?;
        let string = hash(hash(START, line.item.file.unwrap_or_default()), label);
        let count = self.labels.entry(string).or_default();
        *count += 1;
        Some(hash(string, &count.to_string()))
    }

    fn result(&self, report: &Report<'_>, finding: &Finding, fingerprint: Option<String>) -> Value {
        let line = report.head.line;
        let label = line.label.as_deref().map_or(String::new(), |label| format!("{label}: "));
        let mut location = Map::new();
        if let (Some(file), Some(number)) = (line.item.file, line.item.line)
            && file != "-"
        {
            // What has no place lies anywhere in the string.
            let (start, end) = report.columns(finding).unwrap_or_else(|| report.columns_of_string());
            let region = json!({
                "startLine": number,
                "startColumn": start,
                "endLine": number,
                "endColumn": end.max(start + 1),
            });
            let artifact = json!({ "uri": uri(file) });
            location.insert(
                "physicalLocation".to_owned(),
                json!({ "artifactLocation": artifact, "region": region }),
            );
        }
        let name = cut(line.label.as_deref().unwrap_or(&line.input));
        location.insert("logicalLocations".to_owned(), json!([{ "name": name }]));
        let mut result = Map::new();
        result.insert("ruleId".to_owned(), finding.rule.code.into());
        result.insert("level".to_owned(), level(finding.severity).into());
        result.insert("message".to_owned(), json!({ "text": format!("{label}{}", finding.message) }));
        result.insert("locations".to_owned(), json!([location]));
        if let Some(fingerprint) = fingerprint {
            // The name under which GitHub looks for it.
            result
                .insert("partialFingerprints".to_owned(), json!({ "primaryLocationLineHash": fingerprint }));
        }
        if self.has_baseline {
            let suppression = json!({ "kind": "external", "justification": "in the baseline" });
            let is_accepted = report.is_accepted(finding);
            let suppressions = if is_accepted { vec![suppression] } else { Vec::new() };
            result.insert("suppressions".to_owned(), suppressions.into());
        }
        result.into()
    }

    /// Ends the document.
    pub(crate) fn finish(&mut self, out: &mut dyn Write, end: &str) -> io::Result<()> {
        if !self.has_results {
            self.begin(out)?;
        }
        let rules: Vec<_> = rules::all()
            .map(|rule| {
                json!({
                    "id": rule.code,
                    "name": rule.slug,
                    "shortDescription": { "text": rule.summary },
                    "fullDescription": { "text": rule.why },
                    "help": { "text": format!("{}; tcf explain {}", rule.fix, rule.code) },
                    "defaultConfiguration": { "level": level(rule.severity) },
                })
            })
            .collect();
        let driver = json!({ "name": "tcf", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
        out.write_all(b"],\n\"tool\":")?;
        serde_json::to_writer(&mut *out, &json!({ "driver": driver }))?;
        let note = json!({ "level": "note", "message": { "text": end } });
        let invocation = json!({ "executionSuccessful": true, "toolExecutionNotifications": [note] });
        out.write_all(b",\n\"invocations\":")?;
        serde_json::to_writer(&mut *out, &json!([invocation]))?;
        out.write_all(b",\"columnKind\":\"unicodeCodePoints\"}]}\n")
    }
}

/// A file as a URI reference: relative ones stay so.
fn uri(file: &str) -> String {
    let file = portable(file);
    let scheme = if file.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", percent_encoded(&file, b"/"))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over one more text: services keep fingerprints, so they are the same for ever and everywhere.
fn hash(before: u64, text: &str) -> u64 {
    // A byte that no text has ends it.
    text.bytes()
        .chain([0xff])
        .fold(before, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_never_change() {
        // The published values of the hash for "" and "a", with the end of the text after them.
        assert_eq!(hash(START, ""), (START ^ 0xff).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(hash(START, "a"), (0xaf63_dc4c_8601_ec8c ^ 0xff_u64).wrapping_mul(0x0100_0000_01b3));
        assert_ne!(hash(hash(START, "ab"), "c"), hash(hash(START, "a"), "bc"));
    }

    #[test]
    fn files_are_uri_references() {
        assert_eq!(uri("a b/ü#1?.tsv"), "a%20b/%C3%BC%231%3F.tsv");
        assert_eq!(uri("./c:d.tsv"), "c%3Ad.tsv");
        assert_eq!(uri("/srv/x.tsv"), "file:///srv/x.tsv");
    }
}
