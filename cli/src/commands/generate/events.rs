//! `tcf generate --events`: generates an event log for `tcf audit`.

use std::fmt::{self, Write as _};
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use tcf::ExpectedLogRecord;
use tcf_codec::Deciseconds;
use tcf_generate::events::{EventLog, Fault, LogOptions, synthetic_gvl};
use tcf_policy::gvl::Gvl;

use super::{Inputs, command_lists, is_all, name, quoted};
use crate::args::Format;
use crate::args::generate::GenerateArgs;
use crate::atomic::AtomicFile;
use crate::out::Out;
use crate::render;
use crate::term::{counted, plain};
use crate::ui::{ExitStatus, Ui};

/// The number of events if the arguments do not say it.
const DEFAULT_COUNT: u64 = 1_000;

pub(super) fn run(args: &GenerateArgs, inputs: &Inputs<'_>, ui: &Ui) -> Result<ExitStatus> {
    let count = args.count.unwrap_or(DEFAULT_COUNT);
    let options = LogOptions { count, faults: faults(args)?, percent: args.faults };
    let given = inputs.list(inputs.as_of)?.used;
    let json = match &given {
        Some(_) => None,
        None => Some(synthetic_gvl(inputs.seed, inputs.as_of)?),
    };
    let synthetic = json.as_deref().map(|json| Gvl::from_json(json.as_bytes())).transpose()?;
    let Some(gvl) = given.as_deref().or(synthetic.as_ref()) else {
        bail!("no vendor list was published by {}", render::date(inputs.as_of));
    };
    let generator = inputs.generator_with(Some(gvl), None);
    let mut log = EventLog::new(&generator, options)?;
    match &args.dir {
        None => {
            let mut stdout = ui.stdout_unbuffered();
            write_lines(&mut log, &mut stdout, None, args.format.format)?;
        }
        Some(dir) => {
            std::fs::create_dir_all(dir)
                .with_context(|| format!("cannot create the directory {}", dir.display()))?;
            write_files(&mut log, dir, json.as_deref(), args.format.format)
                .with_context(|| format!("cannot write to {}", dir.display()))?;
            ui.note(&format_args!(
                "{} and the files that go with them are in {}",
                counted(count, "event"),
                dir.display()
            ));
        }
    }
    ui.note(&format_args!("reproduce with: {}", command(args, count, inputs)));
    Ok(ExitStatus::Success)
}

/// The faults to plant.
fn faults(args: &GenerateArgs) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for code in &args.violate {
        let code = code.trim();
        let of_group = |fault: &&Fault| {
            is_all(code)
                || fault.code().get(..1).is_some_and(|letter| letter.eq_ignore_ascii_case(code))
        };
        let found = Fault::ALL.iter().filter(of_group).copied().chain(Fault::find(code));
        let before = faults.len();
        faults.extend(found);
        if faults.len() == before {
            let all: Vec<_> = Fault::ALL.iter().map(|fault| fault.code()).collect();
            bail!("--events cannot violate {}; it can violate {}", plain(code), all.join(", "));
        }
    }
    if args.violate.is_empty() {
        faults.extend(Fault::ALL);
    }
    faults.sort_unstable();
    faults.dedup();
    Ok(faults)
}

/// Writes the events to a stream, and the choices to another.
fn write_lines(
    log: &mut EventLog<'_>,
    events: &mut dyn Write,
    choices: Option<&mut dyn Write>,
    format: Format,
) -> Result<()> {
    let mut out = Out::to(events);
    let mut choices = choices.map(Out::to);
    while let Some(line) = log.next() {
        write_line(&mut out, &line, format)?;
        for choice in log.take_choices() {
            if let Some(choices) = &mut choices {
                write_line(choices, &choice, Format::Ndjson)?;
            }
        }
    }
    out.flush()?;
    if let Some(choices) = &mut choices {
        choices.flush()?;
    }
    Ok(())
}

fn write_line(out: &mut Out<'_>, line: &impl fmt::Display, format: Format) -> Result<()> {
    if format == Format::Json {
        let value: serde_json::Value =
            serde_json::from_str(&line.to_string()).context("an event is not JSON")?;
        render::json::write(out, &value, true)?;
    } else {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes the log and the files that go with it. None is replaced before all are complete.
fn write_files(
    log: &mut EventLog<'_>,
    dir: &Path,
    gvl: Option<&str>,
    format: Format,
) -> Result<()> {
    let create = |name: &str| AtomicFile::create(&dir.join(name));
    let (mut events, mut choices) = (create("events.ndjson")?, create("choices.ndjson")?);
    write_lines(log, &mut events, Some(&mut choices), format)?;
    let mut hosts = create("hosts.csv")?;
    hosts.write_all(log.hosts_csv().as_bytes())?;
    let mut expected = create("expected.ndjson")?;
    let mut out = Out::to(&mut expected);
    for record in ExpectedLogRecord::of(log.expectations()) {
        render::json::write(&mut out, &record, false)?;
    }
    out.flush()?;
    let mut files = vec![events, choices, hosts, expected];
    if let Some(gvl) = gvl {
        let mut file = create("vendor-list.json")?;
        file.write_all(gvl.as_bytes())?;
        files.push(file);
    }
    for file in files {
        file.commit()?;
    }
    Ok(())
}

/// The command that reproduces the output.
fn command(args: &GenerateArgs, count: u64, inputs: &Inputs<'_>) -> String {
    let mut command = "tcf generate --events".to_owned();
    // Writing to a String cannot fail.
    if !args.violate.is_empty() {
        let _ = write!(command, " --violate {}", args.violate.join(","));
    }
    let (seed, as_of): (u64, Deciseconds) = (inputs.seed, inputs.as_of);
    let _ = write!(
        command,
        " --faults {} --count {count} --seed {seed} --as-of {}",
        args.faults,
        render::date(as_of)
    );
    command_lists(&mut command, args);
    if args.format.format == Format::Json {
        let _ = write!(command, " --format {}", name(&args.format.format));
    }
    if let Some(dir) = &args.dir {
        let _ = write!(command, " --dir {}", quoted(dir));
    }
    command
}
