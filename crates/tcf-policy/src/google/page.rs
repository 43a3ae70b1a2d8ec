//! The page of Google's errors in Markdown.

use std::fmt::{self, Write};

use super::{FoundBy, GoogleError, OurCode, PublishedSource};
use crate::markdown::{self, escaped, linked, sentence, wrapped};

const INTRODUCTION: &str = "\
<!-- Generated: TCF_ACCEPT=1 cargo test -p tcf-tests --test pages -->

# Errors of Google's TCF report

Ad Manager, AdMob and AdSense offer a report of TCF errors (EU user consent, Download TCF error
report). This page lists the numbers in the report, and the rules and reasons that find their
causes. `tcf explain google-1.1` prints an entry, `tcf explain google` lists all.

Google's page could be read only in part. Each entry states whether its text is Google's, comes from
secondary sources, or is not available. Compare an entry with [Google's page](#sources) before you
rely on it: Google may change the numbers.

To see why Google is not permitted, and to check strings in CI:

```sh
tcf decide --vendor 755 STRING
tcf validate --config fixtures/expectations/google.toml STRING
```
";

/// The page of all errors: `docs/google.md`.
pub fn page() -> String {
    markdown::page(write_page)
}

fn write_page(page: &mut String) -> fmt::Result {
    writeln!(page, "{INTRODUCTION}\n| Number | Meaning | Codes |\n|---|---|---|")?;
    for error in GoogleError::all() {
        let numbers = error.numbers;
        let codes: Vec<_> = error.found_by.iter().map(link).collect();
        let anchor = anchor(error);
        let text = escaped(error.text);
        writeln!(page, "| [{numbers}](#{anchor}) | {text} | {} |", codes.join(", "))?;
    }
    GoogleError::all().iter().try_for_each(|error| write_error(page, error))?;
    writeln!(page, "\n## Sources\n")?;
    let mut sources: Vec<&PublishedSource> = Vec::new();
    for source in GoogleError::all().iter().flat_map(|error| error.sources) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    for PublishedSource { name, title, url, secondary } in sources {
        let secondary = if *secondary { ", secondary" } else { "" };
        writeln!(page, "* {}{secondary}: [{}]({url})", escaped(name), escaped(title))?;
    }
    Ok(())
}

/// The anchor of the heading of an entry.
fn anchor(error: &GoogleError) -> String {
    let anchor = error.numbers.chars().filter(|found| *found != '.');
    anchor.map(|found| if found == ' ' { '-' } else { found }).collect()
}

fn write_error(page: &mut String, error: &GoogleError) -> fmt::Result {
    let GoogleError { numbers, text, origin, found_by, help, sources, .. } = error;
    writeln!(page, "\n## {numbers}\n\n{}", wrapped(&escaped(&sentence(text))))?;
    writeln!(page, "\nOrigin: {}.", origin.describe())?;
    if !found_by.is_empty() {
        writeln!(page, "\n{}:\n", error.causes_title())?;
        for found in *found_by {
            writeln!(page, "* {}: {}", link(found), escaped(found.why))?;
        }
    }
    writeln!(page, "\n{}", wrapped(&linked(&format!("What to do: {help}"))))?;
    let names: Vec<_> = sources.iter().map(|source| escaped(source.name)).collect();
    writeln!(page, "\nSources: {}.", names.join(", "))
}

/// A link to the page of a rule or reason.
fn link(found: &FoundBy) -> String {
    match found.code {
        OurCode::Rule(code) => format!("[{code}](rules/{code}.md)"),
        OurCode::Reason(reason) => {
            let code = reason.code();
            format!("[{code}](reasons.md#{})", code.to_lowercase())
        }
    }
}
