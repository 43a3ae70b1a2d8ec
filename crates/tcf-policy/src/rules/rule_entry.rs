//! A rule with its check.

use super::report::Report;
use super::rule::Rule;
use super::subject::Subject;

/// Reports where a string violates a rule.
pub(super) type Check = fn(&Subject<'_>, &mut Report);

/// A rule with its check.
pub(super) struct RuleEntry {
    pub(super) rule: Rule,
    /// `None` for rules that the decoder enforces, and for local expectations, which
    /// [`check_expectations`](super::check_expectations) checks.
    pub(super) check: Option<Check>,
}
