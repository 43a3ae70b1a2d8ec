//! `tcf validate`: checks strings against the format, the policies and the vendor list.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};

use anyhow::{Result, anyhow, bail};
use tcf::{
    Checkable, CompanionFindings, ErrorBody, Failure, FindingCounter, Input, Inputs, Levels,
    Origin, Validator,
};
use tcf_audit::check::CheckCode;
use tcf_codec::{Deciseconds, DecodeOptions};
use tcf_policy::ProviderList;
use tcf_policy::age::MaxAge;
use tcf_policy::gvl::{CmpList, ListKey};
use tcf_policy::rules::{Expectations, Need, NotRun, Outcome, RuleCode};

use super::explain::similar_rules;
use super::{
    RequiredLists, levels, open_lists, reader_of, source_of, with_file_hint, write_no_string,
};
use crate::args::Format;
use crate::args::validate::{ReportFormat, Required, ValidateArgs};
use crate::baseline::{BaselineFile, NewBaseline};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::Item;
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render;
use crate::render::report::{
    Report, Totals, concise, csv, github, gitlab, junit, sarif, write_summary, write_summary_csv,
};
use crate::sync::lock;
use crate::term::{Page, Terminal, counted};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &ValidateArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let supports_summary = matches!(
        args.format,
        ReportFormat::Text | ReportFormat::Json | ReportFormat::Ndjson | ReportFormat::Csv
    );
    if args.summary && !supports_summary {
        bail!("--summary needs --format text, json, ndjson or csv");
    }
    let options = args.strings.decode_options();
    let as_of = args.as_of.or(config.as_of).map_or_else(clock::now, Ok)?;
    let baseline = args.baseline.baseline.as_deref().or(config.baseline.as_deref());
    if args.baseline.deny_stale && baseline.is_none() {
        bail!("--deny-stale needs a baseline (--baseline FILE)");
    }
    let new_baseline = args.baseline.write_baseline.as_deref();
    let baseline = baseline.map(|path| BaselineFile::load_or_new(path, new_baseline));
    let baseline = baseline.transpose()?.flatten();
    let new_baseline = new_baseline.map(|path| NewBaseline::new(path, ui.output())).transpose()?;
    let has_records = matches!(args.format, ReportFormat::Json | ReportFormat::Ndjson);
    let source = source_of(&args.strings);
    let reader = reader_of(&args.strings, has_records && !args.summary, &[])?;
    let work = Arc::new(Validate {
        options,
        format: args.format,
        as_of,
        lists: open_lists(&args.lists, config, &source)?,
        cmps: lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
        providers: lists::find_provider_list(args.providers.provider_list.as_deref(), config)?,
        any_gvl: args.lists.any_gvl,
        max_age: config
            .rules
            .expired_after_months
            .map(MaxAge::Months)
            .or(config.max_age)
            .unwrap_or_default(),
        expectations: config.expect.clone(),
        context: args.context.pairs()?.iter().cloned().collect(),
        levels: levels::<RuleCode, CheckCode>(&args.levels, &config.rules)
            .map_err(|error| anyhow!("{error}{}", similar_rules(&error.name)))?,
        new_baseline,
        require: args.require.clone(),
        required: RequiredLists::default(),
        verbose: args.verbose,
        summary: args.summary.then(|| Mutex::new(FindingCounter::new(as_of, args.by.is_some()))),
        every_line: args.strings.place.every_line,
        sarif: Mutex::new(sarif::Document::new(baseline.is_some())),
        junit: Mutex::default(),
        gitlab: Mutex::default(),
        baseline,
        totals: Mutex::default(),
        files: source.file_names().map(|file| file.to_string_lossy().into_owned()).collect(),
        term: ui.terminal(),
    });
    if args.require.contains(&Required::CmpList) && work.cmps.is_none() {
        bail!(
            "--require cmp-list: no CMP list is available; use --cmp-list FILE, or fetch it with: tcf \
             gvl fetch --cmp"
        );
    }
    // Documents are written sequentially.
    let is_document =
        matches!(args.format, ReportFormat::Sarif | ReportFormat::Junit | ReportFormat::Gitlab);
    let jobs = if is_document { 1 } else { args.strings.jobs.threads() };
    let status = engine::run(source, reader, &work, jobs, ui, ItemKind::String)?;
    work.required.report(ui);
    // These formats have no place for it.
    if matches!(args.format, ReportFormat::Csv | ReportFormat::Gitlab) {
        ui.note(&work.footer());
    }
    work.finish_baseline(status, args.baseline.deny_stale, ui)
}

struct Validate {
    options: DecodeOptions,
    format: ReportFormat,
    as_of: Deciseconds,
    lists: Lists,
    cmps: Option<CmpList>,
    providers: Option<ProviderList>,
    any_gvl: bool,
    max_age: MaxAge,
    expectations: Vec<Expectations>,
    context: BTreeMap<String, String>,
    levels: Levels,
    baseline: Option<BaselineFile>,
    /// The baseline to write.
    new_baseline: Option<NewBaseline>,
    require: Vec<Required>,
    required: RequiredLists,
    verbose: bool,
    summary: Option<Mutex<FindingCounter>>,
    /// Whether a line has one record, that of its main string.
    every_line: bool,
    sarif: Mutex<sarif::Document>,
    junit: Mutex<junit::Document>,
    gitlab: Mutex<gitlab::Document>,
    totals: Mutex<Totals>,
    /// The files of the strings.
    files: Vec<String>,
    term: Terminal,
}

impl Validate {
    /// Whether the hints of strings that cannot be decoded are printed.
    const fn has_hints(&self) -> bool {
        self.summary.is_none() && matches!(self.format, ReportFormat::Text | ReportFormat::Csv)
    }

    /// Whether the number of strings is printed. Records have none.
    const fn has_totals(&self) -> bool {
        !matches!(self.format, ReportFormat::Json | ReportFormat::Ndjson)
    }

    /// Reports unused entries of the baseline and writes the new one, unless some input was not
    /// read.
    fn finish_baseline(&self, status: ExitStatus, deny_stale: bool, ui: &Ui) -> Result<ExitStatus> {
        if status == ExitStatus::Error {
            if self.new_baseline.is_some() {
                ui.note(&"the baseline was not written");
            }
            return Ok(status);
        }
        let unused = self.baseline.as_ref().and_then(BaselineFile::unused);
        let status = match unused {
            Some(unused) if deny_stale => {
                ui.error(&unused);
                status.max(ExitStatus::Failure)
            }
            Some(unused) => {
                ui.note(&unused);
                status
            }
            None => status,
        };
        if let Some(new_baseline) = &self.new_baseline {
            let count = new_baseline.write(self.baseline.as_ref())?;
            ui.note(&format_args!("baseline written: {}", counted(count, "accepted finding")));
        }
        Ok(status)
    }

    /// The total of documents: the number of strings, the evaluation date, the skipped checks.
    fn footer(&self) -> String {
        lock(&self.totals).line(self.as_of, &self.files)
    }

    /// Writes the total of text.
    fn write_totals(&self, out: &mut Out<'_>, verbose: bool) -> Result<()> {
        let page = &mut Page::new(out, self.term);
        Ok(lock(&self.totals).write(page, self.as_of, verbose, &self.files)?)
    }

    /// Checks a decoded string. Returns the vendor list that it names too, if that is not
    /// available.
    fn check(&self, input: &Input<'_>, string: &Checkable) -> Result<(Outcome, Option<ListKey>)> {
        let named = string.vendor_list();
        let (used, newest) = match named {
            Some(key) => (self.lists.find(key)?, self.lists.latest()?),
            None => (None, None),
        };
        // A list given as a file is used even if the string names another one, with a finding.
        let other = self.lists.newest_file();
        let validator = Validator {
            gvl: used.as_ref().map(|used| &used.gvl).or(other).map(|gvl| &**gvl),
            newest: newest.as_deref(),
            any_gvl: self.any_gvl,
            cmps: self.cmps.as_ref(),
            max_age: self.max_age,
            expectations: &self.expectations,
            context: Some(&self.context),
            ..Validator::new(self.as_of)
        };
        let outcome = validator.check(input, string);
        let is_missing = outcome.not_run.missing().contains(Need::VendorList);
        Ok((outcome, named.filter(|_| is_missing)))
    }

    /// Checks whether the signals of an input agree.
    fn check_companions(&self, inputs: &Inputs<'_>) -> Result<Option<CompanionFindings>> {
        if !inputs.fields().is_complete() {
            return Ok(None);
        }
        let newest = match self.lists.newest_file() {
            Some(file) => Some(Arc::clone(file)),
            None => self.lists.newest(ListKey::LATEST_SPECIFICATION)?,
        };
        let validator = Validator {
            newest: newest.as_deref(),
            cmps: self.cmps.as_ref(),
            providers: self.providers.as_ref(),
            ..Validator::new(self.as_of)
        };
        Ok(validator.check_companions(inputs))
    }

    /// Checks a string and writes its findings, with those about other signals that came with it.
    fn render_one(
        &self,
        input: &Input<'_>,
        index: u64,
        position: usize,
        others: Outcome,
        out: &mut Out<'_>,
    ) -> Result<ExitStatus> {
        let ((mut outcome, missing), hint) = match input.decode_for_check() {
            Ok(string) => (self.check(input, &string)?, None),
            Err(failure) => {
                let failure = with_file_hint(input, failure);
                let findings = tcf::undecodable(&failure).into_iter().collect();
                let hint = match failure.error {
                    ErrorBody::Decode(body) => body.hint,
                    _ => None,
                };
                ((Outcome { findings, not_run: NotRun::default() }, None), hint)
            }
        };
        outcome.findings.extend(others.findings);
        if outcome.not_run.is_empty() {
            outcome.not_run = others.not_run;
        }
        self.levels.apply(&mut outcome.findings);
        let Outcome { findings, not_run } = &outcome;
        if let Some(new_baseline) = &self.new_baseline {
            new_baseline.add(input.origin, findings);
        }
        let accepted =
            self.baseline.as_ref().and_then(|file| file.baseline.accepted(input.origin, findings));
        let hint = hint.map(|hint| hint.to_string());
        let report = Report {
            input,
            index,
            position,
            as_of: self.as_of,
            findings,
            accepted,
            not_run: *not_run,
            hint,
        };
        let mut status = if report.is_valid() { ExitStatus::Success } else { ExitStatus::Failure };
        if self.require.contains(&Required::Gvl) && not_run.missing().contains(Need::VendorList) {
            status = self.required.add_missing(missing);
        }
        if let Some(summary) = &self.summary {
            lock(summary).add(input.origin.label, findings, accepted, *not_run);
            lock(&self.totals).add(&report, missing);
            return Ok(status);
        }
        let verbose = self.verbose;
        match self.format {
            ReportFormat::Text => report.write_text(&mut Page::new(out, self.term), verbose)?,
            ReportFormat::Concise => {
                report.write_concise(&mut Page::new(out, self.term), verbose)?;
            }
            ReportFormat::Json => render::json::write(out, &report.record(), true)?,
            ReportFormat::Ndjson => report.write_line(out)?,
            ReportFormat::Csv => report.write_csv(out)?,
            ReportFormat::Github => report.write_github(out, verbose)?,
            ReportFormat::Gitlab => lock(&self.gitlab).write(out, &report, verbose)?,
            ReportFormat::Sarif => lock(&self.sarif).write(out, &report)?,
            ReportFormat::Junit => lock(&self.junit).write(out, &report)?,
        }
        // Last: a record that did not fit into the buffer is rendered again.
        if self.has_totals() {
            lock(&self.totals).add(&report, missing);
        }
        Ok(status)
    }
}

impl Work for Validate {
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, _: &mut Messages) -> Result<ExitStatus> {
        let labeled = item.labeled();
        let inputs = item.inputs(&labeled).map(|input| {
            let input = input.with_options(self.options);
            if self.has_hints() { input } else { input.without_hints() }
        });
        let mut companions = self.check_companions(&inputs)?;
        if self.every_line {
            let others = inputs.beside_main(companions);
            let position = inputs.main_position();
            let input = inputs.into_main();
            return self.render_one(&input, item.index, position, others, out);
        }
        let mut status = ExitStatus::Success;
        for (position, input) in inputs.iter().enumerate() {
            let others = companions.as_mut().map(|all| all.take(position)).unwrap_or_default();
            status = status.max(self.render_one(input, item.index, position, others, out)?);
        }
        Ok(status)
    }

    fn render_no_string(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let format = match self.format {
            ReportFormat::Json if self.summary.is_none() => Format::Json,
            ReportFormat::Ndjson if self.summary.is_none() => Format::Ndjson,
            _ => Format::Text,
        };
        if self.format == ReportFormat::Csv && self.summary.is_none() {
            csv::begin(out, item.index)?;
        }
        Ok(write_no_string(item, format, out, messages)?)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        let labeled = item.labeled();
        let input = item.input(&labeled).with_options(self.options);
        let (message, index) = (panic.to_string(), item.index);
        // In a summary, the error is on stderr only.
        if self.summary.is_none() {
            let failure = || Failure::internal(input.head(), message.clone());
            match self.format {
                ReportFormat::Text => {
                    let page = &mut Page::new(out, self.term);
                    render::failure::write(page, &input, &failure())?;
                    page.blank()?;
                }
                ReportFormat::Json => render::json::write(out, &failure(), true)?,
                ReportFormat::Ndjson => render::json::write(out, &failure(), false)?,
                ReportFormat::Concise => {
                    concise::write_internal_error(out, &input, index, &message)?;
                }
                ReportFormat::Csv => csv::write_internal_error(out, &input, index, &message)?,
                ReportFormat::Github => github::write_internal_error(out, &input, &message)?,
                ReportFormat::Gitlab => {
                    lock(&self.gitlab).write_internal_error(out, &input, index, &message)?;
                }
                ReportFormat::Sarif => {
                    lock(&self.sarif).write_internal_error(out, &input, &message)?;
                }
                ReportFormat::Junit => {
                    lock(&self.junit).write_internal_error(out, &input, index, &message)?;
                }
            }
        }
        lock(&self.totals).add_internal_error();
        Ok(())
    }

    /// Baselines, and what is expected of a label, depend on the origin.
    fn repeats(&self) -> bool {
        self.format == ReportFormat::Ndjson
            && self.summary.is_none()
            && self.baseline.is_none()
            && self.new_baseline.is_none()
            && self.expectations.is_empty()
    }

    fn write_start(
        &self,
        origin: Origin<'_>,
        _: ExitStatus,
        start: &mut Vec<u8>,
    ) -> io::Result<()> {
        render::json::write_origin(start, origin)
    }

    fn is_summary(&self) -> bool {
        self.summary.is_some()
    }

    fn finish_empty(&self, out: &mut Out<'_>) -> Result<bool> {
        match self.format {
            ReportFormat::Sarif | ReportFormat::Junit | ReportFormat::Gitlab => {}
            ReportFormat::Csv | ReportFormat::Json | ReportFormat::Ndjson
                if self.summary.is_some() => {}
            ReportFormat::Csv => csv::write_titles(out)?,
            _ => return Ok(false),
        }
        self.finish(out, ExitStatus::Error)?;
        Ok(true)
    }

    fn finish(&self, out: &mut Out<'_>, status: ExitStatus) -> Result<()> {
        if let Some(summary) = &self.summary {
            let summary = lock(summary);
            let (by_label, record) = (summary.by_label(), summary.summary());
            match self.format {
                ReportFormat::Text => {
                    let page = &mut Page::new(out, self.term);
                    write_summary(page, &record, by_label, self.verbose)?;
                    self.write_totals(out, true)?;
                }
                ReportFormat::Csv => write_summary_csv(out, &record, by_label, self.verbose)?,
                format => render::json::write(out, &record, format == ReportFormat::Json)?,
            }
            return Ok(());
        }
        match self.format {
            ReportFormat::Text | ReportFormat::Concise => self.write_totals(out, self.verbose)?,
            ReportFormat::Gitlab => lock(&self.gitlab).finish(out)?,
            ReportFormat::Sarif => {
                let is_successful = status != ExitStatus::Error;
                lock(&self.sarif).finish(out, &self.footer(), is_successful)?;
            }
            ReportFormat::Junit => lock(&self.junit).finish(out, &self.footer())?,
            ReportFormat::Github => {
                writeln!(out, "::notice title=tcf validate::{}", github::data(&self.footer()))?;
            }
            ReportFormat::Json | ReportFormat::Ndjson | ReportFormat::Csv => {}
        }
        Ok(())
    }
}
