//! `tcf completions`: the script with which a shell completes `tcf`.

use std::io::{self, Write as _};

use anyhow::Result;
use clap::Command;
use clap::builder::PossibleValuesParser;
use tcf_policy::rules::{self, Group};

use super::explain;
use crate::args::{self, CompletionsArgs};
use crate::output::Status;

pub(crate) fn run(args: &CompletionsArgs) -> Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut with_codes(args::command()), "tcf", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Status::Yes)
}

/// The command as a shell is to know it: where codes are wanted, it has all there are. The command itself takes them in any
/// case and has more to say of those that do not exist.
fn with_codes(command: Command) -> Command {
    let explained = PossibleValuesParser::new(explain::names());
    let levels = Group::ALL.iter().map(|group| group.letter());
    let levels: Vec<_> = levels.chain(rules::all().flat_map(|rule| [rule.code, rule.slug])).collect();
    command
        .mut_subcommand("explain", |command| command.mut_arg("codes", |arg| arg.value_parser(explained)))
        .mut_subcommand("validate", |command| {
            ["allow", "warn", "deny"].into_iter().fold(command, |command, name| {
                command.mut_arg(name, |arg| arg.value_parser(PossibleValuesParser::new(levels.clone())))
            })
        })
}
