//! Values in lines of JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use tcf_carrier::{Timestamp, flag_value};
use tcf_codec::{CountryCode, IdSet, PurposeId, VendorId};

use super::EventKind;

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

scalar!(CountryVisitor -> CountryCode, "a country code of two letters",
    text: |text| text.to_ascii_uppercase().parse().ok(),
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
