//! What a house may expect: the string is without fault, and the expectation is what it does not
//! meet.

use tcf_codec::{PurposeId, TcString, VendorId};

use super::{Draft, Recipe};
use crate::dates::DAY;

pub(super) const RECIPES: &[(&str, Recipe)] = &[
    ("H001", |draft| {
        expecting(draft, |tc, draft| {
            let other = draft.rng.id(2, 480);
            (other != tc.cmp_id.get()).then(|| format!("cmps = [{other}]"))
        })
    }),
    ("H002", |draft| {
        expecting(draft, |tc, draft| {
            let other = draft.rng.pick(&["DE", "FR", "GB", "IT"]);
            (other != tc.publisher_cc.as_str()).then(|| format!("countries = [\"{other}\"]"))
        })
    }),
    ("H003", |draft| {
        expecting(draft, |tc, _| {
            let missing =
                PurposeId::all().take(11).find(|&id| !tc.purposes_consent.contains(id))?;
            Some(format!("require-consent-purposes = [{missing}]"))
        })
    }),
    ("H004", |draft| {
        expecting(draft, |tc, _| {
            Some(format!("forbid-consent-purposes = [{}]", tc.purposes_consent.iter().next()?))
        })
    }),
    ("H005", |draft| {
        expecting(draft, |tc, _| {
            let set = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
            let missing = (1..=u16::MAX).filter_map(VendorId::new).find(|&id| !set.contains(id))?;
            Some(format!("require-vendors = [{missing}]"))
        })
    }),
    ("H006", |draft| {
        expecting(draft, |tc, _| {
            Some(format!("forbid-vendors = [{}]", tc.vendor_consents.iter().next()?))
        })
    }),
    ("H007", |draft| {
        expecting(draft, |tc, _| {
            let newer = tc.vendor_list_version.get() + 1;
            Some(format!("oldest-vendor-list = {newer}"))
        })
    }),
    ("H008", |draft| {
        expecting(draft, |tc, draft| {
            let age = (draft.at.get() - tc.last_updated.get()) / DAY;
            age.checked_sub(1).map(|less| format!("greatest-age-days = {less}"))
        })
    }),
    ("H009", {
        |draft| {
            expecting(draft, |tc, _| Some(format!("longest-string = {}", tc.encode().len() - 1)))
        }
    }),
];

fn expecting(
    draft: &mut Draft<'_>,
    expect: fn(&TcString, &mut Draft<'_>) -> Option<String>,
) -> Option<String> {
    let tc = draft.base()?;
    draft.expect = Some(expect(&tc, draft)?);
    Some(tc.encode())
}
