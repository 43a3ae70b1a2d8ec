//! Places in a string.

use std::fmt;
use std::ops::Range;

use serde::ser::{Serialize, Serializer};

/// A place in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the segment.
    pub segment: Option<&'static str>,
    /// The field.
    pub field: Option<FieldName>,
    /// Bits of the segment.
    pub bits: Option<Range<u32>>,
    /// Characters of the text as it was given.
    pub characters: Range<usize>,
}

/// What a field is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// The name of the specification.
    Named(&'static str),
    /// One of several, such as `RangeEntry[2]`.
    Element(&'static str, usize),
    /// The way to it, as a reader names the field that it could not take.
    Path(String),
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Element(name, number) => write!(f, "{name}[{number}]"),
            Self::Path(path) => f.write_str(path),
        }
    }
}

impl From<&'static str> for FieldName {
    fn from(name: &'static str) -> Self {
        Self::Named(name)
    }
}

impl Serialize for FieldName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(name) => serializer.serialize_str(name),
            _ => serializer.collect_str(self),
        }
    }
}
