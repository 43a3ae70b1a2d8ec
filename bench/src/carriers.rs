//! HAR files, URLs and bid requests with consent strings, to measure extraction.

use std::fmt::Write as _;

use tcf_generate::SeededRng;

const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

const HOSTS: [&str; 6] = [
    "ads.example",
    "tag.example",
    "sync.example",
    "cdn.example",
    "partner.example",
    "news.example",
];

const REQUEST_HEADERS: [(&str, &str); 9] = [
    (":method", "GET"),
    (":scheme", "https"),
    ("accept", "*/*"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "en-GB,en;q=0.9,de;q=0.8"),
    ("cache-control", "no-cache"),
    ("sec-ch-ua", "\\\"Chromium\\\";v=\\\"136\\\", \\\"Not.A/Brand\\\";v=\\\"99\\\""),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"),
    ("referer", "https://news.example/"),
];

const RESPONSE_HEADERS: [(&str, &str); 4] = [
    ("content-type", "image/gif"),
    ("date", "Mon, 01 Jun 2026 10:00:00 GMT"),
    ("server", "nginx"),
    ("strict-transport-security", "max-age=31536000"),
];

/// The URL of a call to a partner. Two of five have consent parameters.
pub fn url(rng: &mut SeededRng) -> String {
    let host = rng.pick(&HOSTS);
    let (path, [one, two]) = (rng.bits(), [rng.bits(), rng.bits()]);
    let mut url = format!("https://{host}/{path:016x}/p?id={one:016x}{two:016x}&ts={}", path % 997);
    if rng.below(5) < 2 {
        write!(url, "&gdpr=1&gdpr_consent={TC}&gpp=&us_privacy=1---").expect("a text");
    }
    url
}

/// A HAR file as Chrome exports it, without bodies. Three of ten requests have cookies.
pub fn har(entries: usize) -> String {
    let mut rng = SeededRng::new(1);
    let mut har = r#"{"log": {"version": "1.2", "creator": {"name": "WebInspector", "version":
        "537.36"}, "pages": [], "entries": ["#
        .to_owned();
    for number in 0..entries {
        har.push_str(if number == 0 { "\n" } else { ",\n" });
        entry(&mut rng, &mut har);
    }
    har.push_str("\n]}}\n");
    har
}

fn entry(rng: &mut SeededRng, har: &mut String) {
    let url = url(rng);
    let host = url.split('/').nth(2).expect("a URL");
    let cookie = (rng.below(10) < 3).then(|| {
        let [id, number] = [rng.bits(), rng.bits() % 100_000];
        format!("uid={id:016x}; euconsent-v2={TC}; _ga=GA1.2.{number}")
    });
    let sent = [(":authority", host)].into_iter().chain(REQUEST_HEADERS);
    let request = headers(sent.chain(cookie.as_deref().map(|cookie| ("cookie", cookie))));
    let response = headers(RESPONSE_HEADERS.into_iter());
    let frame = r#"{"functionName": "a", "scriptId": "12", "url": "https://cdn.example/app.js"}"#;
    let frames = [frame; 6].join(", ");
    write!(
        har,
        r#"{{"_initiator": {{"type": "script", "stack": {{"callFrames": [{frames}]}}}},
        "_priority": "Low", "_resourceType": "image", "cache": {{}}, "connection": "443",
        "pageref": "page_1", "request": {{"method": "GET", "url": "{url}", "httpVersion": "h2",
        "headers": [{request}], "queryString": [{{"name": "id", "value": "{}"}}], "cookies": [],
        "headersSize": -1, "bodySize": 0}}, "response": {{"status": 200, "statusText": "",
        "httpVersion": "h2", "headers": [{response}], "cookies": [], "content": {{"size": 43,
        "mimeType": "image/gif"}}, "redirectURL": "", "headersSize": -1, "bodySize": -1}},
        "serverIPAddress": "192.0.2.1", "startedDateTime": "2026-06-01T10:00:00.000Z",
        "time": 12.3, "timings": {{"blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1,
        "send": 0.1, "wait": 9.1, "receive": 1.9}}}}"#,
        rng.bits()
    )
    .expect("a text");
}

fn headers<'h>(of: impl Iterator<Item = (&'h str, &'h str)>) -> String {
    let header = |(name, value)| format!(r#"{{"name": "{name}", "value": "{value}"}}"#);
    of.map(header).collect::<Vec<_>>().join(", ")
}

/// A bid request of `OpenRTB` 2.6 with three impressions.
pub fn bid_request(rng: &mut SeededRng) -> String {
    let imp = |id: u32| {
        format!(
            r#"{{"id":"{id}","tagid":"top-{id}","secure":1,"bidfloor":0.15,"bidfloorcur":"EUR",
            "banner":{{"format":[{{"w":300,"h":250}},{{"w":728,"h":90}}],"pos":1,"api":[3,5]}}}}"#
        )
    };
    let [request, user, time] = [rng.bits(), rng.bits(), rng.bits() % 1_000_000];
    let eids = r#"{"source":"id.example","uids":[{"id":"abcdef0123456789","atype":1}]}"#;
    format!(
        r#"{{"id":"{request:016x}","imp":[{},{},{}],"site":{{"id":"s1","domain":"news.example",
        "page":"https://news.example/politics/{time}?gdpr=1","cat":["IAB12"],"publisher":{{
        "id":"p7"}}}},"device":{{"ua":"Mozilla/5.0 (X11; Linux x86_64)","ip":"192.0.2.7","geo":{{
        "country":"DEU","lat":52.5,"lon":13.4}},"language":"de","w":1920,"h":1080}},"user":{{
        "id":"{user:016x}","consent":"{TC}","ext":{{"eids":[{eids},{eids}]}}}},"regs":{{"gdpr":1,
        "gpp":"DBABMA~{TC}","gpp_sid":[2],"us_privacy":"1---"}},"at":1,"tmax":300,"cur":["EUR"]}}"#,
        imp(1),
        imp(2),
        imp(3)
    )
}
