//! The end of a report: skipped checks, missing lists, and the number of strings.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use tcf_codec::Deciseconds;
use tcf_policy::gvl::ListKey;
use tcf_policy::rules::{Need, Severity, Skipped};

use super::Report;
use crate::lists::Missing;
use crate::render::date;
use crate::term::{Page, Role, counted};

/// What is counted over all strings.
#[derive(Default)]
pub(crate) struct Totals {
    strings: u64,
    invalid: u64,
    infos: u64,
    accepted: u64,
    /// The rules that did not run, and in how many strings, by the input that is missing.
    skipped: BTreeMap<Need, (BTreeSet<Skipped>, u64)>,
    missing: BTreeSet<ListKey>,
}

impl Totals {
    /// Adds a string. `missing` is the vendor list that it names, if that is not available.
    pub(crate) fn add(&mut self, report: &Report<'_>, missing: Option<ListKey>) {
        self.strings += 1;
        self.invalid += u64::from(!report.is_valid());
        for finding in report.findings {
            if report.is_accepted(finding) {
                self.accepted += 1;
            } else if finding.severity == Severity::Info {
                self.infos += 1;
            }
        }
        for need in report.not_run.missing().iter() {
            let mut rules = report.not_run.because_of(need).peekable();
            if rules.peek().is_some() {
                let (skipped, strings) = self.skipped.entry(need).or_default();
                skipped.extend(rules);
                *strings += 1;
            }
        }
        self.missing.extend(missing);
    }

    /// Adds a string on which a check panicked.
    pub(crate) const fn add_internal_error(&mut self) {
        self.strings += 1;
        self.invalid += 1;
    }

    /// Writes the skipped checks and the total.
    pub(crate) fn write(
        &self,
        page: &mut Page<'_>,
        as_of: Deciseconds,
        verbose: bool,
        files: &[String],
    ) -> io::Result<()> {
        let mut notes = vec![format!("as of {}", date(as_of))];
        notes.extend(self.skipped_checks().map(|skipped| format!("skipped: {skipped}")));
        notes.extend(self.hidden().filter(|_| !verbose).map(|hidden| format!("{hidden} (-v)")));
        page.painted_paragraph(Role::Faint, notes.join("; "), 0)?;
        let role = if self.invalid > 0 { Role::Bad } else { Role::Good };
        let counts = format!("{} invalid, {} valid", self.invalid, self.strings - self.invalid);
        let strings = counted(self.strings, "string");
        let total = format!("{strings}: {counts}{}", self.missing_lists(files));
        let painted = page.paint(role, &counts).to_string();
        let total = page.term.wrap(&total, 0).replacen(&counts, &painted, 1);
        page.line(total)
    }

    /// The total, the date and the skipped checks on one line.
    pub(crate) fn line(&self, as_of: Deciseconds, files: &[String]) -> String {
        let strings = counted(self.strings, "string");
        let (invalid, valid) = (self.invalid, self.strings - self.invalid);
        let missing = self.missing_lists(files);
        let skipped = self.skipped_checks().map_or_else(
            || "no checks skipped".to_owned(),
            |skipped| format!("skipped: {skipped}"),
        );
        format!("{strings}: {invalid} invalid, {valid} valid{missing}; as of {as_of}; {skipped}")
    }

    /// `; 45 vendor lists missing: tcf gvl fetch --for FILE`
    fn missing_lists(&self, files: &[String]) -> String {
        Missing { keys: &self.missing, files }
            .to_text()
            .map_or_else(String::new, |missing| format!("; {missing}"))
    }

    /// Findings that are not shown.
    fn hidden(&self) -> Option<String> {
        let mut hidden = Vec::new();
        if self.infos > 0 {
            hidden.push(counted(self.infos, "info finding"));
        }
        if self.accepted > 0 {
            hidden.push(format!("{} in the baseline", counted(self.accepted, "finding")));
        }
        (!hidden.is_empty()).then(|| format!("not shown: {}", hidden.join(", ")))
    }

    /// The rules that did not run: `group G (vendor list not available), P024, P025 and P026 (CMP
    /// list not available in 3 of 12 strings)`.
    pub(crate) fn skipped_checks(&self) -> Option<String> {
        let reasons: Vec<_> = self
            .skipped
            .iter()
            .map(|(need, (skipped, strings))| {
                let names = names(*need, skipped);
                let part = match *strings {
                    strings if strings == self.strings => String::new(),
                    strings => format!(" for {strings} of {} strings", self.strings),
                };
                format!("{names} ({need} not available{part})")
            })
            .collect();
        (!reasons.is_empty()).then(|| reasons.join(", "))
    }
}

/// `group G and P009`. Rules of other groups that need the same are named too.
fn names(need: Need, skipped: &BTreeSet<Skipped>) -> String {
    let mut names = Vec::new();
    for skipped in skipped {
        match *skipped {
            Skipped::Group(group) => {
                names.push(format!("group {}", group.letter()));
                let others = need.rules().filter(|code| code.group() != group);
                names.extend(others.map(|code| code.to_string()));
            }
            Skipped::Rule(code) => names.push(code.to_string()),
        }
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
