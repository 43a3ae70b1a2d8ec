//! Values that a field of fixed width holds.

use crate::bits::{Writer, low_u16};

/// How the bits of a field are to be read by people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// Deciseconds since 1970.
    Time,
    /// A language of two letters.
    Language,
    /// A country of two letters.
    Country,
    /// A bit for each id, from 1 on.
    Ids,
    /// The type of a publisher restriction.
    Restriction,
}

/// Bits that are not a value of their type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidBits {
    /// A letter outside of A to Z.
    Letter {
        /// Its six bits.
        value: u8,
    },
}

impl core::fmt::Display for InvalidBits {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Letter { value } => write!(f, "letter value {value}"),
        }
    }
}

/// A value with a width. Reading may refuse bits, writing cannot fail.
pub(crate) trait Wire: Sized {
    /// Number of bits, at most 57.
    const WIDTH: usize;
    /// What the bits mean.
    const KIND: Kind;

    /// Reads the low [`Self::WIDTH`] bits; those above them are zero.
    fn from_bits(bits: u64) -> Result<Self, InvalidBits>;

    /// The value as low bits.
    fn to_bits(&self) -> u64;

    /// Writes the value.
    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.put(self.to_bits(), Self::WIDTH);
    }
}

impl Wire for bool {
    const WIDTH: usize = 1;
    const KIND: Kind = Kind::Flag;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(bits != 0)
    }

    fn to_bits(&self) -> u64 {
        u64::from(*self)
    }
}

/// A vendor id or MaxVendorId.
impl Wire for u16 {
    const WIDTH: usize = 16;
    const KIND: Kind = Kind::Number;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(low_u16(bits))
    }

    fn to_bits(&self) -> u64 {
        u64::from(*self)
    }
}
