//! Group U: US Privacy strings, on their own and in section 6 of GPP strings.

use std::sync::LazyLock;

use tcf_codec::{UspSignal, UspString};

use super::report::Finding;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::{AnyCheck, RuleEntry, UspCheck};
use super::usp_subject::UspSubject;
use super::{Prepared, prepared, run};
use crate::dates;
use crate::rule_code::RuleCode;

/// The checks of US Privacy strings.
static CHECKS: LazyLock<Vec<Prepared<UspCheck>>> = LazyLock::new(|| {
    prepared(|check| match check {
        AnyCheck::Usp(check) => Some(check),
        _ => None,
    })
});

/// Checks a US Privacy string.
///
/// ```
/// use tcf_policy::rules::{RuleCode, UspSubject, check_usp};
/// let subject = UspSubject::new("1Y-N", "2023-06-01".parse().unwrap())?;
/// let findings = check_usp(&subject);
/// assert_eq!(findings.len(), 1);
/// assert_eq!(findings[0].rule.code, RuleCode::U005);
/// assert_eq!(findings[0].place.as_ref().unwrap().characters, 2..3);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn check_usp(subject: &UspSubject<'_>) -> Vec<Finding> {
    run(&CHECKS, subject, Vec::new(), |check, subject, report| check(subject, report))
}

/// A string with signals that agree. After January 2024, U007 reports every string.
const VALID: &[Example] = &[Example::new("1YNN")];

const SPECIFICATION: Source = Source::Specification("U.S. Privacy String v1");

/// The defaults of the group.
const NEW: Rule = Rule { since: "1", source: SPECIFICATION, valid_examples: VALID, ..Rule::NEW };

pub(super) static U001: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U001,
        slug: "usp-length",
        summary: "The US Privacy string does not have four characters.",
        why: "The format has exactly four characters: a version and three signals. Decoders \
            disagree about any other length, and some ignore what follows the fourth character.",
        help: "write four characters, such as 1YNN",
        invalid_examples: &[Example::new("1YNNX"), Example::new("1NY")],
        ..NEW
    },
    check: None,
};

pub(super) static U002: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U002,
        slug: "usp-version",
        summary: "The US Privacy string does not start with 1.",
        why: "Version 1 is the only one that was published.",
        help: "start the string with 1",
        invalid_examples: &[Example::new("2YNN")],
        ..NEW
    },
    check: None,
};

pub(super) static U003: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U003,
        slug: "usp-character",
        summary: "A signal of the US Privacy string is not Y, N or -.",
        why: "Y is yes, N is no, and - is unknown or not applicable. Other characters have no \
            meaning.",
        help: "write Y, N or - for each signal",
        invalid_examples: &[Example::new("1XNN"), Example::new("1Y0N")],
        ..NEW
    },
    check: None,
};

pub(super) static U004: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U004,
        slug: "usp-lower-case",
        severity: Severity::Warning,
        summary: "A signal of the US Privacy string is in lower case.",
        why: "The specification has upper-case signals only. Some receivers reject lower case, \
            others accept it.",
        help: "write Y and N in upper case",
        invalid_examples: &[Example::new("1yny"), Example::new("1YnN")],
        ..NEW
    },
    check: Some(|subject, report| {
        for (at, found) in subject.text.char_indices().filter(|(_, found)| found.is_lowercase()) {
            let message =
                format_args!("'{found}' is in lower case; expected '{}'", found.to_uppercase());
            report.add(message, subject.characters(at, at + 1));
        }
    }),
};

pub(super) static U005: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U005,
        slug: "usp-optout-unknown",
        severity: Severity::Warning,
        summary: "The opt-out is unknown although another signal is not.",
        why: "If the CCPA applies, the specification requires Y or N for the opt-out of sale. If \
            it does not apply, all signals are -. Receivers accept such strings, but treat the \
            opt-out differently.",
        help: "write Y or N as the third character, or 1--- if the CCPA does not apply",
        invalid_examples: &[Example::new("1Y--"), Example::new("1--N")],
        valid_examples: &[Example::new("1---"), Example::new("1-N-")],
        ..NEW
    },
    check: Some(|subject, report| {
        if subject.value.opt_out_sale == UspSignal::NotApplicable
            && !subject.value.is_not_applicable()
        {
            let message = "the opt-out is '-', but another signal is not";
            report.add(message, subject.characters(2, 3));
        }
    }),
};

pub(super) static U006: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U006,
        slug: "usp-optout-without-notice",
        severity: Severity::Info,
        summary: "The user did not opt out, but was not given notice either.",
        why: "A user who was never told of the right to opt out cannot be said to have declined \
            it.",
        help: "give notice and the opportunity to opt out before writing N as the third character",
        source: Source::Judgement,
        invalid_examples: &[Example::new("1NNN")],
        valid_examples: &[Example::new("1YNN"), Example::new("1NYN")],
        ..NEW
    },
    check: Some(|subject, report| {
        let UspString { notice, opt_out_sale, .. } = subject.value;
        if notice == UspSignal::No && opt_out_sale == UspSignal::No {
            let message = "not opted out (N), but no notice was given (N)";
            report.add(message, subject.characters(1, 3));
        }
    }),
};

pub(super) static U007: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U007,
        slug: "usp-deprecated",
        severity: Severity::Info,
        summary: "US Privacy strings have been deprecated since 31 January 2024.",
        why: "The sections of the Global Privacy Platform replace them. They also cover states \
            other than California and signals other than the sale of data.",
        help: "send a GPP string with a US section, such as usnat or usca",
        source: Source::Specification("GPP Section Information, section 6"),
        invalid_examples: &[Example::new("1YNN")],
        valid_examples: &[Example::new("1YNN").as_of("2024-01-30")],
        ..NEW
    },
    // In a GPP string, X012 reports the section.
    check: Some(|subject, report| {
        if subject.start.is_none() && subject.at >= dates::US_PRIVACY_DEPRECATED {
            let message = "US Privacy strings are deprecated; GPP strings replace them";
            report.add(message, subject.whole());
        }
    }),
};

pub(super) static U008: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U008,
        slug: "usp-not-applicable",
        severity: Severity::Info,
        summary: "The US Privacy string states that the CCPA does not apply.",
        why: "1--- has no choice of the user. It is correct only for users to whom the CCPA does \
            not apply.",
        help: "check that the users are outside of California",
        invalid_examples: &[Example::new("1---")],
        ..NEW
    },
    check: Some(|subject, report| {
        if subject.value.is_not_applicable() {
            report.add("the CCPA does not apply", subject.whole());
        }
    }),
};

pub(super) static U009: RuleEntry<UspCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U009,
        slug: "usp-unexpanded-macro",
        summary: "The US Privacy string is a URL macro that was not expanded.",
        why: "The ad server did not replace the macro, so the receiver has no signals.",
        help: "make the ad server expand ${US_PRIVACY}",
        invalid_examples: &[Example::new("${US_PRIVACY}")],
        ..NEW
    },
    check: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str, at: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
        let subject = UspSubject::new(text, at.parse().unwrap()).unwrap();
        let found = check_usp(&subject).into_iter();
        found.map(|found| (found.rule.code.as_str(), found.place.unwrap().characters)).collect()
    }

    #[test]
    fn findings_have_places() {
        assert_eq!(codes("1YNN", "2024-01-30"), []);
        assert_eq!(codes("1YNN", "2024-01-31"), [("U007", 0..4)]);
        assert_eq!(codes("1yn-", "2020-07-01"), [("U004", 1..2), ("U004", 2..3)],);
        assert_eq!(codes("1NN-", "2020-07-01"), [("U006", 1..3)]);
        assert_eq!(codes("1---", "2020-07-01"), [("U008", 0..4)]);
        assert_eq!(codes("1--Y", "2020-07-01"), [("U005", 2..3)]);
    }
}
