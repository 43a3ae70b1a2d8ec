//! Classes of GPP strings.

use tcf_codec::gpp::canada::{CanadaWire, TcfCanada};
use tcf_codec::gpp::us::fields::{MSPA_COVERED_TRANSACTION, SENSITIVE_DATA_PROCESSING};
use tcf_codec::gpp::us::{UsField, UsFormat, UsSection};
use tcf_codec::gpp::{Container, Section};
use tcf_codec::{GppString, PublisherRestrictions, RestrictionType, SectionId};

use super::inputs::GppInput;
use crate::classes::Class;
use crate::subject::Subject;

/// All classes of GPP strings.
pub const ALL: &[Class<GppInput>] = &[
    Class {
        name: "section-1",
        about: "the string has section 1",
        holds: |input| has_section(input, |id| id == 1),
    },
    Class {
        name: "section-1-or-unknown",
        about: "the string has section 1, or one without a published encoding",
        holds: |input| has_section(input, |id| matches!(id, 1 | 3 | 4 | 28..)),
    },
    Class {
        name: "section-3-4-or-28-to-255",
        about: "the string has one of these sections, which have no published encoding",
        holds: |input| has_section(input, |id| matches!(id, 3 | 4 | 28..=255)),
    },
    Class {
        name: "section-above-255",
        about: "the header lists a section above 255, also in a text that we reject",
        holds: |input| {
            let container = Container::with_max_len(input.text(), usize::MAX);
            container.is_ok_and(|gpp| gpp.ids().any(|id| id.get() > 255))
        },
    },
    Class {
        name: "section-24-to-27",
        about: "the string has one of these sections",
        holds: |input| has_section(input, |id| matches!(id, 24..=27)),
    },
    Class {
        name: "entry-after-single",
        about: "the header has an entry after a single id that is not the first entry",
        holds: has_entry_after_single,
    },
    Class {
        name: "standard-alphabet",
        about: "the header or a section with a published encoding has a + or /",
        holds: has_standard_alphabet,
    },
    Class {
        name: "section-header",
        about: "one of sections 24 to 27 has its section header",
        holds: |input| us(input).any(UsSection::has_section_header),
    },
    Class {
        name: "section-header-unlike-core",
        about: "the same, and MspaVersion is not the id of the section",
        holds: |input| {
            us(input)
                .any(|us| us.has_section_header() && u16::from(us.version()) != us.section().get())
        },
    },
    Class {
        name: "mspa-version-24-to-27",
        about: "MspaVersion of one of sections 24 to 27 is such a number",
        holds: |input| {
            us(input).any(|us| us.format().has_section_header() && matches!(us.version(), 24..=27))
        },
    },
    Class {
        name: "usnat-1-with-2",
        about: "usnat has version 1 and the fields of version 2",
        holds: |input| is_hybrid(input, 1),
    },
    Class {
        name: "usnat-2-with-1",
        about: "usnat has version 2 and the fields of version 1",
        holds: |input| is_hybrid(input, 2),
    },
    Class {
        name: "usnat-long",
        about: "usnat has the fields of version 1, and its core has more than 11 characters",
        holds: |input| {
            let fields = us(input).map(UsSection::format).find(|one| one.section().get() == 7);
            let core = input.section(SectionId::US_NAT).and_then(|text| text.split('.').next());
            fields.is_some_and(|format| format.version_of_fields() == 1)
                && core.is_some_and(|core| core.len() > 11)
        },
    },
    Class {
        name: "undefined-sub-section",
        about: "a US section has a sub-section that the specification does not define",
        holds: |input| us(input).any(|us| !us.undefined_subsections().is_empty()),
    },
    Class {
        name: "repeated-sub-section",
        about: "a US section has a sub-section twice",
        holds: has_repeated_subsection,
    },
    Class {
        name: "value-3",
        about: "a field of a US section is 3",
        holds: |input| us(input).any(|us| values(us).any(|value| value == 3)),
    },
    Class {
        name: "value-3-but-covered",
        about: "a field of a US section other than MspaCoveredTransaction is 3",
        holds: |input| us(input).any(|us| values_but_covered(us).any(|value| value == 3)),
    },
    Class {
        name: "covered-0",
        about: "MspaCoveredTransaction of a US section is 0",
        holds: |input| us(input).any(|us| us.get(MSPA_COVERED_TRANSACTION) == Some(0)),
    },
    Class {
        name: "covered-0-or-3",
        about: "MspaCoveredTransaction of one of sections 7 to 23 is 0 or 3",
        holds: |input| {
            us(input).any(|us| {
                us.section().get() < 24 && matches!(us.get(MSPA_COVERED_TRANSACTION), Some(0 | 3))
            })
        },
    },
    Class {
        name: "usp-lower-case",
        about: "the US Privacy string has a lower-case letter",
        holds: |input| {
            let text = input.section(SectionId::USP_V1);
            text.is_some_and(|text| text.contains(|letter: char| letter.is_ascii_lowercase()))
        },
    },
    Class {
        name: "canada-a",
        about: "the Canadian section is in encoding a",
        holds: |input| is_canada(input, |canada| canada.wire == CanadaWire::Specification),
    },
    Class {
        name: "canada-b",
        about: "the Canadian section is in encoding b",
        holds: |input| is_canada(input, |canada| canada.wire == CanadaWire::Current),
    },
    Class {
        name: "canada-c",
        about: "the Canadian section is in encoding c",
        holds: |input| is_canada(input, |canada| canada.wire == CanadaWire::Legacy),
    },
    Class {
        name: "canada-a-or-c",
        about: "the Canadian section is in encoding a or c",
        holds: |input| is_canada(input, |canada| canada.wire != CanadaWire::Current),
    },
    Class {
        name: "canada-unrestricted",
        about: "the Canadian section ends before its restrictions",
        holds: |input| is_canada(input, |canada| canada.publisher_restrictions.is_none()),
    },
    Class {
        name: "canada-version-2",
        about: "the Canadian section has version 2",
        holds: |input| is_canada(input, |canada| canada.version.get() == 2),
    },
    Class {
        name: "canada-restricted",
        about: "the Canadian section has restrictions",
        holds: |input| {
            is_canada(input, |canada| {
                canada.publisher_restrictions.as_ref().is_some_and(|all| !all.is_empty())
            })
        },
    },
    Class {
        name: "canada-disclosed",
        about: "the Canadian section has disclosed vendors",
        holds: |input| {
            is_canada(input, |canada| {
                canada.disclosed_vendors.as_ref().is_some_and(|set| !set.is_empty())
            })
        },
    },
    Class {
        name: "canada-undefined-restriction",
        about: "the Canadian section has a restriction of type 3, or for purpose 0 or above 24",
        holds: |input| {
            is_canada(input, |canada| {
                canada.publisher_restrictions.iter().flat_map(PublisherRestrictions::iter).any(
                    |record| {
                        record.restriction_type == RestrictionType::Undefined
                            || !(1..=24).contains(&record.purpose.get())
                    },
                )
            })
        },
    },
    Class {
        name: "canada-undefined-sub-section",
        about: "the Canadian section has a sub-section that the specification does not define",
        holds: |input| is_canada(input, |canada| !canada.undefined_subsections.is_empty()),
    },
    Class {
        name: "canada-created-with-tenths",
        about: "Created of the Canadian section is not a whole second",
        holds: |input| is_canada(input, |canada| !canada.created.get().is_multiple_of(10)),
    },
    Class {
        name: "canada-updated-with-tenths",
        about: "LastUpdated of the Canadian section is not a whole second",
        holds: |input| is_canada(input, |canada| !canada.last_updated.get().is_multiple_of(10)),
    },
    Class {
        name: "section-2-with-interest-in-1-3-4-5-6",
        about: "PurposesLITransparency of section 2 contains purpose 1, 3, 4, 5 or 6",
        holds: |input| {
            input.value().and_then(|gpp| gpp.tc()).is_some_and(|tc| {
                tc.purposes_li_transparency.iter().any(|id| matches!(id.get(), 1 | 3..=6))
            })
        },
    },
];

fn has_section(input: &GppInput, holds: impl Fn(u16) -> bool) -> bool {
    input.value().is_some_and(|gpp| gpp.ids().any(|id| holds(id.get())))
}

/// The US sections.
fn us(input: &GppInput) -> impl Iterator<Item = &UsSection> {
    let sections = input.value().into_iter().flat_map(GppString::sections);
    sections.filter_map(|section| match section {
        Section::Us(us) => Some(us),
        _ => None,
    })
}

/// The values of all fields.
fn values(us: &UsSection) -> impl Iterator<Item = u8> {
    us.get(MSPA_COVERED_TRANSACTION).into_iter().chain(values_but_covered(us))
}

fn values_but_covered(us: &UsSection) -> impl Iterator<Item = u8> {
    let fields = us.format().fields().iter().map(UsField::field);
    let fields = fields.filter(|&field| field != MSPA_COVERED_TRANSACTION);
    // Those of a sub-section are under the same name.
    let sensitive = us.sensitive_data().and_then(|_| us.list(SENSITIVE_DATA_PROCESSING));
    let values = fields.flat_map(|field| us.list(field).expect("a field of the section"));
    values.chain(sensitive.into_iter().flatten())
}

fn is_hybrid(input: &GppInput, version: u8) -> bool {
    us(input)
        .map(UsSection::format)
        .any(|format| UsFormat::is_hybrid(format) && format.version() == version)
}

fn is_canada(input: &GppInput, holds: impl Fn(&TcfCanada) -> bool) -> bool {
    input.value().and_then(|gpp| gpp.canada()).is_some_and(|canada| holds(canada))
}

fn has_repeated_subsection(input: &GppInput) -> bool {
    us(input).any(|us| {
        let text = input.section(us.section()).expect("a section of the string");
        let known = usize::from(us.gpc().is_some() || us.sensitive_data().is_some());
        let header = usize::from(us.has_section_header());
        text.split('.').count() > 1 + header + known + us.undefined_subsections().len()
    })
}

fn has_standard_alphabet(input: &GppInput) -> bool {
    let Some(value) = input.value() else { return false };
    let mut sections = value.sections().iter().zip(input.text().split('~').skip(1));
    let header = input.text().split('~').next().expect("a header");
    header.contains(['+', '/'])
        || sections.any(|(section, text)| {
            !matches!(section, Section::Unknown(_)) && text.contains(['+', '/'])
        })
}

fn has_entry_after_single(input: &GppInput) -> bool {
    let container = Container::with_max_len(input.text(), usize::MAX);
    let Some(container) = container.ok().filter(|_| input.value().is_some()) else { return false };
    let header = container.header();
    let entries = header.entries();
    let inner = entries.get(1..entries.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().any(|entry| !entry.is_range)
}
