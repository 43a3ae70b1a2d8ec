//! Law 5: the decoder and the reference reader agree on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::agreement(data));
