//! The pages of checks in Markdown.

use std::fmt::{self, Write};

use tcf_policy::markdown::{self, escaped, paragraph, wrapped};

use super::code::CheckGroup;
use super::definition::Check;
use super::needs::Need;

/// The first line of every page.
const GENERATED: &str =
    "<!-- Generated from the check registry: TCF_ACCEPT=1 cargo test -p tcf-tests --test pages -->";

/// The page of a check.
pub fn markdown(check: &Check) -> String {
    markdown::page(|page| write_page(page, check))
}

/// The page that lists all checks.
pub fn index() -> String {
    markdown::page(write_index)
}

fn write_page(page: &mut String, check: &Check) -> fmt::Result {
    let Check { code, slug, severity, summary, compared, help, example, .. } = check;
    let group = check.group();
    writeln!(page, "{GENERATED}\n\n# {code}: {slug}\n\n{}\n", paragraph(summary))?;
    writeln!(page, "* Severity: {severity}")?;
    writeln!(page, "* Group: {}, {}", group.letter(), group.title())?;
    let needs: Vec<_> = check.needs.iter().map(Need::name).collect();
    if !needs.is_empty() {
        writeln!(page, "* Needs: {}", needs.join(", "))?;
    }
    for (title, text) in
        [("What is compared", compared), ("What to do", help), ("Example", example)]
    {
        writeln!(page, "\n## {title}\n\n{}", paragraph(text))?;
    }
    Ok(())
}

fn write_index(page: &mut String) -> fmt::Result {
    let introduction = "Audits of recorded traffic make these checks. `tcf explain CODE` prints the \
         same pages. A finding states what was sent and what the string in force permits. It does \
         not say whether processing is allowed by law, whether a user agreed, or whether a vendor \
         used what it was sent. A check without what it needs is reported as not run. A code never \
         changes its meaning.";
    writeln!(page, "{GENERATED}\n\n# Checks\n\n{}", wrapped(introduction))?;
    for group in CheckGroup::ALL {
        writeln!(page, "\n## {}: {}\n", group.letter(), group.title())?;
        writeln!(page, "| code | check | severity | summary |\n|---|---|---|---|")?;
        for Check { code, slug, severity, summary, .. } in group.checks() {
            let summary = escaped(summary);
            writeln!(page, "| [{code}]({code}.md) | {slug} | {severity} | {summary} |")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckCode, all};

    #[test]
    fn a_page_contains_every_part_of_its_check() {
        let page = markdown(CheckCode::B002.check());
        for part in [
            "# B002: call-without-basis\n\nA vendor was called",
            "* Severity: error\n\
             * Group: B, calls and storage that the string in force does not permit\n\
             * Needs: vendor list, host map\n",
            "\n## What is compared\n\nEvery purpose",
            "\n## What to do\n\nDo not call the vendor.",
            "\n## Example\n\nA vendor has neither",
        ] {
            assert!(page.contains(part), "{part}\nis not in\n{page}");
        }
        assert!(!markdown(CheckCode::K001.check()).contains("Needs"));
    }

    #[test]
    fn the_index_links_every_check() {
        let index = index();
        for check in all() {
            assert!(index.contains(&format!("[{0}]({0}.md)", check.code)), "{}", check.code);
        }
    }
}
