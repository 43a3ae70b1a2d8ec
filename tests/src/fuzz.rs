//! Fuzz targets. Each checks laws on arbitrary bytes and panics on a violation. The binaries in
//! `fuzz` call them, and `tests/fuzz_smoke.rs` runs them on the seeds there.

mod carrier;
mod gvl;
mod json;
mod mutate;
mod rewrite;

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tcf_codec::{
    AcString, AnyTcString, DecodeOptions, EncodeOptions, GppString, PurposeId, TailAlignment,
    UspString, VendorEncoding,
};

pub use carrier::{extract, har, json_reader, preferences, table};
pub use gvl::gvl;
pub use json::json;
pub use mutate::mutated;
pub use rewrite::{parameters, rewrite};

use crate::generate::{SeededRng, consent_strings};
use crate::gpp::{
    law_1_of_gpp, law_2_of_gpp, law_3_of_gpp, law_4_of_gpp, law_5_of_gpp, law_7_of_gpp,
    law_8_of_gpp,
};
use crate::laws;
use crate::property::cases;
use crate::usp_ac::{law_1_of_ac, law_1_of_usp, law_5_of_ac, law_5_of_usp};
use crate::view::law_8_of_any;

/// A fuzz target: its name, which is also the name of its seed folder, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All fuzz targets.
pub const TARGETS: [Target; 14] = [
    ("agreement", agreement),
    ("extract", extract),
    ("gpp", gpp),
    ("gvl", gvl),
    ("har", har),
    ("json", json),
    ("json_reader", json_reader),
    ("parameters", parameters),
    ("preferences", preferences),
    ("rewrite", rewrite),
    ("table", table),
    ("text", text),
    ("value", value),
    ("view", view),
];

/// Laws 2, 4 and 7 on the bytes as text.
pub fn text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    laws::law_7(&text);
    laws::law_2_of_text(&text).unwrap();
    laws::law_4(&text).unwrap();
    if let Ok(value) = AnyTcString::decode(&text) {
        laws::law_1(&value).unwrap();
    }
}

/// Law 5 on the bytes as text: the decoder and the reference reader agree, including errors and
/// offsets.
pub fn agreement(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    laws::law_5(&text, usize::MAX).unwrap();
    laws::law_5(&text, DecodeOptions::DEFAULT_MAX_LEN.min(text.len() / 2)).unwrap();
}

/// Laws 1 to 5, 7 and 8 on the bytes as a GPP string, and laws 1, 5 and 7 on them as a US Privacy
/// and as an Additional Consent string.
pub fn gpp(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    law_7_of_gpp(&text);
    law_5_of_gpp(&text).unwrap();
    law_2_of_gpp(&text).unwrap();
    law_3_of_gpp(&text).unwrap();
    law_4_of_gpp(&text).unwrap();
    law_8_of_gpp(&text).unwrap();
    law_5_of_usp(&text).unwrap();
    law_5_of_ac(&text).unwrap();
    if let Ok(value) = GppString::decode(&text) {
        law_1_of_gpp(&value).unwrap();
    }
    if let Ok(usp) = UspString::decode(&text) {
        law_1_of_usp(usp).unwrap();
    }
    if let Ok(ac) = AcString::decode(&text) {
        law_1_of_ac(&ac).unwrap();
    }
}

/// Law 8 on the bytes as text, after three bytes for a vendor and a purpose.
pub fn view(data: &[u8]) {
    let Some((&[high, low, purpose], data)) = data.split_first_chunk() else { return };
    let text = String::from_utf8_lossy(data);
    let purpose = PurposeId::new(purpose % 24 + 1).unwrap();
    law_8_of_any(&text, u16::from_be_bytes([high, low]), purpose).unwrap();
}

/// Laws 1 to 3 on a random value and random layouts, seeded by the bytes.
pub fn value(data: &[u8]) {
    thread_local! {
        static VALUES: BoxedStrategy<AnyTcString> = consent_strings();
    }
    let seed = data.iter().fold(0, |seed: u64, &byte| seed.rotate_left(7) ^ u64::from(byte));
    // The bytes seed a generator rather than being the choices themselves: past their end, all
    // choices would be zero, and some strategies would never terminate.
    let mut rng = SeededRng::new(seed);
    let key: Vec<u8> = (0..4).flat_map(|_| rng.bits().to_le_bytes()).collect();
    let test_rng = TestRng::from_seed(RngAlgorithm::ChaCha, &key);
    let runner = RefCell::new(TestRunner::new_with_rng(cases(1), test_rng));
    let value = VALUES.with(|values| values.new_tree(&mut runner.borrow_mut()).unwrap().current());
    laws::law_1(&value).unwrap();
    let vendor_encoding =
        rng.pick(&[VendorEncoding::Auto, VendorEncoding::BitField, VendorEncoding::Range]);
    let tail = rng.pick(&[TailAlignment::Byte, TailAlignment::Quad, TailAlignment::Sextet]);
    laws::law_1_with_options(&value, EncodeOptions { vendor_encoding, tail }).unwrap();
    laws::law_2(&value, &mut rng).unwrap();
    laws::law_2_changed(&value, &mut rng).unwrap();
    match &value {
        AnyTcString::V1(v1) => drop(laws::law_3_of_v1(v1).unwrap()),
        AnyTcString::V2(tc) => laws::law_3(tc).unwrap(),
    }
}
