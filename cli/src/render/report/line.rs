//! Records on one line, the usual format for millions of strings. The output is that of
//! `Serialize`, but the constant parts of each rule are serialized once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::LazyLock;

use serde::Serialize;
use tcf::Head;
use tcf_policy::rules::{self, Place, RuleCode};

use super::Report;

/// The constant parts of the findings of a rule.
struct Fixed {
    /// Everything before the severity.
    name: String,
    /// Everything after the message.
    help: String,
}

static FIXED: LazyLock<BTreeMap<RuleCode, Fixed>> = LazyLock::new(|| {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    rules::all()
        .map(|rule| {
            let (code, slug) = (json(rule.code.as_str()), json(rule.slug));
            let name = format!("{{\"code\":{code},\"slug\":{slug},\"severity\":");
            (rule.code, Fixed { name, help: format!(",\"help\":{}", json(rule.help)) })
        })
        .collect()
});

/// Writes the record of a string.
pub(super) fn write(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    write_head(out, report)?;
    out.write_all(b",\"findings\":[")?;
    let mut message = String::with_capacity(128);
    let mut before: Option<(RuleCode, &Fixed)> = None;
    for (at, finding) in report.findings.iter().enumerate() {
        // Findings of a rule are adjacent.
        let code = finding.rule.code;
        let same = before.filter(|(of, _)| *of == code).map(|(_, fixed)| fixed);
        #[expect(clippy::expect_used, reason = "omitting a finding would make a string look valid")]
        let fixed = same.or_else(|| FIXED.get(&code)).expect("all rules are registered");
        before = Some((code, fixed));
        if at > 0 {
            out.write_all(b",")?;
        }
        out.write_all(fixed.name.as_bytes())?;
        text(out, finding.severity.name())?;
        out.write_all(b",\"message\":")?;
        message.clear();
        // Writing to a String cannot fail.
        let _ = write!(message, "{}", finding.message);
        text(out, &message)?;
        out.write_all(fixed.help.as_bytes())?;
        if let Some(cause) = finding.cause {
            out.write_all(b",\"cause\":")?;
            text(out, cause)?;
        }
        if let Some(place) = &finding.place {
            write_place(out, place)?;
        }
        out.write_all(if report.is_accepted(finding) { b",\"baseline\":true}" } else { b"}" })?;
    }
    out.write_all(b"],\"notRun\":")?;
    value(out, &report.not_run)?;
    out.write_all(b"}\n")
}

/// Writes the origin, the input, the evaluation date and the verdict.
fn write_head(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let Head { origin, input, input_truncated, carrier } = report.input.head();
    out.write_all(b"{")?;
    if let Some(file) = origin.file {
        out.write_all(b"\"file\":")?;
        text(out, file)?;
        out.write_all(b",")?;
    }
    if let Some(number) = origin.line {
        out.write_all(b"\"line\":")?;
        value(out, &number)?;
        out.write_all(b",")?;
    }
    if let Some(number) = origin.row {
        out.write_all(b"\"row\":")?;
        value(out, &number)?;
        out.write_all(b",")?;
    }
    if let Some(label) = origin.label {
        out.write_all(b"\"label\":")?;
        text(out, label)?;
        out.write_all(b",")?;
    }
    if let Some(columns) = origin.columns {
        out.write_all(b"\"columns\":")?;
        value(out, columns)?;
        out.write_all(b",")?;
    }
    out.write_all(b"\"input\":")?;
    text(out, input)?;
    if input_truncated {
        out.write_all(b",\"inputTruncated\":true")?;
    }
    if let Some(carrier) = carrier {
        out.write_all(b",\"carrier\":")?;
        value(out, &carrier)?;
    }
    out.write_all(b",\"asOf\":")?;
    text(out, &report.as_of.to_string())?;
    out.write_all(b",\"valid\":")?;
    value(out, &report.is_valid())
}

fn write_place(out: &mut impl Write, place: &Place) -> io::Result<()> {
    if let Some(section) = place.section {
        out.write_all(b",\"section\":")?;
        text(out, &section.to_string())?;
    }
    if let Some(segment) = place.segment {
        out.write_all(b",\"segment\":")?;
        text(out, segment)?;
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

fn value(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

/// Writes a quoted string. Most need no escapes; the check is vectorized.
fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    let must_escape = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |found, byte| found | must_escape(byte)) {
        return value(out, text);
    }
    out.write_all(b"\"")?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use tcf_codec::{DecodeOptions, decode};
    use tcf_policy::rules::{Finding, Severity, Subject, check};

    use super::*;
    use crate::input::Item;

    #[test]
    fn output_equals_that_of_serialize() {
        let mut seen = 0;
        for example in rules::all().flat_map(|rule| rule.invalid_examples) {
            let Ok(decoded) = decode(example.text, DecodeOptions::new().with_layout()) else {
                continue;
            };
            let subject =
                Subject::new(example.text, &decoded, example.as_of.parse().unwrap()).unwrap();
            let outcome = check(&subject);
            let bytes = format!("la\"bel\t{}", example.text);
            let item = Item {
                index: 0,
                file: Some("a\\b"),
                line: Some(7),
                bytes: bytes.as_bytes(),
                dropped: 0,
                cell: None,
            };
            let labeled = item.labeled();
            let options = DecodeOptions::new().with_max_len(if seen % 2 == 1 { 3 } else { 70_000 });
            let input = item.input(&labeled).with_options(options);
            let mut findings = outcome.findings;
            // A message that needs escapes.
            let rule = RuleCode::S011.rule();
            let message = "\"\n\u{1}ü";
            findings.push(Finding::new(rule, Severity::Error, message, None));
            let report = Report {
                input: &input,
                index: 0,
                position: 0,
                as_of: example.as_of.parse().unwrap(),
                findings: &findings,
                accepted: None,
                not_run: outcome.not_run,
                hint: None,
            };
            let mut written = Vec::new();
            write(&mut written, &report).unwrap();
            assert_eq!(
                String::from_utf8(written).unwrap(),
                format!("{}\n", serde_json::to_string(&report.record()).unwrap())
            );
            seen += findings.len();
        }
        assert!(seen > 200, "{seen}");
    }
}
