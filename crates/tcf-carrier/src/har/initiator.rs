//! `_initiator`, in all its forms.

use std::io::Read;

use super::entry::Initiator;
use super::spare::Spare;
use super::value::{Elements, Members, non_empty_text, text};
use crate::json_reader::{JsonError, JsonKind, JsonReader};

/// Reads `_initiator`: an object (Chrome), a URL (WebPageTest, chrome-har) or null.
pub(super) fn initiator<R: Read>(
    json: &mut JsonReader<R>,
    spare: &mut Spare,
) -> Result<Option<Initiator>, JsonError> {
    if json.peek_kind()? != JsonKind::Object {
        let url = non_empty_text(json, spare)?;
        return Ok(url.map(|url| Initiator { kind: None, url: Some(url) }));
    }
    let mut found = Initiator::default();
    let mut stack = None;
    json.begin_object()?;
    while let Some(key) = json.next_key()? {
        match key {
            "type" => found.kind = text(json)?.map(|text| spare.text(text)),
            "url" => found.url = non_empty_text(json, spare)?,
            "stack" => stack = innermost_script(json, spare)?,
            _ => json.skip()?,
        }
    }
    match (&found.url, stack) {
        (Some(_), Some(stack)) => spare.keep(stack),
        (None, stack) => found.url = stack,
        (Some(_), None) => {}
    }
    Ok(Some(found))
}

/// The URL of the first call frame with one. Frames of asynchronous callers are in `parent`, which
/// may be nested deeply, so this does not recurse.
fn innermost_script<R: Read>(
    json: &mut JsonReader<R>,
    spare: &mut Spare,
) -> Result<Option<String>, JsonError> {
    let mut found = None;
    let mut parents = 0;
    if json.peek_kind()? != JsonKind::Object {
        json.skip()?;
        return Ok(None);
    }
    json.begin_object()?;
    loop {
        match json.next_key()? {
            Some("callFrames") if found.is_none() => found = first_url(json, spare)?,
            Some("parent") if found.is_none() => {
                if json.peek_kind()? == JsonKind::Object {
                    json.begin_object()?;
                    parents += 1;
                } else {
                    json.skip()?;
                }
            }
            Some(_) => json.skip()?,
            None if parents == 0 => return Ok(found),
            None => parents -= 1,
        }
    }
}

fn first_url<R: Read>(
    json: &mut JsonReader<R>,
    spare: &mut Spare,
) -> Result<Option<String>, JsonError> {
    let mut found = None;
    let frames = Elements::enter(json)?;
    while frames.next(json)? {
        if found.is_some() {
            json.skip()?;
            continue;
        }
        let frame = Members::enter(json)?;
        while let Some(key) = frame.next(json)? {
            match key {
                b"url" => found = non_empty_text(json, spare)?,
                _ => json.skip()?,
            }
        }
    }
    Ok(found)
}
