//! Comparison of encoding.

use std::collections::BTreeSet;

use tcf_codec::{
    AnyTcString, Layout, RangeEntry, Restriction, RestrictionType, SectionEncoding, SectionId,
    SectionLayout, Segment, SegmentLayout, Tail, TcString, U6, VendorSet,
};

use super::meaning::effect;

/// A decoded string with its layout.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    /// The meaning.
    pub value: &'a AnyTcString,
    /// The encoding.
    pub layout: &'a Layout,
}

/// A difference in encoding, with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormChange {
    /// The section of a GPP string; `None` for its header, and in other strings.
    pub section: Option<SectionId>,
    /// The name of the segment or sub-section; `None` if the difference affects all.
    pub segment: Option<&'static str>,
    /// The JSON key of the vendor section, `publisherRestrictions`, `tail` or `segments`. For other
    /// strings than TC strings, also the key of the payload, `sections` for the header of a GPP
    /// string, or `text`.
    pub field: &'static str,
    /// The difference.
    pub difference: FormDifference,
}

/// A difference in encoding: the values before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormDifference {
    /// The order of the segments.
    SegmentOrder(Vec<&'static str>, Vec<&'static str>),
    /// Whether a vendor section is encoded as ranges (`true`) or as a bit field.
    Ranges(bool, bool),
    /// MaxVendorId.
    MaxVendorId(u16, u16),
    /// DefaultConsent (version 1).
    DefaultConsent(bool, bool),
    /// Different range entries for the same vendors. The values are entry counts and may be equal.
    Entries(usize, usize),
    /// The number of redundant publisher restrictions: records without vendors, or with the purpose
    /// and type of an earlier record.
    RepeatedRecords(usize, usize),
    /// The order of publisher restrictions.
    RecordOrder,
    /// The distribution of vendors over records with the same purpose and type.
    RecordVendors,
    /// The number of bits after the last field.
    TailLength(usize, usize),
    /// The bits set after the last field. The values are bit counts and may be equal.
    TailBits(usize, usize),
    /// The version whose fields a US national section has, if one of both has the fields of another
    /// version than its own.
    Widths(u8, u8),
    /// Whether sections 24 to 27 of a GPP string have a section header.
    SectionHeader(bool, bool),
    /// The encoding of the vendors of a Canadian section.
    Wire(&'static str, &'static str),
    /// Whether the core of a Canadian section has publisher restrictions, or ends before them.
    Presence(bool, bool),
    /// The number of ids of an Additional Consent string that say nothing: repeated ones, and
    /// granted ones in the list of disclosed providers.
    RepeatedIds(usize, usize),
    /// The texts differ in another way.
    Text,
}

/// Compares the encoding of two strings. If the meaning of a segment changed, differences that
/// follow from that change, such as a different MaxVendorId or length, are not reported.
///
/// Two strings with equal meaning and equal encoding are the same text.
///
/// ```
/// use tcf_codec::{DecodeOptions, decode};
/// use tcf_policy::diff::{FormDifference, Encoded, form};
/// let decode = |text| decode(text, DecodeOptions::new().with_layout());
/// let a = decode("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo")?;
/// let b = decode(&a.value.encode())?;
/// let (layout_a, layout_b) = (a.layout.unwrap(), b.layout.unwrap());
/// let encoded = |value, layout| Encoded { value, layout };
/// let changes = form(encoded(&a.value, &layout_a), encoded(&b.value, &layout_b));
/// assert_eq!(changes[0].field, "vendorConsents");
/// assert_eq!(changes[0].difference, FormDifference::Ranges(true, false));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn form(a: Encoded<'_>, b: Encoded<'_>) -> Vec<FormChange> {
    let mut changes = Vec::new();
    segment_order(a.layout, b.layout, &mut changes);
    for segment in Segment::ALL {
        let of =
            |layout: &'_ Layout| layout.segments.iter().position(|found| found.segment == segment);
        let in_a = of(a.layout).and_then(|at| a.layout.segments.get(at));
        let in_b = of(b.layout).and_then(|at| b.layout.segments.get(at));
        let (Some(in_a), Some(in_b)) = (in_a, in_b) else { continue };
        let before = changes.len();
        let mut push = |field, difference| {
            changes.push(in_segment(segment, field, difference));
        };
        for (from, to) in in_a.sections.iter().enumerate().zip(&in_b.sections) {
            let ((number, from), to) = (from, to);
            let field = section_name(segment, number);
            let sets = (a.value.vendors_of(segment, number), b.value.vendors_of(segment, number));
            let (Some(set_a), Some(set_b)) = sets else { continue };
            let section = Section { from, to, set_a, set_b };
            let max_is_meaning = max_is_meaning(a.value) && max_is_meaning(b.value);
            section.compare(max_is_meaning, |difference| push(field, difference));
        }
        if let (Segment::Core, AnyTcString::V2(tc_a), AnyTcString::V2(tc_b)) =
            (segment, a.value, b.value)
        {
            let field = "publisherRestrictions";
            restrictions((tc_a, in_a), (tc_b, in_b), |difference| push(field, difference));
        }
        let same = changes.len() == before && are_equal(segment, a.value, b.value);
        compare_tails(&in_a.tail, &in_b.tail, same, |difference| {
            changes.push(in_segment(segment, "tail", difference));
        });
    }
    changes
}

const fn in_segment(
    segment: Segment,
    field: &'static str,
    difference: FormDifference,
) -> FormChange {
    FormChange { section: None, segment: Some(segment.name()), field, difference }
}

/// Compares the order of the segments that both strings have.
fn segment_order(a: &Layout, b: &Layout, changes: &mut Vec<FormChange>) {
    let order = |of: &Layout, other: &Layout| -> Vec<&'static str> {
        let is_in_other =
            |&segment: &Segment| other.segments.iter().any(|found| found.segment == segment);
        let segments = of.segments.iter().map(|found| found.segment);
        segments.filter(is_in_other).map(Segment::name).collect()
    };
    let (from, to) = (order(a, b), order(b, a));
    if from != to {
        let difference = FormDifference::SegmentOrder(from, to);
        let (section, segment) = (None, None);
        changes.push(FormChange { section, segment, field: "segments", difference });
    }
}

/// The JSON key of a vendor section.
const fn section_name(segment: Segment, number: usize) -> &'static str {
    match (segment, number) {
        (Segment::Core, 0) => "vendorConsents",
        (Segment::Core, _) => "vendorLegitimateInterests",
        (other, _) => other.name(),
    }
}

/// Whether MaxVendorId is part of the meaning of the string.
const fn max_is_meaning(value: &AnyTcString) -> bool {
    matches!(value, AnyTcString::V1(_))
}

/// A vendor section before and after.
struct Section<'a> {
    from: &'a SectionLayout,
    to: &'a SectionLayout,
    set_a: &'a VendorSet,
    set_b: &'a VendorSet,
}

impl Section<'_> {
    fn compare(&self, max_is_meaning: bool, mut push: impl FnMut(FormDifference)) {
        let Self { from, to, set_a, set_b } = self;
        let same = set_a == set_b;
        let (max_a, max_b) = (from.max_vendor_id, to.max_vendor_id);
        let follows = !same && (max_a, max_b) == (set_a.max(), set_b.max());
        match (&from.encoding, &to.encoding) {
            (SectionEncoding::BitField, SectionEncoding::BitField) => {}
            (SectionEncoding::BitField, SectionEncoding::Ranges { .. }) => {
                push(FormDifference::Ranges(false, true));
            }
            (SectionEncoding::Ranges { .. }, SectionEncoding::BitField) => {
                push(FormDifference::Ranges(true, false));
            }
            (
                SectionEncoding::Ranges { default_consent: default_a, entries: a },
                SectionEncoding::Ranges { default_consent: default_b, entries: b },
            ) => {
                if default_a != default_b {
                    push(FormDifference::DefaultConsent(*default_a, *default_b));
                }
                if entries_differ(
                    a,
                    b,
                    same && default_a == default_b && (!max_is_meaning || max_a == max_b),
                ) {
                    push(FormDifference::Entries(a.len(), b.len()));
                }
            }
        }
        if max_a != max_b && !follows && !max_is_meaning {
            push(FormDifference::MaxVendorId(max_a, max_b));
        }
    }
}

/// Whether entries differ in encoding. Entries for different vendors differ if only one of the
/// lists is minimal.
pub(super) fn entries_differ(a: &[RangeEntry], b: &[RangeEntry], same_vendors: bool) -> bool {
    if same_vendors { a != b } else { are_minimal(a) != are_minimal(b) }
}

/// Whether these are the fewest entries for their vendors, sorted, each in its shortest encoding.
fn are_minimal(entries: &[RangeEntry]) -> bool {
    let short = |entry: &RangeEntry| entry.is_range == (entry.range.len() > 1);
    let apart = |pair: &[RangeEntry]| match pair {
        [first, second] => u32::from(first.range.end()) + 1 < u32::from(second.range.start()),
        _ => true,
    };
    entries.iter().all(short) && entries.windows(2).all(apart)
}

/// Compares the records of publisher restrictions.
fn restrictions(
    a: (&TcString, &SegmentLayout),
    b: (&TcString, &SegmentLayout),
    mut push: impl FnMut(FormDifference),
) {
    let ((tc_a, layout_a), (tc_b, layout_b)) = (a, b);
    let (from, to) = (&tc_a.publisher_restrictions, &tc_b.publisher_restrictions);
    let (records_a, records_b) = (Records::new(tc_a), Records::new(tc_b));
    let same_effect = from == to || effect(from) == effect(to);
    if records_a.repeated != records_b.repeated {
        push(FormDifference::RepeatedRecords(records_a.repeated, records_b.repeated));
    } else if same_effect && from != to {
        let sorted = |mut list: Vec<Restriction<'_>>| {
            list.sort_unstable_by_key(|record| (key(record), record.vendors));
            list.into_iter()
                .map(|record| (key(&record), record.vendors.to_vec()))
                .collect::<Vec<_>>()
        };
        let spread = sorted(from.iter().collect()) != sorted(to.iter().collect());
        push(if spread { FormDifference::RecordVendors } else { FormDifference::RecordOrder });
    } else if !same_effect && records_a.order_differs(&records_b) {
        push(FormDifference::RecordOrder);
    }
    let entries = |layout: &SegmentLayout| {
        layout.restrictions.iter().map(|record| record.entries.len()).sum()
    };
    let differ = if from == to {
        let (a, b) = (&layout_a.restrictions, &layout_b.restrictions);
        a.iter().zip(b).any(|(a, b)| a.entries != b.entries)
    } else {
        let are_all_minimal = |layout: &SegmentLayout| {
            layout.restrictions.iter().all(|record| are_minimal(&record.entries))
        };
        are_all_minimal(layout_a) != are_all_minimal(layout_b)
    };
    if differ {
        push(FormDifference::Entries(entries(layout_a), entries(layout_b)));
    }
}

/// The purpose and type of a record.
type Key = (U6, RestrictionType);

const fn key(record: &Restriction<'_>) -> Key {
    (record.purpose, record.restriction_type)
}

/// The records of publisher restrictions, summarized.
struct Records {
    /// Each purpose and type once, in order of first occurrence.
    keys: Vec<Key>,
    /// The number of redundant records.
    repeated: usize,
}

impl Records {
    fn new(tc: &TcString) -> Self {
        let mut known = BTreeSet::new();
        let restrictions = &tc.publisher_restrictions;
        let keys: Vec<_> = restrictions
            .iter()
            .filter(|record| !record.vendors.is_empty() && known.insert(key(record)))
            .map(|record| key(&record))
            .collect();
        let repeated = restrictions.len() - keys.len();
        Self { keys, repeated }
    }

    /// Whether the keys that both have are in a different order.
    fn order_differs(&self, other: &Self) -> bool {
        let common = |of: &Self, other: &Self| -> Vec<Key> {
            let known: BTreeSet<_> = other.keys.iter().collect();
            of.keys.iter().filter(|key| known.contains(key)).copied().collect()
        };
        common(self, other) != common(other, self)
    }
}

/// Whether the segment is equal in both strings, record by record.
fn are_equal(segment: Segment, a: &AnyTcString, b: &AnyTcString) -> bool {
    let core = |tc: &TcString| TcString {
        disclosed_vendors: None,
        allowed_vendors: None,
        publisher_tc: None,
        ..tc.clone()
    };
    match (a, b) {
        (AnyTcString::V2(a), AnyTcString::V2(b)) => match segment {
            Segment::Core => core(a) == core(b),
            Segment::DisclosedVendors => a.disclosed_vendors == b.disclosed_vendors,
            Segment::AllowedVendors => a.allowed_vendors == b.allowed_vendors,
            Segment::PublisherTc => a.publisher_tc == b.publisher_tc,
        },
        _ => a == b,
    }
}

/// Compares tails. If the fields before the tail differ, its length may differ for that reason, so
/// only the set bits are compared.
pub(super) fn compare_tails(
    a: &Tail,
    b: &Tail,
    after_same: bool,
    mut push: impl FnMut(FormDifference),
) {
    if after_same && a.len() != b.len() {
        push(FormDifference::TailLength(a.len(), b.len()));
    }
    let differ =
        if after_same { !a.set_bits().eq(b.set_bits()) } else { a.is_zero() != b.is_zero() };
    if differ {
        push(FormDifference::TailBits(a.set_bits().count(), b.set_bits().count()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_codec::json::deserialize_v2;

    use serde_json::{Value, json};
    use tcf_codec::{DecodeOptions, Decoded};

    /// Encodes a payload with its layout and decodes the result.
    fn decode(payload: &Value) -> Decoded {
        let mut payload = payload.clone();
        payload["cmpId"] = json!(1);
        payload["vendorListVersion"] = json!(1);
        let tc = deserialize_v2(payload, "2026-03-10".parse().unwrap()).unwrap();
        let text = tc
            .layout
            .map_or_else(|| tc.value.encode(), |layout| tc.value.encode_with(&layout).unwrap());
        tcf_codec::decode(&text, DecodeOptions::new().with_layout()).unwrap()
    }

    fn differ(a: &Value, b: &Value) -> Value {
        let (a, b) = (decode(a), decode(b));
        let (layout_a, layout_b) = (a.layout.unwrap(), b.layout.unwrap());
        let a = Encoded { value: &a.value, layout: &layout_a };
        let b = Encoded { value: &b.value, layout: &layout_b };
        serde_json::to_value(form(a, b)).unwrap()
    }

    /// Consent for vendors 1 to 3, in the given encoding.
    fn consents(section: &Value, tail: usize) -> Value {
        let interests = json!({"encoding": "bitField", "maxVendorId": 0});
        json!({"vendorConsents": ["1-3"], "layout": {"segments": [
            {"segment": "core", "sections": [section, interests], "tail": {"bits": tail}}]}})
    }

    #[test]
    fn reports_differences_of_sections_and_tails() {
        let bit_field = consents(&json!({"encoding": "bitField", "maxVendorId": 3}), 2);
        let higher = consents(&json!({"encoding": "bitField", "maxVendorId": 9}), 2);
        let range =
            consents(&json!({"encoding": "range", "maxVendorId": 3, "entries": [[1, 3]]}), 2);
        let parts =
            consents(&json!({"encoding": "range", "maxVendorId": 3, "entries": [[3], [1, 2]]}), 3);
        assert_eq!(differ(&bit_field, &bit_field), json!([]));
        let change = |what: &str, from: Value, to: Value| json!([{"segment": "core", "field": "vendorConsents", "what": what, "from": from, "to": to}]);
        assert_eq!(differ(&bit_field, &higher), change("maxVendorId", json!(3), json!(9)));
        assert_eq!(
            differ(&bit_field, &range),
            change("encoding", json!("bitField"), json!("range"))
        );
        assert_eq!(differ(&range, &parts), change("entries", json!(1), json!(2)));
        let mut longer = bit_field.clone();
        longer["layout"]["segments"][0]["tail"] = json!({"bits": 8, "set": [[3, 4]]});
        let tail = |what, from, to| json!({"segment": "core", "field": "tail", "what": what, "from": from, "to": to});
        assert_eq!(differ(&bit_field, &longer), json!([tail("bits", 2, 8), tail("setBits", 0, 2)]));
    }

    #[test]
    fn ignores_differences_that_follow_from_the_meaning() {
        let some = json!({"vendorConsents": [1, 2], "disclosedVendors": [1]});
        let more = json!({"vendorConsents": [1, 2, 9], "disclosedVendors": ["1-40", 77]});
        let encoding = json!({"segment": "disclosedVendors", "field": "disclosedVendors", "what": "encoding",
            "from": "bitField", "to": "range"});
        assert_eq!(differ(&some, &more), json!([encoding]));
    }

    #[test]
    fn reports_the_order_of_segments() {
        let both = json!({"disclosedVendors": [1], "allowedVendors": [2]});
        let mut turned = both.clone();
        let section = |id| json!([{"encoding": "bitField", "maxVendorId": id}]);
        let none = json!({"encoding": "bitField", "maxVendorId": 0});
        turned["layout"] = json!({"segments": [
            {"segment": "core", "sections": [none, none], "tail": {"bits": 5}},
            {"segment": "allowedVendors", "sections": section(2), "tail": {"bits": 2}},
            {"segment": "disclosedVendors", "sections": section(1), "tail": {"bits": 3}}]});
        let changes = differ(&both, &turned);
        let (from, to) = (
            ["core", "disclosedVendors", "allowedVendors"],
            ["core", "allowedVendors", "disclosedVendors"],
        );
        assert_eq!(
            changes[0],
            json!({"field": "segments", "what": "order", "from": from, "to": to})
        );
    }

    #[test]
    fn reports_differences_of_restriction_records() {
        let restricted = |records: &[(u8, Value)]| {
            let record = |(purpose, vendors): &(u8, Value)| json!({"purposeId": purpose, "restrictionType": "notAllowed", "vendors": vendors});
            json!({"publisherRestrictions": records.iter().map(record).collect::<Vec<_>>()})
        };
        let what = |a: &[(u8, Value)], b: &[(u8, Value)]| {
            let changes = differ(&restricted(a), &restricted(b));
            let of_records = |change: &&Value| change["field"] == "publisherRestrictions";
            let found = changes.as_array().unwrap().iter().filter(of_records);
            found.map(|change| change["what"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (one, two) = ((2, json!(["1-4"])), (3, json!([1])));
        let halves = [(2, json!([1, 2])), (2, json!([3, 4]))];
        assert_eq!(what(std::slice::from_ref(&one), &halves), ["repeatedRecords"]);
        assert_eq!(what(&[one.clone(), two.clone()], &[two.clone(), one.clone()]), ["order"]);
        assert_eq!(what(&halves, &[(2, json!([1])), (2, json!(["2-4"]))]), ["vendorsOfRecords"]);
        assert!(what(&[one], &[two]).is_empty(), "different meaning, equal encoding");
    }
}
