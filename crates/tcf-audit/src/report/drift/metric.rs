//! Differences of metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::Group;
use crate::report::MetricRecord;
use crate::stats::{Difference, Interval, Proportion};

/// A metric before and now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MetricChange {
    /// The name, such as `coverage`.
    pub name: String,
    /// What it is a number of, such as `calls`.
    pub of: String,
    /// The unit.
    pub unit: String,
    /// What the metric is restricted to; absent if to nothing.
    #[serde(skip_serializing_if = "Group::is_all")]
    pub group: Group,
    /// The value before; null if there was none.
    pub before: Option<f64>,
    /// The value now; null if there is none.
    pub after: Option<f64>,
    /// The value now minus the value before; null if one is missing.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference of two rates (Newcombe's method 10); null unless both
    /// have an interval.
    pub interval: Option<[f64; 2]>,
}

/// The changes of the metrics that both reports have, in the order of this report.
pub(super) fn changes(now: &[MetricRecord], older: &[MetricRecord]) -> Vec<MetricChange> {
    let older: BTreeMap<_, _> = older.iter().map(|metric| (key(metric), metric)).collect();
    let changes = now.iter().filter_map(|after| Some(change(older.get(&key(after))?, after)));
    changes.collect()
}

/// What identifies a metric in every report.
fn key(metric: &MetricRecord) -> (&str, &str, &str, &Group) {
    (&metric.name, &metric.of, &metric.unit, &metric.group)
}

fn change(before: &MetricRecord, after: &MetricRecord) -> MetricChange {
    MetricChange {
        name: after.name.clone(),
        of: after.of.clone(),
        unit: after.unit.clone(),
        group: after.group.clone(),
        before: before.value,
        after: after.value,
        difference: after.value.zip(before.value).map(|(after, before)| after - before),
        interval: interval(before, after),
    }
}

/// The interval of the difference of two rates, in their unit.
fn interval(before: &MetricRecord, after: &MetricRecord) -> Option<[f64; 2]> {
    let scale = match after.unit.as_str() {
        "%" => 100.0,
        "per 1000" => 1_000.0,
        _ => return None,
    };
    let rate = |metric: &MetricRecord| {
        let [low, high] = metric.interval?;
        let rate = Proportion::new(metric.numerator, metric.denominator).ok()?;
        Some((rate, Interval { low: low / scale, high: high / scale }))
    };
    let ((after, after_ends), (before, before_ends)) = (rate(after)?, rate(before)?);
    let difference = Difference::new(after, Some(after_ends), before, Some(before_ends))?;
    difference.interval.map(|ends| [ends.low * scale, ends.high * scale])
}
