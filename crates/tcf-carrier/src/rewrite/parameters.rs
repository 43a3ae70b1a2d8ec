//! Rewrites the parameters of URLs in place.

use std::ops::Range;

use super::FieldEdit;
use super::rewritten::{Bits, MAX_RULES, Rewritten, TooManyRules, bit};
use super::search::{Found, Layers, Search};
use super::splice::{Splice, apply};
use crate::access_log::quoted_ranges;
use crate::percent::percent_decode;

/// Removes and edits the values of parameters of URLs, and keeps every other byte.
///
/// A parameter keeps its name, and quotes around its value: `?uid=7&x=1` becomes `?uid=&x=1`, and
/// the cookie `uid="7"` becomes `uid=""`. Parameters are found in the query and in the fragment,
/// after semicolons, and under percent escapes and escapes of JSON (`\u0026`), up to eight of them
/// in one another. A text with more is removed, because it may have any parameter. Escapes in names
/// are decoded.
///
/// A value ends at `&` or `#`, and at the quote that closes a text around it; after a semicolon,
/// also at the next semicolon or question mark. A name may also follow white space. Where it is
/// open how a server reads a text, more of it is removed rather than less, so that rewriting a text
/// with quotes again may remove more.
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
        self.find(text, &mut found);
        apply(text.as_bytes(), &found.splices, out);
        Rewritten { parameters: found.rules, ..Rewritten::default() }
    }

    /// Appends a line of an access log to `out`, with the parameters of the request, of the referer
    /// and of all other fields rewritten: those in quotes, and the words between them, because a
    /// client may have sent a quote. `None` if the line contains no request, as in
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
        let mut end = 0;
        for range in quoted_ranges(line)? {
            self.find_words(line, end..range.start, &mut found);
            end = range.end;
            self.find_at(line, range, &mut found);
        }
        self.find_words(line, end..line.len(), &mut found);
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
        self.find(text.get(part.clone()).unwrap_or_default(), found);
        for Splice { bytes, .. } in found.splices.iter_mut().skip(before) {
            *bytes = part.start + bytes.start..part.start + bytes.end;
        }
    }

    /// Finds what is replaced between the quoted fields of a line, where a value ends at white
    /// space or a quote.
    fn find_words(&self, line: &str, part: Range<usize>, found: &mut Found) {
        let is_end = |found: char| found.is_ascii_whitespace() || found == '"';
        let mut start = part.start;
        for word in line.get(part).unwrap_or_default().split(is_end) {
            if Self::may_have_any(word.as_bytes()) {
                self.find_at(line, start..start + word.len(), found);
            }
            start += word.len() + 1;
        }
    }

    /// Finds what is replaced in a text.
    pub(super) fn find(&self, text: &str, found: &mut Found) {
        Search::new(self, text, found).text(text, 0, Layers::default());
    }

    /// All rules.
    pub(super) fn all(&self) -> Bits {
        (0..self.rules.len()).fold(0, |bits, index| bits | bit(index))
    }

    /// The rule for a name as it is written.
    pub(super) fn rule(&self, name: &str) -> Option<(usize, FieldEdit)> {
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

#[cfg(test)]
mod tests;
