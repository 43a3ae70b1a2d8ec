//! Members of JSON objects.

use crate::SourceMap;
use crate::field::{FieldKind, FoundBy, Place, is_tc_string, kind_of};
use crate::names::{Meaning, Name};
use crate::signal_kind::SignalKind;
use crate::steps::Step;

use super::pairs::holds_strings;
use super::unescape::unescape;
use super::{Entry, Part, Scanner};

/// Deeper objects and arrays are not searched.
const MAX_NESTING: usize = 64;

/// An object or an array around a value.
#[derive(Default)]
struct Frame<'t> {
    /// The name of the current member.
    key: &'t str,
    /// The index of the current element, if it is an array.
    index: Option<usize>,
}

impl<'a> Scanner<'a> {
    /// Scans a JSON text, or lines of one. Faults are skipped: what was pasted may be cut off.
    /// `root`: the name that the text has.
    pub(super) fn json(&mut self, part: Part<'a, '_, '_>, root: &str) {
        let mut frames = vec![Frame::default()];
        let mut at = 0;
        while let Some(rest) = part.text.get(at..)
            && let Some(first) = rest.chars().next()
        {
            match first {
                '{' | '[' => {
                    if first == '['
                        && let Some(length) = self.ids(part, root, &frames, at)
                    {
                        at += length;
                        continue;
                    }
                    if frames.len() >= MAX_NESTING {
                        return;
                    }
                    let index = (first == '[').then_some(0);
                    frames.push(Frame { key: "", index });
                }
                '}' | ']' if frames.len() > 1 => {
                    frames.pop();
                }
                ',' => {
                    if let Some(Frame { key, index }) = frames.last_mut() {
                        *key = "";
                        *index = index.map(|index| index + 1);
                    }
                }
                '"' => {
                    let Some(length) = string_length(rest) else { return };
                    let text = rest.get(1..length - 1).unwrap_or_default();
                    let after = rest.get(length..).unwrap_or_default().trim_ascii_start();
                    match frames.last_mut() {
                        Some(frame) if frame.index.is_none() && after.starts_with(':') => {
                            frame.key = text;
                        }
                        _ => self.string(part, root, &frames, at + 1, text),
                    }
                    at += length;
                    continue;
                }
                _ if first.is_ascii_alphanumeric() || first == '-' => {
                    let is_end =
                        |found: char| !(found.is_ascii_alphanumeric() || "+-.".contains(found));
                    let length = rest.find(is_end).unwrap_or(rest.len());
                    self.scalar(part, root, &frames, at, rest.get(..length).unwrap_or_default());
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
        root: &str,
        frames: &[Frame<'t>],
        at: usize,
        value: &'t str,
    ) {
        let Some(entry) = entry(root, frames, at, value) else { return };
        self.pairs += 1;
        let is_element = frames.last().is_some_and(|frame| frame.index.is_some());
        if is_element {
            if holds_strings(root) {
                self.add_by_shape(part, entry);
            }
            return;
        }
        let name = entry.path.clone().unwrap_or_else(|| entry.key.to_owned());
        let (key, decoded) = (entry.key, entry.decoded.clone());
        if self.is_thorough && is_tc_string(decoded.as_ref().map_or(value, |(text, _)| text)) {
            let known = Name::find(key);
            let found_by = if known.is_some() { FoundBy::Name } else { FoundBy::Shape };
            self.push(part, entry, FieldKind::Signal(SignalKind::Tc), found_by, known);
            return;
        }
        if self.add(part, entry) {
            return;
        }
        let map = part.map.then(&SourceMap::starting_at(at));
        let Some((text, step)) = decoded else {
            if self.is_thorough && has_urls(key) {
                self.urls(Part {
                    text: value,
                    map: &map,
                    place: Some(Place::Json),
                    root: &name,
                    ..part
                });
            }
            return;
        };
        // Local storage keeps objects as JSON texts, and markup of ads has URLs.
        let map = map.then(&step);
        let steps = part.steps.then(Step::Json);
        let Some(inner) = Self::nested(part, &text, &map, part.depth, steps) else { return };
        if text.starts_with('{') {
            self.json(inner, &name);
        } else if self.is_thorough && has_urls(key) {
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
            // The end of a CDATA section in markup.
            let end = url.find("]]>").map_or(end, |section| section.min(end));
            let map = part.map.then(&SourceMap::starting_at(start));
            let text = url.get(..end).unwrap_or_default();
            self.pairs(Part { text, map: &map, ..part });
            from = start + end.max(scheme + 3);
        }
    }

    /// Adds a number or a Boolean.
    fn scalar<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        root: &str,
        frames: &[Frame<'t>],
        at: usize,
        value: &'t str,
    ) {
        let Some(entry) = entry(root, frames, at, value) else { return };
        self.pairs += 1;
        if let Some(name) = Name::find(entry.key)
            && matches!(name.meaning, Meaning::Gdpr | Meaning::Other(_))
            && frames.last().is_some_and(|frame| frame.index.is_none())
            && let Some(kind) = kind_of(name, value, self.is_thorough)
        {
            self.push(part, entry, kind, FoundBy::Name, Some(name));
        }
    }

    /// Adds an array of numbers under the name of section ids or of providers. Returns the length
    /// of its text.
    fn ids<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        root: &str,
        frames: &[Frame<'t>],
        at: usize,
    ) -> Option<usize> {
        let key = frames.last().filter(|frame| frame.index.is_none())?.key;
        let name = Name::find(key)?;
        let kind = match name.meaning {
            Meaning::GppSid => FieldKind::GppSid,
            Meaning::Signal(SignalKind::AdditionalConsent) if self.is_thorough => FieldKind::AcIds,
            _ => return None,
        };
        let rest = part.text.get(at + 1..)?;
        let value = rest.get(..rest.find(']')?)?;
        let is_number = |byte: u8| byte.is_ascii_digit() || b"-, \t\r\n\"".contains(&byte);
        if !value.bytes().all(is_number) {
            return None;
        }
        let length = value.len() + 2;
        let start = at + 1 + value.len() - value.trim_ascii_start().len();
        let entry = entry(root, frames, start, value.trim_ascii())?;
        self.pairs += 1;
        self.push(part, entry, kind, FoundBy::Name, Some(name));
        Some(length)
    }
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

/// The entry of a value. Its name has the members around it: `seatbid[0].ext.consent`.
fn entry<'t>(root: &str, frames: &[Frame<'t>], at: usize, value: &'t str) -> Option<Entry<'t>> {
    let key = frames.iter().rev().map(|frame| frame.key).find(|key| !key.is_empty()).unwrap_or("");
    if key.is_empty() && root.is_empty() {
        return None;
    }
    let mut path = root.to_owned();
    for frame in frames {
        match frame.index {
            Some(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
            None if frame.key.is_empty() => {}
            None => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(frame.key);
            }
        }
    }
    let decoded = value.contains('\\').then(|| unescape(value));
    let place = Place::of_member(key);
    let path = (path != key).then_some(path);
    Some(Entry { path, decoded, step: Step::Json, ..Entry::new(key, place, at, value) })
}
