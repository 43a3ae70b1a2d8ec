//! How properties are tried.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tcf_codec::ReadOptions;

/// Texts of any length: a value may be longer than the texts that are accepted unless said otherwise.
pub const ANY_LENGTH: ReadOptions = ReadOptions::new().max_length(usize::MAX);

/// So many cases, other ones each time.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Tries a property, and counts the cases that were to the point: a property that is never put to the test holds.
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
    hits.get()
}
