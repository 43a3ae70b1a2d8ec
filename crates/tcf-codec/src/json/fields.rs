//! Fixed fields of records as JSON.

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{SerializeMap, Serializer};

use super::values::{FromJson, IdFormat, Json, Number, Styled, read_ids};
use crate::field::Field;
use crate::record::Record;
use crate::value::{CountryCode, Deciseconds, IdSet, Kind, LanguageCode, RestrictionType, Wire};

/// The maximum of a number field. Numbers have at most 16 bits.
pub(super) fn max_number(field: Field) -> u16 {
    field.width().map_or(u16::MAX, |width| u16::MAX >> (16 - width))
}

/// The highest id of a bit field. If another field determines its width, it holds custom purposes,
/// of which there are at most 63.
pub(super) fn max_ids(field: Field) -> usize {
    field.width().unwrap_or(63)
}

/// Writes the fixed fields of a record as entries of an object.
pub(super) fn write_fixed<M: SerializeMap, R: Record>(
    map: &mut M,
    record: &R,
    ids: IdFormat,
) -> Result<(), M::Error> {
    for ((field, width), bits) in R::FIXED.iter().zip(record.fixed_bits()) {
        let (key, kind, width) = (field.json_key(), field.kind(), *width);
        map.serialize_entry(key, &Styled(&FieldBits { kind, width, bits }, ids))?;
    }
    Ok(())
}

/// Reads the value of `key` and returns `true`, if `key` is a fixed field of the record.
pub(super) fn read_fixed<'de, A: MapAccess<'de>, R: Record>(
    record: &mut R,
    key: &str,
    map: &mut A,
) -> Result<bool, A::Error> {
    let Some(&(field, _)) = R::FIXED.iter().find(|(field, _)| field.json_key() == key) else {
        return Ok(false);
    };
    let bits = map.next_value_seed(BitsOf(field))?;
    record.set_fixed(field, bits).map_err(de::Error::custom)?;
    Ok(true)
}

/// The bits of a fixed field.
struct FieldBits {
    kind: Kind,
    width: usize,
    bits: u64,
}

impl Json for FieldBits {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { kind, width, bits } = *self;
        match kind {
            Kind::Flag => serializer.serialize_bool(bits != 0),
            Kind::Number | Kind::Fibonacci => serializer.serialize_u64(bits),
            Kind::Time => Json::write(&from_bits::<Deciseconds, S>(bits)?, ids, serializer),
            Kind::Language => Json::write(&from_bits::<LanguageCode, S>(bits)?, ids, serializer),
            Kind::Country => Json::write(&from_bits::<CountryCode, S>(bits)?, ids, serializer),
            Kind::Ids => Json::write(
                &IdSet::<63>::from_top_bits(bits << (64 - width), width),
                ids,
                serializer,
            ),
            Kind::Restriction => {
                serializer.serialize_str(from_bits::<RestrictionType, S>(bits)?.name())
            }
        }
    }
}

fn from_bits<T: Wire, S: Serializer>(bits: u64) -> Result<T, S::Error> {
    T::from_bits(bits).map_err(serde::ser::Error::custom)
}

/// Reads the bits of a field.
struct BitsOf(Field);

impl<'de> DeserializeSeed<'de> for BitsOf {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        let Self(field) = self;
        Ok(match field.kind() {
            Kind::Flag => bool::read(deserializer)?.to_bits(),
            Kind::Number | Kind::Fibonacci => {
                Number::read(deserializer, 0, max_number(field), "is out of range")?.to_bits()
            }
            Kind::Time => Deciseconds::read(deserializer)?.to_bits(),
            Kind::Language => LanguageCode::read(deserializer)?.to_bits(),
            Kind::Country => CountryCode::read(deserializer)?.to_bits(),
            Kind::Ids => read_ids(deserializer, max_ids(field))? >> (64 - max_ids(field)),
            Kind::Restriction => RestrictionType::read(deserializer)?.to_bits(),
        })
    }
}
