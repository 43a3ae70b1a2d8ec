//! Facts of a string that a decision is based on.

use tcf_codec::{Deciseconds, DisclosedSignal, PurposeId, RestrictionType, Signals, VendorId};

use super::decision::Bits;
use super::query::{DisclosedMode, Profile, Query};
use super::reason::{Reason, Reasons};
use super::tables::{self, DisclosureStatus};
use crate::conditions;
use crate::vocabulary::Item;

/// The restriction in force. Notes undefined and conflicting restrictions.
pub(super) fn restriction<S: Signals>(
    signals: &S,
    purpose: PurposeId,
    vendor: VendorId,
    profile: Profile,
    notes: &mut Reasons,
) -> Result<Option<RestrictionType>, S::Error> {
    let types = signals.restrictions(purpose, vendor)?;
    if types.contains(RestrictionType::Undefined) {
        notes.push(Reason::NoteRestrictionUndefined);
    }
    let lowest = tables::in_force(types);
    if profile.takes_first_restriction()
        && lowest != Some(RestrictionType::NotAllowed)
        && types.iter().nth(1).is_some()
    {
        notes.push(Reason::NotePrebidFirstRestriction);
        let first = signals.vendor_restrictions(vendor)?.first(purpose);
        return Ok(first.filter(|first| *first != RestrictionType::Undefined));
    }
    if tables::defined(types).nth(1).is_some() {
        notes.push(Reason::NoteRestrictionConflict);
    }
    Ok(lowest)
}

/// Whether the vendor was disclosed to the user, by the date of the string and the options.
pub(super) fn disclosure(
    disclosed: DisclosedSignal,
    date: Deciseconds,
    query: &Query<'_>,
    notes: &mut Reasons,
) -> DisclosureStatus {
    let mandatory = conditions::requires_disclosed_vendors(date);
    match disclosed {
        DisclosedSignal::Listed => DisclosureStatus::Disclosed,
        DisclosedSignal::NotListed if mandatory => DisclosureStatus::NotDisclosed,
        DisclosedSignal::NotListed => {
            notes.push(Reason::NotePre23);
            match query.profile.disclosed_mode(query.disclosed) {
                DisclosedMode::Strict => DisclosureStatus::NotDisclosed,
                DisclosedMode::Dated => DisclosureStatus::Exempt,
            }
        }
        DisclosedSignal::NoSegment | DisclosedSignal::EmptySegment if mandatory => {
            DisclosureStatus::Missing
        }
        DisclosedSignal::NoSegment | DisclosedSignal::EmptySegment => DisclosureStatus::Exempt,
    }
}

/// The bits of the string that concern the vendor and the item.
pub(super) fn bits<S: Signals>(
    signals: &S,
    vendor: VendorId,
    item: Item,
) -> Result<Bits, S::Error> {
    let (purpose_consent, purpose_legitimate_interest) = match item {
        Item::Purpose(id) => {
            (Some(signals.purpose_consent(id)?), Some(signals.purpose_legitimate_interest(id)?))
        }
        _ => (None, None),
    };
    let vendor = signals.vendor(vendor)?;
    Ok(Bits {
        purpose_consent,
        vendor_consent: vendor.consent,
        purpose_legitimate_interest,
        vendor_legitimate_interest: vendor.legitimate_interest,
        opt_in: match item {
            Item::SpecialFeature(id) => Some(signals.special_feature_opt_in(id)?),
            _ => None,
        },
    })
}
