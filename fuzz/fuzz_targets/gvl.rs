//! Vendor lists and lists of CMPs: nothing panics, and what is read can be looked up.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::gvl(data));
