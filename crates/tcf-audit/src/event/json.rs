//! Values in lines of JSON.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use tcf_carrier::{Timestamp, flag_value};
use tcf_codec::{CountryCode, IdSet, PurposeId, VendorId};

use super::{EventKind, StorageAction, StoredRecord, value};
use crate::country::country_of_code;

/// A text, or a number as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

/// A visitor of a scalar. Null and a blank text are nothing. `$expected` completes "expected ...".
macro_rules! scalar {
    ($Visitor:ident -> $Value:ty, $expected:expr,
        text: |$text:ident| $from_text:expr, number: |$number:ident| $from_number:expr
        $(, $also:item)*) => {
        struct $Visitor;

        impl<'de> Visitor<'de> for $Visitor {
            type Value = Option<$Value>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expected)
            }

            fn visit_str<E: de::Error>(self, $text: &str) -> Result<Option<$Value>, E> {
                let $text = $text.trim_ascii();
                if $text.is_empty() {
                    return Ok(None);
                }
                let value = $from_text;
                let unexpected = || E::invalid_value(de::Unexpected::Str($text), &self);
                value.ok_or_else(unexpected).map(Some)
            }

            fn visit_u64<E: de::Error>(self, $number: u64) -> Result<Option<$Value>, E> {
                let value = $from_number;
                let unexpected = || E::invalid_value(de::Unexpected::Unsigned($number), &self);
                value.ok_or_else(unexpected).map(Some)
            }

            fn visit_unit<E>(self) -> Result<Option<$Value>, E> {
                Ok(None)
            }

            $($also)*
        }
    };
}

scalar!(VendorVisitor -> VendorId, value::VENDOR,
    text: |text| text.parse().ok(),
    number: |number| u16::try_from(number).ok().and_then(VendorId::new));

scalar!(FlagVisitor -> bool, value::FLAG,
text: |text| flag_value(text),
number: |number| match number { 0 => Some(false), 1 => Some(true), _ => None },
fn visit_bool<E>(self, flag: bool) -> Result<Option<bool>, E> {
    Ok(Some(flag))
});

scalar!(TimeVisitor -> Timestamp, value::TIME,
    text: |text| Timestamp::parse_any(text, None),
    number: |number| Timestamp::parse_unix(&number.to_string()));

scalar!(CountryVisitor -> CountryCode, value::COUNTRY,
    text: |text| country_of_code(text),
    number: |_number| None);

scalar!(KindVisitor -> EventKind, value::KIND,
    text: |text| value::event_kind(text),
    number: |_number| None);

scalar!(ActionVisitor -> StorageAction, "set, removed or sent",
    text: |text| StorageAction::ALL.iter().copied().find(|action| action.name() == text),
    number: |_number| None);

scalar!(PurposesVisitor -> IdSet<24>, value::PURPOSES,
text: |text| value::purposes(text),
number: |number| value::purposes(&number.to_string()),
fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<IdSet<24>>, A::Error> {
    let mut purposes = IdSet::EMPTY;
    while let Some(id) = list.next_element::<u64>()? {
        let purpose = u8::try_from(id).ok().and_then(PurposeId::new);
        let unexpected = || de::Error::invalid_value(de::Unexpected::Unsigned(id), &self);
        purposes.insert(purpose.ok_or_else(unexpected)?);
    }
    Ok(Some(purposes))
});

/// Functions for `deserialize_with`: of a value that may be missing, and of one that may not.
macro_rules! values {
    ($($optional:ident $(, $required:ident)?: $visitor:expr => $Value:ty;)*) => {$(
        pub(super) fn $optional<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<$Value>, D::Error> {
            deserializer.deserialize_any($visitor)
        }

        $(pub(super) fn $required<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<$Value, D::Error> {
            let missing = || de::Error::invalid_type(de::Unexpected::Unit, &$visitor);
            $optional(deserializer)?.ok_or_else(missing)
        })?
    )*};
}

values! {
    optional_vendor, vendor: VendorVisitor => VendorId;
    optional_flag: FlagVisitor => bool;
    optional_time, time: TimeVisitor => Timestamp;
    optional_country: CountryVisitor => CountryCode;
    optional_kind: KindVisitor => EventKind;
    optional_action, storage_action: ActionVisitor => StorageAction;
    optional_purposes, purposes: PurposesVisitor => IdSet<24>;
}

pub(super) fn vendors<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<VendorId>, D::Error> {
    struct Vendor(VendorId);

    impl<'de> Deserialize<'de> for Vendor {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            vendor(deserializer).map(Self)
        }
    }

    let vendors = Vec::<Vendor>::deserialize(deserializer)?;
    Ok(vendors.into_iter().map(|Vendor(id)| id).collect())
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(value::TEXT)
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

/// A text, or a number as text, without the white space around it. A blank one is nothing.
pub(super) fn optional_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    Ok(optional_text(deserializer)?.and_then(trimmed))
}

fn trimmed(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
        Cow::Owned(text) if text.trim_ascii().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim_ascii().to_owned()),
    };
    (!text.is_empty()).then_some(text)
}

/// A text, or a number as text, as it is written.
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
        trimmed(text)
    }

    fn of_number(number: u64) -> Self {
        Some(number.to_string().into())
    }
}

impl<'de> OrNothing<'de> for Option<u64> {
    fn of_text(text: Cow<'de, str>) -> Self {
        text.trim_ascii().parse().ok()
    }

    fn of_number(number: u64) -> Self {
        Some(number)
    }
}

impl<'de> OrNothing<'de> for bool {
    fn of_text(text: Cow<'de, str>) -> Self {
        flag_value(text.trim_ascii()) == Some(true)
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
