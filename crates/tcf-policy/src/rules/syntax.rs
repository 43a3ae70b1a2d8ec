//! Group S: strings that cannot be read. The reader itself refuses them; here are their pages.

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
        summary: "The text is empty.",
        why: "No consent string came at all, which is not the same as a string that refuses everything.",
        help: "find out why no string was passed on; without one there is no consent",
        invalid_examples: &[Example::new(""), Example::new("  ")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S002,
        slug: "bad-character",
        since: "1.1",
        summary: "A character outside of A-Z a-z 0-9 - _ and the dot.",
        why: "Base64url has 64 characters. '+' and '/' come from the standard alphabet, '%' from a URL that was not decoded.",
        help: "encode with base64url, and undo percent escapes once before the string is passed on",
        source: FRAMING,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAA+.IACugA")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S003,
        slug: "padding-present",
        since: "1.1",
        summary: "'=' at the end of a segment.",
        why: "The format has no padding, and many readers refuse it.",
        help: "encode base64url without padding",
        source: FRAMING,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA==",
        )],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S004,
        slug: "empty-segment",
        summary: "Nothing before, between or after dots.",
        why: "A segment is at least one character; an empty one is what is left of a segment that was lost.",
        help: "join only segments that are there, with one dot between them",
        source: FRAMING,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S005,
        slug: "unknown-version",
        since: "1.1",
        summary: "The first six bits are neither version 1 nor version 2.",
        why: "TC strings begin with C, version 1 strings with B. D begins a GPP string, whose section 2 holds the TC string.",
        help: "pass on the TC string itself",
        source: Source::Specification("Core string, field Version"),
        invalid_examples: &[Example::new("DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S006,
        slug: "v1-with-segments",
        since: "1.1",
        summary: "A version 1 string with a dot in it.",
        why: "Version 1 has one segment only: something of another string was added.",
        help: "do not add segments to version 1 strings; better, stop using them",
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
        summary: "The first segment is not the core.",
        why: "Readers find the core at the beginning, and many read nothing else.",
        help: "put the core first",
        source: FRAMING,
        invalid_examples: &[Example::new("IACugA.CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S008,
        slug: "duplicate-core",
        summary: "A second core segment.",
        why: "Two cores may say different things, and readers differ in which one they take.",
        help: "write one core",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
        )],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S009,
        slug: "unknown-segment-type",
        summary: "A segment of a type that the specification does not define.",
        why: "Types 4 to 7 have no meaning. Lenient reading leaves the segment out and reports it.",
        help: "write only disclosed vendors (1) and publisher TC (3) after the core",
        source: Source::Specification("Segment types"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.gAAA",
        )],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S010,
        slug: "duplicate-segment",
        summary: "The same segment twice.",
        why: "Some readers take the first, some the last: two partners would act on different vendors.",
        help: "write each segment once",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.IAAo",
        )],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S011,
        slug: "truncated",
        since: "1.1",
        summary: "The bits end inside of a field.",
        why: "Part of the string was lost on the way: cut by a log, a cookie limit or a URL limit.",
        help: "pass the string on whole",
        source: Source::Specification("Core string, all fields are required"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACs")],
        valid_examples: &[Example::new(VALID)],
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
        summary: "A segment whose length no encoder of whole bytes can make: one more than a multiple of four characters.",
        why: "A character alone holds six bits, less than a byte. Standard base64 readers refuse it.",
        help: "fill every segment up to a whole byte",
        source: Source::Secondary("RFC 4648"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAAA.IAAo")],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in &subject.layout.segments {
            let Some(characters) = subject.characters(segment.segment) else { continue };
            let length = characters.len();
            if length % 4 == 1 {
                let message = format_args!("{length} characters: the last holds no whole byte");
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
        summary: "The text is longer than the limit.",
        why: "Real strings are a few thousand characters at most; the limit keeps hostile input cheap.",
        help: "look at where the text comes from; --max-length raises the limit",
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) static S014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::S014,
        slug: "unexpanded-macro",
        since: "1.1",
        summary: "A URL macro that nobody filled in.",
        why: "The ad server did not replace the macro, so the receiver has no string at all.",
        help: "have the macro replaced where the URL is made",
        source: Source::Specification("URL-based services: macros"),
        invalid_examples: &[
            Example::new("${GDPR_CONSENT_755}"),
            Example::new("%24%7BGDPR_CONSENT_755%7D"),
        ],
        valid_examples: &[Example::new(VALID)],
        ..Rule::NEW
    },
    check: None,
};

pub(super) const VALID: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
