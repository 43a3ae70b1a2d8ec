//! The text output of `tcf audit`: findings by check, metrics, vendors, skipped checks.

use std::cmp::Reverse;
use std::io;

use tcf_audit::check;
use tcf_audit::report::{FindingRecord, MetricRecord, Report, VendorRecord};
use tcf_policy::rules::Severity;

use super::metric::{decimal, is_overall, percent, share, title};
use super::{
    AuditView, drift, enforcement, events, found, is_shown, parts, skipped, spot, subject, times,
    vendor_name,
};
use crate::render::report::role;
use crate::term::{Cell, Column, Page, Role, Table, WIDTH, columns_of, counted, plain, wrap_words};

/// The greatest number of findings of a check, and of vendors, without `-v`.
const SHOWN: usize = 5;
const SHOWN_VENDORS: usize = 15;

/// The column in which what a finding is about begins, after its count.
const SUBJECT: usize = 9;

/// The least widths of the unit and the counts of a metric on a wide page.
const METRIC_UNIT: usize = 13;
const METRIC_BASIS: usize = 22;

/// The least widths of the columns of vendors after the name, and the gaps before them.
const VENDOR_COLUMNS: [(usize, usize); 5] = [(2, 6), (1, 8), (1, 8), (1, 9), (1, 10)];
/// The least width of a name of a vendor beside numbers of calls. If there is less, shares take
/// their place.
const VENDOR_NAME: usize = 20;

/// Writes a report.
pub(super) fn write(page: &mut Page<'_>, report: &Report, view: AuditView) -> io::Result<()> {
    for (severity, code, findings) in by_check(report, view.verbose) {
        write_check(page, severity, code, &findings, view)?;
    }
    write_metrics(page, report, view.verbose)?;
    write_vendors(page, report, view.verbose)?;
    enforcement::write(page, report, view.verbose)?;
    if let Some(drift) = &report.drift {
        drift::write(page, drift, view.verbose)?;
    }
    for input in report.inputs.iter().filter(|_| view.verbose) {
        let maker = input.maker.as_deref().map_or_else(String::new, |maker| format!(", {maker}"));
        let (file, entries) = (plain(&input.file), counted_entries(input.entries));
        let visits = match input.visits {
            0 => String::new(),
            visits => format!(", {}", counted(visits, "visit")),
        };
        let maker = plain(&maker);
        let text = format!("{file}: {}{maker}, {entries}{visits}", plain(&input.from));
        page.painted_paragraph(Role::Faint, text, 0)?;
    }
    for skipped in skipped(report) {
        page.painted_paragraph(Role::Faint, format_args!("skipped: {skipped}"), 0)?;
    }
    for note in &report.notes {
        page.painted_paragraph(Role::Faint, format_args!("note: {note}"), 0)?;
    }
    if let Some(hidden) = hidden(report).filter(|_| !view.verbose) {
        page.painted_paragraph(Role::Faint, format_args!("not shown: {hidden} (-v)"), 0)?;
    }
    let role = if report.is_success() { Role::Good } else { Role::Bad };
    page.paragraph(events(report.events, parts), 0)?;
    page.painted_paragraph(role, found(report), 0)
}

fn counted_entries(count: u64) -> String {
    crate::term::counted_as(count, "entry", "entries")
}

/// The findings to show by severity and check: the most severe first, then the most frequent.
fn by_check(report: &Report, verbose: bool) -> Vec<(Severity, &str, Vec<&FindingRecord>)> {
    let mut checks: Vec<(Severity, &str, Vec<&FindingRecord>)> = Vec::new();
    for finding in report.findings.iter().filter(|finding| is_shown(finding, verbose)) {
        let key = (finding.severity, finding.code.as_str());
        match checks.iter_mut().find(|(severity, code, _)| (*severity, *code) == key) {
            Some((.., findings)) => findings.push(finding),
            None => checks.push((key.0, key.1, vec![finding])),
        }
    }
    checks.sort_by_key(|(severity, _, findings)| {
        (Reverse(*severity), Reverse(occurrences(findings)))
    });
    checks
}

fn occurrences(findings: &[&FindingRecord]) -> u64 {
    findings.iter().map(|finding| finding.count).sum()
}

fn write_check(
    page: &mut Page<'_>,
    severity: Severity,
    code: &str,
    findings: &[&FindingRecord],
    view: AuditView,
) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let count = occurrences(findings);
    let text = format!("{}, {}", plain(&first.slug), times(count));
    let label = page.paint(role(severity), format!("{severity}[{}]", plain(code)));
    page.line(format_args!("{label} {}", page.paint(Role::Heading, text)))?;
    if let Some(check) = check::find(code) {
        page.painted_paragraph(Role::Faint, check.summary, 4)?;
    }
    let shown = if view.verbose { findings.len() } else { SHOWN };
    for finding in findings.iter().take(shown) {
        write_finding(page, finding, view.samples)?;
    }
    if let Some(rest) = findings.len().checked_sub(shown).filter(|rest| *rest > 0) {
        page.line(format_args!("  ... {rest} more of {} (-v)", plain(code)))?;
    }
    write!(page.out, "  {}: ", page.term.paint(Role::Note, "help"))?;
    page.rest(&plain(&first.help), 8, None)?;
    page.line(format_args!("  {}: tcf explain {}", page.paint(Role::Note, "more"), plain(code)))?;
    page.blank()
}

fn write_finding(page: &mut Page<'_>, finding: &FindingRecord, samples: usize) -> io::Result<()> {
    let mut parts = vec![subject(finding), plain(finding.detail())];
    parts.retain(|part| !part.is_empty());
    let known = if finding.known { " (in the baseline)" } else { "" };
    let text = format!("{}{known}", parts.join(": "));
    write!(page.out, "{:>width$}  ", finding.count, width = SUBJECT - 2)?;
    page.rest(&text, SUBJECT, finding.known.then_some(Role::Faint))?;
    for evidence in finding.evidence.iter().take(samples) {
        let at = evidence.at.map_or_else(String::new, |at| format!(" at {at}"));
        let width = page.term.width.saturating_sub(SUBJECT + 4);
        let text = wrap_words(&format!("{}{at}", spot(evidence)), SUBJECT + 4, width);
        page.line(format_args!("{:SUBJECT$}{} {text}", "", page.paint(Role::Note, "-->")))?;
    }
    Ok(())
}

/// The metrics of all calls; with `verbose` also those of vendors and other groups.
fn write_metrics(page: &mut Page<'_>, report: &Report, verbose: bool) -> io::Result<()> {
    let is_overall = |metric: &&MetricRecord| verbose || is_overall(&metric.group);
    let mut metrics = report.metrics.iter().filter(is_overall).peekable();
    if metrics.peek().is_none() {
        return Ok(());
    }
    page.heading("Metrics")?;
    let rows: Vec<_> = metrics.map(metric_row).collect();
    let table = metrics_table(page.term.width, &rows);
    for [name, value, unit, basis] in rows {
        let cells = [Cell::painted(Role::Name, name), value.into(), unit.into(), basis.into()];
        table.row(page, &cells)?;
    }
    page.blank()
}

/// The name, the value, the unit, and what the value was computed from.
fn metric_row(metric: &MetricRecord) -> [String; 4] {
    let (value, unit) = match metric.value {
        Some(value) => (decimal(value, &metric.unit), plain(&metric.unit)),
        None => ("-".to_owned(), String::new()),
    };
    [plain(&title(&metric.name, &metric.of, &metric.group)), value, unit, basis(metric)]
}

/// The table of metrics. On a narrow page, units and counts have no more room than they need.
fn metrics_table(width: usize, rows: &[[String; 4]]) -> Table<4> {
    let least = |least| if width >= WIDTH { least } else { 0 };
    let widest = |text: fn(&[String; 4]) -> &str| {
        rows.iter().map(|row| columns_of(text(row))).max().unwrap_or_default()
    };
    let unit = widest(|[.., unit, _]| unit).max(least(METRIC_UNIT));
    let basis = widest(|[.., basis]| basis).max(least(METRIC_BASIS));
    Table::new([
        Column::wrapped(2),
        Column::right(1, 8),
        Column::left(1, unit),
        Column::left(2, basis),
    ])
}

/// What a metric was computed from, and how much was left out: `6 of 10; 2 left out`.
fn basis(metric: &MetricRecord) -> String {
    let left_out = Some(metric.left_out).filter(|count| *count > 0);
    let left_out = left_out.map(|count| format!("{count} left out"));
    let mut parts = vec![counts(metric)];
    parts.extend(left_out);
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// `6 of 10; 31.3 to 83.2 %`, `0 of 200; below 1.9 %`; nothing for a count.
fn counts(metric: &MetricRecord) -> String {
    let MetricRecord { numerator, denominator, unit, .. } = metric;
    if matches!(unit.as_str(), "calls" | "bytes" | "hosts") {
        return String::new();
    }
    if unit == "per week" {
        return format!("{numerator} in {}", counted(*denominator, "report"));
    }
    let counts = format!("{numerator} of {denominator}");
    let Some([low, high]) = metric.interval else { return counts };
    let (low, high) = (decimal(low, unit), decimal(high, unit));
    let interval = match (*numerator, *numerator == *denominator) {
        (0, _) => format!("below {high}"),
        (_, true) => format!("above {low}"),
        _ => format!("{low} to {high}"),
    };
    let unit = if unit == "%" { " %" } else { "" };
    format!("{counts}; {interval}{unit}")
}

fn write_vendors(page: &mut Page<'_>, report: &Report, verbose: bool) -> io::Result<()> {
    if report.vendors.is_empty() {
        return Ok(());
    }
    let shown = if verbose { report.vendors.len() } else { SHOWN_VENDORS };
    let vendors = || report.vendors.iter().take(shown);
    let rows = |part| vendors().map(|vendor| vendor_row(vendor, part)).collect::<Vec<_>>();
    let mut rows_shown = rows(calls_of);
    let (mut table, rest) = vendor_table(page.term.width, &rows_shown);
    if rest < VENDOR_NAME {
        let shares = rows(percent_of);
        let (narrow, more) = vendor_table(page.term.width, &shares);
        if more > rest {
            (table, rows_shown) = (narrow, shares);
        }
    }
    table.heading(page, "Vendors", ["calls", "signal", "correct", "permitted", "delay"])?;
    for (vendor, [calls, signal, correct, permitted, delay]) in vendors().zip(rows_shown) {
        let name = vendor_name(vendor.id, vendor.name.as_deref());
        let color = if vendor.unauthorised > 0 { Role::Bad } else { Role::Good };
        let permitted = Cell::painted(color, permitted);
        let [calls, signal, correct, delay] = [calls, signal, correct, delay].map(Cell::from);
        table.row(page, &[name.into(), calls, signal, correct, permitted, delay])?;
    }
    if let Some(rest) = report.vendors.len().checked_sub(shown).filter(|rest| *rest > 0) {
        page.line(format_args!("  ... {rest} more (-v)"))?;
    }
    page.blank()
}

/// The cells of a vendor after its name. `part` writes a part of calls.
fn vendor_row(vendor: &VendorRecord, part: fn(u64, u64) -> String) -> [String; 5] {
    [
        vendor.calls.to_string(),
        part(vendor.with_signal, vendor.after_choice),
        part(vendor.correct, vendor.with_signal),
        part(vendor.permitted, vendor.calls),
        delay(vendor),
    ]
}

/// `10896/11217`
fn calls_of(part: u64, all: u64) -> String {
    format!("{part}/{all}")
}

/// `97.1 %`
fn percent_of(part: u64, all: u64) -> String {
    percent(share(part, all))
}

/// The table of vendors, with columns that are as wide as the cells of its rows, and the room that
/// is left for names.
fn vendor_table(width: usize, rows: &[[String; 5]]) -> (Table<6>, usize) {
    let mut columns = [Column::wrapped(2); 6];
    let mut taken = 2;
    for (index, (gap, least)) in VENDOR_COLUMNS.into_iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let widest = cells.map(|cell| columns_of(cell)).max().unwrap_or_default().max(least);
        taken += gap + widest;
        if let Some(column) = columns.get_mut(index + 1) {
            *column = Column::right(gap, widest);
        }
    }
    (Table::new(columns), width.saturating_sub(taken))
}

/// The median time in which changes arrive: `31.0 s`; `> 31.5 s` if they have not arrived.
fn delay(vendor: &VendorRecord) -> String {
    let Some(propagation) = &vendor.propagation else { return String::new() };
    match (propagation.median, vendor.last_stale) {
        (Some(median), _) => format!("{median:.1} s"),
        (None, Some(stale)) if propagation.censored > 0 => format!("> {stale:.1} s"),
        _ => "-".to_owned(),
    }
}

/// Findings that are not shown without `-v`.
fn hidden(report: &Report) -> Option<String> {
    let counts = report.finding_counts();
    let mut hidden = Vec::new();
    if counts.infos > 0 {
        hidden.push(counted(counts.infos, "info finding"));
    }
    if counts.known > 0 {
        hidden.push(format!("{} in the baseline", counted(counts.known, "finding")));
    }
    (!hidden.is_empty()).then(|| hidden.join(", "))
}
