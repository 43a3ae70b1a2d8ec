//! The vendors that a publisher can choose from where no vendor list is given.

use tcf_codec::{IdSet, VendorId};
use tcf_policy::gvl::Vendor;

use crate::rng::SeededRng;

/// Purposes that take consent alone since TCF 2.2.
const FIRM: [u8; 5] = [1, 3, 4, 5, 6];
/// The others.
const OPEN: [u8; 6] = [2, 7, 8, 9, 10, 11];

/// Vendors as a list of usual size has them: ids with gaps, and all ways of declaring.
pub(crate) fn made_up(seed: u64) -> Vec<Vendor> {
    let mut rng = SeededRng::of(seed, "market", 0);
    let count = 200 + rng.below(800);
    let mut id = 0;
    let mut vendors = Vec::with_capacity(count);
    for _ in 0..count {
        id += if rng.chance(75) { 1 } else { rng.id(2, 4) };
        // At most a thousand steps of four.
        vendors.extend(VendorId::new(id).map(|id| vendor(id, &mut rng)));
    }
    vendors
}

fn vendor(id: VendorId, rng: &mut SeededRng) -> Vendor {
    let mut vendor = Vendor {
        special_purposes: random_subset(rng, 50, &[1, 2]),
        special_features: random_subset(rng, 25, &[1, 2]),
        ..Vendor::new(id)
    };
    match rng.below(10) {
        0 => vendor.special_purposes = random_subset(rng, 100, &[1, 2]),
        1..=4 => vendor.purposes = random_subset::<24>(rng, 60, &FIRM).union(random_subset(rng, 50, &OPEN)),
        5 | 6 => vendor.leg_int_purposes = random_subset(rng, 60, &OPEN),
        _ => {
            vendor.purposes = random_subset::<24>(rng, 80, &FIRM).union(random_subset(rng, 30, &OPEN));
            vendor.leg_int_purposes = random_subset::<24>(rng, 70, &OPEN).difference(vendor.purposes);
        }
    }
    if vendor.declared_purposes().is_empty() && vendor.special_purposes.is_empty() {
        vendor.purposes = random_subset(rng, 100, &[1]);
    }
    if rng.one_in(3) {
        vendor.flexible_purposes = vendor.declared_purposes().intersection(random_subset(rng, 60, &OPEN));
    }
    vendor
}

/// Each of these with a chance.
pub(crate) fn random_subset<const N: usize>(rng: &mut SeededRng, percent: u64, from: &[u8]) -> IdSet<N> {
    IdSet::from_ids(from.iter().copied().filter(|_| rng.chance(percent))).unwrap_or(IdSet::EMPTY)
}
