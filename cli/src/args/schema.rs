//! Arguments of `tcf schema`.

use clap::Args;

use super::manual::{self, QUESTION};
use crate::render::schema::SchemaName;

/// The JSON Schema of payloads and records
///
/// In the dialect of 2020-12. What is printed has no key but those of its schema; the payload schema takes what `tcf encode`
/// takes, as far as a schema can say it.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf schema payload > payload.schema.json
  tcf schema validate", after_long_help = manual::exit_status("done", None, ""))]
pub(crate) struct SchemaArgs {
    /// What it is the schema of
    #[arg(value_enum, value_name = "NAME", help_heading = QUESTION)]
    pub(crate) name: SchemaName,
}
