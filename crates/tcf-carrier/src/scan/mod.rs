//! Scans texts for consent fields.

mod entry;
mod json;
mod pairs;
mod prefs;
mod unescape;

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::{Field, FoundBy, Place, has_plausible_start, is_tc_string, kind_of, shape};
use crate::field_kind::FieldKind;
use crate::host::scheme_end;
use crate::ids::shown;
use crate::names::Name;
use crate::placeholder::is_consent_macro;
use crate::quotes::unquote;
use crate::signal_kind::SignalKind;
use crate::steps::Steps;
use entry::{Entry, MAX_DECODES};
use pairs::decoded_name;

pub(crate) use unescape::unescape;

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
    /// Whether more is found than consent strings and what belongs to them.
    is_thorough: bool,
    /// The number of fields that were not kept.
    left_out: usize,
    /// Whether a part was not searched, because of a limit.
    is_partial: bool,
    /// The bytes of decoded texts and offset maps that were worked on.
    work: usize,
    /// How many of them may be.
    max_work: usize,
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
    /// The number of texts around it: JSON and URLs.
    level: u8,
    /// What was decoded to read it.
    steps: Steps,
    /// The host of the URL that contains it, if it is JSON in a URL.
    host: Option<&'m str>,
    /// The name of the member that contains it, if it is a URL in JSON.
    root: &'m str,
    /// Keeps a piece of the part.
    keep: fn(&'t str) -> Cow<'a, str>,
}

impl<'a> Scanner<'a> {
    /// Finds everything that [`kind_of`] knows, and TC strings under unknown names in JSON.
    pub(crate) fn thorough() -> Self {
        Self { is_thorough: true, ..Self::default() }
    }

    /// Sets the limit of work for a text: so much that only a text that was made for it exceeds it.
    fn limit(&mut self, text: &str) {
        const FLOOR: usize = 4 * 1024 * 1024;
        const FACTOR: usize = 32;
        self.max_work = FLOOR + FACTOR * text.len();
    }

    /// Whether a value of a part may be worked on. In a part that was decoded, offsets of the part
    /// are mapped for each value.
    fn spend(&mut self, part: Part<'_, '_, '_>, value: &str) -> bool {
        let map = if part.level == 0 { 0 } else { part.text.len() };
        self.work = self.work.saturating_add(value.len() + map);
        let is_within = self.work <= self.max_work;
        self.is_partial |= !is_within;
        is_within
    }

    /// Scans a whole text. `is_document`: it starts as JSON or XML.
    pub(crate) fn text(&mut self, text: &'a str, is_document: bool) {
        self.limit(text);
        let map = SourceMap::identity();
        let whole = Part {
            text,
            map: &map,
            place: None,
            depth: 0,
            level: 0,
            steps: Steps::default(),
            host: None,
            root: "",
            keep: Cow::Borrowed,
        };
        if is_document {
            let start = text.trim_ascii_start();
            let (is_xml, is_object) = (start.starts_with('<'), start.starts_with('{'));
            if is_xml {
                self.prefs(whole);
            } else {
                self.json(whole, "");
            }
            // The texts of a JSON object are not parameters of whoever receives it.
            if self.has_signal() || self.is_thorough && (is_object || !self.fields.is_empty()) {
                self.is_document = is_xml || is_object;
                return;
            }
        }
        // HTML, or a quoted URL.
        let (is_thorough, max_work) = (self.is_thorough, self.max_work);
        let empty = Self { is_thorough, max_work, ..Self::default() };
        let found = std::mem::replace(self, empty);
        let (start, inner) = unquote(text);
        let map = SourceMap::starting_at(start);
        self.pairs(Part { text: inner, map: &map, ..whole });
        // A pair of unknown name is a renamed cookie if it is all that somebody pasted.
        if !self.has_signal() && !self.is_thorough {
            self.only_pair(Part { text: inner, map: &map, ..whole });
        }
        let is_partial = self.is_partial || found.is_partial;
        if self.fields.is_empty() {
            *self = found;
        }
        self.is_partial = is_partial;
        self.is_document = scheme_end(inner).is_some() || inner.starts_with('?');
    }

    /// A part that is a whole text, which is the value of a name.
    const fn value<'m>(
        text: &'a str,
        root: &'m str,
        place: Place,
        map: &'m SourceMap,
    ) -> Part<'a, 'a, 'm> {
        Part {
            text,
            map,
            place: Some(place),
            depth: 0,
            level: 0,
            steps: Steps::NONE,
            host: None,
            root,
            keep: Cow::Borrowed,
        }
    }

    /// Adds a text that is a bare string or a macro, possibly in quotes. Files of other lines have
    /// words that start as strings do, so a TC string must begin plausibly or decode, and a macro
    /// have the name of a signal.
    pub(crate) fn bare(&mut self, text: &'a str) {
        let (start, inner) = unquote(text);
        let kind = |text: &str| match shape(text) {
            Some(SignalKind::Tc) => {
                let decodes = || tcf_codec::decode(text, tcf_codec::DecodeOptions::new()).is_ok();
                (has_plausible_start(text) || decodes()).then_some(SignalKind::Tc)
            }
            kind => kind,
        };
        let plain = || Entry::new("", Place::Line, start, inner).trimmed();
        let decode = || plain().percent_decoded(MAX_DECODES).unquoted().trimmed();
        let decoded = inner.contains('%').then(decode);
        let found = decoded.and_then(|entry| Some((kind(entry.text())?, entry))).or_else(|| {
            let entry = plain();
            let is_macro = || is_consent_macro(entry.text()).then_some(SignalKind::Tc);
            Some((kind(entry.text()).or_else(is_macro)?, entry))
        });
        if let Some((kind, entry)) = found {
            self.limit(text);
            let map = SourceMap::identity();
            let part = Self::value(text, "", Place::Line, &map);
            self.push(part, entry, FieldKind::Signal(kind), FoundBy::Shape, None);
        }
    }

    /// Scans a value with a name.
    pub(crate) fn named(&mut self, name: &'a str, value: &'a str, place: Place) {
        self.limit(value);
        let map = SourceMap::identity();
        let whole = Self::value(value, name, place, &map);
        let key = if place == Place::Body { decoded_name(name) } else { Cow::Borrowed(name) };
        let known = Name::find(&key);
        let entry = Entry::new(key, place, 0, value).percent_decoded(MAX_DECODES);
        let entry = self.bare_value(entry);
        let text = entry.text();
        // The key is the whole name.
        let part = Part { root: "", ..whole };
        if is_tc_string(text) {
            let found_by = if known.is_some() { FoundBy::Name } else { FoundBy::Shape };
            self.push(part, entry, FieldKind::Signal(SignalKind::Tc), found_by, known);
        } else if known.is_some() {
            self.add(part, entry);
        } else if value.trim_ascii_start().starts_with(['{', '[']) || is_json_text(value) {
            self.json(whole, name);
        } else if let Some((text, step)) = &entry.decoded
            && text.starts_with(['{', '['])
        {
            let steps = whole.steps.and(entry.steps);
            if let Some(json) = Self::nested(whole, text, step, 0, steps) {
                self.json(Part { place: Some(place), ..json }, name);
            }
        } else if scheme_end(value).is_some() {
            // Its fields are in the places that the URL has.
            self.urls(Part { place: None, root: "", ..whole });
        }
    }

    fn has_signal(&self) -> bool {
        self.fields.iter().any(|field| field.signal().is_some())
    }

    /// Whether the text is all of what was sent together.
    pub(crate) const fn is_complete(&self) -> bool {
        self.is_document || self.pairs > 1
    }

    pub(crate) const fn left_out(&self) -> usize {
        self.left_out
    }

    pub(crate) const fn is_partial(&self) -> bool {
        self.is_partial
    }

    pub(crate) fn into_fields(self) -> Vec<Field<'a>> {
        self.fields
    }

    /// Removes what surrounds a value: quotes, and white space, which readers of a single string
    /// report.
    fn bare_value<'t>(&self, entry: Entry<'t>) -> Entry<'t> {
        let entry = entry.unquoted();
        if self.is_thorough { entry.trimmed() } else { entry }
    }

    /// Adds the field of an entry if its name is known. Returns false otherwise.
    fn add<'t>(&mut self, part: Part<'a, 't, '_>, entry: Entry<'t>) -> bool {
        let Some(name) = Name::find(&entry.key) else { return false };
        let entry = self.bare_value(entry);
        if let Some(kind) = kind_of(name, entry.text(), entry.place, self.is_thorough) {
            self.push(part, entry, kind, FoundBy::Name, Some(name));
        }
        true
    }

    /// Adds the field of an entry whose name is unknown if its value has the shape of a string.
    fn add_by_shape<'t>(&mut self, part: Part<'a, 't, '_>, entry: Entry<'t>) {
        let entry = entry.unquoted();
        if let Some(kind) = shape(entry.text()) {
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
        if self.fields.len() >= MAX_FIELDS || !self.spend(part, "") {
            self.left_out += 1;
            return;
        }
        let meaning = name.map(|name| name.meaning.kind());
        let named = match meaning {
            Some(FieldKind::Signal(kind)) => Some(kind),
            _ => None,
        };
        let map = part.map.then(&SourceMap::starting_at(entry.at));
        let steps = part.steps.and(entry.steps);
        let (value, map) = match entry.decoded {
            Some((text, step)) => (Cow::Owned(text), map.then(&step)),
            None => ((part.keep)(entry.value), map),
        };
        let name = match entry.path {
            Some(path) => Cow::Owned(path),
            None if part.root.is_empty() => match entry.key {
                Cow::Borrowed(key) => (part.keep)(shown(key)),
                Cow::Owned(key) => Cow::Owned(shown(&key).to_owned()),
            },
            None => Cow::Owned(format!("{}?{}", part.root, shown(&entry.key))),
        };
        let (place, depth) = (part.place.unwrap_or(entry.place), part.depth);
        let is_disguised =
            entry.is_quoted && !place.allows_quotes() || entry.is_spaced || entry.is_escaped;
        let host = match entry.host {
            Some(host) => Some((part.keep)(host)),
            None => part.host.map(|host| Cow::Owned(host.to_owned())),
        };
        self.fields.push(Field {
            kind,
            named,
            meaning,
            found_by,
            place,
            name,
            value,
            map,
            depth,
            steps,
            host,
            json: entry.json,
            is_disguised,
        });
    }

    /// Scans a decoded text as one that is nested in a part.
    fn nested<'t, 'm>(
        part: Part<'a, '_, '_>,
        text: &'t str,
        map: &'m SourceMap,
        depth: u8,
        steps: Steps,
    ) -> Option<Part<'a, 't, 'm>> {
        let level = part.level + 1;
        let keep = |text: &'t str| Cow::Owned(text.to_owned());
        let (place, host, root) = (None, None, "");
        let nested = Part { text, map, place, depth, level, steps, host, root, keep };
        (level <= MAX_DEPTH).then_some(nested)
    }
}

/// Whether a value is a JSON object in a JSON string, as programs store it that encode twice.
fn is_json_text(value: &str) -> bool {
    value.starts_with("\"{") && value.contains("\\\"")
}
