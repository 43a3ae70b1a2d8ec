//! A common interface to the signals that decisions depend on.

use core::convert::Infallible;
use core::fmt;

use crate::tcf::{AnyTcString, TcString, v1};
use crate::value::{
    CountryCode, Deciseconds, PurposeId, RestrictionType, SpecialFeatureId, U6, VendorId,
    VendorRange,
};

/// The signals of a consent string, for code that works with decoded values and with a
/// [`View`](crate::View).
///
/// Lookups in a decoded value cannot fail: the error type is [`Infallible`]. A view decodes only
/// the fields it needs and returns an error if it finds a fault in them. In version 1 strings, all
/// purposes and vendors are consents; there is no legitimate interest, no publisher restriction and
/// no disclosed vendors segment.
///
/// ```
/// use tcf_codec::{PurposeId, Signals, TcString, VendorId};
/// fn both<S: Signals>(
///     signals: &S,
///     vendor: VendorId,
///     purpose: PurposeId,
/// ) -> Result<bool, S::Error> {
///     Ok(signals.purpose_consent(purpose)? && signals.vendor_consent(vendor)?)
/// }
/// let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
/// let purpose = PurposeId::try_from(3)?;
/// assert_eq!(both(&tc, VendorId::try_from(5)?, purpose), Ok(true));
/// assert_eq!(both(&tc, VendorId::try_from(3)?, purpose), Ok(false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Signals {
    /// A fault in the text.
    type Error: core::error::Error + Send + Sync + 'static;

    /// The version of the encoding, 1 or 2.
    fn version(&self) -> u8;
    /// Created.
    fn created(&self) -> Result<Deciseconds, Self::Error>;
    /// LastUpdated.
    fn last_updated(&self) -> Result<Deciseconds, Self::Error>;
    /// CmpId.
    fn cmp_id(&self) -> Result<u16, Self::Error>;
    /// VendorListVersion.
    fn vendor_list_version(&self) -> Result<u16, Self::Error>;
    /// TcfPolicyVersion; 1 in version 1.
    fn tcf_policy_version(&self) -> Result<u16, Self::Error>;
    /// IsServiceSpecific; `true` in version 1.
    fn is_service_specific(&self) -> Result<bool, Self::Error>;
    /// A bit of SpecialFeatureOptIns.
    fn special_feature_opt_in(
        &self,
        special_feature: SpecialFeatureId,
    ) -> Result<bool, Self::Error>;
    /// A bit of PurposesConsent.
    fn purpose_consent(&self, purpose: PurposeId) -> Result<bool, Self::Error>;
    /// A bit of PurposesLITransparency.
    fn purpose_legitimate_interest(&self, purpose: PurposeId) -> Result<bool, Self::Error>;
    /// PurposeOneTreatment.
    fn purpose_one_treatment(&self) -> Result<bool, Self::Error>;
    /// PublisherCC; `AA` in version 1.
    fn publisher_cc(&self) -> Result<CountryCode, Self::Error>;
    /// Whether the vendor is in the vendor consent section.
    fn vendor_consent(&self, vendor: VendorId) -> Result<bool, Self::Error>;
    /// Whether the vendor is in the vendor legitimate interest section.
    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, Self::Error>;
    /// Whether the vendor is in each of the two vendor sections.
    fn vendor(&self, vendor: VendorId) -> Result<VendorSignals, Self::Error> {
        Ok(VendorSignals {
            consent: self.vendor_consent(vendor)?,
            legitimate_interest: self.vendor_legitimate_interest(vendor)?,
        })
    }
    /// The publisher restrictions on a vendor for every purpose, from all records.
    fn vendor_restrictions(&self, vendor: VendorId) -> Result<VendorRestrictions, Self::Error>;
    /// The publisher restrictions on a vendor for a purpose, from all records.
    fn restrictions(
        &self,
        purpose: PurposeId,
        vendor: VendorId,
    ) -> Result<RestrictionTypes, Self::Error> {
        Ok(self.vendor_restrictions(vendor)?.for_purpose(purpose))
    }
    /// Whether the vendor is in the disclosed vendors segment.
    fn disclosed(&self, vendor: VendorId) -> Result<DisclosedSignal, Self::Error>;
    /// Whether there is a disclosed vendors segment, and whether it lists any vendor.
    fn disclosed_segment(&self) -> Result<DisclosedSegment, Self::Error>;
}

/// The vendor sections that contain a vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct VendorSignals {
    /// Whether the vendor is in the vendor consent section.
    pub consent: bool,
    /// Whether the vendor is in the vendor legitimate interest section.
    pub legitimate_interest: bool,
}

/// The state of a vendor in the disclosed vendors segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisclosedSignal {
    /// The string has no such segment.
    NoSegment,
    /// The segment lists no vendors.
    EmptySegment,
    /// The segment lists the vendor.
    Listed,
    /// The segment lists other vendors only.
    NotListed,
}

impl DisclosedSignal {
    /// The state of the segment as a whole.
    pub const fn segment(self) -> DisclosedSegment {
        match self {
            Self::NoSegment => DisclosedSegment::Missing,
            Self::EmptySegment => DisclosedSegment::Empty,
            Self::Listed | Self::NotListed => DisclosedSegment::NotEmpty,
        }
    }
}

/// The state of the disclosed vendors segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisclosedSegment {
    /// The string has no such segment.
    Missing,
    /// The segment lists no vendors.
    Empty,
    /// The segment lists at least one vendor.
    NotEmpty,
}

/// A set of restriction types.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RestrictionTypes(u8);

impl RestrictionTypes {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Adds a type.
    pub const fn insert(&mut self, restriction_type: RestrictionType) {
        self.0 |= Self::bit(restriction_type);
    }

    /// Returns `true` if the set contains the type.
    pub const fn contains(self, restriction_type: RestrictionType) -> bool {
        self.0 & Self::bit(restriction_type) != 0
    }

    /// Returns `true` if the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types in ascending order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = RestrictionType> + Clone {
        RestrictionType::ALL
            .into_iter()
            .filter(move |&restriction_type| self.contains(restriction_type))
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

/// The publisher restrictions on one vendor: a set of restriction types per purpose.
///
/// ```
/// use tcf_codec::{PurposeId, RestrictionType, VendorRestrictions};
/// let [two, three] = [2, 3].map(|id| PurposeId::new(id).unwrap());
/// let mut restrictions = VendorRestrictions::NONE;
/// restrictions.insert(two.into(), RestrictionType::RequireConsent);
/// assert!(restrictions.for_purpose(two).contains(RestrictionType::RequireConsent));
/// assert!(restrictions.for_purpose(three).is_empty());
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct VendorRestrictions {
    /// One word per restriction type, with a bit for each purpose 0 to 63.
    purposes: [u64; 4],
    /// One word per restriction type, with a bit for each purpose for which it was added first.
    first: [u64; 4],
}

impl VendorRestrictions {
    /// No restrictions.
    pub const NONE: Self = Self { purposes: [0; 4], first: [0; 4] };

    /// Adds a restriction type for a purpose. Records are added in the order of the string.
    pub fn insert(&mut self, purpose: U6, restriction_type: RestrictionType) {
        let bit = 1 << purpose.get();
        let is_first = self.purposes.iter().all(|purposes| purposes & bit == 0);
        let of_types = self.purposes.iter_mut().zip(&mut self.first).zip(RestrictionType::ALL);
        for ((purposes, first), each) in of_types {
            if each == restriction_type {
                *purposes |= bit;
                *first |= if is_first { bit } else { 0 };
            }
        }
    }

    /// The restriction types for a purpose.
    pub fn for_purpose(&self, purpose: PurposeId) -> RestrictionTypes {
        self.on_number(u16::from(purpose.get()))
    }

    /// The restriction type that was added first for a purpose.
    ///
    /// ```
    /// use tcf_codec::{PurposeId, RestrictionType, VendorRestrictions};
    /// let purpose = PurposeId::new(2).unwrap();
    /// let mut restrictions = VendorRestrictions::NONE;
    /// assert_eq!(restrictions.first(purpose), None);
    /// restrictions.insert(purpose.into(), RestrictionType::RequireLegitimateInterest);
    /// restrictions.insert(purpose.into(), RestrictionType::RequireConsent);
    /// assert_eq!(
    ///     restrictions.first(purpose),
    ///     Some(RestrictionType::RequireLegitimateInterest)
    /// );
    /// ```
    pub fn first(&self, purpose: PurposeId) -> Option<RestrictionType> {
        let of_types = self.first.iter().zip(RestrictionType::ALL);
        let mut added = of_types.filter(|(purposes, _)| **purposes >> purpose.get() & 1 != 0);
        added.next().map(|(_, restriction_type)| restriction_type)
    }

    fn on_number(&self, purpose: u16) -> RestrictionTypes {
        let of_type = self.purposes.iter().zip(RestrictionType::ALL);
        of_type
            .filter(|(purposes, _)| **purposes >> purpose & 1 != 0)
            .map(|(_, restriction_type)| restriction_type)
            .collect()
    }

    /// Returns `true` if there are no restrictions.
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

impl fmt::Debug for VendorRestrictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purposes = (0..64).map(|purpose| (purpose, self.on_number(purpose)));
        f.debug_map().entries(purposes.filter(|(_, types)| !types.is_empty())).finish()
    }
}

/// Returns `true` if one of the sorted ranges contains the vendor.
fn lists(ranges: &[VendorRange], vendor: VendorId) -> bool {
    let after = ranges.partition_point(|range| range.start() <= vendor.get());
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|range| range.contains(vendor))
}

impl Signals for TcString {
    type Error = Infallible;

    fn version(&self) -> u8 {
        2
    }

    fn created(&self) -> Result<Deciseconds, Infallible> {
        Ok(self.created)
    }

    fn last_updated(&self) -> Result<Deciseconds, Infallible> {
        Ok(self.last_updated)
    }

    fn cmp_id(&self) -> Result<u16, Infallible> {
        Ok(self.cmp_id.get())
    }

    fn vendor_list_version(&self) -> Result<u16, Infallible> {
        Ok(self.vendor_list_version.get())
    }

    fn tcf_policy_version(&self) -> Result<u16, Infallible> {
        Ok(self.tcf_policy_version.get())
    }

    fn is_service_specific(&self) -> Result<bool, Infallible> {
        Ok(self.is_service_specific)
    }

    fn special_feature_opt_in(
        &self,
        special_feature: SpecialFeatureId,
    ) -> Result<bool, Infallible> {
        Ok(self.special_feature_opt_ins.contains(special_feature))
    }

    fn purpose_consent(&self, purpose: PurposeId) -> Result<bool, Infallible> {
        Ok(self.purposes_consent.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, purpose: PurposeId) -> Result<bool, Infallible> {
        Ok(self.purposes_li_transparency.contains(purpose))
    }

    fn purpose_one_treatment(&self) -> Result<bool, Infallible> {
        Ok(self.purpose_one_treatment)
    }

    fn publisher_cc(&self) -> Result<CountryCode, Infallible> {
        Ok(self.publisher_cc)
    }

    fn vendor_consent(&self, vendor: VendorId) -> Result<bool, Infallible> {
        Ok(self.vendor_consents.contains(vendor))
    }

    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, Infallible> {
        Ok(self.vendor_legitimate_interests.contains(vendor))
    }

    fn vendor_restrictions(&self, vendor: VendorId) -> Result<VendorRestrictions, Infallible> {
        let mut restrictions = VendorRestrictions::NONE;
        for record in
            self.publisher_restrictions.iter().filter(|record| lists(record.vendors, vendor))
        {
            restrictions.insert(record.purpose, record.restriction_type);
        }
        Ok(restrictions)
    }

    fn restrictions(
        &self,
        purpose: PurposeId,
        vendor: VendorId,
    ) -> Result<RestrictionTypes, Infallible> {
        let purpose = U6::from(purpose);
        let of_purpose =
            self.publisher_restrictions.iter().filter(|record| record.purpose == purpose);
        Ok(of_purpose
            .filter(|record| lists(record.vendors, vendor))
            .map(|record| record.restriction_type)
            .collect())
    }

    fn disclosed(&self, vendor: VendorId) -> Result<DisclosedSignal, Infallible> {
        Ok(match &self.disclosed_vendors {
            None => DisclosedSignal::NoSegment,
            Some(vendors) if vendors.contains(vendor) => DisclosedSignal::Listed,
            Some(vendors) if vendors.is_empty() => DisclosedSignal::EmptySegment,
            Some(_) => DisclosedSignal::NotListed,
        })
    }

    fn disclosed_segment(&self) -> Result<DisclosedSegment, Infallible> {
        Ok(match &self.disclosed_vendors {
            None => DisclosedSegment::Missing,
            Some(vendors) if vendors.is_empty() => DisclosedSegment::Empty,
            Some(_) => DisclosedSegment::NotEmpty,
        })
    }
}

impl Signals for v1::ConsentString {
    type Error = Infallible;

    fn version(&self) -> u8 {
        1
    }

    fn created(&self) -> Result<Deciseconds, Infallible> {
        Ok(self.created)
    }

    fn last_updated(&self) -> Result<Deciseconds, Infallible> {
        Ok(self.last_updated)
    }

    fn cmp_id(&self) -> Result<u16, Infallible> {
        Ok(self.cmp_id.get())
    }

    fn vendor_list_version(&self) -> Result<u16, Infallible> {
        Ok(self.vendor_list_version.get())
    }

    fn tcf_policy_version(&self) -> Result<u16, Infallible> {
        Ok(1)
    }

    fn is_service_specific(&self) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn special_feature_opt_in(
        &self,
        _special_feature: SpecialFeatureId,
    ) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn purpose_consent(&self, purpose: PurposeId) -> Result<bool, Infallible> {
        Ok(self.purposes_allowed.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, _purpose: PurposeId) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn purpose_one_treatment(&self) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn publisher_cc(&self) -> Result<CountryCode, Infallible> {
        Ok(CountryCode::AA)
    }

    fn vendor_consent(&self, vendor: VendorId) -> Result<bool, Infallible> {
        Ok(self.vendors.consents().contains(vendor))
    }

    fn vendor_legitimate_interest(&self, _vendor: VendorId) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn vendor_restrictions(&self, _vendor: VendorId) -> Result<VendorRestrictions, Infallible> {
        Ok(VendorRestrictions::NONE)
    }

    fn disclosed(&self, _vendor: VendorId) -> Result<DisclosedSignal, Infallible> {
        Ok(DisclosedSignal::NoSegment)
    }

    fn disclosed_segment(&self) -> Result<DisclosedSegment, Infallible> {
        Ok(DisclosedSegment::Missing)
    }
}

/// Implements each method by delegating to the value of either version.
macro_rules! of_either_version {
    ($( fn $method:ident($($id:ident: $kind:ty),*) -> $answer:ty; )*) => {
        impl Signals for AnyTcString {
            type Error = Infallible;

            fn version(&self) -> u8 {
                self.version()
            }

            $( fn $method(&self $(, $id: $kind)*) -> Result<$answer, Infallible> {
                match self {
                    Self::V1(v1) => v1.$method($($id),*),
                    Self::V2(v2) => v2.$method($($id),*),
                }
            } )*
        }
    };
}

of_either_version! {
    fn created() -> Deciseconds;
    fn last_updated() -> Deciseconds;
    fn cmp_id() -> u16;
    fn vendor_list_version() -> u16;
    fn tcf_policy_version() -> u16;
    fn is_service_specific() -> bool;
    fn special_feature_opt_in(special_feature: SpecialFeatureId) -> bool;
    fn purpose_consent(purpose: PurposeId) -> bool;
    fn purpose_legitimate_interest(purpose: PurposeId) -> bool;
    fn purpose_one_treatment() -> bool;
    fn publisher_cc() -> CountryCode;
    fn vendor_consent(vendor: VendorId) -> bool;
    fn vendor_legitimate_interest(vendor: VendorId) -> bool;
    fn vendor(vendor: VendorId) -> VendorSignals;
    fn vendor_restrictions(vendor: VendorId) -> VendorRestrictions;
    fn restrictions(purpose: PurposeId, vendor: VendorId) -> RestrictionTypes;
    fn disclosed(vendor: VendorId) -> DisclosedSignal;
    fn disclosed_segment() -> DisclosedSegment;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::VendorRanges;

    #[test]
    fn restrictions_are_the_union_of_all_records() {
        let mut tc = TcString::default();
        let vendors = |ranges: &[(u16, u16)]| {
            VendorRanges::new(
                ranges.iter().map(|&(start, end)| VendorRange::new(start, end).unwrap()),
            )
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
        let types = |purpose, vendor| {
            let (purpose, vendor) =
                (PurposeId::new(purpose).unwrap(), VendorId::new(vendor).unwrap());
            let Ok(types) = tc.restrictions(purpose, vendor);
            types.iter().collect::<std::vec::Vec<_>>()
        };
        assert_eq!(types(2, 1), [RestrictionType::RequireConsent]);
        assert_eq!(types(2, 9), [RestrictionType::NotAllowed, RestrictionType::RequireConsent]);
        assert_eq!(types(2, 750), [RestrictionType::RequireConsent]);
        assert_eq!(types(7, 65535), [RestrictionType::Undefined]);
        for (purpose, vendor) in [(2, 4), (2, 13), (2, 699), (2, 801), (3, 1), (24, 1)] {
            assert_eq!(types(purpose, vendor), []);
        }
    }
}
