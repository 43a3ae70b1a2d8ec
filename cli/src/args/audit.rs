//! Arguments of `tcf audit`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use tcf::VendorSelector;
use tcf::config::Limit;
use tcf_codec::Deciseconds;

use super::carrier::{CarrierArgs, TimeZoneArgs};
use super::help::{self, EVALUATION, FINDINGS, INPUT, LISTS, OUTPUT};
use super::number;
use super::table::{DialectArgs, FieldArgs};
use super::validate::LevelArgs;
use super::{CmpListArgs, ContextArgs, JobsArgs, ListArgs};
use crate::share;

/// Check recorded traffic against the consent string in force
///
/// Reads recordings of browsers (HAR), access logs, events, tables, bid requests and statements of
/// a CMP. Finds calls and storage that the string in force does not permit, signals that are
/// missing or wrong, and changes that arrive late, and measures coverage, objections and
/// propagation. docs/audit.md is a walk through an audit.
///
/// A HAR file is a visit. Lines are joined to visits by --visit-key; without it, each is judged on
/// its own. Only values of consent fields, hosts, and paths without ids are printed.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf audit --hosts hosts.csv --gvl vendor-list.json visit.har
  tcf audit --unmapped visit.har >> hosts.csv
  tcf audit --mark accept=10:00:01Z --mark objection=page_1 visit.har
  tcf audit --visit-key session --choices choices.ndjson events.ndjson
  tcf audit --from csv --field at=ts,host=partner,consent=tc export.csv
  tcf audit --write-baseline accepted.txt --format sarif visit.har
  tcf audit --compare audit-2026-05.json --format json visit.har",
    after_long_help = help::exit_status(
    "No error was found, except those in the baseline",
    Some("An error was found, or some line is not an event"),
    ", no event, missing or broken file, ambiguous format, missing evidence (--require)",
))]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) carriers: CarrierArgs,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// Field that identifies a visit: a column, a JSON pointer, or a parameter in an access log.
    /// Its values are hashed when they are read [default: `visit-key` in tcf.toml, or `visit`]
    #[arg(long, value_name = "FIELD", help_heading = INPUT)]
    pub(crate) visit_key: Option<String>,
    #[command(flatten)]
    pub(crate) tz: TimeZoneArgs,
    #[command(flatten)]
    pub(crate) dialect: DialectArgs,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
    /// Log of the CMP (JSON lines): the strings in force, by visit and time
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with = "mark",
        help_heading = INPUT,
    )]
    pub(crate) choices: Option<PathBuf>,
    /// What the user did in a recording, and when: a time or a page (repeatable). KIND is `accept`,
    /// `reject` or `objection`
    #[arg(long, value_name = "KIND=TIME|PAGE", help_heading = INPUT)]
    pub(crate) mark: Vec<String>,
    /// Host map (CSV: `host,vendor`) [default: `hosts` in tcf.toml]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) hosts: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    /// Exit 2 if the inputs lack one of these
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST", help_heading = LISTS)]
    pub(crate) require: Vec<Evidence>,
    /// Judge calls to these vendors only: ids and ranges (`1-5,755`), or names. A single vendor is
    /// also that of lines without host and vendor (repeatable)
    #[arg(long, value_name = "WHO", help_heading = EVALUATION)]
    pub(crate) vendor: Vec<VendorSelector>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Date of events without a time, and of --check-map: a date or an RFC 3339 time [default:
    /// `as-of` in tcf.toml, or the last update of the string and today]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Maximum time, such as `propagation=5s`: for a change to arrive (propagation), for calls that
    /// were under way (grace), between clocks (skew) [default: `limits` in tcf.toml]
    #[arg(
        long,
        value_name = "KEY=TIME",
        value_delimiter = ',',
        help_heading = EVALUATION,
    )]
    pub(crate) limit: Vec<Limit>,
    /// Check the purpose map of tcf.toml against the vendor list; without files, do nothing else
    #[arg(long, conflicts_with_all = ["unmapped", "summary"], help_heading = EVALUATION)]
    pub(crate) check_map: bool,
    /// The events come from a random sample of visits of this size, such as 10%; adds 95% intervals
    /// to rates
    #[arg(long, value_name = "PERCENT", value_parser = share::parse_sample, help_heading = EVALUATION)]
    pub(crate) sampled: Option<f64>,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// Accept the findings in this file, by fingerprint
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = FINDINGS)]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit 1 if the baseline has entries that match nothing
    #[arg(long, requires = "baseline", help_heading = FINDINGS)]
    pub(crate) deny_stale: bool,
    /// Write the current errors as a baseline
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = FINDINGS)]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Older report (JSON) to compare with: what is new, gone or different (repeatable)
    #[arg(
        long,
        value_name = "REPORT",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["unmapped", "check_map"],
        help_heading = FINDINGS,
    )]
    pub(crate) compare: Vec<PathBuf>,
    /// Output format; docs/json.md describes the records
    #[arg(long, short, value_enum, default_value = "text", help_heading = OUTPUT)]
    pub(crate) format: AuditFormatArg,
    /// Print only the hosts that no vendor is known for, as CSV for --hosts
    #[arg(
        long,
        conflicts_with_all = [
            "summary", "format", "baseline", "write_baseline", "prometheus", "sampled",
            "open_samples", "require",
        ],
        help_heading = OUTPUT,
    )]
    pub(crate) unmapped: bool,
    /// Print counts instead of findings (text, json, ndjson, csv)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) summary: bool,
    /// Key of the counts
    #[arg(long, value_enum, value_name = "KEY", requires = "summary", help_heading = OUTPUT)]
    pub(crate) by: Option<AuditBy>,
    /// Also write the metrics as Prometheus text
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT)]
    pub(crate) prometheus: Option<PathBuf>,
    /// Number of samples per finding, at most 5
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        value_parser = number::whole::<u8>(0, 5),
        help_heading = OUTPUT,
    )]
    pub(crate) open_samples: u8,
    /// What HTML leaves out: with `hosts`, numbers replace the names of hosts and files
    #[arg(long, value_enum, value_name = "WHAT", default_value = "none", help_heading = OUTPUT)]
    pub(crate) redact: Redact,
    /// Print info findings, findings in the baseline and all vendors too (text, github)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// What an audit needs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Evidence {
    /// Hosts that are mapped to vendors, or events that name theirs
    Hosts,
    /// A purpose map
    Map,
    /// Cookies that were sent or set
    Cookies,
    /// Times of events
    Times,
    /// Marks, or a log of choices
    Choices,
    /// The vendor list that the strings name
    Gvl,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormatArg {
    /// Human-readable text
    Text,
    /// The report, indented
    Json,
    /// One record per line, with its `type`
    Ndjson,
    /// CSV: one row per metric
    Csv,
    /// GitHub Actions annotations
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// One HTML file, for people: docs/audit.md describes it
    Html,
    /// Markdown: a record of processing activities, with --check-map and without files
    Markdown,
}

/// What an HTML report leaves out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Redact {
    /// Nothing
    None,
    /// Names of hosts and files
    Hosts,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditBy {
    /// The check
    Code,
    /// The vendor
    Vendor,
    /// The host
    Host,
}
