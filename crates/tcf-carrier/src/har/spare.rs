//! Memory of entries that were read, for the next ones.

use std::mem;

use super::entry::{HarEntry, HarHeader, HarText, Initiator, PostData};

/// Texts and lists of headers. An entry has dozens of them, and allocating each one is slow.
#[derive(Clone, Debug, Default)]
pub(super) struct Spare {
    texts: Vec<String>,
    headers: Vec<Vec<HarHeader>>,
}

impl Spare {
    /// The most texts that are kept.
    const MAX_TEXTS: usize = 256;

    /// The most bytes of a text that is kept.
    const MAX_TEXT: usize = 4096;

    /// The most headers of a list that is kept.
    const MAX_HEADERS: usize = 256;

    /// A copy of a text.
    pub(super) fn text(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let mut copy = self.texts.pop().unwrap_or_default();
        copy.push_str(text);
        copy
    }

    /// An empty list of headers.
    pub(super) fn headers(&mut self) -> Vec<HarHeader> {
        self.headers.pop().unwrap_or_default()
    }

    /// Keeps the memory of a text.
    pub(super) fn keep(&mut self, mut text: String) {
        if (1..=Self::MAX_TEXT).contains(&text.capacity()) && self.texts.len() < Self::MAX_TEXTS {
            text.clear();
            self.texts.push(text);
        }
    }

    fn keep_value(&mut self, value: &mut HarText) {
        self.keep(mem::take(&mut value.text));
    }

    fn keep_headers(&mut self, mut headers: Vec<HarHeader>) {
        for mut header in headers.drain(..) {
            self.keep_value(&mut header.value);
            self.keep(header.name);
        }
        if (1..=Self::MAX_HEADERS).contains(&headers.capacity()) && self.headers.len() < 2 {
            self.headers.push(headers);
        }
    }

    /// Keeps the memory of an entry, except of what few entries have.
    pub(super) fn keep_entry(&mut self, mut entry: HarEntry) {
        self.keep_headers(entry.request_headers);
        self.keep_headers(entry.response_headers);
        self.keep_value(&mut entry.url);
        self.keep(entry.method);
        for mut cookie in entry.request_cookies.into_iter().chain(entry.response_cookies) {
            self.keep_value(&mut cookie.value);
            self.keep(cookie.name);
        }
        let Initiator { kind, url } = entry.initiator.unwrap_or_default();
        let PostData { mime_type, text, .. } = entry.post_data.unwrap_or_default();
        self.keep(mime_type);
        let texts = [entry.page_ref, entry.media_type, entry.resource_type, kind, url];
        let values = [entry.redirect_url, text].map(|value| value.map(|value| value.text));
        texts.into_iter().chain(values).flatten().for_each(|text| self.keep(text));
    }
}
