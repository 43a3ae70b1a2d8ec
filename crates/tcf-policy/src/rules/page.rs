//! The pages of rules in Markdown.

use std::fmt::{self, Write};

use super::needs::Need;
use super::rule::{Example, Rule};
use crate::markdown::{self, capitalized, escaped, paragraph, sentence, wrapped};
use crate::rule_code::Group;

/// The first line of every page.
const GENERATED: &str =
    "<!-- Generated from the rule registry: TCF_ACCEPT=1 cargo test -p tcf-tests --test pages -->";

/// The page of a rule.
pub fn markdown(rule: &Rule) -> String {
    markdown::page(|page| write_page(page, rule))
}

/// The page that lists all rules.
pub fn index() -> String {
    markdown::page(write_index)
}

fn write_page(page: &mut String, rule: &Rule) -> fmt::Result {
    let group = rule.group();
    writeln!(page, "{GENERATED}\n\n# {}: {}\n", rule.code, rule.slug)?;
    writeln!(page, "{}", paragraph(rule.summary))?;
    writeln!(page, "\n* Severity: {}", rule.severity)?;
    writeln!(page, "* Since: {} {}", group.standard(), rule.since)?;
    writeln!(page, "* Group: {}, {}", group.letter(), group.title())?;
    if !rule.needs.is_empty() {
        let needs: Vec<_> = rule.needs.iter().map(Need::name).collect();
        writeln!(page, "* Needs: {}", needs.join(", "))?;
    }
    writeln!(page, "\n## Why\n")?;
    writeln!(page, "{}", paragraph(rule.why))?;
    writeln!(page, "\n## What to do\n")?;
    writeln!(page, "{}", paragraph(&sentence(rule.help)))?;
    writeln!(page, "\n## Source\n")?;
    writeln!(page, "{}", paragraph(&rule.source.to_string()))?;
    if !rule.implies.is_empty() {
        let links: Vec<_> =
            rule.implies.iter().map(|code| format!("[{code}]({code}.md)")).collect();
        writeln!(
            page,
            "\n## Implied rules\n\nA string that violates this rule may also violate {}.",
            links.join(", ")
        )?;
    }
    write_examples(page, "Invalid examples", rule.invalid_examples)?;
    write_examples(page, "Valid examples", rule.valid_examples)
}

fn write_examples(page: &mut String, title: &str, examples: &[Example]) -> fmt::Result {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(page, "\n## {title}")?;
    examples.iter().try_for_each(|example| {
        let terms = wrapped(&format!("{}:", capitalized(&example.terms())));
        writeln!(page, "\n{terms}\n\n```text\n{}\n```", example.shown())
    })
}

fn write_index(page: &mut String) -> fmt::Result {
    writeln!(page, "{GENERATED}\n\n# Rules\n")?;
    writeln!(
        page,
        "{}",
        wrapped(
            "`tcf validate` checks strings against these rules. `tcf explain CODE` prints the same pages. \
         A code never changes its meaning."
        )
    )?;
    for group in Group::ALL {
        writeln!(page, "\n## {}: {}\n", group.letter(), group.title())?;
        writeln!(page, "| code | rule | severity | since | summary |\n|---|---|---|---|---|")?;
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
    fn a_page_contains_every_part_of_its_rule() {
        const INVALID: &[Example] =
            &[Example::new("").as_of("2020-01-01"), Example::new("CQ").with_lists()];
        const VALID_EXAMPLES: &[Example] = &[Example::new("BO")];
        let rule = Rule {
            code: RuleCode::P028,
            slug: "no-such-rule",
            severity: Severity::Warning,
            since: "2.2",
            summary: "A *b* | c_d.",
            why: "Because.",
            help: "do it",
            source: Source::Secondary("a notice"),
            needs: Needs::of(&[Need::CmpList]),
            implies: &[RuleCode::P001, RuleCode::F001],
            invalid_examples: INVALID,
            valid_examples: VALID_EXAMPLES,
        };
        let page = markdown(&rule);
        for part in [
            "# P028: no-such-rule\n\nA \\*b\\* \\| c\\_d.\n\n* Severity: warning\n* Since: TCF 2.2\n\
             * Group: P, violations of the policies\n* Needs: CMP list\n",
            "## Why\n\nBecause.\n\n## What to do\n\nDo it.\n\n",
            "Secondary source: a notice.\n",
            "may also violate [P001](P001.md), [F001](F001.md).\n",
            "## Invalid examples\n\nAs of 2020-01-01, without lists:\n\n```text\n\"\"\n```\n",
            "\n\nAs of 2026-06-01, with the lists in fixtures:\n\n```text\nCQ\n```\n",
            "## Valid examples\n\nAs of 2026-06-01, without lists:\n\n```text\nBO\n```\n",
        ] {
            assert!(page.contains(part), "{part}\nis not in\n{page}");
        }
        let bare = markdown(&Rule { code: RuleCode::C001, ..Rule::NEW });
        assert!(bare.contains("Rule of this project"), "{bare}");
        assert!(!bare.contains("Implied") && !bare.contains("```"), "{bare}");
    }
}
