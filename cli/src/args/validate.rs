//! Arguments of `tcf validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::Deciseconds;

use super::help::{self, EVALUATION, FINDINGS, LISTS, OUTPUT};
use super::{CmpListArgs, ContextArgs, ListArgs, ProviderListArgs, StringArgs};

/// Check strings against the format, the policies and the vendor list
///
/// Strings are TC, GPP, US Privacy and Additional Consent strings, also mixed. Each finding has a
/// code, a severity, a location, a message and a help text. Section 2 of a GPP string is checked as
/// a TC string. The strings of a URL, of cookies or of JSON are also compared with each other.
/// Checks that need a list that is not available are skipped and reported.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf validate STRING
  tcf validate --gvl lists/ --cmp-list cmp-list.json --input partners.tsv
  tcf validate --as-of 2026-06-01 --deny-warnings --allow C --format github --files partners.tsv
  tcf validate --baseline known.txt --input partners.tsv
  tcf validate --summary --input log.txt",
    after_long_help = help::exit_status(
    "Every string is valid: it has no errors, except those in the baseline",
    Some("Some string is invalid or could not be decoded"),
    ", no input, missing file, missing required list",
))]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) providers: ProviderListArgs,
    /// Exit 2 if one of these lists is missing
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST", help_heading = LISTS)]
    pub(crate) require: Vec<Required>,
    /// Evaluation date: a date or an RFC 3339 time [default: now]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,
    /// Output format; docs/json.md describes the records
    #[arg(long, short, value_enum, default_value = "text", help_heading = OUTPUT)]
    pub(crate) format: ReportFormat,
    /// Print counts by code instead of findings (text, json, ndjson, csv)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) summary: bool,
    /// Print one row per group, worst first; with -v, counts by code too
    #[arg(long, value_enum, value_name = "KEY", requires = "summary", help_heading = OUTPUT)]
    pub(crate) by: Option<ValidateBy>,
    /// Print info findings and findings in the baseline too (text, concise, github, gitlab)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// Severity of findings. A code takes precedence over its group, and arguments over `tcf.toml`.
#[derive(Args)]
#[command(next_help_heading = FINDINGS)]
pub(crate) struct LevelArgs {
    /// Drop findings of a code, slug or group (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) allow: Vec<String>,
    /// Report findings of a code, slug or group as warnings (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) warn: Vec<String>,
    /// Report findings of a code, slug or group as errors (repeatable)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) deny: Vec<String>,
    /// Report all warnings as errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

/// Known findings.
#[derive(Args)]
#[command(next_help_heading = FINDINGS)]
pub(crate) struct BaselineArgs {
    /// Accept the findings in this file, by label and code
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the current errors as a baseline, with the entries of --baseline that are still used
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Exit 1 if the baseline has unused entries
    #[arg(long)]
    pub(crate) deny_stale: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Human-readable text
    Text,
    /// One line per finding: `file:line:column: error[P011] label: message`
    Concise,
    /// Each record, indented
    Json,
    /// One record per line
    Ndjson,
    /// CSV: one row per finding
    Csv,
    /// GitHub Actions annotations
    Github,
    /// GitLab Code Quality
    Gitlab,
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
