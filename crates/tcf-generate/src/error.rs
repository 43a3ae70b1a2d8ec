//! Why no string can be made.

use std::fmt;

use tcf_codec::Deciseconds;

use crate::dates::after;
use crate::kind::Kind;

/// Why no string can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GenerateError {
    /// The day is before there were such strings.
    TooEarly {
        /// The kind; `None` for any.
        kind: Option<Kind>,
        /// The first day that there are.
        first: Deciseconds,
    },
    /// No such string was made any more, and the last ones are expired.
    TooLate {
        /// The kind.
        kind: Kind,
        /// The last day on which they were made.
        last: Deciseconds,
    },
    /// The vendor list is younger than the string would be.
    ListTooYoung {
        /// When the list was published.
        published: Deciseconds,
        /// The last day that the string can be of.
        last: Deciseconds,
    },
    /// Strings that name the vendor list are expired on the day.
    ListTooOld {
        /// When the list was published.
        published: Deciseconds,
    },
    /// The vendor list carries a policy version that strings of its days must not.
    PolicyEnded {
        /// The policy version.
        policy_version: u16,
        /// The last day on which strings carried it.
        end: Deciseconds,
    },
    /// The policy version of the vendor list fits into no string.
    PolicyVersionTooLarge {
        /// The policy version.
        policy_version: u16,
    },
    /// No vendor is fit for it.
    NoVendor {
        /// The kind.
        kind: Kind,
    },
    /// No CMP of the list is registered on the day.
    NoCmp,
    /// The rule speaks of vendors as a list declares them, and there is no list.
    NeedsGvl,
    /// The rule speaks of CMPs, and there is no list of them.
    NeedsCmpList,
    /// The rule is about a vendor list, not about a string.
    NotOfAString,
    /// No string breaks the rule alone with these lists and on this day.
    Unsatisfiable,
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |time: Deciseconds| {
            let (year, month, day) = time.date();
            format!("{year:04}-{month:02}-{day:02}")
        };
        match *self {
            Self::TooEarly { kind: None, first } => {
                write!(f, "there were no such strings before {}", day(first))
            }
            Self::TooEarly { kind: Some(kind), first } => {
                write!(f, "there were no strings of kind {} before {}", kind.name(), day(first))
            }
            Self::TooLate { kind, last } => write!(
                f,
                "strings of kind {} were made until {}: by this date they are expired",
                kind.name(),
                day(last)
            ),
            Self::ListTooYoung { published, last } => write!(
                f,
                "the vendor list is of {}: no string of {} or earlier can name it",
                day(published),
                day(last)
            ),
            Self::ListTooOld { published } => write!(
                f,
                "the vendor list is of {}: by this date strings that name it are expired",
                day(published)
            ),
            Self::PolicyEnded { policy_version, end } => write!(
                f,
                "the vendor list carries policy version {policy_version}, which strings must not since {}",
                day(after(end, 1))
            ),
            Self::PolicyVersionTooLarge { policy_version } => {
                write!(
                    f,
                    "the vendor list carries policy version {policy_version}, strings hold at most 63"
                )
            }
            Self::NoVendor { kind } => {
                write!(f, "no vendor of the list is fit for kind {}", kind.name())
            }
            Self::NoCmp => f.write_str("no CMP of the list is registered on this date"),
            Self::NeedsGvl => f.write_str("it depends on what vendors declare: give a vendor list"),
            Self::NeedsCmpList => {
                f.write_str("it depends on which CMPs there are: give a CMP list")
            }
            Self::NotOfAString => f.write_str("it is about vendor lists, no string can break it"),
            Self::Unsatisfiable => {
                f.write_str("no string breaks it alone, with these lists and on this date")
            }
        }
    }
}

impl std::error::Error for GenerateError {}
