//! `tcf filter`: passes the permitted part of an event stream.

mod counts;
mod forms;
mod setup;
mod stream;
mod worker;

use std::sync::Arc;

use anyhow::{Result, bail};

use crate::args::filter::FilterArgs;
use crate::config::Config;
use crate::input::Source;
use crate::render::filter as render;
use crate::ui::{ExitStatus, Ui};
use setup::Setup;
use stream::Filtered;

pub(crate) fn run(args: &FilterArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let setup = Arc::new(Setup::new(args, config, ui)?);
    let source = if args.files.is_empty() { Source::stdin() } else { Source::files(&args.files) };
    if source.is_terminal() {
        ui.note(&"waiting for events on stdin, one per line; end with Ctrl-D");
    }
    let Filtered { counts, has_errors } = stream::run(source, args.jobs.threads(), &setup, ui)?;
    if counts.lines() == 0 {
        if !has_errors {
            bail!("no input: found no event");
        }
    } else if !ui.is_quiet() {
        let mut messages = ui.messages();
        render::write_counts(&mut messages, &counts, args.dry_run);
        ui.print(&messages);
    }
    let is_over = args.fail_over.is_some_and(|share| counts.denied_share() > share);
    if let (Some(share), true) = (args.fail_over, is_over) {
        let (found, limit) = (100.0 * counts.denied_share(), 100.0 * share);
        ui.error(&format_args!("{found:.2}% of the events were denied: more than {limit}%"));
    }
    Ok(if has_errors {
        ExitStatus::Error
    } else if is_over || counts.failed > 0 {
        ExitStatus::Failure
    } else {
        ExitStatus::Success
    })
}
