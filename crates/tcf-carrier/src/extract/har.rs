//! HAR files.

use std::io::Read;

use super::carried::{Carried, Context, RecordId};
use super::text::{header_value, set_cookie};
use super::{Collector, ExtractError, ExtractOptions, Extracted};
use crate::field::Place;
use crate::fields::{all_fields, named_fields};
use crate::{CarrierFormat, HarEntry, HarReader, HarText};

/// Extracts from the entries of a HAR file. The list `queryString` repeats the URL, `cookies` the
/// headers, and the target of a redirect the URL of the next entry: they are not read, except
/// cookies without a header.
pub(super) fn har<R: Read>(source: R, collector: &mut Collector<'_>) -> Result<(), ExtractError> {
    let mut reader = HarReader::new(source, collector.options.har.clone());
    while let Some(entry) = reader.next_entry()? {
        extract_from(&entry, collector);
    }
    Ok(())
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
    let mut collector = Collector::new(options, sink);
    extract_from(entry, &mut collector);
    collector.extracted
}

fn extract_from(entry: &HarEntry, collector: &mut Collector<'_>) {
    collector.begin(is_truncated(entry));
    let record = RecordId::Entry { index: entry.index, line: entry.location.line };
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
        match &data.text {
            Some(text) => body(context, &text.text, collector),
            None => {
                for parameter in &data.params {
                    let value = &parameter.value.text;
                    collector.add(context, &named_fields(&parameter.name, value, Place::Body));
                }
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
    if let Some(answer) = entry.body.as_ref().filter(|answer| !answer.is_base64) {
        body(context, &answer.text.text, collector);
    }
}

/// Extracts from a body: JSON, lines of JSON, or a form.
fn body(context: &Context<'_>, text: &str, collector: &mut Collector<'_>) {
    let is_json = text.trim_ascii_start().starts_with(['{', '[']);
    let place = if is_json { None } else { Some(Place::Body) };
    collector.add(&Context { place, ..*context }, &all_fields(text));
}

/// Whether a text of an entry was cut off.
fn is_truncated(entry: &HarEntry) -> bool {
    let headers = entry.request_headers.iter().chain(&entry.response_headers);
    let is_cut = |text: &HarText| text.is_truncated;
    is_cut(&entry.url)
        || headers.map(|header| &header.value).any(is_cut)
        || entry.post_data.iter().any(|data| !data.is_complete())
        || entry.body.iter().any(|body| is_cut(&body.text))
}
