//! Counts of findings, as text.

use std::io;

use tcf::{FindingGroup, FindingSummary};
use tcf_policy::rules::Severity;

use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// Writes a table for each group.
pub(crate) fn write(
    page: &mut Page<'_>,
    summary: &FindingSummary<'_>,
    by_label: bool,
) -> io::Result<()> {
    for (index, group) in summary.summary.iter().enumerate() {
        if index > 0 {
            page.blank()?;
        }
        if by_label {
            let label = group.label.map_or_else(|| "(no label)".to_owned(), plain);
            page.line(page.paint(Role::Name, label))?;
        }
        let FindingGroup { strings, valid, codes, not_run, .. } = group;
        let invalid = strings - valid;
        let as_of = summary.as_of;
        let strings = counted(*strings, "string");
        page.heading(format_args!("{strings}: {valid} valid, {invalid} invalid (as of {as_of})"))?;
        if !codes.is_empty() {
            page.blank()?;
            CODES.titles(page, ["code", "severity", "strings", "findings", ""])?;
        }
        for count in codes {
            let baseline = if count.baseline { ", in the baseline" } else { "" };
            let is_bad = count.severity == Severity::Error && !count.baseline;
            let role = if is_bad { Role::Bad } else { Role::Heading };
            CODES.row(
                page,
                &[
                    count.code.as_str().into(),
                    Cell::painted(role, count.severity.name()),
                    Cell::of(count.strings),
                    Cell::of(count.findings),
                    format!("{}{baseline}", count.slug).into(),
                ],
            )?;
        }
        if !not_run.is_empty() {
            let parts: Vec<_> =
                not_run.iter().map(|(code, count)| format!("{code} ({count})")).collect();
            page.blank()?;
            page.paragraph(
                format_args!(
                    "skipped, list not available (number of strings): {}",
                    parts.join(", ")
                ),
                2,
            )?;
        }
    }
    Ok(())
}

/// Codes with the number of strings and of findings.
const CODES: Table<5> = Table::new([
    Column::left(2, 4),
    Column::left(2, 9),
    Column::right(0, 9),
    Column::right(0, 10),
    Column::wrapped(2),
]);
