//! Arguments of `tcf completions` and `tcf man`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use super::help::{self, ARGUMENTS, OUTPUT};

/// Print shell completions
///
/// Completes commands, options, values, paths, and the codes of rules and reasons. See
/// docs/install.md for where each shell looks for completions.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf completions bash > tcf.bash
  source <(tcf completions bash)",
    after_long_help = help::exit_status("Success", None, ""))]
pub(crate) struct CompletionsArgs {
    /// Shell
    #[arg(value_enum, help_heading = ARGUMENTS)]
    pub(crate) shell: Shell,
}

/// Print man pages
///
/// Prints the page of a command, or of `tcf` itself. The pages contain the same text as `--help`.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf man > tcf.1
  tcf man gvl fetch > tcf-gvl-fetch.1
  tcf man --dir man1",
    after_long_help = help::exit_status(
    "Success",
    None,
    ", unknown command, directory that cannot be written",
))]
pub(crate) struct ManArgs {
    /// Command and subcommand
    #[arg(value_name = "COMMAND", help_heading = ARGUMENTS, conflicts_with = "dir")]
    pub(crate) command: Vec<String>,
    /// Write all pages to a directory (created if missing) and print their paths
    #[arg(long, value_name = "DIR", help_heading = OUTPUT, value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
}
