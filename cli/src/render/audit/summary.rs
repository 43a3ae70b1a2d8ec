//! Counts of findings as text.

use std::io;

use tcf_audit::report::{AuditSummary, SummaryGroup};

use super::events;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// The groups with the numbers of findings.
const GROUPS: Table<5> = Table::new([
    Column::wrapped(2),
    Column::right(1, 7),
    Column::right(1, 9),
    Column::right(1, 12),
    Column::left(2, 5),
]);

/// The greatest number of codes of skipped checks. More are counted.
const MAX_SKIPPED: usize = 40;

/// Writes a row for each group, worst first.
pub(super) fn write(page: &mut Page<'_>, summary: &AuditSummary) -> io::Result<()> {
    GROUPS.titles(page, [summary.by, "errors", "warnings", "occurrences", "worst"])?;
    for group in &summary.groups {
        let color = if group.errors > 0 { Role::Bad } else { Role::Good };
        let worst = group.worst.as_deref().filter(|_| summary.by != "code").unwrap_or_default();
        GROUPS.row(
            page,
            &[
                label(group, summary.by).into(),
                Cell::painted(color, group.errors.to_string()),
                Cell::of(group.warnings),
                Cell::of(group.occurrences),
                plain(worst).into(),
            ],
        )?;
    }
    page.blank()?;
    if !summary.not_run.is_empty() {
        let skipped = match summary.not_run.len() {
            ..=MAX_SKIPPED => summary.not_run.join(", "),
            count => counted(count, "check"),
        };
        page.painted_paragraph(Role::Faint, format_args!("skipped: {skipped}"), 0)?;
    }
    page.line(events(summary.events, |events| match events.failed {
        0 => format!("{} judged", events.judged),
        failed => format!("{} judged, {failed} failed", events.judged),
    }))
}

/// What a group is about: `B002 call-without-basis`, `Pubside (76)`, `3 hosts with few findings`.
fn label(group: &SummaryGroup, by: &str) -> String {
    match (&group.key, &group.name) {
        (None, _) if group.merged > 0 => {
            format!("{} with few findings", counted(group.merged, by))
        }
        (None, _) => format!("(no {by})"),
        (Some(id), Some(name)) if by == "vendor" => format!("{} ({id})", plain(name)),
        (Some(id), None) if by == "vendor" => format!("vendor {id}"),
        (Some(key), Some(name)) => format!("{key} {}", plain(name)),
        (Some(key), None) => plain(key),
    }
}
