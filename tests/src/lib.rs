//! Shared test code.
//!
//! * [`reference_reader`]: a slow, simple decoder, written from the specification.
//! * [`generate`]: strategies for values, layouts and texts, including edge cases.
//! * [`gpp`]: the plain reader, texts and laws of GPP strings.
//! * [`usp_ac`]: the laws of US Privacy and Additional Consent strings.
//! * [`sizes`]: expected sizes, from the formulas of the specification.
//! * [`breaking`]: adds framing faults that a lenient decoder repairs.
//! * [`property`]: the configuration of property tests.
//! * [`fuzz`]: fuzz targets.
//! * [`laws`]: the laws, as functions of their input.
//! * [`view`]: the law about views.
//! * [`conformance`]: the corpus in `fixtures/conformance`.
//! * [`json`]: the JSON values of `fixtures/`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests fail by panicking"
)]

pub mod breaking;
pub mod conformance;
pub mod fuzz;
pub mod generate;
pub mod gpp;
pub mod json;
pub mod laws;
pub mod property;
pub mod reference_reader;
pub mod sizes;
pub mod usp_ac;
pub mod view;

/// The library in ten lines, as the README shows it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
