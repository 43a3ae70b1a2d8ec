//! Rewrites the parameters of URLs in place.

use std::ops::Range;

use super::FieldEdit;
use super::rewritten::{Bits, MAX_RULES, Rewritten, TooManyRules, bit};
use super::splice::{Splice, apply};
use crate::access_log::quoted_ranges;
use crate::percent::{percent_decode, percent_encode};

/// How many layers of percent escapes are decoded to find parameters.
const MAX_LAYERS: usize = 4;

/// Removes and edits the values of parameters of URLs, and keeps every other byte.
///
/// A parameter keeps its name: `?uid=7&x=1` becomes `?uid=&x=1`. Parameters are found in the query
/// and in the fragment, after semicolons, and in URLs that are escaped in other parameters, up to
/// four times. Escapes in names are decoded.
///
/// A value ends at `&`, `#`, a quote or a control character; after a semicolon, also at the next
/// semicolon or question mark. Where it is open how a server reads a text, more of it is removed
/// rather than less.
///
/// ```
/// use tcf_carrier::{FieldEdit, ParameterRewriter};
///
/// let rules = [("uid", FieldEdit::Remove), ("ip", FieldEdit::TruncateIp)];
/// let rewriter = ParameterRewriter::new(rules).unwrap();
/// let mut out = Vec::new();
/// let url = "https://a.example/s?uid=7&gdpr=1&ip=192.0.2.7&r=https%3A%2F%2Fb.example%2F%3Fuid%3D8";
/// let rewritten = rewriter.rewrite(url, &mut out);
/// let expected =
///     "https://a.example/s?uid=&gdpr=1&ip=192.0.2.0&r=https%3A%2F%2Fb.example%2F%3Fuid%3D";
/// assert_eq!(String::from_utf8(out).unwrap(), expected);
/// assert_eq!(rewritten.parameters().collect::<Vec<_>>(), [0, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct ParameterRewriter {
    rules: Vec<(String, FieldEdit)>,
}

/// What is replaced in a text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) splices: Vec<Splice>,
    pub(super) rules: Bits,
}

impl ParameterRewriter {
    /// Prepares rewriting. Names of parameters are compared exactly. If several rules have a name,
    /// the value is removed if one says so, and the first of the others applies otherwise.
    pub fn new<N: Into<String>>(
        rules: impl IntoIterator<Item = (N, FieldEdit)>,
    ) -> Result<Self, TooManyRules> {
        let rules: Vec<_> = rules.into_iter().map(|(name, edit)| (name.into(), edit)).collect();
        if rules.len() > MAX_RULES { Err(TooManyRules) } else { Ok(Self { rules }) }
    }

    /// Appends a URL, or another text with parameters, to `out`, rewritten.
    pub fn rewrite(&self, text: &str, out: &mut Vec<u8>) -> Rewritten {
        let mut found = Found::default();
        self.find(text, 0, &mut found);
        apply(text.as_bytes(), &found.splices, out);
        Rewritten { parameters: found.rules, ..Rewritten::default() }
    }

    /// Appends a line of an access log to `out`, with the parameters of the request, of the referer
    /// and of all other quoted fields rewritten. `None` if the line contains no request, as in
    /// [`AccessLogLine::parse`](crate::AccessLogLine::parse); then `out` is not changed.
    ///
    /// ```
    /// use tcf_carrier::{FieldEdit, ParameterRewriter};
    ///
    /// let rewriter = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    /// let line = r#"192.0.2.1 - - [x] "GET /s?gdpr=1&uid=7 HTTP/1.1" 204 0 "https://p.example/?uid=7""#;
    /// let mut out = Vec::new();
    /// rewriter.rewrite_log_line(line, &mut out).unwrap();
    /// let expected =
    ///     r#"192.0.2.1 - - [x] "GET /s?gdpr=1&uid= HTTP/1.1" 204 0 "https://p.example/?uid=""#;
    /// assert_eq!(String::from_utf8(out).unwrap(), expected);
    /// ```
    pub fn rewrite_log_line(&self, line: &str, out: &mut Vec<u8>) -> Option<Rewritten> {
        let mut found = Found::default();
        for range in quoted_ranges(line)? {
            self.find_at(line, range, &mut found);
        }
        apply(line.as_bytes(), &found.splices, out);
        Some(Rewritten { parameters: found.rules, ..Rewritten::default() })
    }

    /// Whether a text may have parameters.
    pub(super) fn may_have_any(text: &[u8]) -> bool {
        memchr::memchr2(b'=', b'%', text).is_some()
    }

    /// Finds what is replaced in a part of a text.
    pub(super) fn find_at(&self, text: &str, part: Range<usize>, found: &mut Found) {
        let before = found.splices.len();
        self.find(text.get(part.clone()).unwrap_or_default(), 0, found);
        for Splice { bytes, .. } in found.splices.iter_mut().skip(before) {
            *bytes = part.start + bytes.start..part.start + bytes.end;
        }
    }

    /// Finds what is replaced in a text that is escaped in `layers` others.
    pub(super) fn find(&self, text: &str, layers: usize, found: &mut Found) {
        let mut start = 0;
        let is_end = |&(at, byte): &(usize, u8)| {
            let is_escaped = || at > 0 && text.as_bytes().get(at - 1) == Some(&b'\\');
            byte == b'&' || byte == b'#' || byte.is_ascii_control() || byte == b'"' && !is_escaped()
        };
        let ends = text.bytes().enumerate().filter(is_end).map(|(at, _)| at);
        for end in ends.chain([text.len()]) {
            self.piece(text.get(start..end).unwrap_or_default(), start, layers, found);
            start = end + 1;
        }
    }

    /// Finds what is replaced between two ends of values.
    fn piece(&self, piece: &str, offset: usize, layers: usize, found: &mut Found) {
        // Where the part starts that is not replaced yet, and where the next name is looked for.
        let (mut rest, mut at) = (0, 0);
        while let Some(equals) = piece.get(at..).and_then(|text| text.find('=')) {
            let equals = at + equals;
            let before = piece.get(..equals).unwrap_or_default();
            let separator = before.rfind(['?', ';', '=']);
            let name = before.get(separator.map_or(0, |at| at + 1)..).unwrap_or_default();
            // Cookies have a space after the semicolon.
            let name = name.trim_ascii_start();
            at = equals + 1;
            let Some((rule, edit)) = self.rule(name) else { continue };
            let after = piece.get(at..).unwrap_or_default();
            let is_in_list = separator.is_some_and(|at| before.as_bytes().get(at) == Some(&b';'));
            let end = if is_in_list { after.find([';', '?']) } else { None };
            let value = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
            self.escaped(piece.get(rest..at).unwrap_or_default(), offset + rest, layers, found);
            if let Some(text) = edited(value, edit, layers) {
                let start = offset + at;
                found.splices.push(Splice { bytes: start..start + value.len(), text });
                found.rules |= bit(rule);
            }
            at += value.len();
            rest = at;
        }
        self.escaped(piece.get(rest..).unwrap_or_default(), offset + rest, layers, found);
    }

    /// Finds what is replaced in a text whose escapes are decoded first.
    fn escaped(&self, text: &str, offset: usize, layers: usize, found: &mut Found) {
        if layers == MAX_LAYERS || !text.contains('%') {
            return;
        }
        let (decoded, map) = percent_decode(text);
        if decoded == text {
            return;
        }
        let before = found.splices.len();
        self.find(&decoded, layers + 1, found);
        for Splice { bytes, .. } in found.splices.iter_mut().skip(before) {
            *bytes = offset + map.offset(bytes.start)..offset + map.offset(bytes.end);
        }
    }

    /// The rule for a name as it is written.
    fn rule(&self, name: &str) -> Option<(usize, FieldEdit)> {
        let decoded;
        let name = if name.contains('%') {
            decoded = percent_decode(name).0;
            &*decoded
        } else {
            name
        };
        let rules = self.rules.iter().enumerate().filter(|(_, (other, _))| other == name);
        FieldEdit::decisive(rules.map(|(index, &(_, edit))| (index, edit)))
    }
}

/// What stands instead of a value that is escaped in `layers` texts. `None` if it does not change,
/// `Some(None)` if it is removed.
#[expect(clippy::option_option, reason = "unchanged, removed and replaced differ")]
fn edited(value: &str, edit: FieldEdit, layers: usize) -> Option<Option<String>> {
    if value.is_empty() {
        return None;
    }
    let (decoded, _) = percent_decode(value);
    match edit.apply(&decoded) {
        None => Some(None),
        Some(new) if new == decoded => None,
        Some(new) => {
            Some(Some((0..=layers).fold(new.into_owned(), |text, _| percent_encode(&text, b""))))
        }
    }
}

#[cfg(test)]
mod tests;
