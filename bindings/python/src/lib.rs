//! The native part of the Python package `tcf_arrow`.
//!
//! The Python files next to it are the interface; this module converts arguments, releases the
//! interpreter lock and calls `tcf-arrow` and `tcf`.

mod audit;
mod audit_session;
mod columns;
mod convert;
mod judge;
mod lists;
mod records;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("MAX_VENDORS", tcf_arrow::MAX_VENDORS)?;
    module.add_class::<pyo3_arrow::PyArray>()?;
    module.add_class::<pyo3_arrow::PyChunkedArray>()?;
    module.add_class::<pyo3_arrow::PyRecordBatch>()?;
    module.add_class::<lists::NativeLists>()?;
    module.add_class::<judge::NativeJudge>()?;
    module.add_class::<audit_session::AuditSession>()?;
    audit::add(module)?;
    columns::add(module)?;
    records::add(module)
}
