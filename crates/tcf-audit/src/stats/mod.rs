//! Proportions, quantiles and censored times, with 95 % intervals.
//!
//! * [`Proportion`]: a rate with its Wilson score interval; [`Difference`] of two rates
//! * [`Clusters`]: the effective sample size of calls that are grouped by visit
//! * [`Histogram`]: counts of durations in fixed bins; quantiles with intervals
//! * [`Survival`]: quantiles of durations of which some are known only to be longer (Kaplan-Meier)
//!
//! Whatever cannot be computed is `None`, never 0 or 1: a rate of nothing, an interval from fewer
//! than 10 visits, a quantile that the observations do not reach.
//!
//! Everything that accumulates observations counts in integers and can be merged in any order with
//! the same result, bit for bit.
//!
//! ```
//! use tcf_audit::stats::{Clusters, Proportion};
//!
//! let rate = Proportion::new(81, 263)?;
//! let interval = rate.interval().unwrap();
//! assert_eq!(format!("{:.4} {:.4}", interval.low, interval.high), "0.2553 0.3662");
//!
//! // 12 visits of 10 calls each, of which all or none carry the signal: 12 independent units.
//! let mut visits = Clusters::new();
//! for visit in 0..12 {
//!     visits.add(Proportion::new(if visit < 6 { 10 } else { 0 }, 10)?);
//! }
//! assert_eq!(visits.effective_size(), Some(12.0));
//! # Ok::<(), tcf_audit::stats::InvalidProportion>(())
//! ```

mod binomial;
mod cluster;
mod histogram;
mod proportion;
mod quantile;
mod survival;

pub use cluster::Clusters;
pub use histogram::Histogram;
pub use proportion::{Difference, Interval, InvalidProportion, Proportion};
pub use quantile::{Quantile, QuantileInterval};
pub use survival::{Step, Survival};

/// The 97.5 % quantile of the standard normal distribution, for two-sided 95 % intervals.
pub const Z_95: f64 = 1.959_964;

/// The probability on each side outside of a 95 % interval.
const TAIL: f64 = 0.025;

/// A count as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
#[expect(clippy::as_conversions, reason = "the standard library has no other conversion")]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}
