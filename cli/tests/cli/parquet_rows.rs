//! Rows of Parquet files: `extract`, `audit`, and `--from parquet` of other commands.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, Int96};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use crate::{TC, run, tcf, text};

const SCHEMA: &str = "message calls {
    required double price;
    required int64 ts (TIMESTAMP(MICROS, true));
    optional int64 seen (TIMESTAMP(MILLIS, false));
    optional int96 old;
    required binary partner (UTF8);
    optional int32 gdpr;
    optional group user { optional binary consent (UTF8); }
    optional binary url;
    repeated binary tags (UTF8);
    required int32 vendor;
    optional int32 day (DATE);
    optional group gpp_sid (LIST) { repeated group list { optional int32 element; } }
}";

/// 1 June 2026, 10:00 UTC, in seconds since 1970.
const AT: i64 = 1_780_308_000;

/// Three calls.
fn parquet() -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let names: Vec<_> =
        writer.schema_descr().columns().iter().map(|column| column.path().string()).collect();
    let mut rows = writer.next_row_group().unwrap();
    let texts = |texts: &[&str]| -> Vec<ByteArray> {
        texts.iter().map(|text| ByteArray::from(*text)).collect()
    };
    let url = format!("https://ads.example/?gdpr=1&gdpr_consent={TC}&uid=7");
    let all = Some(&[1, 1, 1][..]);
    for name in names {
        let mut column = rows.next_column().unwrap().unwrap();
        let written = match (column.untyped(), &*name) {
            (ColumnWriter::DoubleColumnWriter(writer), _) => {
                writer.write_batch(&[0.5, 1.5, 2.5], None, None)
            }
            (ColumnWriter::Int64ColumnWriter(writer), "ts") => {
                let times = [0, 1, 2].map(|second| (AT + second) * 1_000_000 + 500_000);
                writer.write_batch(&times, None, None)
            }
            (ColumnWriter::Int64ColumnWriter(writer), _) => {
                writer.write_batch(&[AT * 1_000, -5], Some(&[1, 1, 0]), None)
            }
            (ColumnWriter::Int96ColumnWriter(writer), _) => {
                // Ten hours in nanoseconds, and the Julian day.
                let nanos: u64 = 10 * 3600 * 1_000_000_000;
                let [low, high] = [nanos & 0xffff_ffff, nanos >> 32];
                let mut old = Int96::new();
                old.set_data(u32::try_from(low).unwrap(), u32::try_from(high).unwrap(), 2_461_193);
                writer.write_batch(&[old], Some(&[1, 0, 0]), None)
            }
            (ColumnWriter::Int32ColumnWriter(writer), "gdpr") => {
                writer.write_batch(&[1, 0], Some(&[1, 1, 0]), None)
            }
            (ColumnWriter::Int32ColumnWriter(writer), "gpp_sid.list.element") => {
                writer.write_batch(&[2, 6], Some(&[3, 3, 0, 0]), Some(&[0, 1, 0, 0]))
            }
            (ColumnWriter::Int32ColumnWriter(writer), "day") => {
                // The last is 9999-12-31.
                writer.write_batch(&[20_522, 2_932_896], Some(&[1, 0, 1]), None)
            }
            (ColumnWriter::Int32ColumnWriter(writer), _) => {
                writer.write_batch(&[2, 2, 3], None, None)
            }
            (ColumnWriter::ByteArrayColumnWriter(writer), "partner") => {
                writer.write_batch(&texts(&["a.example", "b.example", "c.example"]), None, None)
            }
            (ColumnWriter::ByteArrayColumnWriter(writer), "user.consent") => {
                writer.write_batch(&texts(&[TC, "${GDPR_CONSENT_2}"]), Some(&[2, 2, 0]), None)
            }
            (ColumnWriter::ByteArrayColumnWriter(writer), "url") => {
                writer.write_batch(&texts(&["", "", &url]), all, None)
            }
            (ColumnWriter::ByteArrayColumnWriter(writer), _) => {
                writer.write_batch(&texts(&["x", TC]), Some(&[1, 1, 0, 0]), Some(&[0, 1, 0, 0]))
            }
            _ => unreachable!("no such column"),
        };
        written.unwrap();
        column.close().unwrap();
    }
    rows.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn file(name: &str, contents: &[u8]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("parquet-rows");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    fs::write(&path, contents).unwrap();
    path
}

const UNREAD: &str = "2 columns not read, because of lists or of other types: tags, \
                      gpp_sid.list.element";

/// `[row, at, host, name, kind, value]` of the signals of a file and of stdin, which are the same.
fn signals(name: &str, args: &[&str]) -> Vec<Value> {
    let bytes = parquet();
    let path = file(name, &bytes);
    let extract = |file: &str, stdin: &[u8]| {
        let output = run(tcf(["extract", "--format", "ndjson", file].iter().chain(args)), stdin);
        let notes = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{notes}");
        assert!(notes.contains(UNREAD), "{notes}");
        let keys = ["row", "at", "host", "name", "kind", "value"];
        let signal = |line: &str| {
            let record: Value = serde_json::from_str(line).unwrap();
            assert_eq!(record["carrier"], "parquet");
            json!(keys.map(|key| record[key].clone()))
        };
        text(&output.stdout).lines().map(signal).collect::<Vec<_>>()
    };
    let of_file = extract(path.to_str().unwrap(), b"");
    assert_eq!(extract("-", &bytes), of_file);
    of_file
}

#[test]
fn signals_are_found_in_all_columns_of_texts() {
    let expected = [
        json!([1, null, null, "gdpr", "gdpr", "1"]),
        json!([1, null, null, "user.consent", "tc", TC]),
        json!([2, null, null, "gdpr", "gdpr", "0"]),
        json!([2, null, null, "user.consent", "macro", "${GDPR_CONSENT_2}"]),
        json!([3, null, null, "gdpr", "empty", ""]),
        json!([3, null, null, "user.consent", "empty", ""]),
        json!([3, null, "ads.example", "gdpr", "gdpr", "1"]),
        json!([3, null, "ads.example", "gdpr_consent", "tc", TC]),
    ];
    let found = signals("signals.parquet", &[]);
    assert_eq!(found, expected);
    // Nothing else of a row is printed.
    assert!(!format!("{found:?}").contains("uid"));
    assert_eq!(signals("given.parquet", &["--from", "parquet"]), expected);
}

#[test]
fn columns_have_times_and_hosts() {
    let first = |field: &str, more: &[&str]| {
        let fields = format!("at={field},host=partner");
        let args = [&["--field", &fields, "--kind", "gdpr"][..], more].concat();
        let found = signals(&format!("times-{field}.parquet"), &args);
        (found[0][1].clone(), found[1][1].clone(), found[0][2].clone())
    };
    let host = Value::from("a.example");
    let (null, ten) = (Value::Null, Value::from("2026-06-01T10:00:00.000Z"));
    let times = (
        Value::from("2026-06-01T10:00:00.500Z"),
        Value::from("2026-06-01T10:00:01.500Z"),
        host.clone(),
    );
    assert_eq!(first("ts", &[]), times);
    assert_eq!(first("2", &[]), times, "a number counts all columns of the file");
    // A time without a zone.
    assert_eq!(first("seen", &[]), (null.clone(), null.clone(), host.clone()));
    let eight = Value::from("2026-06-01T08:00:00.000Z");
    assert_eq!(first("seen", &["--tz", "+02:00"]), (eight, null.clone(), host.clone()));
    assert_eq!(first("old", &[]), (ten, null.clone(), host.clone()));
    let day = Value::from("2026-03-10T00:00:00.000Z");
    assert_eq!(first("day", &[]), (day, null, host));
}

#[test]
fn commands_find_strings_with_from_parquet() {
    let path = file("strings.parquet", &parquet());
    let path = path.to_str().unwrap();
    for from in ["parquet", "auto"] {
        let args = ["validate", "--from", from, "--input", path, "--format", "ndjson"];
        let output = run(tcf(args), b"");
        let records: Vec<Value> =
            text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let rows: Vec<_> = records
            .iter()
            .map(|record| (record["row"].as_u64().unwrap(), record["carrier"]["name"].clone()))
            .collect();
        let (member, query) = (json!("user.consent"), json!("gdpr_consent"));
        assert_eq!(rows, [(1, member.clone()), (2, member), (3, query)], "{from}");
        assert_eq!(records[0]["input"], TC);
        assert_eq!(records[0]["carrier"]["kind"], "parquet");
        let notes = text(&output.stderr);
        assert!(notes.contains(UNREAD), "{notes}");
        assert_eq!(notes.contains("detected format"), from == "auto", "{notes}");
    }
}

#[test]
fn events_are_rows() {
    let path = file("events.parquet", &parquet());
    let list = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/gvl/v3/archives/vendor-list-v140.json");
    for jobs in ["1", "2"] {
        let mut command = tcf(["audit", "--format", "json", "--gvl", list.to_str().unwrap()]);
        command.args(["--field", "at=ts", "--jobs", jobs, path.to_str().unwrap()]);
        let output = run(command, b"");
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
        let input = &report["inputs"][0];
        assert_eq!((&input["from"], &input["entries"]), (&"parquet".into(), &3.into()));
        assert_eq!(input["sha256"].as_str().unwrap().len(), 64);
        let macros = report["findings"].as_array().unwrap().iter();
        let found: Vec<_> = macros.filter(|finding| finding["code"] == "T002").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["evidence"][0]["line"], 2);
        assert_eq!(found[0]["evidence"][0]["at"], "2026-06-01T10:00:01.500Z");
        assert_eq!(found[0]["vendor"]["id"], 2);
    }
}

#[test]
fn a_time_out_of_range_is_an_error_of_its_row() {
    let path = file("times.parquet", &parquet());
    let args = ["audit", "--format", "json", "--field", "at=day", path.to_str().unwrap()];
    let output = run(tcf(args), b"");
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    assert_eq!(report["events"]["failed"], 1, "{}", report["events"]);
}

#[test]
fn formats_that_do_not_fit_are_errors() {
    let parquet = file("formats.parquet", &parquet());
    let parquet = parquet.to_str().unwrap();
    let lines = file("lines.txt", format!("{TC}\n").as_bytes());
    let lines = lines.to_str().unwrap();
    for (args, message) in [
        (&["extract", "--from", "csv", parquet][..], "it is a Parquet file; use --from parquet"),
        (&["audit", "--from", "events", parquet], "it is a Parquet file; use --from parquet"),
        (
            &["decode", "--from", "csv", "--input", parquet],
            "it is a Parquet file; use --from parquet",
        ),
        (
            &["decode", "--input", parquet],
            "it is a Parquet file: read a column of it with --column NAME, or what is found in all \
             columns with --from parquet",
        ),
        (&["extract", "--from", "parquet", lines], "it is not a Parquet file"),
        (&["audit", "--from", "parquet", lines], "it is not a Parquet file"),
        (&["decode", "--from", "parquet", "--input", lines], "it is not a Parquet file"),
        (&["extract", "--field", "at=when", parquet], "no column \"when\"; did you mean \"seen\"?"),
        (&["audit", "--field", "at=when", parquet], "no column \"when\"; did you mean \"seen\"?"),
    ] {
        let output = run(tcf(args), b"");
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(message), "{args:?}: {error}");
    }
}

#[test]
fn a_broken_file_is_an_error_after_the_rows_before() {
    let bytes = parquet();
    for command in ["extract", "audit"] {
        let output = run(tcf([command, "-"]), &bytes[..bytes.len() - 10]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("the Parquet file is truncated: its end is missing"), "{error}");
    }
}
