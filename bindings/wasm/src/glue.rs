//! The records for JavaScript. Errors are thrown as texts, which the package parses.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::records::{self, ListSet};

/// Vendor lists, the CMP list and the list of providers.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ListHandle(ListSet);

#[wasm_bindgen]
impl ListHandle {
    /// Creates an empty collection.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list of any kind; see [`ListSet::add`].
    pub fn add(&mut self, bytes: &[u8]) -> Result<String, String> {
        self.0.add(bytes)
    }

    /// Removes a vendor list; see [`ListSet::remove`].
    pub fn remove(&mut self, specification: u8, version: u16) -> bool {
        self.0.remove(specification, version)
    }

    /// See [`ListSet::records`].
    pub fn records(&self) -> Result<String, String> {
        self.0.records()
    }

    /// See [`ListSet::show`].
    pub fn show(&self, specification: u8, version: u16) -> Result<String, String> {
        self.0.show(specification, version)
    }

    /// See [`ListSet::vendor`].
    pub fn vendor(&self, specification: u8, version: u16, id: u16) -> Result<String, String> {
        self.0.vendor(specification, version, id)
    }

    /// See [`ListSet::cmp_name`].
    #[wasm_bindgen(js_name = cmpName)]
    pub fn cmp_name(&self, id: u16) -> Option<String> {
        self.0.cmp_name(id)
    }
}

/// See [`records::unpack`].
#[wasm_bindgen]
pub fn unpack(text: &str, options: &str) -> Result<String, String> {
    records::unpack(text, options)
}

/// See [`records::decode`].
#[wasm_bindgen]
pub fn decode(text: &str, options: &str) -> Result<Vec<u8>, String> {
    records::decode(text, options)
}

/// See [`records::describe_us`].
#[wasm_bindgen(js_name = describeUs)]
pub fn describe_us(text: &str, options: &str) -> Result<String, String> {
    records::describe_us(text, options)
}

/// See [`records::encode`].
#[wasm_bindgen]
pub fn encode(payload: &str, options: &str, lists: &ListHandle) -> Result<String, String> {
    records::encode(payload, options, &lists.0)
}

/// See [`records::inspect`].
#[wasm_bindgen]
pub fn inspect(text: &str, options: &str) -> Result<String, String> {
    records::inspect(text, options)
}

/// See [`records::inspect_first`].
#[wasm_bindgen(js_name = inspectFirst)]
pub fn inspect_first(text: &str, limit: usize, options: &str) -> Result<String, String> {
    records::inspect_first(text, limit, options)
}

/// See [`records::lengths`].
#[wasm_bindgen]
pub fn lengths(text: &str, options: &str) -> Result<String, String> {
    records::lengths(text, options)
}

/// See [`records::size`].
#[wasm_bindgen]
pub fn size(text: &str, options: &str, lists: &ListHandle) -> Result<String, String> {
    records::size(text, options, &lists.0)
}

/// See [`records::validate`].
#[wasm_bindgen]
pub fn validate(text: &str, options: &str, lists: &ListHandle) -> Result<String, String> {
    records::validate(text, options, &lists.0)
}

/// See [`records::decide`].
#[wasm_bindgen]
pub fn decide(text: &str, options: &str, lists: &ListHandle) -> Result<String, String> {
    records::decide(text, options, &lists.0)
}

/// See [`records::matrix`].
#[wasm_bindgen]
pub fn matrix(text: &str, options: &str, lists: &ListHandle) -> Result<String, String> {
    records::matrix(text, options, &lists.0)
}

/// See [`records::diff`].
#[wasm_bindgen]
pub fn diff(
    before: &str,
    after: &str,
    options: &str,
    lists: &ListHandle,
) -> Result<String, String> {
    records::diff(before, after, options, &lists.0)
}

/// See [`records::explain`].
#[wasm_bindgen]
pub fn explain(code: &str) -> Result<String, String> {
    records::explain(code)
}

/// See [`records::names`].
#[wasm_bindgen]
pub fn names(policy_version: u16) -> Result<String, String> {
    records::names(policy_version)
}

/// See [`records::generate`].
#[wasm_bindgen]
pub fn generate(options: &str, lists: &ListHandle) -> Result<String, String> {
    records::generate(options, &lists.0)
}

/// See [`records::audit`].
#[wasm_bindgen]
pub fn audit(
    file: &str,
    bytes: &[u8],
    options: &str,
    lists: &ListHandle,
) -> Result<String, String> {
    records::audit(file, bytes, options, &lists.0)
}
