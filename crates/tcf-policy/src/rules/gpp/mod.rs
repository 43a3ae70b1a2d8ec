//! Group X: GPP strings.

pub(super) mod choices;
pub(super) mod consents;
pub(super) mod container;
pub(super) mod mspa;
pub(super) mod sections;
pub(super) mod subject;
pub(super) mod subsections;
pub(super) mod us;

use std::sync::LazyLock;

use tcf_codec::gpp::Section;
use tcf_codec::{DecodeOptions, SectionId, decode};

use subject::{GppSubject, SectionSubject};

use super::report::{Finding, by_rule};
use super::rule::{Example, Rule, Source};
use super::rule_entry::AnyCheck;
use super::subject::Subject;
use super::usp::check_usp;
use super::usp_subject::UspSubject;
use super::{Outcome, Prepared, check, prepared, run};

/// The checks of GPP strings and of US sections.
static CHECKS: LazyLock<Vec<Prepared<AnyCheck>>> = LazyLock::new(|| {
    prepared(|check| matches!(check, AnyCheck::Gpp(_) | AnyCheck::Us(_)).then_some(check))
});

/// Checks a GPP string and its sections: a TCF section against the rules of TC strings, and a US
/// Privacy section against those of US Privacy strings. A section that cannot be decoded has one
/// finding, its error; the other sections are checked. Findings are sorted by rule.
///
/// ```
/// use tcf_codec::{DecodeOptions, SectionId};
/// use tcf_policy::rules::{GppSubject, RuleCode, check_gpp};
/// let at = "2026-06-01".parse().unwrap();
/// let subject = GppSubject::new("DBABL~CVVKAAAAAABY", DecodeOptions::DEFAULT_MAX_LEN, at)?;
/// let findings = check_gpp(&subject).findings;
/// assert_eq!(findings[0].rule.code, RuleCode::X040);
/// let place = findings[0].place.as_ref().unwrap();
/// assert_eq!((place.section, place.characters.clone()), (Some(SectionId::US_NAT), 9..10));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn check_gpp(subject: &GppSubject<'_>) -> Outcome {
    let errors = subject.sections().filter_map(|section| section.value.as_ref().err());
    let findings = by_rule(errors.filter_map(Finding::of_error).collect());
    let findings = run(&CHECKS, subject, findings, |check, subject, report| match check {
        AnyCheck::Gpp(check) => check(subject, report),
        AnyCheck::Us(check) => subject.us().for_each(|us| check(&us, report)),
        _ => {}
    });
    let mut outcome = Outcome { findings, ..Outcome::default() };
    for (section, value) in subject.decoded() {
        match value {
            Section::TcfEuV1(_) | Section::TcfEuV2(_) => {
                if let Some(found) = check_tc(subject, section) {
                    outcome.findings.extend(found.findings);
                    // Section 2 follows section 1 and needs more.
                    outcome.not_run = found.not_run;
                }
            }
            Section::UspV1(usp) => {
                let text = section.text.text();
                let usp = UspSubject::in_gpp(text, *usp, subject.at, section.text.start());
                outcome.findings.extend(check_usp(&usp));
            }
            _ => {}
        }
    }
    // Sections and groups share rules.
    outcome.findings.sort_by_key(|finding| finding.rule.code);
    outcome
}

/// Checks a TCF section.
fn check_tc(subject: &GppSubject<'_>, section: &SectionSubject<'_>) -> Option<Outcome> {
    let text = section.text.text();
    let options = DecodeOptions::new().with_max_len(text.len()).with_layout();
    let decoded = decode(text, options).ok()?;
    let tc = Subject::new(text, &decoded, subject.at)?
        .with_gvl(subject.gvl, subject.newest, subject.any_gvl)
        .with_cmps(subject.cmps)
        .expired_after(subject.max_age);
    let mut outcome = check(&tc);
    if section.text.id() == SectionId::TCF_EU_V2 {
        outcome.findings.extend(subject.local.check(&tc));
    }
    for place in outcome.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
        place.section = Some(section.text.id());
        place.characters.start += section.text.start();
        place.characters.end += section.text.start();
    }
    Some(outcome)
}

/// A US national section without findings.
const VALID: &[Example] = &[Example::new("DBABL~CVVqAAAAAABY")];

const CORE: Source = Source::Specification("GPP Consent String Specification");
const SECTIONS: Source = Source::Specification("GPP Section Information, the page of the section");

/// The defaults of the group.
const NEW: Rule = Rule { since: "1", source: CORE, valid_examples: VALID, ..Rule::NEW };
