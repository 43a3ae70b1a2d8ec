//! Local expectations: an `[[expect]]` table of `tcf.toml`.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error};
use tcf_codec::{AnyTcString, CountryCode, PurposeId, VendorId, VendorSet};

use super::country::{countries, some_countries};
use super::permits::RequiredPermits;
use crate::decide::LocalPolicy;

/// Local expectations, and what their conditions depend on besides the string.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalExpectations<'a> {
    /// The expectations.
    pub expectations: &'a [Expectations],
    /// The label of the string.
    pub label: Option<&'a str>,
    /// The context of the caller.
    pub context: Option<&'a BTreeMap<String, String>>,
}

/// What is expected of strings, in addition to the policies. Conditions select the strings; absent
/// keys expect nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expectations {
    /// Condition: the label of the string; a trailing `*` matches any rest.
    pub label: Option<String>,
    /// Condition: PublisherCC is one of these countries.
    #[serde(deserialize_with = "countries")]
    pub publisher_country: Vec<CountryCode>,
    /// Condition: the context of the caller contains all of these.
    pub context: BTreeMap<String, String>,
    /// Ids of the expected CMPs.
    #[serde(deserialize_with = "cmps")]
    pub cmps: Option<Vec<u16>>,
    /// Expected countries of publishers.
    #[serde(deserialize_with = "some_countries")]
    pub countries: Option<Vec<CountryCode>>,
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
    /// Vendors that must be permitted to process data for purposes.
    pub require_permits: Vec<RequiredPermits>,
    /// Vendors that must not have consent or legitimate interest.
    pub forbid_vendors: Vec<VendorId>,
    /// The oldest version of the vendor list.
    pub oldest_vendor_list: Option<u16>,
    /// The maximum age of LastUpdated, in days.
    pub greatest_age_days: Option<u64>,
    /// The maximum length of the string, in characters.
    pub longest_string: Option<usize>,
}

impl Expectations {
    /// Whether nothing is expected, whatever the conditions.
    pub fn is_empty(&self) -> bool {
        let (label, publisher_country, context) = (None, Vec::new(), BTreeMap::new());
        Self { label, publisher_country, context, ..self.clone() } == Self::default()
    }

    /// Whether the conditions hold for a string.
    pub fn apply_to(
        &self,
        value: &AnyTcString,
        label: Option<&str>,
        context: &BTreeMap<String, String>,
    ) -> bool {
        self.conditions_hold(country(value), label, |key| context.get(key).map(String::as_str))
    }

    /// Whether the conditions hold for a string of a publisher in a country, with a label and the
    /// values of a context. A version 1 string names no country: it is [`CountryCode::AA`].
    ///
    /// ```
    /// use tcf_codec::CountryCode;
    /// use tcf_policy::rules::Expectations;
    /// let mut minors = Expectations::default();
    /// minors.context.insert("child".to_owned(), "true".to_owned());
    /// let holds = |child| {
    ///     minors.conditions_hold(CountryCode::AA, None, |key| (key == "child").then_some(child))
    /// };
    /// assert!(holds("true") && !holds("false"));
    /// ```
    pub fn conditions_hold<'c>(
        &self,
        country: CountryCode,
        label: Option<&str>,
        context: impl Fn(&str) -> Option<&'c str>,
    ) -> bool {
        let label_fits =
            self.label.as_deref().is_none_or(|wanted| match wanted.strip_suffix('*') {
                Some(start) => label.is_some_and(|label| label.starts_with(start)),
                None => label == Some(wanted),
            });
        label_fits
            && (self.publisher_country.is_empty() || self.publisher_country.contains(&country))
            && self.context.iter().all(|(key, value)| context(key) == Some(value))
    }

    /// What decisions must not permit.
    pub fn local_policy(&self) -> LocalPolicy {
        let purposes = |list: &[PurposeId]| list.iter().copied().collect();
        LocalPolicy {
            consent_purposes: purposes(&self.forbid_consent_purposes),
            legitimate_interest_purposes: purposes(&self.forbid_legitimate_interest_purposes),
            vendors: vendors(&self.forbid_vendors),
        }
    }
}

/// Deserializes CMP ids. A string has some CMP, so that an empty list is a mistake.
fn cmps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u16>>, D::Error> {
    match Vec::deserialize(deserializer)? {
        cmps if cmps.is_empty() => Err(D::Error::custom("expected at least one CMP id")),
        cmps => Ok(Some(cmps)),
    }
}

pub(super) fn country(value: &AnyTcString) -> CountryCode {
    match value {
        AnyTcString::V1(_) => CountryCode::AA,
        AnyTcString::V2(tc) => tc.publisher_cc,
    }
}

pub(super) fn vendors(list: &[VendorId]) -> VendorSet {
    list.iter().copied().collect()
}
