//! Recipes for GPP strings.

mod canada;
mod choices;
mod container;
mod header;
mod parts;
mod sections;
mod subsections;

use tcf_codec::gpp::Section;
use tcf_codec::gpp::us::{Subsection, UsFormat, UsSection};
use tcf_codec::{GppString, SectionId};
use tcf_policy::rules::RuleCode;

use super::{Draft, Recipe};
use crate::gpp::us::{self, Choice};
use crate::gpp::{BEGAN, began, us_formats, us_sections};
use parts::Parts;

pub(super) const RECIPES: [&[(RuleCode, Recipe)]; 5] = [
    container::RECIPES,
    sections::RECIPES,
    subsections::RECIPES,
    choices::RECIPES,
    canada::RECIPES,
];

impl Draft<'_> {
    /// A US section, with random choices, that a function accepts.
    fn us(&mut self, is_suitable: fn(&UsFormat) -> bool) -> Option<UsSection> {
        self.at_least(BEGAN);
        let is_suitable = |id: &&SectionId| UsFormat::of(**id).first().is_some_and(is_suitable);
        let suitable = |ids: &[SectionId]| ids.iter().filter(is_suitable).copied().collect();
        let mut ids: Vec<_> = suitable(&us_sections(self.as_of));
        if ids.is_empty() {
            // Only later sections are suitable.
            ids = suitable(SectionId::ALL);
        }
        let id = *self.rng.choose(&ids)?;
        self.at_least(began(id));
        let formats = us_formats(id, self.as_of);
        Some(us::compose(self.rng.choose(&formats)?, Choice::Mixed, &mut self.rng))
    }

    /// A GPP string with one US section.
    fn us_parts(&mut self, is_suitable: fn(&UsFormat) -> bool) -> Option<Parts> {
        Some(Parts::of(&of_sections([self.us(is_suitable)?])))
    }

    /// A GPP string with one to three US sections.
    fn several(&mut self) -> Option<GppString> {
        let count = 1 + self.rng.below(3);
        let mut sections = Vec::new();
        for _ in 0..count {
            sections.push(self.us(any)?);
        }
        Some(of_sections(sections))
    }
}

/// A GPP string with these sections.
#[expect(clippy::expect_used, reason = "there are fewer sections than the maximum")]
fn of_sections<S: Into<Section>>(sections: impl IntoIterator<Item = S>) -> GppString {
    let mut gpp = GppString::new();
    for section in sections {
        gpp.insert(section).expect("fewer sections than the maximum");
    }
    gpp
}

/// Any US section.
const fn any(_: &UsFormat) -> bool {
    true
}

fn is_national(format: &UsFormat) -> bool {
    format.section() == SectionId::US_NAT
}

fn is_california(format: &UsFormat) -> bool {
    format.section() == SectionId::US_CA
}

/// Whether the section can have a GPC sub-section.
fn has_gpc(format: &UsFormat) -> bool {
    format.optional() == Some(Subsection::Gpc)
}

/// Whether the section starts with its version.
const fn has_version(format: &UsFormat) -> bool {
    !format.has_section_header()
}
