//! Texts in the fast reader and in the plain twin: law 5.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::twin(data));
