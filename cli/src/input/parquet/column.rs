//! Columns and their types.

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::errors::Result;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::unsuitable;
use crate::input::table::no_column;
use crate::term::plain;

/// The most digits of a number with 16 bytes.
const MAX_SCALE: usize = 38;

/// The column with a name (with dots between the names of nested columns) or a number from 1.
pub(super) fn find(wanted: &str, schema: &SchemaDescriptor) -> Result<usize> {
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
pub(super) fn is_text(column: &ColumnDescPtr) -> bool {
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
pub(super) fn has_value(column: &ColumnDescPtr) -> bool {
    match column.physical_type() {
        Type::BYTE_ARRAY => is_text(column),
        Type::INT96 => false,
        Type::FIXED_LEN_BYTE_ARRAY => scale(column).is_some() && column.type_length() <= 16,
        _ => !is_decimal(column) || scale(column).is_some(),
    }
}

pub(super) fn is_decimal(column: &ColumnDescPtr) -> bool {
    column.converted_type() == ConvertedType::DECIMAL
        || matches!(column.logical_type_ref(), Some(LogicalType::Decimal { .. }))
}

/// The number of digits after the point of decimal numbers; `None` for other columns.
pub(super) fn scale(column: &ColumnDescPtr) -> Option<usize> {
    let scale = usize::try_from(column.type_scale()).ok();
    scale.filter(|scale| is_decimal(column) && *scale <= MAX_SCALE)
}

pub(super) fn is_unsigned(column: &ColumnDescPtr) -> bool {
    matches!(
        column.converted_type(),
        ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64
    )
}

/// The type of a column, as in its schema: `INT64 (TIMESTAMP_MILLIS)`.
pub(super) fn type_name(column: &ColumnDescPtr) -> String {
    match (column.physical_type(), column.converted_type()) {
        (physical, ConvertedType::NONE) => physical.to_string(),
        (physical, converted) => format!("{physical} ({converted})"),
    }
}
