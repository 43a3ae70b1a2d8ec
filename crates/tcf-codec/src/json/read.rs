//! Deserializes payloads.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::fields::read_fixed;
use super::object::{Deserialized, Key, Object, Shape, keys, read_object};
use super::values::{FromJson, Seed, value};
use crate::field::Field;
use crate::record::Record;
use crate::tcf::{CustomPurposes, PublisherTc, TcString, fields, v1};
use crate::value::{
    Deciseconds, IdSet, PublisherRestrictions, RestrictionType, U6, VendorRange, VendorRanges,
    VendorSet,
};

/// Deserializes the payload of a version 2 string. `day` is the default for `created` and
/// `lastUpdated`.
///
/// `cmpId` and `vendorListVersion` are required. Other missing keys default to
/// [`TcString::default`].
///
/// # Errors
///
/// Returns an error for unknown and duplicate keys, and for numbers and ids out of range.
pub fn deserialize_v2<'de, D: Deserializer<'de>>(
    deserializer: D,
    day: Deciseconds,
) -> Result<Deserialized<TcString>, D::Error> {
    let empty = TcString { created: day, last_updated: day, ..TcString::default() };
    let read = read_object(deserializer, V2(empty))?;
    Ok(Deserialized { value: read.value.0, layout: read.layout })
}

/// Deserializes the payload of a version 1 string; see [`deserialize_v2`]. `maxVendorId` defaults
/// to the highest id.
///
/// # Errors
///
/// Same as [`deserialize_v2`]. Also returns an error for vendors above `maxVendorId`.
pub fn deserialize_v1<'de, D: Deserializer<'de>>(
    deserializer: D,
    day: Deciseconds,
) -> Result<Deserialized<v1::ConsentString>, D::Error> {
    let value =
        v1::ConsentString { created: day, last_updated: day, ..v1::ConsentString::default() };
    let object = V1 { value, max_vendor_id: None, consents: VendorSet::new() };
    let read = read_object(deserializer, object)?;
    let V1 { mut value, max_vendor_id, consents } = read.value;
    value.vendors =
        v1::Vendors::new(max_vendor_id.unwrap_or(consents.max()), consents).map_err(|id| {
            de::Error::custom(format_args!(
                "vendorConsents contains {}, which exceeds maxVendorId {}",
                id.found, id.max
            ))
        })?;
    Ok(Deserialized { value, layout: read.layout })
}

impl<'de> Deserialize<'de> for TcString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_v2(deserializer, Deciseconds::default()).map(|read| read.value)
    }
}

impl<'de> Deserialize<'de> for v1::ConsentString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_v1(deserializer, Deciseconds::default()).map(|read| read.value)
    }
}

fn fixed_keys<R: Record>() -> impl Iterator<Item = Key> {
    R::FIXED.iter().map(|(field, _)| Key::of(*field))
}

struct V2(TcString);

/// The fields that a payload of either version requires.
const HEADER: &[Field] = &[TcString::CMP_ID, TcString::VENDOR_LIST_VERSION];

const V2_KEYS: [Key; 6] = [
    Key::named("vendorConsents", "Vendors with consent.", Shape::VENDORS),
    Key::named(
        "vendorLegitimateInterests",
        "Vendors with legitimate interest disclosed and not objected to.",
        Shape::VENDORS,
    ),
    Key::named(
        "publisherRestrictions",
        "Restrictions that the publisher imposes on vendors, in wire order.",
        Shape::Restrictions,
    ),
    Key::named(
        "disclosedVendors",
        "Vendors disclosed to the user; absent without the segment.",
        Shape::VENDORS,
    ),
    Key::named(
        "allowedVendors",
        "Vendors of an obsolete segment; absent without the segment.",
        Shape::VENDORS,
    ),
    Key::named(
        "publisherTC",
        "Signals for the publisher itself; absent without the segment.",
        Shape::PublisherTc,
    ),
];

impl Object for V2 {
    const VERSION: u16 = 2;
    const REQUIRED: &'static [Field] = HEADER;

    fn keys() -> impl Iterator<Item = Key> {
        fixed_keys::<TcString>().chain(V2_KEYS)
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        let tc = &mut self.0;
        match key {
            "vendorConsents" => tc.vendor_consents = value(map)?,
            "vendorLegitimateInterests" => tc.vendor_legitimate_interests = value(map)?,
            "publisherRestrictions" => tc.publisher_restrictions = value(map)?,
            "disclosedVendors" => tc.disclosed_vendors = Some(value(map)?),
            "allowedVendors" => tc.allowed_vendors = Some(value(map)?),
            "publisherTC" => tc.publisher_tc = Some(value(map)?),
            _ => return read_fixed(tc, key, map),
        }
        Ok(true)
    }
}

struct V1 {
    value: v1::ConsentString,
    max_vendor_id: Option<u16>,
    consents: VendorSet,
}

impl Object for V1 {
    const VERSION: u16 = 1;
    const REQUIRED: &'static [Field] = HEADER;

    fn keys() -> impl Iterator<Item = Key> {
        let vendors = Key::named(
            "vendorConsents",
            "Vendors with consent, up to maxVendorId.",
            Shape::VENDORS,
        );
        fixed_keys::<v1::ConsentString>().chain([Key::of(fields::MAX_VENDOR_ID), vendors])
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "maxVendorId" => self.max_vendor_id = Some(value(map)?),
            "vendorConsents" => self.consents = value(map)?,
            _ => return read_fixed(&mut self.value, key, map),
        }
        Ok(true)
    }
}

#[derive(Default)]
struct Publisher {
    fixed: PublisherTc,
    count: Option<U6>,
    consent: IdSet<63>,
    li_transparency: IdSet<63>,
}

impl Object for Publisher {
    const VERSION: u16 = 0;
    const REQUIRED: &'static [Field] = &[];

    fn keys() -> impl Iterator<Item = Key> {
        let custom = [
            Key::of(PublisherTc::NUM_CUSTOM_PURPOSES),
            Key::of(PublisherTc::CUSTOM_PURPOSES_CONSENT),
            Key::of(PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY),
        ];
        fixed_keys::<PublisherTc>().chain(custom)
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        if key == PublisherTc::NUM_CUSTOM_PURPOSES.json_key() {
            self.count = Some(value(map)?);
        } else if key == PublisherTc::CUSTOM_PURPOSES_CONSENT.json_key() {
            self.consent = value(map)?;
        } else if key == PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY.json_key() {
            self.li_transparency = value(map)?;
        } else {
            return read_fixed(&mut self.fixed, key, map);
        }
        Ok(true)
    }
}

impl FromJson for PublisherTc {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Publisher { fixed, count, consent, li_transparency } =
            read_object(deserializer, Publisher::default())?.value;
        let highest = consent.max().max(li_transparency.max());
        let count = if let Some(count) = count {
            count
        } else {
            let highest = u16::try_from(highest).map_err(de::Error::custom)?;
            U6::new(highest).map_err(de::Error::custom)?
        };
        let custom_purposes =
            CustomPurposes::new(count, consent, li_transparency).map_err(de::Error::custom)?;
        Ok(Self { custom_purposes, ..fixed })
    }
}

/// A record before it is added to the list.
#[derive(Default)]
struct RestrictionRecord {
    purpose: U6,
    restriction_type: Option<RestrictionType>,
    vendors: VendorRanges,
}

impl Object for RestrictionRecord {
    const VERSION: u16 = 0;
    const REQUIRED: &'static [Field] = &[fields::PURPOSE_ID, fields::RESTRICTION_TYPE];

    fn keys() -> impl Iterator<Item = Key> {
        let vendors = Key::named("vendors", "The restricted vendors.", Shape::VENDORS);
        let purpose = Key::of(fields::PURPOSE_ID);
        [purpose, Key::of(fields::RESTRICTION_TYPE), vendors].into_iter()
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        if key == fields::PURPOSE_ID.json_key() {
            self.purpose = value(map)?;
        } else if key == fields::RESTRICTION_TYPE.json_key() {
            self.restriction_type = Some(value(map)?);
        } else if key == "vendors" {
            self.vendors = value(map)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

impl FromJson for RestrictionRecord {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_object(deserializer, Self::default()).map(|read| read.value)
    }
}

impl FromJson for VendorRanges {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::<VendorRange>::read(deserializer)?).map_err(de::Error::custom)
    }
}

impl FromJson for PublisherRestrictions {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = PublisherRestrictions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of publisher restrictions")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut restrictions = PublisherRestrictions::default();
                while let Some(RestrictionRecord { purpose, restriction_type, vendors }) =
                    seq.next_element_seed(Seed(PhantomData::<RestrictionRecord>))?
                {
                    let missing = || de::Error::custom("restrictionType is missing");
                    let restriction_type = restriction_type.ok_or_else(missing)?;
                    restrictions
                        .push(purpose, restriction_type, &vendors)
                        .map_err(de::Error::custom)?;
                }
                Ok(restrictions)
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// The keys of the payload of a version 2 string, except `version` and `layout`.
///
/// ```
/// use tcf_codec::json::{Shape, keys_v2};
/// let required: Vec<_> = keys_v2().into_iter().filter(|key| key.is_required).collect();
/// assert_eq!(required[0].name, "cmpId");
/// assert_eq!(required[0].shape, Shape::Number { max: 4095 });
/// ```
pub fn keys_v2() -> Vec<Key> {
    keys::<V2>()
}

/// The keys of the payload of a version 1 string, except `version` and `layout`.
pub fn keys_v1() -> Vec<Key> {
    keys::<V1>()
}

/// The keys of a publisher restriction.
pub fn restriction_keys() -> Vec<Key> {
    keys::<RestrictionRecord>()
}

/// The keys of `publisherTC`.
pub fn publisher_tc_keys() -> Vec<Key> {
    keys::<Publisher>()
}
