//! Audits of recordings.

use serde::Deserialize;
use tcf_audit::audit::{Auditor, Settings};
use tcf_audit::check::Need;
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::HostMap;
use tcf_audit::read::{ReadOptions, read_har};
use tcf_audit::report::{GvlRecord, InputRecord, Report, ReportContext};
use tcf_audit::scope::Parties;

use super::lists::ListSet;
use super::options::{date, parse};
use super::{fault, json};

/// How a recording is audited.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct AuditOptions {
    /// The date for events of unknown time.
    as_of: Option<String>,
    any_gvl: bool,
}

/// The report of a HAR file, as `tcf audit` prints it.
pub fn audit(file: &str, bytes: &[u8], options: &str, lists: &ListSet) -> Result<String, String> {
    let AuditOptions { as_of, any_gvl } = parse(options)?;
    let mut hosts = HostMap::new();
    if let Some(newest) = lists.gvls.latest() {
        hosts.add_gvl(newest);
    }
    let mut settings = Settings::new(&hosts, &lists.gvls);
    settings.any_gvl = any_gvl;
    settings.cmps = lists.cmps.as_ref();
    settings.as_of = as_of.as_deref().map(date).transpose()?;
    let parties = Parties::default();
    // Visits of a recording are told apart by its name. Reports have no keys of visits.
    let read = ReadOptions::new(&hosts, &parties, VisitHasher::new(0, 0));
    let mut auditor = Auditor::new(settings.clone());
    let recording = read_har(bytes, file, &read, auditor.texts());
    let recording = recording.map_err(|error| fault("har", &error))?;
    if recording.evidence.with_body > recording.evidence.without_body_text {
        auditor.has(Need::Bodies);
    }
    let creator = recording.log.creator.as_ref();
    let input = InputRecord {
        file: file.to_owned(),
        from: "har".to_owned(),
        maker: creator
            .map(|maker| format!("{} {}", maker.name, maker.version).trim_end().to_owned()),
        entries: recording.evidence.entries,
        ..InputRecord::default()
    };
    for visit in recording.visits {
        auditor.visit(visit.events, &[], &[]);
    }
    let lines = recording.lines;
    let line_of = move |_: &str, entry: u64| {
        usize::try_from(entry).ok().and_then(|entry| lines.get(entry).copied())
    };
    let mut context = ReportContext::new(&settings);
    context.inputs = vec![input];
    context.gvl = lists.gvls.latest().map(|gvl| GvlRecord {
        specification: gvl.key().specification,
        version: gvl.key().version,
        sha256: None,
    });
    context.line_of = &line_of;
    json(&Report::new(&auditor.finish(), &context))
}
