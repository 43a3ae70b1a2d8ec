//! Day arithmetic.

use tcf_codec::Deciseconds;

use crate::rng::SeededRng;

pub(crate) const DAY: u64 = Deciseconds::PER_DAY;

/// Some days earlier.
pub(crate) fn before(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get().saturating_sub(days * DAY)).unwrap_or_default()
}

/// Some days later.
pub(crate) fn after(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get() + days * DAY).unwrap_or(time)
}

/// A day from `first` to `last`.
pub(crate) fn some_day(first: Deciseconds, last: Deciseconds, rng: &mut SeededRng) -> Deciseconds {
    before(last, rng.bits() % ((last.get() - first.get()) / DAY + 1))
}
