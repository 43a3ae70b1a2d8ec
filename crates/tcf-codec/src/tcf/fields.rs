//! Fields that several segments and sections share. The fields of a single record are associated
//! constants of that record.

use crate::field::{Part, fields};
use crate::value::{IdSet, RestrictionType, U6, U12, Uint};

fields! {
    /// Version of the encoding, 6 bits.
    VERSION: U6 = "Version" "version";
    /// Type of a segment other than the core, 3 bits.
    SEGMENT_TYPE: Uint<3> = "SegmentType" "segmentType";
    /// Highest vendor id that a section covers, 16 bits.
    MAX_VENDOR_ID: u16 = "MaxVendorId" "maxVendorId";
    /// 1 for ranges, 0 for a bit field, 1 bit.
    IS_RANGE_ENCODING: bool = "IsRangeEncoding" "isRangeEncoding";
    /// Version 1: 1 for ranges, 0 for a bit field, 1 bit.
    ENCODING_TYPE: Uint<1> = "EncodingType" "encodingType";
    /// One bit per vendor, from 1 to MaxVendorId.
    BIT_FIELD: IdSet<63> = "BitField" "bitField" .of_any_width();
    /// Version 1: consent of the vendors without an entry, 1 bit.
    DEFAULT_CONSENT: bool = "DefaultConsent" "defaultConsent";
    /// Number of range entries, 12 bits.
    NUM_ENTRIES: U12 = "NumEntries" "numEntries";
    /// 1 for a range, 0 for a single vendor id, 1 bit.
    IS_A_RANGE: bool = "IsARange" "isARange" .in_list(RANGE_ENTRY.name());
    /// First or only vendor id of an entry, 16 bits.
    START_OR_ONLY_VENDOR_ID: u16 =
        "StartOrOnlyVendorId" "startOrOnlyVendorId" .in_list(RANGE_ENTRY.name());
    /// Last vendor id of an entry, 16 bits.
    END_VENDOR_ID: u16 = "EndVendorId" "endVendorId" .in_list(RANGE_ENTRY.name());
    /// An entry of a vendor section or a publisher restriction: a vendor or a range.
    RANGE_ENTRY: IdSet<63> = "RangeEntry" "rangeEntry" .of_any_width();
    /// A publisher restriction as a whole.
    PUB_RESTRICTION: IdSet<63> = "PubRestrictions" "pubRestrictions" .of_any_width();
    /// Number of publisher restrictions, 12 bits.
    NUM_PUB_RESTRICTIONS: U12 = "NumPubRestrictions" "numPubRestrictions";
    /// Purpose of a restriction, 6 bits.
    PURPOSE_ID: U6 = "PurposeId" "purposeId";
    /// Type of a restriction, 2 bits.
    RESTRICTION_TYPE: RestrictionType = "RestrictionType" "restrictionType";
}

/// The vendor consent section of a version 2 core.
pub const VENDOR_CONSENT: Part = Part::new(&"VendorConsent");

/// The vendor legitimate interest section of a version 2 core.
pub const VENDOR_LEGITIMATE_INTEREST: Part = Part::new(&"VendorLegitimateInterest");

/// A publisher restriction.
pub const PUB_RESTRICTIONS: Part = Part::new(&"PubRestrictions");
