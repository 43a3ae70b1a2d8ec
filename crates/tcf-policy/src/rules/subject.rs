//! A string to check, and the places of its fields.

use std::cell::OnceCell;
use std::ops::Range;

use tcf_codec::{
    AnyTcString, Deciseconds, Decoded, Field, FieldPath, Id, Layout, RangeEntry, SectionEncoding,
    SectionLayout, Segment, SegmentLayout, TcString, VendorSet, fields, fixed_bits, v1,
};

use super::needs::{Need, Needs};
use super::place::{FieldName, Place};
use super::vendor_basis_sets::VendorBasisSets;
use crate::age::MaxAge;
use crate::conditions;
use crate::gvl::{CmpList, DefinitionKind, Gvl, ListKey};

/// A decoded string, with what it is checked against.
pub struct Subject<'a> {
    /// The input.
    pub(super) text: &'a str,
    pub(super) decoded: &'a Decoded,
    pub(super) layout: &'a Layout,
    /// The byte offset of each segment in the decoded text.
    starts: Vec<(Segment, usize)>,
    /// The evaluation date.
    pub(super) at: Deciseconds,
    /// The vendor list.
    pub(super) gvl: Option<&'a Gvl>,
    /// The newest available list of any specification.
    pub(super) newest: Option<&'a Gvl>,
    /// The CMP list.
    pub(super) cmps: Option<&'a CmpList>,
    /// Whether the vendor list is used even if the string names another one.
    pub(super) any_gvl: bool,
    /// The age after which a string is expired.
    pub(super) max_age: MaxAge,
    /// The legal bases of the vendors, computed on first use.
    bases: OnceCell<VendorBasisSets>,
}

impl<'a> Subject<'a> {
    /// A string decoded from `text`; `None` if it was decoded without its layout.
    pub fn new(text: &'a str, decoded: &'a Decoded, at: Deciseconds) -> Option<Self> {
        let layout = decoded.layout.as_ref()?;
        let mut start = 0;
        let mut starts = Vec::with_capacity(layout.segments.len());
        let parts = decoded.repaired().unwrap_or(text).split('.');
        for (segment, part) in layout.segments.iter().zip(parts) {
            starts.push((segment.segment, start));
            start += part.len() + 1;
        }
        Some(Self {
            text,
            decoded,
            layout,
            starts,
            at,
            gvl: None,
            newest: None,
            cmps: None,
            any_gvl: false,
            max_age: MaxAge::DEFAULT,
            bases: OnceCell::new(),
        })
    }

    /// Checks against a vendor list; with `any`, even if the string names another one of the same
    /// specification. `newest` is the newest available list of any specification.
    #[must_use]
    pub fn with_gvl(self, gvl: Option<&'a Gvl>, newest: Option<&'a Gvl>, any: bool) -> Self {
        Self { gvl, newest, any_gvl: any, ..self }
    }

    /// Sets the age after which a string is expired (P005); default 13 months.
    #[must_use]
    pub fn expired_after(self, max_age: MaxAge) -> Self {
        Self { max_age, ..self }
    }

    /// Checks against a CMP list.
    #[must_use]
    pub fn with_cmps(self, cmps: Option<&'a CmpList>) -> Self {
        Self { cmps, ..self }
    }

    pub(super) fn v2(&self) -> Option<&'a TcString> {
        match &self.decoded.value {
            AnyTcString::V2(tc) => Some(tc),
            AnyTcString::V1(_) => None,
        }
    }

    pub(super) fn v1(&self) -> Option<&'a v1::ConsentString> {
        match &self.decoded.value {
            AnyTcString::V1(value) => Some(value),
            AnyTcString::V2(_) => None,
        }
    }

    /// The vendor list that the string names, or one that is used in its place.
    pub(super) fn exact_gvl(&self) -> Option<&'a Gvl> {
        let Ok(named) = ListKey::named_by(self.v2()?);
        let named = named?;
        self.gvl.filter(|gvl| {
            let key = gvl.key();
            key == named || self.any_gvl && key.specification == named.specification
        })
    }

    /// The inputs that are missing. Version 1 strings name no vendor list, so the rules that need
    /// one do not apply to them.
    pub(super) fn missing(&self) -> Needs {
        let mut missing = Needs::NONE;
        missing.insert_if(self.cmps.is_none(), Need::CmpList);
        if self.v2().is_none() {
            return missing;
        }
        missing.insert_if(self.gvl.is_none() && self.newest.is_none(), Need::AnyVendorList);
        match self.exact_gvl() {
            None => missing.insert_if(true, Need::VendorList),
            Some(gvl) => {
                let lacks = |kind| gvl.definitions(kind).is_none();
                let is_newest = self.newest.is_none_or(|newest| newest.key() <= gvl.key());
                missing.insert_if(is_newest, Need::NewerVendorList);
                missing.insert_if(lacks(DefinitionKind::Purposes), Need::Purposes);
                missing.insert_if(lacks(DefinitionKind::SpecialFeatures), Need::SpecialFeatures);
            }
        }
        missing
    }

    /// Whether there is a CMP list, and the CMP of a version 2 string is not in it.
    pub(super) fn cmp_is_unlisted(&self) -> bool {
        self.v2().zip(self.cmps).is_some_and(|(tc, cmps)| cmps.get(tc.cmp_id.get()).is_none())
    }

    /// The legal bases of the vendors in the list.
    pub(super) fn bases(&self, tc: &TcString, gvl: &Gvl) -> &VendorBasisSets {
        self.bases
            .get_or_init(|| VendorBasisSets::new(tc, gvl, self.deleted_at(gvl, tc.last_updated)))
    }

    /// The vendors that are deleted as of a date, according to the list or to the newest one.
    pub(super) fn deleted_at(&self, gvl: &Gvl, as_of: Deciseconds) -> VendorSet {
        let mut deleted = gvl.sets().deleted_at(as_of);
        if let Some(newest) = self.newest.filter(|newest| newest.key() != gvl.key()) {
            deleted.union_with(&newest.sets().deleted_at(as_of));
        }
        deleted
    }

    /// Created and LastUpdated.
    pub(super) fn times(&self) -> (Deciseconds, Deciseconds) {
        match &self.decoded.value {
            AnyTcString::V1(value) => (value.created, value.last_updated),
            AnyTcString::V2(tc) => (tc.created, tc.last_updated),
        }
    }

    /// The date of the string in every rule that depends on dates: the later of its times.
    pub(super) fn date(&self) -> Deciseconds {
        let Ok(date) = conditions::date(&self.decoded.value);
        date
    }

    pub(super) fn segment(&self, segment: Segment) -> Option<&'a SegmentLayout> {
        self.layout.segments.iter().find(|found| found.segment == segment)
    }

    /// All vendor sections, with their segment and their number in it.
    pub(super) fn sections(
        &self,
    ) -> impl Iterator<Item = (Segment, usize, &'a SectionLayout)> + use<'a> {
        self.layout.segments.iter().flat_map(|segment| {
            segment.sections.iter().enumerate().map(|(at, section)| (segment.segment, at, section))
        })
    }

    /// The name of a section in messages.
    pub(super) fn section_name(segment: Segment, number: usize) -> &'static str {
        match (segment, number) {
            (Segment::Core, 0) => "vendor consents",
            (Segment::Core, _) => "vendor legitimate interests",
            (Segment::DisclosedVendors, _) => "disclosed vendors",
            (Segment::AllowedVendors | Segment::PublisherTc, _) => "allowed vendors",
        }
    }

    /// The place of bits of a segment.
    pub(super) fn bits(
        &self,
        segment: Segment,
        field: impl Into<FieldName>,
        bits: Range<u32>,
    ) -> Option<Place> {
        let &(_, start) = self.starts.iter().find(|(found, _)| *found == segment)?;
        let (first, end) =
            (start + to_usize(bits.start / 6), start + to_usize(bits.end.div_ceil(6)));
        let characters = self.decoded.source_map().range(first..end);
        Some(Place {
            section: None,
            segment: Some(segment.name()),
            field: Some(field.into()),
            bits: Some(bits),
            characters,
        })
    }

    /// The place of a field with a fixed offset.
    pub(super) fn field(&self, segment: Segment, field: Field) -> Option<Place> {
        let bits = fixed_bits(self.decoded.value.version(), segment, field)?;
        self.bits(segment, field, bits)
    }

    /// The place of a field of the core.
    pub(super) fn core(&self, field: Field) -> Option<Place> {
        self.field(Segment::Core, field)
    }

    /// The place of a bit of a set of ids.
    pub(super) fn id_bit<const N: usize>(
        &self,
        segment: Segment,
        field: Field,
        id: Id<N>,
    ) -> Option<Place> {
        let bits = fixed_bits(self.decoded.value.version(), segment, field)?;
        let bit = bits.start + u32::from(id.get()) - 1;
        self.bits(segment, field, bit..bit + 1)
    }

    /// The decoded text, which differs from the input after repairs.
    pub(super) fn decoded_text(&self) -> &'a str {
        self.decoded.repaired().unwrap_or(self.text)
    }

    /// The bytes of a segment in the decoded text.
    pub(super) fn characters(&self, segment: Segment) -> Option<Range<usize>> {
        let text = self.decoded_text();
        let &(_, start) = self.starts.iter().find(|(found, _)| *found == segment)?;
        let end = text.get(start..)?.find('.').map_or(text.len(), |length| start + length);
        Some(start..end)
    }

    /// The place of a whole segment.
    pub(super) fn whole(&self, segment: Segment) -> Option<Place> {
        let Range { start, end } = self.characters(segment)?;
        let characters = self.decoded.source_map().range(start..end);
        Some(Place {
            section: None,
            segment: Some(segment.name()),
            field: None,
            bits: None,
            characters,
        })
    }

    /// The path of a field of a vendor section.
    fn in_section(&self, segment: Segment, number: usize, field: Field) -> FieldPath {
        let part = match (self.decoded.value.version(), segment, number) {
            (2, Segment::Core, 0) => Some(fields::VENDOR_CONSENT),
            (2, Segment::Core, _) => Some(fields::VENDOR_LEGITIMATE_INTEREST),
            _ => None,
        };
        FieldPath::from(field).in_part(part)
    }

    /// The place of MaxVendorId of a vendor section.
    pub(super) fn max_vendor_id(
        &self,
        segment: Segment,
        number: usize,
        section: &SectionLayout,
    ) -> Option<Place> {
        let path = self.in_section(segment, number, fields::MAX_VENDOR_ID);
        self.bits(segment, path, section.bit..section.bit + 16)
    }

    /// The place of the bit that selects a bit field or ranges in a vendor section.
    pub(super) fn encoding(
        &self,
        segment: Segment,
        number: usize,
        section: &SectionLayout,
    ) -> Option<Place> {
        let is_v1 = self.v1().is_some();
        let field = if is_v1 { fields::ENCODING_TYPE } else { fields::IS_RANGE_ENCODING };
        let path = self.in_section(segment, number, field);
        self.bits(segment, path, section.bit + 16..section.bit + 17)
    }

    /// The place of DefaultConsent in a version 1 string.
    pub(super) fn default_consent(
        &self,
        segment: Segment,
        section: &SectionLayout,
    ) -> Option<Place> {
        self.bits(segment, fields::DEFAULT_CONSENT, section.bit + 17..section.bit + 18)
    }

    /// The place of an entry of a vendor section.
    pub(super) fn entry(
        &self,
        segment: Segment,
        number: usize,
        section: &SectionLayout,
        index: usize,
    ) -> Option<Place> {
        let SectionEncoding::Ranges { entries, .. } = &section.encoding else { return None };
        // MaxVendorId, IsRangeEncoding and NumEntries; version 1 has DefaultConsent too.
        let head = if self.v1().is_some() { 30 } else { 29 };
        let path = self.in_section(segment, number, fields::RANGE_ENTRY);
        self.entry_at(segment, path, section.bit + head, entries, index)
    }

    fn entry_at(
        &self,
        segment: Segment,
        path: FieldPath,
        first: u32,
        entries: &[RangeEntry],
        index: usize,
    ) -> Option<Place> {
        let width = |entry: &RangeEntry| if entry.is_range { 33 } else { 17 };
        let start = first + entries.iter().take(index).map(width).sum::<u32>();
        let end = start + width(entries.get(index)?);
        self.bits(segment, path.element(u16::try_from(index).ok()?), start..end)
    }

    /// The place of a publisher restriction: its bits before the entries.
    pub(super) fn restriction(&self, number: usize) -> Option<Place> {
        let record = self.segment(Segment::Core)?.restrictions.get(number)?;
        let path = FieldPath::from(fields::PUB_RESTRICTION).element(u16::try_from(number).ok()?);
        self.bits(Segment::Core, path, record.bit..record.bit + 20)
    }

    /// The place of a field of a publisher restriction: PurposeId, RestrictionType or NumEntries.
    pub(super) fn restriction_field(&self, number: usize, field: Field) -> Option<Place> {
        let record = self.segment(Segment::Core)?.restrictions.get(number)?;
        let bits = match field {
            _ if field == fields::PURPOSE_ID => 0..6,
            _ if field == fields::RESTRICTION_TYPE => 6..8,
            _ => 8..20,
        };
        let number = u16::try_from(number).ok()?;
        let path = FieldPath::from(field).in_part_number(fields::PUB_RESTRICTIONS, number);
        self.bits(Segment::Core, path, record.bit + bits.start..record.bit + bits.end)
    }

    /// The place of an entry of a publisher restriction.
    pub(super) fn restriction_entry(&self, number: usize, index: usize) -> Option<Place> {
        let record = self.segment(Segment::Core)?.restrictions.get(number)?;
        let part = u16::try_from(number).ok()?;
        let path =
            FieldPath::from(fields::RANGE_ENTRY).in_part_number(fields::PUB_RESTRICTIONS, part);
        self.entry_at(Segment::Core, path, record.bit + 20, &record.entries, index)
    }

    /// The place of the rest of a segment from a byte offset in the decoded text.
    pub(super) fn rest(&self, segment: &SegmentLayout, offset: usize) -> Option<Place> {
        let characters = self.characters(segment.segment)?;
        let bit = |offset: usize| u32::try_from(offset.checked_sub(characters.start)? * 6).ok();
        self.bits(segment.segment, FieldName::Tail, bit(offset)?..bit(characters.end)?)
    }

    /// The place of the tail of a segment; the last character if there is no tail.
    pub(super) fn tail(&self, segment: &SegmentLayout) -> Option<Place> {
        let characters = self.characters(segment.segment)?.len();
        let length = u32::try_from(characters).ok()?.checked_mul(6)?;
        let bits = match u32::try_from(segment.tail.len()).ok()? {
            0 => length.checked_sub(6)?..length,
            tail => length.checked_sub(tail)?..length,
        };
        let place = self.bits(segment.segment, FieldName::Tail, bits)?;
        let field = place.field.filter(|_| !segment.tail.is_empty());
        Some(Place { field, ..place })
    }
}

#[expect(clippy::expect_used, reason = "a `usize` has 32 bits or more on every supported target")]
fn to_usize(bits: u32) -> usize {
    usize::try_from(bits).expect("a u32 fits into a usize")
}
