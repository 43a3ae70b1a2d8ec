//! Values as CMPs write them.

use tcf_codec::{
    CustomPurposes, Deciseconds, IdSet, PublisherRestrictions, PublisherTc, RestrictionType,
    TcString, U6, U12, VendorId, VendorRange, VendorRanges, VendorSet,
};

use tcf_generate::SeededRng;

use crate::dice::Throws as _;

/// The highest vendor id in vendor lists of today, about.
const VENDORS: u16 = 1300;
/// Languages of CMPs.
const LANGUAGES: [&str; 12] =
    ["EN", "DE", "FR", "IT", "ES", "NL", "PL", "PT", "SV", "DA", "FI", "CS"];
/// Countries of publishers.
const COUNTRIES: [&str; 12] =
    ["AA", "DE", "FR", "IT", "ES", "NL", "PL", "PT", "SE", "DK", "FI", "GB"];

/// A value without vendors: the fields that every string has, varied.
pub fn head(dice: &mut SeededRng) -> TcString {
    let first_day = Deciseconds::from_date(2025, 3, 1).expect("a day").get();
    let today = Deciseconds::new(first_day + u64::from(dice.id(0, 539)) * Deciseconds::PER_DAY)
        .expect("a day");
    TcString {
        created: today,
        last_updated: today,
        cmp_id: u12(dice.id(2, 480)),
        cmp_version: u12(dice.id(1, 90)),
        consent_screen: u6(dice.id(0, 4)),
        consent_language: dice.pick(&LANGUAGES).parse().expect("two letters"),
        vendor_list_version: u12(dice.id(90, 160)),
        tcf_policy_version: u6(dice.id(4, 5)),
        is_service_specific: true,
        use_non_standard_texts: dice.chance(10),
        special_feature_opt_ins: ids(dice, &[1, 2]),
        purposes_consent: ids(dice, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        purposes_li_transparency: ids(dice, &[2, 7, 8, 9, 10, 11]),
        purpose_one_treatment: dice.chance(5),
        publisher_cc: dice.pick(&COUNTRIES).parse().expect("two letters"),
        ..TcString::default()
    }
}

/// The core alone, with about ten vendors.
pub(crate) fn small(dice: &mut SeededRng) -> TcString {
    let (consents, interests) = (dice.id(4, 5), dice.id(2, 3));
    TcString {
        vendor_consents: scattered(dice, consents),
        vendor_legitimate_interests: scattered(dice, interests),
        ..head(dice)
    }
}

/// `vendors` vendors, nine of ten disclosed, half with consent, half with legitimate interest.
pub fn bit_field(dice: &mut SeededRng, vendors: u16) -> TcString {
    let disclosed = part(dice, 1..=vendors, 90);
    TcString {
        vendor_consents: part(dice, disclosed.iter().map(VendorId::get), 56),
        vendor_legitimate_interests: part(dice, disclosed.iter().map(VendorId::get), 56),
        disclosed_vendors: Some(disclosed),
        ..head(dice)
    }
}

/// Consents, legitimate interest and disclosed vendors of as many runs as said.
pub fn ranges(dice: &mut SeededRng, [consents, interests, disclosed]: [u16; 3]) -> TcString {
    TcString {
        vendor_consents: runs(dice, consents, 25).collect(),
        vendor_legitimate_interests: runs(dice, interests, 25).collect(),
        disclosed_vendors: Some(runs(dice, disclosed, 25).collect()),
        ..head(dice)
    }
}

/// As many publisher restrictions as said, at most 30, of 5 to 30 entries each.
pub fn restrictions(dice: &mut SeededRng, records: u16) -> PublisherRestrictions {
    const TYPES: [RestrictionType; 3] = [
        RestrictionType::NotAllowed,
        RestrictionType::RequireConsent,
        RestrictionType::RequireLegitimateInterest,
    ];
    let mut restrictions = PublisherRestrictions::default();
    // Purposes 2 to 11 with each of the types.
    let kinds: Vec<_> =
        (2..=11).flat_map(|purpose| TYPES.map(|kind| (u6(purpose), kind))).collect();
    for (purpose, restriction_type) in dice.sample(records, kinds.into_iter()) {
        let entries = dice.id(5, 30);
        let vendors = VendorRanges::new(runs(dice, entries, 48)).expect("few ranges");
        restrictions.push(purpose, restriction_type, &vendors).expect("few restrictions");
    }
    restrictions
}

/// The publisher's own purposes.
pub fn publisher_tc(dice: &mut SeededRng) -> PublisherTc {
    let count = dice.id(0, 5);
    let own: Vec<u8> = (1..=5).take(usize::from(count)).collect();
    PublisherTc {
        purposes_consent: ids(dice, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        purposes_li_transparency: ids(dice, &[2, 7, 8, 9, 10, 11]),
        custom_purposes: CustomPurposes::new(u6(count), ids(dice, &own), ids(dice, &own))
            .expect("none above the count"),
    }
}

/// As many runs of vendors as said, the rest of the vendors between them; `singles` of a hundred
/// are cut to one vendor.
fn runs(dice: &mut SeededRng, count: u16, singles: u64) -> impl Iterator<Item = VendorRange> {
    let edges = dice.sample(2 * count, 1..=VENDORS + 1);
    let runs = edges.as_chunks().0.iter().map(|&[start, end]| {
        let end = if dice.chance(singles) { start } else { end - 1 };
        VendorRange::new(start, end).expect("edges ascend")
    });
    runs.collect::<Vec<_>>().into_iter()
}

/// As many entries as said, a fifth of them of two to four vendors, and vendor 755 half the time.
fn scattered(dice: &mut SeededRng, entries: u16) -> VendorSet {
    let mut ids = dice.sample(entries, 1..=VENDORS - 3);
    if dice.chance(50) {
        ids.push(755);
    }
    let entry = |id| {
        let more = if dice.chance(20) { dice.id(1, 3) } else { 0 };
        VendorRange::new(id, id + more).expect("ids are above 0")
    };
    ids.into_iter().map(entry).collect()
}

/// About `percent` of a hundred of these vendors.
fn part(dice: &mut SeededRng, ids: impl Iterator<Item = u16>, percent: u64) -> VendorSet {
    VendorSet::from_ids(ids.filter(|_| dice.chance(percent))).expect("ids are above 0")
}

/// Two of three of these ids, about.
fn ids<const N: usize>(dice: &mut SeededRng, from: &[u8]) -> IdSet<N> {
    IdSet::from_ids(from.iter().copied().filter(|_| dice.chance(67))).expect("ids are within")
}

fn u6(value: u16) -> U6 {
    U6::new(value).expect("6 bits")
}

fn u12(value: u16) -> U12 {
    U12::new(value).expect("12 bits")
}
