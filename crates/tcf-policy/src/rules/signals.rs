//! Group P: signals that contradict the policies or each other.

use tcf_codec::{
    Field, Id, IdSet, PublisherTc, PurposeId, RestrictionType, Segment, TcString, VendorSet, fields,
};

use super::id_lists::{ids, purposes};
use super::message::{Message, Prefix};
use super::report::Report;
use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::conditions;
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, PURPOSE_ONE, SPECIAL_FEATURES, TCF_2_2, needs_consent};

const INTEREST: Source = Source::Specification("PurposesLITransparency");
const DISCLOSED: Source =
    Source::Specification("DisclosedVendors; the severity is a judgment of this project");
const RESTRICTIONS: Source = Source::Specification("Publisher restrictions");

pub(super) static P010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P010,
        slug: "li-purpose-1",
        summary: "PurposesLITransparency includes purpose 1.",
        why: "Storing and accessing information on a device needs consent.",
        help: "clear the bit",
        source: INTEREST,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAIIAAAYgAAoAAoAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| tc.purposes_li_transparency.contains(PURPOSE_ONE)) {
            report.add(
                "legitimate interest for purpose 1, which needs consent",
                subject.id_bit(Segment::Core, TcString::PURPOSES_LI_TRANSPARENCY, PURPOSE_ONE),
            );
        }
    }),
};

pub(super) static P011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P011,
        slug: "li-purposes-3-6",
        since: "2.2",
        summary: "PurposesLITransparency includes purposes 3 to 6 (info below policy version 4).",
        why: "Since TCF 2.2, profiling and personalization need consent.",
        help: "clear the bits",
        source: INTEREST,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let forbidden: Vec<PurposeId> =
            tc.purposes_li_transparency.iter().filter(|&id| is_forbidden(id, TCF_2_2)).collect();
        let (Some(&first), Some(&last)) = (forbidden.first(), forbidden.last()) else { return };
        let is_wrong = is_forbidden(first, tc.tcf_policy_version.get());
        let severity = if is_wrong { Severity::Error } else { Severity::Info };
        let place = subject
            .id_bit(Segment::Core, TcString::PURPOSES_LI_TRANSPARENCY, first)
            .and_then(|place| {
                let start = place.bits?.start;
                let bits = start..start + u32::from(last.get() - first.get()) + 1;
                subject.bits(Segment::Core, TcString::PURPOSES_LI_TRANSPARENCY, bits)
            });
        let need = if forbidden.len() == 1 { "needs" } else { "need" };
        report.add_as(
            severity,
            format_args!(
                "legitimate interest for {}, which {need} consent since TCF 2.2",
                purposes(&forbidden)
            ),
            place,
        );
    }),
};

pub(super) static P015: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P015,
        slug: "purpose-one-contradiction",
        severity: Severity::Warning,
        summary: "Consent is set for purpose 1, but PurposeOneTreatment says that purpose 1 was \
            not disclosed.",
        why: "A user cannot consent to a purpose that was not shown.",
        help: "clear the bit of purpose 1, or PurposeOneTreatment",
        source: Source::Specification("PurposeOneTreatment"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAIYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject
            .v2()
            .is_some_and(|tc| tc.purpose_one_treatment && tc.purposes_consent.contains(PURPOSE_ONE))
        {
            let message =
                "consent for purpose 1, which was not disclosed (PurposeOneTreatment is 1)";
            report.add(message, subject.core(TcString::PURPOSE_ONE_TREATMENT));
        }
    }),
};

pub(super) static P016: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P016,
        slug: "purpose-one-no-country",
        severity: Severity::Warning,
        summary: "PurposeOneTreatment is 1, but PublisherCC names no country.",
        why: "The law of that country decides about purpose 1.",
        help: "write PublisherCC",
        source: Source::Specification("PurposeOneTreatment, PublisherCC"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAEAAAAAAAIAAABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject
            .v2()
            .is_some_and(|tc| tc.purpose_one_treatment && tc.publisher_cc.as_str() == "AA")
        {
            let message = "PurposeOneTreatment is 1, but PublisherCC is AA, which names no country";
            report.add(message, subject.core(TcString::PUBLISHER_CC));
        }
    }),
};

pub(super) static P017: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P017,
        slug: "consent-without-disclosure",
        since: "2.3",
        summary: "Consent is set for vendors that were not disclosed (a warning before March \
            2026).",
        why: "A user cannot consent to a vendor that was not shown.",
        help: "disclose the vendors, or clear their bits",
        source: DISCLOSED,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEoCAAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2() {
            undisclosed(subject, report, &tc.vendor_consents, 0);
        }
    }),
};

pub(super) static P018: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P018,
        slug: "li-without-disclosure",
        since: "2.3",
        summary: "Legitimate interest is set for vendors that were not disclosed (a warning \
            before March 2026).",
        why: "Legitimate interest requires that the user was informed about the vendor.",
        help: "disclose the vendors, or clear their bits",
        source: DISCLOSED,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAEAAAAYgABMACUBAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2() {
            undisclosed(subject, report, &tc.vendor_legitimate_interests, 1);
        }
    }),
};

pub(super) static P019: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P019,
        slug: "restriction-undisclosed-vendor",
        severity: Severity::Info,
        summary: "A publisher restriction names a vendor that was not disclosed.",
        why: "The entry has no effect. Ranges may span such vendors and are not checked.",
        help: "omit the entry",
        source: Source::Specification("Implementation guidelines, publisher restrictions"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIQACAAkA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(disclosed) = subject.v2().and_then(|tc| tc.disclosed_vendors.as_ref()) else {
            return;
        };
        let Some(core) = subject.segment(Segment::Core) else { return };
        if disclosed.is_empty() {
            return;
        }
        for (number, record) in core.restrictions.iter().enumerate() {
            let pointless = |entry: &tcf_codec::RangeEntry| {
                entry.range.len() == 1 && entry.range.ids().all(|id| !disclosed.contains(id))
            };
            if let Some(at) = record.entries.iter().position(pointless) {
                let all =
                    record.entries.iter().filter(|entry| pointless(entry)).map(|entry| entry.range);
                let place = subject.restriction_entry(number, at);
                report.add(
                    Message::Vendors {
                        prefix: Prefix::Element("PubRestrictions", number),
                        vendors: all.collect(),
                        rest: ", not disclosed",
                    },
                    place,
                );
            }
        }
    }),
};

pub(super) static P020: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P020,
        slug: "restriction-purpose-1-li",
        severity: Severity::Warning,
        summary: "A publisher restriction requires legitimate interest for purpose 1.",
        why: "Purpose 1 needs consent and is never flexible, so the restriction forbids it for \
            these vendors.",
        help: "restrict purpose 1 with type 0, or not at all",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIMACAAEA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        requires_interest(subject, report, |purpose, _| purpose == PURPOSE_ONE);
    }),
};

pub(super) static P021: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P021,
        slug: "restriction-li-3-6",
        severity: Severity::Warning,
        since: "2.2",
        summary: "A publisher restriction requires legitimate interest for purposes 3 to 6.",
        why: "Since TCF 2.2 these purposes need consent, so the restriction forbids them for \
            these vendors.",
        help: "restrict these purposes with type 0, or not at all",
        source: RESTRICTIONS,
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIcACAAEA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        requires_interest(subject, report, is_forbidden);
    }),
};

pub(super) static P022: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P022,
        slug: "li-vendor-without-li-purpose",
        severity: Severity::Info,
        summary: "Legitimate interest is set for vendors, but for no purpose.",
        why: "The vendor bits have no effect except for special purposes.",
        help: "check what the CMP writes when a user objects",
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAUAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        if tc.purposes_li_transparency.is_empty() && !tc.vendor_legitimate_interests.is_empty() {
            let message = Message::Vendors {
                prefix: Prefix::Words("legitimate interest for"),
                vendors: tc.vendor_legitimate_interests.clone(),
                rest: ", but for no purpose",
            };
            report.add(message, subject.core(TcString::PURPOSES_LI_TRANSPARENCY));
        }
    }),
};

pub(super) static P023: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P023,
        slug: "consent-vendor-without-consent-purpose",
        severity: Severity::Info,
        summary: "Consent is set for vendors but for no purpose, or for purposes but for no \
            vendor.",
        why: "Neither has an effect without the other.",
        help: "check what the CMP writes when a user refuses",
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let message = match (tc.purposes_consent.is_empty(), tc.vendor_consents.is_empty()) {
            (true, false) => "consent for vendors, but for no purpose",
            (false, true) => "consent for purposes, but for no vendor",
            _ => return,
        };
        report.add(message, subject.core(TcString::PURPOSES_CONSENT));
    }),
};

pub(super) static P027: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P027,
        slug: "purpose-bits-unused",
        severity: Severity::Warning,
        summary: "The core segment, the publisher TC segment or a restriction contains a purpose \
            that the policy version does not define.",
        why: "Policy versions 2 and 3 define purposes 1 to 10, later versions purposes 1 to 11.",
        help: "clear the bits",
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAQAAAAAAYgABMAAAAA.IACugA"),
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA.cAIAAAAAAAA"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let policy_version = tc.tcf_policy_version.get();
        let by = format!("policy version {policy_version}");
        let is_unknown = |id| Item::Purpose(id).name(policy_version).is_none();
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
            unknown(subject, report, (segment, field), set, &by, is_unknown);
        }
        for (at, record) in tc.publisher_restrictions.iter().enumerate() {
            // F009 reports other purpose ids.
            if PurposeId::try_from(record.purpose).is_ok_and(is_unknown) {
                report.add(
                    format_args!(
                        "PubRestrictions[{at}] restricts purpose {}, which {by} does not define",
                        record.purpose
                    ),
                    subject.restriction_field(at, fields::PURPOSE_ID),
                );
            }
        }
    }),
};

pub(super) static P028: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P028,
        slug: "special-feature-unknown",
        severity: Severity::Warning,
        summary: "The user opted in to a special feature that is not defined.",
        why: "Every policy version so far defines special features 1 and 2.",
        help: "clear the bits",
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFiAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2() {
            unknown(
                subject,
                report,
                (Segment::Core, TcString::SPECIAL_FEATURE_OPT_INS),
                tc.special_feature_opt_ins,
                "the framework",
                |id| id.get() > SPECIAL_FEATURES.max(),
            );
        }
    }),
};

fn unknown<const N: usize>(
    subject: &Subject<'_>,
    report: &mut Report,
    (segment, field): (Segment, Field),
    set: IdSet<N>,
    by: &str,
    is_unknown: impl Fn(Id<N>) -> bool,
) {
    let found: Vec<_> = set.iter().filter(|&id| is_unknown(id)).collect();
    if let Some(&first) = found.first() {
        let place = subject.id_bit(segment, field, first);
        report.add(
            format_args!("{field} includes {}, which {by} does not define", ids(&found)),
            place,
        );
    }
}

fn undisclosed(subject: &Subject<'_>, report: &mut Report, set: &VendorSet, section: usize) {
    let Some(disclosed) = subject.v2().and_then(|tc| tc.disclosed_vendors.as_ref()) else { return };
    if disclosed.is_empty() {
        return;
    }
    let hidden = set.difference(disclosed);
    if !hidden.is_empty() {
        let mandatory = conditions::requires_disclosed_vendors(subject.date());
        let severity = if mandatory { Severity::Error } else { Severity::Warning };
        let layout = subject.segment(Segment::Core).and_then(|core| core.sections.get(section));
        let place = layout.and_then(|layout| subject.max_vendor_id(Segment::Core, section, layout));
        let basis = if section == 0 { "consent for" } else { "legitimate interest for" };
        let message = Message::Vendors {
            prefix: Prefix::Words(basis),
            vendors: hidden,
            rest: ", not disclosed",
        };
        report.add_as(severity, message, place);
    }
}

/// Whether a purpose other than purpose 1 needs consent under a policy version.
fn is_forbidden(purpose: PurposeId, policy_version: u16) -> bool {
    purpose != PURPOSE_ONE && needs_consent(purpose, policy_version)
}

/// Reports restrictions that require legitimate interest for a purpose for which `is_so` says that
/// it needs consent under the policy version of the string.
fn requires_interest(
    subject: &Subject<'_>,
    report: &mut Report,
    is_so: impl Fn(PurposeId, u16) -> bool,
) {
    let Some(tc) = subject.v2() else { return };
    let is_so = |purpose| is_so(purpose, tc.tcf_policy_version.get());
    for (at, record) in tc.publisher_restrictions.iter().enumerate() {
        let required = record.restriction_type == RestrictionType::RequireLegitimateInterest;
        if required && PurposeId::try_from(record.purpose).is_ok_and(is_so) {
            let message = format_args!(
                "a restriction requires legitimate interest for purpose {}, which needs consent",
                record.purpose
            );
            report.add(message, subject.restriction(at));
        }
    }
}
