//! The pages of rules in Markdown.

use std::fmt::{self, Write};

use super::rule::{Example, Rule};
use crate::markdown::{capitalized, escaped, sentence};
use crate::rule_code::Group;

/// What stands on top of every page.
const GENERATED: &str =
    "<!-- Made from the registry of rules: TCF_ACCEPT=1 cargo test -p tcf-tests --test pages -->";

/// Why pages are written without an error.
const INFALLIBLE: &str = "writing to a string never fails";

/// The page of a rule.
#[expect(clippy::expect_used, reason = "writing to a string never fails")]
pub fn markdown(rule: &Rule) -> String {
    let mut page = String::new();
    write_page(&mut page, rule).expect(INFALLIBLE);
    page
}

/// The page that lists all rules.
#[expect(clippy::expect_used, reason = "writing to a string never fails")]
pub fn index() -> String {
    let mut page = String::new();
    write_index(&mut page).expect(INFALLIBLE);
    page
}

fn write_page(page: &mut String, rule: &Rule) -> fmt::Result {
    let group = rule.group();
    writeln!(page, "{GENERATED}\n\n# {}: {}\n\n{}\n", rule.code, rule.slug, escaped(rule.summary))?;
    writeln!(page, "* Severity: {}", rule.severity)?;
    writeln!(page, "* Since: TCF {}", rule.since)?;
    writeln!(page, "* Group: {}, {}", group.letter(), group.title())?;
    writeln!(page, "\n## Why\n\n{}", escaped(rule.why))?;
    writeln!(page, "\n## How to fix it\n\n{}", escaped(&sentence(rule.help)))?;
    writeln!(page, "\n## Where it comes from\n\n{}", escaped(&rule.source.to_string()))?;
    if !rule.implies.is_empty() {
        let links: Vec<_> =
            rule.implies.iter().map(|code| format!("[{code}]({code}.md)")).collect();
        writeln!(
            page,
            "\n## What it implies\n\nA string that breaks it may break these too: {}.",
            links.join(", ")
        )?;
    }
    write_examples(page, "Strings that break it", rule.invalid_examples)?;
    write_examples(page, "Strings that keep it", rule.valid_examples)
}

fn write_examples(page: &mut String, title: &str, examples: &[Example]) -> fmt::Result {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(page, "\n## {title}")?;
    examples.iter().try_for_each(|example| {
        writeln!(page, "\n{}:\n\n```text\n{}\n```", capitalized(&example.terms()), example.shown())
    })
}

fn write_index(page: &mut String) -> fmt::Result {
    writeln!(page, "{GENERATED}\n\n# Rules\n")?;
    writeln!(
        page,
        "What strings are held against. `tcf explain CODE` shows the same pages; codes never change their meaning."
    )?;
    for group in Group::ALL {
        writeln!(page, "\n## {}: {}\n", group.letter(), group.title())?;
        writeln!(page, "| code | rule | severity | since | what it says |\n|---|---|---|---|---|")?;
        for rule in group.rules() {
            let Rule { code, slug, severity, since, summary, .. } = rule;
            writeln!(
                page,
                "| [{code}]({code}.md) | {slug} | {severity} | {since} | {} |",
                escaped(summary)
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Needs, RuleCode, Severity, Source};

    #[test]
    fn a_page_has_all_that_the_rule_has() {
        const INVALID: &[Example] =
            &[Example::new("").at("2020-01-01"), Example::new("CQ").with_lists()];
        const VALID_EXAMPLES: &[Example] = &[Example::new("BO")];
        let rule = Rule {
            code: RuleCode::P028,
            slug: "no-such-rule",
            severity: Severity::Warning,
            since: "2.2",
            summary: "A *b* | c_d.",
            why: "Because.",
            help: "do it",
            source: Source::Secondary("somebody"),
            needs: Needs::NONE,
            implies: &[RuleCode::P001, RuleCode::F001],
            invalid_examples: INVALID,
            valid_examples: VALID_EXAMPLES,
        };
        let page = markdown(&rule);
        for part in [
            "# P028: no-such-rule\n\nA \\*b\\* \\| c\\_d.\n\n* Severity: warning\n* Since: TCF 2.2\n* Group: P, ",
            "## Why\n\nBecause.\n\n## How to fix it\n\nDo it.\n\n",
            "A secondary source, where the specification is silent: somebody.\n",
            "too: [P001](P001.md), [F001](F001.md).\n",
            "## Strings that break it\n\nAs of 2020-01-01, without lists:\n\n```text\n\"\"\n```\n",
            "\n\nAs of 2026-06-01, with the lists of the fixtures:\n\n```text\nCQ\n```\n",
            "## Strings that keep it\n\nAs of 2026-06-01, without lists:\n\n```text\nBO\n```\n",
        ] {
            assert!(page.contains(part), "{part}\nis not in\n{page}");
        }
        let bare = markdown(&Rule { code: RuleCode::C001, ..Rule::NEW });
        assert!(bare.contains("Our judgement: no text says so."), "{bare}");
        assert!(!bare.contains("implies") && !bare.contains("```"), "{bare}");
    }
}
