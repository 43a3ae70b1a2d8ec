//! What the policies require of a string, by its [date]. Rules, decisions and audits all ask here.

use tcf_codec::{Deciseconds, Signals};

use crate::dates;
use crate::gvl::{Cmp, CmpList};
use crate::vocabulary::TCF_2_2;

/// The date of a string in every condition: the later of Created and LastUpdated.
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn date<S: Signals>(signals: &S) -> Result<Deciseconds, S::Error> {
    Ok(signals.created()?.max(signals.last_updated()?))
}

/// Version 1 strings are invalid (P001).
pub(crate) fn version_1_is_invalid(as_of: Deciseconds) -> bool {
    as_of >= dates::VERSION_1_ENDED
}

/// Strings that are not service-specific are invalid (P002).
pub(crate) fn global_scope_is_invalid(date: Deciseconds, as_of: Deciseconds) -> bool {
    date.max(as_of) >= dates::GLOBAL_SCOPE_ENDED
}

/// The policy version is too low for a string of this date (P006).
pub(crate) fn policy_version_is_too_low(policy_version: u16, date: Deciseconds) -> bool {
    policy_version < TCF_2_2 && date >= dates::POLICY_4_ENFORCED
}

/// A string of this date must list the disclosed vendors (P012, P013).
pub fn requires_disclosed_vendors(date: Deciseconds) -> bool {
    date >= dates::DISCLOSED_VENDORS_MANDATORY
}

/// In a string of this date, vendors with special purposes only must have the legitimate interest
/// bit if they were disclosed (G009).
pub fn requires_special_purpose_bit(date: Deciseconds) -> bool {
    (dates::SPECIAL_PURPOSE_BIT_BEGAN..=dates::SPECIAL_PURPOSE_BIT_ENDED).contains(&date)
}

/// The CMP of a string, if it is deleted (P024).
pub(crate) fn deleted_cmp(cmps: Option<&CmpList>, cmp_id: u16, as_of: Deciseconds) -> Option<&Cmp> {
    cmps?.get(cmp_id).filter(|cmp| cmp.is_deleted_at(as_of))
}
