//! Arguments of `tcf diff`.

use std::ffi::OsString;

use clap::Args;
use tcf_codec::Deciseconds;

use super::help::{self, EVALUATION, INPUT, OUTPUT};
use super::{FormatArgs, ListArgs};

/// Compare two strings
///
/// Prints changes in meaning by who made them (user, publisher or CMP), then changed permissions of
/// vendors (if the vendor lists of both strings are available), then differences in encoding only.
///
/// GPP strings are compared section by section. A GPP string is compared with a TC string by its
/// section 2, and with a US Privacy string by its section 6.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf diff BEFORE AFTER
  tcf diff --gvl vendor-list-v140.json --as-of 2026-06-01 BEFORE AFTER
  tcf diff --exact --format ndjson BEFORE AFTER",
    after_long_help = help::exit_status(
    "Equal in meaning; with --exact, also in encoding",
    Some("Different, or a string could not be decoded"),
    ", missing file, invalid vendor list",
))]
pub(crate) struct DiffArgs {
    /// Old string; quoted strings, cookie pairs and URLs are unpacked; `-` is a line of stdin
    #[arg(display_order = 0, value_name = "BEFORE", help_heading = INPUT)]
    pub(crate) before: OsString,
    /// New string; `-` is a line of stdin
    #[arg(display_order = 1, value_name = "AFTER", help_heading = INPUT)]
    pub(crate) after: OsString,
    /// Repair and report framing faults, as `tcf decode` does
    #[arg(long, help_heading = INPUT)]
    pub(crate) lenient: bool,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Also require equal encoding
    #[arg(long, help_heading = EVALUATION)]
    pub(crate) exact: bool,
    /// Evaluation date of permissions: a date or an RFC 3339 time [default: now]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print all ids (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}
