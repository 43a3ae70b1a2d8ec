//! What the rules of group G ask of a string and the vendor list that it is judged by.

use tcf_codec::{IdSet, RestrictionType, Segment, Signals as _, TcString, VendorRange, VendorSet};

use super::report::{Place, Report};
use super::subject::{Subject, counted};
use crate::basis::{LegalBasis, tables};
use crate::gvl::{Gvl, ListKey, Vendor};

/// The string and the list that it is judged by.
pub(super) fn judged<'a>(subject: &Subject<'a>) -> Option<(&'a TcString, &'a Gvl)> {
    Some((subject.v2()?, subject.exact_gvl()?))
}

pub(super) fn names_it(tc: &TcString, gvl: &Gvl) -> bool {
    ListKey::named_by(tc).ok().flatten() == Some(gvl.key())
}

pub(super) fn vendors(gvl: &Gvl, is_so: impl Fn(&Vendor) -> bool) -> VendorSet {
    let found = gvl.vendors().iter().filter(|vendor| is_so(vendor));
    found.filter_map(|vendor| VendorRange::single(vendor.id).ok()).collect()
}

pub(super) fn add(report: &mut Report, found: &VendorSet, place: Option<Place>) {
    if !found.is_empty() {
        report.add(counted(found), place);
    }
}

pub(super) fn section(subject: &Subject<'_>, segment: Segment, number: usize) -> Option<Place> {
    subject.head(segment, subject.segment(segment)?.sections.get(number)?)
}

/// Looks at every vendor that a section of the string sets, and at its entry in the list.
pub(super) fn each_section(
    subject: &Subject<'_>,
    report: &mut Report,
    is_so: impl Fn(&TcString, Segment, Option<&Vendor>) -> bool,
) {
    let Some((tc, gvl)) = judged(subject) else { return };
    let none = VendorSet::new();
    for (segment, number, set) in [
        (Segment::Core, 0, &tc.vendor_consents),
        (Segment::Core, 1, &tc.vendor_legitimate_interests),
        (Segment::DisclosedVendors, 0, tc.disclosed_vendors.as_ref().unwrap_or(&none)),
    ] {
        let found: VendorSet = set
            .iter()
            .filter(|&id| is_so(tc, segment, gvl.vendor(id)))
            .filter_map(|id| VendorRange::single(id).ok())
            .collect();
        if !found.is_empty() {
            let (name, place) = (Subject::section_name(segment, number), section(subject, segment, number));
            report.add(format_args!("{name}: {}", counted(&found)), place);
        }
    }
}

/// Looks at every vendor of the list that a section of the core sets.
pub(super) fn each_vendor(
    subject: &Subject<'_>,
    report: &mut Report,
    number: usize,
    is_so: impl Fn(&TcString, &Vendor) -> bool,
) {
    let Some((tc, gvl)) = judged(subject) else { return };
    let set = if number == 0 { &tc.vendor_consents } else { &tc.vendor_legitimate_interests };
    let found = vendors(gvl, |vendor| {
        set.contains(vendor.id) && !vendor.is_deleted_at(tc.last_updated) && is_so(tc, vendor)
    });
    if !found.is_empty() {
        let basis = if number == 0 { "consent for" } else { "legitimate interest of" };
        let message = format_args!("{basis} {}", counted(&found));
        report.add(message, section(subject, Segment::Core, number));
    }
}

/// The restriction in force on a vendor for a purpose.
pub(super) fn in_force(tc: &TcString, purpose: u8, vendor: u16) -> Option<RestrictionType> {
    tables::in_force(tc.restrictions(purpose, vendor).unwrap_or_default())
}

/// The purposes that a vendor has on a basis, after restrictions.
pub(super) fn on_basis(tc: &TcString, vendor: &Vendor, basis: LegalBasis) -> IdSet<24> {
    let effective = |&id: &u8| {
        let declared = vendor.declaration(id);
        let restriction = in_force(tc, id, vendor.id);
        tables::effective_row(declared.basis, declared.flexible, restriction).and_then(|row| row.effective)
            == Some(basis)
    };
    IdSet::from_ids(vendor.declared_purposes().iter().filter(effective)).unwrap_or(IdSet::EMPTY)
}

/// Does the vendor declare a purpose on the basis, or is one switched to it?
pub(super) fn has_basis(tc: &TcString, vendor: &Vendor, basis: LegalBasis) -> bool {
    let declared = match basis {
        LegalBasis::Consent => vendor.purposes,
        LegalBasis::LegitimateInterest | LegalBasis::SpecialPurpose => vendor.leg_int_purposes,
    };
    !declared.is_empty() || !on_basis(tc, vendor, basis).is_empty()
}

/// Looks at every vendor that a restriction names: at the basis that is required, the declared one, and flexibility.
pub(super) fn restricted(
    subject: &Subject<'_>,
    report: &mut Report,
    is_so: impl Fn(Option<LegalBasis>, Option<LegalBasis>, bool) -> bool,
) {
    let Some((tc, gvl)) = judged(subject) else { return };
    for (at, record) in tc.publisher_restrictions.iter().enumerate() {
        let required = match record.restriction_type {
            RestrictionType::RequireConsent => Some(LegalBasis::Consent),
            RestrictionType::RequireLegitimateInterest => Some(LegalBasis::LegitimateInterest),
            RestrictionType::NotAllowed => None,
            RestrictionType::Undefined => continue,
        };
        let Ok(id @ 1..=24) = u8::try_from(record.purpose.get()) else { continue };
        let mut found = VendorSet::new();
        for range in record.vendors {
            for vendor in gvl.vendors_between(*range).filter(|vendor| !vendor.is_deleted_at(tc.last_updated))
            {
                let declared = vendor.declaration(id);
                if let (true, Ok(id)) =
                    (is_so(required, declared.basis, declared.flexible), VendorRange::single(vendor.id))
                {
                    found.insert(id);
                }
            }
        }
        if !found.is_empty() {
            report.add(format_args!("purpose {id}: {}", counted(&found)), subject.restriction(at));
        }
    }
}
