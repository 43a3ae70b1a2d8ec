//! Group F: strings that can be read, or nearly, and violate the format.

use std::borrow::Cow;

use tcf_codec::{
    Deciseconds, RestrictionType, RestrictionTypes, SectionEncoding, Segment, TcString,
    VendorRange, VendorSet, fields,
};

use super::codes::{is_country, is_language, is_translated};
use super::message::{Message, Prefix};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::dates;
use crate::decide::tables;
use crate::rule_code::RuleCode;

const RESTRICTIONS: Source = Source::Specification("Publisher restrictions");

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

pub(super) static F005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F005,
        slug: "bad-letter",
        since: "1.1",
        summary: "A language or country code contains a value that is not a letter.",
        why: "A letter takes six bits, which hold 64 values; only 0 to 25 are letters.",
        help: "write two letters from A to Z",
        source: Source::Specification("ConsentLanguage, PublisherCC"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABA_NCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F006,
        slug: "language-unknown",
        severity: Severity::Warning,
        summary: "ConsentLanguage is not an ISO 639-1 code, or the framework has no texts in \
            that language (info).",
        why: "It records the language in which the user was asked.",
        help: "write the language of the user interface",
        source: Source::Specification("ConsentLanguage"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAQQCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let code = tc.consent_language.as_str();
        let place = || subject.core(TcString::CONSENT_LANGUAGE);
        if !is_language(code) {
            report.add(
                format_args!("ConsentLanguage is {code}, which is not an ISO 639-1 code"),
                place(),
            );
        } else if !is_translated(code) {
            report.add_as(
                Severity::Info,
                format_args!("ConsentLanguage is {code}, in which there are no official texts"),
                place(),
            );
        }
    }),
};

pub(super) static F007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F007,
        slug: "country-unknown",
        severity: Severity::Warning,
        summary: "PublisherCC is not an ISO 3166-1 country, or it is AA, which names no country \
            (info).",
        why: "If purpose 1 was not disclosed, the law of this country decides.",
        help: "write the country whose law applies to the publisher (GB, not UK)",
        source: Source::Specification("PublisherCC"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAChQABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let place = || subject.core(TcString::PUBLISHER_CC);
        match tc.publisher_cc.as_str() {
            "AA" => {
                report.add_as(Severity::Info, "PublisherCC is AA, which names no country", place());
            }
            "EU" => report.add("PublisherCC is EU, which is not a country", place()),
            "UK" => {
                report.add(
                    "PublisherCC is UK; the ISO 3166-1 code of the United Kingdom is GB",
                    place(),
                );
            }
            code if !is_country(code) => {
                report.add(
                    format_args!("PublisherCC is {code}, which is not an ISO 3166-1 code"),
                    place(),
                );
            }
            _ => {}
        }
    }),
};

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
        source: Source::Secondary("readers differ"),
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

pub(super) static F013: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F013,
        slug: "cmp-id-reserved",
        since: "1.1",
        summary: "CmpId is 0, or 1 (warning).",
        why: "Registered CMPs have ids from 2, so the string does not identify the CMP that \
            wrote it.",
        help: "write the id under which the CMP is registered",
        source: Source::Secondary("reference implementations"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAAAABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let id = match (subject.v1(), subject.v2()) {
            (Some(v1), _) => v1.cmp_id.get(),
            (_, Some(tc)) => tc.cmp_id.get(),
            (None, None) => return,
        };
        let severity = if id == 0 { Severity::Error } else { Severity::Warning };
        if id < 2 {
            report.add_as(
                severity,
                format_args!("CmpId is {id}; registered CMPs have ids from 2"),
                subject.core(TcString::CMP_ID),
            );
        }
    }),
};

pub(super) static F014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F014,
        slug: "vendor-list-version-zero",
        summary: "VendorListVersion is 0.",
        why: "Vendor list versions start at 1, so the vendors cannot be looked up.",
        help: "write the version of the vendor list that the user interface used",
        source: Source::Specification("VendorListVersion"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENAAFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| tc.vendor_list_version.get() == 0) {
            report.add(
                "VendorListVersion is 0; vendor list versions start at 1",
                subject.core(TcString::VENDOR_LIST_VERSION),
            );
        }
    }),
};

pub(super) static F015: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F015,
        slug: "policy-version-zero",
        summary: "TcfPolicyVersion is 0 or 1 in a version 2 string.",
        why: "Version 2 strings started with policy version 2.",
        help: "write the policy version of the vendor list",
        source: Source::Specification("TcfPolicyVersion"),
        implies: &[RuleCode::P006],
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMBgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2()
            && tc.tcf_policy_version.get() < 2
        {
            let version = tc.tcf_policy_version;
            report.add(
                format_args!("TcfPolicyVersion is {version}; version 2 strings have 2 or higher"),
                subject.core(TcString::TCF_POLICY_VERSION),
            );
        }
    }),
};

pub(super) static F016: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F016,
        slug: "created-after-updated",
        since: "1.1",
        summary: "Created is later than LastUpdated.",
        why: "A string cannot be updated before it was created.",
        help: "write the same day to both",
        source: Source::Specification("Created, LastUpdated"),
        implies: &[RuleCode::P003],
        invalid_examples: &[Example::new("CQg5uUAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (created, updated) = subject.times();
        if created > updated {
            let message = format_args!("Created {created} is later than LastUpdated {updated}");
            report.add(message, subject.core(TcString::LAST_UPDATED));
        }
    }),
};

pub(super) static F017: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F017,
        slug: "timestamp-implausible",
        since: "1.1",
        summary: "Created or LastUpdated is before the framework started, or more than a day \
            after the evaluation date.",
        why: "TCF 1 started on 25 April 2018 and TCF 2 on 21 August 2019. The clock or the \
            encoder is wrong.",
        help: "write the day on which the user made the choice",
        implies: &[RuleCode::P005],
        invalid_examples: &[Example::new("CQllpoAQllpoAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(implausible),
};

pub(super) static F019: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F019,
        slug: "v1-default-consent",
        severity: Severity::Info,
        since: "1.1",
        summary: "A version 1 string lists the vendors without consent as ranges (DefaultConsent \
            is 1).",
        why: "It is legal, but a widely used decoder cannot decode it.",
        help: "stop using version 1 strings",
        source: Source::Specification("Vendor consent string v1.1, DefaultConsent"),
        invalid_examples: &[Example::new("BOf3XpXOhic_UBcADCFRCNqAAAAljAAA").as_of("2019-07-01")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let is_default = |encoding: &SectionEncoding| {
            matches!(encoding, SectionEncoding::Ranges { default_consent: true, .. })
        };
        for (segment, _, section) in subject.sections() {
            if is_default(&section.encoding) {
                report.add(
                    "DefaultConsent is 1: the ranges list the vendors without consent",
                    subject.default_consent(segment, section),
                );
            }
        }
    }),
};

pub(super) static F020: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F020,
        slug: "tail-bits-set",
        severity: Severity::Warning,
        since: "1.1",
        summary: "A bit is set after the last field.",
        why: "The rest of a segment must be zeros: the encoder wrote too much, or the fields are \
            shifted.",
        help: "pad segments with zero bits",
        source: Source::Specification("Vendor consent string v1.1: padded with zeros"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAI.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject.layout.segments.iter().filter(|segment| !segment.tail.is_zero()) {
            report.add(
                format_args!("tail bits that must be 0 are set: {}", positions(&segment.tail)),
                subject.tail(segment),
            );
        }
    }),
};

pub(super) static F021: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F021,
        slug: "tail-too-long",
        severity: Severity::Info,
        summary: "More than 23 zero bits follow the last field.",
        why: "No common encoder leaves that many: something was appended.",
        help: "end each segment at the next whole byte",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAAAAAAAAA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject
            .layout
            .segments
            .iter()
            .filter(|segment| segment.tail.len() > 23 && segment.tail.is_zero())
        {
            report.add(
                format_args!("the tail has {} bits; encoders leave at most 23", segment.tail.len()),
                subject.tail(segment),
            );
        }
    }),
};

/// Where bits of a tail are set, the first few of them.
fn positions(tail: &tcf_codec::Tail) -> String {
    const SHOWN: usize = 8;
    let mut positions = tail.set_bits();
    let shown: Vec<_> = positions.by_ref().take(SHOWN).map(|at| at.to_string()).collect();
    let shown = shown.join(", ");
    if positions.next().is_some() { format!("{shown} and more") } else { shown }
}

fn single_as_range(subject: &Subject<'_>, report: &mut Report) {
    let is_so = |entry: &tcf_codec::RangeEntry| entry.is_range && entry.range.len() == 1;
    for (segment, number, section) in subject.sections() {
        let SectionEncoding::Ranges { entries, .. } = &section.encoding else { continue };
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| is_so(entry)).take(1) {
            let count = entries.iter().filter(|entry| is_so(entry)).count();
            let name = Subject::section_name(segment, number);
            let place = subject.entry(segment, number, section, at);
            report.add(format_args!("{name}: {}", single_ranges(count, entry.range)), place);
        }
    }
    let records =
        subject.segment(Segment::Core).into_iter().flat_map(|core| core.restrictions.iter());
    for (number, record) in records.enumerate() {
        if let Some((at, entry)) = record.entries.iter().enumerate().find(|(_, entry)| is_so(entry))
        {
            let place = subject.restriction_entry(number, at);
            let count = record.entries.iter().filter(|entry| is_so(entry)).count();
            let ranges = single_ranges(count, entry.range);
            report.add(format_args!("PubRestrictions[{number}]: {ranges}"), place);
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

fn implausible(subject: &Subject<'_>, report: &mut Report) {
    let (created, updated) = subject.times();
    let began =
        if subject.v1().is_some() { dates::VERSION_1_BEGAN } else { dates::VERSION_2_BEGAN };
    // No time of a string is later than the greatest.
    let latest =
        Deciseconds::new(subject.at.get() + Deciseconds::PER_DAY).unwrap_or(Deciseconds::MAX);
    for (field, time) in [(TcString::CREATED, created), (TcString::LAST_UPDATED, updated)] {
        let place = || subject.core(field);
        if time < began {
            report.add(
                format_args!("{field} is {time}, before the framework started on {began}"),
                place(),
            );
        } else if time > latest {
            report.add(
                format_args!("{field} is {time}, more than a day after {}", subject.at),
                place(),
            );
        }
    }
}

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
