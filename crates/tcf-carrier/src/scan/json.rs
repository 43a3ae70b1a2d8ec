//! Members of JSON objects.

use crate::SourceMap;
use crate::field::{FieldKind, FoundBy, Place, is_flag};
use crate::names::{Meaning, Name};

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
                        && let Some(length) = self.section_ids(part, root, &frames, at)
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
        let decoded = entry.decoded.clone();
        if self.add(part, entry) {
            return;
        }
        // Local storage keeps objects as JSON texts.
        if let Some((text, step)) = decoded
            && text.starts_with('{')
        {
            let map = part.map.then(&SourceMap::starting_at(at)).then(&step);
            if let Some(inner) = Self::nested(part, &text, &map, part.depth) {
                self.json(inner, &name);
            }
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
            && name.meaning == Meaning::Gdpr
            && is_flag(value)
            && frames.last().is_some_and(|frame| frame.index.is_none())
        {
            self.push(part, entry, FieldKind::Gdpr, FoundBy::Name, Some(name));
        }
    }

    /// Adds an array of numbers under the name of section ids. Returns the length of its text.
    fn section_ids<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        root: &str,
        frames: &[Frame<'t>],
        at: usize,
    ) -> Option<usize> {
        let key = frames.last().filter(|frame| frame.index.is_none())?.key;
        let name = Name::find(key).filter(|name| name.meaning == Meaning::GppSid)?;
        let rest = part.text.get(at + 1..)?;
        let value = rest.get(..rest.find(']')?)?;
        let length = value.len() + 2;
        let start = at + 1 + value.len() - value.trim_ascii_start().len();
        let entry = entry(root, frames, start, value.trim_ascii())?;
        self.pairs += 1;
        self.push(part, entry, FieldKind::GppSid, FoundBy::Name, Some(name));
        Some(length)
    }
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
    Some(Entry { key, path, place, at, value, decoded })
}
