//! A check: its code, its severity and its texts.

use tcf_policy::rules::Severity;

use super::code::{CheckCode, CheckGroup};
use super::needs::Needs;

/// A check.
#[derive(Debug)]
pub struct Check {
    /// The code. It never changes its meaning.
    pub code: CheckCode,
    /// The name, such as `call-without-basis`.
    pub slug: &'static str,
    /// The usual severity; the text says when a finding has another one.
    pub severity: Severity,
    /// What the check needs besides the events.
    pub needs: Needs,
    /// What the check reports.
    pub summary: &'static str,
    /// What is compared, and what is left out.
    pub compared: &'static str,
    /// What to do.
    pub help: &'static str,
    /// An event that the check reports, in words.
    pub example: &'static str,
}

impl Check {
    /// The group.
    pub const fn group(&self) -> CheckGroup {
        self.code.group()
    }
}

/// Defines the checks of a group: code, slug, severity, needs, and the four texts.
macro_rules! define {
    ($( $code:ident $slug:literal $severity:ident [$($need:ident)*]
        $summary:literal
        compared: $compared:literal
        help: $help:literal
        example: $example:literal )+) => {
        /// The checks of the group.
        pub(super) static CHECKS: &[super::definition::Check] = &[$(
            super::definition::Check {
                code: super::code::CheckCode::$code,
                slug: $slug,
                severity: tcf_policy::rules::Severity::$severity,
                needs: super::needs::Needs::of(&[$(super::needs::Need::$need),*]),
                summary: $summary,
                compared: $compared,
                help: $help,
                example: $example,
            },
        )+];
    };
}
pub(super) use define;
