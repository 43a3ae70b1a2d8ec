//! Vendors by the legal bases that they have under a string, as sets.

use tcf_codec::{PurposeId, RestrictionType, RestrictionTypes, TcString, VendorSet};

use crate::decide::tables;
use crate::gvl::{Declaration, Gvl, Sets};
use crate::vocabulary::LegalBasis;

/// The vendors of a list by what the rules need to know of them.
pub(super) struct VendorBasisSets {
    /// Vendors that were not deleted when the string was written.
    pub(super) there: VendorSet,
    /// Vendors that were.
    pub(super) deleted: VendorSet,
    /// For each publisher restriction, its vendors that were not deleted.
    pub(super) restricted: Vec<VendorSet>,
    /// Those with a purpose on consent after restrictions.
    pub(super) consent: VendorSet,
    /// Those with such a purpose that has consent.
    pub(super) consented: VendorSet,
    /// Those with a purpose on legitimate interest after restrictions.
    pub(super) legitimate_interest: VendorSet,
    /// Flexible vendors on legitimate interest, without a restriction, for a purpose that has only
    /// consent.
    pub(super) flexible_consented: VendorSet,
}

impl VendorBasisSets {
    pub(super) fn new(tc: &TcString, gvl: &Gvl, deleted: VendorSet) -> Self {
        let sets = gvl.sets();
        let there = sets.all.difference(&deleted);
        let restricted = tc
            .publisher_restrictions
            .iter()
            .map(|record| there.restricted_to(record.vendors))
            .collect();
        let mut bases = Self {
            there,
            deleted,
            restricted,
            consent: VendorSet::new(),
            consented: VendorSet::new(),
            legitimate_interest: VendorSet::new(),
            flexible_consented: VendorSet::new(),
        };
        for purpose in PurposeId::all() {
            match Restricted::new(tc, &bases.restricted, purpose) {
                None => bases.add(tc, sets, purpose, None, None),
                Some(restricted) => {
                    for (restriction, vendors) in restricted.groups(&bases.there) {
                        bases.add(tc, sets, purpose, restriction, Some(&vendors));
                    }
                }
            }
        }
        bases
    }

    /// Adds the vendors with a restriction in force for a purpose; `None` for all.
    fn add(
        &mut self,
        tc: &TcString,
        sets: &Sets,
        purpose: PurposeId,
        restriction: Option<RestrictionType>,
        vendors: Option<&VendorSet>,
    ) {
        for declared in [LegalBasis::Consent, LegalBasis::LegitimateInterest] {
            for flexible in [false, true] {
                let declaring = sets.declaring(purpose, Some(declared), flexible);
                if declaring.is_empty() {
                    continue;
                }
                let declaration = Declaration { basis: Some(declared), flexible };
                let (effective, _) = tables::effective_basis(declaration, restriction);
                if vendors.is_some_and(|vendors| vendors.is_disjoint(declaring)) {
                    continue;
                }
                let insert = |set: &mut VendorSet| match vendors {
                    Some(vendors) => set.union_with_intersection(vendors, declaring),
                    None => set.union_with(declaring),
                };
                match effective {
                    Some(LegalBasis::Consent) => {
                        insert(&mut self.consent);
                        if tc.purposes_consent.contains(purpose) {
                            insert(&mut self.consented);
                        }
                    }
                    Some(LegalBasis::LegitimateInterest) => insert(&mut self.legitimate_interest),
                    Some(LegalBasis::SpecialPurpose) | None => {}
                }
                let consent_alone = tc.purposes_consent.contains(purpose)
                    && !tc.purposes_li_transparency.contains(purpose);
                if (declared, flexible, restriction) == (LegalBasis::LegitimateInterest, true, None)
                    && consent_alone
                {
                    insert(&mut self.flexible_consented);
                }
            }
        }
    }
}

/// Vendors of a list by the types of restrictions on them for a purpose.
struct Restricted([(RestrictionType, VendorSet); 4]);

impl Restricted {
    /// `None` if there is no restriction for the purpose.
    fn new(tc: &TcString, restricted: &[VendorSet], purpose: PurposeId) -> Option<Self> {
        let mut this = None::<Self>;
        for (record, named) in tc.publisher_restrictions.iter().zip(restricted) {
            if record.purpose == purpose.into() {
                let this = this.get_or_insert_with(|| {
                    Self(RestrictionType::ALL.map(|each| (each, VendorSet::new())))
                });
                for (restriction_type, vendors) in &mut this.0 {
                    if *restriction_type == record.restriction_type {
                        vendors.union_with(named);
                    }
                }
            }
        }
        this
    }

    /// The vendors for every combination of types, with the restriction that is in force under it.
    fn groups(
        &self,
        all: &VendorSet,
    ) -> impl Iterator<Item = (Option<RestrictionType>, VendorSet)> + use<> {
        let mut groups = vec![(RestrictionTypes::NONE, all.clone())];
        for (restriction_type, vendors) in self.0.iter().filter(|(_, vendors)| !vendors.is_empty())
        {
            for at in 0..groups.len() {
                let Some((types, group)) =
                    groups.get_mut(at).filter(|(_, group)| !group.is_disjoint(vendors))
                else {
                    continue;
                };
                let (mut with, here) = (*types, group.intersection(vendors));
                group.difference_with(vendors);
                with.insert(*restriction_type);
                groups.push((with, here));
            }
        }
        groups.into_iter().map(|(types, vendors)| (tables::in_force(types), vendors))
    }
}
