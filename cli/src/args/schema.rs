//! Arguments of `tcf schema`.

use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use tcf::schema::SchemaName;

use super::help::{self, ARGUMENTS};

/// Print the JSON Schema of a payload or record
///
/// The dialect is 2020-12. Output has only the keys of its schema. The payload schema accepts what
/// `tcf encode` accepts, except for constraints that JSON Schema cannot express.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf schema payload > payload.schema.json
  tcf schema validate",
    after_long_help = help::exit_status("Success", None, ""))]
pub(crate) struct SchemaArgs {
    /// Payload or record
    #[arg(value_enum, value_name = "NAME", help_heading = ARGUMENTS)]
    pub(crate) name: SchemaArg,
}

/// What a schema describes.
#[derive(Clone, Copy)]
pub(crate) enum SchemaArg {
    Record(SchemaName),
    /// A file of the conformance corpus, or a case.
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
            Self::Conformance => PossibleValue::new("conformance")
                .help("A file of the conformance corpus, or one of its cases"),
        })
    }
}
