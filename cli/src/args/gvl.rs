//! Arguments of `tcf gvl`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use tcf::VendorSelector;

use super::help::{self, INPUT, LISTS, OUTPUT, SELECTION};
use super::number;
use super::{FormatArgs, SettingsNoteArgs};

/// Show, check, compare, list and fetch vendor lists
#[derive(Args)]
#[command(
    arg_required_else_help = true,
    before_long_help = "\
Examples:
  tcf gvl fetch
  tcf gvl list
  tcf gvl show --vendor 755
  tcf gvl diff 140 141",
    after_long_help = help::exit_status(
        "Success",
        Some("Unknown vendor, violated constraint, or lists that differ"),
        ", missing file, invalid vendor list, no network",
    )
)]
pub(crate) struct GvlArgs {
    #[command(subcommand)]
    pub(crate) command: GvlCommand,
}

impl GvlArgs {
    /// Whether `--verbose` is set.
    pub(super) const fn is_verbose(&self) -> bool {
        match &self.command {
            GvlCommand::Show(args) => args.settings.verbose,
            GvlCommand::Diff(args) => args.settings.verbose,
            GvlCommand::Check(_) | GvlCommand::List(_) | GvlCommand::Fetch(_) => false,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum GvlCommand {
    Show(ShowArgs),
    Check(CheckArgs),
    Diff(DiffArgs),
    List(CachedArgs),
    Fetch(FetchArgs),
}

/// Print a vendor list, or one vendor
///
/// Without FILE, lists come from the first of these that is set: TCF_GVL, `gvl` in tcf.toml, the
/// cache of `tcf gvl fetch`.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf gvl show vendor-list.json
  tcf gvl show 140 --vendor 755
  tcf gvl show --vendor 'flexible interest ads' --format json vendor-list.json",
    after_long_help = help::exit_status(
    "Success",
    Some("Unknown vendor"),
    ", missing file, invalid vendor list, no list available",
))]
pub(crate) struct ShowArgs {
    /// Vendor list: a file, or a version that is available (140); `-` is stdin [default: the newest
    /// available]
    #[arg(
        display_order = 0,
        value_name = "FILE|VERSION",
        conflicts_with = "version",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) file: Option<PathBuf>,
    /// Print one vendor: its id, its name or part of its name
    #[arg(long, value_name = "ID|NAME", help_heading = SELECTION)]
    pub(crate) vendor: Option<String>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

/// A list by specification and version.
#[derive(Args)]
#[command(next_help_heading = LISTS)]
pub(crate) struct KeyArgs {
    /// Specification: 3, or 2 for strings with a policy version below 4 [default: 3]
    #[arg(id = "specification", long = "spec", value_name = "N",
        value_parser = number::whole::<u8>(2, 3))]
    specification: Option<u8>,
    /// Version [default: the newest]
    #[arg(long, value_name = "N", value_parser = number::whole::<u16>(1, 4095))]
    pub(crate) version: Option<u16>,
}

/// The specification if the arguments do not name one.
pub(crate) const DEFAULT_SPECIFICATION: u8 = 3;

impl KeyArgs {
    pub(crate) fn specification(&self) -> u8 {
        self.specification.unwrap_or(DEFAULT_SPECIFICATION)
    }

    /// Whether no argument is given.
    pub(crate) const fn is_default(&self) -> bool {
        self.specification.is_none() && self.version.is_none()
    }
}

/// Check a vendor list against the specification
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf gvl check vendor-list.json
  tcf gvl check --format ndjson lists/*.json",
    after_long_help = help::exit_status(
    "No violations",
    Some("Some list violates the specification"),
    ", missing file, invalid vendor list",
))]
pub(crate) struct CheckArgs {
    /// Vendor lists; `-` is stdin
    #[arg(
        display_order = 0,
        value_name = "FILE",
        required = true,
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Compare two vendor lists
///
/// Compares what decisions depend on: vendors, their purposes with legal basis and flexibility,
/// special purposes, features and special features. Versions are looked up in the first of these
/// that is set: TCF_GVL, `gvl` in tcf.toml, the cache of `tcf gvl fetch`.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf gvl diff 140 141
  tcf gvl diff vendor-list-v140.json vendor-list-v141.json
  tcf gvl diff --format json old.json new.json | jq '.added[].id'",
    after_long_help = help::exit_status(
    "No differences",
    Some("The lists differ"),
    ", missing file, invalid vendor list",
))]
pub(crate) struct DiffArgs {
    /// Old list: a file, or a version that is available (140); `-` is stdin
    #[arg(
        display_order = 0,
        value_name = "OLD",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) old: PathBuf,
    /// New list: a file or a version; `-` is stdin
    #[arg(
        display_order = 1,
        value_name = "NEW",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) new: PathBuf,
    /// Specification of versions: 3, or 2 for strings with a policy version below 4 [default: 3]
    #[arg(long = "spec", value_name = "N", value_parser = number::whole::<u8>(2, 3),
        help_heading = LISTS)]
    pub(crate) specification: Option<u8>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

/// Print the cached lists and their paths
///
/// The cache has the vendor lists, the CMP list and Google's list of providers that `tcf gvl fetch`
/// downloaded.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl list
  tcf gvl list --format ndjson | jq .version
  tcf gvl list --dir lists",
    after_long_help = help::exit_status(
    "Success",
    None,
    ", directory that cannot be read, invalid list",
))]
pub(crate) struct CachedArgs {
    /// Directory of lists in place of the cache
    #[arg(long, value_name = "DIR", help_heading = LISTS, value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Download vendor lists, the CMP list, Google's list of providers and disclosures into the cache
///
/// Prints the path of each file. Current lists and disclosures are cached until they expire
/// according to the server's Cache-Control header; without it, disclosures and the list of
/// providers for a day. Lists of a given version never change and are downloaded once. No other
/// command accesses the network.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf gvl fetch
  tcf gvl fetch --spec 3 --version 140
  tcf gvl fetch --for strings.txt --dir lists
  tcf gvl fetch --cmp
  tcf gvl fetch --providers
  tcf gvl fetch --disclosures --vendor 755",
    after_long_help = help::exit_status(
    "Success",
    Some(
        "With --for: a string could not be decoded, or names a list that was never published; with \
         --disclosures: some are not available",
    ),
    ", no network, unpublished list (--version), no disclosure available, directory that cannot \
     be written",
))]
pub(crate) struct FetchArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Download every list that the strings in a file name; `-` is stdin (repeatable)
    #[arg(long = "for", value_name = "FILE", conflicts_with_all = ["specification", "version"],
        help_heading = LISTS, value_hint = ValueHint::FilePath)]
    pub(crate) named_in: Vec<PathBuf>,
    /// Download the CMP list
    #[arg(long, conflicts_with_all = ["specification", "version", "named_in"],
        help_heading = LISTS)]
    pub(crate) cmp: bool,
    /// Download Google's list of ad technology providers, which Additional Consent strings refer to
    #[arg(long, conflicts_with_all = ["specification", "version", "named_in", "cmp"],
        help_heading = LISTS)]
    pub(crate) providers: bool,
    /// Download the current list and the device storage disclosures of its vendors: which hosts
    /// they use and what they store. Over https only; at most one request at a time to a host
    #[arg(long, conflicts_with_all = ["specification", "version", "named_in", "cmp", "providers"],
        help_heading = LISTS)]
    pub(crate) disclosures: bool,
    /// Download the disclosures of some vendors: ids (755), ranges (1-5) and names (repeatable)
    #[arg(long, short = 'V', value_name = "WHO", requires = "disclosures", help_heading = LISTS)]
    pub(crate) vendor: Vec<VendorSelector>,
    /// Server; lists are at v3/vendor-list.json, v3/archives/vendor-list-v140.json,
    /// v2/cmp-list.json and tcfac/additional-consent-providers.csv below it [default:
    /// https://vendor-list.consensu.org; with --cmp https://cmplist.consensu.org, with --providers
    /// https://storage.googleapis.com]
    #[arg(long, value_name = "URL", help_heading = LISTS, value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
    /// Store lists in a directory instead of the cache
    #[arg(long, value_name = "DIR", help_heading = OUTPUT, value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
