//! JUnit XML: one suite per file, one case per string. A case fails if its string is invalid.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::{self, Write};

use tcf_policy::rules::Finding;

use super::{Report, section_prefix};
use crate::term::plain;
use tcf::Input;

/// The state of the document.
#[derive(Default)]
pub(crate) struct Document {
    /// The name of the open suite.
    suite: Option<String>,
    /// Hashes of the names of its cases: a million take a few megabytes. On a collision, the second
    /// name gets a needless suffix.
    names: HashSet<u64>,
}

impl Document {
    /// Opens the suite of a file and closes the previous one.
    fn open(&mut self, out: &mut dyn Write, file: &str) -> io::Result<()> {
        if self.suite.as_deref() == Some(file) {
            return Ok(());
        }
        match self.suite {
            None => out.write_all(
                b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tcf validate\">\n",
            )?,
            Some(_) => out.write_all(b"</testsuite>\n")?,
        }
        self.suite = Some(file.to_owned());
        self.names.clear();
        writeln!(out, "<testsuite name=\"{}\">", escape(file))
    }

    /// A unique name of a case in its suite: the label, with the line if the label occurred before.
    fn name(&mut self, input: &Input<'_>, index: u64) -> String {
        let position = input.origin.position();
        let place = match position {
            Some(position) => position.to_string(),
            None => format!("argument {}", index + 1),
        };
        let mut name = match input.origin.label.filter(|label| !label.is_empty()) {
            Some(label) => label.to_owned(),
            None if position.is_some() => place.clone(),
            None => tcf::truncate(input.given).to_owned(),
        };
        let hash = |name: &str| BuildHasherDefault::<DefaultHasher>::default().hash_one(name);
        while !self.names.insert(hash(&name)) {
            name = format!("{name} ({place})");
        }
        name
    }

    /// Writes the case of a string.
    pub(crate) fn write(&mut self, out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
        self.open_case(out, report.input, report.index)?;
        if report.findings.is_empty() {
            return out.write_all(b"/>\n");
        }
        out.write_all(b">\n")?;
        let fails = |finding: &&Finding| report.fails(finding);
        let failures = list(report, report.findings.iter().filter(fails));
        if !failures.is_empty() {
            let first = failures.lines().next().unwrap_or_default();
            writeln!(
                out,
                "<failure message=\"{}\">{}</failure>",
                escape(first),
                escape(&failures)
            )?;
        }
        let others = list(report, report.findings.iter().filter(|finding| !fails(finding)));
        if !others.is_empty() {
            writeln!(out, "<system-out>{}</system-out>", escape(&others))?;
        }
        out.write_all(b"</testcase>\n")
    }

    /// Writes the case of a string on which a check panicked.
    pub(crate) fn write_internal_error(
        &mut self,
        out: &mut dyn Write,
        input: &Input<'_>,
        index: u64,
        message: &str,
    ) -> io::Result<()> {
        self.open_case(out, input, index)?;
        let message = escape(message);
        writeln!(out, ">\n<error type=\"internal\" message=\"{message}\"/>\n</testcase>")
    }

    /// Writes the start tag of a case, without the closing bracket.
    fn open_case(&mut self, out: &mut dyn Write, input: &Input<'_>, index: u64) -> io::Result<()> {
        let file = input.origin.file.unwrap_or("arguments");
        self.open(out, file)?;
        let name = escape(&self.name(input, index));
        write!(out, "<testcase classname=\"{}\" name=\"{name}\"", escape(file))?;
        if let (true, Some(number)) = (file != "-", input.origin.line) {
            write!(out, " file=\"{}\" line=\"{number}\"", escape(file))?;
        }
        Ok(())
    }

    /// Ends the document.
    pub(crate) fn finish(&mut self, out: &mut dyn Write, end: &str) -> io::Result<()> {
        if self.suite.is_none() {
            self.open(out, "-")?;
        }
        writeln!(out, "<system-out>{}</system-out>", escape(end))?;
        out.write_all(b"</testsuite>\n</testsuites>\n")
    }
}

/// One line per finding, and a help line after the findings of each rule.
fn list<'a>(report: &Report<'_>, findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut lines = Vec::new();
    let mut findings = findings.peekable();
    while let Some(finding) = findings.next() {
        let Finding { rule, severity, message, .. } = finding;
        let section = section_prefix(finding);
        let baseline = if report.is_accepted(finding) { ", in the baseline" } else { "" };
        let (code, slug) = (rule.code, rule.slug);
        lines.push(format!("{severity}[{code}]{baseline} {slug}: {section}{message}\n"));
        if findings.peek().is_none_or(|next| next.rule.code != rule.code) {
            lines.push(format!("  help: {}; tcf explain {}\n", rule.help, rule.code));
        }
    }
    lines.concat()
}

/// Text in XML.
pub(crate) fn escape(text: &str) -> String {
    // XML allows no other control characters.
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    let text = lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
