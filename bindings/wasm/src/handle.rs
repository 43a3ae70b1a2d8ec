//! Decoded TC strings behind a handle: scalars as one array of numbers, sets as arrays of ids or of
//! ranges.

use std::num::TryFromIntError;

use tcf_codec::{
    AnyTcString, CountryCode, CustomPurposes, Deciseconds, DecodeOptions, IdSet, LanguageCode,
    Layout, PublisherRestrictions, PublisherTc, RestrictionType, TcString, U6, U12, VendorId,
    VendorRange, VendorRanges, VendorSet,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{Fault, invalid};

/// The sets of a string, in the order of their numbers in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdField {
    /// `vendorConsents`.
    VendorConsents,
    /// `vendorLegitimateInterests`.
    VendorLegitimateInterests,
    /// `disclosedVendors`.
    DisclosedVendors,
    /// `allowedVendors`.
    AllowedVendors,
    /// `purposesConsent`; `purposesAllowed` in version 1.
    PurposesConsent,
    /// `purposesLITransparency`.
    PurposesLiTransparency,
    /// `specialFeatureOptIns`.
    SpecialFeatureOptIns,
    /// `purposesConsent` of the publisher.
    PublisherConsent,
    /// `purposesLITransparency` of the publisher.
    PublisherLiTransparency,
    /// `customPurposesConsent` of the publisher.
    CustomConsent,
    /// `customPurposesLITransparency` of the publisher.
    CustomLiTransparency,
}

impl IdField {
    const ALL: [Self; 11] = [
        Self::VendorConsents,
        Self::VendorLegitimateInterests,
        Self::DisclosedVendors,
        Self::AllowedVendors,
        Self::PurposesConsent,
        Self::PurposesLiTransparency,
        Self::SpecialFeatureOptIns,
        Self::PublisherConsent,
        Self::PublisherLiTransparency,
        Self::CustomConsent,
        Self::CustomLiTransparency,
    ];

    fn of(number: u8) -> Result<Self, String> {
        let field = Self::ALL.get(usize::from(number)).copied();
        field.ok_or_else(|| invalid("field", "unknown set"))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::VendorConsents => "vendorConsents",
            Self::VendorLegitimateInterests => "vendorLegitimateInterests",
            Self::DisclosedVendors => "disclosedVendors",
            Self::AllowedVendors => "allowedVendors",
            Self::PurposesConsent => "purposesConsent",
            Self::PurposesLiTransparency => "purposesLITransparency",
            Self::SpecialFeatureOptIns => "specialFeatureOptIns",
            Self::PublisherConsent => "publisherTC.purposesConsent",
            Self::PublisherLiTransparency => "publisherTC.purposesLITransparency",
            Self::CustomConsent => "publisherTC.customPurposesConsent",
            Self::CustomLiTransparency => "publisherTC.customPurposesLITransparency",
        }
    }
}

/// A set of a string.
enum Ids<'a> {
    Vendors(&'a VendorSet),
    Special(IdSet<12>),
    Purposes(IdSet<24>),
    Custom(IdSet<63>),
}

impl Ids<'_> {
    fn contains(&self, id: u16) -> bool {
        if let Self::Vendors(vendors) = self {
            return VendorId::new(id).is_some_and(|id| vendors.contains(id));
        }
        self.ranges()
            .chunks_exact(2)
            .any(|range| matches!(range, &[start, end] if (start..=end).contains(&id)))
    }

    fn ranges(&self) -> Vec<u16> {
        let runs = match self {
            Self::Vendors(vendors) => vendors.runs(),
            Self::Special(ids) => ids.runs(),
            Self::Purposes(ids) => ids.runs(),
            Self::Custom(ids) => ids.runs(),
        };
        runs.flat_map(|range| [range.start(), range.end()]).collect()
    }

    fn ids(&self) -> Vec<u16> {
        let runs = self.ranges();
        let ids = runs.chunks_exact(2).flat_map(|range| match *range {
            [start, end] => start..=end,
            #[expect(clippy::reversed_empty_ranges, reason = "pairs only")]
            _ => 1..=0,
        });
        ids.collect()
    }

    fn len(&self) -> u32 {
        match self {
            // At most 65,535.
            Self::Vendors(vendors) => u32::try_from(vendors.len()).unwrap_or(u32::MAX),
            Self::Special(ids) => ids.len(),
            Self::Purposes(ids) => ids.len(),
            Self::Custom(ids) => ids.len(),
        }
    }

    fn max(&self) -> u32 {
        match self {
            Self::Vendors(vendors) => vendors.max().into(),
            Self::Special(ids) => ids.max(),
            Self::Purposes(ids) => ids.max(),
            Self::Custom(ids) => ids.max(),
        }
    }
}

/// A decoded TC string.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct TcHandle {
    value: AnyTcString,
    layout: Option<Layout>,
}

/// Whether a vendor or purpose is in a set of the text. Only texts that decode as a whole are
/// answered.
#[wasm_bindgen]
pub fn question(text: &str, field: u8, id: u16) -> Result<bool, String> {
    TcHandle::decode(text, false, false)?.has(field, id)
}

/// The number of scalars of [`TcHandle::header`].
const SCALARS: usize = 16;

#[wasm_bindgen]
impl TcHandle {
    /// Decodes a string of either version. Throws an error text.
    pub fn decode(text: &str, layout: bool, lenient: bool) -> Result<TcHandle, String> {
        let options = DecodeOptions::new();
        let options = if lenient { options.lenient() } else { options };
        let options = if layout { options.with_layout() } else { options };
        match tcf_codec::decode(text, options) {
            Ok(decoded) => Ok(Self { value: decoded.value, layout: decoded.layout }),
            Err(error) => Err(Fault::of(&error, text, options).into_text()),
        }
    }

    /// An empty string of version 2 of 1970-01-01.
    pub fn empty() -> TcHandle {
        Self { value: AnyTcString::V2(TcString::default()), layout: None }
    }

    /// A copy, to change it.
    #[must_use]
    pub fn copy(&self) -> TcHandle {
        self.clone()
    }

    /// The scalars: version, created and last updated in milliseconds since 1970, CMP, its version,
    /// screen, two letters of the language, vendor list version, policy version, service-specific,
    /// non-standard texts, purpose one treatment, two letters of the country, number of custom
    /// purposes. NaN for those that the version or the string does not have.
    pub fn header(&self) -> Vec<f64> {
        let mut header = Vec::with_capacity(SCALARS);
        let times =
            |created: Deciseconds, updated: Deciseconds| [created, updated].map(milliseconds);
        match &self.value {
            AnyTcString::V1(v1) => {
                header.push(1.0);
                header.extend(times(v1.created, v1.last_updated));
                header.extend([v1.cmp_id, v1.cmp_version].map(|n| f64::from(n.get())));
                header.push(v1.consent_screen.get().into());
                header.extend(letters(v1.consent_language.as_str()));
                header.push(v1.vendor_list_version.get().into());
            }
            AnyTcString::V2(tc) => {
                header.push(2.0);
                header.extend(times(tc.created, tc.last_updated));
                header.extend([tc.cmp_id, tc.cmp_version].map(|n| f64::from(n.get())));
                header.push(tc.consent_screen.get().into());
                header.extend(letters(tc.consent_language.as_str()));
                header.push(tc.vendor_list_version.get().into());
                header.push(tc.tcf_policy_version.get().into());
                let flags =
                    [tc.is_service_specific, tc.use_non_standard_texts, tc.purpose_one_treatment];
                header.extend(flags.map(f64::from));
                header.extend(letters(tc.publisher_cc.as_str()));
                if let Some(publisher) = &tc.publisher_tc {
                    header.push(publisher.custom_purposes.count().get().into());
                }
            }
        }
        header.resize(SCALARS, f64::NAN);
        header
    }

    fn set(&self, field: u8) -> Result<Option<Ids<'_>>, String> {
        let field = IdField::of(field)?;
        let tc = match &self.value {
            AnyTcString::V1(v1) => {
                return Ok(match field {
                    IdField::VendorConsents => Some(Ids::Vendors(v1.vendors.consents())),
                    IdField::PurposesConsent => Some(Ids::Purposes(v1.purposes_allowed)),
                    _ => None,
                });
            }
            AnyTcString::V2(tc) => tc,
        };
        let publisher = tc.publisher_tc.as_ref();
        Ok(match field {
            IdField::VendorConsents => Some(Ids::Vendors(&tc.vendor_consents)),
            IdField::VendorLegitimateInterests => {
                Some(Ids::Vendors(&tc.vendor_legitimate_interests))
            }
            IdField::DisclosedVendors => tc.disclosed_vendors.as_ref().map(Ids::Vendors),
            IdField::AllowedVendors => tc.allowed_vendors.as_ref().map(Ids::Vendors),
            IdField::PurposesConsent => Some(Ids::Purposes(tc.purposes_consent)),
            IdField::PurposesLiTransparency => Some(Ids::Purposes(tc.purposes_li_transparency)),
            IdField::SpecialFeatureOptIns => Some(Ids::Special(tc.special_feature_opt_ins)),
            IdField::PublisherConsent => publisher.map(|tc| Ids::Purposes(tc.purposes_consent)),
            IdField::PublisherLiTransparency => {
                publisher.map(|tc| Ids::Purposes(tc.purposes_li_transparency))
            }
            IdField::CustomConsent => publisher.map(|tc| Ids::Custom(tc.custom_purposes.consent())),
            IdField::CustomLiTransparency => {
                publisher.map(|tc| Ids::Custom(tc.custom_purposes.li_transparency()))
            }
        })
    }

    /// Whether an id is in a set; `false` if the string has no such set.
    pub fn has(&self, field: u8, id: u16) -> Result<bool, String> {
        Ok(self.set(field)?.is_some_and(|ids| ids.contains(id)))
    }

    /// The ids of a set in ascending order; `undefined` if the string has no such set.
    pub fn ids(&self, field: u8) -> Result<Option<Vec<u16>>, String> {
        Ok(self.set(field)?.map(|ids| ids.ids()))
    }

    /// The first and last ids of the ranges of a set, alternating.
    pub fn ranges(&self, field: u8) -> Result<Option<Vec<u16>>, String> {
        Ok(self.set(field)?.map(|ids| ids.ranges()))
    }

    /// The number of ids and the highest one; `undefined` if the string has no such set.
    pub fn extent(&self, field: u8) -> Result<Option<Vec<u32>>, String> {
        Ok(self.set(field)?.map(|ids| vec![ids.len(), ids.max()]))
    }

    /// The publisher restrictions in wire order: for each the purpose, the type, the number of
    /// ranges, then the first and last vendors of each range.
    pub fn restrictions(&self) -> Vec<u16> {
        let AnyTcString::V2(tc) = &self.value else { return Vec::new() };
        let mut numbers = Vec::new();
        for record in tc.publisher_restrictions.iter() {
            let restriction_type = match record.restriction_type {
                RestrictionType::NotAllowed => 0,
                RestrictionType::RequireConsent => 1,
                RestrictionType::RequireLegitimateInterest => 2,
                RestrictionType::Undefined => 3,
            };
            // NumEntries has 12 bits.
            let count = u16::try_from(record.vendors.len()).unwrap_or(u16::MAX);
            numbers.extend([record.purpose.get(), restriction_type, count]);
            numbers.extend(record.vendors.iter().flat_map(|range| [range.start(), range.end()]));
        }
        numbers
    }

    /// The shortest text of the value.
    pub fn encode(&self) -> String {
        self.value.encode()
    }

    /// The text with the layout of the decoded one; `undefined` without a layout, or if the value
    /// does not fit it any more.
    #[wasm_bindgen(js_name = encodeLayout)]
    pub fn encode_layout(&self) -> Option<String> {
        self.value.encode_with(self.layout.as_ref()?).ok()
    }

    fn tc(&mut self) -> Result<&mut TcString, String> {
        match &mut self.value {
            AnyTcString::V2(tc) => Ok(tc),
            AnyTcString::V1(_) => Err(invalid("version", "version 1 strings cannot be changed")),
        }
    }

    /// Sets the scalars; see [`Self::header`]. The version is ignored. A number of custom purposes
    /// adds the publisher TC segment.
    #[wasm_bindgen(js_name = setHeader)]
    pub fn set_header(&mut self, header: &[f64]) -> Result<(), String> {
        let tc = self.tc()?;
        tc.created = time(header, 1, "created")?;
        tc.last_updated = time(header, 2, "lastUpdated")?;
        tc.cmp_id = small(header, 3, "cmpId", U12::new)?;
        tc.cmp_version = small(header, 4, "cmpVersion", U12::new)?;
        tc.consent_screen = small(header, 5, "consentScreen", U6::new)?;
        let language: LanguageCode = code(header, 6, "consentLanguage")?;
        tc.consent_language = language;
        tc.vendor_list_version = small(header, 8, "vendorListVersion", U12::new)?;
        tc.tcf_policy_version = small(header, 9, "tcfPolicyVersion", U6::new)?;
        tc.is_service_specific = number(header, 10) != 0.0;
        tc.use_non_standard_texts = number(header, 11) != 0.0;
        tc.purpose_one_treatment = number(header, 12) != 0.0;
        let country: CountryCode = code(header, 13, "publisherCC")?;
        tc.publisher_cc = country;
        if number(header, 15).is_nan() {
            tc.publisher_tc = None;
        } else {
            let count = small(header, 15, "publisherTC.numCustomPurposes", U6::new)?;
            let publisher = tc.publisher_tc.get_or_insert_with(PublisherTc::default);
            let custom = &publisher.custom_purposes;
            let custom = CustomPurposes::new(count, custom.consent(), custom.li_transparency());
            publisher.custom_purposes =
                custom.map_err(|error| invalid("publisherTC.numCustomPurposes", error))?;
        }
        Ok(())
    }

    /// Sets a set to the ids of ranges: first and last ids, alternating. Adds its segment if it is
    /// missing, except that of the publisher.
    #[wasm_bindgen(js_name = setRanges)]
    pub fn set_ranges(&mut self, field: u8, ranges: &[u16]) -> Result<(), String> {
        let field = IdField::of(field)?;
        let tc = self.tc()?;
        let vendors = || vendor_set(field, ranges);
        match field {
            IdField::VendorConsents => tc.vendor_consents = vendors()?,
            IdField::VendorLegitimateInterests => tc.vendor_legitimate_interests = vendors()?,
            IdField::DisclosedVendors => tc.disclosed_vendors = Some(vendors()?),
            IdField::AllowedVendors => tc.allowed_vendors = Some(vendors()?),
            IdField::PurposesConsent => tc.purposes_consent = id_set(field, ranges)?,
            IdField::PurposesLiTransparency => tc.purposes_li_transparency = id_set(field, ranges)?,
            IdField::SpecialFeatureOptIns => tc.special_feature_opt_ins = id_set(field, ranges)?,
            _ => {
                let Some(publisher) = &mut tc.publisher_tc else {
                    return Err(invalid(field.name(), "no publisher TC segment"));
                };
                set_publisher(publisher, field, ranges)?;
            }
        }
        Ok(())
    }

    /// Removes the segment of a set, if the set has one of its own.
    #[wasm_bindgen(js_name = removeSegment)]
    pub fn remove_segment(&mut self, field: u8) -> Result<(), String> {
        let field = IdField::of(field)?;
        let tc = self.tc()?;
        match field {
            IdField::DisclosedVendors => tc.disclosed_vendors = None,
            IdField::AllowedVendors => tc.allowed_vendors = None,
            field => return Err(invalid(field.name(), "not a segment")),
        }
        Ok(())
    }

    /// Replaces the publisher restrictions; see [`Self::restrictions`].
    #[wasm_bindgen(js_name = setRestrictions)]
    pub fn set_restrictions(&mut self, numbers: &[u16]) -> Result<(), String> {
        let restrictions = restrictions(numbers)?;
        self.tc()?.publisher_restrictions = restrictions;
        Ok(())
    }
}

fn set_publisher(
    publisher: &mut PublisherTc,
    field: IdField,
    ranges: &[u16],
) -> Result<(), String> {
    let custom = publisher.custom_purposes;
    let (count, consent, interest) = (custom.count(), custom.consent(), custom.li_transparency());
    let replaced = match field {
        IdField::PublisherConsent => {
            publisher.purposes_consent = id_set(field, ranges)?;
            return Ok(());
        }
        IdField::PublisherLiTransparency => {
            publisher.purposes_li_transparency = id_set(field, ranges)?;
            return Ok(());
        }
        IdField::CustomConsent => CustomPurposes::new(count, id_set(field, ranges)?, interest),
        _ => CustomPurposes::new(count, consent, id_set(field, ranges)?),
    };
    publisher.custom_purposes = replaced.map_err(|error| invalid(field.name(), error))?;
    Ok(())
}

fn milliseconds(time: Deciseconds) -> f64 {
    /// Tenths of a second have 36 bits, and only 32 convert to a float without loss.
    const LOW: u64 = 1 << 32;
    let tenths = time.get();
    // Both parts fit 32 bits.
    let part = |part: u64| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
    (part(tenths / LOW) * 4_294_967_296.0 + part(tenths % LOW)) * 100.0
}

fn letters(code: &str) -> impl Iterator<Item = f64> + '_ {
    code.bytes().map(f64::from)
}

fn number(header: &[f64], at: usize) -> f64 {
    header.get(at).copied().unwrap_or(f64::NAN)
}

/// A whole number below 2^53. Formatting a float and reading it back would add its code to the
/// module.
fn whole(header: &[f64], at: usize, field: &str) -> Result<u64, String> {
    /// The numbers from which on not every whole number is a float.
    const END: f64 = 9_007_199_254_740_992.0;
    let value = number(header, at);
    if !(0.0..END).contains(&value) || value % 1.0 != 0.0 {
        return Err(invalid(field, "expected a whole number"));
    }
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range"
    )]
    Ok(value as u64)
}

fn time(header: &[f64], at: usize, field: &str) -> Result<Deciseconds, String> {
    let milliseconds = whole(header, at, field)?;
    Deciseconds::new(milliseconds / 100)
        .ok_or_else(|| invalid(field, "the time does not fit 36 bits"))
}

fn small<T, E: std::fmt::Display>(
    header: &[f64],
    at: usize,
    field: &str,
    new: impl FnOnce(u16) -> Result<T, E>,
) -> Result<T, String> {
    let value = whole(header, at, field)?;
    let value = u16::try_from(value)
        .map_err(|_: TryFromIntError| invalid(field, format_args!("{value} is too large")))?;
    new(value).map_err(|error| invalid(field, error))
}

fn code<T: std::str::FromStr<Err = E>, E: std::fmt::Display>(
    header: &[f64],
    at: usize,
    field: &str,
) -> Result<T, String> {
    let mut text = String::new();
    for at in [at, at + 1] {
        let letter = whole(header, at, field)?;
        let letter = u32::try_from(letter).ok().and_then(char::from_u32);
        text.extend(letter);
    }
    text.parse().map_err(|error| invalid(field, error))
}

/// The ranges of first and last ids, alternating.
fn pairs(field: &str, ranges: &[u16]) -> Result<Vec<VendorRange>, String> {
    let chunks = ranges.chunks(2).map(|pair| match *pair {
        [start, end] => VendorRange::new(start, end).map_err(|error| invalid(field, error)),
        _ => Err(invalid(field, "an odd number of ids")),
    });
    chunks.collect()
}

fn vendor_set(field: IdField, ranges: &[u16]) -> Result<VendorSet, String> {
    let mut set = VendorSet::new();
    for range in pairs(field.name(), ranges)? {
        set.insert(range);
    }
    Ok(set)
}

fn id_set<const N: usize>(field: IdField, ranges: &[u16]) -> Result<IdSet<N>, String> {
    let pairs = pairs(field.name(), ranges)?;
    let ids = pairs.into_iter().flat_map(|range| range.start()..=range.end());
    // Ids that do not fit a byte fit no set of this kind.
    let ids = ids.map(|id| u8::try_from(id).unwrap_or(u8::MAX));
    IdSet::from_ids(ids).map_err(|error| invalid(field.name(), error))
}

fn restrictions(numbers: &[u16]) -> Result<PublisherRestrictions, String> {
    const FIELD: &str = "publisherRestrictions";
    let mut restrictions = PublisherRestrictions::default();
    let mut rest = numbers;
    while let [purpose, restriction_type, count, after @ ..] = rest {
        let purpose = U6::new(*purpose).map_err(|error| invalid(FIELD, error))?;
        let restriction_type = match restriction_type {
            0 => RestrictionType::NotAllowed,
            1 => RestrictionType::RequireConsent,
            2 => RestrictionType::RequireLegitimateInterest,
            3 => RestrictionType::Undefined,
            other => {
                let message = format!("restriction types are from 0 to 3, found {other}");
                return Err(invalid(FIELD, message));
            }
        };
        let (ranges, others) = after
            .split_at_checked(usize::from(*count) * 2)
            .ok_or_else(|| invalid(FIELD, "ranges are missing"))?;
        let ranges =
            VendorRanges::new(pairs(FIELD, ranges)?).map_err(|error| invalid(FIELD, error))?;
        restrictions
            .push(purpose, restriction_type, &ranges)
            .map_err(|error| invalid(FIELD, error))?;
        rest = others;
    }
    Ok(restrictions)
}
