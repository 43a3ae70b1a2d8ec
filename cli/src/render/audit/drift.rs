//! What has changed since older reports, as text.

use std::io;

use tcf_audit::report::{
    BasisChange, DriftRecord, MetricChange, ReviewRecord, VendorName, in_words,
};

use super::metric::{decimal, is_overall, title};
use super::vendor_name;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// The column in which lists begin.
const LISTS: usize = 16;
/// The greatest number of names in a list without `-v`.
const SHOWN: usize = 10;

const METRICS: Table<4> =
    Table::new([Column::wrapped(2), Column::right(1, 8), Column::right(1, 8), Column::left(2, 23)]);

/// Writes the section.
pub(super) fn write(page: &mut Page<'_>, drift: &DriftRecord, verbose: bool) -> io::Result<()> {
    let since = drift.since.map_or_else(|| "an older report".to_owned(), |at| at.to_string());
    let reports = match drift.reports {
        0 | 1 => String::new(),
        reports => format!(", the newest of {}", counted(reports, "older report")),
    };
    page.heading(format_args!("Drift since {since}{reports}"))?;
    let vendor = |vendor: &VendorName| vendor_name(vendor.id, vendor.name.as_deref());
    let vendors = |vendors: &[VendorName]| vendors.iter().map(vendor).collect::<Vec<_>>();
    let hosts = |hosts: &[String]| hosts.iter().map(|host| plain(host)).collect::<Vec<_>>();
    for (name, items) in [
        ("new vendors", vendors(&drift.new_vendors)),
        ("gone vendors", vendors(&drift.gone_vendors)),
        ("new hosts", hosts(&drift.new_hosts)),
        ("gone hosts", hosts(&drift.gone_hosts)),
    ] {
        write_list(page, name, ", ", &items, verbose)?;
    }
    let bases: Vec<_> = drift.bases.iter().map(basis).collect();
    write_list(page, "moved bases", "\n", &bases, verbose)?;
    let reviews: Vec<_> = drift.reviews.iter().map(review).collect();
    write_list(page, "reviews", "\n", &reviews, verbose)?;
    write_metrics(page, &drift.metrics, verbose)?;
    page.blank()
}

/// A list of names, or a line for each item; nothing if it is empty.
fn write_list(
    page: &mut Page<'_>,
    name: &str,
    separator: &str,
    items: &[String],
    verbose: bool,
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let shown = if verbose { items.len() } else { SHOWN.min(items.len()) };
    let rest = items.len() - shown;
    let more = (rest > 0).then(|| format!("... {rest} more (-v)"));
    let items: Vec<_> = items.iter().take(shown).cloned().chain(more).collect();
    let text = items.join(separator);
    for (index, line) in text.split('\n').enumerate() {
        page.named(if index == 0 { name } else { "" }, line, LISTS)?;
    }
    Ok(())
}

/// `Pubside (76): purpose 7 on legitimate interest, before on consent`
fn basis(moved: &BasisChange) -> String {
    let basis = |basis: &Option<String>| match basis {
        Some(basis) => format!("on {}", plain(&in_words(basis))),
        None => "not declared".to_owned(),
    };
    let vendor = vendor_name(moved.vendor.id, moved.vendor.name.as_deref());
    let (to, from) = (basis(&moved.to), basis(&moved.from));
    format!("{vendor}: purpose {} {to}, before {from}", moved.purpose)
}

/// `Pubside (76), LIA-2026-014: due on 2026-03-31`
fn review(review: &ReviewRecord) -> String {
    let vendor = review.vendor.as_ref();
    let vendor = vendor.map(|vendor| vendor_name(vendor.id, vendor.name.as_deref()));
    let recipient = vendor.or_else(|| review.recipient.as_deref().map(plain)).unwrap_or_default();
    let assessment = review.assessment.as_deref();
    let assessment = assessment.map_or_else(String::new, |text| format!(", {}", plain(text)));
    let due = if review.due { "due since" } else { "due on" };
    format!("{recipient}{assessment}: {due} {}", plain(&review.review))
}

/// The metrics that have changed; with `verbose` all, also those of vendors and other groups.
fn write_metrics(page: &mut Page<'_>, metrics: &[MetricChange], verbose: bool) -> io::Result<()> {
    let is_shown = |change: &&MetricChange| {
        verbose || (is_overall(&change.group) && change.difference != Some(0.0))
    };
    let is_known = |change: &&MetricChange| change.before.or(change.after).is_some();
    let changes = metrics.iter().filter(is_known).filter(is_shown);
    let changes: Vec<_> = changes.collect();
    if changes.is_empty() {
        return page.named("metrics", "no change", LISTS);
    }
    METRICS.titles(page, ["", "before", "now", "difference"])?;
    for change in changes {
        let value = |value: Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| decimal(value, &change.unit))
        };
        METRICS.row(
            page,
            &[
                Cell::painted(Role::Name, plain(&name(change))),
                value(change.before).into(),
                value(change.after).into(),
                difference(change).into(),
            ],
        )?;
    }
    Ok(())
}

/// `coverage, calls (%)`
fn name(change: &MetricChange) -> String {
    let title = title(&change.name, &change.of, &change.group);
    if change.unit == change.of { title } else { format!("{title} ({})", change.unit) }
}

/// `+20.0; 5.2 to 33.4`
fn difference(change: &MetricChange) -> String {
    let Some(difference) = change.difference else { return String::new() };
    let sign = if difference > 0.0 { "+" } else { "" };
    let difference = decimal(difference, &change.unit);
    let interval = change.interval.map_or_else(String::new, |[low, high]| {
        format!("; {} to {}", decimal(low, &change.unit), decimal(high, &change.unit))
    });
    format!("{sign}{difference}{interval}")
}
