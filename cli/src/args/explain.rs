//! Arguments of `tcf explain`.

use clap::Args;

use super::FormatArgs;

const EXAMPLES: &str = "\
Examples:
  tcf explain P011
  tcf explain li-purposes-3-6 R-PUB-FORBIDS
  tcf explain --all --format ndjson | jq -r .code";

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  could not do the work: usage, a code that does not exist

Records and their keys are described in docs/json.md.";

/// What a rule or a reason means
///
/// Rules have codes as P011, and a name; reasons, which `tcf permit` gives, begin with R-. Strings that cannot be read have the
/// codes of group S.
#[derive(Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_STATUS}"))]
pub(crate) struct ExplainArgs {
    /// The code or the name of a rule, or the code of a reason
    #[arg(value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) codes: Vec<String>,
    /// List every rule and every reason
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
