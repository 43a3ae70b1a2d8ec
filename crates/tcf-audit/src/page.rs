//! Pages, as reports show them.

use tcf_carrier::host_of;

use crate::ids::{MASK, may_be_id};

/// The most segments of a path that are shown.
const MAX_SEGMENTS: usize = 8;

/// The longest segment that is shown, in bytes.
const MAX_SEGMENT: usize = 64;

/// The host and the path of a URL, without user, port, query and fragment, and with `*` for
/// segments that may be ids. `None` if the text is not a URL with a host.
pub(crate) fn page_of(url: &str) -> Option<String> {
    let host = host_of(url)?;
    let mut page = host.to_ascii_lowercase();
    let (_, rest) = url.split_once("//")?;
    let path = rest.split(['?', '#']).next()?;
    // Parameters may also follow a semicolon.
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(';').next().unwrap_or_default();
    let mut segments = path.split('/');
    for segment in segments.by_ref().take(MAX_SEGMENTS) {
        page.push('/');
        let is_shown = segment.len() <= MAX_SEGMENT && !segment.contains('=');
        page.push_str(if is_shown && !may_be_id(segment) { segment } else { MASK });
    }
    if segments.next().is_some() {
        page.push('/');
        page.push_str(MASK);
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_shown_without_query_and_ids() {
        for (url, expected) in [
            ("https://News.example/", Some("news.example/")),
            ("https://news.example", Some("news.example/")),
            ("https://u:p@news.example:8443/a/b.html?email=x#y", Some("news.example/a/b.html")),
            (
                "https://news.example/story/1234567/the-title",
                Some("news.example/story/*/the-title"),
            ),
            ("https://news.example?user=7", Some("news.example/")),
            ("https://news.example/x;jsessionid=1/y", Some("news.example/x")),
            ("https://news.example/uid=7/a", Some("news.example/*/a")),
            ("https://news.example/1/2/3/4/5/6/7/8/9", Some("news.example/1/2/3/4/5/6/7/8/*")),
            ("about:blank", None),
            ("Startseite", None),
        ] {
            assert_eq!(page_of(url).as_deref(), expected, "{url}");
        }
        let long = format!("https://news.example/{}", "a-".repeat(40));
        assert_eq!(page_of(&long).as_deref(), Some("news.example/*"));
    }
}
