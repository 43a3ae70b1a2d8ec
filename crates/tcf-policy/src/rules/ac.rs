//! Group A: Additional Consent strings.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use tcf_codec::ac::AcList;

use super::ac_subject::AcSubject;
use super::place::Place;
use super::report::Finding;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::{AcCheck, AnyCheck, RuleEntry};
use super::{Prepared, prepared, run};
use crate::rule_code::RuleCode;

/// The place of characters.
const fn place(characters: Range<usize>) -> Place {
    Place { section: None, segment: None, field: None, bits: None, characters }
}

/// The name of a list in messages.
const fn name(list: AcList) -> &'static str {
    match list {
        AcList::Granted => "consented providers",
        AcList::Disclosed => "disclosed providers",
    }
}

/// The checks of Additional Consent strings.
static CHECKS: LazyLock<Vec<Prepared<AcCheck>>> = LazyLock::new(|| {
    prepared(|check| match check {
        AnyCheck::Ac(check) => Some(check),
        _ => None,
    })
});

/// Checks an Additional Consent string.
///
/// ```
/// use tcf_codec::DecodeOptions;
/// use tcf_policy::rules::{AcSubject, RuleCode, check_ac};
/// let subject = AcSubject::new("2~1.35~dv.9.35", DecodeOptions::DEFAULT_MAX_LEN)?;
/// let findings = check_ac(&subject);
/// assert_eq!(findings[0].rule.code, RuleCode::A006);
/// assert_eq!(findings[0].place.as_ref().unwrap().characters, 12..14);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn check_ac(subject: &AcSubject<'_>) -> Vec<Finding> {
    run(&CHECKS, subject, Vec::new(), |check, subject, report| check(subject, report))
}

/// A string without findings.
const VALID: &[Example] = &[Example::new("2~1.35.41.101~dv.9.21.81")];

const SPECIFICATION: Source =
    Source::Specification("Google, Additional Consent Technical Specification");

/// The defaults of the group.
const NEW: Rule = Rule { since: "1", source: SPECIFICATION, valid_examples: VALID, ..Rule::NEW };

pub(super) static A001: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A001,
        slug: "ac-bad-version",
        summary: "The Additional Consent string starts with neither 1~ nor 2~.",
        why: "The version decides which lists follow. Versions 1 and 2 were published; a list of \
            ids without a version is not an Additional Consent string.",
        help: "start the string with 2~",
        invalid_examples: &[Example::new("3~1.2.3"), Example::new("addtl_consent=1.2.3")],
        ..NEW
    },
    check: None,
};

pub(super) static A002: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A002,
        slug: "ac-bad-id",
        summary: "A provider id is missing, 0, too large, or has leading zeros.",
        why: "Ids are decimal numbers from 1, with one dot between them. An empty item usually \
            means that an id was lost. Leading zeros do not change the id, but receivers that \
            compare texts miss it: they are a warning.",
        help: "write ids as decimal numbers without leading zeros, with one dot between them",
        invalid_examples: &[Example::new("1~1..2"), Example::new("1~1.2."), Example::new("1~01")],
        ..NEW
    },
    check: Some(|subject, report| {
        for item in &subject.items {
            let text = subject.text.get(item.characters.clone());
            if text.is_some_and(|text| text.starts_with('0')) {
                let message = format_args!("provider {} has leading zeros", item.id);
                report.add_as(Severity::Warning, message, place(item.characters.clone()));
            }
        }
    }),
};

pub(super) static A003: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A003,
        slug: "ac-v1-with-extra-part",
        summary: "A version 1 string has a part after the consented providers.",
        why: "Version 1 lists only the providers with consent. With another part, Google's \
            libraries treat the choice about every provider as unknown.",
        help: "start the string with 2~ if it lists disclosed providers",
        invalid_examples: &[Example::new("1~1.2.3~dv.4.5")],
        ..NEW
    },
    check: None,
};

pub(super) static A004: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A004,
        slug: "ac-v2-missing-dv",
        severity: Severity::Warning,
        since: "2",
        summary: "A version 2 string has no disclosed providers.",
        why: "Version 2 requires the part ~dv, even if it lists no provider. Without it, \
            Google's libraries treat the choice about every provider as unknown, also about those \
            with consent.",
        help: "append ~dv. and the providers that were shown without consent",
        invalid_examples: &[Example::new("2~1.2")],
        ..NEW
    },
    check: Some(|subject, report| {
        if subject.is_version_2() && subject.disclosed().is_none() {
            let end = subject.text.len();
            report.add("the part ~dv. is missing after the consented providers", place(end..end));
        }
    }),
};

pub(super) static A005: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A005,
        slug: "ac-duplicate-id",
        severity: Severity::Warning,
        summary: "A list contains a provider twice.",
        why: "The lists are sets. A repeated id makes the string longer and suggests that the \
            list was assembled from several sources.",
        help: "write each id once",
        invalid_examples: &[Example::new("1~2.2"), Example::new("2~1~dv.3.7.3")],
        ..NEW
    },
    check: Some(|subject, report| {
        for list in [AcList::Granted, AcList::Disclosed] {
            for item in subject.repeated(list) {
                let message = format_args!("provider {} is twice in the {}", item.id, name(list));
                report.add(message, place(item.characters.clone()));
            }
        }
    }),
};

pub(super) static A006: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A006,
        slug: "ac-id-in-both-lists",
        severity: Severity::Warning,
        since: "2",
        summary: "A provider is in the list with consent and in that of the others.",
        why: "The list of disclosed providers names those that were shown without consent. A \
            provider in both lists is read as one with consent.",
        help: "list each provider once, after dv. only if the user did not consent",
        invalid_examples: &[Example::new("2~1.2~dv.2")],
        ..NEW
    },
    check: Some(|subject, report| {
        let granted: HashSet<_> = subject.list(AcList::Granted).map(|item| item.id).collect();
        for item in subject.list(AcList::Disclosed).filter(|item| granted.contains(&item.id)) {
            let message = format_args!("provider {} has consent as well", item.id);
            report.add(message, place(item.characters.clone()));
        }
    }),
};

pub(super) static A007: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A007,
        slug: "ac-unsorted",
        severity: Severity::Info,
        summary: "The ids of a list are not in ascending order.",
        why: "The order has no meaning, but equal strings compare equal only if their lists are \
            sorted.",
        help: "sort the ids",
        source: Source::Judgement,
        invalid_examples: &[Example::new("1~3.1.2")],
        ..NEW
    },
    check: Some(|subject, report| {
        for list in [AcList::Granted, AcList::Disclosed] {
            let mut ids = subject.list(list).zip(subject.list(list).skip(1));
            if let Some((one, next)) = ids.find(|(one, next)| next.id < one.id) {
                let message = format_args!(
                    "the {} are not sorted: {} follows {}",
                    name(list),
                    next.id,
                    one.id
                );
                report.add(message, place(next.characters.clone()));
            }
        }
    }),
};

pub(super) static A011: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A011,
        slug: "ac-dv-without-dot",
        severity: Severity::Info,
        since: "2",
        summary: "The list of disclosed providers is dv without a dot.",
        why: "The specification allows dv without a dot only if every provider that was shown has \
            consent. If no provider has consent, the string contradicts itself: a warning.",
        help: "write ~dv. with the providers that were shown without consent",
        invalid_examples: &[Example::new("2~1.2~dv"), Example::new("2~~dv")],
        ..NEW
    },
    check: Some(|subject, report| {
        let Some(("dv", characters)) = subject.disclosed() else { return };
        if subject.items.is_empty() {
            let message = "dv without a dot, but no provider has consent";
            report.add_as(Severity::Warning, message, place(characters));
        } else {
            report.add(
                "dv without a dot: every provider that was shown has consent",
                place(characters),
            );
        }
    }),
};

pub(super) static A012: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A012,
        slug: "ac-extra-part",
        since: "2",
        summary: "A version 2 string has a part after the disclosed providers.",
        why: "Version 2 has three parts: the version and two lists. What follows has no meaning.",
        help: "join all disclosed providers in one list after dv.",
        invalid_examples: &[Example::new("2~1~dv.2~dv.3")],
        ..NEW
    },
    check: None,
};

pub(super) static A013: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A013,
        slug: "ac-dv-prefix",
        since: "2",
        summary: "The third part does not start with dv.",
        why: "The prefix distinguishes the list of disclosed providers. It is in lower case and a \
            dot follows it.",
        help: "start the third part with dv.",
        invalid_examples: &[Example::new("2~1~4.5"), Example::new("2~1~DV.5")],
        ..NEW
    },
    check: None,
};

pub(super) static A014: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A014,
        slug: "ac-bad-character",
        summary: "A list contains a character other than digits and dots.",
        why: "White space and percent escapes come from the transport: the value was not trimmed \
            or not percent-decoded.",
        help: "percent-decode the value once, and write no white space",
        invalid_examples: &[Example::new("2~1.2 ~dv.3"), Example::new("2~1.2%7Edv.3")],
        ..NEW
    },
    check: None,
};

pub(super) static A017: RuleEntry<AcCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A017,
        slug: "ac-nothing-said",
        severity: Severity::Info,
        summary: "The string lists no provider.",
        why: "The choice about every provider is unknown: the CMP showed none, or lost the lists.",
        help: "check that the CMP is set up to show Google's providers",
        source: Source::Judgement,
        invalid_examples: &[Example::new("1~"), Example::new("2~~dv.")],
        ..NEW
    },
    check: Some(|subject, report| {
        if subject.items.is_empty() {
            report.add("no provider is listed", place(0..subject.text.len()));
        }
    }),
};
