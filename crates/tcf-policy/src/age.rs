//! Ages: how old a string may be, and how old it is.

use std::fmt;
use std::str::FromStr;

use tcf_codec::Deciseconds;

use crate::dates::months_before;

/// Deciseconds in a day.
const DAY: u64 = Deciseconds::PER_DAY;

/// The maximum age of a string.
///
/// ```
/// use tcf_policy::age::MaxAge;
/// assert_eq!("13 months".parse(), Ok(MaxAge::Months(13)));
/// assert_eq!("90d".parse(), Ok(MaxAge::Days(90)));
/// assert_eq!("1y".parse::<MaxAge>()?.to_string(), "12 months");
/// # Ok::<(), tcf_policy::age::ParseMaxAgeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MaxAge {
    /// Calendar months.
    Months(u64),
    /// Days.
    Days(u64),
}

impl MaxAge {
    /// 13 months: users must be reminded of their choice at least that often.
    pub const DEFAULT: Self = Self::Months(13);

    /// Returns `true` if a string last updated at `last_updated` exceeds this age as of `as_of`.
    pub fn is_exceeded(self, last_updated: Deciseconds, as_of: Deciseconds) -> bool {
        /// No month has fewer days.
        const SHORTEST_MONTH: u64 = 28;
        let age = as_of.get().saturating_sub(last_updated.get());
        match self {
            Self::Days(days) => age > days.saturating_mul(DAY),
            Self::Months(months) => {
                // Most strings are fresh, and need no calendar.
                age > months.saturating_mul(SHORTEST_MONTH * DAY)
                    && months_before(as_of, months).is_some_and(|oldest| last_updated < oldest)
            }
        }
    }
}

/// Whether a time is after the evaluation date by more than a day: clocks differ.
pub(crate) const fn is_future(time: Deciseconds, as_of: Deciseconds) -> bool {
    time.get().saturating_sub(as_of.get()) > DAY
}

/// [`MaxAge::DEFAULT`]
impl Default for MaxAge {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// `13 months`, `90 days`
impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Months(months) => write_counted(f, months, "month"),
            Self::Days(days) => write_counted(f, days, "day"),
        }
    }
}

/// Parses a number and a unit: `13 months`, `13mo`, `90 days`, `90d`, `2 weeks`, `1y`.
impl FromStr for MaxAge {
    type Err = ParseMaxAgeError;

    fn from_str(text: &str) -> Result<Self, ParseMaxAgeError> {
        let trimmed = text.trim();
        let end = trimmed.find(|c: char| !c.is_ascii_digit()).unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(end);
        let number: u64 = number.parse().map_err(|_| ParseMaxAgeError)?;
        let (per_unit, age): (u64, fn(u64) -> Self) = match unit.trim() {
            "d" | "day" | "days" => (1, Self::Days),
            "w" | "week" | "weeks" => (7, Self::Days),
            "mo" | "month" | "months" => (1, Self::Months),
            "y" | "year" | "years" => (12, Self::Months),
            _ => return Err(ParseMaxAgeError),
        };
        number.checked_mul(per_unit).map(age).ok_or(ParseMaxAgeError)
    }
}

/// The error for a text that is not a maximum age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseMaxAgeError;

impl fmt::Display for ParseMaxAgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number of days, weeks, months or years, such as 13mo or 90d")
    }
}

impl std::error::Error for ParseMaxAgeError {}

/// The time between two dates, displayed in the largest unit with a count of at least two, or else
/// in days.
///
/// ```
/// use tcf_policy::age::Age;
/// let age = Age::of("2022-10-26".parse().unwrap(), "2026-06-01".parse().unwrap());
/// assert_eq!(age.to_string(), "3 years ago");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    from: Deciseconds,
    to: Deciseconds,
}

impl Age {
    /// The age of a time as of another.
    pub const fn of(time: Deciseconds, as_of: Deciseconds) -> Self {
        Self { from: time, to: as_of }
    }
}

/// `4 years ago`, `13 months ago`, `45 days ago`, `today`, `in 3 days`
impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (earlier, later) = (self.from.min(self.to), self.from.max(self.to));
        let days = later.start_of_day().get().saturating_sub(earlier.start_of_day().get()) / DAY;
        if days == 0 {
            return f.write_str("today");
        }
        if self.from > self.to {
            f.write_str("in ")?;
        }
        let month = |time: Deciseconds| {
            let (year, month, day) = time.date();
            (year * 12 + month, day)
        };
        let ((first, first_day), (last, last_day)) = (month(earlier), month(later));
        let months = (last - first).saturating_sub(u64::from(last_day < first_day));
        match months {
            0 | 1 => write_counted(f, days, "day"),
            2..24 => write_counted(f, months, "month"),
            months => write_counted(f, months / 12, "year"),
        }?;
        if self.from > self.to { Ok(()) } else { f.write_str(" ago") }
    }
}

fn write_counted(f: &mut fmt::Formatter<'_>, count: u64, unit: &str) -> fmt::Result {
    write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Deciseconds {
        text.parse().unwrap()
    }

    #[test]
    fn ages_have_the_largest_unit_of_which_there_are_two() {
        for (from, want) in [
            ("2026-06-01", "today"),
            ("2026-05-31T23:59:59Z", "1 day ago"),
            ("2026-04-02", "60 days ago"),
            ("2026-04-01", "2 months ago"),
            ("2025-05-02", "12 months ago"),
            ("2024-06-02", "23 months ago"),
            ("2024-06-01", "2 years ago"),
            ("1970-01-01", "56 years ago"),
            ("2026-06-02", "in 1 day"),
            ("2026-09-01", "in 3 months"),
        ] {
            assert_eq!(Age::of(time(from), time("2026-06-01")).to_string(), want, "{from}");
        }
    }

    #[test]
    fn months_are_calendar_months() {
        let is_exceeded =
            |age: MaxAge, from: &str| age.is_exceeded(time(from), time("2026-06-01T12:00:00Z"));
        let default = MaxAge::default();
        assert!(!is_exceeded(default, "2025-05-01T12:00:00Z"));
        assert!(is_exceeded(default, "2025-05-01T11:59:59Z"));
        assert!(!is_exceeded(MaxAge::Days(90), "2026-03-03T12:00:00Z"));
        assert!(is_exceeded(MaxAge::Days(90), "2026-03-03T11:59:59Z"));
        // A string from the future is not old, and no string is older than the calendar.
        assert!(!is_exceeded(MaxAge::Days(0), "2026-07-01"));
        for age in [MaxAge::Months(9999), MaxAge::Months(u64::MAX), MaxAge::Days(u64::MAX)] {
            assert!(!is_exceeded(age, "1970-01-01"), "{age}");
        }
        for months in 0..60 {
            for day in 0..1900 {
                let (as_of, day) = (time("2026-03-31"), Deciseconds::new(day * DAY).unwrap());
                let from = Deciseconds::new(as_of.get() - day.get()).unwrap();
                let oldest = months_before(as_of, months).unwrap();
                assert_eq!(MaxAge::Months(months).is_exceeded(from, as_of), from < oldest);
            }
        }
    }

    #[test]
    fn parses_units() {
        for (text, want) in [
            ("13 months", MaxAge::Months(13)),
            ("13mo", MaxAge::Months(13)),
            (" 1 month ", MaxAge::Months(1)),
            ("90d", MaxAge::Days(90)),
            ("2 weeks", MaxAge::Days(14)),
            ("1y", MaxAge::Months(12)),
        ] {
            assert_eq!(text.parse(), Ok(want), "{text}");
        }
        // `m` could be minutes.
        for text in ["", "13", "13m", "months", "-1d", "1.5y", "99999999999999999999d", "1 h"] {
            assert_eq!(text.parse::<MaxAge>(), Err(ParseMaxAgeError), "{text}");
        }
    }
}
