//! Short texts.

use std::io::Read;

use crate::json_reader::{JsonError, JsonKind, JsonReader};

/// The longest text that is kept, in bytes.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// A string, number or boolean as text; `None` for any other value.
pub(super) fn optional_text<R: Read>(
    json: &mut JsonReader<R>,
) -> Result<Option<String>, JsonError> {
    match json.peek_kind()? {
        JsonKind::String | JsonKind::Number | JsonKind::Boolean => {
            Ok(Some(json.scalar(MAX_TEXT)?.text.to_owned()))
        }
        JsonKind::Object | JsonKind::Array | JsonKind::Null => {
            json.skip()?;
            Ok(None)
        }
    }
}
