//! Command-line arguments.

pub(crate) mod audit;
mod carrier;
pub(crate) mod choices;
pub(crate) mod decide;
mod decode;
mod default_command;
mod diff;
mod encode;
mod explain;
pub(crate) mod extract;
pub(crate) mod filter;
pub(crate) mod generate;
pub(crate) mod gvl;
mod help;
mod inspect;
mod lists;
mod number;
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
use tcf_codec::DecodeOptions;

pub(crate) use carrier::{CarrierArgs, FromArg};
pub(crate) use decode::DecodeArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use encode::EncodeArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use gvl::{CheckArgs, FetchArgs, GvlArgs, GvlCommand, ShowArgs};
pub(crate) use inspect::InspectArgs;
pub(crate) use lists::{CmpListArgs, ContextArgs, ListArgs, ProviderListArgs};
pub(crate) use page::PageArgs;
pub(crate) use schema::{SchemaArg, SchemaArgs};
pub(crate) use shell::{CompletionsArgs, ManArgs};

pub(crate) use crate::render::Format;
use crate::term::Colors;
use crate::ui::Ui;
use default_command::with_default_command;
use help::{GLOBAL, INPUT, OUTPUT};

/// The greatest value of `--max-length`: 1 GiB.
const MAX_LENGTH: u64 = 1 << 30;

/// The greatest number of threads.
const MAX_JOBS: u64 = 1024;

/// The name of stdout among files.
const STDOUT: &str = "-";

/// Decode, encode, check and enforce IAB TCF consent strings
///
/// Supports TC strings of version 2 (TCF 2.0 and later) and version 1.1, GPP strings, US Privacy
/// strings and Additional Consent strings. `tcf STRING` is short for `tcf decode STRING`.
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
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = DecodeOptions::DEFAULT_MAX_LEN,
        value_parser = number::whole::<usize>(0, MAX_LENGTH),
    )]
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
    #[arg(
        long,
        short,
        value_name = "N",
        default_value_t = 0,
        value_parser = number::whole::<usize>(0, MAX_JOBS),
    )]
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

impl IdsArg {
    /// Rejects another representation in text, which has none of its own.
    pub(crate) fn check(self, format: Format) -> anyhow::Result<()> {
        if format == Format::Text && self != Self::List {
            anyhow::bail!("--ids needs --format json or ndjson");
        }
        Ok(())
    }
}

impl From<IdsArg> for tcf_codec::json::IdFormat {
    fn from(ids: IdsArg) -> Self {
        match ids {
            IdsArg::List => Self::List,
            IdsArg::Ranges => Self::Ranges,
        }
    }
}

/// The command with the layout of its help.
pub(crate) fn command() -> clap::Command {
    help::with_layout(Cli::command())
}

/// When errors of usage and help have color. They are written before arguments are known, so the
/// option is looked for.
fn usage_color(args: &[OsString]) -> clap::ColorChoice {
    const OPTION: &str = "--color";
    let args =
        || args.iter().map(|arg| arg.to_str().unwrap_or_default()).take_while(|arg| *arg != "--");
    let values = args().zip(args().skip(1)).filter_map(|(arg, next)| match arg {
        OPTION => Some(next),
        _ => None,
    });
    let joined = args().filter_map(|arg| arg.strip_prefix(OPTION)?.strip_prefix('='));
    match values.chain(joined).last() {
        Some("always") => clap::ColorChoice::Always,
        Some("never") => clap::ColorChoice::Never,
        _ => clap::ColorChoice::Auto,
    }
}

impl Cli {
    /// Parses arguments. The first is the name of the program.
    pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, Usage> {
        let args: Vec<_> = args.into_iter().collect();
        let matches = command()
            .color(usage_color(&args))
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
