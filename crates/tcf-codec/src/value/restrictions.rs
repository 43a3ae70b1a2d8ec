//! Publisher restrictions.

use alloc::vec::Vec;
use core::fmt;

use super::ranges::merge_from;
use super::wire::{InvalidBits, Kind, Wire};
use super::{U6, VendorRange, VendorRanges};

/// The type of a publisher restriction, 2 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RestrictionType {
    /// 0: the vendors must not process data for the purpose.
    NotAllowed,
    /// 1: the vendors may process data for the purpose only with consent.
    RequireConsent,
    /// 2: the vendors may process data for the purpose only on legitimate interest.
    RequireLegitimateInterest,
    /// 3: undefined in the specification.
    Undefined,
}

impl RestrictionType {
    /// All types in ascending order of their numbers.
    pub const ALL: [Self; 4] =
        [Self::NotAllowed, Self::RequireConsent, Self::RequireLegitimateInterest, Self::Undefined];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAllowed => "notAllowed",
            Self::RequireConsent => "requireConsent",
            Self::RequireLegitimateInterest => "requireLegitimateInterest",
            Self::Undefined => "undefined",
        }
    }
}

impl fmt::Display for RestrictionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Wire for RestrictionType {
    const WIDTH: usize = 2;
    const KIND: Kind = Kind::Restriction;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(match bits {
            0 => Self::NotAllowed,
            1 => Self::RequireConsent,
            2 => Self::RequireLegitimateInterest,
            _ => Self::Undefined,
        })
    }

    fn to_bits(&self) -> u64 {
        match self {
            Self::NotAllowed => 0,
            Self::RequireConsent => 1,
            Self::RequireLegitimateInterest => 2,
            Self::Undefined => 3,
        }
    }
}

/// A publisher restriction record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restriction<'a> {
    /// The purpose as encoded. Values of 0 and above 24 are possible but have no meaning.
    pub purpose: U6,
    /// The type of the restriction.
    pub restriction_type: RestrictionType,
    /// The vendors as sorted ranges that neither overlap nor adjoin.
    pub vendors: &'a [VendorRange],
}

/// The publisher restrictions of a string, at most 4,095 records in wire order. Duplicate records
/// are preserved.
///
/// ```
/// use tcf_codec::{PublisherRestrictions, RestrictionType, U6, VendorRange, VendorRanges};
/// let mut restrictions = PublisherRestrictions::default();
/// let vendors = VendorRanges::new([VendorRange::new(1, 8)?]).unwrap();
/// restrictions.push(U6::new(2).unwrap(), RestrictionType::RequireConsent, &vendors).unwrap();
/// assert_eq!(restrictions.iter().next().unwrap().vendors[0].to_string(), "1-8");
/// # Ok::<(), tcf_codec::InvalidVendorRange>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PublisherRestrictions {
    records: Vec<Record>,
    /// The ranges of all records, concatenated.
    ranges: Vec<VendorRange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Record {
    purpose: U6,
    restriction_type: RestrictionType,
    /// The end of the record's ranges.
    end: usize,
}

impl PublisherRestrictions {
    /// The maximum number of records, because NumPubRestrictions has 12 bits.
    pub const MAX_LEN: usize = 4095;

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// Returns an error if there are already [`Self::MAX_LEN`] records.
    pub fn push(
        &mut self,
        purpose: U6,
        restriction_type: RestrictionType,
        vendors: &VendorRanges,
    ) -> Result<(), TooManyRestrictions> {
        if self.records.len() >= Self::MAX_LEN {
            return Err(TooManyRestrictions);
        }
        self.ranges.extend_from_slice(vendors.as_slice());
        self.close_record(purpose, restriction_type);
        Ok(())
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns `true` if there are no records.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records in wire order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Restriction<'_>> + Clone {
        let mut start = 0;
        self.records.iter().map(move |record| {
            #[expect(
                clippy::expect_used,
                reason = "ends ascend, and the last is the number of ranges"
            )]
            let vendors =
                self.ranges.get(start..record.end).expect("records end within the ranges");
            start = record.end;
            Restriction {
                purpose: record.purpose,
                restriction_type: record.restriction_type,
                vendors,
            }
        })
    }

    /// Removes all records and keeps the allocations.
    pub fn clear(&mut self) {
        self.records.clear();
        self.ranges.clear();
    }

    /// An upper bound for the number of bits of the encoded records.
    pub(crate) fn max_bits(&self) -> usize {
        self.records.len() * 20 + self.ranges.len() * 33
    }

    /// The ranges, for the decoder to append those of the current record.
    pub(crate) fn open_ranges(&mut self) -> &mut Vec<VendorRange> {
        &mut self.ranges
    }

    /// Sorts and merges the ranges appended since the last record.
    pub(crate) fn merge_open_ranges(&mut self) {
        let from = self.records.last().map_or(0, |record| record.end);
        merge_from(&mut self.ranges, from);
    }

    /// Completes a record with the ranges appended since the last one. The caller ensures that they
    /// are sorted and disjoint, and that neither count exceeds its limit.
    pub(crate) fn close_record(&mut self, purpose: U6, restriction_type: RestrictionType) {
        self.records.push(Record { purpose, restriction_type, end: self.ranges.len() });
    }
}

/// The error for more publisher restrictions than a string can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRestrictions;

impl fmt::Display for TooManyRestrictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} publisher restrictions", PublisherRestrictions::MAX_LEN)
    }
}

impl core::error::Error for TooManyRestrictions {}
