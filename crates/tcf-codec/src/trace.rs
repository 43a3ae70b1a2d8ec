//! Which bits gave which field.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::bits::{bit_at, bit_offset};
use crate::cursor::Observer;
use crate::field::FieldPath;
use crate::value::{
    CountryCode, Deciseconds, Kind, LanguageCode, RestrictionType, VendorSet, Wire,
};

/// Every field of a text with its bits, as far as it could be read.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    segments: Vec<TracedSegment>,
}

impl Trace {
    /// The segment that is read.
    #[expect(clippy::expect_used, reason = "readers begin a segment before they take its fields")]
    fn last(&mut self) -> &mut TracedSegment {
        self.segments.last_mut().expect("a segment has begun")
    }

    /// The segments, in the order of the text; the last one is not whole if reading stopped in it.
    pub fn segments(&self) -> &[TracedSegment] {
        &self.segments
    }
}

/// A segment, bit by bit.
#[derive(Clone, Debug)]
pub struct TracedSegment {
    segment: &'static str,
    characters: Range<usize>,
    bytes: Vec<u8>,
    fields: Vec<TracedField>,
    tail: Option<Range<u32>>,
}

/// A field and where it lies.
#[derive(Clone, Copy, Debug)]
pub struct TracedField {
    path: FieldPath,
    bit: u32,
    width: u32,
}

impl TracedField {
    /// The field, and the way to it.
    pub const fn path(&self) -> FieldPath {
        self.path
    }

    /// Its first bit, in its segment.
    pub const fn bit(&self) -> u32 {
        self.bit
    }

    /// Number of its bits; 0 for a bit field of no vendor.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Its bits, in its segment.
    pub const fn bits(&self) -> Range<u32> {
        self.bit..self.bit + self.width
    }
}

/// What a field says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValue {
    /// A number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// A time.
    Time(Deciseconds),
    /// A language.
    Language(LanguageCode),
    /// A country.
    Country(CountryCode),
    /// The ids whose bit is set.
    Ids(VendorSet),
    /// What a publisher restriction demands.
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

    /// Its characters in the text, as it was read.
    pub fn characters(&self) -> Range<usize> {
        self.characters.clone()
    }

    /// Its fields, in wire order.
    pub fn fields(&self) -> &[TracedField] {
        &self.fields
    }

    /// The bits after the last field; `None` if reading stopped before.
    pub fn tail(&self) -> Option<Range<u32>> {
        self.tail.clone()
    }

    /// The characters of the text that hold these bits.
    pub fn characters_of(&self, bits: Range<u32>) -> Range<usize> {
        let start = position(bits.start / 6);
        let end = position(bits.end.div_ceil(6));
        self.characters.start + start..self.characters.start + end.max(start)
    }

    /// Bits of this segment as they are: displays as zeros and ones.
    pub fn raw(&self, bits: Range<u32>) -> RawBits<'_> {
        RawBits { bytes: &self.bytes, bits }
    }

    /// What a field of this segment says.
    pub fn value(&self, field: &TracedField) -> FieldValue {
        let number = || self.raw(field.bits()).number();
        match field.path.field.kind() {
            Kind::Number => FieldValue::Number(number()),
            Kind::Flag => FieldValue::Flag(number() != 0),
            Kind::Time => {
                Deciseconds::new(number()).map_or(FieldValue::Number(number()), FieldValue::Time)
            }
            // A field of this segment could be read; one of another segment is a number here.
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

/// Bits of a segment; displays as zeros and ones. Past its end there are zeros.
#[derive(Clone, Debug)]
pub struct RawBits<'a> {
    bytes: &'a [u8],
    bits: Range<u32>,
}

impl RawBits<'_> {
    /// The bits, first to last.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        self.bits.clone().map(|bit| bit_at(self.bytes, position(bit)))
    }

    fn number(&self) -> u64 {
        self.iter().fold(0, |number, bit| number << 1 | u64::from(bit))
    }
}

impl fmt::Display for RawBits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole buffers: a serializer looks at each piece for characters to escape.
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

/// The trace is one of the observers of decoding.
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
