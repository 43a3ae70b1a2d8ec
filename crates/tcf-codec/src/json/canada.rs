//! The Canadian section of GPP strings as JSON.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::fields::{read_fixed, write_fixed};
use super::object::{Key, Object, Shape, keys, read_object};
use super::values::{FromJson, IdFormat, Json, Seed, Styled, entry, value};
use crate::field::Field;
use crate::gpp::canada::{
    CanadaCustomPurposes, CanadaPublisher, CanadaSection, CanadaWire, TcfCanada,
    restriction_type_name,
};
use crate::record::Record;
use crate::tcf::fields::{PURPOSE_ID, RESTRICTION_TYPE, VERSION};
use crate::value::{
    Deciseconds, IdSet, PublisherRestrictions, Restriction, RestrictionType, U6, VendorRanges,
};

/// Writes a section as entries of an object.
pub(super) fn write_canada<M: SerializeMap>(
    map: &mut M,
    canada: &TcfCanada,
    ids: IdFormat,
) -> Result<(), M::Error> {
    entry(map, VERSION, &canada.version, ids)?;
    map.serialize_entry("wire", canada.wire.name())?;
    write_fixed(map, canada, ids)?;
    map.serialize_entry("vendorExpressConsent", &Styled(&canada.vendor_express_consent, ids))?;
    map.serialize_entry("vendorImpliedConsent", &Styled(&canada.vendor_implied_consent, ids))?;
    if let Some(restrictions) = &canada.publisher_restrictions {
        map.serialize_entry("publisherRestrictions", &Restrictions(restrictions))?;
    }
    if let Some(vendors) = &canada.disclosed_vendors {
        map.serialize_entry("disclosedVendors", &Styled(vendors, ids))?;
    }
    if let Some(publisher) = &canada.publisher_purposes {
        map.serialize_entry("publisherPurposes", &Styled(publisher, ids))?;
    }
    if !canada.undefined_subsections.is_empty() {
        map.serialize_entry("undefinedSubSections", &canada.undefined_subsections)?;
    }
    Ok(())
}

impl Json for CanadaPublisher {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        let custom = &self.custom_purposes;
        let mut map = serializer.serialize_map(None)?;
        write_fixed(&mut map, self, ids)?;
        entry(&mut map, Self::NUM_CUSTOM_PURPOSES, &custom.count(), ids)?;
        entry(&mut map, Self::CUSTOM_PURPOSES_EXPRESS_CONSENT, &custom.express_consent(), ids)?;
        entry(&mut map, Self::CUSTOM_PURPOSES_IMPLIED_CONSENT, &custom.implied_consent(), ids)?;
        map.end()
    }
}

struct Restrictions<'a>(&'a PublisherRestrictions);

impl Serialize for Restrictions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(OneRestriction))
    }
}

struct OneRestriction<'a>(Restriction<'a>);

impl Serialize for OneRestriction<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Restriction { purpose, restriction_type, vendors } = self.0;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry(PURPOSE_ID.json_key(), &purpose.get())?;
        map.serialize_entry("restrictionType", restriction_type_name(restriction_type))?;
        // Lists of the vendors of all records can take gigabytes.
        map.serialize_entry("vendors", &Styled(vendors, IdFormat::Ranges))?;
        map.end()
    }
}

/// The keys of a Canadian section, except `publisherRestrictions`, `publisherPurposes` and
/// `undefinedSubSections`.
pub fn canada_keys() -> Vec<Key> {
    keys::<TcfCanada>()
}

/// The keys of `publisherPurposes` of a Canadian section.
pub fn canada_publisher_keys() -> Vec<Key> {
    keys::<Publisher>()
}

/// Reads a section. The default of its times is a day.
pub(super) struct CanadaSeed(pub(super) Deciseconds);

impl<'de> DeserializeSeed<'de> for CanadaSeed {
    type Value = CanadaSection;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        // Without the key, the core ends before the restrictions.
        let empty = TcfCanada {
            created: self.0,
            last_updated: self.0,
            publisher_restrictions: None,
            ..TcfCanada::default()
        };
        let mut value = read_object(deserializer, empty)?.value;
        if value.wire != CanadaWire::Legacy {
            value.publisher_restrictions.get_or_insert_default();
        }
        CanadaSection::new(value).map_err(de::Error::custom)
    }
}

fn fixed_keys<R: Record>() -> impl Iterator<Item = Key> {
    R::FIXED.iter().map(|(field, _)| Key::of(*field))
}

impl Object for TcfCanada {
    const VERSION: u16 = 0;
    const REQUIRED: &'static [Field] = &[Self::CMP_ID, Self::VENDOR_LIST_VERSION];

    fn keys() -> impl Iterator<Item = Key> {
        let vendors = |name| Key::named(name, "Vendors.", Shape::VENDORS);
        [Key::of(VERSION), Key::named("wire", "The encoding of vendors.", Shape::Language)]
            .into_iter()
            .chain(fixed_keys::<Self>())
            .chain(
                ["vendorExpressConsent", "vendorImpliedConsent", "disclosedVendors"].map(vendors),
            )
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "version" => self.version = value(map)?,
            "wire" => self.wire = value(map)?,
            "vendorExpressConsent" => self.vendor_express_consent = value(map)?,
            "vendorImpliedConsent" => self.vendor_implied_consent = value(map)?,
            "publisherRestrictions" => {
                self.publisher_restrictions = Some(map.next_value_seed(RestrictionsSeed)?);
            }
            "disclosedVendors" => self.disclosed_vendors = Some(value(map)?),
            "publisherPurposes" => self.publisher_purposes = Some(value(map)?),
            "undefinedSubSections" => self.undefined_subsections = map.next_value()?,
            _ => return read_fixed(self, key, map),
        }
        Ok(true)
    }
}

/// Reads a string that must be one of several names.
fn one_of<'de, T: Copy, D: Deserializer<'de>>(
    deserializer: D,
    names: impl Iterator<Item = (T, &'static str)> + Clone,
) -> Result<T, D::Error> {
    let found = <String as de::Deserialize>::deserialize(deserializer)?;
    names.clone().find(|(_, name)| *name == found).map(|(value, _)| value).ok_or_else(|| {
        let names = names.map(|(_, name)| name).collect::<Vec<_>>().join(", ");
        de::Error::custom(format_args!("{found:?} is not one of {names}"))
    })
}

impl FromJson for CanadaWire {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_of(deserializer, Self::ALL.into_iter().map(|wire| (wire, wire.name())))
    }
}

#[derive(Default)]
struct Publisher {
    fixed: CanadaPublisher,
    count: Option<U6>,
    express_consent: IdSet<63>,
    implied_consent: IdSet<63>,
}

impl Object for Publisher {
    const VERSION: u16 = 0;
    const REQUIRED: &'static [Field] = &[];

    fn keys() -> impl Iterator<Item = Key> {
        let custom = [
            Key::of(CanadaPublisher::NUM_CUSTOM_PURPOSES),
            Key::of(CanadaPublisher::CUSTOM_PURPOSES_EXPRESS_CONSENT),
            Key::of(CanadaPublisher::CUSTOM_PURPOSES_IMPLIED_CONSENT),
        ];
        fixed_keys::<CanadaPublisher>().chain(custom)
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        if key == CanadaPublisher::NUM_CUSTOM_PURPOSES.json_key() {
            self.count = Some(value(map)?);
        } else if key == CanadaPublisher::CUSTOM_PURPOSES_EXPRESS_CONSENT.json_key() {
            self.express_consent = value(map)?;
        } else if key == CanadaPublisher::CUSTOM_PURPOSES_IMPLIED_CONSENT.json_key() {
            self.implied_consent = value(map)?;
        } else {
            return read_fixed(&mut self.fixed, key, map);
        }
        Ok(true)
    }
}

impl FromJson for CanadaPublisher {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Publisher { fixed, count, express_consent, implied_consent } =
            read_object(deserializer, Publisher::default())?.value;
        let highest = express_consent.max().max(implied_consent.max());
        let count = match count {
            Some(count) => count,
            None => u16::try_from(highest)
                .ok()
                .and_then(|highest| U6::new(highest).ok())
                .ok_or_else(|| de::Error::custom("too many custom purposes"))?,
        };
        let custom_purposes = CanadaCustomPurposes::new(count, express_consent, implied_consent)
            .map_err(de::Error::custom)?;
        Ok(Self { custom_purposes, ..fixed })
    }
}

/// A record before it is added to the list.
#[derive(Default)]
struct CanadaRestriction {
    purpose: U6,
    restriction_type: Option<RestrictionType>,
    vendors: VendorRanges,
}

/// A type of a restriction.
struct Type(RestrictionType);

impl FromJson for Type {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = |found| (found, restriction_type_name(found));
        one_of(deserializer, RestrictionType::ALL.into_iter().map(named)).map(Self)
    }
}

impl Object for CanadaRestriction {
    const VERSION: u16 = 0;
    const REQUIRED: &'static [Field] = &[PURPOSE_ID, RESTRICTION_TYPE];

    fn keys() -> impl Iterator<Item = Key> {
        let vendors = Key::named("vendors", "The restricted vendors.", Shape::VENDORS);
        [Key::of(PURPOSE_ID), Key::of(RESTRICTION_TYPE), vendors].into_iter()
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "purposeId" => self.purpose = value(map)?,
            "restrictionType" => self.restriction_type = Some(value::<_, Type>(map)?.0),
            "vendors" => self.vendors = value(map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl FromJson for CanadaRestriction {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_object(deserializer, Self::default()).map(|read| read.value)
    }
}

/// Reads a list of restrictions.
struct RestrictionsSeed;

impl<'de> DeserializeSeed<'de> for RestrictionsSeed {
    type Value = PublisherRestrictions;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RestrictionsSeed {
    type Value = PublisherRestrictions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of publisher restrictions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut restrictions = PublisherRestrictions::default();
        while let Some(CanadaRestriction { purpose, restriction_type, vendors }) =
            seq.next_element_seed(Seed(PhantomData::<CanadaRestriction>))?
        {
            let missing = || de::Error::custom("restrictionType is missing");
            let restriction_type = restriction_type.ok_or_else(missing)?;
            restrictions.push(purpose, restriction_type, &vendors).map_err(de::Error::custom)?;
        }
        Ok(restrictions)
    }
}
