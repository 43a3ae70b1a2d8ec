//! Publisher restrictions.

use alloc::vec::Vec;
use core::fmt;

use super::ranges::merge_from;
use super::wire::{InvalidBits, Kind, Wire};
use super::{U6, VendorRange, VendorRanges};

/// What a publisher restriction demands, 2 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RestrictionType {
    /// 0: the purpose is not allowed for these vendors.
    NotAllowed,
    /// 1: these vendors need consent for the purpose.
    RequireConsent,
    /// 2: these vendors need legitimate interest for the purpose.
    RequireLegitimateInterest,
    /// 3: the specification gives it no meaning.
    Undefined,
}

impl RestrictionType {
    /// Every type, in the order of its number.
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

/// One record: for these vendors, this purpose is restricted in this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restriction<'a> {
    /// The purpose, as written: 0 and above 24 are possible and mean nothing.
    pub purpose: U6,
    /// What is demanded.
    pub restriction_type: RestrictionType,
    /// The vendors, as sorted ranges that neither overlap nor touch.
    pub vendors: &'a [VendorRange],
}

/// The publisher restrictions of a string, in its order, repeated records kept apart; at most
/// 4,095.
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
    /// The ranges of all records, one after the other.
    ranges: Vec<VendorRange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Record {
    purpose: U6,
    restriction_type: RestrictionType,
    /// Where the ranges of the record end.
    end: usize,
}

impl PublisherRestrictions {
    /// The most records there can be: NumPubRestrictions has 12 bits.
    pub const MAX_LEN: usize = 4095;

    /// Adds a record at the end.
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

    /// Is there no record at all?
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, in the order of the string.
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

    /// Takes all records out, and keeps their memory.
    pub fn clear(&mut self) {
        self.records.clear();
        self.ranges.clear();
    }

    /// At most so many bits are written for all records.
    pub(crate) fn room(&self) -> usize {
        self.records.len() * 20 + self.ranges.len() * 33
    }

    /// The ranges, for a reader to add those of the record at hand to their end.
    pub(crate) fn open_ranges(&mut self) -> &mut Vec<VendorRange> {
        &mut self.ranges
    }

    /// Puts the ranges added since the last record in order.
    pub(crate) fn merge_open_ranges(&mut self) {
        let from = self.records.last().map_or(0, |record| record.end);
        merge_from(&mut self.ranges, from);
    }

    /// Makes a record of the ranges added since the last one. The caller sees to it that they are
    /// in order and that neither number goes over its limit.
    pub(crate) fn close_record(&mut self, purpose: U6, restriction_type: RestrictionType) {
        self.records.push(Record { purpose, restriction_type, end: self.ranges.len() });
    }
}

/// One record more than a string can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRestrictions;

impl fmt::Display for TooManyRestrictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a string holds at most {} publisher restrictions",
            PublisherRestrictions::MAX_LEN
        )
    }
}

impl core::error::Error for TooManyRestrictions {}
