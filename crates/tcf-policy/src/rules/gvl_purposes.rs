//! Group G: purposes, special features and restrictions that contradict the vendor list.

use tcf_codec::{
    IdSet, PublisherTc, PurposeId, RestrictionType, Segment, SpecialFeatureId, TcString,
};

use super::gvl_helpers::{VALID_EXAMPLES, VENDOR_LIST, VENDORS, add, restricted, string_and_list};
use super::id_lists::ids;
use super::needs::{Need, Needs};
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis, needs_consent};

const RESTRICTIONS: Source = Source::Specification("What are publisher restrictions");

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
        let Some((tc, gvl)) = string_and_list(subject) else { return };
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
        let Some((tc, gvl)) = string_and_list(subject) else { return };
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
        why: "These purposes need consent, so the restriction forbids them for these vendors.",
        help: "restrict these purposes with type 0, or not at all",
        needs: VENDOR_LIST,
        implies: &[RuleCode::P020, RuleCode::P021, RuleCode::G022],
        valid_examples: VALID_EXAMPLES,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some((tc, gvl)) = string_and_list(subject) else { return };
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
