//! The calls of a visit: as they should be, and with a fault.

use std::sync::Arc;

use tcf_codec::{IdSet, TcString, U12};
use tcf_policy::rules::Severity;

use super::call::{Call, Direct, Receiver, Sent};
use super::fault::Fault;
use super::publisher::{Partner, Profile, Role, Statement};
use super::visit::VisitBuilder;
use crate::compose::publisher_tc;
use crate::vendor_pool::random_subset;

/// The names of members in findings.
const STRING: &str = "tcString";
const FLAG: &str = "gdpr";
const GPP: &str = "gpp";

impl VisitBuilder<'_, '_> {
    /// A call that the string in force permits.
    pub(super) fn faultless(&mut self) -> Call {
        let Some(in_force) = self.stated.last().cloned() else {
            // Before the choice, only libraries and own files are loaded.
            let role = self.rng.pick(&[Role::Library, Role::Own]);
            return Call::new(self.site(|_, site| site == role).unwrap_or_else(unknown_host));
        };
        let call = self.permitted(&in_force).unwrap_or_else(|| {
            Call::new(self.site(|_, role| role == Role::Own).unwrap_or_else(unknown_host))
        });
        let mut call = Call { gdpr: Some(true), ..call };
        match self.rng.below(10) {
            0 => call.gpp = Some(in_force),
            1 => (call.gpp, call.tc) = (Some(Arc::clone(&in_force)), Sent::String(in_force)),
            _ => call.tc = Sent::String(in_force),
        }
        call
    }

    /// A call to a vendor for purposes that a string permits, without signals.
    fn permitted(&mut self, in_force: &Statement) -> Option<Call> {
        for _ in 0..8 {
            let number = self.rng.below(self.publisher.sites.len());
            let Some(site) = self.publisher.sites.get(number) else { continue };
            let is_call = matches!(site.role, Role::Calls | Role::SignalOnly);
            let bases = site.partners.iter().map(|&partner| in_force.basis(partner));
            if !is_call || !bases.clone().all(|basis| basis.transmits) {
                continue;
            }
            let (mapped, role, is_shared) = (site.purposes, site.role, site.partners.len() > 1);
            let permitted = bases.map(|basis| basis.purposes()).fold(IdSet::EMPTY, IdSet::union);
            let needs_purposes =
                mapped.is_some_and(|mapped| !mapped.difference(permitted).is_empty());
            let mut call = Call::new(Receiver::Site(number));
            if !is_shared && (needs_purposes || self.rng.chance(60)) {
                let stated = random_subset(&mut self.rng, 50, permitted);
                call.purposes = Some(stated).filter(|stated| !stated.is_empty());
            }
            if needs_purposes && call.purposes.is_none() {
                continue;
            }
            // Without the host, the map says nothing about the call.
            if role == Role::Calls && mapped.is_none() && !is_shared {
                (call.names_host, call.names_vendor) =
                    self.rng.pick(&[(true, false), (true, false), (true, true), (false, true)]);
            }
            return Some(call);
        }
        None
    }

    /// A call where the GDPR does not apply.
    pub(super) fn call_out_of_scope(&mut self) -> Call {
        let site = Receiver::Site(self.rng.below(self.publisher.sites.len()));
        Call { gdpr: Some(false), ..Call::new(site) }
    }

    /// A call of which nothing says whether the GDPR applies.
    pub(super) fn call_out_of_context(&mut self) -> Call {
        let site = self.site(|_, role| role == Role::Calls).unwrap_or_else(unknown_host);
        Call { findings: vec![Direct::info("M006")], ..Call::new(site) }
    }

    /// A call with a fault. `None` if that is impossible now.
    pub(super) fn faulty(&mut self, fault: Fault) -> Option<Call> {
        let Some(in_force) = self.stated.last().cloned() else {
            return self.faulty_before_choice(fault);
        };
        let with_string = |receiver| Call {
            gdpr: Some(true),
            tc: Sent::String(Arc::clone(&in_force)),
            ..Call::new(receiver)
        };
        match fault {
            Fault::CallWithoutBasis => {
                let refused = |partner: Partner, basis: bool| partner.is_disclosed && !basis;
                let statement = Arc::clone(&in_force);
                self.partner_site(&statement, refused).map(with_string)
            }
            Fault::CallUndisclosed => {
                let statement = Arc::clone(&in_force);
                self.partner_site(&statement, |partner, _| !partner.is_disclosed).map(with_string)
            }
            Fault::PurposeWithoutBasis => self
                .call_for_denied_purpose(&in_force)
                .map(|call| Call { purposes: call.purposes, ..with_string(call.to) }),
            Fault::HostUnmapped => {
                let host = format!("px{}.unmapped.example", self.rng.id(1, 5));
                let call = with_string(Receiver::Unmapped(host.into()));
                Some(Call { findings: vec![Direct::info("M001")], ..call })
            }
            Fault::NoSignalInCall => self.permitted(&in_force),
            _ => {
                let call = self.permitted(&in_force)?;
                self.with_faulty_signals(fault, call, &in_force)
            }
        }
    }

    fn faulty_before_choice(&mut self, fault: Fault) -> Option<Call> {
        let call = match fault {
            Fault::CallBeforeChoice | Fault::PositiveBeforeChoice => {
                Call::new(self.site(|_, role| role == Role::Calls)?)
            }
            _ => return None,
        };
        if fault == Fault::CallBeforeChoice {
            return Some(call);
        }
        let today = self.publisher.today();
        let accepted = self.publisher.statement(Profile::Accept, today, &mut self.rng);
        if accepted.tc.purposes_consent.is_empty() {
            return None;
        }
        let findings = vec![Direct::error("J006")];
        Some(Call { gdpr: Some(true), tc: Sent::String(accepted), findings, ..call })
    }

    /// Adds faulty signals to a call.
    fn with_faulty_signals(
        &mut self,
        fault: Fault,
        mut call: Call,
        in_force: &Arc<Statement>,
    ) -> Option<Call> {
        call.gdpr = Some(true);
        call.tc = Sent::String(Arc::clone(in_force));
        let text = |text: &str| Sent::Text(text.into());
        let string = |direct: Direct| direct.named(STRING);
        call.findings = match fault {
            Fault::SignalMissing => {
                call.tc = text("");
                vec![string(Direct::error("T001"))]
            }
            Fault::MacroUnfilled | Fault::WrongMacroId => {
                let own = self.partners_of(&call);
                let is_wrong = fault == Fault::WrongMacroId;
                let fits = |partner: &Partner| own.contains(&partner.id) != is_wrong;
                let partner = self.publisher.partners.iter().find(|partner| fits(partner))?;
                call.tc = Sent::Text(format!("${{GDPR_CONSENT_{}}}", partner.id).into());
                let wrong = is_wrong.then(|| string(Direct::warning("T015")));
                [string(Direct::error("T002"))].into_iter().chain(wrong).collect()
            }
            Fault::Placeholder => {
                call.tc = text(self.rng.pick(&["undefined", "[object Object]"]));
                vec![string(Direct::error("T003"))]
            }
            Fault::StringUnreadable => {
                // An unknown version.
                call.tc = Sent::Text(format!("Z{}", in_force.text.get(1..)?).into());
                vec![string(Direct::error("T004"))]
            }
            Fault::StringCut => {
                let core = in_force.text.split('.').next()?;
                call.tc = text(core.get(..core.len() * 2 / 3)?);
                vec![string(Direct::error("T005"))]
            }
            Fault::FlagMissing => {
                call.gdpr = None;
                vec![string(Direct::warning("T013"))]
            }
            Fault::FlagConflict => {
                call.gdpr = Some(false);
                self.flag_conflict(in_force)
            }
            Fault::StringsDiffer => {
                call.tc = Sent::String(self.other_string()?);
                vec![Direct::error("K001")]
            }
            Fault::SegmentLost => {
                let mut tc = in_force.tc.clone();
                let severity = if self.rng.one_in(2) {
                    tc.disclosed_vendors = None;
                    Severity::Error
                } else {
                    tc.publisher_tc = Some(publisher_tc(&tc, &mut self.rng));
                    Severity::Warning
                };
                call.tc = Sent::String(self.publisher.statement_of(tc));
                vec![Direct { severity, ..Direct::error("K003") }]
            }
            Fault::CmpDiffers => {
                let other = if in_force.tc.cmp_id.get() > 2 { 2 } else { 3 };
                let tc = TcString { cmp_id: U12::new(other).ok()?, ..in_force.tc.clone() };
                call.tc = Sent::String(self.publisher.statement_of(tc));
                vec![Direct::error("K001"), Direct::warning("K009")]
            }
            Fault::GppTcDiffer => {
                call.gpp = Some(self.other_string()?);
                vec![Direct::error("K005").named(GPP)]
            }
            Fault::StaleString => {
                let before = self.stated.len().checked_sub(2)?;
                call.tc = Sent::String(Arc::clone(self.stated.get(before)?));
                vec![Direct::error("J001")]
            }
            _ => return None,
        };
        Some(call)
    }

    /// The findings about flag 0 beside a string.
    fn flag_conflict(&self, in_force: &Statement) -> Vec<Direct> {
        let tc = &in_force.tc;
        let states = !tc.purposes_consent.is_empty() || !tc.purposes_li_transparency.is_empty();
        let contradicted = match self.country {
            // The GDPR applies in all countries of visits in scope.
            Some(_) => Some(Direct::error("K012")),
            None => states.then(|| Direct::warning("K012")),
        };
        let conflict = [Direct::error("K004")].into_iter().chain(contradicted);
        conflict.map(|direct| direct.named(FLAG)).collect()
    }

    /// A string that was never in force in the visit.
    fn other_string(&mut self) -> Option<Arc<Statement>> {
        let today = self.publisher.today();
        let profile = Profile::random(&mut self.rng);
        let other = self.publisher.statement(profile, today, &mut self.rng);
        let is_other = self.stated.iter().all(|stated| stated.text != other.text);
        is_other.then_some(other)
    }

    /// A call for a purpose that a string denies, to a vendor with a basis for something else.
    fn call_for_denied_purpose(&mut self, in_force: &Statement) -> Option<Call> {
        let receiver = self.partner_site(in_force, |_, transmits| transmits)?;
        let Receiver::Site(number) = receiver else { return None };
        let &[number] = &self.publisher.sites.get(number)?.partners[..] else { return None };
        let partner = self.publisher.partners.get(number)?;
        let basis = in_force.basis(number);
        let denied = partner.consent.union(partner.interest).difference(basis.purposes());
        let denied: Vec<_> = denied.iter().collect();
        let mut purposes = random_subset(&mut self.rng, 50, basis.purposes());
        purposes.insert(*self.rng.choose(&denied)?);
        Some(Call { purposes: Some(purposes), ..Call::new(receiver) })
    }

    /// The ids of the vendors of a call.
    fn partners_of(&self, call: &Call) -> Vec<tcf_codec::VendorId> {
        let Receiver::Site(number) = call.to else { return Vec::new() };
        let site = self.publisher.sites.get(number);
        let partners = site.into_iter().flat_map(|site| &site.partners);
        partners
            .filter_map(|&partner| self.publisher.partners.get(partner))
            .map(|one| one.id)
            .collect()
    }

    /// A random host for calls to a single vendor of which this holds. The second argument is
    /// whether the string permits to pass data to it.
    fn partner_site(
        &mut self,
        in_force: &Statement,
        holds: impl Fn(Partner, bool) -> bool,
    ) -> Option<Receiver> {
        let basis: Vec<_> = (0..self.publisher.partners.len())
            .map(|number| in_force.basis(number).transmits)
            .collect();
        let partners = self.publisher.partners.clone();
        self.site(|of, role| {
            let &[number] = of else { return false };
            let (Some(&partner), Some(&transmits)) = (partners.get(number), basis.get(number))
            else {
                return false;
            };
            matches!(role, Role::Calls | Role::SignalOnly) && holds(partner, transmits)
        })
    }

    /// A random host of which this holds: of its partners and its role.
    fn site(&mut self, holds: impl Fn(&[usize], Role) -> bool) -> Option<Receiver> {
        let sites = self.publisher.sites.iter().enumerate();
        let fitting = sites.filter(|(_, site)| holds(&site.partners, site.role));
        let fitting: Vec<_> = fitting.map(|(number, _)| number).collect();
        self.rng.choose(&fitting).copied().map(Receiver::Site)
    }
}

/// A publisher has hosts of every role.
fn unknown_host() -> Receiver {
    Receiver::Unmapped("unknown.example".into())
}
