//! Decodes GPP, US Privacy and Additional Consent strings: laws 1 to 5, 7 and 8.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tcf_tests::fuzz::gpp(data));
