//! Severities of findings, overridden by code, slug or group.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use crate::rules::{self, Finding, Group, RuleCode, Severity};

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

/// The code of a rule or a check, with the names by which it is known.
pub trait LevelCode: Copy + Ord {
    /// What the codes identify, in the plural: `rules`.
    const NOUN: &'static str;

    /// Finds a code by code or slug, ignoring case.
    fn find(name: &str) -> Option<Self>;

    /// The codes of a group; `None` if no group has this name.
    fn group(name: &str) -> Option<Vec<Self>>;

    /// The letters of all groups.
    fn groups() -> Vec<&'static str>;
}

impl LevelCode for RuleCode {
    const NOUN: &'static str = "rules";

    fn find(name: &str) -> Option<Self> {
        rules::find(name).map(|rule| rule.code)
    }

    fn group(name: &str) -> Option<Vec<Self>> {
        Group::find(name).map(|group| group.rules().map(|rule| rule.code).collect())
    }

    fn groups() -> Vec<&'static str> {
        Group::ALL.iter().map(|group| group.letter()).collect()
    }
}

/// Overrides of severities.
///
/// ```
/// use tcf_policy::levels::{Level, Levels};
/// use tcf_policy::rules::{RuleCode, Severity};
///
/// let levels = Levels::<RuleCode>::new()
///     .with_layer([(Level::Warn, "P"), (Level::Allow, "li-purposes-3-6")])?
///     .deny_warnings(true);
/// assert_eq!(levels.severity(RuleCode::P011, Severity::Error), None);
/// assert_eq!(levels.severity(RuleCode::P010, Severity::Info), Some(Severity::Error));
/// assert_eq!(levels.severity(RuleCode::S011, Severity::Info), Some(Severity::Info));
/// # Ok::<(), tcf_policy::levels::UnknownName<RuleCode>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Levels<C> {
    levels: BTreeMap<C, Level>,
    deny_warnings: bool,
}

impl<C> Default for Levels<C> {
    fn default() -> Self {
        Self { levels: BTreeMap::new(), deny_warnings: false }
    }
}

impl<C: LevelCode> Levels<C> {
    /// No overrides.
    pub const fn new() -> Self {
        Self { levels: BTreeMap::new(), deny_warnings: false }
    }

    /// Adds a layer, which takes precedence over the layers added before it. A name is a code, a
    /// slug or the letter of a group. Within a layer, codes and slugs take precedence over groups;
    /// of several levels for one code, the strictest applies.
    ///
    /// # Errors
    ///
    /// If a name is neither a code, a slug nor a group.
    pub fn with_layer<'a>(
        mut self,
        names: impl IntoIterator<Item = (Level, &'a str)>,
    ) -> Result<Self, UnknownName<C>> {
        let (mut groups, mut single) = (BTreeMap::new(), BTreeMap::new());
        let raise = |levels: &mut BTreeMap<C, Level>, code, level: Level| {
            let strictest = levels.entry(code).or_insert(level);
            *strictest = level.max(*strictest);
        };
        for (level, name) in names {
            if let Some(codes) = C::group(name) {
                for code in codes {
                    raise(&mut groups, code, level);
                }
            } else if let Some(code) = C::find(name) {
                raise(&mut single, code, level);
            } else {
                return Err(UnknownName { name: name.to_owned(), code: PhantomData });
            }
        }
        self.levels.extend(groups);
        self.levels.extend(single);
        Ok(self)
    }

    /// Whether warnings are reported as errors, those of [`Level::Warn`] included.
    #[must_use]
    pub fn deny_warnings(self, deny_warnings: bool) -> Self {
        Self { deny_warnings, ..self }
    }

    /// The severity with which a finding is reported; `None` if it is dropped.
    pub fn severity(&self, code: C, severity: Severity) -> Option<Severity> {
        let severity = match self.levels.get(&code) {
            Some(Level::Allow) => return None,
            Some(Level::Warn) => Severity::Warning,
            Some(Level::Deny) => Severity::Error,
            None => severity,
        };
        let is_raised = self.deny_warnings && severity == Severity::Warning;
        Some(if is_raised { Severity::Error } else { severity })
    }
}

impl Levels<RuleCode> {
    /// Drops the findings of allowed rules, and sets the severity of the others.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            let Some(severity) = self.severity(finding.rule.code, finding.severity) else {
                return false;
            };
            finding.severity = severity;
            true
        });
    }
}

/// A name that is neither a code, a slug nor a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName<C> {
    /// The name.
    pub name: String,
    code: PhantomData<C>,
}

impl<C: LevelCode> fmt::Display for UnknownName<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (groups, noun) = (C::groups().join(", "), C::NOUN);
        write!(f, "{:?} is not a code, slug or group ({groups}) of {noun}", self.name)
    }
}

impl<C: LevelCode + fmt::Debug> std::error::Error for UnknownName<C> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_of(levels: &Levels<RuleCode>, code: RuleCode) -> Option<Level> {
        levels.levels.get(&code).copied()
    }

    #[test]
    fn codes_override_groups_whatever_their_order() {
        for layer in [
            [(Level::Deny, "P"), (Level::Allow, "P011")],
            [(Level::Allow, "P011"), (Level::Deny, "P")],
        ] {
            let levels = Levels::<RuleCode>::new().with_layer(layer).unwrap();
            assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Allow));
            assert_eq!(level_of(&levels, RuleCode::P002), Some(Level::Deny));
            assert_eq!(level_of(&levels, RuleCode::G001), None);
        }
    }

    #[test]
    fn the_strictest_level_of_a_layer_applies() {
        let layer = [(Level::Deny, "P011"), (Level::Allow, "li-purposes-3-6")];
        let levels = Levels::<RuleCode>::new().with_layer(layer).unwrap();
        assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Deny));
    }

    #[test]
    fn a_later_layer_overrides_an_earlier_one() {
        let levels = Levels::<RuleCode>::new()
            .with_layer([(Level::Deny, "P011")])
            .and_then(|levels| levels.with_layer([(Level::Warn, "P")]))
            .unwrap();
        assert_eq!(level_of(&levels, RuleCode::P011), Some(Level::Warn));
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let error = Levels::<RuleCode>::new().with_layer([(Level::Deny, "P999")]).unwrap_err();
        assert!(error.to_string().starts_with("\"P999\" is not a code, slug or group (S, F, "));
    }
}
