//! Command-line arguments.

pub(crate) mod audit;
mod carrier;
pub(crate) mod choices;
pub(crate) mod decide;
mod explain;
pub(crate) mod extract;
pub(crate) mod filter;
pub(crate) mod generate;
pub(crate) mod gvl;
mod help;
mod lists;
mod page;
pub(crate) mod place;
mod schema;
mod shell;
mod suggest;
mod table;
pub(crate) mod validate;

use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint,
};
use tcf_codec::{Deciseconds, DecodeOptions, SectionId, TailAlignment, VendorEncoding};

pub(crate) use carrier::{CarrierArgs, FromArg};
pub(crate) use explain::ExplainArgs;
pub(crate) use gvl::{CheckArgs, FetchArgs, GvlArgs, GvlCommand, ShowArgs};
pub(crate) use lists::{CmpListArgs, ContextArgs, ListArgs, ProviderListArgs};
pub(crate) use page::PageArgs;
pub(crate) use schema::{SchemaArg, SchemaArgs};
pub(crate) use shell::{CompletionsArgs, ManArgs};

pub(crate) use crate::render::Format;
use crate::term::Colors;
use crate::ui::Ui;
use help::{EVALUATION, GLOBAL, INPUT, OUTPUT};

/// The name of stdout among files.
const STDOUT: &str = "-";

/// Decode, encode, check and enforce IAB TCF consent strings
///
/// Supports strings of version 2 (TCF 2.0 and later) and version 1.1. `tcf STRING` is short for
/// `tcf decode STRING`.
#[derive(Parser)]
#[command(
    name = "tcf",
    version,
    before_help = "\
Examples:
  tcf CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf decode --format ndjson --input strings.txt
  tcf inspect STRING
  tcf decide --vendor 755 --gvl vendor-list.json STRING
  tcf encode '{\"cmpId\": 300, \"vendorListVersion\": 140, \"purposesConsent\": [\"1-4\"]}'",
    after_long_help = help::exit_status(
        "Success, and the answer is yes: permitted, valid, equal",
        Some("The answer is no, or some input could not be decoded"),
        ", no input, missing file, invalid JSON, invalid vendor list",
    )
)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    destination: DestinationArgs,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Options of every command.
#[derive(Args)]
#[command(next_help_heading = GLOBAL)]
pub(crate) struct Global {
    /// When to use color
    #[arg(
        long,
        global = true,
        display_order = 901,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    color: ColorChoice,
    /// Print only errors to stderr
    #[arg(long, short, global = true, display_order = 902)]
    quiet: bool,
    /// Exit 0 instead of 1
    #[arg(long, global = true, display_order = 903)]
    exit_zero: bool,
    /// Settings file [default: tcf.toml in the current directory or its parents]
    #[arg(
        long,
        global = true,
        display_order = 904,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) config: Option<PathBuf>,
}

/// The destination of results.
#[derive(Args)]
#[command(next_help_heading = OUTPUT)]
struct DestinationArgs {
    /// Write results to a file, unless the command fails [default: stdout]
    #[arg(
        long,
        global = true,
        display_order = 899,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
    )]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Decode(DecodeArgs),
    Encode(EncodeArgs),
    Inspect(InspectArgs),
    Diff(DiffArgs),
    Validate(Box<validate::ValidateArgs>),
    Decide(Box<decide::DecideArgs>),
    Extract(Box<extract::ExtractArgs>),
    Audit(Box<audit::AuditArgs>),
    Filter(Box<filter::FilterArgs>),
    Generate(Box<generate::GenerateArgs>),
    Explain(ExplainArgs),
    Gvl(GvlArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Page(PageArgs),
}

impl Command {
    /// Whether `--verbose` is set.
    pub(crate) const fn is_verbose(&self) -> bool {
        match self {
            Self::Decode(args) => args.verbose,
            Self::Diff(args) => args.verbose,
            Self::Decide(args) => args.verbose,
            Self::Audit(args) => args.verbose,
            Self::Filter(args) => args.settings.verbose,
            Self::Validate(args) => args.verbose,
            Self::Extract(args) => args.verbose,
            Self::Encode(args) => args.settings.verbose,
            Self::Inspect(args) => args.settings.verbose,
            Self::Gvl(args) => args.is_verbose(),
            _ => false,
        }
    }
}

/// Reads the name or the id of a section of a GPP string.
fn section(text: &str) -> Result<SectionId, String> {
    let id = || text.parse().ok().and_then(SectionId::new);
    SectionId::from_name(text).or_else(id).ok_or_else(|| {
        let names: Vec<_> = SectionId::ALL.iter().filter_map(|id| id.name()).collect();
        format!("not a section of a GPP string: expected an id or one of {}", names.join(", "))
    })
}

/// Decode consent strings
///
/// Strings are TC, GPP, US Privacy and Additional Consent strings. `--format json` prints the
/// payload that `tcf encode` accepts.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf decode CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf decode 'https://ads.example/?gdpr=1&gdpr_consent=STRING'
  tcf decode --format ndjson --envelope --ids ranges --input partners.tsv
  tcf decode --format ndjson --envelope --column consent --pass request --input requests.csv
  tcf decode --format ndjson --input log.gz | jq .cmpId",
    after_long_help = help::exit_status_of_decoding())]
pub(crate) struct DecodeArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) providers: ProviderListArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print a single section of a GPP string, such as `tcfeuv2`, `usca` or 8. Sections 1, 2 and 6
    /// are printed as the strings they are on their own
    #[arg(
        long,
        value_name = "NAME|ID",
        value_parser = section,
        conflicts_with = "lenient",
        help_heading = OUTPUT,
    )]
    pub(crate) section: Option<SectionId>,
    /// Date as of which ages are printed: a date or an RFC 3339 time (text) [default: now]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Representation of id sets (json, ndjson)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
    /// Add `layout`, with which `tcf encode` reproduces the string byte for byte (json, ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) lossless: bool,
    /// Wrap each payload in a record with file, line, label and input (json, ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
    /// Print all vendors and restrictions (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// Encode JSON payloads as consent strings
///
/// Reads a stream of JSON: payloads or records of `tcf decode --envelope`, as documents, arrays or
/// lines. Encodes exactly the given value, with the shortest encoding or that of its `layout`.
///
/// `kind` is `gpp`, `usp` or `ac`; without it, the payload is that of a TC string.
///
/// Required keys of a TC string: `cmpId`, `vendorListVersion`. Defaults: `created` and
/// `lastUpdated` are the day of --as-of, `isServiceSpecific` is true, `tcfPolicyVersion` is 5,
/// `consentLanguage` is EN, `publisherCC` is AA, sets are empty, segments are absent.
///
/// Required key of a GPP string: `sections`, an object of payloads by section name, such as
/// `tcfeuv2` or `usca`. Fields of US sections default to 0. All keys of US Privacy and Additional
/// Consent strings are required, except `version` of the former and `refused` of the latter.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf encode '{\"cmpId\": 300, \"vendorListVersion\": 140, \"vendorConsents\": [1, 2, \"5-9\"]}'
  tcf encode '{\"kind\": \"gpp\", \"sections\": {\"usnat\": {\"mspaCoveredTransaction\": 2}}}'
  tcf encode '{\"kind\": \"usp\", \"notice\": \"Y\", \"optOutSale\": \"N\", \"lspaCovered\": \"-\"}'
  tcf encode '{\"kind\": \"ac\", \"version\": 2, \"granted\": [35, 41], \"refused\": [9]}'
  tcf encode --as-of 2026-03-10 payloads.json
  tcf decode --format json --lossless STRING | tcf encode
  tcf decode --format json STRING | tcf encode --compact --gvl vendor-list.json",
    after_long_help = help::exit_status(
    "Every payload was encoded",
    Some("Some payload could not be encoded"),
    ", no input, missing file, invalid JSON, invalid vendor list",
))]
pub(crate) struct EncodeArgs {
    /// JSON files, or JSON itself; `-` is stdin [default: stdin]
    #[arg(
        display_order = 0,
        value_name = "FILE",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) payloads: Vec<OsString>,
    /// Default of `created` and `lastUpdated`: a date or an RFC 3339 time [default: today]
    #[arg(long, value_name = "DATE", help_heading = INPUT)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Ignore `layout` and use the shortest encoding
    #[arg(long, help_heading = INPUT)]
    pub(crate) drop_layout: bool,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Drop vendors that the vendor list lacks, to make strings shorter. Vendors of the list keep
    /// their decisions, and no vendor gains a permission
    #[arg(long, conflicts_with = "vendor_encoding", help_heading = OUTPUT)]
    pub(crate) compact: bool,
    /// Padding of segments [default: byte]
    #[arg(long, value_enum, value_name = "UNIT", help_heading = OUTPUT)]
    pub(crate) tail: Option<TailArg>,
    /// Encoding of vendor sections [default: auto]
    #[arg(long, value_enum, value_name = "ENCODING", help_heading = OUTPUT)]
    pub(crate) vendor_encoding: Option<VendorEncodingArg>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Wrap each string in a record with file, line, label and input
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

/// Show every bit of a string
///
/// Prints segments, fields, offsets, raw bits and values; of US Privacy and Additional Consent
/// strings, the characters. An invalid string is printed up to the bit where decoding stopped, and
/// that position is marked. In a GPP string, the other sections are printed too.
///
/// With --size, explains the length of the string instead: what each part takes, what the shortest
/// encoding takes, and with a vendor list what `tcf encode --compact` reaches.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf inspect CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf inspect --size --gvl vendor-list.json STRING
  tcf inspect --format ndjson STRING | jq -r .field",
    after_long_help = help::exit_status_of_decoding())]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Explain the length of the string
    #[arg(long, conflicts_with = "ids", help_heading = OUTPUT)]
    pub(crate) size: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Representation of id sets (json, ndjson)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

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

/// The note about the settings, of commands that use `-v` for nothing else.
#[derive(Args)]
#[command(next_help_heading = OUTPUT)]
pub(crate) struct SettingsNoteArgs {
    /// Print the settings file in use to stderr
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// The source of strings.
#[derive(Args)]
#[command(next_help_heading = INPUT)]
pub(crate) struct StringArgs {
    /// Consent strings, or URLs, cookies and JSON that carry them; `-` is stdin [default: lines of
    /// stdin]
    #[arg(display_order = 0, value_name = "STRING")]
    pub(crate) strings: Vec<OsString>,
    /// Read lines of `STRING` or `LABEL<TAB>STRING` from a file; `-` is stdin (repeatable)
    #[arg(
        long,
        short,
        value_name = "FILE",
        conflicts_with_all = ["strings", "files"],
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) input: Vec<PathBuf>,
    /// Treat every positional argument as a file
    #[arg(long)]
    pub(crate) files: bool,
    /// Repair and report framing faults: padding, white space, `+` and `/`, percent escapes,
    /// trailing dot, unknown segments
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Maximum length of a string
    #[arg(long, value_name = "BYTES", default_value_t = DecodeOptions::DEFAULT_MAX_LEN)]
    pub(crate) max_length: usize,
    #[command(flatten)]
    pub(crate) place: place::PlaceArgs,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
}

impl StringArgs {
    pub(crate) fn decode_options(&self) -> DecodeOptions {
        let options = DecodeOptions::new().with_max_len(self.max_length);
        if self.lenient { options.lenient() } else { options }
    }
}

/// Threads.
#[derive(Args)]
#[command(next_help_heading = INPUT)]
pub(crate) struct JobsArgs {
    /// Number of threads; 0 is one per core
    #[arg(long, short, value_name = "N", default_value_t = 0)]
    jobs: usize,
}

impl JobsArgs {
    /// The number of threads, from 1.
    pub(crate) fn threads(&self) -> usize {
        match self.jobs {
            0 => thread::available_parallelism().map_or(1, NonZero::get),
            jobs => jobs,
        }
    }
}

/// The output format.
#[derive(Args)]
#[command(next_help_heading = OUTPUT)]
pub(crate) struct FormatArgs {
    /// Output format; docs/json.md describes the records
    #[arg(long, short, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdsArg {
    /// `[1, 2, 3]`
    List,
    /// `[[1, 3]]`
    Ranges,
}

impl From<IdsArg> for tcf_codec::json::IdFormat {
    fn from(ids: IdsArg) -> Self {
        match ids {
            IdsArg::List => Self::List,
            IdsArg::Ranges => Self::Ranges,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TailArg {
    /// To whole bytes, as most encoders do
    Byte,
    /// To groups of four characters, as the IAB's TypeScript implementation does
    Quad,
    /// To whole characters
    Sextet,
}

impl From<TailArg> for TailAlignment {
    fn from(tail: TailArg) -> Self {
        match tail {
            TailArg::Byte => Self::Byte,
            TailArg::Quad => Self::Quad,
            TailArg::Sextet => Self::Sextet,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum VendorEncodingArg {
    /// The shorter one per section
    Auto,
    /// Bit fields
    #[value(name = "bitfield")]
    BitField,
    /// Ranges
    Range,
}

impl From<VendorEncodingArg> for VendorEncoding {
    fn from(encoding: VendorEncodingArg) -> Self {
        match encoding {
            VendorEncodingArg::Auto => Self::Auto,
            VendorEncodingArg::BitField => Self::BitField,
            VendorEncodingArg::Range => Self::Range,
        }
    }
}

/// The command with the layout of its help.
pub(crate) fn command() -> clap::Command {
    help::with_layout(Cli::command())
}

impl Cli {
    /// Parses arguments. The first is the name of the program.
    pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, Usage> {
        let matches = command()
            .try_get_matches_from(with_default_command(args))
            .map_err(suggest::with_suggestion)
            .map_err(Usage)?;
        Self::from_arg_matches(&matches).map_err(Usage)
    }

    /// The user interface for the output options.
    pub fn ui(&self) -> Ui {
        let choice = match self.global.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Ui::new(self.global.quiet, Colors::new(choice))
    }

    /// The file that results are written to; `None` for stdout.
    pub(crate) fn output(&self) -> Option<&Path> {
        self.destination.output.as_deref().filter(|path| path.as_os_str() != STDOUT)
    }

    /// Whether to exit 0 instead of 1.
    pub const fn exit_zero(&self) -> bool {
        self.global.exit_zero
    }
}

/// Invalid arguments, or a request for help or the version.
#[derive(Debug)]
pub struct Usage(clap::Error);

impl Usage {
    /// Prints help and the version to stdout, and errors to stderr.
    pub fn report(&self) -> ExitCode {
        // If the stream is closed, there is nowhere left to report to.
        let _ = self.0.print();
        u8::try_from(self.0.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

/// Inserts `decode` if the arguments do not name a command: `tcf STRING` is `tcf decode STRING`.
///
/// A lower-case word is treated as a command, even if unknown: no consent string looks like one. So
/// is the name of a command in another case.
fn with_default_command(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<_> = args.into_iter().collect();
    let command = Cli::command();
    // Global options and those of `decode` may come first.
    let options = || {
        command.get_arguments().chain(
            command.find_subcommand("decode").into_iter().flat_map(clap::Command::get_arguments),
        )
    };
    let takes_value = |flag: &str| {
        options().filter(|option| option.get_action().takes_values()).any(|option| {
            let long = option.get_long().is_some_and(|long| flag.strip_prefix("--") == Some(long));
            let short = option
                .get_short()
                .is_some_and(|short| flag.strip_prefix('-') == Some(short.to_string().as_str()));
            long || short
        })
    };
    let mut index = 1;
    while let Some(arg) = args.get(index) {
        let text = arg.to_string_lossy();
        if matches!(&*text, "-h" | "--help" | "-V" | "--version") {
            return args;
        }
        if takes_value(&text) {
            index += 2;
        } else if text.starts_with('-') && text.len() > 1 {
            index += 1;
        } else {
            break;
        }
    }
    let is_word = |text: &str| {
        text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let is_command = |text: &str| {
        command.get_subcommands().any(|known| known.get_name().eq_ignore_ascii_case(text))
    };
    match args.get(index).map(|first| first.to_string_lossy()) {
        Some(first) if is_word(&first) || is_command(&first) => {}
        None if args.len() < 2 => {}
        // Only options: `decode` reads stdin.
        _ => args.insert(1, "decode".into()),
    }
    args
}
