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
use super::syntax::VALID;
use crate::dates;
use crate::decide::tables;
use crate::rule_code::RuleCode;

const VALID_EXAMPLES: &[Example] = &[Example::new(VALID)];
const RESTRICTIONS: Source = Source::Specification("Publisher restrictions");

pub(super) static F001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F001,
        slug: "range-inverted",
        since: "1.1",
        summary: "A range that ends before it starts.",
        why: "It names no vendor. Some readers take it for an empty one, and lose what was meant.",
        help: "write the lower vendor id first",
        source: Source::Specification("RangeEntry"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYAEgAIAAAAA.IAAo",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F002,
        slug: "range-single-as-range",
        severity: Severity::Warning,
        summary: "A range that starts and ends with the same vendor.",
        why: "A range is for more than one vendor, and some readers refuse such a string.",
        help: "write a single entry",
        source: Source::Specification("RangeEntry: IsARange"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAvwA4AAgACAAWALQAvg",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(single_as_range),
};

pub(super) static F003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F003,
        slug: "vendor-id-zero",
        since: "1.1",
        summary: "Vendor id 0 in an entry.",
        why: "Ids start at 1.",
        help: "write ids of the vendor list",
        source: Source::Specification("RangeEntry"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAQAAAAAAA.IAAo")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F004,
        slug: "vendor-id-above-max",
        since: "1.1",
        summary: "A vendor id above MaxVendorId.",
        why: "MaxVendorId is the highest id of the section. Readers that size a bit field by it lose the vendor.",
        help: "let MaxVendorId be the highest id",
        source: Source::Specification("MaxVendorId"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYABgAYAAAAA.IAAo",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F005,
        slug: "bad-letter",
        since: "1.1",
        summary: "A letter that is none of A to Z.",
        why: "Six bits hold 64 values, of which 26 are letters.",
        help: "write a language or country of two letters",
        source: Source::Specification("ConsentLanguage, PublisherCC"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABA_NCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: None,
};

pub(super) static F006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F006,
        slug: "language-unknown",
        severity: Severity::Warning,
        summary: "ConsentLanguage is no ISO 639-1 code, or none the framework's texts are translated to (info).",
        why: "It tells in which language the user was asked.",
        help: "write the language of the screen",
        source: Source::Specification("ConsentLanguage"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAQQCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let code = tc.consent_language.as_str();
        let place = || subject.core(TcString::CONSENT_LANGUAGE);
        if !is_language(code) {
            report.add(format_args!("{code} is no ISO 639-1 language"), place());
        } else if !is_translated(code) {
            report.add_as(
                Severity::Info,
                format_args!("there are no official texts in {code}"),
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
        summary: "PublisherCC is no ISO 3166-1 country, or AA, which names none (info).",
        why: "Where purpose 1 was not disclosed, the law of this country decides.",
        help: "write the country whose law applies to the publisher (GB, not UK)",
        source: Source::Specification("PublisherCC"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAChQABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let place = || subject.core(TcString::PUBLISHER_CC);
        match tc.publisher_cc.as_str() {
            "AA" => report.add_as(Severity::Info, "AA: no country is named", place()),
            "EU" => report.add("EU is no country: write that of the publisher", place()),
            "UK" => {
                report.add("UK is no ISO 3166-1 country: the United Kingdom is GB", place());
            }
            code if !is_country(code) => {
                report.add(format_args!("{code} is no ISO 3166-1 country"), place());
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
        summary: "A publisher restriction of type 3.",
        why: "The type has no meaning: most readers ignore the record, some refuse the string.",
        help: "write type 0, 1 or 2",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAQsAEAAIA.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if record.restriction_type == RestrictionType::Undefined {
                let purpose = record.purpose;
                report.add(
                    format_args!("restriction type 3 for purpose {purpose}"),
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
        summary: "A publisher restriction for a purpose that cannot be: 0, or above 24.",
        why: "No purpose bit belongs to it. Purpose 0 makes some readers fail.",
        help: "write a purpose of the vendor list",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAALIACAAEA.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if !(1..=24).contains(&record.purpose.get()) {
                let message = format_args!("a restriction of purpose {}", record.purpose);
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
        summary: "A publisher restriction of no vendor.",
        why: "It restricts nobody: was a vendor lost?",
        help: "leave the record out",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIQAAA.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            if record.vendors.is_empty() {
                let message = format_args!("a restriction of purpose {}", record.purpose);
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
        summary: "Two records for the same purpose and type.",
        why: "They mean their union, but a widely used reader keeps only the last.",
        help: "write one record for each purpose and type",
        source: Source::Secondary("readers differ"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAQQACAAEIABAAE.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let mut seen = std::collections::BTreeSet::new();
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            let (purpose, kind) = (record.purpose, record.restriction_type);
            if !seen.insert((purpose, kind)) {
                report
                    .add(format_args!("purpose {purpose}, {kind}, again"), subject.restriction(at));
            }
        }
    }),
};

pub(super) static F012: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F012,
        slug: "restriction-conflict",
        severity: Severity::Warning,
        summary: "A vendor under several types of restriction for one purpose.",
        why: "Not allowed makes the others moot; consent required and legitimate interest required contradict each other.",
        help: "restrict each vendor in one way for a purpose",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAQSADAAEAAgoAGAAQABg.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(conflicts),
};

pub(super) static F013: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F013,
        slug: "cmp-id-reserved",
        since: "1.1",
        summary: "CmpId 0, or 1 (warning).",
        why: "No registered platform has these ids: the writer did not say who it is.",
        help: "write the id under which the CMP is registered",
        source: Source::Secondary("reference implementations"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAAAABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
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
            report.add_as(severity, format_args!("CmpId {id}"), subject.core(TcString::CMP_ID));
        }
    }),
};

pub(super) static F014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F014,
        slug: "vendor-list-version-zero",
        summary: "VendorListVersion 0.",
        why: "Lists start at version 1: nobody can look the vendors up.",
        help: "write the version of the list that the screen was made with",
        source: Source::Specification("VendorListVersion"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENAAFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| tc.vendor_list_version.get() == 0) {
            report.add("VendorListVersion 0", subject.core(TcString::VENDOR_LIST_VERSION));
        }
    }),
};

pub(super) static F015: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F015,
        slug: "policy-version-zero",
        summary: "TcfPolicyVersion 0 or 1 in a version 2 string.",
        why: "Version 2 strings came with policy version 2.",
        help: "write the policy version of the vendor list",
        source: Source::Specification("TcfPolicyVersion"),
        implies: &[RuleCode::P006],
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMBgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2()
            && tc.tcf_policy_version.get() < 2
        {
            let version = tc.tcf_policy_version;
            report.add(
                format_args!("TcfPolicyVersion {version}"),
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
        why: "A string cannot be changed before it exists.",
        help: "write the same day into both",
        source: Source::Specification("Created, LastUpdated"),
        implies: &[RuleCode::P003],
        invalid_examples: &[Example::new("CQg5uUAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (created, updated) = subject.times();
        if created > updated {
            let message = format_args!("created {created}, last updated {updated}");
            report.add(message, subject.core(TcString::LAST_UPDATED));
        }
    }),
};

pub(super) static F017: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F017,
        slug: "timestamp-implausible",
        since: "1.1",
        summary: "A time before the framework began, or more than a day in the future.",
        why: "Version 1 began on 25 April 2018, version 2 on 21 August 2019. The clock or the encoder is wrong.",
        help: "write the day on which the user chose",
        implies: &[RuleCode::P005],
        invalid_examples: &[Example::new("CQllpoAQllpoAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: VALID_EXAMPLES,
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
        summary: "A version 1 string whose ranges list vendors without consent (DefaultConsent 1).",
        why: "It is legal, and a widely used reader cannot read it.",
        help: "stop using version 1",
        source: Source::Specification("Vendor consent string v1.1, DefaultConsent"),
        invalid_examples: &[Example::new("BOf3XpXOhic_UBcADCFRCNqAAAAljAAA").at("2019-07-01")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let is_default = |encoding: &SectionEncoding| {
            matches!(encoding, SectionEncoding::Ranges { default_consent: true, .. })
        };
        for (segment, _, section) in subject.sections() {
            if is_default(&section.encoding) {
                report.add("DefaultConsent 1", subject.default_consent(segment, section));
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
        why: "The rest of a segment is zeros: the encoder wrote more than it should, or fields are shifted.",
        help: "fill segments with zeros",
        source: Source::Specification("Vendor consent string v1.1: padded with zeros"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAI.IACugA")],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject.layout.segments.iter().filter(|segment| !segment.tail.is_zero()) {
            report.add(
                format_args!("bits {} of the tail are set", positions(&segment.tail)),
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
        summary: "More than 23 zero bits after the last field.",
        why: "No usual encoder leaves more: something was appended.",
        help: "end segments at the next whole byte",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAAAAAAAAA.IACugA",
        )],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject
            .layout
            .segments
            .iter()
            .filter(|segment| segment.tail.len() > 23 && segment.tail.is_zero())
        {
            report
                .add(format_args!("a tail of {} bits", segment.tail.len()), subject.tail(segment));
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
            report.add(
                format_args!("{name}: {count} such, the first for vendor {}", entry.range),
                place,
            );
        }
    }
    let records =
        subject.segment(Segment::Core).into_iter().flat_map(|core| core.restrictions.iter());
    for (number, record) in records.enumerate() {
        if let Some((at, entry)) = record.entries.iter().enumerate().find(|(_, entry)| is_so(entry))
        {
            let place = subject.restriction_entry(number, at);
            report.add(format_args!("restriction {number}: vendor {}", entry.range), place);
        }
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
            report.add(format_args!("{time} lies before {began}"), place());
        } else if time > latest {
            report.add(format_args!("{time} lies after {}", subject.at), place());
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
            report.add(Message::vendors(Prefix::Numbered("purpose", purpose.into()), found), place);
        }
    }
}
