//! Changes as JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::{Segment, VendorRange};

use super::change::{By, Change, Value, What};
use super::form::{Aspect, FormChange};

impl Serialize for By {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u16(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Time(_) | Self::Language(_) | Self::Country(_) => serializer.collect_str(self),
        }
    }
}

/// Ranges as `"7"` and `"7-9"`: strings, so that a list is of one type.
struct Texts<'a>(&'a [VendorRange]);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

/// Segments by name.
struct Names<'a>(&'a [Segment]);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|segment| segment.name()))
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("field", self.field)?;
        map.serialize_entry("by", &self.by)?;
        match &self.what {
            What::Value { from, to } => entries(&mut map, ["from", "to"], (from, to))?,
            What::Ids { added, removed } => {
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            What::Restriction { purpose, restriction_type, added, removed } => {
                map.serialize_entry("purposeId", &purpose.get())?;
                map.serialize_entry("restrictionType", restriction_type.name())?;
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            What::Segments { added, removed } => {
                entries(&mut map, ["added", "removed"], (&Names(added), &Names(removed)))?;
            }
        }
        map.end()
    }
}

impl Aspect {
    /// The name in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SegmentOrder(..) | Self::RecordOrder => "order",
            Self::Ranges(..) => "encoding",
            Self::MaxVendorId(..) => "maxVendorId",
            Self::DefaultConsent(..) => "defaultConsent",
            Self::Entries(..) => "entries",
            Self::RepeatedRecords(..) => "repeatedRecords",
            Self::RecordVendors => "vendorsOfRecords",
            Self::TailLength(..) => "bits",
            Self::TailBits(..) => "setBits",
        }
    }
}

impl Serialize for FormChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FROM_TO: [&str; 2] = ["from", "to"];
        let mut map = serializer.serialize_map(None)?;
        if let Some(segment) = self.segment {
            map.serialize_entry("segment", segment.name())?;
        }
        map.serialize_entry("field", self.field)?;
        map.serialize_entry("what", self.what.name())?;
        match &self.what {
            Aspect::SegmentOrder(from, to) => {
                entries(&mut map, FROM_TO, (&Names(from), &Names(to)))?;
            }
            Aspect::Ranges(from, to) => {
                let name = |ranges: &bool| if *ranges { "range" } else { "bitField" };
                entries(&mut map, FROM_TO, (name(from), name(to)))?;
            }
            Aspect::MaxVendorId(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            Aspect::DefaultConsent(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            Aspect::Entries(from, to)
            | Aspect::RepeatedRecords(from, to)
            | Aspect::TailLength(from, to)
            | Aspect::TailBits(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            Aspect::RecordOrder | Aspect::RecordVendors => {}
        }
        map.end()
    }
}

/// Two entries of an object.
fn entries<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    keys: [&'static str; 2],
    values: (&T, &T),
) -> Result<(), M::Error> {
    let [first, second] = keys;
    map.serialize_entry(first, values.0)?;
    map.serialize_entry(second, values.1)
}
