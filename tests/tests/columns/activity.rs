//! Decisions on activities are those of the command.

use std::collections::BTreeMap;

use arrow_array::StringArray;
use serde_json::{Value, json};
use tcf::Inputs;
use tcf_arrow::{ActivityArg, GppSidArg, Options, decide_activity, is_activity_permitted};
use tcf_policy::GppSid;
use tcf_policy::decide::us::Activity;

use crate::rows::{rows, snake_case};
use crate::texts;

/// The record of `tcf decide --activity`, or that of the error.
fn record(text: &str, activity: Activity, gpp_sid: Option<&GppSid>) -> Value {
    let inputs = Inputs::new(text);
    let gpp_sid = inputs.request_gpp_sid(gpp_sid, &mut Vec::new());
    let input = inputs.activity_signal();
    let decided = match inputs.decide_activity(activity, &gpp_sid) {
        Ok(decided) => decided,
        Err((_, failure)) => return json!(failure),
    };
    json!(decided.record(input.head(), &[]))
}

/// Whether a row has the decisions of a record.
fn assert_decided(row: &Value, record: &Value, text: &str) {
    assert_eq!(row["verdict"], record["verdict"], "{text}");
    let expected = record["sections"].as_array().unwrap();
    let found = row["sections"].as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{text}");
    for (found, expected) in found.iter().zip(expected) {
        for (key, value) in expected.as_object().unwrap() {
            let value = match value {
                Value::Array(reasons) => reasons.iter().map(|it| it["code"].clone()).collect(),
                other => other.clone(),
            };
            assert_eq!(found[snake_case(key)], value, "{key} of {text}");
        }
        for (name, value) in found.as_object().unwrap() {
            let is_stated = expected.as_object().unwrap().keys().any(|it| snake_case(it) == *name);
            assert!(is_stated || value.is_null(), "{name} of {text}");
        }
    }
}

#[test]
fn law_13_decisions_on_activities_are_those_of_the_command() {
    let mut texts = texts();
    texts.extend(
        [
            "https://ads.example/?gpp=DBABLA~CVQqAAAAAABY&gpp_sid=7&us_privacy=1YYN",
            "https://ads.example/?gpp=DBABLA~CVQqAAAAAABY&us_privacy=1XXX",
            "https://ads.example/?gpp=DBABLA~CVQqAAAAAABY&gpp_sid=8",
            "https://ads.example/?us_privacy=1YNN&gpp_sid=usnat",
        ]
        .map(str::to_owned),
    );
    let array: StringArray = texts.iter().map(Some).collect();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for name in ["sale", "sharing", "targeted-advertising", "sensitive:3", "child:1"] {
        let activity: Activity = name.parse().unwrap();
        for sections in [None, Some("7"), Some("8,9"), Some("6"), Some("-1")] {
            let sections: Option<GppSid> = sections.map(|text| text.parse().unwrap());
            let gpp_sid = sections.as_ref().map_or(GppSidArg::NotStated, GppSidArg::One);
            let (asked, options) = (ActivityArg::One(activity), Options::new());
            let found = rows(&decide_activity(&array, asked, gpp_sid, options).unwrap());
            let permitted = rows(&is_activity_permitted(&array, asked, gpp_sid, options).unwrap());
            for ((text, found), permitted) in texts.iter().zip(&found).zip(&permitted) {
                let record = record(text, activity, sections.as_ref());
                let verdict = record["verdict"].as_str().unwrap_or("unreadable");
                *verdicts.entry(verdict.to_owned()).or_default() += 1;
                assert_eq!(*permitted, json!(verdict == "permit"), "{text}");
                if let Some(error) = record.get("error") {
                    assert_eq!(found["error"]["code"], error["code"], "{text}");
                    assert_eq!(found["error"]["message"], error["message"], "{text}");
                    assert_eq!(
                        (&found["verdict"], &found["sections"]),
                        (&json!(null), &json!(null))
                    );
                } else {
                    assert_decided(found, &record, text);
                }
            }
        }
    }
    let found: Vec<&str> = verdicts.keys().map(String::as_str).collect();
    assert_eq!(found, ["deny", "outOfScope", "permit", "unknown", "unreadable"], "{verdicts:?}");
}
