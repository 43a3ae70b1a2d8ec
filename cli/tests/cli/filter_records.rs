//! Decision records of `tcf filter`.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::filter::{event, filter_generated, fixtures, generated};
use crate::schema::Schema;
use crate::{run, tcf, text};

/// By sha256sum: the vendor list of the settings, and the string of the events.
const GVL_SHA256: &str = "b2938ce615361696a081419c5abc252f19277ff85d67345b3179b14914bc5486";
const TC_SHA256: &str = "2b1d66bcea45e627b5d90dee6d7ee91322ca475afb9b0859a385f5496b9ca84c";

/// A directory with events and the settings of the project's recordings.
pub(crate) struct Bench {
    pub(crate) dir: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new(events: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("events.ndjson"), events).unwrap();
        let bench = Self { dir };
        bench.settings("tcf.toml", "");
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn settings(&self, name: &str, more: &str) {
        let gvl = fixtures().join("../gvl/v3/archives/vendor-list-v140.json");
        let hosts = fixtures().join("hosts.csv");
        let (gvl, hosts) = (gvl.to_str().unwrap(), hosts.to_str().unwrap());
        fs::write(self.path(name), format!("gvl = {gvl:?}\nhosts = {hosts:?}\n{more}")).unwrap();
    }

    pub(crate) fn filter(&self, args: &[&str]) -> Output {
        let mut command = tcf(["filter"]);
        command.args(args).arg("events.ndjson").current_dir(self.dir.path());
        run(command, b"")
    }

    /// The records of a run, which must succeed.
    fn decisions(&self, args: &[&str]) -> String {
        let file = self.path("decisions.ndjson");
        let _ = fs::remove_file(&file);
        let output = self.filter(&[args, &["--decisions", "decisions.ndjson"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        fs::read_to_string(file).unwrap()
    }
}

fn values(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_event_has_a_record_with_its_reasons_and_inputs() {
    let at = "\"at\": \"2026-03-10T12:00:00.250Z\"";
    let tc = text(event(2).rsplit('"').nth(1).unwrap().as_bytes()).to_owned();
    let bench = Bench::new(&format!(
        "{}\n{{\"id\": 7, {at}, \"vendor\": 4, \"purposes\": [2], \"tcString\": \"{tc}\", \
         \"channel\": \"web\", \"country\": \"de\"}}\n\n\
         {{{at}, \"host\": \"a.unknown\"}}\n{{{at}, \"id\": \"x\", \"gdpr\": 0}}\n",
        event(2)
    ));
    let records = bench.decisions(&["--context", "child=false"]);
    let config = values(&records)[0]["config"].as_str().unwrap().to_owned();
    assert_eq!(config.len(), 64);
    let common = format!("\"config\":\"{config}\",\"assessment\":null,\"tool\":\"tcf 0.1.0\"}}\n");
    let string = format!(
        "{{\"sha256\":\"{TC_SHA256}\",\"source\":\"event\",\
         \"lastUpdated\":\"2026-03-10T00:00:00Z\",\"eventsOwn\":true}}"
    );
    let gvl = format!("{{\"specification\":3,\"version\":140,\"sha256\":\"{GVL_SHA256}\"}}");
    let times = "\"at\":\"2026-03-10T12:00:00.250Z\",\"asOf\":\"2026-03-10T12:00:00.2Z\"";
    let expected = [
        format!(
            "{{\"id\":\"events.ndjson:1\",\"at\":\"2026-03-10T12:00:00.000Z\",\
             \"asOf\":\"2026-03-10T12:00:00Z\",\"vendor\":2,\"purposes\":[2],\"channel\":null,\
             \"context\":{{\"child\":\"false\"}},\"action\":\"pass\",\"mode\":\"full\",\
             \"verdict\":\"permit\",\"basis\":\"consent\",\"reasons\":[\"R-OK\"],\
             \"string\":{string},\"stripped\":[],\"gvl\":{gvl},{common}"
        ),
        format!(
            "{{\"id\":\"7\",{times},\"vendor\":4,\"purposes\":[2],\"channel\":\"web\",\
             \"context\":{{\"child\":\"false\",\"country\":\"DE\"}},\"action\":\"drop\",\
             \"mode\":\"none\",\"verdict\":\"deny\",\"basis\":null,\
             \"reasons\":[\"R-NOT-DISCLOSED\"],\"string\":{string},\"stripped\":[],\"gvl\":{gvl},\
             {common}"
        ),
        format!(
            "{{\"id\":\"events.ndjson:4\",{times},\"vendor\":null,\"purposes\":[],\
             \"channel\":null,\"context\":{{\"child\":\"false\"}},\"action\":\"drop\",\
             \"mode\":\"none\",\"verdict\":\"unknown\",\"basis\":null,\
             \"reasons\":[\"R-VENDOR-UNMAPPED\"],\"string\":null,\"stripped\":[],\"gvl\":null,\
             {common}"
        ),
        format!(
            "{{\"id\":\"x\",{times},\"vendor\":null,\"purposes\":[],\"channel\":null,\
             \"context\":{{\"child\":\"false\"}},\"action\":\"pass\",\"mode\":\"full\",\
             \"verdict\":\"outOfScope\",\"basis\":null,\"reasons\":[\"R-OUT-OF-SCOPE\"],\
             \"string\":null,\"stripped\":[],\"gvl\":null,{common}"
        ),
    ];
    assert_eq!(records, expected.concat());
    // Strings only if asked for.
    assert!(!records.contains(&tc));
    let kept = bench.decisions(&["--context", "child=false", "--keep-strings"]);
    assert_eq!(
        kept.replace(&format!("\"text\":\"{tc}\""), &format!("\"sha256\":\"{TC_SHA256}\"")),
        records
    );
}

#[test]
fn a_record_says_which_form_passed() {
    let with_id = event(4).replace(
        "{\"at\"",
        "{\"device\": {\"ifa\": \"x\", \"ip\": \"192.0.2.0\"}, \"user\": {\"id\": 1}, \"at\"",
    );
    let bench = Bench::new(&format!("{with_id}\n{}\n", event(2)));
    let forms = |args: &[&str]| -> Vec<String> {
        let form = |record: Value| {
            let kept = record.get("kept").map_or(String::new(), |kept| format!(" kept {kept}"));
            let text = |key: &str| record[key].as_str().unwrap().to_owned();
            format!("{} {} {}{kept}", text("action"), text("mode"), record["stripped"])
        };
        values(&bench.decisions(args)).into_iter().map(form).collect()
    };
    assert_eq!(forms(&[]), ["drop none []", "pass full []"]);
    assert_eq!(
        forms(&["--on-deny", "strip", "--strip", "prebid,user.id"]),
        // The address is already truncated.
        [r#"strip none ["device.ifa","user.id"]"#, "pass full []"]
    );
    assert_eq!(forms(&["--on-deny", "mark"]), ["mark none []", "pass full []"]);
    let row = "[[map]]\nvendor = 4\npurposes = { 2 = \"consent\" }\nassessment = \"LIA-1\"\n\
               restricted = { fields = [\"price\"] }\n";
    bench.settings("tcf.toml", row);
    assert_eq!(forms(&[]), [r#"strip restricted [] kept ["price"]"#, "pass full []"]);
    assert_eq!(values(&bench.decisions(&[]))[0]["assessment"], "LIA-1");
}

#[test]
fn a_record_says_which_choice_overrides_the_event() {
    let bench = Bench::new("");
    let copy = |name: &str| fs::copy(fixtures().join(name), bench.path(name)).unwrap();
    copy("events.ndjson");
    copy("choices.ndjson");
    let records = bench.decisions(&["--choices", "choices.ndjson"]);
    let strings: Vec<_> = values(&records)
        .iter()
        .map(|record| {
            let string = &record["string"];
            let is_chosen = string.get("chosen").is_some();
            format!("{} {} {is_chosen} {}", record["id"], string["source"], string["eventsOwn"])
        })
        .collect();
    // The user of e4 objects before; e5 has no string of its own; e6 is out of scope.
    let expected = [
        r#""e1" "choices" true true"#,
        r#""e2" "choices" true true"#,
        r#""e3" "choices" true true"#,
        r#""e4" "choices" true true"#,
        r#""e5" "choices" true false"#,
        r#""e6" null false null"#,
    ];
    assert_eq!(strings, expected);
    assert_eq!(values(&records)[3]["action"], "drop");
    let output = bench.filter(&["--choices", "choices.ndjson", "--verify", "decisions.ndjson"]);
    assert_eq!(text(&output.stdout), "verified: 6 events, 6 records\n");
}

#[test]
fn records_depend_on_neither_threads_nor_batches() {
    let (dir, events) = generated("2000");
    // Events without a time, without a string, with other names, and lines that are not events.
    let events =
        format!("{events}{{\"vendor\": 2}}\n{{\"id\": \"z\", \"host\": \"x.example\"}}\n[]\n");
    fs::write(dir.path().join("events.ndjson"), &events).unwrap();
    let options = ["--on-deny", "strip", "--strip", "visit,channel", "--as-of", "2026-03-10"];
    let records = |jobs: &str, batch: Option<usize>| {
        let file = dir.path().join("decisions.ndjson");
        let _ = fs::remove_file(&file);
        let mut command = tcf(["filter", "--hosts", "hosts.csv", "--gvl", "vendor-list.json"]);
        command.args(options).args(["--decisions", "decisions.ndjson", "--jobs", jobs]);
        command.current_dir(dir.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let Some(batch) = batch else {
            assert_eq!(command.arg("events.ndjson").status().unwrap().code(), Some(1));
            return fs::read_to_string(file).unwrap();
        };
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Each write is read on its own, unless the reader is behind.
        events.as_bytes().chunks(batch).for_each(|chunk| stdin.write_all(chunk).unwrap());
        drop(stdin);
        assert_eq!(child.wait().unwrap().code(), Some(1));
        fs::read_to_string(file).unwrap()
    };
    let expected = records("1", None);
    assert_eq!(expected.lines().count(), events.lines().count() - 1);
    assert!(records("4", None) == expected);
    let expected = expected.replace("\"id\":\"events.ndjson:", "\"id\":\"-:");
    for (jobs, batch) in [("1", 997), ("4", 997), ("3", 20_000), ("4", 1 << 20)] {
        assert!(records(jobs, Some(batch)) == expected, "{jobs} {batch}");
    }
}

#[test]
fn a_dry_run_has_the_records_of_a_real_run() {
    let (dir, _) = generated("500");
    let records = |args: &[&str]| {
        let file = dir.path().join("decisions.ndjson");
        let _ = fs::remove_file(&file);
        let output =
            filter_generated(dir.path(), &[args, &["--decisions", "decisions.ndjson"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        fs::read_to_string(file).unwrap()
    };
    for args in [&[][..], &["--on-deny", "mark"], &["--on-deny", "strip", "--strip", "visit"]] {
        let real = records(args);
        assert!(real == records(&[args, &["--dry-run"]].concat()), "{args:?}");
        assert!(real.lines().count() >= 500);
    }
}

#[test]
fn an_event_without_a_date_is_not_recorded_and_does_not_pass() {
    let bench = Bench::new(&format!("{}\n{{\"vendor\": 2}}\n", event(2)));
    let output = bench.filter(&["--decisions", "d"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    let message = "events.ndjson:2: the event has no time; decision records need one, or --as-of";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(bench.path("d")).unwrap(), "");
    let records = bench.decisions(&["--as-of", "2026-03-10"]);
    let record = &values(&records)[1];
    assert_eq!((&record["at"], &record["asOf"]), (&Value::Null, &"2026-03-10T00:00:00Z".into()));
}

#[test]
fn everything_that_decides_changes_the_hash_of_the_settings() {
    let bench = Bench::new(&event(2));
    let config = |args: &[&str]| {
        let records = bench.decisions(args);
        values(&records)[0]["config"].as_str().unwrap().to_owned()
    };
    let cmps = r#"{"lastUpdated": "2026-01-01T00:00:00Z", "cmps": {}}"#;
    fs::write(bench.path("cmps.json"), cmps).unwrap();
    fs::write(bench.path("hosts.csv"), "host,vendor\na.example,2\n").unwrap();
    fs::write(bench.path("choices.ndjson"), "").unwrap();
    let hosts = ["--hosts", "hosts.csv"];
    let mut seen = vec![config(&[]), config(&hosts)];
    fs::write(bench.path("hosts.csv"), "host,vendor\na.example,3\n").unwrap();
    seen.push(config(&hosts));
    for args in [
        &["--cmp-list", "cmps.json"][..],
        &["--vendor", "2"],
        &["--purpose", "2"],
        &["--any"],
        &["--unknown", "pass"],
        &["--out-of-scope", "deny"],
        &["--context", "child=true"],
        &["--as-of", "2026-03-10"],
        &["--on-deny", "mark"],
        &["--on-deny", "strip", "--strip", "ids"],
        &["--choices", "choices.ndjson", "--visit-key", "session"],
        &["--field", "channel=page"],
        &["--choices", "choices.ndjson"],
        &["--from", "openrtb", "--vendor", "2"],
    ] {
        seen.push(config(args));
    }
    bench.settings("tcf.toml", "[filter]\nunknown = \"pass\"\n");
    seen.push(config(&[]));
    let count = seen.len();
    let first = seen[0].clone();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
    // What does not decide does not count, nor do comments.
    bench.settings("tcf.toml", "# A comment\n");
    for args in [&[][..], &["--dry-run"], &["--jobs", "3"], &["--fail-over", "50%"], &["--sync"]] {
        assert_eq!(config(args), first, "{args:?}");
    }
}

#[test]
fn records_are_verified_from_the_events() {
    let (dir, events) = generated("1000");
    let run = |args: &[&str]| filter_generated(dir.path(), args);
    let strip = ["--on-deny", "strip", "--strip", "visit"];
    assert!(run(&[&strip[..], &["--decisions", "d"]].concat()).status.success());
    let file = dir.path().join("d");
    let records = fs::read_to_string(&file).unwrap();
    let verify = |args: &[&str]| {
        let output = run(&[args, &["--verify", "d"]].concat());
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let count = events.lines().count();
    let verified = format!("verified: {count} events, {count} records\n");
    assert_eq!(verify(&strip), (Some(0), verified, String::new()));

    // A value, a missing record, one that is not of an event, and a cut line.
    let lines: Vec<_> = records.lines().collect();
    let id = |line: usize| values(lines[line])[0]["id"].as_str().unwrap().to_owned();
    let dropped = lines.iter().position(|line| line.contains("\"action\":\"strip\"")).unwrap();
    let number = dropped + 1;
    let changed = records.replacen("\"action\":\"strip\"", "\"action\":\"pass\"", 1);
    let (missing, removed) = (id(20), [&lines[..20], &lines[21..]].concat().join("\n") + "\n");
    let extra = format!("{records}{{\"id\":\"other\",\"action\":\"pass\"}}\n");
    let cut = records.strip_suffix("0.1.0\"}\n").unwrap();
    for (records, message) in [
        (
            &*changed,
            format!(
                "changed, line {number}, event {}: action is \"pass\", expected \"strip\"",
                id(dropped)
            ),
        ),
        (&*removed, format!("missing, event {missing}")),
        (&*extra, format!("extra, line {}, event other", count + 1)),
        (cut, format!("cut, line {count}")),
    ] {
        fs::write(&file, records).unwrap();
        let (code, stdout, _) = verify(&strip);
        assert_eq!(code, Some(1));
        let is_named = |line: &str| line.trim() == message;
        assert!(stdout.lines().any(is_named), "{stdout}, expected {message}");
    }
    // Other settings.
    fs::write(&file, &records).unwrap();
    let (code, stdout, _) = verify(&["--on-deny", "strip", "--strip", "visit", "--any"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains(&format!("other config in {count} records")), "{stdout}");
    let json = verify(&[&strip[..], &["--format", "json"]].concat()).1;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["same"], &json["otherInputs"]), (&count.into(), &Value::Array(vec![])));
    assert_eq!(run(&["--verify", "no-such-file"]).status.code(), Some(2));
}

#[test]
fn decisions_are_compared_with_those_under_other_settings() {
    let (dir, events) = generated("1000");
    let run = |args: &[&str]| filter_generated(dir.path(), args);
    fs::write(dir.path().join("next.toml"), "[filter]\nunknown = \"pass\"\n").unwrap();
    let output = run(&["--against", "next.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    // The same from the records of two runs.
    assert!(run(&["--decisions", "before"]).status.success());
    assert!(run(&["--decisions", "after", "--unknown", "pass"]).status.success());
    let read = |name: &str| values(&fs::read_to_string(dir.path().join(name)).unwrap());
    let (before, after) = (read("before"), read("after"));
    let changed = before.iter().zip(&after).filter(|(one, other)| one["action"] != other["action"]);
    assert_eq!(found["changed"], changed.count());
    assert_eq!(found["events"], events.lines().count());
    assert!(found["changed"].as_u64().unwrap() > 10);
    for channel in found["channels"].as_array().unwrap() {
        for (side, records) in [("before", &before), ("after", &after)] {
            let of_channel = |record: &&Value| {
                record["channel"].as_str() == channel.get("channel").and_then(Value::as_str)
            };
            let lost: Vec<_> = records
                .iter()
                .filter(of_channel)
                .filter(|record| record["action"] == "drop")
                .collect();
            assert_eq!(channel[side]["lost"], lost.len());
            for (reason, count) in channel[side]["reasons"].as_object().unwrap() {
                let has_reason = |record: &&&Value| {
                    record["reasons"].as_array().unwrap().contains(&(&**reason).into())
                };
                assert_eq!(*count, lost.iter().filter(has_reason).count(), "{reason}");
            }
        }
    }
    // Another vendor list: without vendors, everything that depends on it is denied.
    let list = fs::read_to_string(dir.path().join("vendor-list.json")).unwrap();
    let mut list: Value = serde_json::from_str(&list).unwrap();
    list["vendors"] = Value::Object(serde_json::Map::default());
    fs::write(dir.path().join("empty.json"), list.to_string()).unwrap();
    let output = text(&run(&["--against", "empty.json"]).stdout).to_owned();
    assert!(output.contains("  pass -> drop\n") && !output.contains("drop -> pass"), "{output}");
    let same = run(&["--against", "vendor-list.json"]);
    assert!(text(&same.stdout).starts_with("0 of "), "{}", text(&same.stdout));
}

#[test]
fn records_match_their_schemas() {
    let bench = Bench::new(&format!("{}\n{}\n", event(2), event(4)));
    bench.settings(
        "next.toml",
        "[[map]]\nvendor = 4\npurposes = { 2 = \"consent\" }\nassessment = \"LIA-1\"\n\
         restricted = { fields = [\"price\"] }\n",
    );
    let mut records = Schema::new("filter-decisions");
    let mut printed = values(&bench.decisions(&["--vendor", "2,4", "--keep-strings"]));
    printed.extend(values(&bench.decisions(&["--config", "next.toml"])));
    let choice = r#"{"visit": 1, "at": "2026-03-10T11:00:00Z", "objected": {"purposes": [7]}}"#;
    let joined = ["--choices", "choices.ndjson", "--visit-key", "vendor"];
    let second = choice.replace("\"visit\": 1", "\"visit\": 2");
    fs::write(bench.path("choices.ndjson"), format!("{choice}\n{second}\n")).unwrap();
    printed.extend(values(&bench.decisions(&joined)));
    records.check(&printed);
    records.has_no_unused_keys();
    records.requires(
        &printed[0],
        &["id", "at", "vendor", "context", "basis", "string", "gvl", "tool"],
    );
    records.rejects(&printed[0], "/verdict", "allowed".into());
    records.rejects(&printed[0], "/purposes/0", 25.into());

    let one = |args: &[&str]| -> Vec<Value> { values(text(&bench.filter(args).stdout)) };
    bench.decisions(&[]);
    let mut verified = Schema::new("filter-verify");
    let mut printed = one(&["--format", "ndjson", "--verify", "decisions.ndjson"]);
    printed.extend(one(&[
        "--format",
        "ndjson",
        "--any",
        "--on-deny",
        "mark",
        "--verify",
        "decisions.ndjson",
    ]));
    verified.check(&printed);
    verified.has_no_unused_keys();
    verified.rejects(&printed[1], "/differences/0/kind", "other".into());

    let mut compared = Schema::new("filter-against");
    let printed = one(&["--format", "ndjson", "--against", "next.toml"]);
    compared.check(&printed);
    compared.has_no_unused_keys_but(&["channel"]);
    compared.requires(&printed[0], &["events", "changed", "actions", "channels", "samples"]);
}
