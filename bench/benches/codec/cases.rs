//! The measured operations and implementations.

use std::hint::black_box;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use iab_gpp::sections::tcfeuv2::TcfEuV2;
use lib_tcstring::TcModelV2;
use tcf_bench::{Answer, Corpus, PURPOSE, VENDOR, lookup};
use tcf_codec::{DecodeOptions, Decoder, Layout, TcString, View, decode};

pub(crate) const DECODE: &str = "decode";
const REUSED: &str = "decode, reused";
pub(crate) const LOOKUP: &str = "lookup";
pub(crate) const ENCODE: &str = "encode shortest";
const ENCODE_LAYOUT: &str = "encode layout";
const BASE64: &str = "base64 only";
const COPY: &str = "copy";

pub(crate) const CODEC: &str = "tcf-codec";
pub(crate) const LIB_TCSTRING: &str = "lib_tcstring";
pub(crate) const IAB_GPP: &str = "iab_gpp";

/// An implementation of an operation.
pub(crate) struct Case {
    pub(crate) operation: &'static str,
    pub(crate) implementation: &'static str,
    /// Performs the operation on every string.
    pub(crate) pass: fn(&Input),
}

/// The input of a pass.
pub(crate) struct Input {
    pub(crate) corpus: Corpus,
    layouts: Vec<Layout>,
}

impl Input {
    pub(crate) fn new(corpus: Corpus) -> Self {
        let layout = |text: &String| {
            let decoded = decode(text, DecodeOptions::new().with_layout()).expect("a valid string");
            decoded.layout.expect("the options request it")
        };
        Self { layouts: corpus.texts.iter().map(layout).collect(), corpus }
    }

    /// Calls `each` with every text.
    fn texts<R>(&self, mut each: impl FnMut(&str) -> R) {
        for text in &self.corpus.texts {
            black_box(each(black_box(text)));
        }
    }
}

/// All cases, in the order of the table.
pub(crate) fn all() -> Vec<Case> {
    let case = |operation, implementation, pass| Case { operation, implementation, pass };
    vec![
        case(DECODE, CODEC, |input| input.texts(TcString::decode)),
        case(REUSED, CODEC, |input| {
            let mut decoder = Decoder::new();
            input.texts(|text| decoder.decode(text).is_ok());
        }),
        case(DECODE, LIB_TCSTRING, |input| input.texts(|text| TcModelV2::try_from(text))),
        case(DECODE, IAB_GPP, |input| input.texts(TcfEuV2::from_str)),
        case(LOOKUP, CODEC, |input| input.texts(codec_answer)),
        case(LOOKUP, LIB_TCSTRING, |input| input.texts(lib_tcstring_answer)),
        case(LOOKUP, IAB_GPP, |input| input.texts(iab_gpp_answer)),
        case(ENCODE, CODEC, |input| {
            for value in &input.corpus.values {
                black_box(black_box(value).encode());
            }
        }),
        case(ENCODE_LAYOUT, CODEC, |input| {
            for (value, layout) in input.corpus.values.iter().zip(&input.layouts) {
                black_box(
                    black_box(value)
                        .encode_with(black_box(layout))
                        .expect("the layout of the text"),
                );
            }
        }),
        case(BASE64, "base64", |input| {
            let mut buffer = [0; 4096];
            input.texts(|text| {
                for segment in text.split('.') {
                    black_box(TOLERANT.decode_slice(segment, &mut buffer).expect("valid base64"));
                }
            });
        }),
        case(COPY, "memcpy", |input| {
            let mut buffer = Vec::with_capacity(4096);
            input.texts(|text| {
                buffer.clear();
                buffer.extend_from_slice(text.as_bytes());
                black_box(buffer.as_ptr());
            });
        }),
    ]
}

/// A base64 engine that accepts segments of any length.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The answer of tcf-codec.
pub(crate) fn codec_answer(text: &str) -> Option<Answer> {
    lookup(&View::new(text).ok()?).ok()
}

/// The answer of `lib_tcstring`.
pub(crate) fn lib_tcstring_answer(text: &str) -> Option<Answer> {
    let model = TcModelV2::try_from(text).ok()?;
    Some([
        model.vendors_consent.contains(&VENDOR.get()),
        model.vendors_li_consent.contains(&VENDOR.get()),
        model.purposes_consent.contains(&PURPOSE.get()),
    ])
}

/// The answer of `iab_gpp`.
pub(crate) fn iab_gpp_answer(text: &str) -> Option<Answer> {
    let core = TcfEuV2::from_str(text).ok()?.core;
    Some([
        core.vendor_consents.contains(&VENDOR.get()),
        core.vendor_legitimate_interests.contains(&VENDOR.get()),
        core.purpose_consents.contains(&u16::from(PURPOSE.get())),
    ])
}
