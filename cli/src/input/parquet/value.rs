//! Values of columns.

use std::sync::Arc;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;
use tcf::Columns;

use super::column::{is_unsigned, scale};

/// Number of rows that are read at a time.
const ROWS: usize = 1024;

/// A value that is not null.
pub(super) enum Value {
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
    pub(super) fn push_to(&self, columns: &mut Columns, name: Arc<str>) {
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
pub(super) struct Decimal {
    /// The number without the point.
    digits: i128,
    /// The number of digits after the point, at most 38.
    scale: usize,
}

impl Decimal {
    /// A number in two's complement, from the highest byte. `None` if it has more than 16 bytes.
    pub(super) fn from_bytes(bytes: &[u8], scale: usize) -> Option<Self> {
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
pub(super) fn next_values(
    reader: &mut ColumnReader,
    column: &ColumnDescPtr,
) -> Result<Vec<Option<Value>>> {
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
        // Times, in the only format that has this type.
        ColumnReader::Int96ColumnReader(reader) => {
            typed(reader, column, |value| Value::Integer(value.to_millis()))
        }
        // `has_value` rejects them.
        ColumnReader::FixedLenByteArrayColumnReader(_) => {
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
