//! Reasons and notes of decisions: stable codes with explanations.

mod context;
mod gdpr;
mod list;
mod notes;
mod page;
mod table;
mod us;

use std::fmt;

pub use list::Reasons;
pub use page::{ENFORCEMENT, page};
pub use table::Reason;

/// The explanation of a reason or a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the reason states, as one line without a full stop.
    pub text: &'static str,
    /// Why it occurs.
    pub why: &'static str,
    /// What to do about it; empty if there is nothing to do.
    pub help: &'static str,
    /// Document and clause.
    pub source: &'static str,
    /// A decision that has the reason.
    pub example: Example,
}

/// A call of `tcf decide`, from the root of the repository. It uses vendor lists from `fixtures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The vendor list file or directory; empty for none.
    pub gvl: &'static str,
    /// The options that select the vendor and the purpose, or the activity.
    pub options: &'static str,
    /// The string.
    pub string: &'static str,
}

impl Example {
    /// The beginning of the command. Decisions on activities do not depend on the date.
    fn command(&self) -> &'static str {
        if self.options.starts_with("--activity") {
            "tcf decide"
        } else {
            "tcf decide --as-of 2026-06-01"
        }
    }

    /// The command in lines, each to be continued by the next.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let gvl = (!self.gvl.is_empty()).then(|| format!("--gvl {}", self.gvl));
        let rest = [self.options.to_owned(), self.string.to_owned()];
        std::iter::once(self.command().to_owned()).chain(gvl).chain(rest)
    }
}

/// The command on one line.
impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().collect::<Vec<_>>().join(" "))
    }
}

impl Reason {
    /// Finds a reason by its code, ignoring case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code().eq_ignore_ascii_case(code))
    }

    /// Whether it is a note or a hint, which does not affect the verdict.
    pub const fn is_note(self) -> bool {
        let code = self.code().as_bytes();
        matches!(
            code,
            [b'R', b'-', b'N', b'O', b'T', b'E', ..] | [b'R', b'-', b'H', b'I', b'N', b'T', ..]
        )
    }
}

/// The code.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_found() {
        for (index, &reason) in Reason::ALL.iter().enumerate() {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            assert_eq!(reason.index(), index);
            assert!(reason.code().starts_with("R-"));
        }
    }

    #[test]
    fn every_reason_is_explained() {
        for &reason in Reason::ALL {
            let Explanation { text, why, help, source, .. } = reason.explanation();
            assert_eq!(text, reason.text());
            assert!(!text.ends_with('.') && !source.ends_with('.'), "{reason}");
            assert!(why.ends_with('.') && (help.is_empty() || help.ends_with('.')), "{reason}");
        }
    }
}
