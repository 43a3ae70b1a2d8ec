//! Outcomes.

use crate::facts::Facts;

/// The result of a reference for an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It decoded the string.
    Says(Facts),
    /// It encoded a string.
    Writes(String),
    /// It returned or threw an error.
    Refuses(String),
    /// It panicked.
    Panics(String),
    /// It exceeded its CPU time or memory.
    Hangs,
}
