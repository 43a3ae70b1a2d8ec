//! Group X: choices and notices of US sections.

use tcf_codec::gpp::us::UsField;
use tcf_codec::gpp::us::fields::{
    GPC, PROCESSING_NOTICE, SALE_OPT_OUT, SALE_OPT_OUT_NOTICE, SHARING_NOTICE, SHARING_OPT_OUT,
    SHARING_OPT_OUT_NOTICE, TARGETED_ADVERTISING_OPT_OUT, TARGETED_ADVERTISING_OPT_OUT_NOTICE,
};
use tcf_codec::{Field, SectionId};

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{RuleEntry, UsCheck};
use super::subject::UsSubject;
use super::{NEW, SECTIONS};
use crate::rule_code::RuleCode;

/// The notices, and the choices that presuppose them. A section has some of them.
pub(super) const PAIRS: [(Field, Field); 3] = [
    (SALE_OPT_OUT_NOTICE, SALE_OPT_OUT),
    (SHARING_OPT_OUT_NOTICE, SHARING_OPT_OUT),
    (TARGETED_ADVERTISING_OPT_OUT_NOTICE, TARGETED_ADVERTISING_OPT_OUT),
];

/// Values of notices.
pub(super) const NOT_APPLICABLE: u8 = 0;
pub(super) const GIVEN: u8 = 1;
const NOT_GIVEN: u8 = 2;

/// Values of choices.
const NO_CHOICE: u8 = 0;
const OPTED_OUT: u8 = 1;
const NOT_OPTED_OUT: u8 = 2;

/// A pair that a section has.
struct Pair {
    notice: Field,
    told: u8,
    choice: Field,
    chosen: u8,
}

/// The pairs that a section has.
fn pairs(us: &UsSubject<'_>) -> impl Iterator<Item = Pair> {
    PAIRS.into_iter().filter_map(|(notice, choice)| {
        Some(Pair { notice, told: us.get(notice)?, choice, chosen: us.get(choice)? })
    })
}

pub(in crate::rules) static X016: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X016,
        slug: "notice-optout-inconsistent",
        severity: Severity::Warning,
        summary: "A choice is 1 or 2 although its notice does not apply or was not given.",
        why: "The specification reserves 0 for users without notice. A user who was never told of \
            the right to opt out cannot have declined it: receivers treat 2 without notice as \
            untrustworthy, and deny.",
        help: "write 0 for the choice, or 1 for the notice if it was given",
        source: SECTIONS,
        invalid_examples: &[
            Example::new("DBABL~CRVqAAAAAABY"),
            Example::new("DBABL~CZVaAAAAAABY"),
            Example::new("DBABBg~BZoAAABY"),
        ],
        ..NEW
    },
    check: Some(|us, report| {
        for Pair { notice, told, choice, chosen } in pairs(us) {
            let is_told = !matches!(told, NOT_APPLICABLE | NOT_GIVEN);
            let words = match chosen {
                _ if is_told => continue,
                OPTED_OUT => "opted out without notice",
                NOT_OPTED_OUT => "did not opt out, but was never told",
                _ => continue,
            };
            let message = format_args!("{choice} is {chosen}, but {notice} is {told}: {words}");
            report.add(message, us.place(choice));
        }
    }),
};

pub(in crate::rules) static X040: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X040,
        slug: "optout-zero-after-notice",
        severity: Severity::Warning,
        summary: "A notice was given, but its choice is 0.",
        why: "0 stands for a notice that does not apply or was not given. After a notice, the user \
            opted out (1) or did not (2); receivers disagree about which one 0 means.",
        help: "write 1 or 2 for the choice",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVKAAAAAABY")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAABY"), Example::new("DBABL~CRVKAAAAAABY")],
        ..NEW
    },
    check: Some(|us, report| {
        for Pair { notice, told, choice, chosen } in pairs(us) {
            if told == GIVEN && chosen == NO_CHOICE {
                let message = format_args!("{choice} is 0, but {notice} is 1");
                report.add(message, us.place(choice));
            }
        }
    }),
};

pub(in crate::rules) static X041: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X041,
        slug: "sharing-optout-without-sharing-notice",
        severity: Severity::Info,
        summary: "The user chose about sharing, but SharingNotice does not apply.",
        why: "SharingNotice 0 says that the business does not share personal data. Some receivers \
            deny then, whatever the choice.",
        help: "write 1 for SharingNotice if the notice was given",
        source: Source::Secondary("Prebid.js, usnat activity control"),
        invalid_examples: &[Example::new("DBABL~CFVqAAAAAABY")],
        ..NEW
    },
    check: Some(|us, report| {
        let chosen = us.get(SHARING_OPT_OUT);
        if us.us.section() == SectionId::US_NAT
            && us.get(SHARING_NOTICE) == Some(NOT_APPLICABLE)
            && let Some(chosen @ (OPTED_OUT | NOT_OPTED_OUT)) = chosen
        {
            let message = format_args!("SharingOptOut is {chosen}, but SharingNotice is 0");
            report.add(message, us.place(SHARING_OPT_OUT));
        }
    }),
};

pub(in crate::rules) static X047: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X047,
        slug: "gpc-contradicts-choice",
        severity: Severity::Warning,
        summary: "Global Privacy Control is on, but the user did not opt out.",
        why: "Several states recognize Global Privacy Control as an opt-out of sale. The \
            specification only says to pass the signal on. For SharingOptOut and \
            TargetedAdvertisingOptOut, this is reported for information.",
        help: "write 1 for the opt-outs, unless the user decided otherwise after the signal",
        source: Source::Judgement,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABY.Y"), Example::new("DBABJg~BVoAAFg.Y")],
        valid_examples: &[
            Example::new("DBABL~CVVqAAAAAABY.Q"),
            Example::new("DBABL~CVVVAAAAAABY.Y"),
        ],
        ..NEW
    },
    check: Some(|us, report| {
        if us.us.gpc() != Some(true) {
            return;
        }
        for (_, choice) in PAIRS {
            if us.get(choice) == Some(NOT_OPTED_OUT) {
                let is_sale = choice == SALE_OPT_OUT;
                let severity = if is_sale { Severity::Warning } else { Severity::Info };
                let message = format_args!("{GPC} is true, but {choice} is 2 (not opted out)");
                report.add_as(severity, message, us.place(choice));
            }
        }
    }),
};

pub(in crate::rules) static X048: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X048,
        slug: "processing-denied",
        severity: Severity::Info,
        summary: "The notice of processing does not apply, but another notice does.",
        why: "ProcessingNotice 0, in usnat and usmt SharingNotice 0, says that the business \
            processes no such personal data. Then there is nothing to sell or to target, and the \
            other notices do not apply either.",
        help: "write 1 for the notice of processing if it was given",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABAw~BFoAAABY")],
        valid_examples: &[Example::new("DBABAw~BVoAAABY")],
        ..NEW
    },
    check: Some(|us, report| {
        // The page of Montana describes its SharingNotice as a notice of processing.
        let processing = match us.us.section() {
            SectionId::US_NAT | SectionId::US_MT => SHARING_NOTICE,
            _ => PROCESSING_NOTICE,
        };
        if us.get(processing) != Some(NOT_APPLICABLE) {
            return;
        }
        let notices = us.us.format().fields().iter().map(UsField::field);
        let mut others = notices.filter(|&notice| is_notice(notice) && notice != processing);
        let other = others.find_map(|notice| {
            let told = us.get(notice).filter(|&told| told != NOT_APPLICABLE)?;
            Some((notice, told))
        });
        if let Some((notice, told)) = other {
            let message = format_args!("{processing} is 0, but {notice} is {told}");
            report.add(message, us.place(processing));
        }
    }),
};

fn is_notice(field: Field) -> bool {
    field.name().ends_with("Notice")
}
