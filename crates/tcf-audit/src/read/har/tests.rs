use serde_json::{Value, json};
use tcf_carrier::{CarriedKind, Place};

use super::*;
use crate::event::{Facts, StorageAction, VisitHasher};
use crate::hosts::{HostMap, HostTable};
use crate::scope::Parties;

const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

fn entry(at: &str, url: &str) -> Value {
    json!({
        "startedDateTime": format!("2024-04-02T10:15:{at}Z"),
        "pageref": "page_1",
        "request": {"method": "GET", "url": url, "headers": []},
        "response": {"status": 200, "headers": []},
    })
}

fn with(mut entry: Value, member: &str, value: Value) -> Value {
    *entry.pointer_mut(member).unwrap() = value;
    entry
}

fn har(pages: &Value, entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "pages": pages, "entries": entries}}).to_string()
}

fn read(har: &str) -> (Recording, Interner) {
    let mut map = HostMap::new();
    map.add_table(HostTable::from_csv("metrics.news.example,755\n").unwrap());
    let parties = Parties { first: Vec::new(), cmp: vec!["cdn.cmp.example".parse().unwrap()] };
    let options = ReadOptions::new(&map, &parties, VisitHasher::new(1, 2));
    let mut texts = Interner::new();
    let recording = read_har(har.as_bytes(), "visit.har", &options, &mut texts).unwrap();
    (recording, texts)
}

/// The text of a symbol that may be missing.
fn text(texts: &Interner, symbol: Option<Symbol>) -> &str {
    symbol.map_or("", |symbol| texts.text(symbol))
}

#[test]
fn entries_become_events_by_time() {
    let mut document = entry("00.000", "https://www.news.example/story/1234567?u=1");
    document["_resourceType"] = json!("document");
    let blocked = with(entry("03.000", "https://a.example/x"), "/response", json!({"status": 0}));
    let blocked =
        with(blocked, "/response", json!({"status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT"}));
    let url = format!("https://A.example/sync?gdpr=1&gdpr_consent={TC}&uid=7");
    let entries = [
        blocked,
        entry("02.000", &url),
        entry("01.500", "https://static.news.example/app.js"),
        entry("01.600", "https://metrics.news.example/collect"),
        entry("01.700", "https://cdn.cmp.example/consent"),
        entry("01.800", "data:text/plain,x"),
        document,
    ];
    let (recording, texts) = read(&har(&json!([]), &entries));
    let [visit] = &recording.visits[..] else { panic!() };
    let summary: Vec<_> = visit
        .events
        .iter()
        .map(|event| {
            let (kind, party) = (event.kind.name(), event.party.name());
            format!("{} {} {kind} {party}", event.position, text(&texts, event.host))
        })
        .collect();
    assert_eq!(
        summary,
        [
            "6 www.news.example call first",
            "2 static.news.example call first",
            // A vendor behind a host of the publisher.
            "3 metrics.news.example call third",
            "4 cdn.cmp.example call cmp",
            "1 a.example call third",
            "0 a.example notSent third",
        ]
    );
    assert!(
        visit.events.iter().all(|event| text(&texts, event.page) == "www.news.example/story/*")
    );
    assert!(visit.events.iter().all(|event| event.visit == Some(visit.key)));
    let sync = &visit.events[4];
    assert_eq!(sync.url_length, u32::try_from(url.len()).unwrap());
    let signals: Vec<_> = sync.signals.iter().map(|signal| (signal.kind, signal.place)).collect();
    assert_eq!(signals, [(CarriedKind::Gdpr, Place::Query), (CarriedKind::Tc, Place::Query)]);
    // Nothing else of the URL is kept.
    assert!(texts.find("7").is_none() && texts.find("uid").is_none());
    assert_eq!((recording.evidence.entries, &recording.lines[..]), (7, &[1; 7][..]));
}

#[test]
fn redirects_and_scripts_are_causes() {
    let redirect = with(
        entry("01.000", "https://sync.a.example/r?id=7"),
        "/response",
        json!({"status": 302, "redirectURL": "https://b.example/match?x=1", "headers": []}),
    );
    let by_header = with(
        entry("03.000", "https://c.example/r"),
        "/response",
        json!({"status": 307, "headers": [{"name": "Location", "value": "https://d.example/m"}]}),
    );
    let mut script = entry("02.000", "https://b.example/match?x=1");
    script["_initiator"] = json!({"type": "script", "url": "https://tag.example/t.js"});
    let mut own = entry("05.000", "https://tag.example/pixel");
    own["_initiator"] = json!({"type": "script", "url": "https://tag.example/t.js"});
    let mut tagged = entry("06.000", "https://e.example/pixel");
    tagged["_initiator"] = json!("https://tag.example/t.js");
    let entries =
        [script, redirect, by_header, entry("04.000", "https://d.example/m#x"), own, tagged];
    let (recording, texts) = read(&har(&json!([]), &entries));
    let causes: Vec<_> = recording.visits[0]
        .events
        .iter()
        .map(|event| format!("{} {}", text(&texts, event.host), text(&texts, event.cause)))
        .collect();
    assert_eq!(
        causes,
        [
            "sync.a.example ",
            // A redirect is more certain than the script that began the chain.
            "b.example sync.a.example",
            "c.example ",
            "d.example c.example",
            "tag.example ",
            "e.example tag.example",
        ]
    );
}

#[test]
fn the_title_of_a_page_may_be_its_url() {
    let pages = json!([
        {"id": "page_1", "title": "https://shop.example/cart?x=1", "startedDateTime": "2024-04-02T10:15:00Z"},
        {"id": "page_2", "title": "The shop"},
    ]);
    let first = entry("01.000", "https://img.shop.example/a.png");
    let second = with(entry("02.000", "https://other.example/"), "/pageref", json!("page_2"));
    let second = with(
        second,
        "/response/headers",
        json!([{"name": "Content-Type", "value": "text/html; charset=utf-8"}]),
    );
    let (recording, texts) = read(&har(&pages, &[first, second]));
    let visit = &recording.visits[0];
    let pages: Vec<_> = visit.events.iter().map(|event| text(&texts, event.page)).collect();
    assert_eq!(pages, ["shop.example/cart", "other.example/"]);
    assert!(visit.events.iter().all(|event| event.party == Party::First));
    let starts: Vec<_> =
        visit.pages.iter().map(|page| format!("{} {}", page.id, page.at.unwrap())).collect();
    assert_eq!(starts, ["page_1 2024-04-02T10:15:00.000Z", "page_2 2024-04-02T10:15:02.000Z"]);
}

#[test]
fn a_redirected_document_is_not_the_page() {
    let mut redirect = entry("00.000", "http://short.example/x");
    redirect["_resourceType"] = json!("document");
    redirect["response"] = json!({"status": 301, "redirectURL": "https://news.example/"});
    let mut document = entry("01.000", "https://news.example/");
    document["_resourceType"] = json!("document");
    let mut frame = entry("02.000", "https://frame.example/");
    frame["_resourceType"] = json!("document");
    let (recording, texts) = read(&har(&json!(null), &[redirect, document, frame]));
    let events = &recording.visits[0].events;
    assert!(events.iter().all(|event| text(&texts, event.page) == "news.example/"));
    assert_eq!(events[2].party, Party::Third);
}

#[test]
fn cookies_bodies_and_answers_of_the_cmp_are_read() {
    let mut bid = entry("01.000", "https://bid.example/auction");
    bid["request"] = json!({
        "method": "POST", "url": "https://bid.example/auction",
        "headers": [{"name": "cookie", "value": "uuid2=1; sess=2"}],
        "postData": {"mimeType": "text/plain", "text":
            format!(r#"{{"imp": [], "user": {{"buyeruid": "b", "consent": "{TC}"}}}}"#)},
    });
    bid["response"] = json!({"status": 200, "headers": [
        {"name": "Set-Cookie", "value": "uuid2=3; Max-Age=60\ngone=; Max-Age=0"},
    ]});
    let cmp = with(
        entry("02.000", "https://cdn.cmp.example/answer"),
        "/response",
        json!({"status": 200, "headers": [], "content": {"mimeType": "application/json",
            "text": format!(r#"{{"tcString": "{TC}"}}"#)}}),
    );
    let other = with(
        entry("03.000", "https://b.example/answer"),
        "/response",
        json!({"status": 200, "headers": [], "content": {"mimeType": "application/json",
            "text": format!(r#"{{"tcString": "{TC}"}}"#)}}),
    );
    let (recording, texts) = read(&har(&json!([]), &[bid, cmp, other]));
    let events = &recording.visits[0].events;
    let storage: Vec<_> = events[0]
        .storage
        .iter()
        .map(|stored| (texts.text(stored.name), stored.action, stored.max_age_seconds))
        .collect();
    assert_eq!(
        storage,
        [
            ("uuid2", StorageAction::Sent, None),
            ("sess", StorageAction::Sent, None),
            ("uuid2", StorageAction::Set, Some(60)),
            ("gone", StorageAction::Removed, None),
        ]
    );
    assert_eq!(events[0].facts, Facts::BUYER_UID);
    let strings: Vec<_> = events.iter().map(|event| event.sent(CarriedKind::Tc).count()).collect();
    assert_eq!(strings, [1, 1, 0]);
    assert_eq!((recording.evidence.with_body, recording.evidence.without_body_text), (1, 0));
}

#[test]
fn runs_of_one_file_are_visits() {
    let of_page = |id: &str, at: &str| with(entry(at, "https://a.example/"), "/pageref", json!(id));
    let mut run = of_page("x", "05.000");
    run["_run"] = json!(3);
    let entries = [
        of_page("page_1_0_1", "01.000"),
        of_page("page_2_0_1", "02.000"),
        of_page("page_1_1_1", "03.000"),
        of_page("page_1_0_2", "04.000"),
        run,
    ];
    let (recording, _) = read(&har(&json!([]), &entries));
    let positions: Vec<Vec<_>> = recording
        .visits
        .iter()
        .map(|visit| visit.events.iter().map(|event| event.position).collect())
        .collect();
    assert_eq!(positions, [vec![0, 3], vec![2], vec![1], vec![4]]);
    let mut keys: Vec<_> = recording.visits.iter().map(|visit| visit.key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 4);
}

#[test]
fn a_file_that_breaks_off_is_an_error() {
    let whole = har(&json!([]), &[entry("01.000", "https://a.example/")]);
    let (map, parties) = (HostMap::new(), Parties::default());
    let options = ReadOptions::new(&map, &parties, VisitHasher::new(1, 2));
    let cut = &whole.as_bytes()[..whole.len() - 1];
    assert!(read_har(cut, "visit.har", &options, &mut Interner::new()).is_err());
}

#[test]
fn the_first_request_opens_a_page_without_documents() {
    let entries = [
        entry("02.000", "https://cdn.example/a.js"),
        entry("01.000", "https://www.news.example/x"),
        entry("03.000", "https://img.news.example/a.png"),
        with(entry("04.000", "https://proxy.example/"), "/pageref", json!(null)),
    ];
    let (recording, texts) = read(&har(&json!([]), &entries));
    let events = &recording.visits[0].events;
    let pages: Vec<_> = events.iter().map(|event| text(&texts, event.page)).collect();
    assert_eq!(pages, ["www.news.example/x", "www.news.example/x", "www.news.example/x", ""]);
    assert_eq!(events[2].party, Party::First);
}
