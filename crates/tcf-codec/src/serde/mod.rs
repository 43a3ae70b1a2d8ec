//! The JSON form of values and layouts (feature `serde`).
//!
//! [`TcString`], [`v1::ConsentString`] and [`AnyTcString`] serialize to the payload with ids as lists; [`Payload`] has more
//! to choose from. [`TcString`] and [`v1::ConsentString`] deserialize from it; [`read_v2`] and [`read_v1`] also take a layout.
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

mod layout;
mod read;
mod shape;
mod values;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::error::Error;
use crate::tcf::Layout;
use crate::tcf::{AnyTcString, PublisherTc, TcString, v1};
use crate::value::{Restriction, VendorSet};

pub use read::{Read, read_v1, read_v2};
pub use shape::{Key, Shape, keys_v1, keys_v2, publisher_tc_keys, restriction_keys};
use values::{Json, Styled};
pub(crate) use values::{entry, value};

/// How sets of ids are written. Readers take both, also mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ids {
    /// `[1, 2, 3, 7]`
    #[default]
    List,
    /// `["1-3", 7]`
    Ranges,
}

/// A value as JSON, with a choice of form. It is written straight from the value: nothing is built, however long the
/// lists are.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// What the string says.
    pub value: &'a AnyTcString,
    /// How it was written, to go with it under the key `layout`.
    pub layout: Option<&'a Layout>,
    /// How sets of ids are written.
    pub ids: Ids,
}

/// A set of vendors as JSON.
pub fn vendor_ids(vendors: &VendorSet, ids: Ids) -> impl Serialize + '_ {
    Styled(vendors, ids)
}

impl Serialize for Payload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.value {
            AnyTcString::V1(value) => write_v1(&mut map, value, self.ids)?,
            AnyTcString::V2(value) => write_v2(&mut map, value, self.ids)?,
        }
        if let Some(layout) = self.layout {
            map.serialize_entry("layout", layout)?;
        }
        map.end()
    }
}

impl Serialize for AnyTcString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Payload { value: self, layout: None, ids: Ids::List }.serialize(serializer)
    }
}

impl Serialize for TcString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_v2(&mut map, self, Ids::List)?;
        map.end()
    }
}

impl Serialize for v1::ConsentString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_v1(&mut map, self, Ids::List)?;
        map.end()
    }
}

fn write_v1<M: SerializeMap>(map: &mut M, value: &v1::ConsentString, ids: Ids) -> Result<(), M::Error> {
    map.serialize_entry("version", &1)?;
    value.write_fixed_json(map, ids)?;
    map.serialize_entry("maxVendorId", &value.vendors.max_vendor_id())?;
    map.serialize_entry("vendorConsents", &Styled(value.vendors.consents(), ids))
}

fn write_v2<M: SerializeMap>(map: &mut M, value: &TcString, ids: Ids) -> Result<(), M::Error> {
    map.serialize_entry("version", &2)?;
    value.write_fixed_json(map, ids)?;
    map.serialize_entry("vendorConsents", &Styled(&value.vendor_consents, ids))?;
    map.serialize_entry("vendorLegitimateInterests", &Styled(&value.vendor_legitimate_interests, ids))?;
    map.serialize_entry("publisherRestrictions", &Styled(&value.publisher_restrictions, ids))?;
    for (key, set) in
        [("disclosedVendors", &value.disclosed_vendors), ("allowedVendors", &value.allowed_vendors)]
    {
        if let Some(set) = set {
            map.serialize_entry(key, &Styled(set, ids))?;
        }
    }
    if let Some(publisher_tc) = &value.publisher_tc {
        map.serialize_entry("publisherTC", &Styled(publisher_tc, ids))?;
    }
    Ok(())
}

impl Json for PublisherTc {
    fn write<S: Serializer>(&self, ids: Ids, serializer: S) -> Result<S::Ok, S::Error> {
        let custom = &self.custom_purposes;
        let mut map = serializer.serialize_map(None)?;
        self.write_fixed_json(&mut map, ids)?;
        entry(&mut map, PublisherTc::NUM_CUSTOM_PURPOSES, &custom.count(), ids)?;
        entry(&mut map, PublisherTc::CUSTOM_PURPOSES_CONSENT, &custom.consent(), ids)?;
        entry(&mut map, PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY, &custom.li_transparency(), ids)?;
        map.end()
    }
}

impl Json for Restriction<'_> {
    fn write<S: Serializer>(&self, ids: Ids, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("purposeId", &self.purpose.get())?;
        map.serialize_entry("restrictionType", self.restriction_type.name())?;
        map.serialize_entry("vendors", &Styled(self.vendors, ids))?;
        map.end()
    }
}

/// `{"code", "message", "segment", "field", "bit", "offset"}`, without those that are not known.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use alloc::string::ToString;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("message", &self.kind().to_string())?;
        if let Some(segment) = self.segment() {
            map.serialize_entry("segment", segment)?;
        }
        if let Some(field) = self.field() {
            map.serialize_entry("field", &field.to_string())?;
        }
        if let Some(bit) = self.bit() {
            map.serialize_entry("bit", &bit)?;
        }
        map.serialize_entry("offset", &self.offset())?;
        map.end()
    }
}
