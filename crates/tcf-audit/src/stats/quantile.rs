//! Quantiles.

/// A quantile of observed durations, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile {
    /// The order statistic of rank `⌈q n⌉`.
    pub value: u64,
    /// The 95 % interval; `None` for fewer than 20 observations.
    pub interval: Option<QuantileInterval>,
}

/// A 95 % interval of a quantile: two order statistics, whose ranks follow from the binomial
/// distribution. An end is `None` if even the extreme observation is not far enough out: 20
/// observations say nothing about the upper end of a 95 % quantile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuantileInterval {
    /// The lower end.
    pub low: Option<u64>,
    /// The upper end.
    pub high: Option<u64>,
}
