//! The HTTP client. Nothing else accesses the network.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use ureq::Agent;
use ureq::http::header::{AGE, CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH};

const CONNECT: Duration = Duration::from_secs(15);

/// Limits of a download.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum size of a response.
    bytes: u64,
    /// Maximum time until the response is complete.
    total: Duration,
}

impl Limits {
    /// For lists: vendor lists have a few megabytes.
    pub(crate) const LIST: Self = Self { bytes: 64 << 20, total: Duration::from_mins(3) };
    /// For the files of vendors: the longest have some hundred kilobytes.
    pub(crate) const VENDOR_FILE: Self = Self { bytes: 4 << 20, total: Duration::from_secs(30) };
}

/// Downloads files.
pub(crate) struct HttpClient {
    agent: Agent,
    limits: Limits,
}

/// The response to a request.
pub(crate) enum Response {
    /// 200: the file.
    File { bytes: Vec<u8>, freshness: Freshness },
    /// 304: the cached file is up to date.
    NotModified(Freshness),
    /// Any other status.
    Status(u16),
}

/// How long a response may be cached.
pub(crate) struct Freshness {
    /// `max-age` of `Cache-Control` in seconds: 0 for `no-cache` and `no-store`, `None` if absent.
    pub(crate) max_age: Option<u64>,
    /// The `Age` header, in seconds.
    pub(crate) age: u64,
    pub(crate) etag: Option<String>,
}

impl HttpClient {
    /// A client for URLs below `base_url`. If that is https, redirects to http are refused.
    pub(crate) fn new(base_url: &str, limits: Limits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(is_https(base_url))
            .user_agent(concat!("tcf/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(limits.total))
            .build();
        Self { agent: config.new_agent(), limits }
    }

    /// Requests a file. With an ETag, the server may answer that it is not modified.
    pub(crate) fn get(&self, url: &str, etag: Option<&str>) -> Result<Response> {
        let context = || format!("cannot fetch {url}");
        let mut request = self.agent.get(url);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let mut response = request.call().map_err(cause).with_context(context)?;
        let freshness = Freshness::of(response.headers());
        match response.status().as_u16() {
            200 => {
                let bytes = response
                    .body_mut()
                    .with_config()
                    .limit(self.limits.bytes)
                    .read_to_vec()
                    .map_err(cause)
                    .with_context(context)?;
                Ok(Response::File { bytes, freshness })
            }
            304 if etag.is_some() => Ok(Response::NotModified(freshness)),
            status => Ok(Response::Status(status)),
        }
    }
}

/// Why a request failed, without the name of the layer that failed.
fn cause(error: ureq::Error) -> anyhow::Error {
    match error {
        ureq::Error::Io(error) => anyhow!("{error}"),
        error => error.into(),
    }
}

/// Whether the scheme of a URL is https. Schemes ignore case.
pub(crate) fn is_https(url: &str) -> bool {
    url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
}

/// Whether a text is an https or http URL with a host.
pub(crate) fn is_web_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let is_web = ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    is_web && !rest.is_empty() && !rest.starts_with('/')
}

impl Freshness {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let controls: Vec<_> =
            headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok()).collect();
        Self {
            max_age: max_age(&controls.join(",")),
            age: text(AGE).and_then(|age| age.trim().parse().ok()).unwrap_or(0),
            etag: text(ETAG).map(str::to_owned),
        }
    }
}

/// The `max-age` of a `Cache-Control`.
fn max_age(control: &str) -> Option<u64> {
    let mut found = None;
    for directive in control.split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-cache" | "no-store" => return Some(0),
            // An invalid number means that the response is stale.
            "max-age" if found.is_none() => {
                found = Some(value.trim().trim_matches('"').parse().unwrap_or(0));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{is_https, is_web_url, max_age};

    #[test]
    fn web_urls_have_a_scheme_and_a_host() {
        assert!(["https://a.example", "HTTP://127.0.0.1:80/x"].map(is_web_url) == [true; 2]);
        assert!(
            ["nope", "a.example/x", "ftp://a.example", "https://"].map(is_web_url) == [false; 4]
        );
    }

    #[test]
    fn schemes_ignore_case() {
        assert!(["https://a.example", "HTTPS://a.example", "Https:"].map(is_https) == [true; 3]);
        assert!(["http://a.example", "https", ""].map(is_https) == [false; 3]);
    }

    #[test]
    fn parses_cache_control() {
        for (control, want) in [
            ("max-age=604800", Some(604_800)),
            ("public, Max-Age=\"60\" , immutable", Some(60)),
            ("s-maxage=5", None),
            ("", None),
            ("max-age=60, no-cache", Some(0)),
            ("no-store", Some(0)),
            ("max-age=soon", Some(0)),
            ("max-age=1, max-age=2", Some(1)),
        ] {
            assert_eq!(max_age(control), want, "{control}");
        }
    }
}
