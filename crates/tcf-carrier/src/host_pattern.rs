//! Patterns of hosts.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// A host, or a domain with all its subdomains.
///
/// ```
/// use tcf_carrier::HostPattern;
/// let pattern: HostPattern = "*.Partner.example".parse()?;
/// assert_eq!(pattern.to_string(), "*.partner.example");
/// assert!(pattern.matches("partner.example") && pattern.matches("ib.partner.example"));
/// assert!(!pattern.matches("notpartner.example"));
/// # Ok::<(), tcf_carrier::InvalidPattern>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostPattern {
    name: Box<str>,
    with_subdomains: bool,
}

/// Why a text is not a host or a pattern of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPattern {
    /// The text is empty.
    #[error("the host is empty")]
    Empty,
    /// The text has a scheme, a port, a path or another part of a URL.
    #[error("expected a host such as partner.example, found a URL or a port")]
    Url,
    /// A `*` that is not a `*.` at the start.
    #[error("* must be followed by a dot and a domain: *.partner.example")]
    Wildcard,
    /// A character that host names do not contain.
    #[error("not a host: letters, digits, hyphens and dots are allowed")]
    Character,
    /// The text is longer than a host name can be, or has an empty label.
    #[error("not a host: a label is empty, or the host is longer than 253 characters")]
    Length,
}

impl HostPattern {
    /// The greatest length of a host name, in bytes (RFC 1035, section 2.3.4, without the dot of
    /// the root and the length of the first label). No pattern covers a longer text.
    pub const MAX_LEN: usize = 253;

    /// The domain without `*.`, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the pattern covers subdomains.
    pub const fn covers_subdomains(&self) -> bool {
        self.with_subdomains
    }

    /// Whether the pattern covers a host.
    pub fn matches(&self, host: &str) -> bool {
        let host = normalized_host(host);
        if host.len() > Self::MAX_LEN {
            return false;
        }
        if !self.with_subdomains {
            return *host == *self.name;
        }
        host.strip_suffix(&*self.name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

impl FromStr for HostPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        let (with_subdomains, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        let name = normalized_host(name);
        // An IPv6 address is a host, too.
        let is_ipv6 = !with_subdomains && name.parse::<Ipv6Addr>().is_ok();
        let is_allowed = |found: char| {
            found.is_ascii_alphanumeric()
                || matches!(found, '-' | '_' | '.')
                || (is_ipv6 && found == ':')
        };
        if name.is_empty() {
            return Err(if text.contains('*') {
                InvalidPattern::Wildcard
            } else {
                InvalidPattern::Empty
            });
        }
        if name.contains('*') {
            return Err(InvalidPattern::Wildcard);
        }
        if !is_ipv6 && name.contains([':', '/', '?', '#', '@']) {
            return Err(InvalidPattern::Url);
        }
        if !name.chars().all(is_allowed) {
            return Err(InvalidPattern::Character);
        }
        if name.len() > Self::MAX_LEN || name.split('.').any(str::is_empty) {
            return Err(InvalidPattern::Length);
        }
        Ok(Self { name: (*name).into(), with_subdomains })
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.with_subdomains {
            f.write_str("*.")?;
        }
        f.write_str(&self.name)
    }
}

/// A host in lower case, without the dot of the root.
///
/// ```
/// use tcf_carrier::normalized_host;
///
/// assert_eq!(normalized_host("Ads.Example."), "ads.example");
/// ```
pub fn normalized_host(host: &str) -> Cow<'_, str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        host.to_ascii_lowercase().into()
    } else {
        host.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_hosts_and_subdomains() {
        for (pattern, host, expected) in [
            ("partner.example", "partner.example", true),
            ("partner.example", "PARTNER.example.", true),
            ("partner.example", "a.partner.example", false),
            ("*.partner.example", "partner.example", true),
            ("*.partner.example", "a.b.partner.example", true),
            ("*.partner.example", "xpartner.example", false),
            ("*.partner.example", "example", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("2001:db8::1", "2001:DB8::1", true),
            ("a.example", "a.example", true),
            ("a.example", "a.example.", true),
            ("a.example.", "A.EXAMPLE", true),
            ("*.a.example", "b.a.example", true),
            ("*.a.example", "c.b.a.example", true),
            ("*.a.example", "a.example", true),
            ("*.a.example", "ba.example", false),
            ("a.example", "b.a.example", false),
            ("a.example", "é", false),
        ] {
            let parsed: HostPattern = pattern.parse().unwrap();
            assert_eq!(parsed.matches(host), expected, "{pattern} {host}");
        }
        let pattern: HostPattern = "*.a.example".parse().unwrap();
        for (length, expected) in [(HostPattern::MAX_LEN, true), (HostPattern::MAX_LEN + 1, false)]
        {
            let host = format!("{}.a.example", "x".repeat(length - ".a.example".len()));
            assert_eq!(pattern.matches(&host), expected, "{length}");
            assert_eq!(pattern.matches(&format!("{host}.")), expected, "{length}");
        }
        assert_eq!("*.A.example".parse::<HostPattern>().unwrap().to_string(), "*.a.example");
    }

    #[test]
    fn other_text_is_not_a_pattern() {
        let long = format!("{}.example", "a".repeat(250));
        for (text, error) in [
            ("", InvalidPattern::Empty),
            (".", InvalidPattern::Empty),
            ("*.", InvalidPattern::Wildcard),
            ("*", InvalidPattern::Wildcard),
            ("a.*.example", InvalidPattern::Wildcard),
            ("*partner.example", InvalidPattern::Wildcard),
            ("https://partner.example/", InvalidPattern::Url),
            ("partner.example:443", InvalidPattern::Url),
            ("partner.example/sync", InvalidPattern::Url),
            ("partner example", InvalidPattern::Character),
            ("pärtner.example", InvalidPattern::Character),
            ("a..example", InvalidPattern::Length),
            (".partner.example", InvalidPattern::Length),
            (&long, InvalidPattern::Length),
        ] {
            assert_eq!(text.parse::<HostPattern>(), Err(error), "{text}");
        }
    }
}
