//! A GPP string to check, and the places in it.

use std::ops::Range;

use tcf_codec::gpp::us::UsSection;
use tcf_codec::gpp::{Container, Header, Section, SectionText};
use tcf_codec::{Deciseconds, Error, Field, Trace, TracedField, TracedSegment};

use crate::age::MaxAge;
use crate::gvl::{CmpList, Gvl};
use crate::rules::expectations::LocalExpectations;
use crate::rules::place::{FieldName, Place};

/// A GPP string to check.
pub struct GppSubject<'a> {
    pub(super) container: Container<'a>,
    /// The header of the container.
    pub(super) decoded_header: Header,
    sections: Vec<SectionSubject<'a>>,
    /// The evaluation date.
    pub(super) at: Deciseconds,
    /// The vendor list for section 2.
    pub(super) gvl: Option<&'a Gvl>,
    /// The newest available list of any specification.
    pub(super) newest: Option<&'a Gvl>,
    /// Whether the vendor list is used even if the string names another one.
    pub(super) any_gvl: bool,
    /// The CMP list.
    pub(super) cmps: Option<&'a CmpList>,
    /// The age after which a TCF section is expired.
    pub(super) max_age: MaxAge,
    /// Local expectations of section 2.
    pub(super) local: LocalExpectations<'a>,
}

/// A section of a GPP string.
pub(super) struct SectionSubject<'a> {
    pub(super) text: SectionText<'a>,
    pub(super) value: Result<Section, Error>,
    trace: Trace,
}

/// The name of sub-sections that the specification does not define.
const UNDEFINED: &str = "undefined";

/// A decoded US section.
pub(in crate::rules) struct UsSubject<'a> {
    pub(super) us: &'a UsSection,
    pub(super) section: &'a SectionSubject<'a>,
}

impl<'a> GppSubject<'a> {
    /// Splits a string of at most `max_len` bytes into its sections and decodes them. Those that
    /// cannot be decoded become findings.
    ///
    /// # Errors
    ///
    /// Returns the fault of the header, of the number of sections, or of an empty section.
    pub fn new(text: &'a str, max_len: usize, at: Deciseconds) -> Result<Self, Error> {
        let container = Container::with_max_len(text, max_len)?;
        let sections = container.sections().map(|text| {
            let (trace, value) = text.trace();
            SectionSubject { text, value, trace }
        });
        Ok(Self {
            sections: sections.collect(),
            decoded_header: container.header(),
            container,
            at,
            gvl: None,
            newest: None,
            any_gvl: false,
            cmps: None,
            max_age: MaxAge::DEFAULT,
            local: LocalExpectations::default(),
        })
    }

    /// Checks section 2 against a vendor list. See [`Subject::with_gvl`].
    ///
    /// [`Subject::with_gvl`]: crate::rules::Subject::with_gvl
    #[must_use]
    pub fn with_gvl(self, gvl: Option<&'a Gvl>, newest: Option<&'a Gvl>, any: bool) -> Self {
        Self { gvl, newest, any_gvl: any, ..self }
    }

    /// Checks section 2 against a CMP list.
    #[must_use]
    pub fn with_cmps(self, cmps: Option<&'a CmpList>) -> Self {
        Self { cmps, ..self }
    }

    /// Sets the age after which a TCF section is expired (P005); default 13 months.
    #[must_use]
    pub fn expired_after(self, max_age: MaxAge) -> Self {
        Self { max_age, ..self }
    }

    /// Checks section 2 against local expectations.
    #[must_use]
    pub fn with_expectations(self, local: LocalExpectations<'a>) -> Self {
        Self { local, ..self }
    }

    /// All sections.
    pub(super) fn sections(&self) -> impl Iterator<Item = &SectionSubject<'a>> {
        self.sections.iter()
    }

    /// The sections that could be decoded, with their values.
    pub(super) fn decoded(&self) -> impl Iterator<Item = (&SectionSubject<'a>, &Section)> {
        self.sections().filter_map(|section| Some((section, section.value.as_ref().ok()?)))
    }

    /// The US sections that could be decoded.
    pub(super) fn us(&self) -> impl Iterator<Item = UsSubject<'_>> {
        self.decoded().filter_map(|(section, value)| match value {
            Section::Us(us) => Some(UsSubject { us, section }),
            _ => None,
        })
    }

    /// The sections whose sub-sections a rule of this group may check, because no other group does.
    pub(super) fn with_subsections(&self) -> impl Iterator<Item = &SectionSubject<'a>> {
        let is_checked = |value: &Section| matches!(value, Section::Us(_) | Section::TcfCaV1(_));
        self.decoded().filter(move |(_, value)| is_checked(value)).map(|(section, _)| section)
    }

    /// The place of the header, or of the given bits.
    pub(super) fn header(&self, tail: Option<Range<u32>>) -> Option<Place> {
        let text = self.container.header_text();
        let characters = match &tail {
            Some(bits) => usize::try_from(bits.start / 6).ok()?..text.len(),
            None => 0..text.len(),
        };
        let field = tail.as_ref().map(|_| FieldName::Tail);
        Some(Place { section: None, segment: None, field, bits: tail, characters })
    }

    /// The bits of the header after its last entry.
    pub(super) fn header_tail(&self) -> Option<Range<u32>> {
        let bits = u32::try_from(self.container.header_text().len()).ok()?.checked_mul(6)?;
        let tail = u32::try_from(self.decoded_header.tail().len()).ok()?;
        Some(bits.checked_sub(tail)?..bits)
    }
}

impl SectionSubject<'_> {
    /// The sub-sections, in text order.
    pub(super) fn subsections(&self) -> &[TracedSegment] {
        self.trace.segments()
    }

    /// The sub-sections that the specification defines.
    pub(super) fn defined(&self) -> impl Iterator<Item = &TracedSegment> {
        self.subsections().iter().filter(|found| found.segment() != UNDEFINED)
    }

    /// The sub-sections that it does not define.
    pub(super) fn undefined(&self) -> impl Iterator<Item = &TracedSegment> {
        self.subsections().iter().filter(|found| found.segment() == UNDEFINED)
    }

    /// The bits after the last field of each defined sub-section.
    pub(super) fn tails(&self) -> impl Iterator<Item = (&TracedSegment, Range<u32>)> {
        self.defined().filter_map(|found| Some((found, found.tail()?)))
    }

    /// The place of characters of the section.
    pub(super) fn whole(&self) -> Place {
        let characters = self.text.characters();
        Place { section: Some(self.text.id()), segment: None, field: None, bits: None, characters }
    }

    /// The place of a sub-section.
    pub(super) fn subsection(&self, found: &TracedSegment) -> Place {
        Place {
            section: Some(self.text.id()),
            segment: Some(found.segment()),
            field: None,
            bits: None,
            characters: found.characters(),
        }
    }

    /// The place of bits of a sub-section.
    pub(super) fn bits(
        &self,
        found: &TracedSegment,
        field: impl Into<FieldName>,
        bits: Range<u32>,
    ) -> Place {
        Place {
            section: Some(self.text.id()),
            segment: Some(found.segment()),
            field: Some(field.into()),
            characters: found.characters_of(bits.clone()),
            bits: Some(bits),
        }
    }

    /// The place of the bits after the last field of a sub-section.
    pub(super) fn tail(&self, found: &TracedSegment, bits: Range<u32>) -> Place {
        self.bits(found, FieldName::Tail, bits)
    }

    /// The place of a field, or of an element of a list.
    pub(super) fn field(&self, field: Field, index: Option<usize>) -> Option<Place> {
        let is_it = |traced: &TracedField| {
            traced.path().field == field && traced.path().index.map(usize::from) == index
        };
        self.subsections().iter().find_map(|found| {
            let traced = found.fields().iter().find(|traced| is_it(traced))?;
            Some(self.bits(found, traced.path(), traced.bits()))
        })
    }
}

impl UsSubject<'_> {
    /// The value of a field. `None` if the section does not have the field.
    pub(super) fn get(&self, field: Field) -> Option<u8> {
        self.us.get(field)
    }

    /// The indexes of the values of a list that a function selects, and the values. A field with a
    /// single value has no index.
    pub(super) fn values(
        &self,
        field: Field,
        is_selected: impl Fn(u8) -> bool,
    ) -> Vec<(Option<usize>, u8)> {
        let is_list = self.is_list(field);
        let values = self.us.list(field).into_iter().flatten().enumerate();
        let values = values.filter(|&(_, value)| is_selected(value));
        values.map(|(index, value)| (is_list.then_some(index), value)).collect()
    }

    /// Whether a field has an index in names. The sub-section of sensitive data is a list.
    pub(super) fn is_list(&self, field: Field) -> bool {
        let mut fields = self.us.format().fields().iter();
        fields.find(|found| found.field() == field).is_none_or(|found| found.list_len().is_some())
    }

    /// The place of a field.
    pub(super) fn place(&self, field: Field) -> Option<Place> {
        self.section.field(field, None)
    }

    /// The place of a value of a field.
    pub(super) fn value_place(&self, field: Field, index: Option<usize>) -> Option<Place> {
        self.section.field(field, index)
    }
}
