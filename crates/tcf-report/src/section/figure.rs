//! The five numbers of the first screen.

use tcf_audit::report::{MetricRecord, Report};

use crate::chart::meter;
use crate::format::{Count, counted, decimal, duration, percent, percentage, share};
use crate::markup::Markup;

/// A number with what it is a number of.
struct Figure {
    label: &'static str,
    /// The number; `None` if there is none.
    value: Option<String>,
    /// The denominator, or why there is no number.
    of: String,
    /// What was left out, or an interval.
    note: Option<String>,
    /// A share from 0 to 1, with its interval.
    meter: Option<(f64, Option<(f64, f64)>)>,
}

/// Writes the five numbers.
pub(super) fn figures(markup: &mut Markup<'_>, report: &Report) {
    let figures = if report.events.are_decisions_only() {
        [
            lost(report, "events", "Lost", |part, whole| {
                format!("{part} of {whole} events were dropped or stripped.")
            }),
            lost(report, "dropped events", "Dropped", |part, whole| {
                format!("{part} of {whole} events were not passed.")
            }),
            lost(report, "stripped events", "Stripped", |part, whole| {
                format!("{part} of {whole} events were passed without some fields.")
            }),
            still_usable(report),
            effect(report),
        ]
    } else {
        [
            coverage(report),
            correctness(report),
            unauthorised(report),
            mismatch(report).unwrap_or_else(|| interest_alone(report)),
            propagation(report),
        ]
    };
    markup.tag("dl").class("figures").with(|markup| {
        for figure in figures {
            figure.write(markup);
        }
    });
}

impl Figure {
    fn write(&self, markup: &mut Markup<'_>) {
        markup.tag("div").class("figure").with(|markup| {
            markup.tag("dt").text(self.label);
            match &self.value {
                Some(value) => markup.tag("dd").class("value").text(value),
                None => markup.tag("dd").class("value none").text("no value"),
            }
            markup.tag("dd").with(|markup| {
                if let Some((share, interval)) = self.meter {
                    meter(markup, share, interval);
                }
                markup.text(&self.of);
            });
            if let Some(note) = &self.note {
                markup.tag("dd").class("note").text(note);
            }
        });
    }
}

/// The metric about everything.
pub(super) fn metric<'r>(report: &'r Report, name: &str, of: &str) -> Option<&'r MetricRecord> {
    let mut metrics = report.metrics.iter();
    metrics.find(|metric| metric.name == name && metric.of == of && metric.group.is_all())
}

/// The interval of a metric in words.
pub(super) fn interval(metric: &MetricRecord) -> Option<String> {
    let [low, high] = metric.interval?;
    let ends = match metric.unit.as_str() {
        "%" => [low, high].map(percentage),
        "s" => [low, high].map(duration),
        _ => [low, high].map(decimal),
    };
    Some(format!("{} to {}", ends[0], ends[1]))
}

/// A rate, drawn and in percent.
fn rate(
    label: &'static str,
    metric: Option<&MetricRecord>,
    of: impl FnOnce(String, String) -> String,
    missing: &'static str,
) -> Figure {
    let left_out = metric.map(|metric| metric.left_out).filter(|count| *count > 0);
    let left_out = left_out.map(|count| format!("{} left out.", counted(count, "call")));
    let metric = metric.filter(|metric| metric.denominator > 0 && metric.value.is_some());
    let Some(metric) = metric else {
        return Figure { label, value: None, of: missing.to_owned(), note: left_out, meter: None };
    };
    let (part, whole) = (metric.numerator, metric.denominator);
    let scale = if metric.unit == "%" { 100.0 } else { 1_000.0 };
    let interval = interval(metric).map(|interval| format!("95\u{a0}% interval: {interval}."));
    let notes: Vec<_> = interval.into_iter().chain(left_out).collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    let ends = metric.interval.map(|[low, high]| (low / scale, high / scale));
    Figure {
        label,
        value: Some(percent(part, whole)),
        of: of(Count(part).to_string(), Count(whole).to_string()),
        note,
        meter: Some((share(part, whole), ends)),
    }
}

fn coverage(report: &Report) -> Figure {
    rate(
        "Coverage",
        metric(report, "coverage", "calls"),
        |part, whole| format!("{part} of {whole} calls after the choice carried a usable string."),
        "No call after a choice was judged.",
    )
}

fn correctness(report: &Report) -> Figure {
    rate(
        "Correctness",
        metric(report, "correctness", "calls"),
        |part, whole| format!("{part} of {whole} usable strings were the one in force."),
        "No call carried a usable string.",
    )
}

fn unauthorised(report: &Report) -> Figure {
    let metric = metric(report, "unauthorised", "calls");
    let figure = rate(
        "Unauthorized calls",
        metric,
        |part, whole| {
            format!("{part} of {whole} judged calls were not permitted, or came before a choice.")
        },
        "No call was judged.",
    );
    let metric = metric.filter(|_| figure.value.is_some());
    let value = metric.map(|metric| Count(metric.numerator).to_string());
    let note = metric.and_then(|metric| metric.value).map(|rate| {
        let note = figure.note.map(|note| format!(" {note}")).unwrap_or_default();
        format!("{} per 1,000.{note}", decimal(rate))
    });
    Figure { value, note, ..figure }
}

/// What happened against the purpose map; `None` without a map.
fn mismatch(report: &Report) -> Option<Figure> {
    let metric = metric(report, "mismatch", "pairs")?;
    Some(rate(
        "Policy mismatch",
        Some(metric),
        |part, whole| {
            format!("{part} of {whole} pairs of vendor and purpose differ from the purpose map.")
        },
        "Neither the purpose map nor the traffic has a pair of vendor and purpose.",
    ))
}

fn interest_alone(report: &Report) -> Figure {
    let calls: u64 = report.vendors.iter().map(|vendor| vendor.calls).sum();
    let alone: u64 = report.vendors.iter().map(|vendor| vendor.li_only).sum();
    let label = "Legitimate interest alone";
    if calls == 0 {
        let of = "No call to a single vendor was judged.".to_owned();
        return Figure { label, value: None, of, note: None, meter: None };
    }
    Figure {
        label,
        value: Some(percent(alone, calls)),
        of: format!(
            "{} of {} judged calls were permitted on it alone.",
            Count(alone),
            Count(calls)
        ),
        note: Some("No purpose map: no rate of mismatch.".to_owned()),
        meter: Some((share(alone, calls), None)),
    }
}

fn propagation(report: &Report) -> Figure {
    let label = "Time to propagate";
    let median = metric(report, "propagation", "median").filter(|metric| metric.denominator > 0);
    let Some(median) = median else {
        let of = "No vendor was called before and after a change of choice.".to_owned();
        return Figure { label, value: None, of, note: None, meter: None };
    };
    let (arrived, all) = (median.numerator, median.denominator);
    let of = match median.value {
        Some(_) => format!("Median of {}, of which {} arrived.", changes(all), Count(arrived)),
        None => format!(
            "Not reached: {} of {} arrived before the recording ended.",
            Count(arrived),
            changes(all)
        ),
    };
    let note = (median.left_out > 0)
        .then(|| format!("{} without a later call left out.", changes(median.left_out)));
    let value = median.value.map(duration);
    Figure { label, value, of, note, meter: Some((share(arrived, all), None)) }
}

/// A part of the events that was lost, from decision records.
fn lost(
    report: &Report,
    of: &str,
    label: &'static str,
    text: impl FnOnce(String, String) -> String,
) -> Figure {
    rate(label, metric(report, "dataLoss", of), text, "No decision record was read.")
}

fn still_usable(report: &Report) -> Figure {
    rate(
        "Still usable",
        metric(report, "eventMatch", "events"),
        |part, whole| {
            format!("{part} of {whole} events that were passed keep what their channel needs.")
        },
        "The settings do not say which fields a channel needs.",
    )
}

/// How long choices take to take effect, from decision records.
fn effect(report: &Report) -> Figure {
    let label = "Time to take effect";
    let median = metric(report, "enforcement", "median").filter(|metric| metric.denominator > 0);
    let Some(median) = median else {
        let of = "No choice of a log took something from an event.".to_owned();
        return Figure { label, value: None, of, note: None, meter: None };
    };
    let of = format!("Median of {} that took effect.", counted(median.denominator, "choice"));
    let note = (median.left_out > 0)
        .then(|| format!("{} without effect left out.", counted(median.left_out, "choice")));
    Figure { label, value: median.value.map(duration), of, note, meter: None }
}

/// `4 changes`
fn changes(count: u64) -> String {
    counted(count, "change")
}
