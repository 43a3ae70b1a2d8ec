//! Limits on times, in `[audit.limits]` and as options.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::{Milliseconds, ParseDurationError};

/// Times in `[audit]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// The longest time that a change may take to arrive.
    pub propagation: Option<Milliseconds>,
    /// How long after a change the string from before is accepted.
    pub grace: Option<Milliseconds>,
    /// How far clocks may be apart.
    pub skew: Option<Milliseconds>,
}

impl Limits {
    /// Sets a limit.
    pub const fn set(&mut self, limit: Limit) {
        let place = match limit.key {
            LimitKey::Propagation => &mut self.propagation,
            LimitKey::Grace => &mut self.grace,
            LimitKey::Skew => &mut self.skew,
        };
        *place = Some(limit.time);
    }

    /// These limits, and those of `other` where there is none.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            propagation: self.propagation.or(other.propagation),
            grace: self.grace.or(other.grace),
            skew: self.skew.or(other.skew),
        }
    }
}

/// A limit: `propagation=5s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited.
    pub key: LimitKey,
    /// The time.
    pub time: Milliseconds,
}

/// A time that has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKey {
    /// The time of a change to arrive.
    Propagation,
    /// The time for calls that were under way.
    Grace,
    /// The time between clocks.
    Skew,
}

impl FromStr for Limit {
    type Err = ParseLimitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, time) = text.split_once('=').ok_or(ParseLimitError::NoTime)?;
        let key = match key.trim() {
            "propagation" => LimitKey::Propagation,
            "grace" => LimitKey::Grace,
            "skew" => LimitKey::Skew,
            other => return Err(ParseLimitError::Unknown(other.to_owned())),
        };
        Ok(Self { key, time: time.trim().parse().map_err(ParseLimitError::Duration)? })
    }
}

/// Why a text is not a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseLimitError {
    /// There is no `=`.
    NoTime,
    /// The key is unknown.
    Unknown(String),
    /// The time is not a duration.
    Duration(ParseDurationError),
}

impl fmt::Display for ParseLimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTime => f.write_str("expected KEY=TIME"),
            Self::Unknown(key) => {
                write!(f, "no limit {key:?}: expected propagation, grace or skew")
            }
            Self::Duration(error) => error.fmt(f),
        }
    }
}

impl Error for ParseLimitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Duration(error) => Some(error),
            Self::NoTime | Self::Unknown(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_keys_with_times() {
        let mut limits = Limits::default();
        for text in ["grace=1s", "grace = 2s", "skew=0ms"] {
            limits.set(text.parse().unwrap());
        }
        let settings = Limits {
            propagation: Some(Milliseconds::new(7)),
            grace: Some(Milliseconds::new(9)),
            skew: None,
        };
        let millis = |time: Option<Milliseconds>| time.map(Milliseconds::get);
        let Limits { propagation, grace, skew } = limits.or(&settings);
        assert_eq!([propagation, grace, skew].map(millis), [Some(7), Some(2_000), Some(0)]);
        for (text, expected) in [
            ("grace", "expected KEY=TIME"),
            ("delay=5s", "no limit \"delay\": expected propagation, grace or skew"),
            ("grace=5", "expected a number with a unit, such as 250ms, 5s, 2m or 1h"),
        ] {
            assert_eq!(text.parse::<Limit>().unwrap_err().to_string(), expected);
        }
    }
}
