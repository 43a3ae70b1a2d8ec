//! Metrics over several reports.

use tcf_codec::Deciseconds;

use crate::stats::Proportion;

/// What a report says about a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VendorStatus {
    /// The date of the report.
    pub at: Deciseconds,
    /// Whether the purpose map has the vendor.
    pub is_planned: bool,
    /// Of its judged calls after the first choice, those with a usable string. Nothing, if it was
    /// not called or its hosts are not mapped.
    pub coverage: Proportion,
    /// The number of its findings of severity error.
    pub errors: u64,
}

/// A day in tenths of a second.
const DAY: u64 = Deciseconds::PER_DAY;
/// A week in tenths of a second.
const WEEK: u64 = 7 * DAY;

/// How long it took to onboard a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Onboarding {
    /// When the vendor came.
    pub since: Deciseconds,
    /// The days until a report shows that it is onboarded; `None` if none does.
    pub days: Option<u64>,
}

/// How long it took to onboard a vendor: from `since`, or else from the first report that has it,
/// to the first report in which it is planned, has no error, and each of its calls, at least
/// `min_calls`, carries the signal. `None` if no report has the vendor. Reports may come in any
/// order.
///
/// ```
/// use tcf_audit::audit::{VendorStatus, onboarding};
/// use tcf_audit::stats::Proportion;
/// let report = |day: &str, with_signal, errors| VendorStatus {
///     at: day.parse().unwrap(),
///     is_planned: true,
///     coverage: Proportion::new(with_signal, 100).unwrap(),
///     errors,
/// };
/// let reports =
///     [report("2026-05-01", 80, 3), report("2026-05-08", 100, 1), report("2026-05-15", 100, 0)];
/// let days = |since, min_calls| onboarding(&reports, since, min_calls).unwrap().days;
/// assert_eq!(days(None, 50), Some(14));
/// assert_eq!(days("2026-04-25".parse().ok(), 50), Some(20));
/// assert_eq!(days(None, 101), None);
/// assert_eq!(onboarding(&[], None, 50), None);
/// ```
pub fn onboarding(
    reports: &[VendorStatus],
    since: Option<Deciseconds>,
    min_calls: u64,
) -> Option<Onboarding> {
    let is_seen = |report: &&VendorStatus| report.is_planned || report.coverage.denominator() > 0;
    let first = reports.iter().filter(is_seen).map(|report| report.at).min();
    let is_onboard = |report: &&VendorStatus| {
        let calls = report.coverage;
        report.is_planned
            && report.errors == 0
            && calls.denominator() >= min_calls.max(1)
            && calls.numerator() == calls.denominator()
    };
    let done = reports.iter().filter(is_onboard).map(|report| report.at).min();
    let since = since.or(first)?;
    let days = done.map(|done| done.get().saturating_sub(since.get()) / DAY);
    Some(Onboarding { since, days })
}

/// The new errors per week over several reports, each with its date and its findings of severity
/// error that are not in the baseline. The first report only starts the clock: its errors are not
/// counted. `None` without two reports of different dates.
///
/// ```
/// use tcf_audit::audit::incidents_per_week;
/// let reports = [("2026-05-15", 4), ("2026-05-01", 7), ("2026-05-08", 1)];
/// let reports = reports.map(|(day, errors)| (day.parse().unwrap(), errors));
/// assert_eq!(incidents_per_week(&reports), Some(2.5));
/// assert_eq!(incidents_per_week(&reports[..1]), None);
/// ```
pub fn incidents_per_week(reports: &[(Deciseconds, u64)]) -> Option<f64> {
    let first = reports.iter().map(|(at, _)| *at).min()?;
    let last = reports.iter().map(|(at, _)| *at).max().filter(|&last| last > first)?;
    let errors: u64 = reports.iter().filter(|(at, _)| *at > first).map(|(_, errors)| errors).sum();
    let weeks = crate::stats::float(last.get() - first.get()) / crate::stats::float(WEEK);
    Some(crate::stats::float(errors) / weeks)
}
