//! Strings in a column of CSV and TSV files.

use std::io::{self, Read};
use std::sync::Arc;

use tcf::Columns;
use tcf::message::similar;
use tcf_carrier::{Row, TableError, TableOptions, TableReader};

use super::cell::{Cell, Content};
use super::flow::Flow;
use crate::term::plain;

/// The columns of a table that are read.
#[derive(Clone)]
pub(crate) struct TableColumns {
    /// The column of the strings, by its name or number.
    pub(crate) strings: String,
    /// The column of the labels.
    pub(crate) labels: Option<String>,
    /// The columns that are copied into records.
    pub(crate) passed: Vec<String>,
    pub(crate) options: TableOptions,
}

impl TableColumns {
    /// Reads a table.
    pub(super) fn read(&self, text: impl Read, flow: &Flow<'_>) -> io::Result<()> {
        self.read_rows(text, flow).map_err(|error| match error {
            TableError::Read(error) => error,
            error => io::Error::new(io::ErrorKind::InvalidData, table_message(&error)),
        })
    }

    fn read_rows(&self, text: impl Read, flow: &Flow<'_>) -> Result<(), TableError> {
        // A name is that of a header.
        let is_named = self.strings.parse::<u64>().is_err();
        let options = if is_named { self.options.with_header_by_default() } else { self.options };
        let mut table = TableReader::new(flow.reader(text), options)?;
        if is_named && self.options.has_header.is_none() {
            table.take_header_with(&self.strings)?;
        }
        let strings = table.column(&self.strings)?;
        let labels = self.labels.as_ref().map(|name| table.column(name)).transpose()?;
        let mut passed: Vec<(Arc<str>, usize)> = Vec::new();
        for name in &self.passed {
            let index = table.column(name)?;
            let header = table.header().unwrap_or_default();
            let title = header.get(index).unwrap_or(name);
            // A repeated name does not identify the column.
            let is_repeated = header.iter().filter(|other| *other == title).count() > 1;
            let title = if is_repeated { name } else { title };
            if !passed.iter().any(|(known, _)| **known == **title) {
                passed.push((title.as_str().into(), index));
            }
        }
        let has_header = table.header().is_some();
        while let Some(row) = table.next_row()? {
            if !has_header && row.number() == 1 && strings >= row.len() {
                return Err(TableError::MissingColumn {
                    column: self.strings.clone(),
                    header: (1..=row.len()).map(|number| number.to_string()).collect(),
                });
            }
            if let Err(fault) = row.check() {
                let content = Content::Unreadable(tcf::INVALID_ROW, fault.to_string());
                let cell = Cell { row: Some(row.number()), content, ..Cell::default() };
                flow.push(&[], Some(row.line()), 0, cell);
                continue;
            }
            let text = row.cell_bytes(strings);
            let cell = Cell {
                row: Some(row.number()),
                label: labels.and_then(|index| row.cell(index)).map(Into::into),
                columns: columns(&row, &passed),
                content: if text.is_some() { Content::String } else { Content::Null },
                carrier: None,
            };
            flow.push(text.unwrap_or_default(), Some(row.line()), 0, cell);
        }
        Ok(())
    }
}

/// The columns of a row that are copied into records.
fn columns(row: &Row<'_>, passed: &[(Arc<str>, usize)]) -> Option<Columns> {
    let mut columns = Columns::new();
    for (name, index) in passed {
        columns.push(Arc::clone(name), &row.cell(*index));
    }
    (!columns.is_empty()).then_some(columns)
}

/// What is wrong, and which option helps.
pub(crate) fn table_message(error: &TableError) -> String {
    match error {
        TableError::AmbiguousDelimiter { .. } => format!("{error}; use --delimiter"),
        TableError::AmbiguousHeader => format!("{error}; use --header yes or --header no"),
        TableError::MissingColumn { column, header } => no_column(column, header),
        _ => error.to_string(),
    }
}

/// That a table has no such column, and similar names.
pub(crate) fn no_column<T: AsRef<str>>(column: &str, names: &[T]) -> String {
    /// Maximum number of names in a message.
    const MAX: usize = 20;
    let column = plain(column);
    let is_number = column.parse::<u64>().is_ok();
    if names.is_empty() {
        return format!(
            "no column \"{column}\": the table has no names of columns; use the number of the \
             column, or --header yes"
        );
    }
    if names.iter().any(|name| name.as_ref() == column) {
        return format!("column \"{column}\" is ambiguous: use the number of the column");
    }
    if let Some(name) = similar(&column, names).filter(|_| !is_number) {
        return format!("no column \"{column}\"; did you mean \"{}\"?", plain(name));
    }
    let listed: Vec<_> = names.iter().take(MAX).map(|name| plain(name.as_ref())).collect();
    let more = if names.len() > MAX { ", ..." } else { "" };
    format!("no column \"{column}\"; the columns are {}{more}", listed.join(", "))
}
