//! Arguments of `tcf explain`.

use clap::Args;

use super::FormatArgs;
use super::help::{self, ARGUMENTS};

/// Explain a rule, check, reason or error code
///
/// Rules have a code (P011) and a slug (li-purposes-3-6). Codes of group S are decoding errors.
/// Checks of audits have a code (B002) and a slug (call-without-basis), too.
/// Reasons of `tcf decide` start with R-. google-1.1 is error 1.1 of Google's TCF report; google
/// lists these errors.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf explain P011
  tcf explain li-purposes-3-6 R-PUB-FORBIDS
  tcf explain B002
  tcf explain google-1.1
  tcf explain --all --format ndjson | jq -r .code",
    after_long_help = help::exit_status("Success", None, ", unknown code"))]
pub(crate) struct ExplainArgs {
    /// Code or slug of a rule or a check, letter of a group, code of a reason or an error record,
    /// or google-NUMBER
    #[arg(
        display_order = 0,
        value_name = "CODE",
        required_unless_present = "all",
        conflicts_with = "all",
        help_heading = ARGUMENTS,
    )]
    pub(crate) codes: Vec<String>,
    /// List all rules, checks, reasons, errors of Google's report and codes of records
    #[arg(long, help_heading = ARGUMENTS)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
