//! The rules that consent strings are held against: one registry, from which checks, explanations and pages are made.
//!
//! ```
//! use tcf_codec::{ReadOptions, read};
//! use tcf_policy::rules::{Subject, check};
//! let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAIIAAAYgAAoAAoAA.IAAo";
//! let reading = read(text, ReadOptions::new().with_layout())?;
//! let subject = Subject::new(text, &reading, "2026-06-01".parse().unwrap()).unwrap();
//! let findings = check(&subject).findings;
//! assert!(findings.iter().any(|finding| finding.rule.code == "P010"));
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod bases;
mod canonical;
mod codes;
mod format;
mod gvl;
mod house;
mod listed;
mod message;
pub mod page;
mod policy;
mod report;
mod rule;
mod signals;
mod subject;
mod syntax;

pub use house::{Expectations, check_house};
pub use message::{Lead, Message};
pub use report::{FieldName, Finding, Place};
pub use rule::{Example, Group, Rule, Severity, Source};
pub use subject::Subject;

use report::Report;

use crate::gvl::{DefinitionKind, ListKey};

/// Every rule, in the order of the groups and codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [syntax::RULES, format::RULES, policy::RULES, signals::RULES, gvl::RULES, canonical::RULES, house::RULES]
        .into_iter()
        .flatten()
}

/// The rule of a code or a slug.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.slug.eq_ignore_ascii_case(name))
}

/// What the rules found in a string.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the rules.
    pub findings: Vec<Finding>,
    /// Groups and rules that did not run because a list is missing: `G` stands for all that needs the vendor list, P009
    /// among it.
    pub not_run: Vec<&'static str>,
}

/// Holds a string that was read against every rule.
pub fn check(subject: &Subject<'_>) -> Outcome {
    let mut outcome = Outcome { findings: Vec::new(), not_run: not_run(subject) };
    let without_list = outcome.not_run.contains(&Group::Gvl.letter());
    for rule in all() {
        let Some(check) = rule.check else { continue };
        // What tells that the list is missing, or another one, runs all the same.
        let tells = matches!(rule.code, "G001" | "G002" | "G024");
        if rule.group() == Group::Gvl && without_list && !tells || outcome.not_run.contains(&rule.code) {
            continue;
        }
        let mut report = Report::new(rule, std::mem::take(&mut outcome.findings));
        check(subject, &mut report);
        outcome.findings = report.finish();
    }
    outcome
}

/// What cannot run, for lack of which list.
fn not_run(subject: &Subject<'_>) -> Vec<&'static str> {
    let mut not_run = Vec::new();
    if let Some(tc) = subject.v2() {
        let named = ListKey::named_by(tc).ok().flatten();
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
    not_run
}
