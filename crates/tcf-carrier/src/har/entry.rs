//! One entry of a HAR file.

use std::ops::Range;

use crate::json_reader::Location;
use crate::{Timestamp, host_of};

/// A request and its response.
///
/// Only what is needed to find signals and to tell whether the request left the browser is read.
/// Members of browsers and tools whose names start with an underscore are read in every file,
/// whichever program wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarEntry {
    /// The index in `log.entries`, from 0 on.
    pub index: u64,
    /// Where the entry starts in the file.
    pub location: Location,
    /// `startedDateTime`, by the recorder's clock.
    pub started: Option<Timestamp>,
    /// `pageref`: the id of the page.
    pub page_ref: Option<String>,
    /// `_run`: the number of the run, in files of WebPageTest with several runs.
    pub run: Option<u32>,
    /// `request.method`.
    pub method: String,
    /// `request.url`, without its fragment in most programs.
    pub url: HarText,
    /// `request.headers`.
    pub request_headers: Vec<HarHeader>,
    /// `request.cookies`, which repeat the header, or replace it in minimal files.
    pub request_cookies: Vec<HarCookie>,
    /// `request.postData`.
    pub post_data: Option<PostData>,
    /// `response.status`; 0 if there was no response.
    pub status: Option<u16>,
    /// `response.headers`.
    pub response_headers: Vec<HarHeader>,
    /// `response.cookies`, which repeat the headers, or replace them in minimal files. Dates in
    /// them are wrong in files of some programs: prefer the headers.
    pub response_cookies: Vec<HarCookie>,
    /// `response.redirectURL`, if it is not empty.
    pub redirect_url: Option<HarText>,
    /// `response.content.mimeType`.
    pub media_type: Option<String>,
    /// `response.content.text`, if it is JSON and from a host that the caller named.
    pub body: Option<HarBody>,
    /// `_initiator`: what caused the request.
    pub initiator: Option<Initiator>,
    /// `_resourceType` or `_type`, such as `document`, `script`, `image`, `ping` or `websocket`.
    pub resource_type: Option<String>,
    /// The error of a request that failed, such as `net::ERR_BLOCKED_BY_CLIENT`.
    pub error: Option<String>,
    /// Whether the request was aborted.
    pub was_aborted: bool,
    /// Whether the response came from a cache, so that nothing was sent.
    pub is_cached: bool,
    /// The bytes of the request and its response on the network, as far as the file states them:
    /// `response._transferSize`, or else `headersSize` and `bodySize`.
    pub transfer_size: Option<u64>,
    /// `_webSocketMessages`, if they were asked for.
    pub web_socket_messages: Vec<WebSocketMessage>,
}

/// A text and where it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarText {
    /// The text, without JSON escapes.
    pub text: String,
    /// The bytes in the file, without the quotes.
    pub span: Range<u64>,
    /// Whether only the beginning is in `text`, because it was longer than the limit.
    pub is_truncated: bool,
}

/// A header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarHeader {
    /// The name, in any case. Those of HTTP/2 pseudo-headers start with `:`.
    pub name: String,
    /// The value.
    pub value: HarText,
}

/// A cookie of a `cookies` list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: HarText,
    /// `expires`, as written.
    pub expires: Option<String>,
    /// `domain`, as written.
    pub domain: Option<String>,
}

/// The body of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostData {
    /// The media type.
    pub mime_type: String,
    /// The body as text. The format does not say whether it is encoded in base64.
    pub text: Option<HarText>,
    /// The parameters of a form. Browsers write both.
    pub params: Vec<HarHeader>,
    /// `_file`: the name of the file that contains the body, in files of Playwright.
    pub file: Option<String>,
}

impl PostData {
    /// Whether the whole body was read.
    pub fn is_complete(&self) -> bool {
        match &self.text {
            Some(text) => !text.is_truncated,
            None => !self.params.is_empty() || self.file.is_none(),
        }
    }
}

/// The body of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarBody {
    /// The media type.
    pub mime_type: String,
    /// The body.
    pub text: HarText,
    /// Whether `text` is encoded in base64.
    pub is_base64: bool,
}

/// What caused a request: evidence, not proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Initiator {
    /// The kind, such as `parser` or `script`.
    pub kind: Option<String>,
    /// The URL of the document or script, or of the innermost script on the stack.
    pub url: Option<String>,
}

/// A message of a web socket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebSocketMessage {
    /// Whether the browser sent it.
    pub is_sent: bool,
    /// When, as seconds since 1970 in Chrome.
    pub at: Option<Timestamp>,
    /// The data. Binary data is encoded in base64.
    pub data: HarText,
}

/// Whether a request left the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// The request was sent, or nothing indicates that it was not.
    Sent,
    /// The response came from a cache.
    Cached,
    /// The browser or an extension blocked the request.
    Blocked,
    /// The request was aborted or failed. It may have been sent or not.
    Failed,
    /// A preflight (`OPTIONS`), which carries no data.
    Preflight,
    /// The URL has a scheme without a host, such as `data:` or `blob:`.
    Local,
}

impl HarEntry {
    /// Whether the request left the browser, as far as the file tells.
    pub fn delivery(&self) -> Delivery {
        let error = self.error.as_deref().unwrap_or_default();
        if !["http://", "https://", "ws://", "wss://"].iter().any(|scheme| {
            let start = self.url.text.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        }) {
            Delivery::Local
        } else if self.method.eq_ignore_ascii_case("OPTIONS") {
            Delivery::Preflight
        } else if self.is_cached {
            Delivery::Cached
        } else if error.to_ascii_uppercase().contains("BLOCKED") {
            Delivery::Blocked
        } else if self.status.unwrap_or(0) == 0 && (!error.is_empty() || self.was_aborted) {
            Delivery::Failed
        } else {
            Delivery::Sent
        }
    }

    /// The host of the URL, as written and without its port.
    pub fn host(&self) -> Option<&str> {
        host_of(&self.url.text)
    }

    /// The values of the `Cookie` headers.
    pub fn cookie_values(&self) -> impl Iterator<Item = &HarText> {
        values_of(&self.request_headers, "cookie")
    }

    /// The values of the `Set-Cookie` headers: one per cookie, also if several are in one header
    /// and separated by line ends.
    pub fn set_cookie_values(&self) -> impl Iterator<Item = &str> {
        values_of(&self.response_headers, "set-cookie").flat_map(|value| value.text.lines())
    }

    /// Whether the request has cookies.
    pub fn has_cookies(&self) -> bool {
        self.cookie_values().next().is_some() || !self.request_cookies.is_empty()
    }

    /// Whether the response sets cookies.
    pub fn sets_cookies(&self) -> bool {
        self.set_cookie_values().next().is_some() || !self.response_cookies.is_empty()
    }

    /// The value of the first request header of a name, in any case.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        values_of(&self.request_headers, name).next().map(|value| &*value.text)
    }

    /// The value of the first response header of a name, in any case.
    pub fn response_header(&self, name: &str) -> Option<&str> {
        values_of(&self.response_headers, name).next().map(|value| &*value.text)
    }
}

fn values_of<'a>(headers: &'a [HarHeader], name: &str) -> impl Iterator<Item = &'a HarText> {
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .map(|header| &header.value)
}
