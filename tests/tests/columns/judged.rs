//! Decisions, findings and counts are those of the command.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::StringArray;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use serde_json::{Value, json};
use tcf::{Inputs, Validator, undecodable};
use tcf_arrow::{AsOf, ItemArg, Judge, Options, VendorArg};
use tcf_codec::{AnyTcString, VendorSet};
use tcf_policy::decide::{Profile, Query, decide};
use tcf_policy::gvl::{Gvl, ListKey};
use tcf_policy::vocabulary::Item;

use crate::kernels::{as_of, judge, purpose, vendor};
use crate::rows::rows;
use crate::texts;

/// The list that a string names, and the newest one.
fn lists<'a>(judge: &'a Judge, value: &AnyTcString) -> (Option<&'a Gvl>, Option<&'a Gvl>) {
    let Ok(named) = ListKey::named_by(value);
    let Some(named) = named else { return (None, None) };
    let nearest = judge.lists.nearest(named).filter(|_| judge.any_gvl);
    let gvl = judge.lists.get(named).or(nearest);
    (gvl.map(|gvl| &**gvl), judge.lists.latest().map(|gvl| &**gvl))
}

/// What the command decides on a text, as the row of a column.
fn decided(judge: &Judge, text: &str, vendor_id: u16, item: Item) -> Value {
    let inputs = Inputs::new(text);
    let input = inputs.into_vendor_signal(Profile::Specification, &mut Vec::new());
    let value = match input.decode_tc_string() {
        Ok(signal) => signal.value,
        Err(failure) => return json!({"code": failure.error.code()}),
    };
    let (gvl, newest) = lists(judge, &value);
    let query = Query { cmps: judge.cmps.as_deref(), newest, ..Query::new(as_of()) };
    let Ok(decision) = decide(&value, gvl, vendor(vendor_id), item, &query);
    let codes = |reasons: &tcf_policy::decide::Reasons| -> Vec<&str> {
        reasons.as_slice().iter().map(|reason| reason.code()).collect()
    };
    json!({
        "verdict": decision.verdict.name(),
        "basis": decision.basis().map(tcf_policy::vocabulary::LegalBasis::name),
        "reasons": codes(&decision.reasons),
        "notes": codes(&decision.notes),
        "list_version": gvl.map(|gvl| gvl.key().version),
        "error": null,
    })
}

#[test]
fn law_13_decisions_are_those_of_the_command() {
    let texts = texts();
    let array: StringArray = texts.iter().map(Some).collect();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for any_gvl in [false, true] {
        let judge = Judge { any_gvl, ..judge() };
        for (id, item) in [(1, 1), (2, 2), (2, 7), (5, 3), (755, 4), (3, 10), (9, 1)] {
            let (vendor_arg, item) = (VendorArg::One(vendor(id)), purpose(item));
            let (as_of, options) = (AsOf::One(as_of()), Options::new());
            let item_arg = ItemArg::One(item);
            let found = rows(&judge.decide(&array, vendor_arg, item_arg, as_of, options).unwrap());
            let permitted = judge.is_permitted(&array, vendor_arg, item_arg, as_of, options);
            let permitted = rows(&permitted.unwrap());
            for ((text, found), permitted) in texts.iter().zip(&found).zip(&permitted) {
                let expected = decided(&judge, text, id, item);
                if let Some(code) = expected.get("code") {
                    assert_eq!(&found["error"]["code"], code);
                    assert_eq!(found["verdict"], Value::Null);
                } else {
                    assert_eq!(found, &expected, "{text}");
                }
                assert_eq!(*permitted, json!(expected["verdict"] == "permit"), "{text}");
                let verdict = expected["verdict"].as_str().unwrap_or("unreadable");
                *verdicts.entry(verdict.to_owned()).or_default() += 1;
            }
        }
    }
    // Every verdict occurs, except out of scope, which needs a flag.
    let found: Vec<&str> = verdicts.keys().map(String::as_str).collect();
    assert_eq!(found, ["conditional", "deny", "permit", "unknown", "unreadable"], "{verdicts:?}");
}

#[test]
fn pairs_are_decided_like_single_questions() {
    let texts = texts();
    let array: StringArray = texts.iter().map(Some).chain([None]).collect();
    let (judge, as_of) = (judge(), AsOf::One(as_of()));
    let pairs = [(vendor(1), purpose(1)), (vendor(2), purpose(7)), (vendor(755), purpose(1))];
    let names = ["a", "b", "c"];
    let together = judge.are_permitted(&array, &pairs, &names, as_of, Options::new()).unwrap();
    for (index, (vendor, item)) in pairs.into_iter().enumerate() {
        let (vendor, item) = (VendorArg::One(vendor), ItemArg::One(item));
        let single = judge.is_permitted(&array, vendor, item, as_of, Options::new()).unwrap();
        assert!(*single == **together.as_struct().column(index), "pair {index}");
    }
}

#[test]
fn law_13_findings_are_those_of_the_command() {
    let texts = texts();
    let array: StringArray = texts.iter().map(Some).collect();
    let (judge, options) = (judge(), Options::new());
    let found = rows(&judge.validate(&array, AsOf::One(as_of()), options).unwrap());
    let codes = rows(&judge.codes(&array, AsOf::One(as_of()), options).unwrap());
    let mut count = 0;
    for ((text, found), codes) in texts.iter().zip(&found).zip(&codes) {
        let input = Inputs::new(text).into_main();
        let findings = match input.decode_for_check() {
            Ok(string) => {
                let named = string.vendor_list();
                let newest = judge.lists.latest();
                let validator = Validator {
                    gvl: named.and_then(|named| judge.lists.get(named)).map(|gvl| &**gvl),
                    newest: newest.map(|gvl| &**gvl),
                    cmps: judge.cmps.as_deref(),
                    ..Validator::new(as_of())
                };
                validator.check(&input, &string).findings
            }
            Err(failure) => undecodable(&failure).into_iter().collect(),
        };
        let expected: Vec<Value> = findings
            .iter()
            .map(|finding| {
                json!({"code": finding.rule.code.as_str(), "severity": finding.severity.name()})
            })
            .collect();
        count += expected.len();
        assert_eq!(found, &Value::Array(expected), "{text}");
        let mut distinct: Vec<&str> =
            findings.iter().map(|finding| finding.rule.code.as_str()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(codes, &json!(distinct), "{text}");
    }
    assert!(count > 1000, "{count} findings");
}

#[test]
fn findings_beside_the_main_string_are_those_of_its_row() {
    let tc = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAA.IACugA";
    let url = format!("https://ads.example/?gdpr=1&gdpr_consent={tc}&gpp=DBABLA~BVQqAAAAAg");
    let texts = [("&gpp_sid=8", "X018"), ("&gpp_sid=7&us_privacy=1XXX", "U003")]
        .map(|(others, code)| (format!("{url}{others}"), code));
    let array: StringArray = texts.iter().map(|(text, _)| Some(text)).collect();
    let (judge, as_of) = (judge(), AsOf::One(as_of()));
    let found = rows(&judge.validate(&array, as_of, Options::new()).unwrap());
    let codes = rows(&judge.codes(&array, as_of, Options::new()).unwrap());
    for ((text, code), (found, codes)) in texts.iter().zip(found.iter().zip(&codes)) {
        let finding = json!({"code": code, "severity": "error"});
        assert!(found.as_array().unwrap().contains(&finding), "{text}: {found}");
        assert!(codes.as_array().unwrap().contains(&json!(code)), "{text}: {codes}");
    }
}

#[test]
fn counts_of_vendors_are_sums_of_bits() {
    let texts = texts();
    // Each text once, and some of them again.
    let repeated = texts.iter().chain(texts.iter().step_by(3));
    let array: StringArray = repeated.clone().map(Some).chain([None]).collect();
    let judge = judge();
    let mut expected: BTreeMap<i32, [i64; 5]> = BTreeMap::new();
    for text in repeated {
        let input = Inputs::new(text).into_vendor_signal(Profile::Specification, &mut Vec::new());
        let Ok(signal) = input.decode_tc_string() else { continue };
        let (gvl, _) = lists(&judge, &signal.value);
        let mut occurring = BTreeSet::new();
        let mut add = |id: u16, column: usize| {
            expected.entry(id.into()).or_default()[column] += 1;
            occurring.insert(id);
        };
        match &signal.value {
            AnyTcString::V1(tc) => tc.vendors.consents().iter().for_each(|id| add(id.get(), 2)),
            AnyTcString::V2(tc) => {
                tc.vendor_consents.iter().for_each(|id| add(id.get(), 2));
                tc.vendor_legitimate_interests.iter().for_each(|id| add(id.get(), 3));
                for id in tc.disclosed_vendors.iter().flat_map(VendorSet::iter) {
                    add(id.get(), 1);
                    let vendor = gvl.and_then(|gvl| gvl.vendor(id));
                    let declares = vendor.is_some_and(|vendor| !vendor.leg_int_purposes.is_empty());
                    if declares && !tc.vendor_legitimate_interests.contains(id) {
                        add(id.get(), 4);
                    }
                }
            }
        }
        for id in occurring {
            expected.get_mut(&id.into()).unwrap()[0] += 1;
        }
    }
    for deduplicate in [true, false] {
        let options = Options { deduplicate, ..Options::new() };
        let counts = judge.vendor_counts(&array, options).unwrap();
        let ids = counts.column(0).as_primitive::<Int32Type>();
        assert_eq!(ids.values().to_vec(), expected.keys().copied().collect::<Vec<_>>());
        for column in 0..5 {
            let found = counts.column(column + 1).as_primitive::<Int64Type>();
            let expected: Vec<i64> = expected.values().map(|counts| counts[column]).collect();
            assert!(expected.iter().any(|&count| count > 0), "column {column} is tested");
            assert_eq!(found.values().to_vec(), expected, "column {column}");
        }
    }
}
