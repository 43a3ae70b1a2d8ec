//! The codec beside other implementations.
//!
//! * [`inputs`]: the strings and values that are put to them.
//! * [`facts`]: what a string says, field by field, in a form that everybody's answers fit.
//! * [`outcome`]: what came of asking.
//! * [`classes`]: kinds of inputs, told by what they say and how they are written.
//! * [`instead`]: what a reference does instead of what is right.
//! * [`expected`]: the lists of expected differences.
//! * [`judge`]: holds outcomes against the lists.
//! * [`asked`]: asks references, each in a process of its own.
//! * [`node`], [`rust`]: those processes.
//! * [`sizes`]: sets of vendors, and how many bits they take.
//! * [`document`]: the tables, and `docs/reference.md`, which shows them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking, here as in the tests that use this"
)]

pub mod asked;
pub mod classes;
pub mod document;
pub mod expected;
pub mod facts;
pub mod inputs;
pub mod instead;
pub mod judge;
pub mod node;
pub mod outcome;
pub mod rust;
pub mod sizes;
