//! An entry of a table of rules: a rule with its check.

use super::report::Report;
use super::rule::Rule;
use super::subject::Subject;

/// Reports where a string violates a rule.
pub(super) type Check = fn(&Subject<'_>, &mut Report);

/// A rule with its check.
pub(super) struct RuleEntry {
    pub(super) rule: Rule,
    /// `None` for rules that the decoder itself enforces, and for those of local policy, which need
    /// its settings.
    pub(super) check: Option<Check>,
}
