//! The keys of the preferences of apps.

use tcf_carrier::{PreferenceKind, Preferences, PreferencesFormat};
use tcf_codec::{VendorId, VendorSet};

use super::compare::{Stated, StatedIds, StatedRestrictions};
use super::{ApiCheck, ApiField, ApiStatement, NUMBERS};

impl ApiStatement {
    /// What the preferences of an app state, and whether numbers have the type of numbers.
    ///
    /// The version of the SDK is not that of the CMP, and zeros at the end of binary strings mean
    /// nothing. In JSON without any number, all values are text: local storage has no other type.
    pub fn from_preferences(preferences: &Preferences) -> Self {
        let values = || preferences.values.iter().filter(|value| value.key.starts_with("IABTCF_"));
        let mut check = compare(&values().map(|value| (&*value.key, &*value.value)));
        let is_typed = preferences.format != PreferencesFormat::Json
            || values().any(|value| value.kind != PreferenceKind::String);
        if let Some(check) = check.as_mut().filter(|_| is_typed) {
            for field in NUMBERS {
                let value = values().find(|value| value.key == field.key());
                if value.is_some_and(|value| !is_number(value.kind)) {
                    check.note_type(field);
                }
            }
        }
        Self { check, status: None }
    }
}

/// Whether readers take the type for a number. A long of Android is another type.
const fn is_number(kind: PreferenceKind) -> bool {
    matches!(kind, PreferenceKind::Integer | PreferenceKind::Real)
}

/// Compares keys and their values with the string among them.
pub(super) fn compare<'v>(
    values: &(impl Iterator<Item = (&'v str, &'v str)> + Clone),
) -> Option<ApiCheck> {
    let value = |name: &str| values.clone().find(|(key, _)| *key == name).map(|(_, value)| value);
    let mut stated = Stated::default();
    for &field in ApiField::ALL {
        match field {
            ApiField::PublisherCountry => {
                stated.country = value(field.key()).map(str::to_owned);
            }
            // Restrictions follow. The version of the SDK and the flag are not in the string.
            ApiField::Restrictions | ApiField::CmpVersion | ApiField::GdprApplies => {}
            _ if NUMBERS.contains(&field) => {
                let number = value(field.key()).and_then(number);
                stated.numbers.extend(number.map(|number| (field, number)));
            }
            _ => {
                let ids = value(field.key()).map(|digits| ids(digits, '1'));
                stated.ids.extend(ids.map(|set| (field, StatedIds { set, is_complete: true })));
            }
        }
    }
    for (key, digits) in values.clone() {
        let purpose = key.strip_prefix(ApiField::Restrictions.key());
        if let Some(purpose) = purpose.and_then(|purpose| purpose.parse().ok()) {
            stated.restrictions.push(StatedRestrictions {
                purpose,
                consent: ids(digits, '1'),
                legitimate_interest: ids(digits, '2'),
            });
        }
    }
    stated.compare(value("IABTCF_TCString")?, true)
}

fn number(text: &str) -> Option<u64> {
    match text {
        "true" => Some(1),
        "false" => Some(0),
        _ => text.parse().ok(),
    }
}

/// The positions of a digit, from 1.
pub(super) fn ids(digits: &str, digit: char) -> VendorSet {
    let set = (1..=u16::MAX).zip(digits.chars()).filter(|&(_, found)| found == digit);
    set.filter_map(|(id, _)| VendorId::new(id)).collect()
}
