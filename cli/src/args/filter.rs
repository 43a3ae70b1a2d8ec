//! Arguments of `tcf filter`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::{Deciseconds, PurposeId};

use super::carrier::TimeZoneArgs;
use super::choices::{DispositionArg, OnDenyArg};
use super::help::{self, EVALUATION, INPUT, LISTS, OUTPUT, RECORDS};
use super::table::{DialectArgs, FieldArgs};
use super::{CmpListArgs, ContextArgs, Format, JobsArgs, ListArgs, SettingsNoteArgs};
use crate::share;

/// Pass only the permitted part of an event stream
///
/// Reads events, one per line or row, and writes those that the consent string permits, in order.
/// An event that passes whole is written byte for byte. What cannot be decided is denied: a missing
/// or invalid string, a host of no known vendor, a missing vendor list. docs/filter.md is a walk
/// through a stream.
///
/// Verdicts are those of `tcf decide`. Without purposes, the question is whether any data may be
/// sent. stderr ends with counts by reason and by channel.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf filter --hosts hosts.csv --gvl vendor-list.json < events.ndjson > permitted.ndjson
  tcf filter --vendor 755 --purpose 7 --dry-run events.ndjson > /dev/null
  tcf filter --on-deny strip --strip ids,user.keywords events.ndjson
  tcf filter --choices choices.ndjson --visit-key session events.ndjson
  tcf filter --from openrtb --vendor 755 --on-deny strip --strip prebid requests.ndjson
  tcf filter --from csv --field at=ts --on-deny strip --strip user_id events.csv
  tcf filter --from log --vendor 755 --on-deny strip --strip '?uid,?idfa' access.log
  tcf filter --decisions decisions.ndjson events.ndjson > permitted.ndjson
  tcf filter --verify decisions.ndjson events.ndjson
  tcf filter --against next-month.toml events.ndjson",
    after_long_help = help::exit_status(
    "Every line was decided, whether it passed or not; --verify: the records are verified",
    Some(
        "Some line is not an event, more events than --fail-over were denied, or --verify found \
         differences",
    ),
    ", no event, missing file, invalid vendor list or settings",
))]
#[expect(clippy::struct_excessive_bools, reason = "each one is an option")]
pub(crate) struct FilterArgs {
    /// Files of events; `-` is stdin [default: stdin]
    #[arg(
        display_order = 0,
        value_name = "FILE",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) files: Vec<PathBuf>,
    /// Format of the lines
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "events", help_heading = INPUT)]
    pub(crate) from: FilterFrom,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    #[command(flatten)]
    pub(crate) tz: TimeZoneArgs,
    #[command(flatten)]
    pub(crate) dialect: DialectArgs,
    /// Log of the CMP (JSON lines): a newer choice of the user overrides the string of an event
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = INPUT)]
    pub(crate) choices: Option<PathBuf>,
    /// Field that joins events with --choices: a JSON pointer, a column, or a parameter in an
    /// access log
    /// [default: `visit-key` in tcf.toml, or `visit`]
    #[arg(long, value_name = "FIELD", requires = "choices", help_heading = INPUT)]
    pub(crate) visit_key: Option<String>,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    /// Host map (CSV) [default: `hosts` in tcf.toml]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) hosts: Option<PathBuf>,
    /// Recipients of the whole stream, instead of those of events: ids and ranges (`1-5,755`),
    /// names or parts of names that match one vendor, `all`, `publisher`, or a partner in [[map]]
    /// (repeatable)
    #[arg(long, short = 'V', value_name = "WHO", help_heading = EVALUATION)]
    pub(crate) vendor: Vec<String>,
    /// Purposes of the whole stream, instead of those of events; all must be permitted [default:
    /// those of events, or else `purposes` in [filter]]
    #[arg(long, short, value_name = "ID,ID", value_delimiter = ',', help_heading = EVALUATION)]
    pub(crate) purpose: Vec<PurposeId>,
    /// Pass an event if any of its vendors may process data for any of its purposes
    #[arg(long, help_heading = EVALUATION)]
    pub(crate) any: bool,
    /// What to do with events that cannot be decided [default: `unknown` in [filter], or deny]
    #[arg(long, value_enum, value_name = "ACTION", help_heading = EVALUATION)]
    pub(crate) unknown: Option<DispositionArg>,
    /// What to do with events to which the GDPR does not apply [default: `out-of-scope` in
    /// [filter], or pass]
    #[arg(long, value_enum, value_name = "ACTION", help_heading = EVALUATION)]
    pub(crate) out_of_scope: Option<DispositionArg>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Evaluation date of events without a time: a date or an RFC 3339 time [default: `as-of` in
    /// tcf.toml; without one, they cannot be decided]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    /// What to do with a denied event [default: `on-deny` in [filter], or drop]
    #[arg(long, value_enum, value_name = "ACTION", help_heading = OUTPUT)]
    pub(crate) on_deny: Option<OnDenyArg>,
    /// What to remove from denied events (strip): presets `prebid`, `ids`, `geo`, names with dots
    /// (`user.eids`, `imp.*.ext.tid`), JSON pointers, columns, and `?name` for the values of a
    /// parameter in URLs [default: `strip` in [filter]]
    #[arg(long, value_name = "FIELD", value_delimiter = ',', help_heading = OUTPUT)]
    pub(crate) strip: Vec<String>,
    /// Write one decision record per event to a file, each before its event; existing records are
    /// not overwritten
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        group = "records",
        help_heading = RECORDS,
    )]
    pub(crate) decisions: Option<PathBuf>,
    /// Wait until the records of a batch are on the disk before its events pass
    #[arg(long, requires = "decisions", help_heading = RECORDS)]
    pub(crate) sync: bool,
    /// Put TC strings into decision records, instead of their SHA-256
    #[arg(long, requires = "records", help_heading = RECORDS)]
    pub(crate) keep_strings: bool,
    /// Decide the events again and compare with these decision records, instead of passing events
    #[arg(
        long,
        value_name = "RECORDS",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["decisions", "dry_run", "fail_over"],
        groups = ["records", "comparison"],
        help_heading = RECORDS,
    )]
    pub(crate) verify: Option<PathBuf>,
    /// Compare with decisions under other settings (a .toml file), or with another vendor list,
    /// instead of passing events
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["decisions", "verify", "dry_run", "fail_over"],
        group = "comparison",
        help_heading = RECORDS,
    )]
    pub(crate) against: Option<PathBuf>,
    /// Output format of --verify and --against; docs/json.md describes the records
    #[arg(
        long,
        short,
        value_enum,
        default_value = "text",
        requires = "comparison",
        help_heading = RECORDS,
    )]
    pub(crate) format: Format,
    /// Count, and write decision records, but pass every event unchanged
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) dry_run: bool,
    /// Exit 1 if more events than this share are denied, such as 5%: dropped, stripped or marked.
    /// Events that pass in the restricted form of the purpose map do not count
    #[arg(long, value_name = "PERCENT", value_parser = share::parse, help_heading = OUTPUT)]
    pub(crate) fail_over: Option<f64>,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

impl FilterArgs {
    /// Whether decision records are written, or compared with those of an earlier run.
    pub(crate) const fn keeps_records(&self) -> bool {
        self.decisions.is_some() || self.verify.is_some()
    }
}

/// The format of the lines of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FilterFrom {
    /// Events
    Events,
    /// OpenRTB bid requests, one per line
    Openrtb,
    /// Table: CSV or TSV
    Csv,
    /// Access log
    Log,
}
