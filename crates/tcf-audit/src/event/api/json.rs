//! The values of `TCData`, and of JSON objects with the keys of apps.

use serde_json::{Map, Value};
use tcf_codec::{VendorId, VendorSet};

use super::compare::{Stated, StatedIds, StatedRestrictions};
use super::{ApiCheck, ApiField, ApiStatement, CmpStatus};

type Object = Map<String, Value>;

/// Where `TCData` has ids; some writers use another name for the disclosed vendors.
const IDS: [(ApiField, &[&str]); 11] = [
    (ApiField::PurposeConsents, &["purpose", "consents"]),
    (ApiField::PurposeLegitimateInterests, &["purpose", "legitimateInterests"]),
    (ApiField::SpecialFeatureOptins, &["specialFeatureOptins"]),
    (ApiField::VendorConsents, &["vendor", "consents"]),
    (ApiField::VendorLegitimateInterests, &["vendor", "legitimateInterests"]),
    (ApiField::DisclosedVendors, &["vendor", "disclosedVendors"]),
    (ApiField::DisclosedVendors, &["outOfBand", "disclosedVendors"]),
    (ApiField::PublisherConsents, &["publisher", "consents"]),
    (ApiField::PublisherLegitimateInterests, &["publisher", "legitimateInterests"]),
    (ApiField::CustomConsents, &["publisher", "customPurpose", "consents"]),
    (ApiField::CustomLegitimateInterests, &["publisher", "customPurpose", "legitimateInterests"]),
];

/// Where `TCData` has numbers and flags, with older names.
const NUMBERS: [(ApiField, &str); 6] = [
    (ApiField::CmpId, "cmpId"),
    (ApiField::CmpVersion, "cmpVersion"),
    (ApiField::PolicyVersion, "tcfPolicyVersion"),
    (ApiField::PurposeOneTreatment, "purposeOneTreatment"),
    (ApiField::NonStandardTexts, "useNonStandardTexts"),
    (ApiField::NonStandardTexts, "useNonStandardStacks"),
];

impl ApiStatement {
    /// What the objects of a JSON text state: every `TCData` with a string, at any depth, and every
    /// object with the keys of apps. A text that is not JSON states nothing.
    ///
    /// An id that is not listed is unset if the object is complete: it has the purposes, and the
    /// vendors of both legal bases. Otherwise it is unknown.
    pub fn from_json(text: &str) -> Self {
        let mut statement = Self::default();
        if let Ok(value) = serde_json::from_str(text) {
            statement.search(&value);
        }
        statement
    }

    fn search(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.search(value)),
            Value::Object(object) => {
                self.object(object);
                object.values().for_each(|value| self.search(value));
            }
            _ => {}
        }
    }

    fn object(&mut self, object: &Object) {
        let status = object.get("eventStatus").and_then(Value::as_str);
        let known = CmpStatus::ALL.iter().find(|known| Some(known.name()) == status);
        self.status = known.copied().or(self.status);
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        if let Some(string) = text("tcString") {
            self.add(tc_data(object).compare(string, false));
        }
        if text("IABTCF_TCString").is_some() {
            let keys = object.iter().filter_map(|(key, value)| {
                let value = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    Value::Bool(flag) => flag.to_string(),
                    _ => return None,
                };
                Some((key.as_str(), value))
            });
            let keys: Vec<_> = keys.collect();
            self.add(super::preferences::compare(
                &keys.iter().map(|(key, value)| (*key, value.as_str())),
            ));
        }
    }

    pub(super) fn add(&mut self, check: Option<ApiCheck>) {
        match (&mut self.check, check) {
            (Some(known), Some(check)) => known.merge(check),
            (known, check) => *known = known.or(check),
        }
    }
}

fn tc_data(object: &Object) -> Stated {
    let find = |path: &[&str]| {
        let (last, around) = path.split_last()?;
        let object = around.iter().try_fold(object, |object, name| object.get(*name)?.as_object());
        object?.get(*last)
    };
    let complete: [&[&str]; 3] =
        [&["purpose"], &["vendor", "consents"], &["vendor", "legitimateInterests"]];
    let is_complete = complete.iter().all(|path| find(path).is_some());
    let ids = |(field, path): (ApiField, &[&str])| {
        let set = ids(find(path)?)?;
        Some((field, StatedIds { set, is_complete }))
    };
    let number = |(field, name): (ApiField, &str)| {
        let value = object.get(name)?;
        Some((field, value.as_u64().or_else(|| value.as_bool().map(u64::from))?))
    };
    let restrictions = find(&["publisher", "restrictions"]).and_then(Value::as_object);
    Stated {
        ids: IDS.into_iter().filter_map(ids).collect(),
        restrictions: restrictions.into_iter().flatten().filter_map(restrictions_of).collect(),
        numbers: NUMBERS.into_iter().filter_map(number).collect(),
        country: object.get("publisherCC").and_then(Value::as_str).map(str::to_owned),
    }
}

/// The ids that are set: members of an object that are `true` or 1, or the ones in a binary string.
fn ids(value: &Value) -> Option<VendorSet> {
    match value {
        Value::Object(members) => {
            let is_set = |value: &Value| value.as_bool() == Some(true) || value.as_u64() == Some(1);
            let set = members.iter().filter(|(_, value)| is_set(value));
            Some(set.filter_map(|(id, _)| id.parse::<VendorId>().ok()).collect())
        }
        Value::String(digits) => Some(super::preferences::ids(digits, '1')),
        _ => None,
    }
}

fn restrictions_of((purpose, value): (&String, &Value)) -> Option<StatedRestrictions> {
    let purpose = purpose.parse().ok()?;
    let of_type = |number: u64, digit: char| match value {
        Value::Object(vendors) => {
            let vendors = vendors.iter().filter(|(_, value)| value.as_u64() == Some(number));
            Some(vendors.filter_map(|(id, _)| id.parse::<VendorId>().ok()).collect())
        }
        Value::String(digits) => Some(super::preferences::ids(digits, digit)),
        _ => None,
    };
    Some(StatedRestrictions {
        purpose,
        consent: of_type(1, '1')?,
        legitimate_interest: of_type(2, '2')?,
    })
}
