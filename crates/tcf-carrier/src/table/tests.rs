use super::*;
use crate::test_support::{Pieces, Rng};

type Cells = Vec<Vec<Option<String>>>;

fn rows<R: Read>(table: &mut TableReader<R>) -> Result<Cells, TableError> {
    let mut rows = Vec::new();
    while let Some(row) = table.next_row()? {
        assert_eq!(row.number(), u64::try_from(rows.len()).unwrap() + 1);
        rows.push(row.cells().map(|cell| cell.map(Cow::into_owned)).collect());
    }
    Ok(rows)
}

fn open(text: &str) -> Result<TableReader<&[u8]>, TableError> {
    TableReader::new(text.as_bytes(), TableOptions::new())
}

#[test]
fn delimiters_are_detected_if_unambiguous() {
    for (text, delimiter) in [
        ("a,b\n1,2\n", Delimiter::COMMA),
        ("a\tb\n1\t2,3\n", Delimiter::TAB),
        ("a;b\n1,5;2\n", Delimiter::SEMICOLON),
        ("a|b\n1|2", Delimiter::PIPE),
        ("a,b\n\"1;2\",3\n4,5;6\n", Delimiter::COMMA),
        // Uneven rows.
        ("a,b\n1\n1,2,3\n", Delimiter::COMMA),
        // A single column.
        ("url\nhttps://a.example/\n", Delimiter::COMMA),
        ("", Delimiter::COMMA),
    ] {
        assert_eq!(open(text).unwrap().delimiter(), delimiter, "{text}");
    }
    let error = open("a,b;c\n1,2;3\n").unwrap_err().to_string();
    assert_eq!(error, "the delimiter is ambiguous: ',' or ';'");
    let options = TableOptions::new().with_delimiter(Delimiter::TAB).with_header(false);
    let mut table = TableReader::new("a,b;c\n".as_bytes(), options).unwrap();
    assert_eq!(rows(&mut table).unwrap(), [[Some("a,b;c".to_owned())]]);
}

#[test]
fn headers_are_detected_if_unambiguous() {
    let tc = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAA";
    for (text, expected) in [
        ("ts,tc_string\n2024-04-02,x\n".to_owned(), Some(true)),
        ("partner,gdpr\nxandr,1\n".to_owned(), Some(true)),
        (format!("tc\n{tc}\n"), Some(true)),
        (format!("xandr,{tc}\nias,{tc}\n"), Some(false)),
        ("a,a\n1,2\n".to_owned(), Some(true)),
        ("1,2\n3,4\n".to_owned(), Some(false)),
        (",b\n3,4\n".to_owned(), Some(false)),
        (String::new(), Some(false)),
        ("xandr,DE\nias,FR\n".to_owned(), None),
        ("xandr,DE\n".to_owned(), None),
    ] {
        match open(&text) {
            Ok(table) => assert_eq!(Some(table.header().is_some()), expected, "{text}"),
            Err(error) => {
                assert_eq!(error.to_string(), "the first row may be a header or not");
                assert_eq!(None, expected, "{text}");
            }
        }
    }
}

#[test]
fn columns_are_found_by_name_or_number() {
    let table = open("ts,TC_String,2\n1,2,3\n").unwrap();
    assert!(table.header().is_none());
    let options = TableOptions::new().with_header(true);
    let table = TableReader::new("ts,TC_String,2\n1,2,3\n".as_bytes(), options).unwrap();
    for (column, index) in [("ts", 0), ("tc_string", 1), ("2", 2), ("1", 0), ("3", 2)] {
        assert_eq!(table.column(column).unwrap(), index, "{column}");
    }
    for column in ["0", "4", "x", ""] {
        let error = table.column(column).unwrap_err().to_string();
        let message = format!("no column {column:?}; the columns are ts, TC_String, 2");
        assert_eq!(error, message);
    }
    let error = open("1,2\n").unwrap().column("x").unwrap_err().to_string();
    assert_eq!(error, "no column \"x\"; the table has no header");
}

#[test]
fn null_cells_differ_from_text() {
    let options = TableOptions::new().with_header(false).with_delimiter(Delimiter::COMMA);
    let text = "\u{feff}a,,\\N,\"x\"\"y\nz\"\r\n\r\nb\n";
    let mut table = TableReader::new(text.as_bytes(), options).unwrap();
    let some = |text: &str| Some(text.to_owned());
    let expected = [vec![some("a"), None, None, some("x\"y\nz")], vec![some("b")]];
    assert_eq!(rows(&mut table).unwrap(), expected);
    let mut table = TableReader::new(text.as_bytes(), options).unwrap();
    assert_eq!(table.next_row().unwrap().unwrap().cell(4), None);
}

#[test]
fn any_split_into_reads_gives_the_same_rows() {
    let mut rng = Rng::new(1);
    let pieces = ["a", "\"", "\"\"", ",", "\n", "\r\n", "é", ",\"x, y\"", "\\N"];
    let options = TableOptions::new().with_header(false).with_delimiter(Delimiter::COMMA);
    for seed in 0..2_000 {
        let text: String = (0..rng.below(20)).map(|_| *rng.pick(&pieces)).collect();
        let mut whole = TableReader::new(text.as_bytes(), options).unwrap();
        let source = Pieces::new(text.as_bytes(), 1 + rng.below(4), seed);
        let mut split = TableReader::new(source, options).unwrap();
        assert_eq!(rows(&mut whole).unwrap(), rows(&mut split).unwrap(), "{text:?}");
    }
    // Larger than the buffers.
    let text = "name,value\n".to_owned() + &"some text,\"quoted \"\"text\"\"\"\n".repeat(20_000);
    let options = TableOptions::new().with_header(true);
    let mut table = TableReader::new(Pieces::new(text.as_bytes(), 9000, 7), options).unwrap();
    let found = rows(&mut table).unwrap();
    assert_eq!(found.len(), 20_000);
    assert!(found.iter().all(|row| row[1].as_deref() == Some("quoted \"text\"")));
}

#[test]
fn a_quote_that_is_not_closed_does_not_fill_the_memory() {
    let text = "a,b\n1,\"".to_owned() + &"x,y\n".repeat(300_000);
    let options = TableOptions::new().with_header(true);
    let mut table = TableReader::new(text.as_bytes(), options).unwrap();
    let error = rows(&mut table).unwrap_err().to_string();
    assert_eq!(error, "row 1 is longer than 1048576 bytes; is a quote not closed?");
    let text = ",".repeat(20_000);
    let mut table = TableReader::new(text.as_bytes(), options).unwrap_err().to_string();
    table.truncate(30);
    assert_eq!(table, "row 1 has more than 10000 cell");
}

#[test]
fn rows_have_the_line_on_which_they_start() {
    let mut rng = Rng::new(7);
    for seed in 0..2_000 {
        let line_end = *rng.pick(&["\n", "\r\n"]);
        let (mut text, mut line, mut expected) = (format!("a,b{line_end}"), 2, Vec::new());
        for _ in 0..rng.below(6) {
            for _ in 0..rng.below(3) {
                text += line_end;
                line += 1;
            }
            expected.push(line);
            let inner = rng.below(3);
            let inner_lines = line_end.repeat(inner);
            text.extend(["1,\"x", &inner_lines, "\"", line_end]);
            line += u64::try_from(inner).unwrap() + 1;
        }
        let source = Pieces::new(text.as_bytes(), 1 + rng.below(5), seed);
        let options = TableOptions::new().with_header(true).with_delimiter(Delimiter::COMMA);
        let mut table = TableReader::new(source, options).unwrap();
        let mut found = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            found.push(row.line());
        }
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_table_of_known_dialect_is_not_read_ahead() {
    /// Fails after its bytes.
    struct Fails(&'static [u8]);
    impl Read for Fails {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(io::Error::other("read on")) } else { self.0.read(buffer) }
        }
    }
    let options = TableOptions::new().with_header(true).with_delimiter(Delimiter::COMMA);
    let mut table = TableReader::new(Fails(b"\xef\xbb\xbfid,x\n1,2\n"), options).unwrap();
    assert_eq!(table.header().unwrap(), ["id", "x"]);
    assert_eq!(table.next_row().unwrap().unwrap().cell(1).unwrap(), "2");
    assert!(TableReader::new(Fails(b"id,x\n1,2\n"), options.with_header(false)).is_ok());
    assert!(TableReader::new(Fails(b"id,x\n1,2\n"), TableOptions::new()).is_err());
}

#[test]
fn columns_with_the_same_name_are_ambiguous() {
    let options = TableOptions::new().with_header(true);
    let table = TableReader::new("id,tc,tc,TC\n1,2,3,4\n".as_bytes(), options).unwrap();
    let error = table.column("tc").unwrap_err().to_string();
    assert_eq!(error, "several columns are called \"tc\": columns 2 and 3");
    assert_eq!(table.column("TC").unwrap(), 3);
    assert_eq!(table.column("2").unwrap(), 1);
    assert_eq!(table.column("ID").unwrap(), 0);
    assert!(matches!(table.column("Tc"), Err(TableError::AmbiguousColumn { .. })));
}
