//! Reads one entry.

use std::io::Read;

use super::HarOptions;
use super::entry::{HarBody, HarCookie, HarEntry, HarHeader, HarText, PostData, WebSocketMessage};
use super::initiator::initiator;
use super::text::{MAX_TEXT, optional_text};
use crate::Timestamp;
use crate::json_reader::{JsonError, JsonKind, JsonReader};

/// The longest URL and body that is kept, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// The most headers, cookies or parameters of a message, and the most messages of a web socket.
const MAX_ITEMS: usize = 1_000;

type Result<T> = std::result::Result<T, JsonError>;

/// Reads an entry. Members of the wrong kind are skipped.
pub(super) fn entry<R: Read>(
    json: &mut JsonReader<R>,
    options: &HarOptions,
    index: u64,
) -> Result<HarEntry> {
    let mut entry = HarEntry { index, ..HarEntry::default() };
    json.peek_kind()?;
    entry.location = json.location();
    members(json, |json, key| {
        match key {
            "startedDateTime" => entry.started = Timestamp::parse(&text_or_empty(json)?),
            "pageref" => entry.page_ref = non_empty_text(json)?,
            "request" => request(json, &mut entry)?,
            "response" => response(json, options, &mut entry)?,
            "_run" => entry.run = text_or_empty(json)?.parse().ok(),
            "_initiator" => entry.initiator = initiator(json)?,
            "_resourceType" | "_type" => entry.resource_type = non_empty_text(json)?,
            "_error" | "_failureText" => read_error(json, &mut entry)?,
            "_wasAborted" => entry.was_aborted = text_or_empty(json)? == "true",
            "_fromCache" => entry.is_cached |= !matches!(&*text_or_empty(json)?, "" | "false"),
            "_webSocketMessages" if options.web_socket_messages => {
                entry.web_socket_messages = web_socket_messages(json)?;
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    Ok(entry)
}

fn request<R: Read>(json: &mut JsonReader<R>, entry: &mut HarEntry) -> Result<()> {
    let mut size = Size::default();
    members(json, |json, key| {
        match key {
            "headersSize" => size.headers = bytes(json)?,
            "bodySize" => size.body = bytes(json)?,
            "method" => entry.method = text_or_empty(json)?,
            "url" => entry.url = har_text(json, MAX_BODY)?.unwrap_or_default(),
            "headers" => entry.request_headers = headers(json)?,
            "cookies" => entry.request_cookies = cookies(json)?,
            "postData" => entry.post_data = post_data(json)?,
            // The list repeats the URL, decoded by some programs and not by others.
            _ => json.skip()?,
        }
        Ok(())
    })?;
    size.add_to(&mut entry.transfer_size);
    Ok(())
}

fn response<R: Read>(
    json: &mut JsonReader<R>,
    options: &HarOptions,
    entry: &mut HarEntry,
) -> Result<()> {
    let mut size = Size::default();
    members(json, |json, key| {
        match key {
            "headersSize" => size.headers = bytes(json)?,
            "bodySize" => size.body = bytes(json)?,
            "_transferSize" => size.transfer = bytes(json)?,
            "status" => entry.status = text_or_empty(json)?.parse().ok(),
            "headers" => entry.response_headers = headers(json)?,
            "cookies" => entry.response_cookies = cookies(json)?,
            "redirectURL" => {
                let url = har_text(json, MAX_BODY)?;
                entry.redirect_url = url.filter(|url| !url.text.is_empty());
            }
            "content" => {
                let host = entry.host().unwrap_or_default();
                let is_wanted = options.body_hosts.iter().any(|pattern| pattern.matches(host));
                content(json, is_wanted, entry)?;
            }
            "_error" | "_failureText" => read_error(json, entry)?,
            "_fromCache" | "_fromDiskCache" => {
                entry.is_cached |= !matches!(&*text_or_empty(json)?, "" | "false");
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    size.add_to(&mut entry.transfer_size);
    Ok(())
}

/// The size of a message. Programs write -1 for what they do not know.
#[derive(Default)]
struct Size {
    headers: Option<u64>,
    body: Option<u64>,
    /// Headers and body.
    transfer: Option<u64>,
}

impl Size {
    fn add_to(&self, total: &mut Option<u64>) {
        let parts = [self.headers, self.body].into_iter().flatten().reduce(u64::saturating_add);
        if let Some(size) = self.transfer.or(parts) {
            *total = Some(total.unwrap_or(0).saturating_add(size));
        }
    }
}

/// A number of bytes; `None` if it is negative.
fn bytes<R: Read>(json: &mut JsonReader<R>) -> Result<Option<u64>> {
    Ok(text_or_empty(json)?.parse().ok())
}

fn read_error<R: Read>(json: &mut JsonReader<R>, entry: &mut HarEntry) -> Result<()> {
    let error = non_empty_text(json)?;
    entry.error = error.or_else(|| entry.error.take());
    Ok(())
}

fn headers<R: Read>(json: &mut JsonReader<R>) -> Result<Vec<HarHeader>> {
    let mut headers = Vec::new();
    elements(json, |json| {
        let mut header = HarHeader::default();
        members(json, |json, key| {
            match key {
                "name" => header.name = text_or_empty(json)?,
                "value" => header.value = har_text(json, MAX_TEXT)?.unwrap_or_default(),
                _ => json.skip()?,
            }
            Ok(())
        })?;
        if headers.len() < MAX_ITEMS {
            headers.push(header);
        }
        Ok(())
    })?;
    Ok(headers)
}

fn cookies<R: Read>(json: &mut JsonReader<R>) -> Result<Vec<HarCookie>> {
    let mut cookies = Vec::new();
    elements(json, |json| {
        let mut cookie = HarCookie::default();
        members(json, |json, key| {
            match key {
                "name" => cookie.name = text_or_empty(json)?,
                "value" => cookie.value = har_text(json, MAX_TEXT)?.unwrap_or_default(),
                "expires" => cookie.expires = non_empty_text(json)?,
                "domain" => cookie.domain = non_empty_text(json)?,
                _ => json.skip()?,
            }
            Ok(())
        })?;
        if cookies.len() < MAX_ITEMS {
            cookies.push(cookie);
        }
        Ok(())
    })?;
    Ok(cookies)
}

fn post_data<R: Read>(json: &mut JsonReader<R>) -> Result<Option<PostData>> {
    if json.peek_kind()? != JsonKind::Object {
        json.skip()?;
        return Ok(None);
    }
    let mut data = PostData::default();
    members(json, |json, key| {
        match key {
            "mimeType" => data.mime_type = text_or_empty(json)?,
            "text" => data.text = har_text(json, MAX_BODY)?,
            "params" => data.params = headers(json)?,
            "_file" => data.file = non_empty_text(json)?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    Ok(Some(data))
}

/// Reads the media type of a response, and of a wanted one the body, if it is JSON.
fn content<R: Read>(json: &mut JsonReader<R>, is_wanted: bool, entry: &mut HarEntry) -> Result<()> {
    let mut body = HarBody::default();
    let mut is_read = false;
    members(json, |json, key| {
        match key {
            "mimeType" => body.mime_type = text_or_empty(json)?,
            "encoding" if is_wanted => body.is_base64 = text_or_empty(json)? == "base64",
            "text" if is_wanted && (body.mime_type.is_empty() || is_json(&body.mime_type)) => {
                is_read = true;
                body.text = har_text(json, MAX_BODY)?.unwrap_or_default();
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    entry.media_type = (!body.mime_type.is_empty()).then(|| body.mime_type.clone());
    entry.body = (is_read && is_json(&body.mime_type)).then_some(body);
    Ok(())
}

/// Whether a media type is that of JSON. `text/plain` avoids preflights, and carries JSON too.
fn is_json(mime_type: &str) -> bool {
    let mime_type = mime_type.split(';').next().unwrap_or_default().trim_ascii();
    let mime_type = mime_type.to_ascii_lowercase();
    mime_type.ends_with("/json") || mime_type.ends_with("+json") || mime_type == "text/plain"
}

fn web_socket_messages<R: Read>(json: &mut JsonReader<R>) -> Result<Vec<WebSocketMessage>> {
    let mut messages = Vec::new();
    let mut size = 0;
    elements(json, |json| {
        if messages.len() >= MAX_ITEMS || size >= MAX_BODY {
            return json.skip();
        }
        let mut message = WebSocketMessage::default();
        members(json, |json, key| {
            match key {
                "type" => message.is_sent = text_or_empty(json)? == "send",
                "time" => message.at = Timestamp::parse_unix(&text_or_empty(json)?),
                "data" => message.data = har_text(json, MAX_TEXT)?.unwrap_or_default(),
                _ => json.skip()?,
            }
            Ok(())
        })?;
        size += message.data.text.len();
        messages.push(message);
        Ok(())
    })?;
    Ok(messages)
}

/// Reads the members of an object. Any other value is skipped.
fn members<R: Read>(
    json: &mut JsonReader<R>,
    mut member: impl FnMut(&mut JsonReader<R>, &str) -> Result<()>,
) -> Result<()> {
    if json.peek_kind()? != JsonKind::Object {
        return json.skip();
    }
    json.begin_object()?;
    // The key is copied, because the member is read with the same reader.
    let mut key = String::new();
    while let Some(next) = json.next_key()? {
        key.clear();
        key.push_str(next);
        member(json, &key)?;
    }
    Ok(())
}

/// Reads the elements of an array. Any other value is skipped.
fn elements<R: Read>(
    json: &mut JsonReader<R>,
    mut element: impl FnMut(&mut JsonReader<R>) -> Result<()>,
) -> Result<()> {
    if json.peek_kind()? != JsonKind::Array {
        return json.skip();
    }
    json.begin_array()?;
    while json.next_element()? {
        element(json)?;
    }
    Ok(())
}

/// A string; `None` for any other value.
fn har_text<R: Read>(json: &mut JsonReader<R>, max: usize) -> Result<Option<HarText>> {
    if json.peek_kind()? != JsonKind::String {
        json.skip()?;
        return Ok(None);
    }
    let text = json.string(max)?;
    let (span, is_truncated) = (text.span.clone(), text.is_truncated);
    Ok(Some(HarText { text: text.text.to_owned(), span, is_truncated }))
}

fn non_empty_text<R: Read>(json: &mut JsonReader<R>) -> Result<Option<String>> {
    Ok(optional_text(json)?.filter(|text| !text.is_empty()))
}

pub(super) fn text_or_empty<R: Read>(json: &mut JsonReader<R>) -> Result<String> {
    Ok(optional_text(json)?.unwrap_or_default())
}
