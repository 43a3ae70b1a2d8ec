//! The fields of a string with their bits or characters.

use std::ops::Range;

use serde::ser::{Serialize, Serializer};
use tcf_carrier::SignalKind;
use tcf_codec::gpp::Section;
use tcf_codec::json::{IdFormat, vendor_ids};
use tcf_codec::{
    Error, FieldValue, RawBits, Repair, SectionId, SourceMap, TextField, TextValue, Trace,
    TracedField, TracedSegment, UspString, VendorSet, ac, gpp,
};

use crate::failure::Failure;
use crate::input::{Input, Origin};

/// The fields of a string, up to the faults if there are any.
#[derive(Debug)]
pub struct Inspection<'a> {
    input: &'a Input<'a>,
    parts: Vec<InspectedPart>,
    repairs: Vec<Repair>,
    map: SourceMap,
}

/// A part of a string whose faults do not affect the others: the header or a section of a GPP
/// string, or the whole of another string.
#[derive(Debug)]
pub struct InspectedPart {
    /// The section of a GPP string.
    pub section: Option<SectionId>,
    /// The segments, or sub-sections, with their bits.
    pub trace: Trace,
    /// The fields of a US Privacy or Additional Consent string, which has no bits.
    pub text: Vec<TextField>,
    /// The section of a GPP string, if it could be decoded.
    pub value: Option<Section>,
    /// The error at which decoding stopped.
    pub error: Option<Error>,
}

impl InspectedPart {
    /// Whether not even the first field could be decoded.
    pub fn is_empty(&self) -> bool {
        self.trace.segments().is_empty() && self.text.is_empty()
    }
}

impl<'a> Input<'a> {
    /// Decodes the string, of any kind, with a trace of every bit or character. If decoding fails,
    /// the fields before the fault are kept. A fault in one section of a GPP string does not affect
    /// the others.
    ///
    /// ```
    /// use tcf::tcf_codec::SectionId;
    /// use tcf::{IdFormat, InspectRecord, Input};
    ///
    /// let input = Input::new("DBABzw~1XNN~BVQqAAAAAg");
    /// let inspection = input.inspect();
    /// let (mut fields, mut failures) = (Vec::new(), Vec::new());
    /// for record in inspection.records(IdFormat::List) {
    ///     match record {
    ///         InspectRecord::Bits(field) => fields.push((field.section, field.field)),
    ///         InspectRecord::Text(field) => fields.push((field.section, field.field)),
    ///         InspectRecord::Failure(failure) => failures.push(failure.error.code()),
    ///         _ => {}
    ///     }
    /// }
    /// assert_eq!(failures, ["U003"]);
    /// let has = |section, field: &str| fields.contains(&(section, field.to_owned()));
    /// assert!(has(None, "Sections.RangeEntry[0].Offset"));
    /// assert!(has(Some(SectionId::USP_V1), "Version"));
    /// assert!(has(Some(SectionId::US_NAT), "SaleOptOut"));
    /// ```
    pub fn inspect(&'a self) -> Inspection<'a> {
        let (text, options) = (&*self.text, self.options);
        let of_text = |(text, result): (Vec<TextField>, Result<_, Error>)| {
            let part = InspectedPart {
                section: None,
                trace: Trace::default(),
                text,
                value: None,
                error: result.err(),
            };
            (vec![part], Vec::new(), SourceMap::identity())
        };
        let (parts, repairs, map) = match self.kind() {
            SignalKind::Gpp => {
                let traced = gpp::trace(text, options);
                let (repairs, map) = (traced.repairs().to_vec(), traced.source_map().clone());
                (parts_of_gpp(traced), repairs, map)
            }
            SignalKind::UsPrivacy => {
                let (fields, result) = UspString::trace(text);
                of_text((fields, result.map(drop)))
            }
            SignalKind::AdditionalConsent => {
                let (fields, result) = ac::trace(text, options.max_len);
                of_text((fields, result.map(drop)))
            }
            _ => {
                let traced = tcf_codec::trace(text, options);
                let (repairs, map) = (traced.repairs().to_vec(), traced.source_map().clone());
                let part = InspectedPart {
                    section: None,
                    trace: traced.trace,
                    text: Vec::new(),
                    value: None,
                    error: traced.value.err(),
                };
                (vec![part], repairs, map)
            }
        };
        Inspection { input: self, parts, repairs, map }
    }
}

fn parts_of_gpp(traced: gpp::Traced) -> Vec<InspectedPart> {
    let header = InspectedPart {
        section: None,
        trace: traced.trace.header,
        text: Vec::new(),
        value: None,
        error: traced.split.err(),
    };
    let sections = traced.trace.sections.into_iter().map(|section| {
        let (value, error) = match section.section {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error)),
        };
        let (trace, text) = (section.trace, section.text);
        InspectedPart { section: Some(section.id), trace, text, value, error }
    });
    std::iter::once(header).chain(sections).collect()
}

impl Inspection<'_> {
    /// The parts, in the order of the string.
    pub fn parts(&self) -> &[InspectedPart] {
        &self.parts
    }

    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Maps a byte offset in the decoded text to a byte offset in the input.
    pub fn offset(&self, decoded: usize) -> usize {
        self.input.offset(self.map.offset(decoded))
    }

    /// Maps a byte offset in the decoded text to a character offset in the input.
    pub fn character(&self, decoded: usize) -> usize {
        self.input.character(self.map.offset(decoded))
    }

    /// For each part, one record per field and one per tail of a segment, then the error at which
    /// decoding stopped.
    pub fn records(&self, ids: IdFormat) -> impl Iterator<Item = InspectRecord<'_>> {
        self.first_records(ids, usize::MAX)
    }

    /// As [`Inspection::records`], with at most `limit` fields of each segment or text. Tails and
    /// errors are kept. Short hostile strings have thousands of fields.
    ///
    /// ```
    /// use tcf::{IdFormat, Input};
    ///
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo");
    /// let inspection = input.inspect();
    /// let all = inspection.records(IdFormat::Ranges).count();
    /// let first = inspection.first_records(IdFormat::Ranges, 5).count();
    /// assert_eq!(first + inspection.omitted(5), all);
    /// ```
    pub fn first_records(
        &self,
        ids: IdFormat,
        limit: usize,
    ) -> impl Iterator<Item = InspectRecord<'_>> {
        self.parts.iter().flat_map(move |part| {
            let fields = part.trace.segments().iter().flat_map(move |segment| {
                bits_of(segment, limit).map(move |field| {
                    InspectRecord::Bits(self.bits_record(part.section, segment, &field, ids))
                })
            });
            let text = part
                .text
                .iter()
                .take(limit)
                .map(|field| InspectRecord::Text(self.text_record(part.section, field)));
            let failure = self.failure(part).map(InspectRecord::Failure);
            fields.chain(text).chain(failure)
        })
    }

    /// The number of fields that [`Inspection::first_records`] leaves out.
    pub fn omitted(&self, limit: usize) -> usize {
        let of_part = |part: &InspectedPart| {
            let segments = part.trace.segments().iter().map(|segment| segment.fields().len());
            let texts = std::iter::once(part.text.len());
            segments.chain(texts).map(|fields| fields.saturating_sub(limit)).sum::<usize>()
        };
        self.parts.iter().map(of_part).sum()
    }

    fn bits_record<'a>(
        &'a self,
        section: Option<SectionId>,
        segment: &'a TracedSegment,
        field: &FieldBits<'a>,
        ids: IdFormat,
    ) -> FieldRecord<'a> {
        let bits = field.bits();
        let (field, value) = match field {
            FieldBits::Field(field) => {
                let value = value(section, segment.value(field), ids);
                (field.path().to_string(), Some(value))
            }
            FieldBits::Tail(_) => ("tail".to_owned(), None),
        };
        let characters = segment.characters_of(bits.clone());
        FieldRecord {
            origin: self.input.origin,
            section,
            segment: segment.segment(),
            field,
            offset: bits.start,
            width: bits.end - bits.start,
            bits: segment.raw(bits),
            value,
            characters: self.characters(&characters),
        }
    }

    fn text_record(&self, section: Option<SectionId>, field: &TextField) -> TextFieldRecord<'_> {
        let bytes = self.offset(field.characters.start)..self.offset(field.characters.end);
        let text = self.input.given.get(bytes).unwrap_or_default();
        let value = field.value.map(|value| match value {
            TextValue::Number(number) => ValueRecord::Number(number.into()),
            TextValue::Signal(signal) => ValueRecord::Text(signal.to_string()),
            _ => ValueRecord::Text(text.to_owned()),
        });
        TextFieldRecord {
            origin: self.input.origin,
            section,
            field: field.to_string(),
            text,
            value,
            characters: self.characters(&field.characters),
        }
    }

    fn characters(&self, decoded: &Range<usize>) -> [usize; 2] {
        [self.character(decoded.start), self.character(decoded.end)]
    }

    /// The message of the error of a part.
    pub fn message(&self, error: &Error) -> String {
        self.input.message(error)
    }

    /// The record of the error of a part.
    pub fn failure(&self, part: &InspectedPart) -> Option<Box<Failure<'_>>> {
        let error = part.error.as_ref()?;
        Some(match self.input.kind() {
            SignalKind::Gpp | SignalKind::UsPrivacy | SignalKind::AdditionalConsent => {
                self.input.other_failure(error)
            }
            _ => Box::new(self.input.failure(error)),
        })
    }
}

/// A record of `tcf inspect`.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum InspectRecord<'a> {
    /// A field with its bits.
    Bits(FieldRecord<'a>),
    /// A field of a string that is text.
    Text(TextFieldRecord<'a>),
    /// The error at which decoding stopped.
    Failure(Box<Failure<'a>>),
}

/// A field or the tail of a segment.
enum FieldBits<'a> {
    Field(&'a TracedField),
    /// The bits after the last field.
    Tail(Range<u32>),
}

impl FieldBits<'_> {
    /// Its bits, in the segment.
    fn bits(&self) -> Range<u32> {
        match self {
            Self::Field(field) => field.bits(),
            Self::Tail(bits) => bits.clone(),
        }
    }
}

/// The first fields of a segment, then its tail.
fn bits_of(segment: &TracedSegment, limit: usize) -> impl Iterator<Item = FieldBits<'_>> {
    segment
        .fields()
        .iter()
        .take(limit)
        .map(FieldBits::Field)
        .chain(segment.tail().map(FieldBits::Tail))
}

/// A field or a tail, with its bits.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The section of a GPP string; absent for its header, and for other strings.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "crate::text_of_some")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: Option<SectionId>,
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

/// A field of a US Privacy or Additional Consent string, with its characters. Separators belong to
/// no field.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextFieldRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The section of a GPP string.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "crate::text_of_some")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: Option<SectionId>,
    /// The field.
    pub field: String,
    /// Its text.
    pub text: &'a str,
    /// Its value; absent for the marker before disclosed providers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
    /// The characters of the input, without the end.
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
    /// A time, a language or country, a restriction type, or a signal of a US Privacy string.
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

fn value(section: Option<SectionId>, value: FieldValue, ids: IdFormat) -> ValueRecord {
    match value {
        FieldValue::Number(number) => ValueRecord::Number(number),
        FieldValue::Flag(flag) => ValueRecord::Flag(flag),
        FieldValue::Ids(set) => ValueRecord::Ids(IdsRecord { set, ids }),
        FieldValue::Restriction(restriction_type) if section == Some(SectionId::TCF_CA_V1) => {
            ValueRecord::Text(gpp::canada::restriction_type_name(restriction_type).to_owned())
        }
        other => ValueRecord::Text(other.to_string()),
    }
}
