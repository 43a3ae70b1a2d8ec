//! Hosts of URLs.

use std::fmt;

/// A host, or a host and its subdomains.
///
/// ```
/// use tcf_carrier::HostPattern;
///
/// let pattern = HostPattern::new("*.cmp.example");
/// assert!(pattern.matches("cdn.CMP.example"));
/// assert!(pattern.matches("cmp.example"));
/// assert!(!pattern.matches("notcmp.example"));
/// assert!(!HostPattern::new("cmp.example").matches("cdn.cmp.example"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostPattern {
    host: String,
    has_subdomains: bool,
}

impl HostPattern {
    /// A pattern: `cdn.cmp.example`, or `*.cmp.example` for a host and all its subdomains. Case
    /// does not matter.
    pub fn new(pattern: &str) -> Self {
        let subdomains = pattern.strip_prefix("*.");
        let host = subdomains.unwrap_or(pattern).trim_end_matches('.').to_ascii_lowercase();
        Self { host, has_subdomains: subdomains.is_some() }
    }

    /// Whether the pattern covers a host.
    pub fn matches(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        let Some(before) = host.len().checked_sub(self.host.len()) else { return false };
        let Some((before, tail)) = host.split_at_checked(before) else { return false };
        tail.eq_ignore_ascii_case(&self.host)
            && (before.is_empty() || (self.has_subdomains && before.ends_with('.')))
    }
}

/// The pattern as [`HostPattern::new`] reads it.
impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.has_subdomains { "*." } else { "" }, self.host)
    }
}

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
    let rest = match url.strip_prefix("//") {
        Some(rest) => rest,
        None => url.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?.1,
    };
    let authority = rest.split(['/', '?', '#', '\\', ';']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_hosts_at_label_boundaries() {
        for (pattern, host, expected) in [
            ("a.example", "a.example", true),
            ("a.example", "a.example.", true),
            ("a.example.", "A.EXAMPLE", true),
            ("*.a.example", "b.a.example", true),
            ("*.a.example", "c.b.a.example", true),
            ("*.a.example", "a.example", true),
            ("*.a.example", "ba.example", false),
            ("a.example", "b.a.example", false),
            ("a.example", "é", false),
            ("é", "aé", false),
        ] {
            assert_eq!(HostPattern::new(pattern).matches(host), expected, "{pattern} {host}");
        }
        assert_eq!(HostPattern::new("*.A.example").to_string(), "*.a.example");
    }

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
