//! Group S: strings that cannot be decoded. The decoder reports them, with few exceptions.

use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use crate::rule_code::RuleCode;

const FRAMING: Source =
    Source::Specification("TC String Format: segments of base64url, joined by dots");

pub(super) static S001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S001,
        slug: "empty-input",
        since: "1.1",
        summary: "The string is empty.",
        why: "No consent string was received. That is not the same as a string that refuses \
            everything.",
        help: "find out why no string was passed; without a string there is no consent",
        invalid_examples: &[Example::new(""), Example::new("  ")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S002,
        slug: "bad-character",
        since: "1.1",
        summary: "The string contains a character outside A-Z, a-z, 0-9, '-', '_' and '.'.",
        why: "Base64url uses 64 characters. '+' and '/' belong to the standard base64 alphabet; \
            '%' comes from a URL that was not percent-decoded.",
        help: "encode with base64url, and percent-decode the value once before passing it on",
        source: FRAMING,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAA+.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S003,
        slug: "padding-present",
        since: "1.1",
        summary: "A segment ends with '=' padding.",
        why: "The format uses base64url without padding, and many decoders reject padding.",
        help: "encode base64url without padding",
        source: FRAMING,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA==",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S004,
        slug: "empty-segment",
        summary: "A segment is empty: the string starts or ends with a dot, or has two dots in a \
            row.",
        why: "A segment has at least one character. An empty one usually means that a segment \
            was lost.",
        help: "join only the segments that exist, with one dot between them",
        source: FRAMING,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S005,
        slug: "unknown-version",
        since: "1.1",
        summary: "The version is neither 1 nor 2.",
        why: "Version 2 strings start with C, version 1 strings with B. A string that starts with \
            D is a GPP string; its section 2 contains the TC string.",
        help: "pass the TC string itself",
        source: Source::Specification("Core string, field Version"),
        invalid_examples: &[Example::new("DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S006,
        slug: "v1-with-segments",
        since: "1.1",
        summary: "A version 1 string has more than one segment.",
        why: "Version 1 strings have a single segment: part of another string was appended.",
        help: "do not append segments to version 1 strings; better, replace them with TCF 2.x \
            strings",
        source: Source::Specification("Vendor consent string v1.1"),
        invalid_examples: &[Example::new("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA.IAAA")],
        valid_examples: &[Example::new("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA")],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S007,
        slug: "core-not-first",
        summary: "The first segment is not the core segment.",
        why: "Decoders expect the core segment first, and many decode nothing else.",
        help: "put the core segment first",
        source: FRAMING,
        invalid_examples: &[Example::new("IACugA.CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S008,
        slug: "duplicate-core",
        summary: "The string has a second core segment.",
        why: "Two core segments can contradict each other, and decoders disagree on which one \
            counts.",
        help: "write exactly one core segment",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S009,
        slug: "unknown-segment-type",
        summary: "A segment has a type that the specification does not define.",
        why: "Segment types 4 to 7 are undefined. In lenient mode the segment is skipped and \
            reported.",
        help: "write only the disclosed vendors (1) and publisher TC (3) segments after the core \
            segment",
        source: Source::Specification("Segment types"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.gAAA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S010,
        slug: "duplicate-segment",
        summary: "Two segments have the same type.",
        why: "Some decoders use the first one and some the last, so two partners can act on \
            different vendors.",
        help: "write each segment once",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.IAAo",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S011,
        slug: "truncated",
        since: "1.1",
        summary: "The string ends in the middle of a field.",
        why: "Part of the string was lost, for example to a length limit of a log, a cookie or a \
            URL.",
        help: "pass the complete string",
        source: Source::Specification("Core string, all fields are required"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACs")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S012: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S012,
        slug: "impossible-length",
        severity: Severity::Warning,
        since: "1.1",
        summary: "The length of a segment is one more than a multiple of four characters.",
        why: "No encoder that writes whole bytes produces this length: the last character holds \
            only six bits. Standard base64 decoders reject it.",
        help: "pad every segment with zero bits to a whole byte",
        source: Source::Secondary("RFC 4648"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in &subject.layout.segments {
            let Some(characters) = subject.characters(segment.segment) else { continue };
            let length = characters.len();
            if length % 4 == 1 {
                let name = segment.segment;
                let message =
                    format_args!("{name} has {length} characters; the last one completes no byte");
                report.add(message, subject.whole(segment.segment));
            }
        }
    }),
};

pub(super) static S013: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S013,
        slug: "input-too-long",
        since: "1.1",
        summary: "The string is longer than the limit.",
        why: "Real strings have at most a few thousand characters. The limit keeps hostile input \
            cheap.",
        help: "check where the string comes from; --max-length raises the limit",
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S014,
        slug: "unexpanded-macro",
        since: "1.1",
        summary: "The string is a URL macro that was not expanded.",
        why: "The ad server did not replace the macro, so the receiver has no consent string. The \
            specification defines one form; ad servers have others.",
        help: "make the ad server expand the macro",
        source: Source::Specification("URL-based services: macros"),
        invalid_examples: &[
            Example::new("${GDPR_CONSENT_755}"),
            Example::new("%24%7BGDPR_CONSENT_755%7D"),
            Example::new("{{gdpr_consent}}"),
            Example::new("[GDPRCONSENT]"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S015: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S015,
        slug: "placeholder",
        since: "1.1",
        summary: "The string is a value that stands for no consent string, such as 'undefined'.",
        why: "The sender had no consent string and sent the text of an empty variable or a default \
            value instead. The string is not damaged: there was none.",
        help: "make the sender wait for the CMP, or omit the parameter if there is no string",
        invalid_examples: &[
            Example::new("undefined"),
            Example::new("null"),
            Example::new("0"),
            Example::new("[object Object]"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};
