//! Arguments of `tcf completions` and `tcf man`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use super::manual::{self, OUTPUT, QUESTION};

/// The script with which a shell completes `tcf`
///
/// It completes commands, options and their values, files and folders, and the codes of rules and
/// reasons. README.md says where shells look for it.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf completions bash > tcf.bash
  source <(tcf completions bash)", after_long_help = manual::exit_status("done", None, ""))]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, help_heading = QUESTION)]
    pub(crate) shell: Shell,
}

/// Pages for `man`
///
/// They hold what `--help` says. Without a command it is the page of `tcf` itself, which names the
/// others.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf man > tcf.1
  tcf man gvl fetch > tcf-gvl-fetch.1
  tcf man --dir man1", after_long_help = manual::exit_status(
    "done",
    None,
    ", a command that does not exist, a folder that cannot be written",
))]
pub(crate) struct ManArgs {
    /// A command, in one word or two
    #[arg(value_name = "COMMAND", help_heading = QUESTION, conflicts_with = "dir")]
    pub(crate) command: Vec<String>,
    /// Write every page into a folder, which is made if it is not there, and print their paths
    #[arg(long, value_name = "FOLDER", help_heading = OUTPUT, value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
}
