//! Finds the values of parameters in a text.

use std::ops::Range;

use super::FieldEdit;
use super::parameters::ParameterRewriter;
use super::rewritten::Bits;
use super::splice::{Splice, merge};
use crate::SourceMap;
use crate::percent::{percent_decode, percent_encode};
use crate::scan::unescape;

/// How many escapes in one another are decoded to find parameters.
const MAX_LAYERS: usize = 8;

/// What is replaced in a text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) splices: Vec<Splice>,
    pub(super) rules: Bits,
}

/// The escapes around a text that was decoded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Layers {
    all: usize,
    percent: usize,
}

/// Decodes the escapes of a text, once.
type Decode = fn(&str) -> (String, SourceMap);

impl Layers {
    /// The layers in a text, and those that decoding gives. What may be written in a text in both
    /// ways is looked for in both.
    fn inner(self) -> [(char, Decode, Self); 2] {
        let all = self.all + 1;
        let percent = Self { all, percent: self.percent + 1 };
        [('%', percent_decode, percent), ('\\', unescape, Self { all, ..self })]
    }
}

/// Looks for the values of parameters.
pub(super) struct Search<'s> {
    rewriter: &'s ParameterRewriter,
    found: &'s mut Found,
    /// How many bytes may still be decoded.
    budget: usize,
}

/// A value in quotes.
struct Quoted {
    /// What is in the quotes.
    inside: Range<usize>,
    /// The end of what belongs to the value: after the closing quote, or behind.
    end: usize,
}

impl<'s> Search<'s> {
    pub(super) fn new(rewriter: &'s ParameterRewriter, text: &str, found: &'s mut Found) -> Self {
        const FLOOR: usize = 16 * 1024;
        const FACTOR: usize = 32;
        Self { rewriter, found, budget: FLOOR + FACTOR * text.len() }
    }

    /// Finds what is replaced in a text at an offset.
    pub(super) fn text(&mut self, text: &str, offset: usize, layers: Layers) {
        let bytes = text.as_bytes();
        // Where the piece starts, where its end is looked for, and how many quotes are before it.
        let (mut start, mut from, mut before) = (0, 0, 0_usize);
        let is_end = |&at: &usize| match bytes.get(at) {
            Some(b'"') => at == 0 || bytes.get(at - 1) != Some(&b'\\'),
            byte => byte.is_some_and(|byte| matches!(byte, b'&' | b'#')),
        };
        while let Some(end) = (from..bytes.len()).find(is_end) {
            let is_quote = bytes.get(end) == Some(&b'"');
            let mut quoted = None;
            if is_quote && !closes(bytes, end, before) {
                let piece = text.get(start..end).unwrap_or_default();
                quoted = quoted_value(text, end).filter(|quoted| {
                    let inside = text.get(quoted.inside.clone()).unwrap_or_default();
                    // What stands before a quote may be a name, and the quote open its value.
                    let is_split = || inside.ends_with('=') && self.rule_of_last(piece).is_none();
                    piece.ends_with('=') && !is_split()
                });
                if quoted.is_none() {
                    // The quote is a part of a value, or opens a text.
                    (from, before) = (end + 1, before + 1);
                    continue;
                }
            }
            before += usize::from(is_quote && quoted.is_none());
            self.piece(text, start..end, quoted.as_ref(), offset, layers);
            start = quoted.map_or(end + 1, |quoted| quoted.end);
            from = start;
        }
        self.piece(text, start..text.len(), None, offset, layers);
    }

    /// Finds what is replaced between two ends of values. `quoted` is the value of the last name.
    fn piece(
        &mut self,
        text: &str,
        range: Range<usize>,
        quoted: Option<&Quoted>,
        offset: usize,
        layers: Layers,
    ) {
        let piece = text.get(range.clone()).unwrap_or_default();
        let offset_of = |at: usize| offset + range.start + at;
        // Where the part starts that is not replaced yet, and where the next name is looked for.
        let (mut rest, mut at) = (0, 0);
        let mut is_quoted_found = false;
        while let Some(equals) = piece.get(at..).and_then(|text| text.find('=')) {
            let equals = at + equals;
            let before = piece.get(..equals).unwrap_or_default();
            let list = before.trim_end_matches(|found| !is_separator(found)).trim_ascii_end();
            at = equals + 1;
            let Some((rule, edit)) = self.rule_of_last(before) else { continue };
            let after = piece.get(at..).unwrap_or_default();
            let end = if list.ends_with(';') { after.find([';', '?']) } else { None };
            let length = end.unwrap_or(after.len());
            self.escaped(piece.get(rest..at).unwrap_or_default(), offset_of(rest), layers);
            let mut value = range.start + at..range.start + at + length;
            if let Some(quoted) = quoted.filter(|_| at + length == piece.len()) {
                is_quoted_found = true;
                // What is not only a quoted value goes with its quotes.
                let is_whole = length == 0 && quoted.inside.end + 1 == quoted.end;
                value = if is_whole { quoted.inside.clone() } else { value.start..quoted.end };
            }
            self.edit(text, value, rule, edit, offset, layers);
            at += length;
            rest = at;
        }
        self.escaped(piece.get(rest..).unwrap_or_default(), offset_of(rest), layers);
        if let Some(quoted) = quoted.filter(|_| !is_quoted_found) {
            for part in [quoted.inside.clone(), quoted.inside.end + 1..quoted.end] {
                self.text(text.get(part.clone()).unwrap_or_default(), offset + part.start, layers);
            }
        }
    }

    /// The rule for the name at the end of a text, which may be followed by an equals sign.
    fn rule_of_last(&self, text: &str) -> Option<(usize, FieldEdit)> {
        let text = text.strip_suffix('=').unwrap_or(text);
        let name = text.rsplit(is_separator).next().unwrap_or_default();
        // A plus sign is white space in a query, or a part of the name.
        let last = || self.rewriter.rule(name.rsplit_once('+')?.1);
        self.rewriter.rule(name).or_else(last)
    }

    /// Replaces a value by what a rule makes of it.
    fn edit(
        &mut self,
        text: &str,
        value: Range<usize>,
        rule: usize,
        edit: FieldEdit,
        offset: usize,
        layers: Layers,
    ) {
        let written = text.get(value.clone()).unwrap_or_default();
        if let Some(new) = edited(written, edit, layers.percent) {
            let bytes = offset + value.start..offset + value.end;
            self.found.splices.push(Splice { bytes, text: new });
            self.found.rules |= super::rewritten::bit(rule);
        }
    }

    /// Finds what is replaced in a text whose escapes are decoded first. It is removed if it has
    /// too many escapes in one another.
    fn escaped(&mut self, text: &str, offset: usize, layers: Layers) {
        let before = self.found.splices.len();
        let mut count = 0;
        for (escape, decode, inner) in layers.inner() {
            if !text.contains(escape) {
                continue;
            }
            let (decoded, map) = decode(text);
            if decoded == text {
                continue;
            }
            let Some(budget) =
                self.budget.checked_sub(text.len()).filter(|_| inner.all <= MAX_LAYERS)
            else {
                self.found.splices.truncate(before);
                let bytes = offset..offset + text.len();
                self.found.splices.push(Splice { bytes, text: None });
                self.found.rules |= self.rewriter.all();
                return;
            };
            self.budget = budget;
            let start = self.found.splices.len();
            self.text(&decoded, 0, inner);
            for Splice { bytes, .. } in self.found.splices.iter_mut().skip(start) {
                *bytes = offset + map.offset(bytes.start)..offset + map.offset(bytes.end);
            }
            count += 1;
        }
        if count > 1 {
            merge(&mut self.found.splices, before);
        }
    }
}

/// Whether a character may stand before a name: also white space, as after the name of a header,
/// and control characters.
const fn is_separator(found: char) -> bool {
    matches!(found, '?' | ';' | '=' | '"' | ' ') || found.is_ascii_control()
}

/// Whether a quote closes a text around a parameter, such as a string of JSON or an attribute of
/// HTML: after an odd number of quotes, and if what follows can follow such a text.
fn closes(text: &[u8], quote: usize, quotes_before: usize) -> bool {
    let can_follow = match text.get(quote + 1) {
        None => true,
        Some(next) => next.is_ascii_whitespace() || b",:]}>/)&;#".contains(next),
    };
    can_follow && !quotes_before.is_multiple_of(2)
}

/// The value in quotes that starts at an offset, if the quotes are closed.
fn quoted_value(text: &str, start: usize) -> Option<Quoted> {
    let bytes = text.as_bytes();
    let is_close = |&at: &usize| bytes.get(at) == Some(&b'"') && bytes.get(at - 1) != Some(&b'\\');
    let close = (start + 1..bytes.len()).find(is_close)?;
    let is_end = |at: &usize| {
        bytes.get(*at).is_some_and(|byte| {
            byte.is_ascii_whitespace()
                || byte.is_ascii_control()
                || b"&#;\"',<>()[]{}".contains(byte)
        })
    };
    let end = (close + 1..bytes.len()).find(is_end).unwrap_or(bytes.len());
    Some(Quoted { inside: start + 1..close, end })
}

/// What stands instead of a value with a number of percent escapes around it. `None` if it does not
/// change, `Some(None)` if it is removed.
#[expect(clippy::option_option, reason = "unchanged, removed and replaced differ")]
fn edited(value: &str, edit: FieldEdit, percent: usize) -> Option<Option<String>> {
    if value.is_empty() {
        return None;
    }
    let (decoded, _) = percent_decode(value);
    match edit.apply(&decoded) {
        None => Some(None),
        Some(new) if new == decoded => None,
        Some(new) => {
            Some(Some((0..=percent).fold(new.into_owned(), |text, _| percent_encode(&text, b""))))
        }
    }
}
