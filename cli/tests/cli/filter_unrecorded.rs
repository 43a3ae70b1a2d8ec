//! Decision records of `tcf filter` when it fails: no event passes without one.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tcf_audit::records::DecisionRecord;

use crate::filter::event;
use crate::filter_records::Bench;
use crate::{tcf, text};

/// Lines of which each tenth is denied and each fiftieth is not an event.
fn many(count: usize) -> String {
    let line = |number: usize| {
        let id = format!("{{\"id\": \"n{number}\", ");
        let event = event(if number % 10 == 3 { 4 } else { 2 }).replacen('{', &id, 1);
        if number % 50 == 7 { event.replace(':', "=") } else { event }
    };
    (0..count).map(|number| line(number) + "\n").collect()
}

/// The number of the line of [`many`].
fn number_of(record: &DecisionRecord<'_>) -> usize {
    record.id.strip_prefix('n').unwrap().parse().unwrap()
}

/// Checks what came out of [`many`]: each event has its record, and each line before it a record
/// or an error.
fn check_accounted(out: &[u8], records: &str, errors: &str) {
    let whole = records.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let ids: Vec<_> = whole.lines().map(|line| DecisionRecord::from_json(line).unwrap()).collect();
    let passed: Vec<_> = ids.iter().filter(|record| record.action.name() == "pass").collect();
    let out = String::from_utf8_lossy(out);
    assert!(
        out.lines().count() <= passed.len(),
        "{} events, {} records",
        out.lines().count(),
        passed.len()
    );
    let mut last = None;
    for (line, record) in out.split_inclusive('\n').zip(&passed) {
        if line.ends_with('\n') {
            let event: Value = serde_json::from_str(line).unwrap();
            assert_eq!(event["id"].as_str(), Some(&*record.id));
            last = Some(number_of(record));
        }
    }
    let mut accounted: std::collections::BTreeSet<usize> = ids.iter().map(number_of).collect();
    for error in errors.lines().filter(|line| line.starts_with('{') && line.ends_with('}')) {
        let error: Value = serde_json::from_str(error).unwrap();
        accounted.insert(usize::try_from(error["line"].as_u64().unwrap()).unwrap() - 1);
    }
    for number in 0..last.map_or(0, |last| last + 1) {
        assert!(accounted.contains(&number), "line {} is not accounted for", number + 1);
    }
}

#[test]
fn no_event_passes_unrecorded_when_the_command_is_killed() {
    // More than a pipe holds, so that the command is still writing.
    let bench = Bench::new(&many(4_000));
    let total = bench.filter(&[]).stdout.len();
    assert!(total > 500_000);
    let (records, errors) = (bench.path("decisions.ndjson"), bench.path("errors"));
    let mut random = 1_u64;
    for _ in 0..100 {
        // The generator of Knuth's MMIX.
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bytes = usize::try_from(random >> 33).unwrap() % (total - 200_000) + 1;
        let _ = fs::remove_file(&records);
        let mut command = tcf(["filter", "--decisions", "decisions.ndjson", "events.ndjson"]);
        command.current_dir(bench.dir.path()).stdout(Stdio::piped());
        command.stderr(fs::File::create(&errors).unwrap());
        let mut child = command.spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut out = vec![0; bytes];
        stdout.read_exact(&mut out).unwrap();
        child.kill().unwrap();
        stdout.read_to_end(&mut out).unwrap();
        assert!(!child.wait().unwrap().success() && out.len() < total, "{bytes}");
        let records = fs::read_to_string(&records).unwrap();
        check_accounted(&out, &records, &fs::read_to_string(&errors).unwrap());
    }
}

#[test]
fn no_event_passes_unrecorded_when_a_file_fails() {
    let bench = Bench::new(&many(4_000));
    if Path::new("/dev/full").exists() {
        let output = bench.filter(&["--decisions", "/dev/full"]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        assert!(text(&output.stderr).contains("--decisions: cannot write /dev/full"));
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = tcf(["filter", "--decisions", "d1", "events.ndjson"]);
        command.current_dir(bench.dir.path()).stdout(full);
        assert_eq!(command.output().unwrap().status.code(), Some(2));
    }
    // The reader of the events stops: a success. The records are ahead of what it read.
    let mut command = tcf(["filter", "--sync", "--decisions", "d2", "events.ndjson"]);
    command.current_dir(bench.dir.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = vec![0; 1_000];
    child.stdout.take().unwrap().read_exact(&mut out).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let records = fs::read_to_string(bench.path("d2")).unwrap();
    check_accounted(&out, &records, text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn no_event_passes_unrecorded_when_the_disk_is_full_or_a_pipe_closed() {
    let bench = Bench::new(&many(4_000));
    // A limit of the size of files, as of a disk: reached in the middle of a record.
    let mut command = std::process::Command::new("sh");
    let script = "ulimit -f 300; exec \"$0\" filter --decisions d events.ndjson";
    command.args(["-c", script, env!("CARGO_BIN_EXE_tcf")]).current_dir(bench.dir.path());
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let records = fs::read_to_string(bench.path("d")).unwrap();
    assert!(records.len() > 100_000 && records.len() < 400_000, "{}", records.len());
    check_accounted(&output.stdout, &records, text(&output.stderr));

    // The reader of the records stops: an error, unlike that of the events.
    let fifo = bench.path("fifo");
    if !std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success() {
        return;
    }
    let filter = |args: &[&str]| {
        let mut command = tcf(["filter", "--decisions", "fifo"]);
        command.args(args).arg("events.ndjson").current_dir(bench.dir.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    // The pipe is not the file of the events, which exists.
    fs::write(bench.path("out"), "").unwrap();
    let child = filter(&["--output", "out"]);
    let records = fs::read_to_string(&fifo).unwrap();
    let errors = child.wait_with_output().unwrap().stderr;
    check_accounted(&fs::read(bench.path("out")).unwrap(), &records, text(&errors));

    let child = filter(&[]);
    let mut read = vec![0; 300_000];
    fs::File::open(&fifo).unwrap().read_exact(&mut read).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--decisions: cannot write fifo"));
    // A pipe holds 64 KiB, even after its reader has stopped.
    let events = output.stdout.split(|&byte| byte == b'\n').count();
    assert!(events * 400 < 300_000 + 65_536 + 400 * 400, "{events}");
}

#[test]
fn records_are_never_overwritten() {
    let bench = Bench::new(&event(2));
    fs::write(bench.path("d"), "{}\n").unwrap();
    for (args, message) in [
        (
            &["--decisions", "d"][..],
            "--decisions: d is not empty, and records are never overwritten",
        ),
        (&["--decisions", "-"], "--decisions -: events are written to stdout"),
        (&["--decisions", "no/such/dir"], "--decisions: cannot write no/such/dir"),
        (&["--sync"], "--decisions"),
        (&["--verify", "d", "--against", "tcf.toml"], "cannot be used with"),
        (&["--against", "none.toml"], "none.toml"),
    ] {
        let output = bench.filter(args);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{args:?}");
        assert!(text(&output.stderr).contains(message), "{args:?}: {}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(bench.path("d")).unwrap(), "{}\n");
    // An empty file has no records.
    fs::write(bench.path("empty"), "").unwrap();
    assert!(bench.filter(&["--decisions", "empty"]).status.success());
}
