//! Checks proposed strings.

use tcf_carrier::TextKind;
use tcf_codec::{AcString, Deciseconds, DecodeOptions, Error, GppString, UspString, decode};
use tcf_policy::rules::{
    self, AcSubject, Expectations, Finding, GppSubject, Group, Severity, Subject, UspSubject,
    check_ac, check_gpp, check_usp,
};

use crate::generated::SignalValue;
use crate::generator::Lists;

/// The value of a string, if it decodes, and its findings.
type Checked = (Option<SignalValue>, Vec<Finding>);

/// Decodes and checks a string of the format that a group of rules is about.
pub(super) fn check(
    group: Group,
    text: &str,
    as_of: Deciseconds,
    lists: Lists<'_>,
    expect: Option<&Expectations>,
) -> Option<Checked> {
    match group {
        Group::Gpp => {
            let checked = GppSubject::new(text, DecodeOptions::DEFAULT_MAX_LEN, as_of);
            let checked = checked.map(|subject| check_gpp(&subject).findings);
            checked_or_error(checked, GppString::decode(text).map(SignalValue::Gpp))
        }
        Group::UsPrivacy => {
            let checked = UspSubject::new(text, as_of).map(|subject| check_usp(&subject));
            checked_or_error(checked, UspString::decode(text).map(SignalValue::UsPrivacy))
        }
        Group::AdditionalConsent => {
            let checked = AcSubject::new(text, DecodeOptions::DEFAULT_MAX_LEN);
            let checked = checked.map(|subject| check_ac(&subject));
            checked_or_error(checked, AcString::decode(text).map(SignalValue::AdditionalConsent))
        }
        _ => check_tc(text, as_of, lists, expect),
    }
}

/// The findings, or the one for an error.
fn checked_or_error(
    findings: Result<Vec<Finding>, Error>,
    value: Result<SignalValue, Error>,
) -> Option<Checked> {
    let findings = match findings {
        Ok(findings) => findings,
        Err(error) => vec![Finding::of_error(&error)?],
    };
    Some((value.ok(), findings))
}

/// Decodes and checks a TC string.
fn check_tc(
    text: &str,
    as_of: Deciseconds,
    lists: Lists<'_>,
    expect: Option<&Expectations>,
) -> Option<Checked> {
    let decoded = match decode(text, DecodeOptions::new().with_layout()) {
        Ok(decoded) => decoded,
        Err(error) => {
            let kind = TextKind::of_rejected(text, &error);
            let code = kind.and_then(TextKind::error_code).unwrap_or(error.code());
            let (rule, message) = (rules::find(code)?, error.kind().to_string());
            let finding = Finding::new(rule, Severity::Error, message, None);
            return Some((None, vec![finding]));
        }
    };
    let subject = Subject::new(text, &decoded, as_of)?
        .with_gvl(lists.gvl, lists.newest, false)
        .with_cmps(lists.cmps);
    let mut findings = rules::check(&subject).findings;
    if let Some(expected) = expect {
        findings.extend(rules::check_expectations(&subject, expected));
    }
    drop(subject);
    Some((Some(SignalValue::Tc(decoded.value)), findings))
}
