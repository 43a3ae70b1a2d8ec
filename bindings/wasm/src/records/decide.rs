//! Decisions on vendors.

use serde::{Deserialize, Serialize};
use tcf::tcf_codec::{AnyTcString, CountryCode, VendorId};
use tcf::tcf_policy::GppSid;
use tcf::tcf_policy::decide::{Decision, DisclosedMode, Profile, PurposeOne, Query, Verdict};
use tcf::tcf_policy::gvl::{Gvl, ListKey};
use tcf::tcf_policy::vocabulary::{Item, LegalBasis};
use tcf::{GvlRef, InputNote, NoVendors, RequestFlags, TcSignal, VendorDecisions, VendorSelector};

use super::lists::{ListSet, Used};
use super::options::{date, inputs, parse};
use super::{JsonList, fault, json};

/// How is decided.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "options of the caller")]
struct DecideOptions {
    as_of: String,
    /// As in `--vendor`: ids, ranges, names, `disclosed`, `all`.
    vendors: String,
    #[serde(default)]
    purposes: Vec<u8>,
    #[serde(default)]
    special_purposes: Vec<u8>,
    #[serde(default)]
    features: Vec<u8>,
    #[serde(default)]
    special_features: Vec<u8>,
    #[serde(default)]
    profile: ProfileName,
    gdpr: Option<bool>,
    gpp_sid: Option<String>,
    #[serde(default)]
    ignore_policy: bool,
    #[serde(default)]
    disclosed: DisclosedName,
    purpose_one: Option<PurposeOneName>,
    basis: Option<BasisName>,
    #[serde(default)]
    deny_expired: bool,
    #[serde(default)]
    brief: bool,
    #[serde(default)]
    any_gvl: bool,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    pasted: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ProfileName {
    #[default]
    Spec,
    Prebid,
    PrebidJava,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DisclosedName {
    #[default]
    Strict,
    Dated,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BasisName {
    Consent,
    Li,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum PurposeOneName {
    Rule(PurposeOneRule),
    Countries(Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PurposeOneRule {
    Conditional,
    Deny,
    Allow,
}

impl DecideOptions {
    fn items(&self) -> Result<Vec<Item>, String> {
        let mut items = Vec::new();
        let invalid = |error: &dyn std::fmt::Display| fault("options", &error);
        for &id in &self.purposes {
            items.push(Item::Purpose(id.try_into().map_err(|error| invalid(&error))?));
        }
        for &id in &self.special_purposes {
            items.push(Item::SpecialPurpose(id.try_into().map_err(|error| invalid(&error))?));
        }
        for &id in &self.features {
            items.push(Item::Feature(id.try_into().map_err(|error| invalid(&error))?));
        }
        for &id in &self.special_features {
            items.push(Item::SpecialFeature(id.try_into().map_err(|error| invalid(&error))?));
        }
        Ok(items)
    }

    fn countries(&self) -> Result<Vec<CountryCode>, String> {
        let Some(PurposeOneName::Countries(countries)) = &self.purpose_one else {
            return Ok(Vec::new());
        };
        let code = |text: &String| text.parse().map_err(|error| fault("options", &error));
        countries.iter().map(code).collect()
    }

    const fn profile(&self) -> Profile {
        match self.profile {
            ProfileName::Spec => Profile::Specification,
            ProfileName::Prebid => Profile::Prebid,
            ProfileName::PrebidJava => Profile::PrebidJava,
        }
    }

    fn query<'a>(
        &self,
        flags: &'a RequestFlags,
        countries: &'a [CountryCode],
        lists: &'a ListSet,
    ) -> Result<Query<'a>, String> {
        Ok(Query {
            profile: self.profile(),
            gdpr: flags.gdpr,
            gpp_sid: Some(&flags.gpp_sid),
            cmps: lists.cmps.as_ref(),
            newest: lists.newest(),
            ignore_policy: self.ignore_policy,
            disclosed: match self.disclosed {
                DisclosedName::Strict => DisclosedMode::Strict,
                DisclosedName::Dated => DisclosedMode::Dated,
            },
            purpose_one: match self.purpose_one {
                None | Some(PurposeOneName::Rule(PurposeOneRule::Conditional)) => {
                    PurposeOne::Conditional
                }
                Some(PurposeOneName::Rule(PurposeOneRule::Deny)) => PurposeOne::Deny,
                Some(PurposeOneName::Rule(PurposeOneRule::Allow)) => PurposeOne::Allow,
                Some(PurposeOneName::Countries(_)) => PurposeOne::AllowIn(countries),
            },
            basis: self.basis.map(|basis| match basis {
                BasisName::Consent => LegalBasis::Consent,
                BasisName::Li => LegalBasis::LegitimateInterest,
            }),
            deny_expired: self.deny_expired,
            ..Query::new(date(&self.as_of)?)
        })
    }
}

/// A string with everything that decisions on it need.
struct Case<'a> {
    input: tcf::Input<'a>,
    notes: Vec<InputNote>,
    flags: RequestFlags,
}

impl<'a> Case<'a> {
    fn of(text: &'a str, options: &DecideOptions) -> Result<Self, String> {
        let gpp_sid: Option<GppSid> = options
            .gpp_sid
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| fault("options", &format_args!("gppSid: {error}")))?;
        let mut notes = Vec::new();
        let inputs = inputs(text, options.pasted, options.lenient, false);
        let flags = inputs.request_flags(options.gdpr, gpp_sid.as_ref(), &mut notes);
        let input = inputs.into_vendor_signal(options.profile(), &mut notes);
        Ok(Self { input, notes, flags })
    }
}

fn vendors(
    value: &AnyTcString,
    selector: &str,
    gvl: Option<&Gvl>,
) -> Result<Result<Vec<VendorId>, NoVendors>, String> {
    let selector: VendorSelector =
        selector.parse().map_err(|error| fault("options", &format_args!("vendors: {error}")))?;
    Ok(selector.ids(value, gvl))
}

/// The decisions on vendors, one record for each.
pub fn decide(text: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let options: DecideOptions = parse(options)?;
    let (items, countries) = (options.items()?, options.countries()?);
    let Case { input, notes, flags } = Case::of(text, &options)?;
    let mut records = JsonList::default();
    let value = match input.decode_tc_string() {
        Ok(decoded) => decoded.value,
        Err(failure) => {
            records.push(&failure)?;
            return Ok(records.finish());
        }
    };
    let Ok(named) = ListKey::named_by(&value);
    let used = lists.find(named, options.any_gvl);
    let used = used.as_ref().map(Used::as_used);
    let gvl = used.map(|used| used.gvl);
    let query = options.query(&flags, &countries, lists)?;
    match vendors(&value, &options.vendors, gvl)? {
        Ok(vendors) => {
            for vendor in vendors {
                let Ok(decided) = VendorDecisions::decide(&value, gvl, vendor, &items, &query);
                if options.brief {
                    records.push(&decided.brief(input.origin))?;
                } else {
                    records.push(&decided.record(input.head(), used, &notes))?;
                }
            }
        }
        Err(error) => records.push(&error.record(input.head()))?,
    }
    Ok(records.finish())
}

/// The verdicts on many vendors, as short as possible.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Matrix<'a> {
    gvl: Option<GvlRef>,
    /// The list that the string names.
    named: Option<NamedList>,
    notes: &'a [InputNote],
    vendors: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct NamedList {
    specification: u8,
    version: u16,
}

/// A vendor with its verdicts: the ids of each kind, and a letter for each id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: u16,
    name: Option<&'a str>,
    transmit: bool,
    purposes: Cells,
    special_purposes: Cells,
    features: Cells,
    special_features: Cells,
}

/// Ids and their letters: `C` permitted on consent, `L` on legitimate interest, `P` permitted, `x`
/// denied, `c` conditional, `?` unknown, `o` out of scope.
type Cells = (Vec<u8>, String);

fn letter(decision: &Decision) -> char {
    match decision.verdict {
        Verdict::Permit => match decision.basis() {
            Some(LegalBasis::Consent) => 'C',
            Some(LegalBasis::LegitimateInterest) => 'L',
            _ => 'P',
        },
        Verdict::Deny => 'x',
        Verdict::Conditional => 'c',
        Verdict::Unknown => '?',
        Verdict::OutOfScope => 'o',
    }
}

/// The verdicts on many vendors; `null` for a string without vendors.
pub fn matrix(text: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let options: DecideOptions = parse(options)?;
    let countries = options.countries()?;
    let Case { input, notes, flags } = Case::of(text, &options)?;
    let Ok(TcSignal { value, .. }) = input.decode_tc_string() else {
        return Ok("null".to_owned());
    };
    let Ok(named) = ListKey::named_by(&value);
    let used = lists.find(named, options.any_gvl);
    let used = used.as_ref().map(Used::as_used);
    let gvl = used.map(|used| used.gvl);
    let query = options.query(&flags, &countries, lists)?;
    let mut rows = Vec::new();
    for vendor in vendors(&value, &options.vendors, gvl)?.unwrap_or_default() {
        let Ok(decided) = VendorDecisions::decide(&value, gvl, vendor, &[], &query);
        let name = gvl.and_then(|gvl| gvl.vendor(vendor)).map(|vendor| vendor.name.as_str());
        let mut row = Row {
            id: vendor.get(),
            name,
            transmit: decided.transmit,
            purposes: Cells::default(),
            special_purposes: Cells::default(),
            features: Cells::default(),
            special_features: Cells::default(),
        };
        for decision in &decided.decisions {
            let (ids, letters) = match decision.item {
                Item::Purpose(_) => &mut row.purposes,
                Item::SpecialPurpose(_) => &mut row.special_purposes,
                Item::Feature(_) => &mut row.features,
                Item::SpecialFeature(_) => &mut row.special_features,
            };
            ids.push(decision.item.id());
            letters.push(letter(decision));
        }
        rows.push(row);
    }
    json(&Matrix {
        gvl: used.map(GvlRef::from),
        named: named
            .map(|key| NamedList { specification: key.specification, version: key.version }),
        notes: &notes,
        vendors: rows,
    })
}
