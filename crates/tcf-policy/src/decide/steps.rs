//! Steps that decisions on vendors and on the publisher share.

use tcf_codec::{CountryCode, Deciseconds};

use super::decision::Verdict;
use super::query::{PurposeOne, Query};
use super::reason::{Reason, Reasons};
use crate::age::is_future;

/// Adds the notes on the age of a string. Returns whether it is older than the maximum age.
pub(super) fn note_age(query: &Query<'_>, last_updated: Deciseconds, notes: &mut Reasons) -> bool {
    let is_expired = query.max_age.is_exceeded(last_updated, query.as_of);
    if is_expired && !query.deny_expired {
        notes.push(Reason::NoteExpired);
    }
    if is_future(last_updated, query.as_of) {
        notes.push(Reason::NoteFuture);
    }
    is_expired
}

/// Steps 1 and 2: scope, validity and age. `None` to continue with the next step.
pub(super) fn string_step(
    query: &Query<'_>,
    is_invalid: bool,
    is_expired: bool,
) -> Option<(Verdict, Reason)> {
    if query.is_out_of_scope() {
        return Some((Verdict::OutOfScope, Reason::OutOfScope));
    }
    if is_invalid && !query.ignore_policy {
        return Some((Verdict::Deny, Reason::StringInvalid));
    }
    (is_expired && query.deny_expired).then_some((Verdict::Deny, Reason::Expired))
}

/// Step 11: the verdict on purpose 1 if it was not disclosed and there is no consent for it.
pub(super) fn purpose_one_step(
    mode: PurposeOne<'_>,
    publisher_cc: CountryCode,
) -> (Verdict, Reason) {
    match mode {
        PurposeOne::Deny => (Verdict::Deny, Reason::P1Denied),
        PurposeOne::Allow => (Verdict::Permit, Reason::P1Allowed),
        PurposeOne::AllowIn(countries) if countries.contains(&publisher_cc) => {
            (Verdict::Permit, Reason::P1Allowed)
        }
        PurposeOne::Conditional | PurposeOne::AllowIn(_) => {
            (Verdict::Conditional, Reason::P1NotDisclosed)
        }
    }
}
