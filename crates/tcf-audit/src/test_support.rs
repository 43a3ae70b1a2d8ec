//! What tests share.

use proptest::test_runner::{Config, RngAlgorithm, RngSeed};

/// Property tests with a fixed seed.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(0x7cf0_a0d1),
        ..Config::default()
    }
}
