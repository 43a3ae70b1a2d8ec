//! Group F: publisher restrictions.

use std::borrow::Cow;

use tcf_codec::{RestrictionType, RestrictionTypes, VendorRange, VendorSet, fields};

use super::message::{Message, Prefix};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::decide::tables;
use crate::rule_code::RuleCode;

const RESTRICTIONS: Source = Source::Specification("Publisher restrictions");

pub(super) static F008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F008,
        slug: "restriction-type-undefined",
        severity: Severity::Warning,
        summary: "A publisher restriction has the undefined type 3.",
        why: "Type 3 has no meaning: most decoders ignore the restriction, and some reject the \
            string.",
        help: "write restriction type 0, 1 or 2",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAQsAEAAIA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if record.restriction_type == RestrictionType::Undefined {
                let purpose = record.purpose;
                report.add(
                    format_args!("the restriction of purpose {purpose} has the undefined type 3"),
                    subject.restriction_field(at, fields::RESTRICTION_TYPE),
                );
            }
        }
    }),
};

pub(super) static F009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F009,
        slug: "restriction-purpose-invalid",
        summary: "A publisher restriction has a purpose id outside 1 to 24.",
        why: "No purpose bit belongs to it. Purpose 0 makes some decoders fail.",
        help: "write a purpose id from the vendor list",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAALIACAAEA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if !(1..=24).contains(&record.purpose.get()) {
                let message = format_args!(
                    "restriction of purpose {}; purpose ids are 1 to 24",
                    record.purpose
                );
                report.add(message, subject.restriction_field(at, fields::PURPOSE_ID));
            }
        }
    }),
};

pub(super) static F010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F010,
        slug: "restriction-empty",
        severity: Severity::Warning,
        summary: "A publisher restriction lists no vendors.",
        why: "It restricts nothing. A vendor may have been lost.",
        help: "omit the restriction",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIQAAA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if record.vendors.is_empty() {
                let message =
                    format_args!("the restriction of purpose {} lists no vendors", record.purpose);
                report.add(message, subject.restriction_field(at, fields::NUM_ENTRIES));
            }
        }
    }),
};

pub(super) static F011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F011,
        slug: "restriction-duplicate",
        severity: Severity::Warning,
        summary: "Two publisher restrictions have the same purpose and type.",
        why: "They mean the union of their vendors, but a widely used decoder keeps only the \
            last one.",
        help: "write one restriction per purpose and type",
        source: Source::Secondary("decoders differ"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAQQACAAEIABAAE.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let mut seen = std::collections::BTreeSet::new();
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            let (purpose, kind) = (record.purpose, record.restriction_type);
            if !seen.insert((purpose, kind)) {
                report.add(
                    format_args!("second restriction of purpose {purpose} with type {kind}"),
                    subject.restriction(at),
                );
            }
        }
    }),
};

pub(super) static F012: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F012,
        slug: "restriction-conflict",
        severity: Severity::Warning,
        summary: "A vendor is under several restriction types for one purpose.",
        why: "Type 0 (not allowed) overrides the others; types 1 (require consent) and 2 \
            (require legitimate interest) contradict each other.",
        help: "restrict each vendor in one way per purpose",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAQSADAAEAAgoAGAAQABg.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(conflicts),
};

/// The ranges of vendors that two lists of ranges share, each sorted and merged.
fn shared<'a>(
    mut one: &'a [VendorRange],
    mut other: &'a [VendorRange],
) -> impl Iterator<Item = VendorRange> + 'a {
    std::iter::from_fn(move || {
        while let ([a, after_a @ ..], [b, after_b @ ..]) = (one, other) {
            if a.end() < b.end() {
                one = after_a;
            } else {
                other = after_b;
            }
            // Those that have nothing in common are none.
            if let Ok(range) = VendorRange::new(a.start().max(b.start()), a.end().min(b.end())) {
                return Some(range);
            }
        }
        None
    })
}

/// Vendors that different types of restriction share, purpose by purpose.
fn conflicts(subject: &Subject<'_>, report: &mut Report) {
    let Some(tc) = subject.v2() else { return };
    let records = &tc.publisher_restrictions;
    if records.len() < 2 {
        return;
    }
    // Most purposes have restrictions of one type or of none.
    let mut by_purpose = [RestrictionTypes::NONE; 64];
    for record in records.iter() {
        if let Some(types) = by_purpose.get_mut(usize::from(record.purpose.get())) {
            types.insert(record.restriction_type);
        }
    }
    let types = (0..=24).zip(by_purpose).skip(1);
    for (purpose, _) in types.filter(|(_, types)| tables::defined(*types).count() > 1) {
        let of_type = |wanted: RestrictionType| -> Cow<'_, [VendorRange]> {
            let mut found = records.iter().filter(|record| {
                record.purpose.get() == purpose && record.restriction_type == wanted
            });
            match (found.next(), found.next()) {
                (None, _) => Cow::default(),
                (Some(only), None) => only.vendors.into(),
                (Some(first), Some(second)) => {
                    let all = [first, second].into_iter().chain(found);
                    tcf_codec::merge_ranges(all.flat_map(|record| record.vendors.iter().copied()))
                        .into()
                }
            }
        };
        let forbidden = of_type(RestrictionType::NotAllowed);
        let consent = of_type(RestrictionType::RequireConsent);
        let interest = of_type(RestrictionType::RequireLegitimateInterest);
        let found: VendorSet = shared(&forbidden, &consent)
            .chain(shared(&forbidden, &interest))
            .chain(shared(&consent, &interest))
            .collect();
        if !found.is_empty() {
            let about = |record: tcf_codec::Restriction<'_>| {
                record.purpose.get() == purpose
                    && record.restriction_type != RestrictionType::Undefined
                    && !found.restricted_to(record.vendors).is_empty()
            };
            let place = records.iter().position(about).and_then(|at| subject.restriction(at));
            let message = Message::Vendors {
                prefix: Prefix::Numbered("purpose", purpose.into()),
                vendors: found,
                rest: " under several restriction types",
            };
            report.add(message, place);
        }
    }
}
