//! Strings that are invalid as a whole.

use tcf_codec::{Deciseconds, DisclosedSegment, Signals};

use crate::conditions;
use crate::gvl::CmpList;
use crate::rule_code::RuleCode;

/// The code of the rule that makes a string invalid under the policies as of a date, if any: P001
/// (version 1), P002 (not service-specific), P006 (policy version), P012 and P013 (disclosed
/// vendors), P024 (deleted CMP).
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn invalid_because<S: Signals>(
    signals: &S,
    as_of: Deciseconds,
    cmps: Option<&CmpList>,
) -> Result<Option<RuleCode>, S::Error> {
    let date = conditions::date(signals)?;
    invalid_with(signals, date, as_of, cmps, || signals.disclosed_segment())
}

/// [`invalid_because`] for callers that know the date of the string and its disclosed vendors
/// segment.
pub(super) fn invalid_with<S: Signals>(
    signals: &S,
    date: Deciseconds,
    as_of: Deciseconds,
    cmps: Option<&CmpList>,
    segment: impl FnOnce() -> Result<DisclosedSegment, S::Error>,
) -> Result<Option<RuleCode>, S::Error> {
    if signals.version() == 1 {
        return Ok(conditions::version_1_is_invalid(as_of).then_some(RuleCode::P001));
    }
    if !signals.is_service_specific()? && conditions::global_scope_is_invalid(date, as_of) {
        return Ok(Some(RuleCode::P002));
    }
    if conditions::policy_version_is_too_low(signals.tcf_policy_version()?, date) {
        return Ok(Some(RuleCode::P006));
    }
    if conditions::requires_disclosed_vendors(date)
        && let Some(rule) = undisclosed(segment()?, date)
    {
        return Ok(Some(rule));
    }
    if cmps.is_none() {
        return Ok(None);
    }
    let deleted = conditions::deleted_cmp(cmps, signals.cmp_id()?, as_of);
    Ok(deleted.map(|_| RuleCode::P024))
}

/// The code of the rule about disclosed vendors that makes a string invalid, if any.
pub(super) fn undisclosed(segment: DisclosedSegment, date: Deciseconds) -> Option<RuleCode> {
    if !conditions::requires_disclosed_vendors(date) {
        return None;
    }
    match segment {
        DisclosedSegment::Missing => Some(RuleCode::P012),
        DisclosedSegment::Empty => Some(RuleCode::P013),
        DisclosedSegment::NotEmpty => None,
    }
}
