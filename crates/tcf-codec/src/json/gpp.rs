//! GPP strings as JSON.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::canada::{CanadaSeed, write_canada};
use super::read::{deserialize_v1, deserialize_v2};
use super::us::{UsSeed, write_us};
use super::usp_ac::write_usp;
use super::values::{IdFormat, reject};
use super::write::{write_v1, write_v2};
use crate::gpp::us::UsFormat;
use crate::gpp::{GppString, Layout, Section, UnknownSection};
use crate::usp::UspString;
use crate::value::{Deciseconds, SectionId};

/// Serializes a GPP string with a choice of id formats and its layout.
#[derive(Clone, Copy, Debug)]
pub struct GppPayload<'a> {
    /// The value.
    pub value: &'a GppString,
    /// The layout, serialized under the key `layout`.
    pub layout: Option<&'a Layout>,
    /// The format of sets of ids.
    pub ids: IdFormat,
}

/// A GPP string deserialized from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeserializedGpp {
    /// The value.
    pub value: GppString,
    /// The layout, if present. It is checked against the value only by `encode_with`.
    pub layout: Option<Layout>,
}

/// `{"kind": "gpp", "sectionIds": [6, 7], "sections": {"uspv1": {...}, "usnat": {...}}}`.
impl Serialize for GppPayload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "gpp")?;
        map.serialize_entry("sectionIds", &self.value.ids().collect::<Vec<_>>())?;
        map.serialize_entry("sections", &Sections(self.value, self.ids))?;
        if let Some(layout) = self.layout {
            map.serialize_entry("layout", layout)?;
        }
        map.end()
    }
}

impl Serialize for GppString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        GppPayload { value: self, layout: None, ids: IdFormat::List }.serialize(serializer)
    }
}

struct Sections<'a>(&'a GppString, IdFormat);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sections = self.0.sections().iter();
        let payload = |value| SectionPayload { value, ids: self.1 };
        serializer.collect_map(sections.map(|section| (Id(section.id()), payload(section))))
    }
}

/// The key of a section: its name, or its id if it has none.
struct Id(SectionId);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn id_of(key: &str) -> Option<SectionId> {
    let unnamed = || {
        let id = key.parse().ok().and_then(SectionId::new)?;
        // Only the canonical form of an id without name.
        (id.name().is_none() && !key.starts_with(['0', '+'])).then_some(id)
    };
    SectionId::from_name(key).or_else(unnamed)
}

/// Serializes the value of a single section with a choice of id formats.
#[derive(Clone, Copy, Debug)]
pub struct SectionPayload<'a> {
    /// The value.
    pub value: &'a Section,
    /// The format of sets of ids.
    pub ids: IdFormat,
}

impl Serialize for SectionPayload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.value {
            Section::TcfEuV1(v1) => write_v1(&mut map, v1, self.ids)?,
            Section::TcfEuV2(tc) => write_v2(&mut map, tc, self.ids)?,
            Section::TcfCaV1(canada) => write_canada(&mut map, canada, self.ids)?,
            Section::UspV1(usp) => write_usp(&mut map, *usp)?,
            Section::Us(us) => write_us(&mut map, us)?,
            Section::Unknown(unknown) => map.serialize_entry("raw", unknown.text())?,
        }
        map.end()
    }
}

/// Deserializes a GPP string. `day` is the default for the times of TCF strings.
///
/// # Errors
///
/// Returns an error for unknown and duplicate keys, for values out of range, and if `sectionIds`
/// differs from the ids of the sections.
pub fn deserialize_gpp<'de, D: Deserializer<'de>>(
    deserializer: D,
    day: Deciseconds,
) -> Result<DeserializedGpp, D::Error> {
    deserializer.deserialize_map(GppVisitor(day))
}

impl<'de> Deserialize<'de> for GppString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_gpp(deserializer, Deciseconds::default()).map(|read| read.value)
    }
}

#[derive(Deserialize)]
enum GppKind {
    #[serde(rename = "gpp")]
    Gpp,
}

struct GppVisitor(Deciseconds);

impl<'de> Visitor<'de> for GppVisitor {
    type Value = DeserializedGpp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of a GPP string")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DeserializedGpp, A::Error> {
        let (mut kind, mut ids, mut value, mut layout) = (None, None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "kind" if kind.is_none() => kind = Some(map.next_value::<GppKind>()?),
                "sectionIds" if ids.is_none() => ids = Some(map.next_value::<Vec<u16>>()?),
                "sections" if value.is_none() => {
                    value = Some(map.next_value_seed(SectionsSeed(self.0))?);
                }
                "layout" if layout.is_none() => layout = Some(map.next_value()?),
                "kind" | "sectionIds" | "sections" | "layout" => {
                    return reject(&mut map, "duplicate key");
                }
                _ => {
                    let known = "unknown key, expected one of kind, sectionIds, sections, layout";
                    return reject(&mut map, known);
                }
            }
        }
        let value: GppString = value.ok_or_else(|| de::Error::custom("sections is missing"))?;
        if ids.is_some_and(|ids| !ids.into_iter().eq(value.ids().map(SectionId::get))) {
            return Err(de::Error::custom("sectionIds differs from the ids of the sections"));
        }
        Ok(DeserializedGpp { value, layout })
    }
}

struct SectionsSeed(Deciseconds);

impl<'de> DeserializeSeed<'de> for SectionsSeed {
    type Value = GppString;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<GppString, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for SectionsSeed {
    type Value = GppString;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of sections")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GppString, A::Error> {
        let mut gpp = GppString::new();
        while let Some(key) = map.next_key::<String>()? {
            let Some(id) = id_of(&key) else {
                return reject(&mut map, "not a section: expected a name such as usnat, or an id");
            };
            let section = map.next_value_seed(SectionSeed(id, self.0))?;
            match gpp.insert(section) {
                Ok(None) => {}
                Ok(Some(_)) => return Err(de::Error::custom("duplicate section")),
                Err(error) => return Err(de::Error::custom(error)),
            }
        }
        Ok(gpp)
    }
}

struct SectionSeed(SectionId, Deciseconds);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with the key raw")]
struct RawJson {
    raw: String,
}

impl<'de> DeserializeSeed<'de> for SectionSeed {
    type Value = Section;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Section, D::Error> {
        let Self(id, day) = self;
        let without_layout = |is_none: bool| {
            let error = "the layout of a section belongs to the GPP string";
            if is_none { Ok(()) } else { Err(de::Error::custom(error)) }
        };
        Ok(match id {
            SectionId::TCF_EU_V1 => {
                let read = deserialize_v1(deserializer, day)?;
                without_layout(read.layout.is_none())?;
                read.value.into()
            }
            SectionId::TCF_EU_V2 => {
                let read = deserialize_v2(deserializer, day)?;
                without_layout(read.layout.is_none())?;
                read.value.into()
            }
            SectionId::TCF_CA_V1 => CanadaSeed(day).deserialize(deserializer)?.into(),
            SectionId::USP_V1 => UspString::deserialize(deserializer)?.into(),
            _ if !UsFormat::of(id).is_empty() => UsSeed(id).deserialize(deserializer)?.into(),
            _ => {
                let RawJson { raw } = RawJson::deserialize(deserializer)?;
                let unknown = UnknownSection::new(id, &raw);
                unknown.ok_or_else(|| de::Error::custom("raw is not the text of a section"))?.into()
            }
        })
    }
}

/// `{"header": "DBABLA", "sections": {"usnat": "BVQqAAAAAgA"}}`.
impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Texts<'a>(&'a [(SectionId, String)]);

        impl Serialize for Texts<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(id, text)| (Id(*id), text)))
            }
        }

        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("header", &self.header)?;
        map.serialize_entry("sections", &Texts(&self.sections))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Layout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "an object with the keys header and sections")]
        struct LayoutJson {
            header: String,
            sections: Texts,
        }

        struct Texts(Vec<(SectionId, String)>);

        impl<'de> Deserialize<'de> for Texts {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(TextsVisitor).map(Self)
            }
        }

        struct TextsVisitor;

        impl<'de> Visitor<'de> for TextsVisitor {
            type Value = Vec<(SectionId, String)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of the texts of sections")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    let Some(id) = id_of(&key) else { return reject(&mut map, "not a section") };
                    texts.push((id, map.next_value()?));
                }
                Ok(texts)
            }
        }

        let LayoutJson { header, sections } = LayoutJson::deserialize(deserializer)?;
        Ok(Self { header, sections: sections.0 })
    }
}
