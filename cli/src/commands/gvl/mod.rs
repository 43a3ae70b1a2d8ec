//! `tcf gvl`: show, check, compare and fetch vendor lists.

mod check;
mod diff;
mod fetch;
mod named;
mod show;

use anyhow::Result;

use crate::args::{GvlArgs, GvlCommand};
use crate::config::Config;
use crate::output::{Colors, Status, Talk};

pub(crate) fn run(args: &GvlArgs, config: &Config, colors: Colors, talk: &Talk) -> Result<Status> {
    match &args.command {
        GvlCommand::Show(args) => show::run(args, config, colors, talk),
        GvlCommand::Check(args) => check::run(args, colors, talk),
        GvlCommand::Diff(args) => diff::run(args, colors),
        GvlCommand::Fetch(args) => fetch::run(args, talk),
    }
}
