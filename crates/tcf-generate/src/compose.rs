//! Values: what a CMP writes for a user, the vendors of a publisher and its settings.

use std::str::FromStr;

use tcf_codec::{
    CountryCode, CustomPurposes, Deciseconds, Id, IdSet, InvalidCode, PublisherTc, PurposeId,
    RestrictionType, TcString, U6, U12, VendorRanges, VendorSet,
};
use tcf_policy::dates;
use tcf_policy::decide::tables;
use tcf_policy::gvl::{Declaration, Vendor};
use tcf_policy::vocabulary::{self, LegalBasis, PURPOSE_ONE};

use crate::kind::{Plan, Share, Vendors};
use crate::rng::SeededRng;
use crate::vendor_pool::random_subset;

/// What a string is made under.
pub(crate) struct Inputs<'a> {
    /// The day of the string.
    pub(crate) day: Deciseconds,
    pub(crate) cmp_id: u16,
    pub(crate) vendor_list_version: u16,
    pub(crate) policy_version: u16,
    /// All vendors of the list.
    pub(crate) vendor_pool: &'a [Vendor],
    /// With the segment of disclosed vendors?
    pub(crate) with_disclosed: bool,
}

/// A vendor that the user is shown, with the bases on which it asks.
struct Shown<'a> {
    vendor: &'a Vendor,
    consent: IdSet<24>,
    legitimate_interest: IdSet<24>,
}

/// Languages of CMPs with the country of a publisher.
const PLACES: [(&str, &str); 12] = [
    ("DE", "DE"),
    ("EN", "GB"),
    ("EN", "IE"),
    ("FR", "FR"),
    ("FR", "BE"),
    ("ES", "ES"),
    ("IT", "IT"),
    ("NL", "NL"),
    ("PL", "PL"),
    ("DA", "DK"),
    ("SV", "SE"),
    ("EN", "AA"),
];

/// The value of a string; `None` if no vendor is fit for the plan, no restriction has an effect
/// where there must be one, or the version of the policies fits into no string.
pub(crate) fn compose(plan: Plan, inputs: &Inputs<'_>, rng: &mut SeededRng) -> Option<TcString> {
    let mut shown = show(plan, inputs, rng);
    if shown.is_empty() {
        return None;
    }
    let (language, country) = rng.pick(&PLACES);
    let mut tc = TcString {
        created: inputs.day,
        last_updated: inputs.day,
        cmp_id: u12(inputs.cmp_id),
        cmp_version: u12(rng.id(1, 60)),
        consent_screen: u6(rng.id(1, 4)),
        consent_language: two_letters(language),
        vendor_list_version: u12(inputs.vendor_list_version),
        tcf_policy_version: U6::new(inputs.policy_version).ok()?,
        publisher_cc: two_letters(country),
        ..TcString::default()
    };
    restrict(&mut tc, plan.restricted, &mut shown, rng);
    if plan.restricted == Share::All && tc.publisher_restrictions.is_empty() {
        return None;
    }
    choose(&mut tc, plan, &shown, rng);
    establish_special_purposes(&mut tc, inputs, &shown);
    if inputs.with_disclosed {
        tc.disclosed_vendors = Some(shown.iter().map(|shown| shown.vendor.id).collect());
    }
    let own = match plan.publisher_tc {
        Share::None => false,
        Share::Some => rng.one_in(4),
        Share::All => true,
    };
    if own {
        tc.publisher_tc = Some(publisher_tc(&tc, rng));
    }
    Some(tc)
}

/// The vendors that the publisher works with.
fn show<'a>(plan: Plan, inputs: &Inputs<'a>, rng: &mut SeededRng) -> Vec<Shown<'a>> {
    let known =
        |id: &PurposeId| vocabulary::PURPOSES.name(id.get(), inputs.policy_version).is_some();
    let known: IdSet<24> = PurposeId::all().filter(known).collect();
    let firm = |id: &PurposeId| vocabulary::needs_consent(*id, inputs.policy_version);
    let firm: IdSet<24> = PurposeId::all().filter(firm).collect();
    let fit = |shown: &Shown<'_>| match plan.vendors {
        Vendors::All => {
            !shown.consent.union(shown.legitimate_interest).is_empty()
                || shown.vendor.is_special_purpose_only()
        }
        Vendors::ConsentAlone => !shown.consent.is_empty() && shown.legitimate_interest.is_empty(),
        Vendors::SpecialPurposesAlone => shown.vendor.is_special_purpose_only(),
    };
    let mut fit: Vec<_> = inputs
        .vendor_pool
        .iter()
        .filter(|vendor| !vendor.is_deleted_at(inputs.day))
        .map(|vendor| Shown {
            vendor,
            consent: vendor.purposes.intersection(known),
            legitimate_interest: vendor
                .leg_int_purposes
                .intersection(known)
                .difference(vendor.purposes.union(firm)),
        })
        .filter(fit)
        .collect();
    // All vendors of the CMP, those of the publisher, or a handful.
    let wanted = match rng.below(10) {
        _ if plan.few => 4 + rng.below(8),
        0..=3 => fit.len(),
        4..=6 => fit.len() * (30 + rng.below(65)) / 100,
        _ => 3 + rng.below(40),
    };
    if wanted < fit.len() {
        rng.shuffle(&mut fit);
        fit.truncate(wanted.max(1));
        fit.sort_unstable_by_key(|shown| shown.vendor.id);
    }
    fit
}

/// Publisher restrictions that have an effect, at most one for each purpose.
#[expect(clippy::expect_used, reason = "there are at most as many records as purposes")]
fn restrict(tc: &mut TcString, share: Share, shown: &mut [Shown<'_>], rng: &mut SeededRng) {
    let wanted = match share {
        Share::None => 0,
        Share::Some if !rng.one_in(4) => 0,
        Share::Some | Share::All => 1 + rng.below(4),
    };
    let mut purposes: Vec<_> =
        PurposeId::all().filter(|id| id.get() <= vocabulary::PURPOSES.max()).collect();
    rng.shuffle(&mut purposes);
    let mut chosen = Vec::new();
    for purpose in purposes {
        if chosen.len() >= wanted {
            break;
        }
        let restriction_type = rng.pick(&[
            RestrictionType::NotAllowed,
            RestrictionType::RequireConsent,
            RestrictionType::RequireLegitimateInterest,
        ]);
        let firm = vocabulary::needs_consent(purpose, tc.tcf_policy_version.get());
        if restriction_type == RestrictionType::RequireLegitimateInterest && firm {
            continue;
        }
        let everybody = rng.one_in(2);
        let mut vendors = Vec::new();
        for shown in shown.iter_mut() {
            let before = (shown.consent, shown.legitimate_interest);
            if (everybody || rng.one_in(2)) && switch(shown, purpose, restriction_type) {
                vendors.push(shown.vendor.id);
            } else {
                (shown.consent, shown.legitimate_interest) = before;
            }
        }
        if let Ok(vendors) = VendorRanges::new(vendors)
            && !vendors.as_slice().is_empty()
        {
            chosen.push((purpose, restriction_type, vendors));
        }
    }
    chosen.sort_unstable_by_key(|(purpose, ..)| *purpose);
    for (purpose, restriction_type, vendors) in chosen {
        let pushed = tc.publisher_restrictions.push(purpose.into(), restriction_type, &vendors);
        pushed.expect("a string holds more records than there are purposes");
    }
}

/// Puts a restriction on a vendor, and says whether it has an effect that a publisher may want.
fn switch(shown: &mut Shown<'_>, purpose: PurposeId, restriction_type: RestrictionType) -> bool {
    let asked = if shown.consent.contains(purpose) {
        LegalBasis::Consent
    } else if shown.legitimate_interest.contains(purpose) {
        LegalBasis::LegitimateInterest
    } else {
        return false;
    };
    let flexible = shown.vendor.flexible_purposes.contains(purpose);
    let declaration = Declaration { basis: Some(asked), flexible };
    let (effective, _) = tables::effective_basis(declaration, Some(restriction_type));
    shown.consent.remove(purpose);
    shown.legitimate_interest.remove(purpose);
    match effective {
        // To forbid by requiring what a vendor cannot do is seldom meant.
        None => restriction_type == RestrictionType::NotAllowed,
        Some(basis) => {
            let set = match basis {
                LegalBasis::Consent => &mut shown.consent,
                LegalBasis::LegitimateInterest | LegalBasis::SpecialPurpose => {
                    &mut shown.legitimate_interest
                }
            };
            set.insert(purpose);
            asked != basis
        }
    }
}

/// What the user chooses.
fn choose(tc: &mut TcString, plan: Plan, shown: &[Shown<'_>], rng: &mut SeededRng) {
    let all =
        |of: fn(&Shown<'_>) -> IdSet<24>| shown.iter().map(of).fold(IdSet::EMPTY, IdSet::union);
    tc.purposes_consent = share(plan.consent, all(|shown| shown.consent), rng);
    tc.purposes_li_transparency =
        share(plan.legitimate_interest, all(|shown| shown.legitimate_interest), rng);
    let features = |vendor: &Vendor| {
        vendor.special_features.iter().filter(|id| id.get() <= vocabulary::SPECIAL_FEATURES.max())
    };
    let features = shown.iter().flat_map(|shown| features(shown.vendor)).collect();
    tc.special_feature_opt_ins = share(plan.consent, features, rng);
    // Law may spare the user purpose 1.
    if plan.consent == Share::Some
        && !plan.few
        && tc.publisher_cc != CountryCode::AA
        && rng.one_in(12)
    {
        tc.purpose_one_treatment = true;
        tc.purposes_consent.remove(PURPOSE_ONE);
    }
    // Few users choose vendor by vendor.
    let one_by_one = !plan.few && rng.one_in(3);
    let chosen = |share: Share, asks: fn(&Shown<'_>) -> IdSet<24>, rng: &mut SeededRng| {
        let asking = shown.iter().filter(|shown| !asks(shown).is_empty());
        let chosen = asking.filter(|_| match share {
            Share::None => false,
            Share::Some => !one_by_one || rng.chance(70),
            Share::All => true,
        });
        chosen.map(|shown| shown.vendor.id).collect()
    };
    tc.vendor_consents = chosen(plan.consent, |shown| shown.consent, rng);
    tc.vendor_legitimate_interests =
        chosen(plan.legitimate_interest, |shown| shown.legitimate_interest, rng);
    if tc.purposes_consent.is_empty() && plan.consent == Share::Some {
        tc.vendor_consents = VendorSet::new();
    }
    if tc.purposes_li_transparency.is_empty() {
        tc.vendor_legitimate_interests = VendorSet::new();
    }
}

/// Nobody can object to special purposes: while the framework asked for the bit, it told that the
/// vendor was shown.
fn establish_special_purposes(tc: &mut TcString, inputs: &Inputs<'_>, shown: &[Shown<'_>]) {
    if (dates::SPECIAL_PURPOSE_BIT_BEGAN..=dates::SPECIAL_PURPOSE_BIT_ENDED).contains(&inputs.day) {
        let only = shown.iter().filter(|shown| shown.vendor.is_special_purpose_only());
        tc.vendor_legitimate_interests.extend(only.map(|shown| shown.vendor.id));
    }
}

fn share<const N: usize>(share: Share, of: IdSet<N>, rng: &mut SeededRng) -> IdSet<N> {
    match share {
        Share::None => IdSet::EMPTY,
        Share::Some => random_subset(rng, 75, of),
        Share::All => of,
    }
}

/// The publisher's own choices follow those of its vendors; its own purposes are never none.
#[expect(clippy::expect_used, reason = "its own purposes are chosen from the first `count`")]
fn publisher_tc(tc: &TcString, rng: &mut SeededRng) -> PublisherTc {
    let count = rng.id(1, 6);
    let own: IdSet<63> = Id::all().take(usize::from(count)).collect();
    let consent = share(Share::Some, tc.purposes_consent, rng);
    let custom =
        CustomPurposes::new(u6(count), random_subset(rng, 60, own), random_subset(rng, 30, own));
    PublisherTc {
        purposes_consent: consent,
        purposes_li_transparency: share(Share::Some, tc.purposes_li_transparency, rng)
            .difference(consent),
        custom_purposes: custom.expect("no own purpose is above their number"),
    }
}

/// A number below 64.
#[expect(clippy::expect_used, reason = "callers choose numbers that fit")]
pub(crate) fn u6(value: u16) -> U6 {
    U6::new(value).expect("a number below 64")
}

/// A number below 4096.
#[expect(clippy::expect_used, reason = "callers choose numbers that fit")]
pub(crate) fn u12(value: u16) -> U12 {
    U12::new(value).expect("a number below 4096")
}

/// A code of two letters.
#[expect(clippy::expect_used, reason = "callers give codes that stand in the source")]
pub(crate) fn two_letters<T: FromStr<Err = InvalidCode>>(code: &str) -> T {
    code.parse().expect("two capital letters")
}
