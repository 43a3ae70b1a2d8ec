//! Recipes for rules that compare a string with its vendor list.

use tcf_codec::{PurposeId, RestrictionType, SpecialFeatureId, TcString, VendorId};
use tcf_policy::dates;
use tcf_policy::gvl::{Gvl, Vendor};
use tcf_policy::rules::RuleCode;
use tcf_policy::vocabulary::LegalBasis;

use super::value::{changed, restrict};
use super::{Draft, Recipe};
use crate::compose::{u6, u12};
use crate::dates::{after, before};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::G001, |draft| {
        changed(draft, |tc, draft| {
            let earlier = draft.rng.id(1, tc.vendor_list_version.get().checked_sub(1)?);
            tc.vendor_list_version = u12(earlier);
            Some(())
        })
    }),
    (RuleCode::G002, |draft| {
        let published = gvl(draft)?.last_updated()?.start_of_day();
        let day = before(published, 2 + draft.rng.bits() % 20);
        Some(draft.base_of(day)?.encode())
    }),
    (RuleCode::G003, |draft| {
        let published = gvl(draft)?.last_updated()?.start_of_day();
        let day = after(published, 63 + draft.rng.bits() % 200);
        draft.at_least(day);
        Some(draft.base_of(day)?.encode())
    }),
    (RuleCode::G004, |draft| {
        let gvl = gvl(draft)?;
        let id = VendorId::new(draft.rng.id(1, gvl.max_vendor_id()))?;
        let mut tc = draft.base_with_disclosed()?;
        disclose(&mut tc, id);
        gvl.vendor(id).is_none().then(|| tc.encode())
    }),
    (RuleCode::G005, |draft| {
        let vendor =
            any(draft, |vendor, as_of| vendor.is_deleted_at(as_of) && !vendor.purposes.is_empty())?;
        changed_for(draft, vendor, consent)
    }),
    (RuleCode::G006, |draft| {
        let newest = draft.generator.lists.newest?;
        let as_of = draft.as_of;
        let gone = |vendor: &&Vendor| vendor.is_deleted_at(as_of);
        let gone: Vec<_> = newest.vendors().iter().filter(gone).map(|vendor| vendor.id).collect();
        let gvl = gvl(draft)?;
        let id = *draft.rng.choose(&gone)?;
        let vendor = gvl.vendor(id)?;
        let change = if vendor.purposes.is_empty() { establish } else { consent };
        changed_for(draft, vendor, change)
    }),
    (RuleCode::G007, |draft| {
        let vendor = any(draft, |vendor, _| {
            vendor.purposes.is_empty()
                && !vendor.leg_int_purposes.is_empty()
                && vendor.flexible_purposes.is_empty()
        })?;
        changed_for(draft, vendor, consent)
    }),
    (RuleCode::G008, |draft| {
        let vendor = any(draft, |vendor, _| {
            vendor.leg_int_purposes.is_empty()
                && vendor.special_purposes.is_empty()
                && !vendor.purposes.is_empty()
        })?;
        changed_for(draft, vendor, establish)
    }),
    (RuleCode::G009, |draft| {
        let vendor = any(draft, |vendor, _| vendor.is_special_purpose_only())?;
        changed_for(draft, vendor, |tc, id| {
            tc.vendor_legitimate_interests.remove(id);
        })
    }),
    (RuleCode::G010, |draft| {
        draft.at_least(after(dates::SPECIAL_PURPOSE_BIT_ENDED, 1));
        let vendor = any(draft, |vendor, _| vendor.is_special_purpose_only())?;
        let day = before(draft.as_of.start_of_day(), draft.rng.bits() % 60);
        let mut tc = draft.base_of(day)?;
        disclose(&mut tc, vendor.id);
        establish(&mut tc, vendor.id);
        Some(tc.encode())
    }),
    (RuleCode::G011, |draft| {
        let vendor = any(draft, |vendor, _| {
            vendor.leg_int_purposes.is_empty()
                && !vendor.special_purposes.is_empty()
                && !vendor.purposes.is_empty()
        })?;
        changed_for(draft, vendor, establish)
    }),
    (RuleCode::G012, |draft| {
        changed(draft, |tc, draft| {
            let id = draft.rng.pick(&[11, 12, 14, 20, 24]);
            tc.purposes_consent.insert(PurposeId::new(id)?);
            Some(())
        })
    }),
    (RuleCode::G013, |draft| {
        changed(draft, |tc, draft| {
            let id = draft.rng.pick(&[3, 5, 9, 12]);
            tc.special_feature_opt_ins.insert(SpecialFeatureId::new(id)?);
            Some(())
        })
    }),
    (RuleCode::G014, |draft| {
        restricted(draft, |declared, _| declared.is_none(), RestrictionType::NotAllowed)
    }),
    (RuleCode::G015, |draft| {
        let consent = |declared: Option<LegalBasis>, _| declared == Some(LegalBasis::Consent);
        restricted(draft, consent, RestrictionType::RequireConsent)
    }),
    (RuleCode::G016, |draft| {
        let firm = |declared, flexible: bool| {
            declared == Some(LegalBasis::LegitimateInterest) && !flexible
        };
        restricted(draft, firm, RestrictionType::RequireConsent)
    }),
    (RuleCode::G018, |draft| {
        let purpose = PurposeId::new(draft.rng.pick(&[1, 3, 4, 5, 6]))?;
        let gvl = gvl(draft)?;
        let turned: Vec<_> = gvl
            .vendors()
            .iter()
            .filter(|vendor| {
                vendor.flexible_purposes.intersection(vendor.purposes).contains(purpose)
            })
            .collect();
        let vendor = *draft.rng.choose(&turned)?;
        let mut tc = draft.base_with_disclosed()?;
        disclose(&mut tc, vendor.id);
        let record = (purpose.get().into(), RestrictionType::RequireLegitimateInterest);
        restrict(&mut tc, &[record], [vendor.id])?;
        Some(tc.encode())
    }),
    (RuleCode::G019, |draft| {
        let mut tc = draft.base_with_disclosed()?;
        let gvl = gvl(draft)?;
        // At least one vendor loses all its purposes.
        let id = tc.vendor_consents.iter().next()?;
        for purpose in gvl.vendor(id)?.declared_purposes().iter() {
            tc.purposes_consent.remove(purpose);
        }
        (!tc.purposes_consent.is_empty()).then(|| tc.encode())
    }),
    (RuleCode::G020, |draft| {
        let vendor = any(draft, |vendor, _| {
            !vendor.flexible_purposes.intersection(vendor.leg_int_purposes).is_empty()
                && !vendor.purposes.is_empty()
        })?;
        let mut tc = draft.base_with_disclosed()?;
        disclose(&mut tc, vendor.id);
        for purpose in vendor.flexible_purposes.intersection(vendor.leg_int_purposes).iter() {
            tc.purposes_consent.insert(purpose);
            tc.purposes_li_transparency.remove(purpose);
        }
        tc.vendor_consents.insert(vendor.id);
        tc.vendor_legitimate_interests.remove(vendor.id);
        Some(tc.encode())
    }),
    (RuleCode::G023, |draft| {
        let vendor = any(draft, Vendor::is_deleted_at)?;
        changed_for(draft, vendor, |_, _| ())
    }),
    (RuleCode::G024, |draft| Some(draft.base()?.encode())),
];

fn gvl<'a>(draft: &Draft<'a>) -> Option<&'a Gvl> {
    draft.generator.lists.gvl
}

/// A random vendor of the list that satisfies the predicate, deleted or not as requested.
fn any<'a>(
    draft: &mut Draft<'a>,
    is_so: fn(&Vendor, tcf_codec::Deciseconds) -> bool,
) -> Option<&'a Vendor> {
    let as_of = draft.as_of;
    let fit: Vec<_> = gvl(draft)?.vendors().iter().filter(|vendor| is_so(vendor, as_of)).collect();
    draft.rng.choose(&fit).copied()
}

/// A valid string, except for the signals of one added vendor, which is disclosed.
fn changed_for(
    draft: &mut Draft<'_>,
    vendor: &Vendor,
    change: fn(&mut TcString, VendorId),
) -> Option<String> {
    let mut tc = draft.base_with_disclosed()?;
    disclose(&mut tc, vendor.id);
    change(&mut tc, vendor.id);
    Some(tc.encode())
}

/// Discloses the vendor and clears its signals.
fn disclose(tc: &mut TcString, id: VendorId) {
    if let Some(disclosed) = &mut tc.disclosed_vendors {
        disclosed.insert(id);
    }
    tc.vendor_consents.remove(id);
    tc.vendor_legitimate_interests.remove(id);
}

/// Sets the legitimate interest of the vendor.
fn establish(tc: &mut TcString, id: VendorId) {
    tc.vendor_legitimate_interests.insert(id);
}

/// Sets the consent of the vendor.
fn consent(tc: &mut TcString, id: VendorId) {
    tc.vendor_consents.insert(id);
}

/// A string with a restriction on a disclosed vendor whose declaration satisfies the predicate.
fn restricted(
    draft: &mut Draft<'_>,
    is_so: impl Fn(Option<LegalBasis>, bool) -> bool,
    restriction_type: RestrictionType,
) -> Option<String> {
    let mut tc = draft.base_with_disclosed()?;
    let gvl = gvl(draft)?;
    let disclosed: Vec<VendorId> =
        tc.disclosed_vendors.iter().flat_map(tcf_codec::VendorSet::iter).collect();
    let vendor = gvl.vendor(*draft.rng.choose(&disclosed)?)?;
    let purpose = u6(draft.rng.id(2, 10));
    let declared = vendor.declaration(purpose.try_into().ok()?);
    if !is_so(declared.basis, declared.flexible) {
        return None;
    }
    restrict(&mut tc, &[(purpose.get(), restriction_type)], [vendor.id])?;
    Some(tc.encode())
}
