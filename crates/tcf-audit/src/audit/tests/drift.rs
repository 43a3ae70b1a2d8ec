//! Comparison of reports.

use tcf_codec::PurposeId;
use tcf_policy::vocabulary::LegalBasis;

use super::report::report_of;
use super::visits::{accepting_visit, objecting_visit};
use super::*;
use crate::purpose_map::{PurposeMap, PurposeRow, Recipient};
use crate::report::{
    FindingRecord, GvlRecord, MetricRecord, PurposeBasis, Report, ReportContext, VendorRecord,
};
use crate::stats::Proportion;
use tcf_carrier::Timestamp;

/// A report, compared with an older one at a time.
fn compared(mut report: Report, older: &[Report], at: &str) -> Report {
    let world = World::new();
    let settings = world.settings();
    report.at = Timestamp::parse(at);
    report.compare(older, &ReportContext::new(&settings));
    report
}

#[test]
fn vendors_and_hosts_are_new_or_gone() {
    let (few, many) = (report_of(&[objecting_visit()]), report_of(&[accepting_visit()]));
    assert!(many.not_run.iter().any(|not_run| not_run.code == "J009"));
    let report = compared(many.clone(), std::slice::from_ref(&few), "2024-05-01T00:00:00Z");
    let drift = report.drift.as_ref().unwrap();
    let ids = |vendors: &[crate::report::VendorName]| {
        let mut ids: Vec<_> = vendors.iter().map(|vendor| vendor.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(&drift.new_vendors), [50, 52, 76, 131, 755]);
    assert_eq!((ids(&drift.gone_vendors), drift.gone_hosts.len()), (vec![], 0));
    assert!(drift.new_hosts.contains(&"collect.tracker.example".to_owned()));
    assert!(report.not_run.iter().all(|not_run| not_run.code != "J009"));
    // One finding per vendor, and one for the host that belongs to none of them.
    let found: Vec<_> = report.findings.iter().filter(|found| found.code == "J009").collect();
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(|found| found.severity == Severity::Warning));
    let host = found.iter().find(|found| found.vendor.is_none()).unwrap();
    assert_eq!(host.host.as_deref(), Some("collect.tracker.example"));
    let severities: Vec<_> = report.findings.iter().map(|found| found.severity).collect();
    assert!(severities.is_sorted_by_key(|severity| std::cmp::Reverse(*severity)));

    let back = compared(few.clone(), std::slice::from_ref(&many), "2024-05-01T00:00:00Z");
    let drift = back.drift.as_ref().unwrap();
    assert_eq!((ids(&drift.gone_vendors).len(), ids(&drift.new_vendors).len()), (5, 0));
    let gone = back.findings.iter().find(|found| found.code == "J009").unwrap();
    assert_eq!(gone.severity, Severity::Info);

    // What any older report has is not new; what only an older one has is not gone.
    let older = [
        Report { at: Timestamp::parse("2024-01-01T00:00:00Z"), ..many.clone() },
        Report { at: Timestamp::parse("2024-02-01T00:00:00Z"), ..few.clone() },
    ];
    let third = compared(few.clone(), &older, "2024-05-01T00:00:00Z");
    let drift = third.drift.unwrap();
    assert_eq!(drift.since, older[1].at);
    assert_eq!((ids(&drift.new_vendors).len(), ids(&drift.gone_vendors).len()), (0, 0));
    assert_eq!(compared(few.clone(), &[], "2024-05-01T00:00:00Z").drift, None);
}

#[test]
fn differences_of_rates_have_the_published_interval() {
    let metric = |numerator, denominator| {
        let rate = Proportion::new(numerator, denominator).unwrap();
        let ends = rate.interval().unwrap();
        MetricRecord {
            name: "coverage".to_owned(),
            of: "calls".to_owned(),
            value: rate.value().map(|value| value * 100.0),
            numerator,
            denominator,
            unit: "%".to_owned(),
            interval: Some([ends.low * 100.0, ends.high * 100.0]),
            ..MetricRecord::default()
        }
    };
    // Newcombe (1998), table II, method 10: 56/70 - 48/80.
    let report = Report { metrics: vec![metric(56, 70)], ..Report::default() };
    let older = Report { metrics: vec![metric(48, 80)], ..Report::default() };
    let drift = compared(report, &[older], "2024-05-01T00:00:00Z").drift.unwrap();
    let [change] = &drift.metrics[..] else { panic!("{:?}", drift.metrics) };
    assert_eq!((change.before, change.after), (Some(60.0), Some(80.0)));
    assert!((change.difference.unwrap() - 20.0).abs() < 1e-9);
    let [low, high] = change.interval.unwrap();
    assert_eq!(format!("{low:.2} {high:.2}"), "5.24 33.39");
}

#[test]
fn moved_bases_and_due_reviews_are_listed() {
    let report = report_of(&[objecting_visit()]);
    let mut older = report.clone();
    let measure = older.vendors.iter_mut().find(|vendor| vendor.id == 278).unwrap();
    let declared = measure.declared.as_mut().unwrap();
    assert_eq!(declared.len(), 2);
    declared[0] = PurposeBasis { purpose: 7, basis: "consent".to_owned() };
    let after = compared(report.clone(), &[older], "2024-05-01T00:00:00Z");
    let drift = after.drift.as_ref().unwrap();
    let [moved] = &drift.bases[..] else { panic!("{:?}", drift.bases) };
    assert_eq!((moved.vendor.id, moved.purpose), (278, 7));
    assert_eq!(moved.from.as_deref(), Some("consent"));
    assert_eq!(moved.to.as_deref(), Some("legitimateInterest"));
    let found = after.findings.iter().find(|found| found.code == "J010").unwrap();
    assert_eq!(found.purpose, Some(7));
    assert!(found.message.ends_with("purpose 7, now legitimate interest, before consent"));

    let mut map = PurposeMap::new();
    for (vendor, review) in [(10, "2024-05-01"), (32, "2024-05-31"), (91, "2024-06-01")] {
        let mut row = PurposeRow::new(VendorId::new(vendor).unwrap());
        row.purposes.insert(PurposeId::new(2).unwrap(), LegalBasis::LegitimateInterest);
        row.review = Some(review.parse().unwrap());
        map.add(row);
    }
    let mut partner = PurposeRow::new(Recipient::named("newsletter").unwrap());
    partner.review = Some("2024-04-01".parse().unwrap());
    map.add(partner);
    let world = World::new();
    let settings = Settings { purpose_map: Some(&map), ..world.settings() };
    let mut report = Report { at: Timestamp::parse("2024-05-01T00:00:00Z"), ..report };
    report.compare(&[Report::default()], &ReportContext::new(&settings));
    let reviews = report.drift.unwrap().reviews;
    let of = |review: &crate::report::ReviewRecord| {
        let id = review.vendor.as_ref().map(|vendor| vendor.id);
        (id, review.recipient.clone(), review.review.clone(), review.due)
    };
    let day = |day: &str| day.to_owned();
    let expected = [
        (None, Some("newsletter".to_owned()), day("2024-04-01"), true),
        (Some(10), None, day("2024-05-01"), true),
        (Some(32), None, day("2024-05-31"), false),
    ];
    assert_eq!(reviews.iter().map(of).collect::<Vec<_>>(), expected);
}

#[test]
fn a_host_of_a_known_vendor_is_a_finding_of_the_vendor() {
    let few = report_of(&[objecting_visit()]);
    let mut many = few.clone();
    let mut known = many.hosts.seen[0].clone();
    assert_eq!(known.vendors.len(), 1);
    known.host = "new.of.known.example".to_owned();
    many.hosts.seen.push(known.clone());
    many.hosts.mapped += 1;
    let report = compared(many.clone(), std::slice::from_ref(&few), "2024-05-01T00:00:00Z");
    let found: Vec<_> = report.findings.iter().filter(|found| found.code == "J009").collect();
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!(found.host.as_deref(), Some("new.of.known.example"));
    assert_eq!(found.vendor.as_ref().unwrap().id, known.vendors[0]);
    assert!(found.message.ends_with(": new"), "{}", found.message);

    // A report that does not list all of its hosts tells nothing about them.
    many.hosts.unmapped += 1;
    for (now, older) in [(&many, &few), (&few, &many)] {
        let report = compared(now.clone(), std::slice::from_ref(older), "2024-05-01T00:00:00Z");
        let drift = report.drift.unwrap();
        assert!(drift.new_hosts.is_empty() && drift.gone_hosts.is_empty());
        assert!(report.notes.iter().any(|note| note.starts_with("Hosts are not compared")));
    }
}

#[test]
fn calls_are_not_compared_with_decision_records() {
    let traffic = report_of(&[accepting_visit()]);
    let mut records = report_of(&[]);
    records.events.decisions = 3;
    for (now, older) in [(&traffic, &records), (&records, &traffic), (&records, &records)] {
        let report = compared(now.clone(), std::slice::from_ref(older), "2024-05-01T00:00:00Z");
        let drift = report.drift.as_ref().unwrap();
        assert_eq!((drift.vendors().count(), drift.new_hosts.len()), (0, 0));
        assert_eq!(drift.gone_hosts.len(), 0);
        assert!(report.notes.iter().any(|note| note.starts_with("Vendors and hosts are not")));
        assert!(report.not_run.iter().any(|not_run| not_run.code == "J009"));
        assert!(report.findings.iter().all(|found| found.code != "J009"));
    }
}

#[test]
fn bases_are_compared_only_with_a_vendor_list() {
    let mut report = report_of(&[objecting_visit()]);
    let is_skipped = |report: &Report, code| report.not_run.iter().any(|it| it.code == code);
    let gvl = Some(GvlRecord { specification: 3, version: 140, ..GvlRecord::default() });
    report.gvl.clone_from(&gvl);
    let mut older = Report { gvl: None, ..report.clone() };
    let found = compared(report.clone(), std::slice::from_ref(&older), "2024-05-01T00:00:00Z");
    assert!(!is_skipped(&found, "J009"));
    let is_noted = |report: &Report| {
        report.notes.iter().any(|note| note.starts_with("Legal bases are not compared"))
    };
    assert!(is_noted(&found));
    older.gvl.clone_from(&gvl);
    assert!(!is_noted(&compared(report, &[older], "2024-05-01T00:00:00Z")));
}

#[test]
fn reports_of_newer_tools_and_other_specifications_cannot_be_compared() {
    let gvl = Some(GvlRecord { specification: 2, version: 90, sha256: None });
    for (version, gvl, expected) in [
        ("1.2.3", &None, Ok(())),
        ("1.2.9", &None, Ok(())),
        ("", &None, Ok(())),
        (
            "0.9.0",
            &gvl,
            Err("the report uses a vendor list of specification 2, this audit one of \
                             specification 3"),
        ),
        ("1.3.0", &None, Err("the report is of version 1.3.0, which is newer than 1.2.3")),
        ("2.0.0", &gvl, Err("the report is of version 2.0.0, which is newer than 1.2.3")),
    ] {
        let report = Report { version: version.to_owned(), gvl: gvl.clone(), ..Report::default() };
        let found = report.check_comparable("1.2.3", Some(3)).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{version}");
        let without_list = report.check_comparable("2.0.0", None);
        assert!(without_list.is_ok(), "{version}");
    }
}

/// A report of a day: vendors with their calls after the choice, those with a signal, and errors by
/// vendor.
fn day(at: &str, vendors: &[(u16, u64, u64)], errors: &[(u16, &str)]) -> Report {
    let vendor = |&(id, after_choice, with_signal): &(u16, u64, u64)| VendorRecord {
        id,
        after_choice,
        with_signal,
        planned: Some(vec![PurposeBasis { purpose: 2, basis: "consent".to_owned() }]),
        ..VendorRecord::default()
    };
    let error = |&(id, fingerprint): &(u16, &str)| FindingRecord {
        severity: Severity::Error,
        fingerprint: fingerprint.to_owned(),
        vendor: Some(crate::report::VendorName { id, ..Default::default() }),
        ..FindingRecord::default()
    };
    Report {
        at: Timestamp::parse(&format!("{at}T00:00:00Z")),
        vendors: vendors.iter().map(vendor).collect(),
        findings: errors.iter().map(error).collect(),
        ..Report::default()
    }
}

#[test]
fn incidents_are_errors_that_no_earlier_report_has() {
    let world = World::new();
    let settings = world.settings();
    let mut now = day("2026-05-15", &[], &[(1, "a"), (1, "c"), (2, "d"), (2, "known")]);
    now.findings[3].known = true;
    let older = [
        day("2026-05-08", &[], &[(1, "a"), (1, "b"), (2, "e")]),
        day("2026-05-01", &[], &[(1, "a"), (2, "e"), (3, "f")]),
        // Without a time it has no place among the others.
        Report { at: None, ..day("2026-05-01", &[], &[(1, "d")]) },
    ];
    now.compare(&older, &ReportContext::new(&settings));
    let found = now.metrics.iter().find(|metric| metric.name == "incidents").unwrap();
    // One of 8 May (b), two of 15 May (c, d), in two weeks.
    assert_eq!((found.numerator, found.denominator, found.value), (3, 2, Some(1.5)));
    assert!(now.metrics.iter().all(|metric| metric.name != "onboarding"), "no purpose map");
}

#[test]
fn onboarding_ends_with_the_first_report_that_is_in_order() {
    let mut map = PurposeMap::new();
    for (vendor, since) in [(1, None), (2, None), (3, Some("2026-04-25")), (4, None)] {
        let mut row = PurposeRow::new(VendorId::new(vendor).unwrap());
        row.since = since.map(|since| since.parse().unwrap());
        map.add(row);
    }
    let world = World::new();
    let settings = Settings { purpose_map: Some(&map), ..world.settings() };
    let older = [
        day("2026-05-01", &[(1, 50, 50), (3, 50, 20)], &[]),
        day("2026-05-08", &[(1, 50, 50), (2, 50, 50), (3, 50, 50), (4, 19, 19)], &[(2, "a")]),
    ];
    let mut now = day("2026-05-15", &[(1, 50, 50), (2, 50, 50), (4, 19, 19)], &[]);
    now.compare(&older, &ReportContext::new(&settings));
    let found: Vec<_> = now.metrics.iter().filter(|metric| metric.name == "onboarding").collect();
    let of = |id| found.iter().find(|metric| metric.group.vendor == id).unwrap();
    // 3: from 25 April to 8 May. 2: from 8 to 15 May. 4 has too few calls. 1 is in the first one.
    assert_eq!(
        (of(Some(3)).value, of(Some(2)).value, of(Some(4)).value),
        (Some(13.0), Some(7.0), None)
    );
    let all = of(None);
    assert_eq!((all.value, all.numerator, all.denominator, all.left_out), (Some(13.0), 2, 3, 1));
    assert_eq!((found.len(), &*all.of, &*all.unit), (4, "median", "days"));
}
