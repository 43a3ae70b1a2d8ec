//! Two-letter language and country codes, six bits per letter.

use core::fmt;
use core::str::FromStr;

use super::wire::{InvalidBits, Kind, Wire};
use crate::bits::low_u8;

/// Defines a code type of two letters, A to Z.
macro_rules! code {
    ($(#[$meta:meta])* $Code:ident, $kind:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $Code([u8; 2]);

        impl $Code {
            /// The two letters in upper case.
            pub fn as_str(&self) -> &str {
                as_str(&self.0)
            }
        }

        impl FromStr for $Code {
            type Err = InvalidCode;

            /// Parses two letters of either case.
            fn from_str(text: &str) -> Result<Self, InvalidCode> {
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl Wire for $Code {
            const WIDTH: usize = 12;
            const KIND: Kind = $kind;

            fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
                letters(bits).map(Self)
            }

            fn to_bits(&self) -> u64 {
                let [first, second] = self.0;
                u64::from(first - b'A') << 6 | u64::from(second - b'A')
            }
        }
    };
}

code! {
    /// An ISO 639-1 language code: two letters, A to Z.
    ///
    /// ```
    /// use tcf_codec::LanguageCode;
    /// let language: LanguageCode = "de".parse().unwrap();
    /// assert_eq!(language.as_str(), "DE");
    /// assert!("d3".parse::<LanguageCode>().is_err());
    /// ```
    LanguageCode, Kind::Language
}

impl LanguageCode {
    /// English.
    pub const EN: Self = Self(*b"EN");
}

code! {
    /// An ISO 3166-1 alpha-2 country code: two letters, A to Z.
    ///
    /// ```
    /// use tcf_codec::CountryCode;
    /// let country: CountryCode = "fr".parse().unwrap();
    /// assert_eq!(country.as_str(), "FR");
    /// assert_ne!(country, CountryCode::AA);
    /// ```
    CountryCode, Kind::Country
}

impl CountryCode {
    /// `AA`: the publisher's country is unknown.
    pub const AA: Self = Self(*b"AA");
}

#[expect(clippy::expect_used, reason = "two ASCII letters")]
fn as_str(letters: &[u8; 2]) -> &str {
    core::str::from_utf8(letters).expect("ASCII is UTF-8")
}

fn parse(text: &str) -> Result<[u8; 2], InvalidCode> {
    match text.as_bytes() {
        &[a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Ok([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
        }
        _ => Err(InvalidCode),
    }
}

fn letters(bits: u64) -> Result<[u8; 2], InvalidBits> {
    let (first, second) = (low_u8(bits >> 6), low_u8(bits & 63));
    for value in [first, second] {
        if value > 25 {
            return Err(InvalidBits::Letter { value });
        }
    }
    Ok([b'A' + first, b'A' + second])
}

/// The error for a text that is not a two-letter code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidCode;

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected two letters (A to Z)")
    }
}

impl core::error::Error for InvalidCode {}
