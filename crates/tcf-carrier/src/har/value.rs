//! Values that are read leniently: those of another kind than expected are skipped.

use std::io::Read;

use super::entry::HarText;
use super::spare::Spare;
use crate::json_reader::{JsonError, JsonKind, JsonReader};

type Result<T> = std::result::Result<T, JsonError>;

/// The longest text that is kept, in bytes.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// The members of an object. Any other value has none.
pub(super) struct Members {
    is_object: bool,
}

impl Members {
    /// Enters the next value.
    pub(super) fn enter<R: Read>(json: &mut JsonReader<R>) -> Result<Self> {
        let is_object = json.peek_kind()? == JsonKind::Object;
        if is_object {
            json.begin_object()?;
        } else {
            json.skip()?;
        }
        Ok(Self { is_object })
    }

    /// The key of the next member, whose value must be read or skipped afterwards.
    pub(super) fn next<'j, R: Read>(
        &self,
        json: &'j mut JsonReader<R>,
    ) -> Result<Option<&'j [u8]>> {
        if self.is_object { json.next_key_bytes() } else { Ok(None) }
    }
}

/// The elements of an array. Any other value has none.
pub(super) struct Elements {
    is_array: bool,
}

impl Elements {
    /// Enters the next value.
    pub(super) fn enter<R: Read>(json: &mut JsonReader<R>) -> Result<Self> {
        let is_array = json.peek_kind()? == JsonKind::Array;
        if is_array {
            json.begin_array()?;
        } else {
            json.skip()?;
        }
        Ok(Self { is_array })
    }

    /// Whether another element follows, which must be read or skipped afterwards.
    pub(super) fn next<R: Read>(&self, json: &mut JsonReader<R>) -> Result<bool> {
        if self.is_array { json.next_element() } else { Ok(false) }
    }
}

/// A string, number or boolean as text; `None` for any other value.
pub(super) fn text<R: Read>(json: &mut JsonReader<R>) -> Result<Option<&str>> {
    match json.peek_kind()? {
        JsonKind::String | JsonKind::Number | JsonKind::Boolean => {
            Ok(Some(json.scalar(MAX_TEXT)?.text))
        }
        JsonKind::Object | JsonKind::Array | JsonKind::Null => {
            json.skip()?;
            Ok(None)
        }
    }
}

/// A text; an empty one for any other value.
pub(super) fn text_or_empty<R: Read>(json: &mut JsonReader<R>) -> Result<&str> {
    Ok(text(json)?.unwrap_or_default())
}

/// A copy of a text; an empty one for any other value.
pub(super) fn owned_text<R: Read>(json: &mut JsonReader<R>, spare: &mut Spare) -> Result<String> {
    Ok(spare.text(text_or_empty(json)?))
}

/// A text that is not empty.
pub(super) fn non_empty_text<R: Read>(
    json: &mut JsonReader<R>,
    spare: &mut Spare,
) -> Result<Option<String>> {
    Ok(text(json)?.filter(|text| !text.is_empty()).map(|text| spare.text(text)))
}

/// A string, of which at most `max` bytes are kept; `None` for any other value.
pub(super) fn har_text<R: Read>(
    json: &mut JsonReader<R>,
    max: usize,
    spare: &mut Spare,
) -> Result<Option<HarText>> {
    if json.peek_kind()? != JsonKind::String {
        json.skip()?;
        return Ok(None);
    }
    let text = json.string(max)?;
    let (span, is_truncated) = (text.span, text.is_truncated);
    Ok(Some(HarText { text: spare.text(text.text), span, is_truncated }))
}
