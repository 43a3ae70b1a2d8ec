//! A rule: its code, its severity and its page. Data alone: [checks](super::rule_entry) stand
//! beside rules in their tables.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

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
    pub code: &'static str,
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
    pub fix: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// Rules that a string which breaks this one breaks too.
    pub implies: &'static [&'static str],
    /// Strings that break it, and no other rule above info that it does not imply.
    pub breaks: &'static [Example],
    /// Strings that do not break it.
    pub keeps: &'static [Example],
}

impl Rule {
    /// What every rule begins with.
    pub(super) const NEW: Self = Self {
        code: "",
        slug: "",
        severity: Severity::Error,
        since: "2.0",
        summary: "",
        why: "",
        fix: "",
        source: Source::Judgement,
        implies: &[],
        breaks: &[],
        keeps: &[],
    };

    /// The group: the first letter of the code.
    pub fn group(&self) -> Group {
        match self.code.as_bytes().first() {
            Some(b'S') => Group::Syntax,
            Some(b'F') => Group::Format,
            Some(b'P') => Group::Policy,
            Some(b'G') => Group::Gvl,
            Some(b'H') => Group::House,
            _ => Group::Canonical,
        }
    }
}

/// A group of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// S: the string cannot be read.
    Syntax,
    /// F: it can be read, and violates the format.
    Format,
    /// P: it violates the policies.
    Policy,
    /// G: it does not fit the vendor list.
    Gvl,
    /// C: another string says the same, shorter or in the usual order.
    Canonical,
    /// H: it is not what the house itself expects.
    House,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 6] =
        [Self::Syntax, Self::Format, Self::Policy, Self::Gvl, Self::Canonical, Self::House];

    /// The letter that its codes begin with.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Syntax => "S",
            Self::Format => "F",
            Self::Policy => "P",
            Self::Gvl => "G",
            Self::Canonical => "C",
            Self::House => "H",
        }
    }

    /// The group of a letter, in either case.
    pub fn find(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.letter().eq_ignore_ascii_case(letter))
    }

    /// What is wrong with strings that break its rules.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Syntax => "the string cannot be read",
            Self::Format => "it can be read, and violates the format",
            Self::Policy => "it violates the policies",
            Self::Gvl => "it does not fit the vendor list",
            Self::Canonical => "another string says the same, shorter or in the usual order",
            Self::House => "what the house itself expects",
        }
    }
}
