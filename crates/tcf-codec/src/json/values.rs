//! JSON representation of field values.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::field::Field;
use crate::value::{
    CountryCode, Deciseconds, IdSet, LanguageCode, PublisherRestrictions, RestrictionType, Uint,
    VendorRange, VendorSet, merge_ranges,
};

/// The format of sets of ids. Deserialization accepts both, and ranges as strings (`"1-3"`), even
/// mixed in one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdFormat {
    /// Every id as a number: `[1, 2, 3, 7]`.
    #[default]
    List,
    /// Ranges of consecutive ids: `[[1, 3], [7, 7]]`.
    Ranges,
}

/// A value that serializes with a given format for sets of ids.
pub(super) trait Json {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value that deserializes from JSON.
pub(super) trait FromJson: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Writes a field as an entry of an object.
pub(super) fn entry<M: SerializeMap, T: Json>(
    map: &mut M,
    field: Field,
    value: &T,
    ids: IdFormat,
) -> Result<(), M::Error> {
    map.serialize_entry(field.json_key(), &Styled(value, ids))
}

/// Reads the value of the current key.
pub(super) fn value<'de, A: MapAccess<'de>, T: FromJson>(map: &mut A) -> Result<T, A::Error> {
    map.next_value_seed(Seed(PhantomData))
}

/// A value together with the format for its sets of ids.
pub(super) struct Styled<'a, T: ?Sized>(pub(super) &'a T, pub(super) IdFormat);

impl<T: Json + ?Sized> Serialize for Styled<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(self.1, serializer)
    }
}

pub(super) struct Seed<T>(pub(super) PhantomData<T>);

impl<'de, T: FromJson> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl Json for bool {
    fn write<S: Serializer>(&self, _: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }
}

impl FromJson for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Self as de::Deserialize>::deserialize(deserializer)
    }
}

impl<const BITS: usize> Json for Uint<BITS> {
    fn write<S: Serializer>(&self, _: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}

impl<const BITS: usize> FromJson for Uint<BITS> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::read(deserializer, 0, Self::MAX.get(), "is out of range")?;
        Self::new(number).map_err(de::Error::custom)
    }
}

impl FromJson for u16 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::read(deserializer, 0, Self::MAX, "is out of range")
    }
}

impl Json for Deciseconds {
    fn write<S: Serializer>(&self, _: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.to_ascii().as_str())
    }
}

impl FromJson for Deciseconds {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text { expected: "a timestamp", read: parsed })
    }
}

macro_rules! json_of_codes {
    ($($Code:ident)*) => {$(
        impl Json for $Code {
            fn write<S: Serializer>(&self, _: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl FromJson for $Code {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text { expected: "two letters", read: parsed })
            }
        }
    )*};
}

json_of_codes! { LanguageCode CountryCode }

impl FromJson for RestrictionType {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text {
            expected: "a restriction type",
            read: |text| {
                let found =
                    Self::ALL.into_iter().find(|restriction_type| restriction_type.name() == text);
                found.ok_or_else(|| {
                    let names = Self::ALL.map(Self::name).join(", ");
                    alloc::format!("{text:?} is not a restriction type ({names})")
                })
            },
        })
    }
}

fn parsed<T: core::str::FromStr<Err: fmt::Display>>(
    text: &str,
) -> Result<T, alloc::string::String> {
    text.parse::<T>().map_err(|error| alloc::format!("{text:?}: {error}"))
}

/// Parses a string.
struct Text<T> {
    expected: &'static str,
    read: fn(&str) -> Result<T, alloc::string::String>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }
}

/// Parses a number within bounds.
pub(super) struct Number {
    min: u16,
    max: u16,
    /// The message for a number out of bounds, such as "is not a vendor id".
    problem: &'static str,
}

impl Number {
    pub(super) const VENDOR: Self = Self { min: 1, max: u16::MAX, problem: "is not a vendor id" };

    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        min: u16,
        max: u16,
        problem: &'static str,
    ) -> Result<u16, D::Error> {
        deserializer.deserialize_u64(Self { min, max, problem })
    }

    fn reject<E: de::Error>(&self, found: impl fmt::Display) -> E {
        E::custom(format_args!("{found} {} ({} to {})", self.problem, self.min, self.max))
    }
}

impl<'de> DeserializeSeed<'de> for Number {
    type Value = u16;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u16, D::Error> {
        deserializer.deserialize_u64(self)
    }
}

impl Visitor<'_> for Number {
    type Value = u16;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number from {} to {}", self.min, self.max)
    }

    fn visit_u64<E: de::Error>(self, found: u64) -> Result<u16, E> {
        u16::try_from(found)
            .ok()
            .filter(|found| (self.min..=self.max).contains(found))
            .ok_or_else(|| self.reject(found))
    }

    fn visit_i64<E: de::Error>(self, found: i64) -> Result<u16, E> {
        u64::try_from(found).map_err(|_| self.reject(found)).and_then(|found| self.visit_u64(found))
    }

    fn visit_f64<E: de::Error>(self, found: f64) -> Result<u16, E> {
        /// Integers above are read as floats.
        const MAX_INTEGER: f64 = 18_446_744_073_709_551_615.0;
        if found.abs() < MAX_INTEGER {
            return Err(E::custom(format_args!(
                "{found:?} is not an integer, expected a number from {} to {}",
                self.min, self.max
            )));
        }
        Err(self.reject(found))
    }
}

/// One element of a set of ids: `7`, `[7, 9]`, `"7"` or `"7-9"`.
struct Element {
    max: u16,
    problem: &'static str,
}

impl Element {
    fn number(&self) -> Number {
        Number { min: 1, max: self.max, problem: self.problem }
    }
}

impl<'de> DeserializeSeed<'de> for &Element {
    type Value = VendorRange;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<VendorRange, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Element {
    type Value = VendorRange;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id from 1 to {} or a range such as [5, 9]", self.max)
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<Self::Value, E> {
        let id = self.number().visit_u64(id)?;
        VendorRange::new(id, id).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<Self::Value, E> {
        self.visit_u64(u64::from(self.number().visit_i64::<E>(id)?))
    }

    fn visit_f64<E: de::Error>(self, id: f64) -> Result<Self::Value, E> {
        self.visit_u64(u64::from(self.number().visit_f64::<E>(id)?))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let id = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            // Digits that overflow are a number that is too large.
            let number = digits.then(|| part.parse().unwrap_or(u64::MAX));
            let number =
                number.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))?;
            self.number().visit_u64(number)
        };
        let (start, end) = text.split_once('-').unwrap_or((text, text));
        VendorRange::new(id(start)?, id(end)?).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let start = seq.next_element_seed(self.number())?;
        let end = seq.next_element_seed(self.number())?;
        let (Some(start), Some(end), None) = (start, end, seq.next_element::<de::IgnoredAny>()?)
        else {
            return Err(de::Error::custom("a range has two elements: its first and last id"));
        };
        VendorRange::new(start, end).map_err(de::Error::custom)
    }
}

/// Reads a set of ids as a list of ranges, unsorted and unmerged.
fn read_ranges<'de, D: Deserializer<'de>>(
    deserializer: D,
    max: u16,
    problem: &'static str,
) -> Result<Vec<VendorRange>, D::Error> {
    struct List(Element);

    impl<'de> Visitor<'de> for List {
        type Value = Vec<VendorRange>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of ids")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut ranges = Vec::new();
            while let Some(range) = seq.next_element_seed(&self.0)? {
                ranges.push(range);
            }
            Ok(ranges)
        }
    }

    deserializer.deserialize_seq(List(Element { max, problem }))
}

/// A list of ranges of vendor ids.
impl FromJson for Vec<VendorRange> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_ranges(deserializer, u16::MAX, "is not a vendor id")
    }
}

impl FromJson for VendorSet {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Merge first, because a short text can repeat a range of all vendors many times.
        Ok(merge_ranges(Vec::<VendorRange>::read(deserializer)?).into_iter().collect())
    }
}

/// Reads a set of ids up to `max` (at most 63) as a word whose most significant bit is id 1.
pub(super) fn read_ids<'de, D: Deserializer<'de>>(
    deserializer: D,
    max: usize,
) -> Result<u64, D::Error> {
    let problem = match max {
        12 => "is not a special feature id",
        24 => "is not a purpose id",
        _ => "is not a custom purpose id",
    };
    let ranges =
        read_ranges(deserializer, u16::try_from(max).map_err(de::Error::custom)?, problem)?;
    Ok(ranges.into_iter().fold(0, |bits, range| {
        let (from, to) = (u32::from(range.start()) - 1, u32::from(range.end()));
        bits | (u64::MAX >> from & !(u64::MAX >> to))
    }))
}

impl<const N: usize> FromJson for IdSet<N> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_ids(deserializer, N).map(|bits| Self::from_top_bits(bits, N))
    }
}

impl<const N: usize> Json for IdSet<N> {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        write_ranges(self.runs(), ids, serializer)
    }
}

impl Json for VendorSet {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        write_ranges(self.runs(), ids, serializer)
    }
}

impl Json for [VendorRange] {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        write_ranges(self.iter().copied(), ids, serializer)
    }
}

fn write_ranges<S: Serializer>(
    ranges: impl Iterator<Item = VendorRange>,
    ids: IdFormat,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match ids {
        IdFormat::List => {
            let mut list = serializer.serialize_seq(None)?;
            for range in ranges {
                for id in range.start()..=range.end() {
                    list.serialize_element(&id)?;
                }
            }
            list.end()
        }
        IdFormat::Ranges => {
            serializer.collect_seq(ranges.map(|range| (range.start(), range.end())))
        }
    }
}

impl Json for PublisherRestrictions {
    fn write<S: Serializer>(&self, ids: IdFormat, serializer: S) -> Result<S::Ok, S::Error> {
        struct One<'a>(crate::value::Restriction<'a>, IdFormat);

        impl Serialize for One<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.write(self.1, serializer)
            }
        }

        serializer.collect_seq(self.iter().map(|restriction| One(restriction, ids)))
    }
}

/// Fails on the value of the current key, so that the error has the path of the key.
pub(super) fn reject<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    reason: impl fmt::Display,
) -> Result<T, A::Error> {
    struct Reject(alloc::string::String);

    impl<'de> DeserializeSeed<'de> for Reject {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
            Err(de::Error::custom(self.0))
        }
    }

    map.next_value_seed(Reject(reason.to_string()))?;
    Err(de::Error::custom("rejected"))
}
