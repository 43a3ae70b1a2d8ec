//! Group H: what a house itself expects of strings, beyond the policies.

use std::collections::BTreeMap;

use serde::Deserialize;
use tcf_codec::{
    AnyTcString, CountryCode, Deciseconds, Field, IdSet, PurposeId, TcString, VendorId, VendorSet,
};

use super::message::Message;
use super::needs::{Need, Needs};
use super::report::{Finding, Report};
use super::rule::{Example, Rule, Source};
use super::rule_entry::RuleEntry;
use super::signals::purposes;
use super::subject::Subject;
use super::syntax::VALID;
use crate::decide::LocalPolicy;
use crate::rule_code::RuleCode;

const HOUSE: Source = Source::Secondary("the house's own settings, tcf.toml");
const VALID_EXAMPLES: &[Example] = &[Example::new(VALID)];

macro_rules! house_rules {
    ($( $code:ident $slug:literal $summary:literal $fix:literal $house:literal, )*) => {
        $(
            pub(super) static $code: RuleEntry = RuleEntry { rule: Rule {
                code: RuleCode::$code,
                slug: $slug,
                summary: $summary,
                why: "The house that runs this check expects it of strings, in its tcf.toml.",
                help: $fix,
                source: HOUSE,
                needs: Needs::of(&[Need::Expectations]),
                invalid_examples: &[Example::new(VALID).house($house)],
                valid_examples: VALID_EXAMPLES,
                ..Rule::NEW
            }, check: None };
        )*
    };
}

house_rules! {
    H001 "house-cmp" "The CMP is none of those that the house allows." "look at who wrote the string"
        "cmps = [10]",
    H002 "house-country" "The publisher's country is none of those that the house allows." "look at where the string comes from"
        "countries = [\"FR\"]",
    H003 "house-purpose-required" "A purpose that the house requires is not set." "ask the partner for the purpose"
        "require-consent-purposes = [4]",
    H004 "house-purpose-forbidden" "A purpose that the house forbids is set." "do not process for the purpose"
        "forbid-consent-purposes = [2]",
    H005 "house-vendor-required" "A vendor that the house requires has neither consent nor legitimate interest." "ask the partner to show the vendor"
        "require-vendors = [755]",
    H006 "house-vendor-forbidden" "A vendor that the house forbids has consent or legitimate interest." "do not pass data to the vendor"
        "forbid-vendors = [2]",
    H007 "house-vendor-list-too-old" "The vendor list is older than the house accepts." "ask the partner to bring its vendor list up to date"
        "oldest-vendor-list = 141",
    H008 "house-too-old" "The string is older than the house accepts." "ask the user again"
        "greatest-age-days = 30",
    H009 "house-too-long" "The string is longer than the house accepts." "look for a longer form than needed (group C)"
        "longest-string = 40",
}

/// What a house expects of strings: of all, or of those that meet conditions. What is left out is
/// not expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expectations {
    /// Condition: the label of the line; `*` at the end stands for any rest.
    pub label: Option<String>,
    /// Condition: the publisher's country is one of these.
    pub publisher_country: Vec<String>,
    /// Condition: the context that the caller gives has all of these.
    pub context: BTreeMap<String, String>,
    /// Ids of the CMPs that are allowed.
    pub cmps: Option<Vec<u16>>,
    /// Countries of publishers that are allowed.
    pub countries: Option<Vec<String>>,
    /// Purposes that must have consent.
    pub require_consent_purposes: Vec<PurposeId>,
    /// Purposes that must have legitimate interest.
    pub require_legitimate_interest_purposes: Vec<PurposeId>,
    /// Purposes that must not have consent.
    pub forbid_consent_purposes: Vec<PurposeId>,
    /// Purposes that must not have legitimate interest.
    pub forbid_legitimate_interest_purposes: Vec<PurposeId>,
    /// Vendors that must have consent or legitimate interest.
    pub require_vendors: Vec<VendorId>,
    /// Vendors that must have neither.
    pub forbid_vendors: Vec<VendorId>,
    /// The oldest version of the vendor list.
    pub oldest_vendor_list: Option<u16>,
    /// The greatest age of LastUpdated, in days.
    pub greatest_age_days: Option<u64>,
    /// The longest string, in characters.
    pub longest_string: Option<usize>,
}

impl Expectations {
    /// Do the conditions hold?
    pub fn apply_to(
        &self,
        value: &AnyTcString,
        label: Option<&str>,
        context: &BTreeMap<String, String>,
    ) -> bool {
        let country = country(value);
        let label_fits =
            self.label.as_deref().is_none_or(|wanted| match wanted.strip_suffix('*') {
                Some(start) => label.is_some_and(|label| label.starts_with(start)),
                None => label == Some(wanted),
            });
        let lists =
            |list: &[String]| list.iter().any(|code| code.eq_ignore_ascii_case(country.as_str()));
        label_fits
            && (self.publisher_country.is_empty() || lists(&self.publisher_country))
            && self.context.iter().all(|(key, value)| context.get(key) == Some(value))
    }

    /// What they forbid a decision to permit.
    pub fn local_policy(&self) -> LocalPolicy {
        let purposes = |list: &[PurposeId]| list.iter().copied().collect();
        LocalPolicy {
            consent_purposes: purposes(&self.forbid_consent_purposes),
            legitimate_interest_purposes: purposes(&self.forbid_legitimate_interest_purposes),
            vendors: vendors(&self.forbid_vendors),
        }
    }
}

fn country(value: &AnyTcString) -> CountryCode {
    match value {
        AnyTcString::V1(_) => CountryCode::AA,
        AnyTcString::V2(tc) => tc.publisher_cc,
    }
}

fn vendors(list: &[VendorId]) -> VendorSet {
    list.iter().copied().collect()
}

/// Holds a string against expectations whose conditions it meets.
pub fn check_house(subject: &Subject<'_>, expected: &Expectations) -> Vec<Finding> {
    let mut house = House { subject, expected, report: Report::new(&H001.rule, Vec::new()) };
    house.metadata();
    match &subject.decoded.value {
        AnyTcString::V1(v1) => {
            house.signals(v1.purposes_allowed, IdSet::EMPTY, v1.vendors.consents());
        }
        AnyTcString::V2(tc) => {
            let set = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
            house.signals(tc.purposes_consent, tc.purposes_li_transparency, &set);
        }
    }
    house.report.finish()
}

struct House<'a, 'b> {
    subject: &'a Subject<'b>,
    expected: &'a Expectations,
    report: Report,
}

impl House<'_, '_> {
    fn found(
        &mut self,
        rule: &'static RuleEntry,
        message: impl Into<Message>,
        field: Option<Field>,
    ) {
        self.report.rule = &rule.rule;
        let place = field.and_then(|field| self.subject.core(field));
        self.report.add(message, place);
    }

    fn metadata(&mut self) {
        let (subject, expected) = (self.subject, self.expected);
        let (cmp, list) = match &subject.decoded.value {
            AnyTcString::V1(value) => (value.cmp_id.get(), value.vendor_list_version.get()),
            AnyTcString::V2(tc) => (tc.cmp_id.get(), tc.vendor_list_version.get()),
        };
        if expected.cmps.as_ref().is_some_and(|cmps| !cmps.contains(&cmp)) {
            self.found(&H001, format_args!("CMP {cmp}"), Some(TcString::CMP_ID));
        }
        let country = country(&subject.decoded.value);
        let is_listed = |list: &Vec<String>| {
            list.iter().any(|code| code.eq_ignore_ascii_case(country.as_str()))
        };
        if expected.countries.as_ref().is_some_and(|countries| !is_listed(countries)) {
            self.found(
                &H002,
                format_args!("publisher country {country}"),
                Some(TcString::PUBLISHER_CC),
            );
        }
        if let Some(oldest) = expected.oldest_vendor_list.filter(|&oldest| list < oldest) {
            let message = format_args!("vendor list {list}, the oldest accepted is {oldest}");
            self.found(&H007, message, Some(TcString::VENDOR_LIST_VERSION));
        }
        let (_, updated) = subject.times();
        // A string from the future is not old.
        let days = subject.at.get().saturating_sub(updated.get()) / Deciseconds::PER_DAY;
        if let Some(greatest) = expected.greatest_age_days.filter(|&greatest| days > greatest) {
            let message = format_args!("{days} days old, accepted are {greatest}");
            self.found(&H008, message, Some(TcString::LAST_UPDATED));
        }
        let length = subject.text.len();
        if let Some(longest) = expected.longest_string.filter(|&longest| length > longest) {
            self.found(&H009, format_args!("{length} characters, accepted are {longest}"), None);
        }
    }

    fn signals(&mut self, consent: IdSet<24>, interest: IdSet<24>, set: &VendorSet) {
        let expected = self.expected;
        let pick = |list: &[PurposeId], set: IdSet<24>, is_set: bool| -> Vec<PurposeId> {
            list.iter().copied().filter(|&id| set.contains(id) == is_set).collect()
        };
        let (on_consent, on_interest) =
            (TcString::PURPOSES_CONSENT, TcString::PURPOSES_LI_TRANSPARENCY);
        for (rule, basis, found, field) in [
            (
                &H003,
                "consent",
                pick(&expected.require_consent_purposes, consent, false),
                on_consent,
            ),
            (
                &H003,
                "legitimate interest",
                pick(&expected.require_legitimate_interest_purposes, interest, false),
                on_interest,
            ),
            (&H004, "consent", pick(&expected.forbid_consent_purposes, consent, true), on_consent),
            (
                &H004,
                "legitimate interest",
                pick(&expected.forbid_legitimate_interest_purposes, interest, true),
                on_interest,
            ),
        ] {
            if !found.is_empty() {
                self.found(rule, format_args!("{basis} for {}", purposes(&found)), Some(field));
            }
        }
        let missing = vendors(&expected.require_vendors).difference(set);
        if !missing.is_empty() {
            self.found(&H005, missing, None);
        }
        let present = vendors(&expected.forbid_vendors).intersection(set);
        if !present.is_empty() {
            self.found(&H006, present, None);
        }
    }
}
