//! The registry: every check by its code.

use super::code::{CheckCode, CheckGroup};
use super::definition::Check;
use super::{behaviour, consistency, journey, map, transport};

/// Every check, by group and code.
pub fn all() -> impl Iterator<Item = &'static Check> {
    CheckGroup::ALL.into_iter().flat_map(CheckGroup::checks)
}

/// The check of a code or a slug, in either case.
pub fn find(name: &str) -> Option<&'static Check> {
    all().find(|check| {
        check.code.as_str().eq_ignore_ascii_case(name) || check.slug.eq_ignore_ascii_case(name)
    })
}

impl CheckGroup {
    /// Its checks, by code.
    pub const fn checks(self) -> &'static [Check] {
        match self {
            Self::Transport => transport::CHECKS,
            Self::Consistency => consistency::CHECKS,
            Self::Behaviour => behaviour::CHECKS,
            Self::Journey => journey::CHECKS,
            Self::Map => map::CHECKS,
        }
    }
}

impl CheckCode {
    /// The check.
    #[expect(clippy::expect_used, reason = "every code has a check, as a test shows")]
    pub fn check(self) -> &'static Check {
        let checks = self.group().checks();
        checks.iter().find(|check| check.code == self).expect("a check of every code")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_check() {
        let codes: Vec<_> = all().map(|check| check.code).collect();
        assert_eq!(codes, CheckCode::ALL);
        for &code in CheckCode::ALL {
            assert_eq!(code.check().code, code);
        }
        let slugs: BTreeSet<_> = all().map(|check| check.slug).collect();
        assert_eq!(slugs.len(), CheckCode::ALL.len());
    }

    #[test]
    fn checks_are_found_by_code_and_slug() {
        assert_eq!(find("b002").unwrap().code, CheckCode::B002);
        assert_eq!(find("Call-Without-Basis").unwrap().code, CheckCode::B002);
        assert!(find("B999").is_none());
    }

    #[test]
    fn texts_are_complete_sentences_without_judgment() {
        for check in all() {
            for text in [check.summary, check.compared, check.help, check.example] {
                assert!(text.ends_with('.'), "{}: {text}", check.code);
                assert!(!text.contains("  "), "{}: {text}", check.code);
                let lower = text.to_lowercase();
                for word in ["lawful", "illegal", "violat"] {
                    assert!(!lower.contains(word), "{}: {text}", check.code);
                }
            }
        }
    }
}
