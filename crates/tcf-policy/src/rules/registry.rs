//! The registry: every rule by its code.

use tcf_codec::Error;

use super::place::{FieldName, Place};
use super::report::Finding;
use super::rule::{Rule, Severity};
use super::rule_entry::RuleEntry;
use crate::rule_code::{Group, RuleCode, for_each_rule};

macro_rules! entries {
    ($( $group:ident $letter:literal { $( $module:ident: $( $code:ident )+; )+ } )+) => {
        impl RuleCode {
            /// The rule and its check.
            pub(super) const fn entry(self) -> &'static RuleEntry {
                match self { $( $( $( Self::$code => &super::$module::$code, )+ )+ )+ }
            }
        }
    };
}
for_each_rule!(entries);

impl RuleCode {
    /// The rule.
    pub const fn rule(self) -> &'static Rule {
        &self.entry().rule
    }
}

impl Group {
    /// Its rules, by code.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        all().filter(move |rule| rule.group() == self)
    }
}

/// Every rule, by group and code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RuleCode::ALL.iter().map(|code| code.rule())
}

/// The rule of a code or a slug, in either case.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| {
        rule.code.as_str().eq_ignore_ascii_case(name) || rule.slug.eq_ignore_ascii_case(name)
    })
}

impl Finding {
    /// The finding for a string that cannot be decoded.
    pub fn unreadable(error: &Error, message: String, character: usize) -> Option<Self> {
        let rule = find(error.code())?;
        let bits = error.bit().map(|bit| bit..bit + 1);
        let place = Place {
            segment: error.segment(),
            field: error.field().map(FieldName::Path),
            bits,
            characters: character..character + 1,
        };
        Some(Self { rule, severity: Severity::Error, message: message.into(), place: Some(place) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_leads_to_its_own_rule() {
        for &code in RuleCode::ALL {
            assert_eq!(code.rule().code, code);
        }
    }
}
