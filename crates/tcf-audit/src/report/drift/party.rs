//! Vendors and hosts that are new or gone, and declarations that have changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{BasisChange, DriftRecord};
use crate::report::{HostRecord, Report, VendorName, VendorRecord};

/// Sets the vendors that are new or gone.
pub(super) fn compare_vendors(
    now: &Report,
    older: &[Report],
    newest: &Report,
    drift: &mut DriftRecord,
) {
    let all = older.iter().flat_map(|report| &report.vendors);
    drift.new_vendors = missing(&now.vendors, all, |vendor| vendor.id).map(name_of).collect();
    let gone = missing(&newest.vendors, &now.vendors, |vendor| vendor.id);
    drift.gone_vendors = gone.map(name_of).collect();
}

/// Whether a report lists all of its hosts.
pub(super) fn has_all_hosts(report: &Report) -> bool {
    let hosts = &report.hosts;
    let all = hosts.mapped + hosts.inferred + hosts.ambiguous + hosts.unmapped;
    u64::try_from(hosts.seen.len()).is_ok_and(|seen| seen >= all)
}

/// Sets the hosts that are new or gone.
pub(super) fn compare_hosts(
    now: &Report,
    older: &[Report],
    newest: &Report,
    drift: &mut DriftRecord,
) {
    let host = |found: &HostRecord| found.host.clone();
    let all = older.iter().flat_map(|report| &report.hosts.seen);
    drift.new_hosts = missing(&now.hosts.seen, all, host).map(host).collect();
    drift.gone_hosts = missing(&newest.hosts.seen, &now.hosts.seen, host).map(host).collect();
}

/// The `items` whose key none of the `others` has.
fn missing<'r, T: 'r, K: Ord>(
    items: &'r [T],
    others: impl IntoIterator<Item = &'r T>,
    key: impl Fn(&T) -> K + Copy,
) -> impl Iterator<Item = &'r T> {
    let known: BTreeSet<K> = others.into_iter().map(key).collect();
    items.iter().filter(move |item| !known.contains(&key(item)))
}

/// The bases that differ, of vendors that both reports have and whose declarations are known.
pub(super) fn moved_bases(now: &Report, newest: &Report) -> Vec<BasisChange> {
    let before: BTreeMap<u16, _> =
        newest.vendors.iter().map(|vendor| (vendor.id, bases(vendor))).collect();
    let mut moved = Vec::new();
    for vendor in &now.vendors {
        let before = before.get(&vendor.id).and_then(Option::as_ref);
        let (Some(before), Some(after)) = (before, bases(vendor)) else { continue };
        let purposes: BTreeSet<u8> = before.keys().chain(after.keys()).copied().collect();
        for purpose in purposes {
            let basis = |bases: &BTreeMap<u8, &str>| bases.get(&purpose).map(|&it| it.to_owned());
            let (from, to) = (basis(before), basis(&after));
            if from != to {
                moved.push(BasisChange { vendor: name_of(vendor), purpose, from, to });
            }
        }
    }
    moved
}

/// The legal bases that a vendor declares, by purpose.
fn bases(vendor: &VendorRecord) -> Option<BTreeMap<u8, &str>> {
    let declared = vendor.declared.as_ref()?;
    Some(declared.iter().map(|declared| (declared.purpose, &*declared.basis)).collect())
}

fn name_of(vendor: &VendorRecord) -> VendorName {
    VendorName { id: vendor.id, name: vendor.name.clone(), mapped_by: None }
}
