//! Timestamps in tenths of a second.

use core::fmt;
use core::str::FromStr;

use super::Ascii;
use super::wire::{InvalidBits, Kind, Wire};
use crate::bits::low_u16;

/// A timestamp: tenths of a second since 1970-01-01T00:00:00Z, in 36 bits (until the year 2187).
///
/// Timestamps are formatted and parsed as RFC 3339, with at most one fractional digit. A date
/// without a time is parsed as midnight UTC.
///
/// ```
/// use tcf_codec::Deciseconds;
/// let time: Deciseconds = "2026-03-10".parse().unwrap();
/// assert_eq!(time.to_string(), "2026-03-10T00:00:00Z");
/// assert!(time.is_midnight());
/// assert!("2026-02-30".parse::<Deciseconds>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Deciseconds(u64);

const PER_DAY: u64 = Deciseconds::PER_DAY;

impl Deciseconds {
    /// Tenths of a second in a day.
    pub const PER_DAY: u64 = 864_000;

    /// The latest timestamp.
    pub const MAX: Self = Self((1 << 36) - 1);

    /// Creates a timestamp from tenths of a second since 1970, or `None` if they do not fit in 36
    /// bits.
    pub const fn new(deciseconds: u64) -> Option<Self> {
        if deciseconds <= Self::MAX.0 { Some(Self(deciseconds)) } else { None }
    }

    /// Tenths of a second since 1970.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Returns `true` if the timestamp is midnight UTC, as the specification requires for version 2
    /// strings.
    pub const fn is_midnight(self) -> bool {
        self.0.is_multiple_of(PER_DAY)
    }

    /// Midnight UTC of the same day.
    #[must_use]
    pub const fn start_of_day(self) -> Self {
        Self(self.0 - self.0 % PER_DAY)
    }

    /// Midnight UTC of a date, or `None` if the date does not exist or is out of range. Month and
    /// day count from 1.
    pub const fn from_date(year: u64, month: u64, day: u64) -> Option<Self> {
        match days_to(year, month, day) {
            Some(days) if days <= Self::MAX.0 / PER_DAY => Some(Self(days * PER_DAY)),
            _ => None,
        }
    }

    /// The UTC year, month (1 to 12) and day (1 to 31).
    pub const fn date(self) -> (u64, u64, u64) {
        // Days are counted from 1 March of the year 0, so that the leap day is the last of its
        // year; an era is the 400 years after which the calendar repeats.
        let days = self.0 / PER_DAY + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = era * 400 + year_of_era;
        (if month <= 2 { year + 1 } else { year }, month, day)
    }
}

/// Days from 1970-01-01 to a date, or `None` if the date is earlier or does not exist.
const fn days_to(year: u64, month: u64, day: u64) -> Option<u64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if day == 0 || day > length || year == 0 || year > 1_000_000 {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let shifted_month = if month <= 2 { month + 9 } else { month - 3 };
    let days = shifted_year * 365 + shifted_year / 4 - shifted_year / 100
        + shifted_year / 400
        + (153 * shifted_month + 2) / 5
        + day
        - 1;
    days.checked_sub(719_468)
}

impl fmt::Display for Deciseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.to_ascii().as_str())
    }
}

impl Deciseconds {
    pub(crate) fn to_ascii(self) -> Ascii<24> {
        let (year, month, day) = self.date();
        let (tenth, second) = (self.0 % PER_DAY % 10, self.0 % PER_DAY / 10);
        let mut text = Ascii::new();
        for (number, digits, behind) in [
            (year, 4, b'-'),
            (month, 2, b'-'),
            (day, 2, b'T'),
            (second / 3600, 2, b':'),
            (second / 60 % 60, 2, b':'),
            (second % 60, 2, if tenth == 0 { b'Z' } else { b'.' }),
        ] {
            text.push_number(low_u16(number), digits);
            text.push(behind);
        }
        if tenth != 0 {
            text.push_number(low_u16(tenth), 1);
            text.push(b'Z');
        }
        text
    }
}

/// Why a text is not a valid timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTime {
    /// Neither a date nor an RFC 3339 timestamp.
    Syntax,
    /// A day or a time of day that does not exist.
    NoSuchTime,
    /// A fraction finer than a tenth of a second.
    TooFine,
    /// Before 1970 or after [`Deciseconds::MAX`].
    OutOfRange,
}

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "invalid time, expected 2026-03-10 or 2026-03-10T00:00:00Z",
            Self::NoSuchTime => "no such date or time",
            Self::TooFine => "more precise than a tenth of a second",
            Self::OutOfRange => "out of range (1970-01-01T00:00:00Z to 2187-10-06T10:21:13.5Z)",
        })
    }
}

impl core::error::Error for InvalidTime {}

impl FromStr for Deciseconds {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let mut digits = Digits(text.as_bytes());
        let year = digits.number(4)?;
        digits.expect(b"-")?;
        let month = digits.number(2)?;
        digits.expect(b"-")?;
        let day = digits.number(2)?;
        let (mut of_day, mut east) = (0, 0);
        if !digits.0.is_empty() {
            digits.expect(b"Tt ")?;
            of_day = digits.time_of_day()?;
            east = digits.offset()?;
        }
        if !digits.0.is_empty() {
            return Err(InvalidTime::Syntax);
        }
        // The calendar repeats every 400 years, so this checks the day independently of the range.
        days_to(year + 2000, month, day).ok_or(InvalidTime::NoSuchTime)?;
        let days = days_to(year, month, day).ok_or(InvalidTime::OutOfRange)?;
        (days * PER_DAY + of_day)
            .checked_add_signed(-east)
            .and_then(Self::new)
            .ok_or(InvalidTime::OutOfRange)
    }
}

/// The unparsed rest of a timestamp.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn expect(&mut self, one_of: &[u8]) -> Result<u8, InvalidTime> {
        self.next().filter(|byte| one_of.contains(byte)).ok_or(InvalidTime::Syntax)
    }

    fn number(&mut self, length: usize) -> Result<u64, InvalidTime> {
        let mut value = 0;
        for _ in 0..length {
            let digit = self.next().filter(u8::is_ascii_digit).ok_or(InvalidTime::Syntax)?;
            value = value * 10 + u64::from(digit - b'0');
        }
        Ok(value)
    }

    /// Hours, minutes, seconds and their fraction, in tenths of a second.
    fn time_of_day(&mut self) -> Result<u64, InvalidTime> {
        let hour = self.number(2)?;
        self.expect(b":")?;
        let minute = self.number(2)?;
        self.expect(b":")?;
        let second = self.number(2)?;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(InvalidTime::NoSuchTime);
        }
        let mut tenth = 0;
        if self.0.first() == Some(&b'.') {
            self.next();
            tenth = self.number(1)?;
            while let Some(digit) = self.0.first().filter(|byte| byte.is_ascii_digit()) {
                if *digit != b'0' {
                    return Err(InvalidTime::TooFine);
                }
                self.next();
            }
        }
        Ok(((hour * 60 + minute) * 60 + second) * 10 + tenth)
    }

    /// The UTC offset, `Z` or hours and minutes, in tenths of a second.
    fn offset(&mut self) -> Result<i64, InvalidTime> {
        let sign = match self.expect(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Ok(0),
        };
        let hour = self.number(2)?;
        self.expect(b":")?;
        let minute = self.number(2)?;
        if hour > 23 || minute > 59 {
            return Err(InvalidTime::NoSuchTime);
        }
        // At most a day, which fits both types.
        Ok(sign * i64::from(low_u16(hour * 60 + minute)) * 600)
    }
}

impl Wire for Deciseconds {
    const WIDTH: usize = 36;
    const KIND: Kind = Kind::Time;

    fn from_bits(bits: u64) -> Result<Self, InvalidBits> {
        Ok(Self(bits))
    }

    fn to_bits(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn formats_and_parses_known_times() {
        for (deciseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (9_517_824_000, "2000-02-29T00:00:00Z"),
            (15_100_821_554, "2017-11-07T19:15:55.4Z"),
            (17_731_008_000, "2026-03-10T00:00:00Z"),
            ((1 << 36) - 1, "2187-10-06T10:21:13.5Z"),
        ] {
            let time = Deciseconds::new(deciseconds).unwrap();
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
        }
    }

    #[test]
    fn round_trips_every_day() {
        for day in 0..=Deciseconds::MAX.get() / PER_DAY {
            let time = Deciseconds(day * PER_DAY);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }

    #[test]
    fn parses_offsets_and_fractions() {
        let parse = |text: &str| text.parse::<Deciseconds>();
        assert_eq!(parse("2026-03-10T02:00:00+02:00"), parse("2026-03-10"));
        assert_eq!(parse("2026-03-09T19:30:00-04:30"), parse("2026-03-10"));
        assert_eq!(parse("2026-03-10T00:00:00.10Z").unwrap().get(), 17_731_008_001);
        assert_eq!(parse("2026-03-10T00:00:00.12Z"), Err(InvalidTime::TooFine));
        assert_eq!(parse("1969-12-31"), Err(InvalidTime::OutOfRange));
        assert_eq!(parse("9999-12-31"), Err(InvalidTime::OutOfRange));
        assert_eq!(parse("2026-13-01"), Err(InvalidTime::NoSuchTime));
        assert_eq!(parse("2026-02-29"), Err(InvalidTime::NoSuchTime));
        assert_eq!(parse("1900-02-29"), Err(InvalidTime::NoSuchTime));
        assert_eq!(parse("2026-03-10T24:00:00Z"), Err(InvalidTime::NoSuchTime));
        for text in
            ["", "2026", "2026-3-10", "2026-03-10T00:00:00", "2026-03-10T00:00:00Zx", "2026-03-10x"]
        {
            assert_eq!(parse(text), Err(InvalidTime::Syntax), "{text}");
        }
    }
}
