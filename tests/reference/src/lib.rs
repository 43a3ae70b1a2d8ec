//! Compares the codec with other implementations.
//!
//! * [`inputs`]: the TC strings to compare.
//! * [`gpp`]: the GPP strings to compare.
//! * [`subject`]: what both have in common.
//! * [`facts`]: the fields of a string, in a common form.
//! * [`outcome`]: the result of a reference.
//! * [`classes`]: classes of inputs, by value and layout.
//! * [`instead`]: deviating behaviors of references.
//! * [`expected`]: the lists of expected differences.
//! * [`judge`]: compares outcomes with the lists.
//! * [`asked`]: runs references in separate processes.
//! * [`node`], [`rust`]: those processes.
//! * [`sizes`]: vendor sets and their sizes.
//! * [`document`]: the tables in `docs/reference.md`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests fail by panicking"
)]

pub mod asked;
pub mod classes;
pub mod document;
pub mod expected;
pub mod facts;
pub mod gpp;
pub mod inputs;
pub mod instead;
pub mod judge;
pub mod node;
pub mod outcome;
pub mod rust;
pub mod sizes;
pub mod subject;
