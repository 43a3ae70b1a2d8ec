//! Values like those of real CMPs.

use tcf_codec::{
    CustomPurposes, Deciseconds, IdSet, PublisherRestrictions, PublisherTc, RestrictionType,
    TcString, U6, U12, VendorId, VendorRange, VendorRanges, VendorSet,
};

use tcf_generate::SeededRng;

use crate::sample::Sample as _;

/// Approximately the highest vendor id in current vendor lists.
const VENDORS: u16 = 1300;
/// Languages of CMPs.
const LANGUAGES: [&str; 12] =
    ["EN", "DE", "FR", "IT", "ES", "NL", "PL", "PT", "SV", "DA", "FI", "CS"];
/// Countries of publishers.
const COUNTRIES: [&str; 12] =
    ["AA", "DE", "FR", "IT", "ES", "NL", "PL", "PT", "SE", "DK", "FI", "GB"];

/// A value without vendors and with random header fields.
pub fn head(rng: &mut SeededRng) -> TcString {
    let first_day = Deciseconds::from_date(2025, 3, 1).expect("a day").get();
    let today = Deciseconds::new(first_day + u64::from(rng.id(0, 539)) * Deciseconds::PER_DAY)
        .expect("a day");
    TcString {
        created: today,
        last_updated: today,
        cmp_id: u12(rng.id(2, 480)),
        cmp_version: u12(rng.id(1, 90)),
        consent_screen: u6(rng.id(0, 4)),
        consent_language: rng.pick(&LANGUAGES).parse().expect("two letters"),
        vendor_list_version: u12(rng.id(90, 160)),
        tcf_policy_version: u6(rng.id(4, 5)),
        is_service_specific: true,
        use_non_standard_texts: rng.chance(10),
        special_feature_opt_ins: ids(rng, &[1, 2]),
        purposes_consent: ids(rng, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        purposes_li_transparency: ids(rng, &[2, 7, 8, 9, 10, 11]),
        purpose_one_treatment: rng.chance(5),
        publisher_cc: rng.pick(&COUNTRIES).parse().expect("two letters"),
        ..TcString::default()
    }
}

/// Only a core, with about ten vendors.
pub(crate) fn small(rng: &mut SeededRng) -> TcString {
    let (consents, interests) = (rng.id(4, 5), rng.id(2, 3));
    TcString {
        vendor_consents: scattered(rng, consents),
        vendor_legitimate_interests: scattered(rng, interests),
        ..head(rng)
    }
}

/// `vendors` vendors: 90 % disclosed, half with consent, half with legitimate interest.
pub fn bit_field(rng: &mut SeededRng, vendors: u16) -> TcString {
    let disclosed = part(rng, 1..=vendors, 90);
    TcString {
        vendor_consents: part(rng, disclosed.iter().map(VendorId::get), 56),
        vendor_legitimate_interests: part(rng, disclosed.iter().map(VendorId::get), 56),
        disclosed_vendors: Some(disclosed),
        ..head(rng)
    }
}

/// Consents, legitimate interests and disclosed vendors with the given numbers of runs.
pub fn ranges(rng: &mut SeededRng, [consents, interests, disclosed]: [u16; 3]) -> TcString {
    TcString {
        vendor_consents: runs(rng, consents, 25).collect(),
        vendor_legitimate_interests: runs(rng, interests, 25).collect(),
        disclosed_vendors: Some(runs(rng, disclosed, 25).collect()),
        ..head(rng)
    }
}

/// The given number of publisher restrictions, at most 30, of 5 to 30 entries each.
pub fn restrictions(rng: &mut SeededRng, records: u16) -> PublisherRestrictions {
    const TYPES: [RestrictionType; 3] = [
        RestrictionType::NotAllowed,
        RestrictionType::RequireConsent,
        RestrictionType::RequireLegitimateInterest,
    ];
    let mut restrictions = PublisherRestrictions::default();
    // Purposes 2 to 11 with each type.
    let kinds: Vec<_> =
        (2..=11).flat_map(|purpose| TYPES.map(|kind| (u6(purpose), kind))).collect();
    for (purpose, restriction_type) in rng.sample(records, kinds.into_iter()) {
        let entries = rng.id(5, 30);
        let vendors = VendorRanges::new(runs(rng, entries, 48)).expect("few ranges");
        restrictions.push(purpose, restriction_type, &vendors).expect("few restrictions");
    }
    restrictions
}

/// A publisher TC segment.
pub fn publisher_tc(rng: &mut SeededRng) -> PublisherTc {
    let count = rng.id(0, 5);
    let own: Vec<u8> = (1..=5).take(usize::from(count)).collect();
    PublisherTc {
        purposes_consent: ids(rng, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        purposes_li_transparency: ids(rng, &[2, 7, 8, 9, 10, 11]),
        custom_purposes: CustomPurposes::new(u6(count), ids(rng, &own), ids(rng, &own))
            .expect("ids do not exceed the count"),
    }
}

/// As many runs of vendors as said, the rest of the vendors between them; `singles` of a hundred
/// are cut to one vendor.
fn runs(rng: &mut SeededRng, count: u16, singles: u64) -> impl Iterator<Item = VendorRange> {
    let edges = rng.sample(2 * count, 1..=VENDORS + 1);
    let runs = edges.as_chunks().0.iter().map(|&[start, end]| {
        let end = if rng.chance(singles) { start } else { end - 1 };
        VendorRange::new(start, end).expect("edges ascend")
    });
    runs.collect::<Vec<_>>().into_iter()
}

/// As many entries as said, a fifth of them of two to four vendors, and vendor 755 half the time.
fn scattered(rng: &mut SeededRng, entries: u16) -> VendorSet {
    let mut ids = rng.sample(entries, 1..=VENDORS - 3);
    if rng.chance(50) {
        ids.push(755);
    }
    let entry = |id| {
        let more = if rng.chance(20) { rng.id(1, 3) } else { 0 };
        VendorRange::new(id, id + more).expect("ids are above 0")
    };
    ids.into_iter().map(entry).collect()
}

/// About `percent` of a hundred of these vendors.
fn part(rng: &mut SeededRng, ids: impl Iterator<Item = u16>, percent: u64) -> VendorSet {
    VendorSet::from_ids(ids.filter(|_| rng.chance(percent))).expect("ids are above 0")
}

/// Two of three of these ids, about.
fn ids<const N: usize>(rng: &mut SeededRng, from: &[u8]) -> IdSet<N> {
    IdSet::from_ids(from.iter().copied().filter(|_| rng.chance(67))).expect("ids are within")
}

fn u6(value: u16) -> U6 {
    U6::new(value).expect("6 bits")
}

fn u12(value: u16) -> U12 {
    U12::new(value).expect("12 bits")
}
