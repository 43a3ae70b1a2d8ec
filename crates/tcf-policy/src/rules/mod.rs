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

mod ac;
mod ac_subject;
mod canonical;
mod companions;
mod country;
mod decoding_error;
mod entry_list;
mod expectations;
mod format_fields;
mod format_ranges;
mod format_restrictions;
mod format_tails;
mod gpp;
mod gvl_helpers;
mod gvl_lists;
mod gvl_purposes;
mod gvl_vendors;
mod id_lists;
pub(crate) mod iso;
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
mod usp;
mod usp_subject;
mod vendor_basis_sets;

use std::sync::LazyLock;

pub use ac::check_ac;
pub use ac_subject::AcSubject;
pub use companions::{Companion, Companions, CompanionsOutcome, check_companions};
pub use expectations::{Expectations, LocalExpectations};
pub use gpp::check_gpp;
pub use gpp::subject::GppSubject;
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
pub use usp::check_usp;
pub use usp_subject::UspSubject;

pub use crate::rule_code::{Group, RuleCode, UnknownRuleCode};

use companions::{
    conflicts as companion_conflicts, providers as companion_providers,
    section_ids as companion_ids,
};
use gpp::{
    choices as gpp_choices, consents as gpp_consents, container as gpp_container, mspa as gpp_mspa,
    sections as gpp_sections, subsections as gpp_subsections, us as gpp_us,
};
use report::Report;
use rule_entry::{AnyCheck, Check};

/// The findings of the rules in a string.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, by rule.
    pub findings: Vec<Finding>,
    /// The rules that did not run because an input is missing.
    pub not_run: NotRun,
}

/// A rule with a check.
struct Prepared<C> {
    rule: &'static Rule,
    check: C,
    needs: Needs,
}

/// The rules whose check is of the chosen kind. The decoder enforces those without a check,
/// [`check_expectations`] those of group H.
fn prepared<C>(chosen: impl Fn(AnyCheck) -> Option<C>) -> Vec<Prepared<C>> {
    let prepare = |code: &RuleCode| {
        let rule = code.rule();
        Some(Prepared { rule, check: chosen(code.check()?)?, needs: rule.needs })
    };
    RuleCode::ALL.iter().filter_map(prepare).collect()
}

/// The checks of TC strings.
static CHECKS: LazyLock<Vec<Prepared<Check>>> = LazyLock::new(|| {
    prepared(|check| match check {
        AnyCheck::Tc(check) => Some(check),
        _ => None,
    })
});

/// Appends the findings of every rule in a subject.
fn run<C: Copy, S>(
    checks: &[Prepared<C>],
    subject: &S,
    mut findings: Vec<Finding>,
    call: impl Fn(C, &S, &mut Report),
) -> Vec<Finding> {
    for prepared in checks {
        let mut report = Report::new(prepared.rule, findings);
        call(prepared.check, subject, &mut report);
        findings = report.finish();
    }
    findings
}

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
