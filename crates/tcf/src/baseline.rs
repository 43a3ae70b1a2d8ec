//! Baselines: known findings that are accepted, by code and label, so that only new ones fail.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use tcf_policy::rules::{Finding, RuleCode, Severity};

use crate::input::Origin;

/// The first line of a baseline.
const FORMAT: &str = "# tcf baseline 1";
const ABOUT: &str = "\
# Accepted findings: code, tab, label of the string. Without a label: code, two tabs, file.
# Written by tcf validate --write-baseline.
";

/// Known findings, and which of them have been found again. May be used by several threads.
///
/// The text has an entry per line: a code, a tab and a label. For strings without a label it is
/// the file instead, after two tabs. Empty lines and lines that begin with `#` are comments; the
/// first line names the format.
///
/// ```
/// use tcf::Baseline;
///
/// let baseline = Baseline::parse("# tcf baseline 1\nP011\tacme\nS011\t\tpartners.tsv\n")?;
/// assert_eq!(baseline.unused().len(), 2);
///
/// let error = Baseline::parse("# tcf baseline 1\nP999\tacme\n").unwrap_err();
/// assert_eq!(error.line, 2);
/// # Ok::<(), tcf::BaselineError>(())
/// ```
#[derive(Debug)]
pub struct Baseline {
    known: BTreeMap<String, Accepted>,
}

/// The accepted findings of strings with one label.
#[derive(Debug, Default)]
pub struct Accepted {
    codes: BTreeMap<RuleCode, Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Its line in the baseline.
    line: usize,
    was_found: AtomicBool,
}

impl Accepted {
    /// Whether a finding is accepted.
    pub fn contains(&self, finding: &Finding) -> bool {
        self.codes.contains_key(&finding.rule.code)
    }
}

/// Whether a string with these findings is valid: none of severity error but accepted ones.
pub fn is_valid(findings: &[Finding], accepted: Option<&Accepted>) -> bool {
    findings.iter().all(|finding| {
        finding.severity != Severity::Error
            || accepted.is_some_and(|accepted| accepted.contains(finding))
    })
}

/// An entry of a baseline that no finding has matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnusedEntry<'a> {
    /// Its line, from 1.
    pub line: usize,
    /// The code.
    pub code: RuleCode,
    /// The label, or the file of strings without one.
    pub name: &'a str,
}

impl Baseline {
    /// The first line.
    pub const FORMAT: &'static str = FORMAT;

    /// Parses a baseline.
    ///
    /// # Errors
    ///
    /// The first line that is not an entry, or whose code is not the code of a rule.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut lines = text.lines().zip(1..);
        if lines.next().map(|(first, _)| first) != Some(FORMAT) {
            return Err(BaselineError { line: 1, kind: BaselineErrorKind::Format });
        }
        let mut known = BTreeMap::<String, Accepted>::new();
        for (text, line) in lines {
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            let error = |kind: fn(String) -> BaselineErrorKind, text: &str| {
                Err(BaselineError { line, kind: kind(text.to_owned()) })
            };
            let Some((code, name)) = text.split_once('\t') else {
                return error(BaselineErrorKind::NotAnEntry, text);
            };
            // Slugs are not accepted: unlike codes, they may change.
            let Ok(parsed) = code.parse() else {
                return error(BaselineErrorKind::UnknownCode, code);
            };
            let label = name.strip_prefix('\t').unwrap_or(name);
            if label.is_empty() || label.contains('\t') {
                return error(BaselineErrorKind::NotALabel, text);
            }
            let entry = Entry { line, was_found: AtomicBool::new(false) };
            known.entry(name.to_owned()).or_default().codes.entry(parsed).or_insert(entry);
        }
        Ok(Self { known })
    }

    /// The accepted findings of a string. Marks the entries that its `findings` match as used.
    pub fn accepted(&self, origin: Origin<'_>, findings: &[Finding]) -> Option<&Accepted> {
        let accepted = self.known.get(&*name(origin))?;
        for entry in findings.iter().filter_map(|finding| accepted.codes.get(&finding.rule.code)) {
            entry.was_found.store(true, Ordering::Relaxed);
        }
        Some(accepted)
    }

    /// The entries that no finding has matched so far, by line.
    pub fn unused(&self) -> Vec<UnusedEntry<'_>> {
        let entries = self.entries(false);
        let mut unused: Vec<_> = entries
            .map(|(name, code, line)| UnusedEntry {
                line,
                code,
                name: name.trim_start_matches('\t'),
            })
            .collect();
        unused.sort_unstable();
        unused
    }

    /// Label or file, code and line of the entries that were found, or of those that were not.
    fn entries(&self, were_found: bool) -> impl Iterator<Item = (&str, RuleCode, usize)> {
        self.known.iter().flat_map(move |(name, accepted)| {
            let entries = accepted.codes.iter();
            entries
                .filter(move |(_, entry)| entry.was_found.load(Ordering::Relaxed) == were_found)
                .map(move |(code, entry)| (name.as_str(), *code, entry.line))
        })
    }
}

/// How an entry names a string: by its label, or by a tab and its file. A label contains no tab.
fn name(origin: Origin<'_>) -> Cow<'_, str> {
    match origin.label {
        Some(label) if label.chars().any(char::is_control) => without_controls(label).into(),
        Some(label) if !label.is_empty() => label.into(),
        _ => {
            let file = origin.portable_file().unwrap_or(Cow::Borrowed("-"));
            format!("\t{}", without_controls(&file)).into()
        }
    }
}

/// An entry is a line of text.
fn without_controls(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// The errors of many strings, as a new baseline.
#[derive(Clone, Debug, Default)]
pub struct BaselineBuilder {
    /// Codes and names, in the order of the text.
    entries: BTreeSet<(RuleCode, String)>,
}

impl BaselineBuilder {
    /// An empty baseline.
    pub const fn new() -> Self {
        Self { entries: BTreeSet::new() }
    }

    /// Adds the findings of severity error of a string.
    pub fn add(&mut self, origin: Origin<'_>, findings: &[Finding]) {
        let mut previous = None;
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
            // The findings of a rule follow each other.
            if previous.replace(finding.rule.code) != Some(finding.rule.code) {
                self.entries.insert((finding.rule.code, name(origin).into_owned()));
            }
        }
    }

    /// Adds the entries of another baseline that findings have matched.
    pub fn add_used(&mut self, baseline: &Baseline) {
        let used = baseline.entries(true);
        self.entries.extend(used.map(|(name, code, _)| (code, name.to_owned())));
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The text that [`Baseline::parse`] accepts.
impl fmt::Display for BaselineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORMAT}\n{ABOUT}")?;
        self.entries.iter().try_for_each(|(code, name)| writeln!(f, "{code}\t{name}"))
    }
}

/// A baseline that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineError {
    /// The line, from 1.
    pub line: usize,
    kind: BaselineErrorKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum BaselineErrorKind {
    Format,
    NotAnEntry(String),
    UnknownCode(String),
    NotALabel(String),
}

/// What is wrong, without the line.
impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            BaselineErrorKind::Format => write!(f, "the first line must be {FORMAT:?}"),
            BaselineErrorKind::NotAnEntry(text) => {
                write!(f, "expected a code, a tab and a label, found {text:?}")
            }
            BaselineErrorKind::UnknownCode(code) => {
                write!(f, "{code:?} is not the code of a rule (tcf explain --all lists them)")
            }
            BaselineErrorKind::NotALabel(text) => {
                write!(f, "expected one label, or one file after two tabs, found {text:?}")
            }
        }
    }
}

impl std::error::Error for BaselineError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_a_label_or_a_file() {
        let baseline = Baseline::parse(
            "# tcf baseline 1\r\n# why\n\nP011\tacme, Inc.\r\nS011\tacme, Inc.\nP002\t\tweek.tsv\n",
        )
        .unwrap();
        let entries: Vec<_> = baseline.entries(false).collect();
        assert_eq!(
            entries,
            [
                ("\tweek.tsv", RuleCode::P002, 6),
                ("acme, Inc.", RuleCode::S011, 5),
                ("acme, Inc.", RuleCode::P011, 4),
            ]
        );
        let unused = baseline.unused();
        let unused: Vec<_> = unused.iter().map(|entry| (entry.line, entry.name)).collect();
        assert_eq!(unused, [(4, "acme, Inc."), (5, "acme, Inc."), (6, "week.tsv")]);
    }

    #[test]
    fn errors_name_the_line() {
        for (text, line, want) in [
            ("", 1, "the first line must be"),
            ("# tcf baseline 2\n", 1, "the first line must be"),
            ("P011\tacme\n", 1, "the first line must be"),
            ("# tcf baseline 1\n\nP011 acme\n", 3, "expected a code, a tab and a label"),
            ("# tcf baseline 1\nP999\tacme\n", 2, "\"P999\" is not the code of a rule"),
            ("# tcf baseline 1\nli-purposes-3-6\tacme\n", 2, "\"li-purposes-3-6\" is not"),
            ("# tcf baseline 1\nP011\t\n", 2, "expected one label"),
            ("# tcf baseline 1\nP011\t\t\n", 2, "expected one label"),
            ("# tcf baseline 1\nP011\tacme\tCQ\n", 2, "expected one label"),
            ("# tcf baseline 1\n<<<<<<< HEAD\n", 2, "expected a code"),
        ] {
            let error = Baseline::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text:?}");
            assert!(error.to_string().starts_with(want), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_written_baseline_accepts_what_was_added() {
        let rule = RuleCode::P011.rule();
        let finding = Finding::new(rule, Severity::Error, String::new(), None);
        let origins = [
            Origin { label: Some("acme"), ..Origin::default() },
            Origin { file: Some("./week.tsv"), ..Origin::default() },
            Origin { label: Some("a\tb\n"), ..Origin::default() },
            Origin::default(),
        ];
        let mut builder = BaselineBuilder::new();
        for origin in origins {
            builder.add(origin, &[finding.clone(), finding.clone()]);
        }
        assert_eq!(builder.len(), origins.len());
        let baseline = Baseline::parse(&builder.to_string()).unwrap();
        for origin in origins {
            let accepted = baseline.accepted(origin, &[]).unwrap();
            assert!(accepted.contains(&finding), "{origin:?}");
        }
        assert_eq!(baseline.unused().len(), origins.len());
        baseline.accepted(origins[0], &[finding]);
        assert_eq!(baseline.unused().len(), origins.len() - 1);
        let mut used = BaselineBuilder::new();
        used.add_used(&baseline);
        assert_eq!(used.len(), 1);
    }
}
