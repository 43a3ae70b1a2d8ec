//! Strings that must not be acted on at all.

use tcf_codec::{Deciseconds, DisclosedSegment, Signals};

use crate::dates;
use crate::gvl::CmpList;

/// The code of the rule that makes a string invalid under the policies at a date, if one does: P001
/// (version 1), P002 (not service specific), P006 (policy version), P012 and P013 (disclosed
/// vendors), P024 (deleted CMP).
///
/// # Errors
///
/// A fault of the string that was met on the way to the answer; a decoded value has none.
pub fn invalid_because<S: Signals>(
    signals: &S,
    as_of: Deciseconds,
    cmps: Option<&CmpList>,
) -> Result<Option<&'static str>, S::Error> {
    let date = signals.created()?.max(signals.last_updated()?);
    invalid_with(signals, date, as_of, cmps, || signals.disclosed_segment())
}

/// The same, for a caller that has the date of the string and knows about its segment already.
pub(super) fn invalid_with<S: Signals>(
    signals: &S,
    date: Deciseconds,
    as_of: Deciseconds,
    cmps: Option<&CmpList>,
    segment: impl FnOnce() -> Result<DisclosedSegment, S::Error>,
) -> Result<Option<&'static str>, S::Error> {
    if signals.version() == 1 {
        return Ok((as_of >= dates::VERSION_1_ENDED).then_some("P001"));
    }
    if !signals.is_service_specific()? && date.max(as_of) >= dates::GLOBAL_SCOPE_ENDED {
        return Ok(Some("P002"));
    }
    if signals.tcf_policy_version()? < 4 && date >= dates::POLICY_4_ENFORCED {
        return Ok(Some("P006"));
    }
    if date >= dates::DISCLOSED_VENDORS_MANDATORY {
        match segment()? {
            DisclosedSegment::Missing => return Ok(Some("P012")),
            DisclosedSegment::Empty => return Ok(Some("P013")),
            DisclosedSegment::NotEmpty => {}
        }
    }
    let cmp = match cmps {
        Some(cmps) => cmps.get(signals.cmp_id()?),
        None => None,
    };
    Ok(cmp.is_some_and(|cmp| cmp.is_deleted_at(as_of)).then_some("P024"))
}
