//! Arguments of `tcf generate`.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::Deciseconds;
use tcf_generate::Kind;

use super::manual::{self, LISTS, OUTPUT, STRINGS};
use super::{FormatArgs, IdsArg};
use crate::render::generate::Carrier;

/// Test payloads
///
/// Strings of every kind, or strings that break a rule with the findings to be expected. They
/// depend on --seed, --as-of and the lists alone; stderr says the command that makes them again.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf generate
  tcf generate --kind accept-all,reject-all,objected --count 30 --seed 7 --as-of 2026-06-01
  tcf generate --kind mixed --gvl vendor-list.json --count 100 --as url > requests.txt
  tcf generate --violate P011 --format ndjson
  tcf generate --violate all --labels | tcf validate --input -
  tcf generate --corpus conformance > cases.ndjson", after_long_help = manual::exit_status(
    "done",
    None,
    ", a missing file, no such string on that date or with these lists",
))]
pub(crate) struct GenerateArgs {
    /// What the strings are like; several take turns
    #[arg(
        long,
        short,
        value_name = "KIND",
        value_delimiter = ',',
        default_value = "mixed",
        help_heading = STRINGS
    )]
    pub(crate) kind: Vec<KindArg>,
    /// Break these rules (codes, slugs), those of a group (its letter), or `all`; what no string
    /// can break is left out of a group
    #[arg(long, value_name = "CODE", value_delimiter = ',', conflicts_with = "kind", help_heading = STRINGS)]
    pub(crate) violate: Vec<String>,
    /// Print a corpus of named cases instead: each on a line what a reader must make of a text
    #[arg(long, value_enum, conflicts_with_all = ["kind", "violate", "count", "seed", "as_of", "gvl", "cmp_list", "handed", "labels", "ids"], help_heading = STRINGS)]
    pub(crate) corpus: Option<CorpusArg>,
    /// How many strings; with --violate, for each rule
    #[arg(long, short = 'n', value_name = "N", default_value_t = 1, help_heading = STRINGS)]
    pub(crate) count: u64,
    /// Strings of the same seed are the same; drawn if left out
    #[arg(long, value_name = "NUMBER", help_heading = STRINGS)]
    pub(crate) seed: Option<u64>,
    /// The date on which they are to be valid: a date or an RFC 3339 time; today if left out
    #[arg(long, value_name = "DATE", help_heading = STRINGS)]
    pub(crate) as_of: Option<Deciseconds>,
    /// A vendor list, or a folder of them (repeatable): the strings name the newest that was
    /// published by then, and say what its vendors may ask; vendors are made up if left out
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath, help_heading = LISTS)]
    pub(crate) gvl: Vec<PathBuf>,
    /// The CMP list: the strings come from CMPs that are registered
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) cmp_list: Option<PathBuf>,
    /// What is handed to a partner
    #[arg(long = "as", value_enum, value_name = "FORM", default_value = "string", help_heading = OUTPUT)]
    pub(crate) handed: Carrier,
    /// Put the kind, or the code of the broken rule, as a label in front of each string (text)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) labels: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// How sets of ids are written in payloads
    #[arg(long, value_enum, default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
}

/// A kind, or all of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindArg {
    All,
    One(Kind),
}

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<KindArg>> = LazyLock::new(|| {
            let kinds = Kind::ALL.into_iter().map(KindArg::One);
            kinds.chain([KindArg::All]).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::All => PossibleValue::new("all").help("Every kind in turn"),
            Self::One(kind) => PossibleValue::new(kind.name()).help(kind.about()),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorpusArg {
    /// The conformance corpus, for any implementation
    Conformance,
}
