//! Records that are read from JSON objects only.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Declares a record, and a private mirror of it that derives how the members are read. A derived
/// `Deserialize` of the record itself would also read an array, as the members in the order of the
/// fields.
///
/// `serde` says how members are read; `serialize`, if the record is also written, how they are
/// written.
macro_rules! object_record {
    (
        $(#[doc = $about:expr])*
        #[derive($($Derive:ident),*)]
        $(#[cfg_attr($($about_schema:tt)*)])?
        $(#[serialize($($written:tt)*)])?
        #[serde(remote = $Remote:literal $($form:tt)*)]
        pub struct $Name:ident $(<$a:lifetime>)? read by $Mirror:ident {
            $(
                $(#[doc = $doc:expr])*
                $(#[cfg_attr($($schema:tt)*)])?
                $(#[serialize($($write:tt)*)])?
                $(#[serde($($read:tt)*)])?
                pub $field:ident: $Type:ty,
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive($($Derive),*)]
        $(#[cfg_attr($($about_schema)*)])?
        $(#[serde($($written)*)])?
        pub struct $Name $(<$a>)? {
            $(
                $(#[doc = $doc])*
                $(#[cfg_attr($($schema)*)])?
                $(#[serde($($write)*)])?
                pub $field: $Type,
            )*
        }

        #[derive(serde::Deserialize)]
        #[serde(remote = $Remote $($form)*)]
        struct $Mirror $(<$a>)? {
            $( $(#[serde($($read)*)])? $field: $Type, )*
        }

        impl<'de $(: $a, $a)?> serde::Deserialize<'de> for $Name $(<$a>)? {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $Mirror::deserialize($crate::object::ObjectOnly(from))
            }
        }
    };
}

pub(crate) use object_record;

/// Passes JSON objects to a visitor, and nothing else.
pub(crate) struct ObjectOnly<T>(pub(crate) T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectOnly<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(ObjectOnly(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ObjectOnly<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(members)
    }
}
