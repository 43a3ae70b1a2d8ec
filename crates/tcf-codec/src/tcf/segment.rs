//! The segments of a TCF string.

use core::fmt;

/// A segment of a consent string. A version 1 string consists of a core only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Metadata, purposes, vendors and publisher restrictions. Always the first segment.
    Core,
    /// SegmentType 1: the vendors disclosed to the user.
    DisclosedVendors,
    /// SegmentType 2: obsolete since September 2021, but still decoded and encoded.
    AllowedVendors,
    /// SegmentType 3: signals for the publisher itself.
    PublisherTc,
}

impl Segment {
    /// All segments in conventional order.
    pub const ALL: [Self; 4] =
        [Self::Core, Self::DisclosedVendors, Self::AllowedVendors, Self::PublisherTc];

    /// The name in JSON and in messages: `core`, `disclosedVendors`, `allowedVendors`,
    /// `publisherTC`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::DisclosedVendors => "disclosedVendors",
            Self::AllowedVendors => "allowedVendors",
            Self::PublisherTc => "publisherTC",
        }
    }

    /// The segment with the given name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|segment| segment.name() == name)
    }

    /// SegmentType, 3 bits. The core has no such field; its first three bits are 0.
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
