//! Arguments of `tcf decide`.

use clap::{Args, ValueEnum};
use tcf::{SelectionError, VendorSelector};
use tcf_codec::{CountryCode, Deciseconds, Id, PurposeId, SpecialFeatureId};
use tcf_policy::GppSid;
use tcf_policy::age::MaxAge;
use tcf_policy::decide::CustomPurposeId;
use tcf_policy::decide::us::Activity;
use tcf_policy::vocabulary::{FeatureId, SpecialPurposeId, is_country};

use super::help::{self, EVALUATION, LISTS, OUTPUT, SELECTION};
use super::{CmpListArgs, ContextArgs, FormatArgs, ListArgs, StringArgs};

/// Decide whether a vendor may process data for a purpose, and on which legal basis
///
/// A decision combines what the vendor declares in the vendor list, the publisher restrictions and
/// the bits of the string. Without the vendor list that the string names, the verdict is `unknown`
/// and the bits are still printed. Name vendors with `--vendor`, or use `--publisher` (the
/// publisher's own purposes) or `--activity` (what US sections regulate), which need no vendor
/// list. Without `--purpose` or another item option, every declared item is decided.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf decide --gvl vendor-list.json --vendor 755 STRING
  tcf decide --vendor 1-5,755 --purpose 1-4 --format ndjson --input strings.txt
  tcf decide --vendor all --purpose 7 --summary STRING
  tcf decide --publisher --purpose 8 STRING
  tcf decide --activity sale 1YNN
  tcf decide --vendor 755 --purpose 7 --basis li --quiet STRING && echo allowed",
    after_long_help = help::exit_status(
    "Every selected item is permitted; without a selection, some purpose or special purpose is",
    Some("Something is not permitted (denied, conditional, unknown or out of scope), or a string \
          could not be decoded"),
    ", no input, missing file, missing required list, invalid vendor list",
))]
#[expect(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub(crate) struct DecideArgs {
    /// Vendors: ids and ranges (`1-5,755`), names or parts of names that match one vendor,
    /// `disclosed`, `all` (repeatable)
    #[arg(
        long,
        short = 'V',
        value_name = "WHO",
        required_unless_present_any = ["publisher", "activity"],
        help_heading = SELECTION
    )]
    pub(crate) vendor: Vec<VendorSelector>,
    /// Decide on the publisher's own purposes (publisher TC segment) instead of vendors
    #[arg(
        long,
        conflicts_with_all = [
            "vendor", "special_purpose", "feature", "special_feature", "gvl", "any_gvl", "require",
            "profile", "disclosed",
        ],
        help_heading = SELECTION
    )]
    pub(crate) publisher: bool,
    /// Decide whether US sections, or a US Privacy string, permit an activity: `sale`, `sharing`,
    /// `targeted-advertising`, `sensitive:N` (category N of sensitive data) or `child:N` (group N
    /// of known children). An objection in a GPP string or in `us_privacy` beside it denies
    #[arg(
        long,
        conflicts_with_all = [
            "vendor", "publisher", "purpose", "custom_purpose", "special_purpose", "feature",
            "special_feature", "basis", "gvl", "any_gvl", "cmp_list", "require", "as_of", "gdpr",
            "profile", "ignore_policy", "disclosed", "purpose_one", "max_age", "deny_expired",
            "context",
        ],
        help_heading = SELECTION
    )]
    pub(crate) activity: Option<Activity>,
    #[command(flatten)]
    pub(crate) items: ItemArgs,
    /// Permit on this legal basis only
    #[arg(long, value_enum, help_heading = SELECTION)]
    pub(crate) basis: Option<BasisArg>,
    #[command(flatten)]
    pub(crate) strings: StringArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    #[command(flatten)]
    pub(crate) cmps: CmpListArgs,
    /// Exit 2 if a verdict is unknown because the vendor list is missing
    #[arg(long, value_enum, value_name = "LIST", help_heading = LISTS)]
    pub(crate) require: Option<RequiredList>,
    /// Evaluation date: a date or an RFC 3339 time [default: now]
    #[arg(long, value_name = "DATE", help_heading = EVALUATION)]
    pub(crate) as_of: Option<Deciseconds>,
    /// GDPR flag of the request [default: the flag found with the string, otherwise 1]
    #[arg(
        long,
        value_name = "0|1",
        value_parser = clap::builder::PossibleValuesParser::new(["0", "1"]),
        help_heading = EVALUATION,
    )]
    pub(crate) gdpr: Option<String>,
    /// GPP sections that apply to the request (`7,8`; -1: none) [default: the gpp_sid found with
    /// the string]. The GDPR applies if 2 is one of them
    #[arg(long, value_name = "ID,ID", allow_hyphen_values = true, help_heading = EVALUATION)]
    pub(crate) gpp_sid: Option<GppSid>,
    /// Rules to follow
    #[arg(long, value_enum, default_value = "spec", help_heading = EVALUATION)]
    pub(crate) profile: ProfileArg,
    /// Decide on strings that are invalid under the policies, too
    #[arg(long, help_heading = EVALUATION)]
    pub(crate) ignore_policy: bool,
    /// How to use the disclosed vendors segment of strings older than TCF 2.3
    #[arg(
        long,
        value_enum,
        value_name = "MODE",
        default_value = "strict",
        help_heading = EVALUATION
    )]
    pub(crate) disclosed: DisclosedArg,
    /// Verdict if purpose 1 was not disclosed: conditional, deny, allow, or publisher countries for
    /// which it is allowed (`DE,FR`)
    #[arg(long, value_name = "MODE", default_value = "conditional", help_heading = EVALUATION)]
    pub(crate) purpose_one: PurposeOneArg,
    /// Maximum age of a string: decisions on older ones have a note (`13 months`, `90d`, `1y`)
    /// [default: 13 months]
    #[arg(long, value_name = "AGE", help_heading = EVALUATION)]
    pub(crate) max_age: Option<MaxAge>,
    /// Deny strings that are older
    #[arg(long, help_heading = EVALUATION)]
    pub(crate) deny_expired: bool,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print the facts and all reasons of each decision (text)
    #[arg(long, short, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
    /// Print only what is permitted
    #[arg(long, conflicts_with = "summary", help_heading = OUTPUT)]
    pub(crate) brief: bool,
    /// Print counts of verdicts and reasons instead of records
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) summary: bool,
    /// Group the counts
    #[arg(long, value_enum, value_name = "KEY", requires = "summary", help_heading = OUTPUT)]
    pub(crate) by: Option<DecideBy>,
}

/// What to decide; everything that the vendor declares if nothing is selected.
#[derive(Args)]
#[command(next_help_heading = SELECTION)]
pub(crate) struct ItemArgs {
    /// Purposes
    #[arg(long, value_name = "ID,ID-ID")]
    pub(crate) purpose: Vec<IdList<PurposeId>>,
    /// Custom purposes of the publisher
    #[arg(long, value_name = "ID,ID-ID", requires = "publisher", conflicts_with = "vendor")]
    pub(crate) custom_purpose: Vec<IdList<CustomPurposeId>>,
    /// Special purposes
    #[arg(long, value_name = "ID,ID-ID")]
    pub(crate) special_purpose: Vec<IdList<SpecialPurposeId>>,
    /// Features
    #[arg(long, value_name = "ID,ID-ID")]
    pub(crate) feature: Vec<IdList<FeatureId>>,
    /// Special features
    #[arg(long, value_name = "ID,ID-ID")]
    pub(crate) special_feature: Vec<IdList<SpecialFeatureId>>,
}

/// Ids and ranges of ids.
#[derive(Clone)]
pub(crate) struct IdList<T>(pub(crate) Vec<T>);

impl<const N: usize> std::str::FromStr for IdList<Id<N>> {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        tcf::parse_ids(text).map(Self)
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DecideBy {
    /// The label of the line
    Label,
    /// The vendor
    Vendor,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RequiredList {
    /// The vendor list that each string names
    Gvl,
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
    /// The specification
    Spec,
    /// prebid-server (Go)
    Prebid,
    /// prebid-server (Java)
    PrebidJava,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DisclosedArg {
    /// A vendor that the segment does not list is not disclosed
    Strict,
    /// The segment applies only to strings of TCF 2.3 (from March 2026)
    Dated,
}

/// The value of `--purpose-one`.
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
            let country: CountryCode = code.parse().map_err(|_| {
                format!(
                    "expected conditional, deny, allow or two-letter country codes, got {code:?}"
                )
            })?;
            match country.as_str() {
                _ if is_country(country) => Ok(country),
                "AA" => Err("AA is not a country: the publisher's country is unknown".to_owned()),
                "UK" => Err("UK is not a country code; did you mean GB?".to_owned()),
                "EL" => Err("EL is not a country code; did you mean GR?".to_owned()),
                other => Err(format!("{other} is not a country code of ISO 3166-1")),
            }
        };
        text.split(',').map(country).collect::<Result<_, _>>().map(Self::Countries)
    }
}
