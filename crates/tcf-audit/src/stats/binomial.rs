//! Ranks of order statistics that enclose a quantile.

use super::{TAIL, float};

/// The ranks (from 1) of the order statistics that enclose a quantile with a probability of at
/// least 95 %, at most 2.5 % outside on each side. `None` on a side where no order statistic is
/// far enough out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ranks {
    pub(super) low: Option<u64>,
    pub(super) high: Option<u64>,
}

/// The number of values below the quantile is binomial: `count` trials that succeed with
/// probability `quantile`. The lower rank is the greatest `l` with `P(B < l) <= 2.5 %`, the upper
/// rank the least `u` with `P(B >= u) <= 2.5 %`.
pub(super) fn ranks(count: u64, quantile: f64) -> Ranks {
    let weights = Weights::new(count, quantile);
    let (mut below, mut low) = (0.0, weights.first);
    for weight in &weights.values {
        below += weight / weights.total;
        if below > TAIL {
            break;
        }
        low += 1;
    }
    let (mut above, mut high) = (0.0, weights.last + 1);
    for weight in weights.values.iter().rev() {
        above += weight / weights.total;
        if above > TAIL {
            break;
        }
        high -= 1;
    }
    Ranks { low: (low > 0).then_some(low), high: (high <= count).then_some(high) }
}

/// The probabilities of a binomial distribution, up to a common factor: those of the numbers from
/// `first` to `last`. All others are negligible.
struct Weights {
    first: u64,
    last: u64,
    values: Vec<f64>,
    total: f64,
}

impl Weights {
    /// The weight relative to the greatest one below which the rest of a tail is left out. The rest
    /// is far below the rounding errors of the sum.
    const NEGLIGIBLE: f64 = 1e-30;

    /// Starts at the mode with weight 1 and multiplies by the ratio of neighbours, so that nothing
    /// overflows. Takes time and memory proportional to the standard deviation.
    fn new(count: u64, quantile: f64) -> Self {
        let odds = quantile / (1.0 - quantile);
        let mode = mode(count, quantile);
        let (mut below, mut first, mut weight) = (Vec::new(), mode, 1.0);
        while first > 0 && weight > Self::NEGLIGIBLE {
            weight *= float(first) / (float(count - first + 1) * odds);
            first -= 1;
            below.push(weight);
        }
        let (mut values, mut last, mut weight) = (below, mode, 1.0);
        values.reverse();
        values.push(weight);
        while last < count && weight > Self::NEGLIGIBLE {
            weight *= float(count - last) * odds / float(last + 1);
            last += 1;
            values.push(weight);
        }
        let total = values.iter().sum();
        Self { first, last, values, total }
    }
}

/// A number of successes near the most probable one.
fn mode(count: u64, quantile: f64) -> u64 {
    rank(count, quantile).min(count)
}

/// The rank (from 1) of the order statistic that is a quantile: the least whole number that is at
/// least `quantile * count`, and at least 1.
pub(super) fn rank(count: u64, quantile: f64) -> u64 {
    // 0.95 * 20 must be 19, although the product of the floats may be slightly more.
    let exact = quantile * float(count);
    whole((exact - 1e-9 * exact.max(1.0)).ceil()).max(1)
}

/// A whole, nonnegative floating-point number as an integer.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::as_conversions,
    reason = "the number is whole and not negative; the standard library has no other conversion"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distribution-free 95 % intervals of the median, as published in tables of ranks.
    #[test]
    fn the_ranks_of_medians_are_the_published_ones() {
        for (count, low, high) in [
            (20, 6, 15),
            (25, 8, 18),
            (30, 10, 21),
            (40, 14, 27),
            (50, 18, 33),
            (75, 29, 47),
            (100, 40, 61),
        ] {
            assert_eq!(ranks(count, 0.5), Ranks { low: Some(low), high: Some(high) }, "{count}");
        }
    }

    /// The number of subsets of `n` things with `k` of them.
    fn choose(n: u32, k: u32) -> u128 {
        (0..k).fold(1, |product, i| product * u128::from(n - i) / u128::from(i + 1))
    }

    /// In whole numbers: of `d^n` equally likely outcomes, those with at most 2.5 % of the outcomes
    /// on each side.
    fn exact_ranks(n: u32, success: u128, of: u128) -> Ranks {
        let outcomes =
            |hits: u32| choose(n, hits) * success.pow(hits) * (of - success).pow(n - hits);
        let is_tail = |outcomes: u128| outcomes * 40 <= of.pow(n);
        let below = |rank: u32| (0..rank).map(outcomes).sum::<u128>();
        let from = |rank: u32| (rank..=n).map(outcomes).sum::<u128>();
        let low = (1..=n).rev().find(|&rank| is_tail(below(rank)));
        let high = (1..=n).find(|&rank| is_tail(from(rank)));
        Ranks { low: low.map(u64::from), high: high.map(u64::from) }
    }

    #[test]
    fn ranks_agree_with_exact_sums() {
        for n in 1..=60 {
            assert_eq!(ranks(n.into(), 0.5), exact_ranks(n, 1, 2), "median of {n}");
        }
        for n in 1..=25 {
            assert_eq!(ranks(n.into(), 0.95), exact_ranks(n, 19, 20), "p95 of {n}");
            assert_eq!(ranks(n.into(), 0.25), exact_ranks(n, 1, 4), "p25 of {n}");
        }
    }

    #[test]
    fn a_quantile_near_the_end_has_no_outer_rank() {
        assert_eq!(ranks(20, 0.95).high, None);
        assert!(ranks(20, 0.95).low.is_some());
        assert_eq!(ranks(1, 0.5), Ranks { low: None, high: None });
        // 0.95^n <= 2.5 % from 72 on.
        assert_eq!(ranks(71, 0.95).high, None);
        assert_eq!(ranks(72, 0.95).high, Some(72));
    }

    #[test]
    fn large_samples_follow_the_normal_approximation() {
        let count = 4_000_000_000;
        let Ranks { low: Some(low), high: Some(high) } = ranks(count, 0.5) else { panic!() };
        let deviation = super::super::Z_95 * (float(count) * 0.25).sqrt();
        assert!((float(count / 2 - low) - deviation).abs() < 2.0, "{low}");
        assert!((float(high - count / 2) - deviation).abs() < 2.0, "{high}");
    }

    #[test]
    fn ranks_of_quantiles_round_up() {
        for (count, quantile, expected) in
            [(1, 0.5, 1), (2, 0.5, 1), (3, 0.5, 2), (20, 0.95, 19), (21, 0.95, 20), (100, 0.95, 95)]
        {
            assert_eq!(rank(count, quantile), expected, "{quantile} of {count}");
        }
        for count in 1..2_000 {
            assert_eq!(rank(count, 0.5), count.div_ceil(2));
            assert_eq!(rank(count, 0.95), (count * 19).div_ceil(20));
        }
    }
}
