//! The rules that consent strings are held against: one registry, from which checks, explanations
//! and pages are made.
//!
//! ```
//! use tcf_codec::{DecodeOptions, decode};
//! use tcf_policy::rules::{Subject, check};
//! let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAIIAAAYgAAoAAoAA.IAAo";
//! let decoded = decode(text, DecodeOptions::new().with_layout())?;
//! let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
//! let findings = check(&subject).findings;
//! assert!(findings.iter().any(|finding| finding.rule.code == "P010"));
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod canonical;
mod codes;
mod format;
mod gvl;
mod gvl_helpers;
mod house;
mod message;
pub mod page;
mod place;
mod policy;
mod registry;
mod report;
mod rule;
mod rule_entry;
mod signals;
mod subject;
mod syntax;
mod vendor_basis_sets;

use std::sync::LazyLock;

pub use house::{Expectations, check_house};
pub use message::{Message, Prefix};
pub use place::{FieldName, Place};
pub use registry::{all, find};
pub use report::Finding;
pub use rule::{Example, Group, Rule, Severity, Source};
pub use subject::Subject;

use report::Report;
use rule_entry::{Check, RuleEntry};

use crate::gvl::{DefinitionKind, ListKey};

/// What the rules found in a string.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the rules.
    pub findings: Vec<Finding>,
    /// Groups and rules that did not run because a list is missing: `G` stands for all that needs
    /// the vendor list, P009 among it.
    pub not_run: Vec<&'static str>,
}

/// A rule with its check, and what it takes for it to run.
struct Prepared {
    rule: &'static Rule,
    check: Check,
    /// Does it need the vendor list? What tells that the list is missing, or another one, runs all
    /// the same.
    needs_list: bool,
    /// Does it need [more than that](NEED_MORE)?
    needs_more: bool,
}

/// The rules that need a newer list, a part of the list that it may lack, or the CMP list.
const NEED_MORE: [&str; 6] = ["G006", "G012", "G013", "P024", "P025", "P026"];

/// The rules that have a check; the decoder enforces the others.
static CHECKS: LazyLock<Vec<Prepared>> = LazyLock::new(|| {
    let prepare = |&RuleEntry { rule, check }: &'static RuleEntry| {
        let tells = matches!(rule.code, "G001" | "G002" | "G024");
        Some(Prepared {
            rule,
            check: check?,
            needs_list: rule.group() == Group::Gvl && !tells,
            needs_more: NEED_MORE.contains(&rule.code),
        })
    };
    registry::entries().filter_map(prepare).collect()
});

/// Holds a string that was read against every rule.
pub fn check(subject: &Subject<'_>) -> Outcome {
    let not_run = not_run(subject);
    let without_list = not_run.contains(&Group::Gvl.letter());
    let mut findings = Vec::with_capacity(32);
    for prepared in &*CHECKS {
        let is_out = prepared.needs_list && without_list
            || prepared.needs_more && not_run.contains(&prepared.rule.code);
        if !is_out {
            let mut report = Report::new(prepared.rule, findings);
            (prepared.check)(subject, &mut report);
            findings = report.finish();
        }
    }
    Outcome { findings, not_run }
}

/// What cannot run, for lack of which list.
fn not_run(subject: &Subject<'_>) -> Vec<&'static str> {
    let mut not_run = Vec::new();
    if let Some(tc) = subject.v2() {
        let Ok(named) = ListKey::named_by(tc);
        let usable = |key| Some(key) == named || subject.any_gvl;
        match subject.gvl.filter(|gvl| usable(gvl.key())) {
            None => not_run.push(Group::Gvl.letter()),
            Some(gvl) => {
                if subject.newest.is_none_or(|newest| newest.key() <= gvl.key()) {
                    not_run.push("G006");
                }
                if gvl.definitions(DefinitionKind::Purposes).is_none() {
                    not_run.push("G012");
                }
                if gvl.definitions(DefinitionKind::SpecialFeatures).is_none() {
                    not_run.push("G013");
                }
            }
        }
    }
    if subject.cmps.is_none() {
        not_run.extend(["P024", "P025", "P026"]);
    }
    debug_assert!(not_run.iter().all(|code| code.len() == 1 || NEED_MORE.contains(code)));
    not_run
}
