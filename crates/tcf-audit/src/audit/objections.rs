//! Objections, and the absence of legitimate interest.

use std::collections::BTreeSet;
use std::sync::Arc;

use tcf_codec::{IdSet, PurposeId, TcString, VendorSet};

use super::Auditor;
use super::judge::{JudgedEvent, JudgedVisit};
use crate::purpose_map::PurposeMap;
use crate::strings::DecodedTc;

/// Purposes that a vendor may base on legitimate interest.
pub(super) const LI_PURPOSES: [PurposeId; 6] = {
    #[expect(clippy::unwrap_used, reason = "evaluated at compile time")]
    const fn purpose(id: u8) -> PurposeId {
        PurposeId::new(id).unwrap()
    }
    [purpose(2), purpose(7), purpose(8), purpose(9), purpose(10), purpose(11)]
};

impl<'a> Auditor<'a> {
    /// Counts choices after which legitimate interest is absent though it was established, and
    /// visit keys whose last string lacks it: by purpose, and for the vendors of the visit.
    pub(super) fn measure_choices(&mut self, visit: &JudgedVisit<'_, 'a>) {
        let mut before = None;
        let (mut purposes, mut vendors) = (IdSet::EMPTY, VendorSet::new());
        for statement in visit.timeline.statements() {
            let after = statement.string.map(|string| self.strings.decode(string, &self.texts));
            let both = (before.as_ref().and_then(v2_of), after.as_ref().and_then(v2_of));
            if let (true, (Some(before), Some(after))) = (statement.is_choice, both) {
                for purpose in LI_PURPOSES {
                    if before.purposes_li_transparency.contains(purpose) {
                        let objects = !after.purposes_li_transparency.contains(purpose);
                        self.state.measures.objections.entry(purpose).or_default().count(objects);
                    }
                }
                purposes = purposes.union(before.purposes_li_transparency);
                vendors.union_with(&before.vendor_legitimate_interests);
            }
            before = after;
        }
        let last = visit.judged.iter().rev().find_map(|judged| judged.in_force.string());
        let last = before.or_else(|| Some(self.strings.decode(last?.string, &self.texts)));
        let Some(last) = last.as_ref().and_then(v2_of) else { return };
        let measures = &mut self.state.measures;
        for purpose in LI_PURPOSES {
            let is_absent = !last.purposes_li_transparency.contains(purpose);
            measures.li_absent.entry(purpose).or_default().count(is_absent);
            if purposes.contains(purpose) {
                measures.objecting_visits.entry(purpose).or_default().count(is_absent);
            }
        }
        if visit.timeline.statements().iter().any(|statement| statement.is_choice) {
            for purpose in self.settings.li_offered.iter() {
                let is_absent = !last.purposes_li_transparency.contains(purpose);
                measures.declined_offers.entry(purpose).or_default().count(is_absent);
            }
        }
        if vendors.is_empty() {
            return;
        }
        let called = visit.judged.iter().filter_map(JudgedEvent::vendor);
        let planned = self.settings.purpose_map.into_iter().flat_map(PurposeMap::vendors);
        let known: BTreeSet<_> = called.chain(planned).collect();
        for vendor in known.into_iter().filter(|&vendor| vendors.contains(vendor)) {
            let is_absent = !last.vendor_legitimate_interests.contains(vendor);
            measures.objecting_visits_by_vendor.entry(vendor).or_default().count(is_absent);
        }
    }
}

fn v2_of(decoded: &Arc<DecodedTc>) -> Option<&TcString> {
    decoded.v2()
}
