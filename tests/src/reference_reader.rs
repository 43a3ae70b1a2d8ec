//! A simple decoder to compare the fast one with. It reads bit by bit, field by field, id by id.
//!
//! It was written from the specification and shares only value types with the codec.

use std::fmt::Debug;
use std::str::FromStr;

use bitvec::order::Msb0;
use bitvec::vec::BitVec;
use tcf_codec::{
    AnyTcString, CustomPurposes, Deciseconds, Error, IdSet, PublisherRestrictions, PublisherTc,
    RestrictionType, Segment, TcString, Uint, VendorRange, VendorRanges, VendorSet, v1,
};

/// The alphabet. The index of a character is its value.
pub const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Why and where a text is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The code of the fault.
    pub code: &'static str,
    /// The segment, if known.
    pub segment: Option<&'static str>,
    /// The path of the first invalid field.
    pub field: Option<String>,
    /// The offset of the first bit of that field within its segment.
    pub bit: Option<u32>,
    /// The character offset in the text.
    pub character: usize,
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self {
            code: error.code(),
            segment: error.segment(),
            field: error.field().map(|path| path.to_string()),
            bit: error.bit(),
            character: error.offset(),
        }
    }
}

impl Rejection {
    /// A fault outside of fields.
    fn of_framing(code: &'static str, character: usize) -> Self {
        Self { code, segment: None, field: None, bit: None, character }
    }

    /// A fault in the first field of a segment.
    fn of_first_field(code: &'static str, field: &str, character: usize) -> Self {
        Self { field: Some(field.into()), bit: Some(0), ..Self::of_framing(code, character) }
    }
}

/// Decodes a text of at most `max_length` bytes in strict mode.
pub fn read(text: &str, max_length: usize) -> Result<AnyTcString, Rejection> {
    if text.len() > max_length {
        return Err(Rejection::of_framing("S013", 0));
    }
    if text.chars().all(|character| character.is_ascii_whitespace()) {
        return Err(Rejection::of_framing("S001", 0));
    }
    let lowered = text.to_ascii_lowercase();
    if ["${", "$%7b", "%24{", "%24%7b"].into_iter().any(|start| lowered.starts_with(start)) {
        return Err(Rejection::of_framing("S014", 0));
    }
    let core = text.split('.').next().unwrap();
    match first_sextet(core, 0, "Version")? {
        1 => {
            let value = read_v1(core)?;
            if core.len() < text.len() {
                return Err(Rejection::of_framing("S006", core.len()));
            }
            Ok(AnyTcString::V1(value))
        }
        2 => read_v2(text).map(AnyTcString::V2),
        8..32 => Err(Rejection::of_framing("S007", 0)),
        _ => Err(Rejection::of_first_field("S005", "Version", 0)),
    }
}

/// The value of the first character of a segment, which starts with `field`.
fn first_sextet(segment: &str, start: usize, field: &str) -> Result<u64, Rejection> {
    let Some(first) = segment.chars().next() else {
        return Err(Rejection::of_framing("S004", start));
    };
    sextet(first).ok_or_else(|| Rejection::of_first_field(invalid_character(segment), field, start))
}

fn sextet(character: char) -> Option<u64> {
    ALPHABET.find(character).map(|at| u64::try_from(at).unwrap())
}

/// The error code for an invalid character, given the rest of its segment.
fn invalid_character(rest: &str) -> &'static str {
    if rest.chars().all(|character| character == '=') { "S003" } else { "S002" }
}

/// Reads the fields of a segment.
struct Fields {
    segment: Segment,
    /// Offset of the segment in the text.
    start: usize,
    bits: BitVec<u8, Msb0>,
    /// The first invalid character, where the bits end: offset in the text and error code.
    bad: Option<(usize, &'static str)>,
    at: usize,
    /// The path prefix of fields.
    prefix: String,
}

impl Fields {
    fn new(segment: Segment, start: usize, text: &str) -> Self {
        let mut bits = BitVec::new();
        let mut bad = None;
        for (at, character) in text.char_indices() {
            let Some(sextet) = sextet(character) else {
                bad = Some((start + at, invalid_character(&text[at..])));
                break;
            };
            for bit in (0..6).rev() {
                bits.push(sextet >> bit & 1 == 1);
            }
        }
        Self { segment, start, bits, bad, at: 0, prefix: String::new() }
    }

    fn reject(&self, code: &'static str, field: &str, bit: usize) -> Rejection {
        Rejection {
            code,
            segment: Some(self.segment.name()),
            field: Some(format!("{}{field}", self.prefix)),
            bit: Some(u32::try_from(bit).unwrap()),
            character: self.start + bit / 6,
        }
    }

    fn bits(&mut self, field: &str, width: usize) -> Result<Vec<bool>, Rejection> {
        let start = self.at;
        if start + width > self.bits.len() {
            return Err(match self.bad {
                Some((character, code)) => {
                    Rejection { character, ..self.reject(code, field, start) }
                }
                None => self.reject("S011", field, start),
            });
        }
        self.at += width;
        Ok(self.bits[start..self.at].iter().by_vals().collect())
    }

    fn number(&mut self, field: &str, width: usize) -> Result<u64, Rejection> {
        Ok(self.bits(field, width)?.into_iter().fold(0, |number, bit| number * 2 + u64::from(bit)))
    }

    fn small(&mut self, field: &str, width: usize) -> Result<u16, Rejection> {
        Ok(u16::try_from(self.number(field, width)?).unwrap())
    }

    fn uint<const BITS: usize>(&mut self, field: &str) -> Result<Uint<BITS>, Rejection> {
        Ok(Uint::new(self.small(field, BITS)?).unwrap())
    }

    fn flag(&mut self, field: &str) -> Result<bool, Rejection> {
        Ok(self.number(field, 1)? == 1)
    }

    fn time(&mut self, field: &str) -> Result<Deciseconds, Rejection> {
        Ok(Deciseconds::new(self.number(field, 36)?).unwrap())
    }

    fn code<T: FromStr<Err: Debug>>(&mut self, field: &str) -> Result<T, Rejection> {
        let bit = self.at;
        let number = self.number(field, 12)?;
        let letters: String = [number / 64, number % 64]
            .map(|letter| char::from(b'A' + u8::try_from(letter).unwrap()))
            .into_iter()
            .collect();
        if letters.chars().all(|letter| letter.is_ascii_uppercase()) {
            Ok(letters.parse().unwrap())
        } else {
            Err(self.reject("F005", field, bit))
        }
    }

    fn ids<const N: usize>(&mut self, field: &str, width: usize) -> Result<IdSet<N>, Rejection> {
        let bits = self.bits(field, width)?;
        Ok(IdSet::from_ids((1..).zip(bits).filter_map(|(id, bit)| bit.then_some(id))).unwrap())
    }

    /// Reads NumEntries and the entries with ids up to `max`.
    fn entries(&mut self, max: u16) -> Result<Vec<(u16, u16)>, Rejection> {
        let mut entries = Vec::new();
        for index in 0..self.number("NumEntries", 12)? {
            let is_a_range = self.flag(&format!("RangeEntry[{index}].IsARange"))?;
            let start =
                self.vendor_id(&format!("RangeEntry[{index}].StartOrOnlyVendorId"), None, max)?;
            let end = if is_a_range {
                self.vendor_id(&format!("RangeEntry[{index}].EndVendorId"), Some(start), max)?
            } else {
                start
            };
            entries.push((start, end));
        }
        Ok(entries)
    }

    /// Reads an id, possibly the end of a range.
    fn vendor_id(&mut self, field: &str, start: Option<u16>, max: u16) -> Result<u16, Rejection> {
        let bit = self.at;
        let id = self.small(field, 16)?;
        if id == 0 {
            Err(self.reject("F003", field, bit))
        } else if start.is_some_and(|start| id < start) {
            Err(self.reject("F001", field, bit))
        } else if id > max {
            Err(self.reject("F004", field, bit))
        } else {
            Ok(id)
        }
    }

    fn bit_field(&mut self, max: u16) -> Result<VendorSet, Rejection> {
        let mut vendors = self.bits("BitField", usize::from(max))?;
        vendors.insert(0, false);
        Ok(set_of(&vendors))
    }

    fn vendor_section(&mut self) -> Result<VendorSet, Rejection> {
        let max = self.small("MaxVendorId", 16)?;
        if self.flag("IsRangeEncoding")? {
            Ok(set_of(&listed(&self.entries(max)?)))
        } else {
            self.bit_field(max)
        }
    }

    /// Checks that the tail has no invalid character.
    fn finish(self) -> Result<(), Rejection> {
        match self.bad {
            None => Ok(()),
            Some((character, code)) => Err(Rejection {
                segment: Some(self.segment.name()),
                ..Rejection::of_framing(code, character)
            }),
        }
    }
}

/// For each id, whether an entry lists it. Index 0 is unused.
fn listed(entries: &[(u16, u16)]) -> Vec<bool> {
    let mut vendors = vec![false; 1 << 16];
    for &(start, end) in entries {
        vendors[usize::from(start)..=usize::from(end)].fill(true);
    }
    vendors
}

/// Converts flags per id to a set.
fn set_of(vendors: &[bool]) -> VendorSet {
    let ids = vendors.iter().enumerate().filter(|(_, listed)| **listed);
    VendorSet::from_ids(ids.map(|(id, _)| u16::try_from(id).unwrap())).unwrap()
}

/// Sorts and merges entries.
fn merged(mut entries: Vec<(u16, u16)>) -> VendorRanges {
    entries.sort_unstable();
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for (start, end) in entries {
        match runs.last_mut() {
            Some(last) if u32::from(start) <= u32::from(last.1) + 1 => last.1 = last.1.max(end),
            _ => runs.push((start, end)),
        }
    }
    VendorRanges::new(runs.into_iter().map(|(start, end)| VendorRange::new(start, end).unwrap()))
        .unwrap()
}

fn read_v2(text: &str) -> Result<TcString, Rejection> {
    let mut tc = TcString::default();
    let mut start = 0;
    for part in text.split('.') {
        if start == 0 {
            let mut fields = Fields::new(Segment::Core, start, part);
            read_core(&mut fields, &mut tc)?;
            fields.finish()?;
        } else {
            read_segment(part, start, &mut tc)?;
        }
        start += part.len() + 1;
    }
    Ok(tc)
}

fn read_core(fields: &mut Fields, tc: &mut TcString) -> Result<(), Rejection> {
    fields.number("Version", 6)?;
    tc.created = fields.time("Created")?;
    tc.last_updated = fields.time("LastUpdated")?;
    tc.cmp_id = fields.uint("CmpId")?;
    tc.cmp_version = fields.uint("CmpVersion")?;
    tc.consent_screen = fields.uint("ConsentScreen")?;
    tc.consent_language = fields.code("ConsentLanguage")?;
    tc.vendor_list_version = fields.uint("VendorListVersion")?;
    tc.tcf_policy_version = fields.uint("TcfPolicyVersion")?;
    tc.is_service_specific = fields.flag("IsServiceSpecific")?;
    tc.use_non_standard_texts = fields.flag("UseNonStandardTexts")?;
    tc.special_feature_opt_ins = fields.ids("SpecialFeatureOptIns", 12)?;
    tc.purposes_consent = fields.ids("PurposesConsent", 24)?;
    tc.purposes_li_transparency = fields.ids("PurposesLITransparency", 24)?;
    tc.purpose_one_treatment = fields.flag("PurposeOneTreatment")?;
    tc.publisher_cc = fields.code("PublisherCC")?;
    fields.prefix = "VendorConsent.".into();
    tc.vendor_consents = fields.vendor_section()?;
    fields.prefix = "VendorLegitimateInterest.".into();
    tc.vendor_legitimate_interests = fields.vendor_section()?;
    fields.prefix = String::new();
    let count = fields.number("NumPubRestrictions", 12)?;
    let mut restrictions = PublisherRestrictions::default();
    for index in 0..count {
        fields.prefix = format!("PubRestrictions[{index}].");
        let purpose = fields.uint("PurposeId")?;
        let restriction_type = match fields.number("RestrictionType", 2)? {
            0 => RestrictionType::NotAllowed,
            1 => RestrictionType::RequireConsent,
            2 => RestrictionType::RequireLegitimateInterest,
            _ => RestrictionType::Undefined,
        };
        let vendors = merged(fields.entries(u16::MAX)?);
        restrictions.push(purpose, restriction_type, &vendors).unwrap();
    }
    tc.publisher_restrictions = restrictions;
    Ok(())
}

/// Decodes a segment after the core.
fn read_segment(part: &str, start: usize, tc: &mut TcString) -> Result<(), Rejection> {
    let segment_type = first_sextet(part, start, "SegmentType")? / 8;
    let (segment, seen) = match segment_type {
        0 => (Segment::Core, false),
        1 => (Segment::DisclosedVendors, tc.disclosed_vendors.is_some()),
        2 => (Segment::AllowedVendors, tc.allowed_vendors.is_some()),
        3 => (Segment::PublisherTc, tc.publisher_tc.is_some()),
        _ => return Err(Rejection::of_first_field("S009", "SegmentType", start)),
    };
    if seen || segment == Segment::Core {
        let code = if seen { "S010" } else { "S008" };
        return Err(Rejection {
            segment: Some(segment.name()),
            ..Rejection::of_first_field(code, "SegmentType", start)
        });
    }
    let mut fields = Fields::new(segment, start, part);
    fields.number("SegmentType", 3)?;
    match segment {
        Segment::DisclosedVendors => tc.disclosed_vendors = Some(fields.vendor_section()?),
        Segment::AllowedVendors => tc.allowed_vendors = Some(fields.vendor_section()?),
        _ => tc.publisher_tc = Some(read_publisher_tc(&mut fields)?),
    }
    fields.finish()
}

fn read_publisher_tc(fields: &mut Fields) -> Result<PublisherTc, Rejection> {
    let purposes_consent = fields.ids("PubPurposesConsent", 24)?;
    let purposes_li_transparency = fields.ids("PubPurposesLITransparency", 24)?;
    let count = fields.uint("NumCustomPurposes")?;
    let consent = fields.ids("CustomPurposesConsent", usize::from(count.get()))?;
    let interest = fields.ids("CustomPurposesLITransparency", usize::from(count.get()))?;
    let custom_purposes = CustomPurposes::new(count, consent, interest).unwrap();
    Ok(PublisherTc { purposes_consent, purposes_li_transparency, custom_purposes })
}

fn read_v1(core: &str) -> Result<v1::ConsentString, Rejection> {
    let mut fields = Fields::new(Segment::Core, 0, core);
    fields.number("Version", 6)?;
    let mut value = v1::ConsentString {
        created: fields.time("Created")?,
        last_updated: fields.time("LastUpdated")?,
        cmp_id: fields.uint("CmpId")?,
        cmp_version: fields.uint("CmpVersion")?,
        consent_screen: fields.uint("ConsentScreen")?,
        consent_language: fields.code("ConsentLanguage")?,
        vendor_list_version: fields.uint("VendorListVersion")?,
        purposes_allowed: fields.ids("PurposesAllowed", 24)?,
        vendors: v1::Vendors::default(),
    };
    let max = fields.small("MaxVendorId", 16)?;
    let consents = if fields.flag("EncodingType")? {
        let default_consent = fields.flag("DefaultConsent")?;
        let mut vendors = listed(&fields.entries(max)?);
        if default_consent {
            for listed in &mut vendors[1..=usize::from(max)] {
                *listed = !*listed;
            }
        }
        set_of(&vendors)
    } else {
        fields.bit_field(max)?
    };
    value.vendors = v1::Vendors::new(max, consents).unwrap();
    fields.finish()?;
    Ok(value)
}
