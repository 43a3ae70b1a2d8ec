//! Group G: vendors whose bits contradict their declarations.

use tcf_codec::{Segment, VendorSet};

use super::gvl_helpers::{
    VALID_EXAMPLES, VENDOR_LIST, VENDORS, add, among_consents, among_interests, each_section,
    section, string_and_list,
};
use super::needs::{Need, Needs};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use super::vendor_basis_sets::VendorBasisSets;
use crate::gvl::Sets;
use crate::rule_code::RuleCode;
use crate::{conditions, dates};

pub(super) static G004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G004,
        slug: "vendor-unknown",
        severity: Severity::Warning,
        summary: "Bits are set for vendors that are not in the vendor list.",
        why: "Their declarations are unknown, so nothing can be permitted to them.",
        help: "write only vendors of the list",
        needs: VENDOR_LIST,
        source: VENDORS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAIkAAgAAAAA.IAIsAAg",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        each_section(subject, report, ", not in the vendor list", |gvl, _, set| {
            set.difference(&gvl.sets().all)
        });
    }),
};

pub(super) static G005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G005,
        slug: "vendor-deleted",
        severity: Severity::Warning,
        summary: "Bits are set for vendors that were deleted before the string was written.",
        why: "Neither consent nor legitimate interest may be recorded for a deleted vendor. A \
            newer vendor list counts too: a CMP must use the latest one.",
        help: "omit deleted vendors",
        needs: VENDOR_LIST,
        source: VENDORS,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgADkIAAAAAA.IADsIA").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        deleted(subject, report, Segment::Core);
    }),
};

pub(super) static G006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G006,
        slug: "vendor-deleted-later",
        severity: Severity::Info,
        summary: "Bits are set for vendors that were deleted after the string was written.",
        why: "These vendors may no longer process data. As a rule, only a newer vendor list \
            contains the deletion.",
        help: "stop passing the string to these vendors",
        needs: Needs::of(&[Need::VendorList, Need::NewerVendorList]),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAEAAAAYgABEAAxAA.IABu").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = string_and_list(subject) else { return };
        let mut deleted = subject.deleted_at(gvl, subject.at);
        deleted.difference_with(&subject.bases(tc, gvl).deleted);
        let found =
            tc.vendor_consents.union(&tc.vendor_legitimate_interests).intersection(&deleted);
        if !found.is_empty() {
            add(report, found, ", deleted after the string was written", None);
        }
    }),
};

/// The help of the rules about consent without effect. A flexible vendor can violate both.
const RESTRICT_OR_CLEAR: &str = "restrict flexible vendors to consent (restriction type 1) if that \
    is intended, otherwise clear the bits without effect";

pub(super) static G007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G007,
        slug: "consent-without-consent-purposes",
        severity: Severity::Warning,
        summary: "Consent is set for vendors that have no purpose based on consent.",
        why: "The bits have no effect; the reference encoder clears them.",
        help: RESTRICT_OR_CLEAR,
        needs: VENDOR_LIST,
        source: Source::Secondary("reference encoder"),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAGEAQAAAAA.IAGMAQ").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        among_consents(
            subject,
            report,
            ": no purpose based on consent",
            |_, sets, bases, vendors| {
                vendors.difference_with(&sets.consent);
                vendors.difference_with(&bases.consent);
            },
        );
    }),
};

pub(super) static G008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G008,
        slug: "li-without-li-purposes",
        severity: Severity::Warning,
        summary: "Legitimate interest is set for vendors that have neither a purpose based on \
            legitimate interest nor a special purpose.",
        why: "The bits have no effect; the reference encoder clears them.",
        help: "restrict flexible vendors to legitimate interest (restriction type 2) if that is \
            intended, otherwise clear the bits without effect",
        needs: VENDOR_LIST,
        source: VENDORS,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAEAAAAYgABEAAmAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        among_interests(
            subject,
            report,
            ": no purpose based on legitimate interest, no special purpose",
            |sets, bases, vendors| {
                without_interest(sets, bases, vendors);
                vendors.difference_with(&sets.special_purposes);
            },
        );
    }),
};

pub(super) static G009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G009,
        slug: "special-purpose-only-without-li",
        severity: Severity::Warning,
        since: "2.0",
        summary: "A disclosed vendor that declares only special purposes lacks its legitimate \
            interest bit (June 2021 to October 2026).",
        why: "Until TCF 2.4 the bit recorded that such a vendor was disclosed.",
        help: "set the bit, or move to TCF 2.4",
        needs: VENDOR_LIST,
        source: Source::Specification("Vendor legitimate interests; dropped in TCF 2.4"),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IACN").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = string_and_list(subject) else { return };
        if !conditions::requires_special_purpose_bit(subject.date()) {
            return;
        }
        let Some(disclosed) = &tc.disclosed_vendors else { return };
        // G005 asks for no bit of a deleted vendor.
        let only = gvl.sets().special_purposes_only.intersection(&subject.bases(tc, gvl).there);
        let found = only.intersection(disclosed).difference(&tc.vendor_legitimate_interests);
        add(
            report,
            found,
            ": only special purposes, but no legitimate interest bit",
            section(subject, Segment::Core, 1),
        );
    }),
};

pub(super) static G010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G010,
        slug: "special-purpose-only-with-li",
        severity: Severity::Info,
        since: "2.4",
        summary: "A vendor that declares only special purposes has a legitimate interest bit \
            after October 2026.",
        why: "TCF 2.4 removed the need for the bit. It does no harm.",
        help: "no action is needed",
        needs: VENDOR_LIST,
        source: Source::Secondary("TCF 2.4, version history"),
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = string_and_list(subject) else { return };
        if subject.date() > dates::SPECIAL_PURPOSE_BIT_ENDED {
            let only = &gvl.sets().special_purposes_only;
            let found = only.intersection(&tc.vendor_legitimate_interests);
            add(
                report,
                found,
                ": only special purposes, no legitimate interest bit needed since TCF 2.4",
                section(subject, Segment::Core, 1),
            );
        }
    }),
};

pub(super) static G011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G011,
        slug: "li-bit-for-consent-plus-special",
        severity: Severity::Info,
        summary: "Legitimate interest is set for vendors that declare special purposes and, \
            besides them, only purposes based on consent.",
        why: "The specification asks for the bit only if a vendor declares nothing but special \
            purposes; the reference encoder sets it here too.",
        help: "no action is needed",
        needs: VENDOR_LIST,
        source: Source::Secondary("specification and reference encoder differ"),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAEAAAAYgABEABkIAAA.IADMQA").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.date() > dates::SPECIAL_PURPOSE_BIT_ENDED {
            return;
        }
        among_interests(
            subject,
            report,
            ": purposes based on consent only",
            |sets, bases, vendors| {
                without_interest(sets, bases, vendors);
                vendors.intersect_with(&sets.special_purposes);
                vendors.intersect_with(&sets.consent);
            },
        );
    }),
};

pub(super) static G019: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G019,
        slug: "vendor-consent-ineffective",
        severity: Severity::Info,
        summary: "Vendors have consent, but none of the purposes that they base on consent does.",
        why: "A vendor bit has no effect without a purpose bit.",
        help: "no action is needed",
        needs: VENDOR_LIST,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAHEAEAAAAAA.IAHMAEA",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        among_consents(
            subject,
            report,
            ", but for none of the purposes that need it",
            |_, _, bases, vendors| {
                vendors.intersect_with(&bases.consent);
                vendors.difference_with(&bases.consented);
            },
        );
    }),
};

pub(super) static G020: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G020,
        slug: "flexible-purpose-wrong-bit",
        severity: Severity::Info,
        summary: "Flexible vendors with legitimate interest as their default have only consent, \
            and no restriction requires consent.",
        why: "The consent permits nothing: a vendor uses its default basis unless the publisher \
            restricts it.",
        help: RESTRICT_OR_CLEAR,
        needs: VENDOR_LIST,
        source: Source::Specification("Publisher restrictions, for the avoidance of doubt"),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        among_consents(
            subject,
            report,
            ": legitimate interest by default, and no restriction requires consent",
            |tc, _, bases, vendors| {
                vendors.intersect_with(&bases.flexible_consented);
                vendors.difference_with(&tc.vendor_legitimate_interests);
            },
        );
    }),
};

pub(super) static G021: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G021,
        slug: "max-vendor-id-above-gvl",
        severity: Severity::Info,
        summary: "MaxVendorId is above the highest vendor id of the vendor list.",
        why: "The section covers vendors that do not exist.",
        help: "set MaxVendorId to the highest vendor id that is set",
        needs: VENDOR_LIST,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IK8QAYAAgAEA",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((_, gvl)) = string_and_list(subject) else { return };
        for (segment, number, section) in subject.sections() {
            let (max, highest) = (section.max_vendor_id, gvl.max_vendor_id());
            if max > highest {
                let name = Subject::section_name(segment, number);
                let message = format_args!(
                    "{name}: MaxVendorId is {max}, but the list ends at vendor {highest}"
                );
                report.add(message, subject.max_vendor_id(segment, number, section));
            }
        }
    }),
};

pub(super) static G023: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G023,
        slug: "disclosed-vendor-no-declarations",
        severity: Severity::Info,
        since: "2.3",
        summary: "Disclosed vendors were deleted before the string was written.",
        why: "A deleted vendor has no declarations that could be disclosed.",
        help: "omit these vendors",
        needs: VENDOR_LIST,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IADsIA").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        deleted(subject, report, Segment::DisclosedVendors);
    }),
};

/// Keeps those among vendors with legitimate interest that have no purpose on it.
fn without_interest(sets: &Sets, bases: &VendorBasisSets, vendors: &mut VendorSet) {
    vendors.difference_with(&sets.legitimate_interest);
    vendors.difference_with(&bases.legitimate_interest);
}

/// Vendors in the sections of a segment that were deleted when the string was made.
fn deleted(subject: &Subject<'_>, report: &mut Report, wanted: Segment) {
    let Some((tc, gvl)) = string_and_list(subject) else { return };
    let deleted = &subject.bases(tc, gvl).deleted;
    each_section(subject, report, ", deleted before the string was written", |_, segment, set| {
        if segment == wanted && !set.is_disjoint(deleted) {
            set.intersection(deleted)
        } else {
            VendorSet::new()
        }
    });
}

#[cfg(test)]
mod tests {
    use tcf_codec::{DecodeOptions, TcString, decode};

    use super::super::check;
    use super::*;

    /// Vendor 1 is deleted on this day, vendor 2 never.
    fn list(specification: u8, version: u16, deleted: Option<&str>) -> crate::gvl::Gvl {
        let deleted =
            deleted.map_or(String::new(), |day| format!(r#", "deletedDate": "{day}T00:00:00Z""#));
        let json = format!(
            r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": {version},
            "vendors": {{"1": {{"id": 1, "purposes": [1]{deleted}}},
            "2": {{"id": 2, "purposes": [1]}}}}}}"#
        );
        crate::gvl::Gvl::from_json(json.as_bytes()).unwrap()
    }

    /// The rules about deleted vendors that report something. The string was updated 2023-06-01.
    fn reported(policy_version: u16, named: &crate::gvl::Gvl, newest: &crate::gvl::Gvl) -> String {
        let mut tc = TcString::default();
        let updated = "2023-06-01".parse().unwrap();
        (tc.created, tc.last_updated) = (updated, updated);
        tc.tcf_policy_version = policy_version.try_into().unwrap();
        tc.vendor_list_version = named.key().version.try_into().unwrap();
        let vendors = VendorSet::from_ids([1, 2]).unwrap();
        tc.purposes_consent = tcf_codec::IdSet::from_ids([1]).unwrap();
        (tc.vendor_consents, tc.disclosed_vendors) = (vendors.clone(), Some(vendors));
        let text = tc.encode();
        let decoded = decode(&text, DecodeOptions::new().with_layout()).unwrap();
        let subject = Subject::new(&text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
        let findings = check(&subject.with_gvl(Some(named), Some(newest), false)).findings;
        let codes = findings.iter().map(|finding| finding.rule.code);
        let codes =
            codes.filter(|code| [RuleCode::G005, RuleCode::G006, RuleCode::G023].contains(code));
        codes.map(RuleCode::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn deletions_of_either_list_count() {
        const BEFORE: Option<&str> = Some("2023-05-01");
        const AFTER: Option<&str> = Some("2024-02-13");
        for (in_named, in_newest, expected) in [
            (None, None, ""),
            (BEFORE, BEFORE, "G005 G023"),
            (None, BEFORE, "G005 G023"),
            (BEFORE, None, "G005 G023"),
            (None, AFTER, "G006"),
            (AFTER, None, "G006"),
            (AFTER, AFTER, "G006"),
            (AFTER, BEFORE, "G005 G023"),
            (None, Some("2027-01-01"), ""),
        ] {
            let (named, newest) = (list(3, 10, in_named), list(3, 20, in_newest));
            assert_eq!(reported(4, &named, &newest), expected, "{in_named:?} {in_newest:?}");
            // Ids are never reused, so a list of a newer specification counts too.
            let (named, newest) = (list(2, 200, in_named), list(3, 20, in_newest));
            assert_eq!(reported(2, &named, &newest), expected, "{in_named:?} {in_newest:?}");
        }
    }
}
