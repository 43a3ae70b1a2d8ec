//! The length of a string: what each part takes, and what it could take.

use serde::ser::{Serialize, Serializer};
use tcf_codec::{
    AnyTcString, Layout, RangeEntry, SectionBits, SectionEncoding, SectionLayout, Segment,
    SegmentLayout, TailAlignment, VendorRange, merge_ranges,
};
use tcf_policy::compact;
use tcf_policy::gvl::Gvl;

use crate::decide::{GvlRef, UsedGvl};
use crate::input::Head;

/// The record of the length of a string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SizeRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The length.
    #[serde(flatten)]
    pub size: &'a Size,
}

/// The length of a string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// The number of characters.
    pub characters: usize,
    /// The number of characters of the shortest text with the same value, which `tcf encode`
    /// writes.
    pub canonical_characters: usize,
    /// The number of characters that `tcf encode --compact` writes; absent without a vendor list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compact_characters: Option<usize>,
    /// The vendor list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gvl: Option<GvlRef>,
    /// The segments in text order.
    pub segments: Vec<SegmentSize>,
}

/// The length of a segment.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SegmentSize {
    /// The segment.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::segment"))]
    pub segment: &'static str,
    /// The number of characters.
    pub characters: usize,
    /// The number of bits, six per character.
    pub bits: usize,
    /// Its parts in wire order.
    pub parts: Vec<PartSize>,
}

/// The bits of a part of a segment.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PartSize {
    /// The part.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::part"))]
    pub part: Part,
    /// The number of bits.
    pub bits: usize,
    /// The number of bits in the shortest text with the same value.
    pub canonical_bits: usize,
    /// The number of bits that `tcf encode --compact` writes; absent without a vendor list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compact_bits: Option<usize>,
    /// The publisher restriction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restriction: Option<RestrictionKind>,
    /// The vendors of a vendor section or a restriction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendors: Option<VendorsSize>,
}

/// A part of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The fields outside vendor sections and restrictions.
    Fields,
    /// The vendor consent section of a core.
    VendorConsents,
    /// The vendor legitimate interest section of a core.
    VendorLegitimateInterests,
    /// The vendor section of another segment.
    Vendors,
    /// A publisher restriction.
    Restriction,
    /// The bits after the last field.
    Tail,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 6] = [
        Self::Fields,
        Self::VendorConsents,
        Self::VendorLegitimateInterests,
        Self::Vendors,
        Self::Restriction,
        Self::Tail,
    ];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::VendorConsents => "vendorConsents",
            Self::VendorLegitimateInterests => "vendorLegitimateInterests",
            Self::Vendors => "vendors",
            Self::Restriction => "restriction",
            Self::Tail => "tail",
        }
    }

    const fn of_section(segment: Segment, section: usize) -> Self {
        match (segment, section) {
            (Segment::Core, 0) => Self::VendorConsents,
            (Segment::Core, _) => Self::VendorLegitimateInterests,
            _ => Self::Vendors,
        }
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The kind of a publisher restriction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RestrictionKind {
    /// The index of the record, from 0.
    pub index: usize,
    /// The purpose.
    #[cfg_attr(feature = "schema", schemars(range(max = 63)))]
    pub purpose_id: u16,
    /// The type.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::restriction_type"))]
    pub restriction_type: &'static str,
}

/// The vendors of a section or a restriction, and how they are encoded.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VendorsSize {
    /// The number of vendors.
    pub count: usize,
    /// `bitField` or `ranges`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::encoding"))]
    pub encoding: &'static str,
    /// MaxVendorId; absent for restrictions, which have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_vendor_id: Option<u16>,
    /// The highest vendor; 0 if there are none.
    pub highest: u16,
    /// The number of range entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<usize>,
    /// The number of range entries that are not needed, because entries overlap or adjoin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mergeable: Option<usize>,
    /// The number of gaps between vendors. As ranges, each takes an entry.
    pub gaps: usize,
    /// The number of gaps that contain no vendor of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlisted_gaps: Option<usize>,
    /// The number of vendors that the list lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<usize>,
    /// The number of bits of the shortest bit field; absent for restrictions, which have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bit_field_bits: Option<usize>,
    /// The number of bits of the shortest ranges; absent if there are more than 4,095.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_bits: Option<usize>,
}

/// Explains the length of a string: the bits of each part, in the layout of the string, in the
/// shortest encoding, and after [`compact`](fn@tcf_policy::compact) with a vendor list.
///
/// `layout` must be the layout of the text that `value` was decoded from.
///
/// ```
/// use tcf::{DecodeOptions, Input, Part, size};
///
/// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo")
///     .with_options(DecodeOptions::new().with_layout());
/// let decoded = input.decode().unwrap();
/// let size = size(&decoded.value, decoded.layout.as_ref().unwrap(), None);
/// assert_eq!((size.characters, size.canonical_characters), (53, 49));
/// let consents = &size.segments[0].parts[1];
/// assert_eq!(consents.part, Part::VendorConsents);
/// // A range where a bit field of one vendor is shorter.
/// assert_eq!((consents.bits, consents.canonical_bits), (17 + 12 + 17, 17 + 1));
/// ```
pub fn size(value: &AnyTcString, layout: &Layout, used: Option<UsedGvl<'_>>) -> Size {
    // Lists are for version 2.
    let list = used.and_then(|used| match value {
        AnyTcString::V1(_) => None,
        AnyTcString::V2(tc) => {
            Some(List { used, compacted: AnyTcString::V2(compact(tc, used.gvl)) })
        }
    });
    let measure = Measure { value, list: list.as_ref() };
    let segments: Vec<_> = layout.segments.iter().map(|segment| measure.segment(segment)).collect();
    let characters = |bits: &dyn Fn(&PartSize) -> usize| {
        let parts = |segment: &SegmentSize| segment.parts.iter().map(bits).sum::<usize>() / 6;
        let dots = segments.len().saturating_sub(1);
        segments.iter().map(parts).sum::<usize>() + dots
    };
    Size {
        characters: characters(&|part| part.bits),
        canonical_characters: characters(&|part| part.canonical_bits),
        compact_characters: list
            .as_ref()
            .map(|_| characters(&|part| part.compact_bits.unwrap_or(part.canonical_bits))),
        gvl: list.as_ref().map(|list| GvlRef::from(list.used)),
        segments,
    }
}

/// A vendor list, and the value without the vendors that it lacks.
struct List<'a> {
    used: UsedGvl<'a>,
    compacted: AnyTcString,
}

struct Measure<'a> {
    value: &'a AnyTcString,
    list: Option<&'a List<'a>>,
}

impl Measure<'_> {
    fn segment(&self, layout: &SegmentLayout) -> SegmentSize {
        let segment = layout.segment;
        let fields = self.value.field_bits(segment);
        let mut parts = vec![self.part(Part::Fields, fields, fields, || fields)];
        let sections = layout.sections.iter().enumerate();
        parts.extend(sections.filter_map(|(at, section)| self.section(segment, at, section)));
        if segment == Segment::Core {
            parts.extend(self.restrictions(layout));
        }
        let sum = |bits: fn(&PartSize) -> usize| parts.iter().map(bits).sum();
        let canonical = TailAlignment::Byte.zeros(sum(|part| part.canonical_bits));
        let tail = self.part(Part::Tail, layout.tail.len(), canonical, || {
            TailAlignment::Byte.zeros(sum(|part| part.compact_bits.unwrap_or_default()))
        });
        parts.push(tail);
        let bits = parts.iter().map(|part| part.bits).sum();
        SegmentSize { segment: segment.name(), characters: bits / 6, bits, parts }
    }

    fn part(
        &self,
        part: Part,
        bits: usize,
        canonical_bits: usize,
        compact_bits: impl FnOnce() -> usize,
    ) -> PartSize {
        let compact_bits = self.list.map(|_| compact_bits());
        PartSize { part, bits, canonical_bits, compact_bits, restriction: None, vendors: None }
    }

    /// `None` if the value has no such section, which the layout of another text could have.
    fn section(&self, segment: Segment, at: usize, layout: &SectionLayout) -> Option<PartSize> {
        let set = self.value.vendors_of(segment, at)?;
        let shortest = match self.value {
            AnyTcString::V1(value) => SectionBits::of_v1(&value.vendors),
            AnyTcString::V2(_) => SectionBits::of(set),
        };
        let runs = || set.runs();
        let entries = match &layout.encoding {
            SectionEncoding::BitField => None,
            SectionEncoding::Ranges { entries, .. } => Some(entries.as_slice()),
        };
        let vendors = VendorsSize {
            max_vendor_id: Some(layout.max_vendor_id),
            bit_field_bits: Some(shortest.bit_field),
            range_bits: shortest.ranges,
            ..self.vendors(runs, entries)
        };
        let bits = layout.bits(self.value.version());
        let part = self.part(Part::of_section(segment, at), bits, shortest.shortest(), || {
            let compacted = self.list.and_then(|list| list.compacted.vendors_of(segment, at));
            compacted.map_or(0, |set| SectionBits::of(set).shortest())
        });
        Some(PartSize { vendors: Some(vendors), ..part })
    }

    fn restrictions(&self, layout: &SegmentLayout) -> Vec<PartSize> {
        let AnyTcString::V2(tc) = self.value else { return Vec::new() };
        let mut compacted = self.list.and_then(|list| match &list.compacted {
            AnyTcString::V1(_) => None,
            AnyTcString::V2(tc) => Some(tc.publisher_restrictions.iter()),
        });
        let records = tc.publisher_restrictions.iter().zip(&layout.restrictions).enumerate();
        records
            .map(|(index, (record, layout))| {
                let shortest = record.bits();
                let vendors = VendorsSize {
                    range_bits: Some(shortest),
                    ..self.vendors(|| record.vendors.iter().copied(), Some(&layout.entries))
                };
                let compacted = compacted.as_mut().and_then(Iterator::next);
                let part = self.part(Part::Restriction, layout.bits(), shortest, || {
                    compacted.map_or(shortest, |record| record.bits())
                });
                let restriction = Some(RestrictionKind {
                    index,
                    purpose_id: record.purpose.get(),
                    restriction_type: record.restriction_type.name(),
                });
                PartSize { restriction, vendors: Some(vendors), ..part }
            })
            .collect()
    }

    /// The vendors of `runs`, without what only sections have.
    fn vendors<R: Iterator<Item = VendorRange>>(
        &self,
        runs: impl Fn() -> R,
        entries: Option<&[RangeEntry]>,
    ) -> VendorsSize {
        let gvl = self.list.map(|list| list.used.gvl);
        let count = runs().map(VendorRange::len).sum();
        let gaps = || runs().zip(runs().skip(1)).map(|(run, next)| between(run, next));
        let is_unlisted = |gvl: &Gvl, gap: Option<VendorRange>| {
            gap.is_none_or(|gap| gvl.vendors_between(gap).next().is_none())
        };
        VendorsSize {
            count,
            encoding: if entries.is_some() { "ranges" } else { "bitField" },
            max_vendor_id: None,
            highest: runs().last().map_or(0, VendorRange::end),
            entries: entries.map(<[_]>::len),
            mergeable: entries.map(|entries| {
                entries.len() - merge_ranges(entries.iter().map(|entry| entry.range)).len()
            }),
            gaps: gaps().count(),
            unlisted_gaps: gvl.map(|gvl| gaps().filter(|gap| is_unlisted(gvl, *gap)).count()),
            unlisted: gvl.map(|gvl| {
                let listed = runs().map(|run| gvl.vendors_between(run).count());
                count - listed.sum::<usize>()
            }),
            bit_field_bits: None,
            range_bits: None,
        }
    }
}

/// The ids between two runs.
fn between(run: VendorRange, next: VendorRange) -> Option<VendorRange> {
    VendorRange::new(run.end().checked_add(1)?, next.start().checked_sub(1)?).ok()
}
