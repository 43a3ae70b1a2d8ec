//! The encoding of values in fields of fixed width.

use crate::bits::{Writer, low_u16};

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number.
    Number,
    /// A Fibonacci code.
    Fibonacci,
    /// A flag.
    Flag,
    /// Deciseconds since 1970.
    Time,
    /// A two-letter language code.
    Language,
    /// A two-letter country code.
    Country,
    /// One bit per id, starting with id 1.
    Ids,
    /// The type of a publisher restriction.
    Restriction,
}

/// Bits that are not a valid value of their type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidBits {
    /// A letter that is not A to Z.
    Letter {
        /// The value of its six bits.
        value: u8,
    },
}

impl core::fmt::Display for InvalidBits {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Letter { value } => write!(f, "invalid letter {value}"),
        }
    }
}

/// A value of fixed width. Decoding can fail, encoding cannot.
pub(crate) trait Wire: Sized {
    /// Number of bits, at most 57.
    const WIDTH: usize;
    /// The type of the field.
    const KIND: Kind;

    /// Decodes the low [`Self::WIDTH`] bits. The bits above must be zero.
    fn from_bits(bits: u64) -> Result<Self, InvalidBits>;

    /// Encodes the value in the low bits.
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
