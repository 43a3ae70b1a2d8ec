//! Severities of the findings in strings.

use tcf_policy::levels;
use tcf_policy::rules::RuleCode;

pub use tcf_policy::levels::Level;

/// Overrides of severities.
///
/// ```
/// use tcf::{Input, Level, Levels, Validator};
///
/// let levels = Levels::new()
///     .with_layer([(Level::Warn, "P"), (Level::Allow, "li-purposes-3-6")])?
///     .deny_warnings(true);
/// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo");
/// let string = input.decode_for_check().unwrap();
/// let mut outcome = Validator::new("2026-06-01".parse().unwrap()).check(&input, &string);
/// let found = |outcome: &tcf_policy::rules::Outcome| {
///     outcome.findings.iter().any(|finding| finding.rule.slug == "li-purposes-3-6")
/// };
/// assert!(found(&outcome));
/// levels.apply(&mut outcome.findings);
/// assert!(!found(&outcome));
/// # Ok::<(), tcf::UnknownRule>(())
/// ```
pub type Levels = levels::Levels<RuleCode>;

/// A name that is neither a code, a slug nor a group of rules.
pub type UnknownRule = levels::UnknownName<RuleCode>;
