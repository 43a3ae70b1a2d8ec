//! The rules that consent strings are checked against.
//!
//! ```
//! use tcf_codec::{DecodeOptions, decode};
//! use tcf_policy::rules::{RuleCode, Subject, check};
//! let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAIIAAAYgAAoAAoAA.IAAo";
//! let decoded = decode(text, DecodeOptions::new().with_layout())?;
//! let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
//! let findings = check(&subject).findings;
//! assert!(findings.iter().any(|finding| finding.rule.code == RuleCode::P010));
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod canonical;
mod entry_list;
mod expectations;
mod format_fields;
mod format_ranges;
mod format_restrictions;
mod format_tails;
mod gvl_helpers;
mod gvl_lists;
mod gvl_purposes;
mod gvl_vendors;
mod iso;
mod local;
mod message;
mod needs;
mod not_run;
pub mod page;
mod permits;
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

pub use expectations::Expectations;
pub use local::check_expectations;
pub use message::{Message, Prefix};
pub use needs::{Need, Needs};
pub use not_run::{NotRun, Skipped};
pub use permits::{Basis, RequiredPermits};
pub use place::{FieldName, Place};
pub use registry::{all, find};
pub use report::Finding;
pub use rule::{Example, Rule, Severity, Source};
pub use subject::Subject;

pub use crate::rule_code::{Group, RuleCode, UnknownRuleCode};

use report::Report;
use rule_entry::{Check, RuleEntry};

/// The findings of the rules in a string.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, by rule.
    pub findings: Vec<Finding>,
    /// The rules that did not run because an input is missing.
    pub not_run: NotRun,
}

/// A rule with a check.
struct Prepared {
    rule: &'static Rule,
    check: Check,
    needs: Needs,
}

/// The rules with a check. The decoder enforces the others, [`check_expectations`] those of group
/// H.
static CHECKS: LazyLock<Vec<Prepared>> = LazyLock::new(|| {
    let entries = RuleCode::ALL.iter().map(|code| code.entry());
    let prepare = |RuleEntry { rule, check }: &'static RuleEntry| {
        Some(Prepared { rule, check: (*check)?, needs: rule.needs })
    };
    entries.filter_map(prepare).collect()
});

/// Checks a decoded string against every rule whose inputs are there.
pub fn check(subject: &Subject<'_>) -> Outcome {
    let missing = subject.missing();
    let mut findings = Vec::with_capacity(32);
    for prepared in &*CHECKS {
        if !prepared.needs.intersects(missing) {
            let mut report = Report::new(prepared.rule, findings);
            (prepared.check)(subject, &mut report);
            findings = report.finish();
        }
    }
    Outcome { findings, not_run: NotRun::new(missing) }
}
