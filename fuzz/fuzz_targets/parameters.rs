//! Parameters of URLs that are rewritten in place: no byte is invented, and nothing is left over.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::parameters(data));
