//! Reads one entry.

use std::io::Read;

use super::HarOptions;
use super::entry::{HarBody, HarCookie, HarEntry, HarHeader, PostData, WebSocketMessage};
use super::initiator::initiator;
use super::spare::Spare;
use super::value::{
    Elements, MAX_TEXT, Members, har_text, non_empty_text, owned_text, text_or_empty,
};
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
    spare: &mut Spare,
) -> Result<HarEntry> {
    let mut entry = HarEntry { index, ..HarEntry::default() };
    json.peek_kind()?;
    entry.location = json.location();
    let members = Members::enter(json)?;
    while let Some(key) = members.next(json)? {
        match key {
            b"startedDateTime" => {
                entry.started = Timestamp::parse_in(text_or_empty(json)?, options.utc_offset);
            }
            b"pageref" => entry.page_ref = non_empty_text(json, spare)?,
            b"request" => request(json, &mut entry, spare)?,
            b"response" => response(json, options, &mut entry, spare)?,
            b"_run" => entry.run = text_or_empty(json)?.parse().ok(),
            b"_initiator" => entry.initiator = initiator(json, spare)?,
            b"_resourceType" | b"_type" => entry.resource_type = non_empty_text(json, spare)?,
            b"_error" | b"_failureText" => read_error(json, &mut entry, spare)?,
            b"_wasAborted" => entry.was_aborted = text_or_empty(json)? == "true",
            b"_fromCache" => entry.is_cached |= !matches!(text_or_empty(json)?, "" | "false"),
            b"_webSocketMessages" if options.web_socket_messages => {
                entry.web_socket_messages = web_socket_messages(json, spare)?;
            }
            _ => json.skip()?,
        }
    }
    Ok(entry)
}

fn request<R: Read>(
    json: &mut JsonReader<R>,
    entry: &mut HarEntry,
    spare: &mut Spare,
) -> Result<()> {
    let mut size = Size::default();
    let members = Members::enter(json)?;
    while let Some(key) = members.next(json)? {
        match key {
            b"headersSize" => size.headers = bytes(json)?,
            b"bodySize" => size.body = bytes(json)?,
            b"method" => entry.method = owned_text(json, spare)?,
            b"url" => entry.url = har_text(json, MAX_BODY, spare)?.unwrap_or_default(),
            b"headers" => entry.request_headers = headers(json, spare)?,
            b"cookies" => entry.request_cookies = cookies(json, spare)?,
            b"postData" => entry.post_data = post_data(json, spare)?,
            // The list repeats the URL, decoded by some programs and not by others.
            _ => json.skip()?,
        }
    }
    size.add_to(&mut entry.transfer_size);
    Ok(())
}

fn response<R: Read>(
    json: &mut JsonReader<R>,
    options: &HarOptions,
    entry: &mut HarEntry,
    spare: &mut Spare,
) -> Result<()> {
    let mut size = Size::default();
    let members = Members::enter(json)?;
    while let Some(key) = members.next(json)? {
        match key {
            b"headersSize" => size.headers = bytes(json)?,
            b"bodySize" => size.body = bytes(json)?,
            b"_transferSize" => size.transfer = bytes(json)?,
            b"status" => entry.status = text_or_empty(json)?.parse().ok(),
            b"headers" => entry.response_headers = headers(json, spare)?,
            b"cookies" => entry.response_cookies = cookies(json, spare)?,
            b"redirectURL" => {
                let url = har_text(json, MAX_BODY, spare)?;
                entry.redirect_url = url.filter(|url| !url.text.is_empty());
            }
            b"content" => {
                let host = entry.host().unwrap_or_default();
                let is_wanted = options.body_hosts.iter().any(|pattern| pattern.matches(host));
                content(json, is_wanted, entry, spare)?;
            }
            b"_error" | b"_failureText" => read_error(json, entry, spare)?,
            b"_fromCache" | b"_fromDiskCache" => {
                entry.is_cached |= !matches!(text_or_empty(json)?, "" | "false");
            }
            _ => json.skip()?,
        }
    }
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

fn read_error<R: Read>(
    json: &mut JsonReader<R>,
    entry: &mut HarEntry,
    spare: &mut Spare,
) -> Result<()> {
    let error = non_empty_text(json, spare)?;
    entry.error = error.or_else(|| entry.error.take());
    Ok(())
}

fn headers<R: Read>(json: &mut JsonReader<R>, spare: &mut Spare) -> Result<Vec<HarHeader>> {
    let mut headers = spare.headers();
    let elements = Elements::enter(json)?;
    while elements.next(json)? {
        let mut header = HarHeader::default();
        let members = Members::enter(json)?;
        while let Some(key) = members.next(json)? {
            match key {
                b"name" => header.name = owned_text(json, spare)?,
                b"value" => header.value = har_text(json, MAX_TEXT, spare)?.unwrap_or_default(),
                _ => json.skip()?,
            }
        }
        if headers.len() < MAX_ITEMS {
            headers.push(header);
        }
    }
    Ok(headers)
}

fn cookies<R: Read>(json: &mut JsonReader<R>, spare: &mut Spare) -> Result<Vec<HarCookie>> {
    let mut cookies = Vec::new();
    let elements = Elements::enter(json)?;
    while elements.next(json)? {
        let mut cookie = HarCookie::default();
        let members = Members::enter(json)?;
        while let Some(key) = members.next(json)? {
            match key {
                b"name" => cookie.name = owned_text(json, spare)?,
                b"value" => cookie.value = har_text(json, MAX_TEXT, spare)?.unwrap_or_default(),
                b"expires" => cookie.expires = non_empty_text(json, spare)?,
                b"domain" => cookie.domain = non_empty_text(json, spare)?,
                _ => json.skip()?,
            }
        }
        if cookies.len() < MAX_ITEMS {
            cookies.push(cookie);
        }
    }
    Ok(cookies)
}

fn post_data<R: Read>(json: &mut JsonReader<R>, spare: &mut Spare) -> Result<Option<PostData>> {
    if json.peek_kind()? != JsonKind::Object {
        json.skip()?;
        return Ok(None);
    }
    let mut data = PostData::default();
    let members = Members::enter(json)?;
    while let Some(key) = members.next(json)? {
        match key {
            b"mimeType" => data.mime_type = owned_text(json, spare)?,
            b"text" => data.text = har_text(json, MAX_BODY, spare)?,
            b"params" => data.params = headers(json, spare)?,
            b"_file" => data.file = non_empty_text(json, spare)?,
            _ => json.skip()?,
        }
    }
    Ok(Some(data))
}

/// Reads the media type of a response, and of a wanted one the body, if it is JSON.
fn content<R: Read>(
    json: &mut JsonReader<R>,
    is_wanted: bool,
    entry: &mut HarEntry,
    spare: &mut Spare,
) -> Result<()> {
    let mut body = HarBody::default();
    let mut is_read = false;
    let members = Members::enter(json)?;
    while let Some(key) = members.next(json)? {
        match key {
            b"mimeType" => body.mime_type = owned_text(json, spare)?,
            b"encoding" if is_wanted => body.is_base64 = text_or_empty(json)? == "base64",
            b"text" if is_wanted && (body.mime_type.is_empty() || is_json(&body.mime_type)) => {
                is_read = true;
                body.text = har_text(json, MAX_BODY, spare)?.unwrap_or_default();
            }
            _ => json.skip()?,
        }
    }
    entry.body = None;
    if is_read && is_json(&body.mime_type) {
        entry.media_type = Some(body.mime_type.clone()).filter(|text| !text.is_empty());
        entry.body = Some(body);
    } else {
        entry.media_type = Some(body.mime_type).filter(|text| !text.is_empty());
    }
    Ok(())
}

/// Whether a media type is that of JSON. `text/plain` avoids preflights, and carries JSON too.
fn is_json(mime_type: &str) -> bool {
    let mime_type = mime_type.split(';').next().unwrap_or_default().trim_ascii();
    let mime_type = mime_type.to_ascii_lowercase();
    mime_type.ends_with("/json") || mime_type.ends_with("+json") || mime_type == "text/plain"
}

fn web_socket_messages<R: Read>(
    json: &mut JsonReader<R>,
    spare: &mut Spare,
) -> Result<Vec<WebSocketMessage>> {
    let mut messages = Vec::new();
    let mut size = 0;
    let elements = Elements::enter(json)?;
    while elements.next(json)? {
        if messages.len() >= MAX_ITEMS || size >= MAX_BODY {
            json.skip()?;
            continue;
        }
        let mut message = WebSocketMessage::default();
        let members = Members::enter(json)?;
        while let Some(key) = members.next(json)? {
            match key {
                b"type" => message.is_sent = text_or_empty(json)? == "send",
                b"time" => message.at = Timestamp::parse_unix(text_or_empty(json)?),
                b"data" => message.data = har_text(json, MAX_TEXT, spare)?.unwrap_or_default(),
                _ => json.skip()?,
            }
        }
        size += message.data.text.len();
        messages.push(message);
    }
    Ok(messages)
}
