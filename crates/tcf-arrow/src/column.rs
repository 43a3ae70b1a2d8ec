//! Columns of strings in every encoding of Arrow.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int16Type, Int32Type, Int64Type, RunEndIndexType};
use arrow_array::{
    Array, BinaryArray, BinaryViewArray, LargeBinaryArray, LargeStringArray, RunArray, StringArray,
    StringViewArray,
};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{ArrowError, DataType};

/// A value that is not null.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text<'a> {
    Utf8(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Text<'a> {
    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        match self {
            Self::Utf8(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text. Bytes that are not UTF-8 are replaced; no decoder accepts the replacement
    /// character.
    pub(crate) fn to_str(self) -> Cow<'a, str> {
        match self {
            Self::Utf8(text) => Cow::Borrowed(text),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes),
        }
    }
}

/// A column of strings: values, and which of them each row has.
#[derive(Debug)]
pub(crate) struct Column<'a> {
    values: Values<'a>,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    /// Row `i` has value `i`.
    Plain(usize),
    /// The value of each row; `None` is null.
    Encoded(Vec<Option<usize>>),
}

#[derive(Debug)]
enum Values<'a> {
    /// Only nulls.
    Null,
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    Binary(&'a BinaryArray),
    LargeBinary(&'a LargeBinaryArray),
    BinaryView(&'a BinaryViewArray),
}

impl<'a> Column<'a> {
    /// # Errors
    ///
    /// If the array has no strings.
    pub(crate) fn new(array: &'a dyn Array) -> Result<Self, ArrowError> {
        let rows = match array.data_type() {
            DataType::Dictionary(..) => return Self::of_dictionary(array),
            DataType::RunEndEncoded(ends, _) => {
                return match ends.data_type() {
                    DataType::Int16 => Self::of_runs::<Int16Type>(array),
                    DataType::Int32 => Self::of_runs::<Int32Type>(array),
                    _ => Self::of_runs::<Int64Type>(array),
                };
            }
            _ => Rows::Plain(array.len()),
        };
        Ok(Self { values: Values::new(array)?, rows })
    }

    fn of_dictionary(array: &'a dyn Array) -> Result<Self, ArrowError> {
        let dictionary = array.as_any_dictionary();
        let values = Values::new(dictionary.values())?;
        let keys = dictionary.keys();
        let rows = if dictionary.values().is_empty() {
            vec![None; keys.len()]
        } else {
            let indices = dictionary.normalized_keys().into_iter().enumerate();
            indices.map(|(row, index)| keys.is_valid(row).then_some(index)).collect()
        };
        Ok(Self { values, rows: Rows::Encoded(rows) })
    }

    fn of_runs<R: RunEndIndexType>(array: &'a dyn Array) -> Result<Self, ArrowError> {
        let wrong = || ArrowError::InvalidArgumentError("not a run-end encoded array".to_owned());
        let runs = array.as_any().downcast_ref::<RunArray<R>>().ok_or_else(wrong)?;
        let values = Values::new(runs.values())?;
        let (first, end) = (runs.offset(), runs.offset() + runs.len());
        let mut rows = Vec::with_capacity(runs.len());
        for (index, run_end) in runs.run_ends().values().iter().enumerate() {
            let run_end = run_end.as_usize().min(end);
            rows.resize(run_end.saturating_sub(first), Some(index));
        }
        Ok(Self { values, rows: Rows::Encoded(rows) })
    }

    /// The number of rows.
    pub(crate) const fn len(&self) -> usize {
        match &self.rows {
            Rows::Plain(len) => *len,
            Rows::Encoded(rows) => rows.len(),
        }
    }

    /// Whether rows share values, as in a dictionary. Then the number of values.
    pub(crate) fn encoded_values(&self) -> Option<usize> {
        match self.rows {
            Rows::Plain(_) => None,
            Rows::Encoded(_) => Some(self.values.len()),
        }
    }

    /// The index of the value of a row; `None` if it is null.
    pub(crate) fn value_of(&self, row: usize) -> Option<usize> {
        let index = match &self.rows {
            Rows::Plain(_) => Some(row),
            Rows::Encoded(rows) => *rows.get(row)?,
        };
        index.filter(|&index| self.values.is_valid(index))
    }

    /// A value that is not null.
    pub(crate) fn text(&self, value: usize) -> Text<'_> {
        match self.values {
            Values::Null => Text::Utf8(""),
            Values::Utf8(array) => Text::Utf8(array.value(value)),
            Values::LargeUtf8(array) => Text::Utf8(array.value(value)),
            Values::Utf8View(array) => Text::Utf8(array.value(value)),
            Values::Binary(array) => Text::Bytes(array.value(value)),
            Values::LargeBinary(array) => Text::Bytes(array.value(value)),
            Values::BinaryView(array) => Text::Bytes(array.value(value)),
        }
    }
}

impl<'a> Values<'a> {
    fn new(array: &'a dyn Array) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Null => Self::Null,
            DataType::Utf8 => Self::Utf8(array.as_string()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string()),
            DataType::Utf8View => Self::Utf8View(array.as_string_view()),
            DataType::Binary => Self::Binary(array.as_binary()),
            DataType::LargeBinary => Self::LargeBinary(array.as_binary()),
            DataType::BinaryView => Self::BinaryView(array.as_binary_view()),
            other => {
                return Err(ArrowError::InvalidArgumentError(format!(
                    "expected a column of strings, found {other}"
                )));
            }
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Utf8(array) => array.len(),
            Self::LargeUtf8(array) => array.len(),
            Self::Utf8View(array) => array.len(),
            Self::Binary(array) => array.len(),
            Self::LargeBinary(array) => array.len(),
            Self::BinaryView(array) => array.len(),
        }
    }

    fn is_valid(&self, index: usize) -> bool {
        match self {
            Self::Null => false,
            Self::Utf8(array) => array.is_valid(index),
            Self::LargeUtf8(array) => array.is_valid(index),
            Self::Utf8View(array) => array.is_valid(index),
            Self::Binary(array) => array.is_valid(index),
            Self::LargeBinary(array) => array.is_valid(index),
            Self::BinaryView(array) => array.is_valid(index),
        }
    }
}
