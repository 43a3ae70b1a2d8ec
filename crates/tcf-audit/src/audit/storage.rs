//! Checks B006 and B009 to B011: what vendors store.

use std::sync::Arc;

use tcf_codec::{PurposeId, VendorId};
use tcf_policy::gvl::DisclosedStorage;

use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{StorageAction, Stored};
use crate::in_force::InForce;

/// A day in seconds: the tolerance of the age of storage.
const DAY: u64 = 86_400;

impl<'a> Auditor<'a> {
    pub(super) fn check_storage(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        let is_denied = judged.all_permits(|permits| permits.denied.contains(PurposeId::MIN));
        let is_before_choice = judged.in_force == InForce::NoChoiceYet;
        for stored in &case.event.storage {
            let name = Arc::clone(self.texts.shared(stored.name));
            let is_allowed = judged.row.is_some_and(|row| {
                row.storage.iter().any(|pattern| matches_pattern(pattern, &name))
            });
            let found = || Found { name: Some(Arc::clone(&name)), ..Found::default() };
            match stored.action {
                StorageAction::Set if (is_denied || is_before_choice) && !is_allowed => {
                    self.report(case, CheckCode::B006, found());
                }
                StorageAction::Sent if is_denied && !is_allowed => {
                    self.report(case, CheckCode::B011, found());
                }
                _ => {}
            }
            if stored.action == StorageAction::Set {
                self.check_age(case, stored, &name);
                if self.is_undisclosed(&judged.vendors, &name) {
                    self.report(case, CheckCode::B010, found());
                }
            }
        }
    }

    /// B009.
    fn check_age(&mut self, case: &Case<'_, '_, 'a>, stored: &Stored, name: &Arc<str>) {
        let Some(age) = stored.max_age_seconds else { return };
        let vendors = &case.judged.vendors;
        let declared = vendors.iter().map(|&vendor| self.declared_age(case, vendor, name));
        // A shared host may follow the longest declaration.
        let Some(limit) =
            declared.collect::<Option<Vec<_>>>().and_then(|ages| ages.into_iter().max())
        else {
            return;
        };
        if u64::from(age) > limit + DAY {
            let detail = Detail::Above { found: age.into(), limit };
            let name = Some(Arc::clone(name));
            self.report(case, CheckCode::B009, Found { name, ..Found::default() }.detail(detail));
        }
    }

    /// The greatest age in seconds that a vendor declares for a cookie: in its disclosure, or else
    /// for all cookies in the vendor list.
    fn declared_age(
        &mut self,
        case: &Case<'_, '_, 'a>,
        vendor: VendorId,
        name: &str,
    ) -> Option<u64> {
        let disclosed = self.disclosed(vendor, name).filter_map(|storage| storage.max_age_seconds);
        let disclosed = disclosed.filter_map(|age| u64::try_from(age).ok()).max();
        disclosed.or_else(|| {
            let declared = self.declared(case, vendor)?.cookie_max_age_seconds?;
            u64::try_from(declared).ok()
        })
    }

    /// B010.
    fn is_undisclosed(&self, vendors: &[VendorId], name: &str) -> bool {
        let Some(disclosures) = self.settings.disclosures else { return false };
        !vendors.is_empty()
            && vendors.iter().all(|&vendor| {
                disclosures.contains_key(&vendor) && self.disclosed(vendor, name).next().is_none()
            })
    }

    /// What a vendor discloses under a name.
    fn disclosed<'n>(
        &self,
        vendor: VendorId,
        name: &'n str,
    ) -> impl Iterator<Item = &'a DisclosedStorage> + use<'a, 'n> {
        let disclosure = self.settings.disclosures.and_then(|all| all.get(&vendor));
        let storage = disclosure.map_or(&[][..], |disclosure| &disclosure.storage);
        storage.iter().filter(move |storage| matches_pattern(&storage.identifier, name))
    }
}

/// Whether a name matches a pattern in which `*` stands for any text.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        // All parts but the last match as early as possible.
        if let Some(middle) = last.replace(part) {
            let Some(place) = rest.find(middle) else { return false };
            rest = rest.get(place + middle.len()..).unwrap_or_default();
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name, expected) in [
            ("lb", "lb", true),
            ("lb", "lb2", false),
            ("AWSALB*", "AWSALBCORS", true),
            ("AWSALB*", "AWSALB", true),
            ("*_id", "user_id", true),
            ("*_id", "user_id2", false),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "acb", false),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches_pattern(pattern, name), expected, "{pattern} {name}");
        }
    }
}
