//! The JSON form of values and layouts (feature `serde`).
//!
//! [`TcString`](crate::TcString), [`v1::ConsentString`](crate::v1::ConsentString) and
//! [`AnyTcString`](crate::AnyTcString) serialize to the payload with ids as lists; [`Payload`] has
//! more to choose from. `TcString` and `v1::ConsentString` deserialize from it; [`read_v2`] and
//! [`read_v1`] also take a layout.
//!
//! ```
//! use tcf_codec::TcString;
//! let tc: TcString = serde_json::from_str(
//!     r#"{"cmpId": 300, "vendorListVersion": 140, "created": "2026-03-10", "lastUpdated": "2026-03-10",
//!         "purposesConsent": ["1-3"], "vendorConsents": [1, 2, "5-9"]}"#,
//! )?;
//! assert_eq!(tc.vendor_consents.len(), 7);
//! let json = serde_json::to_value(&tc)?;
//! assert_eq!(json["purposesConsent"], serde_json::json!([1, 2, 3]));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod fields;
mod layout;
mod object;
mod read;
mod values;
mod write;

pub use object::{Key, Read, Shape};
pub use read::{keys_v1, keys_v2, publisher_tc_keys, read_v1, read_v2, restriction_keys};
pub use values::Ids;
pub use write::{Payload, vendor_ids};
