//! Parts of URLs, and URLs in URLs.

use super::*;

#[test]
fn a_parameter_of_the_path_ends_before_the_query() {
    let unfilled = "path gdpr_consent 0 macro ${GDPR_CONSENT_755}";
    for (url, expected) in [
        (
            "https://a.example/p;gdpr=1?gdpr_consent=@",
            &["path gdpr 0 gdpr 1", "query gdpr_consent 0 tc TC"][..],
        ),
        ("/p/gdpr=1?gdpr_consent=@", &["path gdpr 0 gdpr 1", "query gdpr_consent 0 tc TC"]),
        ("/B2;price=b%20c?blob=@", &["query blob 0 tc TC"]),
        ("/B3;gdpr_consent=@;gdpr=1?", &["path gdpr_consent 0 tc TC", "path gdpr 0 gdpr 1"]),
        ("https://a.example/B;gdpr_consent=${GDPR_CONSENT_755}?", &[unfilled]),
        ("https://a.example/B;gdpr_consent=?", &["path gdpr_consent 0 empty "]),
        ("/p;gdpr_consent=%24%7BGDPR_CONSENT_755%7D?uid=u-12345&x=1", &[unfilled]),
        ("/p/gpp_sid=2?email=joe@shop.example", &["path gpp_sid 0 gppSid 2"]),
        ("/p;gdpr=1?#gdpr_consent=@", &["path gdpr 0 gdpr 1", "fragment gdpr_consent 0 tc TC"]),
    ] {
        let log = format!("- - - [x] \"GET {url} HTTP/1.1\" 200 1").replace("joe@", "joe%40");
        let log = found_in(&log, CarrierFormat::Log);
        let log: Vec<_> = log.iter().map(|found| found.strip_prefix("line 1 ").unwrap()).collect();
        assert_eq!(log, expected, "{url}");
        assert_eq!(found_in_line(&url.replace("joe@", "joe%40")), expected, "{url}");
    }
}

/// `host place name depth kind value` of the signals of a URL.
fn with_hosts(url: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (format, options) = (CarrierFormat::Url, ExtractOptions::new());
    let url = url.replace('@', TC);
    extract_line(&url, format, RecordId::Line(1), &options, &mut |signal| {
        let (host, place) = (signal.host.unwrap_or("-"), signal.place.name());
        let value = signal.value.replace(TC, "TC");
        let (kind, depth) = (signal.kind.name(), signal.depth);
        found.push(format!("{host} {place} {} {depth} {kind} {value}", signal.name));
    });
    found
}

#[test]
fn a_url_without_escapes_in_a_parameter_is_nested() {
    let inner = "b.example query gdpr_consent 1 tc TC";
    for (url, expected) in [
        ("https://a.example/p?r=https://b.example/?gdpr_consent=@", &[inner][..]),
        ("/p?r=https://b.example/?gdpr_consent=@", &[inner]),
        ("/getuid?https://b.example/?gdpr_consent=@", &[inner]),
        ("https://a.example/getuid?x=1&https://b.example/?gdpr_consent=@", &[inner]),
        ("r=https://b.example/?gdpr_consent=@", &[inner]),
        (
            "https://a.example/p?r=https://b.example/gdpr=0/?gdpr_consent=@&gdpr=1",
            &["b.example path gdpr 1 gdpr 0", inner, "a.example query gdpr 0 gdpr 1"],
        ),
        (
            "https://a.example/?r=https://b.example/?s=https://c.example/?gdpr_consent=%24%7BA%7D",
            &["c.example query gdpr_consent 2 macro ${A}"],
        ),
        ("https://a.example/?q=x?gdpr=1", &["- query gdpr 1 gdpr 1"]),
        ("https://a.example/?q=gdpr=1", &["- cookie gdpr 1 gdpr 1"]),
        ("https://a.example/??gdpr=1", &["a.example query gdpr 0 gdpr 1"]),
        ("https://a.example/#/page?gdpr=1", &["a.example fragment gdpr 0 gdpr 1"]),
        ("https://a.example/?x=YWI==&gdpr=1", &["a.example query gdpr 0 gdpr 1"]),
        ("p?gdpr=1", &["- query gdpr 0 gdpr 1"]),
    ] {
        assert_eq!(with_hosts(url), expected, "{url}");
    }
    // As if it had escapes.
    for (escaped, plain) in [
        ("/?r=https%3A%2F%2Fb.example%2F%3Fgdpr%3D1", "/?r=https://b.example/?gdpr=1"),
        ("https://a.example/?q=gdpr%3D1", "https://a.example/?q=gdpr=1"),
    ] {
        assert_eq!(with_hosts(escaped), with_hosts(plain));
    }
    let cookies = "a=b; r=https://b.example/?gdpr=1; euconsent-v2=@";
    let expected = ["line 1 query gdpr 1 gdpr 1", "line 1 cookie euconsent-v2 0 tc TC"];
    assert_eq!(found_in(cookies, CarrierFormat::Cookie), expected);
}

#[test]
fn json_in_a_parameter_has_the_host_of_the_url() {
    for (url, expected) in [
        (
            "https://a.example/?privacy=%7B%22gdpr%22%3A1%7D",
            "a.example query privacy.gdpr 0 gdpr 1",
        ),
        (
            "https://a.example/?r=https%3A%2F%2Fb.example%2F%3Fp%3D%257B%2522gdpr%2522%253A1%257D",
            "b.example query p.gdpr 1 gdpr 1",
        ),
        ("/?r=%2Fp%3Fx%3D%257B%2522gdpr%2522%253A1%257D", "- query x.gdpr 1 gdpr 1"),
    ] {
        assert_eq!(with_hosts(url), [expected], "{url}");
    }
}
