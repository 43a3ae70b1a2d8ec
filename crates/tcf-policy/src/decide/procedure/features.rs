//! Special purposes, features and special features.

use tcf_codec::{Signals, SpecialFeatureId};

use super::{Procedure, permits_any};
use crate::decide::decision::Verdict;
use crate::decide::reason::Reason;
use crate::decide::tables::{self, SpecialFacts, SpecialOutcome};
use crate::gvl::{Gvl, Vendor};
use crate::vocabulary::{Item, SpecialPurposeId};

impl<S: Signals> Procedure<'_, S> {
    pub(super) fn special_purpose(&mut self, vendor: &Vendor, id: SpecialPurposeId) -> Verdict {
        let is_declared = vendor.special_purposes.contains(id);
        match self.special_purpose_outcome(is_declared, vendor.is_special_purpose_only()) {
            SpecialOutcome::Permit => self.finish(Verdict::Permit, Reason::Ok),
            SpecialOutcome::PermitNoting(note) => {
                self.decision.notes.push(note);
                self.finish(Verdict::Permit, Reason::Ok)
            }
            SpecialOutcome::Deny(reason) => self.deny(reason),
            SpecialOutcome::Unknown(reason) => self.finish(Verdict::Unknown, reason),
        }
    }

    pub(super) fn special_purpose_outcome(
        &self,
        declared: bool,
        special_only: bool,
    ) -> SpecialOutcome {
        tables::special_purpose(SpecialFacts {
            declared,
            disclosure: self.effective_disclosure(),
            legitimate_interest: self.decision.bits.vendor_legitimate_interest,
            consent: self.decision.bits.vendor_consent,
            special_only,
        })
    }

    /// A feature needs a permitted purpose or special purpose that it can serve.
    pub(super) fn feature(
        &mut self,
        declared: bool,
        gvl: &Gvl,
        vendor: &Vendor,
    ) -> Result<Verdict, S::Error> {
        if !declared {
            return Ok(self.deny(Reason::NotDeclared));
        }
        let purposes = vendor.declared_purposes().iter().map(Item::Purpose);
        let mut items = purposes.chain(vendor.special_purposes.iter().map(Item::SpecialPurpose));
        let serves = permits_any(self.signals, gvl, vendor.id, self.query, &mut items)?;
        Ok(if serves {
            self.finish(Verdict::Permit, Reason::Ok)
        } else {
            self.deny(Reason::FeatureNoPurpose)
        })
    }

    pub(super) fn special_feature(
        &mut self,
        id: SpecialFeatureId,
        gvl: &Gvl,
        vendor: &Vendor,
    ) -> Result<Verdict, S::Error> {
        if !vendor.special_features.contains(id) {
            return Ok(self.deny(Reason::NotDeclared));
        }
        if self.decision.bits.opt_in != Some(true) {
            return Ok(self.deny(Reason::SfNoOptin));
        }
        let mut purposes = vendor.declared_purposes().iter().map(Item::Purpose);
        if !self.query.profile.requires_purpose_of_special_feature()
            || permits_any(self.signals, gvl, vendor.id, self.query, &mut purposes)?
        {
            return Ok(self.finish(Verdict::Permit, Reason::Ok));
        }
        Ok(self.deny(Reason::FeatureNoPurpose))
    }

    /// A special feature that needs an opt-in and disclosure, whatever the vendor list has.
    pub(super) fn undeclared_special_feature(&mut self) -> Verdict {
        if let Some(verdict) = self.disclosure_step() {
            return verdict;
        }
        if self.decision.bits.opt_in == Some(true) {
            self.finish(Verdict::Permit, Reason::Ok)
        } else {
            self.deny(Reason::SfNoOptin)
        }
    }
}
