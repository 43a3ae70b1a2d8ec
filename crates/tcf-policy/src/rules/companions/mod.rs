//! Rules about several signals that came together, such as in one URL.

pub(super) mod conflicts;
pub(super) mod providers;
pub(super) mod section_ids;
pub(super) mod subject;

use std::sync::LazyLock;

pub use subject::{Companion, Companions};

use subject::Subject;

use super::needs::{Need, Needs};
use super::not_run::NotRun;
use super::report::{Finding, Report};
use super::rule::{Rule, Severity, Source};
use super::rule_entry::{AnyCheck, CompanionCheck};
use super::{Prepared, prepared};

/// The checks of signals that came together.
static CHECKS: LazyLock<Vec<Prepared<CompanionCheck>>> = LazyLock::new(|| {
    prepared(|check| match check {
        AnyCheck::Companion(check) => Some(check),
        _ => None,
    })
});

/// The findings between signals that came together.
#[derive(Clone, Debug, Default)]
pub struct CompanionsOutcome {
    /// The findings, by rule, each with the signal that it is about. Places are in the text of that
    /// signal.
    pub findings: Vec<(Companion, Finding)>,
    /// The rules that did not run because a list is missing.
    pub not_run: NotRun,
}

/// Checks whether signals that came together agree. Each of them is also to be checked alone.
///
/// ```
/// use tcf_policy::rules::{Companion, Companions, RuleCode, check_companions};
///
/// let companions = Companions {
///     gpp: Some("DBABLA~BVQqAAAAAg"),
///     gpp_sid: Some("7,8"),
///     ..Companions::new("2026-06-01".parse().unwrap())
/// };
/// let findings = check_companions(&companions).findings;
/// let (about, finding) = &findings[0];
/// assert_eq!((*about, finding.rule.code), (Companion::GppSid, RuleCode::X018));
/// assert_eq!(finding.message.to_string(), "gpp_sid has 8, but the GPP string has no section 8");
/// assert_eq!(finding.place.as_ref().unwrap().characters, 2..3);
/// ```
pub fn check_companions(companions: &Companions<'_>) -> CompanionsOutcome {
    let subject = Subject::new(companions);
    let missing = subject.missing();
    let mut findings = Vec::new();
    for prepared in CHECKS.iter().filter(|prepared| !prepared.needs.intersects(missing)) {
        let mut report = Report::new(prepared.rule, Vec::new());
        (prepared.check.run)(&subject, &mut report);
        let found = report.finish().into_iter();
        findings.extend(found.map(|finding| (prepared.check.about, finding)));
    }
    CompanionsOutcome { findings, not_run: NotRun::of_companions(missing) }
}

/// What all these rules need.
const COMPANIONS: Needs = Needs::of(&[Need::Companions]);

/// The source of most of them.
const CMP_API: Source = Source::Specification("GPP CMP API, sections and transport");

/// The defaults of the rules.
const NEW: Rule = Rule {
    since: "1",
    severity: Severity::Warning,
    source: CMP_API,
    needs: COMPANIONS,
    ..Rule::NEW
};
