//! Serializes payloads.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::fields::write_fixed;
use super::values::{IdFormat, Json, Styled, entry};
use crate::error::Error;
use crate::tcf::{AnyTcString, Layout, PublisherTc, TcString, v1};
use crate::value::{Restriction, VendorSet};

/// Serializes a value with a choice of id formats. Nothing is copied, so memory use does not depend
/// on the length of the lists.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// The value.
    pub value: &'a AnyTcString,
    /// The layout, serialized under the key `layout`.
    pub layout: Option<&'a Layout>,
    /// The format of sets of ids.
    pub ids: IdFormat,
}

/// Serializes a set of vendors.
pub fn vendor_ids(vendors: &VendorSet, ids: IdFormat) -> impl Serialize + '_ {
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
        Payload { value: self, layout: None, ids: IdFormat::List }.serialize(serializer)
    }
}

impl Serialize for TcString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_v2(&mut map, self, IdFormat::List)?;
        map.end()
    }
}

impl Serialize for v1::ConsentString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_v1(&mut map, self, IdFormat::List)?;
        map.end()
    }
}

pub(super) fn write_v1<M: SerializeMap>(
    map: &mut M,
    value: &v1::ConsentString,
    ids: IdFormat,
) -> Result<(), M::Error> {
    map.serialize_entry("version", &1)?;
    write_fixed(map, value, ids)?;
    map.serialize_entry("maxVendorId", &value.vendors.max_vendor_id())?;
    map.serialize_entry("vendorConsents", &Styled(value.vendors.consents(), ids))
}

pub(super) fn write_v2<M: SerializeMap>(
    map: &mut M,
    value: &TcString,
    ids: IdFormat,
) -> Result<(), M::Error> {
    map.serialize_entry("version", &2)?;
    write_fixed(map, value, ids)?;
    map.serialize_entry("vendorConsents", &Styled(&value.vendor_consents, ids))?;
    map.serialize_entry(
        "vendorLegitimateInterests",
        &Styled(&value.vendor_legitimate_interests, ids),
    )?;
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
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        let custom = &self.custom_purposes;
        let mut map = serializer.serialize_map(None)?;
        write_fixed(&mut map, self, ids)?;
        entry(&mut map, PublisherTc::NUM_CUSTOM_PURPOSES, &custom.count(), ids)?;
        entry(&mut map, PublisherTc::CUSTOM_PURPOSES_CONSENT, &custom.consent(), ids)?;
        entry(
            &mut map,
            PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY,
            &custom.li_transparency(),
            ids,
        )?;
        map.end()
    }
}

impl Json for Restriction<'_> {
    fn write<S: Serializer>(&self, _: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("purposeId", &self.purpose.get())?;
        map.serialize_entry("restrictionType", self.restriction_type.name())?;
        // Lists of the vendors of all records can take gigabytes.
        map.serialize_entry("vendors", &Styled(self.vendors, IdFormat::Ranges))?;
        map.end()
    }
}

/// An object with the keys `code`, `cause`, `message`, `section`, `segment`, `field`, `bit` and
/// `offset`. Unknown ones are omitted.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use alloc::string::ToString;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        if let Some(cause) = self.cause() {
            map.serialize_entry("cause", cause)?;
        }
        map.serialize_entry("message", &self.kind().to_string())?;
        if let Some(section) = self.section() {
            map.serialize_entry("section", &section.to_string())?;
        }
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
