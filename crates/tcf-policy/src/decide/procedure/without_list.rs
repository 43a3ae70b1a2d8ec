//! Decisions without a vendor list: deny if every list would deny.

use tcf_codec::{PurposeId, RestrictionType, Signals};

use super::Procedure;
use crate::decide::decision::Verdict;
use crate::decide::query::{Query, UndisclosedPurposeOne};
use crate::decide::reason::{Reason, Reasons};
use crate::decide::steps::purpose_one_step;
use crate::decide::tables::{self, SpecialOutcome};
use crate::vocabulary::{Item, LegalBasis, PURPOSE_ONE};

impl<S: Signals> Procedure<'_, S> {
    /// Step 3 without a vendor list: deny if every list would deny.
    pub(super) fn without_gvl(&mut self) -> Result<Verdict, S::Error> {
        if self.is_undefined_before_4() {
            self.deny(Reason::PurposeUnknown);
        } else if self.disclosure_step().is_none() {
            match self.decision.item {
                Item::Purpose(id) => self.purpose_without_gvl(id)?,
                Item::SpecialFeature(_) => self.special_feature_without_gvl()?,
                Item::Feature(_) => {
                    if !self.could_permit_special_purpose() && !self.could_permit_purpose()? {
                        self.deny(Reason::FeatureNoPurpose);
                    }
                }
                // Without a bit, the string is ambiguous.
                Item::SpecialPurpose(_) => {}
            }
        }
        if self.decision.reasons.as_slice().is_empty() {
            return Ok(self.finish(Verdict::Unknown, Reason::GvlMissing));
        }
        self.decision.notes.push(Reason::NoteGvlNotNeeded);
        Ok(Verdict::Deny)
    }

    /// Adds reasons if no declaration of the purpose could lead to a permit.
    fn purpose_without_gvl(&mut self, id: PurposeId) -> Result<(), S::Error> {
        let restriction = self.decision.restriction;
        if restriction == Some(RestrictionType::NotAllowed) {
            self.deny(Reason::PubForbids);
            return Ok(());
        }
        // Restrictions and the law leave these bases.
        let consent = restriction != Some(RestrictionType::RequireLegitimateInterest);
        let legitimate_interest =
            restriction != Some(RestrictionType::RequireConsent) && !self.needs_consent();
        let possible = [
            consent.then_some(LegalBasis::Consent),
            legitimate_interest.then_some(LegalBasis::LegitimateInterest),
        ];
        let mut possible = possible.into_iter().flatten().peekable();
        if possible.peek().is_none() {
            self.deny(Reason::LiNotAllowed);
            return Ok(());
        }
        if id == PURPOSE_ONE && self.is_purpose_one_open()? {
            return Ok(());
        }
        let mut absent = Reasons::NONE;
        for basis in possible {
            let (purpose, vendor) = self.purpose_and_vendor_bit(basis);
            if purpose && vendor {
                return Ok(());
            }
            let reasons = tables::signals(self.effective_disclosure(), basis, purpose, vendor);
            for &reason in reasons {
                absent.push(reason);
            }
        }
        self.decision.reasons = absent;
        Ok(())
    }

    /// Adds a reason if no declaration of the vendor could lead to a permit.
    fn special_feature_without_gvl(&mut self) -> Result<(), S::Error> {
        if self.decision.bits.opt_in != Some(true) {
            self.deny(Reason::SfNoOptin);
        } else if self.query.profile.requires_purpose_of_special_feature()
            && !self.could_permit_purpose()?
        {
            self.deny(Reason::FeatureNoPurpose);
        }
        Ok(())
    }

    /// Whether some list could permit a purpose of the vendor.
    fn could_permit_purpose(&self) -> Result<bool, S::Error> {
        let query = Query { basis: None, ..*self.query };
        for id in PurposeId::all() {
            let item = Item::Purpose(id);
            let other = Procedure::new(self.signals, None, self.decision.vendor, item, &query)?;
            let is_open = id == PURPOSE_ONE && other.is_purpose_one_open()?;
            let could = match other.decide()?.verdict {
                // Without consent, purpose 1 is permitted only by an option.
                Verdict::Unknown if is_open => {
                    let (mode, country) = (query.purpose_one, self.decision.publisher_cc);
                    purpose_one_step(mode, country).0 == Verdict::Permit
                }
                Verdict::Permit | Verdict::Unknown => true,
                Verdict::Deny | Verdict::Conditional | Verdict::OutOfScope => false,
            };
            if could {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether some list could permit a special purpose of the vendor.
    fn could_permit_special_purpose(&self) -> bool {
        [false, true].into_iter().any(|special_only| {
            let outcome = self.special_purpose_outcome(true, special_only);
            matches!(outcome, SpecialOutcome::Permit | SpecialOutcome::PermitNoting(_))
        })
    }

    /// Whether purpose 1 may be permitted without consent.
    fn is_purpose_one_open(&self) -> Result<bool, S::Error> {
        let mode = self.query.profile.undisclosed_purpose_one();
        Ok(mode != UndisclosedPurposeOne::NeedsConsent
            && self.signals.purpose_one_treatment()?
            && !self.signals.purpose_consent(PURPOSE_ONE)?)
    }
}
