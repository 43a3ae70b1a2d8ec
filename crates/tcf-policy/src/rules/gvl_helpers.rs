//! Helpers of group G.

use tcf_codec::{PurposeId, RestrictionType, Segment, TcString, VendorSet};

use super::message::{Message, Prefix};
use super::needs::{Need, Needs};
use super::place::Place;
use super::report::Report;
use super::rule::{Example, Source};
use super::subject::Subject;
use super::vendor_basis_sets::VendorBasisSets;
use crate::gvl::{Gvl, ListKey, Sets};
use crate::vocabulary::LegalBasis;

/// Vendors 1 and 2 of the vendor list in the fixtures, with signals that they can use.
pub(super) const VALID_EXAMPLES: &[Example] =
    &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAPAAAEPAAAYgABMAAUAA.IABM").with_lists()];
pub(super) const VENDORS: Source = Source::Specification("Global Vendor List, vendors");
pub(super) const VENDOR_LIST: Needs = Needs::of(&[Need::VendorList]);

/// The string and the vendor list that it is checked with.
pub(super) fn string_and_list<'a>(subject: &Subject<'a>) -> Option<(&'a TcString, &'a Gvl)> {
    Some((subject.v2()?, subject.exact_gvl()?))
}

/// Whether the string names this vendor list.
pub(super) fn names_it(tc: &TcString, gvl: &Gvl) -> bool {
    let Ok(named) = ListKey::named_by(tc);
    named == Some(gvl.key())
}

/// Reports vendors, if there are any.
pub(super) fn add(
    report: &mut Report,
    vendors: VendorSet,
    rest: &'static str,
    place: Option<Place>,
) {
    if !vendors.is_empty() {
        report.add(Message::Vendors { prefix: Prefix::None, vendors, rest }, place);
    }
}

pub(super) fn section(subject: &Subject<'_>, segment: Segment, number: usize) -> Option<Place> {
    let layout = subject.segment(segment)?.sections.get(number)?;
    subject.max_vendor_id(segment, number, layout)
}

/// Reports the vendors that `find` returns for each vendor section.
pub(super) fn each_section(
    subject: &Subject<'_>,
    report: &mut Report,
    rest: &'static str,
    find: impl Fn(&Gvl, Segment, &VendorSet) -> VendorSet,
) {
    let Some((tc, gvl)) = string_and_list(subject) else { return };
    let sections = [
        (Segment::Core, 0, Some(&tc.vendor_consents)),
        (Segment::Core, 1, Some(&tc.vendor_legitimate_interests)),
        (Segment::DisclosedVendors, 0, tc.disclosed_vendors.as_ref()),
    ];
    for (segment, number, set) in sections {
        let Some(set) = set else { continue };
        let found = find(gvl, segment, set);
        if !found.is_empty() {
            let (name, place) =
                (Subject::section_name(segment, number), section(subject, segment, number));
            let prefix = Prefix::Part(name);
            report.add(Message::Vendors { prefix, vendors: found, rest }, place);
        }
    }
}

/// Reports the vendors with consent that `keep` retains, of those in the list and not deleted.
pub(super) fn among_consents(
    subject: &Subject<'_>,
    report: &mut Report,
    rest: &'static str,
    keep: impl Fn(&TcString, &Sets, &VendorBasisSets, &mut VendorSet),
) {
    let Some((tc, gvl)) = string_and_list(subject) else { return };
    let bases = subject.bases(tc, gvl);
    let mut found = tc.vendor_consents.intersection(&bases.there);
    keep(tc, gvl.sets(), bases, &mut found);
    if !found.is_empty() {
        let prefix = Prefix::Words("consent for");
        let message = Message::Vendors { prefix, vendors: found, rest };
        report.add(message, section(subject, Segment::Core, 0));
    }
}

/// Reports the vendors with legitimate interest that `keep` retains, of those in the list and not
/// deleted.
pub(super) fn among_interests(
    subject: &Subject<'_>,
    report: &mut Report,
    rest: &'static str,
    keep: impl Fn(&Sets, &VendorBasisSets, &mut VendorSet),
) {
    let Some((tc, gvl)) = string_and_list(subject) else { return };
    let bases = subject.bases(tc, gvl);
    let mut found = tc.vendor_legitimate_interests.intersection(&bases.there);
    keep(gvl.sets(), bases, &mut found);
    if !found.is_empty() {
        let prefix = Prefix::Words("legitimate interest for");
        let message = Message::Vendors { prefix, vendors: found, rest };
        report.add(message, section(subject, Segment::Core, 1));
    }
}

/// Reports the vendors of each restriction for which `is_so` holds: of the required basis, the
/// declared basis and flexibility.
pub(super) fn restricted(
    subject: &Subject<'_>,
    report: &mut Report,
    rest: &'static str,
    is_so: impl Fn(Option<LegalBasis>, Option<LegalBasis>, bool) -> bool,
) {
    const DECLARATIONS: [(Option<LegalBasis>, bool); 5] = [
        (None, false),
        (Some(LegalBasis::Consent), false),
        (Some(LegalBasis::Consent), true),
        (Some(LegalBasis::LegitimateInterest), false),
        (Some(LegalBasis::LegitimateInterest), true),
    ];
    let Some((tc, gvl)) = string_and_list(subject) else { return };
    let (sets, named) = (gvl.sets(), &subject.bases(tc, gvl).restricted);
    for (at, (record, named)) in tc.publisher_restrictions.iter().zip(named).enumerate() {
        let required = match record.restriction_type {
            RestrictionType::RequireConsent => Some(LegalBasis::Consent),
            RestrictionType::RequireLegitimateInterest => Some(LegalBasis::LegitimateInterest),
            RestrictionType::NotAllowed => None,
            RestrictionType::Undefined => continue,
        };
        let Ok(id) = PurposeId::try_from(record.purpose) else { continue };
        let mut found = VendorSet::new();
        for (declared, flexible) in DECLARATIONS {
            let declaring = sets.declaring(id, declared, flexible);
            if is_so(required, declared, flexible) && !named.is_disjoint(declaring) {
                found.union_with_intersection(named, declaring);
            }
        }
        if !found.is_empty() {
            let prefix = Prefix::Numbered("purpose", usize::from(id.get()));
            let message = Message::Vendors { prefix, vendors: found, rest };
            report.add(message, subject.restriction(at));
        }
    }
}
