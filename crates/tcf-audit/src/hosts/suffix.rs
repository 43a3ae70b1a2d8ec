//! Public suffixes.
//!
//! The rules are those of the [Public Suffix List], which is under the Mozilla Public License 2.0.
//! `suffixes.py` writes them. The text is a sixth of the code that the crate psl is, and compresses
//! to a fifth of it.
//!
//! [Public Suffix List]: https://publicsuffix.org

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

/// A rule a line: `co.uk`, `*.ck`, `!www.ck`.
static TEXT: &str = include_str!("suffixes.txt");

/// The rules by name. Parsed when the first host is looked up, which takes half a millisecond.
static RULES: LazyLock<HashMap<&'static str, Rules, FixedState>> = LazyLock::new(parse);

/// The most labels of a name with rules.
const MAX_LABELS: usize = 6;

/// The rules about a name.
#[derive(Clone, Copy, Default)]
struct Rules {
    is_suffix: bool,
    /// Whether every name one label below is a suffix.
    has_wildcard: bool,
    /// Whether the name is none, although it is below a wildcard.
    is_exception: bool,
}

fn parse() -> HashMap<&'static str, Rules, FixedState> {
    let count = TEXT.lines().count();
    let mut rules = HashMap::<_, Rules, _>::with_capacity_and_hasher(count, FixedState::default());
    for line in TEXT.lines() {
        if let Some(name) = line.strip_prefix("*.") {
            rules.entry(name).or_default().has_wildcard = true;
        } else if let Some(name) = line.strip_prefix('!') {
            rules.entry(name).or_default().is_exception = true;
        } else {
            rules.entry(line).or_default().is_suffix = true;
        }
    }
    rules
}

/// The number of labels of the public suffix of a host, in lower case. By the default rule of the
/// list, the last label of a host that it does not list is a public suffix.
pub(super) fn suffix_labels(host: &str) -> usize {
    let starts = host.rmatch_indices('.').map(|(dot, _)| dot + 1).chain([0]);
    let mut suffix = 1;
    for (start, labels) in starts.take(MAX_LABELS).zip(1..) {
        let Some(rules) = host.get(start..).and_then(|name| RULES.get(name)) else { continue };
        if rules.is_exception {
            return labels - 1;
        }
        if rules.is_suffix {
            suffix = labels;
        }
        if rules.has_wildcard {
            suffix = labels + 1;
        }
    }
    suffix
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::hosts::registrable_domain;
    use crate::test_support::config;

    #[test]
    fn rules_are_distinct_and_have_few_labels() {
        let rules: BTreeSet<_> = TEXT.lines().collect();
        assert_eq!(rules.len(), TEXT.lines().count());
        assert!(rules.len() > 10_000);
        let names = rules.iter().map(|rule| rule.trim_start_matches("*."));
        assert_eq!(names.map(|name| name.split('.').count()).max(), Some(MAX_LABELS));
    }

    #[test]
    fn every_rule_gives_the_domains_that_psl_gives() {
        // psl has no rules in ASCII for international names.
        for rule in TEXT.lines().filter(|rule| !rule.contains("xn--")) {
            let name = rule.trim_start_matches('!').replace('*', "some");
            let name = name.as_str();
            for host in ["", "a.", "b.a.", "c.b.a."].map(|labels| format!("{labels}{name}")) {
                assert_eq!(registrable_domain(&host), psl::domain_str(&host), "{host}");
            }
        }
    }

    #[test]
    fn international_names_are_found_in_both_forms() {
        assert_eq!(registrable_domain("a.b.公司.cn"), Some("b.公司.cn"));
        assert_eq!(registrable_domain("a.b.xn--55qx5d.cn"), Some("b.xn--55qx5d.cn"));
    }

    #[test]
    fn long_hosts_have_the_domain_of_their_end() {
        let long = format!("{}.{}partner.co.uk", "x".repeat(300), "a.".repeat(50));
        assert_eq!(registrable_domain(&long), Some("partner.co.uk"));
        let label = format!("{}.co.uk", "x".repeat(300));
        assert_eq!(registrable_domain(&label), Some(label.as_str()));
    }

    proptest! {
        #![proptest_config(config(500))]

        #[test]
        fn any_host_has_the_domain_that_psl_gives(
            labels in "([a-d!*-]{1,3}\\.){0,4}",
            rule in 0_usize..10_000,
        ) {
            let rule = TEXT.lines().nth(rule).unwrap();
            let host = format!("{labels}{}", rule.trim_start_matches('!'));
            if !host.contains("xn--") {
                prop_assert_eq!(registrable_domain(&host), psl::domain_str(&host));
            }
        }
    }
}
