//! US sections of GPP strings as JSON.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;

use super::values::{FromJson, reject, value};
use crate::field::Field;
use crate::gpp::us::fields::{MSPA_VERSION, SENSITIVE_DATA_PROCESSING};
use crate::gpp::us::{Subsection, U2, UsFormat, UsSection};
use crate::tcf::fields::VERSION;
use crate::value::{SectionId, U6};

const WIDTHS: &str = "widths";
const SECTION_HEADER: &str = "sectionHeader";
const GPC: &str = "gpc";
const UNDEFINED: &str = "undefinedSubSections";

/// Writes a section as entries of an object.
pub(super) fn write_us<M: SerializeMap>(map: &mut M, us: &UsSection) -> Result<(), M::Error> {
    let format = us.format();
    if format.has_section_header() {
        if us.has_section_header() {
            map.serialize_entry(VERSION.json_key(), &1)?;
        } else {
            map.serialize_entry(SECTION_HEADER, &false)?;
        }
        map.serialize_entry(MSPA_VERSION.json_key(), &us.version())?;
    } else {
        map.serialize_entry(VERSION.json_key(), &us.version())?;
    }
    if format.is_hybrid() {
        map.serialize_entry(WIDTHS, &format.version_of_fields())?;
    }
    for field in format.fields() {
        let key = field.field().json_key();
        let values: Vec<u8> = us.list(field.field()).into_iter().flatten().collect();
        match (field.list_len(), values.as_slice()) {
            (None, [only]) => map.serialize_entry(key, only)?,
            (_, values) => map.serialize_entry(key, values)?,
        }
    }
    if let Some(gpc) = us.gpc() {
        map.serialize_entry(GPC, &gpc)?;
    }
    if let Some(values) = us.sensitive_data() {
        map.serialize_entry(SENSITIVE_DATA_PROCESSING.json_key(), &values.map(U2::get))?;
    }
    if !us.undefined_subsections().is_empty() {
        map.serialize_entry(UNDEFINED, us.undefined_subsections())?;
    }
    Ok(())
}

/// Reads the section with the given id.
pub(super) struct UsSeed(pub(super) SectionId);

impl<'de> DeserializeSeed<'de> for UsSeed {
    type Value = UsSection;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<UsSection, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// The keys that were read.
#[derive(Default)]
struct Keys {
    version: Option<U6>,
    widths: Option<U6>,
    mspa_version: Option<U6>,
    section_header: Option<bool>,
    gpc: Option<bool>,
    undefined: Vec<String>,
    values: Vec<(Field, Values)>,
}

impl<'de> Visitor<'de> for UsSeed {
    type Value = UsSection;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of section {}", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UsSection, A::Error> {
        let formats = UsFormat::of(self.0);
        let has_header = formats.first().is_some_and(UsFormat::has_section_header);
        let mut keys = Keys::default();
        let mut seen = Vec::<String>::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                return reject(&mut map, "duplicate key");
            }
            match key.as_str() {
                "version" => keys.version = Some(value(&mut map)?),
                WIDTHS if formats.len() > 1 => keys.widths = Some(value(&mut map)?),
                "mspaVersion" if has_header => keys.mspa_version = Some(value(&mut map)?),
                SECTION_HEADER if has_header => keys.section_header = Some(value(&mut map)?),
                GPC if optional(formats) == Some(Subsection::Gpc) => {
                    keys.gpc = Some(value(&mut map)?);
                }
                UNDEFINED => keys.undefined = map.next_value()?,
                _ => match field_of(formats, &key) {
                    Some((field, is_list)) => {
                        keys.values.push((field, map.next_value_seed(ValuesSeed { is_list })?));
                    }
                    None => return reject(&mut map, "unknown key"),
                },
            }
            seen.push(key);
        }
        section_of(formats, keys)
    }
}

/// The values of a field, of which a list has several.
type Values = Vec<U2>;

/// The optional sub-section of a section.
fn optional(formats: &[UsFormat]) -> Option<Subsection> {
    formats.first().and_then(UsFormat::optional)
}

/// The field with a key, and whether its value is a list.
fn field_of(formats: &[UsFormat], key: &str) -> Option<(Field, bool)> {
    let of_core = formats.iter().flat_map(UsFormat::fields);
    let of_core = of_core.map(|field| (field.field(), field.list_len().is_some()));
    let of_optional = optional(formats) == Some(Subsection::SensitiveData);
    of_core
        .chain(of_optional.then_some((SENSITIVE_DATA_PROCESSING, true)))
        .find(|(field, _)| field.json_key() == key)
}

/// The format that a version and the version of its fields name.
fn format_of(
    formats: &'static [UsFormat],
    version: Option<U6>,
    widths: Option<U6>,
) -> Option<&'static UsFormat> {
    let is = |found: u8, wanted: U6| u16::from(found) == wanted.get();
    formats.iter().find(|format| {
        version.is_none_or(|version| is(format.version(), version))
            && widths.or(version).is_none_or(|widths| is(format.version_of_fields(), widths))
    })
}

fn section_of<E: de::Error>(formats: &'static [UsFormat], keys: Keys) -> Result<UsSection, E> {
    let Keys { version, widths, mspa_version, section_header, gpc, undefined, values } = keys;
    let Some(format) = format_of(formats, version, widths) else {
        return Err(E::custom("the section has no such version"));
    };
    let mut us = UsSection::with_format(format);
    if let Some(version) = mspa_version {
        us.set_mspa_version(version).map_err(E::custom)?;
    }
    if let Some(section_header) = section_header {
        us.set_section_header(section_header).map_err(E::custom)?;
    }
    let mut sensitive = None;
    for (field, values) in values {
        if format.fields().iter().any(|of_core| of_core.field() == field) {
            us.set_list(field, &values).map_err(E::custom)?;
        } else if optional(formats) == Some(Subsection::SensitiveData) {
            let length = values.len();
            let wrong = |_| E::custom(format_args!("{field} has 8 values, found {length}"));
            sensitive = Some(values.try_into().map_err(wrong)?);
        }
    }
    if gpc.is_some() {
        us.set_gpc(gpc).map_err(E::custom)?;
    }
    if sensitive.is_some() {
        us.set_sensitive_data(sensitive).map_err(E::custom)?;
    }
    us.set_undefined_subsections(undefined).map_err(E::custom)?;
    Ok(us)
}

/// Reads the value of a field, or the list of its values.
struct ValuesSeed {
    is_list: bool,
}

/// No field has more values.
const MAX_VALUES: usize = 16;

impl<'de> DeserializeSeed<'de> for ValuesSeed {
    type Value = Values;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values, D::Error> {
        if self.is_list {
            deserializer.deserialize_seq(self)
        } else {
            Ok(alloc::vec![U2::read(deserializer)?])
        }
    }
}

impl<'de> Visitor<'de> for ValuesSeed {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of numbers from 0 to 3")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Values, A::Error> {
        let mut values = Vec::new();
        let one = || super::values::Seed::<U2>(core::marker::PhantomData);
        while let Some(value) = seq.next_element_seed(one())? {
            if values.len() == MAX_VALUES {
                return Err(de::Error::custom("too many values"));
            }
            values.push(value);
        }
        Ok(values)
    }
}
