//! What a string permits a vendor, decided once.

use std::collections::HashMap;

use tcf_codec::{
    AnyTcString, Deciseconds, DisclosedSignal, IdSet, PurposeId, Signals, SpecialFeatureId,
    VendorId,
};
use tcf_policy::conditions;
use tcf_policy::decide::{Query, Verdict, decide, transmit};
use tcf_policy::gvl::{Gvl, ListKey};
use tcf_policy::vocabulary::{Item, LegalBasis};

use super::settings::Settings;
use crate::event::{Interner, Symbol};
use crate::strings::Strings;

/// What a string permits a vendor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permits {
    /// Whether any data may be passed to the vendor; `None` without a vendor list.
    pub(super) transmit: Option<bool>,
    /// The purposes that are denied; unknown ones are not.
    pub(super) denied: IdSet<24>,
    /// The purposes that are permitted on consent.
    pub(super) on_consent: IdSet<24>,
    /// The purposes that are permitted on legitimate interest.
    pub(super) on_legitimate_interest: IdSet<24>,
    /// The purposes whose basis by the vendor list and the restrictions is consent.
    effective_consent: IdSet<24>,
    /// The purposes whose basis by the vendor list and the restrictions is legitimate interest.
    effective_interest: IdSet<24>,
    /// Whether special feature 1 is denied.
    pub(super) denies_precise_geo: bool,
    /// Whether the vendor was disclosed.
    pub(super) disclosed: DisclosedSignal,
    /// Whether the string must list the disclosed vendors.
    pub(super) requires_disclosed: bool,
}

impl Permits {
    /// Whether purposes are permitted, all on legitimate interest.
    pub(super) fn are_on_legitimate_interest_alone(&self) -> bool {
        self.on_consent.is_empty() && !self.on_legitimate_interest.is_empty()
    }

    /// The basis of a purpose by the vendor list and the restrictions of the string, whether or not
    /// the string establishes it. `None` without one, and without a vendor list.
    pub(super) fn effective(&self, purpose: PurposeId) -> Option<LegalBasis> {
        if self.effective_consent.contains(purpose) {
            Some(LegalBasis::Consent)
        } else {
            let is_interest = self.effective_interest.contains(purpose);
            is_interest.then_some(LegalBasis::LegitimateInterest)
        }
    }
}

/// Decisions, each made once.
#[derive(Debug, Default)]
pub(super) struct PermitCache {
    decided: HashMap<(Symbol, VendorId, Deciseconds), Option<Permits>>,
}

impl PermitCache {
    /// The number of decisions.
    pub(super) fn len(&self) -> usize {
        self.decided.len()
    }

    /// What a string permits a vendor on the day of an event. `None` for invalid strings.
    pub(super) fn permits(
        &mut self,
        string: Symbol,
        vendor: VendorId,
        at: Option<Deciseconds>,
        settings: &Settings<'_>,
        strings: &mut Strings,
        texts: &Interner,
    ) -> Option<Permits> {
        let decoded = strings.decode(string, texts);
        let value = decoded.value()?;
        let Ok(last_updated) = value.last_updated();
        // By day, so that the order of events does not matter.
        let as_of = at.or(settings.as_of).unwrap_or(last_updated).start_of_day();
        *self
            .decided
            .entry((string, vendor, as_of))
            .or_insert_with(|| Some(decide_all(value, vendor, as_of, settings)))
    }
}

/// The vendor list for a string.
pub(super) fn gvl_of<'a>(value: &AnyTcString, settings: &Settings<'a>) -> Option<&'a Gvl> {
    settings.gvls.find(list_of(value)?, settings.any_gvl).map(AsRef::as_ref)
}

/// The vendor list that a string names.
pub(super) fn list_of(value: &AnyTcString) -> Option<ListKey> {
    let Ok(key) = ListKey::named_by(value);
    key
}

fn decide_all(
    value: &AnyTcString,
    vendor: VendorId,
    as_of: Deciseconds,
    settings: &Settings<'_>,
) -> Permits {
    let gvl = gvl_of(value, settings);
    let query = Query { cmps: settings.cmps, ..Query::new(as_of) };
    let (Ok(disclosed), Ok(date)) = (value.disclosed(vendor), conditions::date(value));
    let mut permits = Permits {
        transmit: None,
        denied: IdSet::EMPTY,
        on_consent: IdSet::EMPTY,
        on_legitimate_interest: IdSet::EMPTY,
        effective_consent: IdSet::EMPTY,
        effective_interest: IdSet::EMPTY,
        denies_precise_geo: false,
        disclosed,
        requires_disclosed: conditions::requires_disclosed_vendors(date),
    };
    for purpose in PurposeId::all() {
        let Ok(decision) = decide(value, gvl, vendor, Item::Purpose(purpose), &query);
        match decision.effective {
            Some(LegalBasis::Consent) => permits.effective_consent.insert(purpose),
            Some(LegalBasis::LegitimateInterest) => permits.effective_interest.insert(purpose),
            Some(LegalBasis::SpecialPurpose) | None => {}
        }
        match (decision.verdict, decision.basis()) {
            (Verdict::Deny, _) => permits.denied.insert(purpose),
            (Verdict::Permit, Some(LegalBasis::LegitimateInterest)) => {
                permits.on_legitimate_interest.insert(purpose);
            }
            (Verdict::Permit, _) => permits.on_consent.insert(purpose),
            _ => {}
        }
    }
    let feature = Item::SpecialFeature(SpecialFeatureId::MIN);
    let Ok(decision) = decide(value, gvl, vendor, feature, &query);
    permits.denies_precise_geo = decision.verdict == Verdict::Deny;
    permits.transmit = gvl.map(|gvl| {
        let Ok(transmit) = transmit(value, gvl, vendor, &query);
        transmit
    });
    permits
}
