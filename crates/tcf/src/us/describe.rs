//! US sections of a string, described.

use serde::Serialize;
use tcf_codec::gpp::Section;
use tcf_codec::gpp::us::{UsSection, fields};
use tcf_codec::{GppString, SectionId, UspSignal};

use super::rows::{Row, section_rows, usp_rows};
use crate::Signal;

/// What the US sections of a string state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Described {
    /// The opt-outs of a GPP string in a sentence; absent without US section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The US sections, in wire order. That of a US Privacy string alone is `uspv1`, too.
    pub sections: Vec<DescribedSection>,
}

/// What a US section states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribedSection {
    /// The id of the section.
    pub id: u16,
    /// The name of the section, such as `usnat`.
    pub name: &'static str,
    /// The title of the section, such as `US national`.
    pub title: &'static str,
    /// The version, and how it differs from the published ones. Absent for US Privacy strings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it states, by subject.
    pub rows: Vec<Row>,
}

/// Describes the US sections of a string. A string of another kind has none.
pub fn describe(signal: &Signal) -> Described {
    match signal {
        Signal::Gpp(decoded) => Described {
            summary: opt_outs(&decoded.value),
            sections: decoded.value.sections().iter().filter_map(section).collect(),
        },
        Signal::UsPrivacy(usp) => Described {
            summary: None,
            sections: vec![described(SectionId::USP_V1, None, usp_rows(*usp))],
        },
        Signal::Section(of_gpp) => {
            Described { summary: None, sections: section(of_gpp).into_iter().collect() }
        }
        _ => Described::default(),
    }
}

fn section(section: &Section) -> Option<DescribedSection> {
    match section {
        Section::Us(us) => Some(described(us.section(), Some(version(us)), section_rows(us))),
        Section::UspV1(usp) => Some(described(SectionId::USP_V1, None, usp_rows(*usp))),
        _ => None,
    }
}

fn described(id: SectionId, version: Option<String>, rows: Vec<Row>) -> DescribedSection {
    DescribedSection {
        id: id.get(),
        name: id.name().unwrap_or_default(),
        title: id.title().unwrap_or_default(),
        version,
        rows,
    }
}

/// The version of a section, and how it differs from the published ones.
pub fn version(us: &UsSection) -> String {
    let format = us.format();
    if format.is_hybrid() {
        let fields = format.version_of_fields();
        return format!("version {} with the fields of version {fields}", us.version());
    }
    match (format.has_section_header(), us.has_section_header()) {
        (false, _) => format!("version {}", us.version()),
        (true, true) => "version 1".to_owned(),
        (true, false) => "without section header".to_owned(),
    }
}

/// The opt-outs of the US sections in one sentence, or `None` without US section.
pub fn opt_outs(gpp: &GppString) -> Option<String> {
    let is_us = |section: &&Section| matches!(section, Section::Us(_) | Section::UspV1(_));
    let sections: Vec<_> = gpp.sections().iter().filter(is_us).collect();
    if sections.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    for (name, field) in [
        ("sale", fields::SALE_OPT_OUT),
        ("sharing", fields::SHARING_OPT_OUT),
        ("targeted advertising", fields::TARGETED_ADVERTISING_OPT_OUT),
    ] {
        let is_opted_out = |section: &&&Section| match section {
            Section::Us(us) => us.get(field) == Some(1),
            Section::UspV1(usp) => name == "sale" && usp.opt_out_sale == UspSignal::Yes,
            _ => false,
        };
        let names: Vec<_> =
            sections.iter().filter(is_opted_out).map(|section| section.id().to_string()).collect();
        if !names.is_empty() {
            found.push(format!("{name} ({})", names.join(", ")));
        }
    }
    let mut summary = match found.as_slice() {
        [] => "No opt-out of sale, sharing or targeted advertising.".to_owned(),
        found => format!("Opted out of {}.", found.join(", ")),
    };
    let has_gpc = |section: &&Section| match section {
        Section::Us(us) => tcf_policy::decide::us::gpc(us) == Some(true),
        _ => false,
    };
    if sections.iter().any(has_gpc) {
        summary.push_str(" Global Privacy Control is on.");
    }
    Some(summary)
}
