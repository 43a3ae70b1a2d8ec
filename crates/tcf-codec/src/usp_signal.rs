//! The signals of US Privacy strings.

use core::fmt;

/// A signal of a US Privacy string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UspSignal {
    /// `Y`.
    Yes,
    /// `N`.
    No,
    /// `-`: unknown, or the CCPA does not apply.
    #[default]
    NotApplicable,
}

impl UspSignal {
    /// The upper-case character.
    pub const fn character(self) -> char {
        match self {
            Self::Yes => 'Y',
            Self::No => 'N',
            Self::NotApplicable => '-',
        }
    }

    /// The signal of a character of either case.
    pub(crate) const fn of(character: u8) -> Option<Self> {
        match character {
            b'Y' | b'y' => Some(Self::Yes),
            b'N' | b'n' => Some(Self::No),
            b'-' => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

impl fmt::Display for UspSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_char(f, self.character())
    }
}
