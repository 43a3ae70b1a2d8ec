//! Preferences as JSON objects.

use super::{Collector, PreferenceKind, PreferencesError};
use crate::json_reader::{JsonKind, JsonReader};

/// How much of a value is read: more than is kept, so that the collector marks it.
const MAX_READ: usize = Collector::MAX_VALUE + 4;

/// Reads objects of keys that follow one another, or that are the elements of an array.
pub(super) fn objects(bytes: &[u8], found: &mut Collector) -> Result<(), PreferencesError> {
    let mut json = JsonReader::new(bytes);
    while json.has_next_document()? {
        if json.peek_kind()? != JsonKind::Array {
            object(&mut json, found)?;
            continue;
        }
        json.begin_array()?;
        while json.next_element()? {
            object(&mut json, found)?;
        }
    }
    Ok(())
}

fn object(json: &mut JsonReader<&[u8]>, found: &mut Collector) -> Result<(), PreferencesError> {
    json.begin_object()?;
    while let Some(key) = json.next_key()? {
        found.enter_key(key)?;
        value(json, found)?;
        found.leave();
    }
    Ok(())
}

/// Reads the next value. The depth is limited by the collector.
fn value(json: &mut JsonReader<&[u8]>, found: &mut Collector) -> Result<(), PreferencesError> {
    let kind = match json.peek_kind()? {
        JsonKind::Object => return object(json, found),
        JsonKind::Array => {
            json.begin_array()?;
            let mut index = 0;
            while json.next_element()? {
                found.enter_index(index)?;
                value(json, found)?;
                found.leave();
                index += 1;
            }
            return Ok(());
        }
        kind => kind,
    };
    let offset = usize::try_from(json.position()).unwrap_or(usize::MAX);
    let text = json.scalar(MAX_READ)?.text;
    let kind = match kind {
        JsonKind::String => PreferenceKind::String,
        JsonKind::Number if text.contains(['.', 'e', 'E']) => PreferenceKind::Real,
        JsonKind::Number => PreferenceKind::Integer,
        JsonKind::Boolean => PreferenceKind::Boolean,
        _ => return found.push(PreferenceKind::Null, "", offset),
    };
    found.push(kind, text, offset)
}
