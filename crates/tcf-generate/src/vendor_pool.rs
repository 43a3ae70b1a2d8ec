//! The fictional vendors that strings use without a vendor list.

use tcf_codec::{Id, IdSet, VendorId};
use tcf_policy::gvl::Vendor;

use crate::rng::SeededRng;

/// Purposes that require consent since TCF 2.2.
const FIRM: IdSet<24> = ids(&[1, 3, 4, 5, 6]);
/// Purposes that allow either legal basis.
const OPEN: IdSet<24> = ids(&[2, 7, 8, 9, 10, 11]);
/// Special purposes that exist in every policy version.
const SPECIAL_PURPOSES: IdSet<24> = ids(&[1, 2]);
const SPECIAL_FEATURES: IdSet<12> = ids(&[1, 2]);

#[expect(clippy::panic, reason = "only evaluated at compile time")]
const fn ids<const N: usize>(mut ids: &[u8]) -> IdSet<N> {
    let mut set = IdSet::EMPTY;
    while let [first, rest @ ..] = ids {
        match Id::new(*first) {
            Some(id) => set.insert(id),
            None => panic!("the id is out of range"),
        }
        ids = rest;
    }
    set
}

/// Vendors like those of a vendor list of usual size: ids with gaps and every kind of declaration.
#[expect(clippy::expect_used, reason = "ids are 1 to 4,000")]
pub(crate) fn fictional_vendors(seed: u64) -> Vec<Vendor> {
    let mut rng = SeededRng::of(seed, "market", 0);
    let count = 200 + rng.below(800);
    let mut id = 0;
    let mut vendors = Vec::with_capacity(count);
    for _ in 0..count {
        id += if rng.chance(75) { 1 } else { rng.id(2, 4) };
        let id = VendorId::new(id).expect("ids start at 1");
        vendors.push(vendor(id, &mut rng));
    }
    vendors
}

fn vendor(id: VendorId, rng: &mut SeededRng) -> Vendor {
    let mut vendor = Vendor {
        special_purposes: random_subset(rng, 50, SPECIAL_PURPOSES),
        special_features: random_subset(rng, 25, SPECIAL_FEATURES),
        ..Vendor::new(id)
    };
    match rng.below(10) {
        0 => vendor.special_purposes = random_subset(rng, 100, SPECIAL_PURPOSES),
        1..=4 => vendor.purposes = random_subset(rng, 60, FIRM).union(random_subset(rng, 50, OPEN)),
        5 | 6 => vendor.leg_int_purposes = random_subset(rng, 60, OPEN),
        _ => {
            vendor.purposes = random_subset(rng, 80, FIRM).union(random_subset(rng, 30, OPEN));
            vendor.leg_int_purposes = random_subset(rng, 70, OPEN).difference(vendor.purposes);
        }
    }
    if vendor.declared_purposes().is_empty() && vendor.special_purposes.is_empty() {
        vendor.purposes = random_subset(rng, 100, const { ids(&[1]) });
    }
    if rng.one_in(3) {
        vendor.flexible_purposes =
            vendor.declared_purposes().intersection(random_subset(rng, 60, OPEN));
    }
    vendor
}

/// A random subset that contains each id with a probability of `percent` in 100.
pub(crate) fn random_subset<const N: usize>(
    rng: &mut SeededRng,
    percent: u64,
    from: IdSet<N>,
) -> IdSet<N> {
    from.iter().filter(|_| rng.chance(percent)).collect()
}
