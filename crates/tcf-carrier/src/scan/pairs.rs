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
use super::{MAX_DEPTH, Part, Scanner};

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
            let rest = part.text.get(end..).unwrap_or_default();
            let spaced = || if url.is_list() { spaced_length(piece, rest) } else { None };
            let (piece_end, next) = match quoted_length(piece, rest).or_else(spaced) {
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
        let Some((before, value)) = piece.split_once('=') else {
            // A whole URL can be the query of another one.
            let at = start + piece.rfind('?').map_or(0, |at| at + 1);
            let value = part.text.get(at..start + piece.len()).unwrap_or_default();
            if value.contains('%') {
                self.escaped(part, url.entry("", at, value));
            }
            return;
        };
        self.pairs += 1;
        let name = match url.name(start, before) {
            ParameterName::Name(name) => name,
            ParameterName::Url(at) => {
                let value = piece.get(at..).unwrap_or_default();
                self.parameter_url(part, start + at, value);
                return;
            }
        };
        let entry = url.entry(name, start + before.len() + 1, value);
        if Name::find(&entry.key).is_some() {
            let max = if self.is_thorough { MAX_DECODES } else { 1 };
            self.add(part, entry.percent_decoded(max));
            return;
        }
        let entry = self.bare_value(entry);
        if entry.value.contains('%') {
            self.escaped(part, entry);
        } else if !entry.key.is_empty() && is_tc_string(entry.value) {
            self.push(part, entry, FieldKind::Signal(SignalKind::Tc), FoundBy::Shape, None);
        } else if entry.value.trim_end_matches('=').contains('=') {
            self.parameter_url(part, entry.at, entry.value);
        }
    }

    /// Scans a URL that is the value of a parameter, or all of a query, without escapes: a receiver
    /// splits the query at its `&` first.
    fn parameter_url<'t>(&mut self, part: Part<'a, 't, '_>, at: usize, text: &'t str) {
        let (depth, level) = (part.depth + 1, part.level + 1);
        if level > MAX_DEPTH || !self.spend(part, text) {
            return;
        }
        let map = part.map.then(&SourceMap::starting_at(at));
        let (place, host, root) = (None, None, "");
        self.pairs(Part { text, map: &map, place, depth, level, host, root, ..part });
    }

    /// Scans the value of an unknown parameter: a string, a URL, or JSON.
    fn escaped<'t>(&mut self, part: Part<'a, 't, '_>, mut entry: Entry<'t>) {
        if !self.spend(part, entry.value) {
            return;
        }
        for _ in 0..MAX_DECODES {
            entry = self.bare_value(entry.percent_decoded(1));
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
                    let (place, host) = (Some(entry.place), entry.host);
                    self.json(Part { place, host, ..inner }, &entry.key);
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

/// The length of a value after spaces at the start of a text, with the spaces, if `piece` is the
/// name before them, as some cookies are written: `name= value`.
fn spaced_length(piece: &str, text: &str) -> Option<usize> {
    let name = piece.strip_suffix('=').filter(|name| !name.contains('='))?;
    let value = text.trim_start_matches([' ', '\t']);
    let value = value.split(|found| u8::try_from(found).is_ok_and(ends_value)).next()?;
    let is_value = !name.is_empty() && !value.is_empty() && !value.contains('=');
    let spaces = text.len() - text.trim_start_matches([' ', '\t']).len();
    (is_value && spaces > 0).then_some(spaces + value.len())
}

/// Whether a byte ends a value.
const fn ends_value(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b'#' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'')
}

/// The parts of a URL, or of a list of cookies.
struct Url<'t> {
    text: &'t str,
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

/// What stands before the first equals sign of a piece.
enum ParameterName<'t> {
    /// The name of a parameter.
    Name(&'t str),
    /// The start of a URL that is a parameter itself, at this offset in the piece.
    Url(usize),
}

impl<'t> Url<'t> {
    fn new(text: &'t str) -> Self {
        let fragment = text.find('#').unwrap_or(text.len());
        let path = path_start(text).unwrap_or(text.len());
        let query = text.find('?').map_or(text.len(), |at| at + 1).min(fragment);
        let is_query = text.contains('?') || text.contains('&') && !text.contains("; ");
        let is_cookie = path == text.len() && !is_query;
        let query = if path == text.len() { 0 } else { query };
        Self { text, host: host_of(text), path, query, fragment, is_cookie }
    }

    /// Whether a byte ends a value. In a path, slashes do, and the question mark after it.
    fn is_end(&self, at: usize, byte: u8) -> bool {
        ends_value(byte)
            || byte == b'/' && (self.path..self.query).contains(&at)
            || byte == b'?' && at + 1 == self.query
    }

    /// Whether the text is a list of cookies or parameters without a URL.
    const fn is_list(&self) -> bool {
        self.path == self.text.len()
    }

    /// The name in a piece that starts at an offset. `before`: what stands before its first equals
    /// sign.
    fn name(&self, start: usize, before: &'t str) -> ParameterName<'t> {
        let last = start.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        let is_parameter = match last {
            None => before.contains('?'),
            Some(byte) => matches!(byte, b'&' | b';' | b'?'),
        };
        if !is_parameter {
            return ParameterName::Name(before.rsplit('?').next().unwrap_or(before));
        }
        let name = match (last, before.split_once('?')) {
            // The path of a URL without a scheme.
            (None, Some((_, name))) => name,
            _ => before,
        };
        let name = name.trim_start_matches('?');
        if name.contains('?') || name.contains("://") {
            return ParameterName::Url(before.len() - name.len());
        }
        ParameterName::Name(name)
    }

    fn entry(&self, name: &'t str, at: usize, value: &'t str) -> Entry<'t> {
        Entry { host: self.host, ..Entry::new(decoded_name(name), self.place(at), at, value) }
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

/// Where the path of a URL starts. A URL that is the value of a parameter or a cookie is not the
/// whole text.
fn path_start(text: &str) -> Option<usize> {
    if text.starts_with('/') {
        return Some(0);
    }
    let at = scheme_end(text)?;
    let before = text.get(..at)?;
    let is_value = before.trim_end_matches(|found: char| found.is_ascii_alphanumeric());
    (!before.contains('?') && !is_value.ends_with('=')).then_some(at + 3)
}
