//! Group F: fields with a fixed place.

use tcf_codec::{SectionEncoding, TcString};

use super::iso::{is_country, is_language, is_translated};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::age::is_future;
use crate::dates;
use crate::rule_code::RuleCode;

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
        // P025 reports id 1 if it can.
        if id == 0 || (id == 1 && !subject.cmp_is_unlisted()) {
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

fn implausible(subject: &Subject<'_>, report: &mut Report) {
    let (created, updated) = subject.times();
    let began =
        if subject.v1().is_some() { dates::VERSION_1_BEGAN } else { dates::VERSION_2_BEGAN };
    for (field, time) in [(TcString::CREATED, created), (TcString::LAST_UPDATED, updated)] {
        let place = || subject.core(field);
        if time < began {
            report.add(
                format_args!("{field} is {time}, before the framework started on {began}"),
                place(),
            );
        } else if is_future(time, subject.at) {
            report.add(
                format_args!("{field} is {time}, more than a day after {}", subject.at),
                place(),
            );
        }
    }
}
