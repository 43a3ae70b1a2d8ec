//! `tcf filter`: passes the permitted part of an event stream.

mod against;
mod batch;
mod counts;
mod forms;
mod inputs;
mod read;
mod records;
mod rewriter;
mod setup;
mod sink;
mod stream;
mod strip;
mod table;
mod withheld;
mod worker;

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use tcf_audit::records::Comparison;

use crate::args::filter::FilterArgs;
use crate::config::Config;
use crate::input::Source;
use crate::render::filter as render;
use crate::term::plain;
use crate::ui::{ExitStatus, Ui};
use inputs::Inputs;
use records::RecordFile;
use setup::{Setup, Setups};
use sink::{EventSink, Sink};
use stream::Filtered;

pub(crate) fn run(args: &FilterArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let setups = setups(args, config, ui)?;
    let mut sink = match (&args.verify, &setups.against) {
        (Some(path), _) => Sink::verify(path)?,
        (None, Some(_)) => Sink::Compare(Comparison::new()),
        (None, None) => {
            let records = args.decisions.as_deref();
            let records =
                records.map(|path| RecordFile::create(path, args.sync, ui.output())).transpose()?;
            Sink::Events(EventSink::new(records, ui))
        }
    };
    let setups = Arc::new(setups);
    let source = if args.files.is_empty() { Source::stdin() } else { Source::files(&args.files) };
    if source.is_terminal() {
        ui.note(&"waiting for events on stdin, one per line; end with Ctrl-D");
    }
    let filtered = stream::run(source, args.jobs.threads(), &setups, &mut sink, ui)?;
    if filtered.counts.lines() == 0 && !filtered.has_errors && !filtered.has_table {
        bail!("no input: found no event");
    }
    let status = match sink {
        Sink::Events(_) => {
            let fields = &setups.setup.fields;
            for &field in filtered.counts.missing.iter().flatten() {
                let (name, key) = (plain(fields.name(field)), field.name());
                ui.note(&format_args!("no event has {name}, the field for {key}"));
            }
            passed(&filtered, args, ui)
        }
        Sink::Verify(verifier) => {
            let found = verifier.finish().context("--verify: cannot read the records")?;
            let mut out = ui.stdout();
            render::write_verification(&mut out, &found, args.format, ui.terminal())?;
            out.flush()?;
            if found.is_verified() { ExitStatus::Success } else { ExitStatus::Failure }
        }
        Sink::Compare(comparison) => {
            let mut out = ui.stdout();
            render::write_comparison(&mut out, &comparison.record(), args.format, ui.terminal())?;
            out.flush()?;
            ExitStatus::Success
        }
    };
    Ok(if filtered.has_errors {
        ExitStatus::Error
    } else if filtered.counts.failed > 0 {
        ExitStatus::Failure
    } else {
        status
    })
}

/// Reads what a stream is decided by.
fn setups(args: &FilterArgs, config: &Config, ui: &Ui) -> Result<Setups> {
    let mut inputs = Inputs::new(args);
    let setup = Setup::new(args, config, &args.lists.gvl, &mut inputs, ui)?;
    let against = args.against.as_ref();
    let against = against.map(|path| against::setup(path, args, config, &mut inputs, ui));
    Ok(Setups { setup, against: against.transpose()? })
}

/// Reports what passed. A failure if more was denied than is accepted.
fn passed(filtered: &Filtered, args: &FilterArgs, ui: &Ui) -> ExitStatus {
    let counts = &filtered.counts;
    if counts.lines() > 0 && !ui.is_quiet() {
        let mut messages = ui.messages();
        render::write_counts(&mut messages, counts, args.dry_run);
        ui.print(&messages);
    }
    let Some(limit) = args.fail_over.filter(|limit| counts.denied_share() > *limit) else {
        return ExitStatus::Success;
    };
    let (found, limit) = (100.0 * counts.denied_share(), 100.0 * limit);
    ui.error(&format_args!("{found:.2}% of the events were denied: more than {limit}%"));
    ExitStatus::Failure
}
