//! Scans texts for consent fields.

mod json;
mod pairs;
mod prefs;
mod unescape;

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::{Field, FieldKind, FoundBy, Place, kind_of, shape};
use crate::names::{Meaning, Name};
use crate::unpack::unquote;

/// How many URLs or JSON texts a field may be nested in.
pub const MAX_DEPTH: u8 = 3;

/// The number of fields that are kept of a text.
const MAX_FIELDS: usize = 1000;

/// Collects the fields of a text.
#[derive(Default)]
pub(crate) struct Scanner<'a> {
    fields: Vec<Field<'a>>,
    /// Number of pairs, members and keys.
    pairs: usize,
    is_document: bool,
}

/// A part of the text, with what its fields have in common. `'t` is the lifetime of the part, which
/// was decoded if it is nested.
#[derive(Clone, Copy)]
struct Part<'a, 't, 'm> {
    text: &'t str,
    map: &'m SourceMap,
    /// The place of all its fields, if it is a value in JSON.
    place: Option<Place>,
    depth: u8,
    /// The number of decoded escapes around it, of JSON or of a URL.
    steps: u8,
    /// Keeps a piece of the part.
    keep: fn(&'t str) -> Cow<'a, str>,
}

/// A name and its value in a part.
struct Entry<'t> {
    /// The name by which the entry is known.
    key: &'t str,
    /// The whole name, if it is longer.
    path: Option<String>,
    place: Place,
    /// The byte offset of the value in the part.
    at: usize,
    value: &'t str,
    /// The value without escapes, if it had some.
    decoded: Option<(String, SourceMap)>,
}

impl<'a> Scanner<'a> {
    /// Scans a whole text. `is_document`: it starts as JSON or XML.
    pub(crate) fn text(&mut self, text: &'a str, is_document: bool) {
        let map = SourceMap::identity();
        let whole = Part { text, map: &map, place: None, depth: 0, steps: 0, keep: Cow::Borrowed };
        if is_document {
            if text.trim_ascii_start().starts_with('<') {
                self.prefs(whole);
            } else {
                self.json(whole, "");
            }
            if self.has_signal() {
                self.is_document = text.trim_ascii_start().starts_with(['{', '<']);
                return;
            }
        }
        // HTML, or a quoted URL.
        let found = std::mem::take(self);
        let (start, inner) = unquote(text);
        let map = SourceMap::starting_at(start);
        self.pairs(Part { text: inner, map: &map, ..whole });
        if !self.has_signal() {
            self.only_pair(Part { text: inner, map: &map, ..whole });
        }
        if self.fields.is_empty() {
            *self = found;
        }
        self.is_document = inner.contains("://") || inner.starts_with('?');
    }

    fn has_signal(&self) -> bool {
        self.fields.iter().any(|field| field.signal().is_some())
    }

    /// Whether the text is all of what was sent together.
    pub(crate) const fn is_complete(&self) -> bool {
        self.is_document || self.pairs > 1
    }

    pub(crate) fn into_fields(self) -> Vec<Field<'a>> {
        self.fields
    }

    /// Adds the field of an entry if its name is known. Returns false otherwise.
    fn add<'t>(&mut self, part: Part<'a, 't, '_>, entry: Entry<'t>) -> bool {
        let Some(name) = Name::find(entry.key) else { return false };
        let value = entry.decoded.as_ref().map_or(entry.value, |(text, _)| text);
        if let Some(kind) = kind_of(name, value) {
            self.push(part, entry, kind, FoundBy::Name, Some(name));
        }
        true
    }

    /// Adds the field of an entry whose name is unknown if its value has the shape of a string.
    fn add_by_shape<'t>(&mut self, part: Part<'a, 't, '_>, entry: Entry<'t>) {
        let value = entry.decoded.as_ref().map_or(entry.value, |(text, _)| text);
        if let Some(kind) = shape(value) {
            self.push(part, entry, FieldKind::Signal(kind), FoundBy::Shape, None);
        }
    }

    fn push<'t>(
        &mut self,
        part: Part<'a, 't, '_>,
        entry: Entry<'t>,
        kind: FieldKind,
        found_by: FoundBy,
        name: Option<Name>,
    ) {
        if self.fields.len() >= MAX_FIELDS {
            return;
        }
        let named = name.and_then(|name| match name.meaning {
            Meaning::Signal(kind) => Some(kind),
            _ => None,
        });
        let map = part.map.then(&SourceMap::starting_at(entry.at));
        let (value, map) = match entry.decoded {
            Some((text, step)) => (Cow::Owned(text), map.then(&step)),
            None => ((part.keep)(entry.value), map),
        };
        let name = entry.path.map_or_else(|| (part.keep)(entry.key), Cow::Owned);
        let (place, depth) = (part.place.unwrap_or(entry.place), part.depth);
        self.fields.push(Field { kind, named, found_by, place, name, value, map, depth });
    }

    /// Scans a decoded text as one that is nested in a part.
    fn nested<'t, 'm>(
        part: Part<'a, '_, '_>,
        text: &'t str,
        map: &'m SourceMap,
        depth: u8,
    ) -> Option<Part<'a, 't, 'm>> {
        let steps = part.steps + 1;
        let keep = |text: &'t str| Cow::Owned(text.to_owned());
        (steps <= MAX_DEPTH).then_some(Part { text, map, place: None, depth, steps, keep })
    }
}
