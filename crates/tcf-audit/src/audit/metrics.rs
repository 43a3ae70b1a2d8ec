//! Metrics.

use serde::Serialize;
use tcf_codec::{PurposeId, VendorId};

use super::measure::Rate;
use super::{Group, State};
use crate::stats::{Histogram, Interval, Proportion, Survival};

/// Whether the events are a sample. Only a sample has intervals: all events of a day have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// The events are all there are, or a single recording.
    Whole,
    /// The events are a random sample of visits.
    Sample,
}

/// A number, with what it was computed from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// The name, such as `coverage`.
    pub name: &'static str,
    /// What it is a number of, such as `calls`.
    pub of: &'static str,
    /// The value; `None` if the denominator is 0, or if a quantile was not reached.
    pub value: Option<f64>,
    /// The numerator of a rate; the number of known durations of a quantile.
    pub numerator: u64,
    /// The denominator of a rate; the number of all durations, known or censored, of a quantile.
    pub denominator: u64,
    /// The unit: `%`, `per 1000` or `s`.
    pub unit: &'static str,
    /// The 95 % interval, in the unit of the value.
    pub interval: Option<[f64; 2]>,
    /// How the interval was computed.
    pub method: Option<&'static str>,
    /// The events that the metric is about.
    pub group: Group,
    /// The calls, changes or visits that were left out, because something about them is unknown.
    pub left_out: u64,
}

/// The metrics of an audit: coverage, correctness, unauthorised calls, mismatch between the purpose
/// map and what happened, objections or the absence of legitimate interest, and the time that
/// changes take to arrive; some of them also by vendor.
///
/// A denominator of 0 gives no value. Rates of objection need choices with the string before;
/// without any, the share of visits without legitimate interest is given instead, which cannot tell
/// an objection from legitimate interest that was never offered.
pub fn metrics(state: &State, sampling: Sampling) -> Vec<Metric> {
    let measures = state.measures();
    let counts = state.counts();
    let left_out = counts.unmapped + counts.unknown;
    let by_visit = measures.singles == 0;
    let rate = |name, of, rate: &Rate, scale, unit| {
        let interval = match sampling {
            Sampling::Whole => None,
            Sampling::Sample if by_visit => {
                let size = rate.visits.effective_size();
                size.and_then(|size| rate.calls.interval_of_size(size))
            }
            Sampling::Sample => rate.calls.interval(),
        };
        let method = if by_visit { "Wilson, clustered by visit" } else { "Wilson" };
        of_rate(name, of, rate.calls, scale, unit, interval, method, left_out)
    };
    let mut metrics = vec![
        rate("coverage", "calls", &measures.coverage, 100.0, "%"),
        rate("correctness", "calls", &measures.correctness, 100.0, "%"),
        rate("unauthorised", "calls", &measures.unauthorised, 1000.0, "per 1000"),
    ];
    let mut vendors = Proportion::default();
    for measures in measures.vendors.values() {
        let calls = measures.with_signal;
        if calls.denominator() > 0 {
            vendors.count(calls.numerator() == calls.denominator());
        }
    }
    metrics.insert(1, plain("coverage", "vendors", vendors, 0));
    if !measures.pairs.is_empty() {
        let mut pairs = Proportion::default();
        for &is_mismatch in measures.pairs.values() {
            pairs.count(is_mismatch);
        }
        metrics.push(plain("mismatch", "pairs", pairs, 0));
        metrics.push(rate("mismatch", "calls", &measures.mismatch, 100.0, "%"));
    }
    if measures.objections.is_empty() {
        metrics.extend(by_purpose("liAbsent", "visits", &measures.li_absent));
    } else {
        metrics.extend(by_purpose("objection", "choices", &measures.objections));
    }
    metrics.extend(propagation(&measures.propagation, measures.not_observed, None));
    for (&vendor, measures) in &measures.vendors {
        let group = Group { vendor: Some(vendor.get()), ..Group::ALL };
        let of_vendor = |metric| Metric { group: group.clone(), ..metric };
        metrics.push(of_vendor(plain("coverage", "calls", measures.with_signal, 0)));
        metrics.push(of_vendor(plain("correctness", "calls", measures.correct, 0)));
        let times = &measures.propagation;
        if times.observed().count() + times.censored().count() > 0 {
            metrics.extend(propagation(times, measures.not_observed, Some(vendor)));
        }
    }
    metrics
}

fn by_purpose<'m>(
    name: &'static str,
    of: &'static str,
    rates: &'m std::collections::BTreeMap<PurposeId, Proportion>,
) -> impl Iterator<Item = Metric> + 'm {
    rates.iter().map(move |(purpose, &rate)| Metric {
        group: Group { purpose: Some(purpose.get()), ..Group::ALL },
        ..plain(name, of, rate, 0)
    })
}

/// A rate in percent without an interval.
fn plain(name: &'static str, of: &'static str, rate: Proportion, left_out: u64) -> Metric {
    of_rate(name, of, rate, 100.0, "%", None, "", left_out)
}

#[expect(clippy::too_many_arguments, reason = "the parts of a metric")]
fn of_rate(
    name: &'static str,
    of: &'static str,
    rate: Proportion,
    scale: f64,
    unit: &'static str,
    interval: Option<Interval>,
    method: &'static str,
    left_out: u64,
) -> Metric {
    Metric {
        name,
        of,
        value: rate.value().map(|value| value * scale),
        numerator: rate.numerator(),
        denominator: rate.denominator(),
        unit,
        interval: interval.map(|interval| [interval.low * scale, interval.high * scale]),
        method: interval.map(|_| method),
        group: Group::ALL,
        left_out,
    }
}

/// The quantiles of the times that changes took to arrive, and the shares within 1, 10 and 60
/// seconds. A censored time counts in a share if it is at least as long as the limit.
fn propagation(times: &Survival, left_out: u64, vendor: Option<VendorId>) -> Vec<Metric> {
    let (observed, censored) = (times.observed(), times.censored());
    let all = observed.count() + censored.count();
    let quantile = |of, value: Option<u64>| Metric {
        name: "propagation",
        of,
        value: value.map(seconds),
        numerator: observed.count(),
        denominator: all,
        unit: "s",
        interval: None,
        method: None,
        group: Group { vendor: vendor.map(VendorId::get), ..Group::ALL },
        left_out,
    };
    // The longest time is unknown if one is only known to be longer.
    let longest = observed.max().filter(|_| censored.count() == 0);
    let mut metrics = vec![
        quantile("median", times.quantile(0.5)),
        quantile("p95", times.quantile(0.95)),
        quantile("max", longest),
    ];
    for (limit, of) in
        Histogram::THRESHOLDS.into_iter().zip(["within 1 s", "within 10 s", "within 60 s"])
    {
        let within = observed.at_most(limit);
        let unknown = censored.at_most(limit);
        let share = Proportion::new(within, all - unknown).unwrap_or_default();
        let metric = plain("propagation", of, share, left_out + unknown);
        let group = Group { vendor: vendor.map(VendorId::get), ..Group::ALL };
        metrics.push(Metric { group, ..metric });
    }
    metrics
}

/// Milliseconds as seconds.
fn seconds(milliseconds: u64) -> f64 {
    std::time::Duration::from_millis(milliseconds).as_secs_f64()
}
