//! JSON: values equal those of serde_json, and any split into reads gives the same.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::json_reader(data));
