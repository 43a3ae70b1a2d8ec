//! The JSON form described: which keys payloads have, and what stands behind them. Readers go by the same lists.

use alloc::vec::Vec;

use super::read::{Object, Publisher, Record, V1, V2};
use crate::field::Field;
use crate::tcf::PublisherTc;
use crate::value::{
    Deciseconds, IdSet, Letters, PublisherRestrictions, RestrictionType, Uint, VendorRanges, VendorSet,
};

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
    /// Two letters.
    Letters,
    /// A list of ids from 1 to `max`: numbers, or ranges as text.
    Ids {
        /// The highest.
        max: usize,
    },
    /// The name of a [`RestrictionType`].
    RestrictionType,
    /// A list of records with the keys of [`restriction_keys`].
    Restrictions,
    /// An object with the keys of [`publisher_tc_keys`].
    PublisherTc,
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
    pub(crate) const fn of<T: Shaped>(field: Field) -> Self {
        Self::named::<T>(field.json_key(), field.description())
    }

    /// A key that stands for more than a field.
    pub(super) const fn named<T: Shaped>(name: &'static str, about: &'static str) -> Self {
        Self { name, about, shape: T::SHAPE, is_required: false }
    }
}

/// The keys of the payload of a version 2 string, but for `version` and `layout`.
///
/// ```
/// use tcf_codec::serde::{Shape, keys_v2};
/// let required: Vec<_> = keys_v2().into_iter().filter(|key| key.is_required).collect();
/// assert_eq!(required[0].name, "cmpId");
/// assert_eq!(required[0].shape, Shape::Number { max: 4095 });
/// ```
pub fn keys_v2() -> Vec<Key> {
    keys::<V2>()
}

/// The keys of the payload of a version 1 string, but for `version` and `layout`.
pub fn keys_v1() -> Vec<Key> {
    keys::<V1>()
}

/// The keys of a publisher restriction.
pub fn restriction_keys() -> Vec<Key> {
    keys::<Record>()
}

/// The keys of `publisherTC`.
pub fn publisher_tc_keys() -> Vec<Key> {
    keys::<Publisher>()
}

fn keys<T: Object>() -> Vec<Key> {
    let is_required = |key: &Key| T::REQUIRED.iter().any(|field| field.json_key() == key.name);
    T::keys().map(|key| Key { is_required: is_required(&key), ..key }).collect()
}

/// What has a shape of its own.
pub(crate) trait Shaped {
    const SHAPE: Shape;
}

impl Shaped for bool {
    const SHAPE: Shape = Shape::Flag;
}

impl<const BITS: usize> Shaped for Uint<BITS> {
    const SHAPE: Shape = Shape::Number { max: Self::MAX.get() };
}

impl Shaped for u16 {
    const SHAPE: Shape = Shape::Number { max: Self::MAX };
}

impl Shaped for Deciseconds {
    const SHAPE: Shape = Shape::Time;
}

impl Shaped for Letters {
    const SHAPE: Shape = Shape::Letters;
}

impl<const N: usize> Shaped for IdSet<N> {
    const SHAPE: Shape = Shape::Ids { max: N };
}

impl Shaped for VendorSet {
    const SHAPE: Shape = Shape::Ids { max: 0xffff };
}

impl Shaped for VendorRanges {
    const SHAPE: Shape = VendorSet::SHAPE;
}

impl Shaped for RestrictionType {
    const SHAPE: Shape = Shape::RestrictionType;
}

impl Shaped for PublisherRestrictions {
    const SHAPE: Shape = Shape::Restrictions;
}

impl Shaped for PublisherTc {
    const SHAPE: Shape = Shape::PublisherTc;
}
