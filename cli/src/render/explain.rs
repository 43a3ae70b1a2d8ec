//! Pages of rules and reasons.

use std::fmt;
use std::io;

use crate::term::{Page, Painted, Role};
use serde::Serialize;
use tcf_policy::decide::Reason;
use tcf_policy::rules::page::sentence;
use tcf_policy::rules::{Example, Rule, Severity};

/// What can be explained.
#[derive(Clone, Copy)]
pub(crate) enum Topic {
    Rule(&'static Rule),
    Reason(Reason),
}

impl Topic {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.code,
            Self::Reason(reason) => reason.code(),
        }
    }

    /// All that it is found by.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let slug = match self {
            Self::Rule(rule) => Some(rule.slug),
            Self::Reason(_) => None,
        };
        std::iter::once(self.code()).chain(slug)
    }

    pub(crate) fn record(self) -> Record {
        match self {
            Self::Rule(rule) => Record::Rule(RuleRecord::of(rule)),
            Self::Reason(reason) => {
                Record::Reason { code: reason.code(), text: reason.text(), note: reason.is_note() }
            }
        }
    }

    /// What it belongs to.
    fn heading(self) -> String {
        match self {
            Self::Rule(rule) => format!("{}: {}", rule.group().letter(), rule.group().title()),
            Self::Reason(_) => "R: why a vendor may or may not process".to_owned(),
        }
    }
}

/// The code, and the name where there is one.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "{} ({})", rule.code, rule.slug),
            Self::Reason(reason) => f.write_str(reason.code()),
        }
    }
}

/// A rule or a reason.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Record {
    Rule(RuleRecord),
    Reason { code: &'static str, text: &'static str, note: bool },
}

/// A rule.
#[derive(Serialize)]
pub(crate) struct RuleRecord {
    code: &'static str,
    slug: &'static str,
    severity: Severity,
    since: &'static str,
    summary: &'static str,
    why: &'static str,
    fix: &'static str,
    source: SourceRecord,
    implies: &'static [&'static str],
    breaks: Vec<ExampleRecord>,
    keeps: Vec<ExampleRecord>,
}

/// Where a rule comes from.
#[derive(Serialize)]
struct SourceRecord {
    kind: &'static str,
    text: Option<&'static str>,
}

/// A string with what it is judged by.
#[derive(Serialize)]
struct ExampleRecord {
    string: &'static str,
    at: &'static str,
    lists: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    house: &'static str,
}

impl RuleRecord {
    fn of(rule: &'static Rule) -> Self {
        let examples = |examples: &[Example]| {
            let record = |&Example { text, at, with_lists, house }: &_| ExampleRecord {
                string: text,
                at,
                lists: with_lists,
                house,
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
            fix: rule.fix,
            source: SourceRecord { kind: rule.source.kind(), text: rule.source.text() },
            implies: rule.implies,
            breaks: examples(rule.breaks),
            keeps: examples(rule.keeps),
        }
    }
}

/// Columns that text stands behind its heading.
const INDENT: usize = 2;

/// Writes a page for people.
pub(crate) fn write_page(page: &mut Page<'_>, topic: Topic) -> io::Result<()> {
    match topic {
        Topic::Rule(rule) => write_rule(page, rule),
        Topic::Reason(reason) => write_reason(page, reason),
    }
}

/// Writes two lines or more for each topic, by groups.
pub(crate) fn write_list(page: &mut Page<'_>, topics: &[Topic]) -> io::Result<()> {
    let mut last = None;
    for &topic in topics {
        let heading = topic.heading();
        if last.as_ref() != Some(&heading) {
            if last.is_some() {
                page.blank()?;
            }
            page.heading(&heading)?;
            last = Some(heading);
        }
        let code = page.paint(Role::Name, topic.code());
        match topic {
            Topic::Rule(rule) => {
                let severity = severity(page, rule.severity);
                page.line(format_args!("  {code}  {severity:<7}  {}", rule.slug))?;
                page.paragraph(rule.summary, 8)?;
            }
            Topic::Reason(reason) => {
                page.line(format_args!("  {code}"))?;
                page.paragraph(sentence(reason.text()), 8)?;
            }
        }
    }
    Ok(())
}

fn write_rule(page: &mut Page<'_>, rule: &Rule) -> io::Result<()> {
    let title = page.paint(Role::Heading, format_args!("{} {}", rule.code, rule.slug)).to_string();
    let severity = severity(page, rule.severity);
    page.line(format_args!("{title}: {severity}, since TCF {}", rule.since))?;
    page.paragraph(rule.summary, INDENT)?;
    section(page, "Why", rule.why)?;
    section(page, "How to fix it", &sentence(rule.fix))?;
    section(page, "Where it comes from", &rule.source.to_string())?;
    if !rule.implies.is_empty() {
        let codes = rule.implies.join(", ");
        section(page, "What it implies", &format!("A string that breaks it may break these too: {codes}."))?;
    }
    write_examples(page, "Strings that break it", rule.breaks)?;
    write_examples(page, "Strings that keep it", rule.keeps)
}

fn write_reason(page: &mut Page<'_>, reason: Reason) -> io::Result<()> {
    let title = page.paint(Role::Heading, reason.code());
    let kind = if reason.is_note() { "a note, which decides nothing" } else { "a reason" };
    page.line(format_args!("{title}: {kind}"))?;
    page.paragraph(sentence(reason.text()), INDENT)
}

fn section(page: &mut Page<'_>, title: &str, text: &str) -> io::Result<()> {
    page.section(title)?;
    page.paragraph(text, INDENT)
}

/// Strings stand whole on their line, to be copied.
fn write_examples(page: &mut Page<'_>, title: &str, examples: &[Example]) -> io::Result<()> {
    if examples.is_empty() {
        return Ok(());
    }
    page.section(title)?;
    examples.iter().try_for_each(|example| {
        page.painted_paragraph(Role::Faint, format_args!("{}:", example.terms()), INDENT)?;
        page.line(format_args!("{:INDENT$}  {}", "", example.shown()))
    })
}

fn severity(page: &Page<'_>, severity: Severity) -> Painted<&'static str> {
    let role = match severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Name,
        Severity::Info => Role::Faint,
    };
    page.paint(role, severity.name())
}
