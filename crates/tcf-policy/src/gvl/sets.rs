//! The vendors of a list as sets: what is asked of all of them at once.

use tcf_codec::{Deciseconds, PurposeId, VendorId, VendorSet};

use super::Vendor;
use crate::vocabulary::LegalBasis;

/// Sets of vendors with something in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sets {
    /// Every vendor of the list.
    pub(crate) all: VendorSet,
    /// Those with special purposes.
    pub(crate) special_purposes: VendorSet,
    /// Those with special purposes and no purpose.
    pub(crate) special_purposes_only: VendorSet,
    /// Those with a purpose on consent.
    pub(crate) consent: VendorSet,
    /// Those with a purpose on legitimate interest.
    pub(crate) legitimate_interest: VendorSet,
    purposes: Vec<OfPurpose>,
    deleted: Vec<(VendorId, Deciseconds)>,
}

/// Vendors by how they declare a purpose.
#[derive(Clone, Debug, Default)]
struct OfPurpose {
    undeclared: VendorSet,
    /// On consent and on legitimate interest, each firm and flexible.
    declared: [[VendorSet; 2]; 2],
}

impl Sets {
    pub(super) fn new(vendors: &[Vendor]) -> Self {
        let mut sets = Self { purposes: vec![OfPurpose::default(); 24], ..Self::default() };
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
            for (purpose, of_purpose) in PurposeId::all().zip(&mut sets.purposes) {
                let declaration = vendor.declaration(purpose);
                of_purpose.of_mut(declaration.basis, declaration.flexible).insert(id);
            }
            sets.deleted.extend(vendor.deleted.map(|deleted| (id, deleted)));
        }
        sets
    }

    /// Those that declare a purpose on a basis, or do not declare it.
    pub(crate) fn declaring(
        &self,
        purpose: PurposeId,
        basis: Option<LegalBasis>,
        flexible: bool,
    ) -> &VendorSet {
        const NONE: &VendorSet = &VendorSet::new();
        // Empty before the vendors of the list were put in.
        let of_purpose = self.purposes.get(usize::from(purpose.get() - 1));
        of_purpose.map_or(NONE, |of_purpose| of_purpose.of(basis, flexible))
    }

    /// Those that are deleted at a time.
    pub(crate) fn deleted_at(&self, time: Deciseconds) -> VendorSet {
        self.deleted.iter().filter(|(_, deleted)| *deleted <= time).map(|(id, _)| *id).collect()
    }
}

impl OfPurpose {
    const fn of(&self, basis: Option<LegalBasis>, flexible: bool) -> &VendorSet {
        let [[consent, flexible_consent], [interest, flexible_interest]] = &self.declared;
        match (basis, flexible) {
            (Some(LegalBasis::Consent), false) => consent,
            (Some(LegalBasis::Consent), true) => flexible_consent,
            (Some(LegalBasis::LegitimateInterest), false) => interest,
            (Some(LegalBasis::LegitimateInterest), true) => flexible_interest,
            (None | Some(LegalBasis::SpecialPurpose), _) => &self.undeclared,
        }
    }

    const fn of_mut(&mut self, basis: Option<LegalBasis>, flexible: bool) -> &mut VendorSet {
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
