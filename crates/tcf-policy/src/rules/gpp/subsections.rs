//! Group X: sub-sections and section headers.

use std::collections::HashSet;

use tcf_codec::gpp::us::Subsection;

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{GppCheck, RuleEntry};
use super::subject::UsSubject;
use super::{NEW, SECTIONS};
use crate::rule_code::RuleCode;

const HEADER: Source = Source::Specification("GPP Section Information, sections 24 to 27");

/// Whether the first undefined sub-section of a US section stands in the place of its GPC.
fn has_other_type(us: &UsSubject<'_>) -> bool {
    let has_gpc = us.us.format().optional() == Some(Subsection::Gpc);
    has_gpc && us.us.gpc().is_none() && !us.us.undefined_subsections().is_empty()
}

pub(in crate::rules) static X011: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X011,
        slug: "gpc-subsection-type",
        severity: Severity::Warning,
        summary: "The sub-section after the core is not Global Privacy Control (type 1).",
        why: "Global Privacy Control has type 1. A sub-section of another type is not read, so the \
            signal is lost.",
        help: "write type 1 in the sub-section",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABY.A")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAABY.Q")],
        ..NEW
    },
    check: Some(|subject, report| {
        for us in subject.us().filter(has_other_type) {
            if let Some(found) = us.section.undefined().next() {
                let message = "not a GPC sub-section, which has type 1; its value is not used";
                report.add(message, us.section.subsection(found));
            }
        }
    }),
};

pub(in crate::rules) static X030: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X030,
        slug: "core-missing",
        summary: "A US section starts with a Global Privacy Control sub-section.",
        why: "The core comes first. Without it, the section has no version and no choices.",
        help: "write the core before the sub-section",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABLA~YA")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X031: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X031,
        slug: "duplicate-subsection",
        summary: "A section has two sub-sections of the same type.",
        why: "Some decoders use the first one, some the last, and some the one with true. If the \
            values are equal, it is a warning.",
        help: "write each sub-section once",
        source: Source::Judgement,
        invalid_examples: &[
            Example::new("DBABL~CVVqAAAAAABY.Y.Q"),
            Example::new("DBABL~CVVqAAAAAABY.Q.Q"),
        ],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAABY.Q")],
        ..NEW
    },
    check: Some(|subject, report| {
        for section in subject.with_subsections() {
            let mut seen = HashSet::new();
            for found in section.defined().filter(|found| !seen.insert(found.segment())) {
                let message = format_args!("second {} sub-section", found.segment());
                report.add_as(Severity::Warning, message, section.subsection(found));
            }
        }
    }),
};

pub(in crate::rules) static X032: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X032,
        slug: "subsection-not-defined",
        severity: Severity::Warning,
        summary: "A section has a sub-section that the specification does not define for it.",
        why: "Receivers do not read its signals. Not every US section has Global Privacy Control, \
            for example. If a sub-section looks like it, tcf decide denies (R-US-GPC), because \
            the user objected. In a US Privacy section, which is not base64, a dot is an error.",
        help: "write only the sub-sections of the section's page",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABRg~BVoAABY.Y"), Example::new("DBABT~1YNN.YA")],
        valid_examples: &[Example::new("DBABRg~BVoAABY")],
        ..NEW
    },
    check: Some(|subject, report| {
        let in_place_of_gpc: HashSet<_> =
            subject.us().filter(has_other_type).map(|us| us.us.section()).collect();
        for section in subject.with_subsections() {
            let skipped = usize::from(in_place_of_gpc.contains(&section.text.id()));
            for found in section.undefined().skip(skipped) {
                let message = "the section does not define this sub-section";
                report.add(message, section.subsection(found));
            }
        }
    }),
};

pub(in crate::rules) static X033: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X033,
        slug: "subsection-empty",
        summary: "A sub-section is empty: the section starts or ends with a dot, or has two dots \
            in a row.",
        why: "A sub-section has at least one character. An empty one usually means that a \
            sub-section was lost.",
        help: "join only the sub-sections that exist, with one dot between them",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABY.")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X037: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X037,
        slug: "subsection-list-mismatch",
        summary: "The sub-sections listed in the section header do not match those present.",
        why: "The section header of sections 24 to 27 lists the optional sub-sections. If it \
            differs from the text, a sub-section was lost or added.",
        help: "list sub-section 1 if it follows the core, and nothing otherwise",
        source: HEADER,
        invalid_examples: &[Example::new("DBABEY~YBAA.BVWg.Y"), Example::new("DBABEY~YBAA")],
        valid_examples: &[Example::new("DBABEY~YBABY.BVWg.Q")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X038: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X038,
        slug: "section-header-id",
        summary: "The section header has the id of another section.",
        why: "The header of the string and the section header disagree about the law that the \
            section is for.",
        help: "write the same id in both",
        source: HEADER,
        invalid_examples: &[Example::new("DBABUY~YBAA.BVWg")],
        valid_examples: &[Example::new("DBABEY~YBAA.BVWg")],
        ..NEW
    },
    check: None,
};
