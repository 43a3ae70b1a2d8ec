//! Traces: the bits of every decoded field.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::bits::{bit_at, bit_offset, fibonacci_sum};
use crate::cursor::Observer;
use crate::field::FieldPath;
use crate::value::{
    CountryCode, Deciseconds, Kind, LanguageCode, RestrictionType, VendorSet, Wire,
};

/// The fields of a text with their bits, as far as the text could be decoded.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    segments: Vec<TracedSegment>,
}

impl Trace {
    /// The current segment.
    #[expect(clippy::expect_used, reason = "a segment is reported before its fields")]
    fn last(&mut self) -> &mut TracedSegment {
        self.segments.last_mut().expect("a segment is open")
    }

    /// The segments in text order. If decoding stopped early, the last one is incomplete.
    pub fn segments(&self) -> &[TracedSegment] {
        &self.segments
    }
}

/// The trace of a segment.
#[derive(Clone, Debug)]
pub struct TracedSegment {
    segment: &'static str,
    characters: Range<usize>,
    bytes: Vec<u8>,
    fields: Vec<TracedField>,
    tail: Option<Range<u32>>,
}

/// A field and its bits.
#[derive(Clone, Copy, Debug)]
pub struct TracedField {
    path: FieldPath,
    bit: u32,
    width: u32,
}

impl TracedField {
    /// The path of the field.
    pub const fn path(&self) -> FieldPath {
        self.path
    }

    /// The offset of its first bit within the segment.
    pub const fn bit(&self) -> u32 {
        self.bit
    }

    /// Number of bits; 0 for a bit field with MaxVendorId 0.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Its bit range within the segment.
    pub const fn bits(&self) -> Range<u32> {
        self.bit..self.bit + self.width
    }
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValue {
    /// A number.
    Number(u64),
    /// A flag.
    Flag(bool),
    /// A time.
    Time(Deciseconds),
    /// A language.
    Language(LanguageCode),
    /// A country.
    Country(CountryCode),
    /// The ids whose bit is set.
    Ids(VendorSet),
    /// A restriction type.
    Restriction(RestrictionType),
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Language(language) => language.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Ids(set) => set.runs().enumerate().try_for_each(|(index, run)| {
                let comma = if index > 0 { ", " } else { "" };
                write!(f, "{comma}{run}")
            }),
            Self::Restriction(restriction_type) => restriction_type.fmt(f),
        }
    }
}

impl TracedSegment {
    /// The name of the segment.
    pub const fn segment(&self) -> &'static str {
        self.segment
    }

    /// The byte range of the segment in the decoded text.
    pub fn characters(&self) -> Range<usize> {
        self.characters.clone()
    }

    /// The fields in wire order.
    pub fn fields(&self) -> &[TracedField] {
        &self.fields
    }

    /// The bits after the last field, or `None` if decoding stopped early.
    pub fn tail(&self) -> Option<Range<u32>> {
        self.tail.clone()
    }

    /// The byte range of the characters that contain the given bits.
    pub fn characters_of(&self, bits: Range<u32>) -> Range<usize> {
        let start = position(bits.start / 6);
        let end = position(bits.end.div_ceil(6));
        self.characters.start + start..self.characters.start + end.max(start)
    }

    /// The given bits of this segment, displayed as zeros and ones.
    pub fn raw(&self, bits: Range<u32>) -> RawBits<'_> {
        RawBits { bytes: &self.bytes, bits }
    }

    /// The value of a field of this segment.
    pub fn value(&self, field: &TracedField) -> FieldValue {
        let number = || self.raw(field.bits()).number();
        match field.path.field.kind() {
            Kind::Number => FieldValue::Number(number()),
            Kind::Fibonacci => {
                let code: Vec<bool> = self.raw(field.bits()).iter().collect();
                FieldValue::Number(u64::from(fibonacci_sum(code.into_iter())))
            }
            Kind::Flag => FieldValue::Flag(number() != 0),
            Kind::Time => {
                Deciseconds::new(number()).map_or(FieldValue::Number(number()), FieldValue::Time)
            }
            // Fields of this segment are valid. A field of another segment may not be: show a
            // number.
            Kind::Language => LanguageCode::from_bits(number())
                .map_or(FieldValue::Number(number()), FieldValue::Language),
            Kind::Country => CountryCode::from_bits(number())
                .map_or(FieldValue::Number(number()), FieldValue::Country),
            Kind::Restriction => RestrictionType::from_bits(number())
                .map_or(FieldValue::Number(number()), FieldValue::Restriction),
            Kind::Ids => {
                let bits = self.raw(field.bits());
                let ids = bits.iter().zip(1..=u16::MAX).filter_map(|(bit, id)| bit.then_some(id));
                VendorSet::from_ids(ids).map_or(FieldValue::Number(0), FieldValue::Ids)
            }
        }
    }
}

#[expect(clippy::expect_used, reason = "a `usize` has 32 bits or more on every supported target")]
fn position(bits: u32) -> usize {
    usize::try_from(bits).expect("the position of a bit")
}

/// Bits of a segment, displayed as zeros and ones. Bits past the end are zero.
#[derive(Clone, Debug)]
pub struct RawBits<'a> {
    bytes: &'a [u8],
    bits: Range<u32>,
}

impl RawBits<'_> {
    /// The bits in order.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        self.bits.clone().map(|bit| bit_at(self.bytes, position(bit)))
    }

    fn number(&self) -> u64 {
        self.iter().fold(0, |number, bit| number << 1 | u64::from(bit))
    }
}

impl fmt::Display for RawBits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Write whole buffers, because a serializer checks each piece for characters to escape.
        let mut buffer = [b'0'; 64];
        let mut bits = self.iter();
        loop {
            let mut len = 0;
            for (digit, bit) in buffer.iter_mut().zip(bits.by_ref()) {
                *digit = if bit { b'1' } else { b'0' };
                len += 1;
            }
            let digits = buffer.get(..len).and_then(|digits| str::from_utf8(digits).ok());
            match digits.filter(|digits| !digits.is_empty()) {
                Some(digits) => f.write_str(digits)?,
                None => return Ok(()),
            }
        }
    }
}

impl Observer for Trace {
    fn segment(&mut self, segment: &'static str, characters: Range<usize>, bytes: &[u8]) {
        let (bytes, fields) = (bytes.to_vec(), Vec::new());
        self.segments.push(TracedSegment { segment, characters, bytes, fields, tail: None });
    }

    fn field(&mut self, path: FieldPath, bit: usize, width: usize) {
        let field = TracedField { path, bit: bit_offset(bit), width: bit_offset(width) };
        self.last().fields.push(field);
    }

    fn tail(&mut self, bits: Range<usize>, _bytes: &[u8]) {
        self.last().tail = Some(bit_offset(bits.start)..bit_offset(bits.end));
    }
}
