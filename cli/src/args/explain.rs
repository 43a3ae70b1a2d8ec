//! Arguments of `tcf explain`.

use clap::Args;

use super::FormatArgs;
use super::manual::{self, QUESTION};

/// What a rule or a reason means
///
/// Rules have codes as P011, and a name; reasons, which `tcf decide` gives, begin with R-. Strings
/// that cannot be read have the codes of group S.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf explain P011
  tcf explain li-purposes-3-6 R-PUB-FORBIDS
  tcf explain --all --format ndjson | jq -r .code",
    after_long_help = manual::exit_status("done", None, ", a code that does not exist"))]
pub(crate) struct ExplainArgs {
    /// The code or the name of a rule, or the code of a reason
    #[arg(value_name = "CODE", required_unless_present = "all", conflicts_with = "all", help_heading = QUESTION)]
    pub(crate) codes: Vec<String>,
    /// List every rule and every reason
    #[arg(long, help_heading = QUESTION)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
