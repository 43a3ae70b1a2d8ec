//! Baselines: findings that are known and accepted, by the label of the string and the code, so
//! that only new ones fail.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use tcf::Origin;
use tcf_policy::rules::{Finding, RuleCode, Severity};

use crate::term::plain;
use crate::uri::portable;

/// The first line of a file.
const FORMAT: &str = "# tcf baseline 1";
const ABOUT: &str = "\
# Accepted findings: code, tab, label of the string. Without a label: code, two tabs, file.
# Written by tcf validate --write-baseline.
";

/// A file that was read, and which of its entries were met.
pub(crate) struct Baseline {
    path: PathBuf,
    known: BTreeMap<String, Known>,
}

/// The findings that are accepted of a string.
#[derive(Default)]
pub(crate) struct Known {
    codes: BTreeMap<RuleCode, Entry>,
}

struct Entry {
    /// Its line in the file.
    line: usize,
    was_met: AtomicBool,
}

impl Known {
    /// Are findings of a code accepted?
    pub(crate) fn accepts(&self, code: RuleCode) -> bool {
        self.codes.contains_key(&code)
    }

    fn meet(&self, findings: &[Finding]) {
        for entry in findings.iter().filter_map(|finding| self.codes.get(&finding.rule.code)) {
            entry.was_met.store(true, Ordering::Relaxed);
        }
    }
}

/// How an entry names a string: by its label, or by a tab and the file that it stands in, as a
/// label holds no tab.
fn name(origin: Origin<'_>) -> Cow<'_, str> {
    match origin.label {
        Some(label) if label.chars().any(char::is_control) => plain(label).into(),
        Some(label) if !label.is_empty() => label.into(),
        _ => {
            let file = origin.file.unwrap_or("-");
            format!("\t{}", plain(&portable(file))).into()
        }
    }
}

impl Baseline {
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let file = path.display();
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            bail!("{file}:1: the first line of a baseline is {FORMAT:?}");
        }
        let mut known = BTreeMap::<String, Known>::new();
        for (line, text) in lines.enumerate().map(|(index, text)| (index + 2, text)) {
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            let Some((code, name)) = text.split_once('\t') else {
                bail!("{file}:{line}: an entry is a code, a tab and a label: {text:?}");
            };
            // A code is for ever; a slug may change.
            let Ok(code) = code.parse() else {
                bail!(
                    "{file}:{line}: {code:?} is no code of a rule (tcf explain --all lists them)"
                );
            };
            let of_file = name.strip_prefix('\t');
            if of_file.unwrap_or(name).is_empty() || of_file.unwrap_or(name).contains('\t') {
                bail!(
                    "{file}:{line}: an entry names one label, or after two tabs one file: {text:?}"
                );
            }
            let entry = Entry { line, was_met: AtomicBool::new(false) };
            known.entry(name.to_owned()).or_default().codes.entry(code).or_insert(entry);
        }
        Ok(Self { path: path.to_owned(), known })
    }

    /// What is accepted of a string in which these findings are.
    pub(crate) fn known(&self, origin: Origin<'_>, findings: &[Finding]) -> Option<&Known> {
        let known = self.known.get(&*name(origin))?;
        known.meet(findings);
        Some(known)
    }

    /// Names and codes of the entries, and their lines: those that were met, or those that were
    /// not.
    fn entries(&self, were_met: bool) -> impl Iterator<Item = (&str, RuleCode, usize)> {
        self.known.iter().flat_map(move |(name, known)| {
            known
                .codes
                .iter()
                .filter(move |(_, entry)| entry.was_met.load(Ordering::Relaxed) == were_met)
                .map(move |(code, entry)| (name.as_str(), *code, entry.line))
        })
    }

    /// What matched nothing, for people; `None` if everything did.
    pub(crate) fn stale(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let mut stale: Vec<_> =
            self.entries(false).map(|(name, code, line)| (line, code, name)).collect();
        stale.sort_unstable();
        let mut shown: Vec<_> = stale
            .iter()
            .take(SHOWN)
            .map(|(line, code, name)| {
                format!("{code} of {} (line {line})", name.trim_start_matches('\t'))
            })
            .collect();
        match stale.len() {
            0 => return None,
            count if count > SHOWN => shown.push(format!("{} more", count - SHOWN)),
            _ => {}
        }
        Some(format!("{}: nothing matched {}", self.path.display(), shown.join(", ")))
    }
}

/// What will stand in the baseline to be written.
pub(crate) struct Gathered {
    path: PathBuf,
    /// Codes and names, as they are sorted in the file.
    entries: Mutex<BTreeSet<(RuleCode, String)>>,
}

impl Gathered {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), entries: Mutex::default() }
    }

    /// Takes the errors of a string.
    pub(crate) fn take(&self, origin: Origin<'_>, findings: &[Finding]) {
        let mut before = None;
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
            // Findings of a rule stand together.
            if before.replace(finding.rule.code) == Some(finding.rule.code) {
                continue;
            }
            let entry = (finding.rule.code, name(origin).into_owned());
            self.entries.lock().unwrap_or_else(PoisonError::into_inner).insert(entry);
        }
    }

    /// Writes the file: what was taken, and the entries of the old one that are still met. Returns
    /// how many there are.
    pub(crate) fn write(&self, old: Option<&Baseline>) -> Result<usize> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let met = old.into_iter().flat_map(|old| old.entries(true));
        entries.extend(met.map(|(name, code, _)| (code, name.to_owned())));
        let mut text = format!("{FORMAT}\n{ABOUT}");
        for (code, name) in &*entries {
            text.extend([code.as_str(), "\t", name, "\n"]);
        }
        crate::cache::write(&self.path, text.as_bytes())?;
        Ok(entries.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Baseline, String> {
        Baseline::parse(text, Path::new("known.txt")).map_err(|error| error.to_string())
    }

    #[test]
    fn entries_are_codes_with_labels_or_files() {
        let baseline = parse(
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
    }

    #[test]
    fn errors_name_file_and_line() {
        for (text, want) in [
            ("", "known.txt:1: the first line"),
            ("# tcf baseline 2\n", "known.txt:1: the first line"),
            ("P011\tacme\n", "known.txt:1: the first line"),
            (
                "# tcf baseline 1\n\nP011 acme\n",
                "known.txt:3: an entry is a code, a tab and a label",
            ),
            ("# tcf baseline 1\nP999\tacme\n", "known.txt:2: \"P999\" is no code"),
            (
                "# tcf baseline 1\nli-purposes-3-6\tacme\n",
                "known.txt:2: \"li-purposes-3-6\" is no code",
            ),
            ("# tcf baseline 1\nP011\t\n", "known.txt:2: an entry names one label"),
            ("# tcf baseline 1\nP011\t\t\n", "known.txt:2: an entry names one label"),
            ("# tcf baseline 1\nP011\tacme\tCQ\n", "known.txt:2: an entry names one label"),
            ("# tcf baseline 1\n<<<<<<< HEAD\n", "known.txt:2: an entry is a code"),
        ] {
            let error = parse(text).err().unwrap_or_else(|| panic!("{text:?} is read"));
            assert!(error.starts_with(want), "{text:?}: {error}");
        }
    }
}
