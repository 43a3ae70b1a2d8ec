//! Values and the ways to write them: laws 1, 2 and 3.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::value(data));
