//! Signals in events.

use tcf_carrier::{CarriedKind, Place};

use crate::interner::Symbol;

/// A signal in an event: 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signal {
    /// What the value is.
    pub kind: CarriedKind,
    /// The kind that the name stands for; it may differ from `kind`.
    pub named: CarriedKind,
    /// Where the signal lies.
    pub place: Place,
    /// How many URLs are around it: 0 is what the receiver of the request gets.
    pub depth: u8,
    /// The name as written.
    pub name: Symbol,
    /// The value without escapes.
    pub value: Symbol,
}

impl Signal {
    /// Whether the signal is what the receiver of the request gets: not in a nested URL, and not in
    /// the answer.
    pub fn is_sent(&self) -> bool {
        self.depth == 0 && self.place != Place::SetCookie
    }
}
