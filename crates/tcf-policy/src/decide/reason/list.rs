//! A list of reasons that does not allocate.

use std::fmt;

use super::Reason;

/// A short list of reasons, in the order of the procedure. It does not allocate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Reasons {
    list: [Reason; Self::MAX],
    length: usize,
}

impl Reasons {
    /// At least the length of any path through the procedure.
    const MAX: usize = 12;

    pub(crate) const NONE: Self = Self { list: [Reason::Ok; Self::MAX], length: 0 };

    #[expect(clippy::expect_used, reason = "each step of the procedure adds at most two")]
    pub(crate) fn push(&mut self, reason: Reason) {
        *self.list.get_mut(self.length).expect("a decision has at most twelve reasons") = reason;
        self.length += 1;
    }

    /// The reasons as a slice.
    #[expect(clippy::expect_used, reason = "the length counts elements of the list")]
    pub fn as_slice(&self) -> &[Reason] {
        self.list.get(..self.length).expect("the length is at most that of the list")
    }

    /// Whether the list contains the reason.
    pub fn contains(&self, reason: Reason) -> bool {
        self.as_slice().contains(&reason)
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice().iter().map(|reason| reason.code())).finish()
    }
}
