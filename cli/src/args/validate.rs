//! Arguments of `tcf validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::Deciseconds;

use super::manual::{self, JUDGING, LISTS, OUTPUT};
use super::{ContextArgs, ListArgs, StringArgs};

/// Is a string right, and if not, why?
///
/// Holds strings against the format, the policies, the vendor list that they name, and the CMP
/// list. What could not be looked at for lack of a list is said.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf validate STRING
  tcf validate --gvl lists/ --cmp-list cmp-list.json --input partners.tsv
  tcf validate --as-of 2026-06-01 --deny-warnings --allow C --format github --files partners.tsv
  tcf validate --baseline known.txt --input partners.tsv
  tcf validate --summary --input log.txt", after_long_help = manual::exit_status(
    "every string is valid: no finding of severity error but those of the baseline",
    Some("some string is not, or could not be read"),
    ", no input, a missing file, a required list that is not at hand",
))]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// The CMP list
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) cmp_list: Option<PathBuf>,
    /// Exit with 2 where one of these lists is missing
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST", help_heading = LISTS)]
    pub(crate) require: Vec<Required>,
    /// The "as of" date: a date or an RFC 3339 time; now if left out
    #[arg(long, value_name = "DATE", help_heading = JUDGING)]
    pub(crate) as_of: Option<Deciseconds>,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// How to print; docs/json.md describes records
    #[arg(long, short, value_enum, default_value = "text", help_heading = OUTPUT)]
    pub(crate) format: ReportFormat,
    /// Print counts by code instead of findings (text, json, ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) summary: bool,
    /// Count for each label apart
    #[arg(long, value_enum, requires = "summary", help_heading = OUTPUT)]
    pub(crate) by: Option<ValidateBy>,
    /// Print infos too, not only their number (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// How much findings weigh. A code goes before its group, these arguments before `tcf.toml`.
#[derive(Args)]
#[command(next_help_heading = JUDGING)]
pub(crate) struct LevelArgs {
    /// Drop findings of a code, a slug or a group (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) allow: Vec<String>,
    /// Make findings of a code, a slug or a group warnings (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) warn: Vec<String>,
    /// Make findings of a code, a slug or a group errors (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) deny: Vec<String>,
    /// Make all warnings errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

/// Which findings are known and accepted.
#[derive(Args)]
#[command(next_help_heading = JUDGING)]
pub(crate) struct BaselineArgs {
    /// Accept the findings of this file, by label and code; new ones fail
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the errors that there are, and the entries of the baseline that are still met
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Exit with 1 where an entry of the baseline matches nothing
    #[arg(long)]
    pub(crate) deny_stale: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// Each record indented
    Json,
    /// Each record on a line
    Ndjson,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Required {
    /// The vendor list that each string names
    Gvl,
    /// The CMP list
    CmpList,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateBy {
    /// The label of the line
    Label,
}
