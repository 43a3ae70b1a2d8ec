//! Metrics.

use serde::Serialize;
use tcf_codec::{PurposeId, VendorId};

use super::groups::{GroupKey, GroupMeasures};
use super::measure::{Measures, Rate};
use super::persistence::{Persistence, RANGES};
use super::{Group, State};
use crate::records::ChannelLoss;
use crate::stats::{Histogram, Interval, Proportion, Survival, float};

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
    /// The numerator of a rate; the number of known durations of a quantile, and of those within
    /// the limit of a share.
    pub numerator: u64,
    /// The denominator of a rate; the number of all durations, known or censored, of a quantile; 1
    /// for a number that is not a rate.
    pub denominator: u64,
    /// The unit: `%`, `per 1000`, `per page view`, `s`, `calls`, `bytes` or `hosts`.
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

/// The metrics of an audit: coverage, correctness, unauthorized calls, mismatch between the purpose
/// map and what happened, objections or the absence of legitimate interest, the time that changes
/// take to arrive, whether choices last, what enforcement leaves, and how much is called; some of
/// them also by vendor or channel. For other groups see [`grouped`].
///
/// A denominator of 0 gives no value. Rates of objection need choices with the string before;
/// without any, the share of visits without legitimate interest is given instead, which cannot tell
/// an objection from legitimate interest that was never offered. For purposes that are known to be
/// offered ([`Settings::li_offered`](super::Settings::li_offered)), it is that of visits with a
/// choice.
pub fn metrics(state: &State, sampling: Sampling) -> Vec<Metric> {
    let measures = state.measures();
    let counts = state.counts();
    let left_out = counts.unmapped + counts.unknown;
    let by_visit = measures.visits > 0;
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
    metrics.insert(2, plain("coverage", "reach", measures.reach(), 0));
    metrics.push(per_page_view(measures));
    if !measures.pairs.is_empty() {
        let mut pairs = Proportion::default();
        for &is_mismatch in measures.pairs.values() {
            pairs.count(is_mismatch);
        }
        metrics.push(plain("mismatch", "pairs", pairs, 0));
        metrics.push(rate("mismatch", "calls", &measures.mismatch, 100.0, "%"));
    }
    if measures.objections.is_empty() {
        // Of the purposes that are known to be offered, absence is an objection.
        let is_offered = |purpose: &PurposeId| measures.declined_offers.contains_key(purpose);
        let mut absent = measures.li_absent.clone();
        absent.retain(|purpose, _| !is_offered(purpose));
        metrics.extend(by_purpose("liAbsent", "visits", &absent));
        metrics.extend(by_purpose("objection", "offers", &measures.declined_offers));
    } else {
        metrics.extend(by_purpose("objection", "choices", &measures.objections));
        metrics.extend(by_purpose("objection", "visits", &measures.objecting_visits));
        metrics.extend(measures.objecting_visits_by_vendor.iter().map(|(vendor, &rate)| Metric {
            group: Group { vendor: Some(vendor.get()), ..Group::ALL },
            ..plain("objection", "visits", rate, 0)
        }));
    }
    metrics.extend(propagation(&measures.propagation, measures.not_observed, None, sampling));
    let known = measures.next_page.denominator();
    let changes = measures.propagation.observed().count() + measures.propagation.censored().count();
    let unknown = measures.not_observed + changes.saturating_sub(known);
    metrics.push(plain("propagation", "next page", measures.next_page, unknown));
    metrics.extend(persistence(&measures.persistence, sampling));
    metrics.extend(enforcement(measures, sampling));
    metrics.extend(effects(measures, sampling));
    metrics.extend(performance(measures));
    for (&vendor, measures) in &measures.vendors {
        let group = Group { vendor: Some(vendor.get()), ..Group::ALL };
        let of_vendor = |metric| Metric { group: group.clone(), ..metric };
        metrics.push(of_vendor(plain("coverage", "calls", measures.with_signal, 0)));
        metrics.push(of_vendor(plain("correctness", "calls", measures.correct, 0)));
        let times = &measures.propagation;
        if times.observed().count() + times.censored().count() > 0 {
            metrics.extend(propagation(times, measures.not_observed, Some(vendor), sampling));
        }
    }
    metrics
}

/// The metrics of parts of the calls: coverage, correctness and unauthorized calls by host, page,
/// country, label and channel. Groups of a kind are at most 10,000; more are sampled.
///
/// A rate of fewer than `small` calls, or in which from 1 to `small - 1` calls differ from all
/// others, is left out, so that a report does not show single people. `left_out` has the number of
/// its calls, summed over all groups of the kind that were left out.
///
/// If events belong to visits, there are no intervals: the calls of a visit resemble each other.
pub fn grouped(state: &State, sampling: Sampling, small: u64) -> Vec<Metric> {
    let mut metrics = Vec::new();
    let has_intervals = sampling == Sampling::Sample && state.measures().visits == 0;
    for (key, groups) in state.measures().groups.iter() {
        let rates: [RateOf<GroupMeasures>; 3] = [
            ("coverage", 100.0, "%", |group| group.coverage),
            ("correctness", 100.0, "%", |group| group.correctness),
            ("unauthorised", 1000.0, "per 1000", |group| group.unauthorised),
        ];
        for (name, scale, unit, rate) in rates {
            let is_small = |rate: Proportion| {
                let others = rate.denominator() - rate.numerator();
                let is_few = |count| (1..small).contains(&count);
                rate.denominator() < small || is_few(rate.numerator()) || is_few(others)
            };
            let all = || groups.iter().map(|(value, group)| (value, rate(group)));
            let hidden = all().filter(|&(_, rate)| is_small(rate));
            let left_out = hidden.map(|(_, rate)| rate.denominator()).sum::<u64>();
            let mut shown: Vec<_> = all()
                .filter(|&(_, rate)| !is_small(rate) && rate.denominator() > 0)
                .map(|(value, rate)| {
                    let interval = rate.interval().filter(|_| has_intervals);
                    let of_group =
                        of_rate(name, "calls", rate, scale, unit, interval, "Wilson", left_out);
                    Metric { group: key.group(value), ..of_group }
                })
                .collect();
            shown.sort_by(|one, other| one.group.cmp(&other.group));
            metrics.append(&mut shown);
        }
    }
    metrics
}

/// A rate of a part: its name, scale and unit, and the rate itself.
type RateOf<T> = (&'static str, f64, &'static str, fn(&T) -> Proportion);

impl Measures {
    /// The vendors of the purpose map, or else those that are called, that received the string in
    /// force at least once.
    fn reach(&self) -> Proportion {
        let mut vendors: Vec<_> = self.planned.iter().copied().collect();
        if vendors.is_empty() {
            vendors.extend(self.vendors.keys());
        }
        let mut reach = Proportion::default();
        for vendor in &vendors {
            let measures = self.vendors.get(vendor);
            reach.count(measures.is_some_and(|measures| measures.correct.numerator() > 0));
        }
        reach
    }
}

/// A number that is not a rate in percent.
fn ratio(name: &'static str, of: &'static str, unit: &'static str, part: u64, all: u64) -> Metric {
    let value = (all > 0).then(|| float(part) / float(all));
    let none = plain(name, of, Proportion::default(), 0);
    Metric { value, numerator: part, denominator: all, unit, ..none }
}

/// Unauthorized calls of visits for each page of them.
fn per_page_view(measures: &Measures) -> Metric {
    let calls = measures.unauthorised.calls.numerator();
    let left_out = calls.saturating_sub(measures.unauthorised_on_pages);
    let (part, all) = (measures.unauthorised_on_pages, measures.page_views);
    Metric { left_out, ..ratio("unauthorised", "page views", "per page view", part, all) }
}

/// An interval of independent units, if they are a sample.
fn sampled(name: &'static str, of: &'static str, rate: Proportion, sampling: Sampling) -> Metric {
    let interval = rate.interval().filter(|_| sampling == Sampling::Sample);
    of_rate(name, of, rate, 100.0, "%", interval, "Wilson", 0)
}

/// Whether choices last, in all and by days since the choice. Keys that a login joins show whether
/// they last across devices.
fn persistence(persistence: &Persistence, sampling: Sampling) -> Vec<Metric> {
    let all = persistence.all();
    let mut metrics = vec![Metric {
        left_out: persistence.left_out,
        ..sampled("persistence", "visits", all, sampling)
    }];
    if all.denominator() > 0 {
        let ranges = RANGES.into_iter().zip(persistence.ranges);
        metrics.extend(ranges.map(|(of, rate)| sampled("persistence", of, rate, sampling)));
    }
    metrics
}

/// What enforcement leaves, in all and by channel.
fn enforcement(measures: &Measures, sampling: Sampling) -> Vec<Metric> {
    if measures.channels.is_empty() {
        return Vec::new();
    }
    let mut all = ChannelLoss::default();
    for loss in measures.channels.values() {
        all.merge(loss);
    }
    let of_channel = |group: &Group, loss: &ChannelLoss| {
        let rate = |part| Proportion::new(part, loss.read()).unwrap_or_default();
        [
            ("dataLoss", "events", loss.loss()),
            ("dataLoss", "dropped events", rate(loss.dropped)),
            ("dataLoss", "stripped events", rate(loss.stripped)),
            ("eventMatch", "events", loss.matched),
        ]
        .map(|(name, of, rate)| Metric {
            group: group.clone(),
            ..sampled(name, of, rate, sampling)
        })
    };
    let mut metrics = of_channel(&Group::ALL, &all).to_vec();
    for (channel, loss) in measures.channels.iter().filter(|(channel, _)| !channel.is_empty()) {
        metrics.extend(of_channel(&GroupKey::Channel.group(channel), loss));
    }
    metrics
}

/// The times from logged choices to the first event that was dropped or stripped because of them.
fn effects(measures: &Measures, sampling: Sampling) -> Vec<Metric> {
    let effects = &measures.effects;
    if effects.is_empty() {
        return Vec::new();
    }
    let mut times = Survival::new();
    effects.times().for_each(|time| times.add(time));
    quantiles("enforcement", &times, effects.without_loss(), None, sampling)
}

/// How much is called: the calls to other parties, their bytes and hosts. Bytes are unknown if no
/// event has any, and hosts if they are more than an audit keeps.
fn performance(measures: &Measures) -> [Metric; 3] {
    let hosts = measures.groups.iter().find(|(key, _)| *key == GroupKey::Host);
    let hosts = hosts.filter(|(_, hosts)| hosts.dropped() == 0).map(|(_, hosts)| hosts.iter());
    let hosts = hosts.and_then(|hosts| u64::try_from(hosts.count()).ok());
    let bytes = Some(measures.third_bytes).filter(|&bytes| bytes > 0);
    [("calls", Some(measures.third_calls)), ("bytes", bytes), ("hosts", hosts)].map(
        |(of, count)| {
            let of_all = ratio("performance", of, of, count.unwrap_or(0), 1);
            Metric { value: of_all.value.filter(|_| count.is_some()), ..of_all }
        },
    )
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

/// The quantiles of the times that changes took to arrive, and the shares that arrived within 1, 10
/// and 60 seconds, all by Kaplan-Meier.
fn propagation(
    times: &Survival,
    left_out: u64,
    vendor: Option<VendorId>,
    sampling: Sampling,
) -> Vec<Metric> {
    quantiles("propagation", times, left_out, vendor, sampling)
}

fn quantiles(
    name: &'static str,
    times: &Survival,
    left_out: u64,
    vendor: Option<VendorId>,
    sampling: Sampling,
) -> Vec<Metric> {
    let (observed, censored) = (times.observed(), times.censored());
    let all = observed.count() + censored.count();
    let quantile = |of, value: Option<u64>| Metric {
        name,
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
    // Ranks of times of which some are only known to be longer have no interval.
    let has_intervals = sampling == Sampling::Sample && censored.count() == 0;
    let sampled = |of, share| {
        let interval = observed.quantile(share).filter(|_| has_intervals);
        let interval = interval.and_then(|quantile| quantile.interval);
        let ends = interval.and_then(|interval| interval.low.zip(interval.high));
        let interval = ends.map(|(low, high)| [seconds(low), seconds(high)]);
        let method = interval.map(|_| "binomial ranks");
        Metric { interval, method, ..quantile(of, times.quantile(share)) }
    };
    let mut metrics = vec![sampled("median", 0.5), sampled("p95", 0.95), quantile("max", longest)];
    for (limit, of) in
        Histogram::THRESHOLDS.into_iter().zip(["within 1 s", "within 10 s", "within 60 s"])
    {
        metrics.push(Metric {
            value: times.share_within(limit).map(|share| share * 100.0),
            numerator: observed.at_most(limit),
            unit: "%",
            ..quantile(of, None)
        });
    }
    metrics
}

/// Milliseconds as seconds.
fn seconds(milliseconds: u64) -> f64 {
    std::time::Duration::from_millis(milliseconds).as_secs_f64()
}
