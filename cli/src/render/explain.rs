//! The text output of `tcf explain`.

use std::io;

use tcf::Topic;
use tcf_audit::check::{Check, Need};
use tcf_audit::enforce::EnforceReason;
use tcf_policy::decide::Reason;
use tcf_policy::google::GoogleError;
use tcf_policy::markdown::sentence;
use tcf_policy::rules::{Example, Rule, Severity};

use crate::term::{Page, Painted, Role};
use crate::word_code::WordCode;

/// The group of a topic.
fn heading(topic: Topic) -> String {
    match topic {
        Topic::Rule(rule) => format!("{}: {}", rule.group().letter(), rule.group().title()),
        Topic::Check(check) => format!("{}: {}", check.group().letter(), check.group().title()),
        Topic::Reason(_) => "R: reasons of decisions".to_owned(),
        Topic::Enforcement(_) => "R: reasons of enforcement".to_owned(),
        Topic::Google(_) => "google: errors of Google's TCF report".to_owned(),
    }
}

/// Indentation of text under a heading.
const INDENT: usize = 2;

/// Writes the page of a topic.
pub(crate) fn write_page(page: &mut Page<'_>, topic: Topic) -> io::Result<()> {
    match topic {
        Topic::Rule(rule) => write_rule(page, rule),
        Topic::Check(check) => write_check(page, check),
        Topic::Reason(reason) => write_reason(page, reason),
        Topic::Enforcement(reason) => write_enforcement(page, reason),
        Topic::Google(error) => write_google(page, error),
    }
}

/// Writes a list of topics by group.
pub(crate) fn write_list(page: &mut Page<'_>, topics: &[Topic]) -> io::Result<()> {
    let mut last = None;
    for &topic in topics {
        let group = heading(topic);
        if last.as_ref() != Some(&group) {
            if last.is_some() {
                page.blank()?;
            }
            page.heading(&group)?;
            last = Some(group);
        }
        let code = page.paint(Role::Name, topic.code());
        match topic {
            Topic::Rule(&Rule { severity: usual, slug, summary, .. })
            | Topic::Check(&Check { severity: usual, slug, summary, .. }) => {
                let severity = severity(page, usual);
                page.line(format_args!("  {code}  {severity:<7}  {slug}"))?;
                page.paragraph(summary, 8)?;
            }
            Topic::Reason(reason) => {
                page.line(format_args!("  {code}"))?;
                page.paragraph(sentence(reason.text()), 8)?;
            }
            Topic::Enforcement(reason) => {
                page.line(format_args!("  {code}"))?;
                page.paragraph(sentence(reason.text()), 8)?;
            }
            Topic::Google(error) => {
                page.line(format_args!("  {code}"))?;
                page.paragraph(sentence(error.text), 8)?;
            }
        }
    }
    Ok(())
}

fn write_rule(page: &mut Page<'_>, rule: &Rule) -> io::Result<()> {
    let title = page.paint(Role::Heading, format_args!("{} {}", rule.code, rule.slug)).to_string();
    let severity = severity(page, rule.severity);
    page.line(format_args!(
        "{title}: {severity}, since {} {}",
        rule.group().standard(),
        rule.since
    ))?;
    page.paragraph(rule.summary, INDENT)?;
    section(page, "Why", rule.why)?;
    section(page, "What to do", &sentence(rule.help))?;
    section(page, "Source", &rule.source.to_string())?;
    if !rule.implies.is_empty() {
        let codes: Vec<_> = rule.implies.iter().map(|code| code.as_str()).collect();
        let codes = codes.join(", ");
        section(
            page,
            "Implied rules",
            &format!("A string that violates this rule may also violate {codes}."),
        )?;
    }
    write_examples(page, "Invalid examples", rule.invalid_examples)?;
    write_examples(page, "Valid examples", rule.valid_examples)
}

fn write_check(page: &mut Page<'_>, check: &Check) -> io::Result<()> {
    let title = format_args!("{} {}", check.code, check.slug);
    let title = page.paint(Role::Heading, title).to_string();
    page.line(format_args!("{title}: {}, check of audits", severity(page, check.severity)))?;
    page.paragraph(check.summary, INDENT)?;
    section(page, "What is compared", check.compared)?;
    section(page, "What to do", check.help)?;
    let needs: Vec<_> = check.needs.iter().map(Need::name).collect();
    if !needs.is_empty() {
        section(page, "Needs", &needs.join(", "))?;
    }
    section(page, "Example", check.example)
}

fn write_reason(page: &mut Page<'_>, reason: Reason) -> io::Result<()> {
    let title = page.paint(Role::Heading, reason.code());
    let kind = if reason.is_note() { "note, does not affect the verdict" } else { "reason" };
    page.line(format_args!("{title}: {kind}"))?;
    let explanation = reason.explanation();
    page.paragraph(sentence(explanation.text), INDENT)?;
    section(page, "Why", explanation.why)?;
    if !explanation.help.is_empty() {
        section(page, "What to do", explanation.help)?;
    }
    section(page, "Source", &sentence(explanation.source))?;
    page.section("Example")?;
    let lines = explanation.example.lines().collect::<Vec<_>>();
    page.line(format_args!("{:INDENT$}{}", "", lines.join(" \\\n    ")))
}

/// Writes the page of a word that is a code of records.
pub(crate) fn write_word(page: &mut Page<'_>, word: &WordCode) -> io::Result<()> {
    let title = page.paint(Role::Heading, word.code);
    page.line(format_args!("{title}: code of {}", word.records()))?;
    page.paragraph(sentence(word.text), INDENT)?;
    section(page, "Why", word.why)?;
    section(page, "What to do", word.help)
}

/// Writes the list of words that are codes of records.
pub(crate) fn write_words(page: &mut Page<'_>, words: &[WordCode]) -> io::Result<()> {
    page.section("Codes of records")?;
    for word in words {
        page.line(format_args!("  {}", page.paint(Role::Name, word.code)))?;
        page.paragraph(sentence(word.text), 8)?;
    }
    Ok(())
}

fn write_enforcement(page: &mut Page<'_>, reason: EnforceReason) -> io::Result<()> {
    let title = page.paint(Role::Heading, reason.code());
    page.line(format_args!("{title}: reason of enforcement"))?;
    page.paragraph(sentence(reason.text()), INDENT)?;
    section(page, "Why", reason.why())?;
    if reason.help().is_empty() { Ok(()) } else { section(page, "What to do", reason.help()) }
}

fn write_google(page: &mut Page<'_>, error: &GoogleError) -> io::Result<()> {
    let title = page.paint(Role::Heading, error.code);
    page.line(format_args!("{title}: error of Google's TCF report, {}", error.origin.describe()))?;
    page.paragraph(sentence(error.text), INDENT)?;
    if !error.found_by.is_empty() {
        page.section(error.causes_title())?;
        for found in error.found_by {
            page.paragraph(format_args!("{}: {}", found.code.as_str(), found.why), INDENT)?;
        }
    }
    section(page, "What to do", error.help)?;
    page.section("Sources")?;
    error.sources.iter().try_for_each(|source| {
        let secondary = if source.secondary { " (secondary)" } else { "" };
        page.paragraph(format_args!("{}{secondary}: {}", source.name, source.title), INDENT)?;
        page.line(format_args!("{:INDENT$}  {}", "", source.url))
    })
}

fn section(page: &mut Page<'_>, title: &str, text: &str) -> io::Result<()> {
    page.section(title)?;
    page.paragraph(text, INDENT)
}

/// Writes examples. Strings are not wrapped, so that they can be copied.
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
