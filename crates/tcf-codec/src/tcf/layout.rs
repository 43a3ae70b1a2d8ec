//! How a string was written: what its value does not say.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::cursor::{EncodingKind, TcfObserver};
use super::segment::Segment;
use crate::bits::{bit_at, bit_offset};
use crate::cursor::Observer;
use crate::field::FieldPath;
use crate::value::Entry;

/// How a string was written. Together with the value it gives the text back, byte for byte: see
/// [`TcString::encode_with`](crate::TcString::encode_with).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The segments, in the order of the text.
    pub segments: Vec<SegmentLayout>,
}

/// How a segment was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentLayout {
    /// Which segment it is.
    pub segment: Segment,
    /// Its vendor sections, in wire order: two in a version 2 core (consent, legitimate interest),
    /// one in a version 1 core, in disclosed and in allowed vendors, none in the publisher TC
    /// segment.
    pub sections: Vec<SectionLayout>,
    /// Its publisher restrictions, one for one with those of the value.
    pub restrictions: Vec<RestrictionLayout>,
    /// The bits after the last field.
    pub tail: Tail,
}

/// How a vendor section was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionLayout {
    /// First bit of the section, in its segment. For the reader of the layout; writing does not
    /// look at it.
    pub bit: u32,
    /// MaxVendorId; it may be higher than the highest id of the set.
    pub max_vendor_id: u16,
    /// Bit field or ranges.
    pub encoding: SectionEncoding,
}

/// How a vendor section is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionEncoding {
    /// A bit for each vendor.
    BitField,
    /// Range entries.
    Ranges {
        /// Version 1: consent of the vendors that no entry lists. Always `false` in version 2.
        default_consent: bool,
        /// The entries, in their order.
        entries: Vec<Entry>,
    },
}

/// How a publisher restriction was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestrictionLayout {
    /// First bit of the record, in the core. For the reader of the layout; writing does not look at
    /// it.
    pub bit: u32,
    /// Its entries, in their order.
    pub entries: Vec<Entry>,
}

/// The bits after the last field of a segment; mostly zeros that fill up a byte.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// The first bit is the highest of the first word; what is past the last bit is zero.
    words: Vec<u64>,
    len: usize,
}

impl Tail {
    /// A tail of `len` zeros.
    pub fn zeros(len: usize) -> Self {
        Self { words: alloc::vec![0; len.div_ceil(64)], len }
    }

    /// Number of bits.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no bit.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether all bits are zero.
    pub fn is_zero(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The positions of bits that are set, counted from the beginning of the tail, ascending.
    pub fn set_bits(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            (0..64).filter(move |bit| word << bit >> 63 != 0).map(move |bit| index * 64 + bit)
        })
    }

    /// Sets a bit. The result is whether there is such a bit.
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

/// The layout is one of the observers of decoding.
impl Layout {
    /// The segment that is read.
    #[expect(clippy::expect_used, reason = "readers begin a segment before they take its fields")]
    fn last(&mut self) -> &mut SegmentLayout {
        self.segments.last_mut().expect("a segment has begun")
    }
}

impl Observer for Layout {
    fn tail(&mut self, bits: Range<usize>, bytes: &[u8]) {
        let mut tail = Tail::zeros(bits.len());
        for (at, bit) in bits.enumerate() {
            if bit_at(bytes, bit) {
                tail.set(at);
            }
        }
        self.last().tail = tail;
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

    fn entry(&mut self, _path: FieldPath, _bit: usize, entry: Entry) {
        let segment = self.last();
        // Restrictions come after all sections.
        let entries = match (segment.restrictions.last_mut(), segment.sections.last_mut()) {
            (Some(restriction), _) => &mut restriction.entries,
            (
                None,
                Some(SectionLayout { encoding: SectionEncoding::Ranges { entries, .. }, .. }),
            ) => entries,
            _ => unreachable!("entries follow the head of their section or restriction"),
        };
        entries.push(entry);
    }
}

/// A layout that does not fit the value it is to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutError {
    /// The segment in which they part.
    pub segment: Segment,
    /// How they part.
    pub kind: LayoutErrorKind,
}

/// How a layout and a value part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutErrorKind {
    /// The value has the segment, the layout has not.
    SegmentMissing,
    /// The layout has the segment, the value has not.
    SegmentUnknown,
    /// The layout has the segment twice.
    SegmentTwice,
    /// The core is not the first segment of the layout.
    CoreNotFirst,
    /// The layout has another number of vendor sections than the segment.
    SectionCount {
        /// Sections of the layout.
        found: usize,
        /// Sections of the segment.
        wanted: usize,
    },
    /// A vendor section says other vendors than the value.
    VendorsDiffer {
        /// Which section of the segment, counted from 0.
        section: usize,
    },
    /// An id of the section is above its MaxVendorId.
    AboveMaxVendorId {
        /// Which section of the segment, counted from 0.
        section: usize,
    },
    /// MaxVendorId is part of a version 1 value, and the layout has another.
    MaxVendorIdDiffers,
    /// DefaultConsent 1, which exists in version 1 only.
    DefaultConsent,
    /// More entries than NumEntries can say.
    TooManyEntries,
    /// The layout has another number of publisher restrictions than the value.
    RestrictionCount {
        /// Records of the layout.
        found: usize,
        /// Records of the value.
        wanted: usize,
    },
    /// A publisher restriction says other vendors than the value.
    RestrictionDiffers {
        /// Which record, counted from 0.
        restriction: usize,
    },
    /// An entry that is no range, for more than one vendor.
    NotARange,
    /// With this tail the segment does not end with a character.
    Tail {
        /// Bits of the segment, tail included: no multiple of 6.
        bits: usize,
    },
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use LayoutErrorKind as Kind;
        write!(f, "the layout does not say what the value says: {}: ", self.segment)?;
        match self.kind {
            Kind::SegmentMissing => f.write_str("the layout lacks this segment"),
            Kind::SegmentUnknown => f.write_str("the value lacks this segment"),
            Kind::SegmentTwice => f.write_str("the layout has this segment twice"),
            Kind::CoreNotFirst => f.write_str("the layout does not begin with the core"),
            Kind::SectionCount { found, wanted } => {
                write!(f, "{found} vendor sections, wanted {wanted}")
            }
            Kind::VendorsDiffer { section } => {
                write!(f, "vendor section {section} has other vendors")
            }
            Kind::AboveMaxVendorId { section } => {
                write!(f, "vendor section {section} has ids above its maxVendorId")
            }
            Kind::MaxVendorIdDiffers => f.write_str("maxVendorId differs"),
            Kind::DefaultConsent => f.write_str("defaultConsent exists in version 1 only"),
            Kind::TooManyEntries => f.write_str("more than 4095 entries"),
            Kind::RestrictionCount { found, wanted } => {
                write!(f, "{found} publisher restrictions, wanted {wanted}")
            }
            Kind::RestrictionDiffers { restriction } => {
                write!(f, "publisher restriction {restriction} has other vendors")
            }
            Kind::NotARange => {
                f.write_str("an entry of several vendors that is not written as a range")
            }
            Kind::Tail { bits } => write!(f, "{bits} bits with the tail, wanted a multiple of 6"),
        }
    }
}

impl core::error::Error for LayoutError {}
