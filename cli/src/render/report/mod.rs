//! What was found in a string: as a record, for people, as annotations, counted, and as documents for other tools.

pub(crate) mod github;
pub(crate) mod junit;
mod line;
pub(crate) mod sarif;
mod summary;
mod text;

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::Deciseconds;
use tcf_policy::rules::{Finding, Severity};

pub(crate) use summary::Summary;

use super::Head;
use crate::baseline::Known;
use crate::input::Line;

/// What was found in a string.
pub(crate) struct Report<'a> {
    pub(crate) head: Head<'a>,
    /// The date judged by.
    pub(crate) at: Deciseconds,
    pub(crate) findings: &'a [Finding],
    /// Which of them are accepted.
    pub(crate) known: Option<&'a Known>,
    pub(crate) not_run: &'a [&'static str],
    /// What may help where the string could not be read.
    pub(crate) hint: Option<String>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.head.write(&mut map)?;
        map.serialize_entry("at", &self.at.to_string())?;
        map.serialize_entry("valid", &self.is_valid())?;
        map.serialize_entry("findings", &Findings(self))?;
        map.serialize_entry("notRun", self.not_run)?;
        map.end()
    }
}

struct Findings<'a>(&'a Report<'a>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        serializer.collect_seq(
            report.findings.iter().map(|finding| Shown { finding, baseline: report.is_accepted(finding) }),
        )
    }
}

#[derive(serde::Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    /// Absent where it is not so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    baseline: bool,
}

impl Report<'_> {
    /// Writes a record of one line.
    pub(crate) fn write_line(&self, out: &mut impl Write) -> io::Result<()> {
        line::write(out, self)
    }

    /// No finding of severity error but those that are accepted?
    pub(crate) fn is_valid(&self) -> bool {
        !self.findings.iter().any(|finding| self.fails(finding))
    }

    /// Is it one that makes the string invalid?
    fn fails(&self, finding: &Finding) -> bool {
        finding.severity == Severity::Error && !self.is_accepted(finding)
    }

    /// Does it stand in the baseline?
    fn is_accepted(&self, finding: &Finding) -> bool {
        self.known.is_some_and(|known| known.accepts(finding.rule.code))
    }

    /// Columns of a finding in its line, counted from 1, the end not included.
    fn columns(&self, finding: &Finding) -> Option<(usize, usize)> {
        let place = finding.place.as_ref()?;
        let start = first_column(self.head.line);
        Some((start + place.characters.start, start + place.characters.end))
    }
}

/// The column of a string in its line, counted from 1.
fn first_column(line: &Line<'_>) -> usize {
    line.label.as_deref().map_or(0, |label| label.chars().count() + 1) + 1
}

/// Columns of a string in its line, counted from 1, the end not included.
fn columns_of_string(line: &Line<'_>) -> (usize, usize) {
    let start = first_column(line);
    (start, start + line.input.chars().count())
}

/// `acme: ` before a text about a string with that label.
fn label_prefix(line: &Line<'_>) -> String {
    line.label.as_deref().map_or(String::new(), |label| format!("{label}: "))
}
