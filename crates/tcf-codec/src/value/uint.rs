//! Unsigned integers of a given bit width.

use core::fmt;

use super::wire::{InvalidBits, Kind, Wire};
use crate::bits::low_u16;

/// An unsigned integer of `BITS` bits, at most 16.
///
/// ```
/// use tcf_codec::U12;
/// assert_eq!(U12::new(300).unwrap().get(), 300);
/// assert!(U12::new(4096).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uint<const BITS: usize>(u16);

/// A 6-bit integer, 0 to 63.
pub type U6 = Uint<6>;
/// A 12-bit integer, 0 to 4095.
pub type U12 = Uint<12>;

impl<const BITS: usize> Uint<BITS> {
    /// The largest value.
    pub const MAX: Self = Self(u16::MAX >> (16 - BITS));

    /// Creates an integer.
    ///
    /// # Errors
    ///
    /// Returns an error if `value` does not fit.
    pub const fn new(value: u16) -> Result<Self, TooLarge> {
        if value <= Self::MAX.0 {
            Ok(Self(value))
        } else {
            Err(TooLarge { found: value, max: Self::MAX.0 })
        }
    }

    /// The value.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The low 8 bits of the value.
    pub(crate) const fn low(self) -> u8 {
        let [_, low] = self.0.to_be_bytes();
        low
    }

    /// Creates an integer from the low bits of `value`.
    pub(crate) const fn truncate(value: u16) -> Self {
        Self(value & Self::MAX.0)
    }
}

impl<const BITS: usize> TryFrom<u16> for Uint<BITS> {
    type Error = TooLarge;

    fn try_from(value: u16) -> Result<Self, TooLarge> {
        Self::new(value)
    }
}

impl<const BITS: usize> From<Uint<BITS>> for u16 {
    fn from(value: Uint<BITS>) -> Self {
        value.0
    }
}

impl<const BITS: usize> fmt::Display for Uint<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const BITS: usize> Wire for Uint<BITS> {
    const WIDTH: usize = BITS;
    const KIND: Kind = Kind::Number;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(Self::truncate(low_u16(bits)))
    }

    fn to_bits(&self) -> u64 {
        u64::from(self.0)
    }
}

/// The error for a number that does not fit in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The number.
    pub found: u16,
    /// The largest that fits.
    pub max: u16,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is out of range (0 to {})", self.found, self.max)
    }
}

impl core::error::Error for TooLarge {}
