//! JUnit XML: one suite per group of checks, one case per check. A case fails if the check has an
//! error that is not in the baseline; it is skipped if the check did not run.

use std::io::{self, Write};

use tcf_audit::check::{Check, CheckGroup};
use tcf_audit::report::{FindingRecord, Report};

use super::{spot, subject, times, total};
use crate::render::report::junit::escape;

/// Writes the document.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tcf audit\">\n",
    )?;
    for group in CheckGroup::ALL {
        writeln!(out, "<testsuite name=\"{}\">", escape(&suite(group)))?;
        for check in group.checks() {
            write_case(out, report, check)?;
        }
        if Some(group) == CheckGroup::ALL.last().copied() {
            writeln!(out, "<system-out>{}</system-out>", escape(&total(report)))?;
        }
        out.write_all(b"</testsuite>\n")?;
    }
    out.write_all(b"</testsuites>\n")
}

fn suite(group: CheckGroup) -> String {
    format!("{}: {}", group.letter(), group.title())
}

fn write_case(out: &mut dyn Write, report: &Report, check: &Check) -> io::Result<()> {
    let code = check.code.as_str();
    let name = format!("{code} {}", check.slug);
    write!(out, "<testcase classname=\"tcf audit\" name=\"{}\"", escape(&name))?;
    let findings = report.findings.iter().filter(|finding| finding.code == code);
    let (failures, others): (Vec<_>, Vec<_>) =
        findings.partition(|finding| finding.is_error() && !finding.known);
    let not_run = report.not_run.iter().find(|not_run| not_run.code == code);
    if failures.is_empty() && others.is_empty() && not_run.is_none() {
        return out.write_all(b"/>\n");
    }
    out.write_all(b">\n")?;
    if let Some(not_run) = not_run.filter(|_| failures.is_empty()) {
        writeln!(out, "<skipped message=\"{}\"/>", escape(&not_run.reason))?;
    }
    if let Some(first) = failures.first() {
        let help = format!("help: {} tcf explain {code}\n", check.help);
        let text = failures.iter().map(|finding| line(finding)).collect::<String>() + &help;
        let message = escape(line(first).trim_end());
        writeln!(out, "<failure message=\"{message}\">{}</failure>", escape(&text))?;
    }
    if !others.is_empty() {
        let text: String = others.iter().map(|finding| line(finding)).collect();
        writeln!(out, "<system-out>{}</system-out>", escape(&text))?;
    }
    out.write_all(b"</testcase>\n")
}

/// A finding on one line, with the end of the line.
fn line(finding: &FindingRecord) -> String {
    let known = if finding.known { ", in the baseline" } else { "" };
    let subject = match subject(finding) {
        subject if subject.is_empty() => subject,
        subject => format!("{subject}: "),
    };
    let spot = finding.evidence.first().map_or_else(String::new, |it| format!("; {}", spot(it)));
    let FindingRecord { severity, code, message, count, .. } = finding;
    format!("{severity}[{code}]{known} {subject}{message}; {}{spot}\n", times(*count))
}
