//! Arguments of `tcf extract`.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};
use tcf_carrier::{CarriedKind, HostPattern, MAX_DEPTH};

use super::carrier::{CarrierArgs, utc_offset};
use super::help::{self, INPUT, LISTS, OUTPUT, SIGNALS};
use super::number;
use super::table::{DialectArgs, FieldArgs};
use super::{CmpListArgs, FormatArgs};

/// Extract consent signals from URLs, cookies, HAR files, logs and other carriers
///
/// Finds consent strings of every kind, the GDPR flag, the GPP sections that apply, Google consent
/// mode, and the macros, placeholders and empty values in their place. Prints the location of each
/// signal. docs/carriers.md lists what is read.
///
/// Only values of consent fields are printed, and hosts: no other parameters, cookies or bodies.
/// Files are read as streams: memory use does not grow with their size.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf extract visit.har
  tcf extract --kind tc,macro --format ndjson visit.har
  tcf extract --lines --unique access.log | tcf validate
  tcf extract --hosts hosts.csv --gvl vendor-list.json --format ndjson visit.har
  tcf extract --from csv --field at=ts,host=partner export.csv
  tcf extract --from openrtb < requests.json",
    after_long_help = help::exit_status(
    "A signal was found",
    Some("None was found"),
    ", missing file, ambiguous format, broken file",
))]
pub(crate) struct ExtractArgs {
    #[command(flatten)]
    pub(crate) carriers: CarrierArgs,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// Time zone of times without one: UTC, or an offset such as +02:00 [default: such times are
    /// ignored]
    #[arg(
        long,
        value_name = "ZONE",
        value_parser = utc_offset,
        allow_hyphen_values = true,
        help_heading = INPUT,
    )]
    pub(crate) tz: Option<i32>,
    #[command(flatten)]
    pub(crate) dialect: DialectArgs,
    /// Read the JSON responses of these hosts, such as those of a CMP: `*.cmp.example` (har)
    #[arg(long, value_name = "HOST", value_delimiter = ',', help_heading = INPUT)]
    pub(crate) responses: Vec<HostPattern>,
    /// Kinds of signals [default: all; with --lines: tc, gpp, usp, ac]
    #[arg(
        long,
        short,
        value_enum,
        value_name = "KIND",
        value_delimiter = ',',
        help_heading = SIGNALS,
    )]
    pub(crate) kind: Vec<KindArg>,
    /// Maximum depth of nested URLs: 0 is what the receiver of a URL gets
    #[arg(
        long,
        value_name = "N",
        default_value_t = MAX_DEPTH,
        value_parser = number::whole::<u8>(0, MAX_DEPTH.into()),
        help_heading = SIGNALS,
    )]
    pub(crate) depth: u8,
    /// Host map (CSV: `host,vendor`); adds `vendors` and `mappedBy` to records
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) hosts: Option<PathBuf>,
    /// Vendor list file or directory, whose disclosures and URLs map further hosts; repeatable
    /// [default with --hosts: TCF_GVL, `gvl` in tcf.toml, or the cache of `tcf gvl fetch`]
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath, help_heading = LISTS)]
    pub(crate) gvl: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print each value once, where it is found first (json, ndjson, --lines)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) unique: bool,
    /// Print `LABEL<TAB>STRING` for other commands; the label is `file:entry:host`
    #[arg(long, conflicts_with = "format", help_heading = OUTPUT)]
    pub(crate) lines: bool,
    /// Print whole values, and where each one is found first (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// A kind of signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KindArg(pub(crate) CarriedKind);

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        static VARIANTS: LazyLock<Vec<KindArg>> =
            LazyLock::new(|| CarriedKind::ALL.map(KindArg).to_vec());
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(match self.0 {
            CarriedKind::Tc => "TC string",
            CarriedKind::Gpp => "GPP string",
            CarriedKind::UsPrivacy => "US Privacy string",
            CarriedKind::AdditionalConsent => "Additional Consent string",
            CarriedKind::AcIds => "Additional Consent providers as a JSON array",
            CarriedKind::Gdpr => "Whether the GDPR applies",
            CarriedKind::GppSid => "GPP sections that apply",
            CarriedKind::Gpc => "Global Privacy Control",
            CarriedKind::Gcs => "Google consent mode: `gcs`",
            CarriedKind::Gcd => "Google consent mode: `gcd`",
            CarriedKind::Npa => "Google: ads that are not personalized",
            CarriedKind::Dma => "Google: region of the Digital Markets Act",
            CarriedKind::DmaCps => "Google: consent for platform services",
            CarriedKind::Macro => "Macro that was not expanded",
            CarriedKind::Placeholder => "Placeholder such as `undefined`",
            CarriedKind::Empty => "Empty value",
            CarriedKind::Other => "Value that is not a consent string, under the name of one",
            _ => "",
        }))
    }
}
