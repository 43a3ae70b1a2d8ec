//! Arguments of `tcf generate`.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::Deciseconds;
use tcf_generate::Kind;

use super::help::{self, EVENTS, LISTS, OUTPUT, STRINGS};
use super::number;
use super::{FormatArgs, IdsArg};
use crate::render::generate::Carrier;

/// Generate test strings, payloads and event logs
///
/// Generates TC, GPP, US Privacy or Additional Consent strings of a kind, or strings that violate a
/// rule together with the expected findings; or an event log with planted faults.
/// The output depends only on --seed, --as-of and the lists. The command that reproduces it is
/// printed to stderr.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf generate
  tcf generate --kind accept-all,reject-all,objected --count 30 --seed 7 --as-of 2026-06-01
  tcf generate --kind mixed --gvl vendor-list.json --count 100 --as url > requests.txt
  tcf generate --kind gpp-us-state --count 20
  tcf generate --kind gpp-opted-out,usp --as url
  tcf generate --violate P011 --format ndjson
  tcf generate --violate all --labels | tcf validate --input -
  tcf generate --corpus conformance > cases.ndjson
  tcf generate --events --count 10000 --seed 7 --as-of 2026-06-01 --dir log",
    after_long_help = help::exit_status(
    "Success",
    None,
    ", missing file, no such string for this date and these lists",
))]
pub(crate) struct GenerateArgs {
    /// Kinds of strings, generated in turn
    #[arg(
        long,
        short,
        value_name = "KIND",
        value_delimiter = ',',
        default_value = "mixed",
        help_heading = STRINGS
    )]
    pub(crate) kind: Vec<KindArg>,
    /// Violate rules (codes or slugs), the rules of a group (its letter), or `all`; in a group,
    /// rules that no string alone can violate are skipped. With --events: faults to plant, by the
    /// codes of audit checks [default: all]
    #[arg(
        long,
        value_name = "CODE",
        value_delimiter = ',',
        conflicts_with = "kind",
        help_heading = STRINGS,
    )]
    pub(crate) violate: Vec<String>,
    /// Print a corpus of named test cases instead, one per line
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        conflicts_with_all = [
            "kind",
            "violate",
            "count",
            "seed",
            "as_of",
            "gvl",
            "cmp_list",
            "carrier",
            "labels",
            "ids",
        ],
        help_heading = STRINGS,
    )]
    pub(crate) corpus: Option<CorpusArg>,
    /// Generate an event log for `tcf audit` instead: JSON lines with visits,
    /// choices, objections and planted faults
    #[arg(
        long,
        conflicts_with_all = ["kind", "corpus", "carrier", "labels", "ids"],
        help_heading = EVENTS,
    )]
    pub(crate) events: bool,
    /// Share of calls with a fault, in percent
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 5,
        value_parser = number::whole::<u64>(0, 100),
        requires = "events",
        help_heading = EVENTS,
    )]
    pub(crate) faults: u64,
    /// Write the log to a directory, as events.ndjson, with the files that go with it:
    /// choices.ndjson, hosts.csv, vendor-list.json (without --gvl), and expected.ndjson with what
    /// an audit must report
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "events",
        help_heading = EVENTS)]
    pub(crate) dir: Option<PathBuf>,
    /// Number of strings (with --violate, per rule) or of events [default: 1; events: 1000]
    #[arg(
        long,
        short = 'n',
        value_name = "N",
        value_parser = number::whole::<u64>(0, u64::MAX),
        help_heading = STRINGS,
    )]
    pub(crate) count: Option<u64>,
    /// Seed [default: random]
    #[arg(
        long,
        value_name = "NUMBER",
        value_parser = number::whole::<u64>(0, u64::MAX),
        help_heading = STRINGS,
    )]
    pub(crate) seed: Option<u64>,
    /// Date on which the strings are valid: a date or an RFC 3339 time [default: today]
    #[arg(long, value_name = "DATE", help_heading = STRINGS)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Vendor list file or directory; repeatable. Strings name the newest list that was published
    /// by --as-of and use its vendors [default: synthetic vendors]
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath, help_heading = LISTS)]
    pub(crate) gvl: Vec<PathBuf>,
    /// CMP list: use registered CMPs
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) cmp_list: Option<PathBuf>,
    /// Form in which the string is printed
    #[arg(
        long = "as",
        value_enum,
        value_name = "FORM",
        default_value = "string",
        help_heading = OUTPUT,
    )]
    pub(crate) carrier: Carrier,
    /// Prefix each string with its kind or rule as a label (text)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) labels: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Representation of id sets in payloads
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
}

/// A kind, or several of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindArg {
    One(Kind),
    Tc,
    Gpp,
    All,
}

impl KindArg {
    /// The kinds.
    pub(crate) fn kinds(self) -> Vec<Kind> {
        match self {
            Self::One(kind) => vec![kind],
            Self::Tc => Kind::TC.to_vec(),
            Self::Gpp => Kind::GPP.to_vec(),
            Self::All => Kind::all().collect(),
        }
    }

    /// Whether kinds that are impossible are skipped.
    pub(crate) const fn is_several(self) -> bool {
        !matches!(self, Self::One(_))
    }
}

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<KindArg>> = LazyLock::new(|| {
            let kinds = Kind::all().map(KindArg::One);
            kinds.chain([KindArg::Tc, KindArg::Gpp, KindArg::All]).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Tc => PossibleValue::new("tc").help("Every kind of TC string"),
            Self::Gpp => PossibleValue::new("gpp").help("Every kind of GPP string"),
            Self::All => PossibleValue::new("all").help("Every kind"),
            Self::One(kind) => PossibleValue::new(kind.name()).help(kind.description()),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorpusArg {
    /// The conformance corpus for decoders
    Conformance,
}
