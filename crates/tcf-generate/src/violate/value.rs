//! Recipes for rules about values.

use tcf_codec::{
    IdSet, PublisherRestrictions, PurposeId, RestrictionType, SpecialFeatureId, TcString, VendorId,
    VendorRanges, VendorSet,
};
use tcf_policy::dates;
use tcf_policy::gvl::Cmp;
use tcf_policy::rules::RuleCode;
use tcf_policy::vocabulary::{PURPOSE_ONE, TCF_2_2};

use super::{Draft, Recipe};
use crate::compose::{two_letters, u6, u12};
use crate::dates::{DAY, after, before};

use RestrictionType::{NotAllowed, RequireConsent, RequireLegitimateInterest, Undefined};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::F006, |draft| {
        changed(draft, |tc, draft| {
            tc.consent_language = two_letters(draft.rng.pick(&["QQ", "XX", "ZZ", "JP"]));
            Some(())
        })
    }),
    (RuleCode::F007, |draft| {
        changed(draft, |tc, draft| {
            tc.publisher_cc = two_letters(draft.rng.pick(&["QQ", "UK", "EU", "XX"]));
            Some(())
        })
    }),
    (RuleCode::F008, |draft| restricted(draft, |_, purpose| vec![(purpose, Undefined)])),
    (RuleCode::F009, |draft| {
        restricted(draft, |draft, _| {
            let wrong = if draft.rng.one_in(3) { 0 } else { draft.rng.id(25, 63) };
            vec![(wrong, NotAllowed)]
        })
    }),
    (RuleCode::F010, |draft| {
        changed(draft, |tc, draft| {
            let purpose = draft.rng.id(2, 10);
            tc.publisher_restrictions.push(u6(purpose), NotAllowed, &VendorRanges::default()).ok()
        })
    }),
    (RuleCode::F011, |draft| {
        restricted(draft, |_, purpose| vec![(purpose, NotAllowed), (purpose, NotAllowed)])
    }),
    (RuleCode::F012, {
        |draft| {
            restricted(draft, |_, purpose| vec![(purpose, NotAllowed), (purpose, RequireConsent)])
        }
    }),
    (RuleCode::F013, |draft| {
        changed(draft, |tc, draft| {
            tc.cmp_id = u12(draft.rng.pick(&[0, 1]));
            Some(())
        })
    }),
    (RuleCode::F014, |draft| {
        changed(draft, |tc, _| {
            tc.vendor_list_version = u12(0);
            Some(())
        })
    }),
    (RuleCode::F015, |draft| {
        changed(draft, |tc, draft| {
            tc.tcf_policy_version = u6(draft.rng.pick(&[0, 1]));
            Some(())
        })
    }),
    (RuleCode::F016, |draft| {
        changed(draft, |tc, draft| {
            tc.last_updated = before(tc.created, draft.rng.bits() % 20 + 1);
            Some(())
        })
    }),
    (RuleCode::F017, |draft| {
        let day = if draft.rng.one_in(3) {
            before(dates::VERSION_2_BEGAN, draft.rng.bits() % 3000 + 1)
        } else {
            after(draft.as_of.start_of_day(), draft.rng.bits() % 600 + 2)
        };
        let mut tc = draft.base()?;
        (tc.created, tc.last_updated) = (day, day);
        Some(tc.encode())
    }),
    (RuleCode::P002, |draft| {
        changed(draft, |tc, _| {
            tc.is_service_specific = false;
            Some(())
        })
    }),
    (RuleCode::P003, |draft| {
        draft.at_least(after(dates::DAY_LEVEL_TIMES, 40));
        changed(draft, |tc, draft| {
            tc.created = before(tc.created, draft.rng.bits() % 90 + 1);
            Some(())
        })
    }),
    (RuleCode::P004, |draft| {
        draft.at_least(after(dates::DAY_LEVEL_TIMES, 40));
        changed(draft, |tc, draft| {
            let moment = tc.created.get() + draft.rng.bits() % (DAY - 1) + 1;
            let moment = tcf_codec::Deciseconds::new(moment)?;
            (tc.created, tc.last_updated) = (moment, moment);
            Some(())
        })
    }),
    (RuleCode::P005, |draft| {
        draft.at_least(after(dates::VERSION_2_BEGAN, 720));
        let day = before(draft.as_of.start_of_day(), 400 + draft.rng.bits() % 300);
        Some(draft.base_of(day)?.encode())
    }),
    (RuleCode::P006, |draft| {
        draft.at_least(after(dates::POLICY_4_ENFORCED, 60));
        changed(draft, |tc, draft| {
            tc.tcf_policy_version = u6(draft.rng.pick(&[2, 3]));
            Some(())
        })
    }),
    (RuleCode::P007, |draft| {
        draft.at_least(after(dates::POLICY_5_COMMON, 60));
        changed(draft, |tc, _| {
            tc.tcf_policy_version = u6(4);
            Some(())
        })
    }),
    (RuleCode::P008, |draft| {
        changed(draft, |tc, draft| {
            tc.tcf_policy_version = u6(draft.rng.id(6, 63));
            Some(())
        })
    }),
    (RuleCode::P009, |draft| {
        changed(draft, |tc, draft| {
            let others =
                if tc.tcf_policy_version.get() < TCF_2_2 { [2, 3, 2, 3] } else { [4, 5, 6, 7] };
            tc.tcf_policy_version = u6(draft.rng.pick(&others));
            Some(())
        })
    }),
    (RuleCode::P010, |draft| {
        changed(draft, |tc, _| {
            tc.purposes_li_transparency.insert(PURPOSE_ONE);
            Some(())
        })
    }),
    (RuleCode::P011, |draft| {
        changed(draft, |tc, draft| {
            let id = draft.rng.pick(&[3, 4, 5, 6]);
            tc.purposes_li_transparency.insert(PurposeId::new(id)?);
            Some(())
        })
    }),
    (RuleCode::P012, |draft| {
        draft.at_least(after(dates::DISCLOSED_VENDORS_MANDATORY, 30));
        changed(draft, |tc, _| {
            tc.disclosed_vendors = None;
            Some(())
        })
    }),
    (RuleCode::P013, |draft| {
        changed_with_disclosed(draft, |tc, _| {
            tc.disclosed_vendors = Some(VendorSet::new());
            tc.vendor_consents = VendorSet::new();
            tc.vendor_legitimate_interests = VendorSet::new();
            Some(())
        })
    }),
    (RuleCode::P014, |draft| {
        changed_with_disclosed(draft, |tc, _| {
            tc.allowed_vendors.clone_from(&tc.disclosed_vendors);
            Some(())
        })
    }),
    (RuleCode::P015, |draft| {
        changed(draft, |tc, draft| {
            tc.purpose_one_treatment = true;
            tc.publisher_cc = two_letters(draft.rng.pick(&["DE", "FR", "GB"]));
            tc.purposes_consent.insert(PURPOSE_ONE);
            Some(())
        })
    }),
    (RuleCode::P016, |draft| {
        changed(draft, |tc, _| {
            tc.purpose_one_treatment = true;
            tc.publisher_cc = two_letters("AA");
            tc.purposes_consent.remove(PURPOSE_ONE);
            Some(())
        })
    }),
    (RuleCode::P017, |draft| {
        changed_with_disclosed(draft, |tc, _| hide(tc, |tc| &tc.vendor_consents))
    }),
    (RuleCode::P018, {
        |draft| {
            changed_with_disclosed(draft, |tc, _| hide(tc, |tc| &tc.vendor_legitimate_interests))
        }
    }),
    (RuleCode::P019, |draft| {
        changed_with_disclosed(draft, |tc, draft| {
            let disclosed = tc.disclosed_vendors.as_ref()?;
            let absent = (1..=disclosed.max())
                .filter_map(VendorId::new)
                .find(|&id| !disclosed.contains(id))?;
            let purpose = draft.rng.id(2, 10);
            restrict(tc, &[(purpose, NotAllowed)], [absent])
        })
    }),
    (RuleCode::P020, |draft| restricted(draft, |_, _| vec![(1, RequireLegitimateInterest)])),
    (RuleCode::P021, |draft| {
        draft.at_least(after(dates::POLICY_4_STATED, 60));
        restricted(draft, |draft, _| {
            vec![(draft.rng.pick(&[3, 4, 5, 6]), RequireLegitimateInterest)]
        })
    }),
    (RuleCode::P022, |draft| {
        changed(draft, |tc, _| {
            tc.purposes_li_transparency = IdSet::EMPTY;
            Some(())
        })
    }),
    (RuleCode::P023, |draft| {
        changed(draft, |tc, _| {
            tc.purposes_consent = IdSet::EMPTY;
            Some(())
        })
    }),
    (RuleCode::P024, |draft| {
        let cmp = deleted_cmp(draft)?;
        let day = before(cmp.deleted?.start_of_day(), draft.rng.bits() % 30 + 1);
        of_cmp(draft, cmp, day)
    }),
    (RuleCode::P025, |draft| {
        changed(draft, |tc, draft| {
            let unknown = draft.rng.id(2, 4095);
            tc.cmp_id = u12(unknown);
            draft.generator.lists.cmps?.get(unknown).is_none().then_some(())
        })
    }),
    (RuleCode::P026, |draft| {
        let cmp = deleted_cmp(draft)?;
        let day = after(cmp.deleted?.start_of_day(), draft.rng.bits() % 30 + 1);
        of_cmp(draft, cmp, day)
    }),
    (RuleCode::P027, |draft| {
        changed(draft, |tc, draft| {
            let unused = draft.rng.pick(&[12, 13, 15, 20, 23, 24]);
            tc.purposes_consent.insert(PurposeId::new(unused)?);
            Some(())
        })
    }),
    (RuleCode::P028, |draft| {
        changed(draft, |tc, draft| {
            let unknown = draft.rng.pick(&[3, 4, 8, 11, 12]);
            tc.special_feature_opt_ins.insert(SpecialFeatureId::new(unknown)?);
            Some(())
        })
    }),
];

/// A valid string, changed by `change`.
pub(super) fn changed(
    draft: &mut Draft<'_>,
    change: fn(&mut TcString, &mut Draft<'_>) -> Option<()>,
) -> Option<String> {
    let tc = draft.base()?;
    with(tc, draft, change)
}

/// A valid string with disclosed vendors, changed by `change`.
fn changed_with_disclosed(
    draft: &mut Draft<'_>,
    change: fn(&mut TcString, &mut Draft<'_>) -> Option<()>,
) -> Option<String> {
    let tc = draft.base_with_disclosed()?;
    with(tc, draft, change)
}

fn with(
    mut tc: TcString,
    draft: &mut Draft<'_>,
    change: fn(&mut TcString, &mut Draft<'_>) -> Option<()>,
) -> Option<String> {
    change(&mut tc, draft)?;
    Some(tc.encode())
}

/// A valid string with additional restrictions on a disclosed vendor.
fn restricted(
    draft: &mut Draft<'_>,
    records: fn(&mut Draft<'_>, u16) -> Vec<(u16, RestrictionType)>,
) -> Option<String> {
    let mut tc = draft.base_with_disclosed()?;
    let purpose = draft.rng.id(2, 10);
    let records = records(draft, purpose);
    let disclosed: Vec<VendorId> = tc.disclosed_vendors.iter().flat_map(VendorSet::iter).collect();
    let vendor = *draft.rng.choose(&disclosed)?;
    restrict(&mut tc, &records, [vendor])?;
    Some(tc.encode())
}

/// Adds restrictions on vendors, in order.
pub(super) fn restrict(
    tc: &mut TcString,
    records: &[(u16, RestrictionType)],
    vendors: impl IntoIterator<Item = VendorId>,
) -> Option<()> {
    let ranges = VendorRanges::new(vendors).ok()?;
    let mut restrictions = PublisherRestrictions::default();
    for &(purpose, restriction_type) in records {
        restrictions.push(u6(purpose), restriction_type, &ranges).ok()?;
    }
    tc.publisher_restrictions = restrictions;
    Some(())
}

/// Removes a vendor from the disclosed vendors that has no signal other than in the given set.
fn hide(tc: &mut TcString, of: fn(&TcString) -> &VendorSet) -> Option<()> {
    let id = of(tc).iter().next()?;
    tc.disclosed_vendors.as_mut()?.remove(id);
    Some(())
}

/// A CMP that is deleted as of the date.
fn deleted_cmp<'a>(draft: &mut Draft<'a>) -> Option<&'a Cmp> {
    let as_of = draft.as_of;
    let is_deleted = |cmp: &&Cmp| cmp.id > 1 && cmp.deleted.is_some_and(|deleted| deleted < as_of);
    let cmps: Vec<_> = draft.generator.lists.cmps?.iter().filter(is_deleted).collect();
    draft.rng.choose(&cmps).copied()
}

/// A string from a CMP on a day, with an evaluation date before it expires.
fn of_cmp(draft: &mut Draft<'_>, cmp: &Cmp, day: tcf_codec::Deciseconds) -> Option<String> {
    let soon = after(day.max(cmp.deleted?.start_of_day()), 1 + draft.rng.bits() % 60);
    draft.as_of = draft.as_of.min(soon).max(after(day.max(cmp.deleted?.start_of_day()), 1));
    let mut tc = draft.base_of(day)?;
    tc.cmp_id = u12(cmp.id);
    Some(tc.encode())
}
