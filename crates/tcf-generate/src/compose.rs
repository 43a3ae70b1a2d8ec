//! Composes the value that a CMP would write, given the vendors and settings of a publisher.

use std::str::FromStr;

use tcf_codec::{
    CountryCode, CustomPurposes, Deciseconds, Id, IdSet, InvalidCode, PublisherTc, PurposeId,
    RestrictionType, TcString, U6, U12, VendorRanges, VendorSet,
};
use tcf_policy::conditions;
use tcf_policy::decide::tables;
use tcf_policy::gvl::{Declaration, Vendor};
use tcf_policy::vocabulary::{self, LegalBasis, PURPOSE_ONE};

use crate::kind::{Plan, Share, Vendors};
use crate::rng::SeededRng;
use crate::vendor_pool::random_subset;

/// The inputs to a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    /// The day of the string.
    pub(crate) day: Deciseconds,
    pub(crate) cmp_id: u16,
    pub(crate) vendor_list_version: u16,
    pub(crate) policy_version: u16,
    /// All vendors of the list.
    pub(crate) vendor_pool: &'a [Vendor],
    /// Whether to add the disclosed vendors segment.
    pub(crate) with_disclosed: bool,
}

/// A vendor disclosed to the user, with its purposes by legal basis.
#[derive(Clone, Debug)]
pub(crate) struct Disclosed<'a> {
    pub(crate) vendor: &'a Vendor,
    pub(crate) consent: IdSet<24>,
    pub(crate) legitimate_interest: IdSet<24>,
}

/// Language of the CMP and country of the publisher.
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

/// Composes a value. Returns `None` if no vendor matches the plan, if a required restriction would
/// have no effect, or if the policy version does not fit in a string.
pub(crate) fn compose(plan: Plan, inputs: &Inputs<'_>, rng: &mut SeededRng) -> Option<TcString> {
    let mut shown = disclose(plan, inputs, rng);
    if shown.is_empty() {
        return None;
    }
    let mut tc = header(inputs, rng)?;
    restrict(&mut tc, plan.restricted, &mut shown, rng);
    if plan.restricted == Share::All && tc.publisher_restrictions.is_empty() {
        return None;
    }
    complete(&mut tc, plan, inputs, &shown, rng);
    Some(tc)
}

/// The settings of a CMP, without choices and vendors. Returns `None` if the policy version does
/// not fit in a string.
pub(crate) fn header(inputs: &Inputs<'_>, rng: &mut SeededRng) -> Option<TcString> {
    let (language, country) = rng.pick(&PLACES);
    Some(TcString {
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
    })
}

/// Adds the choices of the user, the disclosed vendors and the publisher TC segment.
pub(crate) fn complete(
    tc: &mut TcString,
    plan: Plan,
    inputs: &Inputs<'_>,
    shown: &[Disclosed<'_>],
    rng: &mut SeededRng,
) {
    choose(tc, plan, shown, rng);
    set_special_purpose_bits(tc, inputs, shown);
    if inputs.with_disclosed {
        tc.disclosed_vendors = Some(shown.iter().map(|shown| shown.vendor.id).collect());
    }
    let own = match plan.publisher_tc {
        Share::None => false,
        Share::Some => rng.one_in(4),
        Share::All => true,
    };
    if own {
        tc.publisher_tc = Some(publisher_tc(tc, rng));
    }
}

/// Chooses the vendors of the publisher.
fn disclose<'a>(plan: Plan, inputs: &Inputs<'a>, rng: &mut SeededRng) -> Vec<Disclosed<'a>> {
    let mut vendors = vendors_for(plan, inputs);
    // All vendors of the list, a selection, or a few.
    let count = match rng.below(10) {
        _ if plan.few => 4 + rng.below(8),
        0..=3 => vendors.len(),
        4..=6 => vendors.len() * (30 + rng.below(65)) / 100,
        _ => 3 + rng.below(40),
    };
    if count < vendors.len() {
        rng.shuffle(&mut vendors);
        vendors.truncate(count.max(1));
        vendors.sort_unstable_by_key(|shown| shown.vendor.id);
    }
    vendors
}

/// The vendors that match a plan.
pub(crate) fn vendors_for<'a>(plan: Plan, inputs: &Inputs<'a>) -> Vec<Disclosed<'a>> {
    let known =
        |id: &PurposeId| vocabulary::PURPOSES.name(id.get(), inputs.policy_version).is_some();
    let known: IdSet<24> = PurposeId::all().filter(known).collect();
    let firm = |id: &PurposeId| vocabulary::needs_consent(*id, inputs.policy_version);
    let firm: IdSet<24> = PurposeId::all().filter(firm).collect();
    let matches = |shown: &Disclosed<'_>| match plan.vendors {
        Vendors::All => {
            !shown.consent.union(shown.legitimate_interest).is_empty()
                || shown.vendor.is_special_purpose_only()
        }
        Vendors::ConsentOnly => !shown.consent.is_empty() && shown.legitimate_interest.is_empty(),
        Vendors::SpecialPurposesOnly => shown.vendor.is_special_purpose_only(),
    };
    inputs
        .vendor_pool
        .iter()
        .filter(|vendor| !vendor.is_deleted_at(inputs.day))
        .map(|vendor| Disclosed {
            vendor,
            consent: vendor.purposes.intersection(known),
            legitimate_interest: vendor
                .leg_int_purposes
                .intersection(known)
                .difference(vendor.purposes.union(firm)),
        })
        .filter(matches)
        .collect()
}

/// Adds publisher restrictions that have an effect, at most one per purpose.
#[expect(clippy::expect_used, reason = "there is at most one record per purpose")]
fn restrict(tc: &mut TcString, share: Share, shown: &mut [Disclosed<'_>], rng: &mut SeededRng) {
    let count = match share {
        Share::None => 0,
        Share::Some if !rng.one_in(4) => 0,
        Share::Some | Share::All => 1 + rng.below(4),
    };
    let mut purposes: Vec<_> =
        PurposeId::all().filter(|id| id.get() <= vocabulary::PURPOSES.max()).collect();
    rng.shuffle(&mut purposes);
    let mut chosen = Vec::new();
    for purpose in purposes {
        if chosen.len() >= count {
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
        pushed.expect("there are fewer purposes than the maximum number of records");
    }
}

/// Applies a restriction to a vendor. Returns whether it has an effect that a publisher may intend.
fn switch(
    shown: &mut Disclosed<'_>,
    purpose: PurposeId,
    restriction_type: RestrictionType,
) -> bool {
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
        // Requiring a basis that the vendor does not support, just to forbid the purpose, is rarely
        // intended.
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

/// Makes the choices of the user.
fn choose(tc: &mut TcString, plan: Plan, shown: &[Disclosed<'_>], rng: &mut SeededRng) {
    let all =
        |of: fn(&Disclosed<'_>) -> IdSet<24>| shown.iter().map(of).fold(IdSet::EMPTY, IdSet::union);
    tc.purposes_consent = share(plan.consent, all(|shown| shown.consent), rng);
    tc.purposes_li_transparency =
        share(plan.legitimate_interest, all(|shown| shown.legitimate_interest), rng);
    let features = |vendor: &Vendor| {
        vendor.special_features.iter().filter(|id| id.get() <= vocabulary::SPECIAL_FEATURES.max())
    };
    let features = shown.iter().flat_map(|shown| features(shown.vendor)).collect();
    tc.special_feature_opt_ins = share(plan.consent, features, rng);
    // Some jurisdictions do not require consent for purpose 1.
    if plan.consent == Share::Some
        && !plan.few
        && tc.publisher_cc != CountryCode::AA
        && rng.one_in(12)
    {
        tc.purpose_one_treatment = true;
        tc.purposes_consent.remove(PURPOSE_ONE);
    }
    // Few users choose individual vendors.
    let one_by_one = !plan.few && rng.one_in(3);
    let chosen = |share: Share, asks: fn(&Disclosed<'_>) -> IdSet<24>, rng: &mut SeededRng| {
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

/// Sets the legitimate interest bit of vendors with special purposes only. While the policies
/// required the bit, it meant that the vendor was disclosed; users cannot object to special
/// purposes.
fn set_special_purpose_bits(tc: &mut TcString, inputs: &Inputs<'_>, shown: &[Disclosed<'_>]) {
    if conditions::requires_special_purpose_bit(inputs.day) {
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

/// Composes the publisher TC segment from the user's choices for vendors, with at least one custom
/// purpose.
#[expect(clippy::expect_used, reason = "custom purposes are chosen from the first `count`")]
pub(crate) fn publisher_tc(tc: &TcString, rng: &mut SeededRng) -> PublisherTc {
    let count = rng.id(1, 6);
    let own: IdSet<63> = Id::all().take(usize::from(count)).collect();
    let consent = share(Share::Some, tc.purposes_consent, rng);
    let custom =
        CustomPurposes::new(u6(count), random_subset(rng, 60, own), random_subset(rng, 30, own));
    PublisherTc {
        purposes_consent: consent,
        purposes_li_transparency: share(Share::Some, tc.purposes_li_transparency, rng)
            .difference(consent),
        custom_purposes: custom.expect("custom purposes do not exceed their count"),
    }
}

/// Creates a 6-bit integer.
#[expect(clippy::expect_used, reason = "callers choose numbers that fit")]
pub(crate) fn u6(value: u16) -> U6 {
    U6::new(value).expect("a number below 64")
}

/// Creates a 12-bit integer.
#[expect(clippy::expect_used, reason = "callers choose numbers that fit")]
pub(crate) fn u12(value: u16) -> U12 {
    U12::new(value).expect("a number below 4096")
}

/// Parses a two-letter code.
#[expect(clippy::expect_used, reason = "the codes are constants")]
pub(crate) fn two_letters<T: FromStr<Err = InvalidCode>>(code: &str) -> T {
    code.parse().expect("two letters")
}
