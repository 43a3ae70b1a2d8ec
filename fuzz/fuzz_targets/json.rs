//! Payloads: what is read is written and read again as it was.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::json(data));
