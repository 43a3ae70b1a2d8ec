//! Rates and their differences.

use super::{Z_95, float};
use crate::bytes::{Reader, StateError, Wire, Writer};

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A numerator that is greater than its denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the numerator {numerator} is greater than the denominator {denominator}")]
pub struct InvalidProportion {
    /// The numerator.
    pub numerator: u64,
    /// The denominator.
    pub denominator: u64,
}

/// A rate: `numerator` of `denominator`.
///
/// ```
/// use tcf_audit::stats::Proportion;
/// assert_eq!(Proportion::new(6, 10)?.value(), Some(0.6));
/// assert_eq!(Proportion::new(0, 0)?.value(), None);
/// assert!(Proportion::new(2, 1).is_err());
/// # Ok::<(), tcf_audit::stats::InvalidProportion>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proportion {
    numerator: u64,
    denominator: u64,
}

impl Proportion {
    /// Creates a rate.
    pub const fn new(numerator: u64, denominator: u64) -> Result<Self, InvalidProportion> {
        if numerator <= denominator {
            Ok(Self { numerator, denominator })
        } else {
            Err(InvalidProportion { numerator, denominator })
        }
    }

    /// The numerator.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The denominator.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// Counts one more unit; `success` if it also belongs to the numerator.
    pub const fn count(&mut self, success: bool) {
        self.denominator += 1;
        if success {
            self.numerator += 1;
        }
    }

    /// Adds the counts of another part of the sample.
    pub const fn merge(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }

    /// The rate, from 0 to 1; `None` if the denominator is 0.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0).then(|| float(self.numerator) / float(self.denominator))
    }

    /// The Wilson score interval, for independent units; `None` if the denominator is 0.
    pub fn interval(self) -> Option<Interval> {
        self.interval_of_size(float(self.denominator))
    }

    /// The Wilson score interval for a sample whose units are not independent, such as the calls of
    /// a visit, and which is therefore worth only `size` units (see
    /// [`Clusters::effective_size`](super::Clusters::effective_size)). `None` if the denominator
    /// is 0, or if `size` is not a positive number.
    pub fn interval_of_size(self, size: f64) -> Option<Interval> {
        let rate = self.value()?;
        if !size.is_finite() || size <= 0.0 {
            return None;
        }
        let shrink = 1.0 + Z_95 * Z_95 / size;
        let center = (rate + Z_95 * Z_95 / (2.0 * size)) / shrink;
        let variance = rate * (1.0 - rate) / size + Z_95 * Z_95 / (4.0 * size * size);
        let half_width = Z_95 / shrink * variance.sqrt();
        // Rounding must not move the ends that are exact.
        let low = if self.numerator == 0 { 0.0 } else { (center - half_width).max(0.0) };
        let is_all = self.numerator == self.denominator;
        let high = if is_all { 1.0 } else { (center + half_width).min(1.0) };
        Some(Interval { low, high })
    }
}

/// The difference of two rates, with Newcombe's interval (method 10), which combines the Wilson
/// intervals of the rates.
///
/// ```
/// use tcf_audit::stats::{Difference, Proportion};
/// let (before, after) = (Proportion::new(56, 70)?, Proportion::new(48, 80)?);
/// let difference =
///     Difference::new(before, before.interval(), after, after.interval()).unwrap();
/// assert_eq!(format!("{:.4}", difference.value), "0.2000");
/// assert_eq!(format!("{:.4}", difference.interval.unwrap().low), "0.0524");
/// # Ok::<(), tcf_audit::stats::InvalidProportion>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first rate minus the second, from -1 to 1.
    pub value: f64,
    /// The interval; `None` if one of the rates has none.
    pub interval: Option<Interval>,
}

impl Difference {
    /// The first rate minus the second, with the intervals of both. `None` if one of the rates has
    /// no value.
    pub fn new(
        first: Proportion,
        first_interval: Option<Interval>,
        second: Proportion,
        second_interval: Option<Interval>,
    ) -> Option<Self> {
        let (one, two) = (first.value()?, second.value()?);
        let value = one - two;
        let interval = first_interval.zip(second_interval).map(|(first, second)| Interval {
            low: value - norm(one - first.low, second.high - two),
            high: value + norm(first.high - one, two - second.low),
        });
        Some(Self { value, interval })
    }
}

/// Unlike [`f64::hypot`], the same on every platform.
fn norm(one: f64, two: f64) -> f64 {
    (one * one + two * two).sqrt()
}

impl Wire for Proportion {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.numerator);
        to.number(self.denominator);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let (numerator, denominator) = (from.count()?, from.count()?);
        Self::new(numerator, denominator).map_err(|_| from.damaged("a rate is greater than 1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn proportion(numerator: u64, denominator: u64) -> Proportion {
        Proportion::new(numerator, denominator).unwrap()
    }

    /// Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I.
    #[test]
    fn intervals_have_the_published_values() {
        for (numerator, denominator, low, high) in [
            (81, 263, "0.2553", "0.3662"),
            (15, 148, "0.0624", "0.1605"),
            (0, 20, "0.0000", "0.1611"),
            (1, 29, "0.0061", "0.1718"),
        ] {
            let interval = proportion(numerator, denominator).interval().unwrap();
            assert_eq!(format!("{:.4}", interval.low), low, "{numerator}/{denominator}");
            assert_eq!(format!("{:.4}", interval.high), high, "{numerator}/{denominator}");
        }
    }

    /// Newcombe, "Interval estimation for the difference between independent proportions" (1998),
    /// table II, method 10.
    #[test]
    fn differences_have_the_published_intervals() {
        for (first, second, low, high) in [
            ((56, 70), (48, 80), "0.0524", "0.3339"),
            ((9, 10), (3, 10), "0.1705", "0.8090"),
            ((6, 7), (2, 7), "0.0582", "0.8062"),
            ((5, 56), (0, 29), "-0.0381", "0.1926"),
            ((0, 10), (0, 20), "-0.1611", "0.2775"),
            ((0, 10), (0, 10), "-0.2775", "0.2775"),
            ((10, 10), (0, 20), "0.6791", "1.0000"),
            ((10, 10), (0, 10), "0.6075", "1.0000"),
        ] {
            let (one, two) = (proportion(first.0, first.1), proportion(second.0, second.1));
            let difference = Difference::new(one, one.interval(), two, two.interval()).unwrap();
            let interval = difference.interval.unwrap();
            assert_eq!(format!("{:.4}", interval.low), low, "{first:?} - {second:?}");
            assert_eq!(format!("{:.4}", interval.high), high, "{first:?} - {second:?}");
        }
    }

    #[test]
    fn nothing_has_no_rate_and_no_interval() {
        let nothing = Proportion::default();
        assert_eq!((nothing.value(), nothing.interval()), (None, None));
        let rate = proportion(1, 2);
        assert_eq!(Difference::new(nothing, None, rate, rate.interval()), None);
        assert_eq!(Difference::new(rate, rate.interval(), nothing, None), None);
        let unknown = Difference::new(rate, None, rate, rate.interval()).unwrap();
        assert_eq!((unknown.value, unknown.interval), (0.0, None));
        for size in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(rate.interval_of_size(size), None, "{size}");
        }
    }

    #[test]
    fn none_of_many_has_an_upper_end_only() {
        let interval = proportion(0, 200).interval().unwrap();
        assert_eq!(interval.low.to_bits(), 0.0f64.to_bits());
        let expected = Z_95 * Z_95 / (200.0 + Z_95 * Z_95);
        assert!((interval.high - expected).abs() < 1e-12, "{interval:?}");
        let all = proportion(200, 200).interval().unwrap();
        assert_eq!(all.high.to_bits(), 1.0f64.to_bits());
        assert!((all.low - (1.0 - expected)).abs() < 1e-12, "{all:?}");
    }

    #[test]
    fn counts_add_up() {
        let mut rate = proportion(1, 3);
        rate.count(true);
        rate.count(false);
        rate.merge(proportion(2, 5));
        assert_eq!((rate.numerator(), rate.denominator()), (4, 10));
        let error = Proportion::new(3, 2).unwrap_err();
        assert_eq!(error.to_string(), "the numerator 3 is greater than the denominator 2");
    }

    /// The end of the interval on one side: where the score test of the hypothesis stops rejecting,
    /// found by bisection.
    fn end_by_bisection(rate: f64, size: f64, outer: f64) -> f64 {
        let is_rejected = |hypothesis: f64| {
            (rate - hypothesis).abs() > Z_95 * (hypothesis * (1.0 - hypothesis) / size).sqrt()
        };
        let (mut outside, mut inside) = (outer, rate);
        for _ in 0..200 {
            let middle = f64::midpoint(outside, inside);
            if is_rejected(middle) { outside = middle } else { inside = middle }
        }
        inside
    }

    proptest! {
        #![proptest_config(crate::test_support::config(2_000))]

        #[test]
        fn an_interval_is_what_the_score_test_does_not_reject(
            denominator in 1u64..5_000,
            part in 0.0f64..=1.0,
            worth in 0.05f64..=1.0,
        ) {
            let numerator = (0..=denominator).find(|&n| float(n) >= part * float(denominator));
            let rate = proportion(numerator.unwrap(), denominator);
            let size = float(denominator) * worth;
            let interval = rate.interval_of_size(size).unwrap();
            let value = rate.value().unwrap();
            let low = end_by_bisection(value, size, 0.0);
            let high = end_by_bisection(value, size, 1.0);
            prop_assert!((interval.low - low).abs() < 1e-9, "{interval:?} {low}");
            prop_assert!((interval.high - high).abs() < 1e-9, "{interval:?} {high}");
            prop_assert!(interval.low <= value && value <= interval.high);
        }

        #[test]
        fn swapped_rates_swap_the_interval(
            (a, n) in (1u64..500).prop_flat_map(|n| (0..=n, Just(n))),
            (b, m) in (1u64..500).prop_flat_map(|n| (0..=n, Just(n))),
        ) {
            let (one, two) = (proportion(a, n), proportion(b, m));
            let forth = Difference::new(one, one.interval(), two, two.interval()).unwrap();
            let back = Difference::new(two, two.interval(), one, one.interval()).unwrap();
            let (forth_ends, back_ends) = (forth.interval.unwrap(), back.interval.unwrap());
            prop_assert!((forth.value + back.value).abs() < 1e-12);
            prop_assert!((forth_ends.low + back_ends.high).abs() < 1e-12);
            prop_assert!((forth_ends.high + back_ends.low).abs() < 1e-12);
            prop_assert!(-1.0 - 1e-12 <= forth_ends.low && forth_ends.high <= 1.0 + 1e-12);
        }
    }
}
