//! Strings in JSON lines, at JSON pointers.

use std::io::{self, Read};
use std::sync::Arc;

use tcf::Columns;
use tcf_carrier::{
    JsonError, JsonField, JsonFields, JsonKind, JsonPointer, Line, Lines, TooManyPointers,
};

use super::cell::{Cell, Content};
use super::flow::Flow;
use crate::number::u64_of;

/// The members of JSON lines that are read.
#[derive(Clone)]
pub(crate) struct JsonMembers {
    /// The pointers of the strings. The first that is present counts.
    pub(crate) strings: Vec<JsonPointer>,
    /// The pointer of the labels.
    pub(crate) label: Option<JsonPointer>,
    /// The pointers of the values that are copied into records, with their names.
    pub(crate) passed: Vec<(Arc<str>, JsonPointer)>,
    /// The longest value, in bytes.
    pub(crate) max_value: usize,
    /// Whether blank lines are items.
    pub(crate) every_line: bool,
}

/// The longest line, in bytes.
const MAX_LINE: usize = 1 << 20;

impl JsonMembers {
    /// The reader of these members.
    pub(crate) fn fields(&self) -> Result<JsonFields, TooManyPointers> {
        let passed = self.passed.iter().map(|(_, pointer)| pointer);
        let pointers = self.strings.iter().chain(&self.label).chain(passed);
        Ok(JsonFields::new(pointers.cloned())?.with_max_len(self.max_value))
    }

    /// Reads lines.
    pub(super) fn read(&self, text: impl Read, flow: &Flow<'_>) -> io::Result<()> {
        let mut fields = self.fields().map_err(io::Error::other)?;
        let max_line = MAX_LINE.max(self.max_value.saturating_mul(2));
        let mut lines = Lines::new(flow.reader(text)).with_max_len(max_line);
        while let Some(line) = lines.next_line()? {
            if line.bytes.trim_ascii().is_empty() {
                if self.every_line {
                    flow.push(&[], Some(line.number), 0, Cell::blank());
                }
                continue;
            }
            match fields.read(line.bytes) {
                _ if line.is_truncated => {
                    let message = format!("the line is longer than {max_line} bytes");
                    push_unreadable(flow, &line, message);
                }
                Ok(values) => self.push(flow, &line, &values),
                Err(error) => push_unreadable(flow, &line, message(&error)),
            }
        }
        Ok(())
    }

    /// Adds a line whose members were read.
    fn push(&self, flow: &Flow<'_>, line: &Line<'_>, values: &[Option<JsonField>]) {
        let (strings, rest) = values.split_at_checked(self.strings.len()).unwrap_or_default();
        let (labels, passed) =
            rest.split_at_checked(usize::from(self.label.is_some())).unwrap_or_default();
        let is_present = |field: &&JsonField| field.kind != JsonKind::Null;
        let string = strings.iter().flatten().find(is_present);
        let label = labels.iter().flatten().find(is_present);
        let mut columns = Columns::new();
        for ((name, _), field) in self.passed.iter().zip(passed) {
            push_value(&mut columns, name, field.as_ref(), line.bytes);
        }
        let text = string.map(|field| text(field, line.bytes));
        let cell = Cell {
            row: None,
            label: label.map(|field| String::from_utf8_lossy(text_of(field, line.bytes)).into()),
            columns: (!columns.is_empty()).then_some(columns),
            content: if text.is_some() { Content::String } else { Content::Null },
            carrier: None,
        };
        let (bytes, dropped) = text.unwrap_or_default();
        flow.push(bytes, Some(line.number), dropped, cell);
    }
}

fn push_unreadable(flow: &Flow<'_>, line: &Line<'_>, message: String) {
    let cell = Cell { content: Content::Unreadable(message), ..Cell::default() };
    flow.push(&[], Some(line.number), 0, cell);
}

/// Why a line is not JSON. The record has the number of the line.
fn message(error: &JsonError) -> String {
    format!("not JSON: {} at column {}", error.kind(), error.location().column)
}

/// The text of a value: a string without quotes and escapes, anything else as written.
fn text_of<'a>(field: &'a JsonField, line: &'a [u8]) -> &'a [u8] {
    match field.kind {
        JsonKind::Array | JsonKind::Object => raw(field, line),
        _ => field.text.as_bytes(),
    }
}

/// The text of a value, and how many bytes are missing at its end.
fn text<'a>(field: &'a JsonField, line: &'a [u8]) -> (&'a [u8], u64) {
    let text = text_of(field, line);
    let written = field.span.end.saturating_sub(field.span.start);
    // Of a value that was cut, at least one byte is missing.
    let dropped =
        if field.is_truncated { written.saturating_sub(u64_of(text.len())).max(1) } else { 0 };
    (text, dropped)
}

/// The value as written; a string without its quotes.
fn raw<'a>(field: &JsonField, line: &'a [u8]) -> &'a [u8] {
    let at = |offset: u64| usize::try_from(offset).ok();
    let span = at(field.span.start).zip(at(field.span.end));
    span.and_then(|(start, end)| line.get(start..end)).unwrap_or_default()
}

/// Copies a value into the columns of a record. An absent value is null.
fn push_value(columns: &mut Columns, name: &Arc<str>, field: Option<&JsonField>, line: &[u8]) {
    let Some(field) = field else { return columns.push(Arc::clone(name), &()) };
    if field.kind != JsonKind::String {
        let json = String::from_utf8_lossy(raw(field, line));
        if columns.push_json(Arc::clone(name), &json).is_ok() {
            return;
        }
    }
    columns.push(Arc::clone(name), &field.text);
}
