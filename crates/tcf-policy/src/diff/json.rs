//! The JSON form of changes.

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::SectionId;
use tcf_codec::gpp::canada;

use super::change::{Actor, Change, ChangeKind, Value};
use super::form::{FormChange, FormDifference};

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u16(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Time(_) | Self::Language(_) | Self::Country(_) | Self::Signal(_) => {
                serializer.collect_str(self)
            }
            Self::Absent => serializer.serialize_none(),
        }
    }
}

/// Ranges as `"7"` and `"7-9"`, and names of sections. Single ids are strings too, so all elements
/// have one type.
struct Texts<'a, T>(&'a [T]);

impl<T: ToString> Serialize for Texts<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(section) = self.section {
            map.serialize_entry("section", &section.to_string())?;
        }
        map.serialize_entry("field", self.field)?;
        map.serialize_entry("by", &self.by)?;
        match &self.kind {
            ChangeKind::Value { from, to } => entries(&mut map, ["from", "to"], (from, to))?,
            ChangeKind::Element { id, from, to } => {
                map.serialize_entry("id", id)?;
                entries(&mut map, ["from", "to"], (from, to))?;
            }
            ChangeKind::Text { from, to } => {
                let [from, to] = [from, to].map(|text| Some(text).filter(|text| !text.is_empty()));
                entries(&mut map, ["from", "to"], (&from, &to))?;
            }
            ChangeKind::Providers { added, removed } => {
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            ChangeKind::Sections { added, removed } => {
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            ChangeKind::Ids { added, removed } => {
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            ChangeKind::Restriction { purpose, restriction_type, added, removed } => {
                map.serialize_entry("purposeId", &purpose.get())?;
                let name = match self.section {
                    Some(SectionId::TCF_CA_V1) => canada::restriction_type_name(*restriction_type),
                    _ => restriction_type.name(),
                };
                map.serialize_entry("restrictionType", name)?;
                entries(&mut map, ["added", "removed"], (&Texts(added), &Texts(removed)))?;
            }
            ChangeKind::Segments { added, removed } => {
                entries(&mut map, ["added", "removed"], (added, removed))?;
            }
        }
        map.end()
    }
}

impl FormDifference {
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
            Self::Widths(..) => "widths",
            Self::SectionHeader(..) => "sectionHeader",
            Self::Wire(..) => "wire",
            Self::Presence(..) => "presence",
            Self::RepeatedIds(..) => "repeatedIds",
            Self::Text => "text",
        }
    }
}

impl Serialize for FormChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FROM_TO: [&str; 2] = ["from", "to"];
        let mut map = serializer.serialize_map(None)?;
        if let Some(section) = self.section {
            map.serialize_entry("section", &section.to_string())?;
        }
        if let Some(segment) = self.segment {
            map.serialize_entry("segment", segment)?;
        }
        map.serialize_entry("field", self.field)?;
        map.serialize_entry("what", self.difference.name())?;
        match &self.difference {
            FormDifference::SegmentOrder(from, to) => {
                entries(&mut map, FROM_TO, (from, to))?;
            }
            FormDifference::Widths(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            FormDifference::SectionHeader(from, to) | FormDifference::Presence(from, to) => {
                entries(&mut map, FROM_TO, (from, to))?;
            }
            FormDifference::Wire(from, to) => entries(&mut map, FROM_TO, (*from, *to))?,
            FormDifference::Ranges(from, to) => {
                let name = |ranges: &bool| if *ranges { "range" } else { "bitField" };
                entries(&mut map, FROM_TO, (name(from), name(to)))?;
            }
            FormDifference::MaxVendorId(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            FormDifference::DefaultConsent(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            FormDifference::Entries(from, to)
            | FormDifference::RepeatedRecords(from, to)
            | FormDifference::RepeatedIds(from, to)
            | FormDifference::TailLength(from, to)
            | FormDifference::TailBits(from, to) => entries(&mut map, FROM_TO, (from, to))?,
            FormDifference::RecordOrder | FormDifference::RecordVendors | FormDifference::Text => {}
        }
        map.end()
    }
}

/// Writes two entries of an object.
fn entries<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    keys: [&'static str; 2],
    values: (&T, &T),
) -> Result<(), M::Error> {
    let [first, second] = keys;
    map.serialize_entry(first, values.0)?;
    map.serialize_entry(second, values.1)
}
