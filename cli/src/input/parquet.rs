//! Strings in a column of Parquet files.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::basic::{Compression, ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader as _, RowGroupReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};
use tcf::Columns;

use super::cell::{Cell, Content};
use super::flow::Flow;
use super::parquet_file::MAGIC;
use super::table::{TableColumns, no_column};
use crate::number::u64_of;
use crate::panics;
use crate::term::plain;

/// Number of rows that are read at a time.
const ROWS: usize = 1024;

/// Reads a file row group by row group. Memory holds the directory of the file and one page of each
/// column that is read. `bytes_read` counts the bytes of row groups; `None` if they were counted
/// before.
pub(super) fn read(
    file: File,
    columns: &TableColumns,
    flow: &Flow<'_>,
    bytes_read: Option<&AtomicU64>,
) -> io::Result<()> {
    check_end(&file)?;
    read_rows(file, columns, flow, bytes_read).map_err(|error| match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        ParquetError::General(message) => broken(&message),
        error => broken(&error.to_string()),
    })
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn broken(message: &str) -> io::Error {
    invalid(format!("broken Parquet file: {}", plain(message)))
}

/// An error about what the file has, not about how it is written.
fn unsuitable(message: String) -> ParquetError {
    ParquetError::External(Box::new(invalid(message)))
}

/// Rejects a file that was cut off, which has no directory.
fn check_end(file: &File) -> io::Result<()> {
    let mut file = file.try_clone()?;
    let length = file.metadata()?.len();
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(u64_of(MAGIC.len()))))?;
    file.read_to_end(&mut end)?;
    // The magic twice, and the length of the directory.
    if end == MAGIC && length >= 12 {
        return Ok(());
    }
    Err(invalid("the Parquet file is truncated: its end is missing".to_owned()))
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

fn read_rows(
    file: File,
    columns: &TableColumns,
    flow: &Flow<'_>,
    bytes_read: Option<&AtomicU64>,
) -> Result<()> {
    let reader = guarded(|| SerializedFileReader::new(file))?;
    let metadata = reader.metadata();
    let selected = Selected::of(columns, metadata.file_metadata().schema_descr())?;
    let mut row = 0;
    for index in 0..reader.num_row_groups() {
        let group = guarded(|| reader.get_row_group(index))?;
        read_group(&*group, &selected, &mut row, flow)?;
        if let Some(bytes_read) = bytes_read {
            let bytes = u64::try_from(group.metadata().compressed_size()).unwrap_or_default();
            bytes_read.fetch_add(bytes, Ordering::Relaxed);
        }
    }
    Ok(())
}

/// Calls the reader of files, which panics on some that are broken.
fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    let error = |_| ParquetError::General("its parts contradict each other".to_owned());
    panics::catch(read).map_err(error)?
}

/// Reads a row group. `row` is the number of rows before.
fn read_group(
    group: &dyn RowGroupReader,
    selected: &Selected,
    row: &mut u64,
    flow: &Flow<'_>,
) -> Result<()> {
    let schema = group.metadata().schema_descr();
    let mut readers = Vec::new();
    for &index in &selected.indices {
        let column = group.metadata().column(index);
        let unsupported = match column.compression() {
            Compression::BROTLI(_) => Some("Brotli"),
            Compression::LZO => Some("LZO"),
            _ => None,
        };
        if let Some(codec) = unsupported {
            let name = plain(&column.column_path().string());
            return Err(unsuitable(format!(
                "column \"{name}\" is compressed with {codec}, which is not supported; write the \
                 file with zstd, snappy, gzip or lz4"
            )));
        }
        let reader = guarded(|| group.get_column_reader(index))?;
        readers.push((index, schema.column(index), reader));
    }
    loop {
        if !flow.hand_over() {
            // The flow has the reason.
            return Err(unsuitable("the output is closed".to_owned()));
        }
        let mut batch = Batch { columns: Vec::new() };
        for (index, column, reader) in &mut readers {
            let values = guarded(|| next_values(reader, column))?;
            batch.columns.push((*index, values.into_iter()));
        }
        let mut lengths = batch.columns.iter().map(|(_, values)| values.len());
        let length = lengths.next().unwrap_or_default();
        if lengths.any(|other| other != length) {
            return Err(ParquetError::General("columns differ in length".to_owned()));
        }
        if length == 0 {
            return Ok(());
        }
        for _ in 0..length {
            *row += 1;
            push_row(&batch.next_row(), selected, *row, flow);
        }
    }
}

/// The values of rows that are read together, by column of the file.
struct Batch {
    columns: Vec<(usize, std::vec::IntoIter<Option<Value>>)>,
}

impl Batch {
    fn next_row(&mut self) -> Vec<(usize, Option<Value>)> {
        self.columns.iter_mut().map(|(index, values)| (*index, values.next().flatten())).collect()
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

/// A value that is not null.
enum Value {
    Text(ByteArray),
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f32),
    Double(f64),
    Decimal(Decimal),
}

impl Value {
    /// Copies the value into records.
    fn push_to(&self, columns: &mut Columns, name: Arc<str>) {
        match self {
            Self::Text(bytes) => columns.push(name, &String::from_utf8_lossy(bytes.data())),
            Self::Boolean(value) => columns.push(name, value),
            Self::Integer(value) => columns.push(name, value),
            Self::Unsigned(value) => columns.push(name, value),
            Self::Float(value) => columns.push(name, value),
            Self::Double(value) => columns.push(name, value),
            // A number in JSON would be rounded by most readers.
            Self::Decimal(value) => columns.push(name, &value.to_string()),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(bytes) => f.write_str(&String::from_utf8_lossy(bytes.data())),
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Double(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
        }
    }
}

/// A decimal number with a fixed number of digits after the point.
struct Decimal {
    /// The number without the point.
    digits: i128,
    /// The number of digits after the point, at most 38.
    scale: usize,
}

impl Decimal {
    /// The most digits of a number with 16 bytes.
    const MAX_SCALE: usize = 38;

    /// A number in two's complement, from the highest byte. `None` if it has more than 16 bytes.
    fn from_bytes(bytes: &[u8], scale: usize) -> Option<Self> {
        let is_negative = bytes.first().is_some_and(|first| *first >= 0x80);
        let mut all = if is_negative { [0xff; 16] } else { [0; 16] };
        let start = all.len().checked_sub(bytes.len())?;
        all.get_mut(start..)?.copy_from_slice(bytes);
        Some(Self { digits: i128::from_be_bytes(all), scale })
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let width = self.scale + 1;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - self.scale);
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// The next values of a column; none at the end of the row group.
fn next_values(reader: &mut ColumnReader, column: &ColumnDescPtr) -> Result<Vec<Option<Value>>> {
    let is_unsigned = is_unsigned(column);
    let scale = scale(column);
    let unsigned = |value: u64| Value::Unsigned(value);
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => typed(reader, column, Value::Text),
        ColumnReader::BoolColumnReader(reader) => typed(reader, column, Value::Boolean),
        ColumnReader::Int32ColumnReader(reader) if let Some(scale) = scale => {
            let decimal = |value: i32| Decimal { digits: value.into(), scale };
            typed(reader, column, |value| Value::Decimal(decimal(value)))
        }
        ColumnReader::Int64ColumnReader(reader) if let Some(scale) = scale => {
            let decimal = |value: i64| Decimal { digits: value.into(), scale };
            typed(reader, column, |value| Value::Decimal(decimal(value)))
        }
        ColumnReader::Int32ColumnReader(reader) if is_unsigned => {
            typed(reader, column, |value| unsigned(value.cast_unsigned().into()))
        }
        ColumnReader::Int32ColumnReader(reader) => {
            typed(reader, column, |value| Value::Integer(value.into()))
        }
        ColumnReader::Int64ColumnReader(reader) if is_unsigned => {
            typed(reader, column, |value| unsigned(value.cast_unsigned()))
        }
        ColumnReader::Int64ColumnReader(reader) => typed(reader, column, Value::Integer),
        ColumnReader::FloatColumnReader(reader) => typed(reader, column, Value::Float),
        ColumnReader::DoubleColumnReader(reader) => typed(reader, column, Value::Double),
        ColumnReader::FixedLenByteArrayColumnReader(reader) if let Some(scale) = scale => {
            let values = typed(reader, column, |value| Decimal::from_bytes(value.data(), scale))?;
            let is_decimal = |value: &Option<Option<Decimal>>| !matches!(value, Some(None));
            if !values.iter().all(is_decimal) {
                return Err(ParquetError::General("a number is too long".to_owned()));
            }
            Ok(values.into_iter().map(|value| value.flatten().map(Value::Decimal)).collect())
        }
        // `has_value` rejects them.
        ColumnReader::Int96ColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => {
            Err(ParquetError::NYI("values of a fixed length".to_owned()))
        }
    }
}

fn typed<T: DataType, V>(
    reader: &mut ColumnReaderImpl<T>,
    column: &ColumnDescPtr,
    value: impl Fn(T::T) -> V,
) -> Result<Vec<Option<V>>> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    reader.read_records(ROWS, Some(&mut levels), None, &mut values)?;
    let mut values = values.into_iter().map(value);
    let whole = column.max_def_level();
    if whole == 0 {
        return Ok(values.map(Some).collect());
    }
    let of_level = |level| if level == whole { values.next() } else { None };
    Ok(levels.into_iter().map(of_level).collect())
}

/// The column with a name (with dots between the names of nested columns) or a number from 1.
fn find(wanted: &str, schema: &SchemaDescriptor) -> Result<usize> {
    let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
    let find_by = |fits: &dyn Fn(&str) -> bool| -> Option<usize> {
        let mut found = (0..).zip(&names).filter(|(_, name)| fits(name));
        let (index, _) = found.next()?;
        found.next().is_none().then_some(index)
    };
    let number = || wanted.parse().ok().and_then(|number: usize| number.checked_sub(1));
    let index = find_by(&|name| name == wanted)
        .or_else(|| find_by(&|name| name.eq_ignore_ascii_case(wanted)))
        .or_else(|| number().filter(|index| *index < names.len()));
    let Some(index) = index else {
        let prefix = format!("{wanted}.");
        let within: Vec<_> =
            names.iter().filter(|name| name.starts_with(&prefix)).map(|name| plain(name)).collect();
        return Err(unsuitable(if within.is_empty() {
            no_column(wanted, &names)
        } else {
            let (wanted, within) = (plain(wanted), within.join(", "));
            format!("column \"{wanted}\" is a group; its columns are {within}")
        }));
    };
    let column = schema.column(index);
    if column.max_rep_level() > 0 {
        let name = plain(&column.path().string());
        return Err(unsuitable(format!(
            "column \"{name}\" is in a list: a row has any number of its values"
        )));
    }
    Ok(index)
}

/// Whether a column has texts, or bytes of which nothing else is known.
fn is_text(column: &ColumnDescPtr) -> bool {
    column.physical_type() == Type::BYTE_ARRAY
        && match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => true,
            Some(_) => false,
            None => matches!(
                column.converted_type(),
                ConvertedType::NONE
                    | ConvertedType::UTF8
                    | ConvertedType::ENUM
                    | ConvertedType::JSON
            ),
        }
}

/// Whether a value of a column can be copied: a text, a number, or a boolean. Dates and times are
/// numbers.
fn has_value(column: &ColumnDescPtr) -> bool {
    match column.physical_type() {
        Type::BYTE_ARRAY => is_text(column),
        Type::INT96 => false,
        Type::FIXED_LEN_BYTE_ARRAY => scale(column).is_some() && column.type_length() <= 16,
        _ => !is_decimal(column) || scale(column).is_some(),
    }
}

fn is_decimal(column: &ColumnDescPtr) -> bool {
    column.converted_type() == ConvertedType::DECIMAL
        || matches!(column.logical_type_ref(), Some(LogicalType::Decimal { .. }))
}

/// The number of digits after the point of decimal numbers; `None` for other columns.
fn scale(column: &ColumnDescPtr) -> Option<usize> {
    let scale = usize::try_from(column.type_scale()).ok();
    scale.filter(|scale| is_decimal(column) && *scale <= Decimal::MAX_SCALE)
}

fn is_unsigned(column: &ColumnDescPtr) -> bool {
    matches!(
        column.converted_type(),
        ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64
    )
}

/// The type of a column, as in its schema: `INT64 (TIMESTAMP_MILLIS)`.
fn type_name(column: &ColumnDescPtr) -> String {
    match (column.physical_type(), column.converted_type()) {
        (physical, ConvertedType::NONE) => physical.to_string(),
        (physical, converted) => format!("{physical} ({converted})"),
    }
}

#[cfg(test)]
mod tests;
