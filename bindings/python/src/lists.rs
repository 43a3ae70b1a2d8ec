//! Vendor lists.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use serde_json::value::RawValue;
use tcf_audit::digest::sha256;
use tcf_policy::gvl::{Gvl, Gvls, ListKey};

use crate::convert::invalid;

/// Vendor lists that were read. Shared by the objects that use them.
#[pyclass(frozen, module = "tcf_arrow._native", name = "Lists")]
pub(crate) struct NativeLists {
    pub(crate) gvls: Gvls,
    /// The SHA-256 of lists that were files of their own.
    hashes: BTreeMap<ListKey, String>,
}

#[pymethods]
impl NativeLists {
    /// Reads documents: each is a vendor list, or several one after the other. If two lists have
    /// the same version, the first is used.
    #[new]
    fn new(py: Python<'_>, documents: Vec<(String, Vec<u8>)>) -> PyResult<Self> {
        py.detach(|| {
            let (mut lists, mut hashes) = (Gvls::new(), BTreeMap::new());
            for (name, document) in &documents {
                let values = serde_json::Deserializer::from_slice(document);
                let (mut key, mut values_read) = (None, 0);
                for value in values.into_iter::<Box<RawValue>>() {
                    values_read += 1;
                    let value = value.map_err(|error| invalid(format_args!("{name}: {error}")))?;
                    let gvl = Gvl::from_json(value.get().as_bytes());
                    let gvl = gvl.map_err(|error| invalid(format_args!("{name}: {error}")))?;
                    let is_new = lists.get(gvl.key()).is_none();
                    key = Some(gvl.key()).filter(|_| is_new);
                    if is_new {
                        lists.insert(gvl);
                    }
                }
                if let Some(key) = key.filter(|_| values_read == 1) {
                    hashes.insert(key, sha256(document));
                }
            }
            Ok(Self { gvls: lists, hashes })
        })
    }

    /// Specification and version of each list, ascending.
    fn keys(&self) -> Vec<(u8, u16)> {
        self.gvls.iter().map(|gvl| gvl.key()).map(|key| (key.specification, key.version)).collect()
    }

    /// The SHA-256 of the newest list in hexadecimal digits, if it was a file of its own.
    fn newest_sha256(&self) -> Option<&str> {
        self.hashes.get(&self.gvls.latest()?.key()).map(String::as_str)
    }
}
