//! The codes of errors by the format of the text.

use super::ErrorKind;
use crate::value::SectionId;

/// The format of a text. Formats share kinds of errors but have codes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A TCF string.
    Tc,
    /// A GPP string.
    Gpp,
    /// A US Privacy string.
    Usp,
    /// An Additional Consent string.
    Ac,
}

impl Format {
    /// The code of a kind in this format.
    pub(super) const fn code(self, kind: ErrorKind, section: Option<SectionId>) -> &'static str {
        use ErrorKind as Kind;
        let own = match (self, section, kind) {
            (Self::Gpp, None, Kind::Truncated { .. }) => Some("X003"),
            (Self::Gpp, None, Kind::UnexpandedMacro) => Some("X024"),
            (Self::Gpp, None, Kind::TooLong { .. }) => Some("X025"),
            (Self::Gpp, Some(SectionId::USP_V1), Kind::UnexpandedMacro)
            | (Self::Usp, _, Kind::UnexpandedMacro) => Some("U009"),
            (Self::Gpp, Some(section), kind) if is_tcf(section) && is_of_tcf(kind) => Some("X008"),
            (Self::Gpp, _, Kind::InvalidCharacter { .. } | Kind::Padding) => Some("X021"),
            (Self::Gpp, _, Kind::EmptySegment) => Some("X033"),
            (Self::Gpp, _, kind) if is_of_tcf(kind) => Some("X008"),
            (Self::Ac, _, Kind::InvalidCharacter { .. }) => Some("A014"),
            (Self::Ac, _, Kind::UnexpandedMacro) => Some("A001"),
            _ => None,
        };
        match own {
            Some(code) => code,
            None => kind.code(),
        }
    }

    /// The code of the TCF for a fault in a TCF section of a GPP string.
    pub(super) const fn cause(
        self,
        kind: ErrorKind,
        section: Option<SectionId>,
    ) -> Option<&'static str> {
        match section {
            Some(section)
                if (is_tcf(section) || matches!(section, SectionId::TCF_CA_V1))
                    && matches!(self.code(kind, Some(section)).as_bytes(), b"X008")
                    && is_of_tcf(kind) =>
            {
                Some(kind.code())
            }
            _ => None,
        }
    }
}

/// Whether a section is a TCF string that is also used on its own.
const fn is_tcf(section: SectionId) -> bool {
    matches!(section, SectionId::TCF_EU_V1 | SectionId::TCF_EU_V2)
}

/// Whether a kind has a code of the TCF.
const fn is_of_tcf(kind: ErrorKind) -> bool {
    matches!(kind.code().as_bytes(), [b'S' | b'F', ..])
}
