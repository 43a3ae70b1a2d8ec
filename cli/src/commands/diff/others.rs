//! The signals beside the strings that are compared.

use tcf::Inputs;
use tcf_carrier::{Field, FieldKind};

use crate::term::plain;

/// The signals that came with a string: their kinds, names and values.
pub(super) struct Others {
    signals: Vec<(FieldKind, String, String)>,
    /// Whether the input is nothing but a string.
    is_bare: bool,
}

/// Longer values are not printed.
const MAX_SHOWN: usize = 40;

impl Others {
    /// The signals of an input, without the string that is compared.
    pub(super) fn of(inputs: &Inputs<'_>) -> Self {
        let fields = inputs.fields();
        let main = fields.main_signal();
        let is_other = |field: &&Field<'_>| Some(*field) != main;
        let other = |field: &Field<'_>| (field.kind, plain(&field.name), plain(&field.value));
        let signals = fields.outermost().filter(is_other).map(other).collect();
        Self { signals, is_bare: main.is_none() }
    }

    /// What differs between these signals and those of another input, with the names of the two.
    /// A bare string says nothing about other signals.
    pub(super) fn differences(&self, after: &Self) -> Vec<String> {
        if self.is_bare || after.is_bare {
            return Vec::new();
        }
        let mut kinds: Vec<(FieldKind, &str)> = Vec::new();
        for (kind, name, _) in self.signals.iter().chain(&after.signals) {
            if !kinds.iter().any(|(known, _)| known == kind) {
                kinds.push((*kind, name));
            }
        }
        let differing = kinds.into_iter().filter_map(|(kind, name)| {
            let (before, after) = (self.values(kind), after.values(kind));
            (before != after).then(|| {
                let is_short = before.len().max(after.len()) <= MAX_SHOWN;
                if is_short {
                    format!("{name} ({} -> {})", shown(&before), shown(&after))
                } else {
                    name.to_owned()
                }
            })
        });
        differing.collect()
    }

    /// The values of a kind, each once.
    fn values(&self, kind: FieldKind) -> String {
        let of_kind = self.signals.iter().filter(|(other, ..)| *other == kind);
        let mut values: Vec<_> = of_kind.map(|(.., value)| &**value).collect();
        values.sort_unstable();
        values.dedup();
        values.join(", ")
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "none" } else { value }
}
