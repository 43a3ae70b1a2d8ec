//! The measured operations and implementations.

use std::hint::black_box;

use iab_gpp::sections::us_common::OptOut;
use iab_gpp::sections::usca::UsCa;
use iab_gpp::sections::usnat::{Core, UsNat};
use iab_gpp::v1::GPPString;
use tcf_bench::GppCorpus;
use tcf_codec::gpp::us::fields::SALE_OPT_OUT;
use tcf_codec::gpp::{Container, GppView};
use tcf_codec::{GppString, SectionId};

pub(crate) const CODEC: &str = "tcf-codec";
pub(crate) const IAB_GPP: &str = "iab_gpp";

const DECODE: &str = "decode";
const SPLIT: &str = "split into sections";
const LOOKUP: &str = "opted out of sale?";

/// The operations of both implementations.
pub(crate) const OPERATIONS: [&str; 3] = [DECODE, SPLIT, LOOKUP];

/// An implementation of an operation.
pub(crate) struct Case {
    pub(crate) operation: &'static str,
    pub(crate) implementation: &'static str,
    /// Performs the operation on every string.
    pub(crate) pass: fn(&GppCorpus),
}

/// All cases, in the order of the table.
pub(crate) fn all() -> Vec<Case> {
    let case = |operation, implementation, pass| Case { operation, implementation, pass };
    vec![
        case(DECODE, CODEC, |corpus| texts(corpus, GppString::decode)),
        case(DECODE, IAB_GPP, |corpus| texts(corpus, decode_with_iab_gpp)),
        case(SPLIT, CODEC, |corpus| texts(corpus, |text| Container::new(text).is_ok())),
        case(SPLIT, IAB_GPP, |corpus| texts(corpus, GPPString::parse_str)),
        case(LOOKUP, CODEC, |corpus| {
            let section = corpus.profile.us();
            texts(corpus, |text| opted_out_of_sale(text, section));
        }),
        case(LOOKUP, IAB_GPP, |corpus| {
            let section = corpus.profile.us();
            texts(corpus, |text| opted_out_of_sale_with_iab_gpp(text, section));
        }),
        case("encode", CODEC, |corpus| {
            for value in &corpus.values {
                black_box(black_box(value).encode());
            }
        }),
    ]
}

/// Calls `each` with every text.
fn texts<R>(corpus: &GppCorpus, mut each: impl FnMut(&str) -> R) {
    for text in &corpus.texts {
        black_box(each(black_box(text)));
    }
}

/// Decodes all sections.
fn decode_with_iab_gpp(text: &str) -> Option<Vec<iab_gpp::sections::Section>> {
    let gpp = GPPString::parse_str(text).ok()?;
    gpp.decode_all_sections().into_iter().collect::<Result<_, _>>().ok()
}

fn opted_out_of_sale(text: &str, section: SectionId) -> Option<bool> {
    let us = GppView::new(text).ok()?.us(section)?.ok()?;
    Some(us.get(SALE_OPT_OUT)? == 1)
}

fn opted_out_of_sale_with_iab_gpp(text: &str, section: SectionId) -> Option<bool> {
    let gpp = GPPString::parse_str(text).ok()?;
    let opt_out = if section == SectionId::US_CA {
        gpp.decode::<UsCa>().ok()?.core.sale_opt_out
    } else {
        match gpp.decode::<UsNat>().ok()?.core {
            Core::V1(core) => core.sale_opt_out,
            Core::V2(core) => core.sale_opt_out,
            _ => return None,
        }
    };
    Some(opt_out == OptOut::OptedOut)
}

/// Checks that both implementations decode every string and give the right answer.
pub(crate) fn check(corpus: &GppCorpus) {
    let section = corpus.profile.us();
    for (text, value) in corpus.texts.iter().zip(&corpus.values) {
        assert_eq!(GppString::decode(text).as_ref(), Ok(value), "{text}");
        assert!(decode_with_iab_gpp(text).is_some(), "{text}");
        let us = value.us(section).expect("the section of the profile");
        let expected = us.get(SALE_OPT_OUT).map(|found| found == 1);
        assert!(expected.is_some(), "{section} has the field");
        assert_eq!(opted_out_of_sale(text, section), expected, "{text}");
        assert_eq!(opted_out_of_sale_with_iab_gpp(text, section), expected, "{text}");
    }
}
