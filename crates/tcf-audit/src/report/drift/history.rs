//! Metrics over several reports.

use std::collections::{BTreeMap, BTreeSet};

use tcf_codec::Deciseconds;

use super::date;
use crate::audit::{Group, Onboarding, VendorStatus, incidents_per_week, onboarding};
use crate::purpose_map::PurposeMap;
use crate::report::{MetricRecord, Report, ReportContext};
use crate::stats::Proportion;

/// The smallest number of calls after a choice from which coverage is told.
const MIN_CALLS: u64 = 20;

/// The incidents and, with a purpose map, the days to onboard vendors. Reports without a time are
/// left out.
pub(super) fn metrics<'r>(
    reports: impl Iterator<Item = &'r Report>,
    context: &ReportContext<'_>,
) -> Vec<MetricRecord> {
    let dated = reports.filter_map(|report| Some((date(report.at?)?, report)));
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|(at, _)| *at);
    let mut metrics = vec![incidents(&dated)];
    if context.settings.purpose_map.is_some() {
        metrics.extend(onboardings(&dated, context));
    }
    metrics
}

/// The errors of each report that are not in its baseline and that no earlier report has, per week.
fn incidents(reports: &[(Deciseconds, &Report)]) -> MetricRecord {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut counts = Vec::new();
    for (at, report) in reports {
        let errors = report.findings.iter().filter(|finding| finding.is_error());
        let mut new = 0;
        for error in errors {
            new += u64::from(known.insert(&error.fingerprint) && !error.known);
        }
        counts.push((*at, new));
    }
    let later = counts.get(1..).unwrap_or_default();
    MetricRecord {
        name: "incidents".to_owned(),
        of: "errors".to_owned(),
        value: incidents_per_week(&counts),
        numerator: later.iter().map(|(_, new)| new).sum(),
        denominator: u64::try_from(later.len()).unwrap_or(u64::MAX),
        unit: "per week".to_owned(),
        ..MetricRecord::default()
    }
}

/// The days to onboard the vendors: the median, then each vendor. Vendors of the first report are
/// left out unless the purpose map dates them: nothing is known about when they came.
fn onboardings(
    reports: &[(Deciseconds, &Report)],
    context: &ReportContext<'_>,
) -> Vec<MetricRecord> {
    let mut since: BTreeMap<u16, Deciseconds> = BTreeMap::new();
    for row in context.settings.purpose_map.into_iter().flat_map(PurposeMap::rows) {
        if let (Some(vendor), Some(date)) = (row.recipient.vendor(), row.since) {
            let first = since.entry(vendor.get()).or_insert(date);
            *first = date.min(*first);
        }
    }
    let statuses = statuses(reports);
    let first = reports.first().map(|(at, _)| *at);
    let mut left_out = 0;
    let mut found: BTreeMap<u16, Onboarding> = BTreeMap::new();
    for (vendor, statuses) in &statuses {
        let since = since.get(vendor).copied();
        match onboarding(statuses, since, MIN_CALLS) {
            Some(onboarding) if since.is_some() || Some(onboarding.since) != first => {
                found.insert(*vendor, onboarding);
            }
            _ => left_out += 1,
        }
    }
    let record = |of: &str, days: Option<u64>, numerator, denominator| MetricRecord {
        name: "onboarding".to_owned(),
        of: of.to_owned(),
        value: days.map(crate::stats::float),
        numerator,
        denominator,
        unit: "days".to_owned(),
        ..MetricRecord::default()
    };
    let mut days: Vec<u64> = found.values().filter_map(|found| found.days).collect();
    days.sort_unstable();
    let all = found.len();
    // Vendors that are not onboarded yet take longer than all others.
    let median = all.checked_sub(1).and_then(|last| days.get(last / 2)).copied();
    let [done, total] = [days.len(), all].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
    let overall = MetricRecord { left_out, ..record("median", median, done, total) };
    let of_vendors = found.iter().map(|(vendor, found)| {
        let group = Group { vendor: Some(*vendor), ..Group::default() };
        let done = u64::from(found.days.is_some());
        MetricRecord { group, ..record("vendor", found.days, done, 1) }
    });
    [overall].into_iter().chain(of_vendors).collect()
}

/// What the reports say about each vendor.
fn statuses(reports: &[(Deciseconds, &Report)]) -> BTreeMap<u16, Vec<VendorStatus>> {
    let mut statuses: BTreeMap<u16, Vec<VendorStatus>> = BTreeMap::new();
    for (at, report) in reports {
        let mut errors: BTreeMap<u16, u64> = BTreeMap::new();
        for error in report.findings.iter().filter(|finding| finding.is_error()) {
            if let Some(vendor) = &error.vendor {
                *errors.entry(vendor.id).or_default() += 1;
            }
        }
        for vendor in &report.vendors {
            let coverage = Proportion::new(vendor.with_signal, vendor.after_choice);
            statuses.entry(vendor.id).or_default().push(VendorStatus {
                at: *at,
                is_planned: vendor.planned.as_ref().is_some_and(|planned| !planned.is_empty()),
                coverage: coverage.unwrap_or_default(),
                errors: errors.get(&vendor.id).copied().unwrap_or(0),
            });
        }
    }
    statuses
}
