//! Group G: the vendor list itself.

use tcf_codec::{Deciseconds, TcString};

use super::gvl_helpers::{VALID_EXAMPLES, VENDOR_LIST, VENDORS, names_it, string_and_list};
use super::needs::{Need, Needs};
use super::rule::{Example, Rule, Severity, Source, VALID};
use super::rule_entry::RuleEntry;
use crate::gvl::ListKey;
use crate::rule_code::RuleCode;

const USING: Source = Source::Specification("Vendors using the GVL, CMPs using the GVL");
const ANY_VENDOR_LIST: Needs = Needs::of(&[Need::AnyVendorList]);

pub(super) static G001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G001,
        slug: "gvl-version-mismatch",
        severity: Severity::Warning,
        summary: "The available vendor list is not the one that the string names.",
        why: "Vendors change their declarations, so a string is checked against its own list. \
            Without it the rest of the group does not run.",
        help: "fetch the list that the string names (tcf gvl fetch), or use the available one \
            with --any-gvl",
        needs: ANY_VENDOR_LIST,
        source: USING,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCKFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (Some(tc), Some(gvl)) = (subject.v2(), subject.gvl) else { return };
        let Ok(named) = ListKey::named_by(tc);
        if let Some(named) = named.filter(|&named| named != gvl.key()) {
            let message =
                format_args!("the string names {named}, but the available list is {}", gvl.key());
            report.add(message, subject.core(TcString::VENDOR_LIST_VERSION));
        }
    }),
};

pub(super) static G002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G002,
        slug: "gvl-version-in-future",
        severity: Severity::Warning,
        summary: "The string names a vendor list that was published after it, or one that is \
            newer than the newest known list.",
        why: "A string cannot name a later list: the clock or the encoder is wrong.",
        help: "check the timestamps and the list version that the CMP writes",
        needs: ANY_VENDOR_LIST,
        invalid_examples: &[
            Example::new("CQgcD4AQgcD4AEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let (Some(tc), Some(newest)) = (subject.v2(), subject.newest)
            && let Ok(Some(named)) = ListKey::named_by(tc)
            && named.specification == newest.key().specification
            && named.version > newest.key().version
            // Only a list published after the string can show that the version does not exist.
            && newest.last_updated().is_some_and(|published| published >= tc.last_updated)
        {
            let message = format_args!(
                "the string names {named}, but the newest known version is {}",
                newest.key().version
            );
            report.add(message, subject.core(TcString::VENDOR_LIST_VERSION));
        }
        let Some((tc, gvl)) = string_and_list(subject).filter(|(tc, gvl)| names_it(tc, gvl)) else {
            return;
        };
        let Some(published) = gvl.last_updated() else { return };
        if published.get() > tc.last_updated.get() + Deciseconds::PER_DAY {
            let message = format_args!(
                "{} was published on {published}, after the string ({})",
                gvl.key(),
                tc.last_updated
            );
            report.add(message, subject.core(TcString::VENDOR_LIST_VERSION));
        }
    }),
};

pub(super) static G003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G003,
        slug: "gvl-version-outdated",
        severity: Severity::Info,
        summary: "The vendor list was more than 14 days old when the string was written (a \
            warning above 60 days).",
        why: "Vendor lists are published weekly, and CMPs must use the latest one.",
        help: "update the vendor list of the CMP",
        needs: VENDOR_LIST,
        source: USING,
        invalid_examples: &[
            Example::new("CQkgb8AQkgb8AEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = string_and_list(subject).filter(|(tc, gvl)| names_it(tc, gvl)) else {
            return;
        };
        let Some(published) = gvl.last_updated() else { return };
        // A list that is younger than the string is not outdated.
        let days = tc.last_updated.get().saturating_sub(published.get()) / Deciseconds::PER_DAY;
        if days > 14 {
            let severity = if days > 60 { Severity::Warning } else { Severity::Info };
            let message =
                format_args!("{} was {days} days old when the string was written", gvl.key());
            report.add_as(severity, message, subject.core(TcString::VENDOR_LIST_VERSION));
        }
    }),
};

pub(super) static G022: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G022,
        slug: "gvl-constraint-violated",
        severity: Severity::Info,
        summary: "The vendor list violates the specification.",
        why: "Some published lists do, which is not a fault of the string. A file without \
            specification, version or vendors is rejected altogether.",
        help: "check the list with tcf gvl check",
        needs: VENDOR_LIST,
        source: VENDORS,
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((_, gvl)) = string_and_list(subject) else { return };
        let violations = gvl.violations();
        if let Some(first) = violations.first() {
            let (key, count) = (gvl.key(), violations.len());
            let places = if count == 1 { "place" } else { "places" };
            let message = format_args!(
                "{key} violates the specification in {count} {places}, the first at {}: {}",
                first.path, first.message
            );
            report.add(message, None);
        }
    }),
};

pub(super) static G024: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G024,
        slug: "gvl-missing",
        severity: Severity::Info,
        summary: "The vendor list that the string names is not available.",
        why: "Every rule that depends on vendor declarations is skipped.",
        help: "fetch the list with tcf gvl fetch",
        invalid_examples: &[Example::new(VALID)],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (Some(tc), None) = (subject.v2(), subject.gvl) else { return };
        if let Ok(Some(named)) = ListKey::named_by(tc) {
            report.add(
                format_args!("{named}, which the string names, is not available"),
                subject.core(TcString::VENDOR_LIST_VERSION),
            );
        }
    }),
};
