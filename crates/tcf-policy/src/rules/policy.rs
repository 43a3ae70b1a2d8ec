//! Group P: dates, versions, segments and the CMP.

use tcf_codec::{Deciseconds, Segment, TcString, fields};

use super::gvl_helpers::names_it;
use super::needs::{Need, Needs};
use super::rule::{Example, Rule, Severity, Source, VALID};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::rule_code::RuleCode;
use crate::vocabulary::{LATEST_POLICY_VERSION, TCF_2_2};
use crate::{conditions, dates};

const CORE: Source = Source::Specification("Core string");
const CMP_LIST: Needs = Needs::of(&[Need::CmpList]);
const CMPS: Source = Source::Specification("Global CMP List");

pub(super) static P001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P001,
        slug: "v1-obsolete",
        summary: "A version 1 string is used after 30 September 2020.",
        why: "Version 1 strings have been invalid since 1 October 2020.",
        help: "collect consent again with a TCF 2.x CMP",
        source: Source::Specification("Managing conflicting string versions"),
        invalid_examples: &[Example::new("BO3buUAO3buUABcAAAFRCNgAAAAAhgA").as_of("2020-10-01")],
        valid_examples: &[
            Example::new("BO3buUAO3buUABcAAAFRCNgAAAAAhgA").as_of("2020-09-30"),
            Example::new(VALID),
        ],
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v1().is_some() && conditions::version_1_is_invalid(subject.at) {
            report.add(
                "version 1 strings have been invalid since 1 October 2020",
                subject.core(fields::VERSION),
            );
        }
    }),
};

pub(super) static P002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P002,
        slug: "not-service-specific",
        summary: "IsServiceSpecific is 0 (a warning before September 2021).",
        why: "Strings that are shared between services (global scope) have been invalid since 1 \
            September 2021.",
        help: "set IsServiceSpecific to 1",
        source: CORE,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFAAIAAAAAAAAYgAAoAAAAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| !tc.is_service_specific) {
            let ended = conditions::global_scope_is_invalid(subject.date(), subject.at);
            let severity = if ended { Severity::Error } else { Severity::Warning };
            report.add_as(
                severity,
                "IsServiceSpecific is 0; global scope ended on 1 September 2021",
                subject.core(TcString::IS_SERVICE_SPECIFIC),
            );
        }
    }),
};

pub(super) static P003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P003,
        slug: "created-updated-differ",
        severity: Severity::Warning,
        since: "2.1",
        summary: "Created and LastUpdated differ (info before 5 January 2022).",
        why: "Both must be the day of the last change, so that timestamps do not help to \
            identify users.",
        help: "write the same day to both",
        source: CORE,
        invalid_examples: &[Example::new("CQgzIcAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (created, updated) = subject.times();
        if subject.v2().is_some() && created != updated {
            let message = format_args!("Created {created} and LastUpdated {updated} differ");
            report.add_as(day_level(subject), message, subject.core(TcString::LAST_UPDATED));
        }
    }),
};

pub(super) static P004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P004,
        slug: "timestamp-not-day-level",
        severity: Severity::Warning,
        since: "2.1",
        summary: "A timestamp is not midnight UTC (info before 5 January 2022).",
        why: "Timestamps finer than a day help to identify users.",
        help: "write midnight UTC of the day",
        source: CORE,
        invalid_examples: &[
            Example::new("CQg2bYBQg2bYBEsABAENCMFgAIAAAAAAAAYgAAoAAAAA.IAAo"),
            Example::new("CQg2SlgQg2SlgEsAAAENCMFgAAAAAAAAAAYgAAAAAAAA.IAAo"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_none() {
            return;
        }
        let (created, updated) = subject.times();
        let mut check = |name: &str, field, time: Deciseconds| {
            if !time.is_midnight() {
                let zone = midnight_zone(time)
                    .map(|hours| format!("; midnight at UTC{hours:+}?"))
                    .unwrap_or_default();
                report.add_as(
                    day_level(subject),
                    format_args!("{name} {time}, which is not midnight UTC{zone}"),
                    subject.core(field),
                );
            }
        };
        if created == updated {
            check("Created and LastUpdated are", TcString::CREATED, created);
        } else {
            check("Created is", TcString::CREATED, created);
            check("LastUpdated is", TcString::LAST_UPDATED, updated);
        }
    }),
};

pub(super) static P005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P005,
        slug: "expired",
        severity: Severity::Warning,
        since: "1.1",
        summary: "LastUpdated is more than 13 months ago.",
        why: "Users must be reminded of their choice at least every 13 months; data protection \
            authorities ask for 6 to 24 months.",
        help: "collect consent again",
        source: Source::Specification("Reminding users"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")
            .as_of("2027-05-01")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (_, updated) = subject.times();
        if subject.max_age.is_exceeded(updated, subject.at) {
            let message = format_args!(
                "LastUpdated is {updated}, more than {} before {}",
                subject.max_age, subject.at
            );
            report.add(message, subject.core(TcString::LAST_UPDATED));
        }
    }),
};

pub(super) static P006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P006,
        slug: "policy-version-below-floor",
        since: "2.2",
        summary: "TcfPolicyVersion is below 4 in a string dated after 20 November 2023 (a \
            warning from 1 October 2023, info before).",
        why: "The specification sets the limit at 30 September 2023; IAB Europe extended it to \
            20 November. Older strings may still be returned.",
        help: "use a TCF 2.2 CMP and a vendor list of specification 3",
        source: CORE,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMCgAOAAAAIAAAYgACsgAEQAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let version = tc.tcf_policy_version.get();
        if version >= TCF_2_2 {
            return;
        }
        let severity = match subject.date() {
            date if conditions::policy_version_is_too_low(version, date) => Severity::Error,
            date if date >= dates::POLICY_4_STATED => Severity::Warning,
            _ if subject.at >= dates::POLICY_4_STATED => Severity::Info,
            _ => return,
        };
        let version = tc.tcf_policy_version;
        let message = format_args!(
            "TcfPolicyVersion is {version} in a string of {}; new strings need 4 or higher",
            subject.date()
        );
        report.add_as(severity, message, subject.core(TcString::TCF_POLICY_VERSION));
    }),
};

pub(super) static P007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P007,
        slug: "policy-version-stale",
        severity: Severity::Warning,
        since: "2.2",
        summary: "TcfPolicyVersion is 4 in a string of October 2024 or later.",
        why: "By then the published vendor lists carried 5. No text declares 4 invalid.",
        help: "use a current vendor list",
        source: Source::Secondary("published vendor lists"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMEgAOAAAAIAAAYgACsgAEQAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let is_4 = subject.v2().is_some_and(|tc| tc.tcf_policy_version.get() == 4);
        if is_4 && subject.date() >= dates::POLICY_5_COMMON {
            let message = format_args!(
                "TcfPolicyVersion is 4 in a string of {}; vendor lists carried 5 by then",
                subject.date()
            );
            report.add(message, subject.core(TcString::TCF_POLICY_VERSION));
        }
    }),
};

pub(super) static P008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P008,
        slug: "policy-version-future",
        severity: Severity::Warning,
        summary: "TcfPolicyVersion is above 5.",
        why: "This tool knows policy versions up to 5.",
        help: "update the tool, or check the encoder",
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMGgAMAAAAAAAAYgABMAAAAA.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if let Some(tc) = subject.v2()
            && tc.tcf_policy_version.get() > LATEST_POLICY_VERSION
        {
            let version = tc.tcf_policy_version;
            report.add(
                format_args!(
                    "TcfPolicyVersion is {version}; the highest known version is \
                     {LATEST_POLICY_VERSION}"
                ),
                subject.core(TcString::TCF_POLICY_VERSION),
            );
        }
    }),
};

pub(super) static P009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P009,
        slug: "policy-version-gvl-mismatch",
        summary: "TcfPolicyVersion is not that of the vendor list.",
        why: "CMPs copy it from the vendor list that they use.",
        help: "write the tcfPolicyVersion of the vendor list",
        needs: Needs::of(&[Need::VendorList]),
        source: CORE,
        implies: &[RuleCode::P007, RuleCode::P008],
        invalid_examples: &[Example::new("CO8YIUAO8YIUAEsABAENA8DgAMAAAAAAAAYgABMAAAAA.IABM")
            .with_lists()
            .as_of("2020-12-01")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (Some(tc), Some(gvl)) = (subject.v2(), subject.exact_gvl()) else { return };
        let found = tc.tcf_policy_version.get();
        // Another list, used in place of the one that the string names, is not evidence.
        let listed = gvl.policy_version().filter(|_| names_it(tc, gvl));
        if let Some(wanted) = listed.filter(|&wanted| wanted != found) {
            let message =
                format_args!("TcfPolicyVersion is {found}, but {} has {wanted}", gvl.key());
            report.add(message, subject.core(TcString::TCF_POLICY_VERSION));
        }
    }),
};

pub(super) static P012: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P012,
        slug: "disclosed-vendors-missing",
        since: "2.3",
        summary: "A string of March 2026 or later has no disclosed vendors segment (a warning on \
            28 February 2026, info before).",
        why: "Without the segment, an objection looks the same as a vendor that was never shown. \
            The specification names no date: 28 February 2026 is from IAB Europe's notices, and \
            older strings stay valid.",
        help: "write the disclosed vendors segment",
        source: Source::Specification(
            "DisclosedVendors is mandatory; the date is from secondary sources",
        ),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| tc.disclosed_vendors.is_none()) {
            let severity = match subject.date() {
                date if conditions::requires_disclosed_vendors(date) => Severity::Error,
                date if date >= dates::DISCLOSED_VENDORS_EVE => Severity::Warning,
                _ => Severity::Info,
            };
            let message = if severity == Severity::Info {
                "no disclosed vendors segment, which was optional before TCF 2.3"
            } else {
                "no disclosed vendors segment, which is mandatory since TCF 2.3"
            };
            report.add_as(severity, message, None);
        }
    }),
};

pub(super) static P013: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P013,
        slug: "disclosed-vendors-empty",
        since: "2.3",
        summary: "The disclosed vendors segment lists no vendor (a warning before March 2026).",
        why: "It states that no vendor was shown to the user. A widely used ad server rejects \
            such strings.",
        help: "write the vendors that the user was shown",
        source: Source::Secondary("prebid-server"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAAAAAAA.IAAA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let vendors = subject.v2().and_then(|tc| tc.disclosed_vendors.as_ref());
        if vendors.is_some_and(tcf_codec::VendorSet::is_empty) {
            let mandatory = conditions::requires_disclosed_vendors(subject.date());
            let severity = if mandatory { Severity::Error } else { Severity::Warning };
            report.add_as(
                severity,
                "the disclosed vendors segment is empty: no vendor was shown to the user",
                subject.whole(Segment::DisclosedVendors),
            );
        }
    }),
};

pub(super) static P014: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P014,
        slug: "allowed-vendors-deprecated",
        severity: Severity::Warning,
        since: "2.1",
        summary: "The string has an allowed vendors segment.",
        why: "The segment was deprecated in September 2021, together with strings that are \
            shared between services.",
        help: "omit the segment",
        source: Source::Specification("version history, September 2021"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAA.IACugA.QAAo",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v2().is_some_and(|tc| tc.allowed_vendors.is_some()) {
            let message = "the allowed vendors segment has been deprecated since September 2021";
            report.add(message, subject.whole(Segment::AllowedVendors));
        }
    }),
};

pub(super) static P024: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P024,
        slug: "cmp-deleted",
        summary: "The CMP of the string was deleted from the CMP list.",
        why: "Strings of a deleted CMP must be discarded and not passed on.",
        help: "discard the string",
        needs: CMP_LIST,
        source: CMPS,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEuABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let cmp = conditions::deleted_cmp(subject.cmps, tc.cmp_id.get(), subject.at);
        if let Some((cmp, deleted)) = cmp.and_then(|cmp| Some((cmp, cmp.deleted?))) {
            let message = format_args!("CMP {} ({}) was deleted on {deleted}", cmp.id, cmp.name);
            report.add(message, subject.core(TcString::CMP_ID));
        }
    }),
};

pub(super) static P025: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P025,
        slug: "cmp-unknown",
        summary: "The CMP of the string is not in the CMP list (a warning if the list is older \
            than the string).",
        why: "Only registered CMPs may write strings. The CMP list must be current.",
        help: "find out who wrote the string, and update the CMP list",
        needs: CMP_LIST,
        source: CMPS,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAErABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let (Some(tc), Some(cmps)) = (subject.v2(), subject.cmps) else { return };
        let id = tc.cmp_id.get();
        // F013 reports id 0.
        if id != 0 && subject.cmp_is_unlisted() {
            // A list that is older than the string may not know a new CMP.
            let is_fresh = cmps
                .last_updated()
                .is_some_and(|updated| updated.start_of_day() >= subject.date().start_of_day());
            let severity = if is_fresh { Severity::Error } else { Severity::Warning };
            let old = if is_fresh { "" } else { ", which is older than the string" };
            let message = format_args!("CMP {id} is not in the CMP list{old}");
            report.add_as(severity, message, subject.core(TcString::CMP_ID));
        }
    }),
};

pub(super) static P026: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::P026,
        slug: "cmp-created-after-deletion",
        summary: "The string was updated after its CMP was deleted.",
        why: "A CMP that is no longer registered still writes strings.",
        help: "discard the string and inform the publisher",
        needs: CMP_LIST,
        source: CMPS,
        implies: &[RuleCode::P024],
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEtABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM").with_lists()
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(cmp) = cmp(subject) else { return };
        let (_, updated) = subject.times();
        if let Some(deleted) = cmp.deleted.filter(|&deleted| updated > deleted) {
            let message = format_args!(
                "LastUpdated is {updated}, after CMP {} was deleted on {deleted}",
                cmp.id
            );
            report.add(message, subject.core(TcString::CMP_ID));
        }
    }),
};

/// The offset from UTC in hours at which a timestamp is midnight, if it is a whole hour of the day.
fn midnight_zone(time: Deciseconds) -> Option<i64> {
    const PER_HOUR: u64 = Deciseconds::PER_DAY / 24;
    let of_day = time.get() % Deciseconds::PER_DAY;
    let hour = i64::try_from(of_day / PER_HOUR).ok()?;
    // UTC-11 to UTC-1 have midnight from 1:00 to 11:00 UTC; UTC+12 to UTC+1 from 12:00 to 23:00.
    of_day.is_multiple_of(PER_HOUR).then(|| if hour < 12 { -hour } else { 24 - hour })
}

fn day_level(subject: &Subject<'_>) -> Severity {
    if subject.date() >= dates::DAY_LEVEL_TIMES { Severity::Warning } else { Severity::Info }
}

fn cmp<'a>(subject: &Subject<'a>) -> Option<&'a crate::gvl::Cmp> {
    subject.cmps?.get(subject.v2()?.cmp_id.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_named_only_for_whole_hours() {
        for (time, zone) in [
            ("2026-03-09T23:00:00Z", Some(1)),
            ("2026-03-09T21:00:00Z", Some(3)),
            ("2026-03-09T12:00:00Z", Some(12)),
            ("2026-03-10T11:00:00Z", Some(-11)),
            ("2026-03-10T05:00:00Z", Some(-5)),
            ("2026-03-09T23:00:01Z", None),
            ("2026-03-09T22:30:00Z", None),
        ] {
            assert_eq!(midnight_zone(time.parse().unwrap()), zone, "{time}");
        }
    }
}
