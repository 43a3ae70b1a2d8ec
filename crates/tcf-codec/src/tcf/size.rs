//! The number of bits of the parts of a string.

use super::decode::AnyTcString;
use super::layout::{RestrictionLayout, SectionEncoding, SectionLayout};
use super::offsets::{V1_VENDORS, V2_VENDORS};
use super::publisher::PublisherTc;
use super::section::range_bits;
use super::segment::Segment;
use super::v1;
use crate::value::{RangeEntry, Restriction, U6, U12, VendorRanges, VendorSet, Wire};

/// The number of bits that a set of vendors takes as a vendor section, in each encoding.
///
/// ```
/// use tcf_codec::{SectionBits, VendorRange, VendorSet};
/// let vendors: VendorSet = [VendorRange::new(1, 600)?].into_iter().collect();
/// let bits = SectionBits::of(&vendors);
/// assert_eq!(bits, SectionBits { bit_field: 17 + 600, ranges: Some(17 + 12 + 33) });
/// assert_eq!(bits.shortest(), 62);
/// # Ok::<(), tcf_codec::InvalidVendorRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionBits {
    /// As a bit field that ends with the highest vendor.
    pub bit_field: usize,
    /// As ranges, one per run of vendors; `None` if there are more than 4,095.
    pub ranges: Option<usize>,
}

impl SectionBits {
    /// The number of bits of MaxVendorId and IsRangeEncoding, which both encodings have.
    pub const HEAD: usize = 17;

    /// The bits of a section of version 2.
    pub fn of(set: &VendorSet) -> Self {
        Self {
            bit_field: Self::HEAD + usize::from(set.max()),
            ranges: ranges(set.count_runs()).map(|bits| Self::HEAD + bits),
        }
    }

    /// The bits of the section of version 1, with the DefaultConsent that makes ranges shorter.
    pub fn of_v1(vendors: &v1::Vendors) -> Self {
        let ranges = [false, true]
            .into_iter()
            .filter_map(|default_consent| ranges(vendors.listed(default_consent).count_runs()));
        Self {
            bit_field: Self::HEAD + usize::from(vendors.max_vendor_id()),
            ranges: ranges.min().map(|bits| Self::HEAD + DEFAULT_CONSENT + bits),
        }
    }

    /// The bits of the shorter encoding, which [`TcString::encode`](crate::TcString::encode)
    /// chooses.
    pub fn shortest(self) -> usize {
        self.ranges.map_or(self.bit_field, |ranges| ranges.min(self.bit_field))
    }
}

/// The number of bits of DefaultConsent, which only ranges of version 1 have.
const DEFAULT_CONSENT: usize = 1;

fn ranges(runs: (usize, usize)) -> Option<usize> {
    (runs.0 <= VendorRanges::MAX_LEN).then(|| range_bits(runs))
}

impl RangeEntry {
    /// The number of bits.
    pub const fn bits(&self) -> usize {
        if self.is_range { 33 } else { 17 }
    }
}

/// The number of bits of NumEntries and the entries.
fn entry_bits(entries: &[RangeEntry]) -> usize {
    U12::WIDTH + entries.iter().map(RangeEntry::bits).sum::<usize>()
}

impl SectionLayout {
    /// The number of bits of the section in a string of a version.
    pub fn bits(&self, version: u8) -> usize {
        SectionBits::HEAD
            + match &self.encoding {
                SectionEncoding::BitField => usize::from(self.max_vendor_id),
                SectionEncoding::Ranges { entries, .. } if version == 1 => {
                    DEFAULT_CONSENT + entry_bits(entries)
                }
                SectionEncoding::Ranges { entries, .. } => entry_bits(entries),
            }
    }
}

impl RestrictionLayout {
    /// The number of bits of the restriction.
    pub fn bits(&self) -> usize {
        Self::HEAD + entry_bits(&self.entries)
    }

    /// The number of bits of PurposeId and RestrictionType.
    const HEAD: usize = 8;
}

impl Restriction<'_> {
    /// The number of bits of the shortest encoding.
    pub fn bits(&self) -> usize {
        let entries = self.vendors.iter().map(|range| RangeEntry::shortest(*range).bits());
        RestrictionLayout::HEAD + U12::WIDTH + entries.sum::<usize>()
    }
}

impl AnyTcString {
    /// The number of bits of the fields of a segment, without its vendor sections, restrictions and
    /// tail.
    pub fn field_bits(&self, segment: Segment) -> usize {
        /// SegmentType.
        const HEAD: usize = 3;
        match (self, segment) {
            (Self::V1(_), _) => V1_VENDORS,
            // NumPubRestrictions follows the sections.
            (Self::V2(_), Segment::Core) => V2_VENDORS + U12::WIDTH,
            (Self::V2(_), Segment::DisclosedVendors | Segment::AllowedVendors) => HEAD,
            (Self::V2(tc), Segment::PublisherTc) => {
                let custom = tc.publisher_tc.map_or(0, |own| own.custom_purposes.count().get());
                HEAD + PublisherTc::FIXED_BITS + U6::WIDTH + 2 * usize::from(custom)
            }
        }
    }
}
