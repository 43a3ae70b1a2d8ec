//! `tcf audit`: checks recorded calls and storage against the string in force.

mod compare;
mod processing;
mod read;
pub(super) mod setup;
mod worker;

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context as _, Result, bail};
use tcf_audit::audit::{Auditor, Settings, State};
use tcf_audit::check::{CheckCode, Requirement};
use tcf_audit::purpose_map::PurposeMap;
use tcf_audit::read::read_choices;
use tcf_audit::report::{Baseline, Report, SummaryKey, unmapped, write_unmapped};
use tcf_audit::stream::{Batch, Groups, Input};
use tcf_carrier::Timestamp;
use tcf_policy::rules::RuleCode;

use crate::args::audit::{AuditArgs, AuditBy, AuditFormatArg, Evidence, Redact};
use crate::baseline::{WRITE_BASELINE, check_replaced};
use crate::clock;
use crate::commands::levels;
use crate::commands::source::carrier_source;
use crate::config::Config;
use crate::input;
use crate::out::Out;
use crate::output;
use crate::render::audit::{self as render, AuditFormat, AuditView};
use crate::sync::lock;
use crate::term::counted_as;
use crate::ui::{ExitStatus, Ui};
use read::Audited;
use setup::Setup;
use worker::Shared;

/// The option that names the file of metrics.
const PROMETHEUS: &str = "--prometheus";

pub(crate) fn run(args: &AuditArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    match args.format {
        AuditFormatArg::Markdown => processing::run(args, config, ui),
        _ => run_audit(args, config, ui),
    }
}

fn run_audit(args: &AuditArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let format = format(args)?;
    let files = [(PROMETHEUS, &args.prometheus), (WRITE_BASELINE, &args.write_baseline)];
    let files = files.map(|(option, path)| (option, path.as_deref()));
    output::check_all(&files, ui.output())?;
    let new_baseline = args.write_baseline.as_deref();
    new_baseline.map_or(Ok(()), |path| check_replaced(path, Baseline::FORMAT))?;
    let setup = Setup::new(args, config, ui)?;
    let settings = setup.audit.settings();
    let levels = levels::<CheckCode, RuleCode>(&args.levels, &config.rules)?;
    let mut options = config.report_options(&setup.audit, levels, setup.gvl_sha256.clone());
    let baseline = args.baseline.as_deref();
    let is_new = |path: &&Path| new_baseline.is_some_and(|new| output::is_new(path, new));
    let baseline = baseline.filter(|path| !is_new(path));
    options.baseline = baseline.map(read_baseline).transpose()?;
    options.sampled = args.sampled;
    options.samples = args.open_samples.into();
    let older = compare::read(&args.compare, options.gvl().map(|gvl| gvl.specification))?;
    let is_map_only = args.check_map && args.carriers.files.is_empty();
    if args.check_map {
        require_map(&setup, ui)?;
    }
    let Audited { mut state, inputs, visits, has_errors } = if is_map_only {
        let state = Auditor::new(settings.clone()).finish();
        Audited { state, ..Audited::default() }
    } else {
        audit(args, &setup, &settings, ui)?
    };
    for file in &inputs {
        read::report_losses(file, ui);
    }
    // Input that was not read must not pass as good.
    let is_partial = inputs.iter().any(|file| file.read.failed > 0);
    let is_read = |file: &Input| file.read.entries > file.read.failed;
    if !is_map_only && !inputs.iter().any(is_read) {
        if !has_errors {
            bail!("no input: found no event");
        }
        return Ok(ExitStatus::Error);
    }
    let required: Vec<_> = args.require.iter().copied().map(Requirement::from).collect();
    let unmet = state.unmet(&required);
    let now = clock::now()?;
    let as_of = settings.as_of.unwrap_or(now);
    state.conclude(&settings, args.check_map.then_some(as_of));
    let mut stdout = ui.stdout_unbuffered();
    let out = &mut Out::to(&mut stdout);
    if args.unmapped {
        print_unmapped(&state, &settings, out)?;
        return Ok(match (has_errors, is_partial) {
            (true, _) => ExitStatus::Error,
            (false, true) => ExitStatus::Failure,
            (false, false) => ExitStatus::Success,
        });
    }
    options.at = Timestamp::from_unix_millis(clock::seconds()?.saturating_mul(1000));
    let report = if is_map_only {
        options.map_report(&settings, as_of)
    } else {
        options.report(&settings, &state, &inputs, visits, &older)
    };
    let view = AuditView {
        verbose: args.verbose,
        samples: args.open_samples.into(),
        has_baseline: options.baseline.is_some(),
        is_complete: !has_errors,
    };
    if args.summary {
        let summary = options.summary(&report, summary_key(args));
        render::write_summary(out, ui.terminal(), &summary, format)?;
    } else {
        render::write(out, ui.terminal(), &report, format, view)?;
    }
    std::io::Write::flush(out)?;
    if !is_map_only && report.events.judged == 0 && !report.events.are_decisions_only() {
        ui.note(&"no event was judged, so that nothing was found proves nothing");
    }
    if let Some(path) = &args.prometheus {
        let mut text = Vec::new();
        render::write_prometheus(&mut text, &report)?;
        output::write(PROMETHEUS, path, &text)?;
    }
    let is_stale = finish_baseline(args, options.baseline.as_ref(), &report, has_errors, ui)?;
    for evidence in &unmet {
        ui.error(&format_args!("--require {evidence}: the inputs have none"));
    }
    Ok(if has_errors || !unmet.is_empty() {
        ExitStatus::Error
    } else if report.is_success() && !is_stale && !is_partial {
        ExitStatus::Success
    } else {
        ExitStatus::Failure
    })
}

/// What counts of findings are by.
const fn summary_key(args: &AuditArgs) -> SummaryKey {
    match args.by {
        None | Some(AuditBy::Code) => SummaryKey::Code,
        Some(AuditBy::Vendor) => SummaryKey::Vendor,
        Some(AuditBy::Host) => SummaryKey::Host,
    }
}

/// The purpose map. Fails without one, and notes if there is no vendor list to compare it with.
fn require_map<'s>(setup: &'s Setup, ui: &Ui) -> Result<&'s PurposeMap> {
    let Some(map) = setup.purpose_map() else {
        bail!("--check-map: the settings have no [[map]] table");
    };
    if setup.newest().is_none() {
        ui.note(&"the purpose map is not compared with a vendor list: none is available");
    }
    Ok(map)
}

/// Prints the hosts that no vendor is known for.
fn print_unmapped(state: &State, settings: &Settings<'_>, out: &mut Out<'_>) -> Result<()> {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_unmapped(&unmapped(state, settings), &mut text);
    std::io::Write::write_all(out, text.as_bytes())?;
    std::io::Write::flush(out)?;
    Ok(())
}

/// Reads and judges all files.
fn audit(args: &AuditArgs, setup: &Setup, settings: &Settings<'_>, ui: &Ui) -> Result<Audited> {
    args.dialect.check(args.carriers.from)?;
    let source = carrier_source(&args.carriers);
    if source.is_terminal() {
        ui.note(&"waiting for input on stdin; end with Ctrl-D");
    }
    let options = setup.audit.options();
    let mut groups = Groups::new(Groups::LIMIT, tempfile::tempfile);
    if let Some(path) = &args.choices {
        add_choices(path, setup, &mut groups)?;
    }
    let groups = Mutex::new(groups);
    let group = |batch: &Batch| lock(&groups).add(batch);
    let shared = Shared {
        settings,
        options: &options,
        fields: &setup.fields,
        table: args.dialect.options(),
        marks: &setup.marks,
        group: &group,
        groups: &groups,
    };
    let audited = read::audit(&source, args.carriers.from, args.jobs.threads(), &shared, ui)?;
    let unused = setup.marks.unused().next().filter(|_| !audited.has_errors);
    if let Some(mark) = unused {
        bail!(
            "--mark {mark}: no recording was made at that time or has that page; choices in logs \
             are given with --choices"
        );
    }
    Ok(audited)
}

/// Adds the choices of a log to the groups.
fn add_choices(path: &Path, setup: &Setup, groups: &mut Groups) -> Result<()> {
    let shown = path.display();
    let file = fs::File::open(path).with_context(|| format!("cannot read {shown}"))?;
    let mut batch = Batch::default();
    let mut failure = None;
    read_choices(file, &mut |record| {
        let key = setup.visits().of_key(&record.visit);
        batch.add_choice(key, record);
        // Groups are bounded, batches are not.
        if batch.len() > 1024 * 1024 {
            let added = groups.add(&batch);
            batch.clear();
            if let Err(error) = added {
                failure.get_or_insert(error);
            }
        }
    })
    .with_context(|| shown.to_string())?;
    groups.add(&batch)?;
    failure.map_or(Ok(()), |error| Err(error.into()))
}

/// The format. Other formats than HTML have hosts, so they cannot be redacted.
fn format(args: &AuditArgs) -> Result<AuditFormat> {
    let redact_hosts = args.redact == Redact::Hosts;
    let is_html = args.format == AuditFormatArg::Html && !args.summary && !args.unmapped;
    if redact_hosts && !is_html {
        bail!("--redact hosts: only --format html can leave hosts out");
    }
    let has_summary = matches!(
        args.format,
        AuditFormatArg::Text | AuditFormatArg::Json | AuditFormatArg::Ndjson | AuditFormatArg::Csv
    );
    if args.summary && !has_summary {
        bail!("--summary needs --format text, json, ndjson or csv");
    }
    Ok(match args.format {
        AuditFormatArg::Text => AuditFormat::Text,
        AuditFormatArg::Json => AuditFormat::Json,
        AuditFormatArg::Ndjson => AuditFormat::Ndjson,
        AuditFormatArg::Csv => AuditFormat::Csv,
        AuditFormatArg::Github => AuditFormat::Github,
        AuditFormatArg::Sarif => AuditFormat::Sarif,
        AuditFormatArg::Junit => AuditFormat::Junit,
        AuditFormatArg::Html => AuditFormat::Html { redact_hosts },
        AuditFormatArg::Markdown => bail!("--format markdown: only --check-map has this format"),
    })
}

impl From<Evidence> for Requirement {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Hosts => Self::Hosts,
            Evidence::Map => Self::Map,
            Evidence::Cookies => Self::Cookies,
            Evidence::Times => Self::Times,
            Evidence::Choices => Self::Choices,
            Evidence::Gvl => Self::Gvl,
        }
    }
}

fn read_baseline(path: &Path) -> Result<Baseline> {
    let file = path.display();
    let text = input::read_text(path)?;
    Baseline::parse(&text).with_context(|| file.to_string())
}

/// Reports unused entries of the baseline, and writes the new one unless some input was not read.
/// Returns whether unused entries are a failure.
fn finish_baseline(
    args: &AuditArgs,
    baseline: Option<&Baseline>,
    report: &Report,
    has_errors: bool,
    ui: &Ui,
) -> Result<bool> {
    let mut is_stale = false;
    if let (Some(baseline), Some(path)) = (baseline, &args.baseline) {
        let unused = baseline.unused(report).len();
        if unused > 0 {
            let entries = counted_as(unused, "unused entry", "unused entries");
            let message = format_args!("{}: {entries}", path.display()).to_string();
            // Entries of input that was not read would match.
            is_stale = args.deny_stale && !has_errors;
            if is_stale { ui.error(&message) } else { ui.note(&message) }
        }
    }
    match &args.write_baseline {
        Some(_) if has_errors => ui.note(&"the baseline was not written"),
        Some(path) => {
            let new = Baseline::of_report(report);
            output::write(WRITE_BASELINE, path, new.to_string().as_bytes())?;
            let count = crate::term::counted(new.len(), "accepted finding");
            ui.note(&format_args!("baseline written: {count}"));
        }
        None => {}
    }
    Ok(is_stale)
}
