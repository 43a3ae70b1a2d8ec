//! Records of one line, the usual form for millions of strings: as `Serialize` writes them, but what a rule always says is put
//! into JSON once.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use serde::Serialize;
use serde::ser::Serializer as _;
use tcf_policy::rules::{self, Finding, Place};

use super::Report;

/// What findings of a rule have in common.
struct Fixed {
    /// Code and slug.
    name: String,
    help: String,
}

static FIXED: LazyLock<HashMap<&'static str, Fixed>> = LazyLock::new(|| {
    // Text is always JSON.
    let json = |text: &str| serde_json::to_string(text).unwrap_or_default();
    rules::all()
        .map(|rule| {
            let name = format!("\"code\":{},\"slug\":{}", json(rule.code), json(rule.slug));
            (rule.code, Fixed { name, help: format!("\"help\":{}", json(rule.fix)) })
        })
        .collect()
});

/// Writes the record of a string.
pub(super) fn write(out: &mut (impl Write + ?Sized), report: &Report<'_>) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut map = serializer.serialize_map(None)?;
    // The map goes on, and is ended, by hand.
    report.write_verdict(&mut map)?;
    out.write_all(b",\"findings\":[")?;
    for (at, finding) in report.findings.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        write_finding(out, finding, report.is_accepted(finding))?;
    }
    out.write_all(b"],\"notRun\":")?;
    value(out, report.not_run)?;
    out.write_all(b"}\n")
}

fn value(out: &mut (impl Write + ?Sized), value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

fn write_finding(out: &mut (impl Write + ?Sized), finding: &Finding, is_accepted: bool) -> io::Result<()> {
    let Some(fixed) = FIXED.get(finding.rule.code) else { return value(out, finding) };
    out.write_all(b"{")?;
    out.write_all(fixed.name.as_bytes())?;
    out.write_all(b",\"severity\":")?;
    value(out, &finding.severity)?;
    out.write_all(b",\"message\":")?;
    value(out, &finding.message)?;
    out.write_all(b",")?;
    out.write_all(fixed.help.as_bytes())?;
    if let Some(place) = &finding.place {
        write_place(out, place)?;
    }
    out.write_all(if is_accepted { b",\"baseline\":true}" } else { b"}" })
}

fn write_place(out: &mut (impl Write + ?Sized), place: &Place) -> io::Result<()> {
    if let Some(segment) = place.segment {
        out.write_all(b",\"segment\":")?;
        value(out, segment.name())?;
    }
    if let Some(field) = &place.field {
        out.write_all(b",\"field\":")?;
        value(out, field)?;
    }
    if let Some(bits) = &place.bits {
        out.write_all(b",\"bits\":")?;
        value(out, &[bits.start, bits.end])?;
    }
    out.write_all(b",\"characters\":")?;
    value(out, &[place.characters.start, place.characters.end])
}

#[cfg(test)]
mod tests {
    use tcf_codec::{ReadOptions, read};
    use tcf_policy::rules::{Severity, Subject, check};

    use super::*;
    use crate::input::Item;
    use crate::output::Head;

    #[test]
    fn a_line_is_what_serialize_writes() {
        let mut seen = 0;
        for example in rules::all().flat_map(|rule| rule.breaks) {
            let Ok(reading) = read(example.text, ReadOptions::new().with_layout()) else { continue };
            let subject = Subject::new(example.text, &reading, example.at.parse().unwrap()).unwrap();
            let outcome = check(&subject);
            let bytes = format!("la\"bel\t{}", example.text);
            let item =
                Item { index: 0, file: Some("a\\b"), line: Some(7), bytes: bytes.as_bytes(), dropped: 0 };
            let line = item.into_line();
            let mut findings = outcome.findings;
            // Whatever a message holds.
            if let Some(rule) = rules::find("S011") {
                let message = "\"\n\u{1}ü".into();
                findings.push(Finding { rule, severity: Severity::Error, message, place: None });
            }
            let report = Report {
                head: Head { line: &line, truncated: false },
                at: example.at.parse().unwrap(),
                findings: &findings,
                known: None,
                not_run: &outcome.not_run,
                hint: None,
            };
            let mut written = Vec::new();
            write(&mut written, &report).unwrap();
            assert_eq!(
                String::from_utf8(written).unwrap(),
                format!("{}\n", serde_json::to_string(&report).unwrap())
            );
            seen += findings.len();
        }
        assert!(seen > 200, "{seen}");
    }
}
