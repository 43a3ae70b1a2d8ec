//! JSON that is rewritten in place: what is left is valid, and no byte is invented.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::rewrite(data));
