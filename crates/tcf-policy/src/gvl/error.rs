//! Errors of parsing vendor lists and CMP lists.

/// Why input is not a vendor list of specification 2 or 3, or not a CMP list.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GvlError {
    /// The input is empty.
    #[error("empty, expected a JSON object")]
    Empty,
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

impl JsonError {
    pub(super) const fn new(error: serde_json::Error) -> Self {
        Self(error)
    }
}

impl From<serde_json::Error> for GvlError {
    fn from(error: serde_json::Error) -> Self {
        // Only empty input ends before the first column.
        if error.is_eof() && (error.line(), error.column()) == (1, 0) {
            Self::Empty
        } else {
            Self::Json(JsonError(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::gvl::{CmpList, DeviceDisclosure, Gvl};

    #[test]
    fn empty_input_is_distinguished_from_truncated_json() {
        let error = |bytes: &[u8]| Gvl::from_json(bytes).unwrap_err().to_string();
        assert_eq!(error(b""), "empty, expected a JSON object");
        for text in [&b"{"[..], b" ", b"\n"] {
            assert!(error(text).starts_with("invalid JSON: EOF"), "{text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        let marked = |json: &str| format!("\u{feff}{json}").into_bytes();
        let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {}}"#;
        assert_eq!(Gvl::from_json(&marked(list)).unwrap().key().version, 1);
        assert!(CmpList::from_json(&marked(r#"{"cmps": {}}"#)).is_ok());
        assert!(DeviceDisclosure::from_json(&marked(r#"{"disclosures": []}"#)).is_ok());
        assert_eq!(
            Gvl::from_json(&marked("")).unwrap_err().to_string(),
            "empty, expected a JSON object"
        );
    }
}
