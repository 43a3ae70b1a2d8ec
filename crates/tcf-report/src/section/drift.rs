//! What has changed since older reports.

use tcf_audit::report::{DriftRecord, MetricChange};

use super::metric::{amount, group};
use super::shared::{Section, lead, left_out, nothing};
use crate::chart::{Percent, line, picture, text};
use crate::format::{counted, decimal, label, len, moment};
use crate::markup::Markup;
use crate::table::{End, Start, cell, details, head, number, row, table};
use crate::view::View;
use crate::words;

/// The greatest number of metrics in the picture.
const MAX_DRAWN: usize = 25;
/// The greatest number of rows of a table.
const MAX_ROWS: usize = 200;

pub(super) const SECTION: Section = Section {
    id: "drift",
    title: "Changes since the older report",
    short: "Changes",
    is_present: |view| view.report.drift.is_some(),
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let Some(drift) = &view.report.drift else { return };
    lead(
        markup,
        "Vendors and hosts are new if no older report has them. Everything else is compared with \
         the newest of the older reports. Two numbers that differ say nothing about why.",
    );
    markup.tag("p").class("scope").with(|markup| {
        let reports = counted(drift.reports, "older report");
        let since = drift.since.map(|at| format!(" The newest is of {}.", moment(at)));
        markup.text(format_args!("Compared with {reports}.{}", since.unwrap_or_default()));
    });
    rates(markup, view, &drift.metrics);
    parties(markup, view, drift);
    bases(markup, view, drift);
    reviews(markup, view, drift);
}

/// Writes the metrics: a picture of the rates, and a table of all.
fn rates(markup: &mut Markup<'_>, view: &View<'_>, metrics: &[MetricChange]) {
    let is_drawn = |change: &&MetricChange| change.group.is_all() && ends(change).is_some();
    let drawn: Vec<_> = metrics.iter().filter(is_drawn).collect();
    markup.tag("h3").text("Metrics");
    if metrics.is_empty() {
        nothing(markup, "The reports have no metric in common.");
        return;
    }
    let table = |markup: &mut Markup<'_>| {
        details(markup, "Table: metrics before and now", |markup| numbers(markup, view, metrics));
    };
    if drawn.is_empty() {
        nothing(markup, "No rate has a value in both reports.");
        table(markup);
        return;
    }
    legend(markup);
    markup.tag("figure").with(|markup| {
        draw(markup, &drawn);
        left_out(markup, drawn.len().min(MAX_DRAWN), drawn.len(), "rates");
        table(markup);
    });
}

/// The rate before and now, as shares; `None` for another unit or without both values.
fn ends(change: &MetricChange) -> Option<(f64, f64)> {
    let (before, after) = change.before.zip(change.after).filter(|_| change.unit == "%")?;
    Some((before / 100.0, after / 100.0))
}

fn legend(markup: &mut Markup<'_>) {
    markup.tag("ul").class("legend").with(|markup| {
        for (class, words) in [("dot-before", "before"), ("dot-now", "now")] {
            markup.tag("li").with(|markup| {
                let svg = markup.tag("svg").class("mark").attr("aria-hidden", "true");
                svg.attr("width", 18).attr("height", 18).with(|markup| {
                    dot(markup, class, (9, 9));
                });
                markup.text(words);
            });
        }
    });
}

fn dot(markup: &mut Markup<'_>, class: &'static str, (x, y): (impl std::fmt::Display, u32)) {
    let dot = markup.tag("circle").class(class).attr("cx", x).attr("cy", y);
    dot.attr("r", 5).empty();
}

fn draw(markup: &mut Markup<'_>, drawn: &[&MetricChange]) {
    const ROW: u32 = 46;
    let shown = drawn.get(..MAX_DRAWN).unwrap_or(drawn);
    let height = u32::try_from(shown.len()).unwrap_or(u32::MAX).saturating_mul(ROW);
    let count = |is_wanted: fn(f64) -> bool| {
        shown.iter().filter(|change| change.difference.is_some_and(is_wanted)).count()
    };
    let (up, down) = (len(count(|by| by > 0.0)), len(count(|by| by < 0.0)));
    let description = format!(
        "{}, each before and now: {up} rose, {down} fell. The table below has the numbers.",
        counted(len(shown.len()), "rate")
    );
    let title = "Rates before and now";
    picture(markup, "drift-picture", (title, &description), height, |markup| {
        let mut y = 0;
        for change in shown {
            let Some((before, after)) = ends(change) else { continue };
            let name = words::metric(&change.name, &change.of);
            text(markup, "name start", (Percent(0.0), y + 14), name);
            let interval = interval(change).map(|interval| format!(" ({interval})"));
            let number = difference(change) + &interval.unwrap_or_default();
            text(markup, "count end", (Percent(100.0), y + 14), number);
            // Marks at the edges are not cut off.
            let at = |share: f64| Percent::of(0.015 + share.clamp(0.0, 1.0) * 0.97);
            let middle = y + 28;
            line(markup, "lane", (at(0.0), middle), (at(1.0), middle));
            line(markup, "move", (at(before), middle), (at(after), middle));
            dot(markup, "dot-before", (at(before), middle));
            dot(markup, "dot-now", (at(after), middle));
            y += ROW;
        }
    });
}

/// `+20 points`, `-1.5 per 1,000`, `+3` of a count; `unknown` if a value is missing.
fn difference(change: &MetricChange) -> String {
    let Some(by) = change.difference else { return "unknown".to_owned() };
    let unit = match change.unit.as_str() {
        "%" => "\u{a0}points".to_owned(),
        "per 1000" => "\u{a0}per 1,000".to_owned(),
        "calls" | "bytes" | "hosts" => String::new(),
        unit => format!("\u{a0}{}", label(unit, 20)),
    };
    let (sign, number) = (if by > 0.0 { "+" } else { "" }, decimal(by));
    // Rounded to nothing.
    let number = number.strip_prefix('-').filter(|rest| *rest == "0").unwrap_or(&number);
    if number == "0" { "no change".to_owned() } else { format!("{sign}{number}{unit}") }
}

/// The interval of the difference: `5.2 to 33.4`.
fn interval(change: &MetricChange) -> Option<String> {
    let [low, high] = change.interval?.map(decimal);
    Some(format!("{low} to {high}"))
}

fn numbers(markup: &mut Markup<'_>, view: &View<'_>, metrics: &[MetricChange]) {
    let has_groups = metrics.iter().take(MAX_ROWS).any(|change| !change.group.is_all());
    let mut columns = vec![
        ("Metric", Start),
        ("Before", End),
        ("Now", End),
        ("Difference", End),
        ("95\u{a0}% interval", End),
    ];
    if has_groups {
        columns.insert(1, ("Group", Start));
    }
    table(markup, "Metrics before and now", &columns, |markup| {
        for change in metrics.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| markup.text(words::metric(&change.name, &change.of)));
                if has_groups {
                    markup.tag("td").with(|markup| group(markup, view, &change.group));
                }
                let value = |value: Option<f64>| match value {
                    Some(value) => amount(value, &change.unit),
                    None => "none".to_owned(),
                };
                number(markup, value(change.before));
                number(markup, value(change.after));
                number(markup, difference(change));
                number(markup, interval(change).unwrap_or_else(|| "–".to_owned()));
            });
        }
    });
    left_out(markup, metrics.len().min(MAX_ROWS), metrics.len(), "metrics");
}

/// Vendors and hosts that are new or gone.
fn parties(markup: &mut Markup<'_>, view: &View<'_>, drift: &DriftRecord) {
    const NEW: &str = "new";
    const GONE: &str = "not called any more";
    markup.tag("h3").text("Vendors and hosts");
    let vendors = [(&drift.new_vendors, NEW), (&drift.gone_vendors, GONE)];
    let hosts = [(&drift.new_hosts, NEW), (&drift.gone_hosts, GONE)];
    let lengths = vendors.map(|(list, _)| list.len()).into_iter();
    let lengths: Vec<_> = lengths.chain(hosts.map(|(list, _)| list.len())).collect();
    let all: usize = lengths.iter().sum();
    if all == 0 {
        nothing(markup, "No vendor and no host is new or gone.");
        return;
    }
    let columns = [("Vendor or host", Start), ("Change", Start)];
    table(markup, "Vendors and hosts that are new or gone", &columns, |markup| {
        for (list, change) in vendors {
            for vendor in list.iter().take(MAX_ROWS) {
                row(markup, |markup| {
                    head(markup, |markup| view.write_vendor(markup, vendor.id));
                    cell(markup, change);
                });
            }
        }
        for (list, change) in hosts {
            for host in list.iter().take(MAX_ROWS) {
                row(markup, |markup| {
                    head(markup, |markup| view.write_host(markup, host));
                    cell(markup, change);
                });
            }
        }
    });
    let shown = lengths.iter().map(|length| *length.min(&MAX_ROWS)).sum();
    left_out(markup, shown, all, "vendors and hosts");
}

/// Legal bases that have moved.
fn bases(markup: &mut Markup<'_>, view: &View<'_>, drift: &DriftRecord) {
    if drift.bases.is_empty() {
        return;
    }
    markup.tag("h3").text("Declared legal bases");
    let columns = [("Vendor", Start), ("Purpose", Start), ("Before", Start), ("Now", Start)];
    table(markup, "Legal bases that vendors declare and that have changed", &columns, |markup| {
        for moved in drift.bases.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| view.write_vendor(markup, moved.vendor.id));
                let name = words::purpose(moved.purpose);
                cell(markup, format_args!("{} {name}", moved.purpose));
                for basis in [&moved.from, &moved.to] {
                    cell(markup, basis.as_deref().map_or("not declared", words::basis));
                }
            });
        }
    });
    left_out(markup, drift.bases.len().min(MAX_ROWS), drift.bases.len(), "legal bases");
}

/// Reviews of the purpose map.
fn reviews(markup: &mut Markup<'_>, view: &View<'_>, drift: &DriftRecord) {
    if drift.reviews.is_empty() {
        return;
    }
    markup.tag("h3").text("Reviews of the purpose map");
    let columns =
        [("Recipient", Start), ("Assessment", Start), ("Review", Start), ("State", Start)];
    table(markup, "Reviews that are due, or will be within 30 days", &columns, |markup| {
        for review in drift.reviews.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| match (&review.vendor, &review.recipient) {
                    (Some(vendor), _) => view.write_vendor(markup, vendor.id),
                    (None, name) => {
                        let name = name.as_deref().unwrap_or_default();
                        markup.tag("bdi").text(view.text(name));
                    }
                });
                let assessment = review.assessment.as_deref().map(|text| view.text(text));
                markup.tag("td").with(|markup| {
                    markup.tag("bdi").text(assessment.unwrap_or_else(|| "–".to_owned()));
                });
                cell(markup, label(&review.review, 20));
                cell(markup, if review.due { "due" } else { "within 30 days" });
            });
        }
    });
    left_out(markup, drift.reviews.len().min(MAX_ROWS), drift.reviews.len(), "reviews");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_and_a_unit() {
        let change = |difference, unit: &str| MetricChange {
            difference,
            unit: unit.to_owned(),
            ..MetricChange::default()
        };
        for (by, unit, expected) in [
            (Some(20.0), "%", "+20 points"),
            (Some(-1.54), "per 1000", "-1.5 per 1,000"),
            (Some(-0.01), "%", "no change"),
            (Some(0.0), "s", "no change"),
            (Some(2.0), "days", "+2 days"),
            (Some(-1.0), "calls", "-1"),
            (None, "%", "unknown"),
        ] {
            assert_eq!(difference(&change(by, unit)).replace('\u{a0}', " "), expected);
        }
    }
}
