//! Shorter strings with the same decisions on the vendors of a list.

use std::collections::BTreeMap;

use tcf_codec::{
    PublisherRestrictions, Restriction, RestrictionType, SectionBits, TcString, U6, VendorRange,
    VendorRanges, VendorSet,
};

use crate::gvl::Gvl;

/// Drops what has no effect on the vendors of a list, to make the string shorter.
///
/// * Vendors that the list lacks are removed from consent, legitimate interest and disclosed
///   vendors. Unknown vendors stay where they join known ones into one shorter range, and where the
///   rest of the string refers to them: disclosed vendors keep those that have consent, legitimate
///   interest or a restriction of their own.
/// * Ranges of a "not allowed" restriction are merged over ids that the list lacks, unless another
///   restriction of the same purpose names them.
///
/// Nothing else changes, and no signal is added. Every vendor of the list, deleted ones included,
/// keeps its decisions, and no vendor of any list gains a permission. The result is never longer.
///
/// An empty set can have a meaning of its own: no disclosed vendors (before March 2026, every
/// vendor counts as disclosed), or no vendor with consent beside purposes with consent. Such a set
/// keeps its lowest vendor if the list has none of its vendors.
///
/// `gvl` should be the list that the string names. With an older list, newer vendors lose their
/// signals.
///
/// ```
/// use tcf_codec::TcString;
/// use tcf_policy::{compact, gvl::Gvl};
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
///     "vendors": {"1": {"id": 1, "name": "One"}, "2": {"id": 2, "name": "Two"}}}"#)?;
/// let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
/// assert_eq!(compact(&tc, &gvl).encode(), "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgABMAAiAA.IABM");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compact(tc: &TcString, gvl: &Gvl) -> TcString {
    let listed = &gvl.sets().all;
    let consents = reduced(&tc.vendor_consents, listed, !tc.purposes_consent.is_empty());
    let interests = reduced(&tc.vendor_legitimate_interests, listed, false);
    let restrictions = merged(&tc.publisher_restrictions, listed);
    let disclosed = tc.disclosed_vendors.as_ref().map(|disclosed| {
        let mut needed = listed.union(&consents);
        needed.union_with(&interests);
        let ranges = restrictions.iter().flat_map(|record| record.vendors);
        needed.extend(ranges.filter(|range| range.len() == 1).copied());
        reduced(disclosed, &needed, true)
    });
    TcString {
        vendor_consents: consents,
        vendor_legitimate_interests: interests,
        publisher_restrictions: restrictions,
        disclosed_vendors: disclosed,
        ..tc.clone()
    }
}

/// The subset of a set that contains its `needed` vendors and takes the fewest bits.
fn reduced(set: &VendorSet, needed: &VendorSet, stays_nonempty: bool) -> VendorSet {
    let kept = set.intersection(needed);
    if kept.is_empty() && stays_nonempty {
        return set.iter().take(1).collect();
    }
    // As ranges, each run of the set that has a needed vendor takes one entry: from the first to
    // the last of them, with those in between. As a bit field, the others need not stay.
    let mut rest = kept.runs().peekable();
    let joined: VendorSet = set
        .runs()
        .filter_map(|run| {
            let mut within = std::iter::from_fn(|| rest.next_if(|part| part.end() <= run.end()));
            let first = within.next()?;
            let last = within.last().unwrap_or(first);
            VendorRange::new(first.start(), last.end()).ok()
        })
        .collect();
    let bits = SectionBits::of(&joined);
    if bits.ranges.is_some_and(|ranges| ranges < bits.bit_field) { joined } else { kept }
}

/// The same restrictions, with ranges of "not allowed" merged over ids that are neither listed nor
/// in another restriction of the purpose.
fn merged(restrictions: &PublisherRestrictions, listed: &VendorSet) -> PublisherRestrictions {
    let forbids = |record: &Restriction<'_>| record.restriction_type == RestrictionType::NotAllowed;
    let mut fixed: BTreeMap<U6, VendorSet> = BTreeMap::new();
    for record in restrictions.iter().filter(|record| forbids(record) && record.vendors.len() > 1) {
        fixed.entry(record.purpose).or_insert_with(|| listed.clone());
    }
    for record in restrictions.iter().filter(|record| !forbids(record)) {
        if let Some(fixed) = fixed.get_mut(&record.purpose) {
            fixed.extend(record.vendors.iter().copied());
        }
    }
    let mut result = PublisherRestrictions::default();
    for record in restrictions.iter() {
        let fixed = fixed.get(&record.purpose).filter(|_| forbids(&record));
        let vendors = match fixed {
            Some(fixed) => merge_over_gaps(record.vendors, fixed),
            None => record.vendors.to_vec(),
        };
        push(&mut result, record, vendors);
    }
    result
}

/// Merges neighbors that have no fixed vendor between them.
fn merge_over_gaps(ranges: &[VendorRange], fixed: &VendorSet) -> Vec<VendorRange> {
    let mut fixed = fixed.runs().peekable();
    let mut merged: Vec<VendorRange> = Vec::with_capacity(ranges.len());
    for &range in ranges {
        let joined = merged.last_mut().and_then(|last| {
            while fixed.next_if(|run| run.end() <= last.end()).is_some() {}
            let is_free = fixed.peek().is_none_or(|run| run.start() >= range.start());
            let both = VendorRange::new(last.start(), range.end()).ok();
            both.filter(|_| is_free).map(|both| *last = both)
        });
        if joined.is_none() {
            merged.push(range);
        }
    }
    merged
}

#[expect(clippy::expect_used, reason = "merging makes neither more ranges nor more records")]
fn push(
    restrictions: &mut PublisherRestrictions,
    record: Restriction<'_>,
    ranges: Vec<VendorRange>,
) {
    let vendors = VendorRanges::new(ranges).expect("as many ranges as a record holds");
    restrictions
        .push(record.purpose, record.restriction_type, &vendors)
        .expect("as many records as a string holds");
}
