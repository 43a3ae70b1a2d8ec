//! Decodes texts with every option: laws 2, 4 and 7.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::text(data));
