//! Explanations of rules and reasons.

use std::fmt;

use serde::Serialize;
use tcf_policy::decide::Reason;
use tcf_policy::decide::reason::Explanation;
use tcf_policy::rules::{self, Example, Rule, RuleCode, Severity};

/// A rule or a reason.
#[derive(Clone, Copy, Debug)]
pub enum Topic {
    /// A rule.
    Rule(&'static Rule),
    /// A reason of decisions.
    Reason(Reason),
}

impl Topic {
    /// All topics, rules first.
    pub fn all() -> impl Iterator<Item = Self> {
        rules::all().map(Self::Rule).chain(Reason::ALL.iter().copied().map(Self::Reason))
    }

    /// Finds a rule by its code or slug, or a reason by its code.
    ///
    /// ```
    /// use tcf::Topic;
    ///
    /// let topic = Topic::find("P011").unwrap();
    /// assert_eq!(topic.to_string(), "P011 (li-purposes-3-6)");
    /// assert!(Topic::find("R-OK").is_some());
    /// assert!(Topic::find("X001").is_none());
    /// ```
    pub fn find(code: &str) -> Option<Self> {
        let code = code.trim();
        rules::find(code).map(Self::Rule).or_else(|| Reason::from_code(code).map(Self::Reason))
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.code.as_str(),
            Self::Reason(reason) => reason.code(),
        }
    }

    /// The code, and the slug of a rule.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let slug = match self {
            Self::Rule(rule) => Some(rule.slug),
            Self::Reason(_) => None,
        };
        std::iter::once(self.code()).chain(slug)
    }

    /// The record.
    pub fn record(self) -> TopicRecord {
        match self {
            Self::Rule(rule) => TopicRecord::Rule(Box::new(RuleRecord::from(rule))),
            Self::Reason(reason) => {
                let Explanation { text, why, help, source, example } = reason.explanation();
                TopicRecord::Reason {
                    code: reason.code(),
                    text,
                    note: reason.is_note(),
                    why,
                    help,
                    source,
                    example: example.to_string(),
                }
            }
        }
    }
}

/// The code, and the slug of a rule.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "{} ({})", rule.code, rule.slug),
            Self::Reason(reason) => f.write_str(reason.code()),
        }
    }
}

/// The record of a rule or a reason.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum TopicRecord {
    /// A rule.
    Rule(Box<RuleRecord>),
    /// A reason.
    Reason {
        /// The code.
        code: &'static str,
        /// What the reason states.
        text: &'static str,
        /// Whether it is a note, which does not affect the verdict.
        note: bool,
        /// Why it occurs.
        why: &'static str,
        /// What to do about it.
        #[serde(skip_serializing_if = "str::is_empty")]
        help: &'static str,
        /// Document and clause.
        source: &'static str,
        /// A command whose decision has the reason.
        example: String,
    },
}

/// The record of a rule.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuleRecord {
    /// The code.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code"))]
    pub code: RuleCode,
    /// The name.
    pub slug: &'static str,
    /// The severity.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
    /// The version of the framework that introduced it.
    pub since: &'static str,
    /// What the rule reports.
    pub summary: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Where it comes from.
    pub source: SourceRecord,
    /// Rules that a string which violates this one may violate too.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_codes"))]
    pub implies: &'static [RuleCode],
    /// Strings that violate the rule.
    pub invalid_examples: Vec<ExampleRecord>,
    /// Strings that do not violate it.
    pub valid_examples: Vec<ExampleRecord>,
}

/// The source of a rule.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// The kind of source.
    pub kind: &'static str,
    /// The section or the source; null for a judgment of this project.
    pub text: Option<&'static str>,
}

/// A string and what it is checked with.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExampleRecord {
    /// The string.
    pub string: &'static str,
    /// The evaluation date.
    pub as_of: &'static str,
    /// Whether it is checked with the lists in `fixtures`.
    pub lists: bool,
    /// Local expectations, as in `tcf.toml`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub expect: &'static str,
}

impl From<&'static Rule> for RuleRecord {
    fn from(rule: &'static Rule) -> Self {
        let examples = |examples: &[Example]| {
            let record = |&Example { text, as_of, with_lists, expect }: &_| ExampleRecord {
                string: text,
                as_of,
                lists: with_lists,
                expect,
            };
            examples.iter().map(record).collect()
        };
        Self {
            code: rule.code,
            slug: rule.slug,
            severity: rule.severity,
            since: rule.since,
            summary: rule.summary,
            why: rule.why,
            help: rule.help,
            source: SourceRecord { kind: rule.source.kind(), text: rule.source.text() },
            implies: rule.implies,
            invalid_examples: examples(rule.invalid_examples),
            valid_examples: examples(rule.valid_examples),
        }
    }
}
