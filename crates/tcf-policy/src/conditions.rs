//! Conditions under which a string is invalid, for the rules and for the decision procedure.
//!
//! The date of a string is the later of Created and LastUpdated.

use tcf_codec::Deciseconds;

use crate::dates;
use crate::gvl::{Cmp, CmpList};

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
    policy_version < 4 && date >= dates::POLICY_4_ENFORCED
}

/// A string of this date must list the disclosed vendors (P012, P013).
pub(crate) fn requires_disclosed_vendors(date: Deciseconds) -> bool {
    date >= dates::DISCLOSED_VENDORS_MANDATORY
}

/// The CMP of a string, if it is deleted (P024).
pub(crate) fn deleted_cmp(cmps: Option<&CmpList>, cmp_id: u16, as_of: Deciseconds) -> Option<&Cmp> {
    cmps?.get(cmp_id).filter(|cmp| cmp.is_deleted_at(as_of))
}
