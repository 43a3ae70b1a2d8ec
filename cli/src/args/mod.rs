//! Every argument of the command.

mod choices;
pub(crate) mod decide;
mod explain;
pub(crate) mod generate;
pub(crate) mod gvl;
mod lists;
mod manual;
mod schema;
mod shell;
pub(crate) mod validate;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint,
};
use tcf_codec::{Deciseconds, DecodeOptions, TailAlignment, VendorEncoding};

pub(crate) use explain::ExplainArgs;
pub(crate) use gvl::{CheckArgs, FetchArgs, GvlArgs, GvlCommand, ShowArgs};
pub(crate) use lists::{ContextArgs, ListArgs};
pub(crate) use schema::{SchemaArg, SchemaArgs};
pub(crate) use shell::{CompletionsArgs, ManArgs};

pub(crate) use crate::render::Format;
use crate::term::Colors;
use crate::ui::Ui;
use manual::{EVERYWHERE, INPUT, JUDGING, OUTPUT};

/// Read, write and look into IAB TCF consent strings
///
/// Strings of version 2 (TCF 2.0 and later) and version 1.1. `tcf STRING` is `tcf decode STRING`.
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
    after_long_help = manual::exit_status(
        "done, and the answer is yes: permitted, valid, equal",
        Some("done, and the answer is no, or some input could not be read"),
        ", no input, a missing file, text that is no JSON, a vendor list that is none",
    )
)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Options of every command; they stand behind its own in its help.
#[derive(Args)]
#[command(next_help_heading = EVERYWHERE)]
pub(crate) struct Global {
    /// When to use colours
    #[arg(
        long,
        global = true,
        display_order = 901,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    color: ColorChoice,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true, display_order = 902)]
    quiet: bool,
    /// Exit with 0 where it would be 1
    #[arg(long, global = true, display_order = 903)]
    exit_zero: bool,
    /// Settings; `tcf.toml` in the current folder if left out
    #[arg(long, global = true, display_order = 904, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Whatever the output goes to
    Always,
    /// Nowhere
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
    Generate(Box<generate::GenerateArgs>),
    Explain(ExplainArgs),
    Gvl(GvlArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// What a string says
///
/// `--format json` prints the payload, which `tcf encode` takes back.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf decode CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf decode 'https://ads.example/?gdpr=1&gdpr_consent=STRING'
  tcf decode --format ndjson --envelope --ids ranges --input partners.tsv
  zcat log.gz | tcf decode --format ndjson | jq .cmpId", after_long_help = manual::exit_status_of_reading())]
pub(crate) struct DecodeArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// How sets of ids are written in json and ndjson
    #[arg(long, value_enum, default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
    /// Add `layout`, with which `tcf encode` gives the string back byte for byte (json and ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) lossless: bool,
    /// Put each payload into a record with file, line, label and input (json and ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
    /// Print all vendors and restrictions, however many they are (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// Strings from payloads
///
/// Reads JSON: documents, arrays or lines of payloads, or of the records of `tcf decode
/// --envelope`. Writes exactly the value that it is given, in the shortest form, or in that of its
/// `layout`.
///
/// Required keys are `cmpId` and `vendorListVersion`. The others are as in an empty string of
/// today: `created` and `lastUpdated` the day of --as-of, `isServiceSpecific` true, `tcfPolicyVersion`
/// 5, `consentLanguage` EN, `publisherCC` AA, sets empty, segments absent.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf encode '{\"cmpId\": 300, \"vendorListVersion\": 140, \"vendorConsents\": [1, 2, \"5-9\"]}'
  tcf encode --as-of 2026-03-10 payloads.json
  tcf decode --format json --lossless STRING | tcf encode", after_long_help = manual::exit_status(
    "done",
    Some("done, but some payload could not be written"),
    ", no input, a missing file, text that is no JSON",
))]
pub(crate) struct EncodeArgs {
    /// Files of JSON, `-` for stdin, or JSON itself; stdin if there is none
    #[arg(display_order = 0, value_name = "FILE", help_heading = INPUT, value_hint = ValueHint::FilePath)]
    pub(crate) payloads: Vec<OsString>,
    /// The day of `created` and `lastUpdated` where they are left out: a date or an RFC 3339 time;
    /// today if left out
    #[arg(long, value_name = "DATE", help_heading = INPUT)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Ignore `layout` and write the shortest form
    #[arg(long, help_heading = INPUT)]
    pub(crate) drop_layout: bool,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
    /// Where segments end; `byte` if left out
    #[arg(long, value_enum, help_heading = OUTPUT)]
    pub(crate) tail: Option<TailArg>,
    /// The form of all vendor sections; `auto` if left out
    #[arg(long, value_enum, help_heading = OUTPUT)]
    pub(crate) vendor_encoding: Option<VendorEncodingArg>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Put each string into a record with file, line, label and input
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
}

/// Every bit of a string with its meaning
///
/// A broken string is printed as far as it could be read; the place where reading stopped is
/// marked.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf inspect CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf inspect --format ndjson STRING | jq -r .field", after_long_help = manual::exit_status_of_reading())]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// How sets of ids are written in json and ndjson
    #[arg(long, value_enum, default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
}

/// What changed from one string to another
///
/// First in meaning, by who changed it, then what vendors may do with it (with the vendor lists
/// that the strings name), then what differs in form alone.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf diff BEFORE AFTER
  tcf diff --gvl vendor-list-v140.json --as-of 2026-06-01 BEFORE AFTER
  tcf diff --exact --format ndjson BEFORE AFTER", after_long_help = manual::exit_status(
    "equal in meaning (with --exact: in form too)",
    Some("different, or a string could not be read"),
    ", a missing file, a vendor list that does not parse",
))]
pub(crate) struct DiffArgs {
    /// The string before: bare or as it is pasted
    #[arg(display_order = 0, value_name = "BEFORE", help_heading = INPUT)]
    pub(crate) before: OsString,
    /// The string after
    #[arg(display_order = 0, value_name = "AFTER", help_heading = INPUT)]
    pub(crate) after: OsString,
    /// Accept and report faults of framing, as `tcf decode` does
    #[arg(long, help_heading = INPUT)]
    pub(crate) lenient: bool,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Call strings equal only if they are equal in form too
    #[arg(long, help_heading = JUDGING)]
    pub(crate) exact: bool,
    /// The date on which vendors ask for permission: a date or an RFC 3339 time; now if left out
    #[arg(long, value_name = "DATE", help_heading = JUDGING)]
    pub(crate) as_of: Option<Deciseconds>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print all ids, however many they are (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// Where strings come from.
#[derive(Args)]
#[command(next_help_heading = INPUT)]
pub(crate) struct StringArgs {
    /// Consent strings, bare or as they are pasted: quoted, a cookie pair, a URL with
    /// `gdpr_consent`
    #[arg(display_order = 0, value_name = "STRING")]
    pub(crate) strings: Vec<OsString>,
    /// Read lines of `STRING` or `LABEL<TAB>STRING` from a file, `-` for stdin (repeatable)
    #[arg(long, short, value_name = "FILE", conflicts_with_all = ["strings", "files"], value_hint = ValueHint::FilePath)]
    pub(crate) input: Vec<PathBuf>,
    /// Take every positional argument for a file of lines
    #[arg(long)]
    pub(crate) files: bool,
    /// Accept and report faults of framing: padding, white space, `+` and `/`, percent escapes, a
    /// dot at the end, unknown segments
    #[arg(long)]
    pub(crate) lenient: bool,
    /// The longest string to read
    #[arg(long, value_name = "BYTES", default_value_t = DecodeOptions::DEFAULT_MAX_LEN)]
    pub(crate) max_length: usize,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
}

impl StringArgs {
    pub(crate) fn read_options(&self) -> DecodeOptions {
        let options = DecodeOptions::new().with_max_len(self.max_length);
        if self.lenient { options.lenient() } else { options }
    }
}

/// How many work.
#[derive(Args)]
#[command(next_help_heading = INPUT)]
pub(crate) struct JobsArgs {
    /// Number of threads; 0 for one on each core
    #[arg(long, short, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,
}

/// How records are printed.
#[derive(Args)]
#[command(next_help_heading = OUTPUT)]
pub(crate) struct FormatArgs {
    /// How to print; docs/json.md describes records
    #[arg(long, short, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdsArg {
    /// `[1, 2, 3]`
    List,
    /// `["1-3"]`
    Ranges,
}

impl From<IdsArg> for tcf_codec::json::Ids {
    fn from(ids: IdsArg) -> Self {
        match ids {
            IdsArg::List => Self::List,
            IdsArg::Ranges => Self::Ranges,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TailArg {
    /// At a whole byte, as most encoders do
    Byte,
    /// At four characters, as the reference implementation in TypeScript does
    Quad,
    /// At the next character
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
    /// The shorter one for each section
    Auto,
    #[value(name = "bitfield")]
    BitField,
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

/// The command with all that it takes and its help.
pub(crate) fn command() -> clap::Command {
    manual::laid_out(Cli::command())
}

impl Cli {
    /// Parses arguments, of which the first is the name of the command itself.
    pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, Usage> {
        let matches = command().try_get_matches_from(with_default_command(args)).map_err(Usage)?;
        Self::from_arg_matches(&matches).map_err(Usage)
    }

    /// What the options for output ask for.
    pub fn ui(&self) -> Ui {
        let choice = match self.global.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Ui::new(self.global.quiet, Colors::new(choice))
    }

    /// Is a failure reported as 0?
    pub const fn exit_zero(&self) -> bool {
        self.global.exit_zero
    }
}

/// Why there is nothing to run: wrong arguments, or help or the version was asked for.
#[derive(Debug)]
pub struct Usage(clap::Error);

impl Usage {
    /// Prints help or the version to stdout, and what is wrong with the arguments to stderr.
    pub fn report(&self) -> ExitCode {
        // If the stream is closed, there is nowhere left to report to.
        let _ = self.0.print();
        u8::try_from(self.0.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

/// Puts `decode` in front of arguments that name no command: `tcf STRING` is `tcf decode STRING`.
///
/// A word in lower-case letters is taken for a command, mistyped or not: no string of either
/// version looks like one.
fn with_default_command(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<_> = args.into_iter().collect();
    let command = Cli::command();
    // Options may come first: those that all commands have, and those of `decode`.
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
    let mut at = 1;
    while let Some(arg) = args.get(at) {
        let text = arg.to_string_lossy();
        if matches!(&*text, "-h" | "--help" | "-V" | "--version") {
            return args;
        }
        if takes_value(&text) {
            at += 2;
        } else if text.starts_with('-') && text.len() > 1 {
            at += 1;
        } else {
            break;
        }
    }
    let is_word = |text: &str| {
        text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    match args.get(at) {
        Some(first) if is_word(&first.to_string_lossy()) => {}
        // Options alone: those of `decode`, for what comes on stdin.
        None if args.len() < 2 => {}
        _ => args.insert(1, "decode".into()),
    }
    args
}
