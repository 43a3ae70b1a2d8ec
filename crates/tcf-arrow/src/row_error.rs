//! Errors of single rows.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::{Array, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::ArrowError;
use tcf::{ErrorBody, Failure};

use crate::schema;

/// Why a string is unreadable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) segment: Option<&'static str>,
    pub(crate) field: Option<String>,
    pub(crate) bit: Option<u32>,
    pub(crate) at_char: Option<usize>,
}

impl RowError {
    /// An error without location.
    pub(crate) const fn new(code: &'static str, message: String) -> Self {
        Self { code, message, segment: None, field: None, bit: None, at_char: None }
    }

    /// The error of decoding a text.
    pub(crate) fn of(error: &tcf_codec::Error, text: &str) -> Self {
        let before = text.char_indices().take_while(|(at, _)| *at < error.offset());
        Self {
            code: error.code(),
            message: error.kind().to_string(),
            segment: error.segment(),
            field: error.field().map(|field| field.to_string()),
            bit: error.bit(),
            at_char: Some(before.count()),
        }
    }

    /// The error of a row whose evaluation panicked.
    pub(crate) const fn internal(message: String) -> Self {
        Self::new(tcf::INTERNAL, message)
    }
}

impl From<Failure<'_>> for RowError {
    fn from(failure: Failure<'_>) -> Self {
        let code = failure.error.code();
        match failure.error {
            ErrorBody::Decode(error) => Self {
                code,
                message: error.message.into_owned(),
                segment: error.segment,
                field: error.field.map(|field| field.to_string()),
                bit: error.bit,
                at_char: Some(error.character),
            },
            other => Self::new(code, other.message().to_owned()),
        }
    }
}

/// Builds a column of errors, null for strings without one.
#[derive(Debug)]
pub(crate) struct ErrorBuilder {
    code: StringBuilder,
    message: StringBuilder,
    segment: StringBuilder,
    field: StringBuilder,
    bit: Int32Builder,
    at_char: Int32Builder,
    is_error: NullBufferBuilder,
    /// The number of nulls at the end that the builders lack: most strings have no error.
    nulls: usize,
}

impl Default for ErrorBuilder {
    fn default() -> Self {
        Self {
            code: StringBuilder::new(),
            message: StringBuilder::new(),
            segment: StringBuilder::new(),
            field: StringBuilder::new(),
            bit: Int32Builder::new(),
            at_char: Int32Builder::new(),
            is_error: NullBufferBuilder::new(0),
            nulls: 0,
        }
    }
}

impl ErrorBuilder {
    /// Appends an error; `None` is null.
    pub(crate) fn append(&mut self, error: Option<RowError>) {
        let Some(RowError { code, message, segment, field, bit, at_char }) = error else {
            self.nulls += 1;
            return;
        };
        self.append_nulls();
        self.is_error.append_non_null();
        self.code.append_value(code);
        self.message.append_value(message);
        self.segment.append_option(segment);
        self.field.append_option(field);
        self.bit.append_option(bit.and_then(|bit| i32::try_from(bit).ok()));
        self.at_char.append_option(at_char.and_then(|offset| i32::try_from(offset).ok()));
    }

    fn append_nulls(&mut self) {
        let nulls = std::mem::take(&mut self.nulls);
        self.code.append_nulls(nulls);
        self.message.append_nulls(nulls);
        self.segment.append_nulls(nulls);
        self.field.append_nulls(nulls);
        self.bit.append_nulls(nulls);
        self.at_char.append_nulls(nulls);
        self.is_error.append_n_nulls(nulls);
    }

    pub(crate) fn finish(&mut self) -> Result<StructArray, ArrowError> {
        self.append_nulls();
        let columns: Vec<Arc<dyn Array>> = vec![
            Arc::new(self.code.finish()),
            Arc::new(self.message.finish()),
            Arc::new(self.segment.finish()),
            Arc::new(self.field.finish()),
            Arc::new(self.bit.finish()),
            Arc::new(self.at_char.finish()),
        ];
        StructArray::try_new(schema::error(), columns, self.is_error.finish())
    }
}
