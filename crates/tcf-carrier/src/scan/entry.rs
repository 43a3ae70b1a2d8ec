//! Names and values before their meaning is known.

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::{Place, shape};
use crate::json_reader::JsonKind;
use crate::pasted::is_blank;
use crate::percent::percent_decode;
use crate::quotes::quoted;
use crate::steps::{Step, Steps};

/// How many times the percent escapes of a value are decoded.
pub(super) const MAX_DECODES: usize = 3;

/// A name and its value in a part of a text.
pub(super) struct Entry<'t> {
    /// The name by which the entry is known, without escapes.
    pub(super) key: Cow<'t, str>,
    /// The whole name, if it is longer.
    pub(super) path: Option<String>,
    pub(super) place: Place,
    /// The byte offset of the value in the part.
    pub(super) at: usize,
    pub(super) value: &'t str,
    /// The value without escapes, if it had some, with its offsets in `value`.
    pub(super) decoded: Option<(String, SourceMap)>,
    /// What was decoded.
    pub(super) steps: Steps,
    /// Whether the value had quotes around it.
    pub(super) is_quoted: bool,
    /// Whether the value had white space around it.
    pub(super) is_spaced: bool,
    /// Whether the value had escapes that its place does not have.
    pub(super) is_escaped: bool,
    /// The type of the value in JSON.
    pub(super) json: Option<JsonKind>,
    /// The host of the URL.
    pub(super) host: Option<&'t str>,
}

impl<'t> Entry<'t> {
    /// An entry without escapes.
    pub(super) fn new(
        key: impl Into<Cow<'t, str>>,
        place: Place,
        at: usize,
        value: &'t str,
    ) -> Self {
        Self {
            key: key.into(),
            path: None,
            place,
            at,
            value,
            decoded: None,
            steps: Steps::NONE,
            is_quoted: false,
            is_spaced: false,
            is_escaped: false,
            json: None,
            host: None,
        }
    }

    /// The value without escapes.
    pub(super) fn text(&self) -> &str {
        self.decoded.as_ref().map_or(self.value, |(text, _)| text)
    }

    /// Removes quotes around the value.
    pub(super) fn unquoted(mut self) -> Self {
        self.is_quoted |= self.narrow(quoted);
        self
    }

    /// Removes white space around the value, also in the form that it has in parameters.
    pub(super) fn trimmed(mut self) -> Self {
        self.is_spaced |= self.narrow(trimmed);
        self
    }

    /// Replaces the value by the part of it that a function finds. Returns whether it finds one.
    fn narrow(&mut self, part: impl FnOnce(&str) -> Option<(usize, &str)>) -> bool {
        if let Some((text, map)) = &mut self.decoded {
            let Some((start, inner)) = part(text) else { return false };
            *map = map.then(&SourceMap::starting_at(start));
            *text = inner.to_owned();
        } else {
            let Some((start, inner)) = part(self.value) else { return false };
            (self.at, self.value) = (self.at + start, inner);
        }
        true
    }

    /// Decodes percent escapes, up to `max` times. Only the escapes that a decoding lays open are
    /// decoded again.
    pub(super) fn percent_decoded(mut self, max: usize) -> Self {
        for count in 0..max {
            let text = self.text();
            if !(if count == 0 { text.contains('%') } else { starts_with_escapes(text) }) {
                break;
            }
            let (text, step) = percent_decode(text);
            let map = self.decoded.as_ref().map(|(_, map)| map.then(&step));
            self.decoded = Some((text, map.unwrap_or(step)));
            self.steps = self.steps.then(Step::Percent);
        }
        self
    }
}

/// A text without white space around it, and its offset; `None` if it has none, or nothing else.
fn trimmed(text: &str) -> Option<(usize, &str)> {
    let inner = text.trim_matches(is_blank);
    // A plus sign is a space in a parameter, but may also be damage of another value.
    let is_plus = |found: char| found == '+' || is_blank(found);
    let plain = inner.strip_prefix('+').map(|rest| rest.trim_start_matches(is_plus));
    let inner = plain.filter(|plain| shape(plain).is_some()).unwrap_or(inner);
    let start = text.trim_end_matches(is_blank).len().checked_sub(inner.len())?;
    (inner.len() < text.len() && !inner.is_empty()).then_some((start, inner))
}

/// Whether the first percent sign of a text starts an escape.
fn starts_with_escapes(text: &str) -> bool {
    let digits = text.split_once('%').map(|(_, rest)| rest.bytes().take(2));
    digits.is_some_and(|digits| digits.filter(u8::is_ascii_hexdigit).count() == 2)
}
