//! Values in lines of JSON.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use tcf_carrier::{Timestamp, flag_value};
use tcf_codec::{CountryCode, IdSet, PurposeId, VendorId};

use super::{EventKind, StorageAction, StoredRecord};
use crate::country::country_of_code;

/// A text, or a number as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

/// A visitor of a scalar. `$expected` completes "expected ...".
macro_rules! scalar {
    ($Visitor:ident -> $Value:ty, $expected:literal,
        text: |$text:ident| $from_text:expr, number: |$number:ident| $from_number:expr,
        flag: |$flag:ident| $from_flag:expr) => {
        struct $Visitor;

        impl Visitor<'_> for $Visitor {
            type Value = $Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expected)
            }

            fn visit_str<E: de::Error>(self, $text: &str) -> Result<$Value, E> {
                $from_text.ok_or_else(|| E::invalid_value(de::Unexpected::Str($text), &self))
            }

            fn visit_u64<E: de::Error>(self, $number: u64) -> Result<$Value, E> {
                $from_number
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned($number), &self))
            }

            fn visit_bool<E: de::Error>(self, $flag: bool) -> Result<$Value, E> {
                $from_flag.ok_or_else(|| E::invalid_type(de::Unexpected::Bool($flag), &self))
            }
        }
    };
}

scalar!(VendorVisitor -> VendorId, "a vendor id from 1 to 65535",
    text: |text| text.parse().ok(),
    number: |number| u16::try_from(number).ok().and_then(VendorId::new),
    flag: |_flag| None);

scalar!(FlagVisitor -> bool, "0, 1, true or false",
    text: |text| flag_value(text),
    number: |number| match number { 0 => Some(false), 1 => Some(true), _ => None },
    flag: |flag| Some(flag));

scalar!(TimeVisitor -> Timestamp, "an RFC 3339 time with a zone, or seconds or milliseconds since 1970",
    text: |text| Timestamp::parse(text),
    number: |number| Timestamp::parse_unix(&number.to_string()),
    flag: |_flag| None);

scalar!(CountryVisitor -> CountryCode, "a country code of two or three letters",
    text: |text| country_of_code(text),
    number: |_number| None,
    flag: |_flag| None);

scalar!(KindVisitor -> EventKind, "call, request, store, signal or choice",
    text: |text| match text {
        "call" | "request" => Some(EventKind::Call),
        "store" => Some(EventKind::Store),
        "signal" => Some(EventKind::Signal),
        "choice" => Some(EventKind::Choice),
        _ => None,
    },
    number: |_number| None,
    flag: |_flag| None);

scalar!(ActionVisitor -> StorageAction, "set, removed or sent",
    text: |text| StorageAction::ALL.iter().copied().find(|action| action.name() == text),
    number: |_number| None,
    flag: |_flag| None);

pub(super) fn storage_action<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<StorageAction, D::Error> {
    deserializer.deserialize_any(ActionVisitor)
}

pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    deserializer.deserialize_any(TimeVisitor)
}

/// A value that may be null.
macro_rules! optional {
    ($($name:ident: $Wrapper:ident($Visitor:ident) -> $Value:ty;)*) => {$(
        struct $Wrapper($Value);

        impl<'de> Deserialize<'de> for $Wrapper {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($Visitor).map(Self)
            }
        }

        pub(super) fn $name<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<$Value>, D::Error> {
            Ok(Option::<$Wrapper>::deserialize(deserializer)?.map(|$Wrapper(value)| value))
        }
    )*};
}

optional! {
    optional_vendor: Vendor(VendorVisitor) -> VendorId;
    optional_flag: Flag(FlagVisitor) -> bool;
    optional_time: Time(TimeVisitor) -> Timestamp;
    optional_country: Country(CountryVisitor) -> CountryCode;
    optional_kind: Kind(KindVisitor) -> EventKind;
    optional_purposes: Purposes(PurposesVisitor) -> IdSet<24>;
}

pub(super) fn purposes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IdSet<24>, D::Error> {
    deserializer.deserialize_any(PurposesVisitor)
}

pub(super) fn vendors<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<VendorId>, D::Error> {
    let vendors = Vec::<Vendor>::deserialize(deserializer)?;
    Ok(vendors.into_iter().map(|Vendor(id)| id).collect())
}

struct PurposesVisitor;

impl<'de> Visitor<'de> for PurposesVisitor {
    type Value = IdSet<24>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of purposes from 1 to 24")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<IdSet<24>, A::Error> {
        let mut purposes = IdSet::EMPTY;
        while let Some(id) = seq.next_element::<u64>()? {
            let purpose = u8::try_from(id).ok().and_then(PurposeId::new);
            let unexpected = || de::Error::invalid_value(de::Unexpected::Unsigned(id), &self);
            purposes.insert(purpose.ok_or_else(unexpected)?);
        }
        Ok(purposes)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(text.to_owned().into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(number.to_string().into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(number.to_string().into()))
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    Text::deserialize(deserializer).map(|Text(text)| text)
}

pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    Ok(Option::<Text<'de>>::deserialize(deserializer)?.map(|Text(text)| text))
}

/// A value that is nothing if it is of another type.
trait OrNothing<'de>: Default {
    fn of_text(_text: Cow<'de, str>) -> Self {
        Self::default()
    }

    fn of_number(_number: u64) -> Self {
        Self::default()
    }

    fn of_flag(_flag: bool) -> Self {
        Self::default()
    }

    fn of_array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

impl<'de> OrNothing<'de> for Option<Cow<'de, str>> {
    fn of_text(text: Cow<'de, str>) -> Self {
        Some(text)
    }

    fn of_number(number: u64) -> Self {
        Some(number.to_string().into())
    }
}

impl OrNothing<'_> for Option<u64> {
    fn of_number(number: u64) -> Self {
        Some(number)
    }
}

impl<'de> OrNothing<'de> for bool {
    fn of_text(text: Cow<'de, str>) -> Self {
        flag_value(&text) == Some(true)
    }

    fn of_number(number: u64) -> Self {
        number == 1
    }

    fn of_flag(flag: bool) -> Self {
        flag
    }
}

impl<'de> OrNothing<'de> for Vec<StoredRecord<'de>> {
    fn of_array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(stored) = array.next_element()? {
            all.push(stored);
        }
        Ok(all)
    }
}

struct OrNothingVisitor<T>(PhantomData<T>);

impl<'de, T: OrNothing<'de>> Visitor<'de> for OrNothingVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::of_text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::of_text(text.to_owned().into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::of_number(number))
    }

    fn visit_i64<E>(self, _number: i64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_f64<E>(self, _number: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::of_flag(flag))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
        T::of_array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }
}

/// Functions for `deserialize_with`.
macro_rules! or_nothing {
    ($($name:ident -> $Value:ty;)*) => {$(
        pub(super) fn $name<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<$Value, D::Error> {
            deserializer.deserialize_any(OrNothingVisitor(PhantomData))
        }
    )*};
}

or_nothing! {
    text_or_nothing -> Option<Cow<'de, str>>;
    number_or_nothing -> Option<u64>;
    flag_or_nothing -> bool;
    storage_or_nothing -> Vec<StoredRecord<'de>>;
}
