//! Members of a JSON object that a record does not have.

use std::cell::Cell;
use std::fmt;

use serde::de::value::UnitDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use tcf_carrier::is_field_name;

/// Reads a record from an object, and notes whether other members may carry signals: those with the
/// name of a consent field, and objects, also within texts.
pub(super) struct Watched<'w, T> {
    inner: T,
    others: &'w Cell<bool>,
}

impl<'w, T> Watched<'w, T> {
    pub(super) fn new(inner: T, others: &'w Cell<bool>) -> Self {
        Self { inner, others }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Watched { inner: visitor, others: self.others })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let Self { inner: visitor, others } = self;
        visitor.visit_map(Members { inner: members, others, key: Key::Read(false) })
    }
}

/// The key of a member.
#[derive(Clone, Copy)]
enum Key<'de> {
    Borrowed(&'de str),
    /// A key with escapes, and whether it is the name of a consent field.
    Read(bool),
}

struct Members<'w, 'de, A> {
    inner: A,
    others: &'w Cell<bool>,
    /// The key of the member that is read.
    key: Key<'de>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Self { inner, key, .. } = self;
        inner.next_key_seed(KeySeed { inner: seed, key })
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        // Only what the record ignores has no size.
        if size_of::<V::Value>() > 0 {
            return self.inner.next_value_seed(seed);
        }
        let is_field = match self.key {
            Key::Borrowed(name) => is_field_name(name),
            Key::Read(is_field) => is_field,
        };
        let is_object = self.inner.next_value_seed(ObjectSeed)?;
        self.others.set(self.others.get() || is_field || is_object);
        let nothing: UnitDeserializer<A::Error> = ().into_deserializer();
        seed.deserialize(nothing)
    }
}

/// Reads a key, and notes what it is.
struct KeySeed<'k, 'de, T> {
    inner: T,
    key: &'k mut Key<'de>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, 'de, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<K::Value, D::Error> {
        let Self { inner, key } = self;
        inner.deserialize(KeySeed { inner: from, key })
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for KeySeed<'_, 'de, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Self { inner, key } = self;
        inner.deserialize_identifier(KeySeed { inner: visitor, key })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for KeySeed<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<V::Value, E> {
        *self.key = Key::Read(is_field_name(name));
        self.inner.visit_str(name)
    }

    #[inline]
    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<V::Value, E> {
        *self.key = Key::Borrowed(name);
        self.inner.visit_borrowed_str(name)
    }
}

/// Whether a value is an object, or a text that may contain one.
struct ObjectSeed;

impl<'de> DeserializeSeed<'de> for ObjectSeed {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(true)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(text.trim_ascii_start().starts_with(['{', '[']))
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}
