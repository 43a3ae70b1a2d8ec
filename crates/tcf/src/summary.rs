//! Records of counts over many strings.

use serde::ser::{Serialize, Serializer};
use tcf_codec::json::{Ids, vendor_ids};
use tcf_codec::{Deciseconds, VendorId, VendorSet};
use tcf_policy::rules::{RuleCode, Severity, Skipped};
use tcf_policy::vocabulary::LegalBasis;

/// The record of decisions, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionSummary<'a> {
    /// The counts of each group.
    pub summary: Vec<DecisionGroup<'a>>,
}

/// Decisions of a group, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionGroup<'a> {
    /// The label of the group, null for strings without one; absent if groups are not labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::text_or_null"))]
    pub label: Option<Option<&'a str>>,
    /// The vendor of the group; absent if groups are not vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::vendor"))]
    pub vendor: Option<VendorId>,
    /// Number of vendors under strings.
    pub records: u64,
    /// Number of them to which data may be passed.
    pub transmit: u64,
    /// Number of strings that could not be decoded.
    pub failed: u64,
    /// The counts of verdicts.
    pub verdicts: Vec<VerdictCount<'a>>,
    /// The counts of reasons.
    pub reasons: Vec<ReasonCount<'a>>,
}

/// A verdict, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerdictCount<'a> {
    /// The verdict.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
    /// The basis of a permit.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub basis: Option<LegalBasis>,
    /// Number of decisions.
    pub decisions: u64,
    /// The vendors.
    pub vendors: Vendors<'a>,
}

/// A reason, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonCount<'a> {
    /// The code of the reason.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::reason_code"))]
    pub code: &'static str,
    /// Number of decisions.
    pub decisions: u64,
    /// The vendors.
    pub vendors: Vendors<'a>,
}

/// A set of vendors, as ranges.
#[derive(Clone, Copy, Debug)]
pub struct Vendors<'a>(pub &'a VendorSet);

impl Serialize for Vendors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        vendor_ids(self.0, Ids::Ranges).serialize(serializer)
    }
}

/// The record of findings, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingSummary<'a> {
    /// The date of the check.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Time"))]
    pub as_of: Deciseconds,
    /// The counts of each group.
    pub summary: Vec<FindingGroup<'a>>,
}

/// Findings of a group, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingGroup<'a> {
    /// The label of the group; absent for strings without one, and if groups are not labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// Number of strings.
    pub strings: u64,
    /// Number of valid strings.
    pub valid: u64,
    /// The counts of codes.
    pub codes: Vec<CodeCount>,
    /// Groups and rules that did not run because a list is missing, and the number of strings.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::not_run_counts"))]
    pub not_run: &'a std::collections::BTreeMap<Skipped, u64>,
}

/// A code of findings, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeCount {
    /// The code.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::rule_code"))]
    pub code: RuleCode,
    /// The name of the rule.
    pub slug: &'static str,
    /// The severity.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
    pub severity: Severity,
    /// Number of strings.
    pub strings: u64,
    /// Number of findings.
    pub findings: u64,
    /// The baseline accepts them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub baseline: bool,
}
