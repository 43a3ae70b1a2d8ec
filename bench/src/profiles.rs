//! The four profiles.

use tcf_codec::{EncodeOptions, TcString, VendorEncoding};
use tcf_generate::SeededRng;

use crate::values;

/// A profile of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Only the core, about ten vendors as ranges: 75 characters on average.
    Small,
    /// A thousand vendors as bit fields, half with consent, half with legitimate interest, most of
    /// them disclosed: 558 characters.
    BitField,
    /// The same three sections as 60 to 150 ranges each: 1,474 characters.
    Range,
    /// Like `Range`, with 10 to 20 publisher restrictions and the publisher TC segment: 2,638
    /// characters.
    Restrictions,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Small, Self::BitField, Self::Range, Self::Restrictions];

    /// Number of distinct strings per profile.
    pub const STRINGS: usize = 2500;

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::BitField => "bitfield",
            Self::Range => "range",
            Self::Restrictions => "restrictions",
        }
    }

    /// The strings, the same on every machine.
    pub fn corpus(self) -> Corpus {
        self.first(Self::STRINGS)
    }

    /// The first `count` strings.
    pub fn first(self, count: usize) -> Corpus {
        let (seed, vendor_encoding) = match self {
            Self::Small => (1, VendorEncoding::Range),
            Self::BitField => (2, VendorEncoding::BitField),
            Self::Range => (3, VendorEncoding::Range),
            Self::Restrictions => (4, VendorEncoding::Range),
        };
        let mut rng = SeededRng::new(seed);
        let options = EncodeOptions { vendor_encoding, ..EncodeOptions::default() };
        let values: Vec<_> = (0..count).map(|_| self.value(&mut rng)).collect();
        let texts = values
            .iter()
            .map(|value| value.encode_as(options).expect("at most 4,095 ranges"))
            .collect();
        Corpus { profile: self, values, texts }
    }

    fn value(self, rng: &mut SeededRng) -> TcString {
        match self {
            Self::Small => values::small(rng),
            Self::BitField => {
                let vendors = rng.id(990, 1046);
                values::bit_field(rng, vendors)
            }
            Self::Range => Self::ranges(rng),
            Self::Restrictions => {
                let records = rng.id(10, 20);
                TcString {
                    publisher_restrictions: values::restrictions(rng, records),
                    publisher_tc: Some(values::publisher_tc(rng)),
                    ..Self::ranges(rng)
                }
            }
        }
    }

    fn ranges(rng: &mut SeededRng) -> TcString {
        let runs = [(); 3].map(|()| rng.id(60, 150));
        values::ranges(rng, runs)
    }
}

/// The strings of a profile.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// The profile.
    pub profile: Profile,
    /// The values.
    pub values: Vec<TcString>,
    /// The strings, in the same order.
    pub texts: Vec<String>,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// FNV-1a over all strings.
    fn checksum(texts: &[String]) -> u64 {
        texts
            .iter()
            .flat_map(|text| text.bytes().chain([b'\n']))
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    }

    #[test]
    fn strings_never_change() {
        let checksums = Profile::ALL.map(|profile| checksum(&profile.corpus().texts));
        let before = [
            0x07a3_2d16_15b5_7b62,
            0xf4ff_9b21_fa7a_1122,
            0xd6e1_db8c_3e21_e9ac,
            0x531c_5f24_b434_e7ee,
        ];
        assert_eq!(
            checksums, before,
            "the strings changed: times are not comparable with earlier ones"
        );
    }

    #[test]
    fn strings_are_distinct_and_have_the_documented_length() {
        for (profile, mean) in Profile::ALL.into_iter().zip([75, 558, 1474, 2638]) {
            let texts = profile.corpus().texts;
            assert_eq!(texts.len(), Profile::STRINGS);
            assert_eq!(texts.iter().collect::<HashSet<_>>().len(), Profile::STRINGS);
            let (found, expected) =
                (texts.iter().map(String::len).sum::<usize>(), mean * texts.len());
            assert!(
                found.abs_diff(expected) * 100 <= expected,
                "{}: {found} characters",
                profile.name()
            );
        }
    }

    #[test]
    fn strings_decode_to_their_values() {
        for profile in Profile::ALL {
            let corpus = profile.corpus();
            for (text, value) in corpus.texts.iter().zip(&corpus.values) {
                assert_eq!(TcString::decode(text).as_ref(), Ok(value));
            }
        }
    }
}
