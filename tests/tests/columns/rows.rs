//! The rows of arrays as JSON values.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use serde_json::{Map, Value, json};
use tcf_codec::Deciseconds;

/// The rows of an array.
pub(crate) fn rows(array: &ArrayRef) -> Vec<Value> {
    (0..array.len()).map(|row| value(array, row)).collect()
}

/// A row of an array.
fn value(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => json!(array.as_boolean().value(row)),
        DataType::Int8 => json!(array.as_primitive::<Int8Type>().value(row)),
        DataType::Int16 => json!(array.as_primitive::<Int16Type>().value(row)),
        DataType::Int32 => json!(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => json!(array.as_primitive::<Int64Type>().value(row)),
        DataType::Utf8 => json!(array.as_string::<i32>().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            assert_eq!(zone.as_deref(), Some("UTC"));
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            let time = Deciseconds::new(u64::try_from(micros).unwrap() / 100_000).unwrap();
            json!(time.to_string())
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            dictionary.key(row).map_or(Value::Null, |key| value(dictionary.values(), key))
        }
        DataType::List(_) => Value::Array(rows(&array.as_list::<i32>().value(row))),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let members = fields.iter().zip(columns);
            let object: Map<String, Value> =
                members.map(|(field, column)| (field.name().clone(), value(column, row))).collect();
            Value::Object(object)
        }
        other => panic!("{other} is not a type that every engine accepts"),
    }
}

/// A key of a JSON record in snake case: `purposesLITransparency` is `purposes_li_transparency`.
pub(crate) fn snake_case(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let mut name = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + 1);
        let starts_word = character.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase())
                || before.is_some() && after.is_some_and(|after| after.is_lowercase()));
        if starts_word {
            name.push('_');
        }
        name.extend(character.to_lowercase());
    }
    name
}

#[test]
fn keys_become_names_of_columns() {
    for (key, name) in [
        ("version", "version"),
        ("lastUpdated", "last_updated"),
        ("purposesLITransparency", "purposes_li_transparency"),
        ("publisherCC", "publisher_cc"),
        ("publisherTC", "publisher_tc"),
    ] {
        assert_eq!(snake_case(key), name);
    }
}
