//! JSON representation of values and layouts (feature `serde`).
//!
//! [`TcString`](crate::TcString), [`v1::ConsentString`](crate::v1::ConsentString) and
//! [`AnyTcString`](crate::AnyTcString) serialize to a payload with ids as lists. [`Payload`] adds a
//! layout and a choice of id formats. `TcString` and `v1::ConsentString` deserialize from a
//! payload; [`deserialize_v2`] and [`deserialize_v1`] also accept a layout.
//!
//! [`GppString`](crate::GppString), [`UspString`](crate::UspString) and
//! [`AcString`](crate::AcString) name their format in the key `kind`. [`GppPayload`] and
//! [`deserialize_gpp`] add a layout.
//!
//! ```
//! use tcf_codec::TcString;
//! let tc: TcString = serde_json::from_str(
//!     r#"{"cmpId": 300, "vendorListVersion": 140,
//!         "created": "2026-03-10", "lastUpdated": "2026-03-10",
//!         "purposesConsent": [[1, 3]], "vendorConsents": [1, 2, [5, 9]]}"#,
//! )?;
//! assert_eq!(tc.vendor_consents.len(), 7);
//! let json = serde_json::to_value(&tc)?;
//! assert_eq!(json["purposesConsent"], serde_json::json!([1, 2, 3]));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod canada;
mod fields;
mod gpp;
mod layout;
mod object;
mod read;
mod us;
mod usp_ac;
mod values;
mod write;

pub use canada::{canada_keys, canada_publisher_keys};
pub use gpp::{DeserializedGpp, GppPayload, SectionPayload, deserialize_gpp};
pub use object::{Deserialized, Key, Shape};
pub use read::{
    deserialize_v1, deserialize_v2, keys_v1, keys_v2, publisher_tc_keys, restriction_keys,
};
pub use values::IdFormat;
pub use write::{Payload, vendor_ids};
