//! The decision procedure: collect the facts, then run the steps in order until one gives a
//! verdict.

mod features;
mod without_list;

use tcf_codec::{PurposeId, Signals, VendorId};

use super::decision::{Decision, Verdict};
use super::facts::{bits, disclosure, restriction};
use super::invalid::{invalid_with, undisclosed};
use super::query::{Profile, Query, UndisclosedPurposeOne};
use super::reason::{Reason, Reasons};
use super::steps::{note_age, purpose_one_step, string_step};
use super::tables::{self, DisclosureStatus};
use crate::conditions;
use crate::gvl::{Declaration, Gvl, ListKey, Vendor};
use crate::vocabulary::{self, Item, LegalBasis, PURPOSE_ONE, TCF_2_2};

/// Decides whether a vendor may process data for an item, and on which legal basis.
///
/// `gvl` should be the list that the string names. With a different list the decision has the note
/// [`Reason::NoteApproximate`]. Without a list the verdict is [`Verdict::Unknown`].
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn decide<S: Signals>(
    signals: &S,
    gvl: Option<&Gvl>,
    vendor: VendorId,
    item: Item,
    query: &Query<'_>,
) -> Result<Decision, S::Error> {
    let mut decision = Procedure::new(signals, gvl, vendor, item, query)?.decide()?;
    if query.profile == Profile::Specification {
        return Ok(decision);
    }
    let specification = Query { profile: Profile::Specification, ..*query };
    let other = Procedure::new(signals, gvl, vendor, item, &specification)?.decide()?;
    if (other.verdict, other.basis()) != (decision.verdict, decision.basis()) {
        decision.notes.push(Reason::NotePrebidDiffers);
    }
    Ok(decision)
}

/// Whether any of the items is permitted. Ignores [`Query::basis`].
pub(super) fn permits_any<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    vendor: VendorId,
    query: &Query<'_>,
    items: &mut dyn Iterator<Item = Item>,
) -> Result<bool, S::Error> {
    let query = Query { basis: None, ..*query };
    for item in items {
        if Procedure::new(signals, Some(gvl), vendor, item, &query)?.decide()?.is_permit() {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Procedure<'a, S> {
    signals: &'a S,
    gvl: Option<&'a Gvl>,
    vendor: Option<&'a Vendor>,
    query: &'a Query<'a>,
    policy_version: u16,
    /// Whether the string is older than the maximum age.
    is_expired: bool,
    /// The facts. The verdict is set by the last step.
    decision: Decision,
}

/// The verdict of a step; `None` to continue with the next step.
type Step = Option<Verdict>;

impl<'a, S: Signals> Procedure<'a, S> {
    /// Collects the facts.
    fn new(
        signals: &'a S,
        gvl: Option<&'a Gvl>,
        vendor: VendorId,
        item: Item,
        query: &'a Query<'a>,
    ) -> Result<Self, S::Error> {
        // Version 1 strings name lists of specification 1, which are not supported.
        let gvl = gvl.filter(|_| signals.version() > 1);
        let listed = gvl.and_then(|gvl| gvl.vendor(vendor));
        let last_updated = signals.last_updated()?;
        let date = conditions::date(signals)?;
        let mut notes = Reasons::NONE;
        let disclosed = signals.disclosed(vendor)?;
        let disclosure = disclosure(disclosed, date, query, &mut notes);
        if query.has_gdpr_conflict() {
            notes.push(Reason::NoteGdprConflict);
        }
        if let (Some(gvl), Some(named)) = (gvl, ListKey::named_by(signals)?)
            && gvl.key() != named
        {
            notes.push(Reason::NoteApproximate);
        }
        let is_expired = note_age(query, last_updated, &mut notes);
        let policy_version = signals.tcf_policy_version()?;
        let segment = disclosed.segment();
        let invalid = invalid_with(signals, date, query.as_of, query.cmps, || Ok(segment))?;
        let mut this = Self {
            signals,
            gvl,
            vendor: listed,
            query,
            policy_version,
            is_expired,
            decision: Decision {
                vendor,
                item,
                policy_version: (signals.version() > 1).then_some(policy_version),
                declared: None,
                flexible: false,
                restriction: None,
                effective: None,
                bits: bits(signals, vendor, item)?,
                disclosure,
                verdict: Verdict::Unknown,
                reasons: Reasons::NONE,
                notes,
                invalid: query.profile.invalidating(invalid, undisclosed(segment, date)),
                deleted: None,
                last_updated,
                as_of: query.as_of,
                publisher_cc: signals.publisher_cc()?,
            },
        };
        this.bases()?;
        Ok(this)
    }

    /// Sets declared basis, restriction and effective basis, even if an earlier step decides.
    fn bases(&mut self) -> Result<(), S::Error> {
        let decision = &mut self.decision;
        match decision.item {
            Item::Purpose(id) => {
                decision.restriction = restriction(
                    self.signals,
                    id,
                    decision.vendor,
                    self.query.profile,
                    &mut decision.notes,
                )?;
                if let Some(vendor) = self.vendor {
                    let declaration = vendor.declaration(id);
                    (decision.declared, decision.flexible) =
                        (declaration.basis, declaration.flexible);
                    (decision.effective, _) =
                        tables::effective_basis(declaration, decision.restriction);
                }
            }
            Item::SpecialPurpose(id) => {
                if self.vendor.is_some_and(|vendor| vendor.special_purposes.contains(id)) {
                    decision.declared = Some(LegalBasis::SpecialPurpose);
                    decision.effective = decision.declared;
                }
            }
            Item::Feature(_) | Item::SpecialFeature(_) => {}
        }
        Ok(())
    }

    fn decide(mut self) -> Result<Decision, S::Error> {
        self.decision.verdict = self.verdict()?;
        if self.decision.is_permit() {
            self.requested_basis();
        }
        self.local_policy();
        Ok(self.decision)
    }

    fn finish(&mut self, verdict: Verdict, reason: Reason) -> Verdict {
        self.decision.reasons.push(reason);
        verdict
    }

    fn deny(&mut self, reason: Reason) -> Verdict {
        self.finish(Verdict::Deny, reason)
    }

    fn verdict(&mut self) -> Result<Verdict, S::Error> {
        if let Some(verdict) = self.string_steps() {
            return Ok(verdict);
        }
        if self.ignores_all_but_treatment()? {
            return Ok(self.finish(Verdict::Permit, Reason::PrebidPurposeOne));
        }
        if matches!(self.decision.item, Item::SpecialFeature(_))
            && !self.query.profile.requires_declared_special_feature()
        {
            return Ok(self.undeclared_special_feature());
        }
        let Some(gvl) = self.gvl else { return self.without_gvl() };
        let Some(vendor) = self.vendor else { return Ok(self.deny(Reason::VendorUnknown)) };
        if let Some(verdict) = self.vendor_steps(gvl, vendor) {
            return Ok(verdict);
        }
        match self.decision.item {
            Item::Purpose(id) => self.purpose(id),
            Item::SpecialPurpose(id) => Ok(self.special_purpose(vendor, id)),
            Item::Feature(id) => self.feature(vendor.features.contains(id), gvl, vendor),
            Item::SpecialFeature(id) => self.special_feature(id, gvl, vendor),
        }
    }

    /// Steps 1 and 2: scope, validity and age.
    fn string_steps(&mut self) -> Step {
        let is_invalid = self.decision.invalid.is_some();
        let (verdict, reason) = string_step(self.query, is_invalid, self.is_expired)?;
        Some(self.finish(verdict, reason))
    }

    /// Whether a profile permits purpose 1 because it was not disclosed, before it looks at the
    /// vendor, the restrictions and the bits. A bidder that the newest list lacks has no
    /// permission.
    fn ignores_all_but_treatment(&self) -> Result<bool, S::Error> {
        let Decision { vendor, item, .. } = self.decision;
        Ok(item == Item::Purpose(PURPOSE_ONE)
            && self.query.profile.undisclosed_purpose_one() == UndisclosedPurposeOne::Permitted
            && self.query.newest.is_none_or(|newest| newest.vendor(vendor).is_some())
            && self.signals.purpose_one_treatment()?)
    }

    /// Steps 4 to 6: deleted vendors, undefined items, and disclosure.
    fn vendor_steps(&mut self, gvl: &Gvl, vendor: &Vendor) -> Step {
        let newest = self.query.newest.and_then(|newest| newest.vendor(vendor.id));
        let newer = newest.and_then(|vendor| vendor.deleted);
        self.decision.deleted = vendor.deleted.into_iter().chain(newer).min();
        // A vendor deleted before the last update is denied even if the evaluation date is earlier.
        let by = self.query.as_of.max(self.decision.last_updated);
        let is_deleted = self.decision.deleted.is_some_and(|deleted| deleted <= by);
        if is_deleted && self.query.profile.checks_deletion() {
            if self.decision.deleted.is_some_and(|deleted| deleted > self.decision.last_updated) {
                self.decision.notes.push(Reason::NoteDeletedLater);
            }
            return Some(self.deny(Reason::VendorDeleted));
        }
        if gvl.lacks_part_of(self.decision.item) {
            self.decision.notes.push(Reason::NotePartMissing);
        }
        if let Item::Purpose(id) = self.decision.item
            && vendor.is_declared_twice(id)
        {
            self.decision.notes.push(Reason::NoteBothBases);
        }
        if !gvl.defines(self.decision.item) || self.is_undefined_before_4() {
            return Some(self.deny(Reason::PurposeUnknown));
        }
        self.disclosure_step()
    }

    /// Step 6: disclosure.
    fn disclosure_step(&mut self) -> Step {
        if self.decision.disclosure != DisclosureStatus::NotDisclosed
            || !self.query.profile.checks_disclosure()
        {
            return None;
        }
        let bits = self.decision.bits;
        if bits.vendor_consent || bits.vendor_legitimate_interest {
            self.decision.notes.push(Reason::NoteBitsUndisclosed);
        }
        Some(self.deny(Reason::NotDisclosed))
    }

    /// Whether the string has a policy version below 4 that does not define the item. No list of
    /// specification 2 defines it either.
    fn is_undefined_before_4(&self) -> bool {
        let version = self.decision.policy_version.filter(|&version| version < TCF_2_2);
        version.is_some_and(|version| self.decision.item.name(version).is_none())
    }

    /// The disclosure status for the tables: exempt if an option ignores it.
    fn effective_disclosure(&self) -> DisclosureStatus {
        match self.decision.disclosure {
            _ if !self.query.profile.checks_disclosure() => DisclosureStatus::Exempt,
            DisclosureStatus::Missing if self.query.ignore_policy => DisclosureStatus::Exempt,
            disclosure => disclosure,
        }
    }

    /// Steps 7 to 12: purposes.
    fn purpose(&mut self, id: PurposeId) -> Result<Verdict, S::Error> {
        let Decision { declared, flexible, restriction, .. } = self.decision;
        let (effective, reason) =
            tables::effective_basis(Declaration { basis: declared, flexible }, restriction);
        if self.query.profile.lets_flexible_vendors_choose(id)
            && flexible
            && reason == Reason::DefaultBasis
            && let Some(basis) = self.either_basis()
        {
            self.decision.effective = Some(basis);
            return Ok(self.finish(Verdict::Permit, Reason::PrebidEitherBasis));
        }
        self.decision.reasons.push(reason);
        let Some(effective) = effective else {
            if reason == Reason::GvlInvalid {
                self.decision.reasons.push(Reason::NotDeclared);
            }
            return Ok(Verdict::Deny);
        };
        if effective == LegalBasis::LegitimateInterest
            && let Some(verdict) = self.lawfulness(id)
        {
            return Ok(verdict);
        }
        if id == PURPOSE_ONE
            && self.signals.purpose_one_treatment()?
            && let Some(verdict) = self.purpose_one_treatment()
        {
            return Ok(verdict);
        }
        Ok(self.signals(effective))
    }

    /// The basis that is not declared, if it is lawful and its bits are set, and the declared basis
    /// is not available.
    fn either_basis(&self) -> Option<LegalBasis> {
        let declared = self.decision.declared?;
        let is_available = |basis| {
            let lawful = basis == LegalBasis::Consent || !self.needs_consent();
            lawful && self.established(basis)
        };
        [LegalBasis::Consent, LegalBasis::LegitimateInterest]
            .into_iter()
            .find(|&basis| basis != declared && is_available(basis))
            .filter(|_| !is_available(declared))
    }

    fn purpose_and_vendor_bit(&self, basis: LegalBasis) -> (bool, bool) {
        let bits = self.decision.bits;
        match basis {
            LegalBasis::Consent => (bits.purpose_consent == Some(true), bits.vendor_consent),
            LegalBasis::LegitimateInterest | LegalBasis::SpecialPurpose => {
                (bits.purpose_legitimate_interest == Some(true), bits.vendor_legitimate_interest)
            }
        }
    }

    fn established(&self, basis: LegalBasis) -> bool {
        self.purpose_and_vendor_bit(basis) == (true, true)
    }

    /// Whether the purpose may be based on consent only.
    fn needs_consent(&self) -> bool {
        match self.decision.item {
            Item::Purpose(id) => self.query.profile.needs_consent(id, self.policy_version),
            _ => false,
        }
    }

    /// Step 10: purposes that must not be based on legitimate interest.
    fn lawfulness(&mut self, id: PurposeId) -> Step {
        if self.needs_consent() {
            return Some(self.deny(Reason::LiNotAllowed));
        }
        if vocabulary::needs_consent(id, u16::MAX)
            && !vocabulary::needs_consent(id, self.policy_version)
        {
            self.decision.notes.push(Reason::NoteOldPolicy);
        }
        None
    }

    /// Step 11: purpose 1 was not disclosed.
    fn purpose_one_treatment(&mut self) -> Step {
        if self.decision.bits.purpose_consent == Some(true) {
            self.decision.notes.push(Reason::NotePurposeOne);
            return None;
        }
        let (verdict, reason) = match self.query.profile.undisclosed_purpose_one() {
            UndisclosedPurposeOne::Options => {
                purpose_one_step(self.query.purpose_one, self.decision.publisher_cc)
            }
            UndisclosedPurposeOne::Permitted => (Verdict::Permit, Reason::PrebidPurposeOne),
            UndisclosedPurposeOne::NeedsConsent => return None,
        };
        Some(self.finish(verdict, reason))
    }

    /// Step 12: the bits of the effective basis.
    fn signals(&mut self, effective: LegalBasis) -> Verdict {
        let (purpose, vendor) = self.purpose_and_vendor_bit(effective);
        let reasons = tables::signals(self.effective_disclosure(), effective, purpose, vendor);
        for &reason in reasons {
            self.decision.reasons.push(reason);
        }
        if reasons == [Reason::Ok] {
            return Verdict::Permit;
        }
        let other = match effective {
            LegalBasis::Consent => LegalBasis::LegitimateInterest,
            LegalBasis::LegitimateInterest | LegalBasis::SpecialPurpose => LegalBasis::Consent,
        };
        let unrestricted = self.decision.restriction.is_none() && self.decision.flexible;
        let lawful = other == LegalBasis::Consent || !self.needs_consent();
        if unrestricted && lawful && !purpose && !vendor && self.established(other) {
            self.decision.notes.push(Reason::HintFlexible);
        }
        Verdict::Deny
    }

    /// Denies a permit on a basis other than the requested one.
    fn requested_basis(&mut self) {
        let Some(requested) = self.query.basis else { return };
        let fits = match (self.decision.basis(), self.decision.item) {
            (Some(LegalBasis::SpecialPurpose), _) => requested == LegalBasis::LegitimateInterest,
            (Some(basis), _) => basis == requested,
            // Features have no basis of their own. A purpose without one was allowed by an option.
            (None, item) => !matches!(item, Item::Purpose(_)),
        };
        if !fits {
            self.decision.reasons.push(Reason::OtherBasis);
            self.decision.verdict = Verdict::Deny;
        }
    }

    fn local_policy(&mut self) {
        let Some(policy) = self.query.local_policy else { return };
        let Decision { vendor, item, effective, verdict, .. } = self.decision;
        if !matches!(verdict, Verdict::Deny | Verdict::OutOfScope)
            && policy.forbids(vendor, item, effective)
        {
            self.decision.reasons.push(Reason::LocallyForbidden);
            self.decision.verdict = Verdict::Deny;
        }
    }
}
