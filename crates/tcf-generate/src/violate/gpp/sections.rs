//! Recipes for what a section is, and whether it decodes.

use tcf_codec::SectionId;
use tcf_codec::gpp::UnknownSection;
use tcf_codec::gpp::us::{UsFormat, UsSection};
use tcf_policy::dates;
use tcf_policy::rules::RuleCode;

use super::super::layout::version_1;
use super::super::text::ALPHABET;
use super::super::{Draft, Recipe};
use super::parts::Parts;
use super::{any, has_version, is_national, of_sections};
use crate::compose::u6;
use crate::gpp::us::{self, Choice};
use crate::usp;

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::X006, |draft| {
        let mut gpp = draft.several()?;
        let id = draft.rng.pick(&[3, 4, 28, 29, 30, 41, 100, 263]);
        let text = draft.us_parts(any)?.sections.pop()?;
        gpp.insert(UnknownSection::new(SectionId::new(id)?, &text)?).ok()?;
        Some(gpp.encode())
    }),
    (RuleCode::X008, |draft| {
        let mut gpp = draft.several()?;
        if draft.rng.one_in(2) {
            gpp.insert(draft.base()?).ok()?;
        }
        let mut parts = Parts::of(&gpp);
        let section = parts.section()?;
        section.truncate(1 + draft.rng.below(section.len() - 1));
        Some(parts.text())
    }),
    (RuleCode::X012, |draft| {
        draft.at_least(dates::US_PRIVACY_DEPRECATED);
        let mut gpp = draft.several()?;
        gpp.insert(usp::compose(&mut draft.rng)).ok()?;
        Some(gpp.encode())
    }),
    (RuleCode::X015, |draft| {
        let version = 3 + draft.rng.id(0, 30);
        if draft.rng.one_in(4) {
            let mut us = draft.us(UsFormat::has_section_header)?;
            us.set_mspa_version(u6(version)).ok()?;
            return Some(of_sections([us]).encode());
        }
        let mut parts = draft.us_parts(has_version)?;
        let letter = char::from(*ALPHABET.get(usize::from(version))?);
        parts.section()?.replace_range(..1, letter.encode_utf8(&mut [0; 4]));
        Some(parts.text())
    }),
    (RuleCode::X019, |draft| {
        let mut us = draft.us(UsFormat::has_section_header)?;
        us.set_section_header(false).ok()?;
        Some(of_sections([us]).encode())
    }),
    (RuleCode::X022, |draft| hybrid(draft, 1)),
    (RuleCode::X023, |draft| hybrid(draft, 2)),
    (RuleCode::X036, |draft| {
        let text = if draft.rng.one_in(2) {
            version_1(draft)?.encode()
        } else {
            super::canada::text(draft)?
        };
        let mut parts = Parts::of(&of_sections([draft.base()?]));
        *parts.section()? = text;
        Some(parts.text())
    }),
];

/// A US national section of a version with the fields of the other one.
fn hybrid(draft: &mut Draft<'_>, version: u8) -> Option<String> {
    draft.us(is_national)?;
    let formats = UsFormat::of(SectionId::US_NAT).iter();
    let format = formats.filter(|format| format.is_hybrid()).find(|it| it.version() == version)?;
    let us: UsSection = us::compose(format, Choice::Mixed, &mut draft.rng);
    Some(of_sections([us]).encode())
}
