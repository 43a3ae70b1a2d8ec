//! The one thing that touches the network: GET of a file.

use std::time::Duration;

use anyhow::{Context as _, Result};
use ureq::Agent;
use ureq::http::header::{AGE, CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH};

/// Bytes of the largest file that is taken; lists have a few million.
const LIMIT: u64 = 64 << 20;
const CONNECT: Duration = Duration::from_secs(15);
const IN_ALL: Duration = Duration::from_mins(3);

/// Asks servers.
pub(crate) struct Web {
    agent: Agent,
}

/// What a server said.
pub(crate) enum Answer {
    /// The file.
    File { bytes: Vec<u8>, terms: Terms },
    /// It is as it was.
    NotModified(Terms),
    /// Another status than these.
    Refused(u16),
}

/// How long what came may be used without asking again.
pub(crate) struct Terms {
    /// `max-age` of `Cache-Control`, in seconds; 0 if it must be asked for each time, `None` if it
    /// is not said.
    pub(crate) max_age: Option<u64>,
    /// Seconds of it that had passed when it came, as caches on the way say.
    pub(crate) age: u64,
    pub(crate) etag: Option<String>,
}

impl Web {
    /// Asks servers under a URL; what begins with https stays there, also behind redirections.
    pub(crate) fn new(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(base_url.starts_with("https:"))
            .user_agent(concat!("tcf/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(IN_ALL))
            .build();
        Self { agent: config.new_agent() }
    }

    /// Asks for a file; with an ETag only for one that has another.
    pub(crate) fn get(&self, url: &str, etag: Option<&str>) -> Result<Answer> {
        let context = || format!("cannot fetch {url}");
        let mut request = self.agent.get(url);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let mut response = request.call().with_context(context)?;
        let terms = Terms::of(response.headers());
        match response.status().as_u16() {
            200 => {
                let bytes = response
                    .body_mut()
                    .with_config()
                    .limit(LIMIT)
                    .read_to_vec()
                    .with_context(context)?;
                Ok(Answer::File { bytes, terms })
            }
            304 if etag.is_some() => Ok(Answer::NotModified(terms)),
            status => Ok(Answer::Refused(status)),
        }
    }
}

impl Terms {
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
            // What is no number is no time at all.
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
    use super::max_age;

    #[test]
    fn cache_control_is_read() {
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
