//! JSON objects: their keys, the types of their values, and how to read them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::fields::{max_ids, max_number};
use super::values::{reject, value};
use crate::field::Field;
use crate::tcf::Layout;
use crate::value::Kind;

/// A value deserialized from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deserialized<T> {
    /// The value.
    pub value: T,
    /// The layout, if present. It is checked against the value only by `encode_with`.
    pub layout: Option<Layout>,
}

/// The type of the value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A number from 0 to `max`.
    Number {
        /// The maximum.
        max: u16,
    },
    /// An RFC 3339 timestamp or a date.
    Time,
    /// A two-letter language code.
    Language,
    /// A two-letter country code.
    Country,
    /// A list of ids from 1 to `max`, as numbers or as strings with ranges.
    Ids {
        /// The maximum.
        max: usize,
    },
    /// The name of a [`RestrictionType`](crate::RestrictionType).
    RestrictionType,
    /// A list of records with the keys of [`restriction_keys`](super::restriction_keys).
    Restrictions,
    /// An object with the keys of [`publisher_tc_keys`](super::publisher_tc_keys).
    PublisherTc,
}

impl Shape {
    /// A set of vendor ids.
    pub(super) const VENDORS: Self = Self::Ids { max: 0xffff };

    fn of(field: Field) -> Self {
        match field.kind() {
            Kind::Flag => Self::Flag,
            Kind::Number | Kind::Fibonacci => Self::Number { max: max_number(field) },
            Kind::Time => Self::Time,
            Kind::Language => Self::Language,
            Kind::Country => Self::Country,
            Kind::Ids => Self::Ids { max: max_ids(field) },
            Kind::Restriction => Self::RestrictionType,
        }
    }
}

/// A key of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Key {
    /// The name of the key.
    pub name: &'static str,
    /// The meaning of the key.
    pub description: &'static str,
    /// The type of its value.
    pub shape: Shape,
    /// Whether the key is required.
    pub is_required: bool,
}

impl Key {
    /// The key of a field.
    pub(super) fn of(field: Field) -> Self {
        Self::named(field.json_key(), field.description(), Shape::of(field))
    }

    /// A key for a group of fields.
    pub(super) const fn named(name: &'static str, description: &'static str, shape: Shape) -> Self {
        Self { name, description, shape, is_required: false }
    }
}

/// An object that is deserialized key by key.
pub(super) trait Object {
    /// The required version of the payload, or 0 for an object without a version.
    const VERSION: u16;
    /// The fields whose keys are required.
    const REQUIRED: &'static [Field];

    /// All keys except `version` and `layout`.
    fn keys() -> impl Iterator<Item = Key>;

    /// Reads the value of a key and returns `true`, if the object has such a key.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;
}

pub(super) fn keys<T: Object>() -> Vec<Key> {
    let is_required = |key: &Key| T::REQUIRED.iter().any(|field| field.json_key() == key.name);
    T::keys().map(|key| Key { is_required: is_required(&key), ..key }).collect()
}

/// Reads an object. Rejects duplicate, unknown and missing keys.
pub(super) fn read_object<'de, D: Deserializer<'de>, T: Object>(
    deserializer: D,
    object: T,
) -> Result<Deserialized<T>, D::Error> {
    struct Keys<T>(T);

    impl<'de, T: Object> Visitor<'de> for Keys<T> {
        type Value = Deserialized<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Deserialized<T>, A::Error> {
            let mut layout = None;
            let mut seen = Vec::<String>::new();
            while let Some(key) = map.next_key::<String>()? {
                if seen.contains(&key) {
                    return reject(&mut map, "duplicate key");
                }
                match key.as_str() {
                    "version" if T::VERSION > 0 => {
                        let found: u16 = value(&mut map)?;
                        if found != T::VERSION {
                            return Err(de::Error::custom(format_args!(
                                "version is {found}, expected {}",
                                T::VERSION
                            )));
                        }
                    }
                    "layout" if T::VERSION > 0 => layout = map.next_value()?,
                    _ if self.0.read(&key, &mut map)? => {}
                    _ => {
                        let known = T::keys().map(|key| key.name).collect::<Vec<_>>().join(", ");
                        return reject(
                            &mut map,
                            format_args!("unknown key, expected one of {known}"),
                        );
                    }
                }
                seen.push(key);
            }
            for key in T::REQUIRED.iter().map(|field| field.json_key()) {
                if !seen.iter().any(|seen| seen == key) {
                    return Err(de::Error::custom(format_args!("{key} is missing")));
                }
            }
            Ok(Deserialized { value: self.0, layout })
        }
    }

    deserializer.deserialize_map(Keys(object))
}
