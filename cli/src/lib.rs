//! The command `tcf`: [`Cli`] parses the arguments, [`run`] runs the command, and [`Ui`] prints
//! notes and errors.
//!
//! This is not a public API: use the crate `tcf` instead.

mod args;
mod atomic;
mod baseline;
mod cache;
mod clock;
mod commands;
mod config;
mod engine;
mod input;
mod lists;
mod number;
mod out;
mod output;
mod panics;
mod render;
mod share;
mod sync;
mod term;
mod ui;
mod web;
mod word_code;

pub use args::{Cli, Usage};
pub use ui::{ExitStatus, Ui};

use std::sync::Arc;

use args::Command;
use config::Config;
use output::{OUTPUT, OutputFile};

/// The settings of `--config`, or of the nearest `tcf.toml`.
fn settings(cli: &Cli, ui: &Ui) -> anyhow::Result<Config> {
    let file = match &cli.global.config {
        Some(file) => Some(file.clone()),
        // Without a current directory there are no settings.
        None => std::env::current_dir().ok().and_then(|dir| config::find(&dir)),
    };
    let Some(file) = file else { return Ok(Config::default()) };
    if cli.command.is_verbose() {
        ui.note(&format_args!("settings: {}", file.display()));
    }
    config::load(&file)
}

/// Runs the selected command.
pub fn run(cli: &Cli, ui: &Ui) -> anyhow::Result<ExitStatus> {
    let Some(path) = cli.output() else { return run_command(cli, ui) };
    let file = Arc::new(OutputFile::create(OUTPUT, path)?);
    let ui = ui.with_file(Arc::clone(&file));
    let result = run_command(cli, &ui);
    if matches!(result, Ok(status) if status != ExitStatus::Error) {
        ui.commit()?;
    } else if let Some(path) = file.discard() {
        ui.note(&format_args!("{} was not written", path.display()));
    }
    result
}

fn run_command(cli: &Cli, ui: &Ui) -> anyhow::Result<ExitStatus> {
    let config = || settings(cli, ui);
    match &cli.command {
        Command::Decode(args) => commands::decode::run(args, &config()?, ui),
        Command::Diff(args) => commands::diff::run(args, &config()?, ui),
        Command::Encode(args) => {
            let config = args.compact.then(config).transpose()?;
            commands::encode::run(args, config.as_ref(), ui)
        }
        Command::Inspect(args) => commands::inspect::run(args, &config()?, ui),
        Command::Validate(args) => commands::validate::run(args, &config()?, ui),
        Command::Audit(args) => commands::audit::run(args, &config()?, ui),
        Command::Filter(args) => commands::filter::run(args, &config()?, ui),
        Command::Decide(args) => commands::decide::run(args, &config()?, ui),
        Command::Extract(args) => commands::extract::run(args, &config()?, ui),
        Command::Generate(args) => commands::generate::run(args, ui),
        Command::Explain(args) => commands::explain::run(args, ui),
        Command::Schema(args) => commands::schema::run(args, ui),
        Command::Completions(args) => commands::completions::run(args, ui),
        Command::Man(args) => commands::man::run(args, ui),
        Command::Page(args) => commands::page::run(args, ui),
        Command::Gvl(args) => commands::gvl::run(args, &config()?, ui),
    }
}
