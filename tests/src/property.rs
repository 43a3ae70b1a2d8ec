//! Configuration of property tests. Every run checks the same cases.
//!
//! A failed case is recorded in `tests/proptest-regressions.txt` and runs first from then on;
//! commit that file with the fix. Set `TCF_RANDOM_CASES` to a factor for a longer run from a random
//! seed: `just test-random`.

use std::cell::Cell;
use std::env;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed, TestRunner};
use tcf_codec::DecodeOptions;

/// Options without a length limit, because generated values may exceed the default limit.
pub const ANY_LENGTH: DecodeOptions = DecodeOptions::new().with_max_len(usize::MAX);

/// The seed of every property.
const SEED: u64 = 2018;

/// The file that records the seeds of failed cases.
const FAILURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions.txt");

/// The factor by which `TCF_RANDOM_CASES` lengthens the run, if it is set.
fn factor() -> Option<u32> {
    let factor = env::var_os("TCF_RANDOM_CASES")?;
    let factor = factor.to_str().and_then(|text| text.parse().ok()).filter(|&factor| factor > 0);
    Some(factor.expect("TCF_RANDOM_CASES is a factor of 1 or more"))
}

/// The configuration for a number of cases.
pub fn cases(cases: u32) -> ProptestConfig {
    let (factor, seed) =
        factor().map_or((1, RngSeed::Fixed(SEED)), |factor| (factor, RngSeed::Random));
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(FAILURES))),
        rng_seed: seed,
        ..ProptestConfig::with_cases(cases.saturating_mul(factor))
    }
}

/// Checks a property and returns for how many of the `count` cases it was relevant: a property that
/// applies to no case always holds. A longer run returns the average.
pub fn check<S: Strategy>(
    count: u32,
    strategy: S,
    property: impl Fn(S::Value) -> Result<bool, TestCaseError>,
) -> u32 {
    let hits = Cell::new(0);
    let result = TestRunner::new(cases(count)).run(&strategy, |value| {
        hits.set(hits.get() + u32::from(property(value)?));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    hits.get() / factor().unwrap_or(1)
}
