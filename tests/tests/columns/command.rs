//! Kernels give what the command gives for the string of each row.

use arrow_array::{ArrayRef, StringArray};
use serde_json::{Value, json};
use tcf::{IdFormat, Inputs, SignalPayload, TcSignal};
use tcf_arrow::{Bit, Options, VendorsOf};
use tcf_codec::json::Payload;
use tcf_codec::{AnyTcString, DecodeOptions};
use tcf_policy::decide::Profile;

use crate::kernels;
use crate::rows::{rows, snake_case};
use crate::texts;

/// The value of the TC string in a text, or the record of the error, as the command prints them.
fn decoded(text: &str, options: DecodeOptions) -> Result<AnyTcString, Value> {
    let inputs = Inputs::new(text).map(|input| input.with_options(options));
    let input = inputs.into_vendor_signal(Profile::Specification, &mut Vec::new());
    let signal = input.decode_tc_string();
    signal.map(|TcSignal { value, .. }| value).map_err(|failure| json!(failure)["error"].clone())
}

fn payload(value: &AnyTcString) -> Value {
    json!(SignalPayload::Tc(Payload { value, layout: None, ids: IdFormat::List }))
}

fn column(texts: &[String]) -> StringArray {
    texts.iter().map(Some).collect()
}

/// Whether two members are equal. A key that is missing is null.
fn assert_member(row: &Value, name: &str, expected: Option<&Value>, text: &str) {
    let expected = expected.unwrap_or(&Value::Null);
    assert_eq!(&row[name], expected, "{name} of {text}");
}

#[test]
fn law_13_decoded_columns_have_the_values_of_the_command() {
    let texts = texts();
    for options in [Options::new(), Options { lenient: true, ..Options::new() }] {
        let decode_options = DecodeOptions::new();
        let decode_options =
            if options.lenient { decode_options.lenient() } else { decode_options };
        let decoded_rows = rows(&tcf_arrow::decode(&column(&texts), options).unwrap());
        let mut errors = 0;
        for (text, row) in texts.iter().zip(&decoded_rows) {
            match decoded(text, decode_options) {
                Ok(value) => assert_value(row, &value, text),
                Err(error) => {
                    errors += 1;
                    assert_error(row, &error, text);
                }
            }
        }
        assert!(errors > 100 && errors + 300 < texts.len(), "{errors} of {}", texts.len());
    }
}

fn assert_value(row: &Value, value: &AnyTcString, text: &str) {
    let payload = payload(value);
    assert_eq!(row["error"], Value::Null, "{text}");
    let object = row.as_object().unwrap();
    let is_v1 = payload["version"] == 1;
    for (name, found) in object {
        let key = payload.as_object().unwrap().keys().find(|key| snake_case(key) == *name);
        if let Some(key) = key {
            assert_eq!(found, &payload[key], "{name} of {text}");
        } else if let Some(list) = name.strip_suffix("_count") {
            let keys = ["vendorConsents", "vendorLegitimateInterests", "disclosedVendors"];
            let key = keys.into_iter().find(|key| snake_case(key) == list).unwrap();
            let count = payload.get(key).map(|ids| json!(ids.as_array().unwrap().len()));
            assert_member(row, name, count.as_ref(), text);
        } else if is_v1 && name == "purposes_consent" {
            assert_eq!(found, &payload["purposesAllowed"], "{text}");
        } else if name == "segments" {
            let optional = ["disclosedVendors", "allowedVendors", "publisherTC"];
            let mut segments = vec!["core"];
            segments.extend(optional.into_iter().filter(|key| payload.get(key).is_some()));
            assert_eq!(found, &json!(segments), "{text}");
        } else {
            assert!(is_v1 || name == "error", "{name} of {text}");
            assert_eq!(found, &Value::Null, "{name} of {text}");
        }
    }
}

fn assert_error(row: &Value, error: &Value, text: &str) {
    let text: String = text.chars().take(100).collect();
    for (name, found) in row.as_object().unwrap() {
        if name != "error" {
            assert_eq!(found, &Value::Null, "{name} of {text}");
        }
    }
    for (name, key) in [
        ("code", "code"),
        ("message", "message"),
        ("segment", "segment"),
        ("field", "field"),
        ("bit", "bit"),
        ("at_char", "character"),
    ] {
        assert_member(&row["error"], name, error.get(key), &text);
    }
}

#[test]
fn law_13_bits_and_vendors_are_those_of_the_command() {
    let texts = texts();
    let array = column(&texts);
    let values: Vec<Option<Value>> = texts
        .iter()
        .map(|text| decoded(text, DecodeOptions::new()).ok().map(|value| payload(&value)))
        .collect();
    let assert_rows = |found: &ArrayRef, expected: &dyn Fn(&Value) -> Value, default: Value| {
        for ((text, value), found) in texts.iter().zip(&values).zip(rows(found)) {
            assert_eq!(found, value.as_ref().map_or(default.clone(), expected), "{text}");
        }
    };
    let contains = |value: &Value, key: &str, id: u16| {
        json!(value.get(key).is_some_and(|ids| ids.as_array().unwrap().contains(&json!(id))))
    };
    let options = Options::new();
    assert_rows(&tcf_arrow::is_readable(&array, options).unwrap(), &|_| true.into(), false.into());
    for asked in kernels::bits() {
        let (key, id) = match asked {
            Bit::PurposeConsent(id) => ("purposesConsent", id.get().into()),
            Bit::PurposeLegitimateInterest(id) => ("purposesLITransparency", id.get().into()),
            Bit::SpecialFeatureOptIn(id) => ("specialFeatureOptIns", id.get().into()),
            Bit::VendorConsent(id) => ("vendorConsents", id.get()),
            Bit::VendorLegitimateInterest(id) => ("vendorLegitimateInterests", id.get()),
            Bit::VendorDisclosed(id) => ("disclosedVendors", id.get()),
        };
        let expected = |value: &Value| {
            let is_v1 = value["version"] == 1;
            contains(
                value,
                if is_v1 && key == "purposesConsent" { "purposesAllowed" } else { key },
                id,
            )
        };
        assert_rows(&tcf_arrow::bit(&array, asked, options).unwrap(), &expected, false.into());
    }
    for set in VendorsOf::ALL {
        let key = match set {
            VendorsOf::Consent => "vendorConsents",
            VendorsOf::LegitimateInterest => "vendorLegitimateInterests",
            VendorsOf::Disclosed => "disclosedVendors",
            VendorsOf::Allowed => "allowedVendors",
        };
        let ids = |value: &Value| {
            let ids = value.get(key).filter(|ids| ids.as_array().unwrap().len() <= 8192);
            ids.cloned().unwrap_or(Value::Null)
        };
        assert_rows(&tcf_arrow::vendors(&array, set, options).unwrap(), &ids, Value::Null);
        let ranges = |value: &Value| value.get(key).map_or(Value::Null, ranges_of);
        let found = tcf_arrow::vendor_ranges(&array, set, options).unwrap();
        assert_rows(&found, &ranges, Value::Null);
    }
    let restrictions = |value: &Value| {
        let Some(records) = value.get("publisherRestrictions") else { return Value::Null };
        let records = records.as_array().unwrap().iter().map(|record| {
            let ranges = record["vendors"].as_array().unwrap().iter();
            let ranges: Vec<_> =
                ranges.map(|range| json!({"start": range[0], "end": range[1]})).collect();
            json!({
                "purpose_id": record["purposeId"],
                "restriction_type": record["restrictionType"],
                "ranges": ranges,
            })
        });
        records.collect()
    };
    let found = tcf_arrow::restrictions(&array, options).unwrap();
    assert_rows(&found, &restrictions, Value::Null);
}

/// The maximal ranges of an ascending list of ids.
fn ranges_of(ids: &Value) -> Value {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for id in ids.as_array().unwrap().iter().map(|id| id.as_u64().unwrap()) {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == id => *end = id,
            _ => ranges.push((id, id)),
        }
    }
    ranges.into_iter().map(|(start, end)| json!({"start": start, "end": end})).collect()
}
