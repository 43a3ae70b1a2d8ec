//! Group X: the header, and the frame of the string.

use tcf_codec::{RangeEntry, VendorRange, merge_ranges};

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{GppCheck, RuleEntry};
use super::{CORE, NEW};
use crate::rule_code::RuleCode;

pub(in crate::rules) static X001: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X001,
        slug: "bad-header-type",
        summary: "The string does not start with the type of a GPP string.",
        why: "The first six bits of a GPP string are 3, the letter D. A string that starts with C \
            is a TC string, one that starts with B is a version 1.1 string or a section without \
            header, and one that starts with 1 or 2 is a US Privacy or Additional Consent string.",
        help: "pass the GPP string itself, with its header",
        invalid_examples: &[Example::new("gpp=CVVqAAAAAABY"), Example::new("gpp=BVQqAAAAAg")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X002: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X002,
        slug: "gpp-version",
        summary: "The version of the header is not 1.",
        why: "Version 1 is the only one: every GPP string starts with DB. A string that starts \
            with DP and has no ~ is a TC string with the wrong version 3, which a CMP wrote in \
            November 2023.",
        help: "write version 1; if the string is a TC string, collect consent again",
        invalid_examples: &[
            Example::new("DCABL~BVQqAAAAAg"),
            Example::new("gpp=DP1BnkAP1BnkAEsACCENAaEg"),
        ],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X003: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X003,
        slug: "header-truncated",
        summary: "The header ends in the middle of a field.",
        why: "Part of the string was lost, or the header was encoded wrongly. The number of a \
            section is complete only with the two bits that end it.",
        help: "pass the complete string",
        invalid_examples: &[Example::new("DBA"), Example::new("DBAC~BAAA~BAAA")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X004: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X004,
        slug: "section-count-mismatch",
        summary: "The number of section ids in the header differs from the number of sections.",
        why: "Sections have no id of their own: the header assigns one to each, in order. If the \
            numbers differ, a section could be read as that of another law.",
        help: "write one section for each id of the header, in the same order",
        invalid_examples: &[Example::new("DBACNYA~CPXxGfA"), Example::new("DBABL")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X005: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X005,
        slug: "section-blank",
        summary: "A section is empty.",
        why: "A section has at least one character. An empty one usually means that its text was \
            lost.",
        help: "write the section, or leave its id out of the header",
        invalid_examples: &[Example::new("DBABLA~"), Example::new("DBACNY~~1YNN")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X007: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X007,
        slug: "ids-not-ascending",
        summary: "An id of the header is above 65535.",
        why: "Ids have 16 bits. Each is written as the distance from the one before, so that a \
            larger one overflows.",
        help: "write the ids of sections that exist",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBABUCUFg~A")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X020: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X020,
        slug: "header-ids-above-bodies",
        summary: "The ranges of the header have more ids than there are sections.",
        why: "A few characters can list millions of ids. Decoders that expand them before they \
            compare the numbers run out of time or memory.",
        help: "check where the string comes from; write one section for each id",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBAB5QFCkpJg~x"), Example::new("DBABrY~B")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X021: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X021,
        slug: "gpp-bad-character",
        summary: "The string contains a character outside A-Z, a-z, 0-9, '-', '_', '.' and '~'.",
        why: "'%' comes from a URL that was not percent-decoded, '=' is the padding of base64, and \
            white space comes from the transport.",
        help: "percent-decode the value once, and encode without padding",
        invalid_examples: &[Example::new("DBABL%7EBVQqAAAAAg"), Example::new("DBABKY~BA=A")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X024: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X024,
        slug: "gpp-unexpanded-macro",
        summary: "The string is a URL macro that was not expanded.",
        why: "The ad server did not replace the macro, so the receiver has no string.",
        help: "make the ad server expand the macro",
        invalid_examples: &[Example::new("${GPP_STRING_123}"), Example::new("%24%7BGPP_STRING%7D")],
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X025: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X025,
        slug: "gpp-too-long",
        summary: "The string is longer than the limit.",
        why: "Real strings have at most a few thousand characters. The limit keeps hostile input \
            cheap.",
        help: "check where the string comes from",
        source: Source::Judgement,
        ..NEW
    },
    check: None,
};

pub(in crate::rules) static X014: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X014,
        slug: "standard-base64-alphabet",
        severity: Severity::Warning,
        summary: "The string has + or / instead of - or _.",
        why: "A table of the specification lists + and /, but its text, its examples and all \
            encoders use the URL-safe alphabet. In a URL, + is read as a space.",
        help: "encode with base64url",
        invalid_examples: &[Example::new("DBABD~BQg2bYAQg2bYAEsABBENCMCAAf///gAAAAAGoAAAAA")],
        ..NEW
    },
    check: Some(|subject, report| {
        let message = "'+' and '/' are read as '-' and '_'";
        if subject.container.header_text().contains(['+', '/']) {
            report.add(message, subject.header(None));
        }
        for section in subject.with_subsections() {
            for found in section.defined() {
                let text = subject.container.text().get(found.characters());
                if text.is_some_and(|text| text.contains(['+', '/'])) {
                    report.add(message, section.subsection(found));
                }
            }
        }
    }),
};

pub(in crate::rules) static X026: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X026,
        slug: "header-not-canonical",
        severity: Severity::Info,
        summary: "The header lists consecutive ids one by one.",
        why: "A range of consecutive ids is one entry. Both forms have the same meaning, but \
            comparisons of the text find a difference.",
        help: "write consecutive ids as a range",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBACLY~CVVqAAAAAABY~BVoAAABY")],
        ..NEW
    },
    check: Some(|subject, report| {
        let entries = subject.decoded_header.entries();
        let canonical = merge_ranges(entries.iter().map(|entry| entry.range));
        let is_canonical = |(entry, &range): (&RangeEntry, &VendorRange)| {
            entry.range == range && entry.is_range == (entry.range.len() > 1)
        };
        if canonical.len() != entries.len() || !entries.iter().zip(&canonical).all(is_canonical) {
            let message =
                format_args!("{} entries, but the ids fit into {}", entries.len(), canonical.len());
            report.add(message, subject.header(None));
        }
    }),
};

/// The longest tail of a text that ends at a whole character.
const PADDING: usize = 5;

pub(in crate::rules) static X027: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X027,
        slug: "padding-foreign",
        severity: Severity::Info,
        summary: "A header or sub-section has more zero bits after its last field than a \
            character.",
        why: "The specification pads to a whole character. Some libraries pad to a whole byte \
            first, or to three bytes; decoders accept both, but the text differs.",
        help: "pad with zeros to a whole character",
        invalid_examples: &[Example::new("DBABLA~CVVqAAAAAABY")],
        ..NEW
    },
    check: Some(|subject, report| {
        let message = |bits: usize| format!("{bits} zero bits of padding, expected at most 5");
        let tail = subject.decoded_header.tail();
        if tail.is_zero() && tail.len() > PADDING {
            report.add(message(tail.len()), subject.header(subject.header_tail()));
        }
        for section in subject.with_subsections() {
            for (found, bits) in section.tails() {
                if bits.len() > PADDING && !found.raw(bits.clone()).iter().any(|bit| bit) {
                    report.add(message(bits.len()), section.tail(found, bits));
                }
            }
        }
    }),
};

pub(in crate::rules) static X028: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X028,
        slug: "header-extra-ranges",
        severity: Severity::Warning,
        summary: "A bit is set after the last field of the header.",
        why: "The rest of the header must be zeros. A proposal for version 1.1 added two lists \
            there, of supported and of applicable sections; it was not adopted.",
        help: "end the header after the ids of its sections, and pad it with zeros",
        invalid_examples: &[Example::new("DBABLAAAAAAAAAB~CVVqAAAAAABY")],
        ..NEW
    },
    check: Some(|subject, report| {
        let header = &subject.decoded_header;
        if header.tail().is_zero() {
            return;
        }
        let place = subject.header(subject.header_tail());
        match header.unadopted_lists() {
            Some([supported, applicable]) => report.add(
                format_args!(
                    "the tail decodes as two lists of a proposal that was not adopted: supported \
                     {}, applicable {}",
                    ids(supported),
                    ids(applicable)
                ),
                place,
            ),
            None => report.add("padding bits of the header must be 0", place),
        }
    }),
};

/// A list of ids, such as `2, 6-7`.
fn ids(entries: &[RangeEntry]) -> String {
    if entries.is_empty() {
        return "none".to_owned();
    }
    entries.iter().map(|entry| entry.range.to_string()).collect::<Vec<_>>().join(", ")
}

pub(in crate::rules) static X029: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X029,
        slug: "no-sections",
        severity: Severity::Info,
        summary: "The string has no sections.",
        why: "Nothing is stored yet: the user has not been asked, or no supported law applies.",
        help: "wait until the CMP has stored a section",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBAA")],
        ..NEW
    },
    check: Some(|subject, report| {
        if subject.decoded_header.is_empty() {
            report.add("the header lists no section", subject.header(None));
        }
    }),
};

pub(in crate::rules) static X013: RuleEntry<GppCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X013,
        slug: "section-tail-bits-set",
        severity: Severity::Warning,
        summary: "A bit is set after the last field of a sub-section.",
        why: "The rest of a sub-section must be zeros: the encoder wrote too much, the fields are \
            shifted, or the section has the fields of another version.",
        help: "write the fields of the section's version, and pad with zeros",
        source: CORE,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABZ")],
        ..NEW
    },
    check: Some(|subject, report| {
        for section in subject.with_subsections() {
            for (found, bits) in section.tails() {
                let set = bits.clone().zip(found.raw(bits.clone()).iter()).find(|(_, bit)| *bit);
                if let Some((bit, _)) = set {
                    let message = format_args!(
                        "{}: padding bits must be 0, but bit {bit} is set",
                        found.segment()
                    );
                    report.add(message, section.tail(found, bits));
                }
            }
        }
    }),
};
