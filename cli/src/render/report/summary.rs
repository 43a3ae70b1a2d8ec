//! Counts of findings, as text and as CSV.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{self, Write};

use tcf::{CodeCount, FindingGroup, FindingSummary};
use tcf_policy::rules::{RuleCode, Severity};

use super::{csv, role};
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// Writes the counts by code; by label, a row for each label, and with `verbose` its codes.
pub(crate) fn write(
    page: &mut Page<'_>,
    summary: &FindingSummary<'_>,
    by_label: bool,
    verbose: bool,
) -> io::Result<()> {
    if !by_label {
        for group in &summary.summary {
            write_codes(page, group)?;
        }
        return Ok(());
    }
    let groups = worst_first(summary);
    let shown = if verbose { groups.len() } else { MAX_LABELS };
    write_labels(page, groups.get(..shown).unwrap_or(&groups))?;
    if let Some(rest) = groups.len().checked_sub(shown).filter(|rest| *rest > 0) {
        page.paragraph(format_args!("{} not shown (-v)", counted(rest, "label")), 0)?;
        page.blank()?;
    }
    for group in groups.iter().filter(|_| verbose) {
        let label = label(group).map_or_else(|| NO_LABEL.to_owned(), plain);
        let FindingGroup { strings, valid, not_run, .. } = group;
        let (strings, invalid) = (counted(*strings, "string"), strings - valid);
        let label = page.paint(Role::Name, label);
        page.line(format_args!("{label}: {strings}, {invalid} invalid, {valid} valid"))?;
        page.blank()?;
        write_codes(page, group)?;
        if !not_run.is_empty() {
            let parts: Vec<_> =
                not_run.iter().map(|(code, count)| format!("{code} ({count})")).collect();
            let parts = parts.join(", ");
            page.paragraph(
                format_args!("skipped, list not available (number of strings): {parts}"),
                2,
            )?;
            page.blank()?;
        }
    }
    Ok(())
}

/// Number of labels in text without `-v`.
const MAX_LABELS: usize = 50;

/// Strings without a label.
const NO_LABEL: &str = "(no label)";

fn label<'a>(group: &FindingGroup<'a>) -> Option<&'a str> {
    group.label.filter(|label| !label.is_empty())
}

/// The groups with the most invalid strings first, then by their share, then by label.
fn worst_first<'a>(summary: &'a FindingSummary<'a>) -> Vec<&'a FindingGroup<'a>> {
    let mut groups: Vec<_> = summary.summary.iter().collect();
    groups.sort_by_key(|group| {
        let invalid = group.strings.saturating_sub(group.valid);
        (Reverse(invalid), group.strings, group.label)
    });
    groups
}

/// The error in the most strings that is not in the baseline.
fn most_frequent_error<'a>(group: &'a FindingGroup<'_>) -> Option<&'a CodeCount> {
    let errors = group.codes.iter().filter(|count| is_new_error(count));
    errors.min_by_key(|count| (Reverse(count.strings), count.code))
}

fn is_new_error(count: &CodeCount) -> bool {
    count.severity == Severity::Error && !count.baseline
}

/// The share of invalid strings in percent, with one decimal: `12.5`.
fn share(group: &FindingGroup<'_>) -> String {
    let FindingGroup { strings, valid, .. } = group;
    let invalid = strings.saturating_sub(*valid);
    let rounded = invalid.saturating_mul(1000).saturating_add(strings / 2);
    let per_mille = rounded.checked_div(*strings).unwrap_or_default();
    format!("{}.{}", per_mille / 10, per_mille % 10)
}

/// Writes a row for each label, and the names of the codes in it.
fn write_labels(page: &mut Page<'_>, groups: &[&FindingGroup<'_>]) -> io::Result<()> {
    LABELS.titles(page, ["label", "strings", "invalid", "share", "top error"])?;
    let mut codes: BTreeSet<RuleCode> = BTreeSet::new();
    for group in groups {
        let invalid = group.strings.saturating_sub(group.valid);
        let error = most_frequent_error(group);
        codes.extend(error.map(|count| count.code));
        let error =
            error.map_or_else(String::new, |count| format!("{} ({})", count.code, count.strings));
        let color = if invalid > 0 { Role::Bad } else { Role::Good };
        LABELS.row(
            page,
            &[
                label(group).map_or_else(|| NO_LABEL.to_owned(), plain).into(),
                Cell::of(group.strings),
                Cell::painted(color, invalid.to_string()),
                Cell::of(format_args!("{}%", share(group))),
                error.into(),
            ],
        )?;
    }
    page.blank()?;
    for code in &codes {
        page.paragraph(format_args!("{code}  {}", code.rule().slug), 2)?;
    }
    if codes.is_empty() { Ok(()) } else { page.blank() }
}

/// Writes a row for each code, the most severe first.
fn write_codes(page: &mut Page<'_>, group: &FindingGroup<'_>) -> io::Result<()> {
    if group.codes.is_empty() {
        return Ok(());
    }
    CODES.titles(page, ["code", "severity", "strings", "findings", ""])?;
    let mut codes: Vec<_> = group.codes.iter().collect();
    codes.sort_by_key(|count| {
        (Reverse(count.severity), count.baseline, Reverse(count.strings), count.code)
    });
    for count in codes {
        let baseline = if count.baseline { ", in the baseline" } else { "" };
        let color = if count.baseline { Role::Faint } else { role(count.severity) };
        CODES.row(
            page,
            &[
                count.code.as_str().into(),
                Cell::painted(color, count.severity.name()),
                Cell::of(count.strings),
                Cell::of(count.findings),
                format!("{}{baseline}", count.slug).into(),
            ],
        )?;
    }
    page.blank()
}

/// Writes a row for each code; by label, a row for each label, or with `verbose` for each code of
/// each label.
pub(crate) fn write_csv(
    out: &mut dyn Write,
    summary: &FindingSummary<'_>,
    by_label: bool,
    verbose: bool,
) -> io::Result<()> {
    let groups = worst_first(summary);
    if by_label && !verbose {
        out.write_all(b"label,strings,invalid,share,topError,topErrorStrings\n")?;
        for group in groups {
            let error = most_frequent_error(group);
            csv::row(
                out,
                &[
                    group.label.unwrap_or_default(),
                    &group.strings.to_string(),
                    &group.strings.saturating_sub(group.valid).to_string(),
                    &share(group),
                    error.map_or("", |count| count.code.as_str()),
                    &error.map_or_else(String::new, |count| count.strings.to_string()),
                ],
            )?;
        }
        return Ok(());
    }
    if by_label {
        out.write_all(b"label,")?;
    }
    out.write_all(b"code,slug,severity,strings,findings,baseline\n")?;
    for group in groups {
        for count in &group.codes {
            let (strings, findings) = (count.strings.to_string(), count.findings.to_string());
            let cells = [
                group.label.unwrap_or_default(),
                count.code.as_str(),
                count.slug,
                count.severity.name(),
                &strings,
                &findings,
                if count.baseline { "true" } else { "false" },
            ];
            let skipped = usize::from(!by_label);
            csv::row(out, cells.get(skipped..).unwrap_or_default())?;
        }
    }
    Ok(())
}

/// Labels with the number of strings, invalid strings, their share, and the most frequent error.
const LABELS: Table<5> = Table::new([
    Column::wrapped(2),
    Column::right(1, 9),
    Column::right(1, 9),
    Column::right(1, 7),
    Column::left(2, 16),
]);

/// Codes with the number of strings and of findings.
const CODES: Table<5> = Table::new([
    Column::left(2, 4),
    Column::left(2, 9),
    Column::right(0, 9),
    Column::right(0, 10),
    Column::wrapped(2),
]);
