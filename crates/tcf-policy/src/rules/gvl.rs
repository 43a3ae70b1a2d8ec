//! Group G: strings against the vendor list that they name.

use tcf_codec::{
    Deciseconds, IdSet, PublisherTc, PurposeId, RestrictionType, Segment, SpecialFeatureId,
    TcString, VendorSet,
};

use super::gvl_helpers::{
    add, among_consents, among_interests, each_section, judged, names_it, restricted, section,
};
use super::needs::{Need, Needs};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source, VALID};
use super::rule_entry::RuleEntry;
use super::signals::ids;
use super::subject::Subject;
use super::vendor_basis_sets::VendorBasisSets;
use crate::dates;
use crate::gvl::{ListKey, Sets};
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis, needs_consent};

/// Vendors 1 and 2 of the list of the fixtures, each with the signals it can use.
const VALID_EXAMPLES: &[Example] =
    &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAPAAAEPAAAYgABMAAUAA.IABM").with_lists()];
const USING: Source = Source::Specification("Vendors using the GVL, CMPs using the GVL");
const VENDORS: Source = Source::Specification("Global Vendor List, vendors");
const RESTRICTIONS: Source = Source::Specification("What are publisher restrictions");

const ANY_VENDOR_LIST: Needs = Needs::of(&[Need::AnyVendorList]);
const VENDOR_LIST: Needs = Needs::of(&[Need::VendorList]);

/// Keeps those among vendors with legitimate interest that have no purpose on it.
fn without_interest(sets: &Sets, bases: &VendorBasisSets, vendors: &mut VendorSet) {
    vendors.difference_with(&sets.legitimate_interest);
    vendors.difference_with(&bases.legitimate_interest);
}

/// Vendors in the sections of a segment that were deleted when the string was made.
fn deleted(subject: &Subject<'_>, report: &mut Report, wanted: Segment) {
    let Some((tc, gvl)) = judged(subject) else { return };
    let deleted = &subject.bases(tc, gvl).deleted;
    each_section(subject, report, ", deleted before the string was written", |_, segment, set| {
        if segment == wanted && !set.is_disjoint(deleted) {
            set.intersection(deleted)
        } else {
            VendorSet::new()
        }
    });
}

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
            // An old list at hand proves nothing: it must be as young as the string.
            && newest.last_updated().is_some_and(|published| published >= tc.last_updated)
        {
            let message = format_args!(
                "the string names {named}, but the newest known version is {}",
                newest.key().version
            );
            report.add(message, subject.core(TcString::VENDOR_LIST_VERSION));
        }
        let Some((tc, gvl)) = judged(subject).filter(|(tc, gvl)| names_it(tc, gvl)) else {
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
        let Some((tc, gvl)) = judged(subject).filter(|(tc, gvl)| names_it(tc, gvl)) else {
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
        why: "Neither consent nor legitimate interest may be recorded for a deleted vendor.",
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
        why: "These vendors may no longer process data. Only a newer vendor list contains the \
            deletion.",
        help: "stop passing the string to these vendors",
        needs: Needs::of(&[Need::VendorList, Need::NewerVendorList]),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAEAAAAYgABEAAxAA.IABu").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (Some(tc), Some(newest)) = (subject.v2(), subject.newest) else { return };
        let deleted_at = |time| newest.sets().deleted_at(time);
        let deleted = deleted_at(subject.at).difference(&deleted_at(tc.last_updated));
        let found =
            tc.vendor_consents.union(&tc.vendor_legitimate_interests).intersection(&deleted);
        if !found.is_empty() {
            add(report, found, ", deleted after the string was written", None);
        }
    }),
};

pub(super) static G007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G007,
        slug: "consent-without-consent-purposes",
        severity: Severity::Warning,
        summary: "Consent is set for vendors that have no purpose based on consent.",
        why: "The bits have no effect; the reference encoder clears them.",
        help: "clear the bits",
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
        help: "clear the bits",
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
        let Some((tc, gvl)) = judged(subject) else { return };
        let date = subject.date();
        if date < dates::SPECIAL_PURPOSE_BIT_BEGAN || date > dates::SPECIAL_PURPOSE_BIT_ENDED {
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
        let Some((tc, gvl)) = judged(subject) else { return };
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

pub(super) static G012: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G012,
        slug: "purpose-above-gvl",
        severity: Severity::Warning,
        summary: "The core segment, the publisher TC segment or a restriction contains a purpose \
            that the vendor list does not define.",
        why: "The purpose has no meaning under this vendor list.",
        help: "clear the bits",
        needs: Needs::of(&[Need::VendorList, Need::Purposes]),
        source: VENDORS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM.cAIAAAAAAAA",
        )
        .with_lists()],
        implies: &[RuleCode::P027],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = judged(subject) else { return };
        let undefined = |set: IdSet<24>| -> Vec<PurposeId> {
            set.iter().filter(|&id| !gvl.defines(Item::Purpose(id))).collect()
        };
        // A missing segment has the same purposes as an empty one.
        let publisher = tc.publisher_tc.unwrap_or_default();
        for (segment, field, set) in [
            (Segment::Core, TcString::PURPOSES_CONSENT, tc.purposes_consent),
            (Segment::Core, TcString::PURPOSES_LI_TRANSPARENCY, tc.purposes_li_transparency),
            (Segment::PublisherTc, PublisherTc::PURPOSES_CONSENT, publisher.purposes_consent),
            (
                Segment::PublisherTc,
                PublisherTc::PURPOSES_LI_TRANSPARENCY,
                publisher.purposes_li_transparency,
            ),
        ] {
            let found = undefined(set);
            if !found.is_empty() {
                report.add(
                    format_args!(
                        "{field} includes {}, which the vendor list does not define",
                        ids(&found)
                    ),
                    subject.field(segment, field),
                );
            }
        }
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            let Ok(id) = PurposeId::try_from(record.purpose) else { continue };
            if !gvl.defines(Item::Purpose(id)) {
                report.add(
                    format_args!(
                        "restriction of purpose {id}, which the vendor list does not define"
                    ),
                    subject.restriction(at),
                );
            }
        }
    }),
};

pub(super) static G013: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G013,
        slug: "special-feature-above-gvl",
        severity: Severity::Warning,
        summary: "The user opted in to a special feature that the vendor list does not define.",
        why: "The special feature has no meaning under this vendor list.",
        help: "clear the bits",
        needs: Needs::of(&[Need::VendorList, Need::SpecialFeatures]),
        source: VENDORS,
        implies: &[RuleCode::P028],
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFiAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = judged(subject) else { return };
        let undefined = |id: &SpecialFeatureId| !gvl.defines(Item::SpecialFeature(*id));
        let found: Vec<_> = tc.special_feature_opt_ins.iter().filter(undefined).collect();
        if !found.is_empty() {
            let message = format_args!(
                "SpecialFeatureOptIns includes {}, which the vendor list does not define",
                ids(&found)
            );
            report.add(message, subject.core(TcString::SPECIAL_FEATURE_OPT_INS));
        }
    }),
};

pub(super) static G014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G014,
        slug: "restriction-not-declared",
        severity: Severity::Info,
        summary: "A publisher restriction names vendors that do not declare the purpose.",
        why: "They may not process data for it anyway.",
        help: "omit these vendors",
        needs: VENDOR_LIST,
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAIoACAAIA.IABM",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        restricted(subject, report, ", purpose not declared", |_, declared, _| declared.is_none());
    }),
};

pub(super) static G015: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G015,
        slug: "restriction-redundant",
        severity: Severity::Info,
        summary: "A publisher restriction requires the legal basis that the vendors already \
            declare.",
        why: "It has no effect.",
        help: "omit these vendors",
        needs: VENDOR_LIST,
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABEAAAAISACAAIA.IABM",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        restricted(
            subject,
            report,
            ", required basis already declared",
            |required, declared, _| required.is_some() && required == declared,
        );
    }),
};

pub(super) static G016: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G016,
        slug: "restriction-forbids",
        severity: Severity::Info,
        summary: "A publisher restriction requires the other legal basis of vendors that are not \
            flexible.",
        why: "It works as \"not allowed\", which publishers often do not expect.",
        help: "use restriction type 0 if that is intended",
        needs: VENDOR_LIST,
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAEIAAAYgABEADAAIAI6ACAAw.IAGMAQ",
        )
        .with_lists()],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        restricted(
            subject,
            report,
            ", not flexible: the purpose is forbidden",
            |required, declared, flexible| {
                required.is_some() && declared.is_some() && required != declared && !flexible
            },
        );
    }),
};

pub(super) static G018: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G018,
        slug: "restriction-li-unlawful",
        severity: Severity::Warning,
        since: "2.2",
        summary: "A publisher restriction moves purpose 1 or 3 to 6 to legitimate interest for a \
            flexible vendor.",
        why: "These purposes need consent.",
        help: "keep these purposes on consent",
        needs: VENDOR_LIST,
        implies: &[RuleCode::P020, RuleCode::P021, RuleCode::G022],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = judged(subject) else { return };
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            let Ok(id) = PurposeId::try_from(record.purpose) else { continue };
            let policy_version = tc.tcf_policy_version.get();
            if record.restriction_type != RestrictionType::RequireLegitimateInterest
                || !needs_consent(id, policy_version)
            {
                continue;
            }
            let turned = gvl.sets().declaring(id, Some(LegalBasis::Consent), true);
            let found = turned.restricted_to(record.vendors);
            add(
                report,
                found,
                ": moved to legitimate interest, but the purpose needs consent",
                subject.restriction(at),
            );
        }
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
        help: "restrict these vendors to consent if that is intended",
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
        let Some((_, gvl)) = judged(subject) else { return };
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

pub(super) static G022: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::G022,
        slug: "gvl-constraint-violated",
        severity: Severity::Warning,
        summary: "The vendor list violates its own constraints.",
        why: "Some published lists do. A file without specification, version or vendors is \
            rejected altogether.",
        help: "check the list with tcf gvl check",
        needs: VENDOR_LIST,
        source: VENDORS,
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((_, gvl)) = judged(subject) else { return };
        let violations = gvl.violations();
        if let Some(first) = violations.first() {
            let (key, count) = (gvl.key(), violations.len());
            let message = format_args!(
                "{key} violates {count} of its constraints, the first at {}: {}",
                first.path, first.message
            );
            report.add(message, None);
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
