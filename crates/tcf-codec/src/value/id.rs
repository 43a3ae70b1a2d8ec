//! Id types whose values are always in range.

use core::fmt;
use core::num::{NonZeroU8, NonZeroU16};
use core::str::FromStr;

use super::U6;

/// The id of a vendor in the Global Vendor List, 1 to 65535.
///
/// ```
/// use tcf_codec::VendorId;
/// const GOOGLE: VendorId = VendorId::new(755).unwrap();
/// assert_eq!(GOOGLE.get(), 755);
/// assert_eq!("755".parse(), Ok(GOOGLE));
/// assert!(VendorId::new(0).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VendorId(NonZeroU16);

impl VendorId {
    /// The lowest id, 1.
    pub const MIN: Self = Self(NonZeroU16::MIN);
    /// The highest id, 65535.
    pub const MAX: Self = Self(NonZeroU16::MAX);

    /// Creates an id, or `None` for 0.
    #[inline]
    pub const fn new(id: u16) -> Option<Self> {
        match NonZeroU16::new(id) {
            Some(id) => Some(Self(id)),
            None => None,
        }
    }

    /// The id as a number.
    #[inline]
    pub const fn get(self) -> u16 {
        self.0.get()
    }

    /// The index in a bit field, where vendor 1 is the first bit.
    #[inline]
    pub(crate) fn index(self) -> usize {
        usize::from(self.get() - 1)
    }
}

/// An id from 1 to `N`, where `N` is at most 63: an element of an [`IdSet`](super::IdSet).
///
/// ```
/// use tcf_codec::{InvalidId, PurposeId};
/// let purpose = PurposeId::new(7).unwrap();
/// assert_eq!(purpose.to_string(), "7");
/// assert_eq!(PurposeId::try_from(25), Err(InvalidId { found: 25, max: 24 }));
/// assert!("0".parse::<PurposeId>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id<const N: usize>(NonZeroU8);

/// The id of a purpose, 1 to 24, the purposes with a bit in the core segment. A publisher
/// restriction can contain any value from 0 to 63, so its purpose is a [`U6`].
pub type PurposeId = Id<24>;
/// The id of a special feature, 1 to 12.
pub type SpecialFeatureId = Id<12>;

impl<const N: usize> Id<N> {
    /// The lowest id, 1.
    pub const MIN: Self = Self(NonZeroU8::MIN);
    /// The highest id.
    const MAX: u8 = {
        assert!(0 < N && N < 64, "a set of ids must fit in one word");
        let [low, ..] = N.to_le_bytes();
        low
    };

    /// Creates an id, or `None` for 0 and for numbers above `N`.
    #[inline]
    pub const fn new(id: u8) -> Option<Self> {
        match NonZeroU8::new(id) {
            Some(id) if id.get() <= Self::MAX => Some(Self(id)),
            _ => None,
        }
    }

    /// The id as a number.
    #[inline]
    pub const fn get(self) -> u8 {
        self.0.get()
    }

    /// All ids in ascending order.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + Clone {
        (1..=Self::MAX).filter_map(Self::new)
    }

    /// The bit of the id in a word whose most significant bit is id 1.
    #[inline]
    pub(crate) const fn bit(self) -> u64 {
        // Ids are 1 to 63, so the shift is in range.
        (1 << 63) >> (self.get() - 1)
    }
}

impl<const N: usize> From<Id<N>> for U6 {
    fn from(id: Id<N>) -> Self {
        // An id is at most 63.
        Self::truncate(u16::from(id.get()))
    }
}

impl<const N: usize> TryFrom<U6> for Id<N> {
    type Error = InvalidId;

    fn try_from(id: U6) -> Result<Self, InvalidId> {
        Self::try_from(id.low())
    }
}

/// Implements conversions, parsing and formatting for an id type.
macro_rules! number {
    ([$($generics:tt)*] $id:ty, $number:ty, $max:expr, $serialize:ident) => {
        impl<$($generics)*> TryFrom<$number> for $id {
            type Error = InvalidId;

            fn try_from(id: $number) -> Result<Self, InvalidId> {
                Self::new(id).ok_or(InvalidId { found: u32::from(id), max: u32::from($max) })
            }
        }

        impl<$($generics)*> From<$id> for $number {
            fn from(id: $id) -> Self {
                id.get()
            }
        }

        impl<$($generics)*> FromStr for $id {
            type Err = ParseIdError;

            /// Parses a decimal number.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                text.parse().ok().and_then(Self::new).ok_or(ParseIdError { max: u32::from($max) })
            }
        }

        impl<$($generics)*> fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<$($generics)*> fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        #[cfg(feature = "serde")]
        impl<$($generics)*> serde::Serialize for $id {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$serialize(self.get())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de, $($generics)*> serde::Deserialize<'de> for $id {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let id = <$number>::deserialize(deserializer)?;
                Self::try_from(id).map_err(serde::de::Error::custom)
            }
        }
    };
}

number!([] VendorId, u16, u16::MAX, serialize_u16);
number!([const N: usize] Id<N>, u8, Self::MAX, serialize_u8);

/// The error for a number that is not a valid id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId {
    /// The number.
    pub found: u32,
    /// The highest valid id. The lowest is 1.
    pub max: u32,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a valid id (1 to {})", self.found, self.max)
    }
}

impl core::error::Error for InvalidId {}

/// The error for a text that is not a valid id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdError {
    /// The highest valid id. The lowest is 1.
    pub max: u32,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an id from 1 to {}", self.max)
    }
}

impl core::error::Error for ParseIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_ids_out_of_range() {
        assert_eq!((VendorId::new(0), VendorId::new(65535)), (None, Some(VendorId::MAX)));
        assert_eq!(VendorId::try_from(0), Err(InvalidId { found: 0, max: 65535 }));
        for id in 0..=u8::MAX {
            assert_eq!(
                PurposeId::new(id).map(PurposeId::get),
                (1..=24).contains(&id).then_some(id)
            );
            assert_eq!(Id::<63>::new(id).is_some(), (1..=63).contains(&id));
        }
        assert_eq!(SpecialFeatureId::all().map(SpecialFeatureId::get).next_back(), Some(12));
        assert_eq!(U6::from(Id::<63>::new(63).unwrap()), U6::MAX);
    }

    #[test]
    fn parses_decimal_numbers_only() {
        assert_eq!("65535".parse(), Ok(VendorId::MAX));
        for text in ["", "0", "65536", "-1", "one", "1.0"] {
            assert_eq!(text.parse::<VendorId>(), Err(ParseIdError { max: 65535 }), "{text}");
        }
        assert_eq!("24".parse(), Ok(PurposeId::new(24).unwrap()));
        assert_eq!("25".parse::<PurposeId>(), Err(ParseIdError { max: 24 }));
    }
}
