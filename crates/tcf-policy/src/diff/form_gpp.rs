//! Comparison of the encoding of GPP strings.

use tcf_codec::gpp::us::UsSection;
use tcf_codec::gpp::{Container, Section, SectionText};
use tcf_codec::{
    DecodeOptions, FieldValue, GppString, Part, Segment, Tail, Trace, TracedSegment, decode, fields,
};

use super::form::{Encoded, FormChange, FormDifference, compare_tails, entries_differ, form};
use super::gpp::diff_section;

/// A decoded GPP string, and its text split into sections.
#[derive(Clone, Copy, Debug)]
pub struct EncodedGpp<'a> {
    /// The meaning.
    pub value: &'a GppString,
    /// The text.
    pub container: &'a Container<'a>,
}

/// Compares the encoding of two GPP strings: their headers, and the sections that both have. See
/// [`form`](super::form()) for sections 1 and 2.
///
/// Two strings with equal meaning and equal encoding are the same text.
///
/// ```
/// use tcf_codec::gpp::{Container, GppString};
/// use tcf_policy::diff::{EncodedGpp, FormDifference, form_gpp};
///
/// let (a, b) = ("DBABEY~YBABY.BQAA.Y", "DBABEY~BQAA.Y");
/// let (value_a, value_b) = (GppString::decode(a)?, GppString::decode(b)?);
/// let (a, b) = (Container::new(a)?, Container::new(b)?);
/// let encoded = |value, container| EncodedGpp { value, container };
/// let changes = form_gpp(encoded(&value_a, &a), encoded(&value_b, &b));
/// assert_eq!(changes[0].difference, FormDifference::SectionHeader(true, false));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn form_gpp(a: EncodedGpp<'_>, b: EncodedGpp<'_>) -> Vec<FormChange> {
    let mut changes = header(a.container, b.container);
    for before in a.container.sections() {
        let id = before.id();
        let Some(after) = b.container.section(id) else { continue };
        let values = a.value.section(id).zip(b.value.section(id));
        let Some((value_a, value_b)) = values.filter(|_| before.text() != after.text()) else {
            continue;
        };
        let of_section = section((value_a, before), (value_b, after)).into_iter();
        changes.extend(of_section.map(|change| FormChange { section: Some(id), ..change }));
    }
    changes
}

fn header(a: &Container<'_>, b: &Container<'_>) -> Vec<FormChange> {
    let mut changes = Vec::new();
    let (from, to) = (a.header(), b.header());
    let same = from.ids().eq(to.ids());
    let mut push = |field, difference| changes.push(in_segment("header", field, difference));
    let differ = entries_differ(from.entries(), to.entries(), same);
    if differ {
        push("sections", FormDifference::Entries(from.entries().len(), to.entries().len()));
    }
    let is_comparable = same && !differ;
    compare_tails(from.tail(), to.tail(), is_comparable, |difference| push("tail", difference));
    if same && changes.is_empty() && a.header_text() != b.header_text() {
        changes.push(in_segment("header", "text", FormDifference::Text));
    }
    changes
}

const fn in_segment(
    segment: &'static str,
    field: &'static str,
    difference: FormDifference,
) -> FormChange {
    FormChange { section: None, segment: Some(segment), field, difference }
}

const fn in_no_segment(field: &'static str, difference: FormDifference) -> FormChange {
    FormChange { section: None, segment: None, field, difference }
}

/// A section and its text.
type Encoding<'a> = (&'a Section, SectionText<'a>);

/// Compares the encoding of sections with different texts.
fn section((value_a, a): Encoding<'_>, (value_b, b): Encoding<'_>) -> Vec<FormChange> {
    let same = diff_section(value_a, value_b).is_empty();
    let mut changes = match (value_a, value_b) {
        (Section::TcfEuV1(_) | Section::TcfEuV2(_), _) => form_of_tc(a.text(), b.text()),
        (Section::Us(from), Section::Us(to)) => {
            let mut changes = us(from, to);
            changes.extend(subsections(&a.trace().0, &b.trace().0, same, true));
            changes
        }
        (Section::TcfCaV1(from), Section::TcfCaV1(to)) => {
            let mut changes = Vec::new();
            if from.wire != to.wire {
                let difference = FormDifference::Wire(from.wire.name(), to.wire.name());
                changes.push(in_no_segment("wire", difference));
            }
            let has = [from, to].map(|canada| canada.publisher_restrictions.is_some());
            if let [from, to] = has
                && from != to
            {
                let difference = FormDifference::Presence(from, to);
                changes.push(in_segment("core", "publisherRestrictions", difference));
            }
            let (a, b) = (a.trace().0, b.trace().0);
            changes.extend(ranges(&a, &b));
            changes.extend(subsections(&a, &b, same, false));
            changes
        }
        _ => Vec::new(),
    };
    if same && changes.is_empty() {
        changes.push(in_no_segment("text", FormDifference::Text));
    }
    changes
}

fn form_of_tc(a: &str, b: &str) -> Vec<FormChange> {
    let decode = |text: &str| {
        let options = DecodeOptions::new().with_max_len(text.len()).with_layout();
        let decoded = decode(text, options).ok()?;
        Some((decoded.value, decoded.layout?))
    };
    // Both were decoded before.
    decode(a).zip(decode(b)).map_or_else(Vec::new, |((value_a, layout_a), (value_b, layout_b))| {
        form(
            Encoded { value: &value_a, layout: &layout_a },
            Encoded { value: &value_b, layout: &layout_b },
        )
    })
}

fn us(a: &UsSection, b: &UsSection) -> Vec<FormChange> {
    let mut changes = Vec::new();
    let (from, to) = (a.format(), b.format());
    // Otherwise the fields follow from the version.
    if from.is_hybrid() != to.is_hybrid() {
        let widths = FormDifference::Widths(from.version_of_fields(), to.version_of_fields());
        if from.version_of_fields() != to.version_of_fields() {
            changes.push(in_segment(Segment::Core.name(), "widths", widths));
        }
    }
    if a.has_section_header() != b.has_section_header() {
        let (from, to) = (a.has_section_header(), b.has_section_header());
        changes.push(in_no_segment("sectionHeader", FormDifference::SectionHeader(from, to)));
    }
    changes
}

/// Compares which sets of vendors of a Canadian section are ranges.
fn ranges(a: &Trace, b: &Trace) -> Vec<FormChange> {
    let mut changes = Vec::new();
    for (from, to) in pairs(a, b) {
        let encodings = |segment: &TracedSegment| -> Vec<_> {
            let fields = segment.fields().iter();
            let fields = fields.filter(|field| field.path().field == fields::IS_RANGE_ENCODING);
            fields
                .map(|field| {
                    let part = field.path().part.map(Part::name);
                    (part, segment.value(field) == FieldValue::Flag(true))
                })
                .collect()
        };
        for ((part, from), (other, to)) in encodings(from).into_iter().zip(encodings(to)) {
            if from != to && part == other {
                let field = match part {
                    Some("VendorExpressConsent") => "vendorExpressConsent",
                    Some("VendorImpliedConsent") => "vendorImpliedConsent",
                    Some(_) => "publisherRestrictions",
                    None => "disclosedVendors",
                };
                let difference = FormDifference::Ranges(from, to);
                changes.push(in_segment(segment_of(field), field, difference));
            }
        }
    }
    changes
}

/// The sub-section of a Canadian section with a set of vendors.
fn segment_of(field: &'static str) -> &'static str {
    let disclosed = Segment::DisclosedVendors.name();
    if field == disclosed { disclosed } else { Segment::Core.name() }
}

/// The sub-sections but for the section header.
fn named(trace: &Trace) -> impl Iterator<Item = &TracedSegment> {
    trace.segments().iter().filter(|segment| segment.segment() != "header")
}

/// The sub-sections that both have: the first of each name, the second, and so on.
fn pairs<'a>(
    a: &'a Trace,
    b: &'a Trace,
) -> impl Iterator<Item = (&'a TracedSegment, &'a TracedSegment)> {
    a.segments().iter().enumerate().filter_map(|(index, segment)| {
        let is_same = |other: &&TracedSegment| other.segment() == segment.segment();
        let before = a.segments().iter().take(index).filter(is_same).count();
        Some((segment, b.segments().iter().filter(is_same).nth(before)?))
    })
}

/// Compares the order of the sub-sections, and the bits after the last field of each. If fields
/// have a fixed width, the number of these bits does not depend on their values.
fn subsections(a: &Trace, b: &Trace, same: bool, is_fixed: bool) -> Vec<FormChange> {
    let mut changes = Vec::new();
    let names = |trace| named(trace).map(TracedSegment::segment).collect::<Vec<_>>();
    let (from, to) = (names(a), names(b));
    if same && from != to {
        changes.push(in_no_segment("segments", FormDifference::SegmentOrder(from, to)));
    }
    for (from, to) in pairs(a, b) {
        let (Some(tail_a), Some(tail_b)) = (from.tail(), to.tail()) else { continue };
        let are_same = tail_a.start == tail_b.start
            && (is_fixed || from.raw(0..tail_a.start).iter().eq(to.raw(0..tail_b.start).iter()));
        compare_tails(&tail_of(from), &tail_of(to), are_same, |difference| {
            changes.push(in_segment(from.segment(), "tail", difference));
        });
    }
    changes
}

/// The bits after the last field.
fn tail_of(segment: &TracedSegment) -> Tail {
    let bits: Vec<bool> = segment.raw(segment.tail().unwrap_or_default()).iter().collect();
    let mut tail = Tail::zeros(bits.len());
    for (bit, _) in bits.iter().enumerate().filter(|(_, is_set)| **is_set) {
        tail.set(bit);
    }
    tail
}
