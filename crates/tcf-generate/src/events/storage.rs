//! What calls store: as it should be, and with a fault.

use tcf_policy::vocabulary::PURPOSE_ONE;

use super::call::{Call, Direct, Receiver, Scope};
use super::fault::Fault;
use super::line::{StorageLine, StoredAction};
use super::publisher::Role;
use super::visit::VisitBuilder;

const NAMES: [&str; 3] = ["uid", "sync", "cap"];
/// A day in seconds.
const DAY: u64 = 86_400;

/// What the receiver of a call may store.
#[derive(Clone, Copy)]
struct Permission {
    /// Whether the user has chosen.
    is_chosen: bool,
    /// Whether a vendor of the receiver has consent to purpose 1.
    is_granted: bool,
    /// The longest age that the vendors declare, in seconds; `None` if one declares none.
    max_age: Option<u64>,
}

impl VisitBuilder<'_, '_> {
    /// Adds what a call stores or sends along of it, to some calls, and sometimes with a fault.
    pub(super) fn add_storage(&mut self, call: &mut Call) {
        let Some(permission) = self.permission(call) else { return };
        if self.details.chance(self.faults.percent) {
            let fault = self.details.choose(&self.faults.of_storage).copied();
            if let Some((storage, finding)) = fault.and_then(|fault| self.stored(fault, permission))
            {
                call.details.storage = Some(storage);
                call.findings.push(finding.named(storage.name));
                return;
            }
        }
        if self.details.one_in(4) {
            call.details.storage = self.stored_faultless(permission);
        }
    }

    /// What the receiver of a call may store. `None` if the call is not judged.
    fn permission(&self, call: &Call) -> Option<Permission> {
        let Receiver::Site(number) = call.to else { return None };
        let site = self.publisher.sites.get(number)?;
        let is_call = matches!(site.role, Role::Calls | Role::SignalOnly);
        if self.scope != Scope::Inside || !is_call {
            return None;
        }
        let in_force = self.stated.last();
        let is_granted = |&number: &usize| {
            in_force.is_some_and(|stated| stated.basis(number).consent.contains(PURPOSE_ONE))
        };
        let partners = || site.partners.iter().filter_map(|&one| self.publisher.partners.get(one));
        let ages: Option<Vec<_>> = partners().map(|partner| partner.max_age).collect();
        Some(Permission {
            is_chosen: in_force.is_some(),
            is_granted: site.partners.iter().any(is_granted),
            max_age: ages.and_then(|ages| ages.into_iter().max()),
        })
    }

    /// Storage with a fault, and its finding. `None` if that is impossible now.
    fn stored(&mut self, fault: Fault, permission: Permission) -> Option<(StorageLine, Direct)> {
        let Permission { is_chosen, is_granted, max_age } = permission;
        let (action, age, finding) = match fault {
            Fault::StoredWithoutConsent if !is_granted => {
                (StoredAction::Set, self.age(max_age), Direct::error("B006"))
            }
            Fault::ReadAfterRefusal if is_chosen && !is_granted => {
                (StoredAction::Sent, None, Direct::warning("B011"))
            }
            Fault::StoredTooLong if is_granted => {
                let days = u64::from(self.details.id(2, 400));
                (StoredAction::Set, Some(max_age? + days * DAY), Direct::warning("B009"))
            }
            _ => return None,
        };
        let name = self.details.pick(&NAMES);
        Some((StorageLine { name, action, max_age_seconds: age }, finding))
    }

    /// Storage that the string in force permits: without consent, only its removal.
    fn stored_faultless(&mut self, permission: Permission) -> Option<StorageLine> {
        let Permission { is_chosen, is_granted, max_age } = permission;
        let name = self.details.pick(&NAMES);
        if !is_granted {
            let action = StoredAction::Removed;
            return is_chosen.then_some(StorageLine { name, action, max_age_seconds: None });
        }
        let (action, max_age_seconds) = match self.details.below(2) {
            0 => (StoredAction::Sent, None),
            _ => (StoredAction::Set, self.age(max_age)),
        };
        Some(StorageLine { name, action, max_age_seconds })
    }

    /// An age that is permitted; that of a session if the vendor declares none.
    fn age(&mut self, max_age: Option<u64>) -> Option<u64> {
        let days = u64::from(self.details.id(1, 90));
        max_age.map(|longest| longest.min(days * DAY)).filter(|&age| age > 0)
    }
}
