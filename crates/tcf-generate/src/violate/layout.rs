//! Recipes for encoding rules: longer or reordered encodings of valid values, and version 1.

use tcf_codec::{
    Deciseconds, DecodeOptions, EncodeOptions, IdSet, Layout, PublisherTc, PurposeId, RangeEntry,
    RestrictionType, SectionEncoding, SectionLayout, Segment, SegmentLayout, Tail, TailAlignment,
    TcString, VendorEncoding, VendorId, VendorRange, VendorSet, decode, v1,
};
use tcf_policy::dates;
use tcf_policy::rules::RuleCode;
use tcf_policy::vocabulary::PURPOSE_ONE;

use super::value::restrict;
use super::{Draft, Recipe};
use crate::compose::{u6, u12};
use crate::dates::{after, before};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::F002, |draft| {
        entries(draft, |entries, _| {
            entries.iter_mut().find(|entry| !entry.is_range)?.is_range = true;
            Some(())
        })
    }),
    (RuleCode::F019, |draft| {
        draft.as_of = before(dates::VERSION_1_ENDED, 30 + draft.rng.bits() % 500);
        let consents = VendorSet::from_ids([10, 70, draft.rng.id(100, 300)]).ok()?;
        let max = 400 + draft.rng.id(0, 300);
        let all = VendorSet::from_ids(1..=max).ok()?;
        let v1 = v1::ConsentString {
            vendors: v1::Vendors::new(max, all.difference(&consents)).ok()?,
            ..version_1(draft)?
        };
        Some(v1.encode())
    }),
    (RuleCode::F020, |draft| {
        laid_out(draft, |layout, draft| {
            let segment = layout.segments.get_mut(draft.rng.below(2))?;
            segment.tail.set(draft.rng.below(segment.tail.len())).then_some(())
        })
    }),
    (RuleCode::F021, |draft| {
        laid_out(draft, |layout, draft| {
            let segment = layout.segments.get_mut(draft.rng.below(2))?;
            segment.tail = Tail::zeros(segment.tail.len() + 24 * (1 + draft.rng.below(8)));
            Some(())
        })
    }),
    (RuleCode::P001, |draft| {
        draft.as_of = after(dates::VERSION_1_ENDED, draft.rng.bits() % 60);
        Some(version_1(draft)?.encode())
    }),
    (RuleCode::C001, |draft| {
        let tc = draft.base()?;
        let encode = |vendor_encoding| {
            tc.encode_as(EncodeOptions { vendor_encoding, ..EncodeOptions::default() }).ok()
        };
        let forms = [encode(VendorEncoding::BitField)?, encode(VendorEncoding::Range)?];
        Some(forms.get(draft.rng.below(2))?.clone())
    }),
    (RuleCode::C002, |draft| {
        let more = draft.rng.id(1, 40);
        laid_out_value(&draft.base()?, |layout| {
            let core = layout.segments.first_mut()?;
            let max_vendor_id = &mut core.sections.first_mut()?.max_vendor_id;
            *max_vendor_id = max_vendor_id.checked_add(more)?;
            Some(())
        })
    }),
    (RuleCode::C003, |draft| {
        entries(draft, |entries, draft| {
            let sorted = entries.clone();
            draft.rng.shuffle(entries);
            (*entries != sorted).then_some(())
        })
    }),
    (RuleCode::C004, |draft| {
        entries(draft, |entries, draft| {
            let range = entries.iter().find(|entry| entry.range.len() > 2)?.range;
            let id = draft.rng.id(range.start() + 1, range.end() - 1);
            let at = entries.iter().position(|entry| entry.range == range)?;
            entries.insert(at + 1, RangeEntry::shortest(VendorId::new(id)?.into()));
            Some(())
        })
    }),
    (RuleCode::C005, |draft| {
        entries(draft, |entries, draft| {
            let at = entries.iter().position(|entry| entry.range.len() > 3)?;
            let range = entries.get(at)?.range;
            let end = draft.rng.id(range.start() + 1, range.end() - 2);
            let halves =
                [VendorRange::new(range.start(), end), VendorRange::new(end + 1, range.end())];
            entries.splice(at..=at, halves.into_iter().flatten().map(RangeEntry::shortest));
            Some(())
        })
    }),
    (RuleCode::C006, |draft| {
        entries(draft, |entries, _| {
            let at = entries.iter().position(|entry| entry.range.len() > 1)?;
            let ids = entries.get(at)?.range.ids();
            let singles: Vec<_> = ids.map(VendorRange::single).map(RangeEntry::shortest).collect();
            entries.splice(at..=at, singles);
            Some(())
        })
    }),
    (RuleCode::C007, |draft| {
        let mut tc = draft.base_with_disclosed()?;
        let disclosed = tc.disclosed_vendors.clone()?;
        let (first, second) = (draft.rng.id(2, 10), draft.rng.id(2, 10));
        if first <= second {
            return None;
        }
        let records = [(first, RestrictionType::NotAllowed), (second, RestrictionType::NotAllowed)];
        restrict(&mut tc, &records, disclosed.iter().take(2))?;
        Some(tc.encode())
    }),
    (RuleCode::C008, |draft| {
        let mut tc = draft.base_with_disclosed()?;
        tc.publisher_tc = Some(publisher_tc(&tc));
        laid_out_value(&tc, |layout| {
            layout.segments.get_mut(1..)?.reverse();
            Some(())
        })
    }),
    (RuleCode::C009, |draft| {
        let mut tc = draft.base()?;
        tc.publisher_tc = Some(PublisherTc::default());
        Some(tc.encode())
    }),
    (RuleCode::C010, |draft| {
        let tail = draft.rng.pick(&[TailAlignment::Quad, TailAlignment::Sextet]);
        draft.base()?.encode_as(EncodeOptions { tail, ..EncodeOptions::default() }).ok()
    }),
    (RuleCode::C011, |draft| {
        let mut tc = draft.base()?;
        // Without vendors, clear the purposes too.
        (tc.purposes_consent, tc.vendor_consents) = (IdSet::EMPTY, VendorSet::new());
        laid_out_value(&tc, |layout| {
            let core = layout.segments.first_mut()?;
            core.sections.first_mut()?.encoding =
                SectionEncoding::Ranges { default_consent: false, entries: Vec::new() };
            Some(())
        })
    }),
    (RuleCode::G021, |draft| {
        let highest = draft.generator.lists.gvl?.max_vendor_id();
        let above = highest.checked_add(draft.rng.id(1, 200))?;
        laid_out_value(&draft.base()?, |layout| {
            let core = layout.segments.first_mut()?;
            core.sections.first_mut()?.max_vendor_id = above;
            Some(())
        })
    }),
];

/// A version 1 string from a day on which version 1 was in use.
pub(super) fn version_1(draft: &mut Draft<'_>) -> Option<v1::ConsentString> {
    let last = draft.as_of.min(Deciseconds::from_date(2020, 8, 14)?);
    let day = before(last, 1 + draft.rng.bits() % 60).max(dates::VERSION_1_BEGAN);
    let count = 3 + draft.rng.below(10);
    let consents = VendorSet::from_ids((0..count).map(|_| draft.rng.id(1, 600))).ok()?;
    Some(v1::ConsentString {
        created: day,
        last_updated: day,
        cmp_id: u12(draft.rng.id(2, 300)),
        cmp_version: u12(draft.rng.id(1, 30)),
        consent_screen: u6(draft.rng.id(1, 4)),
        vendor_list_version: u12(draft.rng.id(10, 200)),
        purposes_allowed: PurposeId::all().take(usize::from(draft.rng.id(1, 5))).collect(),
        vendors: v1::Vendors::new(consents.max(), consents).ok()?,
        ..v1::ConsentString::default()
    })
}

/// A non-empty publisher TC segment that follows the choices for vendors.
fn publisher_tc(tc: &TcString) -> PublisherTc {
    let mut purposes_consent = tc.purposes_consent;
    purposes_consent.insert(PURPOSE_ONE);
    PublisherTc { purposes_consent, ..PublisherTc::default() }
}

/// A valid string with a changed layout.
fn laid_out(
    draft: &mut Draft<'_>,
    change: fn(&mut Layout, &mut Draft<'_>) -> Option<()>,
) -> Option<String> {
    let tc = draft.base()?;
    let mut layout = layout_of(&tc)?;
    change(&mut layout, draft)?;
    tc.encode_with(&layout).ok()
}

/// Encodes a value with a changed layout, each segment padded to a whole byte.
fn laid_out_value(tc: &TcString, change: impl FnOnce(&mut Layout) -> Option<()>) -> Option<String> {
    let mut layout = layout_of(tc)?;
    change(&mut layout)?;
    with_byte_tails(tc, layout)
}

fn layout_of(tc: &TcString) -> Option<Layout> {
    decode(&tc.encode(), DecodeOptions::new().with_layout()).ok()?.layout
}

/// Encodes a value with a layout, except that tails pad to a whole byte.
fn with_byte_tails(tc: &TcString, mut layout: Layout) -> Option<String> {
    // The lengths of the tails are only known after encoding the rest.
    for number in 0..layout.segments.len() {
        let is_whole = |tail: usize, layout: &mut Layout| {
            let segment = layout.segments.get_mut(number)?;
            segment.tail = Tail::zeros(tail);
            let name = segment.segment;
            match tc.encode_with(layout) {
                Ok(text) => {
                    let bits = 6 * text.split('.').nth(number)?.len() - tail;
                    Some(tail == bits.next_multiple_of(8).next_multiple_of(6) - bits)
                }
                // Another segment needs a tail.
                Err(error) if error.segment != name => match error.kind {
                    tcf_codec::LayoutErrorKind::UnalignedTail { .. } => Some(true),
                    _ => None,
                },
                Err(_) => Some(false),
            }
        };
        (0..12).find(|&tail| is_whole(tail, &mut layout) == Some(true))?;
    }
    tc.encode_with(&layout).ok()
}

/// A string whose disclosed vendors are shortest as ranges, with other entries for the same
/// vendors.
fn entries(
    draft: &mut Draft<'_>,
    change: fn(&mut Vec<RangeEntry>, &mut Draft<'_>) -> Option<()>,
) -> Option<String> {
    let mut tc = draft.base_with_disclosed()?;
    let disclosed = tc.disclosed_vendors.as_mut()?;
    // Runs far apart, so that the bit field is longer.
    let mut id = 20;
    for _ in 0..3 {
        id += draft.rng.id(150, 250);
        disclosed.insert(VendorRange::new(id, id + draft.rng.id(4, 9)).ok()?);
        disclosed.insert(VendorId::new(id + 40)?);
    }
    let mut layout = layout_of(&tc)?;
    let SegmentLayout { sections, .. } =
        layout.segments.iter_mut().find(|segment| segment.segment == Segment::DisclosedVendors)?;
    let SectionLayout { encoding: SectionEncoding::Ranges { entries, .. }, .. } =
        sections.first_mut()?
    else {
        return None;
    };
    change(entries, draft)?;
    with_byte_tails(&tc, layout)
}
