//! Signals in HAR files.

use base64::Engine as _;
use serde_json::json;

use super::*;

/// A visit with every place of a HAR file.
pub(super) fn har_file() -> String {
    let entry = json!({
        "startedDateTime": "2024-04-02T10:15:04.400Z",
        "request": {
            "method": "POST",
            "url": format!("https://a.example/s?gdpr=1&r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D{TC}"),
            "headers": [
                {"name": "Cookie", "value": format!("uid=7; euconsent-v2={TC}")},
                {"name": "Referer", "value": format!("https://c.example/?gdpr_consent={OTHER}")},
                {"name": "sec-gpc", "value": "1"}
            ],
            "queryString": [{"name": "gdpr_consent", "value": OTHER}],
            "cookies": [{"name": "euconsent-v2", "value": OTHER}],
            "postData": {"mimeType": "text/plain", "text": format!("{{\"gdpr_consent\": \"{TC}\"}}")}
        },
        "response": {
            "status": 302,
            "redirectURL": format!("https://d.example/?gdpr_consent={OTHER}"),
            "headers": [{"name": "set-cookie", "value": format!("uid=7\neuconsent-v2={TC}; Secure")}],
            "content": {"mimeType": "text/html", "text": OTHER}
        }
    });
    let form = json!({
        "request": {
            "url": "https://a.example/", "cookies": [{"name": "usprivacy", "value": "1---"}],
            "postData": {"mimeType": "x", "text": format!("a=b&gdpr_consent={TC}")}
        },
        "response": {"cookies": [{"name": "euconsent-v2", "value": TC}]}
    });
    let answer = json!({
        "request": {
            "url": "https://cdn.cmp.example/", "postData": {"params": [{"name": "gdpr", "value": "1"}]}
        },
        "response": {"content": {
            "mimeType": "application/json", "text": format!("{{\"tcString\": \"{TC}\"}}")
        }}
    });
    json!({"log": {"entries": [entry, form, answer]}})
        .to_string()
        .replace("{\"request\"", "\n{\"request\"")
}

#[test]
fn every_place_of_a_har_file_is_read_once() {
    let har = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let options = ExtractOptions::new().with_har(har);
    let expected = [
        "entry 0 on 2 query gdpr 0 gdpr 1",
        "entry 0 on 2 query gdpr_consent 1 tc TC",
        "entry 0 on 2 cookie euconsent-v2 0 tc TC",
        "entry 0 on 2 header sec-gpc 0 gpc 1",
        "entry 0 on 2 json gdpr_consent 0 tc TC",
        "entry 0 on 2 setCookie euconsent-v2 0 tc TC",
        "entry 1 on 3 cookie usprivacy 0 usp 1---",
        "entry 1 on 3 body gdpr_consent 0 tc TC",
        "entry 1 on 3 setCookie euconsent-v2 0 tc TC",
        "entry 2 on 4 body gdpr 0 gdpr 1",
        "entry 2 on 4 json tcString 0 tc TC",
    ];
    let text = har_file();
    assert_eq!(found(text.as_bytes(), CarrierFormat::Har, &options), expected);
    let shallow = ExtractOptions::new().with_max_depth(0);
    let found = found(text.as_bytes(), CarrierFormat::Har, &shallow);
    assert!(found.iter().all(|signal| !signal.contains(" 1 tc ")), "{found:?}");
}

#[test]
fn a_form_with_an_empty_text_is_read_from_its_parameters() {
    for text in [json!(""), json!(null)] {
        let params = json!([{"name": "gdpr", "value": "1"}]);
        let request =
            json!({"url": "https://a.example/", "postData": {"text": text, "params": params}});
        let har = json!({"log": {"entries": [{"request": request}]}}).to_string();
        assert_eq!(found_in(&har, CarrierFormat::Har), ["entry 0 on 1 body gdpr 0 gdpr 1"]);
    }
}

#[test]
fn texts_of_an_entry_that_are_cut_off_are_counted() {
    let long = "a".repeat(100_000);
    for request in [
        json!({"cookies": [{"name": "a", "value": long}]}),
        json!({"headers": [{"name": "a", "value": long}]}),
        json!({"postData": {"params": [{"name": "a", "value": long}]}}),
    ] {
        let har = json!({"log": {"entries": [{"request": request}, {"request": {}}]}}).to_string();
        let mut partial = Vec::new();
        let (format, options) = (CarrierFormat::Har, ExtractOptions::new());
        let extracted = extract_records(har.as_bytes(), format, &options, &mut |one| {
            if let Extraction::Partial(record) = one {
                partial.push(record);
            }
        });
        assert_eq!(partial, [RecordId::Entry { index: 0, line: 1 }]);
        assert_eq!(extracted.unwrap().truncated, 1);
    }
}

/// A HAR file with a response of the platform.
fn har_with_body(content: &serde_json::Value) -> String {
    let request = json!({"url": "https://cdn.cmp.example/"});
    let response = json!({"content": content});
    json!({"log": {"entries": [{"request": request, "response": response}]}}).to_string()
}

#[test]
fn bodies_in_base64_are_read_and_marked() {
    let har = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let options = ExtractOptions::new().with_har(har);
    // {"gdprApplies":true,"url":"https:\/\/a.example\/?us_privacy=1YNN"}
    let text = "eyJnZHByQXBwbGllcyI6dHJ1ZSwidXJsIjoiaHR0cHM6XC9cL2EuZXhhbXBsZVwvP3VzX3ByaXZhY3k9\n\
                MVlOTiJ9";
    // What follows the JSON is ignored.
    for text in [text.to_owned(), format!("{text}QQ"), format!("{text}IA=")] {
        let json = json!({"mimeType": "application/json", "encoding": "base64", "text": text});
        let mut found = Vec::new();
        let mut sink = |signal: &Carried<'_>| {
            let steps: Vec<_> = signal.steps.iter().map(Step::name).collect();
            found.push(format!("{}={} {}", signal.name, signal.value, steps.join(",")));
        };
        let text = har_with_body(&json);
        extract(text.as_bytes(), CarrierFormat::Har, &options, &mut sink).unwrap();
        assert_eq!(found, ["gdprApplies=true base64", "url?us_privacy=1YNN base64,json"]);
    }
}

#[test]
fn bodies_in_base64_need_no_padding_and_may_be_cut_off() {
    let har = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let options = ExtractOptions::new().with_har(har);
    let found = |text: &str| {
        let json = json!({"mimeType": "text/plain", "encoding": "base64", "text": text});
        let mut found = Vec::new();
        let mut sink = |signal: &Carried<'_>| found.push(signal.value.to_owned());
        let har = har_with_body(&json);
        let read = extract(har.as_bytes(), CarrierFormat::Har, &options, &mut sink).unwrap();
        (found.join(" "), read.unread_bodies)
    };
    let read = |value: &str| (value.to_owned(), 0);
    // gdpr=1&us_privacy=1YNN, with `&` and `&x` before `us` for other lengths.
    for unpadded in ["Z2Rwcj0xJnVzX3ByaXZhY3k9MVlOTg", "Z2Rwcj0xJiZ1c19wcml2YWN5PTFZTk4"] {
        for padding in ["", "=", "=="] {
            assert_eq!(found(&format!("{unpadded}{padding}")), read("1 1YNN"), "{unpadded}");
        }
    }
    // us_privacy=1YNN&n=<e acute>, cut off within the last character and within a byte.
    assert_eq!(found("dXNfcHJpdmFjeT0xWU5OJm49w6k="), read("1YNN"));
    assert_eq!(found("dXNfcHJpdmFjeT0xWU5OJm49ww"), read("1YNN"));
    assert_eq!(found("dXNfcHJpdmFjeT0xWU5OJm49w"), read("1YNN"));
    // A byte that is not text.
    assert_eq!(found("dXNfcHJpdmFjeT0xWU5O/yZuPTE=").1, 1);
}

#[test]
fn every_step_of_the_deepest_text_is_listed() {
    /// What separates the parts of a URL as escapes, which three decodings lay open.
    fn escaped(text: &str) -> String {
        let escape = |found: char| match found {
            '%' | ':' | '/' | '?' | '=' => format!("%{:02X}", u32::from(found)),
            found => found.to_string(),
        };
        (0..3).fold(text.to_owned(), |text, _| text.chars().map(escape).collect())
    }
    let value = format!("%252543{}", TC.strip_prefix('C').unwrap());
    let innermost = format!("https://d.example/?gdpr_consent={value}");
    let url = ["c", "b", "a"]
        .iter()
        .fold(innermost, |url, host| format!("https://{host}.example/?r={}", escaped(&url)));
    let body = base64::engine::general_purpose::STANDARD.encode(url);
    let har = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let options = ExtractOptions::new().with_har(har);
    let text =
        har_with_body(&json!({"mimeType": "text/plain", "encoding": "base64", "text": body}));
    let mut steps = Vec::new();
    let mut sink = |signal: &Carried<'_>| {
        assert_eq!((signal.value, signal.depth), (TC, 3));
        steps.push(signal.steps.iter().map(Step::name).collect::<Vec<_>>());
    };
    extract(text.as_bytes(), CarrierFormat::Har, &options, &mut sink).unwrap();
    assert_eq!(steps, [[&["base64"][..], &["percent"; 12]].concat()]);
}

#[test]
fn bodies_that_are_not_read_are_counted() {
    let har = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let options = ExtractOptions::new().with_har(har);
    let unread = |har: &str| {
        let extracted = extract(har.as_bytes(), CarrierFormat::Har, &options, &mut |_| {}).unwrap();
        assert_eq!((extracted.records, extracted.truncated), (1, 0));
        extracted.unread_bodies
    };
    // The first bytes of a gzip stream.
    let gzip =
        json!({"mimeType": "application/json", "encoding": "base64", "text": "H4sIAAAAAAAA/w=="});
    assert_eq!(unread(&har_with_body(&gzip)), 1);
    let image = json!({"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgo="});
    assert_eq!(unread(&har_with_body(&image)), 0, "images do not matter");
    let base64 = "CAESBmFkLmNvbRoGc2VjcmV0".repeat(4);
    for (data, count) in [
        (json!({"mimeType": "x", "text": "\u{1f}\u{fffd}\u{8}\u{0}"}), 1),
        (json!({"mimeType": "x", "text": base64}), 1),
        (json!({"mimeType": "x", "text": base64 + "=="}), 1),
        (json!({"mimeType": "x", "_file": "0a1b.bin"}), 1),
        (json!({"mimeType": "x", "text": "a=b&gdpr=1"}), 0),
        (json!({"mimeType": "x", "text": "{\"id\": \"\u{1f}\"}"}), 0),
        (json!({"mimeType": "x", "text": "short"}), 0),
        (json!({"mimeType": "x", "text": ""}), 0),
    ] {
        let request = json!({"url": "https://a.example/", "postData": data});
        let har = json!({"log": {"entries": [{"request": request}]}}).to_string();
        assert_eq!(unread(&har), count, "{data}");
    }
}

#[test]
fn a_har_file_that_is_cut_off_gives_its_signals_and_the_entry() {
    let text = har_file();
    let cut = text.split_at(text.len() - 200).0;
    let mut count = 0;
    let options = ExtractOptions::new();
    let error =
        extract(cut.as_bytes(), CarrierFormat::Har, &options, &mut |_| count += 1).unwrap_err();
    assert_eq!(count, 9);
    let text = error.to_string();
    assert!(text.starts_with("input ends early") && text.ends_with("after 2 entries"), "{text}");
}
