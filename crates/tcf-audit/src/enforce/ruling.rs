//! Rulings.

use tcf_codec::{Deciseconds, IdSet};
use tcf_policy::decide::Verdict;
use tcf_policy::gvl::ListKey;
use tcf_policy::vocabulary::LegalBasis;

use super::choices::ChoiceId;
use super::reason::ReasonSet;
use crate::names::names;

names! {
    /// In which form an event may pass.
    Mode {
        /// As it is.
        Full = "full",
        /// In the restricted form that the purpose map allows.
        Restricted = "restricted",
        /// Not at all.
        None = "none",
    }
}

names! {
    /// Where the string of a ruling comes from.
    StringSource {
        /// The event carries it.
        Event = "event",
        /// The user's newest choice.
        Choice = "choices",
    }
}

/// The string that a ruling is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StringUsed {
    /// Where it comes from.
    pub source: StringSource,
    /// Whether it is section 2 of the GPP string of the event.
    pub is_gpp: bool,
    /// The choice that overtakes the event's own string, or objects to some of it. `None` without
    /// one, and if the caller gave the choice.
    pub choice: Option<ChoiceId>,
    /// Whether the choice differs from what the event carries: another string, or an objection.
    pub event_differs: bool,
    /// When it was last updated; `None` if it is invalid.
    pub last_updated: Option<Deciseconds>,
}

/// The number of a row of the purpose map, for [`Enforcer::row`](super::Enforcer::row).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub(super) usize);

/// What to do with an event, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// In which form the event may pass.
    pub mode: Mode,
    /// The verdict on all (recipient, purpose) pairs: the worst if all must be permitted, the best
    /// if one must. From best to worst: permit, out of scope, unknown, conditional, deny.
    pub verdict: Verdict,
    /// The legal basis of a permit, if it is the same for all permitted pairs.
    pub basis: Option<LegalBasis>,
    /// The reasons of the verdict: those of the pairs that do not pass, or if the event passes
    /// whole, of the pairs with this verdict.
    pub reasons: ReasonSet,
    /// Notes of the same pairs, which do not affect the verdict.
    pub notes: ReasonSet,
    /// The purposes that were decided on; empty if the question was whether any data may be sent.
    pub purposes: IdSet<24>,
    /// The string; `None` if there is none, or if it was not needed.
    pub string: Option<StringUsed>,
    /// The code of the error or of the rule that makes the string invalid.
    pub invalid: Option<&'static str>,
    /// The vendor list.
    pub gvl: Option<ListKey>,
    /// The row of the purpose map that covers the event. In the restricted mode, the row that
    /// allows the restricted form.
    pub row: Option<RowId>,
    /// The evaluation date; `None` if the event has no time and the settings give none.
    pub as_of: Option<Deciseconds>,
    /// How often the lists had been replaced.
    pub revision: u64,
}

impl Ruling {
    /// Whether the event may pass as it is.
    pub fn passes(&self) -> bool {
        self.mode == Mode::Full
    }
}
