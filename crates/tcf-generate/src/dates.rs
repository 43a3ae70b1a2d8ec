//! Day arithmetic.

use tcf_codec::Deciseconds;

use crate::rng::SeededRng;

pub(crate) const DAY: u64 = Deciseconds::PER_DAY;

/// Some days earlier, or the first time that a string can hold.
#[expect(clippy::expect_used, reason = "the result is not above a time")]
pub(crate) fn before(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get().saturating_sub(days * DAY)).expect("it is not later than the time")
}

/// Some days later, or the last day that a string can hold.
pub(crate) fn after(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get() + days * DAY).unwrap_or(Deciseconds::MAX.start_of_day())
}

/// A day from `first` to `last`.
pub(crate) fn some_day(first: Deciseconds, last: Deciseconds, rng: &mut SeededRng) -> Deciseconds {
    before(last, rng.bits() % ((last.get() - first.get()) / DAY + 1))
}
