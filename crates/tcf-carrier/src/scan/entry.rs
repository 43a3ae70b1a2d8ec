//! Names and values before their meaning is known.

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::Place;
use crate::json_reader::JsonKind;
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
        match &mut self.decoded {
            Some((text, map)) => {
                if let Some((start, inner)) = quoted(text) {
                    *map = map.then(&SourceMap::starting_at(start));
                    *text = inner.to_owned();
                    self.is_quoted = true;
                }
            }
            None => {
                if let Some((start, inner)) = quoted(self.value) {
                    (self.at, self.value) = (self.at + start, inner);
                    self.is_quoted = true;
                }
            }
        }
        self
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

/// Whether the first percent sign of a text starts an escape.
fn starts_with_escapes(text: &str) -> bool {
    let digits = text.split_once('%').map(|(_, rest)| rest.bytes().take(2));
    digits.is_some_and(|digits| digits.filter(u8::is_ascii_hexdigit).count() == 2)
}
