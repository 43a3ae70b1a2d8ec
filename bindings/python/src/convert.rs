//! Conversion of arguments and results.

use std::fmt::Display;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, DataType, Field};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;
use pyo3_arrow::{PyArray, PyChunkedArray};
use tcf_arrow::Options;
use tcf_codec::Deciseconds;

/// A `ValueError` with the message of an error.
pub(crate) fn invalid(error: impl Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The options of kernels.
pub(crate) fn options(lenient: bool, max_len: usize, deduplicate: bool) -> Options {
    Options { max_len, lenient, deduplicate, ..Options::new() }
}

/// A date or timestamp.
pub(crate) fn date(text: &str) -> PyResult<Deciseconds> {
    text.parse().map_err(|error| invalid(format_args!("{text:?}: {error}")))
}

/// The chunks of an array or of a stream, of which there may be none.
pub(crate) struct Chunks {
    pub(crate) arrays: Vec<ArrayRef>,
    pub(crate) is_stream: bool,
    data_type: DataType,
}

impl Chunks {
    pub(crate) fn new(array: AnyArray) -> PyResult<Self> {
        Ok(match array {
            AnyArray::Array(array) => {
                let (array, field) = array.into_inner();
                let data_type = field.data_type().clone();
                Self { arrays: vec![array], is_stream: false, data_type }
            }
            stream @ AnyArray::Stream(_) => {
                let (arrays, field) = stream.into_chunked_array()?.into_inner();
                let data_type = field.data_type().clone();
                Self { arrays, is_stream: true, data_type }
            }
        })
    }

    /// An array without rows, of the type of the chunks.
    fn empty(&self) -> ArrayRef {
        arrow_array::new_empty_array(&self.data_type)
    }

    /// The chunks as one array.
    pub(crate) fn combined(&self) -> PyResult<ArrayRef> {
        match self.arrays.as_slice() {
            [] => Ok(self.empty()),
            [only] => Ok(Arc::clone(only)),
            several => {
                let chunks: Vec<&dyn Array> = several.iter().map(|chunk| &**chunk).collect();
                arrow_select::concat::concat(&chunks).map_err(invalid)
            }
        }
    }
}

/// Applies a kernel to an array, or to each chunk of a stream, without the interpreter lock. The
/// result is one array for an array, and a chunked array for a stream.
pub(crate) fn apply(
    py: Python<'_>,
    array: AnyArray,
    kernel: impl Fn(&ArrayRef) -> Result<ArrayRef, ArrowError> + Send + Sync,
) -> PyResult<Py<PyAny>> {
    let chunks = Chunks::new(array)?;
    if let ([only], false) = (chunks.arrays.as_slice(), chunks.is_stream) {
        let result = py.detach(|| kernel(only)).map_err(invalid)?;
        return Ok(Py::new(py, PyArray::from_array_ref(result))?.into_any());
    }
    let results = py.detach(|| chunks.arrays.iter().map(&kernel).collect::<Result<Vec<_>, _>>());
    let results = results.map_err(invalid)?;
    // Without chunks, the result of no rows has the type.
    let data_type = match results.first() {
        Some(result) => result.data_type().clone(),
        None => kernel(&chunks.empty()).map_err(invalid)?.data_type().clone(),
    };
    chunked(py, results, data_type)
}

/// A chunked array of chunks of a type, of which there may be none.
pub(crate) fn chunked(
    py: Python<'_>,
    chunks: Vec<ArrayRef>,
    data_type: DataType,
) -> PyResult<Py<PyAny>> {
    let field = Field::new("", data_type, true);
    let chunked = PyChunkedArray::try_new(chunks, field.into())?;
    Ok(Py::new(py, chunked)?.into_any())
}
