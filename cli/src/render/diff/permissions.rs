//! What vendors may do, for people: vendors of the same change together.

use std::collections::BTreeMap;
use std::io;

use tcf_codec::{Deciseconds, VendorSet};
use tcf_policy::decide::Verdict;
use tcf_policy::diff::{Outcome, PermissionChange};
use tcf_policy::vocabulary::Item;

use super::super::decode::time;
use super::Screen;
use crate::term::Role;

/// Permissions that were compared.
pub(crate) struct Permissions<'a> {
    pub(crate) changes: &'a [PermissionChange],
    /// The date on which vendors ask.
    pub(crate) as_of: Deciseconds,
}

/// What became of a permission.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Gained,
    Lost,
    Moved,
    /// It was none and is none, for another reason.
    Other,
}

impl Fate {
    const ALL: [Self; 4] = [Self::Gained, Self::Lost, Self::Moved, Self::Other];

    const fn of(change: PermissionChange) -> Self {
        match (change.from.is_permit(), change.to.is_permit()) {
            (false, true) => Self::Gained,
            (true, false) => Self::Lost,
            (true, true) => Self::Moved,
            (false, false) => Self::Other,
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Gained => "Permissions gained",
            Self::Lost => "Permissions lost",
            Self::Moved => "Permissions moved to another basis",
            Self::Other => "Not permitted before and after, with another verdict",
        }
    }
}

impl Screen<'_> {
    pub(super) fn permissions(&mut self, permissions: &Permissions<'_>) -> io::Result<()> {
        let as_of = time(permissions.as_of);
        if permissions.changes.is_empty() {
            let text = format!("No vendor may do more or less than before (as of {as_of}).");
            self.page.blank()?;
            return self.page.paragraph(text, 0);
        }
        let mut groups: BTreeMap<(Fate, Item, Outcome, Outcome), VendorSet> = BTreeMap::new();
        for &change in permissions.changes {
            let key = (Fate::of(change), change.item, change.from, change.to);
            groups.entry(key).or_default().insert(change.vendor);
        }
        for fate in Fate::ALL {
            let mut groups = groups.iter().filter(|(key, _)| key.0 == fate).peekable();
            if groups.peek().is_none() {
                continue;
            }
            let count =
                permissions.changes.iter().filter(|change| Fate::of(**change) == fate).count();
            self.page.section(format_args!("{}: {count} (as of {as_of})", fate.heading()))?;
            for (&(_, item, from, to), vendors) in groups {
                let name = self.page.paint(Role::Name, item);
                self.page.line(format_args!("  {name}{}", how(fate, from, to)))?;
                write!(self.page.out, "    ")?;
                self.counted_ids(&vendors.runs().collect::<Vec<_>>(), "vendor", 4)?;
            }
        }
        Ok(())
    }
}

/// From what to what, as far as the heading does not say it.
fn how(fate: Fate, from: Outcome, to: Outcome) -> String {
    // The basis of special purposes goes without saying.
    let on = |outcome: Outcome| match outcome.basis {
        Some(basis) if basis != tcf_policy::vocabulary::LegalBasis::SpecialPurpose => {
            format!(", on {basis}")
        }
        _ => String::new(),
    };
    let unless_denied = |tense: &str, outcome: Outcome| match outcome.verdict {
        Verdict::Deny => String::new(),
        verdict => format!(" ({tense} {verdict})"),
    };
    match (fate, from.basis, to.basis) {
        (Fate::Gained, ..) => format!("{}{}", on(to), unless_denied("before:", from)),
        (Fate::Lost, ..) => format!("{}{}", on(from), unless_denied("now:", to)),
        (Fate::Moved, Some(from), Some(to)) => format!(", from {from} to {to}"),
        _ => format!(", from {} to {}", from.verdict, to.verdict),
    }
}
