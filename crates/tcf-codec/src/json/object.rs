//! Objects of the JSON form: which keys they have, what stands behind them, and how they are read.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::fields::{max_ids, max_number};
use super::values::{refuse, value};
use crate::field::Field;
use crate::tcf::Layout;
use crate::value::Kind;

/// What was read from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// The layout, if there was one. It is for `encode_with` to say whether it fits the value.
    pub layout: Option<Layout>,
}

/// What the value behind a key may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// True or false.
    Flag,
    /// A number from 0 to `max`.
    Number {
        /// The highest.
        max: u16,
    },
    /// A time of RFC 3339 or a date.
    Time,
    /// A language of two letters.
    Language,
    /// A country of two letters.
    Country,
    /// A list of ids from 1 to `max`: numbers, or ranges as text.
    Ids {
        /// The highest.
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
            Kind::Number => Self::Number { max: max_number(field) },
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
    /// The key itself.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Must a payload have it?
    pub is_required: bool,
}

impl Key {
    /// The key of a field.
    pub(super) fn of(field: Field) -> Self {
        Self::named(field.json_key(), field.description(), Shape::of(field))
    }

    /// A key that stands for more than a field.
    pub(super) const fn named(name: &'static str, about: &'static str, shape: Shape) -> Self {
        Self { name, about, shape, is_required: false }
    }
}

/// An object that is read key by key.
pub(super) trait Object {
    /// Version that the payload must have; 0 where it has none.
    const VERSION: u16;
    /// Fields whose keys may not be left out.
    const REQUIRED: &'static [Field];

    /// All keys but `version` and `layout`.
    fn keys() -> impl Iterator<Item = Key>;

    /// Reads the value of a key, if there is such a key.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;
}

pub(super) fn keys<T: Object>() -> Vec<Key> {
    let is_required = |key: &Key| T::REQUIRED.iter().any(|field| field.json_key() == key.name);
    T::keys().map(|key| Key { is_required: is_required(&key), ..key }).collect()
}

/// Reads an object: every key once, none that is unknown, all that are required.
pub(super) fn read_object<'de, D: Deserializer<'de>, T: Object>(
    deserializer: D,
    object: T,
) -> Result<Read<T>, D::Error> {
    struct Keys<T>(T);

    impl<'de, T: Object> Visitor<'de> for Keys<T> {
        type Value = Read<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Read<T>, A::Error> {
            let mut layout = None;
            let mut seen = Vec::<String>::new();
            while let Some(key) = map.next_key::<String>()? {
                if seen.contains(&key) {
                    return refuse(&mut map, "the same key a second time");
                }
                match key.as_str() {
                    "version" if T::VERSION > 0 => {
                        let found: u16 = value(&mut map)?;
                        if found != T::VERSION {
                            return Err(de::Error::custom(format_args!(
                                "version is {found}, wanted {}",
                                T::VERSION
                            )));
                        }
                    }
                    "layout" if T::VERSION > 0 => layout = map.next_value()?,
                    _ if self.0.read(&key, &mut map)? => {}
                    _ => {
                        let known = T::keys().map(|key| key.name).collect::<Vec<_>>().join(", ");
                        return refuse(&mut map, format_args!("unknown key (there are {known})"));
                    }
                }
                seen.push(key);
            }
            for key in T::REQUIRED.iter().map(|field| field.json_key()) {
                if !seen.iter().any(|seen| seen == key) {
                    return Err(de::Error::custom(format_args!("{key} is missing")));
                }
            }
            Ok(Read { value: self.0, layout })
        }
    }

    deserializer.deserialize_map(Keys(object))
}
