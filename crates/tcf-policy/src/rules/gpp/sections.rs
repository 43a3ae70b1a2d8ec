//! Group X: what a section is, and whether it can be decoded.

use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::CanadaWire;
use tcf_codec::gpp::us::fields::MSPA_VERSION;
use tcf_codec::{SectionId, fields};

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{GppCheck, RuleEntry};
use super::{NEW, SECTIONS};
use crate::dates;
use crate::rule_code::RuleCode;

pub(in crate::rules) static X006: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X006,
        slug: "section-unknown",
        severity: Severity::Warning,
        summary: "A section has an id without published encoding, or a deprecated one.",
        why: "Ids 3, 4 and those above 27 have no published encoding: the text of the section is \
            kept, and its signals are unknown. Section 1 contains a version 1.1 string, which \
            has been invalid since 2020; it is reported for information.",
        help: "remove the section, or write the id of the section that is meant",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABKY~BAAA"), Example::new("DBABW~BAAA")],
        ..NEW
    },
    check: Some(|subject, report| {
        for (section, _) in subject.decoded() {
            let id = section.text.id();
            if id == SectionId::TCF_EU_V1 {
                let message = "deprecated: version 1.1 strings are invalid";
                report.add_as(Severity::Info, message, section.whole());
            } else if id.name().is_none() {
                let message = format_args!("id {} has no published encoding", id.get());
                report.add(message, section.whole());
            }
        }
    }),
};

pub(in crate::rules) static X008: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X008,
        slug: "section-error",
        summary: "A section cannot be decoded.",
        why: "The section ends in the middle of a field, or violates the format of the TCF. The \
            other sections are not affected.",
        help: "pass the complete section; for a TCF section, see the rule that the message names",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVqAA"), Example::new("DBABM~CQg2bYAQg2bYAEsABA")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X012: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X012,
        slug: "uspv1-deprecated",
        severity: Severity::Warning,
        summary: "The string has a US Privacy section, deprecated since 31 January 2024.",
        why: "The sections of the states replace it. Before that date, this is reported for \
            information.",
        help: "write a US section, such as usnat or usca, in place of section 6",
        source: Source::Specification("GPP Section Information, section 6"),
        invalid_examples: &[Example::new("DBABT~1YNN")],
        ..NEW
    },
    check: Some(|subject, report| {
        let is_deprecated = subject.at >= dates::US_PRIVACY_DEPRECATED;
        let severity = if is_deprecated { Severity::Warning } else { Severity::Info };
        for (section, value) in subject.decoded() {
            if matches!(value, Section::UspV1(_)) {
                let message = "US Privacy strings are deprecated; US sections replace them";
                report.add_as(severity, message, section.whole());
            }
        }
    }),
};

pub(in crate::rules) static X015: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X015,
        slug: "section-version-unknown",
        summary: "A section has a version that was not published.",
        why: "Another version can have other fields, so the section cannot be decoded. The version \
            of the MSPA in sections 24 to 27 does not change the fields: it is a warning.",
        help: "write version 1, or 2 in usnat, and version 1 of the MSPA",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~DVVqAAAAAABY"), Example::new("DBABEY~YBAA.CVWg")],
        ..NEW
    },
    check: Some(|subject, report| {
        for us in subject.us() {
            if us.us.format().has_section_header() && us.us.version() != 1 {
                let message = format_args!("MspaVersion is {}, expected 1", us.us.version());
                report.add_as(Severity::Warning, message, us.place(MSPA_VERSION));
            }
        }
    }),
};

pub(in crate::rules) static X019: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X019,
        slug: "state-layout-headerless",
        severity: Severity::Warning,
        summary: "A section of 24 to 27 does not start with its section header.",
        why: "The published format of usmd, usin, usky and usri starts with a section header. Some \
            libraries leave it out, and decoders of the published format reject their sections.",
        help: "write the section header before the core",
        source: Source::Specification("GPP Section Information, sections 24 to 27"),
        invalid_examples: &[Example::new("DBABEY~BVWg.Q")],
        valid_examples: &[Example::new("DBABEY~YBABY.BVWg.Q")],
        ..NEW
    },
    check: Some(|subject, report| {
        for us in subject.us() {
            if us.us.format().has_section_header() && !us.us.has_section_header() {
                report.add("the section header is missing", us.section.whole());
            }
        }
    }),
};

pub(in crate::rules) static X022: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X022,
        slug: "usnat-v1-with-v2-widths",
        severity: Severity::Warning,
        summary: "A version 1 section of usnat has the fields of version 2.",
        why: "Libraries of 2024 to 2026 wrote the longer lists of version 2 without changing the \
            version. Other decoders read a shifted value, or reject the section.",
        help: "update the library, and write version 2",
        source: Source::Secondary("reports about the reference libraries"),
        invalid_examples: &[Example::new("DBABL~BVVqAAAAAABY")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAABY"), Example::new("DBABL~BVVqAAAAAW")],
        ..NEW
    },
    check: Some(|subject, report| {
        for us in subject.us().filter(|us| us.us.format().is_hybrid() && us.us.version() == 1) {
            let message = "version 1, but the fields are those of version 2";
            report.add(message, us.place(fields::VERSION));
        }
    }),
};

pub(in crate::rules) static X023: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X023,
        slug: "usnat-v2-with-v1-widths",
        severity: Severity::Warning,
        summary: "A version 2 section of usnat has the fields of version 1.",
        why: "The section is too short for version 2, whose lists are longer. Strict decoders \
            reject it.",
        help: "write the fields of version 2, or version 1",
        source: Source::Secondary("reports about the reference libraries"),
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAW")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAABY"), Example::new("DBABL~BVVqAAAAAW")],
        ..NEW
    },
    check: Some(|subject, report| {
        for us in subject.us().filter(|us| us.us.format().is_hybrid() && us.us.version() == 2) {
            let message = "version 2, but the fields are those of version 1";
            report.add(message, us.place(fields::VERSION));
        }
    }),
};

pub(in crate::rules) static X034: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X034,
        slug: "tcfca-wire",
        severity: Severity::Info,
        summary: "The vendors of the Canadian section have a former or unusual encoding.",
        why: "The text of the specification, the libraries before June 2026 and those after encode \
            sets of vendors differently. A decoder can only try them. If the text has different \
            values in two encodings, that is an error: it is unknown which one is meant.",
        help: "update the library that writes the section",
        source: Source::Secondary("releases of the reference libraries"),
        invalid_examples: &[Example::new("DBABD~BQg2bYAQg2bYAEsABBENCMCAAAAAAAAAAAAIsABSQ")],
        ..NEW
    },
    check: Some(|subject, report| {
        for (section, value) in subject.decoded() {
            let Section::TcfCaV1(canada) = value else { continue };
            let message = match canada.wire {
                CanadaWire::Current => continue,
                CanadaWire::Legacy => "sets of vendors are encoded as before June 2026",
                CanadaWire::Specification => {
                    "sets of vendors are encoded as in the text of the specification, which no \
                     library writes"
                }
            };
            report.add(message, section.whole());
        }
    }),
};

pub(in crate::rules) static X035: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X035,
        slug: "tcfca-version-2",
        severity: Severity::Warning,
        summary: "The version of the Canadian section is 2.",
        why: "The section has version 1. Old libraries wrote the version of TC strings.",
        help: "write version 1",
        source: Source::Specification("GPP Section Information, TCF Canada"),
        invalid_examples: &[Example::new(
            "DBABD~CQg2bYAQg2bYAEsABBENCMCAAAAAAAAAAAEFABKLAG-ACgmAA",
        )],
        ..NEW
    },
    check: Some(|subject, report| {
        for (section, value) in subject.decoded() {
            if let Section::TcfCaV1(canada) = value
                && canada.version.get() == 2
            {
                report.add("version 2, expected 1", section.field(fields::VERSION, None));
            }
        }
    }),
};

pub(in crate::rules) static X036: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X036,
        slug: "tcf-string-in-wrong-section",
        summary: "A TCF section contains the string of another one.",
        why: "Section 1 is for version 1.1 strings, 2 for European TC strings, and 5 for Canadian \
            ones. They look alike, but their fields differ: a decoder would find signals that \
            were never given.",
        help: "write the string into the section of its framework",
        source: SECTIONS,
        invalid_examples: &[
            Example::new("DBABM~BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"),
            Example::new("DBABM~BQg2bYAQg2bYAEsABBENCMCAAAAAAAAAAAAAAAAAA"),
        ],
        ..NEW
    },
    check: None,
};
