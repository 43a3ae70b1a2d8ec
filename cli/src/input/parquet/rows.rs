//! Whole rows, as those of other tables.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::atomic::AtomicU64;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::errors::Result;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};
use tcf_carrier::{Row, RowBuffer, TableError, Timestamp, is_consent_column};

use super::column::{find, has_value, is_text, type_name};
use super::value::Value;
use super::{Reader, io_error, unsuitable};
use crate::input::table::table_message;
use crate::term::plain;

/// A file with rows of cells. Columns of texts are read, those with names of consent fields, and
/// those that are given. Cells of other columns are empty, and these columns have no name, so that
/// numbers of columns are those of the file.
pub(crate) struct ParquetTable<'a> {
    reader: Reader<'a>,
    header: Vec<String>,
    /// The columns that are read, ascending.
    columns: Vec<usize>,
    /// The unit of each of them, if it has times.
    times: Vec<Option<Time>>,
    unread: Vec<String>,
}

/// How times are stored.
#[derive(Clone, Copy)]
struct Time {
    /// The milliseconds of a number: so many for so many.
    millis: i64,
    of: i64,
    /// Whether they are in UTC, and not in a local time that the file does not name.
    is_utc: bool,
}

impl<'a> ParquetTable<'a> {
    /// Opens a file. `given` are names or numbers of columns that are read, too, if the file has
    /// them.
    pub(in crate::input) fn open(
        file: File,
        given: &[&str],
        bytes_read: Option<&'a AtomicU64>,
    ) -> io::Result<Self> {
        let reader = Reader::open(file, bytes_read)?;
        let selected = Selected::of(reader.schema(), given).map_err(io_error)?;
        let Selected { header, columns, times, unread } = selected;
        Ok(Self { reader, header, columns, times, unread })
    }

    /// The names of the columns, with dots between those of nested ones; empty for those that are
    /// not read.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns with texts that are not read, because a row has any number of their values.
    pub(crate) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// What is wrong with the columns that a reader of the header looked for. Names are those of
    /// all columns, also of those that are not read.
    pub(crate) fn message(&self, error: &TableError) -> String {
        let TableError::MissingColumn { column: wanted, .. } = error else {
            return table_message(error);
        };
        let schema = self.reader.schema();
        match find(wanted, schema) {
            Err(error) => io_error(error).to_string(),
            Ok(index) => {
                let name = type_name(&schema.column(index));
                format!(
                    "column \"{}\" has values of the type {name}, which is not read",
                    plain(wanted)
                )
            }
        }
    }

    /// Reads the rows. `before_read` is called whenever more is about to be read.
    pub(crate) fn read(
        &self,
        before_read: &mut dyn FnMut() -> io::Result<()>,
        each: &mut dyn FnMut(&Row<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut cells = RowBuffer::new();
        let mut text = Vec::new();
        self.reader.read(&self.columns, before_read, &mut |number, values| {
            cells.clear();
            let mut next = 0;
            for ((index, value), time) in values.iter().zip(&self.times) {
                (next..*index).for_each(|_| cells.push(b""));
                next = index + 1;
                match value {
                    None => cells.push(b""),
                    Some(Value::Text(bytes)) => cells.push(bytes.data()),
                    Some(value) => {
                        text.clear();
                        write_value(value, *time, &mut text);
                        cells.push(&text);
                    }
                }
            }
            each(&cells.row(number))
        })
    }
}

/// Writes a number, a boolean or a time.
fn write_value(value: &Value, time: Option<Time>, text: &mut Vec<u8>) {
    let number = match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    };
    // Writing to a vector cannot fail.
    let _ = match time.zip(number) {
        None => write!(text, "{value}"),
        Some((time, number)) => match time.at(number) {
            Some((at, true)) => write!(text, "{at}"),
            Some((at, false)) => write!(text, "{}", at.to_string().trim_end_matches('Z')),
            // The number alone would be read as seconds.
            None => write!(text, "{number} (not from 1970 to 2187)"),
        },
    };
}

impl Time {
    /// How a column stores times. `None` if it has none.
    fn of(column: &ColumnDescPtr) -> Option<Self> {
        let time = |millis, of, is_utc| Some(Self { millis, of, is_utc });
        if let Some(LogicalType::Timestamp(kind)) = column.logical_type_ref() {
            let of = match kind.unit {
                TimeUnit::MILLIS => 1,
                TimeUnit::MICROS => 1_000,
                TimeUnit::NANOS => 1_000_000,
            };
            return time(1, of, kind.is_adjusted_to_u_t_c);
        }
        match (column.converted_type(), column.physical_type()) {
            // Days. The time is the start of the day in UTC.
            (ConvertedType::DATE, _) => time(86_400_000, 1, true),
            (ConvertedType::TIMESTAMP_MICROS, _) => time(1, 1_000, true),
            // Times are the only use of 96 bits. They are in UTC, and read as milliseconds.
            (ConvertedType::TIMESTAMP_MILLIS, _) | (_, Type::INT96) => time(1, 1, true),
            _ => None,
        }
    }

    /// The time of a number, and whether it is in UTC. `None` before 1970 and after 2187.
    fn at(self, number: i64) -> Option<(Timestamp, bool)> {
        let millis = number.checked_mul(self.millis)?.checked_div(self.of)?;
        let millis = u64::try_from(millis).ok()?;
        Some((Timestamp::from_unix_millis(millis)?, self.is_utc))
    }
}

/// The columns that are read.
#[derive(Default)]
struct Selected {
    header: Vec<String>,
    columns: Vec<usize>,
    times: Vec<Option<Time>>,
    unread: Vec<String>,
}

impl Selected {
    fn of(schema: &SchemaDescriptor, given: &[&str]) -> Result<Self> {
        let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
        // A list is named by its name, and not by that of its elements.
        let is_list = |given: &str| names.iter().position(|name| list_name(name) == given);
        let index_of = |given: &&str| find(given, schema).ok().or_else(|| is_list(given));
        let given: Vec<_> = given.iter().filter_map(index_of).collect();
        let mut selected = Self::default();
        for (index, (column, name)) in schema.columns().iter().zip(&names).enumerate() {
            let is_text = is_text(column);
            let has_value = has_value(column) || Time::of(column).is_some();
            let is_wanted = is_text || is_consent_column(list_name(name)) || given.contains(&index);
            let is_single = column.max_rep_level() == 0;
            if is_wanted && is_single && has_value {
                selected.columns.push(index);
                selected.times.push(Time::of(column));
                selected.header.push(name.clone());
                continue;
            }
            if is_wanted {
                selected.unread.push(name.clone());
            }
            selected.header.push(String::new());
        }
        if selected.columns.is_empty() {
            return Err(unsuitable("no column of the Parquet file has texts".to_owned()));
        }
        Ok(selected)
    }
}

/// The name of a column without what writers add to that of a list.
fn list_name(name: &str) -> &str {
    let ends = [".list.element", ".list.item", ".bag.array_element", ".array"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}
