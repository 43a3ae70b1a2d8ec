//! What the tests of the codec are made of.
//!
//! * [`twin`]: a second reader, plain and slow, written from the description of the format.
//! * [`generate`]: values, layouts and texts that reach the corners.
//! * [`sizes`]: how many bits there must be, by the formulas of the specification.
//! * [`breaking`]: faults of framing that a lenient decoder repairs.
//! * [`property`]: how properties are tried.
//! * [`fuzz`]: the same for whatever a fuzzer comes to.
//! * [`laws`]: what must hold, to be put to anything.
//! * [`view`]: what a view must answer.
//! * [`conformance`]: the corpus of `fixtures/conformance`.
//! * [`json`]: the values of `fixtures/`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking, here as in the tests that use this"
)]

pub mod breaking;
pub mod conformance;
pub mod fuzz;
pub mod generate;
pub mod json;
pub mod laws;
pub mod property;
pub mod sizes;
pub mod twin;
pub mod view;

/// The library in ten lines, as the README shows it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
