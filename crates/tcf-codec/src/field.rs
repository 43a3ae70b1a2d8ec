//! The names of the specification: segments, fields, and the path to a field.

use core::fmt;

/// A segment of a consent string. A version 1 string is one core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Metadata, purposes, vendors and publisher restrictions; always first.
    Core,
    /// SegmentType 1: the vendors shown to the user.
    DisclosedVendors,
    /// SegmentType 2: out of use since September 2021, still read and written back.
    AllowedVendors,
    /// SegmentType 3: the publisher's own purposes.
    PublisherTc,
}

impl Segment {
    /// Every segment, in conventional order.
    pub const ALL: [Self; 4] = [Self::Core, Self::DisclosedVendors, Self::AllowedVendors, Self::PublisherTc];

    /// The name in JSON and in messages: `core`, `disclosedVendors`, `allowedVendors`, `publisherTC`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::DisclosedVendors => "disclosedVendors",
            Self::AllowedVendors => "allowedVendors",
            Self::PublisherTc => "publisherTC",
        }
    }

    /// SegmentType, 3 bits; the core has no such field, its first three bits read 0.
    pub const fn segment_type(self) -> u8 {
        match self {
            Self::Core => 0,
            Self::DisclosedVendors => 1,
            Self::AllowedVendors => 2,
            Self::PublisherTc => 3,
        }
    }

    pub(crate) const fn from_segment_type(value: u8) -> Option<Self> {
        match value {
            0 => Some(Self::Core),
            1 => Some(Self::DisclosedVendors),
            2 => Some(Self::AllowedVendors),
            3 => Some(Self::PublisherTc),
            _ => None,
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! fields {
    ($( $name:ident $spec:literal $json:literal $doc:literal, )*) => {
        /// A field, named as in the specification.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Field {
            $( #[doc = $doc] $name, )*
        }

        impl Field {
            /// The name in the specification.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$name => $spec, )* }
            }

            /// The key in the JSON form, where the field has one of its own.
            pub const fn json_key(self) -> &'static str {
                match self { $( Self::$name => $json, )* }
            }

            /// What it is, and its width, in a sentence.
            pub const fn about(self) -> &'static str {
                match self { $( Self::$name => $doc, )* }
            }
        }
    };
}

fields! {
    Version "Version" "version" "Version of the encoding, 6 bits.",
    SegmentType "SegmentType" "" "Type of a segment that is not the core, 3 bits.",
    Created "Created" "created" "When the string was first created, 36 bits of deciseconds.",
    LastUpdated "LastUpdated" "lastUpdated" "When the string was last changed, 36 bits of deciseconds.",
    CmpId "CmpId" "cmpId" "The CMP that wrote last, 12 bits.",
    CmpVersion "CmpVersion" "cmpVersion" "Version of that CMP, 12 bits.",
    ConsentScreen "ConsentScreen" "consentScreen" "The CMP's screen number, 6 bits.",
    ConsentLanguage "ConsentLanguage" "consentLanguage" "Language of the CMP's screen, two letters of 6 bits.",
    VendorListVersion "VendorListVersion" "vendorListVersion" "Version of the vendor list, 12 bits.",
    TcfPolicyVersion "TcfPolicyVersion" "tcfPolicyVersion" "Version of the policies, 6 bits.",
    IsServiceSpecific "IsServiceSpecific" "isServiceSpecific" "Not shared between services, 1 bit.",
    UseNonStandardTexts "UseNonStandardTexts" "useNonStandardTexts" "The publisher uses texts of its own, 1 bit.",
    SpecialFeatureOptIns "SpecialFeatureOptIns" "specialFeatureOptIns" "Special features opted in to, 12 bits.",
    PurposesConsent "PurposesConsent" "purposesConsent" "Purposes consented to, 24 bits.",
    PurposesLiTransparency "PurposesLITransparency" "purposesLITransparency"
        "Purposes with legitimate interest established and not objected to, 24 bits.",
    PurposeOneTreatment "PurposeOneTreatment" "purposeOneTreatment" "Purpose 1 was not disclosed, 1 bit.",
    PublisherCc "PublisherCC" "publisherCC" "Country of the publisher, two letters of 6 bits.",
    PurposesAllowed "PurposesAllowed" "purposesAllowed" "Version 1: purposes consented to, 24 bits.",
    MaxVendorId "MaxVendorId" "maxVendorId" "Highest vendor id that a section speaks of, 16 bits.",
    IsRangeEncoding "IsRangeEncoding" "" "1 for ranges, 0 for a bit field, 1 bit.",
    EncodingType "EncodingType" "" "Version 1: 1 for ranges, 0 for a bit field, 1 bit.",
    BitField "BitField" "" "One bit for each vendor from 1 to MaxVendorId.",
    DefaultConsent "DefaultConsent" "" "Version 1: consent of the vendors that no entry lists, 1 bit.",
    NumEntries "NumEntries" "" "Number of range entries, 12 bits.",
    IsARange "IsARange" "" "1 where an entry has an end, 1 bit.",
    StartOrOnlyVendorId "StartOrOnlyVendorId" "" "First or only vendor id of an entry, 16 bits.",
    EndVendorId "EndVendorId" "" "Last vendor id of an entry, 16 bits.",
    NumPubRestrictions "NumPubRestrictions" "" "Number of publisher restrictions, 12 bits.",
    PurposeId "PurposeId" "purposeId" "Purpose of a restriction, 6 bits.",
    RestrictionType "RestrictionType" "restrictionType" "Type of a restriction, 2 bits.",
    PubPurposesConsent "PubPurposesConsent" "purposesConsent" "Purposes the publisher has consent for, 24 bits.",
    PubPurposesLiTransparency "PubPurposesLITransparency" "purposesLITransparency"
        "Purposes the publisher has legitimate interest for, 24 bits.",
    NumCustomPurposes "NumCustomPurposes" "numCustomPurposes" "Number of the publisher's own purposes, 6 bits.",
    CustomPurposesConsent "CustomPurposesConsent" "customPurposesConsent" "Own purposes consented to.",
    CustomPurposesLiTransparency "CustomPurposesLITransparency" "customPurposesLITransparency"
        "Own purposes with legitimate interest.",
}

/// The part of a segment in which a field lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The fixed fields, or the only vendor section of a segment.
    Plain,
    /// The vendor consent section of a version 2 core.
    VendorConsent,
    /// The vendor legitimate interest section of a version 2 core.
    VendorLegitimateInterest,
    /// A publisher restriction.
    PubRestrictions,
}

/// The way to a field within its segment, such as `VendorConsent.RangeEntry[3].EndVendorId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath {
    /// The field itself.
    pub field: Field,
    /// The part of the segment it lies in.
    pub part: Part,
    /// Number of the publisher restriction, counted from 0.
    pub restriction: Option<u16>,
    /// Number of the range entry, counted from 0.
    pub entry: Option<u16>,
}

impl From<Field> for FieldPath {
    fn from(field: Field) -> Self {
        Self { field, part: Part::Plain, restriction: None, entry: None }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Plain => {}
            Part::VendorConsent => f.write_str("VendorConsent.")?,
            Part::VendorLegitimateInterest => f.write_str("VendorLegitimateInterest.")?,
            Part::PubRestrictions => {
                if let Some(record) = self.restriction {
                    write!(f, "PubRestrictions[{record}].")?;
                }
            }
        }
        if let Some(entry) = self.entry {
            write!(f, "RangeEntry[{entry}].")?;
        }
        f.write_str(self.field.name())
    }
}
