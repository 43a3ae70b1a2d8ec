//! Explanations of rules, checks, reasons and the errors of Google's report.

use std::fmt;

use serde::Serialize;
use tcf_audit::check::{self, Check, Need};
use tcf_audit::enforce::EnforceReason;
use tcf_policy::decide::Reason;
use tcf_policy::decide::reason::Explanation;
use tcf_policy::google::GoogleError;
use tcf_policy::rules::{self, Example, Rule, RuleCode, Severity};

/// What `tcf explain` explains.
#[derive(Clone, Copy, Debug)]
pub enum Topic {
    /// A rule.
    Rule(&'static Rule),
    /// A check of audits.
    Check(&'static Check),
    /// A reason of decisions.
    Reason(Reason),
    /// A reason that only enforcement has.
    Enforcement(EnforceReason),
    /// An error of Google's TCF report.
    Google(&'static GoogleError),
}

impl Topic {
    /// All topics: rules, checks, reasons, errors of Google's report.
    pub fn all() -> impl Iterator<Item = Self> {
        let reasons = Reason::ALL.iter().copied().map(Self::Reason);
        let reasons = reasons.chain(EnforceReason::ALL.iter().copied().map(Self::Enforcement));
        let checks = check::all().map(Self::Check);
        rules::all().map(Self::Rule).chain(checks).chain(reasons).chain(Self::google())
    }

    /// The errors of Google's report, by number.
    pub fn google() -> impl Iterator<Item = Self> {
        GoogleError::all().iter().map(Self::Google)
    }

    /// Finds a rule or a check by its code or slug, a reason by its code, or an error of Google's
    /// report by `google-` and its number.
    ///
    /// ```
    /// use tcf::Topic;
    ///
    /// let topic = Topic::find("P011").unwrap();
    /// assert_eq!(topic.to_string(), "P011 (li-purposes-3-6)");
    /// assert!(Topic::find("B002").is_some());
    /// assert!(Topic::find("R-OK").is_some());
    /// assert!(Topic::find("R-MACRO").is_some());
    /// assert!(Topic::find("google-1.1").is_some());
    /// assert!(Topic::find("Z001").is_none());
    /// ```
    pub fn find(code: &str) -> Option<Self> {
        let code = code.trim();
        rules::find(code)
            .map(Self::Rule)
            .or_else(|| check::find(code).map(Self::Check))
            .or_else(|| Reason::from_code(code).map(Self::Reason))
            .or_else(|| EnforceReason::from_code(code).map(Self::Enforcement))
            .or_else(|| GoogleError::find(code).map(Self::Google))
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.code.as_str(),
            Self::Check(check) => check.code.as_str(),
            Self::Reason(reason) => reason.code(),
            Self::Enforcement(reason) => reason.code(),
            Self::Google(error) => error.code,
        }
    }

    /// The code, and the slug of a rule or a check.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let slug = match self {
            Self::Rule(rule) => Some(rule.slug),
            Self::Check(check) => Some(check.slug),
            Self::Reason(_) | Self::Enforcement(_) | Self::Google(_) => None,
        };
        std::iter::once(self.code()).chain(slug)
    }

    /// The record.
    pub fn record(self) -> TopicRecord {
        match self {
            Self::Rule(rule) => TopicRecord::Rule(Box::new(RuleRecord::from(rule))),
            Self::Check(check) => TopicRecord::Check(CheckRecord::from(check)),
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
            Self::Enforcement(reason) => TopicRecord::Enforcement {
                code: reason.code(),
                text: reason.text(),
                why: reason.why(),
                help: reason.help(),
            },
            Self::Google(error) => TopicRecord::Google(GoogleRecord::from(error)),
        }
    }
}

/// The code, and the slug of a rule or a check.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "{} ({})", rule.code, rule.slug),
            Self::Check(check) => write!(f, "{} ({})", check.code, check.slug),
            Self::Reason(_) | Self::Enforcement(_) | Self::Google(_) => f.write_str(self.code()),
        }
    }
}

/// The record of a topic.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum TopicRecord {
    /// A rule.
    Rule(Box<RuleRecord>),
    /// A check.
    Check(CheckRecord),
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
    /// A reason that only enforcement has.
    Enforcement {
        /// The code.
        code: &'static str,
        /// What the reason states.
        text: &'static str,
        /// Why it occurs.
        why: &'static str,
        /// What to do about it.
        #[serde(skip_serializing_if = "str::is_empty")]
        help: &'static str,
    },
    /// An error of Google's report.
    Google(GoogleRecord),
}

/// The record of a check.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckRecord {
    /// The code.
    pub code: &'static str,
    /// The name.
    pub slug: &'static str,
    /// The usual severity.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
    /// What the check needs besides the events.
    pub needs: Vec<&'static str>,
    /// What the check reports.
    pub summary: &'static str,
    /// What is compared, and what is left out.
    pub compared: &'static str,
    /// What to do.
    pub help: &'static str,
    /// An event that the check reports, in words.
    pub example: &'static str,
}

impl From<&'static Check> for CheckRecord {
    fn from(check: &'static Check) -> Self {
        let &Check { code, slug, severity, needs, summary, compared, help, example } = check;
        let needs = needs.iter().map(Need::name).collect();
        Self { code: code.as_str(), slug, severity, needs, summary, compared, help, example }
    }
}

/// The record of an error of Google's report.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GoogleRecord {
    /// The code.
    pub code: &'static str,
    /// The numbers in the report.
    pub numbers: &'static str,
    /// What the error means.
    pub text: &'static str,
    /// Where the text comes from, `google` or `secondary`; null if the text of the error is not
    /// available.
    pub origin: Option<&'static str>,
    /// The rules and reasons that find the cause.
    pub found_by: Vec<FoundByRecord>,
    /// What to do.
    pub help: &'static str,
    /// The pages that the entry was taken from.
    pub sources: Vec<PublishedSourceRecord>,
}

/// A rule or reason that finds the cause of an error.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundByRecord {
    /// The code of the rule or reason.
    pub code: &'static str,
    /// The cause that it finds.
    pub why: &'static str,
}

/// A published page.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedSourceRecord {
    /// The publisher.
    pub name: &'static str,
    /// The title.
    pub title: &'static str,
    /// The address.
    pub url: &'static str,
    /// Whether someone other than Google published it.
    pub secondary: bool,
}

impl From<&'static GoogleError> for GoogleRecord {
    fn from(error: &'static GoogleError) -> Self {
        let found_by = error.found_by.iter();
        let found_by =
            found_by.map(|found| FoundByRecord { code: found.code.as_str(), why: found.why });
        let sources = error.sources.iter().map(|source| PublishedSourceRecord {
            name: source.name,
            title: source.title,
            url: source.url,
            secondary: source.secondary,
        });
        Self {
            code: error.code,
            numbers: error.numbers,
            text: error.text,
            origin: error.origin.name(),
            found_by: found_by.collect(),
            help: error.help,
            sources: sources.collect(),
        }
    }
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
