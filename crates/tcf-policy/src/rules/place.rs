//! The places of findings.

use std::fmt;
use std::ops::Range;

use serde::ser::{Serialize, Serializer};
use tcf_codec::{Field, FieldPath, SectionId};

/// A place in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The section of a GPP string.
    pub section: Option<SectionId>,
    /// The name of the segment.
    pub segment: Option<&'static str>,
    /// The field.
    pub field: Option<FieldName>,
    /// Bits of the segment.
    pub bits: Option<Range<u32>>,
    /// Byte offsets into the input.
    pub characters: Range<usize>,
}

/// The field of a place, named as in a trace: `VendorConsent.MaxVendorId`,
/// `PubRestrictions[0].RangeEntry[1]`, `tail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// A field or an element of a list.
    Path(FieldPath),
    /// The bits after the last field of the segment.
    Tail,
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Tail => f.write_str("tail"),
        }
    }
}

impl From<FieldPath> for FieldName {
    fn from(path: FieldPath) -> Self {
        Self::Path(path)
    }
}

impl From<Field> for FieldName {
    fn from(field: Field) -> Self {
        Self::Path(field.into())
    }
}

impl Serialize for FieldName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Path(path) => path.serialize(serializer),
            Self::Tail => serializer.serialize_str("tail"),
        }
    }
}
