use std::io::Write as _;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use tcf_carrier::TableOptions;

use super::read;
use super::value::Decimal;
use crate::input::chunks;
use crate::input::flow::Flow;
use crate::input::table::TableColumns;

const SCHEMA: &str = "message log {
    required binary id (UTF8);
    optional binary consent (UTF8);
    optional group user { optional binary consent (UTF8); optional int32 age; }
    optional int64 at (TIMESTAMP_MILLIS);
    optional int32 port (UINT_32);
    required boolean secure;
    required double price;
    repeated binary tags (UTF8);
    optional int96 old;
    optional fixed_len_byte_array(2) code;
    optional int32 cost (DECIMAL(9, 2));
    optional int64 total (DECIMAL(18, 0));
    optional fixed_len_byte_array(5) exact (DECIMAL(11, 4));
    optional binary wide (DECIMAL(40, 2));
    optional binary raw;
}";

/// What a column has in each row group.
fn write_column(column: &mut ColumnWriter<'_>, path: &str, group: usize) {
    let texts = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect();
    match column {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let (values, levels): (Vec<ByteArray>, &[i16]) = match (path, group) {
                ("id", 0) => (texts(&["a", "b", "c"]), &[]),
                ("id", _) => (texts(&["d"]), &[]),
                ("consent", 0) => (texts(&["one", ""]), &[1, 0, 1]),
                ("consent", _) => (texts(&["four"]), &[1]),
                // The group is null, its member is null, the member has a value.
                ("user.consent", 0) => (texts(&["nested"]), &[0, 1, 2]),
                ("user.consent", _) => (texts(&["more"]), &[2]),
                ("raw", 0) => (vec![ByteArray::from(vec![0xff_u8])], &[1, 0, 0]),
                ("wide", 0) => (Vec::new(), &[0, 0, 0]),
                ("raw" | "wide", _) => (Vec::new(), &[0]),
                (_, 0) => {
                    let values: Vec<ByteArray> = texts(&["x", "y"]);
                    writer.write_batch(&values, Some(&[1, 1, 0, 0]), Some(&[0, 1, 0, 0])).unwrap();
                    return;
                }
                _ => {
                    writer.write_batch(&[], Some(&[0]), Some(&[0])).unwrap();
                    return;
                }
            };
            writer.write_batch(&values, (!levels.is_empty()).then_some(levels), None).unwrap();
        }
        ColumnWriter::BoolColumnWriter(writer) => {
            let values = if group == 0 { &[true, false, true][..] } else { &[false] };
            writer.write_batch(values, None, None).unwrap();
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            let values = if group == 0 { &[0.5, f64::NAN, -1.0][..] } else { &[2.0] };
            writer.write_batch(values, None, None).unwrap();
        }
        ColumnWriter::Int32ColumnWriter(writer) => {
            let (first, null) = if path == "user.age" { (2, 0) } else { (1, 0) };
            let levels = if group == 0 { &[first, null, null][..] } else { &[null] };
            let values = if group == 0 { &[-1][..] } else { &[] };
            writer.write_batch(values, Some(levels), None).unwrap();
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let (values, levels) =
                if group == 0 { (&[7, -8][..], &[1, 1, 0][..]) } else { (&[][..], &[0][..]) };
            writer.write_batch(values, Some(levels), None).unwrap();
        }
        ColumnWriter::Int96ColumnWriter(writer) => {
            let levels = if group == 0 { &[0, 0, 0][..] } else { &[0] };
            writer.write_batch(&[], Some(levels), None).unwrap();
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) if path == "exact" => {
            let bytes = |bytes: &[u8; 5]| ByteArray::from(bytes.to_vec()).into();
            let values = [bytes(&[0xff; 5]), bytes(&[0, 0x07, 0x5b, 0xcd, 0x15])];
            let (values, levels) =
                if group == 0 { (&values[..], &[1, 1, 0][..]) } else { (&[][..], &[0][..]) };
            writer.write_batch(values, Some(levels), None).unwrap();
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
            let levels = if group == 0 { &[0, 0, 0][..] } else { &[0] };
            writer.write_batch(&[], Some(levels), None).unwrap();
        }
        ColumnWriter::FloatColumnWriter(_) => unreachable!("no such column"),
    }
}

/// A file with two row groups, of three rows and one.
fn file_with(properties: WriterProperties) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    let paths: Vec<_> =
        writer.schema_descr().columns().iter().map(|column| column.path().string()).collect();
    for group in 0..2 {
        let mut rows = writer.next_row_group().unwrap();
        for path in &paths {
            let mut column = rows.next_column().unwrap().unwrap();
            write_column(column.untyped(), path, group);
            column.close().unwrap();
        }
        rows.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn plain_file() -> Vec<u8> {
    file_with(WriterProperties::builder().build())
}

fn columns(strings: &str, labels: Option<&str>, passed: &[&str]) -> TableColumns {
    TableColumns {
        strings: strings.to_owned(),
        labels: labels.map(str::to_owned),
        passed: passed.iter().map(|name| (*name).to_owned()).collect(),
        options: TableOptions::new(),
    }
}

/// A line for each row, and the error.
fn rows_of(bytes: &[u8], columns: &TableColumns) -> (Vec<String>, Option<String>) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let mut lines = Vec::new();
    let mut each = |batch: &mut chunks::Batch| {
        for item in batch.items(Some("log.parquet")) {
            let labeled = item.labeled();
            let text = if item.is_null() { "null" } else { &labeled.input };
            let origin = item.origin(&labeled);
            let passed = origin.columns.map(|columns| serde_json::to_string(columns).unwrap());
            let words = [
                origin.row.map(|row| row.to_string()),
                origin.label.map(str::to_owned),
                Some(format!("{text:?}")),
                passed,
            ];
            lines.push(words.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        Ok(())
    };
    let read = Flow::run(0, &mut each, |flow| read(file, columns, flow, None)).unwrap();
    (lines, read.1.map(|error| error.to_string()))
}

fn error_of(bytes: &[u8], columns: &TableColumns) -> String {
    let (lines, error) = rows_of(bytes, columns);
    assert!(lines.is_empty(), "{lines:?}");
    error.unwrap()
}

#[test]
fn rows_have_strings_labels_and_columns() {
    let wanted = columns("consent", Some("id"), &["at", "port", "secure", "price", "raw"]);
    let expected = [
        r#"1 a "one" {"at":7,"port":4294967295,"secure":true,"price":0.5,"raw":"�"}"#,
        r#"2 b "null" {"at":-8,"port":null,"secure":false,"price":null,"raw":null}"#,
        r#"3 c "" {"at":null,"port":null,"secure":true,"price":-1.0,"raw":null}"#,
        r#"4 d "four" {"at":null,"port":null,"secure":false,"price":2.0,"raw":null}"#,
    ];
    let (lines, error) = rows_of(&plain_file(), &wanted);
    assert_eq!((lines, error), (expected.map(str::to_owned).to_vec(), None));
    // A number is a label too, and a column may have several uses.
    let (lines, _) = rows_of(&plain_file(), &columns("id", Some("at"), &["id"]));
    assert_eq!(lines[0], r#"1 7 "a" {"id":"a"}"#);
}

#[test]
fn decimal_numbers_are_exact_texts() {
    let (lines, error) =
        rows_of(&plain_file(), &columns("id", Some("exact"), &["cost", "total", "exact"]));
    let expected = [
        r#"1 -0.0001 "a" {"cost":"-0.01","total":"7","exact":"-0.0001"}"#,
        r#"2 12345.6789 "b" {"cost":null,"total":"-8","exact":"12345.6789"}"#,
        r#"3 "c" {"cost":null,"total":null,"exact":null}"#,
        r#"4 "d" {"cost":null,"total":null,"exact":null}"#,
    ];
    assert_eq!((lines, error), (expected.map(str::to_owned).to_vec(), None));
    let least = Decimal::from_bytes(&i128::MIN.to_be_bytes(), 38).unwrap();
    assert_eq!(least.to_string(), "-1.70141183460469231731687303715884105728");
    assert!(Decimal::from_bytes(&[0; 17], 2).is_none());
    assert_eq!(Decimal::from_bytes(&[], 2).unwrap().to_string(), "0.00");
}

#[test]
fn nested_columns_have_dotted_names() {
    for name in ["user.consent", "3", "USER.consent"] {
        let (lines, error) = rows_of(&plain_file(), &columns(name, None, &[]));
        assert_eq!(error, None);
        assert_eq!(lines, [r#"1 "null""#, r#"2 "null""#, r#"3 "nested""#, r#"4 "more""#], "{name}");
    }
}

#[test]
fn every_encoding_and_compression_is_read() {
    let wanted = columns("consent", Some("id"), &["price"]);
    let (expected, _) = rows_of(&plain_file(), &wanted);
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ] {
        for encoding in [Encoding::PLAIN, Encoding::DELTA_BYTE_ARRAY] {
            for has_dictionary in [false, true] {
                for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
                    let properties = WriterProperties::builder()
                        .set_compression(compression)
                        .set_dictionary_enabled(has_dictionary)
                        .set_column_encoding("consent".into(), encoding)
                        .set_writer_version(version)
                        .build();
                    let case = format!("{compression} {encoding} {has_dictionary} {version:?}");
                    let read = rows_of(&file_with(properties), &wanted);
                    assert_eq!(read, (expected.clone(), None), "{case}");
                }
            }
        }
    }
}

#[test]
fn columns_that_cannot_be_read_are_errors_with_a_reason() {
    let file = plain_file();
    for (name, message) in [
        ("consnt", "no column \"consnt\"; did you mean \"consent\"?"),
        (
            "x",
            "no column \"x\"; the columns are id, consent, user.consent, user.age, at, port, \
             secure, price, tags, old, code, cost, total, exact, wide, raw",
        ),
        ("user", "column \"user\" is a group; its columns are user.consent, user.age"),
        ("tags", "column \"tags\" is in a list: a row has any number of its values"),
        ("at", "column \"at\" is INT64 (TIMESTAMP_MILLIS), not text"),
        ("price", "column \"price\" is DOUBLE, not text"),
        ("code", "column \"code\" is FIXED_LEN_BYTE_ARRAY, not text"),
    ] {
        assert_eq!(error_of(&file, &columns(name, None, &[])), message);
    }
    for (name, kind) in
        [("old", "INT96"), ("code", "FIXED_LEN_BYTE_ARRAY"), ("wide", "BYTE_ARRAY (DECIMAL)")]
    {
        let message = format!(
            "column \"{name}\" is {kind}, which cannot be copied; write it as text or as a number"
        );
        assert_eq!(error_of(&file, &columns("id", None, &[name])), message);
        assert_eq!(error_of(&file, &columns("id", Some(name), &[])), message);
    }
}

#[test]
fn truncated_files_are_errors() {
    let file = plain_file();
    let wanted = columns("consent", None, &[]);
    for length in 4..file.len() {
        let error = error_of(&file[..length], &wanted);
        assert_eq!(error, "the Parquet file is truncated: its end is missing", "{length}");
    }
    // Bytes in the middle are missing.
    let cut = [&file[..100], &file[200..]].concat();
    let (_, error) = rows_of(&cut, &wanted);
    assert!(error.unwrap().starts_with("broken Parquet file: "));
}

#[test]
fn no_flipped_byte_panics() {
    let file = plain_file();
    let wanted = columns("consent", Some("id"), &["at", "price", "user.age"]);
    let mut broken = 0;
    for (at, mask) in (0..file.len()).zip([0x01, 0x80, 0xff].into_iter().cycle()) {
        let mut file = file.clone();
        file[at] ^= mask;
        let (lines, error) = rows_of(&file, &wanted);
        assert!(lines.len() <= 4096, "{at}");
        broken += usize::from(error.is_some());
    }
    assert!(broken > file.len() / 4, "{broken} of {}", file.len());
}

#[test]
fn long_columns_are_read_in_batches() {
    const COUNT: u64 = 3000;
    let schema = parse_message_type("message m { required binary tc (UTF8); }").unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<_> =
        (1..=COUNT).map(|row| ByteArray::from(row.to_string().into_bytes())).collect();
    column.typed::<parquet::data_type::ByteArrayType>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let (lines, error) = rows_of(&bytes, &columns("tc", None, &[]));
    assert_eq!(error, None);
    let expected: Vec<_> = (1..=COUNT).map(|row| format!("{row} \"{row}\"")).collect();
    assert_eq!(lines, expected);
}
