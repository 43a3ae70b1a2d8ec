//! `tcf schema`: records match their schemas, and schemas have no unused keys.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use tcf_codec::Deciseconds;
use tcf_codec::json::{deserialize_v1, deserialize_v2};

use crate::conformance::{corpus, other_kinds, str_of};
use crate::{RESTRICTED, TC, V1, run, tcf, text};

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

/// The keys of the place of a string in another text, which every record can have.
const OF_CARRIERS: &[&str] = &["carrier", "depth", "entry", "host", "kind", "name", "place"];

/// The keys of the row of a string, which every record can have.
const OF_ROWS: &[&str] = &["columns", "error", "row", "value"];

#[test]
fn records_of_rows_match() {
    let table = format!("id,tc\n1,{TC}\n2,\n3,x\n");
    let lines = format!("{{\"id\": [1], \"tc\": \"{TC}\"}}\n{{}}\n{{\"tc\": 1}}\n{{\n");
    for (schema, command) in [
        ("decode", &["decode", "--envelope"][..]),
        ("inspect", &["inspect"]),
        ("inspect-size", &["inspect", "--size"]),
        ("validate", &["validate", "--as-of", "2026-06-01"]),
        ("decide", &["decide", "--vendor", "1", "--as-of", "2026-06-01"]),
        ("decide-brief", &["decide", "--vendor", "1", "--brief", "--as-of", "2026-06-01"]),
    ] {
        let mut schema = Schema::new(schema);
        let table_args = ["--format", "ndjson", "--column", "tc", "--pass", "id"];
        schema.check(&records(&[command, &table_args].concat(), &table));
        let line_args = ["--format", "ndjson", "--json-field", "/tc", "--pass", "/id"];
        schema.check(&records(&[command, &line_args].concat(), &lines));
        for key in OF_ROWS {
            assert!(schema.seen.contains(*key), "{}: {key}", schema.name);
        }
    }
    let mut errors = Schema::new("error");
    let printed = records(&["decode", "--format", "ndjson", "--json-field", "/tc"], "{\n");
    errors.check(&printed);
    errors.rejects(&printed[0], "/error/code", json!("other"));
}

#[test]
fn records_of_strings_in_other_texts_match() {
    let url = format!("https://ads.example/?gdpr_consent={TC}&us_privacy=1YNN&addtl_consent=2~x");
    let printed = records(&["decode", "--format", "ndjson", "--envelope"], &url);
    assert_eq!(printed.len(), 3);
    let mut schema = Schema::new("decode");
    schema.check(&printed);
    schema.rejects(&printed[0], "/carrier/place", json!("elsewhere"));
    let mut errors = Schema::new("error");
    errors.check(&printed[2..]);
    let har =
        format!("{{\"log\": {{\"entries\": [{{\"request\": {{\"url\": \"{url}&gpp=DBA\"}}}}]}}}}");
    let args = ["decode", "--format", "ndjson", "--envelope", "--from", "har"];
    let printed = records(&args, &har);
    schema.check(&printed);
    errors.check(&printed[2..]);
    for key in OF_CARRIERS {
        assert!(schema.seen.contains(*key) && errors.seen.contains(*key), "{key}");
    }
}

/// A string with a Canadian section.
const CANADA: &str = "DBABDA~CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA";

/// The keys of an error in a string that is not a TC string.
const OF_OTHER_KINDS: &[&str] = &["cause", "section"];

#[test]
fn records_of_decode_and_encode_match() {
    let mut schema = Schema::new("decode");
    let rejects = corpus_texts("reject");
    let lines = format!(
        "label\t{TC}\nlabel\tCQg2bYAQg2\n{TC}.\n{V1}\n{RESTRICTED}.cAAAAAAAAUg\n{}\n",
        rejects.join("\n")
    );
    let printed =
        [&["decode", "--format", "ndjson", "--envelope", "--lossless"][..], &["--lenient"]]
            .concat();
    let mut printed = records(&printed, &lines);
    let long = "A".repeat(500);
    printed.extend(records(&["decode", "--format", "ndjson", "--max-length", "300"], &long));
    printed.extend(records(
        &["decode", "--format", "ndjson", "--envelope", "--lossless"],
        &corpus_texts("accept").join("\n"),
    ));
    for verdict in ["accept", "reject"] {
        printed.extend(records(
            &["decode", "--format", "ndjson", "--envelope", "--lossless"],
            &other_texts(verdict),
        ));
    }
    schema.check(&printed);
    schema.has_no_unused_keys();
    let missing = ["decode", "--format", "ndjson", "--section", "usva"];
    schema.check(&records(&missing, "DBABBg~BVqqqqpY.YA"));
    schema.requires(&printed[0], &["input", "value"]);
    schema.rejects(&printed[0], "/value/vendorConsents/0", json!(70000));

    let mut errors = Schema::new("error");
    let failed: Vec<_> =
        printed.iter().filter(|record| record.get("error").is_some()).cloned().collect();
    assert!(failed.len() > 20);
    errors.check(&failed);
    errors.has_no_unused_keys();
    errors.requires(&failed[0], &["input", "error"]);
    for key in ["code", "message", "character"] {
        let mut changed = failed[0].clone();
        changed["error"].as_object_mut().unwrap().remove(key);
        assert!(!errors.accepts(&changed), "{changed}");
    }
    errors.rejects(&failed[0], "/error/code", json!("Q001"));

    let mut encoded = Schema::new("encode");
    let payloads =
        "{\"cmpId\": 1, \"vendorListVersion\": 1}\n{\"cmpId\": 70000, \"vendorListVersion\": 1}\n";
    let mut strings = records(&["encode", "--format", "ndjson", "--envelope"], payloads);
    let envelopes = printed.iter().filter(|record| record.get("error").is_none());
    let envelopes: Vec<_> = envelopes.map(|record| format!("{record}\n")).collect();
    strings.extend(records(&["encode", "--format", "ndjson", "--envelope"], &envelopes.concat()));
    let wide = format!(
        "{{\"cmpId\": 1, \"vendorListVersion\": 1, \"vendorConsents\": [{}1]}}",
        "1, ".repeat(99)
    );
    strings.extend(records(&["encode", "--format", "ndjson", "--envelope"], &wide));
    encoded.check(&strings);
    encoded.has_no_unused_keys();
    encoded.requires(&strings[0], &["input", "value"]);
}

#[test]
fn records_of_inspect_match() {
    let mut schema = Schema::new("inspect");
    let mut printed = records(
        &["inspect", "--format", "ndjson", "--ids", "ranges"],
        &corpus_texts("accept").join("\n"),
    );
    let broken = format!("label\tCQg2bYAQg2\n{}\n\u{e4}{TC}", "A".repeat(500));
    printed.extend(records(&["inspect", "--format", "ndjson", "--max-length", "300"], &broken));
    let others = format!("DBABMA~CQg2\nDBABzw~1XNN~BVQqAAAAAg.YA\n2~35~dv.9\n{CANADA}");
    let others = records(&["inspect", "--format", "ndjson"], &others);
    printed.extend(others.iter().cloned());
    schema.check(&printed);
    schema.has_no_unused_keys();
    let text = others.iter().find(|record| record.get("text").is_some()).unwrap();
    schema.requires(text, &["field", "text", "characters"]);
    schema.requires(&printed[0], &["segment", "field", "offset", "width", "bits", "characters"]);
    schema.rejects(&printed[0], "/bits", json!("012"));
}

#[test]
fn records_of_inspect_size_match() {
    let mut schema = Schema::new("inspect-size");
    let texts = format!("label\tCQg2bYAQg2\n{}\n{RESTRICTED}", corpus_texts("accept").join("\n"));
    let list = project("gvl/v3/archives/vendor-list-v140.json");
    let size = ["inspect", "--size", "--format", "ndjson", "--max-length", "30000", "--gvl"];
    let long = "A".repeat(40_000);
    let printed =
        records(&[&size[..], &[list.to_str().unwrap()]].concat(), &format!("{texts}\n{long}"));
    schema.check(&printed);
    let gpp = format!("DBACNY~{TC}~1YNN\nDBABMA~CQg2\n1YNN\n{CANADA}");
    let others = records(&["inspect", "--size", "--format", "ndjson"], &gpp);
    schema.check(&others);
    schema.has_no_unused_keys();
    schema.requires(&others[0], &["characters", "canonicalCharacters"]);
    schema.rejects(&others[0], "/sections/0/section", json!("other"));
    let full = printed.last().unwrap();
    assert_eq!(full["inputTruncated"], true);
    let full = printed.iter().find(|record| record["input"] == RESTRICTED).unwrap();
    schema.requires(full, &["characters", "canonicalCharacters", "segments"]);
    schema.rejects(full, "/segments/0/parts/0/part", json!("other"));
}

/// The examples of all rules: string, date, whether with lists, local expectations.
fn rule_examples() -> Vec<(String, String, bool, String)> {
    let mut examples = Vec::new();
    for rule in records(&["explain", "--all", "--format", "ndjson"], "") {
        for example in ["invalidExamples", "validExamples"]
            .iter()
            .filter_map(|key| rule.get(*key)?.as_array())
            .flatten()
        {
            let of =
                |key: &str| example.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            examples.push((of("string"), of("asOf"), example["lists"] == true, of("expect")));
        }
    }
    assert!(examples.len() > 150, "{}", examples.len());
    examples
}

#[test]
fn findings_of_every_rule_match() {
    let mut schema = Schema::new("validate");
    let mut findings = Schema::new("finding");
    let mut summaries = Schema::new("validate-summary");
    let gvl = project("gvl");
    let cmps = project("cmp-list.json");
    let config_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-expectations.toml");
    let mut examples = rule_examples();
    // One run per combination of date, lists and expectations.
    examples.sort_by(|a, b| (&a.1, a.2, &a.3).cmp(&(&b.1, b.2, &b.3)));
    let mut printed = Vec::new();
    for alike in examples.chunk_by(|a, b| (&a.1, a.2, &a.3) == (&b.1, b.2, &b.3)) {
        let (_, at, with_lists, expect) = &alike[0];
        let mut args = vec!["validate", "--as-of", at];
        if *with_lists {
            args.extend(["--gvl", gvl.to_str().unwrap(), "--cmp-list", cmps.to_str().unwrap()]);
        }
        if !expect.is_empty() {
            fs::write(&config_file, format!("[[expect]]\n{expect}")).unwrap();
            args.extend(["--config", config_file.to_str().unwrap()]);
        }
        let mut lines = String::from("# Strings with labels.\n");
        for (string, ..) in alike {
            writeln!(lines, "a label\t{string}").unwrap();
        }
        let format = |more: &[&'static str]| [&args[..], &["--format", "ndjson"], more].concat();
        printed.extend(records(&format(&[]), &lines));
        summaries.check(&records(&format(&["--summary", "--by", "label"]), &lines)[..1]);
    }
    printed.extend(records(
        &["validate", "--format", "ndjson", "--max-length", "300"],
        &"A".repeat(500),
    ));
    let known = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-known.txt");
    fs::write(&known, "# tcf baseline 1\nS011\ta label\n").unwrap();
    let with_baseline = ["validate", "--format", "ndjson", "--baseline", known.to_str().unwrap()];
    printed.extend(records(&with_baseline, "a label\tCQg2bYAQg2\n"));
    let counted = [&with_baseline[..], &["--summary"]].concat();
    summaries.check(&records(&counted, "a label\tCQg2bYAQg2\n"));
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["input", "asOf", "valid", "findings", "notRun"]);

    let of_records =
        printed.iter().flat_map(|record| record["findings"].as_array().unwrap().clone());
    let of_records: Vec<_> = of_records.collect();
    findings.check(&of_records);
    findings.has_no_unused_keys();
    findings.requires(&of_records[0], &["code", "slug", "severity", "message", "help"]);
    findings.rejects(&of_records[0], "/code", json!("P999"));
    findings.rejects(&of_records[0], "/severity", json!("fatal"));
    summaries.has_no_unused_keys();
}

/// Records of `tcf decide --activity`.
fn activity_records(more: &[&'static str]) -> Vec<Value> {
    let args = [&["decide", "--activity", "sensitive:3", "--format", "ndjson"][..], more].concat();
    let lines = "label\tDBABrw~CVVqAAAAAABY~BQQAAABY.Y\nDBABRg~BVoEABY\n1---\n\
        ?gpp=DBABLA~CVVqAAAAAABY&gpp_sid=x&us_privacy=1YYN\n";
    let records = records(&args, lines);
    assert_eq!(records.len(), 4);
    records
}

/// Checks the record of an input with several signals.
fn check_input_notes(schema: &mut Schema) {
    let url = format!("https://ads.example/?gpp_sid=x&gdpr_consent={TC}&gpp=DBABM~{RESTRICTED}");
    let noted = records(&["decide", "--vendor", "5", "--format", "ndjson"], &url);
    schema.check(&noted);
    schema.rejects(&noted[0], "/inputNotes/0/code", json!("other"));
}

#[test]
fn decisions_on_every_vendor_match() {
    let mut schema = Schema::new("decide");
    let mut decisions = Schema::new("decision");
    let mut briefs = Schema::new("decide-brief");
    let mut summaries = Schema::new("decide-summary");
    let gvl = project("gvl");
    let args = [
        "decide",
        "--gvl",
        gvl.to_str().unwrap(),
        "--as-of",
        "2026-06-01",
        "--format",
        "ndjson",
        "--vendor",
    ];
    let with = |more: &[&'static str]| [&args[..], more].concat();
    let wide = r#"{"cmpId": 300, "vendorListVersion": 140, "purposesConsent": ["1-11"],
        "purposesLITransparency": [2, "7-11"], "vendorConsents": ["1-1500"],
        "specialFeatureOptIns": [1, 2],
        "vendorLegitimateInterests": ["1-1500"], "disclosedVendors": ["1-1500"]}"#;
    let wide = run(tcf(["encode", "--as-of", "2026-03-10", wide]), b"");
    let lines = format!("{}\nlabel\t{RESTRICTED}\n{V1}\nCQg2bYAQg2\n", text(&wide.stdout).trim());
    let mut printed = records(&with(&["all"]), &lines);
    printed
        .extend(records(&with(&["disclosed"]), "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA"));
    printed.extend(records(&["decide", "--vendor", "5", "--format", "ndjson"], TC));
    printed.extend(records(
        &["decide", "--vendor", "5", "--format", "ndjson", "--max-length", "300"],
        &"A".repeat(500),
    ));
    assert!(printed.len() > 600, "{}", printed.len());
    schema.check(&printed);
    let publisher = ["decide", "--publisher", "--as-of", "2026-06-01", "--format", "ndjson"];
    check_input_notes(&mut schema);
    let publisher_lines = format!("{RESTRICTED}\nlabel\t{TC}.cCAAAEAAAUA\n");
    let own = records(&publisher, &publisher_lines);
    schema.check(&own);
    schema.requires(&own[0], &["input", "publisher", "decisions"]);
    schema.rejects(&own[0], "/publisher", json!(false));
    schema.rejects(&own[1], "/decisions/0/kind", json!("specialPurpose"));
    schema.rejects(&own[1], "/decisions/0/bits/consent", json!(1));
    let activities = activity_records(&[]);
    schema.check(&activities);
    schema.requires(&activities[0], &["input", "activity", "verdict", "sections"]);
    schema.rejects(&activities[0], "/sections/0/choice", json!(1));
    schema.has_no_unused_keys_but(OF_OTHER_KINDS);
    schema.requires(&printed[0], &["input", "vendor", "name", "gvl", "transmit", "decisions"]);
    schema.rejects(&printed[0], "/vendor", json!(70000));

    let made =
        printed.iter().filter_map(|record| record["decisions"].as_array()).flatten().cloned();
    let made: Vec<_> = made.collect();
    decisions.check(&made);
    decisions.has_no_unused_keys();
    decisions.requires(
        &made[0],
        &[
            "kind",
            "id",
            "declared",
            "flexible",
            "restriction",
            "effective",
            "bits",
            "disclosed",
            "verdict",
            "basis",
            "reasons",
            "notes",
        ],
    );
    decisions.rejects(&made[0], "/id", json!(70000));
    decisions.rejects(&made[0], "/reasons/0/code", json!("R-UNHEARD-OF"));

    let lines = format!("{lines}{}\n", "A".repeat(500));
    let mut brief = records(&with(&["all", "--brief", "--max-length", "300"]), &lines);
    brief.extend(records(
        &with(&["disclosed", "--brief"]),
        "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
    ));
    // Without the vendor list.
    brief
        .extend(records(&["decide", "--vendor", "1", "--brief", "--format", "ndjson"], RESTRICTED));
    briefs.check(&brief);
    let own = records(&[&publisher[..], &["--brief"]].concat(), &publisher_lines);
    briefs.check(&own);
    briefs.requires(&own[0], &["publisher", "permitted", "permittedCustom"]);
    briefs.check(&activity_records(&["--brief"]));
    briefs.has_no_unused_keys_but(OF_OTHER_KINDS);
    briefs.requires(&brief[0], &["vendor", "transmit", "permitted"]);
    for by in [
        &["all", "--summary"][..],
        &["all", "--summary", "--by", "label"],
        &["all", "--summary", "--by", "vendor"],
    ] {
        let summary = records(&with(by), &lines);
        summaries.check(&summary);
        summaries.requires(&summary[0], &["summary"]);
    }
    let own = records(&[&publisher[..], &["--summary"]].concat(), &publisher_lines);
    summaries.check(&own);
    assert_eq!(own[0]["summary"][0].get("transmit"), None);
    summaries.has_no_unused_keys();
}

#[test]
fn differences_of_the_corpus_match() {
    let mut schema = Schema::new("diff");
    let gvl = project("gvl");
    let texts = corpus_texts("accept");
    let small: Vec<_> = texts.iter().filter(|text| text.len() < 500).collect();
    let mut printed = Vec::new();
    let pairs = small.windows(2).step_by(3).map(|pair| (pair[0].as_str(), pair[1].as_str()));
    let others = [(TC, RESTRICTED), (RESTRICTED, TC), (TC, "CQg2bYAQg2"), ("x", "")];
    let long = "A".repeat(70_000);
    for (before, after) in pairs.chain(others).chain([(TC, long.as_str())]) {
        let args = [
            "diff",
            "--gvl",
            gvl.to_str().unwrap(),
            "--as-of",
            "2026-06-01",
            "--format",
            "ndjson",
            before,
            after,
        ];
        printed.extend(records(&args, ""));
    }
    let of_gpp = format!("DBABMA~{TC}");
    for (before, after) in [
        (of_gpp.as_str(), "DBACMMA~CQg2bYAQg2bYAEsAAAENCMFgAAAAAAAAAAAAAAAAAAAA~BVQqAAAAAg"),
        ("DBABBg~BVqqqqpY.YA", "DBABBg~BlmqqqZY"),
        ("DBABEY~YBABY.BQAA.Y", "DBABEYA~BQAA.YA"),
        ("DBABKY~BAAB", "DBABKY~BAAC"),
        ("1YNN", "1yY-"),
        ("2~1.35~dv.9", "2~35.1.1~dv"),
        ("1~1", "2~1"),
        (CANADA, "DBABD~BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA.fHHHA4444ao"),
        (CANADA, "DBABMA~CQg2"),
    ] {
        printed.extend(records(&["diff", "--format", "ndjson", before, after], ""));
    }
    schema.check(&printed);
    let compared = printed.iter().find(|record| record.get("permissions").is_some()).unwrap();
    schema.requires(compared, &["equal", "sameForm", "changes", "form"]);
    let moved = printed.iter().find(|record| {
        record
            .get("permissions")
            .and_then(Value::as_array)
            .is_some_and(|changes| !changes.is_empty())
    });
    schema.rejects(moved.unwrap(), "/permissions/0/vendor", json!(70000));
    // Arguments have no file and no label.
    schema.seen.extend(["file", "line", "label"].map(str::to_owned));
    schema.has_no_unused_keys();
}

#[test]
fn cases_of_the_corpus_match() {
    let schema = Schema::new("conformance");
    let cases = records(&["generate", "--corpus", "conformance"], "");
    assert!(cases.len() > 100);
    assert!(schema.accepts(&json!(cases)));
    let mut changed = cases.clone();
    changed[0].as_object_mut().unwrap().remove("strict");
    assert!(!schema.accepts(&json!(changed)));
}

#[test]
fn records_of_generate_match() {
    let mut schema = Schema::new("generate");
    let gvl = project("gvl");
    let mut printed = Vec::new();
    for form in ["string", "url", "cookie", "openrtb"] {
        for what in [["--kind", "all", "--count", "20"], ["--violate", "all", "--count", "1"]] {
            let with_list = ["--as-of", "2026-03-11", "--gvl", gvl.to_str().unwrap()];
            let terms = [
                "generate", "--quiet", "--seed", "1", "--format", "ndjson", "--ids", "ranges",
                "--as", form,
            ];
            printed.extend(records(&[&terms[..], &what, &with_list].concat(), ""));
        }
    }
    schema.check(&printed);
    // These payloads have no layout.
    let always = ["string", "kind", "violates", "asOf", "gvl", "cmpList", "payload", "expected"];
    schema.requires(&printed[0], &always);
    schema.rejects(&printed[0], "/kind", json!("other"));
}

#[test]
fn records_of_what_an_audit_of_a_generated_log_must_report_match() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    let args = ["generate", "--events", "--seed", "7", "--as-of", "2026-06-01", "--quiet", "--dir"];
    records(&[&args[..], &[path, "--count", "2000"]].concat(), "");
    let expected = fs::read_to_string(dir.path().join("expected.ndjson")).unwrap();
    let printed: Vec<Value> =
        expected.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let mut schema = Schema::new("generate-expected");
    schema.check(&printed);
    schema.requires(&printed[0], &["type", "code", "severity", "host", "vendor", "count"]);
    schema.rejects(&printed[0], "/severity", json!("fatal"));
}
