//! What differs in form alone.

use std::collections::BTreeSet;

use tcf_codec::{
    AnyTcString, Entry, Layout, Restriction, RestrictionType, SectionEncoding, SectionLayout,
    Segment, SegmentLayout, TcString, U6, VendorSet,
};

use super::meaning::effect;

/// What a string says, and how it was written.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// What it says.
    pub value: &'a AnyTcString,
    /// How it was written.
    pub layout: &'a Layout,
}

/// A difference in form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormChange {
    /// The segment; `None` where it is about all of them.
    pub segment: Option<Segment>,
    /// The key of the vendor section in JSON, `publisherRestrictions`, `tail` or `segments`.
    pub field: &'static str,
    /// What of it differs.
    pub what: Aspect,
}

/// What differs, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The order of the segments.
    SegmentOrder(Vec<Segment>, Vec<Segment>),
    /// Whether a vendor section is written as ranges, or as a bit field.
    Ranges(bool, bool),
    /// MaxVendorId.
    MaxVendorId(u16, u16),
    /// DefaultConsent, in version 1.
    DefaultConsent(bool, bool),
    /// The entries for the same vendors. The numbers are how many they are, and may be equal.
    Entries(usize, usize),
    /// Publisher restrictions that say nothing new: a purpose and type again, or no vendor. How
    /// many they are.
    RepeatedRecords(usize, usize),
    /// The order of publisher restrictions.
    RecordOrder,
    /// How the vendors of a purpose and type are spread over several records.
    RecordVendors,
    /// Number of bits after the last field.
    TailLength(usize, usize),
    /// Bits that are set after the last field. The numbers are how many they are, and may be equal.
    TailBits(usize, usize),
}

/// What differs in form alone. Where a segment says something else than before, what follows from
/// that is left out: another highest vendor id and another length are no choice of form.
///
/// Two strings that say the same and do not differ in form are the same text.
///
/// ```
/// use tcf_codec::{DecodeOptions, decode};
/// use tcf_policy::diff::{Aspect, Written, form};
/// let decode = |text| decode(text, DecodeOptions::new().with_layout());
/// let a = decode("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo")?;
/// let b = decode(&a.value.encode())?;
/// let (layout_a, layout_b) = (a.layout.unwrap(), b.layout.unwrap());
/// let written = |value, layout| Written { value, layout };
/// let changes = form(written(&a.value, &layout_a), written(&b.value, &layout_b));
/// assert_eq!(changes[0].field, "vendorConsents");
/// assert_eq!(changes[0].what, Aspect::Ranges(true, false));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn form(a: Written<'_>, b: Written<'_>) -> Vec<FormChange> {
    let mut changes = Vec::new();
    segment_order(a.layout, b.layout, &mut changes);
    for segment in Segment::ALL {
        let of =
            |layout: &'_ Layout| layout.segments.iter().position(|found| found.segment == segment);
        let in_a = of(a.layout).and_then(|at| a.layout.segments.get(at));
        let in_b = of(b.layout).and_then(|at| b.layout.segments.get(at));
        let (Some(in_a), Some(in_b)) = (in_a, in_b) else { continue };
        let before = changes.len();
        let mut push =
            |field, what| changes.push(FormChange { segment: Some(segment), field, what });
        for (from, to) in in_a.sections.iter().enumerate().zip(&in_b.sections) {
            let ((number, from), to) = (from, to);
            let field = section_name(segment, number);
            let sets = (vendors(a.value, segment, number), vendors(b.value, segment, number));
            let (Some(set_a), Some(set_b)) = sets else { continue };
            let section = Section { from, to, set_a, set_b };
            section.compare(says_max(a.value) && says_max(b.value), |what| push(field, what));
        }
        if let (Segment::Core, AnyTcString::V2(tc_a), AnyTcString::V2(tc_b)) =
            (segment, a.value, b.value)
        {
            restrictions((tc_a, in_a), (tc_b, in_b), |what| push("publisherRestrictions", what));
        }
        let same = changes.len() == before && say_the_same(segment, a.value, b.value);
        tail(in_a, in_b, same, |what| {
            changes.push(FormChange { segment: Some(segment), field: "tail", what });
        });
    }
    changes
}

/// The order of the segments that both have.
fn segment_order(a: &Layout, b: &Layout, changes: &mut Vec<FormChange>) {
    let order = |of: &Layout, other: &Layout| -> Vec<Segment> {
        let there = |segment| other.segments.iter().any(|found| found.segment == segment);
        of.segments.iter().map(|found| found.segment).filter(|&segment| there(segment)).collect()
    };
    let (from, to) = (order(a, b), order(b, a));
    if from != to {
        let what = Aspect::SegmentOrder(from, to);
        changes.push(FormChange { segment: None, field: "segments", what });
    }
}

/// The key of a vendor section.
const fn section_name(segment: Segment, number: usize) -> &'static str {
    match (segment, number) {
        (Segment::Core, 0) => "vendorConsents",
        (Segment::Core, _) => "vendorLegitimateInterests",
        (other, _) => other.name(),
    }
}

/// The vendors of a section.
fn vendors(value: &AnyTcString, segment: Segment, number: usize) -> Option<&VendorSet> {
    match (value, segment, number) {
        (AnyTcString::V1(value), Segment::Core, 0) => Some(value.vendors.consents()),
        (AnyTcString::V2(tc), Segment::Core, 0) => Some(&tc.vendor_consents),
        (AnyTcString::V2(tc), Segment::Core, 1) => Some(&tc.vendor_legitimate_interests),
        (AnyTcString::V2(tc), Segment::DisclosedVendors, 0) => tc.disclosed_vendors.as_ref(),
        (AnyTcString::V2(tc), Segment::AllowedVendors, 0) => tc.allowed_vendors.as_ref(),
        _ => None,
    }
}

/// Is MaxVendorId part of what the string says?
const fn says_max(value: &AnyTcString) -> bool {
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
    fn compare(&self, max_is_meaning: bool, mut push: impl FnMut(Aspect)) {
        let Self { from, to, set_a, set_b } = self;
        let same = set_a == set_b;
        let (max_a, max_b) = (from.max_vendor_id, to.max_vendor_id);
        let follows = !same && (max_a, max_b) == (set_a.max(), set_b.max());
        match (&from.encoding, &to.encoding) {
            (SectionEncoding::BitField, SectionEncoding::BitField) => {}
            (SectionEncoding::BitField, SectionEncoding::Ranges { .. }) => {
                push(Aspect::Ranges(false, true));
            }
            (SectionEncoding::Ranges { .. }, SectionEncoding::BitField) => {
                push(Aspect::Ranges(true, false));
            }
            (
                SectionEncoding::Ranges { default_consent: default_a, entries: a },
                SectionEncoding::Ranges { default_consent: default_b, entries: b },
            ) => {
                if default_a != default_b {
                    push(Aspect::DefaultConsent(*default_a, *default_b));
                }
                if entries_differ(
                    a,
                    b,
                    same && default_a == default_b && (!max_is_meaning || max_a == max_b),
                ) {
                    push(Aspect::Entries(a.len(), b.len()));
                }
            }
        }
        if max_a != max_b && !follows && !max_is_meaning {
            push(Aspect::MaxVendorId(max_a, max_b));
        }
    }
}

/// Do entries differ in form? Those for other vendors differ if one list is the shortest and the
/// other is not.
fn entries_differ(a: &[Entry], b: &[Entry], same_vendors: bool) -> bool {
    if same_vendors { a != b } else { are_shortest(a) != are_shortest(b) }
}

/// Are these the fewest entries for their vendors, in order, each as short as can be?
fn are_shortest(entries: &[Entry]) -> bool {
    let short = |entry: &Entry| entry.is_range == (entry.range.len() > 1);
    let apart = |pair: &[Entry]| match pair {
        [first, second] => u32::from(first.range.end()) + 1 < u32::from(second.range.start()),
        _ => true,
    };
    entries.iter().all(short) && entries.windows(2).all(apart)
}

/// Compares records of publisher restrictions.
fn restrictions(
    a: (&TcString, &SegmentLayout),
    b: (&TcString, &SegmentLayout),
    mut push: impl FnMut(Aspect),
) {
    let ((tc_a, layout_a), (tc_b, layout_b)) = (a, b);
    let (from, to) = (&tc_a.publisher_restrictions, &tc_b.publisher_restrictions);
    let (records_a, records_b) = (Records::new(tc_a), Records::new(tc_b));
    let same_effect = from == to || effect(from) == effect(to);
    if records_a.repeated != records_b.repeated {
        push(Aspect::RepeatedRecords(records_a.repeated, records_b.repeated));
    } else if same_effect && from != to {
        let sorted = |mut list: Vec<Restriction<'_>>| {
            list.sort_unstable_by_key(|record| (key(record), record.vendors));
            list.into_iter()
                .map(|record| (key(&record), record.vendors.to_vec()))
                .collect::<Vec<_>>()
        };
        let spread = sorted(from.iter().collect()) != sorted(to.iter().collect());
        push(if spread { Aspect::RecordVendors } else { Aspect::RecordOrder });
    } else if !same_effect && records_a.order_differs(&records_b) {
        push(Aspect::RecordOrder);
    }
    let entries = |layout: &SegmentLayout| {
        layout.restrictions.iter().map(|record| record.entries.len()).sum()
    };
    let differ = if from == to {
        let (a, b) = (&layout_a.restrictions, &layout_b.restrictions);
        a.iter().zip(b).any(|(a, b)| a.entries != b.entries)
    } else {
        let shortest = |layout: &SegmentLayout| {
            layout.restrictions.iter().all(|record| are_shortest(&record.entries))
        };
        shortest(layout_a) != shortest(layout_b)
    };
    if differ {
        push(Aspect::Entries(entries(layout_a), entries(layout_b)));
    }
}

/// What a record is about.
type Key = (U6, RestrictionType);

const fn key(record: &Restriction<'_>) -> Key {
    (record.purpose, record.restriction_type)
}

/// What records are about, in their order.
struct Records {
    /// Each purpose and type once.
    keys: Vec<Key>,
    /// Records that say nothing new.
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

    /// Do those that both have come in another order?
    fn order_differs(&self, other: &Self) -> bool {
        let common = |of: &Self, other: &Self| -> Vec<Key> {
            let known: BTreeSet<_> = other.keys.iter().collect();
            of.keys.iter().filter(|key| known.contains(key)).copied().collect()
        };
        common(self, other) != common(other, self)
    }
}

/// Does the segment say the same in both, record by record?
fn say_the_same(segment: Segment, a: &AnyTcString, b: &AnyTcString) -> bool {
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

/// Compares tails. After other bits than before a tail is as long as it must be, so only set bits
/// count.
fn tail(a: &SegmentLayout, b: &SegmentLayout, after_same: bool, mut push: impl FnMut(Aspect)) {
    let (a, b) = (&a.tail, &b.tail);
    if after_same && a.len() != b.len() {
        push(Aspect::TailLength(a.len(), b.len()));
    }
    let differ =
        if after_same { !a.set_bits().eq(b.set_bits()) } else { a.is_zero() != b.is_zero() };
    if differ {
        push(Aspect::TailBits(a.set_bits().count(), b.set_bits().count()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_codec::json::read_v2;

    use serde_json::{Value, json};
    use tcf_codec::{DecodeOptions, Decoded};

    /// A string as its payload and layout say.
    fn decode(payload: &Value) -> Decoded {
        let mut payload = payload.clone();
        payload["cmpId"] = json!(1);
        payload["vendorListVersion"] = json!(1);
        let tc = read_v2(payload, "2026-03-10".parse().unwrap()).unwrap();
        let text = tc
            .layout
            .map_or_else(|| tc.value.encode(), |layout| tc.value.encode_with(&layout).unwrap());
        tcf_codec::decode(&text, DecodeOptions::new().with_layout()).unwrap()
    }

    fn differ(a: &Value, b: &Value) -> Value {
        let (a, b) = (decode(a), decode(b));
        let (layout_a, layout_b) = (a.layout.unwrap(), b.layout.unwrap());
        let a = Written { value: &a.value, layout: &layout_a };
        let b = Written { value: &b.value, layout: &layout_b };
        serde_json::to_value(form(a, b)).unwrap()
    }

    /// Vendors 1 to 3 with consent, written in some form.
    fn consents(section: &Value, tail: usize) -> Value {
        let interests = json!({"encoding": "bitField", "maxVendorId": 0});
        json!({"vendorConsents": ["1-3"], "layout": {"segments": [
            {"segment": "core", "sections": [section, interests], "tail": {"bits": tail}}]}})
    }

    #[test]
    fn sections_and_tails() {
        let bit_field = consents(&json!({"encoding": "bitField", "maxVendorId": 3}), 2);
        let higher = consents(&json!({"encoding": "bitField", "maxVendorId": 9}), 2);
        let range =
            consents(&json!({"encoding": "range", "maxVendorId": 3, "entries": ["1-3"]}), 2);
        let parts =
            consents(&json!({"encoding": "range", "maxVendorId": 3, "entries": [3, "1-2"]}), 3);
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
    fn what_follows_from_the_meaning_is_left_out() {
        let some = json!({"vendorConsents": [1, 2], "disclosedVendors": [1]});
        let more = json!({"vendorConsents": [1, 2, 9], "disclosedVendors": ["1-40", 77]});
        let encoding = json!({"segment": "disclosedVendors", "field": "disclosedVendors", "what": "encoding",
            "from": "bitField", "to": "range"});
        assert_eq!(differ(&some, &more), json!([encoding]));
    }

    #[test]
    fn segments_in_another_order() {
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
    fn records_of_restrictions() {
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
        assert!(what(&[one], &[two]).is_empty(), "another meaning, in the same form");
    }
}
