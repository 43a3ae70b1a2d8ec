//! What `tcf filter` reads besides events, and what records name of it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tcf_audit::enforce::{EnforceSettings, Enforcer, Lists, Mode, Request};
use tcf_audit::event::EventRecord;
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::records::{Action, DecisionRecord, RecordOptions};

use crate::filter::{filter_generated, fixtures, generated};
use crate::{run, tcf, text};

/// A directory with events, and everything that they are decided by in files.
fn prepared() -> tempfile::TempDir {
    let (dir, events) = generated("300");
    fs::copy(fixtures().join("../cmp-list.json"), dir.path().join("cmps.json")).unwrap();
    // Users who object before each event.
    let choices = events.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        let visit = event.get("visit")?;
        Some(format!(
            "{{\"visit\": {visit}, \"at\": \"2020-01-01T00:00:00Z\", \
             \"objected\": {{\"purposes\": [2, 7, 8, 9, 10, 11]}}}}\n"
        ))
    });
    fs::write(dir.path().join("choices.ndjson"), choices.collect::<String>()).unwrap();
    fs::write(dir.path().join("next.toml"), "[filter]\nunknown = \"pass\"\n").unwrap();
    dir
}

const INPUTS: [(&str, &str); 4] = [
    ("--gvl", "vendor-list.json"),
    ("--hosts", "hosts.csv"),
    ("--cmp-list", "cmps.json"),
    ("--choices", "choices.ndjson"),
];

/// Runs with all inputs from files, or with one from a pipe.
fn filter(dir: &Path, piped: Option<&str>, args: &[&str]) -> std::process::Output {
    let mut command = tcf(["filter"]);
    let mut stdin = Vec::new();
    for (option, file) in INPUTS {
        if piped == Some(option) {
            stdin = fs::read(dir.join(file)).unwrap();
            command.args([option, "/dev/stdin"]);
        } else {
            command.args([option, file]);
        }
    }
    command.args(args).arg("events.ndjson").current_dir(dir);
    run(command, &stdin)
}

#[cfg(unix)]
#[test]
fn what_comes_from_a_pipe_is_read_once() {
    let dir = prepared();
    let decisions = |piped: Option<&str>| {
        let file = dir.path().join("d");
        let _ = fs::remove_file(&file);
        let output = filter(dir.path(), piped, &["--decisions", "d"]);
        assert!(output.status.success(), "{piped:?}: {}", text(&output.stderr));
        fs::read_to_string(file).unwrap()
    };
    let against = |piped: Option<&str>, other: &str| {
        let output = filter(dir.path(), piped, &["--against", other, "--format", "json"]);
        assert!(output.status.success(), "{piped:?}: {}", text(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let records = decisions(None);
    assert!(records.contains("\"R-OBJECTED\"") && records.contains("\"R-OK\""), "{records}");
    let others = ["next.toml", "vendor-list.json"].map(|other| (other, against(None, other)));
    assert_eq!(others[1].1["changed"], 0);
    for (option, file) in INPUTS {
        assert_eq!(decisions(Some(option)), records, "{option}");
        let output = filter(dir.path(), Some(option), &["--verify", "d"]);
        assert!(text(&output.stdout).starts_with("verified: "), "{}", text(&output.stdout));
        for (other, expected) in &others {
            assert_eq!(against(Some(option), other), *expected, "{option} {other}");
        }
        // Another file gives other records.
        let path = dir.path().join(file);
        let before = fs::read_to_string(&path).unwrap();
        if option != "--choices" {
            fs::write(&path, format!("{before}\n")).unwrap();
            assert_ne!(decisions(None), records, "{option}");
            fs::write(&path, before).unwrap();
        }
    }
}

#[test]
fn an_embedded_enforcer_writes_the_same_records() {
    let (dir, events) = generated("500");
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    let output = filter_generated(dir.path(), &["--decisions", "d", "--any-gvl"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected = read("d");

    let mut lists = Lists::default();
    let key = lists.add_gvl(read("vendor-list.json").as_bytes()).unwrap();
    let mut hosts = HostMap::new();
    hosts.add_gvl(lists.gvls.get(key).unwrap());
    hosts.add_table(HostTable::from_csv(&read("hosts.csv")).unwrap());
    lists.hosts = hosts.into();
    let settings = EnforceSettings { any_gvl: true, ..EnforceSettings::default() };
    let mut worker = Enforcer::new(lists, settings).worker();
    let config = DecisionRecord::from_json(expected.lines().next().unwrap()).unwrap().config;
    let tool = concat!("tcf ", env!("CARGO_PKG_VERSION"));
    let options = RecordOptions { config: config.as_deref(), tool, ..RecordOptions::default() };
    let mut records = Vec::new();
    for (number, line) in events.lines().enumerate() {
        let event = EventRecord::from_json(line).unwrap();
        let host = event.host.as_deref().map(tcf_carrier::normalized_host);
        let request = Request::of_record(&event, host.as_deref());
        let ruling = worker.decide(&request);
        let action = if ruling.mode == Mode::Full { Action::Pass } else { Action::Drop };
        let mut record = DecisionRecord::of(&worker, &request, &ruling, action, &options);
        let place = format!("events.ndjson:{}", number + 1);
        record.id = event.id.as_deref().map_or(place.into(), Into::into);
        record.write_line(&mut records);
    }
    assert_eq!(String::from_utf8(records).unwrap(), expected);
}
