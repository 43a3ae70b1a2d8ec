//! Arguments of `tcf decide`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::{CountryCode, Deciseconds, PurposeId, SpecialFeatureId};
use tcf_policy::vocabulary::{FeatureId, SpecialPurposeId};

use super::manual::{self, JUDGING, LISTS, OUTPUT, QUESTION};
use super::{ContextArgs, FormatArgs, ListArgs, StringArgs};

/// May a vendor process for a purpose, on which legal basis, and why?
///
/// Tells declared basis (vendor list), effective basis (after publisher restrictions) and
/// established basis (the bits) apart. Without the vendor list that the string names it shows the
/// bits and says `unknown`.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf decide --gvl vendor-list.json --vendor 755 STRING
  tcf decide --vendor 1,2,755 --purpose 1,2 --format ndjson --input strings.txt
  tcf decide --vendor all --purpose 7 --summary STRING
  tcf decide --vendor 755 --purpose 7 --basis li --quiet STRING && echo allowed", after_long_help = manual::exit_status(
    "every item asked for is permitted; without a selection: some purpose or special purpose is",
    Some("something is not permitted (conditional, unknown and out of scope are not), or a string could not be read"),
    ", no input, a missing file, a vendor list that does not parse",
))]
pub(crate) struct DecideArgs {
    /// Vendors: an id, several (`1,2,755`), a name or part of one that fits one vendor, `disclosed`
    /// or `all`
    #[arg(long, short = 'V', value_name = "WHO", help_heading = QUESTION)]
    pub(crate) vendor: String,
    #[command(flatten)]
    pub(crate) items: ItemArgs,
    /// Permit on this basis only
    #[arg(long, value_enum, help_heading = QUESTION)]
    pub(crate) basis: Option<BasisArg>,
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// The CMP list, to refuse strings of deleted platforms
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = LISTS)]
    pub(crate) cmp_list: Option<PathBuf>,
    /// The "as of" date: a date or an RFC 3339 time; now if left out
    #[arg(long, value_name = "DATE", help_heading = JUDGING)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Does GDPR apply, by the flag that came with the string? Taken for yes if left out
    #[arg(long, value_name = "0|1", value_parser = clap::builder::PossibleValuesParser::new(["0", "1"]), help_heading = JUDGING)]
    pub(crate) gdpr: Option<String>,
    /// Whose reading of the policies
    #[arg(long, value_enum, default_value = "spec", help_heading = JUDGING)]
    pub(crate) profile: ProfileArg,
    /// Go on with strings that are invalid under the policies
    #[arg(long, help_heading = JUDGING)]
    pub(crate) ignore_policy: bool,
    /// How disclosed vendors count in strings from before TCF 2.3
    #[arg(long, value_enum, default_value = "strict", help_heading = JUDGING)]
    pub(crate) disclosed: DisclosedArg,
    /// What to do where purpose 1 was not disclosed: conditional, deny, allow, or countries for
    /// whose publishers to allow it
    #[arg(long, value_name = "WHAT", default_value = "conditional", help_heading = JUDGING)]
    pub(crate) purpose_one: PurposeOneArg,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print for each vendor only what is permitted
    #[arg(long, conflicts_with = "summary", help_heading = OUTPUT)]
    pub(crate) brief: bool,
    /// Print counts of verdicts and reasons instead of records
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) summary: bool,
    /// Count for each label or vendor apart
    #[arg(long, value_enum, requires = "summary", help_heading = OUTPUT)]
    pub(crate) by: Option<DecideBy>,
}

/// What is asked about; everything that the vendor declares if nothing is selected.
#[derive(Args)]
#[command(next_help_heading = QUESTION)]
pub(crate) struct ItemArgs {
    /// Purposes
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub(crate) purpose: Vec<PurposeId>,
    /// Special purposes
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub(crate) special_purpose: Vec<SpecialPurposeId>,
    /// Features
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub(crate) feature: Vec<FeatureId>,
    /// Special features
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub(crate) special_feature: Vec<SpecialFeatureId>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DecideBy {
    /// The label of the line
    Label,
    /// The vendor
    Vendor,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum BasisArg {
    /// Consent
    Consent,
    /// Legitimate interest
    Li,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArg {
    /// The specification's
    Spec,
    /// That of prebid-server, to see why a partner decided otherwise
    Prebid,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DisclosedArg {
    /// A vendor that the segment does not list is not disclosed, whatever the date
    Strict,
    /// The segment counts in strings of TCF 2.3 (from March 2026) only
    Dated,
}

/// What `--purpose-one` says.
#[derive(Clone)]
pub(crate) enum PurposeOneArg {
    Conditional,
    Deny,
    Allow,
    Countries(Vec<CountryCode>),
}

impl std::str::FromStr for PurposeOneArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "conditional" => return Ok(Self::Conditional),
            "deny" => return Ok(Self::Deny),
            "allow" => return Ok(Self::Allow),
            _ => {}
        }
        let country = |code: &str| {
            let code = code.trim();
            code.parse().map_err(|_| {
                format!(
                    "{code:?} is none of conditional, deny, allow, and no country of two letters"
                )
            })
        };
        text.split(',').map(country).collect::<Result<_, _>>().map(Self::Countries)
    }
}
