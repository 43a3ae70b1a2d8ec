//! The effective size of a sample that is grouped by visit.

use std::collections::BTreeMap;

use super::{Proportion, float};
use crate::bytes::{Reader, StateError, Wire, Writer};

/// A sample of calls that are grouped by visit. Calls of one visit resemble each other, so they are
/// worth fewer than as many independent calls.
///
/// With `k` visits of `m̄` calls on average, the effective size is `n / (1 + (m̄ - 1) ρ)`. `ρ` is
/// the intraclass correlation from the one-way analysis of variance over visits, at least 0:
/// `(MSB - MSW) / (MSB + (m₀ - 1) MSW)`, with `m₀ = (n - Σ mᵢ² / n) / (k - 1)`.
///
/// Only sums of integers are kept, so parts of a sample can be merged in any order, with the same
/// result. There is one row for each size of a visit that occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    by_size: BTreeMap<u64, SameSize>,
}

/// Visits of the same number of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SameSize {
    visits: u64,
    /// The sum of the numerators.
    sum: u128,
    /// The sum of the squares of the numerators.
    sum_of_squares: u128,
}

impl Clusters {
    /// The number of visits below which there is no interval.
    pub const MIN_VISITS: u64 = 10;

    /// Creates an empty sample.
    pub const fn new() -> Self {
        Self { by_size: BTreeMap::new() }
    }

    /// Adds a visit: the rate over its calls. A visit without calls is ignored.
    pub fn add(&mut self, visit: Proportion) {
        if visit.denominator() == 0 {
            return;
        }
        let numerator = u128::from(visit.numerator());
        let row = self.by_size.entry(visit.denominator()).or_default();
        row.visits += 1;
        row.sum += numerator;
        row.sum_of_squares += numerator * numerator;
    }

    /// Adds the visits of another part of the sample.
    pub fn merge(&mut self, other: &Self) {
        for (&size, other) in &other.by_size {
            let row = self.by_size.entry(size).or_default();
            row.visits += other.visits;
            row.sum += other.sum;
            row.sum_of_squares += other.sum_of_squares;
        }
    }

    /// The number of visits with calls.
    pub fn visits(&self) -> u64 {
        self.by_size.values().map(|row| row.visits).sum()
    }

    /// The design effect: how many calls are worth one independent call, at least 1. `None` for
    /// fewer than 10 visits.
    pub fn design_effect(&self) -> Option<f64> {
        let visits = self.visits();
        if visits < Self::MIN_VISITS {
            return None;
        }
        let (mut calls, mut squared_sizes, mut hits) = (0.0, 0.0, 0.0);
        let (mut total_between, mut within) = (0.0, 0.0);
        for (&size, row) in &self.by_size {
            let (size, of_size) = (float(size), float(row.visits));
            let (sum, squares) = (wide_float(row.sum), wide_float(row.sum_of_squares));
            calls += size * of_size;
            squared_sizes += size * size * of_size;
            hits += sum;
            // The sums over visits of (numerator)² / size, and of size p (1 - p).
            total_between += squares / size;
            within += sum - squares / size;
        }
        let (groups, rate) = (float(visits), hits / calls);
        if calls <= groups {
            // One call per visit: the calls are independent units.
            return Some(1.0);
        }
        let mean_between = ((total_between - hits * rate) / (groups - 1.0)).max(0.0);
        let mean_within = within / (calls - groups);
        let typical_size = (calls - squared_sizes / calls) / (groups - 1.0);
        let spread = mean_between + (typical_size - 1.0) * mean_within;
        let correlation = if spread > 0.0 { (mean_between - mean_within) / spread } else { 0.0 };
        let mean_size = calls / groups;
        Some(1.0 + (mean_size - 1.0) * correlation.clamp(0.0, 1.0))
    }

    /// The number of independent calls that the sample is worth: the number of calls divided by the
    /// design effect. `None` for fewer than 10 visits.
    pub fn effective_size(&self) -> Option<f64> {
        let calls: u64 = self.by_size.iter().map(|(size, row)| size * row.visits).sum();
        self.design_effect().map(|effect| float(calls) / effect)
    }
}

impl Wire for Clusters {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.length(self.by_size.len());
        for (size, SameSize { visits, sum, sum_of_squares }) in &self.by_size {
            to.number(*size);
            to.number(*visits);
            sum.write(to);
            sum_of_squares.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let by_size = from.map(|from| {
            let visits = from.count()?;
            Ok(SameSize { visits, sum: Wire::read(from)?, sum_of_squares: Wire::read(from)? })
        })?;
        let clusters = Self { by_size };
        if clusters.is_possible() { Ok(clusters) } else { Err(from.damaged(IMPOSSIBLE)) }
    }
}

const IMPOSSIBLE: &str = "the sizes of visits contradict their counts";

impl Clusters {
    /// Whether there are visits with these sums, and no more calls than can be counted.
    fn is_possible(&self) -> bool {
        let mut calls = 0u64;
        self.by_size.iter().all(|(&size, row)| {
            let of_size = size.checked_mul(row.visits);
            let all = of_size.and_then(|of_size| calls.checked_add(of_size));
            calls = all.unwrap_or(u64::MAX);
            let greatest = row.sum.checked_mul(size.into());
            size > 0
                && row.visits > 0
                && calls <= Reader::MAX_COUNT
                && of_size.is_some_and(|of_size| row.sum <= of_size.into())
                && greatest.is_some_and(|greatest| row.sum_of_squares <= greatest)
        })
    }
}

/// A sum as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "rounded to 53 bits, as every float")]
#[expect(clippy::as_conversions, reason = "the standard library has no other conversion")]
const fn wide_float(sum: u128) -> f64 {
    sum as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn clusters(visits: &[(u64, u64)]) -> Clusters {
        let mut clusters = Clusters::new();
        for &(numerator, denominator) in visits {
            clusters.add(Proportion::new(numerator, denominator).unwrap());
        }
        clusters
    }

    #[test]
    fn fewer_than_ten_visits_have_no_design_effect() {
        let nine = clusters(&[(1, 2); 9]);
        assert_eq!((nine.visits(), nine.design_effect(), nine.effective_size()), (9, None, None));
        assert!(clusters(&[(1, 2); 10]).design_effect().is_some());
        assert_eq!(clusters(&[(0, 0); 20]).visits(), 0);
    }

    #[test]
    fn extremes_have_the_expected_size() {
        // All or none: each visit is one unit.
        let identical: Vec<_> = (0..12).map(|visit| (10 * (visit % 2), 10)).collect();
        assert_eq!(clusters(&identical).effective_size(), Some(12.0));
        // Every visit has the same rate: less alike than by chance, so the correlation is 0.
        assert_eq!(clusters(&[(1, 2); 10]).effective_size(), Some(20.0));
        // One call per visit.
        let single: Vec<_> = (0..15).map(|visit| (visit % 2, 1)).collect();
        assert_eq!(clusters(&single).effective_size(), Some(15.0));
        // Without any variation.
        assert_eq!(clusters(&[(0, 7); 11]).effective_size(), Some(77.0));
        assert_eq!(clusters(&[(7, 7); 11]).effective_size(), Some(77.0));
    }

    /// Worked by hand: 10 visits of 4 calls, with 4, 4, 3, 3, 2, 2, 1, 1, 0, 0 hits.
    /// p = 1/2; MSB = 4 (2·.25 + 2·.0625 + 0 + 2·.0625 + 2·.25) / 9 = 5/9;
    /// MSW = (4·(4·3/16) + 2·1) / 30 = 5/30 = 1/6; m₀ = 4;
    /// ρ = (5/9 - 1/6) / (5/9 + 3/6) = (7/18) / (19/18) = 7/19; deff = 1 + 3·7/19 = 40/19;
    /// effective size 40 / (40/19) = 19.
    #[test]
    fn a_worked_table_has_its_effective_size() {
        let visits: Vec<_> =
            [4, 4, 3, 3, 2, 2, 1, 1, 0, 0].into_iter().map(|hits| (hits, 4)).collect();
        let size = clusters(&visits).effective_size().unwrap();
        assert!((size - 19.0).abs() < 1e-12, "{size}");
    }

    /// The definition, over single calls: sums of squared deviations.
    fn by_definition(visits: &[(u64, u64)]) -> f64 {
        let calls: Vec<Vec<f64>> = visits
            .iter()
            .map(|&(hits, size)| (0..size).map(|call| f64::from(call < hits)).collect())
            .collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / float(count(values.len()));
        let all: Vec<f64> = calls.iter().flatten().copied().collect();
        let (n, k) = (float(count(all.len())), float(count(calls.len())));
        let grand = mean(&all);
        let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
        for visit in &calls {
            let size = float(count(visit.len()));
            between += size * (mean(visit) - grand).powi(2);
            within += visit.iter().map(|call| (call - mean(visit)).powi(2)).sum::<f64>();
            squares += size * size;
        }
        let (msb, msw) = (between / (k - 1.0), within / (n - k));
        let m0 = (n - squares / n) / (k - 1.0);
        let denominator = msb + (m0 - 1.0) * msw;
        let rho = if denominator > 1e-12 { (msb - msw) / denominator } else { 0.0 };
        n / (1.0 + (n / k - 1.0) * rho.max(0.0))
    }

    fn count(length: usize) -> u64 {
        length.try_into().unwrap()
    }

    fn visits() -> impl Strategy<Value = Vec<(u64, u64)>> {
        vec((2u64..30).prop_flat_map(|size| (0..=size, Just(size))), 10..60)
    }

    proptest! {
        #![proptest_config(crate::test_support::config(500))]

        #[test]
        fn the_effective_size_follows_the_definition(visits in visits()) {
            let size = clusters(&visits).effective_size().unwrap();
            let expected = by_definition(&visits);
            prop_assert!((size - expected).abs() < 1e-6 * expected, "{size} {expected}");
        }

        #[test]
        fn merging_in_any_order_gives_the_same_sample(
            visits in visits(),
            split in any::<prop::sample::Index>(),
            rotation in any::<prop::sample::Index>(),
        ) {
            let whole = clusters(&visits);
            let (one, two) = visits.split_at(split.index(visits.len()));
            let mut merged = clusters(two);
            merged.merge(&clusters(one));
            prop_assert_eq!(&merged, &whole);
            let mut rotated = visits.clone();
            rotated.rotate_left(rotation.index(visits.len()));
            let rotated = clusters(&rotated);
            let (one, two) = (rotated.effective_size().unwrap(), whole.effective_size().unwrap());
            prop_assert_eq!(one.to_bits(), two.to_bits());
        }
    }
}
