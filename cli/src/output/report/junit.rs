//! JUnit XML: a case for each string, which fails if the string is not valid.

use std::io::{self, Write};

use tcf_policy::rules::Severity;

use super::Report;
use crate::output::{cut, plain};

fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"tcf validate\">\n",
    )
}

/// Writes the case of a string.
pub(crate) fn write(out: &mut dyn Write, report: &Report<'_>, is_first: &mut bool) -> io::Result<()> {
    if *is_first {
        begin(out)?;
        *is_first = false;
    }
    let line = report.head.line;
    let class = line.item.file.unwrap_or("arguments");
    let name = match (&line.label, line.item.line) {
        (Some(label), _) => label.to_string(),
        (None, Some(number)) => format!("line {number}"),
        (None, None) => cut(&line.input).to_owned(),
    };
    write!(out, "<testcase classname=\"{}\" name=\"{}\"", escape(class), escape(&name))?;
    if report.findings.is_empty() {
        return out.write_all(b"/>\n");
    }
    out.write_all(b">\n")?;
    let of = |is_error: bool| {
        let findings = report.findings.iter().filter(move |f| (f.severity == Severity::Error) == is_error);
        findings.map(|f| format!("{}[{}] {}: {}\n", f.severity, f.rule.code, f.rule.slug, f.message))
    };
    let errors: String = of(true).collect();
    if !errors.is_empty() {
        let first = errors.lines().next().unwrap_or_default();
        writeln!(out, "<failure message=\"{}\">{}</failure>", escape(first), escape(&errors))?;
    }
    let others: String = of(false).collect();
    if !others.is_empty() {
        writeln!(out, "<system-out>{}</system-out>", escape(&others))?;
    }
    out.write_all(b"</testcase>\n")
}

/// Ends the document.
pub(crate) fn finish(out: &mut dyn Write, is_first: bool, end: &str) -> io::Result<()> {
    if is_first {
        begin(out)?;
    }
    writeln!(out, "<system-out>{}</system-out>", escape(end))?;
    out.write_all(b"</testsuite>\n</testsuites>\n")
}

fn escape(text: &str) -> String {
    // XML holds no control characters but these.
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    lines.join("\n").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
