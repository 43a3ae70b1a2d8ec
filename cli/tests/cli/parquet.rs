//! Strings in columns of Parquet files.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use flate2::write::GzEncoder;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use crate::{TC, V1, run, tcf, text};

/// A file with a string, a null, and a string of version 1.
fn parquet() -> Vec<u8> {
    let schema = "message requests {
        required binary partner (UTF8);
        optional group user { optional binary consent (UTF8); }
        required int64 request;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let texts = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect();
    while let Some(mut column) = rows.next_column().unwrap() {
        match column.untyped() {
            ColumnWriter::Int64ColumnWriter(writer) => {
                writer.write_batch(&[11, 12, 13], None, None).unwrap();
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let is_partner = writer.get_descriptor().name() == "partner";
                let (values, levels): (Vec<ByteArray>, _) = if is_partner {
                    (texts(&["acme", "bolt", "cord"]), None)
                } else {
                    (texts(&[TC, V1]), Some(&[2, 1, 2][..]))
                };
                writer.write_batch(&values, levels, None).unwrap();
            }
            _ => unreachable!("no such column"),
        }
        column.close().unwrap();
    }
    rows.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn file(name: &str, contents: &[u8]) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("parquet");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    fs::write(&path, contents).unwrap();
    path
}

const OPTIONS: [&str; 7] =
    ["--column", "user.consent", "--label-column", "partner", "--pass", "request", "--quiet"];

/// The rows of the records, without what differs between files.
fn rows(command: &[&str], stdin: &[u8]) -> Vec<Value> {
    let args = [command, &OPTIONS, &["--format", "ndjson"]].concat();
    let output = run(tcf(args), stdin);
    assert_ne!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let keys = ["row", "label", "columns", "input"];
    let record = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        json!(keys.map(|key| record[key].clone()))
    };
    text(&output.stdout).lines().map(record).collect()
}

#[test]
fn commands_read_columns_of_files_and_streams() {
    let expected = [
        json!([1, "acme", {"request": 11}, TC]),
        json!([2, "bolt", {"request": 12}, null]),
        json!([3, "cord", {"request": 13}, V1]),
    ];
    let bytes = parquet();
    let path = file("requests.parquet", &bytes);
    let path = path.to_str().unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&bytes).unwrap();
    let gzip = gzip.finish().unwrap();
    let gzip_path = file("requests.parquet.gz", &gzip);
    let gzip_path = gzip_path.to_str().unwrap();
    let decode = ["decode", "--envelope"];
    let decision = ["decide", "--vendor", "2", "--purpose", "1"];
    for command in [&decode[..], &["validate"], &decision] {
        for jobs in ["1", "3"] {
            let command = [command, &["--jobs", jobs]].concat();
            assert_eq!(rows(&[&command[..], &["--input", path]].concat(), b""), expected);
            assert_eq!(rows(&[&command[..], &["--files", path]].concat(), b""), expected);
            assert_eq!(rows(&command, &bytes), expected);
            assert_eq!(rows(&command, &gzip), expected);
            assert_eq!(rows(&[&command[..], &["--input", gzip_path]].concat(), b""), expected);
        }
    }
    // One record per field.
    let inspected = rows(&["inspect", "--input", path], b"");
    assert!(inspected.contains(&json!([2, "bolt", {"request": 12}, null])));
}

#[test]
fn text_names_the_file_and_the_row() {
    let path = file("text.parquet", &parquet());
    let args = ["validate", "--as-of", "2026-06-01", "--column", "partner", "--input"];
    let output = run(tcf([&args[..], &[path.to_str().unwrap()]].concat()), b"");
    let stdout = text(&output.stdout).replace(path.to_str().unwrap(), "text.parquet");
    assert!(stdout.contains("text.parquet:2:"), "{stdout}");
}

#[test]
fn errors_name_the_file_and_the_reason() {
    let bytes = parquet();
    let path = file("errors.parquet", &bytes);
    let cut = file("cut.parquet", &bytes[..bytes.len() / 2]);
    let (path, cut) = (path.to_str().unwrap(), cut.to_str().unwrap());
    let needs_column = "it is a Parquet file: read a column of it with --column NAME, or what is \
                        found in all columns with --from parquet";
    let not_read = "it is a Parquet file: decode, inspect, validate, decide, extract and audit \
                    read Parquet files; for other commands, export it as CSV or JSON lines";
    let no_dialect = "it is a Parquet file, which has no --delimiter and no --header";
    for (args, message) in [
        (&["decode", "--column", "user", "--input", path][..], {
            "column \"user\" is a group; its columns are user.consent"
        }),
        (&["decode", "--column", "request", "--input", path], {
            "column \"request\" is INT64, not text"
        }),
        (&["decode", "--column", "2", "--input", cut], {
            "the Parquet file is truncated: its end is missing"
        }),
        (&["decode", "--column", "2", "--delimiter", ",", "--input", path], no_dialect),
        (&["validate", "--column", "2", "--header", "yes", "--input", path], no_dialect),
        (&["decode", "--from", "auto", "--input", path, "--column", "2", "--header", "no"], {
            no_dialect
        }),
        (&["decode", "--input", path], needs_column),
        (&["encode", path], not_read),
        (&["filter", path], not_read),
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = text(&output.stderr);
        let file = if args.contains(&cut) { cut } else { path };
        assert!(stderr.contains(&format!("cannot read {file}: {message}\n")), "{stderr}");
    }
    let output = run(tcf(["decode", "--column", "x"]), &bytes);
    let message = "cannot read stdin: no column \"x\"; the columns are partner, user.consent, \
                   request\n";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn options_for_csv_are_errors() {
    let path = file("dialect.parquet", &parquet());
    let path = path.to_str().unwrap();
    for command in ["extract", "audit"] {
        for dialect in [["--delimiter", ","], ["--header", "yes"]] {
            for (from, message) in [
                ("auto", "it is a Parquet file, which has no --delimiter and no --header"),
                ("parquet", "--delimiter and --header need --from csv"),
                ("har", "--delimiter and --header need --from csv"),
            ] {
                let args = [&[command, path, "--from", from][..], &dialect].concat();
                let output = run(tcf(&args), b"");
                assert_eq!(output.status.code(), Some(2), "{args:?}");
                let stderr = text(&output.stderr);
                assert!(stderr.contains(message), "{args:?}: {stderr}");
            }
        }
    }
}

/// The names are those of the file, also of columns that are not read.
#[test]
fn a_field_without_a_column_is_an_error_with_the_columns() {
    let path = file("fields.parquet", &parquet());
    let path = path.to_str().unwrap();
    for (field, message) in [
        ("at=x", "no column \"x\"; the columns are partner, user.consent, request"),
        ("at=requests", "no column \"requests\"; did you mean \"request\"?"),
        ("host=user", "column \"user\" is a group; its columns are user.consent"),
    ] {
        for command in ["extract", "audit"] {
            let output = run(tcf([command, "--field", field, path]), b"");
            assert_eq!(output.status.code(), Some(2), "{field}");
            let stderr = text(&output.stderr);
            assert!(stderr.contains(message), "{command} {field}: {stderr}");
        }
    }
    let output = run(tcf(["extract", "--field", "host=PARTNER", "--format", "ndjson", path]), b"");
    assert!(text(&output.stdout).contains("\"host\":\"acme\""), "{}", text(&output.stdout));
}
