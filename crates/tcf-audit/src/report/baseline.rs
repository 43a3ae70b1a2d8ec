//! Baselines: known findings, by fingerprint.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use super::{FindingRecord, Report};

/// The first line of a baseline of audits.
const FORMAT: &str = "# tcf audit baseline 1";

/// The lines after it that are written.
const ABOUT: &str = "\
# Known findings: fingerprint, tab, what it is about.
# Written by tcf audit --write-baseline.
";

/// Known findings.
///
/// The text has an entry per line: a fingerprint and, after a tab, a note for people. Empty lines
/// and lines that begin with `#` are comments; the first line names the format. A fingerprint
/// depends on the code, the host, the vendor, the place, the name and the purpose of a finding, but
/// not on times, strings and its severity.
///
/// ```
/// use tcf_audit::report::Baseline;
/// let baseline = Baseline::parse("# tcf audit baseline 1\n0123456789abcdef\tB002 a.example\n")?;
/// assert!(baseline.contains("0123456789abcdef"));
/// let error = Baseline::parse("# tcf audit baseline 1\nB002\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 2: expected a fingerprint: 16 hexadecimal digits");
/// # Ok::<(), tcf_audit::report::BaselineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<String, BaselineEntry>,
}

/// An entry of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineEntry {
    /// Its line, from 1; 0 if it was not read from a text.
    pub line: usize,
    /// What it is about.
    pub note: String,
}

impl Baseline {
    /// The first line.
    pub const FORMAT: &'static str = FORMAT;

    /// Parses a baseline.
    ///
    /// # Errors
    ///
    /// The first line that is not an entry.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut lines = text.lines().zip(1..);
        if lines.next().map(|(first, _)| first) != Some(FORMAT) {
            return Err(BaselineError { line: 1, kind: BaselineErrorKind::Format });
        }
        let mut entries = BTreeMap::new();
        for (text, line) in lines {
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            let (fingerprint, note) = text.split_once('\t').unwrap_or((text, ""));
            let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            if fingerprint.len() != 16 || !fingerprint.bytes().all(is_digit) {
                return Err(BaselineError { line, kind: BaselineErrorKind::NotAFingerprint });
            }
            let entry = BaselineEntry { line, note: note.to_owned() };
            entries.entry(fingerprint.to_owned()).or_insert(entry);
        }
        Ok(Self { entries })
    }

    /// Whether a finding with this fingerprint is known.
    pub fn contains(&self, fingerprint: &str) -> bool {
        self.entries.contains_key(fingerprint)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that no finding of a report matches, by line.
    pub fn unused(&self, report: &Report) -> Vec<&BaselineEntry> {
        let used: HashSet<_> = report.findings.iter().map(|found| &*found.fingerprint).collect();
        let unused =
            self.entries.iter().filter(|(fingerprint, _)| !used.contains(fingerprint.as_str()));
        let mut unused: Vec<_> = unused.map(|(_, entry)| entry).collect();
        unused.sort_by_key(|entry| entry.line);
        unused
    }

    /// The baseline of a report: its errors, and its findings that are known already.
    pub fn of_report(report: &Report) -> Self {
        let accepted = report.findings.iter().filter(|finding| finding.known || finding.is_error());
        let entries = accepted
            .map(|finding| {
                let entry = BaselineEntry { line: 0, note: note(finding) };
                (finding.fingerprint.clone(), entry)
            })
            .collect();
        Self { entries }
    }
}

/// What a finding is about: `B002 pixel.example, vendor 76`.
fn note(finding: &FindingRecord) -> String {
    let mut parts = vec![finding.code.clone()];
    parts.extend(finding.host.clone());
    parts.extend(finding.vendor.as_ref().map(|vendor| format!("vendor {}", vendor.id)));
    parts.extend(finding.purpose.map(|purpose| format!("purpose {purpose}")));
    let name = finding.evidence.first().and_then(|evidence| evidence.name.clone());
    parts.extend(name);
    parts.join(" ").chars().filter(|found| !found.is_control()).collect()
}

/// The text of the baseline, by what the entries are about, so that it can be reviewed.
impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FORMAT}")?;
        f.write_str(ABOUT)?;
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|&(fingerprint, entry)| (&entry.note, fingerprint));
        for (fingerprint, entry) in entries {
            writeln!(f, "{fingerprint}\t{}", entry.note)?;
        }
        Ok(())
    }
}

/// A line of a baseline that is not an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct BaselineError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: BaselineErrorKind,
}

/// What is wrong with a line of a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineErrorKind {
    /// The first line is another one.
    #[error("expected the first line of a baseline of audits: {FORMAT}")]
    Format,
    /// The line does not begin with a fingerprint.
    #[error("expected a fingerprint: 16 hexadecimal digits")]
    NotAFingerprint,
}

#[cfg(test)]
mod tests {
    use tcf_policy::rules::Severity;

    use super::*;
    use crate::report::VendorName;

    fn finding(severity: Severity, fingerprint: &str, known: bool) -> FindingRecord {
        FindingRecord {
            code: "B002".to_owned(),
            severity,
            host: Some("a.example".to_owned()),
            vendor: Some(VendorName { id: 76, ..VendorName::default() }),
            fingerprint: fingerprint.to_owned(),
            known,
            ..FindingRecord::default()
        }
    }

    #[test]
    fn a_baseline_has_errors_and_known_findings_and_is_read_back() {
        let report = Report {
            findings: vec![
                finding(Severity::Error, "0000000000000001", false),
                finding(Severity::Warning, "0000000000000002", false),
                finding(Severity::Info, "0000000000000003", true),
            ],
            ..Report::default()
        };
        let baseline = Baseline::of_report(&report);
        let text = baseline.to_string();
        assert!(text.starts_with("# tcf audit baseline 1\n# Known findings: "), "{text}");
        assert!(text.contains("\n0000000000000001\tB002 a.example vendor 76\n"), "{text}");
        let read = Baseline::parse(&text).unwrap();
        assert_eq!(read.len(), 2);
        assert!(read.contains("0000000000000003") && !read.contains("0000000000000002"));
        assert_eq!(read.to_string(), text);
        assert!(read.unused(&report).is_empty());
        let fewer = Report { findings: report.findings[1..].to_vec(), ..Report::default() };
        let unused = read.unused(&fewer);
        assert_eq!(unused.len(), 1);
        assert_eq!((unused[0].line, unused[0].note.as_str()), (4, "B002 a.example vendor 76"));
    }

    #[test]
    fn other_text_is_not_a_baseline() {
        for (text, line) in [
            ("", 1),
            ("# tcf baseline 1\n", 1),
            ("# tcf audit baseline 1\n\n# a\n0123456789ABCDEF\n", 4),
            ("# tcf audit baseline 1\n0123456789abcde\tnote\n", 2),
        ] {
            assert_eq!(Baseline::parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
