//! The layout of a text: the encoding choices that its value does not determine.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::cursor::{EncodingKind, TcfObserver};
use super::segment::Segment;
use crate::bits::{bit_at, bit_offset};
use crate::cursor::Observer;
use crate::field::FieldPath;
use crate::value::RangeEntry;

/// The layout of a text. Together with the value, it reproduces the text byte for byte; see
/// [`TcString::encode_with`](crate::TcString::encode_with).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The segments in text order.
    pub segments: Vec<SegmentLayout>,
}

/// The layout of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentLayout {
    /// The segment.
    pub segment: Segment,
    /// The vendor sections in wire order: two in a version 2 core (consent, legitimate interest),
    /// one in a version 1 core, disclosed vendors and allowed vendors, none in publisher TC.
    pub sections: Vec<SectionLayout>,
    /// One layout per publisher restriction of the value, in the same order.
    pub restrictions: Vec<RestrictionLayout>,
    /// The bits after the last field.
    pub tail: Tail,
}

/// The layout of a vendor section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionLayout {
    /// Offset of the first bit of the section within its segment. Informational: encoding ignores
    /// it.
    pub bit: u32,
    /// MaxVendorId. It may exceed the highest id of the set.
    pub max_vendor_id: u16,
    /// The encoding of the vendors.
    pub encoding: SectionEncoding,
}

/// The encoding of a vendor section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionEncoding {
    /// One bit per vendor.
    BitField,
    /// Range entries.
    Ranges {
        /// Version 1: consent of the vendors without an entry. Always `false` in version 2.
        default_consent: bool,
        /// The entries, in wire order.
        entries: Vec<RangeEntry>,
    },
}

/// The layout of a publisher restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestrictionLayout {
    /// Offset of the first bit of the record within the core. Informational: encoding ignores it.
    pub bit: u32,
    /// The entries, in wire order.
    pub entries: Vec<RangeEntry>,
}

/// The bits after the last field of a segment, usually zeros that fill the last byte.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// The first bit is the most significant bit of the first word. Unused bits are zero.
    words: Vec<u64>,
    len: usize,
}

impl Tail {
    /// Creates a tail of `len` zeros.
    pub fn zeros(len: usize) -> Self {
        Self { words: alloc::vec![0; len.div_ceil(64)], len }
    }

    /// Creates a tail from bits of `bytes`.
    pub(crate) fn of_bits(bits: Range<usize>, bytes: &[u8]) -> Self {
        let mut tail = Self::zeros(bits.len());
        for (at, bit) in bits.enumerate() {
            if bit_at(bytes, bit) {
                tail.set(at);
            }
        }
        tail
    }

    /// Returns the number of bits.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns `true` if the tail has no bits.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns `true` if all bits are zero.
    pub fn is_zero(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The positions of the set bits, counted from the start of the tail, in ascending order.
    pub fn set_bits(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            (0..64).filter(move |bit| word << bit >> 63 != 0).map(move |bit| index * 64 + bit)
        })
    }

    /// Sets a bit. Returns `false` if the tail is too short.
    pub fn set(&mut self, at: usize) -> bool {
        if at >= self.len {
            return false;
        }
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (63 - at % 64);
        }
        true
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tail({} bits", self.len())?;
        self.set_bits().try_for_each(|at| write!(f, ", {at}"))?;
        f.write_str(")")
    }
}

impl Layout {
    /// The current segment.
    #[expect(clippy::expect_used, reason = "a segment is reported before its fields")]
    fn last(&mut self) -> &mut SegmentLayout {
        self.segments.last_mut().expect("a segment is open")
    }
}

impl Observer for Layout {
    fn tail(&mut self, bits: Range<usize>, bytes: &[u8]) {
        self.last().tail = Tail::of_bits(bits, bytes);
    }
}

impl TcfObserver for Layout {
    fn tcf_segment(&mut self, segment: Segment) {
        let (sections, restrictions) = (Vec::new(), Vec::new());
        self.segments.push(SegmentLayout {
            segment,
            sections,
            restrictions,
            tail: Tail::default(),
        });
    }

    fn section(&mut self, bit: usize, max_vendor_id: u16, kind: EncodingKind) {
        let encoding = match kind {
            EncodingKind::BitField => SectionEncoding::BitField,
            EncodingKind::Ranges { default_consent } => {
                SectionEncoding::Ranges { default_consent, entries: Vec::new() }
            }
        };
        self.last().sections.push(SectionLayout { bit: bit_offset(bit), max_vendor_id, encoding });
    }

    fn restriction(&mut self, bit: usize) {
        self.last()
            .restrictions
            .push(RestrictionLayout { bit: bit_offset(bit), entries: Vec::new() });
    }

    fn entry(&mut self, _path: FieldPath, _bit: usize, entry: RangeEntry) {
        let segment = self.last();
        // Restrictions follow all sections.
        let entries = match (segment.restrictions.last_mut(), segment.sections.last_mut()) {
            (Some(restriction), _) => &mut restriction.entries,
            (
                None,
                Some(SectionLayout { encoding: SectionEncoding::Ranges { entries, .. }, .. }),
            ) => entries,
            _ => unreachable!("entries follow the header of their section or restriction"),
        };
        entries.push(entry);
    }
}

impl Observer for Option<Layout> {
    fn tail(&mut self, bits: Range<usize>, bytes: &[u8]) {
        if let Some(layout) = self {
            layout.tail(bits, bytes);
        }
    }
}

impl TcfObserver for Option<Layout> {
    fn tcf_segment(&mut self, segment: Segment) {
        if let Some(layout) = self {
            layout.tcf_segment(segment);
        }
    }

    fn section(&mut self, bit: usize, max_vendor_id: u16, kind: EncodingKind) {
        if let Some(layout) = self {
            layout.section(bit, max_vendor_id, kind);
        }
    }

    fn restriction(&mut self, bit: usize) {
        if let Some(layout) = self {
            layout.restriction(bit);
        }
    }

    fn entry(&mut self, path: FieldPath, bit: usize, entry: RangeEntry) {
        if let Some(layout) = self {
            layout.entry(path, bit, entry);
        }
    }
}

/// A layout that contradicts its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutError {
    /// The segment in which they differ.
    pub segment: Segment,
    /// The difference.
    pub kind: LayoutErrorKind,
}

/// How a layout contradicts its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutErrorKind {
    /// The value has the segment, the layout does not.
    MissingSegment,
    /// The layout has the segment, the value does not.
    ExtraSegment,
    /// The layout has the segment twice.
    DuplicateSegment,
    /// The core is not the first segment of the layout.
    CoreNotFirst,
    /// The segment has a different number of vendor sections.
    SectionCount {
        /// Number in the layout.
        found: usize,
        /// Number in the segment.
        expected: usize,
    },
    /// A vendor section lists different vendors than the value.
    VendorsDiffer {
        /// The index of the section within the segment.
        section: usize,
    },
    /// A vendor section has ids above its MaxVendorId.
    AboveMaxVendorId {
        /// The index of the section within the segment.
        section: usize,
    },
    /// The MaxVendorId of the layout differs from the one in the version 1 value.
    MaxVendorIdDiffers,
    /// DefaultConsent is 1, which only version 1 supports.
    DefaultConsent,
    /// More than 4,095 entries, the maximum of NumEntries.
    TooManyEntries,
    /// The value has a different number of publisher restrictions.
    RestrictionCount {
        /// Number in the layout.
        found: usize,
        /// Number in the value.
        expected: usize,
    },
    /// A publisher restriction lists different vendors than the value.
    RestrictionDiffers {
        /// The index of the record.
        restriction: usize,
    },
    /// An entry with `is_range: false` covers more than one vendor.
    NotSingleVendor,
    /// With this tail, the segment does not end at a whole character.
    UnalignedTail {
        /// Number of bits of the segment including the tail, not a multiple of 6.
        bits: usize,
    },
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use LayoutErrorKind as Kind;
        write!(f, "layout contradicts the value: {}: ", self.segment)?;
        match self.kind {
            Kind::MissingSegment => f.write_str("segment is missing in the layout"),
            Kind::ExtraSegment => f.write_str("segment is missing in the value"),
            Kind::DuplicateSegment => f.write_str("duplicate segment in the layout"),
            Kind::CoreNotFirst => f.write_str("first segment of the layout is not the core"),
            Kind::SectionCount { found, expected } => {
                write!(f, "expected {expected} vendor sections, found {found}")
            }
            Kind::VendorsDiffer { section } => {
                write!(f, "vendor section {section} lists different vendors")
            }
            Kind::AboveMaxVendorId { section } => {
                write!(f, "vendor section {section} has ids above its maxVendorId")
            }
            Kind::MaxVendorIdDiffers => f.write_str("maxVendorId differs"),
            Kind::DefaultConsent => f.write_str("defaultConsent is only supported in version 1"),
            Kind::TooManyEntries => f.write_str("more than 4,095 entries"),
            Kind::RestrictionCount { found, expected } => {
                write!(f, "expected {expected} publisher restrictions, found {found}")
            }
            Kind::RestrictionDiffers { restriction } => {
                write!(f, "publisher restriction {restriction} lists different vendors")
            }
            Kind::NotSingleVendor => f.write_str("entry for several vendors is not a range"),
            Kind::UnalignedTail { bits } => {
                write!(f, "expected a multiple of 6 bits including the tail, found {bits}")
            }
        }
    }
}

impl core::error::Error for LayoutError {}
