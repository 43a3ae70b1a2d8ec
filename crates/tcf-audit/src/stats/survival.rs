//! Durations of which some are known only to be longer than the observation.

use std::collections::BTreeSet;

use super::histogram::Bin;
use super::{Histogram, float};
use crate::bytes::wire;

/// Durations in milliseconds, some of them censored: known only to be at least as long as they were
/// observed. Quantiles are those of the Kaplan-Meier estimate.
///
/// ```
/// use tcf_audit::stats::Survival;
/// let mut times = Survival::new();
/// times.add(1_200);
/// times.add(11_000);
/// times.add(31_000);
/// // Not ended when the recording did, 31.5 s after it began.
/// times.add_censored(31_500);
/// assert_eq!(times.quantile(0.5), Some(11_000));
/// // A quarter had not ended: no duration is known that 95 % do not exceed.
/// assert_eq!(times.quantile(0.95), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    observed: Histogram,
    censored: Histogram,
}

/// A step of the Kaplan-Meier estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The duration in milliseconds.
    pub at: u64,
    /// How many durations are at least as long.
    pub at_risk: u64,
    /// How many are known to end here.
    pub ended: u64,
    /// How many are known only to be longer.
    pub censored: u64,
    /// The estimated share of durations that are longer, from 0 to 1.
    pub share: f64,
}

impl Survival {
    /// Creates an empty sample.
    pub const fn new() -> Self {
        Self { observed: Histogram::new(), censored: Histogram::new() }
    }

    /// Adds a duration in milliseconds.
    pub fn add(&mut self, milliseconds: u64) {
        self.observed.add(milliseconds);
    }

    /// Adds a duration that is at least `milliseconds`.
    pub fn add_censored(&mut self, milliseconds: u64) {
        self.censored.add(milliseconds);
    }

    /// Adds the durations of another part of the sample.
    pub fn merge(&mut self, other: &Self) {
        self.observed.merge(&other.observed);
        self.censored.merge(&other.censored);
    }

    /// The durations that are known.
    pub const fn observed(&self) -> &Histogram {
        &self.observed
    }

    /// The durations that are known only to be longer.
    pub const fn censored(&self) -> &Histogram {
        &self.censored
    }

    /// The steps of the Kaplan-Meier estimate, by time. Between two steps the estimate does not
    /// change. A bin of the histograms is one step, at its last duration.
    ///
    /// ```
    /// use tcf_audit::stats::{Step, Survival};
    /// let mut times = Survival::new();
    /// times.add(1_000);
    /// times.add_censored(2_000);
    /// times.add(3_000);
    /// let steps = times.steps();
    /// let first = Step { at: 1_000, at_risk: 3, ended: 1, censored: 0, share: 2.0 / 3.0 };
    /// assert_eq!(steps[0], first);
    /// // One of the two others is censored, so that the last one ends what is left.
    /// assert_eq!(steps[1], Step { at: 2_000, at_risk: 2, ended: 0, censored: 1, ..first });
    /// let last = Step { at: 3_000, at_risk: 1, ended: 1, censored: 0, share: 0.0 };
    /// assert_eq!(steps[2], last);
    /// ```
    pub fn steps(&self) -> Vec<Step> {
        let (observed, censored) = (self.observed.bins(), self.censored.bins());
        let numbers: BTreeSet<_> = observed.keys().chain(censored.keys()).collect();
        let mut at_risk = self.observed.count() + self.censored.count();
        let (mut estimate, mut of) = (1.0, at_risk);
        let mut steps = Vec::new();
        for number in numbers {
            let (ended, lost) = (observed.get(number), censored.get(number));
            let count = |bin: Option<&Bin>| bin.map_or(0, |bin| bin.count);
            let before = at_risk;
            at_risk -= count(ended);
            let share = if of == 0 { estimate } else { estimate * float(at_risk) / float(of) };
            if count(lost) > 0 {
                at_risk -= count(lost);
                (estimate, of) = (share, at_risk);
            }
            let end = ended.into_iter().chain(lost).map(|bin| bin.max).max();
            steps.extend(end.map(|at| Step {
                at,
                at_risk: before,
                ended: count(ended),
                censored: count(lost),
                share,
            }));
        }
        steps
    }

    /// The share of all durations that are at most `milliseconds` long, according to the
    /// Kaplan-Meier estimate. `None` if nothing was observed for that long. Exact for the
    /// [thresholds](Histogram::THRESHOLDS).
    ///
    /// ```
    /// use tcf_audit::stats::Survival;
    /// let mut times = Survival::new();
    /// times.add(500);
    /// times.add_censored(900);
    /// times.add(2_000);
    /// assert_eq!(times.share_within(400), Some(0.0));
    /// assert_eq!(times.share_within(10_000), Some(1.0));
    /// times.add_censored(3_000);
    /// assert_eq!(times.share_within(10_000), None);
    /// ```
    pub fn share_within(&self, milliseconds: u64) -> Option<f64> {
        let steps = self.steps();
        let last = steps.last()?;
        if milliseconds > last.at && last.share > 0.0 {
            return None;
        }
        let reached = steps.iter().take_while(|step| step.at <= milliseconds).last();
        Some(reached.map_or(0.0, |step| 1.0 - step.share))
    }

    /// The shortest duration that a share `quantile` of all durations does not exceed, according to
    /// the Kaplan-Meier estimate. `None` if the estimate does not reach it.
    ///
    /// A duration that is observed and one that is censored in the same bin of the histograms count
    /// in this order.
    pub fn quantile(&self, quantile: f64) -> Option<u64> {
        // A tolerance for products that are exactly the share, such as 2/3 * 3/4.
        let target = (1.0 - quantile) + 1e-9;
        let (observed, censored) = (self.observed.bins(), self.censored.bins());
        let numbers: BTreeSet<_> = observed.keys().chain(censored.keys()).collect();
        let mut at_risk = self.observed.count() + self.censored.count();
        // The estimate and the number at risk after the last censored duration. Between two of
        // them, the estimate is a single fraction instead of a product, which rounds less.
        let (mut estimate, mut of) = (1.0, at_risk);
        for number in numbers {
            if let Some(bin) = observed.get(number) {
                let before = at_risk;
                at_risk -= bin.count;
                if estimate * float(at_risk) / float(of) <= target {
                    // The first duration of the bin may suffice.
                    let first = estimate * float(before - 1) / float(of) <= target;
                    return Some(if first { bin.min } else { bin.max });
                }
            }
            if let Some(bin) = censored.get(number) {
                estimate *= float(at_risk) / float(of);
                at_risk -= bin.count;
                of = at_risk;
            }
        }
        None
    }
}

wire!(Survival { observed, censored });

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn survival(times: &[(u64, bool)]) -> Survival {
        let mut survival = Survival::new();
        for &(time, is_censored) in times {
            if is_censored {
                survival.add_censored(time);
            } else {
                survival.add(time);
            }
        }
        survival
    }

    /// The remission times of the treatment group in Freireich et al. (1963), in weeks; the
    /// published median is 23.
    #[test]
    fn a_published_table_has_its_median() {
        let observed = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (week, false));
        let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (week, true));
        let times = survival(&[&observed[..], &censored].concat());
        assert_eq!(times.quantile(0.5), Some(23));
        // S(6) = .857, S(7) = .807, S(10) = .753, S(13) = .690, S(16) = .627, S(22) = .538,
        // S(23) = .448.
        for (survival, week) in
            [(0.86, 6), (0.85, 7), (0.80, 10), (0.75, 13), (0.68, 16), (0.60, 22), (0.45, 23)]
        {
            assert_eq!(times.quantile(1.0 - survival), Some(week), "S = {survival}");
        }
        assert_eq!(times.quantile(0.95), None);
    }

    #[test]
    fn an_estimate_that_is_exactly_one_half_is_reached() {
        // 2/3 * 3/4 of 12: four end, one of the eight others is censored after... worked by hand:
        // S = 8/12 = 2/3 at 1, then at risk 4 after four censored, S = 2/3 * 3/4 = 1/2 at 3.
        let mut times = vec![(1, false); 4];
        times.extend(vec![(2, true); 4]);
        times.push((3, false));
        times.extend(vec![(9, true); 3]);
        assert_eq!(survival(&times).quantile(0.5), Some(3));
    }

    #[test]
    fn nothing_and_censored_durations_alone_reach_no_quantile() {
        assert_eq!(Survival::new().quantile(0.5), None);
        assert_eq!(survival(&[(5, true), (7, true)]).quantile(0.5), None);
    }

    /// The product over all observed times, each time counting who is still at risk.
    fn naive(times: &[(u64, bool)], quantile: f64) -> Option<u64> {
        let at_risk = |time| times.iter().filter(|&&(other, _)| other >= time).count();
        let ends = |time| times.iter().filter(|&&other| other == (time, false)).count();
        let mut observed: Vec<_> =
            times.iter().filter(|(_, censored)| !censored).map(|&(time, _)| time).collect();
        observed.sort_unstable();
        observed.dedup();
        let ratio = |part: usize, whole: usize| {
            f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
        };
        let estimate = |until: u64| -> f64 {
            let steps = observed.iter().filter(|&&time| time <= until);
            steps.map(|&time| 1.0 - ratio(ends(time), at_risk(time))).product()
        };
        observed.iter().copied().find(|&time| estimate(time) <= 1.0 - quantile + 1e-9)
    }

    proptest! {
        #![proptest_config(crate::test_support::config(1_000))]

        // Below 200 ms, where bins are exact.
        #[test]
        fn quantiles_agree_with_the_naive_product(
            times in vec((0u64..60, any::<bool>()), 0..40),
            quantile in prop::sample::select(vec![0.1, 0.25, 0.5, 0.75, 0.95]),
        ) {
            prop_assert_eq!(survival(&times).quantile(quantile), naive(&times, quantile));
        }

        #[test]
        fn steps_agree_with_the_naive_product(times in vec((0u64..60, any::<bool>()), 0..40)) {
            for step in survival(&times).steps() {
                let number = |count: usize| f64::from(u32::try_from(count).unwrap());
                let ends = |time| times.iter().filter(|&&other| other == (time, false)).count();
                let at_risk = |time| times.iter().filter(|&&(other, _)| other >= time).count();
                let mut ended: Vec<_> = times.iter().filter(|(_, censored)| !censored).collect();
                ended.retain(|(time, _)| *time <= step.at);
                ended.sort();
                ended.dedup();
                let ratio = |time| number(ends(time)) / number(at_risk(time));
                let share: f64 = ended.iter().map(|(time, _)| 1.0 - ratio(*time)).product();
                prop_assert!((step.share - share).abs() < 1e-9, "{step:?} {share}");
                prop_assert_eq!(step.at_risk, u64::try_from(at_risk(step.at)).unwrap());
                prop_assert_eq!(step.ended, u64::try_from(ends(step.at)).unwrap());
            }
        }

        #[test]
        fn shares_agree_with_the_naive_product(
            times in vec((0u64..60, any::<bool>()), 1..40),
            limit in 0u64..70,
        ) {
            let at_risk = |time| times.iter().filter(|&&(other, _)| other >= time).count();
            let ends = |time| times.iter().filter(|&&other| other == (time, false)).count();
            let mut estimate = 1.0;
            for time in 0..=limit {
                if ends(time) > 0 {
                    let (ends, at_risk) =
                        (u32::try_from(ends(time)).unwrap(), u32::try_from(at_risk(time)).unwrap());
                    estimate *= 1.0 - f64::from(ends) / f64::from(at_risk);
                }
            }
            let longest = times.iter().map(|&(time, _)| time).max().unwrap();
            let share = survival(&times).share_within(limit);
            if limit > longest && estimate > 1e-9 {
                prop_assert_eq!(share, None);
            } else {
                prop_assert!((share.unwrap() - (1.0 - estimate)).abs() < 1e-9, "{share:?}");
            }
        }

        #[test]
        fn without_censoring_quantiles_are_order_statistics(
            times in vec(0u64..10_000_000, 1..100),
        ) {
            let survival = survival(&times.iter().map(|&time| (time, false)).collect::<Vec<_>>());
            for quantile in [0.25, 0.5, 0.95] {
                let expected = survival.observed().quantile(quantile).map(|found| found.value);
                let found = survival.quantile(quantile);
                let (found, expected) = (found.unwrap(), expected.unwrap());
                prop_assert!(found.abs_diff(expected) <= expected / 100, "{found} {expected}");
            }
        }

        #[test]
        fn merging_in_any_order_gives_the_same_quantiles(
            times in vec((0u64..100_000, any::<bool>()), 0..100),
            split in any::<prop::sample::Index>(),
        ) {
            let whole = survival(&times);
            let (one, two) = times.split_at(split.index(times.len() + 1));
            let mut merged = survival(two);
            merged.merge(&survival(one));
            prop_assert_eq!(merged, whole);
        }
    }
}
