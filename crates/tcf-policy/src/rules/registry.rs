//! The registry: the tables of all groups.

use tcf_codec::Error;

use super::place::{FieldName, Place};
use super::report::Finding;
use super::rule::{Group, Rule, Severity};
use super::rule_entry::RuleEntry;
use super::{canonical, format, gvl, house, policy, signals, syntax};

/// The entries of every table, in the order of the groups and codes.
pub(super) fn entries() -> impl Iterator<Item = &'static RuleEntry> {
    [
        syntax::RULES,
        format::RULES,
        policy::RULES,
        signals::RULES,
        gvl::RULES,
        canonical::RULES,
        house::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Every rule, in the order of the groups and codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    entries().map(|entry| entry.rule)
}

/// The rule of a code or a slug.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.slug.eq_ignore_ascii_case(name))
}

impl Group {
    /// Its rules, in the order of their codes.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        all().filter(move |rule| rule.group() == self)
    }
}

impl Finding {
    /// The finding that a string cannot be read.
    pub fn unreadable(error: &Error, message: String, character: usize) -> Option<Self> {
        let rule = find(error.code())?;
        let bits = error.bit().map(|bit| bit..bit + 1);
        let place = Place {
            segment: error.segment(),
            field: error.field().map(|field| FieldName::Path(field.to_string())),
            bits,
            characters: character..character + 1,
        };
        Some(Self { rule, severity: Severity::Error, message: message.into(), place: Some(place) })
    }
}
