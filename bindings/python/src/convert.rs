//! Conversion of arguments and results.

use std::fmt::Display;

use arrow_array::ArrayRef;
use arrow_schema::ArrowError;
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
    Options { max_len, lenient, deduplicate }
}

/// A date or timestamp.
pub(crate) fn date(text: &str) -> PyResult<Deciseconds> {
    text.parse().map_err(|error| invalid(format_args!("{text:?}: {error}")))
}

/// The chunks of an array, and whether it was a stream.
pub(crate) fn chunks(array: AnyArray) -> PyResult<(Vec<ArrayRef>, bool)> {
    match array {
        AnyArray::Array(array) => Ok((vec![array.into_inner().0], false)),
        stream @ AnyArray::Stream(_) => Ok((stream.into_chunked_array()?.into_inner().0, true)),
    }
}

/// Applies a kernel to an array, or to each chunk of a stream, without the interpreter lock. The
/// result is one array for an array, and a chunked array for a stream.
pub(crate) fn apply(
    py: Python<'_>,
    array: AnyArray,
    kernel: impl Fn(&ArrayRef) -> Result<ArrayRef, ArrowError> + Send + Sync,
) -> PyResult<Py<PyAny>> {
    let (chunks, is_stream) = chunks(array)?;
    if let ([only], false) = (chunks.as_slice(), is_stream) {
        let result = py.detach(|| kernel(only)).map_err(invalid)?;
        return Ok(Py::new(py, PyArray::from_array_ref(result))?.into_any());
    }
    let results = py.detach(|| chunks.iter().map(&kernel).collect::<Result<Vec<_>, _>>());
    chunked(py, results.map_err(invalid)?, || {
        let empty = arrow_array::new_empty_array(&arrow_schema::DataType::Utf8);
        kernel(&empty).map_err(invalid)
    })
}

/// A chunked array. If there are no chunks, `empty` gives the type.
pub(crate) fn chunked(
    py: Python<'_>,
    mut chunks: Vec<ArrayRef>,
    empty: impl FnOnce() -> PyResult<ArrayRef>,
) -> PyResult<Py<PyAny>> {
    if chunks.is_empty() {
        chunks.push(empty()?);
    }
    let chunked = PyChunkedArray::from_array_refs(chunks).map_err(PyErr::from)?;
    Ok(Py::new(py, chunked)?.into_any())
}
