//! `tcf audit --check-map --format markdown`: the record of processing activities.

use std::io::Write as _;

use anyhow::{Result, bail};
use tcf_audit::check::CheckCode;
use tcf_audit::purpose_map::ProcessingRecord;
use tcf_policy::rules::{RuleCode, Severity};

use super::setup::Setup;
use super::{PROMETHEUS, require_map};
use crate::args::audit::AuditArgs;
use crate::baseline::WRITE_BASELINE;
use crate::clock;
use crate::commands::levels;
use crate::config::Config;
use crate::out::Out;
use crate::ui::{ExitStatus, Ui};

pub(super) fn run(args: &AuditArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if !args.check_map || !args.carriers.files.is_empty() {
        bail!("--format markdown: only --check-map without files has this format");
    }
    let unused = [
        (PROMETHEUS, args.prometheus.is_some()),
        (WRITE_BASELINE, args.write_baseline.is_some()),
        ("--baseline", args.baseline.is_some()),
    ];
    if let Some((option, _)) = unused.iter().find(|(_, is_given)| *is_given) {
        bail!("{option}: --format markdown has neither findings nor metrics; use another format");
    }
    let setup = Setup::new(args, config, ui)?;
    let map = require_map(&setup, ui)?;
    let levels = levels::<CheckCode, RuleCode>(&args.levels, &config.rules)?;
    let as_of = match args.as_of.or(config.as_of) {
        Some(as_of) => as_of,
        None => clock::now()?,
    };
    let mut record = ProcessingRecord::new(map, setup.newest(), as_of);
    if let Some(sha256) = &config.sha256 {
        record = record.with_config(sha256);
    }
    let mut stdout = ui.stdout_unbuffered();
    let mut out = Out::to(&mut stdout);
    write!(out, "{record}")?;
    out.flush()?;
    let is_error =
        |code: CheckCode| levels.severity(code, code.check().severity) == Some(Severity::Error);
    let fails = record.faults().iter().any(|fault| is_error(fault.code));
    Ok(if fails { ExitStatus::Failure } else { ExitStatus::Success })
}
