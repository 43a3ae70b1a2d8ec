//! The page of all reasons in Markdown.

use std::fmt::{self, Write};

use super::{Explanation, Reason};
use crate::markdown::{self, escaped, linked, sentence, wrapped};

/// The first line of the page.
const GENERATED: &str = "<!-- Generated: TCF_ACCEPT=1 cargo test -p tcf-tests --test pages -->";

/// The title of the section on the reasons that only enforcement has, which follows the page.
pub const ENFORCEMENT: &str = "Reasons of enforcement";

/// The text as Markdown, with links to the pages of rules.
fn paragraph(text: &str) -> String {
    wrapped(&linked(text))
}

/// The page that explains every reason and note of decisions: the first part of `docs/reasons.md`.
pub fn page() -> String {
    markdown::page(write_page)
}

fn write_page(page: &mut String) -> fmt::Result {
    writeln!(page, "{GENERATED}\n\n# Reasons\n")?;
    writeln!(
        page,
        "Every decision of `tcf decide` lists its reasons in the order of the procedure. Notes and\n\
         hints do not affect the verdict. `tcf explain CODE` prints the same explanations. The\n\
         meaning of a code never changes.\n\n\
         The [{}](#{}) follow at the end.\n\n\
         The examples run in the root directory of a clone of the repository.\n",
        ENFORCEMENT.to_lowercase(),
        ENFORCEMENT.to_lowercase().replace(' ', "-")
    )?;
    writeln!(page, "| Code | Text |\n|---|---|")?;
    for reason in Reason::ALL {
        let code = reason.code();
        let anchor = code.to_lowercase();
        writeln!(page, "| [{code}](#{anchor}) | {} |", escaped(reason.text()))?;
    }
    Reason::ALL.iter().try_for_each(|&reason| write_reason(page, reason))
}

fn write_reason(page: &mut String, reason: Reason) -> fmt::Result {
    let Explanation { text, why, help, source, example } = reason.explanation();
    let kind = if reason.is_note() { "Note: " } else { "" };
    let summary = paragraph(&format!("{kind}{}", sentence(text)));
    writeln!(page, "\n## {}\n\n{summary}\n", reason.code())?;
    writeln!(page, "{}\n", paragraph(why))?;
    if !help.is_empty() {
        writeln!(page, "{}\n", paragraph(&format!("What to do: {help}")))?;
    }
    writeln!(page, "{}\n", paragraph(&format!("Source: {}", sentence(source))))?;
    let command = example.lines().collect::<Vec<_>>().join(" \\\n  ");
    writeln!(page, "```sh\n{command}\n```")
}
