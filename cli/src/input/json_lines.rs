//! Strings in JSON lines, at JSON pointers.

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use tcf::Columns;
use tcf::message::similar;
use tcf_carrier::{
    JsonError, JsonField, JsonFields, JsonKind, JsonPointer, Line, Lines, TooManyPointers,
};

use super::cell::{Cell, Content};
use super::flow::Flow;
use crate::number::u64_of;
use crate::sync::lock;
use crate::term::plain;

/// The members of JSON lines that are read.
pub(crate) struct JsonMembers {
    /// The pointers of the strings, as they were given. The first that is present counts.
    pub(crate) strings: Vec<(String, JsonPointer)>,
    /// The pointer of the labels.
    pub(crate) label: Option<JsonPointer>,
    /// The pointers of the values that are copied into records, with their names.
    pub(crate) passed: Vec<(Arc<str>, JsonPointer)>,
    /// The longest value, in bytes.
    pub(crate) max_value: usize,
    /// Whether blank lines are items.
    pub(crate) every_line: bool,
    /// Whether lines have the strings.
    pub(crate) presence: Mutex<Presence>,
}

/// Whether lines have the members that they are read for.
#[derive(Default)]
pub(crate) enum Presence {
    /// No line was read.
    #[default]
    Unknown,
    /// No line has them. The file of the first line, and the pointers of its members.
    Absent { file: Arc<str>, members: Vec<String> },
    /// Some line has one of them, which may be null.
    Present,
}

/// The longest line, in bytes.
const MAX_LINE: usize = 1 << 20;

/// The greatest number of members of a line in a message.
const MAX_LISTED: usize = 20;

impl JsonMembers {
    /// The reader of these members.
    pub(crate) fn fields(&self) -> Result<JsonFields, TooManyPointers> {
        let passed = self.passed.iter().map(|(_, pointer)| pointer);
        let strings = self.strings.iter().map(|(_, pointer)| pointer);
        let pointers = strings.chain(&self.label).chain(passed);
        Ok(JsonFields::new(pointers.cloned())?.with_max_len(self.max_value))
    }

    /// Reads lines of a file.
    pub(super) fn read(&self, text: impl Read, file: &Arc<str>, flow: &Flow<'_>) -> io::Result<()> {
        let mut is_found = matches!(*lock(&self.presence), Presence::Present);
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
                Ok(values) => {
                    if !is_found {
                        is_found = values.iter().take(self.strings.len()).any(Option::is_some);
                        self.see(is_found, file, line.bytes);
                    }
                    self.push(flow, &line, &values);
                }
                Err(error) => push_unreadable(flow, &line, message(&error)),
            }
        }
        Ok(())
    }

    /// Remembers whether a line has strings.
    fn see(&self, is_found: bool, file: &Arc<str>, line: &[u8]) {
        let mut presence = lock(&self.presence);
        match *presence {
            _ if is_found => *presence = Presence::Present,
            Presence::Unknown => {
                let (file, members) = (Arc::clone(file), members_of(line));
                *presence = Presence::Absent { file, members };
            }
            _ => {}
        }
    }

    /// That no line has strings, though there are lines: the first file, and what is wrong.
    pub(super) fn absent(&self) -> Option<(Arc<str>, io::Error)> {
        let Presence::Absent { file, members } = &*lock(&self.presence) else { return None };
        let given: Vec<_> = self.strings.iter().map(|(text, _)| plain(text)).collect();
        let similar = given.iter().find_map(|given| similar(given, members));
        let help = match similar {
            Some(member) => format!("did you mean {}?", plain(member)),
            None if members.is_empty() => "the first line has no members".to_owned(),
            None => {
                let listed: Vec<_> =
                    members.iter().take(MAX_LISTED).map(|member| plain(member)).collect();
                let more = if members.len() > MAX_LISTED { ", ..." } else { "" };
                format!("the first line has {}{more}", listed.join(", "))
            }
        };
        let message = format!("no line has --json-field {}; {help}", given.join(" or "));
        Some((Arc::clone(file), io::Error::new(io::ErrorKind::InvalidData, message)))
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
        let other = string.and_then(|field| other_kind(field, line.bytes));
        let cell = Cell {
            row: None,
            label: label.map(|field| String::from_utf8_lossy(text_of(field, line.bytes)).into()),
            columns: (!columns.is_empty()).then_some(columns),
            content: match (&text, other) {
                (_, Some(other)) => Content::Unreadable(
                    tcf::NOT_A_STRING,
                    format!("the value is {other}, expected a string"),
                ),
                (Some(_), None) => Content::String,
                (None, None) => Content::Null,
            },
            carrier: None,
        };
        let (bytes, dropped) = text.filter(|_| other.is_none()).unwrap_or_default();
        flow.push(bytes, Some(line.number), dropped, cell);
    }
}

/// The pointers of the values in a line that are neither objects nor arrays, in order.
fn members_of(line: &[u8]) -> Vec<String> {
    /// The greatest number of pointers, of which only some are listed.
    const MAX: usize = 1_000;
    fn add(value: &serde_json::Value, pointer: &str, found: &mut Vec<String>) {
        match value {
            _ if found.len() >= MAX => {}
            serde_json::Value::Object(members) => members.iter().for_each(|(name, value)| {
                add(value, &format!("{pointer}/{}", JsonPointer::escaped(name)), found);
            }),
            serde_json::Value::Array(elements) => (0..).zip(elements).for_each(|(index, value)| {
                add(value, &format!("{pointer}/{index}", index = u64::to_string(&index)), found);
            }),
            _ if pointer.is_empty() => {}
            _ => found.push(pointer.to_owned()),
        }
    }
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(line) {
        add(&value, "", &mut found);
    }
    found
}

fn push_unreadable(flow: &Flow<'_>, line: &Line<'_>, message: String) {
    flow.push(&[], Some(line.number), 0, Cell::invalid_json(message));
}

/// Why a line is not JSON. The record has the number of the line.
fn message(error: &JsonError) -> String {
    not_json(error, 1)
}

/// Why a document that starts in a line is not JSON. The record has the number of the line.
pub(crate) fn not_json(error: &JsonError, line: u64) -> String {
    let place = error.location();
    // The lines of JSON lines are counted one by one.
    let other = (place.line > line).then(|| format!("line {}, ", place.line));
    let other = other.unwrap_or_default();
    format!("not JSON: {} at {other}column {}", error.kind(), place.column)
}

/// What a value is that is not a string and cannot contain one under a name.
fn other_kind(field: &JsonField, line: &[u8]) -> Option<&'static str> {
    match field.kind {
        JsonKind::Number => Some("a number"),
        JsonKind::Array => {
            let items = raw(field, line).trim_ascii_start().strip_prefix(b"[")?;
            (!items.trim_ascii_start().starts_with(b"{")).then_some("a list")
        }
        _ => None,
    }
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
