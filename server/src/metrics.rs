//! Counts and times as Prometheus text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tcf_audit::enforce::{Lists, Ruling, RulingReason};

/// The upper bounds of the times to decide a request, in microseconds.
const BOUNDS: [u64; 10] = [2, 5, 10, 20, 50, 100, 200, 1_000, 5_000, 20_000];

/// What happened since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    verdicts: Counts<&'static str>,
    /// Of events that did not pass whole.
    reasons: Counts<&'static str>,
    statuses: Counts<u16>,
    failed: AtomicU64,
    reloads: AtomicU64,
    failed_reloads: AtomicU64,
    /// Requests by time, those beyond all bounds last.
    times: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

#[derive(Debug)]
struct Counts<K>(Mutex<BTreeMap<K, u64>>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Copy + Ord> Counts<K> {
    fn add(&self, keys: impl Iterator<Item = K>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.for_each(|key| *counts.entry(key).or_default() += 1);
    }

    fn get(&self) -> BTreeMap<K, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Metrics {
    pub(crate) fn decided(&self, ruling: &Ruling) {
        self.verdicts.add(std::iter::once(ruling.verdict.name()));
        if !ruling.passes() {
            self.reasons.add(ruling.reasons.iter().map(RulingReason::code));
        }
    }

    pub(crate) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn responded(&self, status: u16) {
        self.statuses.add(std::iter::once(status));
    }

    pub(crate) fn reloaded(&self, is_ok: bool) {
        let count = if is_ok { &self.reloads } else { &self.failed_reloads };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts the time of a request: deciding its events and writing their records, without reading
    /// it and writing the answer.
    pub(crate) fn took(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|&bound| micros <= bound).unwrap_or(BOUNDS.len());
        if let Some(count) = self.times.get(bucket) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanos, Ordering::Relaxed);
    }

    /// All metrics in the text format of Prometheus.
    pub(crate) fn to_text(&self, lists: &Lists, revision: u64) -> String {
        let mut text = String::new();
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        section(&mut text, "tcf_events_total", "counter", "Events by verdict.");
        for (verdict, count) in self.verdicts.get() {
            line(&mut text, "tcf_events_total", &format!("verdict=\"{verdict}\""), count);
        }
        section(&mut text, "tcf_denied_total", "counter", "Events not passed whole, by reason.");
        for (reason, count) in self.reasons.get() {
            line(&mut text, "tcf_denied_total", &format!("reason=\"{reason}\""), count);
        }
        section(
            &mut text,
            "tcf_invalid_events_total",
            "counter",
            "Bodies and lines without event.",
        );
        line(&mut text, "tcf_invalid_events_total", "", load(&self.failed));
        section(&mut text, "tcf_responses_total", "counter", "Responses by status.");
        for (status, count) in self.statuses.get() {
            line(&mut text, "tcf_responses_total", &format!("status=\"{status}\""), count);
        }
        section(&mut text, "tcf_reloads_total", "counter", "Reloads of the lists by result.");
        line(&mut text, "tcf_reloads_total", "result=\"ok\"", load(&self.reloads));
        line(&mut text, "tcf_reloads_total", "result=\"error\"", load(&self.failed_reloads));
        section(&mut text, "tcf_lists_revision", "gauge", "Replacements of the lists.");
        line(&mut text, "tcf_lists_revision", "", revision);
        section(&mut text, "tcf_vendor_list_version", "gauge", "The newest vendor list.");
        for specification in [2, 3] {
            if let Some(gvl) = lists.gvls.newest(specification) {
                let label = format!("specification=\"{specification}\"");
                let version = gvl.key().version.into();
                line(&mut text, "tcf_vendor_list_version", &label, version);
            }
        }
        let name = "tcf_decision_seconds";
        let help = "Time to decide the events of a request and to write their records.";
        section(&mut text, name, "histogram", help);
        let mut count = 0;
        for (bucket, time) in self.times.iter().enumerate() {
            count += load(time);
            let bound = BOUNDS.get(bucket).map(|&micros| seconds(micros, 6));
            let label = format!("le=\"{}\"", bound.as_deref().unwrap_or("+Inf"));
            line(&mut text, &format!("{name}_bucket"), &label, count);
        }
        let sum = seconds(load(&self.nanoseconds), 9);
        let _ = writeln!(text, "{name}_sum {sum}\n{name}_count {count}");
        text
    }
}

/// Writes type and help of a metric.
fn section(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, label: &str, value: u64) {
    let _ = if label.is_empty() {
        writeln!(text, "{name} {value}")
    } else {
        writeln!(text, "{name}{{{label}}} {value}")
    };
}

/// A number of units with this many decimals in a second, as seconds.
fn seconds(units: u64, decimals: usize) -> String {
    let digits = format!("{units:0width$}", width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    format!("{whole}.{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_cumulative() {
        let metrics = Metrics::default();
        for micros in [1, 2, 3, 150, 1_000_000] {
            metrics.took(Duration::from_micros(micros));
        }
        let text = metrics.to_text(&Lists::default(), 7);
        for expected in [
            "tcf_decision_seconds_bucket{le=\"0.000002\"} 2\n",
            "tcf_decision_seconds_bucket{le=\"0.000005\"} 3\n",
            "tcf_decision_seconds_bucket{le=\"0.000200\"} 4\n",
            "tcf_decision_seconds_bucket{le=\"+Inf\"} 5\n",
            "tcf_decision_seconds_sum 1.000156000\n",
            "tcf_decision_seconds_count 5\n",
            "tcf_lists_revision 7\n",
        ] {
            assert!(text.contains(expected), "{expected}{text}");
        }
    }
}
