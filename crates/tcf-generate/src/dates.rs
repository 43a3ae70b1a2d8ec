//! Day arithmetic.

use tcf_codec::Deciseconds;

use crate::rng::SeededRng;

pub(crate) const DAY: u64 = Deciseconds::PER_DAY;

/// The start of a day.
#[expect(clippy::panic, reason = "evaluated at compile time")]
pub(crate) const fn day(year: u64, month: u64, day: u64) -> Deciseconds {
    match Deciseconds::from_date(year, month, day) {
        Some(day) => day,
        None => panic!("invalid date"),
    }
}

/// Some days earlier, but not before 1970.
#[expect(clippy::expect_used, reason = "the result is not later than the argument")]
pub(crate) fn before(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get().saturating_sub(days * DAY)).expect("not later than a valid time")
}

/// Some days later, but not after the last day that a string can contain.
pub(crate) fn after(time: Deciseconds, days: u64) -> Deciseconds {
    Deciseconds::new(time.get() + days * DAY).unwrap_or(Deciseconds::MAX.start_of_day())
}

/// A random day from `first` to `last`.
pub(crate) fn random_day(
    first: Deciseconds,
    last: Deciseconds,
    rng: &mut SeededRng,
) -> Deciseconds {
    before(last, rng.bits() % ((last.get() - first.get()) / DAY + 1))
}
