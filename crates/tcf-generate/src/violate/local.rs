//! Recipes for local expectations: a valid string and an expectation that it does not meet.

use tcf_codec::{PurposeId, TcString, VendorId};
use tcf_policy::rules::RuleCode;

use super::{Draft, Recipe};
use crate::dates::DAY;

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::H001, |draft| {
        expecting(draft, |tc, draft| {
            let other = draft.rng.id(2, 480);
            (other != tc.cmp_id.get()).then(|| format!("cmps = [{other}]"))
        })
    }),
    (RuleCode::H002, |draft| {
        expecting(draft, |tc, draft| {
            let other = draft.rng.pick(&["DE", "FR", "GB", "IT"]);
            (other != tc.publisher_cc.as_str()).then(|| format!("countries = [\"{other}\"]"))
        })
    }),
    (RuleCode::H003, |draft| {
        expecting(draft, |tc, _| {
            let missing =
                PurposeId::all().take(11).find(|&id| !tc.purposes_consent.contains(id))?;
            Some(format!("require-consent-purposes = [{missing}]"))
        })
    }),
    (RuleCode::H004, |draft| {
        expecting(draft, |tc, _| {
            Some(format!("forbid-consent-purposes = [{}]", tc.purposes_consent.iter().next()?))
        })
    }),
    (RuleCode::H005, |draft| {
        expecting(draft, |tc, _| Some(format!("require-vendors = [{}]", without_signals(tc)?)))
    }),
    (RuleCode::H006, |draft| {
        expecting(draft, |tc, _| {
            Some(format!("forbid-vendors = [{}]", tc.vendor_consents.iter().next()?))
        })
    }),
    (RuleCode::H007, |draft| {
        expecting(draft, |tc, _| {
            let newer = tc.vendor_list_version.get() + 1;
            Some(format!("oldest-vendor-list = {newer}"))
        })
    }),
    (RuleCode::H008, |draft| {
        expecting(draft, |tc, draft| {
            let age = (draft.as_of.get() - tc.last_updated.get()) / DAY;
            age.checked_sub(1).map(|less| format!("greatest-age-days = {less}"))
        })
    }),
    (RuleCode::H009, {
        |draft| {
            expecting(draft, |tc, _| Some(format!("longest-string = {}", tc.encode().len() - 1)))
        }
    }),
    (RuleCode::H010, |draft| {
        expecting(draft, |tc, draft| {
            let missing = without_signals(tc)?;
            let purpose = draft.rng.id(2, 10);
            Some(format!("require-permits = [{{ vendors = [{missing}], purposes = [{purpose}] }}]"))
        })
    }),
];

/// The lowest vendor with neither consent nor legitimate interest.
fn without_signals(tc: &TcString) -> Option<VendorId> {
    let set = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
    (1..=u16::MAX).filter_map(VendorId::new).find(|&id| !set.contains(id))
}

fn expecting(
    draft: &mut Draft<'_>,
    expect: fn(&TcString, &mut Draft<'_>) -> Option<String>,
) -> Option<String> {
    let tc = draft.base()?;
    draft.expect = Some(expect(&tc, draft)?);
    Some(tc.encode())
}
