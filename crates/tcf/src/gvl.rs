//! Records of vendor lists.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;
use tcf_codec::{Id, IdSet, PurposeId};
use tcf_policy::gvl::{
    Declaration, DefinitionKind, Gvl, GvlDiff, ListKey, Retention, Url, Vendor, Violation,
};
use tcf_policy::vocabulary::LegalBasis;

/// An id with its name in the list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named<'a> {
    /// The id.
    pub id: u8,
    /// The name; null if the list does not define it.
    pub name: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn of(gvl: &'a Gvl, kind: DefinitionKind, id: u8) -> Self {
        Self { id, name: gvl.name_of(kind, id) }
    }
}

/// The record of a list: its definitions, and the number of vendors that declare each.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GvlRecord<'a> {
    /// The list.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub key: ListKey,
    /// The policy version.
    pub tcf_policy_version: Option<u16>,
    /// When it was last updated.
    pub last_updated: Option<String>,
    /// Its vendors.
    pub vendors: VendorCounts,
    /// Number of stacks.
    pub stacks: Option<usize>,
    /// The purposes.
    pub purposes: Vec<PurposeCounts<'a>>,
    /// The special purposes.
    pub special_purposes: Vec<VendorCount<'a>>,
    /// The features.
    pub features: Vec<VendorCount<'a>>,
    /// The special features.
    pub special_features: Vec<VendorCount<'a>>,
    /// The data categories.
    pub data_categories: Vec<VendorCount<'a>>,
}

/// Numbers of vendors.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VendorCounts {
    /// Number of vendors that are not deleted.
    pub active: usize,
    /// Number of deleted vendors.
    pub deleted: usize,
    /// The highest id.
    pub max_id: u16,
}

/// Numbers of active vendors that declare a purpose.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PurposeCounts<'a> {
    /// The id and its name.
    #[serde(flatten)]
    pub named: Named<'a>,
    /// Number of vendors that declare it on consent.
    pub consent: usize,
    /// Number of vendors that declare it on legitimate interest.
    pub legitimate_interest: usize,
    /// Number of vendors that declare it as flexible.
    pub flexible: usize,
}

/// Number of active vendors that declare a special purpose, feature or data category.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VendorCount<'a> {
    /// The id and its name.
    #[serde(flatten)]
    pub named: Named<'a>,
    /// Number of vendors.
    pub vendors: usize,
}

impl<'a> GvlRecord<'a> {
    /// The record of a list.
    pub fn new(gvl: &'a Gvl) -> Self {
        let active = || gvl.vendors().iter().filter(|vendor| vendor.deleted.is_none());
        let count =
            |declares: &dyn Fn(&Vendor) -> bool| active().filter(|vendor| declares(vendor)).count();
        let defines = |kind, id| {
            gvl.definitions(kind).unwrap_or_default().iter().any(|definition| definition.id == id)
        };
        let other = |kind, declares: fn(&Vendor, u8) -> bool| -> Vec<_> {
            let other = |id| {
                let vendors = count(&|vendor| declares(vendor, id));
                let named = Named::of(gvl, kind, id);
                (vendors > 0 || defines(kind, id)).then_some(VendorCount { named, vendors })
            };
            IDS.filter_map(other).collect()
        };
        let purpose = |id| {
            let declares = |vendor: &Vendor, predicate: fn(Declaration) -> bool| {
                PurposeId::new(id).is_some_and(|id| predicate(vendor.declaration(id)))
            };
            let purpose = PurposeCounts {
                named: Named::of(gvl, DefinitionKind::Purposes, id),
                consent: count(&|vendor| {
                    declares(vendor, |declared| declared.basis == Some(LegalBasis::Consent))
                }),
                legitimate_interest: count(&|vendor| {
                    declares(vendor, |declared| {
                        declared.basis == Some(LegalBasis::LegitimateInterest)
                    })
                }),
                flexible: count(&|vendor| declares(vendor, |declared| declared.flexible)),
            };
            let is_declared = purpose.consent + purpose.legitimate_interest > 0;
            (is_declared || defines(DefinitionKind::Purposes, id)).then_some(purpose)
        };
        Self {
            key: gvl.key(),
            tcf_policy_version: gvl.policy_version(),
            last_updated: gvl.last_updated().map(|time| time.to_string()),
            vendors: VendorCounts {
                active: active().count(),
                deleted: gvl.vendors().len() - active().count(),
                max_id: gvl.max_vendor_id(),
            },
            stacks: gvl.stacks(),
            purposes: IDS.filter_map(purpose).collect(),
            special_purposes: other(DefinitionKind::SpecialPurposes, |vendor, id| {
                has(vendor.special_purposes, id)
            }),
            features: other(DefinitionKind::Features, |vendor, id| has(vendor.features, id)),
            special_features: other(DefinitionKind::SpecialFeatures, |vendor, id| {
                has(vendor.special_features, id)
            }),
            data_categories: other(DefinitionKind::DataCategories, |vendor, id| {
                has(vendor.data_declaration, id)
            }),
        }
    }
}

/// The ids that vendors can declare, of any kind.
const IDS: RangeInclusive<u8> = 1..=63;

fn has<const N: usize>(set: IdSet<N>, id: u8) -> bool {
    Id::new(id).is_some_and(|id| set.contains(id))
}

/// The record of a vendor of a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VendorRecord<'a> {
    /// The list.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub list: ListKey,
    /// The id.
    pub id: u16,
    /// The name; null if the list does not define it.
    pub name: &'a str,
    /// When the vendor was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_date: Option<String>,
    /// The purposes.
    pub purposes: Vec<DeclaredPurpose<'a>>,
    /// The special purposes.
    pub special_purposes: Vec<Named<'a>>,
    /// The features.
    pub features: Vec<Named<'a>>,
    /// The special features.
    pub special_features: Vec<Named<'a>>,
    /// The data categories.
    pub data_declaration: Vec<Named<'a>>,
    /// Retention periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_retention: Option<RetentionRecord>,
    /// Whether it uses cookies.
    pub uses_cookies: Option<bool>,
    /// The maximum age of its cookies.
    pub cookie_max_age_seconds: Option<i64>,
    /// Whether cookies are refreshed.
    pub cookie_refresh: Option<bool>,
    /// Whether it uses other storage.
    pub uses_non_cookie_access: Option<bool>,
    /// The URL of its device storage disclosure.
    pub device_storage_disclosure_url: Option<&'a str>,
    /// The maximum length of a URL, in kilobytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_get_limit: Option<i64>,
    /// Its pages, by language.
    pub urls: Vec<UrlRecord<'a>>,
}

/// A purpose and how it is declared.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeclaredPurpose<'a> {
    /// The id and its name.
    #[serde(flatten)]
    pub named: Named<'a>,
    /// The declared basis.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub basis: Option<LegalBasis>,
    /// Whether a publisher may switch the basis.
    pub flexible: bool,
}

/// Retention periods in days.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RetentionRecord {
    /// Retention for purposes that are not listed.
    pub std_retention: Option<i64>,
    /// The purposes.
    pub purposes: BTreeMap<u8, i64>,
    /// The special purposes.
    pub special_purposes: BTreeMap<u8, i64>,
}

/// A page in a language.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UrlRecord<'a> {
    /// The language.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub lang_id: &'a str,
    /// The privacy policy.
    pub privacy: &'a str,
    /// The legitimate interest claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leg_int_claim: Option<&'a str>,
}

impl<'a> VendorRecord<'a> {
    /// The record of a vendor of a list.
    pub fn new(gvl: &'a Gvl, vendor: &'a Vendor) -> Self {
        let purpose = |id: PurposeId| {
            let declaration = vendor.declaration(id);
            let named = Named::of(gvl, DefinitionKind::Purposes, id.get());
            DeclaredPurpose { named, basis: declaration.basis, flexible: declaration.flexible }
        };
        let page = |url: &'a Url| UrlRecord {
            lang_id: &url.language,
            privacy: &url.privacy,
            leg_int_claim: url.leg_int_claim.as_deref(),
        };
        let days = |retention: &Retention| RetentionRecord {
            std_retention: retention.standard,
            purposes: retention.purposes.iter().copied().collect(),
            special_purposes: retention.special_purposes.iter().copied().collect(),
        };
        Self {
            list: gvl.key(),
            id: vendor.id.get(),
            name: &vendor.name,
            deleted_date: vendor.deleted.map(|time| time.to_string()),
            // Include purposes that are flexible but not declared.
            purposes: vendor
                .declared_purposes()
                .union(vendor.flexible_purposes)
                .iter()
                .map(purpose)
                .collect(),
            special_purposes: vendor
                .special_purposes
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::SpecialPurposes, id.get()))
                .collect(),
            features: vendor
                .features
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::Features, id.get()))
                .collect(),
            special_features: vendor
                .special_features
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::SpecialFeatures, id.get()))
                .collect(),
            data_declaration: vendor
                .data_declaration
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::DataCategories, id.get()))
                .collect(),
            data_retention: vendor.retention.as_ref().map(days),
            uses_cookies: vendor.uses_cookies,
            cookie_max_age_seconds: vendor.cookie_max_age_seconds,
            cookie_refresh: vendor.cookie_refresh,
            uses_non_cookie_access: vendor.uses_non_cookie_access,
            device_storage_disclosure_url: vendor.device_storage_disclosure_url.as_deref(),
            http_get_limit: vendor.http_get_limit,
            urls: vendor.urls.iter().map(page).collect(),
        }
    }
}

/// The record of the violated constraints of a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GvlCheckRecord<'a> {
    /// The file of the list.
    pub file: &'a str,
    /// The list.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub key: ListKey,
    /// Number of vendors.
    pub vendors: usize,
    /// The violations.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::ViolationSchema>"))]
    pub violations: &'a [Violation],
}

impl<'a> GvlCheckRecord<'a> {
    /// The record of the violations in a list.
    pub fn new(file: &'a str, gvl: &Gvl, violations: &'a [Violation]) -> Self {
        Self { file, key: gvl.key(), vendors: gvl.vendors().len(), violations }
    }
}

/// The record of the differences between two lists.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GvlDiffRecord<'a> {
    /// Whether vendors declare the same in both lists.
    pub equal: bool,
    /// The changes.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::GvlDiffSchema"))]
    pub diff: &'a GvlDiff,
}

impl<'a> From<&'a GvlDiff> for GvlDiffRecord<'a> {
    fn from(diff: &'a GvlDiff) -> Self {
        Self { equal: diff.is_empty(), diff }
    }
}
