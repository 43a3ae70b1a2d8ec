//! Texts with few values as dictionaries.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, ListArray, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};

/// The fields whose texts, or lists of texts, have few values: names and codes.
const FEW_VALUES: [&str; 19] = [
    "basis",
    "category",
    "choice",
    "code",
    "consent_language",
    "lspa_covered",
    "name",
    "notes",
    "notice",
    "opt_out_sale",
    "publisher_cc",
    "reasons",
    "restriction_type",
    "section",
    "section_names",
    "segment",
    "segments",
    "severity",
    "verdict",
];

/// The type of a result with dictionaries: see [`Options::dictionary`](crate::Options).
///
/// ```
/// use arrow_schema::DataType;
/// use tcf_arrow::schema;
/// let DataType::Struct(fields) =
///     schema::with_dictionaries(&DataType::Struct(schema::finding())) else { unreachable!() };
/// assert_eq!(fields[0].data_type().to_string(), "Dictionary(Int32, Utf8)");
/// ```
pub fn with_dictionaries(data_type: &DataType) -> DataType {
    match data_type {
        // Only a list of codes has no name.
        DataType::List(item) if *item.data_type() == DataType::Utf8 => {
            DataType::List(field_of(item, true))
        }
        _ => type_of(data_type, false),
    }
}

fn type_of(data_type: &DataType, has_few_values: bool) -> DataType {
    match data_type {
        DataType::Utf8 if has_few_values => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        DataType::List(item) => DataType::List(field_of(item, has_few_values)),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|field| field_of(field, false)).collect())
        }
        other => other.clone(),
    }
}

fn field_of(field: &FieldRef, has_few_values: bool) -> FieldRef {
    let has_few_values = has_few_values || FEW_VALUES.contains(&field.name().as_str());
    let data_type = type_of(field.data_type(), has_few_values);
    Arc::new(Field::new(field.name(), data_type, field.is_nullable()))
}

/// A result as [`with_dictionaries`].
pub(crate) fn encoded(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    encoded_as(array, &with_dictionaries(array.data_type()))
}

fn encoded_as(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == data_type {
        return Ok(Arc::clone(array));
    }
    Ok(match data_type {
        DataType::Dictionary(..) => {
            let texts = array.as_string::<i32>().iter();
            Arc::new(texts.collect::<DictionaryArray<Int32Type>>())
        }
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let values = encoded_as(list.values(), item.data_type())?;
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, nulls)?)
        }
        DataType::Struct(fields) => {
            let array = array.as_struct();
            let columns = array.columns().iter().zip(fields);
            let columns = columns.map(|(column, field)| encoded_as(column, field.data_type()));
            let columns = columns.collect::<Result<_, _>>()?;
            Arc::new(StructArray::try_new(fields.clone(), columns, array.nulls().cloned())?)
        }
        _ => Arc::clone(array),
    })
}
