//! Pairs in URLs and in cookies.

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::{FoundBy, Place, is_tc_string, shape};
use crate::field_kind::FieldKind;
use crate::host::{host_of, scheme_end};
use crate::names::Name;
use crate::percent::percent_decode;
use crate::signal_kind::SignalKind;

use super::entry::{Entry, MAX_DECODES};
use super::{Part, Scanner};

/// A cookie of Google that holds a JSON array of strings.
const GOOGLE_COOKIE: &str = "FCCDCF";

impl<'a> Scanner<'a> {
    /// Scans `NAME=VALUE` in the path, the query and the fragment of a URL, or in cookies.
    pub(super) fn pairs(&mut self, part: Part<'a, '_, '_>) {
        let url = Url::new(part.text);
        let mut at = 0;
        let bytes = part.text.bytes().enumerate();
        for (end, _) in bytes.filter(|&(at, byte)| url.is_end(at, byte)) {
            // There is no piece within a quoted value that was scanned.
            let Some(piece) = part.text.get(at..end) else { continue };
            let quoted = part.text.get(end..).and_then(|rest| quoted_length(piece, rest));
            let (piece_end, next) = match quoted {
                Some(length) => (end + length, end + length),
                None => (end, end + 1),
            };
            self.piece(part, &url, at, part.text.get(at..piece_end).unwrap_or_default());
            at = next;
        }
        if let Some(piece) = part.text.get(at..) {
            self.piece(part, &url, at, piece);
        }
    }

    /// Scans a piece without the characters that end values, except quotes around a value.
    fn piece<'t>(&mut self, part: Part<'a, 't, '_>, url: &Url<'t>, start: usize, piece: &'t str) {
        self.pairs += usize::from(piece.contains('='));
        for (equals, _) in piece.match_indices('=') {
            let (before, value) = (piece.get(..equals), piece.get(equals + 1..));
            let (Some(before), Some(value)) = (before, value) else { continue };
            let Some(key) = before.rsplit(['?', '=']).next() else { continue };
            // Each value reaches to the end of the piece.
            let key = decoded_name(key);
            if Name::find(&key).is_none() {
                continue;
            }
            let at = start + equals + 1;
            let max = if self.is_thorough { MAX_DECODES } else { 1 };
            let entry = Entry { host: url.host, ..Entry::new(key, url.place(at), at, value) };
            if self.add(part, entry.percent_decoded(max)) {
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
        let entry = Entry { host: url.host, ..Entry::new(key, url.place(at), at, value) };
        let entry = entry.unquoted();
        if entry.value.contains('%') {
            self.escaped(part, entry);
        } else if !key.is_empty() && is_tc_string(entry.value) {
            self.push(part, entry, FieldKind::Signal(SignalKind::Tc), FoundBy::Shape, None);
        }
    }

    /// Scans the value of an unknown parameter: a string, a URL, or JSON.
    fn escaped<'t>(&mut self, part: Part<'a, 't, '_>, mut entry: Entry<'t>) {
        if !self.spend(part, entry.value) {
            return;
        }
        for _ in 0..MAX_DECODES {
            entry = entry.percent_decoded(1).unquoted();
            let text = entry.text();
            if !entry.key.is_empty() && is_tc_string(text) {
                self.push(part, entry, FieldKind::Signal(SignalKind::Tc), FoundBy::Shape, None);
                return;
            }
            let is_json = text.starts_with(['{', '[']);
            if is_json || text.contains('=') {
                let Some((text, step)) = &entry.decoded else { return };
                let map = part.map.then(&SourceMap::starting_at(entry.at)).then(step);
                let depth = part.depth + u8::from(!is_json);
                let steps = part.steps.and(entry.steps);
                let Some(inner) = Self::nested(part, text, &map, depth, steps) else { return };
                if is_json {
                    self.json(Part { place: Some(entry.place), ..inner }, &entry.key);
                } else {
                    self.pairs(inner);
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
        // The header of a GPP string with a wrong character, and the sections after it.
        let is_header = key.starts_with("DB") && value.contains('~') && shape(value).is_none();
        let is_pair =
            !key.is_empty() && key.bytes().all(is_name) && shape(key).is_none() && !is_header;
        if is_pair {
            let (place, at) = (Place::Cookie, key.len() + 1);
            self.add_by_shape(part, Entry::new(key, place, at, value).percent_decoded(1));
        }
    }
}

/// The length of a value in quotes at the start of a text, with its quotes, if `piece` is what
/// stands before them. Such a value is what a cookie may have in quotes (RFC 6265, section 4.1.1),
/// and no text that has pairs itself, such as an attribute of HTML.
fn quoted_length(piece: &str, text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|found| ['"', '\''].contains(found))?;
    let is_escaped = piece.ends_with("=\\");
    if !is_escaped && !piece.ends_with('=') {
        return None;
    }
    let inside = text.get(1..)?;
    let (inside, after) = inside.split_at_checked(inside.bytes().position(ends_value)?)?;
    let after = after.strip_prefix(quote)?;
    let length = text.len() - after.len();
    let inside = if is_escaped { inside.strip_suffix('\\')? } else { inside };
    let is_value = !inside.trim_end_matches('=').contains(['=', '?', '\\']);
    let is_end = !after.starts_with(|next: char| next.is_alphanumeric() || next == '%');
    (is_value && is_end).then_some(length)
}

/// The name of a parameter without percent escapes. A text with separators is not a name.
pub(super) fn decoded_name(name: &str) -> Cow<'_, str> {
    /// More than a known name has if all of it is escaped.
    const MAX_LEN: usize = 192;
    if name.len() > MAX_LEN || !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let (decoded, _) = percent_decode(name);
    if decoded.contains(['=', '&', '?', '/']) { Cow::Borrowed(name) } else { Cow::Owned(decoded) }
}

/// Whether the strings of a JSON array under a name are known by their shapes.
pub(super) fn holds_strings(name: &str) -> bool {
    name == GOOGLE_COOKIE
}

/// Whether a byte ends a value.
const fn ends_value(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b'#' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'')
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
        let path = match scheme_end(text) {
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

    /// Whether a byte ends a value. In a path, slashes do.
    fn is_end(&self, at: usize, byte: u8) -> bool {
        ends_value(byte) || byte == b'/' && (self.path..self.query).contains(&at)
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
