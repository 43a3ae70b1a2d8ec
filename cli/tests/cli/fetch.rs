//! `tcf gvl fetch` against a server on loopback.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::server::{Response, Server};
use crate::{TC, V1, run, tcf, text};

const CURRENT: &str = "/v3/vendor-list.json";
/// Times in seconds since 1970, always in the past and in the future.
const PAST: u64 = 1;
const FUTURE: u64 = 100_000_000_000;
/// A hundred years.
const LONG: &str = "max-age=3153600000";

/// A server and a cache directory for a test.
struct Fixture {
    server: Server,
    dir: PathBuf,
}

impl Fixture {
    fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fetch").join(name);
        let _ = fs::remove_dir_all(&dir);
        Self { server: Server::start(), dir }
    }

    fn fetch(&self, args: &[&str]) -> Output {
        self.fetch_with(args, b"")
    }

    fn fetch_with(&self, args: &[&str], stdin: &[u8]) -> Output {
        let mut command = tcf(["gvl", "fetch"].iter().chain(args));
        if !args.contains(&"--base-url") {
            command.args(["--base-url", &self.server.url]);
        }
        command.env("TCF_CACHE", &self.dir);
        run(command, stdin)
    }

    /// The record of a fetch.
    fn record(&self, args: &[&str]) -> serde_json::Value {
        let output = self.fetch(&[args, &["--format", "json"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join("gvl").join(name)
    }

    /// The names of all files in the cache.
    fn files(&self) -> Vec<String> {
        fn collect(dir: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(dir).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, files);
                } else {
                    files.push(path.file_name().unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let mut files = Vec::new();
        collect(&self.dir, &mut files);
        files.sort();
        files
    }

    /// When the current list was fetched and when it expires, in seconds since 1970.
    fn times(&self) -> (u64, u64) {
        let lease = fs::read(self.path("v3/vendor-list.json.cache")).unwrap();
        let entry: serde_json::Value = serde_json::from_slice(&lease).unwrap();
        (entry["fetched"].as_u64().unwrap(), entry["expires"].as_u64().unwrap())
    }

    /// Sets the times of the current list, decades away from the current time.
    fn set_times(&self, fetched: u64, expires: u64) {
        let path = self.path("v3/vendor-list.json.cache");
        let mut entry: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        entry["fetched"] = fetched.into();
        entry["expires"] = expires.into();
        fs::write(path, entry.to_string()).unwrap();
    }
}

fn list(specification: u8, version: u16) -> String {
    format!(
        "{{\"gvlSpecificationVersion\": {specification}, \"vendorListVersion\": {version}, \
         \"vendors\": {{}}}}"
    )
}

fn failed(output: &Output, status: i32, message: &str) {
    assert_eq!(output.status.code(), Some(status), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn the_current_list_is_cached_for_max_age() {
    let fixture = Fixture::new("max-age");
    fixture
        .server
        .set(CURRENT, Response::ok(list(3, 141)).header("Cache-Control", "public, max-age=604800"));
    let output = fixture.fetch(&[]);
    assert!(output.status.success());
    let path = fixture.path("v3/vendor-list.json");
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with("note: fetched list 141 (specification 3) from http://127.0.0.1:"),
        "{stderr}"
    );
    assert_eq!(fs::read_to_string(path).unwrap(), list(3, 141));
    assert_eq!(
        fixture.files(),
        ["vendor-list-v141.json", "vendor-list.json", "vendor-list.json.cache"]
    );
    let (fetched, expires) = fixture.times();
    assert_eq!(expires, fetched + 604_800);

    fixture.set_times(PAST, FUTURE);
    let record = fixture.record(&[]);
    assert_eq!(
        (record["version"].as_u64(), record["origin"].as_str()),
        (Some(141), Some("cached"))
    );
    assert_eq!(fixture.server.paths(), [CURRENT], "it was requested once");

    // It is among the archives too.
    assert_eq!(fixture.record(&["--version", "141"])["origin"], "cached");
    assert!(fixture.server.paths().is_empty());
    // It has expired.
    fixture.set_times(PAST, PAST + 1);
    assert_eq!(fixture.record(&[])["origin"], "fetched");
    // The clock was set back.
    fixture.set_times(FUTURE, FUTURE + 1);
    assert_eq!(fixture.record(&[])["origin"], "fetched");
    assert_eq!(fixture.server.paths().len(), 2);
}

#[test]
fn age_header_is_subtracted_from_max_age() {
    let fixture = Fixture::new("age");
    let response = Response::ok(list(3, 141)).header("Cache-Control", "max-age=100");
    fixture.server.set(CURRENT, response.clone().header("Age", "100"));
    fixture.record(&[]);
    let (fetched, expires) = fixture.times();
    assert_eq!(expires, fetched);
    assert_eq!(fixture.record(&[])["origin"], "fetched");
    fixture.server.set(CURRENT, response.header("Age", "10"));
    fixture.record(&[]);
    let (fetched, expires) = fixture.times();
    assert_eq!(expires, fetched + 90);
}

#[test]
fn without_max_age_it_is_requested_each_time() {
    let fixture = Fixture::new("no-max-age");
    for response in [
        Response::ok(list(3, 1)),
        Response::ok(list(3, 1)).header("Cache-Control", "no-cache, max-age=9"),
    ] {
        fixture.server.set(CURRENT, response);
        fixture.record(&[]);
        assert_eq!(fixture.record(&[])["origin"], "fetched");
    }
    assert_eq!(fixture.server.paths().len(), 4);
}

#[test]
fn an_expired_list_is_requested_with_its_etag() {
    let fixture = Fixture::new("etag");
    let response =
        Response::ok(list(3, 141)).header("Cache-Control", "max-age=0").header("ETag", "\"one\"");
    fixture.server.set(CURRENT, response);
    fixture.record(&[]);
    assert!(!fixture.server.requests()[0].contains("if-none-match"));

    fixture.server.set(CURRENT, Response::status(304).header("Cache-Control", LONG));
    let record = fixture.record(&[]);
    assert_eq!(
        (record["version"].as_u64(), record["origin"].as_str()),
        (Some(141), Some("notModified"))
    );
    assert!(fixture.server.requests()[0].contains("if-none-match: \"one\""));
    assert_eq!(fs::read_to_string(fixture.path("v3/vendor-list.json")).unwrap(), list(3, 141));
    assert_eq!(fixture.record(&[])["origin"], "cached", "the 304 renewed the entry");
    assert!(fixture.server.paths().is_empty());

    // A new list; the old one is kept among the archives.
    fixture.set_times(PAST, PAST + 1);
    fixture.server.set(CURRENT, Response::ok(list(3, 142)).header("ETag", "\"two\""));
    assert_eq!(fixture.record(&[])["version"], 142);
    assert!(
        fixture.server.requests()[0].contains("if-none-match: \"one\""),
        "the 304 kept the ETag"
    );
    assert!(fixture.path("v3/archives/vendor-list-v141.json").exists());
    assert!(fixture.path("v3/archives/vendor-list-v142.json").exists());

    // Without a valid file, the ETag is not used.
    fs::write(fixture.path("v3/vendor-list.json"), "{").unwrap();
    assert_eq!(fixture.record(&[])["origin"], "fetched");
    assert!(!fixture.server.requests()[0].contains("if-none-match"));
}

#[test]
fn a_304_without_max_age_keeps_the_previous_one() {
    let fixture = Fixture::new("304-bare");
    let response =
        Response::ok(list(3, 141)).header("Cache-Control", LONG).header("ETag", "\"one\"");
    fixture.server.set(CURRENT, response);
    fixture.record(&[]);
    fixture.set_times(PAST, PAST + 1);
    fixture.server.set(CURRENT, Response::status(304));
    assert_eq!(fixture.record(&[])["origin"], "notModified");
    assert_eq!(fixture.record(&[])["origin"], "cached");
}

#[test]
fn an_unexpected_304_is_an_error() {
    let fixture = Fixture::new("304-unasked");
    fixture.server.set(CURRENT, Response::status(304));
    failed(&fixture.fetch(&[]), 2, "unexpected status 304");
}

#[test]
fn a_fresh_list_of_another_url_is_not_used() {
    let fixture = Fixture::new("other-url");
    let response = |version| {
        Response::ok(list(3, version)).header("Cache-Control", LONG).header("ETag", "\"1\"")
    };
    fixture.server.set(CURRENT, response(141));
    fixture.server.set("/mirror/v3/vendor-list.json", response(7));
    fixture.record(&[]);
    let mirror = format!("{}/mirror/", fixture.server.url);
    assert_eq!(fixture.record(&["--base-url", &mirror])["version"], 7);
    assert!(!fixture.server.requests()[1].contains("if-none-match"));
}

#[test]
fn an_archive_is_requested_once() {
    let fixture = Fixture::new("archive");
    let path = "/v2/archives/vendor-list-v60.json";
    fixture.server.set(path, Response::ok(list(2, 60)).header("Cache-Control", "no-store"));
    let args = ["--spec", "2", "--version", "60"];
    assert_eq!(fixture.record(&args)["origin"], "fetched");
    assert_eq!(fixture.record(&args)["origin"], "cached");
    assert_eq!(fixture.server.paths(), [path]);
    // A damaged list is fetched again.
    fs::write(fixture.path("v2/archives/vendor-list-v60.json"), "").unwrap();
    assert_eq!(fixture.record(&args)["origin"], "fetched");
}

#[test]
fn fetched_lists_are_available() {
    let fixture = Fixture::new("at-hand");
    fixture.server.set(CURRENT, Response::ok(list(3, 141)));
    fixture.server.set("/v3/archives/vendor-list-v140.json", Response::ok(list(3, 140)));
    fixture.record(&[]);
    fixture.record(&["--version", "140"]);
    for (args, first) in [
        (&["gvl", "show"][..], "Vendor list 141 (specification 3)"),
        (&["gvl", "show", "--version", "140"], "Vendor list 140 (specification 3)"),
    ] {
        let mut command = tcf(args);
        command.env("TCF_CACHE", &fixture.dir);
        let output = run(command, b"");
        assert_eq!(text(&output.stdout).lines().next(), Some(first), "{}", text(&output.stderr));
    }
}

#[test]
fn a_compressed_list_is_stored_uncompressed() {
    let fixture = Fixture::new("gzip");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(list(3, 141).as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    fixture.server.set(CURRENT, Response::ok(body).header("Content-Encoding", "gzip"));
    fixture.record(&[]);
    let request = &fixture.server.requests()[0];
    let accepts = request.lines().find(|line| line.starts_with("accept-encoding:")).unwrap();
    assert!(accepts.contains("gzip") && accepts.contains("br"), "{accepts}");
    assert_eq!(fs::read_to_string(fixture.path("v3/vendor-list.json")).unwrap(), list(3, 141));
}

#[test]
fn invalid_and_wrong_lists_are_not_stored() {
    let fixture = Fixture::new("wrong");
    let archive = "/v3/archives/vendor-list-v140.json";
    for (body, stderr) in [
        ("<html>Sorry</html>", "nothing was stored: not a vendor list: invalid JSON"),
        ("", "nothing was stored: not a vendor list: empty, expected a JSON object"),
        ("{\"cmps\": {}}", "nothing was stored: not a vendor list: expected a vendor list"),
        (
            "{\"gvlSpecificationVersion\": 3, \"vendorL",
            "nothing was stored: not a vendor list: invalid JSON",
        ),
        (
            &list(2, 140),
            "nothing was stored: expected list 140 (specification 3), got list 140 (specification \
             2)",
        ),
        (
            &list(3, 141),
            "nothing was stored: expected list 140 (specification 3), got list 141 (specification \
             3)",
        ),
    ] {
        fixture.server.set(archive, Response::ok(body));
        let output = fixture.fetch(&["--version", "140"]);
        failed(&output, 2, stderr);
        assert!(text(&output.stderr).contains(archive) && output.stdout.is_empty());
    }
    fixture.server.set(CURRENT, Response::ok(list(2, 60)));
    failed(
        &fixture.fetch(&[]),
        2,
        "expected a list of specification 3, got list 60 (specification 2)",
    );
    assert_eq!(fixture.files(), Vec::<String>::new());
}

#[test]
fn a_failure_keeps_the_cached_list() {
    let fixture = Fixture::new("outlives");
    fixture.server.set(CURRENT, Response::ok(list(3, 141)));
    fixture.record(&[]);
    for response in [Response::ok("{"), Response::status(500)] {
        fixture.server.set(CURRENT, response);
        assert_eq!(fixture.fetch(&[]).status.code(), Some(2));
    }
    assert_eq!(fs::read_to_string(fixture.path("v3/vendor-list.json")).unwrap(), list(3, 141));
}

#[test]
fn error_statuses_are_reported() {
    let fixture = Fixture::new("statuses");
    failed(
        &fixture.fetch(&["--version", "4000"]),
        2,
        "/v3/archives/vendor-list-v4000.json: list not found",
    );
    fixture.server.set(CURRENT, Response::status(503));
    failed(&fixture.fetch(&[]), 2, "/v3/vendor-list.json: unexpected status 503");
    let path = format!("{}/elsewhere.json", fixture.server.url);
    fixture.server.set(CURRENT, Response::status(302).header("Location", path));
    fixture.server.set("/elsewhere.json", Response::ok(list(3, 9)));
    assert_eq!(fixture.record(&[])["version"], 9);
}

#[test]
fn an_unreachable_server_is_an_error() {
    let fixture = Fixture::new("offline");
    // Nothing listens on port 1, and no test server can get it.
    let url = "http://127.0.0.1:1";
    for args in [&[][..], &["--version", "7"]] {
        let output = fixture.fetch(&[&["--base-url", url], args].concat());
        failed(&output, 2, &format!("error: cannot fetch {url}/v3/"));
    }
    // An unreachable server ends the command at the first list.
    let output = fixture.fetch_with(
        &["--base-url", url, "--for", "-"],
        format!("{TC}\n{}\n", other_list()).as_bytes(),
    );
    failed(&output, 2, &format!("error: cannot fetch {url}/v3/archives/vendor-list-v77.json"));
    assert_eq!(text(&output.stderr).matches("error:").count(), 1);
    assert!(!text(&output.stderr).contains("io:"), "{}", text(&output.stderr));
    failed(
        &fixture.fetch(&["--base-url", "no url"]),
        2,
        "error: --base-url no url: expected a URL such as https://",
    );
    assert_eq!(fixture.files(), Vec::<String>::new());
}

/// A string that names list 77.
fn other_list() -> String {
    encoded(r#"{"cmpId": 300, "vendorListVersion": 77}"#)
}

fn encoded(payload: &str) -> String {
    let output = run(tcf(["encode", "--as-of", "2026-03-10", payload]), b"");
    text(&output.stdout).trim_end().to_owned()
}

#[test]
fn fetches_every_list_that_strings_name() {
    let fixture = Fixture::new("for");
    for (path, body) in [
        ("/v3/archives/vendor-list-v140.json", list(3, 140)),
        ("/v3/archives/vendor-list-v77.json", list(3, 77)),
        ("/v2/archives/vendor-list-v77.json", list(2, 77)),
    ] {
        fixture.server.set(path, Response::ok(body));
    }
    let old = encoded(r#"{"cmpId": 300, "vendorListVersion": 77, "tcfPolicyVersion": 2}"#);
    let zero = encoded(r#"{"cmpId": 300, "vendorListVersion": 0}"#);
    let other = other_list();
    let lines = format!(
        "# all\n{TC}\nlabel\t{other}\neuconsent-v2={TC}\nbroken\n{V1}\n{old}\n{zero}\n{TC}==\n"
    );
    let output = fixture.fetch_with(&["--for", "-"], lines.as_bytes());
    failed(&output, 1, "note: found 3 lists in 8 strings\n");
    failed(&output, 1, "note: 2 strings of version 1 or with list 0: no list to fetch\n");
    failed(&output, 1, "note: 1 string could not be decoded; run tcf decode for details\n");
    let paths = [
        "v2/archives/vendor-list-v77.json",
        "v3/archives/vendor-list-v77.json",
        "v3/archives/vendor-list-v140.json",
    ];
    let want = paths.map(|name| fixture.path(name).display().to_string());
    assert_eq!(text(&output.stdout).lines().collect::<Vec<_>>(), want);
    assert_eq!(fixture.server.paths(), paths.map(|path| format!("/{path}")));

    // Again, from files: cached lists are not requested.
    let file = fixture.dir.join("strings.txt");
    fs::write(&file, format!("{TC}\n{}\n", encoded(r#"{"cmpId": 3, "vendorListVersion": 4}"#)))
        .unwrap();
    let output = fixture.fetch(&[
        "--for",
        file.to_str().unwrap(),
        "--for",
        file.to_str().unwrap(),
        "--format",
        "ndjson",
    ]);
    failed(&output, 1, "note: found 2 lists in 4 strings\n");
    assert_eq!(fixture.server.paths(), ["/v3/archives/vendor-list-v4.json"]);
}

#[test]
fn a_list_that_was_never_published_is_a_finding_about_the_string() {
    let fixture = Fixture::new("never-published");
    fixture.server.set("/v3/archives/vendor-list-v140.json", Response::ok(list(3, 140)));
    let implausible = encoded(r#"{"cmpId": 300, "vendorListVersion": 4049}"#);
    let file = fixture.dir.join("partners.tsv");
    fs::create_dir_all(&fixture.dir).unwrap();
    fs::write(&file, format!("good\t{TC}\nbad\t{implausible}\nworse\t{implausible}\n")).unwrap();
    let file = file.to_str().unwrap();
    let url = format!("{}/v3/archives/vendor-list-v4049.json", fixture.server.url);

    let output = fixture.fetch(&["--for", file]);
    assert_eq!(output.status.code(), Some(1));
    let path = fixture.path("v3/archives/vendor-list-v140.json");
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()), "the other was fetched");
    for (line, label) in [(2, "bad"), (3, "worse")] {
        let want = format!(
            "error: {file}:{line}: {label}: list 4049 (specification 3) was never published: {url} \
             does not exist\n"
        );
        failed(&output, 1, &want);
    }

    let output = fixture.fetch(&["--for", file, "--format", "ndjson"]);
    assert_eq!(output.status.code(), Some(1));
    let records: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|record: &serde_json::Value| record.get("error").is_some())
        .collect();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["line"], 2);
    assert_eq!(records[0]["label"], "bad");
    assert_eq!(records[0]["input"], implausible.as_str());
    assert_eq!(records[0]["list"]["version"], 4049);
    assert_eq!(records[0]["url"], url.as_str());

    // Any number of strings may name it.
    let lines = format!("{implausible}\n").repeat(250);
    let output = fixture.fetch_with(&["--for", "-"], lines.as_bytes());
    failed(
        &output,
        1,
        "list 4049 (specification 3) was never published: 150 more strings not shown",
    );
    assert_eq!(text(&output.stderr).matches("error:").count(), 100);

    // A server that fails is not a finding about a string, but the other lists are fetched.
    fixture.server.set("/v3/archives/vendor-list-v4049.json", Response::status(500));
    let output = fixture.fetch(&["--for", file]);
    failed(&output, 2, "vendor-list-v4049.json: unexpected status 500\n");
    assert_eq!(text(&output.stdout).lines().count(), 1);
}

#[test]
fn strings_without_lists_fetch_nothing() {
    let fixture = Fixture::new("for-nothing");
    failed(
        &fixture.fetch_with(&["--for", "-"], b"# nothing\n"),
        2,
        "no input: found no consent string",
    );
    failed(&fixture.fetch(&["--for", "not-there.txt"]), 2, "cannot open not-there.txt");
    failed(
        &fixture.fetch_with(&["--for", "-"], V1.as_bytes()),
        0,
        "note: found 0 lists in 1 string\n",
    );
    assert!(fixture.server.paths().is_empty());
}

#[test]
fn dir_replaces_the_cache() {
    let fixture = Fixture::new("dir");
    fixture.server.set(CURRENT, Response::ok(list(3, 141)));
    let dir = fixture.dir.join("own");
    let record = fixture.record(&["--dir", dir.to_str().unwrap()]);
    assert_eq!(record["path"].as_str(), dir.join("v3/vendor-list.json").to_str());
    assert!(dir.join("v3/archives/vendor-list-v141.json").exists());
}

#[test]
fn an_unwritable_directory_is_an_error() {
    let fixture = Fixture::new("unwritable");
    fixture.server.set(CURRENT, Response::ok(list(3, 141)));
    fs::create_dir_all(&fixture.dir).unwrap();
    let file = fixture.dir.join("file");
    fs::write(&file, "").unwrap();
    failed(&fixture.fetch(&["--dir", file.to_str().unwrap()]), 2, "cannot create the directory ");
}

#[test]
fn quiet_prints_no_notes() {
    let fixture = Fixture::new("quiet");
    fixture.server.set(CURRENT, Response::ok(list(3, 141)));
    assert!(fixture.fetch(&["--quiet"]).stderr.is_empty());
}
