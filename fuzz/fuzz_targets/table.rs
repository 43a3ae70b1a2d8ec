//! Tables: nothing panics, and any split into reads gives the same rows.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::table(data));
