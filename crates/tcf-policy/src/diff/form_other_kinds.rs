//! Comparison of the encoding of US Privacy and Additional Consent strings.

use tcf_codec::ac::{AcItem, AcList, items};
use tcf_codec::{AcString, UspString};

use super::form::{FormChange, FormDifference};
use super::other_kinds::{diff_ac, diff_usp};

/// A decoded Additional Consent string and its text.
#[derive(Clone, Copy, Debug)]
pub struct EncodedAc<'a> {
    /// The meaning.
    pub value: &'a AcString,
    /// The text.
    pub text: &'a str,
}

/// A decoded US Privacy string and its text.
#[derive(Clone, Copy, Debug)]
pub struct EncodedUsp<'a> {
    /// The meaning.
    pub value: UspString,
    /// The text.
    pub text: &'a str,
}

/// Compares the encoding of two Additional Consent strings: the order of ids, and ids that say
/// nothing, because they are repeated or both granted and disclosed.
///
/// Two strings with equal meaning and equal encoding are the same text.
///
/// ```
/// use tcf_codec::AcString;
/// use tcf_policy::diff::{EncodedAc, FormDifference, form_ac};
///
/// let (a, b) = ("2~1.35~dv.9", "2~35.1~dv.9.35");
/// let (value_a, value_b) = (AcString::decode(a)?, AcString::decode(b)?);
/// let changes =
///     form_ac(EncodedAc { value: &value_a, text: a }, EncodedAc { value: &value_b, text: b });
/// assert_eq!((changes[0].field, &changes[0].difference), ("granted", &FormDifference::RecordOrder));
/// assert_eq!(changes[1].difference, FormDifference::RepeatedIds(0, 1));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn form_ac(a: EncodedAc<'_>, b: EncodedAc<'_>) -> Vec<FormChange> {
    let mut changes = Vec::new();
    for (list, field) in [(AcList::Granted, "granted"), (AcList::Disclosed, "refused")] {
        let (from, to) = (Ids::of(a, list), Ids::of(b, list));
        if from.repeated != to.repeated {
            changes.push(change(field, FormDifference::RepeatedIds(from.repeated, to.repeated)));
        }
        if from.first != to.first && sorted(&from.first) == sorted(&to.first) {
            changes.push(change(field, FormDifference::RecordOrder));
        }
    }
    if changes.is_empty() && a.text != b.text && diff_ac(a.value, b.value).is_empty() {
        changes.push(change("text", FormDifference::Text));
    }
    changes
}

/// Compares the encoding of two US Privacy strings: the case of their letters.
pub fn form_usp(a: EncodedUsp<'_>, b: EncodedUsp<'_>) -> Vec<FormChange> {
    let differs = a.text != b.text && diff_usp(a.value, b.value).is_empty();
    differs.then(|| change("text", FormDifference::Text)).into_iter().collect()
}

const fn change(field: &'static str, difference: FormDifference) -> FormChange {
    FormChange { section: None, segment: None, field, difference }
}

/// The ids of a list.
struct Ids {
    /// Those that have an effect, in text order.
    first: Vec<u32>,
    /// The number of the others.
    repeated: usize,
}

impl Ids {
    fn of(encoded: EncodedAc<'_>, list: AcList) -> Self {
        let EncodedAc { value, text } = encoded;
        // The text was decoded before.
        let items = items(text, text.len()).unwrap_or_default();
        let mut missing: std::collections::BTreeSet<u32> = match list {
            AcList::Granted => value.granted().iter().copied().collect(),
            AcList::Disclosed => value.refused().unwrap_or_default().iter().copied().collect(),
        };
        let all = items.iter().filter(|item| item.list == list).map(|AcItem { id, .. }| *id);
        let (mut first, mut repeated) = (Vec::new(), 0);
        for id in all {
            if missing.remove(&id) {
                first.push(id);
            } else {
                repeated += 1;
            }
        }
        Self { first, repeated }
    }
}

fn sorted(ids: &[u32]) -> Vec<u32> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}
