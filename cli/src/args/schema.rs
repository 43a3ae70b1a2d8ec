//! Arguments of `tcf schema`.

use clap::{Args, ValueEnum};

use super::manual::{self, QUESTION};

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

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// What `tcf decode` prints and `tcf encode` takes
    Payload,
    /// How a string was written, the `layout` of a payload
    Layout,
    /// The record of a string that could not be read
    Error,
    /// A record of `tcf decode --envelope`
    Decode,
    /// A record of `tcf encode --envelope`
    Encode,
    /// A record of `tcf inspect`
    Inspect,
    /// One of the findings of `tcf validate`
    Finding,
    /// A record of `tcf validate`
    Validate,
    /// The record of `tcf validate --summary`
    ValidateSummary,
    /// One of the decisions of `tcf permit`
    Decision,
    /// A record of `tcf permit`
    Permit,
    /// A record of `tcf permit --brief`
    PermitBrief,
    /// The record of `tcf permit --summary`
    PermitSummary,
    /// The record of `tcf diff`
    Diff,
    /// A record of `tcf generate`
    Generate,
    /// A file of the conformance corpus: a list of cases, as `tcf generate --corpus conformance` prints them
    Conformance,
}
