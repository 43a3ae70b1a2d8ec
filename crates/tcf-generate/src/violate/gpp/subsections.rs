//! Recipes for sub-sections and section headers.

use tcf_codec::gpp::us::{UsFormat, UsSection};
use tcf_codec::{GppString, SectionId};
use tcf_policy::rules::RuleCode;

use super::super::{Draft, Recipe};
use super::parts::Parts;
use super::{any, has_gpc, has_version, of_sections};
use crate::gpp::us::u2;

/// The first characters of the section headers of sections 24 to 27.
const SECTION_HEADERS: [&str; 4] = ["Y", "Z", "a", "b"];

/// GPC sub-sections, of their type and of another one.
const GPC: [&str; 2] = ["Q", "Y"];
const OTHER_TYPE: [&str; 6] = ["A", "I", "g", "o", "w", "4"];

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::X011, |draft| {
        let mut us = draft.us(is_versioned_with_gpc)?;
        us.set_gpc(None).ok()?;
        let other = draft.rng.pick(&OTHER_TYPE);
        us.set_undefined_subsections(vec![other.to_owned()]).ok()?;
        Some(of_sections([us]).encode())
    }),
    (RuleCode::X030, |draft| {
        let mut parts = draft.us_parts(any)?;
        let gpc = draft.rng.pick(&["Q", "QA", "Y", "YA"]);
        parts.section()?.replace_range(.., gpc);
        Some(parts.text())
    }),
    (RuleCode::X031, |draft| {
        let gpc = [draft.rng.pick(&GPC), draft.rng.pick(&GPC)];
        with_subsections(draft, is_versioned_with_gpc, &gpc)
    }),
    (RuleCode::X032, |draft| {
        let gpc = draft.rng.pick(&GPC);
        if draft.rng.one_in(2) {
            return with_subsections(draft, is_versioned_without_gpc, &[gpc]);
        }
        let other = draft.rng.pick(&OTHER_TYPE);
        with_subsections(draft, is_versioned_with_gpc, &[gpc, other])
    }),
    (RuleCode::X033, |draft| {
        let mut parts = draft.us_parts(any)?;
        let section = parts.section()?;
        match draft.rng.below(3) {
            0 if section.contains('.') => *section = section.replacen('.', "..", 1),
            1 => section.insert(0, '.'),
            _ => section.push('.'),
        }
        Some(parts.text())
    }),
    (RuleCode::X037, |draft| {
        let us = draft.us(UsFormat::has_section_header)?;
        let [with, without] = [true, false].map(|is_set| with_optional(&us, is_set));
        let (mut parts, other) = (Parts::of(&with?), Parts::of(&without?));
        let (header, _) = other.sections.first()?.split_once('.')?;
        let (listing, rest) = parts.sections.first()?.split_once('.')?;
        let section = if draft.rng.one_in(2) {
            format!("{header}.{rest}")
        } else {
            format!("{listing}.{}", rest.split('.').next()?)
        };
        *parts.section()? = section;
        Some(parts.text())
    }),
    (RuleCode::X038, |draft| {
        let mut parts = draft.us_parts(UsFormat::has_section_header)?;
        let other = draft.rng.pick(&SECTION_HEADERS);
        parts.section()?.replace_range(..1, other);
        Some(parts.text())
    }),
];

fn is_versioned_with_gpc(format: &UsFormat) -> bool {
    has_version(format) && has_gpc(format)
}

fn is_versioned_without_gpc(format: &UsFormat) -> bool {
    has_version(format) && !has_gpc(format)
}

/// A section with these sub-sections after its core.
fn with_subsections(
    draft: &mut Draft<'_>,
    is_suitable: fn(&UsFormat) -> bool,
    subsections: &[&str],
) -> Option<String> {
    let mut us = draft.us(is_suitable)?;
    us.set_gpc(None).ok()?;
    let mut parts = Parts::of(&of_sections([us]));
    for subsection in subsections {
        let section = parts.section()?;
        section.push('.');
        section.push_str(subsection);
    }
    Some(parts.text())
}

/// The section with or without its optional sub-section.
fn with_optional(us: &UsSection, is_set: bool) -> Option<GppString> {
    let mut us = us.clone();
    if us.section() == SectionId::US_MD {
        us.set_gpc(is_set.then_some(false)).ok()?;
    } else {
        us.set_sensitive_data(is_set.then_some([u2(0); 8])).ok()?;
    }
    Some(of_sections([us]))
}
