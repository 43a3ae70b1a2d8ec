//! Arguments of `tcf gvl`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::FormatArgs;
use super::manual::{self, INPUT, LISTS, OUTPUT, QUESTION};

/// Vendor lists: show, check, compare, fetch
#[derive(Args)]
#[command(
    arg_required_else_help = true,
    before_long_help = "\
Examples:
  tcf gvl fetch
  tcf gvl show --vendor 755
  tcf gvl diff vendor-list-v140.json vendor-list-v141.json",
    after_long_help = manual::exit_status(
        "done, and the answer is yes",
        Some("done, and the answer is no: no such vendor, a broken constraint, lists that differ"),
        ", a missing file, a file that is no vendor list, no network",
    )
)]
pub(crate) struct GvlArgs {
    #[command(subcommand)]
    pub(crate) command: GvlCommand,
}

#[derive(Subcommand)]
pub(crate) enum GvlCommand {
    Show(ShowArgs),
    Check(CheckArgs),
    Diff(DiffArgs),
    Fetch(FetchArgs),
}

/// What a vendor list says
///
/// Without a file it is a list at hand: of TCF_GVL, else of `gvl` in tcf.toml, else one that `tcf
/// gvl fetch` brought.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl show vendor-list.json
  tcf gvl show --version 140 --vendor 755
  tcf gvl show --vendor 'flexible interest ads' --format json vendor-list.json", after_long_help = manual::exit_status(
    "done",
    Some("done, but there is no such vendor"),
    ", a missing file, a file that is no vendor list, no list at hand",
))]
pub(crate) struct ShowArgs {
    /// A vendor list; the newest at hand if left out
    #[arg(display_order = 0, value_name = "FILE", conflicts_with_all = ["specification", "version"], help_heading = INPUT,
        value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// Show one vendor: its id, its name or a part of it
    #[arg(long, value_name = "ID|NAME", help_heading = QUESTION)]
    pub(crate) vendor: Option<String>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Which list.
#[derive(Args)]
#[command(next_help_heading = LISTS)]
pub(crate) struct KeyArgs {
    /// Specification of the list: 3, or 2 for strings below policy version 4
    #[arg(id = "specification", long = "spec", value_name = "N", default_value_t = 3,
        value_parser = clap::value_parser!(u8).range(2..=3))]
    pub(crate) specification: u8,
    /// Version of the list; the newest if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4095))]
    pub(crate) version: Option<u16>,
}

/// Vendor lists against their own constraints
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl check vendor-list.json
  tcf gvl check --format ndjson lists/*.json", after_long_help = manual::exit_status(
    "all lists are as they should be",
    Some("some list breaks a constraint"),
    ", a missing file, a file that is no vendor list",
))]
pub(crate) struct CheckArgs {
    /// Vendor lists
    #[arg(display_order = 0, value_name = "FILE", required = true, help_heading = INPUT, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// What changed from one vendor list to another
///
/// Compared is what decisions look at: vendors, their purposes, bases and flexibility, special
/// purposes, features and special features.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl diff vendor-list-v140.json vendor-list-v141.json
  tcf gvl diff --format json old.json new.json | jq '.added[].id'", after_long_help = manual::exit_status(
    "the lists do not differ",
    Some("the lists differ"),
    ", a missing file, a file that is no vendor list",
))]
pub(crate) struct DiffArgs {
    /// The list before
    #[arg(display_order = 0, value_name = "OLD", help_heading = INPUT, value_hint = ValueHint::FilePath)]
    pub(crate) old: PathBuf,
    /// The list after
    #[arg(display_order = 0, value_name = "NEW", help_heading = INPUT, value_hint = ValueHint::FilePath)]
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Bring vendor lists by HTTP into the cache
///
/// Nothing else touches the network. The current list is kept for exactly as long as its server
/// says, and a list that has a version for ever; neither is asked for again before. Prints the
/// paths of the lists.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl fetch
  tcf gvl fetch --spec 3 --version 140
  tcf gvl fetch --for strings.txt --dir lists", after_long_help = manual::exit_status(
    "done",
    None,
    ", no network, a list that is not published, a folder that cannot be written",
))]
pub(crate) struct FetchArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Bring every list that the strings of a file name, `-` for stdin (repeatable); lines as for
    /// `tcf decode`
    #[arg(long = "for", value_name = "FILE", conflicts_with_all = ["specification", "version"],
        help_heading = LISTS, value_hint = ValueHint::FilePath)]
    pub(crate) named_in: Vec<PathBuf>,
    /// Where lists are published: v3/vendor-list.json, v3/archives/vendor-list-v140.json and so on
    #[arg(long, value_name = "URL", default_value = "https://vendor-list.consensu.org", help_heading = LISTS,
        value_hint = ValueHint::Url)]
    pub(crate) base_url: String,
    /// The folder to keep lists in, instead of the cache
    #[arg(long = "dir", value_name = "DIR", help_heading = OUTPUT, value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
