//! Severities of findings, overridden by code, slug or group.

use std::collections::BTreeMap;
use std::fmt;

use tcf_policy::rules::{self, Finding, Group, RuleCode, Severity};

/// What to do with the findings of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Drop them.
    Allow,
    /// Report them as warnings.
    Warn,
    /// Report them as errors.
    Deny,
}

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
#[derive(Clone, Debug, Default)]
pub struct Levels {
    levels: BTreeMap<RuleCode, Level>,
    deny_warnings: bool,
}

impl Levels {
    /// No overrides.
    pub const fn new() -> Self {
        Self { levels: BTreeMap::new(), deny_warnings: false }
    }

    /// Adds a layer, which takes precedence over the layers added before it. A name is a code, a
    /// slug or the letter of a group. Within a layer, codes and slugs take precedence over groups;
    /// of several levels for one rule, the strictest applies.
    ///
    /// # Errors
    ///
    /// If a name is neither a code, a slug nor a group.
    pub fn with_layer<'a>(
        mut self,
        names: impl IntoIterator<Item = (Level, &'a str)>,
    ) -> Result<Self, UnknownRule> {
        let (mut groups, mut rules) = (BTreeMap::new(), BTreeMap::new());
        let raise = |levels: &mut BTreeMap<RuleCode, Level>, code, level: Level| {
            let strictest = levels.entry(code).or_insert(level);
            *strictest = level.max(*strictest);
        };
        for (level, name) in names {
            if let Some(group) = Group::find(name) {
                group.rules().for_each(|rule| raise(&mut groups, rule.code, level));
            } else if let Some(rule) = rules::find(name) {
                raise(&mut rules, rule.code, level);
            } else {
                return Err(UnknownRule { name: name.to_owned() });
            }
        }
        self.levels.extend(groups);
        self.levels.extend(rules);
        Ok(self)
    }

    /// Whether warnings are reported as errors, those of [`Level::Warn`] included.
    #[must_use]
    pub fn deny_warnings(self, deny_warnings: bool) -> Self {
        Self { deny_warnings, ..self }
    }

    /// Drops the findings of allowed rules, and sets the severity of the others.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            match self.levels.get(&finding.rule.code) {
                Some(Level::Allow) => return false,
                Some(Level::Warn) => finding.severity = Severity::Warning,
                Some(Level::Deny) => finding.severity = Severity::Error,
                None => {}
            }
            if self.deny_warnings && finding.severity == Severity::Warning {
                finding.severity = Severity::Error;
            }
            true
        });
    }
}

/// A name that is neither a code, a slug nor a group of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The name.
    pub name: String,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<_> = Group::ALL.iter().map(|group| group.letter()).collect();
        write!(f, "{:?} is not a code, slug or group ({}) of rules", self.name, groups.join(", "))
    }
}

impl std::error::Error for UnknownRule {}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_of(levels: &Levels, code: RuleCode) -> Option<Level> {
        levels.levels.get(&code).copied()
    }

    #[test]
    fn codes_override_groups_whatever_their_order() {
        for layer in [
            [(Level::Deny, "P"), (Level::Allow, "P011")],
            [(Level::Allow, "P011"), (Level::Deny, "P")],
        ] {
            let levels = Levels::new().with_layer(layer).unwrap();
            assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Allow));
            assert_eq!(level_of(&levels, RuleCode::P002), Some(Level::Deny));
            assert_eq!(level_of(&levels, RuleCode::G001), None);
        }
    }

    #[test]
    fn the_strictest_level_of_a_layer_applies() {
        let layer = [(Level::Deny, "P011"), (Level::Allow, "li-purposes-3-6")];
        let levels = Levels::new().with_layer(layer).unwrap();
        assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Deny));
    }

    #[test]
    fn a_later_layer_overrides_an_earlier_one() {
        let levels = Levels::new()
            .with_layer([(Level::Deny, "P011")])
            .and_then(|levels| levels.with_layer([(Level::Warn, "P")]))
            .unwrap();
        assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Warn));
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let error = Levels::new().with_layer([(Level::Deny, "P999")]).unwrap_err();
        assert!(error.to_string().starts_with("\"P999\" is not a code, slug or group (S, F, "));
    }
}
