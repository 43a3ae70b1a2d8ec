//! `tcf schema`: records match their schemas, and schemas have no unused keys.

mod outputs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use tcf_codec::Deciseconds;
use tcf_codec::json::{deserialize_v1, deserialize_v2};

use crate::conformance::{corpus, other_kinds, str_of};
use crate::{RESTRICTED, V1, run, tcf, text};

/// The keys of the place of a string in another text, which every record can have.
const OF_CARRIERS: &[&str] = &["carrier", "depth", "entry", "host", "kind", "name", "place"];

/// The keys of the row of a string, which every record can have.
const OF_ROWS: &[&str] = &["columns", "error", "row", "value"];

/// A path in the repository.
fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name)
}

/// The records that a command prints. It may exit 1.
pub(crate) fn records(args: &[&str], stdin: &str) -> Vec<Value> {
    let output = run(tcf(args), stdin.as_bytes());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// A schema, and the keys of the records checked against it.
pub(crate) struct Schema {
    name: &'static str,
    document: Value,
    validator: Validator,
    pub(crate) seen: BTreeSet<String>,
}

impl Schema {
    pub(crate) fn new(name: &'static str) -> Self {
        let output = run(tcf(["schema", name]), b"");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(jsonschema::meta::is_valid(&document), "{name}");
        let validator = jsonschema::validator_for(&document).unwrap();
        Self { name, document, validator, seen: BTreeSet::new() }
    }

    fn accepts(&self, instance: &Value) -> bool {
        self.validator.is_valid(instance)
    }

    /// Checks records, and that an additional key in any object is rejected.
    pub(crate) fn check(&mut self, printed: &[Value]) {
        assert!(!printed.is_empty(), "{}", self.name);
        for (index, instance) in printed.iter().enumerate() {
            let errors: Vec<_> =
                self.validator.iter_errors(instance).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?} in {instance}", self.name);
            keys(instance, &mut self.seen);
            // A few records are enough.
            if index < 20 {
                for changed in with_a_key_more(instance) {
                    assert!(!self.accepts(&changed), "{}: {changed}", self.name);
                }
            }
        }
    }

    /// Checks that an instance without one of these keys is rejected.
    pub(crate) fn requires(&self, instance: &Value, keys: &[&str]) {
        for key in keys {
            let mut changed = instance.clone();
            assert!(
                changed.as_object_mut().unwrap().remove(*key).is_some(),
                "{}: {key} in {instance}",
                self.name
            );
            assert!(!self.accepts(&changed), "{}: without {key}: {changed}", self.name);
        }
    }

    /// Checks that an instance with another value at `pointer` is rejected.
    pub(crate) fn rejects(&self, instance: &Value, pointer: &str, value: Value) {
        assert!(self.accepts(instance), "{}: {instance}", self.name);
        let mut changed = instance.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} in {instance}")) = value;
        assert!(!self.accepts(&changed), "{}: {pointer} of {changed}", self.name);
    }

    /// Checks that every key of the schema occurred in a record.
    pub(crate) fn has_no_unused_keys(&self) {
        self.has_no_unused_keys_but(&[]);
    }

    /// The same, except for some keys.
    pub(crate) fn has_no_unused_keys_but(&self, others: &[&str]) {
        let mut known = BTreeSet::new();
        properties(&self.document, &mut known);
        let mut unseen: Vec<_> = known.difference(&self.seen).collect();
        let others = [others, OF_CARRIERS, OF_ROWS].concat();
        unseen.retain(|key| !others.contains(&key.as_str()));
        assert!(unseen.is_empty(), "{}: {unseen:?}", self.name);
    }
}

/// The keys of all objects.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        Value::Object(object) => {
            found.extend(object.keys().cloned());
            object.values().for_each(|value| keys(value, found));
        }
        _ => {}
    }
}

/// The keys of a schema.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Array(list) => list.iter().for_each(|value| properties(value, found)),
        Value::Object(object) => {
            if let Some(Value::Object(known)) = object.get("properties") {
                found.extend(known.keys().cloned());
            }
            object.values().for_each(|value| properties(value, found));
        }
        _ => {}
    }
}

/// Copies of the value with an additional key in one of its objects. Of lists, only the first
/// element is changed.
fn with_a_key_more(value: &Value) -> impl Iterator<Item = Value> {
    let mut places = Vec::new();
    objects(value, String::new(), &mut places);
    // Columns have the names that the user chose, and counts those of reasons.
    places.retain(|place| !["/columns", "/reasons"].iter().any(|end| place.ends_with(end)));
    let mut shapes = BTreeSet::new();
    places.retain(|place| shapes.insert(place.replace(|found: char| found.is_ascii_digit(), "")));
    places.into_iter().map(|place| {
        let mut changed = value.clone();
        changed
            .pointer_mut(&place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert("unheardOf".to_owned(), json!(1));
        changed
    })
}

/// The pointers of all objects.
fn objects(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                objects(value, format!("{place}/{index}"), found);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                objects(value, format!("{place}/{key}"), found);
            }
            found.push(place);
        }
        _ => {}
    }
}

/// The accepted or rejected texts of the corpus that fit on a line.
fn corpus_texts(verdict: &str) -> Vec<String> {
    let cases = corpus();
    let cases = cases.iter().filter(|case| case["strict"] == verdict);
    let texts = cases.filter_map(|case| case["text"].as_str()).map(str::to_owned);
    let texts = texts
        .filter(|text| text.trim() == text && !text.is_empty() && !text.contains(['\n', '\t']));
    let texts: Vec<_> = texts.collect();
    assert!(texts.len() > 50, "{verdict}: {}", texts.len());
    texts
}

/// The accepted or rejected texts of GPP, US Privacy and Additional Consent strings.
fn other_texts(verdict: &str) -> String {
    let mut cases = other_kinds();
    cases.retain(|case| case["strict"] == verdict);
    let texts: Vec<_> = cases.iter().map(|case| str_of(case, "text")).collect();
    texts.join("\n")
}

#[test]
fn payloads_of_other_kinds_match() {
    let mut schema = Schema::new("payload");
    for flags in [&["--ids", "ranges"][..], &["--lossless"]] {
        let args = [&["decode", "--format", "ndjson"][..], flags].concat();
        schema.check(&records(&args, &other_texts("accept")));
    }
    let usp = records(&["decode", "--format", "ndjson"], "1YNN").remove(0);
    schema.requires(&usp, &["kind", "notice"]);
    schema.rejects(&usp, "/optOutSale", json!("X"));
    let gpp = records(&["decode", "--format", "ndjson"], "DBABBg~BVqqqqpY.YA").remove(0);
    schema.requires(&gpp, &["kind", "sections"]);
    schema.rejects(&gpp, "/sections/usca/saleOptOut", json!(4));
}

#[test]
fn payloads_of_the_corpus_match() {
    let mut schema = Schema::new("payload");
    let mut layouts = Schema::new("layout");
    let texts = corpus_texts("accept").join("\n");
    schema.check(&records(&["decode", "--format", "ndjson", "--lossless"], &other_texts("accept")));
    for flags in [&["--ids", "ranges"][..], &["--ids", "ranges", "--lossless"]] {
        let printed = records(&[&["decode", "--format", "ndjson"][..], flags].concat(), &texts);
        schema.check(&printed);
        let of_payloads: Vec<_> =
            printed.iter().filter_map(|payload| payload.get("layout").cloned()).collect();
        if flags.len() > 2 {
            layouts.check(&of_payloads);
        }
    }
    // Ids as lists, for fixtures with few of them.
    let small: Vec<_> =
        corpus_texts("accept").into_iter().filter(|text| text.len() < 400).collect();
    schema.check(&records(&["decode", "--format", "ndjson"], &small.join("\n")));
    schema.has_no_unused_keys();
    layouts.has_no_unused_keys();
}

/// Whether the payload is accepted.
fn is_accepted(payload: &Value) -> bool {
    let day = Deciseconds::default();
    match payload.get("version").and_then(Value::as_u64) {
        Some(1) => deserialize_v1(payload, day).is_ok(),
        _ => deserialize_v2(payload, day).is_ok(),
    }
}

#[test]
fn payload_schema_accepts_what_encode_accepts() {
    let schema = Schema::new("payload");
    let payload =
        |text: &str| records(&["decode", "--format", "ndjson", "--lossless"], text).remove(0);
    let mut full = payload(&format!("{RESTRICTED}.cAAAAAAAAUg"));
    let mut version_1 = payload(V1);
    full["publisherTC"]["numCustomPurposes"] = json!(63);
    version_1["maxVendorId"] = json!(65535);
    let values = || {
        let ids = [1, 2, 7, 12, 13, 24, 25, 63, 64, 65535, 65536, 70000].into_iter();
        let numbers = ids.clone().chain([0, 4095, 4096]).map(|number| json!(number));
        let lists = ids.clone().map(|id| json!([id]));
        let texts = ids.map(|id| json!([format!("1-{id}"), format!("{id}"), format!("0{id}")]));
        let words = [
            "",
            "x",
            "EN",
            "e1",
            "ENG",
            "de",
            "1-3",
            "core",
            "undefined",
            "notAllowed",
            "2026-03-10",
            "2026-3-10",
            "2026-13-10",
            "2026-03-10T12:30:00Z",
            "2026-03-10T12:30:00.5Z",
            "2026-03-10T12:30:00.50z",
            "2026-03-10T12:30:00.05Z",
            "2026-03-10t24:00:00Z",
            "2026-03-10 12:30:00+02:00",
            "2026-03-10T12:30:00",
            "1969-12-31",
            "1970-01-01",
            "2187-01-01",
            "2188-01-01",
        ];
        let words = words.into_iter().map(|word| json!(word));
        let others = [
            json!(null),
            json!(true),
            json!(false),
            json!(-1),
            json!(1.5),
            json!({}),
            json!([]),
            json!([0]),
            json!([1, 1, 3, 2]),
            json!(["1-2", 5]),
            json!(["-"]),
            json!(["1-"]),
            json!(["1-2-3"]),
            json!([" 1"]),
            json!([[1]]),
            json!([[1, 2]]),
            json!([[2, 2], 1]),
            json!([[]]),
            json!([[0, 1]]),
            json!([[1, 2, 3]]),
            json!([null]),
            json!([1.5]),
            json!(["x"]),
            json!(["0-1"]),
            json!([{}]),
            json!({"bits": 3}),
            json!({"encoding": "bitField", "maxVendorId": 5}),
            json!([{"purposeId": 1, "restrictionType": "notAllowed"}]),
            json!({"segments": []}),
        ];
        numbers.chain(lists).chain(texts).chain(words).chain(others).collect::<Vec<_>>()
    };
    let mut taken = 0;
    let mut refused = 0;
    let mut agree = |payload: &Value| {
        let is_read = is_accepted(payload);
        assert_eq!(schema.accepts(payload), is_read, "the reader takes it: {is_read}; {payload}");
        *(if is_read { &mut taken } else { &mut refused }) += 1;
    };
    for payload in [&full, &version_1, &json!({"cmpId": 1, "vendorListVersion": 1})] {
        agree(payload);
        with_a_key_more(payload).for_each(|changed| agree(&changed));
        let mut places = Vec::new();
        objects(payload, String::new(), &mut places);
        for place in places {
            for key in payload.pointer(&place).unwrap().as_object().unwrap().keys() {
                let mut changed = payload.clone();
                changed.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(key);
                agree(&changed);
                for value in values() {
                    let mut changed = payload.clone();
                    *changed.pointer_mut(&format!("{place}/{key}")).unwrap() = value;
                    if !BEYOND.iter().any(|beyond| beyond(&changed)) {
                        agree(&changed);
                    }
                }
            }
        }
    }
    assert!(taken > 300 && refused > 1000, "{taken} {refused}");
}

/// The schema cannot express relations between keys: custom purposes above their number, vendors of
/// version 1 above MaxVendorId. And serde accepts a list in place of an object in layouts.
const BEYOND: [fn(&Value) -> bool; 3] = [
    |payload| {
        payload
            .pointer("/publisherTC/numCustomPurposes")
            .and_then(Value::as_u64)
            .is_some_and(|count| count < 63)
    },
    |payload| payload.get("maxVendorId").and_then(Value::as_u64).is_some_and(|max| max < 65535),
    |payload| {
        let places = [
            "/layout",
            "/layout/segments/0/tail",
            "/layout/segments/1/tail",
            "/layout/segments/2/tail",
        ];
        places.iter().any(|place| payload.pointer(place).is_some_and(Value::is_array))
    },
];

#[test]
fn constraints_that_the_schema_cannot_express() {
    let schema = Schema::new("payload");
    for (key, value) in [
        ("vendorConsents", json!(["3-1"])),
        ("vendorConsents", json!([[3, 1]])),
        ("created", json!("2026-02-30")),
        ("created", json!("2187-12-31")),
        ("publisherTC", json!({"numCustomPurposes": 1, "customPurposesConsent": [2]})),
    ] {
        let payload = json!({"cmpId": 1, "vendorListVersion": 1, key: value});
        assert!(schema.accepts(&payload) && !is_accepted(&payload), "{payload}");
    }
}
