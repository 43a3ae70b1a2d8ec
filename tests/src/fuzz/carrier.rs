//! Readers of files that carry signals. Any split of the input into reads gives the same result.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io::{self, Read};

use serde_json::Value;
use tcf_carrier::{
    Carried, CarrierFormat, Delimiter, ExtractOptions, FieldEdit, HarError, HarOptions, HarReader,
    JsonError, JsonErrorKind, JsonKind, JsonReader, Preferences, RowRewriter, SetCell, TableError,
    TableOptions, TableReader, extract as extract_signals,
};

use crate::generate::SeededRng;

/// A source whose reads return few bytes.
struct Pieces<'a> {
    rest: &'a [u8],
    rng: SeededRng,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = (1 + self.rng.below(20)).min(buffer.len()).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(piece);
        self.rest = rest;
        Ok(count)
    }
}

const fn pieces(data: &[u8]) -> Pieces<'_> {
    Pieces { rest: data, rng: SeededRng::new(7) }
}

fn assert_same<T: Debug + PartialEq>(whole: &T, pieces: &T) {
    assert_eq!(whole, pieces, "depends on how the input is split into reads");
}

/// Extracts from the bytes after the first one, which selects the format.
pub fn extract(data: &[u8]) {
    let Some((&first, data)) = data.split_first() else { return };
    let format = CarrierFormat::ALL[usize::from(first) % CarrierFormat::ALL.len()];
    let whole = signals(data, format, data);
    assert_same(&whole, &signals(pieces(data), format, data));
    if let Ok(detected) = CarrierFormat::detect(data) {
        signals(data, detected, data);
    }
}

/// The signals as text, and the error.
fn signals(source: impl Read, format: CarrierFormat, data: &[u8]) -> (Vec<String>, String) {
    let text = String::from_utf8_lossy(data);
    let har = HarOptions::new()
        .with_body_hosts(["*.example".parse().expect("a pattern")])
        .with_web_socket_messages();
    let options = ExtractOptions::new().with_har(har);
    let mut found = Vec::new();
    let result = extract_signals(source, format, &options, &mut |signal: &Carried<'_>| {
        // What was not decoded stands in the input.
        let is_text = matches!(format, CarrierFormat::Url | CarrierFormat::Cookie);
        let is_decoded = signal.steps.iter().next().is_some();
        assert!(!is_text || is_decoded || text.contains(signal.value), "{signal:?}");
        assert!(signal.value.len() <= 64 * 1024 && signal.depth <= tcf_carrier::MAX_DEPTH);
        found.push(format!("{signal:?}"));
    });
    (found, result.err().map(|error| error.to_string()).unwrap_or_default())
}

/// Reads the entries of a HAR file.
pub fn har(data: &[u8]) {
    fn entries(source: impl Read) -> (Vec<tcf_carrier::HarEntry>, String) {
        let har = HarOptions::new().with_body_hosts(["*.example".parse().expect("a pattern")]);
        let mut reader = HarReader::new(source, har.with_web_socket_messages());
        let mut entries = Vec::new();
        let error: Result<(), HarError> = loop {
            match reader.next_entry() {
                Ok(Some(entry)) => entries.push(entry),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        assert_eq!(usize::try_from(reader.evidence().entries).unwrap(), entries.len());
        (entries, error.err().map(|error| error.to_string()).unwrap_or_default())
    }
    let whole = entries(data);
    assert_same(&whole, &entries(pieces(data)));
    for entry in &whole.0 {
        let span = usize::try_from(entry.url.span.start).unwrap()
            ..usize::try_from(entry.url.span.end).unwrap();
        assert!(data.get(span).is_some());
        entry.delivery();
    }
}

/// Reads JSON. What serde_json accepts has the same value.
pub fn json_reader(data: &[u8]) {
    let whole = document(data);
    match (&whole, document(pieces(data))) {
        (Ok(whole), Ok(pieces)) => assert_same(whole, &pieces),
        (Err(whole), Err(pieces)) => assert_same(&whole.to_string(), &pieces.to_string()),
        (whole, pieces) => panic!("{whole:?} {pieces:?}"),
    }
    let mut reader = JsonReader::new(data);
    let skipped = reader.skip().and_then(|()| reader.end());
    // The escapes of skipped strings are not checked.
    assert!(whole.is_err() || skipped.is_ok());
    let Ok(expected) = serde_json::from_slice::<Value>(data) else { return };
    match whole {
        Ok(found) => assert_eq!(found, Some(expected)),
        Err(error) => assert!(matches!(error.kind(), JsonErrorKind::TooDeep { .. }), "{error}"),
    }
}

/// The value of a document; `None` if it has a number that serde_json cannot hold.
fn document(source: impl Read) -> Result<Option<Value>, JsonError> {
    let mut reader = JsonReader::new(source);
    let value = value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn value<R: Read>(reader: &mut JsonReader<R>) -> Result<Option<Value>, JsonError> {
    Ok(match reader.peek_kind()? {
        JsonKind::Object => {
            let mut members = Some(serde_json::Map::new());
            reader.begin_object()?;
            while let Some(key) = reader.next_key()? {
                let key = key.to_owned();
                match (value(reader)?, &mut members) {
                    (Some(value), Some(members)) => drop(members.insert(key, value)),
                    _ => members = None,
                }
            }
            members.map(Value::Object)
        }
        JsonKind::Array => {
            let mut elements = Some(Vec::new());
            reader.begin_array()?;
            while reader.next_element()? {
                match (value(reader)?, &mut elements) {
                    (Some(value), Some(elements)) => elements.push(value),
                    _ => elements = None,
                }
            }
            elements.map(Value::Array)
        }
        JsonKind::String => Some(Value::String(reader.string(usize::MAX)?.text.to_owned())),
        _ => serde_json::from_str(reader.scalar(usize::MAX)?.text).ok(),
    })
}

/// Reads the preferences of an app, in every format.
pub fn preferences(data: &[u8]) {
    let Ok(preferences) = Preferences::read(data) else { return };
    assert!(preferences.values.len() <= Preferences::MAX_VALUES);
    for value in &preferences.values {
        assert!(value.value.len() <= 64 * 1024 && value.offset <= data.len(), "{value:?}");
    }
}

/// Reads a table.
pub fn table(data: &[u8]) {
    type Rows = Vec<Vec<Option<String>>>;

    fn rows(source: impl Read) -> (Rows, String) {
        let mut rows = Vec::new();
        let read = || {
            let mut table = TableReader::new(source, TableOptions::new())?;
            while let Some(row) = table.next_row()? {
                rows.push(row.cells().map(|cell| cell.map(Cow::into_owned)).collect());
            }
            Ok::<_, TableError>(())
        };
        let error = read().err().map(|error| error.to_string()).unwrap_or_default();
        (rows, error)
    }
    assert_same(&rows(data), &rows(pieces(data)));
    edited_rows(data);
}

/// Rows without edits stay as they are, and edited ones keep their cells.
fn edited_rows(data: &[u8]) {
    let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
    let mut table = TableReader::new(data, options).expect("the dialect is given");
    let keep = RowRewriter::new(Delimiter::COMMA, []).expect("no rules");
    let edits = [(0, FieldEdit::TruncateIp), (2, FieldEdit::Remove)];
    let edit = RowRewriter::new(Delimiter::COMMA, edits).expect("two rules");
    while let Ok(Some(row)) = table.next_row() {
        let span = row.span();
        let index = |at: u64| usize::try_from(at).expect("a position in memory");
        let raw = &data[index(span.start)..index(span.end)];
        let mut same = Vec::new();
        if keep.rewrite(raw, &[], &mut same).is_err() {
            continue;
        }
        assert_eq!(same, raw);
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        let added = SetCell { column: None, text: "deny" };
        edit.rewrite(raw, &[], &mut once).expect("it is UTF-8");
        let again = edit.rewrite(&once, &[], &mut twice).expect("it is UTF-8");
        assert!(again.is_unchanged() && once == twice);
        once.clear();
        edit.rewrite(raw, &[added], &mut once).expect("it is UTF-8");
        assert!(once.ends_with(b",deny"));
    }
}
