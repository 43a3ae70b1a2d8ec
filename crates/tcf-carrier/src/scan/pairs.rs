//! Pairs in URLs and in cookies.

use crate::SourceMap;
use crate::field::{FoundBy, Place, is_tc_string, shape};
use crate::field_kind::FieldKind;
use crate::host_of;
use crate::names::Name;
use crate::percent::percent_decode;
use crate::signal_kind::SignalKind;
use crate::steps::Step;

use super::{Entry, Part, Scanner};

/// How many times the value of a parameter is decoded until it has pairs.
const MAX_DECODES: usize = 3;

/// The characters that end a value.
const ENDS: [char; 9] = ['&', ';', '#', ' ', '\t', '\r', '\n', '"', '\''];

/// A cookie of Google that holds a JSON array of strings.
const GOOGLE_COOKIE: &str = "FCCDCF";

impl<'a> Scanner<'a> {
    /// Scans `NAME=VALUE` in the path, the query and the fragment of a URL, or in cookies.
    pub(super) fn pairs(&mut self, part: Part<'a, '_, '_>) {
        let url = Url::new(part.text);
        let mut at = 0;
        for (end, found) in part.text.char_indices().filter(|&(at, found)| url.is_end(at, found)) {
            if let Some(piece) = part.text.get(at..end) {
                self.piece(part, &url, at, piece);
            }
            at = end + found.len_utf8();
        }
        if let Some(piece) = part.text.get(at..) {
            self.piece(part, &url, at, piece);
        }
    }

    /// Scans a piece without the characters that end values.
    fn piece<'t>(&mut self, part: Part<'a, 't, '_>, url: &Url<'t>, start: usize, piece: &'t str) {
        self.pairs += usize::from(piece.contains('='));
        for (equals, _) in piece.match_indices('=') {
            let (before, value) = (piece.get(..equals), piece.get(equals + 1..));
            let (Some(before), Some(value)) = (before, value) else { continue };
            let Some(key) = before.rsplit(['?', '=']).next() else { continue };
            // Each value reaches to the end of the piece.
            if Name::find(key).is_none() {
                continue;
            }
            let at = start + equals + 1;
            let max = if self.is_thorough { MAX_DECODES } else { 1 };
            let (decoded, steps) = unescape(value, max);
            let entry = Entry::new(key, url.place(at), at, value);
            let entry = Entry { decoded, decodes: steps, host: url.host, ..entry };
            if self.add(part, entry) {
                return;
            }
        }
        let (key, at) = match piece.split_once('=') {
            Some((key, _)) => (key.rsplit('?').next().unwrap_or(key), key.len() + 1),
            // A whole URL can be the query of another one.
            None => ("", piece.rfind('?').map_or(0, |at| at + 1)),
        };
        let Some(value) = piece.get(at..) else { return };
        let at = start + at;
        if value.contains('%') {
            self.escaped(part, url.place(at), key, at, value);
        } else if !key.is_empty() && is_tc_string(value) {
            let entry = Entry { host: url.host, ..Entry::new(key, url.place(at), at, value) };
            self.push(part, entry, FieldKind::Signal(SignalKind::Tc), FoundBy::Shape, None);
        }
    }

    /// Scans the value of an unknown parameter: a URL, or JSON.
    fn escaped(&mut self, part: Part<'a, '_, '_>, place: Place, key: &str, at: usize, value: &str) {
        if !self.spend(part, value) {
            return;
        }
        let mut map = part.map.then(&SourceMap::starting_at(at));
        let mut text = value.to_owned();
        let mut steps = part.steps;
        for _ in 0..MAX_DECODES {
            let (decoded, step) = percent_decode(&text);
            map = map.then(&step);
            steps = steps.then(Step::Percent);
            text = decoded;
            if text.starts_with(['{', '[']) {
                if let Some(json) = Self::nested(part, &text, &map, part.depth, steps) {
                    self.json(Part { place: Some(place), ..json }, key);
                }
                return;
            }
            if text.contains('=') {
                if let Some(url) = Self::nested(part, &text, &map, part.depth + 1, steps) {
                    self.pairs(url);
                }
                return;
            }
            if !text.contains('%') {
                return;
            }
        }
    }

    /// The value of a single `NAME=VALUE`, with or without a semicolon. Any name is accepted
    /// because sites rename the cookie.
    pub(super) fn only_pair(&mut self, part: Part<'a, '_, '_>) {
        let text = part.text.strip_suffix(';').unwrap_or(part.text);
        let Some((key, value)) = text.split_once('=') else { return };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_pair = !key.is_empty() && key.bytes().all(is_name) && shape(key).is_none();
        if is_pair {
            let (place, at) = (Place::Cookie, key.len() + 1);
            let decoded = value.contains('%').then(|| percent_decode(value));
            self.add_by_shape(part, Entry { decoded, ..Entry::new(key, place, at, value) });
        }
    }
}

/// A value without its percent escapes, and how often they were decoded. Only the escapes that a
/// decoding lays open are decoded again.
fn unescape(value: &str, max: usize) -> (Option<(String, SourceMap)>, usize) {
    if !value.contains('%') {
        return (None, 0);
    }
    let (mut text, mut map) = percent_decode(value);
    let mut decodes = 1;
    while decodes < max && starts_with_escapes(&text) {
        let (next, step) = percent_decode(&text);
        (text, map) = (next, map.then(&step));
        decodes += 1;
    }
    (Some((text, map)), decodes)
}

/// Whether the first percent sign of a text starts an escape.
fn starts_with_escapes(text: &str) -> bool {
    let digits = text.split_once('%').map(|(_, rest)| rest.bytes().take(2));
    digits.is_some_and(|digits| digits.filter(u8::is_ascii_hexdigit).count() == 2)
}

/// Whether the strings of a JSON array under a name are known by their shapes.
pub(super) fn holds_strings(name: &str) -> bool {
    name == GOOGLE_COOKIE
}

/// The parts of a URL, or of a list of cookies.
struct Url<'t> {
    /// The host.
    host: Option<&'t str>,
    /// Where the path starts; the end if there is none.
    path: usize,
    /// Where the query starts.
    query: usize,
    /// Where the fragment starts.
    fragment: usize,
    is_cookie: bool,
}

impl<'t> Url<'t> {
    fn new(text: &'t str) -> Self {
        let fragment = text.find('#').unwrap_or(text.len());
        let path = match text.find("://") {
            Some(scheme) => scheme + 3,
            None if text.starts_with('/') => 0,
            None => text.len(),
        };
        let query = text.find('?').map_or(text.len(), |at| at + 1).min(fragment);
        let is_query = text.contains('?') || text.contains('&') && !text.contains("; ");
        let is_cookie = path == text.len() && !is_query;
        let query = if path == text.len() { 0 } else { query };
        Self { host: host_of(text), path, query, fragment, is_cookie }
    }

    /// Whether a character ends a value. In a path, slashes do.
    fn is_end(&self, at: usize, found: char) -> bool {
        ENDS.contains(&found) || found == '/' && (self.path..self.query).contains(&at)
    }

    const fn place(&self, at: usize) -> Place {
        if self.is_cookie {
            Place::Cookie
        } else if at < self.query {
            Place::Path
        } else if at <= self.fragment {
            Place::Query
        } else {
            Place::Fragment
        }
    }
}
