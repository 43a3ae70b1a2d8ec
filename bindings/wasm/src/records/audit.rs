//! Audits of recordings.

use serde::Deserialize;
use tcf::tcf_carrier::CarrierFormat;
use tcf_audit::audit::{Auditor, Settings};
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::HostMap;
use tcf_audit::read::ReadOptions;
use tcf_audit::report::{GvlRecord, Report, ReportContext};
use tcf_audit::scope::Parties;
use tcf_audit::stream::{Input, Marks};

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
    let found = auditor.recording(file, bytes, &read, &Marks::default());
    let input = Input {
        name: file.to_owned(),
        format: Some(CarrierFormat::Har),
        read: found.map_err(|error| fault("har", &error))?,
        ..Input::default()
    };
    let line_of = |_: &str, entry: u64| {
        usize::try_from(entry).ok().and_then(|entry| input.read.lines.get(entry).copied())
    };
    let mut context = ReportContext::new(&settings);
    context.inputs = vec![input.record()];
    context.gvl = lists.gvls.latest().map(|gvl| GvlRecord {
        specification: gvl.key().specification,
        version: gvl.key().version,
        sha256: None,
    });
    context.line_of = &line_of;
    json(&Report::new(&auditor.finish(), &context))
}
