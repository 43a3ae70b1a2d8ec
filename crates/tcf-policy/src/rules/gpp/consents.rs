//! Group X: sensitive data, children and other purposes in US sections.

use tcf_codec::gpp::us::fields::{
    ADDITIONAL_DATA_PROCESSING_CONSENT, KNOWN_CHILD_SENSITIVE_DATA_CONSENT,
    KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, PERSONAL_DATA_CONSENTS, SENSITIVE_DATA_LIMIT_USE_NOTICE,
    SENSITIVE_DATA_OPT_OUT_NOTICE, SENSITIVE_DATA_PROCESSING,
    SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
};
use tcf_codec::{Field, SectionId};

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{RuleEntry, UsCheck};
use super::choices::{GIVEN, NOT_APPLICABLE};
use super::{NEW, SECTIONS};
use crate::rule_code::RuleCode;

const PREBID: Source = Source::Secondary("Prebid.js, usnat activity control");

/// The name of a value: the field, with its index if it is a list.
fn name(field: Field, index: Option<usize>) -> String {
    index.map_or_else(|| field.name().to_owned(), |index| format!("{field}[{index}]"))
}

pub(in crate::rules) static X045: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X045,
        slug: "sensitive-limit-without-notice",
        severity: Severity::Warning,
        summary: "In California, a choice about sensitive data is 1 or 2 without its notice.",
        why: "0 stands for users without the notice of the right to limit the use of sensitive \
            data. A user who was never told cannot have declined it.",
        help: "write 0 for the choices, or 1 for SensitiveDataLimitUseNotice if it was given",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABBg~BUoAAIBY")],
        valid_examples: &[Example::new("DBABBg~BVoAAIBY")],
        ..NEW
    },
    check: Some(|us, report| {
        let told = us.get(SENSITIVE_DATA_LIMIT_USE_NOTICE);
        if us.us.section() != SectionId::US_CA || told == Some(GIVEN) {
            return;
        }
        for (index, value) in us.values(SENSITIVE_DATA_PROCESSING, |value| matches!(value, 1 | 2)) {
            let message = format_args!(
                "{} is {value}, but {SENSITIVE_DATA_LIMIT_USE_NOTICE} is {}",
                name(SENSITIVE_DATA_PROCESSING, index),
                told.unwrap_or(NOT_APPLICABLE)
            );
            report.add(message, us.value_place(SENSITIVE_DATA_PROCESSING, index));
        }
    }),
};

pub(in crate::rules) static X046: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X046,
        slug: "sensitive-data-denied",
        severity: Severity::Info,
        summary: "The notice of sensitive data does not apply, but there is a choice about it.",
        why: "The notice is 0 if the business does not process sensitive data. Then all choices \
            about its categories are 0 too.",
        help: "write 1 for the notice if it was given",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVRqQAAAAABY")],
        valid_examples: &[Example::new("DBABL~CVVqQAAAAABY")],
        ..NEW
    },
    check: Some(|us, report| {
        let notice = match us.us.section() {
            SectionId::US_NAT | SectionId::US_UT => SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
            SectionId::US_IA => SENSITIVE_DATA_OPT_OUT_NOTICE,
            _ => return,
        };
        let values = us.values(SENSITIVE_DATA_PROCESSING, |value| value != 0);
        if us.get(notice) == Some(NOT_APPLICABLE)
            && let Some(&(index, value)) = values.first()
        {
            let message = format_args!(
                "{notice} is 0, but {} is {value}",
                name(SENSITIVE_DATA_PROCESSING, index)
            );
            report.add(message, us.place(notice));
        }
    }),
};

/// The index of the consent for children under 13 in the list of a section. In the other sections
/// with a single consent, that one is meant; in those with a list, none is.
const UNDER_13: [(SectionId, usize); 8] = [
    (SectionId::US_NAT, 1),
    (SectionId::US_FL, 0),
    (SectionId::US_CT, 0),
    (SectionId::US_MT, 0),
    (SectionId::US_OR, 0),
    (SectionId::US_NH, 0),
    (SectionId::US_DE, 0),
    (SectionId::US_NJ, 0),
];

pub(in crate::rules) static X049: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X049,
        slug: "child-consent-under-13",
        severity: Severity::Info,
        summary: "There is a choice about the data of a child under 13.",
        why: "Prebid treats the user as a known child and denies, whatever the choice. 0 stands \
            for no known child.",
        help: "write 0 unless the user is known to be a child",
        source: PREBID,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAACBY"), Example::new("DBABRg~BVoAAFY")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAIhY")],
        ..NEW
    },
    check: Some(|us, report| {
        let section = us.us.section();
        let under_13 = UNDER_13.iter().find(|(id, _)| *id == section).map(|&(_, index)| index);
        for field in [KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, KNOWN_CHILD_SENSITIVE_DATA_CONSENT] {
            let values = us.values(field, |value| value != 0);
            for (index, value) in values.into_iter().filter(|&(index, _)| index == under_13) {
                let message = format_args!("{} is {value}: a child under 13", name(field, index));
                report.add(message, us.value_place(field, index));
            }
        }
    }),
};

/// The value of a consent that was given.
const CONSENT: u8 = 2;

pub(in crate::rules) static X050: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X050,
        slug: "incompatible-use-consent",
        severity: Severity::Info,
        summary: "The user consented to purposes that are incompatible with the disclosed ones.",
        why: "By default, Prebid denies if there is such a consent, because it says that data is \
            used for other purposes.",
        help: "check that the consent was asked for",
        source: PREBID,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAAJY")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAAFY")],
        ..NEW
    },
    check: Some(|us, report| {
        for field in [PERSONAL_DATA_CONSENTS, ADDITIONAL_DATA_PROCESSING_CONSENT] {
            if us.get(field) == Some(CONSENT) {
                let message = format_args!("{field} is 2: consent to incompatible purposes");
                report.add(message, us.place(field));
            }
        }
    }),
};

/// The categories of sensitive data of usnat that Prebid never accepts, from 1.
const NEVER_ACCEPTED: [usize; 7] = [6, 7, 9, 10, 12, 14, 16];

pub(in crate::rules) static X051: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X051,
        slug: "sensitive-consent-strict",
        severity: Severity::Info,
        summary: "In usnat, there is a choice about sensitive data that Prebid never accepts.",
        why: "Prebid denies if there is any choice about genetic or biometric data, government \
            ids, account credentials, the content of messages, victims of crimes, or transgender \
            status, even consent.",
        help: "write 0 for categories that are not processed",
        source: PREBID,
        invalid_examples: &[Example::new("DBABL~CVVqABAAAABY")],
        valid_examples: &[Example::new("DBABL~CVVqQAAAAABY")],
        ..NEW
    },
    check: Some(|us, report| {
        if us.us.section() != SectionId::US_NAT {
            return;
        }
        for (index, value) in us.values(SENSITIVE_DATA_PROCESSING, |value| value != 0) {
            if index.is_some_and(|index| NEVER_ACCEPTED.contains(&(index + 1))) {
                let message = format_args!("{} is {value}", name(SENSITIVE_DATA_PROCESSING, index));
                report.add(message, us.value_place(SENSITIVE_DATA_PROCESSING, index));
            }
        }
    }),
};
