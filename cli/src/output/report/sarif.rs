//! SARIF 2.1.0: one run, its results written as they come, then the tool with its rules.

use std::io::{self, Write};

use serde_json::{Value, json};
use tcf_policy::rules::{self, Finding, Severity};

use super::Report;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn begin(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
}

/// Writes the results of a string.
pub(crate) fn write(out: &mut dyn Write, report: &Report<'_>, is_first: &mut bool) -> io::Result<()> {
    for finding in report.findings {
        if *is_first {
            begin(out)?;
        } else {
            out.write_all(b",")?;
        }
        *is_first = false;
        out.write_all(b"\n")?;
        serde_json::to_writer(&mut *out, &result(report, finding))?;
    }
    Ok(())
}

fn result(report: &Report<'_>, finding: &Finding) -> Value {
    let line = report.head.line;
    let label = line.label.as_deref().map_or(String::new(), |label| format!("{label}: "));
    let mut location = json!({});
    if let (Some(file), Some(number)) = (line.item.file, line.item.line)
        && file != "-"
    {
        let mut region = json!({ "startLine": number });
        if let (Some((start, end)), Some(region)) = (report.columns(finding), region.as_object_mut()) {
            region.insert("startColumn".to_owned(), start.into());
            region.insert("endColumn".to_owned(), end.max(start + 1).into());
        }
        location = json!({ "physicalLocation": { "artifactLocation": { "uri": file }, "region": region } });
    }
    let name = super::super::cut(line.label.as_deref().unwrap_or(&line.input));
    if let Some(location) = location.as_object_mut() {
        location.insert("logicalLocations".to_owned(), json!([{ "name": name }]));
    }
    json!({
        "ruleId": finding.rule.code,
        "level": level(finding.severity),
        "message": { "text": format!("{label}{}", finding.message) },
        "locations": [location],
    })
}

/// Ends the document.
pub(crate) fn finish(out: &mut dyn Write, is_first: bool, end: &str) -> io::Result<()> {
    if is_first {
        begin(out)?;
    }
    let rules: Vec<_> = rules::all()
        .map(|rule| {
            json!({
                "id": rule.code,
                "name": rule.slug,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.why },
                "help": { "text": rule.fix },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let driver = json!({ "name": "tcf", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    out.write_all(b"],\n\"tool\":")?;
    serde_json::to_writer(&mut *out, &json!({ "driver": driver }))?;
    let note = json!({ "level": "note", "message": { "text": end } });
    let invocation = json!({ "executionSuccessful": true, "toolExecutionNotifications": [note] });
    out.write_all(b",\n\"invocations\":")?;
    serde_json::to_writer(&mut *out, &json!([invocation]))?;
    out.write_all(b",\"columnKind\":\"unicodeCodePoints\"}]}\n")
}
