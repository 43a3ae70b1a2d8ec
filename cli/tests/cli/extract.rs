//! `tcf extract`: the signals of every format, what is not printed, notes and exit statuses.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::schema::{Schema, records};
use crate::{TC, run, tcf, text};

/// The files with signals that the maker wrote.
fn carriers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/carriers")
}

/// The command in the directory of these files.
fn extract(args: &[&str]) -> Command {
    let mut command = tcf([&["extract"], args].concat());
    command.current_dir(carriers());
    command
}

/// Runs the command. Returns the exit status, stdout and stderr.
fn output(args: &[&str], stdin: &[u8]) -> (i32, String, String) {
    let output = run(extract(args), stdin);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    (output.status.code().unwrap(), stdout.to_owned(), stderr.to_owned())
}

/// The signals that were put into each file.
fn expected() -> BTreeMap<String, Vec<Value>> {
    let lines = fs::read_to_string(carriers().join("expected.ndjson")).unwrap();
    let mut expected = BTreeMap::<String, Vec<Value>>::new();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        expected.entry(record["file"].as_str().unwrap().to_owned()).or_default().push(record);
    }
    expected
}

fn values(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn every_signal_of_every_format_is_found_and_nothing_else() {
    let expected = expected();
    assert!(expected.len() > 20 && expected.values().map(Vec::len).sum::<usize>() > 150);
    for (file, expected) in &expected {
        let (status, stdout, stderr) = output(&["--format", "ndjson", file], b"");
        assert_eq!(status, 0, "{file}: {stderr}");
        let format = expected[0]["carrier"].as_str().unwrap();
        let note = format!("note: detected format of {file}: {format} (--from overrides it)\n");
        assert!(stderr.starts_with(&note), "{stderr}");
        let found = values(&stdout);
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected, "{file}");
        }
        assert_eq!(found.len(), expected.len(), "{file}: {found:#?}");
    }
}

#[test]
fn nothing_is_found_in_files_without_signals() {
    let mut files = 0;
    for file in fs::read_dir(carriers().join("nothing")).unwrap() {
        let path = file.unwrap().path();
        files += 1;
        for format in
            ["line", "url", "cookie", "header", "openrtb", "har", "tcdata", "log", "csv", "events"]
        {
            let args = ["--from", format, "--header", "yes", path.to_str().unwrap()];
            let (status, stdout, stderr) = output(&args, b"");
            assert_eq!(stdout, "", "{format} {}", path.display());
            // Some are not files of the format.
            assert!(matches!(status, 1 | 2), "{stderr}");
        }
    }
    assert_eq!(files, 7);
}

#[test]
fn only_consent_fields_are_printed() {
    // Identifiers that the files contain beside their signals.
    let others = [
        "7f3b", "4711", "0a1b", "2c3d", "192.0.2", "eyJ1c2Vy", "_ga", "Mozilla", "callId", "blob7",
        "prose", "repeated", "registry",
    ];
    for file in expected().keys() {
        for format in ["text", "json", "ndjson"] {
            let (_, stdout, stderr) = output(&["-v", "--format", format, file], b"");
            for other in others {
                assert!(!stdout.contains(other), "{file} {format}: {other} in {stdout}");
                assert!(!stderr.contains(other), "{file} {format}: {other} in {stderr}");
            }
        }
    }
}

#[test]
fn the_bytes_read_at_once_do_not_matter() {
    for (file, expected) in expected() {
        let whole = fs::read(carriers().join(&file)).unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&whole).unwrap();
        let (status, stdout, _) = output(&["--format", "ndjson", "-"], &packed.finish().unwrap());
        assert_eq!(status, 0, "{file}");
        let mut found = values(&stdout);
        for record in &mut found {
            record["file"] = file.clone().into();
        }
        assert_eq!(found, expected, "{file}");
    }
}

#[test]
fn records_match_the_schema() {
    let mut schema = Schema::new("extract");
    for (file, records) in expected() {
        let (_, stdout, _) = output(&["--format", "ndjson", &file], b"");
        schema.check(&values(&stdout));
        schema.requires(&records[0], &["carrier", "place", "name", "depth", "kind", "value"]);
    }
    let long = format!("https://a.example/?gdpr_consent=C{}", "A".repeat(70_000));
    let args = ["extract", "--from", "url", "--format", "ndjson", "--hosts"];
    let hosts = fixture("hosts.csv", "a.example,755\n");
    schema.check(&records(&[&args[..], &[&hosts]].concat(), &long));
    let record = &records(&[&args[..], &[&hosts]].concat(), "https://a.example/?gdpr=1")[0];
    assert_eq!((&record["vendors"][0], &record["mappedBy"]), (&755.into(), &"config".into()));
    schema.rejects(record, "/kind", "tcstring".into());
    schema.rejects(record, "/vendors/0", 0.into());
    schema.has_no_unused_keys();
}

/// Writes a file for a test.
fn fixture(name: &str, content: &str) -> String {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("extract");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn hosts_are_mapped_by_the_disclosures_beside_the_vendor_list() {
    let dir = tempfile::tempdir().unwrap();
    let disclosures = dir.path().join("disclosures");
    fs::create_dir(&disclosures).unwrap();
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
        "10": {"id": 10, "urls": [{"langId": "en", "privacy": "https://ten.com/p"}]}}}"#;
    fs::write(dir.path().join("vendor-list-v45.json"), list).unwrap();
    for (name, content) in [
        ("disclosure-7.json", r#"{"disclosures": [], "domains": [{"domain": "*.ten.com"}]}"#),
        ("disclosure-8.json", r#"{"domains": [{"domain": "*.com"}, {"domain": "h.example"}]}"#),
        ("disclosure-9.json", "<html>"),
        ("disclosure-9.json.cache", "{}"),
        ("disclosure-x.json", "{}"),
    ] {
        fs::write(disclosures.join(name), content).unwrap();
    }
    let urls = "https://a.ten.com/?gdpr=1\nhttps://h.example/?gdpr=1\nhttps://no.com/?gdpr=1\n";
    let args = ["--from", "url", "--format", "ndjson", "--gvl", dir.path().to_str().unwrap()];
    let (status, stdout, stderr) = output(&args, urls.as_bytes());
    assert_eq!(status, 0, "{stderr}");
    let of = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        format!("{} {}", record["vendors"], record["mappedBy"])
    };
    let mapped: Vec<_> = stdout.lines().map(of).collect();
    assert_eq!(mapped, ["[7] \"disclosure\"", "[8] \"disclosure\"", "null null"]);
    assert!(stderr.contains("disclosure-9.json: invalid JSON"), "{stderr}");
    assert!(stderr.contains("left out 1 entry of disclosures that are not hosts"), "{stderr}");
}

#[test]
fn hosts_are_mapped_by_the_map_and_then_by_the_vendor_list() {
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "tcfPolicyVersion": 4,
        "lastUpdated": "2024-03-28T00:00:00Z", "vendors": {
        "10": {"id": 10, "name": "Ten", "urls": [{"langId": "en", "privacy": "https://ten.com/p"}]},
        "11": {"id": 11, "name": "Eleven", "urls": [{"langId": "en",
            "privacy": "https://both.com/p"}]},
        "12": {"id": 12, "name": "Twelve", "urls": [{"langId": "en",
            "privacy": "https://both.com/p"}]}}}"#;
    let list = fixture("vendor-list.json", list);
    let hosts = fixture("map.csv", "host,vendor\n*.ads.example,32;33\ncdn.example,-\n");
    let urls = "https://x.ads.example/?gdpr=1\nhttps://cdn.example/?gdpr=1\n\
        https://sync.ten.com/?gdpr=1\nhttps://both.com/?gdpr=1\nhttps://no.example/?gdpr=1\n";
    let mapped = |args: &[&str]| -> Vec<String> {
        let args = [&["extract", "--from", "url", "--format", "ndjson"], args].concat();
        let of = |record: &Value| format!("{} {}", record["vendors"], record["mappedBy"]);
        records(&args, urls).iter().map(of).collect()
    };
    let none = "null null";
    let both = mapped(&["--hosts", &hosts, "--gvl", &list]);
    assert_eq!(both, ["[32,33] \"config\"", "[] \"config\"", "[10] \"inferred\"", none, none]);
    let config = mapped(&["--hosts", &hosts]);
    assert_eq!(config, ["[32,33] \"config\"", "[] \"config\"", none, none, none]);
    let inferred = mapped(&["--gvl", &list]);
    assert_eq!(inferred, [none, none, "[10] \"inferred\"", none, none]);
    assert_eq!(mapped(&[]), [none; 5]);
    let broken = fixture("broken.csv", "host,vendor\nads.example,ten\n");
    let (status, _, stderr) = output(&["--hosts", &broken, "urls.txt"], b"");
    assert_eq!(status, 2);
    assert!(stderr.contains("broken.csv: line 2, column 13: expected a vendor id"), "{stderr}");
}

#[test]
fn lines_are_read_by_other_commands() {
    let (status, lines, _) = output(&["--lines", "chrome.har", "access.log"], b"");
    assert_eq!(status, 0);
    let labels: Vec<_> = lines.lines().map(|line| line.split('\t').next().unwrap()).collect();
    let har = ["chrome.har:1:ads.example"; 3];
    let expected =
        [&har[..], &["chrome.har:2:bid.example", "access.log:1", "access.log:3:t.example"]];
    assert_eq!(labels, expected.concat());
    let decoded = run(tcf(["decode", "--format", "ndjson", "--envelope"]), lines.as_bytes());
    assert_eq!(decoded.status.code(), Some(0));
    let records = values(text(&decoded.stdout));
    assert_eq!((records.len(), &records[0]["label"]), (6, &"chrome.har:1:ads.example".into()));
    // Kinds that are not strings are printed only on request, and without line ends.
    let url = b"https://a.example/?gdpr=1&gdpr_consent=X%0A%09Y\n";
    let (status, lines, _) = output(&["--from", "url", "--lines"], url);
    assert_eq!((status, &*lines), (1, ""));
    let (status, lines, _) = output(&["--from", "url", "--lines", "--kind", "other"], url);
    assert_eq!((status, &*lines), (0, "-:1:a.example\tX\u{fffd}\u{fffd}Y\n"));
}

#[test]
fn kinds_depths_and_repetitions_are_selected() {
    let count = |args: &[&str]| {
        let (_, stdout, _) = output(&[&["--format", "ndjson"], args].concat(), b"");
        stdout.lines().count()
    };
    let all = expected().remove("urls.txt").unwrap();
    let number = |is: &dyn Fn(&Value) -> bool| all.iter().filter(|record| is(record)).count();
    assert_eq!(count(&["urls.txt"]), all.len());
    let tc_and_macros = number(&|record| record["kind"] == "tc" || record["kind"] == "macro");
    assert_eq!(count(&["--kind", "tc,macro", "urls.txt"]), tc_and_macros);
    let direct = number(&|record| record["depth"] == 0);
    assert!(direct < number(&|record| record["depth"].as_u64() < Some(2)));
    assert_eq!(count(&["--depth", "0", "urls.txt"]), direct);
    assert_eq!(count(&["--depth", "1", "urls.txt"]), number(&|record| record["depth"] != 2));
    let mut unique: Vec<_> = all
        .iter()
        .map(|record| (record["kind"].to_string(), record["value"].to_string()))
        .collect();
    unique.sort();
    unique.dedup();
    assert_eq!(count(&["--unique", "urls.txt", "urls.txt"]), unique.len());
}

#[test]
fn formats_that_are_ambiguous_or_not_supported_exit_2() {
    let (status, stdout, stderr) = output(&[], b"xandr,DE\nias,FR\n");
    assert_eq!((status, &*stdout), (2, ""));
    let error = "error: stdin: the format is ambiguous: csv or line; name it with --from\n";
    assert_eq!(stderr, error);
    let (status, _, stderr) = output(&[], b"PK\x03\x04rest");
    assert_eq!(status, 2);
    assert!(stderr.contains("unzip -p FILE '*.har' | tcf COMMAND --from har"), "{stderr}");
    let (status, _, stderr) = output(&[], b"\xff\xfeh\0t\0t\0p\0");
    assert_eq!(status, 2);
    assert!(stderr.contains("UTF-16"), "{stderr}");
    let (status, _, stderr) = output(&["--from", "csv"], b"DE,x\nFR,y\n");
    assert_eq!(status, 2);
    assert!(stderr.contains("use --header yes or --header no"), "{stderr}");
    let (status, stdout, stderr) = output(&["no-such-file", "--format", "ndjson", "urls.txt"], b"");
    assert_eq!(status, 2);
    assert!(stderr.contains("error: cannot open no-such-file"), "{stderr}");
    assert_eq!(stdout.lines().count(), expected()["urls.txt"].len(), "other files are read");
}

#[test]
fn signals_before_a_fault_are_printed() {
    let har = fs::read_to_string(carriers().join("chrome.har")).unwrap();
    let cut = har.split_at(har.len() - 100).0;
    let (status, stdout, stderr) = output(&["--format", "ndjson"], cut.as_bytes());
    assert_eq!((status, stdout.lines().count()), (2, 7));
    assert!(stderr.contains("error: stdin: input ends early"), "{stderr}");
    assert!(stderr.contains(" at line 5, ") && stderr.contains(", after 3 entries"), "{stderr}");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all("https://a.example/?gdpr=1\n".repeat(9_000).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let (status, stdout, stderr) =
        output(&["--format", "ndjson", "--from", "url"], &packed[..packed.len() - 20]);
    assert_eq!(status, 2);
    assert!(stderr.contains("the gzip data is truncated"), "{stderr}");
    assert!(!stdout.is_empty());
}

#[test]
fn nothing_found_exits_1_with_a_note() {
    let (status, stdout, stderr) = output(&["--from", "url"], b"https://a.example/?x=1\n");
    assert_eq!((status, &*stdout), (1, ""));
    assert_eq!(stderr, "note: no signals found in 1 record\n");
    let (status, _, stderr) = output(&["--kind", "gpp", "cookies.txt", "headers.txt"], b"");
    assert_eq!((status, stderr.contains("no signals")), (0, false), "{stderr}");
    let (status, _, _) = output(&["--kind", "gcs", "--exit-zero", "cookies.txt"], b"");
    assert_eq!(status, 0);
}

#[test]
fn what_was_not_read_is_reported() {
    let (_, _, stderr) = output(&["chrome.har", "playwright.har"], b"");
    assert!(stderr.contains("chrome.har: 1 body not read: binary, encoded, or in another file"));
    assert!(stderr.contains("playwright.har: 1 body not read"), "{stderr}");
    assert_eq!(stderr.matches("detected format").count(), 1, "once per format: {stderr}");
    let log = b"started\n- - - [x] \"GET /?gdpr=1 HTTP/1.1\" 200 1\n";
    let (_, _, stderr) = output(&["--from", "log"], log);
    assert!(stderr.contains("stdin: 1 line skipped, without a request"), "{stderr}");
    let many = format!("https://a.example/?{}", "gdpr=1&".repeat(1_100));
    let (_, stdout, stderr) = output(&["--from", "url", "--format", "ndjson"], many.as_bytes());
    assert_eq!(stdout.lines().count(), 1_000);
    assert!(stderr.contains("stdin: 100 signals left out of records with more than 1,000 signals"));
    let (_, stdout, stderr) = output(&["--quiet", "chrome.har"], b"");
    assert!(!stdout.is_empty() && stderr.is_empty(), "{stderr}");
}

#[test]
fn rows_with_wrong_quotes_are_counted() {
    let rows: Vec<_> = (1..=300).map(|id| format!("{id},h.example,{TC}\n")).collect();
    let table = format!("id,host,tc_string\n{}", rows.concat());
    let broken = table.replace("\n9,h", "\n9,\"h\"h").replace("\n11,h", "\n11,\"h");
    let (status, stdout, stderr) = output(&["--format", "ndjson"], broken.as_bytes());
    assert_eq!((status, stdout.lines().count()), (0, 9));
    let note = "stdin: 2 rows not read; line 10: cell 2 has text after its closing quote";
    assert!(stderr.contains(note), "{stderr}");
    let broken = table.replace("\n11,h", "\n11,\"h");
    let (_, _, stderr) = output(&["--lines"], broken.as_bytes());
    let note = "stdin: 1 row not read; line 12: a quote is not closed";
    assert!(stderr.contains(note), "{stderr}");
}

#[test]
fn white_space_around_names_of_columns_is_ignored() {
    let table = format!("id, tc_string\n1,{TC}\n");
    let (status, stdout, stderr) = output(&["--from", "csv", "--lines"], table.as_bytes());
    assert_eq!(status, 0, "{stderr}");
    assert!(stdout.trim_end().ends_with(TC), "{stdout}");
}

#[test]
fn times_and_hosts_come_from_fields() {
    let csv = format!("ts,partner,tc\n2026-06-01 12:00:00,ads.example,{TC}\n");
    let first = |args: &[&str], stdin: &str| {
        records(&[&["extract", "--format", "ndjson"], args].concat(), stdin).remove(0)
    };
    let record = first(&["--field", "at=ts,host=partner", "--tz", "+02:00"], &csv);
    assert_eq!(record["at"], "2026-06-01T10:00:00.000Z");
    assert_eq!(record["host"], "ads.example");
    let record = first(&["--field", "at=ts"], &csv);
    assert_eq!((&record["at"], &record["host"]), (&Value::Null, &Value::Null), "no zone");
    let record = first(&["--field", "at=1", "--tz", "-05:00"], &csv);
    assert_eq!(record["at"], "2026-06-01T17:00:00.000Z");
    let json =
        format!("{{\"ts\": 1780308000, \"to\": {{\"h\": \"ads.example\"}}, \"tc\": \"{TC}\"}}");
    let record = first(&["--from", "events", "--field", "at=ts,host=/to/h"], &json);
    assert_eq!(record["at"], "2026-06-01T10:00:00.000Z");
    assert_eq!(record["host"], "ads.example");
    for (field, error) in [
        ("at=when", "no column \"when\""),
        ("gdpr=x", "--field: extract has no field \"gdpr\"; expected at or host"),
    ] {
        let (status, _, stderr) = output(&["--field", field], csv.as_bytes());
        assert_eq!(status, 2);
        assert!(stderr.contains(error), "{stderr}");
    }
}

#[test]
fn responses_are_read_on_request() {
    let (_, stdout, _) = output(&["--format", "ndjson", "chrome.har"], b"");
    let requests = stdout.lines().count();
    let args = ["--format", "ndjson", "--responses", "*.bid.example", "chrome.har"];
    let (_, stdout, _) = output(&args, b"");
    let found = values(&stdout);
    assert_eq!(found.len(), requests + 2);
    let names: Vec<_> = found[requests..].iter().map(|record| &record["name"]).collect();
    assert_eq!(names, ["tcString", "gdprApplies"]);
}

#[test]
fn text_is_a_table_by_value() {
    insta::assert_snapshot!(output(&["chrome.har", "cookies.txt", "urls.txt"], b"").1);
    insta::assert_snapshot!(output(&["-v", "--cmp-list", "../cmp-list.json", "access.log"], b"").1);
}

#[test]
fn the_table_is_bounded_and_says_so() {
    let url = |index| format!("https://h{index}.example/?gdpr_consent=x{index}&gdpr=1\n");
    let urls: String = (0..10_050).map(url).collect();
    let (status, stdout, stderr) = output(&["--from", "url"], urls.as_bytes());
    assert_eq!(status, 0);
    let note = "the table is incomplete: it has the first 10000 values, and 51 signals with other";
    assert!(stderr.contains(note), "{stderr}");
    let last = stdout.lines().last().unwrap();
    assert_eq!(last, "20100 signals, 10000 values, 10050 hosts in 1 file");
    assert!(stdout.contains("  10050   100+  gdpr 1\n"));
}
