//! Registrable domains.

use super::suffix::suffix_labels;

/// The registrable domain of a host: the public suffix and one label. `None` for public suffixes
/// and addresses.
///
/// ```
/// use tcf_audit::hosts::registrable_domain;
/// assert_eq!(registrable_domain("a.b.partner.co.uk"), Some("partner.co.uk"));
/// assert_eq!(registrable_domain("co.uk"), None);
/// assert_eq!(registrable_domain("192.0.2.7"), None);
/// ```
pub fn registrable_domain(host: &str) -> Option<&str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next()?;
    if last.bytes().all(|byte| byte.is_ascii_digit()) || host.contains(':') {
        return None;
    }
    // The domain starts after the dot before its first label.
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at).skip(suffix_labels(host) - 1);
    let suffix = dots.next()?;
    let start = dots.next().map_or(0, |dot| dot + 1);
    host.get(start..).filter(|_| start < suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registrable_domain_is_one_label_below_a_public_suffix() {
        for (host, domain) in [
            ("www.partner.com", Some("partner.com")),
            ("partner.com.", Some("partner.com")),
            ("a.partner.github.io", Some("partner.github.io")),
            ("github.io", None),
            ("com", None),
            ("localhost", None),
            ("2001:db8::1", None),
            ("", None),
        ] {
            assert_eq!(registrable_domain(host), domain, "{host}");
        }
    }
}
