//! Sets of vendors by declaration, for rules about all vendors of a list.

use tcf_codec::{Deciseconds, PurposeId, VendorId, VendorSet};

use super::Vendor;
use crate::vocabulary::LegalBasis;

/// Vendors by declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sets {
    /// Every vendor of the list.
    pub(crate) all: VendorSet,
    /// Vendors with special purposes.
    pub(crate) special_purposes: VendorSet,
    /// Vendors with special purposes and no purposes.
    pub(crate) special_purposes_only: VendorSet,
    /// Vendors with a purpose on consent.
    pub(crate) consent: VendorSet,
    /// Vendors with a purpose on legitimate interest.
    pub(crate) legitimate_interest: VendorSet,
    purposes: Vec<PurposeSets>,
    deleted: Vec<(VendorId, Deciseconds)>,
}

/// Vendors by declaration of one purpose.
#[derive(Clone, Debug, Default)]
struct PurposeSets {
    undeclared: VendorSet,
    /// On consent and on legitimate interest; each not flexible and flexible.
    declared: [[VendorSet; 2]; 2],
}

impl Sets {
    pub(super) fn new(vendors: &[Vendor]) -> Self {
        let mut sets = Self { purposes: vec![PurposeSets::default(); 24], ..Self::default() };
        for vendor in vendors {
            let id = vendor.id;
            sets.all.insert(id);
            for (set, is_in) in [
                (&mut sets.special_purposes, !vendor.special_purposes.is_empty()),
                (&mut sets.special_purposes_only, vendor.is_special_purpose_only()),
                (&mut sets.consent, !vendor.purposes.is_empty()),
                (&mut sets.legitimate_interest, !vendor.leg_int_purposes.is_empty()),
            ] {
                if is_in {
                    set.insert(id);
                }
            }
            for (purpose, purpose_sets) in PurposeId::all().zip(&mut sets.purposes) {
                let declaration = vendor.declaration(purpose);
                purpose_sets.get_mut(declaration.basis, declaration.flexible).insert(id);
            }
            sets.deleted.extend(vendor.deleted.map(|deleted| (id, deleted)));
        }
        sets
    }

    /// Vendors that declare a purpose on a legal basis; without a basis, those that do not declare
    /// it.
    pub(crate) fn declaring(
        &self,
        purpose: PurposeId,
        basis: Option<LegalBasis>,
        flexible: bool,
    ) -> &VendorSet {
        const NONE: &VendorSet = &VendorSet::new();
        // A default value has no entries.
        let sets = self.purposes.get(usize::from(purpose.get() - 1));
        sets.map_or(NONE, |sets| sets.get(basis, flexible))
    }

    /// Vendors that are deleted as of a date.
    pub(crate) fn deleted_at(&self, as_of: Deciseconds) -> VendorSet {
        self.deleted.iter().filter(|(_, deleted)| *deleted <= as_of).map(|(id, _)| *id).collect()
    }
}

impl PurposeSets {
    const fn get(&self, basis: Option<LegalBasis>, flexible: bool) -> &VendorSet {
        let [[consent, flexible_consent], [interest, flexible_interest]] = &self.declared;
        match (basis, flexible) {
            (Some(LegalBasis::Consent), false) => consent,
            (Some(LegalBasis::Consent), true) => flexible_consent,
            (Some(LegalBasis::LegitimateInterest), false) => interest,
            (Some(LegalBasis::LegitimateInterest), true) => flexible_interest,
            (None | Some(LegalBasis::SpecialPurpose), _) => &self.undeclared,
        }
    }

    const fn get_mut(&mut self, basis: Option<LegalBasis>, flexible: bool) -> &mut VendorSet {
        let [[consent, flexible_consent], [interest, flexible_interest]] = &mut self.declared;
        match (basis, flexible) {
            (Some(LegalBasis::Consent), false) => consent,
            (Some(LegalBasis::Consent), true) => flexible_consent,
            (Some(LegalBasis::LegitimateInterest), false) => interest,
            (Some(LegalBasis::LegitimateInterest), true) => flexible_interest,
            (None | Some(LegalBasis::SpecialPurpose), _) => &mut self.undeclared,
        }
    }
}
