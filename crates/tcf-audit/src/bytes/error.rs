//! Why bytes are not the state of an audit.

use super::VERSION;

/// Why bytes are not the state of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct StateError {
    offset: usize,
    kind: StateErrorKind,
}

impl StateError {
    pub(super) const fn new(offset: usize, kind: StateErrorKind) -> Self {
        Self { offset, kind: kind.at(offset) }
    }

    /// The byte up to which the state could be read.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong.
    pub const fn kind(&self) -> StateErrorKind {
        self.kind
    }
}

/// What is wrong with the bytes of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateErrorKind {
    /// They are something else.
    #[error("not the state of an audit")]
    Foreign,
    /// Another version of the program wrote them.
    #[error("the state has version {found} of the format; this program reads version {VERSION}")]
    Version {
        /// The version of their format.
        found: u64,
    },
    /// They are not what a state consists of.
    #[error("the state is damaged at byte {offset}: {reason}")]
    Damaged {
        /// The byte up to which the state could be read.
        offset: usize,
        /// What was found.
        reason: &'static str,
    },
}

impl StateErrorKind {
    const fn at(self, offset: usize) -> Self {
        match self {
            Self::Damaged { reason, .. } => Self::Damaged { offset, reason },
            other => other,
        }
    }
}
