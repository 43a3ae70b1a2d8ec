//! Errors of the generator.

use std::fmt;

use tcf_codec::Deciseconds;

use crate::dates::after;
use crate::kind::Kind;

/// Why a string cannot be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GenerateError {
    /// The date is before the first strings of the kind.
    TooEarly {
        /// The kind, or `None` for any kind.
        kind: Option<Kind>,
        /// The first possible date.
        first: Deciseconds,
    },
    /// The last strings of the kind are expired on the date.
    TooLate {
        /// The kind.
        kind: Kind,
        /// The last day on which such strings were created.
        last: Deciseconds,
    },
    /// The vendor list was published after the day of the string.
    ListTooYoung {
        /// The date on which the list was published.
        published: Deciseconds,
        /// The latest possible day of the string.
        last: Deciseconds,
    },
    /// The vendor list was replaced before the first strings of the kind.
    ListTooEarly {
        /// The kind, or `None` for any kind.
        kind: Option<Kind>,
        /// The date on which the list was published.
        published: Deciseconds,
        /// The first possible date of the string.
        first: Deciseconds,
    },
    /// Strings with the version of the vendor list are expired on the date.
    ListTooOld {
        /// The date on which the list was published.
        published: Deciseconds,
    },
    /// The policy version of the vendor list ended before the list was published.
    PolicyEnded {
        /// The policy version.
        policy_version: u16,
        /// The last day on which strings had it.
        end: Deciseconds,
    },
    /// The policy version of the vendor list does not fit in a string.
    PolicyVersionTooLarge {
        /// The policy version.
        policy_version: u16,
    },
    /// No vendor matches the kind.
    NoVendor {
        /// The kind.
        kind: Kind,
    },
    /// No CMP of the list is registered on the date.
    NoCmp,
    /// The rule needs a vendor list.
    NeedsGvl,
    /// The rule needs a CMP list.
    NeedsCmpList,
    /// The rule checks vendor lists, not strings.
    NotOfAString,
    /// The rule compares a string with something that is sent or known besides it.
    NeedsOtherInput,
    /// No string violates only this rule with these lists on this date.
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
                write!(f, "no such strings existed before {}", day(first))
            }
            Self::TooEarly { kind: Some(kind), first } => {
                write!(f, "no strings of kind {} existed before {}", kind.name(), day(first))
            }
            Self::TooLate { kind, last } => write!(
                f,
                "strings of kind {} were created until {} and are expired on this date",
                kind.name(),
                day(last)
            ),
            Self::ListTooYoung { published, last } => write!(
                f,
                "the vendor list was published on {}, after the day of the string ({} or earlier)",
                day(published),
                day(last)
            ),
            Self::ListTooEarly { kind, published, first } => {
                write!(
                    f,
                    "the vendor list was published on {} and replaced before {}, when the first \
                     strings",
                    day(published),
                    day(first)
                )?;
                match kind {
                    Some(kind) => write!(f, " of kind {} were created", kind.name()),
                    None => f.write_str(" were created"),
                }
            }
            Self::ListTooOld { published } => write!(
                f,
                "the vendor list was published on {}, and strings that use it are expired on \
                 this date",
                day(published)
            ),
            Self::PolicyEnded { policy_version, end } => write!(
                f,
                "the vendor list has policy version {policy_version}, which strings must not have \
                 since {}",
                day(after(end, 1))
            ),
            Self::PolicyVersionTooLarge { policy_version } => {
                write!(
                    f,
                    "the vendor list has policy version {policy_version}, but strings support at \
                     most 63"
                )
            }
            Self::NoVendor { kind } => {
                write!(f, "no vendor of the list matches kind {}", kind.name())
            }
            Self::NoCmp => f.write_str("no CMP of the list is registered on this date"),
            Self::NeedsGvl => f.write_str("a vendor list is required"),
            Self::NeedsCmpList => f.write_str("a CMP list is required"),
            Self::NotOfAString => f.write_str("the rule checks vendor lists, not strings"),
            Self::NeedsOtherInput => f.write_str(
                "the rule compares a string with another input, such as gpp_sid or a provider list",
            ),
            Self::Unsatisfiable => {
                f.write_str("no string violates only this rule with these lists on this date")
            }
        }
    }
}

impl std::error::Error for GenerateError {}
