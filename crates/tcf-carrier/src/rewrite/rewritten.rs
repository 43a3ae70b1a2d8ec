//! What rewriting changed.

/// A set of rules.
pub(super) type Bits = u128;

/// The most rules of a rewriter.
pub(super) const MAX_RULES: usize = 128;

pub(super) const fn bit(index: usize) -> Bits {
    1 << index
}

/// What was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    pub(super) rules: Bits,
    pub(super) parameters: Bits,
    /// Whether values were removed because they are not among those that are kept.
    pub is_reduced: bool,
}

impl Rewritten {
    /// The indices of the rules for fields that changed a value.
    pub fn rules(self) -> impl Iterator<Item = usize> {
        (0..MAX_RULES).filter(move |index| self.rules & bit(*index) != 0)
    }

    /// The indices of the rules for parameters of URLs that changed a value.
    pub fn parameters(self) -> impl Iterator<Item = usize> {
        (0..MAX_RULES).filter(move |index| self.parameters & bit(*index) != 0)
    }

    /// Whether nothing was removed or edited.
    pub const fn is_unchanged(self) -> bool {
        self.rules == 0 && self.parameters == 0 && !self.is_reduced
    }
}

/// More rules than [`JsonRewriter::MAX_RULES`](crate::JsonRewriter::MAX_RULES).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at most {MAX_RULES} fields can be edited or kept at once")]
pub struct TooManyRules;
