//! `tcf completions`: prints shell completions.

use std::io::Write as _;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};
use tcf_policy::rules::{self, Group};

use super::explain;
use crate::args::{self, CompletionsArgs};
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &CompletionsArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut with_codes(args::command()), "tcf", &mut script);
    let mut out = ui.stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The command with all codes as possible values. The command itself accepts codes in any case and
/// has a better error message for unknown ones.
fn with_codes(command: Command) -> Command {
    let known = |names: Vec<&'static str>| {
        let names = PossibleValuesParser::new(names);
        move |arg: Arg| arg.value_parser(names.clone())
    };
    let rules = || rules::all().flat_map(|rule| [rule.code.as_str(), rule.slug]);
    let levels = || Group::ALL.iter().map(|group| group.letter()).chain(rules());
    let violated = known(std::iter::once("all").chain(levels()).collect());
    let levels = known(levels().collect());
    let explained = known(explain::names().collect());
    command
        .mut_subcommand("explain", |command| command.mut_arg("codes", explained))
        .mut_subcommand("generate", |command| command.mut_arg("violate", violated))
        .mut_subcommand("validate", |command| {
            ["allow", "warn", "deny"]
                .into_iter()
                .fold(command, |command, name| command.mut_arg(name, &levels))
        })
}
