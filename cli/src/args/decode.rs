//! Arguments of `tcf decode`.

use clap::Args;
use tcf_codec::{Deciseconds, SectionId};

use super::help::{self, EVALUATION, OUTPUT};
use super::{CmpListArgs, FormatArgs, IdsArg, ListArgs, ProviderListArgs, StringArgs};

/// Decode consent strings
///
/// Strings are TC, GPP, US Privacy and Additional Consent strings. `--format json` prints the
/// payload that `tcf encode` accepts.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf decode CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf decode 'https://ads.example/?gdpr=1&gdpr_consent=STRING'
  tcf decode --format ndjson --envelope --ids ranges --input partners.tsv
  tcf decode --format ndjson --envelope --column consent --pass request --input requests.csv
  tcf decode --format ndjson --input log.gz | jq .cmpId",
    after_long_help = help::exit_status_of_decoding())]
pub(crate) struct DecodeArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) providers: ProviderListArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print a single section of a GPP string, such as `tcfeuv2`, `usca` or 8. Sections 1, 2 and 6
    /// are printed as the strings they are on their own
    #[arg(
        long,
        value_name = "NAME|ID",
        value_parser = section,
        conflicts_with = "lenient",
        help_heading = OUTPUT,
    )]
    pub(crate) section: Option<SectionId>,
    /// Date as of which ages are printed: a date or an RFC 3339 time (text) [default: now]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Representation of id sets (json, ndjson)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
    /// Add `layout`, with which `tcf encode` reproduces TC and GPP strings byte for byte (json,
    /// ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) lossless: bool,
    /// Wrap each payload in a record with file, line, label and input (json, ndjson)
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
    /// Print all vendors and restrictions (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}

/// Reads the name or the id of a section of a GPP string.
fn section(text: &str) -> Result<SectionId, String> {
    let id = || text.parse().ok().and_then(SectionId::new);
    SectionId::from_name(text).or_else(id).ok_or_else(|| {
        let names: Vec<_> = SectionId::ALL.iter().filter_map(|id| id.name()).collect();
        format!("not a section of a GPP string: expected an id or one of {}", names.join(", "))
    })
}
