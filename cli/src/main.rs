//! `tcf`: read, write and look into IAB TCF consent strings.

mod args;
mod baseline;
mod cache;
mod commands;
mod config;
mod input;
mod lists;
mod output;
mod web;

use std::process::ExitCode;

use crate::args::Command;
use crate::output::{Colors, Status};

fn main() -> ExitCode {
    let cli = args::parse();
    let colors = Colors::new(cli.global.color);
    let talk = output::Talk::new(cli.global.quiet, colors);
    let config = || config::Config::load(cli.global.config.as_deref());
    let result = match cli.command {
        Command::Decode(args) => {
            config().and_then(|config| commands::decode::run(&args, &config, colors, &talk))
        }
        Command::Diff(args) => config().and_then(|config| commands::diff::run(&args, &config, colors, &talk)),
        Command::Encode(args) => commands::encode::run(&args, &talk),
        Command::Inspect(args) => commands::inspect::run(&args, colors, &talk),
        Command::Validate(args) => {
            config().and_then(|config| commands::validate::run(&args, &config, colors, &talk))
        }
        Command::Permit(args) => {
            config().and_then(|config| commands::permit::run(&args, &config, colors, &talk))
        }
        Command::Generate(args) => commands::generate::run(&args, &talk),
        Command::Explain(args) => commands::explain::run(&args, colors, &talk),
        Command::Schema(args) => commands::schema::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
        Command::Man(args) => commands::man::run(&args),
        Command::Gvl(args) => config().and_then(|config| commands::gvl::run(&args, &config, colors, &talk)),
    };
    let status = result.unwrap_or_else(|error| {
        if output::is_closed_pipe(&error) {
            // Whoever reads has read enough.
            return Status::Yes;
        }
        talk.error(&format_args!("{error:#}"));
        Status::Trouble
    });
    status.exit_code(cli.global.exit_zero)
}
