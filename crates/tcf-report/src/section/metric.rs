//! Every metric, with what it was computed from.

use tcf_audit::audit::Group;
use tcf_audit::report::MetricRecord;

use super::figure::interval;
use super::shared::{Section, left_out};
use crate::format::{Count, decimal, duration, label, percentage};
use crate::markup::Markup;
use crate::table::{End, Start, details, head, number, row, table};
use crate::view::View;
use crate::words;

/// The greatest number of metrics that are shown.
const MAX_METRICS: usize = 200;

pub(super) const SECTION: Section = Section {
    id: "metrics",
    title: "Metrics",
    short: "Metrics",
    is_present: |view| !view.report.metrics.is_empty(),
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let metrics = &view.report.metrics;
    let (whole, parts): (Vec<_>, Vec<_>) = metrics.iter().partition(|metric| metric.group.is_all());
    list(markup, view, "Metrics of all judged calls", &whole);
    if !parts.is_empty() {
        details(markup, "Table: metrics by vendor and purpose", |markup| {
            list(markup, view, "Metrics by group", &parts);
        });
    }
}

fn list(markup: &mut Markup<'_>, view: &View<'_>, caption: &str, metrics: &[&MetricRecord]) {
    let has_groups = metrics.iter().any(|metric| !metric.group.is_all());
    let mut columns = vec![
        ("Metric", Start),
        ("Value", End),
        ("Numerator", End),
        ("Denominator", End),
        ("95\u{a0}% interval", End),
        ("Left out", End),
    ];
    if has_groups {
        columns.insert(1, ("Group", Start));
    }
    table(markup, caption, &columns, |markup| {
        for metric in metrics.iter().take(MAX_METRICS) {
            row(markup, |markup| {
                head(markup, |markup| {
                    markup.text(words::metric(&metric.name, &metric.of));
                });
                if has_groups {
                    markup.tag("td").with(|markup| group(markup, view, &metric.group));
                }
                number(markup, value(metric));
                number(markup, Count(metric.numerator));
                number(markup, Count(metric.denominator));
                let interval = interval(metric).map(|interval| match &metric.method {
                    Some(method) => format!("{interval} ({})", label(method, 40)),
                    None => interval,
                });
                number(markup, interval.unwrap_or_else(|| "–".to_owned()));
                number(markup, Count(metric.left_out));
            });
        }
    });
    left_out(markup, metrics.len().min(MAX_METRICS), metrics.len(), "metrics");
}

fn value(metric: &MetricRecord) -> String {
    match metric.value {
        None if metric.denominator == 0 => "none: nothing to count".to_owned(),
        None if matches!(&*metric.unit, "calls" | "bytes" | "hosts") => "unknown".to_owned(),
        None => "not reached".to_owned(),
        Some(value) => amount(value, &metric.unit),
    }
}

/// A value in its unit.
pub(super) fn amount(value: f64, unit: &str) -> String {
    match unit {
        "%" => percentage(value),
        "s" => duration(value),
        "calls" | "bytes" | "hosts" => {
            let whole = format!("{value:.0}").parse();
            whole.map_or_else(|_| decimal(value), |count| Count(count).to_string())
        }
        "per 1000" => format!("{} per 1,000", decimal(value)),
        unit => format!("{}\u{a0}{}", decimal(value), label(unit, 20)),
    }
}

/// What a metric is restricted to.
pub(super) fn group(markup: &mut Markup<'_>, view: &View<'_>, group: &Group) {
    for (index, (key, value)) in group.parts().into_iter().enumerate() {
        if index > 0 {
            markup.text(", ");
        }
        match (key, value.parse()) {
            ("vendor", Ok(id)) => view.write_vendor(markup, id),
            ("host", _) => view.write_host(markup, &value),
            // The first part of a page is its host.
            ("page", _) if view.is_redacted() => {
                let path = value.split_once('/').map_or("", |(_, path)| path);
                markup.text(format_args!("page /{}", label(path, 80)));
            }
            _ => markup.text(format_args!("{key} {}", label(&view.text(&value), 80))),
        }
    }
}
