//! A rule: its code, its severity and its page.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use super::needs::Needs;
use crate::rule_code::{Group, RuleCode};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// For information.
    Info,
    /// Something to fix that does not make the string invalid.
    Warning,
    /// The string is unusable or violates the policies.
    Error,
}

impl Severity {
    /// The name in JSON and in text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The source of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A section of the specification.
    Specification(&'static str),
    /// Notices, news and other implementations, if the specification says nothing.
    Secondary(&'static str),
    /// A judgment of this project.
    Judgement,
}

impl Source {
    /// The name of the kind in JSON.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Specification(_) => "specification",
            Self::Secondary(_) => "secondary",
            Self::Judgement => "judgement",
        }
    }

    /// The section or the source; `None` for a judgment.
    pub const fn text(self) -> Option<&'static str> {
        match self {
            Self::Specification(text) | Self::Secondary(text) => Some(text),
            Self::Judgement => None,
        }
    }
}

/// As a sentence.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specification(text) => write!(f, "Specification: {text}."),
            Self::Secondary(text) => {
                write!(f, "Secondary source: {text}.")
            }
            Self::Judgement => f.write_str("Rule of this project; no specification requires it."),
        }
    }
}

/// A string without findings above info in June 2026.
pub(super) const VALID: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

/// A string and what it is checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The string, after the name of a parameter if its text does not tell its kind.
    pub text: &'static str,
    /// The evaluation date.
    pub as_of: &'static str,
    /// Whether it is checked with the vendor lists and the CMP list in `fixtures`.
    pub with_lists: bool,
    /// Local expectations, as in an `[[expect]]` table of `tcf.toml`; empty for none.
    pub expect: &'static str,
}

impl Example {
    /// [`VALID`] alone.
    pub(super) const VALID: &'static [Self] = &[Self::new(VALID)];

    /// A string as of June 2026, checked without lists.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, as_of: "2026-06-01", with_lists: false, expect: "" }
    }

    /// The string as a page prints it: in quotes if it is blank.
    pub fn shown(&self) -> Cow<'static, str> {
        if self.text.trim().is_empty() {
            format!("\"{}\"", self.text).into()
        } else {
            self.text.into()
        }
    }

    /// The date, the lists and the expectations, as a page prints them.
    pub fn terms(&self) -> String {
        let lists = if self.with_lists { "with the lists in fixtures" } else { "without lists" };
        if self.expect.is_empty() {
            format!("as of {}, {lists}", self.as_of)
        } else {
            format!("as of {}, {lists}, with the expectation {}", self.as_of, self.expect)
        }
    }

    pub(super) const fn with_lists(self) -> Self {
        Self { with_lists: true, ..self }
    }

    pub(super) const fn expect(self, expect: &'static str) -> Self {
        Self { expect, ..self }
    }

    pub(super) const fn as_of(self, as_of: &'static str) -> Self {
        Self { as_of, ..self }
    }
}

/// A rule. Its check is next to it in the source.
#[derive(Debug)]
pub struct Rule {
    /// The code. It never changes its meaning.
    pub code: RuleCode,
    /// The name, such as `li-purposes-3-6`.
    pub slug: &'static str,
    /// The default severity; a check may lower it, depending on dates.
    pub severity: Severity,
    /// The version of the framework that introduced the rule.
    pub since: &'static str,
    /// What the rule reports.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Where the rule comes from.
    pub source: Source,
    /// The inputs that the rule needs besides the string and the date.
    pub needs: Needs,
    /// Rules that a string which violates this one may violate too.
    pub implies: &'static [RuleCode],
    /// Strings that violate this rule, and no other above info that it does not imply.
    pub invalid_examples: &'static [Example],
    /// Strings that do not violate it.
    pub valid_examples: &'static [Example],
}

impl Rule {
    /// The defaults of a rule.
    pub(super) const NEW: Self = Self {
        code: RuleCode::S001,
        slug: "",
        severity: Severity::Error,
        since: "2.0",
        summary: "",
        why: "",
        help: "",
        source: Source::Judgement,
        needs: Needs::NONE,
        implies: &[],
        invalid_examples: &[],
        valid_examples: &[],
    };

    /// The group.
    pub const fn group(&self) -> Group {
        self.code.group()
    }

    /// The summary without a final note on lower severities, such as `(info before 2022)`: a
    /// finding has its own severity.
    pub fn statement(&self) -> Cow<'static, str> {
        const NOTES: [&str; 3] = ["info", "warning", "a warning"];
        let note = self.summary.strip_suffix(").").and_then(|text| text.rsplit_once(" ("));
        match note {
            Some((statement, note)) if NOTES.iter().any(|start| note.starts_with(start)) => {
                format!("{statement}.").into()
            }
            _ => self.summary.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules;

    #[test]
    fn statements_have_no_note_on_the_severity() {
        let statement = |code| rules::find(code).unwrap().statement();
        assert_eq!(statement("P011"), "PurposesLITransparency includes purposes 3 to 6.");
        assert_eq!(statement("P002"), "IsServiceSpecific is 0.");
        for rule in rules::all() {
            let statement = rule.statement();
            for note in ["(info", "(warning", "(a warning"] {
                assert!(!statement.contains(note), "{statement}");
            }
            assert!(statement.ends_with('.'), "{statement}");
        }
    }
}
