//! Members of JSON objects.

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::{FoundBy, Place, is_flag, is_tc_string, kind_of, shape};
use crate::field_kind::FieldKind;
use crate::ids::shown;
use crate::json_reader::JsonKind;
use crate::names::{Meaning, Name};
use crate::signal_kind::SignalKind;
use crate::steps::{Step, Steps};

use super::entry::{Entry, MAX_DECODES};
use super::pairs::holds_strings;
use super::unescape::unescape;
use super::{Part, Scanner};

/// What is in deeper objects and arrays is skipped.
const MAX_NESTING: usize = 64;

/// An object or an array around a value.
#[derive(Default)]
struct Frame<'t> {
    /// The name of the current member, without escapes.
    key: Cow<'t, str>,
    /// The index of the current element, if it is an array.
    index: Option<usize>,
}

/// What is around a value.
#[derive(Clone, Copy)]
struct Around<'t, 'n> {
    /// The name that the text has; empty for none.
    root: &'n str,
    frames: &'n [Frame<'t>],
}

impl<'t, 'n> Around<'t, 'n> {
    /// The name of the value: that of the innermost member with one.
    fn key(self) -> Option<&'n Cow<'t, str>> {
        const NONE: &Cow<'static, str> = &Cow::Borrowed("");
        let key = self.frames.iter().rev().map(|frame| &frame.key).find(|key| !key.is_empty());
        if self.root.is_empty() { key } else { Some(key.unwrap_or(NONE)) }
    }

    /// Whether the value is an element of an array.
    fn is_array(self) -> bool {
        self.frames.last().is_some_and(|frame| frame.index.is_some())
    }

    /// The entry of the value. Its name has the members around it: `seatbid[0].ext.consent`.
    fn entry(self, key: &Cow<'t, str>, at: usize, value: &'t str, json: JsonKind) -> Entry<'t> {
        let path = self.path();
        let place = Place::of_member(key);
        let path = (path != **key).then_some(path);
        Entry { path, json: Some(json), ..Entry::new(key.clone(), place, at, value) }
    }

    /// The entry of a string, of which the escapes were decoded if it had some.
    fn string(
        self,
        key: &Cow<'t, str>,
        at: usize,
        value: &'t str,
        decoded: Option<(String, SourceMap)>,
    ) -> Entry<'t> {
        let steps = if decoded.is_some() { Steps::NONE.then(Step::Json) } else { Steps::NONE };
        Entry { decoded, steps, ..self.entry(key, at, value, JsonKind::String) }
    }

    /// The name of the value with those around it.
    fn path(self) -> String {
        const MAX_PATH: usize = 4096;
        let mut path = shown(self.root).to_owned();
        for frame in
            self.frames.iter().filter(|frame| frame.index.is_some() || !frame.key.is_empty())
        {
            if path.len() > MAX_PATH {
                break;
            }
            if let Some(index) = frame.index {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
                continue;
            }
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(shown(&frame.key));
        }
        path
    }
}

impl<'a> Scanner<'a> {
    /// Scans a JSON text, or lines of one. Faults are skipped: what was pasted may be cut off.
    /// `root`: the name that the text has.
    pub(super) fn json(&mut self, part: Part<'a, '_, '_>, root: &str) {
        let mut frames = vec![Frame::default()];
        // The number of objects and arrays that are too deep around the next value.
        let mut skipped = 0_usize;
        let mut at = 0;
        while let Some(rest) = part.text.get(at..)
            && let Some(first) = rest.chars().next()
        {
            match first {
                '{' | '[' if skipped > 0 => skipped += 1,
                '}' | ']' if skipped > 0 => skipped -= 1,
                '{' | '[' => {
                    if let Some(length) = self.ids(part, Around { root, frames: &frames }, at) {
                        at += length;
                        continue;
                    }
                    if frames.len() >= MAX_NESTING {
                        self.is_partial = true;
                        skipped = 1;
                    } else {
                        let index = (first == '[').then_some(0);
                        frames.push(Frame { key: Cow::default(), index });
                    }
                }
                '}' | ']' if frames.len() > 1 => {
                    frames.pop();
                }
                ',' if skipped == 0 => {
                    if let Some(Frame { key, index }) = frames.last_mut() {
                        *key = Cow::default();
                        *index = index.map(|index| index + 1);
                    }
                }
                '"' => {
                    let Some(length) = string_length(rest) else { return };
                    let text = rest.get(1..length - 1).unwrap_or_default();
                    let after = rest.get(length..).unwrap_or_default().trim_ascii_start();
                    match frames.last_mut() {
                        _ if skipped > 0 => {}
                        Some(frame) if frame.index.is_none() && after.starts_with(':') => {
                            frame.key = without_escapes(text);
                        }
                        _ => self.string(part, Around { root, frames: &frames }, at + 1, text),
                    }
                    at += length;
                    continue;
                }
                _ if first.is_ascii_alphanumeric() || first == '-' => {
                    let is_end =
                        |found: char| !(found.is_ascii_alphanumeric() || "+-.".contains(found));
                    let length = rest.find(is_end).unwrap_or(rest.len());
                    let value = rest.get(..length).unwrap_or_default();
                    if skipped == 0 {
                        self.scalar(part, Around { root, frames: &frames }, at, value);
                    }
                    at += length;
                    continue;
                }
                _ => {}
            }
            at += first.len_utf8();
        }
    }

    /// Adds a string.
    fn string<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        around: Around<'t, '_>,
        at: usize,
        value: &'t str,
    ) {
        let Some(key) = around.key() else { return };
        self.pairs += 1;
        if around.is_array() && holds_strings(around.root) {
            self.add_by_shape(part, around.string(key, at, value, unescaped(value)));
            return;
        }
        let decoded = unescaped(value);
        let text = decoded.as_ref().map_or(value, |(text, _)| text);
        let known = Name::find(key);
        if let Some(name) = known {
            if around.is_array() && !may_be_in_list(name, text) {
                return;
            }
            let entry = self.bare_value(around.string(key, at, value, decoded));
            let entry = if self.is_thorough { without_percent_escapes(entry) } else { entry };
            if self.is_thorough && is_tc_string(entry.text()) {
                let kind = FieldKind::Signal(SignalKind::Tc);
                self.push(part, entry, kind, FoundBy::Name, known);
            } else {
                self.add(part, entry);
            }
            return;
        }
        if self.is_thorough && may_be_tc_string(text) {
            let entry = self.bare_value(around.string(key, at, value, decoded.clone()));
            let entry = without_percent_escapes(entry);
            if is_tc_string(entry.text()) {
                let kind = FieldKind::Signal(SignalKind::Tc);
                self.push(part, entry, kind, FoundBy::Shape, None);
                return;
            }
        }
        // Local storage keeps objects as JSON texts, and markup of ads has URLs.
        let is_json = decoded.is_some() && text.starts_with('{');
        let is_markup = self.is_thorough && has_urls(key) && text.contains("://");
        if !(is_json || is_markup) || !self.spend(part, value) {
            return;
        }
        let name = around.path();
        let map = part.map.then(&SourceMap::starting_at(at));
        let Some((text, step)) = decoded else {
            let place = Some(Place::Json);
            self.urls(Part { text: value, map: &map, place, root: &name, ..part });
            return;
        };
        let map = map.then(&step);
        let steps = part.steps.then(Step::Json);
        let Some(inner) = Self::nested(part, &text, &map, part.depth, steps) else { return };
        if is_json {
            self.json(inner, &name);
        } else {
            self.urls(Part { place: Some(Place::Json), root: &name, ..inner });
        }
    }

    /// Scans the URLs in a text, such as markup.
    pub(super) fn urls(&mut self, part: Part<'a, '_, '_>) {
        let mut from = 0;
        while let Some(rest) = part.text.get(from..)
            && let Some(found) = rest.find("://")
        {
            let before = rest.get(..found).unwrap_or_default();
            let scheme = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
            let start = from + found - scheme;
            let url = part.text.get(start..).unwrap_or_default();
            let end = url.find(is_url_end).unwrap_or(url.len());
            let text = url.get(..end).unwrap_or_default();
            // The end of a CDATA section in markup, of which the bracket ends the URL.
            let text = match url.get(end..) {
                Some(rest) if rest.starts_with('>') => text.strip_suffix("]]").unwrap_or(text),
                _ => text,
            };
            if !self.spend(part, text) {
                return;
            }
            let map = part.map.then(&SourceMap::starting_at(start));
            self.pairs(Part { text, map: &map, ..part });
            from = start + end.max(scheme + 3);
        }
    }

    /// Adds a number or a Boolean.
    fn scalar<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        around: Around<'t, '_>,
        at: usize,
        value: &'t str,
    ) {
        let Some(key) = around.key() else { return };
        self.pairs += 1;
        let is_number = value.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        if let Some(name) = Name::find(key)
            && match name.meaning {
                Meaning::Gdpr => is_number || is_flag(value) || value == "undefined",
                Meaning::Other(_) => true,
                // A number in the place of a list is read as a list of one.
                Meaning::GppSid => name.is_published && value != "null",
                Meaning::Signal(_) => false,
            }
            && !around.is_array()
            && let Some(kind) = kind_of(name, value, Place::Json, self.is_thorough)
        {
            let json = if is_number { JsonKind::Number } else { JsonKind::Boolean };
            let entry = around.entry(key, at, value, json);
            self.push(part, entry, kind, FoundBy::Name, Some(name));
        }
    }

    /// Adds an array of numbers under the name of section ids or of providers, and any other array
    /// or object under a published name of section ids, so that it is not taken for a missing one.
    /// Returns the length of its text.
    fn ids<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        around: Around<'t, '_>,
        at: usize,
    ) -> Option<usize> {
        let key = &around.frames.last().filter(|frame| frame.index.is_none())?.key;
        let name = Name::find(key)?;
        let kind = match name.meaning {
            Meaning::GppSid => FieldKind::GppSid,
            Meaning::Signal(SignalKind::AdditionalConsent) if self.is_thorough => FieldKind::AcIds,
            _ => return None,
        };
        let text = part.text.get(at..)?;
        let length = container_length(text)?;
        let is_array = text.starts_with('[');
        // An object keeps its braces: it is not a list.
        let brackets = usize::from(is_array);
        let value = text.get(brackets..length - brackets)?;
        let is_number = |byte: u8| byte.is_ascii_digit() || b"-, \t\r\n\"".contains(&byte);
        let is_list = is_array && value.bytes().all(is_number);
        if !is_list && (kind != FieldKind::GppSid || !name.is_published) {
            return None;
        }
        let start = at + brackets + value.len() - value.trim_ascii_start().len();
        let json = if is_array { JsonKind::Array } else { JsonKind::Object };
        let entry = around.entry(key, start, value.trim_ascii(), json);
        self.pairs += 1;
        self.push(part, entry, kind, FoundBy::Name, Some(name));
        Some(length)
    }
}

/// Whether a text in a list may be what the name of the list stands for. Other lists have words
/// under the names of the flag and of section ids.
fn may_be_in_list(name: Name, text: &str) -> bool {
    match name.meaning {
        Meaning::Gdpr => is_flag(text),
        Meaning::GppSid => false,
        _ => true,
    }
}

/// Whether a text that may be in quotes or after white space starts as a TC string does.
fn may_be_tc_string(text: &str) -> bool {
    let is_before = |found: char| matches!(found, '"' | '\'' | '\u{feff}') || found.is_whitespace();
    text.starts_with('C') || text.trim_start_matches(is_before).starts_with('C')
}

/// Decodes the percent escapes of a consent string in JSON. A receiver does not.
fn without_percent_escapes(entry: Entry<'_>) -> Entry<'_> {
    if !entry.text().contains('%') {
        return entry;
    }
    let (key, path) = (entry.key.clone(), entry.path.clone());
    let copy = Entry { key, path, decoded: entry.decoded.clone(), ..entry };
    let decoded = copy.percent_decoded(MAX_DECODES).unquoted();
    if shape(decoded.text()).is_some() { Entry { is_escaped: true, ..decoded } } else { entry }
}

/// Whether the value of a member is a URL that the receiver calls, or markup with such URLs. The
/// URL of a page is not: its parameters are signals for someone else.
fn has_urls(key: &str) -> bool {
    let keys = ["url", "nurl", "burl", "lurl", "adm", "adurl", "imptrackers", "jstracker"];
    keys.iter().any(|known| known.eq_ignore_ascii_case(key))
}

fn is_url_end(found: char) -> bool {
    found.is_whitespace() || matches!(found, '"' | '\'' | '<' | '>' | '\\')
}

/// The length of an array or object with its brackets, if it ends.
fn container_length(text: &str) -> Option<usize> {
    /// More ids than there are sections. What follows is searched once more.
    const MAX_LEN: usize = 4 * 1024;
    let text = text.get(..text.floor_char_boundary(MAX_LEN))?;
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                at += string_length(text.get(at..)?)?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of a string with its quotes.
fn string_length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A text without its escapes, if it has some.
fn unescaped(text: &str) -> Option<(String, SourceMap)> {
    text.contains('\\').then(|| unescape(text))
}

/// A name without its escapes.
fn without_escapes(name: &str) -> Cow<'_, str> {
    unescaped(name).map_or(Cow::Borrowed(name), |(name, _)| Cow::Owned(name))
}
