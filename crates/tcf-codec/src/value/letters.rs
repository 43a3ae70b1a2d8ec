//! Two letters of six bits each: a language or a country.

use core::fmt;
use core::str::FromStr;

use super::wire::{InvalidBits, Kind, Wire};
use crate::bits::low_u8;

/// Two letters, A to Z: an ISO 639-1 language or an ISO 3166-1 alpha-2 country.
///
/// ```
/// use tcf_codec::Letters;
/// let language: Letters = "de".parse().unwrap();
/// assert_eq!(language.as_str(), "DE");
/// assert!("d3".parse::<Letters>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Letters([u8; 2]);

impl Letters {
    /// `AA`, the country of a publisher who names none.
    pub const AA: Self = Self(*b"AA");
    /// `EN`.
    pub const EN: Self = Self(*b"EN");

    /// The two letters, in upper case.
    #[expect(clippy::expect_used, reason = "two ASCII letters")]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).expect("ASCII is UTF-8")
    }
}

impl FromStr for Letters {
    type Err = InvalidLetters;

    /// Reads two letters of either case.
    fn from_str(text: &str) -> Result<Self, InvalidLetters> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(InvalidLetters),
        }
    }
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Wire for Letters {
    const WIDTH: usize = 12;
    const KIND: Kind = Kind::Letters;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        let (first, second) = (low_u8(bits >> 6), low_u8(bits & 63));
        for value in [first, second] {
            if value > 25 {
                return Err(InvalidBits::Letter { value });
            }
        }
        Ok(Self([b'A' + first, b'A' + second]))
    }

    fn to_bits(&self) -> u64 {
        let [first, second] = self.0;
        u64::from(first - b'A') << 6 | u64::from(second - b'A')
    }
}

/// A text that is not two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidLetters;

impl fmt::Display for InvalidLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not two letters (A to Z)")
    }
}

impl core::error::Error for InvalidLetters {}
