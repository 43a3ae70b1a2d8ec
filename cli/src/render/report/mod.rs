//! Findings as records, text, annotations, summaries, and documents for other tools.

pub(crate) mod concise;
pub(crate) mod csv;
mod fingerprint;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod junit;
mod line;
pub(crate) mod sarif;
mod summary;
mod text;
mod totals;

use std::cmp::Reverse;
use std::fmt;
use std::io::{self, Write};

use tcf::{Accepted, Input, Position, ReportRecord, is_valid};
use tcf_codec::Deciseconds;
use tcf_policy::rules::{Finding, NotRun, Severity};

pub(crate) use summary::{write as write_summary, write_csv as write_summary_csv};
pub(crate) use totals::Totals;

use crate::input::shown;
use crate::term::{Role, plain};

/// The findings in a string.
pub(crate) struct Report<'a> {
    pub(crate) input: &'a Input<'a>,
    /// Number of inputs before it.
    pub(crate) index: u64,
    /// Number of strings of the same input before it.
    pub(crate) position: usize,
    /// Evaluation date.
    pub(crate) as_of: Deciseconds,
    pub(crate) findings: &'a [Finding],
    /// Those that the baseline accepts.
    pub(crate) accepted: Option<&'a Accepted>,
    pub(crate) not_run: NotRun,
    /// A hint if the string could not be decoded.
    pub(crate) hint: Option<String>,
}

impl Report<'_> {
    /// The record.
    pub(crate) fn record(&self) -> ReportRecord<'_> {
        ReportRecord::new(self.input, self.as_of, self.findings, self.accepted, self.not_run)
    }

    /// Writes the record on one line.
    pub(crate) fn write_line(&self, out: &mut impl Write) -> io::Result<()> {
        line::write(out, self)
    }

    /// Whether there are no errors, except accepted ones.
    pub(crate) fn is_valid(&self) -> bool {
        is_valid(self.findings, self.accepted)
    }

    /// Whether a finding makes the string invalid.
    fn fails(&self, finding: &Finding) -> bool {
        finding.severity == Severity::Error && !self.is_accepted(finding)
    }

    /// Whether the baseline accepts a finding.
    fn is_accepted(&self, finding: &Finding) -> bool {
        self.accepted.is_some_and(|accepted| accepted.contains(finding))
    }

    /// The findings that pass a filter, by severity, then by location.
    fn sorted(&self, filter: impl Fn(&Finding) -> bool) -> Vec<&Finding> {
        let mut findings: Vec<_> = self.findings.iter().filter(|finding| filter(finding)).collect();
        findings.sort_by_key(|finding| {
            let place = finding.place.as_ref();
            (Reverse(finding.severity), place.map(|place| place.characters.start))
        });
        findings
    }

    /// The findings for people: with `verbose` all, otherwise those above info that are not in the
    /// baseline.
    fn shown(&self, verbose: bool) -> Vec<&Finding> {
        self.sorted(|finding| {
            verbose || finding.severity > Severity::Info && !self.is_accepted(finding)
        })
    }

    /// The location of a finding; without one, that of the string.
    fn spot(&self, finding: &Finding) -> Spot<'_> {
        let string = Spot::of_string(self.input, self.index);
        match self.columns_of_line(finding) {
            Some((column, _)) => Spot { column, ..string },
            None => string,
        }
    }

    /// Columns of a finding in its line, from 1, without the end. `None` if they are unknown.
    fn columns_of_line(&self, finding: &Finding) -> Option<(usize, usize)> {
        if self.input.is_part() { None } else { self.columns(finding) }
    }

    /// Columns of a finding in its line, or in the cell of a table, from 1, without the end.
    fn columns(&self, finding: &Finding) -> Option<(usize, usize)> {
        let place = finding.place.as_ref()?;
        let start = first_column(self.input);
        Some((start + place.characters.start, start + place.characters.end))
    }
}

/// The column of a string in its line, or in the cell of a table, from 1.
fn first_column(input: &Input<'_>) -> usize {
    let label = input.origin.label.filter(|_| !input.is_part());
    label.map_or(0, |label| label.chars().count() + 1) + 1
}

/// Columns of a string in its line, from 1, without the end. `None` if they are unknown.
fn columns_of_string_in_line(input: &Input<'_>) -> Option<(usize, usize)> {
    (!input.is_part()).then(|| columns_of_string(input))
}

/// Columns of a string in its line, or in the cell of a table, from 1, without the end.
fn columns_of_string(input: &Input<'_>) -> (usize, usize) {
    let start = first_column(input);
    (start, start + input.given.chars().count())
}

/// The label and the section of a GPP string as a prefix: `acme: section usnat: `.
fn prefix(input: &Input<'_>, finding: &Finding) -> String {
    label_prefix(input) + &section_prefix(finding)
}

/// The section of a GPP string as a prefix: `section usnat: `.
fn section_prefix(finding: &Finding) -> String {
    let section = finding.place.as_ref().and_then(|place| place.section);
    section.map_or_else(String::new, |section| format!("section {section}: "))
}

/// The label as a prefix: `acme: `. In a file without lines, the row is in front: `row 7: acme: `.
fn label_prefix(input: &Input<'_>) -> String {
    let row = match input.origin.position() {
        Some(position @ Position::Row(_)) => format!("{position}: "),
        _ => String::new(),
    };
    input.origin.label.map_or(row.clone(), |label| format!("{row}{label}: "))
}

/// A location that editors and terminals recognize: `partners.tsv:3:35`.
struct Spot<'a> {
    file: &'a str,
    line: u64,
    column: usize,
}

impl<'a> Spot<'a> {
    fn of_string(input: &Input<'a>, index: u64) -> Self {
        let (file, line) = match (input.origin.file, input.origin.position()) {
            (Some(file), Some(position)) => (shown(file), position.number()),
            _ => ("argument", index + 1),
        };
        Self { file, line, column: first_column(input) }
    }
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", plain(self.file), self.line, self.column)
    }
}

/// The color of a severity.
pub(crate) const fn role(severity: Severity) -> Role {
    match severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Warning,
        Severity::Info => Role::Note,
    }
}
