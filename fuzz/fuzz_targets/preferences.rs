//! Preferences of apps in every format: nothing panics, and values are bounded.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::preferences(data));
