//! The questions that a decision asks of a string, whatever answers them.

use core::fmt;

use crate::error::Error;
use crate::tcf::{TcString, v1};
use crate::value::{Deciseconds, Letters, RestrictionType, VendorRange};

/// What a string says, asked one question at a time.
///
/// Numbers are plain: an id out of range is `Ok(false)`, never an error. An error is a fault met on the way to the answer;
/// a value that was read whole has none. Version 1 strings answer what they can: their purposes and vendors are consents,
/// they have no legitimate interest, no restrictions and no disclosed vendors.
///
/// ```
/// use tcf_codec::{Signals, TcString};
/// fn both(signals: &impl Signals, vendor: u16, purpose: u8) -> Result<bool, tcf_codec::Error> {
///     Ok(signals.purpose_consent(purpose)? && signals.vendor_consent(vendor)?)
/// }
/// let tc = TcString::parse("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
/// assert!(both(&tc, 5, 3)? && !both(&tc, 3, 3)?);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub trait Signals {
    /// Version of the encoding, 1 or 2.
    fn version(&self) -> u8;
    /// Created.
    fn created(&self) -> Result<Deciseconds, Error>;
    /// LastUpdated.
    fn last_updated(&self) -> Result<Deciseconds, Error>;
    /// CmpId.
    fn cmp_id(&self) -> Result<u16, Error>;
    /// VendorListVersion.
    fn vendor_list_version(&self) -> Result<u16, Error>;
    /// TcfPolicyVersion; 1 in version 1.
    fn tcf_policy_version(&self) -> Result<u16, Error>;
    /// IsServiceSpecific; `true` in version 1.
    fn is_service_specific(&self) -> Result<bool, Error>;
    /// A bit of SpecialFeatureOptIns, 1 to 12.
    fn special_feature_opt_in(&self, special_feature: u8) -> Result<bool, Error>;
    /// A bit of PurposesConsent, 1 to 24.
    fn purpose_consent(&self, purpose: u8) -> Result<bool, Error>;
    /// A bit of PurposesLITransparency, 1 to 24.
    fn purpose_legitimate_interest(&self, purpose: u8) -> Result<bool, Error>;
    /// PurposeOneTreatment.
    fn purpose_one_treatment(&self) -> Result<bool, Error>;
    /// PublisherCC; `AA` in version 1.
    fn publisher_cc(&self) -> Result<Letters, Error>;
    /// Is the vendor in the vendor consent section?
    fn vendor_consent(&self, vendor: u16) -> Result<bool, Error>;
    /// Is the vendor in the vendor legitimate interest section?
    fn vendor_legitimate_interest(&self, vendor: u16) -> Result<bool, Error>;
    /// Both bits of a vendor.
    fn vendor(&self, vendor: u16) -> Result<VendorSignals, Error> {
        Ok(VendorSignals {
            consent: self.vendor_consent(vendor)?,
            legitimate_interest: self.vendor_legitimate_interest(vendor)?,
        })
    }
    /// What publisher restrictions demand of the vendor, for every purpose, over all records.
    fn restrictions_of(&self, vendor: u16) -> Result<VendorRestrictions, Error>;
    /// What publisher restrictions demand of the vendor for a purpose, over all records.
    fn restrictions(&self, purpose: u8, vendor: u16) -> Result<RestrictionTypes, Error> {
        Ok(self.restrictions_of(vendor)?.on(purpose))
    }
    /// What the disclosed vendors segment says of the vendor.
    fn disclosed(&self, vendor: u16) -> Result<Disclosed, Error>;
}

/// What the vendor sections say of a vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct VendorSignals {
    /// Is the vendor in the vendor consent section?
    pub consent: bool,
    /// Is the vendor in the vendor legitimate interest section?
    pub legitimate_interest: bool,
}

/// What the disclosed vendors segment says of a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disclosed {
    /// There is no such segment.
    NoSegment,
    /// The segment lists no vendor at all.
    EmptySegment,
    /// The segment lists the vendor.
    Listed,
    /// The segment lists others.
    NotListed,
}

/// A set of types of publisher restrictions.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RestrictionTypes(u8);

impl RestrictionTypes {
    /// No restriction.
    pub const NONE: Self = Self(0);

    /// Adds a type.
    pub const fn insert(&mut self, restriction_type: RestrictionType) {
        self.0 |= Self::bit(restriction_type);
    }

    /// Is the type in the set?
    pub const fn contains(self, restriction_type: RestrictionType) -> bool {
        self.0 & Self::bit(restriction_type) != 0
    }

    /// Is there no type at all?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types, in the order of their number.
    pub fn iter(self) -> impl Iterator<Item = RestrictionType> + Clone {
        RestrictionType::ALL.into_iter().filter(move |&restriction_type| self.contains(restriction_type))
    }

    const fn bit(restriction_type: RestrictionType) -> u8 {
        match restriction_type {
            RestrictionType::NotAllowed => 1,
            RestrictionType::RequireConsent => 2,
            RestrictionType::RequireLegitimateInterest => 4,
            RestrictionType::Undefined => 8,
        }
    }
}

impl FromIterator<RestrictionType> for RestrictionTypes {
    fn from_iter<I: IntoIterator<Item = RestrictionType>>(types: I) -> Self {
        let mut set = Self::NONE;
        types.into_iter().for_each(|restriction_type| set.insert(restriction_type));
        set
    }
}

impl fmt::Debug for RestrictionTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What the publisher restrictions of a string demand of one vendor: for every purpose a set of types.
///
/// ```
/// use tcf_codec::{RestrictionType, VendorRestrictions};
/// let mut restrictions = VendorRestrictions::NONE;
/// restrictions.insert(2, RestrictionType::RequireConsent);
/// assert!(restrictions.on(2).contains(RestrictionType::RequireConsent));
/// assert!(restrictions.on(3).is_empty());
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct VendorRestrictions {
    /// A bit for each purpose, 0 to 63, in the order of the types' numbers.
    purposes: [u64; 4],
}

impl VendorRestrictions {
    /// No restriction at all.
    pub const NONE: Self = Self { purposes: [0; 4] };

    /// Adds a type for a purpose, 0 to 63; nothing for another.
    pub fn insert(&mut self, purpose: u8, restriction_type: RestrictionType) {
        for (purposes, each) in self.purposes.iter_mut().zip(RestrictionType::ALL) {
            if each == restriction_type {
                *purposes |= 1_u64.checked_shl(u32::from(purpose)).unwrap_or(0);
            }
        }
    }

    /// The types for a purpose.
    pub fn on(&self, purpose: u8) -> RestrictionTypes {
        let of_type = self.purposes.iter().zip(RestrictionType::ALL);
        let on = |purposes: u64| purposes & 1_u64.checked_shl(u32::from(purpose)).unwrap_or(0) != 0;
        of_type.filter(|(purposes, _)| on(**purposes)).map(|(_, restriction_type)| restriction_type).collect()
    }

    /// Is there no restriction at all?
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

impl fmt::Debug for VendorRestrictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purposes = (0..64).map(|purpose| (purpose, self.on(purpose)));
        f.debug_map().entries(purposes.filter(|(_, types)| !types.is_empty())).finish()
    }
}

/// Is the vendor in one of the ranges, which are sorted?
fn lists(ranges: &[VendorRange], vendor: u16) -> bool {
    let after = ranges.partition_point(|range| range.start() <= vendor);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|range| range.contains(vendor))
}

impl Signals for TcString {
    fn version(&self) -> u8 {
        2
    }

    fn created(&self) -> Result<Deciseconds, Error> {
        Ok(self.created)
    }

    fn last_updated(&self) -> Result<Deciseconds, Error> {
        Ok(self.last_updated)
    }

    fn cmp_id(&self) -> Result<u16, Error> {
        Ok(self.cmp_id.get())
    }

    fn vendor_list_version(&self) -> Result<u16, Error> {
        Ok(self.vendor_list_version.get())
    }

    fn tcf_policy_version(&self) -> Result<u16, Error> {
        Ok(self.tcf_policy_version.get())
    }

    fn is_service_specific(&self) -> Result<bool, Error> {
        Ok(self.is_service_specific)
    }

    fn special_feature_opt_in(&self, special_feature: u8) -> Result<bool, Error> {
        Ok(self.special_feature_opt_ins.contains(special_feature))
    }

    fn purpose_consent(&self, purpose: u8) -> Result<bool, Error> {
        Ok(self.purposes_consent.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, purpose: u8) -> Result<bool, Error> {
        Ok(self.purposes_li_transparency.contains(purpose))
    }

    fn purpose_one_treatment(&self) -> Result<bool, Error> {
        Ok(self.purpose_one_treatment)
    }

    fn publisher_cc(&self) -> Result<Letters, Error> {
        Ok(self.publisher_cc)
    }

    fn vendor_consent(&self, vendor: u16) -> Result<bool, Error> {
        Ok(self.vendor_consents.contains(vendor))
    }

    fn vendor_legitimate_interest(&self, vendor: u16) -> Result<bool, Error> {
        Ok(self.vendor_legitimate_interests.contains(vendor))
    }

    fn restrictions_of(&self, vendor: u16) -> Result<VendorRestrictions, Error> {
        let mut restrictions = VendorRestrictions::NONE;
        for record in self.publisher_restrictions.iter().filter(|record| lists(record.vendors, vendor)) {
            restrictions.insert(record.purpose.low(), record.restriction_type);
        }
        Ok(restrictions)
    }

    fn restrictions(&self, purpose: u8, vendor: u16) -> Result<RestrictionTypes, Error> {
        let about = |purpose_id: u16| purpose_id == u16::from(purpose);
        let of_purpose = self.publisher_restrictions.iter().filter(|record| about(record.purpose.get()));
        Ok(of_purpose
            .filter(|record| lists(record.vendors, vendor))
            .map(|record| record.restriction_type)
            .collect())
    }

    fn disclosed(&self, vendor: u16) -> Result<Disclosed, Error> {
        Ok(match &self.disclosed_vendors {
            None => Disclosed::NoSegment,
            Some(vendors) if vendors.contains(vendor) => Disclosed::Listed,
            Some(vendors) if vendors.is_empty() => Disclosed::EmptySegment,
            Some(_) => Disclosed::NotListed,
        })
    }
}

impl Signals for v1::ConsentString {
    fn version(&self) -> u8 {
        1
    }

    fn created(&self) -> Result<Deciseconds, Error> {
        Ok(self.created)
    }

    fn last_updated(&self) -> Result<Deciseconds, Error> {
        Ok(self.last_updated)
    }

    fn cmp_id(&self) -> Result<u16, Error> {
        Ok(self.cmp_id.get())
    }

    fn vendor_list_version(&self) -> Result<u16, Error> {
        Ok(self.vendor_list_version.get())
    }

    fn tcf_policy_version(&self) -> Result<u16, Error> {
        Ok(1)
    }

    fn is_service_specific(&self) -> Result<bool, Error> {
        Ok(true)
    }

    fn special_feature_opt_in(&self, _special_feature: u8) -> Result<bool, Error> {
        Ok(false)
    }

    fn purpose_consent(&self, purpose: u8) -> Result<bool, Error> {
        Ok(self.purposes_allowed.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, _purpose: u8) -> Result<bool, Error> {
        Ok(false)
    }

    fn purpose_one_treatment(&self) -> Result<bool, Error> {
        Ok(false)
    }

    fn publisher_cc(&self) -> Result<Letters, Error> {
        Ok(Letters::AA)
    }

    fn vendor_consent(&self, vendor: u16) -> Result<bool, Error> {
        Ok(self.vendors.consents().contains(vendor))
    }

    fn vendor_legitimate_interest(&self, _vendor: u16) -> Result<bool, Error> {
        Ok(false)
    }

    fn restrictions_of(&self, _vendor: u16) -> Result<VendorRestrictions, Error> {
        Ok(VendorRestrictions::NONE)
    }

    fn disclosed(&self, _vendor: u16) -> Result<Disclosed, Error> {
        Ok(Disclosed::NoSegment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{IdSet, U6, VendorRanges};

    #[test]
    fn restrictions_are_the_union_of_all_records() {
        let mut tc = TcString::default();
        let vendors = |ranges: &[(u16, u16)]| {
            VendorRanges::new(ranges.iter().map(|&(start, end)| VendorRange::new(start, end).unwrap()))
                .unwrap()
        };
        for (purpose, restriction_type, ranges) in [
            (2, RestrictionType::RequireConsent, &[(1, 3), (9, 9)][..]),
            (2, RestrictionType::NotAllowed, &[(9, 12)]),
            (2, RestrictionType::RequireConsent, &[(700, 800)]),
            (7, RestrictionType::Undefined, &[(1, 65535)]),
        ] {
            let purpose = U6::new(purpose).unwrap();
            tc.publisher_restrictions.push(purpose, restriction_type, &vendors(ranges)).unwrap();
        }
        let types =
            |purpose, vendor| tc.restrictions(purpose, vendor).unwrap().iter().collect::<std::vec::Vec<_>>();
        assert_eq!(types(2, 1), [RestrictionType::RequireConsent]);
        assert_eq!(types(2, 9), [RestrictionType::NotAllowed, RestrictionType::RequireConsent]);
        assert_eq!(types(2, 750), [RestrictionType::RequireConsent]);
        assert_eq!(types(7, 65535), [RestrictionType::Undefined]);
        for (purpose, vendor) in [(2, 0), (2, 4), (2, 13), (2, 699), (2, 801), (3, 1), (0, 1), (7, 0)] {
            assert_eq!(types(purpose, vendor), []);
        }
    }

    #[test]
    fn ids_out_of_range_are_no() {
        let (purposes_consent, special_feature_opt_ins) = (IdSet::ALL, IdSet::ALL);
        let tc = TcString { special_feature_opt_ins, purposes_consent, ..TcString::default() };
        for id in [0, 25, 255] {
            assert_eq!(tc.purpose_consent(id), Ok(false));
            assert_eq!(tc.special_feature_opt_in(id), Ok(false));
        }
        assert_eq!(tc.vendor_consent(0), Ok(false));
    }
}
