//! Values of the Canadian section.

use tcf_codec::gpp::canada::{
    CanadaCustomPurposes, CanadaPublisher, CanadaSection, CanadaWire, TcfCanada,
};
use tcf_codec::{
    Deciseconds, IdSet, PublisherRestrictions, RestrictionType, U6, U12, VendorRange, VendorRanges,
    VendorSet,
};

use crate::generate::SeededRng;

/// A Canadian section with any fields and few vendors.
pub fn canada_value(wire: CanadaWire, rng: &mut SeededRng) -> CanadaSection {
    loop {
        let value = TcfCanada {
            version: u6(if rng.one_in(8) { 2 } else { 1 }),
            wire,
            created: seconds(rng),
            last_updated: seconds(rng),
            cmp_id: u12(rng.id(0, 4095)),
            cmp_version: u12(rng.id(0, 4095)),
            consent_screen: u6(rng.id(0, 63)),
            consent_language: rng.pick(&["EN", "FR", "AA", "ZZ"]).parse().unwrap(),
            vendor_list_version: u12(rng.id(0, 4095)),
            tcf_policy_version: u6(rng.id(0, 63)),
            use_non_standard_stacks: rng.one_in(2),
            special_feature_express_consent: some(rng, 12),
            purposes_express_consent: some(rng, 24),
            purposes_implied_consent: some(rng, 24),
            vendor_express_consent: vendors(rng),
            vendor_implied_consent: vendors(rng),
            publisher_restrictions: Some(restrictions(rng)),
            disclosed_vendors: rng.one_in(2).then(|| vendors(rng)),
            publisher_purposes: rng.one_in(2).then(|| {
                let count = rng.id(0, 6);
                let own = u8::try_from(count).unwrap();
                CanadaPublisher {
                    purposes_express_consent: some(rng, 24),
                    purposes_implied_consent: some(rng, 24),
                    custom_purposes: CanadaCustomPurposes::new(
                        u6(count),
                        some(rng, own),
                        some(rng, own),
                    )
                    .unwrap(),
                }
            }),
            undefined_subsections: Vec::new(),
        };
        // Some values would be read in another encoding.
        if let Ok(section) = CanadaSection::new(value) {
            return section;
        }
    }
}

/// A time between 2020 and 2032, most of the time a whole second.
fn seconds(rng: &mut SeededRng) -> Deciseconds {
    let second = 1_577_836_800 + rng.bits() % (12 * 365 * 24 * 60 * 60);
    let tenths = if rng.one_in(6) { 5 } else { 0 };
    Deciseconds::new(second * 10 + tenths).unwrap()
}

/// Some ids up to `max`.
fn some<const N: usize>(rng: &mut SeededRng, max: u8) -> IdSet<N> {
    IdSet::from_ids((1..=max).filter(|_| rng.one_in(3))).unwrap()
}

/// Up to seven ranges of vendors.
fn ranges(rng: &mut SeededRng) -> Vec<VendorRange> {
    let mut last = 0;
    let count = rng.below(8);
    let range = |_| {
        let start = last + rng.id(1, 90);
        let end = start + if rng.one_in(2) { rng.id(0, 30) } else { 0 };
        last = end + 1;
        VendorRange::new(start, end).unwrap()
    };
    (0..count).map(range).collect()
}

fn vendors(rng: &mut SeededRng) -> VendorSet {
    ranges(rng).into_iter().collect()
}

fn restrictions(rng: &mut SeededRng) -> PublisherRestrictions {
    const TYPES: [RestrictionType; 3] = [
        RestrictionType::NotAllowed,
        RestrictionType::RequireConsent,
        RestrictionType::RequireLegitimateInterest,
    ];
    let mut restrictions = PublisherRestrictions::default();
    for _ in 0..rng.below(4) {
        let vendors = VendorRanges::new(ranges(rng)).unwrap();
        let purpose = u6(rng.id(1, 24));
        restrictions.push(purpose, rng.pick(&TYPES), &vendors).unwrap();
    }
    restrictions
}

fn u6(value: u16) -> U6 {
    U6::new(value).unwrap()
}

fn u12(value: u16) -> U12 {
    U12::new(value).unwrap()
}
