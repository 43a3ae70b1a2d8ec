//! The registry: every rule by its code.

use super::rule::Rule;
use super::rule_entry::AnyCheck;
use crate::rule_code::{Group, RuleCode, for_each_rule};

macro_rules! entries {
    ($( $group:ident $letter:literal { $( $module:ident: $( $code:ident )+; )+ } )+) => {
        impl RuleCode {
            /// The rule.
            pub const fn rule(self) -> &'static Rule {
                match self { $( $( $( Self::$code => &super::$module::$code.rule, )+ )+ )+ }
            }

            /// The check of the rule, unless the decoder enforces it.
            pub(super) const fn check(self) -> Option<AnyCheck> {
                match self { $( $( $( Self::$code => super::$module::$code.any_check(), )+ )+ )+ }
            }
        }
    };
}
for_each_rule!(entries);

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
