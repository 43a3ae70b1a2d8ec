//! HAR files.

use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::carried::{Carried, Context, RecordId};
use super::text::{header_value, set_cookie};
use super::{Collector, ExtractError, ExtractOptions, Extracted, signals};
use crate::field::Place;
use crate::fields::{all_fields, named_fields};
use crate::{CarrierFormat, HarEntry, HarError, HarReader, HarText};

/// Extracts from the entries of a HAR file. The list `queryString` repeats the URL, `cookies` the
/// headers, and the target of a redirect the URL of the next entry: they are not read, except
/// cookies without a header.
pub(super) fn har<R: Read>(source: R, collector: &mut Collector<'_>) -> Result<(), ExtractError> {
    let mut har = collector.options.har.clone();
    har.utc_offset = har.utc_offset.or(collector.options.utc_offset);
    let mut reader = HarReader::new(source, har);
    loop {
        match reader.next_entry() {
            Ok(Some(entry)) => {
                extract_from(&entry, collector);
                reader.recycle(entry);
            }
            Ok(None) => return Ok(()),
            Err(HarError::Json(error)) => {
                let entries = reader.evidence().entries;
                return Err(ExtractError::HarEntry { entries, error });
            }
            Err(error) => return Err(ExtractError::Har(error)),
        }
    }
}

/// Extracts the signals of an entry that a [`HarReader`] returned, as
/// [`extract`](super::extract()) does for each entry of a HAR file.
///
/// ```
/// use tcf_carrier::{ExtractOptions, HarOptions, HarReader, extract_entry};
///
/// let har = r#"{"log": {"entries": [{"request": {"url": "https://a.example/?gdpr=1"}}]}}"#;
/// let mut reader = HarReader::new(har.as_bytes(), HarOptions::new());
/// let entry = reader.next_entry()?.unwrap();
/// let mut names = Vec::new();
/// let options = ExtractOptions::new();
/// let extracted = extract_entry(&entry, &options, &mut |found| names.push(found.name.to_owned()));
/// assert_eq!((extracted.signals, &names[..]), (1, &["gdpr".to_owned()][..]));
/// # Ok::<(), tcf_carrier::HarError>(())
/// ```
pub fn extract_entry(
    entry: &HarEntry,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    let mut each = signals(sink);
    let mut collector = Collector::new(options, &mut each);
    extract_from(entry, &mut collector);
    collector.extracted
}

fn extract_from(entry: &HarEntry, collector: &mut Collector<'_>) {
    let record = RecordId::Entry { index: entry.index, line: entry.location.line };
    collector.begin(record, is_truncated(entry));
    let context = Context {
        at: entry.started,
        host: entry.host(),
        ..Context::new(record, CarrierFormat::Har)
    };
    request(&context, entry, collector);
    response(&context, entry, collector);
}

fn request(context: &Context<'_>, entry: &HarEntry, collector: &mut Collector<'_>) {
    collector.add(context, &all_fields(&entry.url.text));
    for header in &entry.request_headers {
        header_value(context, &header.name, &header.value.text, collector);
    }
    if entry.cookie_values().next().is_none() {
        for cookie in &entry.request_cookies {
            let found = named_fields(&cookie.name, &cookie.value.text, Place::Cookie);
            collector.add(context, &found);
        }
    }
    if let Some(data) = &entry.post_data {
        // Some programs leave the text of a form empty.
        let text = data.text.as_ref();
        if let Some(text) = text.filter(|text| !text.text.is_empty() || data.params.is_empty()) {
            body(context, &text.text, collector);
        } else {
            let is_elsewhere = data.params.is_empty() && data.file.is_some();
            collector.extracted.unread_bodies += u64::from(is_elsewhere);
            for parameter in &data.params {
                let value = &parameter.value.text;
                collector.add(context, &named_fields(&parameter.name, value, Place::Body));
            }
        }
    }
    for message in entry.web_socket_messages.iter().filter(|message| message.is_sent) {
        body(context, &message.data.text, collector);
    }
}

fn response(context: &Context<'_>, entry: &HarEntry, collector: &mut Collector<'_>) {
    for value in entry.set_cookie_values() {
        set_cookie(context, value, collector);
    }
    if entry.set_cookie_values().next().is_none() {
        for cookie in &entry.response_cookies {
            let found = named_fields(&cookie.name, &cookie.value.text, Place::SetCookie);
            collector.add(context, &found);
        }
    }
    if let Some(answer) = &entry.body {
        if answer.is_base64 {
            base64_body(context, &answer.text.text, collector);
        } else {
            body(context, &answer.text.text, collector);
        }
    }
}

/// Extracts from a body: JSON, lines of JSON, or a form.
fn body(context: &Context<'_>, text: &str, collector: &mut Collector<'_>) {
    let is_json = text.trim_ascii_start().starts_with(['{', '[']);
    let place = if is_json { None } else { Some(Place::Body) };
    if !is_json && is_binary(text) {
        collector.extracted.unread_bodies += 1;
    }
    collector.add(&Context { place, ..*context }, &all_fields(text));
}

/// Extracts from a body that is encoded in base64.
fn base64_body(context: &Context<'_>, encoded: &str, collector: &mut Collector<'_>) {
    let encoded: Vec<u8> = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    match decoded_text(&encoded) {
        Some(text) => body(&Context { is_base64: true, ..*context }, &text, collector),
        None => collector.extracted.unread_bodies += 1,
    }
}

/// The text of a body in base64, with or without padding. A body that was cut off ends within a
/// group of characters, and within a character of the text: what is whole is returned.
fn decoded_text(encoded: &[u8]) -> Option<String> {
    let padding = encoded.iter().rev().take_while(|byte| **byte == b'=').count();
    let unpadded = encoded.len() - padding;
    // One character of a group is less than a byte.
    let whole = if unpadded % 4 == 1 { unpadded - 1 } else { unpadded };
    let mut bytes = BASE64.decode(encoded.get(..whole)?).ok()?;
    let valid = match str::from_utf8(&bytes) {
        Ok(text) => text.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return None,
    };
    bytes.truncate(valid);
    String::from_utf8(bytes).ok()
}

/// The standard alphabet without padding. The bits after the last byte do not matter: a body that
/// was cut off has some.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// Whether a body is binary data, as such or in base64, in which nothing can be found.
fn is_binary(text: &str) -> bool {
    const EXAMINED: usize = 1024;
    const SHORTEST: usize = 64;
    let head = text.get(..text.floor_char_boundary(EXAMINED)).unwrap_or(text);
    let is_control = |found: char| found.is_control() && !matches!(found, '\t' | '\n' | '\r');
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    let unpadded = head.trim_end().trim_end_matches('=');
    head.contains(|found| is_control(found) || found == char::REPLACEMENT_CHARACTER)
        || unpadded.len() >= SHORTEST && unpadded.bytes().all(is_base64)
}

/// Whether a text of an entry was cut off.
fn is_truncated(entry: &HarEntry) -> bool {
    let is_cut = |text: &HarText| text.is_truncated;
    let headers = entry.request_headers.iter().chain(&entry.response_headers);
    let mut cookies = entry.request_cookies.iter().chain(&entry.response_cookies);
    let posted = entry.post_data.iter();
    let parameters = posted.clone().flat_map(|data| &data.params);
    let texts = posted.filter_map(|data| data.text.as_ref());
    is_cut(&entry.url)
        || headers.chain(parameters).any(|header| is_cut(&header.value))
        || cookies.any(|cookie| is_cut(&cookie.value))
        || texts.chain(entry.body.iter().map(|body| &body.text)).any(is_cut)
        || entry.web_socket_messages.iter().any(|message| is_cut(&message.data))
}
