//! Strings in a column, with labels and other columns.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use parquet::errors::Result;
use parquet::schema::types::SchemaDescriptor;
use tcf::Columns;

use super::column::{find, has_value, is_text, type_name};
use super::value::Value;
use super::{Reader, io_error, unsuitable};
use crate::input::cell::{Cell, Content};
use crate::input::flow::Flow;
use crate::input::table::TableColumns;
use crate::term::plain;

/// Reads the strings of a file. `bytes_read` counts the bytes of row groups; `None` if they were
/// counted before.
pub(in crate::input) fn read(
    file: File,
    columns: &TableColumns,
    flow: &Flow<'_>,
    bytes_read: Option<&AtomicU64>,
) -> io::Result<()> {
    let reader = Reader::open(file, bytes_read)?;
    let selected = Selected::of(columns, reader.schema()).map_err(io_error)?;
    reader.read(&selected.indices, &mut || flow.before_read(), &mut |row, values| {
        push_row(values, &selected, row, flow);
        Ok(())
    })
}

/// The columns that are read.
struct Selected {
    /// Those columns of the file, ascending.
    indices: Vec<usize>,
    strings: usize,
    labels: Option<usize>,
    passed: Vec<(Arc<str>, usize)>,
}

impl Selected {
    fn of(columns: &TableColumns, schema: &SchemaDescriptor) -> Result<Self> {
        let strings = find(&columns.strings, schema)?;
        let found = schema.column(strings);
        if !is_text(&found) {
            let name = plain(&found.path().string());
            let kind = type_name(&found);
            return Err(unsuitable(format!("column \"{name}\" is {kind}, not text")));
        }
        let labels = columns.labels.as_ref().map(|name| find(name, schema)).transpose()?;
        let mut passed: Vec<(Arc<str>, usize)> = Vec::new();
        for name in &columns.passed {
            let index = find(name, schema)?;
            let title = schema.column(index).path().string();
            if !passed.iter().any(|(_, known)| *known == index) {
                passed.push((title.into(), index));
            }
        }
        let others = labels.iter().copied().chain(passed.iter().map(|(_, index)| *index));
        for column in others.clone().map(|index| schema.column(index)) {
            if !has_value(&column) {
                let (name, kind) = (plain(&column.path().string()), type_name(&column));
                return Err(unsuitable(format!(
                    "column \"{name}\" is {kind}, which cannot be copied; write it as text or as \
                     a number"
                )));
            }
        }
        let mut indices: Vec<_> = others.chain([strings]).collect();
        indices.sort_unstable();
        indices.dedup();
        Ok(Self { indices, strings, labels, passed })
    }
}

/// Adds the item of a row.
fn push_row(values: &[(usize, Option<Value>)], selected: &Selected, row: u64, flow: &Flow<'_>) {
    let value_of = |wanted: usize| {
        let found = values.iter().find(|(index, _)| *index == wanted);
        found.and_then(|(_, value)| value.as_ref())
    };
    let mut passed = Columns::new();
    for (name, index) in &selected.passed {
        match value_of(*index) {
            Some(value) => value.push_to(&mut passed, Arc::clone(name)),
            None => passed.push(Arc::clone(name), &()),
        }
    }
    let text = match value_of(selected.strings) {
        Some(Value::Text(bytes)) => Some(bytes.data()),
        _ => None,
    };
    let cell = Cell {
        row: Some(row),
        label: selected.labels.and_then(value_of).map(|value| value.to_string().into()),
        columns: (!passed.is_empty()).then_some(passed),
        content: if text.is_some() { Content::String } else { Content::Null },
        carrier: None,
    };
    flow.push(text.unwrap_or_default(), None, 0, cell);
}
