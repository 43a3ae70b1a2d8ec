//! The page of all reasons in Markdown.

use std::fmt::{self, Write};

use tcf_policy::decide::reason;
use tcf_policy::markdown::{self, escaped, paragraph, sentence};

use super::reason::EnforceReason;

/// The page that explains every reason, of decisions and of enforcement: `docs/reasons.md`.
pub fn reason_page() -> String {
    let mut page = reason::page();
    page.push_str(&markdown::page(write_enforcement));
    page
}

fn write_enforcement(page: &mut String) -> fmt::Result {
    let introduction = "tcf filter and the library's enforcer give these reasons besides those of \
         decisions: what is missing before a string can be decided, and what the purpose map and \
         the choices of users say.";
    writeln!(page, "\n## {}\n\n{}\n", reason::ENFORCEMENT, paragraph(introduction))?;
    writeln!(page, "| Code | Text |\n|---|---|")?;
    for reason in EnforceReason::ALL {
        let code = reason.code();
        let anchor = code.to_lowercase();
        writeln!(page, "| [{code}](#{anchor}) | {} |", escaped(reason.text()))?;
    }
    for reason in EnforceReason::ALL {
        let summary = paragraph(&sentence(reason.text()));
        writeln!(page, "\n### {}\n\n{summary}\n", reason.code())?;
        writeln!(page, "{}", paragraph(reason.why()))?;
        if !reason.help().is_empty() {
            writeln!(page, "\n{}", paragraph(&format!("What to do: {}", reason.help())))?;
        }
    }
    Ok(())
}
