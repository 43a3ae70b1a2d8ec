//! Points in time.

use std::fmt;

use tcf_codec::Deciseconds;

/// A point in time with a resolution of a millisecond, from 1970 to 2187.
///
/// ```
/// use tcf_carrier::Timestamp;
///
/// let at = Timestamp::parse("2024-04-02T12:15:04.4+02:00").unwrap();
/// assert_eq!(at.to_string(), "2024-04-02T10:15:04.400Z");
/// assert_eq!(at, Timestamp::parse("02/Apr/2024:10:15:04.4 +0000").unwrap());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The earliest timestamp: 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);

    /// The latest timestamp, in 2187.
    pub const MAX: Self = Self(Deciseconds::MAX.get() * 100 + 99);

    /// Creates a timestamp from milliseconds since 1970-01-01T00:00:00Z; `None` after 2187.
    pub const fn from_unix_millis(millis: u64) -> Option<Self> {
        match Deciseconds::new(millis / 100) {
            Some(_) => Some(Self(millis)),
            None => None,
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn unix_millis(self) -> u64 {
        self.0
    }

    /// Parses a time with a zone: RFC 3339 (`2024-04-02T10:15:04.400Z`, also with a space instead
    /// of the `T` or an offset without a colon) or the format of access logs
    /// (`02/Apr/2024:10:15:04 +0000`). Digits beyond milliseconds are dropped.
    ///
    /// A time without a zone gives `None`; see [`Timestamp::parse_with_offset`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_in(text, None)
    }

    /// Parses a time as [`Timestamp::parse`] does. If it has no zone, it is `minutes` ahead of UTC.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let at = Timestamp::parse_with_offset("2024-04-02 12:15:04", 120).unwrap();
    /// assert_eq!(at.to_string(), "2024-04-02T10:15:04.000Z");
    /// ```
    pub fn parse_with_offset(text: &str, minutes: i32) -> Option<Self> {
        Self::parse_in(text, Some(minutes))
    }

    /// Parses a time with a zone, or one without, if it is known how many minutes those are ahead
    /// of UTC.
    pub(crate) fn parse_in(text: &str, default_offset: Option<i32>) -> Option<Self> {
        let mut cursor = Cursor(text.trim_ascii().as_bytes());
        let (year, month, day) = cursor.date()?;
        let hour = cursor.number(2)?;
        cursor.one_of(b":")?;
        let minute = cursor.number(2)?;
        // Seconds may be missing.
        let (mut second, mut millis) = (0, 0);
        if cursor.one_of(b":").is_some() {
            second = cursor.number(2)?;
            millis = cursor.fraction()?;
        }
        let offset = if cursor.0.is_empty() {
            default_offset?
        } else {
            while cursor.one_of(b" ").is_some() {}
            cursor.offset()?
        };
        // A leap second is the second after it.
        if !cursor.0.is_empty() || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let day = Deciseconds::from_date(year, month, day)?.get() * 100;
        let local = day + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
        let millis = local.checked_add_signed(-i64::from(offset) * 60_000)?;
        Self::from_unix_millis(millis)
    }

    /// Parses a time with a zone, a number of seconds or milliseconds since 1970, or a time without
    /// a zone that is `utc_offset` minutes ahead of UTC, if that is given.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let at = Timestamp::parse("2024-04-02T10:15:04Z");
    /// assert_eq!(Timestamp::parse_any("1712052904", None), at);
    /// assert_eq!(Timestamp::parse_any("2024-04-02 12:15:04", Some(120)), at);
    /// assert_eq!(Timestamp::parse_any("2024-04-02 12:15:04", None), None);
    /// ```
    pub fn parse_any(text: &str, utc_offset: Option<i32>) -> Option<Self> {
        Self::parse_in(text, utc_offset).or_else(|| Self::parse_unix(text))
    }

    /// Parses a time zone: UTC, or an offset from it. Returns the minutes that it is ahead of UTC.
    /// Names of zones have no fixed offset.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let offset = Timestamp::parse_utc_offset;
    /// assert_eq!(["UTC", "+02:00", "-0530", "+01"].map(offset), [0, 120, -330, 60].map(Some));
    /// assert_eq!(["02:00", "+2", "+02:", "+02:60", "+15:00", "CET"].map(offset), [None; 6]);
    /// ```
    pub fn parse_utc_offset(text: &str) -> Option<i32> {
        let mut cursor = Cursor(text.as_bytes());
        let minutes = cursor.offset()?;
        cursor.0.is_empty().then_some(minutes)
    }

    /// Parses the date of a cookie or a response as browsers do (RFC 6265, section 5.1.1): its
    /// parts in any order, with any separators, always in UTC.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let at = Timestamp::parse("1994-11-06T08:49:37Z");
    /// assert_eq!(Timestamp::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at);
    /// assert_eq!(Timestamp::parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at);
    /// ```
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let (mut time, mut day, mut month, mut year) = (None, None, None, None);
        for token in
            text.split(|character: char| !character.is_ascii_alphanumeric() && character != ':')
        {
            let number = || token.parse::<u16>().ok();
            let month_of = |token: &str| month_of(token.as_bytes().get(..3)?);
            if time.is_none() && token.contains(':') {
                time = Some(token);
            } else if day.is_none() && (1..=2).contains(&token.len()) && number().is_some() {
                day = number();
            } else if month.is_none() && month_of(token).is_some() {
                month = month_of(token);
            } else if year.is_none() && [2, 4].contains(&token.len()) && number().is_some() {
                year = number().map(|year| match year {
                    0..=69 => year + 2000,
                    70..=99 => year + 1900,
                    _ => year,
                });
            }
        }
        let mut parts = time?.split(':').map(|part| part.parse::<u8>().ok());
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().flatten()?);
        Self::parse_clamped(&format!(
            "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
            year?, month?, day?
        ))
    }

    /// Parses a time as [`Timestamp::parse`] does. One of the years 1601 to 1969 is the earliest
    /// timestamp, and one after 2186 the latest: a cookie that expires in 9999 stays.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let clamped = Timestamp::parse_clamped;
    /// assert_eq!(clamped("9999-12-31T23:59:59Z"), Some(Timestamp::MAX));
    /// assert_eq!(clamped("1904-02-29T00:00:00Z"), Some(Timestamp::MIN));
    /// assert_eq!(clamped("9999-12-32T00:00:00Z"), None);
    /// ```
    pub fn parse_clamped(text: &str) -> Option<Self> {
        /// A leap year: the date must exist.
        const ANY: &str = "2000";
        let (year, rest) = text.trim_ascii().split_at_checked(4)?;
        let in_range = || Self::parse(&format!("{ANY}{rest}"));
        match year.parse().ok()? {
            1601..1970 => in_range().map(|_| Self::MIN),
            1970..2187 => Self::parse(text),
            2187..10_000u16 => in_range().map(|_| Self::MAX),
            _ => None,
        }
    }

    /// Parses a number of seconds or milliseconds since 1970, such as `1712052904` or
    /// `1712052904.4`. Numbers above 100,000,000,000 are milliseconds. Numbers below 1,000,000,000
    /// (2001) are dates, years or counters, and give `None`.
    ///
    /// ```
    /// use tcf_carrier::Timestamp;
    ///
    /// let at = Timestamp::parse("2024-04-02T10:15:04.400Z");
    /// assert_eq!(Timestamp::parse_unix("1712052904400"), at);
    /// assert_eq!(Timestamp::parse_unix("1712052904.4"), at);
    /// assert_eq!(Timestamp::parse_unix("20240402"), None);
    /// ```
    pub fn parse_unix(text: &str) -> Option<Self> {
        const FIRST_SECONDS: u64 = 1_000_000_000;
        const FIRST_MILLIS: u64 = 100_000_000_000;
        let text = text.trim_ascii();
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (text, ""),
        };
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let whole: u64 = whole.parse().ok()?;
        if whole >= FIRST_MILLIS {
            return Self::from_unix_millis(whole);
        }
        if whole < FIRST_SECONDS {
            return None;
        }
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
        let millis = digits.fold(0, |millis, digit| millis * 10 + u64::from(digit - b'0'));
        Self::from_unix_millis(whole * 1000 + millis)
    }
}

/// RFC 3339 in UTC, with milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Deciseconds::new(self.0 / 100).map(Deciseconds::date);
        let (year, month, day) = date.ok_or(fmt::Error)?;
        let millis = self.0 % 86_400_000;
        let (hour, minute) = (millis / 3_600_000, millis / 60_000 % 60);
        let (second, millis) = (millis / 1000 % 60, millis % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

/// The rest of a text.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// A number of exactly `digits` digits.
    fn number(&mut self, digits: usize) -> Option<u64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let value = number.iter().try_fold(0, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0'))
        })?;
        self.0 = rest;
        Some(value)
    }

    fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (byte, rest) = self.0.split_first().filter(|(byte, _)| expected.contains(byte))?;
        self.0 = rest;
        Some(*byte)
    }

    /// Year, month and day, and what separates them from the time.
    fn date(&mut self) -> Option<(u64, u64, u64)> {
        if self.0.get(2) == Some(&b'/') {
            let day = self.number(2)?;
            self.one_of(b"/")?;
            let (name, rest) = self.0.split_at_checked(3)?;
            self.0 = rest;
            let month = month_of(name)?;
            self.one_of(b"/")?;
            let year = self.number(4)?;
            self.one_of(b":")?;
            return Some((year, month, day));
        }
        let year = self.number(4)?;
        self.one_of(b"-")?;
        let month = self.number(2)?;
        self.one_of(b"-")?;
        let day = self.number(2)?;
        self.one_of(b"Tt ")?;
        Some((year, month, day))
    }

    /// The milliseconds of a fraction of a second; 0 without one.
    fn fraction(&mut self) -> Option<u64> {
        if self.one_of(b".,").is_none() {
            return Some(0);
        }
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = self.0.split_at_checked(digits).filter(|_| digits > 0)?;
        self.0 = rest;
        let digits = fraction.iter().chain(std::iter::repeat(&b'0')).take(3);
        Some(digits.fold(0, |millis, digit| millis * 10 + u64::from(digit - b'0')))
    }

    /// The minutes ahead of UTC: `Z`, `UTC`, `+02:00`, `+0200`, `+02`. No zone is 15 hours from it.
    fn offset(&mut self) -> Option<i32> {
        for name in ["Z", "UTC", "GMT"] {
            if let Some((start, rest)) = self.0.split_at_checked(name.len())
                && start.eq_ignore_ascii_case(name.as_bytes())
            {
                self.0 = rest;
                return Some(0);
            }
        }
        let sign = self.one_of(b"+-")?;
        let hours = self.number(2)?;
        let has_minutes = self.one_of(b":").is_some() || !self.0.is_empty();
        let minutes = if has_minutes { self.number(2)? } else { 0 };
        if hours > 14 || minutes > 59 {
            return None;
        }
        let minutes = i32::try_from(hours * 60 + minutes).ok()?;
        Some(if sign == b'-' { -minutes } else { minutes })
    }
}

/// The number of a month, from 1, by the first three letters of its name.
fn month_of(name: &[u8]) -> Option<u64> {
    (1..)
        .zip(MONTHS)
        .find(|(_, month)| month.as_bytes().eq_ignore_ascii_case(name))
        .map(|found| found.0)
}

/// Names of months in access logs and HTTP.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parsed_in_every_format() {
        for text in [
            "2024-04-02T10:15:04.400Z",
            "2024-04-02T10:15:04.4000009Z",
            "2024-04-02t10:15:04,4z",
            "2024-04-02T10:15:04.400+00:00",
            "2024-04-02T12:15:04.400+02:00",
            "2024-04-02T12:15:04.400+0200",
            "2024-04-02 12:15:04.4 +02",
            "2024-04-01T23:45:04.400-10:30",
            "2024-04-02 10:15:04.4 UTC",
            "02/Apr/2024:12:15:04.4 +0200",
            "02/apr/2024:10:15:04.4 gmt",
        ] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::unix_millis), Some(1_712_052_904_400));
        }
        for text in ["2024-04-02T10:15:04.4Z", "1712052904400", "1712052904.4"] {
            let padded = Timestamp::parse_any(&format!(" {text}\n"), None);
            assert_eq!(padded.map(Timestamp::unix_millis), Some(1_712_052_904_400), "{text}");
        }
        let without_zone = "2024-04-02 10:15";
        assert_eq!(Timestamp::parse(without_zone), None);
        let local = Timestamp::parse_with_offset(without_zone, -60).unwrap();
        assert_eq!(local.to_string(), "2024-04-02T11:15:00.000Z");
    }

    #[test]
    fn other_texts_are_not_times() {
        for text in [
            "",
            "2024-04-02",
            "2024-04-02T10:15:04.Z",
            "2024-04-02T24:15:04Z",
            "2024-02-30T10:15:04Z",
            "2024-13-01T10:15:04Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+01:00",
            "2024-04-02T10:15:04Zx",
            "2024-04-02T10:15:04+2:00",
            "2024-04-02T10:15:04+24:00",
            "02/Avr/2024:10:15:04 +0000",
            "2024-04-02T10:15:04+02:",
            "2024-04-02T10:15:04+15:00",
            "9999-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        for text in
            ["", ".5", "5.", "-1", "1e9", "99999999999999999999", "20260310", "2026", "999999999.9"]
        {
            assert_eq!(Timestamp::parse_unix(text), None, "{text}");
        }
        assert!(Timestamp::parse_unix("1000000000").is_some());
    }

    #[test]
    fn dates_of_all_writers_are_read() {
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("1994-11-06T08:49:37.000Z")),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some("1994-11-06T08:49:37.000Z")),
            ("Sun Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37.000Z")),
            ("6 november 2069 8:9:7", Some("2069-11-06T08:09:07.000Z")),
            ("Wed, 31 Feb 2024 00:00:00 GMT", None),
            ("Wed, 21 Oct 2025", None),
            ("21 Oct 2025 24:00:00", None),
            ("21 Oct 2025 10:00", None),
            ("Mon, 29 Feb 1904 00:00:00 GMT", Some("1970-01-01T00:00:00.000Z")),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some("2187-10-06T10:21:13.599Z")),
            ("Fri, 32 Dec 9999 23:59:59 GMT", None),
            ("Mon, 01 Jan 1600 00:00:00 GMT", None),
            ("session", None),
            ("", None),
        ] {
            let time = Timestamp::parse_http_date(text).map(|time| time.to_string());
            assert_eq!(time.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_day_is_printed_as_it_was_parsed() {
        let mut at = 0;
        while let Some(timestamp) = Timestamp::from_unix_millis(at) {
            let text = timestamp.to_string();
            assert_eq!(Timestamp::parse(&text), Some(timestamp), "{text}");
            at += 86_400_000 - 1;
        }
        assert!(at > 200 * 365 * 86_400_000, "{at}");
        assert_eq!(Timestamp::from_unix_millis(0).unwrap().to_string(), "1970-01-01T00:00:00.000Z");
    }
}
