//! Domains at which many parties host files.

/// Registrable domains that say nothing about who is called. Hosting domains of which customers
/// register subdomains, such as `github.io`, are public suffixes and need no entry.
const SHARED: &[&str] = &[
    "amazonaws.com",
    "atlassian.net",
    "b-cdn.net",
    "bitbucket.org",
    "cookiebot.com",
    "cookieyes.com",
    "digitaloceanspaces.com",
    "dropbox.com",
    "freshdesk.com",
    "github.com",
    "gitlab.com",
    "googleusercontent.com",
    "hubspot.com",
    "hubspotusercontent-na1.net",
    "iubenda.com",
    "jsdelivr.net",
    "onetrust.com",
    "sharepoint.com",
    "squarespace.com",
    "storage.googleapis.com",
    "termly.io",
    "termsfeed.com",
    "unpkg.com",
    "usercentrics.eu",
    "windows.net",
    "wordpress.com",
];

/// Whether many parties host files at a registrable domain.
pub(super) fn is_shared_hosting(domain: &str) -> bool {
    SHARED.binary_search(&domain).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(SHARED.is_sorted());
        assert!(is_shared_hosting("github.com") && !is_shared_hosting("partner.com"));
    }
}
