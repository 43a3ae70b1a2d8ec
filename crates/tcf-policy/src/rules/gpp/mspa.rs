//! Group X: the MSPA, the agreement that publishers can sign.

use tcf_codec::Field;
use tcf_codec::gpp::us::fields::{
    MSPA_COVERED_TRANSACTION, MSPA_MODE, MSPA_OPT_OUT_OPTION_MODE, MSPA_SERVICE_PROVIDER_MODE,
};

use super::super::rule::{Example, Rule, Severity, Source};
use super::super::rule_entry::{RuleEntry, UsCheck};
use super::choices::{NOT_APPLICABLE, PAIRS};
use super::subject::UsSubject;
use super::{NEW, SECTIONS};
use crate::rule_code::RuleCode;

/// Values of MspaCoveredTransaction.
const COVERED: u8 = 1;
const NOT_COVERED: u8 = 2;

/// The value of a mode that is on.
const ON: u8 = 1;

/// Values of MspaMode.
const NO_MODE: u8 = 0;
const OPT_OUT_OPTION: u8 = 1;
const SERVICE_PROVIDER: u8 = 2;

const DERIVED: Source = Source::Secondary("Prebid.js and the reference libraries of 2024");

/// A mode that is on: the field and its value.
fn modes(us: &UsSubject<'_>) -> impl Iterator<Item = (Field, u8)> {
    let is_on = |&(field, value): &(Field, u8)| {
        if field == MSPA_MODE {
            matches!(value, OPT_OUT_OPTION | SERVICE_PROVIDER)
        } else {
            value == ON
        }
    };
    let modes = [MSPA_OPT_OUT_OPTION_MODE, MSPA_SERVICE_PROVIDER_MODE, MSPA_MODE].into_iter();
    modes.filter_map(|field| Some((field, us.get(field)?))).filter(is_on)
}

pub(in crate::rules) static X017: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X017,
        slug: "mspa-mode-inconsistent",
        severity: Severity::Warning,
        summary: "The MSPA does not cover the transaction, but one of its modes is on.",
        why: "The modes describe how the publisher handles a covered transaction. Without one, \
            they have no meaning.",
        help: "turn the mode off, or write 1 for MspaCoveredTransaction",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAACY"), Example::new("DBABEY~YBAA.BlWg")],
        valid_examples: &[Example::new("DBABL~CVVqAAAAAACo")],
        ..NEW
    },
    check: Some(|us, report| {
        if us.get(MSPA_COVERED_TRANSACTION) == Some(NOT_COVERED) {
            for (mode, value) in modes(us) {
                let message =
                    format_args!("{mode} is {value}, but {MSPA_COVERED_TRANSACTION} is 2");
                report.add(message, us.place(mode));
            }
        }
    }),
};

pub(in crate::rules) static X042: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X042,
        slug: "covered-without-mode",
        severity: Severity::Warning,
        summary: "The MSPA covers the transaction, but none of its modes is on.",
        why: "A publisher that covers a transaction chooses one of the two modes. Receivers cannot \
            tell how to handle the data otherwise.",
        help: "turn one mode on, or write 2 for MspaCoveredTransaction",
        source: DERIVED,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABo"), Example::new("DBABEY~YBAA.BRWg")],
        ..NEW
    },
    check: Some(|us, report| {
        // An undefined MspaMode, 3, is a value that X009 reports.
        let has_mode =
            modes(us).next().is_some() || us.get(MSPA_MODE).is_some_and(|mode| mode != NO_MODE);
        if us.get(MSPA_COVERED_TRANSACTION) == Some(COVERED) && !has_mode {
            let message = "MspaCoveredTransaction is 1, but no mode of the MSPA is on";
            report.add(message, us.place(MSPA_COVERED_TRANSACTION));
        }
    }),
};

pub(in crate::rules) static X043: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X043,
        slug: "both-mspa-modes",
        severity: Severity::Warning,
        summary: "Both modes of the MSPA are on.",
        why: "The modes exclude each other: in service provider mode nothing is sold, so there is \
            no option to opt out of.",
        help: "turn one mode off",
        source: DERIVED,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABU")],
        ..NEW
    },
    check: Some(|us, report| {
        if us.get(MSPA_OPT_OUT_OPTION_MODE) == Some(ON)
            && us.get(MSPA_SERVICE_PROVIDER_MODE) == Some(ON)
        {
            let message = "MspaOptOutOptionMode and MspaServiceProviderMode are both 1";
            report.add(message, us.place(MSPA_SERVICE_PROVIDER_MODE));
        }
    }),
};

pub(in crate::rules) static X044: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X044,
        slug: "service-provider-mode-with-optout-notice",
        severity: Severity::Info,
        summary: "Service provider mode is on, but a notice of an opt-out applies.",
        why: "In service provider mode, no data is sold, shared or used for targeted advertising, \
            so there is nothing to opt out of. Implementations disagree about whether notices must \
            be 0 then.",
        help: "write 0 for the notices, or turn the mode off",
        source: DERIVED,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAABk"), Example::new("DBABEY~YBAA.BZWg")],
        ..NEW
    },
    check: Some(|us, report| {
        let is_on = us.get(MSPA_SERVICE_PROVIDER_MODE) == Some(ON)
            || us.get(MSPA_MODE) == Some(SERVICE_PROVIDER);
        if !is_on {
            return;
        }
        for (notice, _) in PAIRS {
            if let Some(told) = us.get(notice).filter(|&told| told != NOT_APPLICABLE) {
                let message = format_args!("{notice} is {told}, but service provider mode is on");
                report.add(message, us.place(notice));
            }
        }
    }),
};
