//! `tcf extract`: finds the consent signals in files, and where they are.

mod output;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Read;

use anyhow::{Context as _, Result, anyhow, bail};
use tcf::{LineFailure, Origin};
use tcf_audit::hosts::HostMap;
use tcf_carrier::{
    Carried, CarriedKind, CarrierFormat, ExtractError, ExtractOptions, Extracted, Extraction,
    HarOptions, JsonError, JsonPointer, RecordId, RowExtractor, TableError, extract_records,
};

use crate::args::FromArg;
use crate::args::extract::ExtractArgs;
use crate::args::gvl::DEFAULT_SPECIFICATION;
use crate::commands::source::{carrier_source, undetected};
use crate::config::Config;
use crate::engine::Progress;
use crate::input::{self, Opened, ParquetFile, shown};
use crate::lists::disclosures::Disclosures;
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render::{self, Format};
use crate::term::{Page, counted};
use crate::ui::{ExitStatus, Ui};
use output::{Flushed, Output, Printer, UniqueValues};

pub(crate) fn run(args: &ExtractArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let options = options(args)?;
    let hosts = host_map(args, config, ui)?;
    let source = carrier_source(&args.carriers);
    if source.is_terminal() {
        ui.note(&"waiting for input on stdin; end with Ctrl-D");
    }
    let is_table = args.format.format == Format::Text && !args.lines;
    // Only text has names.
    let cmps =
        if is_table { lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)? } else { None };
    let progress = Progress::new(&source, is_table, ui);
    let bytes_read = progress.counter();
    let mut stdout = ui.stdout_unbuffered();
    let output = RefCell::new(Output {
        out: Out::to(&mut stdout),
        printer: match args.format.format {
            _ if args.lines => Printer::Lines,
            Format::Text => Printer::Table(Box::default()),
            format => Printer::Records { is_indented: format == Format::Json },
        },
        kinds: kinds(args),
        unique: args.unique.then(UniqueValues::default),
        hosts,
        printed: 0,
        error: None,
    });
    let mut run = Run {
        args,
        ui,
        progress: &progress,
        options,
        detected: Vec::new(),
        records: 0,
        invalid: 0,
    };
    let mut status = ExitStatus::Success;
    for path in source.file_names() {
        let name = path.to_string_lossy();
        let result = match input::open(path, &bytes_read) {
            Ok(Opened::Text(stream)) => {
                run.extract(&name, Flushed { source: stream, output: &output, progress: &progress })
            }
            Ok(Opened::Parquet(file)) => run.extract_rows(&name, file, &output),
            Err(error) => Err(anyhow::Error::msg(error.to_string())),
        };
        let mut output = output.borrow_mut();
        output.flush();
        if let Some(error) = output.error.take() {
            return Err(error);
        }
        if let Err(error) = result {
            progress.suspend(|| ui.error(&format_args!("{error:#}")));
            status = ExitStatus::Error;
        }
    }
    progress.finish();
    if run.invalid > 0 {
        status = status.max(ExitStatus::Failure);
    }
    let records = run.records;
    let Output { mut out, printer, printed, .. } = output.into_inner();
    if let Printer::Table(summary) = &printer
        && !summary.is_empty()
    {
        let page = Page::new(&mut out, ui.terminal());
        render::extract::Screen { page, summary, cmps: cmps.as_ref(), is_verbose: args.verbose }
            .write()?;
        if let Some(note) = summary.incomplete() {
            ui.note(&note);
        }
    }
    std::io::Write::flush(&mut out)?;
    if records == 0 && status == ExitStatus::Success {
        bail!("no input: found no records");
    }
    if printed == 0 && status == ExitStatus::Success {
        ui.note(&format_args!("no signals found in {}", counted(records, "record")));
        status = ExitStatus::Failure;
    }
    Ok(status)
}

/// The kinds that are printed.
fn kinds(args: &ExtractArgs) -> BTreeSet<CarriedKind> {
    match &*args.kind {
        [] if args.lines => CarriedKind::STRINGS.into(),
        [] => CarriedKind::ALL.into(),
        kinds => kinds.iter().map(|kind| kind.0).collect(),
    }
}

fn options(args: &ExtractArgs) -> Result<ExtractOptions> {
    if let Some((key, _)) =
        args.fields.field.iter().find(|(key, _)| !["at", "host"].contains(&&**key))
    {
        bail!("--field: extract has no field {key:?}; expected at or host");
    }
    args.dialect.check(args.carriers.from)?;
    let har = HarOptions::new()
        .with_body_hosts(args.responses.iter().cloned())
        .with_web_socket_messages();
    let mut options = ExtractOptions::new()
        .with_har(har)
        .with_table(args.dialect.options())
        .with_max_depth(args.depth);
    options.utc_offset = args.tz;
    let field = |key| args.fields.find(key);
    (options.time_column, options.time_pointer) = column_and_pointer(field("at"))?;
    (options.host_column, options.host_pointer) = column_and_pointer(field("host"))?;
    Ok(options)
}

/// A field as a column and as a JSON pointer: of a name without a slash, the pointer is that of a
/// member of the outermost object.
fn column_and_pointer(field: Option<&str>) -> Result<(Option<String>, Option<JsonPointer>)> {
    let Some(field) = field else { return Ok((None, None)) };
    let pointer = JsonPointer::of_field(field).with_context(|| format!("--field: {field}"))?;
    Ok((Some(field.to_owned()), Some(pointer)))
}

/// The host map, if one is given.
fn host_map(args: &ExtractArgs, config: &Config, ui: &Ui) -> Result<Option<HostMap>> {
    if args.hosts.is_none() && args.gvl.is_empty() {
        return Ok(None);
    }
    let mut map = HostMap::new();
    if let Some(path) = &args.hosts {
        map.add_table(lists::hosts::read(path, ui)?);
    }
    Disclosures::open(&args.gvl, config)?.map_hosts(&mut map, ui);
    let lists = Lists::open(&args.gvl, config)?;
    let newest = match lists.newest_file() {
        Some(gvl) => Some(gvl.clone()),
        None => lists.newest(DEFAULT_SPECIFICATION)?,
    };
    match newest {
        Some(gvl) => map.add_gvl(&gvl),
        None if !args.gvl.is_empty() => {
            bail!("--gvl: found no vendor list of specification {DEFAULT_SPECIFICATION}")
        }
        None => {}
    }
    Ok(Some(map))
}

/// The extraction from one file after another.
struct Run<'a> {
    args: &'a ExtractArgs,
    ui: &'a Ui,
    progress: &'a Progress,
    options: ExtractOptions,
    /// The formats that were detected.
    detected: Vec<CarrierFormat>,
    /// The number of records that were read.
    records: u64,
    /// How many of them are not JSON.
    invalid: u64,
}

impl Run<'_> {
    /// Extracts from a file. Signals before an error are printed.
    fn extract(&mut self, file: &str, source: Flushed<'_, '_, impl Read>) -> Result<()> {
        let name = shown(file);
        let output = source.output;
        let (ui, progress) = (self.ui, self.progress);
        let mut sink = |one: Extraction<'_, '_>| match one {
            Extraction::Signal(signal) => output.borrow_mut().print(file, signal),
            Extraction::Invalid(record, error) => {
                let failure = failure_of(file, record, error);
                if let Some(message) = output.borrow_mut().print_failure(&failure) {
                    progress.suspend(|| ui.error(&message));
                }
            }
            _ => {}
        };
        let extracted = match self.args.carriers.from {
            FromArg::Format(CarrierFormat::Parquet) => bail!("{name}: {}", input::not_parquet()),
            FromArg::Format(format) => extract_records(source, format, &self.options, &mut sink),
            FromArg::Auto => {
                let (format, source) =
                    input::detect(source).with_context(|| format!("cannot read {name}"))?;
                let format = format.map_err(|error| undetected(name, &error, "extract"))?;
                self.note_detected(file, format);
                extract_records(source, format, &self.options, &mut sink)
            }
        };
        let extracted = extracted.map_err(|error| failed(name, &error))?;
        self.records += extracted.records;
        let mut losses = extracted.losses();
        // Each has an error.
        self.invalid += std::mem::take(&mut losses.invalid_documents);
        for lost in input::losses_of(losses) {
            self.note(format_args!("{name}: {lost}"));
        }
        Ok(())
    }

    /// Extracts from the rows of a Parquet file.
    fn extract_rows(
        &mut self,
        file: &str,
        parquet: ParquetFile<'_>,
        output: &RefCell<Output<'_>>,
    ) -> Result<()> {
        let name = shown(file);
        let format = CarrierFormat::Parquet;
        match self.args.carriers.from {
            FromArg::Auto => self.note_detected(file, format),
            FromArg::Format(CarrierFormat::Parquet) => {}
            FromArg::Format(_) => bail!("{name}: {}", input::is_parquet()),
        }
        if self.args.dialect.is_given() {
            bail!("{name}: {}", input::has_no_dialect());
        }
        let ExtractOptions { time_column, host_column, .. } = &self.options;
        let given: Vec<_> =
            [time_column, host_column].into_iter().flatten().map(|it| &**it).collect();
        let unreadable = |error: std::io::Error| anyhow!("cannot read {name}: {error}");
        let table = parquet.table(&given).map_err(unreadable)?;
        if !table.unread().is_empty() {
            self.note(format_args!("{name}: {}", input::unread(table.unread())));
        }
        let rows = RowExtractor::new(table.header(), format, &self.options)
            .map_err(|error| anyhow!("{name}: {}", table.message(&error)))?;
        let mut extracted = Extracted::default();
        let read = table.read(&mut || output.borrow_mut().before_read(self.progress), &mut |row| {
            let mut sink = |signal: &Carried<'_>| output.borrow_mut().print(file, signal);
            extracted += rows.extract(row, &mut sink);
            Ok(())
        });
        self.records += extracted.records;
        for lost in input::losses_of(extracted.losses()) {
            self.note(format_args!("{name}: {lost}"));
        }
        read.map_err(unreadable)
    }

    /// Reports a detected format once.
    fn note_detected(&mut self, file: &str, format: CarrierFormat) {
        if !self.detected.contains(&format) {
            self.detected.push(format);
            self.note(format_args!("{}", input::detected(file, format)));
        }
    }

    fn note(&self, text: std::fmt::Arguments<'_>) {
        self.progress.suspend(|| self.ui.note(&text));
    }
}

/// The error record of a line or document that is not JSON.
fn failure_of<'a>(file: &'a str, record: RecordId, error: &JsonError) -> LineFailure<'a> {
    let line = match record {
        RecordId::Line(line) | RecordId::Document { line, .. } => line,
        _ => 1,
    };
    let origin = Origin { file: Some(file), line: Some(line), ..Origin::default() };
    LineFailure::new(origin, input::not_json(error, line))
}

/// The error of a file that cannot be read to its end.
fn failed(name: &str, error: &ExtractError) -> anyhow::Error {
    let help = match error {
        ExtractError::Table(TableError::AmbiguousDelimiter { .. }) => "; name it with --delimiter",
        ExtractError::Table(TableError::AmbiguousHeader) => "; use --header yes or --header no",
        _ => "",
    };
    anyhow!("{name}: {error}{help}")
}
