//! Recipes for Canadian sections.

use tcf_codec::PurposeId;
use tcf_codec::gpp::canada::{CanadaSection, CanadaWire, TcfCanada};
use tcf_policy::rules::RuleCode;

use super::super::{Draft, Recipe};
use super::of_sections;
use crate::compose::u6;
use crate::gpp::{BEGAN, canada_value};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::X014, |draft| {
        // A run of ones, so that there is a - or _ to replace.
        let canada = value(draft);
        let purposes = (2..=11).filter_map(PurposeId::new).collect();
        let text = encoded(TcfCanada { purposes_express_consent: purposes, ..canada })?;
        Some(text.replace('-', "+").replace('_', "/"))
    }),
    (RuleCode::X034, |draft| {
        let wire = draft.rng.pick(&[CanadaWire::Legacy, CanadaWire::Specification]);
        let canada = value(draft);
        encoded(TcfCanada { wire, ..canada })
    }),
    (RuleCode::X035, |draft| {
        let canada = value(draft);
        encoded(TcfCanada { version: u6(2), ..canada })
    }),
];

/// The text of a Canadian section.
pub(super) fn text(draft: &mut Draft<'_>) -> Option<String> {
    let section = CanadaSection::new(value(draft)).ok()?;
    Some(section.encode())
}

fn value(draft: &mut Draft<'_>) -> TcfCanada {
    draft.at_least(BEGAN);
    canada_value(draft.as_of, &mut draft.rng)
}

/// A GPP string with a Canadian section.
fn encoded(value: TcfCanada) -> Option<String> {
    Some(of_sections([CanadaSection::new(value).ok()?]).encode())
}
