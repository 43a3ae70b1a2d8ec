//! Hosts of URLs.

/// The host of a URL, as written, without user and port.
///
/// ```
/// use tcf_carrier::host_of;
///
/// assert_eq!(host_of("https://user@ads.example:8080/x?y=a@b"), Some("ads.example"));
/// assert_eq!(host_of("//cdn.example/x"), Some("cdn.example"));
/// assert_eq!(host_of("http://[2001:db8::1]:80/"), Some("2001:db8::1"));
/// assert_eq!(host_of("data:text/plain,a"), None);
/// ```
pub fn host_of(url: &str) -> Option<&str> {
    let rest = if let Some(rest) = url.strip_prefix("//") {
        rest
    } else {
        let (scheme, rest) = url.split_at_checked(scheme_end(url)?)?;
        rest.strip_prefix("://").filter(|_| is_scheme(scheme))?
    };
    let is_end = |byte| matches!(byte, b'/' | b'?' | b'#' | b'\\' | b';');
    let authority = rest.get(..rest.bytes().position(is_end).unwrap_or(rest.len()))?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// The offset of the first `://` in a text. Most texts have no colon.
pub(crate) fn scheme_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).find(|&at| {
        let after = bytes.get(at + 1..).unwrap_or_default();
        after.starts_with(b"//")
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_urls() {
        for (url, host) in [
            ("https://ads.example", Some("ads.example")),
            ("https://ads.example;ord=1", Some("ads.example")),
            ("wss://ads.example?x=//y", Some("ads.example")),
            ("https://a@b@ads.example:1/", Some("ads.example")),
            ("https:///x", None),
            ("/x?u=https://ads.example", None),
            ("ads.example", None),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
