//! `tcf gvl fetch` against a server on loopback.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::server::{Answer, Server};
use crate::{TC, V1, run, tcf, text};

const CURRENT: &str = "/v3/vendor-list.json";
/// Times in seconds since 1970: in the past and in the future whenever this runs.
const PAST: u64 = 1;
const FUTURE: u64 = 100_000_000_000;
/// A hundred years.
const LONG: &str = "max-age=3153600000";

/// A server and a cache folder of a test.
struct Place {
    server: Server,
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fetch").join(name);
        let _ = fs::remove_dir_all(&folder);
        Self { server: Server::start(), folder }
    }

    fn fetch(&self, args: &[&str]) -> Output {
        self.fetch_with(args, b"")
    }

    fn fetch_with(&self, args: &[&str], stdin: &[u8]) -> Output {
        let mut command = tcf(["gvl", "fetch"].iter().chain(args));
        if !args.contains(&"--base-url") {
            command.args(["--base-url", &self.server.url]);
        }
        command.env("TCF_CACHE", &self.folder);
        run(command, stdin)
    }

    /// Fetches as a record.
    fn record(&self, args: &[&str]) -> serde_json::Value {
        let output = self.fetch(&[args, &["--format", "json"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join("gvl").join(name)
    }

    /// Every file under the folder, but not what it is known to hold.
    fn files(&self) -> Vec<String> {
        fn collect(folder: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, files);
                } else {
                    files.push(path.file_name().unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let mut files = Vec::new();
        collect(&self.folder, &mut files);
        files.sort();
        files
    }

    /// When the current list was fetched and when it expires, in seconds since 1970.
    fn times(&self) -> (u64, u64) {
        let lease = fs::read(self.path("v3/vendor-list.json.lease")).unwrap();
        let lease: serde_json::Value = serde_json::from_slice(&lease).unwrap();
        (lease["fetched"].as_u64().unwrap(), lease["expires"].as_u64().unwrap())
    }

    /// Sets the times of the current list: decades away from now, so that the clock of the machine
    /// decides nothing.
    fn set_times(&self, fetched: u64, expires: u64) {
        let path = self.path("v3/vendor-list.json.lease");
        let mut lease: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        lease["fetched"] = fetched.into();
        lease["expires"] = expires.into();
        fs::write(path, lease.to_string()).unwrap();
    }
}

fn list(specification: u8, version: u16) -> String {
    format!(
        "{{\"gvlSpecificationVersion\": {specification}, \"vendorListVersion\": {version}, \"vendors\": {{}}}}"
    )
}

fn failed(output: &Output, status: i32, said: &str) {
    assert_eq!(output.status.code(), Some(status), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
}

#[test]
fn the_current_list_is_kept_for_max_age() {
    let place = Place::new("max-age");
    place
        .server
        .set(CURRENT, Answer::ok(list(3, 141)).header("Cache-Control", "public, max-age=604800"));
    let output = place.fetch(&[]);
    assert!(output.status.success());
    let path = place.path("v3/vendor-list.json");
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
    let said = text(&output.stderr);
    assert!(
        said.starts_with("note: fetched list 141 (specification 3) from http://127.0.0.1:"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(path).unwrap(), list(3, 141));
    assert_eq!(
        place.files(),
        ["vendor-list-v141.json", "vendor-list.json", "vendor-list.json.lease"]
    );
    let (fetched, expires) = place.times();
    assert_eq!(expires, fetched + 604_800);

    place.set_times(PAST, FUTURE);
    let record = place.record(&[]);
    assert_eq!(
        (record["version"].as_u64(), record["origin"].as_str()),
        (Some(141), Some("cached"))
    );
    assert_eq!(place.server.paths(), [CURRENT], "it was asked for once");

    // It stands among the archives too.
    assert_eq!(place.record(&["--version", "141"])["origin"], "cached");
    assert!(place.server.paths().is_empty());
    // Its time is over.
    place.set_times(PAST, PAST + 1);
    assert_eq!(place.record(&[])["origin"], "fetched");
    // A clock that was set back.
    place.set_times(FUTURE, FUTURE + 1);
    assert_eq!(place.record(&[])["origin"], "fetched");
    assert_eq!(place.server.paths().len(), 2);
}

#[test]
fn age_that_caches_on_the_way_report_is_part_of_max_age() {
    let place = Place::new("age");
    let answer = Answer::ok(list(3, 141)).header("Cache-Control", "max-age=100");
    place.server.set(CURRENT, answer.clone().header("Age", "100"));
    place.record(&[]);
    let (fetched, expires) = place.times();
    assert_eq!(expires, fetched);
    assert_eq!(place.record(&[])["origin"], "fetched");
    place.server.set(CURRENT, answer.header("Age", "10"));
    place.record(&[]);
    let (fetched, expires) = place.times();
    assert_eq!(expires, fetched + 90);
}

#[test]
fn without_max_age_it_is_asked_for_each_time() {
    let place = Place::new("no-max-age");
    for answer in [
        Answer::ok(list(3, 1)),
        Answer::ok(list(3, 1)).header("Cache-Control", "no-cache, max-age=9"),
    ] {
        place.server.set(CURRENT, answer);
        place.record(&[]);
        assert_eq!(place.record(&[])["origin"], "fetched");
    }
    assert_eq!(place.server.paths().len(), 4);
}

#[test]
fn a_list_whose_time_has_ended_is_asked_for_by_its_etag() {
    let place = Place::new("etag");
    let answer =
        Answer::ok(list(3, 141)).header("Cache-Control", "max-age=0").header("ETag", "\"one\"");
    place.server.set(CURRENT, answer);
    place.record(&[]);
    assert!(!place.server.requests()[0].contains("if-none-match"));

    place.server.set(CURRENT, Answer::status(304).header("Cache-Control", LONG));
    let record = place.record(&[]);
    assert_eq!(
        (record["version"].as_u64(), record["origin"].as_str()),
        (Some(141), Some("notModified"))
    );
    assert!(place.server.requests()[0].contains("if-none-match: \"one\""));
    assert_eq!(fs::read_to_string(place.path("v3/vendor-list.json")).unwrap(), list(3, 141));
    assert_eq!(place.record(&[])["origin"], "cached", "the answer began a new time");
    assert!(place.server.paths().is_empty());

    // A new list; the old one stays among the archives.
    place.set_times(PAST, PAST + 1);
    place.server.set(CURRENT, Answer::ok(list(3, 142)).header("ETag", "\"two\""));
    assert_eq!(place.record(&[])["version"], 142);
    assert!(place.server.requests()[0].contains("if-none-match: \"one\""), "304 left it as it was");
    assert!(place.path("v3/archives/vendor-list-v141.json").exists());
    assert!(place.path("v3/archives/vendor-list-v142.json").exists());

    // The ETag is about a file that must be there, whole.
    fs::write(place.path("v3/vendor-list.json"), "{").unwrap();
    assert_eq!(place.record(&[])["origin"], "fetched");
    assert!(!place.server.requests()[0].contains("if-none-match"));
}

#[test]
fn a_304_without_max_age_keeps_the_old_one() {
    let place = Place::new("304-bare");
    let answer = Answer::ok(list(3, 141)).header("Cache-Control", LONG).header("ETag", "\"one\"");
    place.server.set(CURRENT, answer);
    place.record(&[]);
    place.set_times(PAST, PAST + 1);
    place.server.set(CURRENT, Answer::status(304));
    assert_eq!(place.record(&[])["origin"], "notModified");
    assert_eq!(place.record(&[])["origin"], "cached");
}

#[test]
fn a_304_that_was_not_asked_for_is_an_error() {
    let place = Place::new("304-unasked");
    place.server.set(CURRENT, Answer::status(304));
    failed(&place.fetch(&[]), 2, "the server answers with 304");
}

#[test]
fn another_url_is_asked_although_the_time_has_not_ended() {
    let place = Place::new("other-url");
    let answer = |version| {
        Answer::ok(list(3, version)).header("Cache-Control", LONG).header("ETag", "\"1\"")
    };
    place.server.set(CURRENT, answer(141));
    place.server.set("/mirror/v3/vendor-list.json", answer(7));
    place.record(&[]);
    let mirror = format!("{}/mirror/", place.server.url);
    assert_eq!(place.record(&["--base-url", &mirror])["version"], 7);
    assert!(!place.server.requests()[1].contains("if-none-match"));
}

#[test]
fn an_archive_is_asked_for_once() {
    let place = Place::new("archive");
    let path = "/v2/archives/vendor-list-v60.json";
    place.server.set(path, Answer::ok(list(2, 60)).header("Cache-Control", "no-store"));
    let args = ["--spec", "2", "--version", "60"];
    assert_eq!(place.record(&args)["origin"], "fetched");
    assert_eq!(place.record(&args)["origin"], "cached");
    assert_eq!(place.server.paths(), [path]);
    // One that was damaged is brought again.
    fs::write(place.path("v2/archives/vendor-list-v60.json"), "").unwrap();
    assert_eq!(place.record(&args)["origin"], "fetched");
}

#[test]
fn fetched_lists_are_at_hand() {
    let place = Place::new("at-hand");
    place.server.set(CURRENT, Answer::ok(list(3, 141)));
    place.server.set("/v3/archives/vendor-list-v140.json", Answer::ok(list(3, 140)));
    place.record(&[]);
    place.record(&["--version", "140"]);
    for (args, first) in [
        (&["gvl", "show"][..], "Vendor list 141 (specification 3)"),
        (&["gvl", "show", "--version", "140"], "Vendor list 140 (specification 3)"),
    ] {
        let mut command = tcf(args);
        command.env("TCF_CACHE", &place.folder);
        let output = run(command, b"");
        assert_eq!(text(&output.stdout).lines().next(), Some(first), "{}", text(&output.stderr));
    }
}

#[test]
fn a_compressed_list_is_stored_plain() {
    let place = Place::new("gzip");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(list(3, 141).as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    place.server.set(CURRENT, Answer::ok(body).header("Content-Encoding", "gzip"));
    place.record(&[]);
    let request = &place.server.requests()[0];
    let accepts = request.lines().find(|line| line.starts_with("accept-encoding:")).unwrap();
    assert!(accepts.contains("gzip") && accepts.contains("br"), "{accepts}");
    assert_eq!(fs::read_to_string(place.path("v3/vendor-list.json")).unwrap(), list(3, 141));
}

#[test]
fn what_is_no_such_list_is_not_stored() {
    let place = Place::new("wrong");
    let archive = "/v3/archives/vendor-list-v140.json";
    for (body, said) in [
        ("<html>Sorry</html>", "what came is not stored: no JSON"),
        ("", "what came is not stored: no JSON"),
        ("{\"cmps\": {}}", "what came is not stored: a CMP list"),
        ("{\"gvlSpecificationVersion\": 3, \"vendorL", "what came is not stored: no JSON"),
        (
            &list(2, 140),
            "wanted list 140 (specification 3), got list 140 (specification 2): nothing is stored",
        ),
        (
            &list(3, 141),
            "wanted list 140 (specification 3), got list 141 (specification 3): nothing is stored",
        ),
    ] {
        place.server.set(archive, Answer::ok(body));
        let output = place.fetch(&["--version", "140"]);
        failed(&output, 2, said);
        assert!(text(&output.stderr).contains(archive) && output.stdout.is_empty());
    }
    place.server.set(CURRENT, Answer::ok(list(2, 60)));
    failed(&place.fetch(&[]), 2, "wanted a list of specification 3, got list 60 (specification 2)");
    assert_eq!(place.files(), Vec::<String>::new());
}

#[test]
fn what_was_there_outlives_a_failure() {
    let place = Place::new("outlives");
    place.server.set(CURRENT, Answer::ok(list(3, 141)));
    place.record(&[]);
    for answer in [Answer::ok("{"), Answer::status(500)] {
        place.server.set(CURRENT, answer);
        assert_eq!(place.fetch(&[]).status.code(), Some(2));
    }
    assert_eq!(fs::read_to_string(place.path("v3/vendor-list.json")).unwrap(), list(3, 141));
}

#[test]
fn statuses_that_bring_no_list() {
    let place = Place::new("statuses");
    failed(
        &place.fetch(&["--version", "4000"]),
        2,
        "/v3/archives/vendor-list-v4000.json: there is no such list (404)",
    );
    place.server.set(CURRENT, Answer::status(503));
    failed(&place.fetch(&[]), 2, "/v3/vendor-list.json: the server answers with 503");
    let path = format!("{}/elsewhere.json", place.server.url);
    place.server.set(CURRENT, Answer::status(302).header("Location", path));
    place.server.set("/elsewhere.json", Answer::ok(list(3, 9)));
    assert_eq!(place.record(&[])["version"], 9);
}

#[test]
fn no_network() {
    let place = Place::new("offline");
    // Nothing listens on the first port, and no test's server can be given it.
    let url = "http://127.0.0.1:1";
    for args in [&[][..], &["--version", "7"]] {
        let output = place.fetch(&[&["--base-url", url], args].concat());
        failed(&output, 2, &format!("error: cannot fetch {url}/v3/"));
    }
    // One list that cannot be had would not be the only one.
    let output = place.fetch_with(
        &["--base-url", url, "--for", "-"],
        format!("{TC}\n{}\n", other_list()).as_bytes(),
    );
    failed(&output, 2, &format!("error: cannot fetch {url}/v3/archives/vendor-list-v77.json"));
    assert_eq!(text(&output.stderr).matches("error:").count(), 1);
    failed(
        &place.fetch(&["--base-url", "no url"]),
        2,
        "error: cannot fetch no url/v3/vendor-list.json",
    );
    assert_eq!(place.files(), Vec::<String>::new());
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
fn every_list_that_strings_name() {
    let place = Place::new("for");
    for (path, body) in [
        ("/v3/archives/vendor-list-v140.json", list(3, 140)),
        ("/v3/archives/vendor-list-v77.json", list(3, 77)),
        ("/v2/archives/vendor-list-v77.json", list(2, 77)),
    ] {
        place.server.set(path, Answer::ok(body));
    }
    let old = encoded(r#"{"cmpId": 300, "vendorListVersion": 77, "tcfPolicyVersion": 2}"#);
    let zero = encoded(r#"{"cmpId": 300, "vendorListVersion": 0}"#);
    let other = other_list();
    let lines = format!(
        "# all\n{TC}\nlabel\t{other}\neuconsent-v2={TC}\nbroken\n{V1}\n{old}\n{zero}\n{TC}==\n"
    );
    let output = place.fetch_with(&["--for", "-"], lines.as_bytes());
    failed(&output, 1, "note: 3 lists in 8 strings\n");
    failed(&output, 1, "note: 2 strings of version 1 or with list 0: there is no list to fetch\n");
    failed(&output, 1, "note: 1 string could not be read; tcf decode says why\n");
    let paths = [
        "v2/archives/vendor-list-v77.json",
        "v3/archives/vendor-list-v77.json",
        "v3/archives/vendor-list-v140.json",
    ];
    let want = paths.map(|name| place.path(name).display().to_string());
    assert_eq!(text(&output.stdout).lines().collect::<Vec<_>>(), want);
    assert_eq!(place.server.paths(), paths.map(|path| format!("/{path}")));

    // Again, from files: nothing is asked for, and one that is not there does not stop the others.
    let file = place.folder.join("strings.txt");
    fs::write(&file, format!("{TC}\n{}\n", encoded(r#"{"cmpId": 3, "vendorListVersion": 4}"#)))
        .unwrap();
    let output = place.fetch(&[
        "--for",
        file.to_str().unwrap(),
        "--for",
        file.to_str().unwrap(),
        "--format",
        "ndjson",
    ]);
    failed(&output, 2, "/v3/archives/vendor-list-v4.json: there is no such list (404)\n");
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert_eq!(place.server.paths(), ["/v3/archives/vendor-list-v4.json"]);
}

#[test]
fn files_of_strings_that_say_nothing() {
    let place = Place::new("for-nothing");
    failed(
        &place.fetch_with(&["--for", "-"], b"# nothing\n"),
        2,
        "no input: there is no consent string in it",
    );
    failed(&place.fetch(&["--for", "not-there.txt"]), 2, "cannot open not-there.txt");
    failed(&place.fetch_with(&["--for", "-"], V1.as_bytes()), 0, "note: 0 lists in 1 string\n");
    assert!(place.server.paths().is_empty());
}

#[test]
fn a_folder_of_ones_own() {
    let place = Place::new("dir");
    place.server.set(CURRENT, Answer::ok(list(3, 141)));
    let folder = place.folder.join("own");
    let record = place.record(&["--dir", folder.to_str().unwrap()]);
    assert_eq!(record["path"].as_str(), folder.join("v3/vendor-list.json").to_str());
    assert!(folder.join("v3/archives/vendor-list-v141.json").exists());
}

#[test]
fn a_folder_that_cannot_be_written() {
    let place = Place::new("unwritable");
    place.server.set(CURRENT, Answer::ok(list(3, 141)));
    fs::create_dir_all(&place.folder).unwrap();
    let file = place.folder.join("file");
    fs::write(&file, "").unwrap();
    failed(&place.fetch(&["--dir", file.to_str().unwrap()]), 2, "cannot make the folder ");
}

#[test]
fn quiet_says_nothing() {
    let place = Place::new("quiet");
    place.server.set(CURRENT, Answer::ok(list(3, 141)));
    assert!(place.fetch(&["--quiet"]).stderr.is_empty());
}
