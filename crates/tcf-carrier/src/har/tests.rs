use serde_json::{Value, json};

use super::*;
use crate::test_support::{Pieces, Rng};

/// A HAR file of entries.
fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": entries}})
        .to_string()
}

fn read_with(text: &[u8], options: HarOptions) -> Result<Vec<HarEntry>, HarError> {
    let mut reader = HarReader::new(text, options);
    std::iter::from_fn(|| reader.next_entry().transpose()).collect()
}

fn read_one(entry: &Value) -> HarEntry {
    let entries = read_with(har(std::slice::from_ref(entry)).as_bytes(), HarOptions::new());
    entries.unwrap().remove(0)
}

fn chrome() -> Value {
    json!({
        "_initiator": {
            "type": "script",
            "stack": {
                "callFrames": [{"functionName": "", "url": ""}],
                "parent": {"callFrames": [{"url": "https://cdn.example/a.js"}, {"url": "b"}]}
            }
        },
        "_priority": "Low",
        "_resourceType": "ping",
        "_webSocketMessages": [
            {"type": "send", "time": 1_712_052_904.4, "opcode": 1, "data": "{\"gdpr\":1}"}
        ],
        "cache": {},
        "pageref": "page_1",
        "request": {
            "method": "POST",
            "url": "https://ads.example/sync?gdpr=1",
            "headers": [
                {"name": ":authority", "value": "ads.example"},
                {"name": "cookie", "value": "a=b"},
                {"name": "Sec-GPC", "value": "1"}
            ],
            "queryString": [{"name": "gdpr", "value": "1"}],
            "cookies": [{"name": "a", "value": "b", "expires": "2024-05-01T00:00:00Z"}],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "text": "gdpr=1&x=%20",
                "params": [{"name": "gdpr", "value": "1"}, {"name": "x", "value": "%20"}]
            }
        },
        "response": {
            "status": 302,
            "headers": [
                {"name": "Set-Cookie", "value": "uid=0; Max-Age=3600\nother=1"},
                {"name": "set-cookie", "value": "third="}
            ],
            "redirectURL": "https://next.example/",
            "content": {"size": 4, "mimeType": "text/html", "text": "\"{}[]"}
        },
        "startedDateTime": "2024-04-02T10:15:04.400Z",
        "time": 12.5
    })
}

#[test]
fn members_of_chrome_are_read() {
    let entry = read_one(&chrome());
    assert_eq!(entry.started.unwrap().unix_millis(), 1_712_052_904_400);
    assert_eq!(entry.page_ref.as_deref(), Some("page_1"));
    assert_eq!((&*entry.method, entry.host()), ("POST", Some("ads.example")));
    assert_eq!(entry.request_header("sec-gpc"), Some("1"));
    assert_eq!(entry.cookie_values().map(|value| &*value.text).collect::<Vec<_>>(), ["a=b"]);
    let set: Vec<_> = entry.set_cookie_values().collect();
    assert_eq!(set, ["uid=0; Max-Age=3600", "other=1", "third="]);
    assert_eq!(entry.redirect_url.as_ref().unwrap().text, "https://next.example/");
    assert_eq!(entry.resource_type.as_deref(), Some("ping"));
    let initiator = entry.initiator.as_ref().unwrap();
    assert_eq!(initiator.kind.as_deref(), Some("script"));
    assert_eq!(initiator.url.as_deref(), Some("https://cdn.example/a.js"));
    let data = entry.post_data.as_ref().unwrap();
    assert_eq!(data.text.as_ref().unwrap().text, "gdpr=1&x=%20");
    assert_eq!(data.params.len(), 2);
    assert!(entry.web_socket_messages.is_empty());
    assert_eq!((entry.delivery(), entry.body), (Delivery::Sent, None));

    let options = HarOptions::new().with_web_socket_messages();
    let entries = read_with(har(&[chrome()]).as_bytes(), options).unwrap();
    let [message] = &*entries[0].web_socket_messages else { panic!("one message") };
    assert_eq!((message.is_sent, message.at), (true, entries[0].started));
    assert_eq!(message.data.text, "{\"gdpr\":1}");
}

#[test]
fn members_of_other_programs_are_read() {
    // WebPageTest.
    let entry = read_one(&json!({
        "_run": 2, "_type": "image", "_initiator": "https://a.example/x.js", "_initiator_line": "3",
        "_full_url": "https://b.example/", "request": {"method": "GET", "url": "https://b.example/"},
        "startedDateTime": "2016-01-01T00:00:00.000+00:00"
    }));
    assert_eq!((entry.run, entry.resource_type.as_deref()), (Some(2), Some("image")));
    assert_eq!(entry.initiator.unwrap().url.as_deref(), Some("https://a.example/x.js"));
    // Playwright with bodies in other files.
    let entry = read_one(&json!({
        "_frameref": "frame@1", "_wasAborted": true,
        "request": {
            "method": "POST", "url": "https://b.example/",
            "postData": {"mimeType": "application/json", "params": [], "_file": "1.json"}
        },
        "response": {"status": -1, "_failureText": "net::ERR_ABORTED"}
    }));
    let data = entry.post_data.as_ref().unwrap();
    assert_eq!((data.file.as_deref(), data.is_complete()), (Some("1.json"), false));
    assert_eq!((entry.status, entry.delivery()), (None, Delivery::Failed));
    // A minimal file.
    let entry = read_one(&json!({"request": {"url": "https://b.example/", "cookies": [
        {"name": "a", "value": "b"}
    ]}}));
    assert!(entry.has_cookies() && !entry.sets_cookies());
    assert_eq!(entry.request_cookies[0].value.text, "b");
}

#[test]
fn delivery_tells_what_left_the_browser() {
    let request = |url: &str| json!({"request": {"method": "GET", "url": url}});
    let https = "https://a.example/";
    let with = |members: Value| {
        let mut entry = request(https);
        for (key, value) in members.as_object().unwrap() {
            entry[key] = value.clone();
        }
        entry
    };
    for (entry, expected) in [
        (request(https), Delivery::Sent),
        (request("WSS://a.example/"), Delivery::Sent),
        (request("data:text/plain,x"), Delivery::Local),
        (request("blob:https://a.example/1"), Delivery::Local),
        (request("chrome-extension://x/y.js"), Delivery::Local),
        (json!({"request": {"method": "OPTIONS", "url": https}}), Delivery::Preflight),
        (with(json!({"_fromCache": "disk", "response": {"status": 200}})), Delivery::Cached),
        (with(json!({"_fromCache": false})), Delivery::Sent),
        (
            with(json!({"response": {"status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT"}})),
            Delivery::Blocked,
        ),
        (with(json!({"response": {"status": 0, "_error": "net::ERR_FAILED"}})), Delivery::Failed),
        (with(json!({"response": {"status": 0, "_error": null}})), Delivery::Sent),
        (with(json!({"response": {"status": 200, "_error": "late"}})), Delivery::Sent),
    ] {
        assert_eq!(read_one(&entry).delivery(), expected, "{entry}");
    }
}

#[test]
fn sizes_are_added_as_far_as_they_are_known() {
    for (request, response, expected) in [
        (json!({}), json!({}), None),
        (json!({"headersSize": -1, "bodySize": -1}), json!({"bodySize": -1}), None),
        (
            json!({"headersSize": 100, "bodySize": 20}),
            json!({"headersSize": 3, "bodySize": 4}),
            Some(127),
        ),
        (json!({"headersSize": 100}), json!({"bodySize": 4, "_transferSize": 9}), Some(109)),
        (json!({"bodySize": -1}), json!({"_transferSize": 0}), Some(0)),
    ] {
        let entry = read_one(&json!({"request": request, "response": response}));
        assert_eq!(entry.transfer_size, expected, "{request} {response}");
    }
}

#[test]
fn bodies_are_read_of_named_hosts_only() {
    let answer = |host: &str, mime_type: &str| {
        json!({
            "request": {"method": "GET", "url": format!("https://{host}/tcdata")},
            "response": {"content": {
                "size": 2, "mimeType": mime_type, "text": "e30=", "encoding": "base64"
            }}
        })
    };
    let entries = [
        answer("cdn.cmp.example", "application/json; charset=utf-8"),
        answer("cdn.cmp.example", "text/html"),
        answer("ads.example", "application/json"),
    ];
    let options = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let entries = read_with(har(&entries).as_bytes(), options).unwrap();
    let body = entries[0].body.as_ref().unwrap();
    assert_eq!((&*body.text.text, body.is_base64), ("e30=", true));
    assert_eq!((&entries[1].body, &entries[2].body), (&None, &None));

    // Of a member that is named twice, the last one counts.
    let json = r#""content": {"mimeType": "application/json", "text": "{}"}"#;
    let page = r#""content": {"mimeType": "text/html"}"#;
    let url = r#""request": {"url": "https://cdn.cmp.example/"}"#;
    let text = format!(r#"{{"log": {{"entries": [{{{url}, "response": {{{json}, {page}}}}}]}}}}"#);
    let options = HarOptions::new().with_body_hosts(["*.cmp.example".parse().unwrap()]);
    let entries = read_with(text.as_bytes(), options).unwrap();
    assert_eq!((entries[0].media_type.as_deref(), &entries[0].body), (Some("text/html"), &None));
}

#[test]
fn members_of_the_log_may_follow_the_entries() {
    let text = r#"{"x": [1], "log": {
        "entries": [{"pageref": "p"}],
        "pages": [{"id": "p", "title": "https://a.example/", "startedDateTime": "1970-01-01T00:00:01Z"}, 3],
        "browser": {"name": "Chrome", "version": 130}, "creator": null, "version": "1.1"
    }, "y": null}"#;
    let mut reader = HarReader::new(text.as_bytes(), HarOptions::new());
    assert_eq!(reader.next_entry().unwrap().unwrap().page_ref.as_deref(), Some("p"));
    assert!(reader.log().pages.is_empty());
    assert!(reader.next_entry().unwrap().is_none());
    let log = reader.log();
    assert_eq!((log.version.as_deref(), &log.creator), (Some("1.1"), &None));
    assert_eq!(log.browser.as_ref().unwrap().version, "130");
    let [page] = &*log.pages else { panic!("one page") };
    assert_eq!((&*page.id, &*page.title), ("p", "https://a.example/"));
    assert_eq!(page.started.unwrap().unix_millis(), 1000);
}

#[test]
fn a_file_without_cookies_is_sanitized() {
    let request = json!({"request": {"url": "https://a.example/", "headers": []}});
    for (entries, expected) in
        [(vec![], false), (vec![request.clone()], true), (vec![request.clone(), chrome()], false)]
    {
        let text = har(&entries);
        let mut reader = HarReader::new(text.as_bytes(), HarOptions::new());
        while reader.next_entry().unwrap().is_some() {}
        assert_eq!(reader.evidence().is_sanitized(), expected);
        assert_eq!(reader.evidence().entries, u64::try_from(entries.len()).unwrap());
    }
}

#[test]
fn locations_and_spans_point_into_the_file() {
    let text =
        "{\"log\": {\"entries\": [\n  {\"request\": {\"url\": \"https://a.example/\"}},\n  {}]}}";
    let entries = read_with(text.as_bytes(), HarOptions::new()).unwrap();
    let lines: Vec<_> = entries.iter().map(|entry| entry.location.line).collect();
    assert_eq!(lines, [2, 3]);
    let span = &entries[0].url.span;
    let span = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
    assert_eq!(text.get(span).unwrap(), "https://a.example/");
    assert_eq!(usize::try_from(entries[1].location.byte).unwrap(), text.rfind("{}").unwrap());
}

#[test]
fn errors_follow_the_entries_before_them() {
    let text = har(&[chrome(), chrome()]);
    let mut reader = HarReader::new(&text.as_bytes()[..text.len() - 100], HarOptions::new());
    assert!(reader.next_entry().unwrap().is_some());
    let error = reader.next_entry().unwrap_err().to_string();
    assert!(error.starts_with("input ends early, expected"), "{error}");
    for (text, message) in [
        ("{\"log\": {}}", "not a HAR file: log.entries is missing"),
        ("{}", "not a HAR file: log.entries is missing"),
        ("[]", "expected an object, found an array at line 1, column 1 (byte 0)"),
        (
            "{\"log\": {\"entries\": []}} x",
            "expected the end of the input, found 'x' at line 1, column 26 (byte 25)",
        ),
    ] {
        let error = read_with(text.as_bytes(), HarOptions::new()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn values_of_the_wrong_kind_are_skipped() {
    let text = r#"{"log": {"entries": [3, {"request": [], "response": "x", "pageref": {}, "_run": [],
        "_initiator": 1, "startedDateTime": null}, {"request": {"url": 1, "headers": {}, "postData": 2,
        "cookies": [1, null]}}], "pages": {}, "creator": []}}"#;
    let entries = read_with(text.as_bytes(), HarOptions::new()).unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[2].request_cookies.len(), 2);
}

#[test]
fn any_split_into_reads_gives_the_same_entries() {
    let entries = [chrome(), json!({}), chrome()];
    let text = har(&entries);
    let options = HarOptions::new().with_web_socket_messages();
    let whole = read_with(text.as_bytes(), options.clone()).unwrap();
    let mut rng = Rng::new(5);
    for seed in 0..200 {
        let source = Pieces::new(text.as_bytes(), 1 + rng.below(9), seed);
        let mut reader = HarReader::new(source, options.clone());
        let pieces: Result<Vec<_>, _> =
            std::iter::from_fn(|| reader.next_entry().transpose()).collect();
        assert_eq!(pieces.unwrap(), whole);
    }
}

#[test]
fn entries_do_not_depend_on_recycled_ones() {
    let entry = |number: usize| match number % 4 {
        0 => chrome(),
        1 => json!({"_initiator": {"url": "u", "stack": {"callFrames": [{"url": "s"}]}}}),
        2 => json!({"request": {"url": "https://a.example", "headers": [{"name": "A"}, {}],
            "postData": {"mimeType": "m", "text": "x".repeat(5000)}, "method": "POST",
            "cookies": [{"name": "c", "value": "d"}]}}),
        _ => json!({"response": {"content": {"mimeType": "text/html"}, "redirectURL": "r"}}),
    };
    let text = har(&(0..12).map(entry).collect::<Vec<_>>());
    let expected = read_with(text.as_bytes(), HarOptions::new()).unwrap();
    let mut reader = HarReader::new(text.as_bytes(), HarOptions::new());
    for expected in expected {
        let entry = reader.next_entry().unwrap().unwrap();
        assert_eq!(entry, expected);
        reader.recycle(entry);
    }
}

#[test]
fn long_texts_are_truncated_and_marked() {
    let entry = read_one(&json!({"request": {
        "url": format!("https://a.example/{}", "x".repeat(2_000_000)),
        "headers": [{"name": "Cookie", "value": "c".repeat(70_000)}]
    }}));
    assert_eq!((entry.url.text.len(), entry.url.is_truncated), (1024 * 1024, true));
    let cookie = entry.cookie_values().next().unwrap();
    assert_eq!((cookie.text.len(), cookie.is_truncated), (64 * 1024, true));
    assert_eq!(cookie.span.end - cookie.span.start, 70_000);
}
