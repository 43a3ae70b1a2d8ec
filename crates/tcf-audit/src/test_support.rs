//! What tests share.

use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use tcf_carrier::Timestamp;
use tcf_codec::{Deciseconds, IdSet, TcString, VendorId, VendorSet};

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

/// A string for purposes on consent and on legitimate interest, of vendors 1 to 20, last updated on
/// a day of April 2024.
pub(crate) fn tc_string(day: u64, consent: &[u8], legitimate_interest: &[u8]) -> String {
    let mut tc = TcString::default();
    let midnight = Deciseconds::from_date(2024, 4, day).unwrap();
    (tc.created, tc.last_updated) = (midnight, midnight);
    tc.purposes_consent = IdSet::from_ids(consent.iter().copied()).unwrap();
    tc.purposes_li_transparency = IdSet::from_ids(legitimate_interest.iter().copied()).unwrap();
    let vendors: VendorSet = (1..=20).filter_map(VendorId::new).collect();
    if !consent.is_empty() {
        tc.vendor_consents = vendors.clone();
    }
    if !legitimate_interest.is_empty() {
        tc.vendor_legitimate_interests = vendors;
    }
    tc.encode()
}

/// An instant of 2 April 2024, in milliseconds from 10:15.
pub(crate) fn instant(milliseconds: u64) -> Timestamp {
    let start = Timestamp::parse("2024-04-02T10:15:00Z").unwrap().unix_millis();
    Timestamp::from_unix_millis(start + milliseconds).unwrap()
}
