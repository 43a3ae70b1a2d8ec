//! Arguments of `tcf inspect`.

use clap::Args;

use super::help::{self, OUTPUT};
use super::{CmpListArgs, FormatArgs, IdsArg, ListArgs, SettingsNoteArgs, StringArgs};

/// Show every bit of a string
///
/// Prints segments, fields, offsets, raw bits and values. US Privacy and Additional Consent strings
/// are printed by character. An invalid string is printed up to the bit where decoding stopped, and
/// that position is marked. In a GPP string, the other sections are printed too.
///
/// With --size, explains the length of the string instead: what each part takes, what the shortest
/// encoding takes, and with a vendor list what `tcf encode --compact` reaches.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf inspect CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA
  tcf inspect --size --gvl vendor-list.json STRING
  tcf inspect --format ndjson STRING | jq -r .field",
    after_long_help = help::exit_status_of_decoding())]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Explain the length of the string
    #[arg(long, conflicts_with = "ids", help_heading = OUTPUT)]
    pub(crate) size: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Representation of id sets (json, ndjson)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "list", help_heading = OUTPUT)]
    pub(crate) ids: IdsArg,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}
