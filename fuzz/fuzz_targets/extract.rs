//! Extraction of signals: nothing panics, and any split into reads gives the same signals.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::extract(data));
