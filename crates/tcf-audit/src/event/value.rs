//! Values of the fields of events, as texts, and what an error says that it expected.

use tcf_codec::{IdSet, PurposeId};

use super::EventKind;

pub(crate) const KIND: &str = "call, request, store, signal or choice";
pub(crate) const TIME: &str = "an RFC 3339 time with a zone, or seconds or milliseconds since 1970";
pub(crate) const FLAG: &str = "0, 1, true or false";
pub(crate) const VENDOR: &str = "a vendor id from 1 to 65535";
pub(crate) const COUNTRY: &str = "a country code of two or three letters";
pub(crate) const PURPOSES: &str = "a list of purposes from 1 to 24";
pub(crate) const STORAGE: &str =
    "a list of objects with a name, an action (set, removed or sent) and maxAgeSeconds";
pub(crate) const TEXT: &str = "a text";

pub(crate) fn event_kind(text: &str) -> Option<EventKind> {
    match text {
        "request" => Some(EventKind::Call),
        _ => EventKind::ALL.iter().copied().find(|kind| kind.name() == text),
    }
}

/// Purposes as a JSON array, or separated by anything but digits.
pub(crate) fn purposes(text: &str) -> Option<IdSet<24>> {
    let mut purposes = IdSet::EMPTY;
    let is_separator = |character: char| " ,;|[]\"'".contains(character);
    for id in text.split(is_separator).filter(|id| !id.is_empty()) {
        purposes.insert(PurposeId::new(id.parse().ok()?)?);
    }
    Some(purposes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_lists_of_ids() {
        for (text, expected) in [
            ("[1, 2, 7]", Some(&[1, 2, 7][..])),
            ("1;2;7", Some(&[1, 2, 7])),
            ("7", Some(&[7])),
            ("[]", Some(&[])),
            ("25", None),
            ("0", None),
            ("ads", None),
        ] {
            let expected = expected.map(|ids| IdSet::from_ids(ids.iter().copied()).unwrap());
            assert_eq!(purposes(text), expected, "{text}");
        }
    }
}
