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
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the table has an entry for every byte")]
    pub(crate) fn of(character: u8) -> Option<Self> {
        SIGNALS[usize::from(character)]
    }
}

/// The signal of every byte. A lookup is faster than branches, which are unpredictable here.
static SIGNALS: [Option<UspSignal>; 256] = {
    const fn signal(character: u8) -> Option<UspSignal> {
        match character {
            b'Y' | b'y' => Some(UspSignal::Yes),
            b'N' | b'n' => Some(UspSignal::No),
            b'-' => Some(UspSignal::NotApplicable),
            _ => None,
        }
    }
    let mut table = [None; 256];
    let mut character = 0;
    while character < u8::MAX {
        #[expect(clippy::as_conversions, reason = "widening, in a constant")]
        #[expect(
            clippy::indexing_slicing,
            reason = "a constant: going past the end would not compile"
        )]
        {
            table[character as usize] = signal(character);
        }
        character += 1;
    }
    table
};

impl fmt::Display for UspSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_char(f, self.character())
    }
}
