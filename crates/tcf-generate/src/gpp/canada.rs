//! Composes Canadian sections of GPP strings.

use tcf_codec::gpp::canada::{CanadaCustomPurposes, CanadaPublisher, TcfCanada};
use tcf_codec::{
    Deciseconds, Id, IdSet, PublisherRestrictions, PurposeId, RestrictionType, SpecialFeatureId,
    VendorId, VendorRanges, VendorSet,
};

use crate::compose::{two_letters, u6, u12};
use crate::rng::SeededRng;
use crate::vendor_pool::random_subset;

/// The purposes. The bit of purpose 1 is unused.
const PURPOSES: std::ops::RangeInclusive<u8> = 2..=10;
/// The special features.
const SPECIAL_FEATURES: std::ops::RangeInclusive<u8> = 1..=2;

/// The range of CMP ids.
const CMPS: (u16, u16) = (2, 480);

/// Composes a value created on a day, with fictional vendors.
pub(crate) fn compose(created: Deciseconds, rng: &mut SeededRng) -> TcfCanada {
    let purposes: IdSet<24> = PURPOSES.filter_map(PurposeId::new).collect();
    let features: IdSet<12> = SPECIAL_FEATURES.filter_map(SpecialFeatureId::new).collect();
    let purposes_express_consent = random_subset(rng, 60, purposes);
    let (vendor_express_consent, vendor_implied_consent) = (vendors(rng), vendors(rng));
    let vendor_implied_consent = vendor_implied_consent.difference(&vendor_express_consent);
    let disclosed = vendor_express_consent.iter().chain(vendor_implied_consent.iter());
    let disclosed: VendorSet = disclosed.chain(vendors(rng).iter()).collect();
    let publisher_restrictions = restrictions(&disclosed, rng);
    TcfCanada {
        created,
        last_updated: created,
        cmp_id: u12(rng.id(CMPS.0, CMPS.1)),
        cmp_version: u12(rng.id(1, 60)),
        consent_screen: u6(rng.id(1, 4)),
        consent_language: two_letters(rng.pick(&["EN", "FR"])),
        vendor_list_version: u12(rng.id(10, 200)),
        use_non_standard_stacks: rng.one_in(4),
        special_feature_express_consent: random_subset(rng, 50, features),
        purposes_express_consent,
        purposes_implied_consent: random_subset(
            rng,
            50,
            purposes.difference(purposes_express_consent),
        ),
        vendor_express_consent,
        vendor_implied_consent,
        publisher_restrictions: Some(publisher_restrictions),
        disclosed_vendors: rng.one_in(2).then_some(disclosed),
        publisher_purposes: rng.one_in(4).then(|| publisher(purposes, rng)),
        ..TcfCanada::default()
    }
}

/// A few vendors, or none.
fn vendors(rng: &mut SeededRng) -> VendorSet {
    let count = rng.below(12);
    (0..count).filter_map(|_| VendorId::new(rng.id(1, 900))).collect()
}

/// Restrictions on disclosed vendors, at most one per purpose.
#[expect(clippy::expect_used, reason = "there are at most two records with one range each")]
fn restrictions(disclosed: &VendorSet, rng: &mut SeededRng) -> PublisherRestrictions {
    let mut restrictions = PublisherRestrictions::default();
    let disclosed: Vec<_> = disclosed.iter().collect();
    if !rng.one_in(3) {
        return restrictions;
    }
    for purpose in [rng.id(2, 5), rng.id(6, 10)] {
        let Some(&vendor) = rng.choose(&disclosed) else { continue };
        let restriction_type = rng.pick(&[
            RestrictionType::NotAllowed,
            RestrictionType::RequireConsent,
            RestrictionType::RequireLegitimateInterest,
        ]);
        let vendors = VendorRanges::new([vendor]).expect("one range");
        let pushed = restrictions.push(u6(purpose), restriction_type, &vendors);
        pushed.expect("fewer records than the maximum");
    }
    restrictions
}

/// The publisher's own purposes, with up to four custom ones.
#[expect(clippy::expect_used, reason = "custom purposes are chosen from the first `count`")]
fn publisher(purposes: IdSet<24>, rng: &mut SeededRng) -> CanadaPublisher {
    let count = rng.id(0, 4);
    let own: IdSet<63> = Id::all().take(usize::from(count)).collect();
    let express = random_subset(rng, 50, own);
    let implied = random_subset(rng, 50, own.difference(express));
    let purposes_express_consent = random_subset(rng, 60, purposes);
    CanadaPublisher {
        purposes_express_consent,
        purposes_implied_consent: random_subset(
            rng,
            50,
            purposes.difference(purposes_express_consent),
        ),
        custom_purposes: CanadaCustomPurposes::new(u6(count), express, implied)
            .expect("custom purposes do not exceed their count"),
    }
}
