//! Changed permissions, grouped by change.

use std::collections::BTreeMap;
use std::io;

use tcf_codec::{Deciseconds, VendorSet};
use tcf_policy::decide::Verdict;
use tcf_policy::diff::{Outcome, PermissionChange};
use tcf_policy::vocabulary::Item;

use super::super::decode::time;
use super::Screen;
use crate::term::Role;

/// Compared permissions.
pub(crate) struct Permissions<'a> {
    pub(crate) changes: &'a [PermissionChange],
    /// Evaluation date.
    pub(crate) as_of: Deciseconds,
}

/// The effect of a change on a permission.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Gained,
    Lost,
    Moved,
    /// Not permitted before and after, with a different verdict.
    Other,
}

impl Effect {
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
            Self::Moved => "Permissions moved to another legal basis",
            Self::Other => "Not permitted before and after, verdict changed",
        }
    }
}

impl Screen<'_> {
    pub(super) fn permissions(&mut self, permissions: &Permissions<'_>) -> io::Result<()> {
        let as_of = time(permissions.as_of);
        if permissions.changes.is_empty() {
            let text = format!("No permission changed (as of {as_of}).");
            self.page.blank()?;
            return self.page.paragraph(text, 0);
        }
        let mut groups: BTreeMap<(Effect, Item, Outcome, Outcome), VendorSet> = BTreeMap::new();
        for &change in permissions.changes {
            let key = (Effect::of(change), change.item, change.from, change.to);
            groups.entry(key).or_default().insert(change.vendor);
        }
        for effect in Effect::ALL {
            let mut groups = groups.iter().filter(|(key, _)| key.0 == effect).peekable();
            if groups.peek().is_none() {
                continue;
            }
            let count =
                permissions.changes.iter().filter(|change| Effect::of(**change) == effect).count();
            self.page.section(format_args!("{}: {count} (as of {as_of})", effect.heading()))?;
            for (&(_, item, from, to), vendors) in groups {
                let name = self.page.paint(Role::Name, item);
                self.page.line(format_args!("  {name}{}", how(effect, from, to)))?;
                write!(self.page.out, "    ")?;
                self.counted_ids(&vendors.runs().collect::<Vec<_>>(), "vendor", 4)?;
            }
        }
        Ok(())
    }
}

/// The change, as far as the heading does not state it.
fn how(effect: Effect, from: Outcome, to: Outcome) -> String {
    // The basis of special purposes is implied.
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
    match (effect, from.basis, to.basis) {
        (Effect::Gained, ..) => format!("{}{}", on(to), unless_denied("before:", from)),
        (Effect::Lost, ..) => format!("{}{}", on(from), unless_denied("now:", to)),
        (Effect::Moved, Some(from), Some(to)) => format!(", from {from} to {to}"),
        _ => format!(", from {} to {}", from.verdict, to.verdict),
    }
}
