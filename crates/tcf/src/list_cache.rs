//! Records of downloaded and cached lists.

use serde::Serialize;
use tcf_policy::gvl::ListKey;

use crate::decide::MessageRecord;
use crate::input::Head;

/// The record of a vendor list that `tcf gvl fetch` made available.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FetchedGvlRecord {
    /// The list.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub key: ListKey,
    /// The file and its origin.
    #[serde(flatten)]
    pub file: FetchedFile,
}

/// The record of a CMP list that `tcf gvl fetch --cmp` made available.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FetchedCmpListRecord {
    /// When the list was last updated; null if it does not say so.
    pub last_updated: Option<String>,
    /// The file and its origin.
    #[serde(flatten)]
    pub file: FetchedFile,
}

/// The record of the list of providers that `tcf gvl fetch --providers` made available.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FetchedProviderListRecord {
    /// Number of providers.
    pub providers: usize,
    /// The SHA-256 of the list, in hexadecimal digits: the list has no version.
    pub sha256: String,
    /// The file and its origin.
    #[serde(flatten)]
    pub file: FetchedFile,
}

/// The record of a device storage disclosure that `tcf gvl fetch --disclosures` made available.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FetchedDisclosureRecord {
    /// The id of the vendor.
    pub vendor: u16,
    /// The file and its origin.
    #[serde(flatten)]
    pub file: FetchedFile,
}

/// The record of a device storage disclosure that is not available.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DisclosureFailureRecord<'a> {
    /// The id of the vendor.
    pub vendor: u16,
    /// The URL in the vendor list.
    pub url: &'a str,
    /// The message.
    pub error: MessageRecord,
}

/// The record of a vendor list in the cache.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CachedGvlRecord {
    /// The list.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub key: ListKey,
    /// When the list was last updated; null if it does not say so.
    pub last_updated: Option<String>,
    /// Whether it was the current list when `tcf gvl fetch` last asked the server.
    #[serde(rename = "current")]
    pub is_current: bool,
    /// The file.
    #[serde(flatten)]
    pub file: CachedFile,
}

/// The record of the CMP list in the cache.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CachedCmpListRecord {
    /// Number of CMPs.
    pub cmps: usize,
    /// When the list was last updated; null if it does not say so.
    pub last_updated: Option<String>,
    /// The file.
    #[serde(flatten)]
    pub file: CachedFile,
}

/// The record of Google's list of ad technology providers in the cache.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CachedProviderListRecord {
    /// Number of providers.
    pub providers: usize,
    /// When it was downloaded, or last confirmed by the server; null if that is unknown. The list
    /// itself has no date.
    pub fetched: Option<String>,
    /// The SHA-256 of the list, in hexadecimal digits.
    pub sha256: String,
    /// The file.
    #[serde(flatten)]
    pub file: CachedFile,
}

/// A file of the cache.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CachedFile {
    /// Its size.
    pub bytes: u64,
    /// Its path.
    pub path: String,
    /// When it expires; absent for archived versions, which never change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// A downloaded file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FetchedFile {
    /// The path of the file.
    pub path: String,
    /// Its URL.
    pub url: String,
    /// How it was obtained.
    pub origin: FetchOrigin,
    /// When it expires; absent for archived versions, which never change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// The origin of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FetchOrigin {
    /// Downloaded.
    Fetched,
    /// The cached file is up to date according to the server.
    NotModified,
    /// Cached and fresh: no request was made.
    Cached,
}

/// The record of a string that names a vendor list that was never published.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnpublishedRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The list.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ListKeySchema"))]
    pub list: ListKey,
    /// The URL of the list.
    pub url: &'a str,
    /// The message.
    pub error: MessageRecord,
}
