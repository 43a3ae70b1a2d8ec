//! The fields of a string with their bits.

use std::ops::Range;

use serde::ser::{Serialize, Serializer};
use tcf_codec::json::{IdFormat, vendor_ids};
use tcf_codec::{FieldValue, RawBits, Traced, TracedField, TracedSegment, VendorSet};

use crate::failure::Failure;
use crate::input::{Input, Origin};

/// The fields of a string, up to the fault if there is one.
#[derive(Debug)]
pub struct Inspection<'a> {
    input: &'a Input<'a>,
    /// The fields, and the value or the error.
    pub traced: Traced,
}

impl<'a> Input<'a> {
    /// Decodes the string with a trace of every bit. If decoding fails, the fields before the fault
    /// are kept.
    ///
    /// ```
    /// use tcf::{IdFormat, Input};
    ///
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// let inspection = input.inspect();
    /// let mut records = inspection.records(IdFormat::List);
    /// let field = records.find(|record| record.field == "CmpId").unwrap();
    /// assert_eq!((field.offset, field.width, field.characters), (78, 12, [13, 15]));
    /// ```
    pub fn inspect(&'a self) -> Inspection<'a> {
        Inspection { input: self, traced: tcf_codec::trace(&self.text, self.options) }
    }
}

impl Inspection<'_> {
    /// Maps a byte offset in the decoded text to a byte offset in the input.
    pub fn offset(&self, decoded: usize) -> usize {
        self.input.offset(self.traced.source_map().offset(decoded))
    }

    /// Maps a byte offset in the decoded text to a character offset in the input.
    pub fn character(&self, decoded: usize) -> usize {
        self.input.character(self.traced.source_map().offset(decoded))
    }

    /// One record per field, and one per tail of a segment.
    pub fn records(&self, ids: IdFormat) -> impl Iterator<Item = FieldRecord<'_>> {
        let segments = self.traced.trace.segments().iter();
        segments.flat_map(move |segment| {
            parts(segment).map(move |part| self.record(segment, &part, ids))
        })
    }

    fn record<'a>(
        &'a self,
        segment: &'a TracedSegment,
        part: &Part<'a>,
        ids: IdFormat,
    ) -> FieldRecord<'a> {
        let bits = part.bits();
        let (field, value) = match part {
            Part::Field(field) => {
                (field.path().to_string(), Some(value(segment.value(field), ids)))
            }
            Part::Tail(_) => ("tail".to_owned(), None),
        };
        let characters = segment.characters_of(bits.clone());
        FieldRecord {
            origin: self.input.origin,
            segment: segment.segment(),
            field,
            offset: bits.start,
            width: bits.end - bits.start,
            bits: segment.raw(bits),
            value,
            characters: [self.character(characters.start), self.character(characters.end)],
        }
    }

    /// The record of the error, if decoding stopped.
    pub fn failure(&self) -> Option<Failure<'_>> {
        let error = self.traced.value.as_ref().err()?;
        Some(self.input.failure(error))
    }
}

/// A field or the tail of a segment.
enum Part<'a> {
    Field(&'a TracedField),
    /// The bits after the last field.
    Tail(Range<u32>),
}

impl Part<'_> {
    /// Its bits, in the segment.
    fn bits(&self) -> Range<u32> {
        match self {
            Self::Field(field) => field.bits(),
            Self::Tail(bits) => bits.clone(),
        }
    }
}

/// The fields of a segment, then its tail.
fn parts(segment: &TracedSegment) -> impl Iterator<Item = Part<'_>> {
    segment.fields().iter().map(Part::Field).chain(segment.tail().map(Part::Tail))
}

/// A field or a tail, with its bits.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The segment.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::segment"))]
    pub segment: &'static str,
    /// The field, or `tail`.
    pub field: String,
    /// Its first bit in the segment.
    pub offset: u32,
    /// Its number of bits.
    pub width: u32,
    /// The bits.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::bits"))]
    pub bits: RawBits<'a>,
    /// Their value; absent for a tail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
    /// The characters of the input that contain the bits, without the end.
    pub characters: [usize; 2],
}

/// The value of a field.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ValueRecord {
    /// A number.
    Number(u64),
    /// True or false.
    Flag(bool),
    /// A time, a language or country, or a restriction type.
    Text(String),
    /// Ids.
    Ids(IdsRecord),
}

/// A set of ids, as a list or as ranges.
#[derive(Clone, Debug)]
pub struct IdsRecord {
    set: VendorSet,
    ids: IdFormat,
}

impl Serialize for IdsRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        vendor_ids(&self.set, self.ids).serialize(serializer)
    }
}

fn value(value: FieldValue, ids: IdFormat) -> ValueRecord {
    match value {
        FieldValue::Number(number) => ValueRecord::Number(number),
        FieldValue::Flag(flag) => ValueRecord::Flag(flag),
        FieldValue::Ids(set) => ValueRecord::Ids(IdsRecord { set, ids }),
        other => ValueRecord::Text(other.to_string()),
    }
}
