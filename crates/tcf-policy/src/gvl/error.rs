//! Errors of parsing vendor lists and CMP lists.

/// Why input is not a vendor list of specification 2 or 3, or not a CMP list.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GvlError {
    /// The input is not JSON.
    #[error("invalid JSON: {0}")]
    Json(JsonError),
    /// The input is JSON, but not an object.
    #[error("expected a JSON object")]
    NotAnObject,
    /// The input is a CMP list.
    #[error("expected a vendor list, found a CMP list")]
    CmpList,
    /// The input is a vendor list.
    #[error("expected a CMP list, found a vendor list")]
    VendorList,
    /// The input is a vendor list of specification 1.
    #[error("expected a vendor list of specification 2 or 3, found specification 1 (TCF 1.1)")]
    Specification1,
    /// The specification of the vendor list is unknown.
    #[error("expected a vendor list of specification 2 or 3, found specification {found}")]
    UnknownSpecification {
        /// gvlSpecificationVersion.
        found: i64,
    },
    /// A required key is missing.
    #[error("not a list: {key} is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// The version does not fit in a string.
    #[error("expected a vendorListVersion from 1 to 4095, found {found}")]
    VersionOutOfRange {
        /// vendorListVersion.
        found: i64,
    },
}

/// A JSON syntax error, with line and column.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct JsonError(serde_json::Error);

impl From<serde_json::Error> for GvlError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(JsonError(error))
    }
}
