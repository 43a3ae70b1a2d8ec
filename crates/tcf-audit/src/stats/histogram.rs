//! Counts of durations in fixed bins.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::binomial::{rank, ranks};
use super::{Quantile, QuantileInterval};
use crate::bytes::{Reader, StateError, Wire, Writer, wire};

/// Counts of durations in milliseconds, in bins that are the same for every histogram: at most 1 %
/// wide, and exact below 200 ms. Histograms of parts of a sample can be merged in any order with
/// the same result.
///
/// A bin remembers its smallest and its greatest duration. So the extremes are exact, and so is
/// every duration of a bin that holds at most two of them.
///
/// ```
/// use tcf_audit::stats::Histogram;
/// let mut times = Histogram::new();
/// for milliseconds in [1_200, 11_000, 31_000] {
///     times.add(milliseconds);
/// }
/// assert_eq!(times.quantile(0.5).unwrap().value, 11_000);
/// assert_eq!(times.max(), Some(31_000));
/// assert!(Histogram::new().quantile(0.5).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    count: u64,
    bins: BTreeMap<u16, Bin>,
}

/// A bin with observations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bin {
    pub(super) count: u64,
    pub(super) min: u64,
    pub(super) max: u64,
}

/// The lower ends of all bins: 0, 1, 2 ... 200, 202, 204 ... Each bin is a hundredth of its lower
/// end wide, rounded down, but at least 1. A bin ends at each threshold.
static BOUNDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let next = |&bound: &u64| {
        let next = bound.checked_add((bound / 100).max(1))?;
        let after = Histogram::THRESHOLDS.map(|threshold| threshold + 1);
        Some(after.into_iter().find(|end| (bound + 1..next).contains(end)).unwrap_or(next))
    };
    std::iter::successors(Some(0), next).collect()
});

/// The bin of a duration.
fn bin_of(milliseconds: u64) -> u16 {
    let following = BOUNDS.partition_point(|&bound| bound <= milliseconds);
    // The first bound is 0; there are fewer than 65,536 bins, as a test shows.
    u16::try_from(following.saturating_sub(1)).unwrap_or(u16::MAX)
}

impl Histogram {
    /// The number of observations below which a quantile has no interval.
    pub const MIN_FOR_INTERVAL: u64 = 20;

    /// Durations for which [`at_most`](Self::at_most) is exact: 1, 10 and 60 seconds.
    pub const THRESHOLDS: [u64; 3] = [1_000, 10_000, 60_000];

    /// Creates an empty histogram.
    pub const fn new() -> Self {
        Self { count: 0, bins: BTreeMap::new() }
    }

    /// Counts a duration in milliseconds.
    pub fn add(&mut self, milliseconds: u64) {
        self.add_bin(bin_of(milliseconds), Bin { count: 1, min: milliseconds, max: milliseconds });
    }

    /// Adds the durations of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (&number, &bin) in &other.bins {
            self.add_bin(number, bin);
        }
    }

    fn add_bin(&mut self, number: u16, new: Bin) {
        let bin = self.bins.entry(number).or_insert(Bin { count: 0, ..new });
        bin.count += new.count;
        bin.min = bin.min.min(new.min);
        bin.max = bin.max.max(new.max);
        self.count += new.count;
    }

    /// The number of durations.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The shortest duration; `None` without durations.
    pub fn min(&self) -> Option<u64> {
        self.bins.first_key_value().map(|(_, bin)| bin.min)
    }

    /// The longest duration; `None` without durations.
    pub fn max(&self) -> Option<u64> {
        self.bins.last_key_value().map(|(_, bin)| bin.max)
    }

    /// The number of durations that are at most `milliseconds`. Exact for the
    /// [`THRESHOLDS`](Self::THRESHOLDS); otherwise a bin counts once its longest duration does.
    pub fn at_most(&self, milliseconds: u64) -> u64 {
        self.bins.values().filter(|bin| bin.max <= milliseconds).map(|bin| bin.count).sum()
    }

    /// A quantile, from 0 to 1, with its interval. `None` without durations.
    pub fn quantile(&self, quantile: f64) -> Option<Quantile> {
        let value = self.of_rank(rank(self.count, quantile))?;
        let interval = (self.count >= Self::MIN_FOR_INTERVAL).then(|| {
            let ranks = ranks(self.count, quantile);
            let of_rank = |rank: Option<u64>| rank.and_then(|rank| self.of_rank(rank));
            QuantileInterval { low: of_rank(ranks.low), high: of_rank(ranks.high) }
        });
        Some(Quantile { value, interval })
    }

    /// The duration of a rank (from 1): exact for the first and the last of a bin, otherwise the
    /// first of its bin.
    fn of_rank(&self, rank: u64) -> Option<u64> {
        let mut before = 0;
        for bin in self.bins.values() {
            let last = before + bin.count;
            if rank <= last {
                return Some(if rank == last { bin.max } else { bin.min });
            }
            before = last;
        }
        None
    }

    pub(super) const fn bins(&self) -> &BTreeMap<u16, Bin> {
        &self.bins
    }
}

wire!(Bin { min, max } counts { count });

impl Wire for Histogram {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        self.bins.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let bins: BTreeMap<u16, Bin> = Wire::read(from)?;
        let mut count = 0;
        for (&number, bin) in &bins {
            let is_in_bin = |milliseconds| bin_of(milliseconds) == number;
            let is_possible = bin.count > 0 && bin.min <= bin.max;
            if !is_possible || !is_in_bin(bin.min) || !is_in_bin(bin.max) {
                return Err(from.damaged("a duration is not in its bin"));
            }
            // There are fewer than 65,536 bins, so that the sum cannot overflow.
            count += bin.count;
        }
        Ok(Self { count, bins })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn histogram(times: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        for &time in times {
            histogram.add(time);
        }
        histogram
    }

    #[test]
    fn bins_are_one_percent_wide_and_cover_every_duration() {
        assert_eq!(BOUNDS[0], 0);
        assert!(u16::try_from(BOUNDS.len()).is_ok(), "{}", BOUNDS.len());
        for pair in BOUNDS.windows(2) {
            let width = pair[1] - pair[0];
            assert!(width == 1 || (width > 0 && width <= pair[0] / 100), "{pair:?}");
        }
        let last = *BOUNDS.last().unwrap();
        assert!(u64::MAX - last < last / 100, "{last}");
        for threshold in Histogram::THRESHOLDS {
            assert_ne!(bin_of(threshold), bin_of(threshold + 1));
        }
        assert_eq!(usize::from(bin_of(u64::MAX)), BOUNDS.len() - 1);
        assert_eq!((bin_of(0), bin_of(199), bin_of(200), bin_of(201)), (0, 199, 200, 200));
    }

    #[test]
    fn an_empty_histogram_has_no_extremes_and_no_quantiles() {
        let empty = Histogram::new();
        assert_eq!((empty.min(), empty.max(), empty.count()), (None, None, 0));
        assert_eq!((empty.quantile(0.5), empty.at_most(u64::MAX)), (None, 0));
    }

    #[test]
    fn thresholds_are_counted_exactly() {
        let times = histogram(&[995, 999, 1_000, 1_001, 1_004, 10_000, 10_001, 60_000, 60_001]);
        assert_eq!(Histogram::THRESHOLDS.map(|limit| times.at_most(limit)), [3, 6, 8]);
    }

    #[test]
    fn quantiles_have_an_interval_from_twenty_observations_on() {
        let times: Vec<u64> = (1..=20).collect();
        assert_eq!(histogram(&times[..19]).quantile(0.5).unwrap().interval, None);
        let median = histogram(&times).quantile(0.5).unwrap();
        let interval = QuantileInterval { low: Some(6), high: Some(15) };
        assert_eq!(median, Quantile { value: 10, interval: Some(interval) });
        let p95 = histogram(&times).quantile(0.95).unwrap();
        assert_eq!((p95.value, p95.interval.unwrap().high), (19, None));
    }

    proptest! {
        #![proptest_config(crate::test_support::config(500))]

        #[test]
        fn quantiles_are_within_one_percent_of_the_order_statistic(
            mut times in vec(0u64..10_000_000, 1..200),
            quantile in prop::sample::select(vec![0.05, 0.25, 0.5, 0.75, 0.95, 1.0]),
        ) {
            let value = histogram(&times).quantile(quantile).unwrap().value;
            times.sort_unstable();
            let rank = usize::try_from(rank(times.len().try_into().unwrap(), quantile)).unwrap();
            let exact = times[rank - 1];
            prop_assert!(value.abs_diff(exact) <= exact / 100, "{value} {exact}");
        }

        #[test]
        fn merging_in_any_order_gives_the_same_histogram(
            times in vec(0u64..100_000, 0..200),
            split in any::<prop::sample::Index>(),
        ) {
            let whole = histogram(&times);
            let (one, two) = times.split_at(split.index(times.len() + 1));
            let mut merged = histogram(two);
            merged.merge(&histogram(one));
            prop_assert_eq!(&merged, &whole);
            prop_assert_eq!(whole.min(), times.iter().min().copied());
            prop_assert_eq!(whole.max(), times.iter().max().copied());
        }
    }
}
