//! Pages of rules and reasons.

use std::fmt;
use std::io::{self, Write};

use crate::term::{Painted, Palette, Role, WIDTH, wrap_words};
use serde::Serialize;
use tcf_policy::basis::Reason;
use tcf_policy::rules::{Example, Rule, Severity, page};

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

/// Writes a page for people.
pub(crate) fn write_page(out: &mut dyn Write, palette: Palette, topic: Topic) -> io::Result<()> {
    let mut page = Page { out, palette };
    match topic {
        Topic::Rule(rule) => page.rule(rule),
        Topic::Reason(reason) => page.reason(reason),
    }
}

/// Writes two lines or more for each topic, by groups.
pub(crate) fn write_list(out: &mut dyn Write, palette: Palette, topics: &[Topic]) -> io::Result<()> {
    let mut page = Page { out, palette };
    let mut last = None;
    for &topic in topics {
        let heading = topic.heading();
        if last.as_ref() != Some(&heading) {
            if last.is_some() {
                writeln!(page.out)?;
            }
            page.heading(&heading)?;
            last = Some(heading);
        }
        let code = palette.paint(Role::Name, topic.code());
        match topic {
            Topic::Rule(rule) => {
                let severity = page.severity(rule.severity);
                writeln!(page.out, "  {code}  {severity:<7}  {}", rule.slug)?;
                page.paragraph(rule.summary, 8)?;
            }
            Topic::Reason(reason) => {
                writeln!(page.out, "  {code}")?;
                page.paragraph(&page::sentence(reason.text()), 8)?;
            }
        }
    }
    Ok(())
}

/// Columns that text stands behind its heading.
const INDENT: usize = 2;

/// Headings, and text below them.
struct Page<'a> {
    out: &'a mut dyn Write,
    palette: Palette,
}

impl Page<'_> {
    fn rule(&mut self, rule: &Rule) -> io::Result<()> {
        let title =
            self.palette.paint(Role::Heading, format_args!("{} {}", rule.code, rule.slug)).to_string();
        let severity = self.severity(rule.severity).to_string();
        writeln!(self.out, "{title}: {severity}, since TCF {}", rule.since)?;
        self.paragraph(rule.summary, INDENT)?;
        self.section("Why", rule.why)?;
        self.section("How to fix it", &page::sentence(rule.fix))?;
        self.section("Where it comes from", &rule.source.to_string())?;
        if !rule.implies.is_empty() {
            let codes = rule.implies.join(", ");
            self.section(
                "What it implies",
                &format!("A string that breaks it may break these too: {codes}."),
            )?;
        }
        self.examples("Strings that break it", rule.breaks)?;
        self.examples("Strings that keep it", rule.keeps)
    }

    fn reason(&mut self, reason: Reason) -> io::Result<()> {
        let title = self.palette.paint(Role::Heading, reason.code()).to_string();
        let kind = if reason.is_note() { "a note, which decides nothing" } else { "a reason" };
        writeln!(self.out, "{title}: {kind}")?;
        self.paragraph(&page::sentence(reason.text()), INDENT)
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.palette.paint(Role::Heading, text))
    }

    fn section(&mut self, title: &str, text: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.heading(title)?;
        self.paragraph(text, INDENT)
    }

    fn paragraph(&mut self, text: &str, indent: usize) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{}", "", wrap_words(text, indent, WIDTH - indent))
    }

    /// Strings stand whole on their line, to be copied.
    fn examples(&mut self, title: &str, examples: &[Example]) -> io::Result<()> {
        if examples.is_empty() {
            return Ok(());
        }
        writeln!(self.out)?;
        self.heading(title)?;
        examples.iter().try_for_each(|example| {
            let terms = self.palette.paint(Role::Faint, format!("{}:", example.terms()));
            writeln!(self.out, "{:INDENT$}{terms}\n{:INDENT$}  {}", "", "", example.shown())
        })
    }

    fn severity(&self, severity: Severity) -> Painted<&'static str> {
        let role = match severity {
            Severity::Error => Role::Bad,
            Severity::Warning => Role::Name,
            Severity::Info => Role::Faint,
        };
        self.palette.paint(role, severity.name())
    }
}
