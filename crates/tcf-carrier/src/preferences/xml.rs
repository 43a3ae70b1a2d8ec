//! Preferences as XML: those of Android, and property lists.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::{Collector, PreferenceKind, Preferences, PreferencesError, PreferencesFormat};

type Result<T> = std::result::Result<T, PreferencesError>;

/// A reader that turns every fault into one error. Entities of the document are not expanded, and
/// nothing outside it is loaded.
struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    format: PreferencesFormat,
}

impl<'a> Xml<'a> {
    fn new(text: &'a str, format: PreferencesFormat) -> Self {
        Self { reader: Reader::from_str(text), format }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn invalid(&self, expected: &'static str) -> PreferencesError {
        PreferencesError::Invalid { format: self.format, expected, offset: self.offset() }
    }

    /// The next start, end or empty element, and the end of the document.
    fn next_tag(&mut self) -> Result<Event<'a>> {
        loop {
            let event = self.event()?;
            let is_tag =
                matches!(event, Event::Start(_) | Event::End(_) | Event::Empty(_) | Event::Eof);
            if is_tag {
                return Ok(event);
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>> {
        self.reader.read_event().map_err(|_| self.invalid("well-formed XML"))
    }

    /// The text of an element, up to its end. Elements in it are skipped.
    fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        let mut depth = 0_usize;
        loop {
            match self.event()? {
                Event::Text(part) if depth == 0 => text.push_str(&part),
                Event::CData(part) if depth == 0 => text.push_str(&part),
                Event::GeneralRef(entity) if depth == 0 => {
                    let character = entity.resolve_char_ref();
                    match character.map_err(|_| self.invalid("a character reference"))? {
                        Some(character) => text.push(character),
                        None => text.push_str(
                            resolve_predefined_entity(&entity)
                                .ok_or_else(|| self.invalid("a predefined entity"))?,
                        ),
                    }
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Ok(text),
                },
                Event::Eof => return Err(self.invalid("the end of an element")),
                _ => {}
            }
        }
    }

    /// The value of an attribute.
    fn attribute(&self, element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
        let attribute = element.try_get_attribute(name);
        let attribute = attribute.map_err(|_| self.invalid("attributes in quotes"))?;
        let Some(attribute) = attribute else { return Ok(None) };
        let value = unescape(&attribute.value).map_err(|_| self.invalid("a predefined entity"))?;
        Ok(Some(value.into_owned()))
    }

    /// Skips an element whose start was read.
    fn skip(&mut self) -> Result<()> {
        self.text().map(drop)
    }
}

/// The text of a file. Bytes that are not UTF-8 are replaced.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    String::from_utf8_lossy(bytes)
}

/// Reads the preferences of Android: `<map>` with one element per key, named after its type.
pub(super) fn shared_preferences(bytes: &[u8], found: &mut Collector) -> Result<()> {
    let text = text_of(bytes);
    let mut xml = Xml::new(&text, PreferencesFormat::SharedPreferences);
    match xml.next_tag()? {
        Event::Start(map) if map.name().0 == "map" => {}
        Event::Empty(map) if map.name().0 == "map" => return Ok(()),
        _ => return Err(xml.invalid("<map>")),
    }
    loop {
        let offset = xml.offset();
        let (element, is_empty) = match xml.next_tag()? {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => return Ok(()),
            _ => return Err(xml.invalid("</map>")),
        };
        let Some(key) = xml.attribute(&element, "name")? else {
            if !is_empty {
                xml.skip()?;
            }
            continue;
        };
        found.enter_key(&key)?;
        let kind = match element.name().0 {
            "int" => PreferenceKind::Integer,
            "long" => PreferenceKind::Long,
            "float" | "double" => PreferenceKind::Real,
            "boolean" => PreferenceKind::Boolean,
            "null" => PreferenceKind::Null,
            _ => PreferenceKind::String,
        };
        match element.name().0 {
            "string" => {
                let text = if is_empty { String::new() } else { xml.text()? };
                found.push(kind, &text, offset)?;
            }
            "set" if !is_empty => set(&mut xml, found)?,
            _ => {
                if kind != PreferenceKind::String {
                    let value = xml.attribute(&element, "value")?.unwrap_or_default();
                    found.push(kind, &value, offset)?;
                }
                if !is_empty {
                    xml.skip()?;
                }
            }
        }
        found.leave();
    }
}

/// Reads the strings of a `<set>`.
fn set(xml: &mut Xml<'_>, found: &mut Collector) -> Result<()> {
    let mut index = 0;
    loop {
        let offset = xml.offset();
        let text = match xml.next_tag()? {
            Event::Start(_) => xml.text()?,
            Event::Empty(_) => String::new(),
            Event::End(_) => return Ok(()),
            _ => return Err(xml.invalid("</set>")),
        };
        found.enter_index(index)?;
        found.push(PreferenceKind::String, &text, offset)?;
        found.leave();
        index += 1;
    }
}

/// An array or dictionary of a property list.
enum Container {
    /// The number of elements before.
    Array(usize),
    Dictionary,
}

/// Reads a property list.
pub(super) fn plist(bytes: &[u8], found: &mut Collector) -> Result<()> {
    let text = text_of(bytes);
    let mut xml = Xml::new(&text, PreferencesFormat::XmlPlist);
    match xml.next_tag()? {
        Event::Start(plist) if plist.name().0 == "plist" => {}
        _ => return Err(xml.invalid("<plist>")),
    }
    let mut containers: Vec<Container> = Vec::new();
    loop {
        let offset = xml.offset();
        let (element, is_empty) = match xml.next_tag()? {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => match containers.pop() {
                // The member or element that the container was ends with it.
                Some(_) if containers.is_empty() => continue,
                Some(_) => {
                    found.leave();
                    continue;
                }
                None => return Ok(()),
            },
            _ => return Err(xml.invalid("</plist>")),
        };
        let name = element.name().0.to_owned();
        if name == "key" {
            if !matches!(containers.last(), Some(Container::Dictionary)) {
                return Err(xml.invalid("a key in a dictionary"));
            }
            let key = if is_empty { String::new() } else { xml.text()? };
            found.enter_key(&key)?;
            // Its value must follow.
            match xml.next_tag()? {
                Event::Start(element) => {
                    let name = element.name().0.to_owned();
                    value(&mut xml, &name, false, offset, &mut containers, found)?;
                }
                Event::Empty(element) => {
                    let name = element.name().0.to_owned();
                    value(&mut xml, &name, true, offset, &mut containers, found)?;
                }
                _ => return Err(xml.invalid("the value of a key")),
            }
            continue;
        }
        match containers.last_mut() {
            Some(Container::Array(index)) => {
                found.enter_index(*index)?;
                *index += 1;
                value(&mut xml, &name, is_empty, offset, &mut containers, found)?;
            }
            Some(Container::Dictionary) => return Err(xml.invalid("a key")),
            None if name == "dict" || name == "array" => {
                if !is_empty {
                    containers.push(container(&name));
                }
            }
            None => return Err(xml.invalid("<dict>")),
        }
    }
}

fn container(name: &str) -> Container {
    if name == "array" { Container::Array(0) } else { Container::Dictionary }
}

/// Reads the value that was entered, and leaves it unless it contains others.
fn value(
    xml: &mut Xml<'_>,
    name: &str,
    is_empty: bool,
    offset: usize,
    containers: &mut Vec<Container>,
    found: &mut Collector,
) -> Result<()> {
    if matches!(name, "dict" | "array") && !is_empty {
        if containers.len() >= Preferences::MAX_DEPTH {
            return Err(PreferencesError::TooDeep);
        }
        containers.push(container(name));
        return Ok(());
    }
    let kind = match name {
        "dict" | "array" => None,
        "true" | "false" => Some(PreferenceKind::Boolean),
        "integer" => Some(PreferenceKind::Integer),
        "real" => Some(PreferenceKind::Real),
        "date" => Some(PreferenceKind::Date),
        "data" => Some(PreferenceKind::Data),
        "string" => Some(PreferenceKind::String),
        _ => return Err(xml.invalid("a type of property lists")),
    };
    let text = if is_empty { String::new() } else { xml.text()? };
    match kind {
        Some(PreferenceKind::Boolean) => found.push(PreferenceKind::Boolean, name, offset)?,
        Some(PreferenceKind::Data) => found.push(PreferenceKind::Data, "", offset)?,
        Some(PreferenceKind::String) => found.push(PreferenceKind::String, &text, offset)?,
        Some(kind) => found.push(kind, text.trim_ascii(), offset)?,
        None => {}
    }
    found.leave();
    Ok(())
}
