//! `tcf gvl fetch --disclosures` against a server on loopback.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};

use crate::server::{Response, Server};
use crate::{run, tcf, text};

const LIST: &str = "/v3/vendor-list.json";

/// A server, and a directory for the files.
struct Fixture {
    server: Server,
    dir: tempfile::TempDir,
}

impl Fixture {
    /// Serves a list of vendors with these URLs; `/` stands for the server.
    fn new(urls: &[(u16, &str)]) -> Self {
        let server = Server::start();
        let mut vendors = serde_json::Map::new();
        for &(id, url) in urls {
            let url = match url.strip_prefix('/') {
                Some(path) => format!("{}/{path}", server.url),
                None => url.to_owned(),
            };
            let vendor = json!({"id": id, "name": format!("Vendor {id}"),
                "deviceStorageDisclosureUrl": url});
            vendors.insert(id.to_string(), vendor);
        }
        let list = json!({"gvlSpecificationVersion": 3, "vendorListVersion": 45,
            "lastUpdated": "2026-03-05T16:00:00Z", "vendors": vendors});
        let fresh = Response::ok(list.to_string()).header("Cache-Control", "max-age=3153600000");
        server.set(LIST, fresh);
        Self { server, dir: tempfile::tempdir().unwrap() }
    }

    fn fetch(&self, args: &[&str]) -> Output {
        let dir = self.dir.path().to_str().unwrap();
        let to = ["--dir", dir, "--base-url", &self.server.url];
        run(tcf(["gvl", "fetch", "--disclosures"].iter().chain(&to).chain(args)), b"")
    }

    fn records(&self, args: &[&str]) -> (Option<i32>, Vec<Value>) {
        let output = self.fetch(&[args, &["--format", "ndjson"]].concat());
        let lines = text(&output.stdout);
        let records = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (output.status.code(), records)
    }

    fn path(&self, vendor: u16) -> PathBuf {
        self.dir.path().join(format!("disclosures/disclosure-{vendor}.json"))
    }

    fn entry(&self, vendor: u16) -> Value {
        let path = self.path(vendor).with_extension("json.cache");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }
}

fn disclosure(host: &str) -> Response {
    Response::ok(json!({"disclosures": [], "domains": [{"domain": host, "use": "u"}]}).to_string())
}

/// `vendor origin`, or `vendor: message`.
fn summary(records: &[Value]) -> Vec<String> {
    let one = |record: &Value| match record["error"]["message"].as_str() {
        Some(message) => format!("{}: {message}", record["vendor"]),
        None => format!("{} {}", record["vendor"], record["origin"].as_str().unwrap()),
    };
    records.iter().skip(1).map(one).collect()
}

#[test]
fn disclosures_are_fetched_once_a_day_unless_the_server_says_otherwise() {
    let fixture = Fixture::new(&[(1, "/one.json"), (2, "/two.json"), (3, "/three.json"), (4, "")]);
    fixture.server.set("/one.json", disclosure("*.one.example").header("ETag", "\"x\""));
    let fresh = disclosure("*.two.example").header("Cache-Control", "max-age=60");
    fixture.server.set("/two.json", fresh);
    let stale = disclosure("*.three.example").header("Cache-Control", "no-cache");
    fixture.server.set("/three.json", stale);
    let output = fixture.fetch(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let paths: Vec<_> = text(&output.stdout).lines().map(PathBuf::from).collect();
    assert_eq!(paths[1..], [1, 2, 3].map(|vendor| fixture.path(vendor)));
    let note = "note: 3 disclosures: 3 fetched, 0 not modified, 0 cached, 0 failed; 1 vendor \
                without a URL\n";
    assert!(text(&output.stderr).ends_with(note), "{}", text(&output.stderr));
    let age = |vendor| {
        let entry = fixture.entry(vendor);
        entry["expires"].as_u64().unwrap() - entry["fetched"].as_u64().unwrap()
    };
    assert_eq!([age(1), age(2), age(3)], [86_400, 60, 0]);

    fixture.server.requests();
    let (status, records) = fixture.records(&[]);
    assert_eq!(status, Some(0));
    assert_eq!(summary(&records), ["1 cached", "2 cached", "3 fetched"]);
    assert_eq!(fixture.server.paths(), ["/three.json"]);

    // A file that is no longer fresh is confirmed by its ETag.
    let path = fixture.path(1).with_extension("json.cache");
    let mut entry = fixture.entry(1);
    entry["expires"] = entry["fetched"].clone();
    fs::write(path, entry.to_string()).unwrap();
    fixture.server.set("/one.json", Response::status(304));
    assert_eq!(summary(&fixture.records(&["--vendor", "1"]).1), ["1 notModified"]);
    assert!(fixture.server.requests().iter().any(|head| head.contains("if-none-match: \"x\"")));
}

#[test]
fn files_that_are_not_available_do_not_stop_the_others() {
    let fixture = Fixture::new(&[
        (1, "/missing.json"),
        (2, "/page.html"),
        (3, "/good.json"),
        (4, "http://other.example/d.json"),
        (5, "ftp://other.example/d.json"),
        (6, "/list.json"),
    ]);
    fixture.server.set("/page.html", Response::ok("<html>"));
    fixture.server.set("/list.json", Response::ok("[]"));
    fixture.server.set("/good.json", disclosure("*.good.example"));
    let (status, records) = fixture.records(&[]);
    assert_eq!(status, Some(1));
    let url = &fixture.server.url;
    assert_eq!(
        summary(&records),
        [
            format!("1: {url}/missing.json: file not found"),
            format!(
                "2: {url}/page.html: nothing was stored: invalid JSON: expected value at line 1 \
                 column 1"
            ),
            "3 fetched".to_owned(),
            "4: http://other.example/d.json: expected an https URL".to_owned(),
            "5: ftp://other.example/d.json: expected an https URL".to_owned(),
            format!("6: {url}/list.json: nothing was stored: expected a JSON object"),
        ]
    );
    assert!(fixture.path(3).exists() && !fixture.path(2).exists());
    let output = fixture.fetch(&["--vendor", "1,3"]);
    assert_eq!(output.status.code(), Some(1));
    let message = format!("error: vendor 1 (Vendor 1): {url}/missing.json: file not found\n");
    assert!(text(&output.stderr).contains(&message), "{}", text(&output.stderr));
    // None is available.
    assert_eq!(fixture.records(&["--vendor", "1-2"]).0, Some(2));
    assert_eq!(fixture.records(&["--exit-zero"]).0, Some(0));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let fixture = Fixture::new(&[(1, "/large.json"), (2, "/good.json")]);
    fixture.server.set("/large.json", Response::ok(vec![b' '; (4 << 20) + 1]));
    fixture.server.set("/good.json", disclosure("*.good.example"));
    let (status, records) = fixture.records(&[]);
    assert_eq!(status, Some(1));
    assert!(summary(&records)[0].starts_with("1: cannot fetch "), "{records:?}");
    assert!(!fixture.path(1).exists());
}

#[test]
fn a_file_that_cannot_be_fetched_again_is_kept() {
    let fixture = Fixture::new(&[(1, "/one.json")]);
    let stale = disclosure("*.one.example").header("Cache-Control", "no-cache");
    fixture.server.set("/one.json", stale);
    assert_eq!(fixture.records(&[]).0, Some(0));
    fixture.server.set("/one.json", Response::status(500));
    let (status, records) = fixture.records(&[]);
    assert_eq!(status, Some(2));
    assert!(summary(&records)[0].ends_with("unexpected status 500"), "{records:?}");
    assert!(fixture.path(1).exists());
}

#[test]
fn vendors_are_selected_by_id_and_name() {
    let fixture = Fixture::new(&[(1, "/1.json"), (2, "/2.json"), (30, "/30.json")]);
    for path in ["/1.json", "/2.json", "/30.json"] {
        fixture.server.set(path, disclosure("*.example.com"));
    }
    let (_, records) = fixture.records(&["--vendor", "Vendor 30", "--vendor", "1"]);
    assert_eq!(summary(&records), ["1 fetched", "30 fetched"]);
    let output = fixture.fetch(&["--vendor", "7"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("list 45 (specification 3): no vendor 7"));
    let output = run(tcf(["gvl", "fetch", "--vendor", "7"]), b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn many_vendors_are_reported_in_order() {
    let urls: Vec<_> = (1..=100).map(|id| (id, format!("/{id}.json"))).collect();
    let urls: Vec<_> = urls.iter().map(|(id, url)| (*id, url.as_str())).collect();
    let fixture = Fixture::new(&urls);
    for (id, url) in urls {
        if id % 7 != 0 {
            fixture.server.set(url, disclosure(&format!("*.v{id}.example")));
        }
    }
    let (status, records) = fixture.records(&[]);
    assert_eq!(status, Some(1));
    let vendors: Vec<_> = records.iter().skip(1).map(|record| record["vendor"].as_u64()).collect();
    assert_eq!(vendors, (1..=100).map(Some).collect::<Vec<_>>());
    assert_eq!(records.iter().filter(|record| record["error"].is_object()).count(), 14);
    // The directory of lists still has one list.
    let dir = fixture.dir.path().to_str().unwrap();
    let listed = run(tcf(["gvl", "list", "--format", "ndjson", "--dir", dir]), b"");
    assert_eq!(text(&listed.stdout).lines().count(), 1, "{}", text(&listed.stderr));
}
