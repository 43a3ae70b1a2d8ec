use std::fmt::Write as _;

use super::*;
use crate::JsonRewriter;
use crate::percent::percent_encode;
use crate::test_support::Rng;

const RULES: [(&str, FieldEdit); 3] = [
    ("uid", FieldEdit::Remove),
    ("ip", FieldEdit::TruncateIp),
    ("lat", FieldEdit::RoundCoordinate),
];

fn rewrite(text: &str) -> String {
    let mut out = Vec::new();
    ParameterRewriter::new(RULES).unwrap().rewrite(text, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn values_are_removed_and_edited() {
    for (text, expected) in [
        ("https://a.example/?uid=7", "https://a.example/?uid="),
        ("/s?x=1&uid=7&y=%20", "/s?x=1&uid=&y=%20"),
        ("uid=7&uid=8", "uid=&uid="),
        ("/s?UID=7&uids=7&x-uid=7", "/s?UID=7&uids=7&x-uid=7"),
        ("/s?u%69d=7#x", "/s?u%69d=#x"),
        ("/s#uid=7", "/s#uid="),
        ("/s?uid=a;b=c", "/s?uid="),
        ("/s;uid=a;b=c?x=1", "/s;uid=;b=c?x=1"),
        ("/s;uid=a?x=1", "/s;uid=?x=1"),
        ("/s?r=/t?uid=7", "/s?r=/t?uid="),
        ("/s?r=uid=7", "/s?r=uid="),
        ("/s?uid=a b", "/s?uid="),
        ("/s?uid", "/s?uid"),
        ("/s?uid=", "/s?uid="),
        ("", ""),
        ("/s?ip=192.0.2.77&lat=52.520008", "/s?ip=192.0.2.0&lat=52.52"),
        ("/s?ip=192.0.2.0", "/s?ip=192.0.2.0"),
        ("/s?ip=2001%3Adb8%3A1%3A2345%3A%3A1", "/s?ip=2001%3Adb8%3A1%3A2300%3A%3A"),
        ("/s?ip=unknown", "/s?ip="),
        // Escaped once, twice, and without a name.
        ("/s?r=%2Ft%3Fuid%3D7%26y%3D8&z=9", "/s?r=%2Ft%3Fuid%3D%26y%3D8&z=9"),
        ("/s?r=%252Ft%253Fuid%253D7", "/s?r=%252Ft%253Fuid%253D"),
        ("/s?https%3A%2F%2Fa.example%2F%3Fuid%3D7", "/s?https%3A%2F%2Fa.example%2F%3Fuid%3D"),
        ("/s?r=%3Fip%3D192.0.2.7%26x", "/s?r=%3Fip%3D192.0.2.0%26x"),
        ("/s?r=%3Fip%3D2001%253Adb8%253A%253A1", "/s?r=%3Fip%3D2001%253Adb8%253A%253A"),
        // JSON in a text.
        (r#"{"u": "/s?uid=7", "x": 1}"#, r#"{"u": "/s?uid=", "x": 1}"#),
    ] {
        assert_eq!(rewrite(text), expected, "{text}");
    }
}

#[test]
fn quotes_around_a_value_stay() {
    for (text, expected) in [
        ("a=b; uid=\"7\"; c=\"d\"", "a=b; uid=\"\"; c=\"d\""),
        ("uid=\"7\"", "uid=\"\""),
        ("uid=\"7;8&9 \"; c=d", "uid=\"\"; c=d"),
        ("x=1; ip=\"192.0.2.77\"; c=d", "x=1; ip=\"192.0.2.0\"; c=d"),
        ("/s?uid=\"7\"&x=1", "/s?uid=\"\"&x=1"),
        ("/s?uid=\"\"&x=1", "/s?uid=\"\"&x=1"),
        // A plus sign is white space.
        ("/s?+uid=7&x=1", "/s?+uid=&x=1"),
        ("/s?x=1&++uid=7", "/s?x=1&++uid="),
        ("/s?r=%3F%2Buid%3D7", "/s?r=%3F%2Buid%3D"),
        ("/s?+uidx=7&x+y=1", "/s?+uidx=7&x+y=1"),
        // What is not only a quoted value goes whole.
        ("/s?uid=\"7\"8&x=1", "/s?uid=&x=1"),
        ("/s?uid=x=\"7\"&x=1", "/s?uid=&x=1"),
        ("/s?uid=\"7&x=1", "/s?uid=&x=1"),
        ("a=\"; uid=\"7\"; x", "a=\"; uid=\"\"; x"),
        // Other values may have parameters.
        ("a=\"uid=7\"; x", "a=\"uid=\"; x"),
        ("a=\"uid=\"; x", "a=\"uid=\"; x"),
        ("a=\"/s?b=1&uid=7\"; x", "a=\"/s?b=1&uid=\"; x"),
        ("a=\"x\"uid=7; x", "a=\"x\"uid=; x"),
        // A quote that ends a text around the parameter is none of its value.
        (r#"{"u":"/s?uid=","x":"y"}"#, r#"{"u":"/s?uid=","x":"y"}"#),
        (r#"["/s?uid=", "y"]"#, r#"["/s?uid=", "y"]"#),
        (r#"<a href="/s?uid=" title="y">"#, r#"<a href="/s?uid=" title="y">"#),
        (r#"{"c":"uid=\"7\"; x=1","v":1}"#, r#"{"c":"uid=","v":1}"#),
        (r#"{"c":"a=1; uid=\"7\"; x=1","v":1}"#, r#"{"c":"a=1; uid=; x=1","v":1}"#),
    ] {
        assert_eq!(rewrite(text), expected, "{text}");
    }
    let mut out = Vec::new();
    let rewriter = ParameterRewriter::new(RULES).unwrap();
    let mut rewriter = JsonRewriter::new([]).unwrap().with_parameters(rewriter);
    let json = br#"{"cookie": "a=b; uid=\"7\"; c=\"d\""}"#;
    rewriter.rewrite(json, None, &mut out).unwrap();
    assert_eq!(out, br#"{"cookie": "a=b; uid=\"\"; c=\"d\""}"#);
}

#[test]
fn parameters_under_escapes_of_json_are_found() {
    for (text, expected) in [
        (r#"{"u":"\/s?x=1\u0026uid=7","v":1}"#, r#"{"u":"\/s?x=1\u0026uid=","v":1}"#),
        (r#"{"u":"/s\u003fuid=7"}"#, r#"{"u":"/s\u003fuid="}"#),
        (r#"{"u":"/s?uid\u003d7"}"#, r#"{"u":"/s?uid\u003d"}"#),
        (r#"{"u":"/s?u\u0069d=7"}"#, r#"{"u":"/s?u\u0069d="}"#),
        (r#"{"u":"/s\x3fx=1\x26uid=7"}"#, r#"{"u":"/s\x3fx=1\x26uid="}"#),
        // It is open whether the escape is one.
        (r#"{"u":"/s?uid=7\u0026x=1"}"#, r#"{"u":"/s?uid="}"#),
        (r#"{\"u\":\"/s?x=1\\u0026uid=7\",\"v\":1}"#, r#"{\"u\":\"/s?x=1\\u0026uid=\",\"v\":1}"#),
        (r"/s?x=%5Cu0026uid%3D7&y", r"/s?x=%5Cu0026uid%3D&y"),
        (r"/s?x=\u00253Fuid\u00253D7&y", r"/s?x=\u00253Fuid\u00253D&y"),
        // Both ways to read a text.
        (r"/s?x=1\u0026uid=7%26y", r"/s?x=1\u0026uid="),
        (r"/s?x%3D1%26uid%3D7\n8", r"/s?x%3D1%26uid%3D"),
        (r"C:\temp\new?x=1", r"C:\temp\new?x=1"),
    ] {
        assert_eq!(rewrite(text), expected, "{text}");
    }
}

/// A text with too many escapes may have any parameter.
#[test]
fn what_cannot_be_read_in_full_is_removed() {
    let nested = |layers: usize, inner: &str| {
        (0..layers).fold(inner.to_owned(), |text, _| percent_encode(&text, b""))
    };
    for (layers, is_read) in [(7, true), (8, true), (9, false), (20, false)] {
        let text = format!("/s?a=1&r={}&z=9", nested(layers, "/t?uid=7&x=8"));
        let mut out = Vec::new();
        let rewritten = ParameterRewriter::new(RULES).unwrap().rewrite(&text, &mut out);
        let expected = if is_read {
            format!("/s?a=1&r={}&z=9", nested(layers, "/t?uid=&x=8"))
        } else {
            let kept = String::from_utf8(out.clone()).unwrap();
            assert!(!kept.contains("uid") && kept.len() < text.len(), "{kept}");
            kept
        };
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(rewritten.parameters().count(), if is_read { 1 } else { 3 });
    }
    // Escapes of two kinds, in as many ways to read them: the work is bounded.
    let double = |text: &str| percent_encode(text, b"") + &text.replace('\\', r"\\") + r"\u0026";
    let text = "/s?r=".to_owned() + &(0..10).fold("x".to_owned(), |text, _| double(&text));
    assert!(rewrite(&text).len() < text.len());
}

/// Encodes a text in one of several ways. Letters and digits stay.
fn encoded(text: &str, rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => percent_encode(text, b""),
        1 => {
            let json = serde_json::to_string(text).unwrap().replace('&', "\\u0026");
            json.replace('=', "\\u003d").replace('?', "\\u003F").replace('/', "\\/")
        }
        2 => format!("/p?x=1&r={}", percent_encode(text, b"/:")),
        _ => serde_json::to_string(&[text]).unwrap(),
    }
}

#[test]
fn no_value_survives_any_encoding() {
    let mut rng = Rng::new(5);
    let rewriter = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    for _ in 0..20_000 {
        let before = *rng.pick(&["/s?", "/s?x=1&", "a=b; ", "", "/s;x=1;", "/s?u=\"v\"&", "#"]);
        let value = *rng.pick(&["SECRET", "\"SECRET\"", "a\"SECRET", "%20SECRET", "a+SECRET/b"]);
        let after = *rng.pick(&["", "&y=2", "; c=d", "\"", "&gdpr_consent=CQg2bYA.IA"]);
        let mut text = format!("{before}uid={value}{after}");
        for _ in 0..rng.below(6) {
            text = encoded(&text, &mut rng);
        }
        let mut out = Vec::new();
        rewriter.rewrite(&text, &mut out);
        let found = String::from_utf8(out).unwrap();
        assert!(!found.contains("SECRET"), "{text}\n{found}");
    }
}

#[test]
fn the_rules_that_applied_are_known() {
    let rewriter = ParameterRewriter::new(RULES).unwrap();
    let rewritten = |text| rewriter.rewrite(text, &mut Vec::new());
    assert!(rewritten("/s?uid=&ip=192.0.2.0&x=1").is_unchanged());
    assert!(rewritten("/s?ip=192.0.2.7&lat=1.5").parameters().eq([1]));
    assert!(rewritten("/s?r=%3Fuid%3D7&lat=1.555").parameters().eq([0, 2]));
    let many = (0..129).map(|index| (index.to_string(), FieldEdit::Remove));
    assert_eq!(ParameterRewriter::new(many).unwrap_err(), TooManyRules);
}

#[test]
fn log_lines_lose_parameters_in_and_between_quoted_fields() {
    let rewriter = ParameterRewriter::new(RULES).unwrap();
    let log = |line: &str| {
        let mut out = Vec::new();
        rewriter.rewrite_log_line(line, &mut out)?;
        Some(String::from_utf8(out).unwrap())
    };
    for (line, expected) in [
        (
            r#"uid=1 - u [x] "GET /s?uid=7&x=\x22 HTTP/1.1" 200 5 "/?uid=\"7" "ua uid=9" uid=3"#,
            r#"uid= - u [x] "GET /s?uid=&x=\x22 HTTP/1.1" 200 5 "/?uid=" "ua uid=" uid="#,
        ),
        // Quotes that a client sent, and that the server did not escape.
        (r#"- "GET /?x="&uid=7&y=" HTTP/1.1" 200 x"#, r#"- "GET /?x="&uid=&y=" HTTP/1.1" 200 x"#),
        (
            r#"- "GET /?x HTTP/1.1" 200 "ua \" "https://x/?uid=7""#,
            r#"- "GET /?x HTTP/1.1" 200 "ua \" "https://x/?uid=""#,
        ),
        (r#"- "GET /?x HTTP/1.1" 200 "/?uid=1"#, r#"- "GET /?x HTTP/1.1" 200 "/?uid="#),
        (
            r#""/?uid=1" "a \" /?uid=2" - "GET /?uid=3 HTTP/1.1" 200 "POST /?uid=4 HTTP/1.1""#,
            r#""/?uid=" "a \" /?uid=" - "GET /?uid= HTTP/1.1" 200 "POST /?uid=""#,
        ),
    ] {
        assert_eq!(log(line).unwrap(), expected);
    }
    assert_eq!(log("no request uid=7"), None);
}

#[test]
fn strings_of_json_are_rewritten_and_edits_come_first() {
    let rules = [("page".parse().unwrap(), FieldEdit::Remove)];
    let mut rewriter = JsonRewriter::new(rules).unwrap();
    rewriter = rewriter.with_parameters(ParameterRewriter::new(RULES).unwrap());
    for (json, expected) in [
        (r#"{"page": "/?uid=7", "url": "/?uid=7"}"#, r#"{ "url": "/?uid="}"#),
        (r#"[["\/\u003fuid=7\u0026x=é"], 7.0]"#, r#"[["\/\u003fuid=\u0026x=é"], 7.0]"#),
        (r#"{"url":"\u002F?\u0075id\u003D\u0037"}"#, r#"{"url":"\u002F?\u0075id\u003D"}"#),
        (r#"{"uid=7": "x"}"#, r#"{"uid=7": "x"}"#),
        (r#""{\"u\":\"/?uid=7\",\"x\":1}""#, r#""{\"u\":\"/?uid=\",\"x\":1}""#),
    ] {
        let mut out = Vec::new();
        rewriter.rewrite(json.as_bytes(), None, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{json}");
    }
    let mut out = Vec::new();
    let rewritten = rewriter.rewrite(b"{\"u\":\"/?\xff&uid=7\"}", None, &mut out).unwrap();
    assert_eq!((&*out, rewritten.is_reduced), (&b"{\"u\":\"\"}"[..], true));
}

/// The query that random pairs make, and the same with the values of `uid` removed. Values may be
/// URLs, which are escaped as a whole.
fn random_url(rng: &mut Rng, depth: usize) -> (String, String) {
    let (mut url, mut expected) = ("/p".to_owned(), "/p".to_owned());
    for index in 0..rng.below(4) {
        let name = *rng.pick(&["uid", "x", "gdpr_consent", "uidx"]);
        let (value, kept) = if depth > 0 && rng.below(3) == 0 {
            let (inner, kept) = random_url(rng, depth - 1);
            (percent_encode(&inner, b""), percent_encode(&kept, b""))
        } else {
            let value = *rng.pick(&["", "7", "a%20b", "CQg2bYA.IA", "%E9", "a+b/c", "é", "%"]);
            (value.to_owned(), value.to_owned())
        };
        let separator = if index == 0 { '?' } else { '&' };
        write!(url, "{separator}{name}={value}").unwrap();
        let kept = if name == "uid" { "" } else { &kept };
        write!(expected, "{separator}{name}={kept}").unwrap();
    }
    (url, expected)
}

#[test]
fn random_urls_lose_the_values_and_nothing_else() {
    let mut rng = Rng::new(3);
    let rewriter = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    for _ in 0..20_000 {
        let (url, expected) = random_url(&mut rng, 3);
        let mut out = Vec::new();
        rewriter.rewrite(&url, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{url}");
        // The same in JSON and in a log.
        let json = serde_json::to_string(&[&url, "x"]).unwrap();
        let (mut out, mut row) = (Vec::new(), Vec::new());
        let mut of_json = JsonRewriter::new([]).unwrap().with_parameters(rewriter.clone());
        of_json.rewrite(json.as_bytes(), None, &mut out).unwrap();
        assert_eq!(out, serde_json::to_vec(&[&expected, "x"]).unwrap(), "{json}");
        let line = format!("\"{url}\" \"-\" \"GET {url} HTTP/1.1\" 200 \"{url}\"");
        rewriter.rewrite_log_line(&line, &mut row).unwrap();
        assert_eq!(String::from_utf8(row).unwrap(), line.replace(&url, &expected));
    }
}

/// A name follows any separator, white space and control characters included. Its value ends at `&`
/// and `#` alone, and after a semicolon also at the next one and at a question mark.
#[test]
fn values_reach_from_any_separator_to_the_end_of_the_parameter() {
    let separators: Vec<char> = "?&#;= \u{7f}".chars().chain('\0'..' ').collect();
    let mut rng = Rng::new(11);
    let rewriter = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    for round in 0..20_000 {
        let separator = separators[round % separators.len()];
        let is_list = separator == ';';
        let other = *rng.pick(if is_list { &[' ', '=', '\u{1}'] } else { &[';', '?', '\t'] });
        let value = *rng.pick(&["SECRET", "SEC@RET", "@SECRET", "SECRET@", "é@SECRET/@", ""]);
        let value = value.replace('@', &other.to_string());
        let end = *rng.pick(if is_list { &["&", "#", ";", "?"][..] } else { &["&", "#"] });
        let after = *rng.pick(&["y=2", "y", "y=a b;c?d", "é", "gdpr_consent=CQg2bYA.IA", ""]);
        let around = |value: &str| format!("/s{separator}uid={value}{end}{after}");
        let (mut text, mut expected) = (around(&value), around(""));
        for _ in 0..rng.below(5) {
            let nested = |text: &str| format!("/t?a=1&r={}&z=9", percent_encode(text, b""));
            (text, expected) = (nested(&text), nested(&expected));
        }
        let mut out = Vec::new();
        rewriter.rewrite(&text, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{text:?}");
        let (json, mut out) = (serde_json::to_vec(&[&text, "x"]).unwrap(), Vec::new());
        let mut of_json = JsonRewriter::new([]).unwrap().with_parameters(rewriter.clone());
        of_json.rewrite(&json, None, &mut out).unwrap();
        let found: Vec<String> = serde_json::from_slice(&out).unwrap();
        assert_eq!(found, [&expected, "x"], "{text:?}");
    }
}
