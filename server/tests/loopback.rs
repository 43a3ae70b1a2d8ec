//! The service over loopback.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tcf_audit::enforce::{ChoicesBuilder, EnforceSettings};
use tcf_audit::event::{ChoiceRecord, VisitHasher};
use tcf_server::{Limits, ListFiles, Recorder, Service, ServiceOptions, router};

const STRING: &str = "CQg2bYAQg2bYAEsABAENCMFgAPIAAEJgAAYgAEkCABggEAA.IAGGCQ";
const PROGRAM: &str = env!("CARGO_BIN_EXE_tcf-server");
const AT: &str = "2026-03-10T12:00:00Z";

fn list(version: u16) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gvl/v3/archives");
    folder.join(format!("vendor-list-v{version}.json"))
}

fn event(id: &str, vendor: u16, string: &str) -> String {
    let event = serde_json::json!({
        "id": id, "at": AT, "vendor": vendor, "purposes": [2], "tcString": string
    });
    event.to_string()
}

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Serves until the test ends. Returns the address.
fn serve(files: ListFiles, recorder: Option<Recorder>, limits: Limits) -> SocketAddr {
    serve_with(ServiceOptions { files, recorder, ..ServiceOptions::default() }, limits)
}

fn serve_with(options: ServiceOptions, limits: Limits) -> SocketAddr {
    let service = Service::new(options).unwrap();
    let (to_test, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            to_test.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router(service, limits)).await.unwrap();
        });
    });
    address.recv().unwrap()
}

fn files() -> ListFiles {
    ListFiles { gvls: vec![list(140)], ..ListFiles::default() }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Status and body of what is left of a connection.
fn response(mut stream: TcpStream) -> (u16, String) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).expect("a status").parse().unwrap();
    let (_, body) = text.split_once("\r\n\r\n").expect("a body");
    (status, body.to_owned())
}

fn send(address: SocketAddr, target: &str, headers: &str, body: &str) -> (u16, String) {
    let method = if target.starts_with("/decide") || target == "/reload" { "POST" } else { "GET" };
    let mut stream = connect(address);
    let length = body.len();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    response(stream)
}

fn decide(address: SocketAddr, event: &str) -> (u16, Value) {
    let (status, body) = send(address, "/decide", "", event);
    (status, serde_json::from_str(&body).unwrap())
}

#[test]
fn an_event_is_answered_with_its_decision_record() {
    let address = serve(files(), None, Limits::default());
    let (status, record) = decide(address, &event("e1", 2, STRING));
    assert_eq!((status, &record["id"], &record["action"]), (200, &"e1".into(), &"pass".into()));
    assert_eq!(record["asOf"], "2026-03-10T12:00:00Z");
    assert_eq!(record["gvl"]["version"], 140);
    // sha256sum vendor-list-v140.json
    let hash = "b2938ce615361696a081419c5abc252f19277ff85d67345b3179b14914bc5486";
    assert_eq!(record["gvl"]["sha256"], hash);
    // printf %s STRING | sha256sum
    let hash = "2b1d66bcea45e627b5d90dee6d7ee91322ca475afb9b0859a385f5496b9ca84c";
    assert_eq!(record["string"]["sha256"], hash);

    let (_, record) = decide(address, &event("e2", 4, STRING));
    let codes = serde_json::json!(["R-NOT-DISCLOSED"]);
    assert_eq!((&record["action"], &record["reasons"]), (&"drop".into(), &codes));
    // Fails closed.
    for (string, code) in [("", "R-STRING-MISSING"), ("${GDPR_CONSENT_2}", "R-MACRO")] {
        let (_, record) = decide(address, &event("e3", 2, string));
        assert_eq!((&record["verdict"], &record["reasons"][0]), (&"unknown".into(), &code.into()));
        assert_eq!(record["action"], "drop");
    }
    let to_host = r#"{"id": "e4", "at": 1773144000, "host": "Unknown.Example.", "tcString": "x"}"#;
    assert_eq!(decide(address, to_host).1["reasons"][0], "R-VENDOR-UNMAPPED");
    for body in ["", "x", "[\"e1\"]", "{\"vendor\": 0}"] {
        let (status, error) = decide(address, body);
        assert_eq!(status, 400, "{body}");
        assert!(error["error"]["message"].is_string(), "{error}");
    }
    assert_eq!(send(address, "/other", "", "").0, 404);
}

#[test]
fn the_vendors_of_a_host_are_recorded() {
    let hosts = folder("hosts").join("hosts.csv");
    fs::write(&hosts, "host,vendor\nads.example,2\nboth.example,2;4\n").unwrap();
    let files = ListFiles { hosts: Some(hosts), ..files() };
    let address = serve(files, None, Limits::default());
    let event = |host: &str| {
        let event = event("e", 2, STRING);
        event.replace("\"vendor\":2", &format!("\"host\":\"{host}\""))
    };
    let (_, record) = decide(address, &event("Ads.Example."));
    assert_eq!((&record["vendor"], &record["action"]), (&2.into(), &"pass".into()), "{record}");
    let (_, record) = decide(address, &event("both.example"));
    assert_eq!(record["vendors"], serde_json::json!([2, 4]), "{record}");
    assert_eq!(record["action"], "drop");
}

#[test]
fn choices_are_found_by_the_visit_of_an_event() {
    let visits = VisitHasher::new(1, 2);
    let mut choices = ChoicesBuilder::new();
    let line = r#"{"visit": "v1", "at": "2026-03-10T11:00:00Z", "tcString": "x"}"#;
    let choice = ChoiceRecord::from_json(line).unwrap();
    choices.add(visits.of_key("v1"), &choice).unwrap();
    let choices = choices.build().unwrap();
    let options = |visits: Option<VisitHasher>| ServiceOptions {
        settings: EnforceSettings {
            choices: Some(choices.clone().into()),
            ..EnforceSettings::default()
        },
        files: files(),
        visits,
        config: Some("settings".to_owned()),
        ..ServiceOptions::default()
    };
    let event = |visit: &str| {
        let with_visit = format!("\"visit\":\"{visit}\",\"vendor\"");
        event("e", 2, STRING).replace("\"vendor\"", &with_visit)
    };
    let address = serve_with(options(Some(visits)), Limits::default());
    let reason = |visit: &str| decide(address, &event(visit)).1["reasons"][0].clone();
    assert_eq!((reason("v1"), reason("v2")), ("R-STRING-INVALID".into(), "R-OK".into()));
    let (_, record) = decide(address, &event("v1"));
    assert_eq!((&record["action"], &record["config"]), (&"drop".into(), &"settings".into()));
    // A choice that cannot be found may be an objection.
    let address = serve_with(options(None), Limits::default());
    assert_eq!(decide(address, &event("v2")).1["reasons"][0], "R-VISIT-MISSING");
}

#[test]
fn a_batch_is_answered_line_by_line() {
    let address = serve(files(), None, Limits::default());
    let body = format!("{}\n\nbroken\r\n{}", event("a", 2, STRING), event("b", 4, STRING));
    let header = "content-type: application/x-ndjson; charset=utf-8\r\n";
    let (status, body) = send(address, "/decide", header, &body);
    let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((status, lines.len()), (200, 3));
    assert_eq!((&lines[0]["action"], &lines[2]["action"]), (&"pass".into(), &"drop".into()));
    assert_eq!(lines[1]["line"], 3);
    assert!(lines[1]["error"]["message"].is_string());
}

#[test]
fn lists_are_replaced_together_or_not_at_all() {
    let folder = folder("reload");
    fs::create_dir_all(folder.join("v3/archives")).unwrap();
    let file = folder.join("v3/archives/vendor-list-v139.json");
    fs::copy(list(139), &file).unwrap();
    let files = ListFiles { gvls: vec![folder.clone()], ..ListFiles::default() };
    let address = serve(files, None, Limits::default());
    let reasons = || decide(address, &event("e", 2, STRING)).1["reasons"][0].clone();
    assert_eq!(reasons(), "R-GVL-MISSING");

    fs::copy(list(140), folder.join("v3/vendor-list.json")).unwrap();
    assert_eq!(reasons(), "R-GVL-MISSING", "not before it is loaded");
    assert_eq!(send(address, "/reload", "", ""), (200, "{\"revision\":1}\n".to_owned()));
    assert_eq!(reasons(), "R-OK");

    fs::write(&file, "{").unwrap();
    let (status, error) = send(address, "/reload", "", "");
    assert_eq!(status, 500);
    assert!(error.contains("vendor-list-v139.json"), "{error}");
    assert_eq!(reasons(), "R-OK", "the lists in use stay");
    let (_, metrics) = send(address, "/metrics", "", "");
    for line in ["tcf_lists_revision 1", "tcf_reloads_total{result=\"error\"} 1"] {
        assert!(metrics.lines().any(|found| found == line), "{metrics}");
    }
}

/// A list that does not arrive delays only the reload that reads it.
#[test]
#[cfg(unix)]
fn a_reload_in_progress_blocks_neither_decisions_nor_metrics() {
    let hosts = folder("slow").join("hosts.csv");
    fs::write(&hosts, "host,vendor\n").unwrap();
    let files = ListFiles { hosts: Some(hosts.clone()), ..files() };
    let address = serve(files, None, Limits::default());
    fs::remove_file(&hosts).unwrap();
    assert!(Command::new("mkfifo").arg(&hosts).status().unwrap().success());
    let reload = std::thread::spawn(move || send(address, "/reload", "", ""));
    // Opening it waits until the service reads.
    let mut pipe = fs::File::options().write(true).open(&hosts).unwrap();
    let (status, metrics) = send(address, "/metrics", "", "");
    assert!(status == 200 && metrics.contains("tcf_lists_revision 0\n"), "{metrics}");
    assert_eq!(decide(address, &event("e", 2, STRING)).1["action"], "pass");
    pipe.write_all(b"host,vendor\nads.example,2\n").unwrap();
    drop(pipe);
    assert_eq!(reload.join().unwrap(), (200, "{\"revision\":1}\n".to_owned()));
}

#[test]
fn bodies_and_times_are_bounded() {
    let limits = Limits { body: 1_000, time: Duration::from_millis(200) };
    let address = serve(files(), None, limits);
    let long = event("e", 2, &"C".repeat(1_000));
    assert_eq!(send(address, "/decide", "", &long).0, 413);
    // The same without its length.
    let mut stream = connect(address);
    let length = long.len();
    write!(
        stream,
        "POST /decide HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\
         \r\n{length:x}\r\n{long}\r\n0\r\n\r\n"
    )
    .unwrap();
    assert_eq!(response(stream).0, 413);
    // A body that never ends.
    let mut stream = connect(address);
    write!(stream, "POST /decide HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{{").unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 408");
    let (_, metrics) = send(address, "/metrics", "", "");
    assert!(metrics.contains("tcf_responses_total{status=\"408\"} 1\n"), "{metrics}");
    assert!(metrics.contains("tcf_responses_total{status=\"413\"} 2\n"), "{metrics}");
}

#[test]
fn metrics_count_events_by_verdict_and_reason() {
    let address = serve(files(), None, Limits::default());
    for (vendor, string) in [(2, STRING), (4, STRING), (4, STRING), (2, "")] {
        decide(address, &event("e", vendor, string));
    }
    decide(address, "{");
    let (status, metrics) = send(address, "/metrics", "", "");
    assert_eq!(status, 200);
    for line in [
        "tcf_events_total{verdict=\"permit\"} 1",
        "tcf_events_total{verdict=\"deny\"} 2",
        "tcf_denied_total{reason=\"R-NOT-DISCLOSED\"} 2",
        "tcf_denied_total{reason=\"R-STRING-MISSING\"} 1",
        "tcf_invalid_events_total 1",
        "tcf_responses_total{status=\"200\"} 4",
        "tcf_vendor_list_version{specification=\"3\"} 140",
        "tcf_decision_seconds_count 5",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
    assert_eq!(send(address, "/health", "", ""), (200, "ok".to_owned()));
}

#[test]
fn records_are_written_before_they_are_answered() {
    let file = folder("records").join("decisions.ndjson");
    let recorder = Recorder::append(&file, true).unwrap();
    let address = serve(files(), Some(recorder), Limits::default());
    let mut expected = String::new();
    for vendor in [2, 4, 2] {
        expected += &send(address, "/decide", "", &event("e", vendor, STRING)).1;
        assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    }
    // What is not an event has no record.
    send(address, "/decide", "", "x");
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
}

/// The system writes a part of the record that does not fit.
#[test]
#[cfg(unix)]
fn a_record_that_cannot_be_written_leaves_no_part_of_it() {
    let file = folder("limit").join("decisions.ndjson");
    let (path, name) = (list(140), file.to_str().unwrap().to_owned());
    let args = ["--gvl", path.to_str().unwrap(), "--records", &name];
    // Signals that a shell ignores are ignored by its children, which get an error instead.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh", PROGRAM]);
    let server = Server::spawn(limited, &args);
    let mut expected = String::new();
    let failed = loop {
        let (status, body) = send(server.address, "/decide", "", &event("e", 2, STRING));
        if status != 200 {
            break status;
        }
        expected += &body;
        assert!(expected.len() < 100_000, "the file has no limit");
    };
    assert_eq!(failed, 503);
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    // Another record does not fit either.
    assert_eq!(send(server.address, "/decide", "", &event("e", 2, STRING)).0, 503);
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    assert!(Recorder::append(&file, false).is_err(), "one process at a time");
    drop(server);

    // A line that is not complete, as after a crash, is not continued.
    fs::write(&file, "{\"id\":").unwrap();
    let recorder = Recorder::append(&file, false).unwrap();
    let address = serve(files(), Some(recorder), Limits::default());
    let record = send(address, "/decide", "", &event("e", 2, STRING)).1;
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{{\"id\":\n{record}"));
}

/// Nothing is answered that could not be recorded.
#[test]
#[cfg(target_os = "linux")]
fn without_a_record_there_is_no_decision() {
    let recorder = Recorder::append(Path::new("/dev/full"), false).unwrap();
    let address = serve(files(), Some(recorder), Limits::default());
    let (status, body) = decide(address, &event("e", 2, STRING));
    assert_eq!((status, body.get("action")), (503, None));
}

/// The program on a port of its own.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        Self::spawn(Command::new(PROGRAM), args)
    }

    fn spawn(mut command: Command, args: &[&str]) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().parse().unwrap();
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits until the lists have been replaced this often.
    fn wait_for_revision(&self, revision: u64) {
        let line = format!("tcf_lists_revision {revision}");
        for _ in 0..600 {
            let (_, metrics) = send(self.address, "/metrics", "", "");
            if metrics.lines().any(|found| found == line) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the lists were not replaced");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn lists_are_reloaded_on_a_signal_and_when_their_files_change() {
    let folder = folder("signal");
    let file = folder.join("list.json");
    fs::copy(list(139), &file).unwrap();
    let server = Server::start(&["--gvl", file.to_str().unwrap(), "--poll", "0"]);
    server.signal("-HUP");
    server.wait_for_revision(1);

    let server = Server::start(&["--gvl", file.to_str().unwrap(), "--poll", "1"]);
    let reasons = || decide(server.address, &event("e", 2, STRING)).1["reasons"][0].clone();
    assert_eq!(reasons(), "R-GVL-MISSING");
    let new = folder.join("new.json");
    fs::copy(list(140), &new).unwrap();
    fs::rename(&new, &file).unwrap();
    server.wait_for_revision(1);
    assert_eq!(reasons(), "R-OK");
}

#[test]
fn requests_in_progress_are_answered_before_it_ends() {
    let path = list(140);
    let mut server = Server::start(&["--gvl", path.to_str().unwrap()]);
    let event = event("e", 2, STRING);
    let (first, rest) = event.split_at(10);
    let mut stream = connect(server.address);
    let length = event.len();
    write!(
        stream,
        "POST /decide HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n\
         content-length: {length}\r\n\r\n"
    )
    .unwrap();
    // It waits for the body.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first.as_bytes()).unwrap();
    server.signal("-TERM");
    // It ends listening, but not before this request is answered.
    for _ in 0..600 {
        if TcpStream::connect(server.address).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    write!(stream, "{rest}").unwrap();
    let (status, body) = response(stream);
    assert_eq!(status, 200);
    assert!(body.contains("\"action\":\"pass\""), "{body}");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn missing_lists_are_an_error_at_the_start() {
    let output = Command::new(PROGRAM)
        .args(["--listen", "127.0.0.1:0", "--gvl", "no-such-list.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-list.json"));
}
