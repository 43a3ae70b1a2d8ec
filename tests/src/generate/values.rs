//! Strategies for values.

use std::fmt::Debug;
use std::str::FromStr;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tcf_codec::{
    AnyTcString, CustomPurposes, Deciseconds, IdSet, PublisherRestrictions, PublisherTc,
    RestrictionType, TcString, U6, U12, VendorRange, VendorRanges, VendorSet, v1,
};

use super::SeededRng;
use crate::sizes::complement;

/// Vendor sets of every shape.
pub fn vendor_sets() -> BoxedStrategy<VendorSet> {
    prop_oneof![
        20 => Just(VendorSet::new()),
        20 => any::<u16>().prop_map(|id| of([(id.max(1), id.max(1))])),
        10 => prop_oneof![Just(1), Just(63), Just(64), Just(65), Just(65535)]
            .prop_map(|id| of([(id, id)])),
        40 => vec((1..2000_u16, 0..40_u16), 1..12)
            .prop_map(|runs| of(runs.into_iter().map(|(start, more)| (start, start + more)))),
        40 => vec(any::<bool>(), 1..300).prop_map(|bits| {
            VendorSet::from_ids((1..).zip(bits).filter_map(|(id, set)| set.then_some(id))).unwrap()
        }),
        40 => (0..6_usize, 0..5_usize, -1..2_isize, any::<u64>())
            .prop_map(|(singles, longer, off, seed)| {
                tie(12, singles, longer, off, &mut SeededRng::new(seed)).0
            }),
        10 => (1..1500_u16).prop_map(|last| of([(1, last)])),
        2 => Just(of([(1, 65535)])),
        // Wide runs of high ids.
        4 => vec((1..=65535_u16, 0..20_000_u16), 1..6)
            .prop_map(|runs| {
                of(runs.into_iter().map(|(start, more)| (start, start.saturating_add(more))))
            }),
        // About the maximum number of entries.
        1 => (4093..4098_u16, 2..15_u16)
            .prop_map(|(runs, step)| of((0..runs).map(|n| (n * step + 1, n * step + 1)))),
        1 => (2040..2060_u16, 5..30_u16)
            .prop_map(|(runs, step)| of((0..runs).map(|n| (n * step + 1, n * step + 3)))),
        // Single ids, up to the maximum number for which ranges are smaller.
        1 => (3850..3855_u16)
            .prop_map(|ids| of((0..ids).map(|n| (65535 - n * 17, 65535 - n * 17)))),
    ]
    .boxed()
}

fn of(runs: impl IntoIterator<Item = (u16, u16)>) -> VendorSet {
    runs.into_iter().map(|(start, end)| VendorRange::new(start, end).unwrap()).collect()
}

/// A set with the given numbers of single ids and longer runs, whose bit field is exactly `off`
/// bits longer than its ranges and the preceding bits. The highest run ends at MaxVendorId.
pub fn tie(
    head: usize,
    singles: usize,
    longer: usize,
    off: isize,
    rng: &mut SeededRng,
) -> (VendorSet, u16) {
    let mut slots: Vec<u16> = [17].repeat(singles);
    slots.extend([33].repeat(longer));
    rng.shuffle(&mut slots);
    let max = (head + 17 * singles + 33 * longer).checked_add_signed(off).unwrap();
    let max = u16::try_from(max).unwrap();
    let mut top = max;
    let runs: Vec<_> = slots
        .into_iter()
        .map(|slot| {
            // Leave the first id of a slot free, so that runs are not adjacent.
            let length = if slot == 17 { 1 } else { rng.id(2, slot - 1) };
            let end = if top == max { max } else { top - rng.id(0, slot - 1 - length) };
            top -= slot;
            (end - length + 1, end)
        })
        .collect();
    (of(runs), max)
}

fn u6() -> BoxedStrategy<U6> {
    prop_oneof![1 => Just(0), 1 => Just(63), 2 => 0..64_u16]
        .prop_map(|n| U6::new(n).unwrap())
        .boxed()
}

fn u12() -> BoxedStrategy<U12> {
    prop_oneof![1 => Just(0), 1 => Just(4095), 3 => 0..4096_u16]
        .prop_map(|n| U12::new(n).unwrap())
        .boxed()
}

fn time() -> BoxedStrategy<Deciseconds> {
    let last = Deciseconds::MAX.get();
    prop_oneof![1 => Just(0), 1 => Just(last), 4 => 0..=last]
        .prop_map(|n| Deciseconds::new(n).unwrap())
        .boxed()
}

fn code<T: FromStr<Err: Debug> + Debug>() -> BoxedStrategy<T> {
    prop_oneof!["AA", "ZZ", "[A-Z]{2}"].prop_map(|text| text.parse().unwrap()).boxed()
}

fn ids<const N: usize>() -> BoxedStrategy<IdSet<N>> {
    prop_oneof![1 => Just(0), 1 => Just(u64::MAX), 3 => any::<u64>()].prop_map(id_set).boxed()
}

fn id_set<const N: usize>(bits: u64) -> IdSet<N> {
    IdSet::from_ids((1..).take(N).filter(|id| bits >> (id - 1) & 1 == 1)).unwrap()
}

/// The vendors of a restriction.
fn vendor_ranges() -> BoxedStrategy<VendorRanges> {
    let list = |runs: Vec<(u16, u16)>| {
        VendorRanges::new(
            runs.into_iter().map(|(start, end)| VendorRange::new(start, end).unwrap()),
        )
        .unwrap()
    };
    prop_oneof![
        20 => Just(list(vec![])),
        20 => (1..=65535_u16).prop_map(move |id| list(vec![(id, id)])),
        40 => vec((1..1500_u16, 0..9_u16), 1..12)
            .prop_map(move |runs| {
                list(runs.into_iter().map(|(start, more)| (start, start + more)).collect())
            }),
        10 => (1..=65535_u16).prop_map(move |start| list(vec![(start, 65535)])),
        5 => Just(list(vec![(1, 65535)])),
        1 => (4090..4096_u16)
            .prop_map(move |count| list((0..count).map(|n| (2 * n + 1, 2 * n + 1)).collect())),
    ]
    .boxed()
}

/// Publisher restrictions, including duplicate, conflicting and empty ones, and undefined purposes.
fn restrictions() -> BoxedStrategy<PublisherRestrictions> {
    // Few purposes, for duplicates.
    let purpose = prop_oneof![
        6 => 1..4_u16,
        1 => Just(0),
        1 => Just(24),
        1 => Just(25),
        1 => Just(63),
        2 => 0..64_u16,
    ];
    let record = (purpose, 0..4_usize, vendor_ranges());
    let few = (vec(record, 1..5), 0..3_usize).prop_map(|(records, again)| {
        let repeated = records.iter().take(again).cloned().collect::<Vec<_>>();
        [records, repeated].concat()
    });
    let empty = |count: u16| {
        (0..count).map(|n| (n % 64, usize::from(n / 64 % 4), VendorRanges::default())).collect()
    };
    prop_oneof![40 => Just(Vec::new()), 60 => few, 1 => (4090..4096_u16).prop_map(empty)]
        .prop_map(|records| {
            let mut restrictions = PublisherRestrictions::default();
            for (purpose, kind, vendors) in records {
                restrictions
                    .push(U6::new(purpose).unwrap(), RestrictionType::ALL[kind], &vendors)
                    .unwrap();
            }
            restrictions
        })
        .boxed()
}

fn publisher_tc() -> BoxedStrategy<PublisherTc> {
    let count = prop_oneof![Just(0), Just(2), Just(31), Just(32), Just(33), Just(63), 0..64_u16];
    (ids(), ids(), count, any::<u64>(), any::<u64>())
        .prop_map(|(consent, interest, count, own, own_interest)| {
            let within = |bits: u64| id_set(bits & ((1 << count) - 1));
            PublisherTc {
                purposes_consent: consent,
                purposes_li_transparency: interest,
                custom_purposes: CustomPurposes::new(
                    U6::new(count).unwrap(),
                    within(own),
                    within(own_interest),
                )
                .unwrap(),
            }
        })
        .boxed()
}

/// Version 2 values.
pub fn tc_strings() -> BoxedStrategy<TcString> {
    let head = (time(), time(), u12(), u12(), u6(), code(), u12());
    let signals = (u6(), any::<bool>(), any::<bool>(), ids(), ids(), ids(), any::<bool>(), code());
    let vendors = (vendor_sets(), vendor_sets(), restrictions());
    let segments =
        (option::of(vendor_sets()), option::of(vendor_sets()), option::of(publisher_tc()));
    (head, signals, vendors, segments)
        .prop_map(|(head, signals, vendors, segments)| TcString {
            created: head.0,
            last_updated: head.1,
            cmp_id: head.2,
            cmp_version: head.3,
            consent_screen: head.4,
            consent_language: head.5,
            vendor_list_version: head.6,
            tcf_policy_version: signals.0,
            is_service_specific: signals.1,
            use_non_standard_texts: signals.2,
            special_feature_opt_ins: signals.3,
            purposes_consent: signals.4,
            purposes_li_transparency: signals.5,
            purpose_one_treatment: signals.6,
            publisher_cc: signals.7,
            vendor_consents: vendors.0,
            vendor_legitimate_interests: vendors.1,
            publisher_restrictions: vendors.2,
            disclosed_vendors: segments.0,
            allowed_vendors: segments.1,
            publisher_tc: segments.2,
        })
        .boxed()
}

/// Version 1 vendors for which each of the three encodings is the smallest, or two are equal.
fn v1_vendors() -> BoxedStrategy<v1::Vendors> {
    let any_set = (vendor_sets(), prop_oneof![Just(0), 1..40_u16, any::<u16>()])
        .prop_map(|(set, more)| (set.max().saturating_add(more), set));
    let ties = (0..6_usize, 0..5_usize, -1..2_isize, any::<u64>()).prop_map(
        |(singles, longer, off, seed)| {
            let (set, max) = tie(13, singles, longer, off, &mut SeededRng::new(seed));
            (max, set)
        },
    );
    let halves = (44..50_u16)
        .prop_flat_map(|max| (Just(max), 1..max))
        .prop_map(|(max, end)| (max, of([(1, end)])));
    let turned = prop_oneof![3 => any_set, 3 => ties, 1 => halves];
    (turned, any::<bool>())
        .prop_map(|((max, set), turn)| {
            let consents = if turn && max < 5000 { complement(&set, max) } else { set };
            v1::Vendors::new(max, consents).unwrap()
        })
        .boxed()
}

/// Version 1 values.
pub fn v1_strings() -> BoxedStrategy<v1::ConsentString> {
    let head = (time(), time(), u12(), u12(), u6(), code(), u12(), ids());
    (head, v1_vendors())
        .prop_map(|(head, vendors)| v1::ConsentString {
            created: head.0,
            last_updated: head.1,
            cmp_id: head.2,
            cmp_version: head.3,
            consent_screen: head.4,
            consent_language: head.5,
            vendor_list_version: head.6,
            purposes_allowed: head.7,
            vendors,
        })
        .boxed()
}

/// Values of either version.
pub fn consent_strings() -> BoxedStrategy<AnyTcString> {
    prop_oneof![
        3 => tc_strings().prop_map(AnyTcString::V2),
        1 => v1_strings().prop_map(AnyTcString::V1),
    ]
    .boxed()
}
