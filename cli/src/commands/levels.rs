//! How much findings weigh: what arguments and `tcf.toml` say of codes, slugs and groups.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use tcf_policy::rules::{self, Finding, Group, RuleCode, Severity};

use crate::args::validate::LevelArgs;
use crate::config::Rules;

/// What is said of a rule.
#[derive(Clone, Copy)]
enum Level {
    Allow,
    As(Severity),
}

/// What is said of every rule of which something is said.
pub(crate) struct Levels {
    levels: BTreeMap<RuleCode, Level>,
    deny_warnings: bool,
}

impl Levels {
    /// A code goes before its group, arguments before the file; in one place deny goes before warn,
    /// and that before allow.
    pub(crate) fn new(args: &LevelArgs, rules: &Rules) -> Result<Self> {
        let mut levels = BTreeMap::new();
        let of_file = [(&rules.allow, Level::Allow), (&rules.warn, WARN), (&rules.deny, DENY)];
        let of_args = [(&args.allow, Level::Allow), (&args.warn, WARN), (&args.deny, DENY)];
        for layer in [of_file, of_args] {
            for groups in [true, false] {
                for (names, level) in layer {
                    for name in names {
                        set(&mut levels, name, level, groups)?;
                    }
                }
            }
        }
        Ok(Self { levels, deny_warnings: args.deny_warnings || rules.deny_warnings })
    }

    /// Leaves the findings that count here, with the weight that they have here.
    pub(crate) fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| self.weigh(finding));
    }

    /// Is the finding left?
    fn weigh(&self, finding: &mut Finding) -> bool {
        match self.levels.get(&finding.rule.code) {
            Some(Level::Allow) => return false,
            Some(Level::As(severity)) => finding.severity = *severity,
            None => {}
        }
        if self.deny_warnings && finding.severity == Severity::Warning {
            finding.severity = Severity::Error;
        }
        true
    }
}

const WARN: Level = Level::As(Severity::Warning);
const DENY: Level = Level::As(Severity::Error);

fn set(
    levels: &mut BTreeMap<RuleCode, Level>,
    name: &str,
    level: Level,
    groups: bool,
) -> Result<()> {
    match (Group::find(name), rules::find(name)) {
        (Some(group), _) => {
            if groups {
                levels.extend(group.rules().map(|rule| (rule.code, level)));
            }
        }
        (None, Some(rule)) => {
            if !groups {
                levels.insert(rule.code, level);
            }
        }
        (None, None) => {
            bail!("{name:?} is no code, no slug and no group (S, F, P, G, C, H) of rules")
        }
    }
    Ok(())
}
