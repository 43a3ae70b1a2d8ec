//! Arguments of `tcf schema`.

use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use tcf::schema::SchemaName;

use super::manual::{self, QUESTION};

/// The JSON Schema of payloads and records
///
/// In the dialect of 2020-12. What is printed has no key but those of its schema; the payload
/// schema takes what `tcf encode` takes, as far as a schema can say it.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf schema payload > payload.schema.json
  tcf schema validate", after_long_help = manual::exit_status("done", None, ""))]
pub(crate) struct SchemaArgs {
    /// What it is the schema of
    #[arg(value_enum, value_name = "NAME", help_heading = QUESTION)]
    pub(crate) name: SchemaArg,
}

/// What a schema is of.
#[derive(Clone, Copy)]
pub(crate) enum SchemaArg {
    Record(SchemaName),
    /// A file of the conformance corpus.
    Conformance,
}

impl ValueEnum for SchemaArg {
    fn value_variants<'a>() -> &'a [Self] {
        static VARIANTS: LazyLock<Vec<SchemaArg>> = LazyLock::new(|| {
            let records = SchemaName::ALL.iter().copied().map(SchemaArg::Record);
            records.chain([SchemaArg::Conformance]).collect()
        });
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Record(name) => PossibleValue::new(name.name()).help(name.about()),
            Self::Conformance => PossibleValue::new("conformance").help(
                "A file of the conformance corpus: a list of cases, as `tcf generate --corpus conformance` prints them",
            ),
        })
    }
}
