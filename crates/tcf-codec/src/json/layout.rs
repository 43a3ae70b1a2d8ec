//! JSON representation of layouts.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::values::Number;
use crate::tcf::{
    Layout, RestrictionLayout, SectionEncoding, SectionLayout, Segment, SegmentLayout, Tail,
};
use crate::value::{RangeEntry, VendorRange};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutJson {
    segments: Vec<SegmentJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentJson {
    segment: SegmentName,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sections: Vec<SectionJson>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    restrictions: Vec<Vec<EntryJson>>,
    #[serde(default)]
    tail: TailJson,
}

struct SegmentName(Segment);

#[derive(Serialize, Deserialize)]
#[serde(
    tag = "encoding",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum SectionJson {
    #[serde(rename = "bitField")]
    BitField { max_vendor_id: u16 },
    Range {
        max_vendor_id: u16,
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        default_consent: bool,
        entries: Vec<EntryJson>,
    },
}

/// `[7]` for a single id, `[7, 9]` for a range. `[7, 7]` is a range of one id.
struct EntryJson(RangeEntry);

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TailJson {
    bits: usize,
    /// Ranges of set bits, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    set: Vec<(usize, usize)>,
}

impl Serialize for SegmentName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for SegmentName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Segment::from_name(&name).map(Self).ok_or_else(|| {
            let names = Segment::ALL.map(Segment::name).join(", ");
            de::Error::custom(format_args!("{name:?} is not a segment ({names})"))
        })
    }
}

impl Serialize for EntryJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RangeEntry { range, is_range } = self.0;
        if is_range {
            (range.start(), range.end()).serialize(serializer)
        } else {
            [range.start()].serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for EntryJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = RangeEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an entry such as [7] or [7, 9]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RangeEntry, A::Error> {
                let start = seq.next_element_seed(Number::VENDOR)?;
                let end = seq.next_element_seed(Number::VENDOR)?;
                let (Some(start), None) = (start, seq.next_element::<de::IgnoredAny>()?) else {
                    return Err(de::Error::custom("an entry has one or two vendor ids"));
                };
                let range =
                    VendorRange::new(start, end.unwrap_or(start)).map_err(de::Error::custom)?;
                Ok(RangeEntry { range, is_range: end.is_some() })
            }
        }

        deserializer.deserialize_seq(Entry).map(Self)
    }
}

/// The maximum length of a tail: the number of bits in a text of the default maximum length.
const MAX_TAIL: usize = 6 * 64 * 1024;

impl TryFrom<&TailJson> for Tail {
    type Error = String;

    fn try_from(json: &TailJson) -> Result<Self, String> {
        if json.bits > MAX_TAIL {
            return Err(alloc::format!("tail of {} bits is too long (0 to {MAX_TAIL})", json.bits));
        }
        let mut tail = Self::zeros(json.bits);
        for &(first, last) in &json.set {
            if first > last || last >= json.bits {
                return Err(alloc::format!(
                    "bits [{first}, {last}] are outside the tail of {} bits",
                    json.bits
                ));
            }
            (first..=last).for_each(|bit| {
                tail.set(bit);
            });
        }
        Ok(tail)
    }
}

impl From<&Tail> for TailJson {
    fn from(tail: &Tail) -> Self {
        let mut set: Vec<(usize, usize)> = Vec::new();
        for bit in tail.set_bits() {
            match set.last_mut() {
                Some((_, last)) if *last + 1 == bit => *last = bit,
                _ => set.push((bit, bit)),
            }
        }
        Self { bits: tail.len(), set }
    }
}

impl From<&Layout> for LayoutJson {
    fn from(layout: &Layout) -> Self {
        let entries = |entries: &[RangeEntry]| entries.iter().copied().map(EntryJson).collect();
        let section = |section: &SectionLayout| match &section.encoding {
            SectionEncoding::BitField => {
                SectionJson::BitField { max_vendor_id: section.max_vendor_id }
            }
            SectionEncoding::Ranges { default_consent, entries: written } => SectionJson::Range {
                max_vendor_id: section.max_vendor_id,
                default_consent: *default_consent,
                entries: entries(written),
            },
        };
        let segment = |segment: &SegmentLayout| SegmentJson {
            segment: SegmentName(segment.segment),
            sections: segment.sections.iter().map(section).collect(),
            restrictions: segment
                .restrictions
                .iter()
                .map(|record| entries(&record.entries))
                .collect(),
            tail: TailJson::from(&segment.tail),
        };
        Self { segments: layout.segments.iter().map(segment).collect() }
    }
}

impl TryFrom<LayoutJson> for Layout {
    type Error = String;

    fn try_from(json: LayoutJson) -> Result<Self, String> {
        let entries = |entries: Vec<EntryJson>| entries.into_iter().map(|entry| entry.0).collect();
        let section = |section| match section {
            SectionJson::BitField { max_vendor_id } => {
                SectionLayout { bit: 0, max_vendor_id, encoding: SectionEncoding::BitField }
            }
            SectionJson::Range { max_vendor_id, default_consent, entries: written } => {
                SectionLayout {
                    bit: 0,
                    max_vendor_id,
                    encoding: SectionEncoding::Ranges {
                        default_consent,
                        entries: entries(written),
                    },
                }
            }
        };
        let segment = |segment: SegmentJson| {
            Ok(SegmentLayout {
                segment: segment.segment.0,
                sections: segment.sections.into_iter().map(section).collect(),
                restrictions: segment
                    .restrictions
                    .into_iter()
                    .map(|record| RestrictionLayout { bit: 0, entries: entries(record) })
                    .collect(),
                tail: Tail::try_from(&segment.tail)?,
            })
        };
        Ok(Self {
            segments: json.segments.into_iter().map(segment).collect::<Result<_, String>>()?,
        })
    }
}

/// Omits bit offsets, which encoding ignores.
impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LayoutJson::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Layout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(LayoutJson::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
