//! Group F: range entries.

use tcf_codec::VendorRange;

use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::rule_code::RuleCode;

pub(super) static F001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F001,
        slug: "range-inverted",
        since: "1.1",
        summary: "A range ends before it starts.",
        why: "It contains no vendor. Some decoders treat it as empty, and the intended vendors \
            are lost.",
        help: "write the lower vendor id first",
        source: Source::Specification("RangeEntry"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYAEgAIAAAAA.IAAo",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F002,
        slug: "range-single-as-range",
        severity: Severity::Warning,
        summary: "A range contains a single vendor.",
        why: "Range entries are defined for more than one vendor, and some decoders reject such \
            a string.",
        help: "write an entry for a single vendor",
        source: Source::Specification("RangeEntry: IsARange"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAvwA4AAgACAAWALQAvg",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(single_as_range),
};

pub(super) static F003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F003,
        slug: "vendor-id-zero",
        since: "1.1",
        summary: "An entry contains vendor id 0.",
        why: "Vendor ids start at 1.",
        help: "write vendor ids from the vendor list",
        source: Source::Specification("RangeEntry"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAQAAAAAAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F004,
        slug: "vendor-id-above-max",
        since: "1.1",
        summary: "An entry contains a vendor id above MaxVendorId.",
        why: "MaxVendorId is the highest vendor id of its section. Decoders that allocate a bit \
            field of that size drop the vendor.",
        help: "set MaxVendorId to the highest vendor id of the section",
        source: Source::Specification("MaxVendorId"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYABgAYAAAAA.IAAo",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

fn single_as_range(subject: &Subject<'_>, report: &mut Report) {
    for list in subject.entry_lists() {
        let found = list.count(|entry| entry.is_range && entry.range.len() == 1);
        if let Some((count, at, entry)) = found {
            let ranges = single_ranges(count, entry.range);
            report.add(format_args!("{list}: {ranges}"), list.place(at));
        }
    }
}

/// `a range of the single vendor 7`, or `3 ranges of a single vendor, the first of vendor 7`
fn single_ranges(count: usize, first: VendorRange) -> String {
    match count {
        1 => format!("a range of the single vendor {first}"),
        _ => format!("{count} ranges of a single vendor, the first of vendor {first}"),
    }
}
