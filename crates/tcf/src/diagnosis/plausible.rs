//! What real strings look like, so that a text that decodes by chance is not taken for one.

use tcf_codec::{
    AnyTcString, Deciseconds, Error, Field, FieldValue, Signals as _, TcString, Trace,
    TracedSegment, View, fields, v1,
};

/// Vendor lists have ids up to about 1,600 in 2026.
pub(super) const MAX_VENDOR_ID: u16 = 4000;
/// TCF began in 2018. A string of 2035 has other things to worry about.
const YEARS: [u64; 2] = [1_514_764_800, 2_051_222_400];
/// The highest ids and numbers in use, with room for more.
const MAX_CMP_ID: u16 = 1000;
const MAX_VENDOR_LIST_VERSION: u16 = 1000;
const MAX_POLICY_VERSION: u16 = 6;
const LIMITS: [(Field, u16); 7] = [
    (TcString::CMP_ID, MAX_CMP_ID),
    (TcString::VENDOR_LIST_VERSION, MAX_VENDOR_LIST_VERSION),
    (TcString::TCF_POLICY_VERSION, MAX_POLICY_VERSION),
    (TcString::SPECIAL_FEATURE_OPT_INS, 2),
    (TcString::PURPOSES_CONSENT, 11),
    (TcString::PURPOSES_LI_TRANSPARENCY, 11),
    (v1::ConsentString::PURPOSES_ALLOWED, 11),
];
/// Encoders fill the last byte or the last base64 group.
const MAX_TAIL: usize = 24;

/// The number of characters that [`has_plausible_head`] reads.
pub(super) const HEAD: usize = 23;

/// Whether a text may pass [`is_plausible`], judging by its first fields.
pub(super) fn has_plausible_head(text: &str) -> bool {
    fn check(view: View<'_>) -> Result<bool, Error> {
        Ok(is_plausible_time(view.created()?)
            && is_plausible_time(view.last_updated()?)
            && view.cmp_id()? <= MAX_CMP_ID
            && view.vendor_list_version()? <= MAX_VENDOR_LIST_VERSION
            && view.tcf_policy_version()? <= MAX_POLICY_VERSION)
    }
    View::new(text).and_then(check).unwrap_or(false)
}

/// Whether a text that decodes is likely to be a real string.
pub(super) fn is_plausible(value: &AnyTcString, trace: &Trace) -> bool {
    let restrictions = match value {
        AnyTcString::V1(_) => true,
        AnyTcString::V2(tc) => tc.publisher_restrictions.iter().all(|restriction| {
            (1..=11).contains(&restriction.purpose.get())
                && restriction.vendors.last().is_none_or(|range| range.end() <= MAX_VENDOR_ID)
        }),
    };
    restrictions && trace.segments().iter().all(is_plausible_segment) && is_plausible_so_far(trace)
}

/// Whether a whole segment is likely to be that of a real string.
pub(super) fn is_plausible_segment(segment: &TracedSegment) -> bool {
    let Some(tail) = segment.tail() else { return false };
    implausible_max_vendor_id(segment).is_none()
        && tail.len() < MAX_TAIL
        && !segment.raw(tail).to_string().contains('1')
}

/// Whether the fields that could be decoded are likely to be those of a real string.
pub(super) fn is_plausible_so_far(trace: &Trace) -> bool {
    trace.segments().iter().all(|segment| {
        implausible_max_vendor_id(segment).is_none()
            && segment.fields().iter().all(|field| {
                let path = field.path();
                path.part.is_some() || is_plausible_value(path.field, &segment.value(field))
            })
    })
}

fn is_plausible_value(field: Field, value: &FieldValue) -> bool {
    let found = match value {
        FieldValue::Time(time) => return is_plausible_time(*time),
        FieldValue::Number(number) => *number,
        FieldValue::Ids(ids) => u64::from(ids.max()),
        _ => return true,
    };
    LIMITS.iter().all(|&(limited, max)| limited != field || found <= u64::from(max))
}

fn is_plausible_time(time: Deciseconds) -> bool {
    let [from, to] = YEARS.map(|seconds| seconds * 10);
    (from..to).contains(&time.get())
}

/// The first MaxVendorId of a segment that is far above the ids of any vendor list.
pub(super) fn implausible_max_vendor_id(segment: &TracedSegment) -> Option<u16> {
    max_vendor_ids(segment).find(|&max| max > MAX_VENDOR_ID)
}

/// Every MaxVendorId of a segment.
pub(super) fn max_vendor_ids(segment: &TracedSegment) -> impl Iterator<Item = u16> {
    let sections = segment.fields().iter();
    let sections = sections.filter(|field| {
        let path = field.path();
        // Comparing fields takes longer than asking for the index.
        path.index.is_none() && path.field == fields::MAX_VENDOR_ID
    });
    sections.filter_map(|field| match segment.value(field) {
        FieldValue::Number(max) => u16::try_from(max).ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use tcf_codec::{Segment, fixed_bits};

    use super::*;

    #[test]
    fn the_head_ends_with_the_policy_version() {
        let last = fixed_bits(2, Segment::Core, TcString::TCF_POLICY_VERSION).unwrap();
        assert_eq!(u32::try_from(HEAD), Ok(last.end.div_ceil(6)));
    }
}
