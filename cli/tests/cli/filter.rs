//! `tcf filter`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::{run, tcf, text};

/// A string that permits purpose 2 to vendors 2 and 3, and does not disclose vendors 1 and 4.
pub(crate) const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAPIAAEJgAAYgAEkCABggEAA.IAGGCQ";

/// An event of a vendor, with white space and a number that a parser would change.
pub(crate) fn event(vendor: u16) -> String {
    format!(
        "{{\"at\": \"2026-03-10T12:00:00Z\",\t\"vendor\":{vendor}, \"purposes\": [2], \
         \"price\": 1.50, \"tcString\": \"{TC}\"}}"
    )
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/audit")
}

/// Runs `tcf filter` with the settings of the project's recordings.
pub(crate) fn filter(args: &[&str], stdin: &str) -> Output {
    let mut command = tcf(["filter"]);
    command.args(args).current_dir(fixtures());
    run(command, stdin.as_bytes())
}

/// What passes, without the counts.
pub(crate) fn passed(args: &[&str], stdin: &str) -> String {
    let output = filter(args, stdin);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

/// The first line of the counts.
fn counts(output: &Output) -> &str {
    let is_first = |line: &&str| line.contains(" event") && line.contains(" passed");
    text(&output.stderr).lines().find(is_first).unwrap()
}

#[test]
fn permitted_events_pass_byte_for_byte() {
    let (two, three) = (event(2), event(3));
    let stdin = format!("{two}\r\n{}\n\n{three}\n  {two}", event(4));
    let output = filter(&[], &stdin);
    assert_eq!(text(&output.stdout), format!("{two}\r\n{three}\n  {two}"));
    assert_eq!(
        text(&output.stderr),
        "4 events: 3 passed, 1 dropped\n\n  events  reason\n       1  R-NOT-DISCLOSED: the vendor \
         was not disclosed to the user\n"
    );
    assert_eq!(output.status.code(), Some(0));
    // Files are not joined in the middle of a line.
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("e.ndjson");
    fs::write(&file, &two).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(passed(&[file, file], ""), format!("{two}\n{two}"));
}

#[test]
fn lines_that_are_no_events_are_errors_and_do_not_pass() {
    let mut stdin = format!("{}\n{{\"vendor\": 2\n[1]\n", event(2)).into_bytes();
    stdin.extend_from_slice(b"{\"vendor\": 2, \"tcString\": \"\xff\"}\n");
    stdin.extend(std::iter::repeat_n(b' ', 3 << 20));
    stdin.extend_from_slice(format!("{}\n{}\n", event(3), event(3)).as_bytes());
    let mut command = tcf(["filter"]);
    command.current_dir(fixtures());
    let output = run(command, &stdin);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), format!("{}\n{}\n", event(2), event(3)));
    let errors = text(&output.stderr).lines().filter(|line| line.starts_with('{'));
    let errors: Vec<Value> = errors.map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines: Vec<_> = errors.iter().map(|error| error["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
    assert!(errors.iter().all(|error| error["error"]["code"] == "notAnEvent"));
    assert!(text(&output.stderr).contains("4 lines are not events and were not passed"));
}

#[test]
fn what_cannot_be_decided_does_not_pass() {
    let at = "\"at\": \"2026-03-10T12:00:00Z\"";
    for (line, reason) in [
        (format!("{{{at}, \"vendor\": 2}}"), "R-STRING-MISSING"),
        (format!("{{{at}, \"vendor\": 2, \"tcString\": \"${{GDPR_CONSENT_2}}\"}}"), "R-MACRO"),
        (
            format!("{{{at}, \"vendor\": 2, \"tcString\": \"CQg2bYAQg2bYAEsA\"}}"),
            "R-STRING-INVALID",
        ),
        (format!("{{{at}, \"host\": \"a.unknown\", \"tcString\": \"{TC}\"}}"), "R-VENDOR-UNMAPPED"),
        (format!("{{{at}, \"tcString\": \"{TC}\"}}"), "R-VENDOR-UNMAPPED"),
        (format!("{{\"vendor\": 2, \"tcString\": \"{TC}\"}}"), "R-TIME-UNKNOWN"),
    ] {
        let output = filter(&[], &line);
        assert_eq!((text(&output.stdout), output.status.code()), ("", Some(0)), "{line}");
        assert!(text(&output.stderr).contains(reason), "{line}: {}", text(&output.stderr));
        assert_eq!(passed(&["--unknown", "pass"], &line), line);
    }
    let output = filter(&["--unknown", "pass"], &event(4));
    assert_eq!(text(&output.stdout), "", "a denial is not unknown");
}

#[test]
fn denied_events_are_stripped_or_marked() {
    let request = r#"{ "user": {"id": "u", "consent": "TC", "ext": {"eids": []}},
        "device": {"ip": "192.0.2.77", "ua": "x", "geo": {"lat": 52.520008}}, "imp": [{}] }"#;
    let request = request.replace("TC", TC).replace("\n       ", "");
    let args = ["--from", "openrtb", "--as-of", "2026-03-10", "--purpose", "2"];
    let strip = ["--on-deny", "strip", "--strip", "prebid"];
    let denied = passed(&[&args[..], &strip, &["--vendor", "4"]].concat(), &request);
    let expected = r#"{ "user": { "consent": "TC", "ext": {}},
        "device": {"ip": "192.0.2.0", "ua": "x", "geo": {"lat": 52.52}}, "imp": [{}] }"#;
    assert_eq!(denied, expected.replace("TC", TC).replace("\n       ", ""));
    assert_eq!(passed(&[&args[..], &strip, &["--vendor", "2"]].concat(), &request), request);
    // Parameters of URLs in all texts.
    let line = event(4).replace('}', r#", "site": {"page": "https://a.example/?uid=7&x=1"}}"#);
    let found = passed(&["--on-deny", "strip", "--strip", "price,?uid,?y"], &line);
    assert_eq!(found, line.replace("uid=7", "uid=").replace("\"price\": 1.50, ", ""));

    let marked = passed(&["--on-deny", "mark"], &format!("{}\r\n{}\n", event(4), event(2)));
    let mark =
        |event: &str, mark: &str| format!("{},\"tcf\":{mark}}}", event.strip_suffix('}').unwrap());
    let expected = [
        mark(&event(4), r#"{"verdict":"deny","reasons":["R-NOT-DISCLOSED"],"mode":"none"}"#),
        mark(&event(2), r#"{"verdict":"permit","reasons":["R-OK"],"mode":"full"}"#),
    ];
    assert_eq!(marked, expected.join("\r\n") + "\n");
    let output = filter(&["--on-deny", "mark"], &format!("{}\n{}\n", event(4), event(2)));
    assert_eq!(counts(&output), "2 events: 1 passed, 1 marked (every event carries its verdict)");
}

#[test]
fn the_purpose_map_allows_a_limited_form() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("tcf.toml");
    let gvl = fixtures().join("../gvl/v3/archives/vendor-list-v140.json");
    let settings = |mode: &str| {
        let text = format!(
            "gvl = {gvl:?}\n[[map]]\nvendor = 4\npurposes = {{ 2 = \"consent\" }}\n\
             restricted = {{ fields = [\"price\"], mode = \"{mode}\" }}\n"
        );
        fs::write(&config, text).unwrap();
    };
    let args = ["--config", config.to_str().unwrap()];
    settings("fields");
    let output = filter(&args, &event(4));
    assert_eq!(text(&output.stdout), "{ \"price\": 1.50}");
    assert_eq!(counts(&output), "1 event: 0 passed, 1 restricted");
    settings("aggregated");
    let output = passed(&args, &event(4));
    let value: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(
        (&value["tcf"]["use"], &value["tcf"]["mode"]),
        (&"aggregated".into(), &"restricted".into())
    );
    assert_eq!(passed(&args, &event(2)), event(2));
}

#[test]
fn newer_choices_override_the_string_of_an_event() {
    let events = fs::read_to_string(fixtures().join("events.ndjson")).unwrap();
    let without = passed(&[], &events);
    let with = passed(&["--choices", "choices.ndjson"], &events);
    let ids = |text: &str| {
        let each = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        each.map(|event| event["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&without), ["e1", "e2", "e3", "e4", "e6"]);
    // The user of the first visit objects to purpose 7 of vendor 3 before e4. e5 has no string of
    // its own.
    assert_eq!(ids(&with), ["e1", "e2", "e3", "e5", "e6"]);
}

/// The log that `tcf generate --events` makes, with what belongs to it.
pub(crate) fn generated(count: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let mut command = tcf(["generate", "--events", "--count", count, "--seed", "7", "--dir"]);
    command.arg(dir.path()).args(["--as-of", "2026-03-10", "--faults", "30"]);
    let output = run(command, b"");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let events = fs::read_to_string(dir.path().join("events.ndjson")).unwrap();
    (dir, events)
}

pub(crate) fn filter_generated(dir: &Path, args: &[&str]) -> Output {
    let mut command = tcf(["filter", "--hosts", "hosts.csv", "--gvl", "vendor-list.json"]);
    command.args(args).arg("events.ndjson").current_dir(dir);
    run(command, b"")
}

#[test]
fn actions_dry_run_and_threads_agree_on_what_passes() {
    let (dir, events) = generated("3000");
    let run = |args: &[&str]| filter_generated(dir.path(), args);
    let marked = run(&["--on-deny", "mark"]);
    let modes = text(&marked.stdout).lines().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        event["tcf"]["mode"].as_str().unwrap().to_owned()
    });
    let modes: Vec<_> = modes.collect();
    assert_eq!(modes.len(), events.lines().count());
    let is_permitted = |(_, mode): &(&str, &String)| *mode == "full";
    let permitted = events.split_inclusive('\n').zip(&modes).filter(is_permitted);
    let permitted: String = permitted.map(|(event, _)| event).collect();
    assert!(permitted.len() > events.len() / 4 && permitted.len() < events.len());

    let dropped = run(&[]);
    assert!(text(&dropped.stdout) == permitted);
    for jobs in ["1", "2", "5"] {
        let other = run(&["--jobs", jobs]);
        assert!(other.stdout == dropped.stdout && other.stderr == dropped.stderr, "{jobs}");
    }
    let dry = run(&["--dry-run"]);
    assert!(text(&dry.stdout) == events);
    let conditional = counts(&dropped).replace("passed", "would pass");
    let conditional = conditional.replace("dropped", "would be dropped");
    assert_eq!(counts(&dry), format!("{conditional} (dry run: all events were passed)"));
    let stripped = run(&["--on-deny", "strip", "--strip", "visit"]);
    assert_eq!(text(&stripped.stdout).lines().count(), modes.len());
    assert_eq!(counts(&stripped), counts(&dropped).replace("dropped", "stripped"));
    let all_marked = counts(&dropped).replace("dropped", "marked");
    assert_eq!(counts(&marked), format!("{all_marked} (every event carries its verdict)"));
    // The counts add up.
    let number = |word: &str| word.trim().split(' ').next().unwrap().parse::<usize>().unwrap();
    let (total, parts) = counts(&dropped).split_once(':').unwrap();
    assert_eq!(number(total), parts.split(',').map(number).sum::<usize>());
    assert_eq!(text(&dropped.stdout).lines().count(), number(parts));
}

#[test]
fn too_many_denied_events_fail() {
    let stdin = format!("{}\n{}\n{}\n{}\n", event(2), event(2), event(2), event(4));
    for (limit, code) in [("25%", 0), ("24.9", 1), ("0", 1), ("100%", 0)] {
        let output = filter(&["--fail-over", limit], &stdin);
        assert_eq!(output.status.code(), Some(code), "{limit}");
        let is_said = text(&output.stderr).contains("error: 25.00% of the events were denied");
        assert_eq!(is_said, code == 1, "{limit}");
    }
}

#[test]
fn lines_of_access_logs_are_dropped_or_lose_parameters() {
    let line = |tc: &str| {
        format!(
            "\"/?uid=1\" - - [10/Mar/2026:12:00:00 +0000] \"GET /?uid=2&gdpr_consent={tc} HTTP/1.1\" \
             200 1 \"https://a.example/?uid=3&gdpr=1\" \"-\"\r\n"
        )
    };
    let stdin = [line(TC), line("CQg"), line(TC)].concat();
    let args = ["--from", "log", "--vendor", "2", "--purpose", "2"];
    assert_eq!(passed(&args, &stdin), [line(TC), line(TC)].concat());
    let strip = [&args[..], &["--on-deny", "strip", "--strip", "?uid"]].concat();
    let denied = "\"/?uid=\" - - [10/Mar/2026:12:00:00 +0000] \
                  \"GET /?uid=&gdpr_consent=CQg HTTP/1.1\" 200 1 \
                  \"https://a.example/?uid=&gdpr=1\" \"-\"\r\n";
    assert_eq!(passed(&strip, &stdin), [&line(TC), denied, &line(TC)].concat());
    for (more, message) in [
        (&["--on-deny", "mark"][..], "--from log: lines cannot be marked"),
        (&["--on-deny", "strip", "--strip", "?uid,ids"], {
            "--strip: \"device.ifa\": lines of an access log have no fields; name parameters of \
             their URLs, such as '?uid'"
        }),
    ] {
        let output = filter(&[&args[..], more].concat(), &stdin);
        assert_eq!((text(&output.stdout), output.status.code()), ("", Some(2)));
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn outputs_that_fail_are_reported() {
    let (dir, _) = generated("2000");
    let command = || {
        let mut command = tcf(["filter", "--hosts", "hosts.csv", "--gvl", "vendor-list.json"]);
        command.args(["--unknown", "pass", "events.ndjson"]).current_dir(dir.path());
        command
    };
    if let Ok(full) = fs::File::options().write(true).open("/dev/full") {
        let output = command().stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
    }
    let mut child = command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert!(child.wait().unwrap().success(), "a closed pipe is not an error");
}

#[test]
fn each_event_passes_before_the_next_is_read() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut command = tcf(["filter"]);
    command.current_dir(fixtures()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        writeln!(stdin, "{}", event(2)).unwrap();
        let mut passed = String::new();
        stdout.read_line(&mut passed).unwrap();
        assert_eq!(passed.trim_end(), event(2));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn options_that_do_not_fit_are_errors() {
    for (args, message) in [
        (&["--on-deny", "strip"][..], "--on-deny strip needs the fields to remove"),
        (
            &["--on-deny", "strip", "--strip", "user..id"],
            "--strip: \"user..id\": a name between dots is empty",
        ),
        (&["--vendor", "no such vendor"], "--vendor"),
        (&["--field", "color=x"], "--field: no field"),
        (&["--delimiter", ","], "--delimiter and --header need --from csv"),
        (&["no-such-file"], "no-such-file"),
    ] {
        let output = filter(args, &event(2));
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(message), "{args:?}: {}", text(&output.stderr));
    }
    let output = filter(&[], "\n");
    assert_eq!(text(&output.stderr), "error: no input: found no event\n");
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("tcf.toml");
    let mut reasons = BTreeMap::new();
    for (text, message) in [
        ("[filter]\non-deny = \"strip\"\nstrip = [\"ids\"]\n", ""),
        ("[filter]\nstrip = [\"/~\"]\n", "strip in [filter]"),
        (
            "[[filter.channel]]\nname = \"x\"\nstrip = [\".\"]\n",
            "channel \"x\" in [[filter.channel]]",
        ),
    ] {
        fs::write(&config, text).unwrap();
        let output = filter(&["--config", config.to_str().unwrap()], &event(4));
        reasons.insert(text, (output.status.code(), message));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(message), "{text}: {stderr}");
    }
    let codes: Vec<_> = reasons.values().map(|(code, _)| code.unwrap()).collect();
    assert_eq!(codes, [2, 0, 2]);
}

#[test]
fn the_documented_presets_are_the_presets() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/filter.md");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains(&tcf_carrier::StripPreset::markdown_table()));
}
