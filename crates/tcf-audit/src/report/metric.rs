//! Metrics in reports.

use serde::{Deserialize, Serialize};

use crate::audit::{Group, Metric};

/// A number, with what it was computed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MetricRecord {
    /// The name, such as `coverage`.
    pub name: String,
    /// What it is a number of, such as `calls`.
    pub of: String,
    /// The value; null if the denominator is 0, or if a quantile was not reached.
    pub value: Option<f64>,
    /// The numerator of a rate; the number of known durations of a quantile.
    pub numerator: u64,
    /// The denominator of a rate; the number of all durations, known or censored, of a quantile.
    pub denominator: u64,
    /// The unit, such as `%`, `per 1000` or `s`.
    pub unit: String,
    /// The 95 % interval, in the unit of the value; null without one.
    pub interval: Option<[f64; 2]>,
    /// How the interval was computed; null without one.
    pub method: Option<String>,
    /// What the metric is restricted to; absent if to nothing.
    #[serde(skip_serializing_if = "Group::is_all")]
    pub group: Group,
    /// The calls, changes or visits that were left out, because something about them is unknown.
    pub left_out: u64,
}

impl From<Metric> for MetricRecord {
    fn from(metric: Metric) -> Self {
        Self {
            name: metric.name.to_owned(),
            of: metric.of.to_owned(),
            value: metric.value,
            numerator: metric.numerator,
            denominator: metric.denominator,
            unit: metric.unit.to_owned(),
            interval: metric.interval,
            method: metric.method.map(str::to_owned),
            group: metric.group,
            left_out: metric.left_out,
        }
    }
}
