//! What came of asking a reference.

use crate::facts::Facts;

/// What a reference did with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It read the string.
    Says(Facts),
    /// It wrote a string.
    Writes(String),
    /// It gave an error or threw one.
    Refuses(String),
    /// It panicked.
    Panics(String),
    /// It gave no answer within its time and memory.
    Hangs,
}
