//! Vendor lists.

use pyo3::prelude::*;
use serde_json::value::RawValue;
use tcf_policy::gvl::{Gvl, Gvls};

use crate::convert::invalid;

/// Vendor lists that were read. Shared by the objects that use them.
#[pyclass(frozen, module = "tcf_arrow._native", name = "Lists")]
pub(crate) struct NativeLists(pub(crate) Gvls);

#[pymethods]
impl NativeLists {
    /// Reads documents: each is a vendor list, or several one after the other. If two lists have
    /// the same version, the first is used.
    #[new]
    fn new(py: Python<'_>, documents: Vec<(String, Vec<u8>)>) -> PyResult<Self> {
        py.detach(|| {
            let mut lists = Gvls::new();
            for (name, document) in &documents {
                let values = serde_json::Deserializer::from_slice(document);
                for value in values.into_iter::<Box<RawValue>>() {
                    let value = value.map_err(|error| invalid(format_args!("{name}: {error}")))?;
                    let gvl = Gvl::from_json(value.get().as_bytes());
                    let gvl = gvl.map_err(|error| invalid(format_args!("{name}: {error}")))?;
                    if lists.get(gvl.key()).is_none() {
                        lists.insert(gvl);
                    }
                }
            }
            Ok(Self(lists))
        })
    }

    /// Specification and version of each list, ascending.
    fn keys(&self) -> Vec<(u8, u16)> {
        self.0.iter().map(|gvl| gvl.key()).map(|key| (key.specification, key.version)).collect()
    }
}
