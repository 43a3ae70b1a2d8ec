//! `tcf gvl`: show, check, compare, list and fetch vendor lists.

mod check;
mod diff;
mod disclosures;
mod fetch;
mod fetcher;
mod list;
mod named;
mod output;
mod show;

use anyhow::Result;

use crate::args::{GvlArgs, GvlCommand};
use crate::config::Config;
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &GvlArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    match &args.command {
        GvlCommand::Show(args) => show::run(args, config, ui),
        GvlCommand::Check(args) => check::run(args, ui),
        GvlCommand::Diff(args) => diff::run(args, config, ui),
        GvlCommand::List(args) => list::run(args, ui),
        GvlCommand::Fetch(args) => fetch::run(args, ui),
    }
}
