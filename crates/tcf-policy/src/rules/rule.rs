//! A rule: its code, its severity and its page. Data alone: [checks](super::rule_entry) stand
//! beside rules in their tables.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use super::needs::Needs;
use crate::rule_code::{Group, RuleCode};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should not be so.
    Warning,
    /// The string is unusable or not compliant.
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

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A place in the specification.
    Specification(&'static str),
    /// News, notices and the practice of others; the specification is silent.
    Secondary(&'static str),
    /// Our own judgement.
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

    /// The place, or who says so; a judgement has none.
    pub const fn text(self) -> Option<&'static str> {
        match self {
            Self::Specification(text) | Self::Secondary(text) => Some(text),
            Self::Judgement => None,
        }
    }
}

/// A sentence for people.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specification(text) => write!(f, "The specification: {text}."),
            Self::Secondary(text) => {
                write!(f, "A secondary source, where the specification is silent: {text}.")
            }
            Self::Judgement => f.write_str("Our judgement: no text says so."),
        }
    }
}

/// A string with the date it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The string.
    pub text: &'static str,
    /// The "as of" date.
    pub at: &'static str,
    /// Whether it is judged with the vendor list and the CMP list of the project's fixtures.
    pub with_lists: bool,
    /// What the house expects, as in an element of `house` in `tcf.toml`; empty for nothing.
    pub house: &'static str,
}

impl Example {
    /// A string as of June 2026, judged without lists.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, at: "2026-06-01", with_lists: false, house: "" }
    }

    /// The string as a page shows it: in quotes where nothing could be seen.
    pub fn shown(&self) -> Cow<'static, str> {
        if self.text.trim().is_empty() {
            format!("\"{}\"", self.text).into()
        } else {
            self.text.into()
        }
    }

    /// Its date and its lists, for people.
    pub fn terms(&self) -> String {
        let lists =
            if self.with_lists { "with the lists of the fixtures" } else { "without lists" };
        if self.house.is_empty() {
            format!("as of {}, {lists}", self.at)
        } else {
            format!("as of {}, {lists}; house: {}", self.at, self.house)
        }
    }

    pub(super) const fn with_lists(self) -> Self {
        Self { with_lists: true, ..self }
    }

    pub(super) const fn house(self, house: &'static str) -> Self {
        Self { house, ..self }
    }

    pub(super) const fn at(self, at: &'static str) -> Self {
        Self { at, ..self }
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// The code: a letter for the group and three digits. It never changes its meaning.
    pub code: RuleCode,
    /// The same in words.
    pub slug: &'static str,
    /// How much a finding weighs unless dates say otherwise.
    pub severity: Severity,
    /// The version of the framework since which the rule holds.
    pub since: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// Why that matters, and when the severity differs.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// The inputs that it needs besides the string and the date.
    pub needs: Needs,
    /// Rules that a string which breaks this one breaks too.
    pub implies: &'static [RuleCode],
    /// Strings that break it, and no other rule above info that it does not imply.
    pub invalid_examples: &'static [Example],
    /// Strings that do not break it.
    pub valid_examples: &'static [Example],
}

impl Rule {
    /// What every rule begins with.
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
}
