//! The codes of the checks, in one table. [`registry`](super::registry) holds what each of them
//! means.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Calls a macro with every check: group, letter, and the codes.
macro_rules! for_each_check {
    ($callback:ident) => {
        $callback! {
            Transport "T" {
                T001 T002 T003 T004 T005 T006 T007 T008 T009 T010 T011 T012 T013 T014 T015 T016 T017
            }
            Consistency "K" {
                K001 K002 K003 K004 K005 K006 K007 K008 K009 K010 K011 K012
            }
            Behaviour "B" {
                B001 B002 B003 B004 B005 B006 B007 B008 B009 B010 B011 B012 B013 B014 B015
            }
            Journey "J" {
                J001 J002 J003 J004 J005 J006 J007 J008 J009 J010
            }
            Map "M" {
                M001 M002 M003 M004 M005 M006 M007 M008 M009 M010 M011 M012 M013
            }
        }
    };
}

macro_rules! codes {
    ($( $Group:ident $letter:literal { $( $code:ident )+ } )+) => {
        /// The code of a check: the letter of its group and three digits. A code never changes its
        /// meaning and is never reused.
        ///
        /// ```
        /// use tcf_audit::check::{CheckCode, CheckGroup};
        /// let code: CheckCode = "B002".parse()?;
        /// assert_eq!(code, CheckCode::B002);
        /// assert_eq!(code.group(), CheckGroup::Behaviour);
        /// assert_eq!(code.check().slug, "call-without-basis");
        /// # Ok::<(), tcf_audit::check::UnknownCheckCode>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each code has a page")]
        pub enum CheckCode {
            $( $( $code, )+ )+
        }

        impl CheckCode {
            /// Every code, by group and number.
            pub const ALL: &[Self] = &[$( $( Self::$code, )+ )+];

            /// Whether an error of this check makes a call unauthorized: the string in force does
            /// not permit it, or the user had no choice yet.
            pub const fn is_unauthorised(self) -> bool {
                matches!(
                    self,
                    Self::B001 | Self::B002 | Self::B003 | Self::B004 | Self::B012 | Self::B013
                )
            }

            /// The code as text, such as `B002`.
            pub const fn as_str(self) -> &'static str {
                match self { $( $( Self::$code => stringify!($code), )+ )+ }
            }

            /// The group of the check.
            pub const fn group(self) -> CheckGroup {
                match self { $( $( Self::$code )|+ => CheckGroup::$Group, )+ }
            }
        }

        impl FromStr for CheckCode {
            type Err = UnknownCheckCode;

            fn from_str(code: &str) -> Result<Self, UnknownCheckCode> {
                match code {
                    $( $( stringify!($code) => Ok(Self::$code), )+ )+
                    _ => Err(UnknownCheckCode),
                }
            }
        }

        impl CheckGroup {
            /// Every group.
            pub const ALL: [Self; [$( $letter ),+].len()] = [$( Self::$Group, )+];

            /// The letter that its codes begin with.
            pub const fn letter(self) -> &'static str {
                match self { $( Self::$Group => $letter, )+ }
            }
        }
    };
}
for_each_check!(codes);

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for CheckCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The text is not the code of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a check")]
pub struct UnknownCheckCode;

/// A group of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckGroup {
    /// T: individual signals.
    Transport,
    /// K: consistency of the signals of a visit.
    Consistency,
    /// B: calls and storage that the string in force does not permit.
    Behaviour,
    /// J: propagation of changes.
    Journey,
    /// M: host map, purpose map and context.
    Map,
}

impl CheckGroup {
    /// What its checks compare.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Transport => "individual signals",
            Self::Consistency => "consistency of the signals of a visit",
            Self::Behaviour => "calls and storage that the string in force does not permit",
            Self::Journey => "propagation of changes",
            Self::Map => "host map, purpose map and context",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_within_their_group_and_parse() {
        for pair in CheckCode::ALL.windows(2) {
            let [one, two] = pair else { panic!() };
            assert!(one.group() < two.group() || one.as_str() < two.as_str(), "{two}");
        }
        for &code in CheckCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert!(code.as_str().starts_with(code.group().letter()), "{code}");
        }
        for unknown in ["", "B", "b002", "B000", "call-without-basis"] {
            assert_eq!(unknown.parse::<CheckCode>(), Err(UnknownCheckCode), "{unknown}");
        }
    }
}
